from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from schemas.incident import Incident, Place, Retraction, Source, Tick, UnplacedIncident
from schemas.report import Report
from schemas.totals import AreaContribution
from schemas.vocabulary import Operation, PlaceKind, RejectionCode, Stage
from service.core.decode import Limits, RawRecord
from service.core.outcome import Rejected
from service.core.pipeline import (
    Normalized,
    Outcome,
    normalize,
    read_contribution,
    read_control,
    read_incident,
    retraction_of,
)

NOW = datetime(2026, 2, 12, 12, tzinfo=UTC)
SUMY = Place(id="UA59080270010036634", name="Sumy", kind=PlaceKind.CITY, region="UA-59", country="UA")


def incident_of(report: Report, cls: Any = Incident, **changes: Any) -> Any:
    assert report.report_id
    assert report.published_at
    assert report.source
    given = {
        "incident_id": f"{report.report_id}/1",
        "report_id": report.report_id,
        "type": "casualties",
        "place": SUMY if cls is Incident else None,
        "occurred_from": report.published_at,
        "occurred_to": report.published_at,
        "time_precision": "published",
        "as_of": report.published_at,
        "published_at": report.published_at,
        "counts": [
            {
                "measure": "injured",
                "unit": "people",
                "low": 2,
                "best": 2,
                "high": 2,
                "qualifier": "exact",
                "count_kind": "total_to_date",
            }
        ],
        "source": Source.model_validate({"id": report.source.id, "class": report.source.source_class}),
        "attributed_class": report.source.source_class,
        "normalizer": {"version": "1", "language": "en", "confidence": 1},
    }
    return cls.model_validate(given | changes)


@dataclass
class Found:
    incidents: tuple[Incident, ...] = ()
    unplaced: tuple[UnplacedIncident, ...] = ()
    unsupported_language: bool = False


class WordReader:
    """Knows three words: `Sumy` is an incident in a known place, `Atlantis` in an unknown one, `Gallia` is Latin."""

    def read(self, report: Report, *, version: str) -> Found:
        text = report.text or ""
        if "Gallia" in text:
            return Found(unsupported_language=True)
        placed = (incident_of(report, normalizer={"version": version, "language": "en", "confidence": 1}),)
        return Found(
            placed if "Sumy" in text else (), (incident_of(report, UnplacedIncident),) if "Atlantis" in text else ()
        )


class OnlySumy:
    """A gazetteer of one place."""

    def by_id(self, place_id: str) -> Place | None:
        return SUMY if place_id == SUMY.id else None


def run(value: str, limits: Limits | None = None) -> Normalized | Rejected:
    return normalize(RawRecord(value.encode(), NOW), WordReader(), limits or Limits(), NOW, "7.7")


def normalized(value: str) -> Normalized:
    result = run(value)
    assert isinstance(result, Normalized), result
    return result


def test_a_report_that_tells_of_something_is_emitted_with_its_incidents() -> None:
    result = normalized("Two were hurt in Sumy.")

    assert result.outcome is Outcome.EMITTED
    assert [incident.place.name for incident in result.incidents] == ["Sumy"]
    assert result.incidents[0].normalizer.version == "7.7"
    assert result.incidents[0].report_id == result.report.report_id
    assert result.retraction is None


def test_an_incident_without_a_place_is_emitted_too() -> None:
    result = normalized("Two were hurt in Atlantis.")

    assert (result.outcome, len(result.incidents), len(result.unplaced)) == (Outcome.EMITTED, 0, 1)


def test_a_report_that_tells_of_nothing_says_so() -> None:
    assert normalized("The exhibition was extended.").outcome is Outcome.NO_INCIDENT


def test_a_language_that_cannot_be_read_is_told_from_silence() -> None:
    assert normalized("Gallia est omnis divisa.").outcome is Outcome.UNSUPPORTED_LANGUAGE


def test_a_record_that_cannot_be_used_is_rejected_as_decoding_says() -> None:
    result = run('{"text": 1}')

    assert isinstance(result, Rejected)
    assert (result.stage, result.code) == (Stage.VALIDATE, RejectionCode.SCHEMA_VIOLATION)


def test_unknown_fields_are_counted() -> None:
    assert normalized('{"text": "Quiet.", "a": 1, "b": 2}').unknown_fields == 2


def test_the_same_record_gives_the_same_result() -> None:
    assert normalized("Two were hurt in Sumy.").incidents == normalized("Two were hurt in Sumy.").incidents


# -- word on earlier reports -------------------------------------------------------------------------------------------


def test_a_cancel_gives_a_retraction_and_is_not_read_itself() -> None:
    result = normalized('{"report_id": "c", "operation": "cancel", "references": ["a", "b"], "text": "Not in Sumy."}')

    assert result.outcome is Outcome.EMITTED
    assert result.incidents == ()
    assert result.retraction == Retraction(
        report_id="c", operation=Operation.CANCEL, references=("a", "b"), published_at=NOW
    )


def test_an_update_gives_a_retraction_and_its_own_incidents() -> None:
    result = normalized('{"report_id": "u", "operation": "update", "references": ["a"], "text": "Three in Sumy."}')

    assert result.retraction is not None
    assert result.retraction.operation is Operation.UPDATE
    assert len(result.incidents) == 1


def test_an_update_that_tells_of_nothing_is_emitted_all_the_same() -> None:
    result = normalized('{"report_id": "u", "operation": "update", "references": ["a"], "text": "It was thunder."}')

    assert (result.outcome, result.incidents) == (Outcome.EMITTED, ())


def test_references_are_named_once_and_never_the_report_itself() -> None:
    result = normalized('{"report_id": "u", "operation": "cancel", "references": ["b", "u", "a", "b"]}')

    assert result.retraction is not None
    assert result.retraction.references == ("b", "a")


def test_a_new_report_retracts_nothing_whatever_it_refers_to() -> None:
    report = normalized('{"report_id": "n", "references": ["a"], "text": "Sumy"}').report

    assert retraction_of(report) is None


# -- the topics between the steps --------------------------------------------------------------------------------------


def incident_record(key: bytes | None = None, **changes: Any) -> RawRecord:
    incident = incident_of(normalized("Sumy").report)
    value = incident.model_dump(mode="json", by_alias=True) | changes
    return RawRecord(orjson.dumps(value), NOW, (), SUMY.id.encode() if key is None else key)


def read(record: RawRecord) -> Incident | Rejected:
    return read_incident(record, OnlySumy(), Limits(), NOW)


def test_an_incident_is_read_as_it_was_written() -> None:
    incident = incident_of(normalized("Sumy").report)

    assert read(incident_record()) == incident


def _count(**bounds: int | None) -> dict[str, Any]:
    return {
        "measure": "killed",
        "unit": "people",
        "low": None,
        "best": None,
        "high": None,
        "qualifier": "exact",
        "count_kind": "total_to_date",
    } | bounds


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (RawRecord(None, NOW, (), b"x"), RejectionCode.TOMBSTONE),
        (RawRecord(b"", NOW, (), b"x"), RejectionCode.INVALID_JSON),
        (RawRecord(b"{", NOW, (), b"x"), RejectionCode.INVALID_JSON),
        (RawRecord(b'{"a": "\xff"}', NOW, (), b"x"), RejectionCode.INVALID_UTF8),
        (RawRecord(b"[]", NOW, (), b"x"), RejectionCode.NOT_AN_OBJECT),
        (RawRecord(b"a" * (Limits().max_typed_bytes + 1), NOW, (), b"x"), RejectionCode.TOO_LARGE),
        (incident_record(key=b"UA80000000000093317"), RejectionCode.WRONG_KEY),
        (incident_record(schema_version=2), RejectionCode.UNSUPPORTED_VERSION),
        (incident_record(surprise=1), RejectionCode.SCHEMA_VIOLATION),
        (incident_record(type="picnic"), RejectionCode.SCHEMA_VIOLATION),
        (incident_record(counts=[_count(low=5, best=3)]), RejectionCode.SCHEMA_VIOLATION),
        (incident_record(counts=[_count(low=5, high=3)]), RejectionCode.SCHEMA_VIOLATION),
        (incident_record(counts=[_count(best=-1)]), RejectionCode.SCHEMA_VIOLATION),
        (incident_record(occurred_to="2026-02-12T11:00:00Z"), RejectionCode.SCHEMA_VIOLATION),
        (incident_record(occurred_to="2026-02-13T11:00:00Z"), RejectionCode.TIMESTAMP_OUT_OF_RANGE),
        (incident_record(as_of="1970-01-01T00:00:00Z"), RejectionCode.TIMESTAMP_OUT_OF_RANGE),
        (
            incident_record(key=b"UA0", place=SUMY.model_dump(mode="json") | {"id": "UA0"}),
            RejectionCode.UNKNOWN_PLACE,
        ),
    ],
)
def test_an_incident_that_cannot_be_used_is_rejected(record: RawRecord, code: RejectionCode) -> None:
    outcome = read(record)

    assert isinstance(outcome, Rejected)
    assert (outcome.stage, outcome.code) == (Stage.AGGREGATE, code)


def test_an_incident_may_be_larger_than_the_largest_report() -> None:
    value = incident_record().value or b""
    padded = RawRecord(value + b" " * 5000, NOW, (), SUMY.id.encode())

    assert isinstance(read_incident(padded, OnlySumy(), Limits(max_bytes=1024), NOW), Incident)


def test_an_incident_may_lie_ahead_of_the_clock_by_the_allowed_skew() -> None:
    moment = (NOW + timedelta(minutes=10)).isoformat()

    assert isinstance(read(incident_record(occurred_to=moment)), Incident)


def test_both_kinds_of_control_record_are_read_as_they_were_written() -> None:
    retraction = Retraction(report_id="c", operation=Operation.CANCEL, references=("a",), published_at=NOW)
    tick = Tick(now=NOW)

    for written in (retraction, tick):
        assert read_control(RawRecord(written.model_dump_json().encode(), NOW), Limits()) == written


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, RejectionCode.TOMBSTONE),
        (b"nonsense", RejectionCode.INVALID_JSON),
        (b"{}", RejectionCode.SCHEMA_VIOLATION),
        (b'{"kind": "earthquake"}', RejectionCode.SCHEMA_VIOLATION),
        (b'{"kind": "tick"}', RejectionCode.SCHEMA_VIOLATION),
        (b'{"kind": "tick", "schema_version": 2, "now": "2026-02-12T00:00:00Z"}', RejectionCode.UNSUPPORTED_VERSION),
    ],
)
def test_a_control_record_that_cannot_be_used_is_rejected(value: bytes | None, code: RejectionCode) -> None:
    outcome = read_control(RawRecord(value, NOW), Limits())

    assert isinstance(outcome, Rejected)
    assert (outcome.stage, outcome.code) == (Stage.AGGREGATE, code)
    assert "earthquake" not in outcome.detail


def test_a_contribution_is_read_as_it_was_written() -> None:
    written = AreaContribution(area=SUMY, child=SUMY, as_of=NOW, revision=1, windows={"1h": {}}, now={})

    assert read_contribution(RawRecord(written.model_dump_json().encode(), NOW), Limits()) == written


@pytest.mark.parametrize(
    ("value", "code"), [(None, RejectionCode.TOMBSTONE), (b'{"revision": -1}', RejectionCode.SCHEMA_VIOLATION)]
)
def test_a_contribution_that_cannot_be_used_is_rejected(value: bytes | None, code: RejectionCode) -> None:
    outcome = read_contribution(RawRecord(value, NOW), Limits())

    assert isinstance(outcome, Rejected)
    assert (outcome.stage, outcome.code) == (Stage.AGGREGATE, code)
