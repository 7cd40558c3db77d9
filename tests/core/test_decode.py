from datetime import UTC, datetime, timedelta

import pytest

from schemas.report import Report
from schemas.vocabulary import Operation, RejectionCode, SourceClass, Stage
from service.core.decode import (
    UNKNOWN_SOURCE,
    Limits,
    RawRecord,
    content_id,
    read_report,
    readable_headers,
    unknown_fields,
)
from service.core.outcome import Rejected
from service.shell.records import raw
from tests.poison import ACCEPTED, Poison, load
from tests.records import record

NOW = datetime(2026, 2, 12, 12, tzinfo=UTC)
ARRIVED = datetime(2026, 2, 12, 11, 30, tzinfo=UTC)
STAGES = {
    RejectionCode.SCHEMA_VIOLATION: Stage.VALIDATE,
    RejectionCode.UNKNOWN_OPERATION: Stage.VALIDATE,
    RejectionCode.MISSING_REFERENCES: Stage.VALIDATE,
    RejectionCode.TIMESTAMP_OUT_OF_RANGE: Stage.VALIDATE,
}


def read(
    value: bytes | str | None,
    headers: tuple[tuple[str, bytes | None], ...] = (),
    timestamp: datetime | None = ARRIVED,
    limits: Limits | None = None,
) -> Report | Rejected:
    encoded = value.encode() if isinstance(value, str) else value
    return read_report(RawRecord(encoded, timestamp, headers), limits or Limits(), NOW)


def accepted(
    value: bytes | str, headers: tuple[tuple[str, bytes | None], ...] = (), timestamp: datetime | None = ARRIVED
) -> Report:
    report = read(value, headers, timestamp)
    assert isinstance(report, Report), report
    return report


def rejected(value: bytes | str | None, headers: tuple[tuple[str, bytes | None], ...] = ()) -> Rejected:
    outcome = read(value, headers)
    assert isinstance(outcome, Rejected), outcome
    return outcome


@pytest.mark.parametrize("poison", load(), ids=lambda poison: poison.name)
def test_every_poison_has_the_outcome_that_its_data_file_says(poison: Poison) -> None:
    sent_at = int(NOW.timestamp() * 1000) if poison.timestamp_ms is None else poison.timestamp_ms

    outcome = read_report(raw(record(0, poison.value, poison.key, poison.headers, sent_at)), Limits(), NOW)

    code = outcome.code.value if isinstance(outcome, Rejected) else ACCEPTED
    assert code == poison.outcome, outcome
    if isinstance(outcome, Rejected):
        assert outcome.stage is STAGES.get(outcome.code, Stage.DECODE)
        assert outcome.detail
        assert len(outcome.detail) <= 400


def test_the_poison_covers_every_reason_that_reading_a_report_can_give() -> None:
    later = {"unsupported_version", "too_many_incidents", "wrong_key", "unknown_place", "internal_error"}

    assert {poison.outcome for poison in load()} == {code.value for code in RejectionCode} - later | {ACCEPTED}


def test_poison_has_unique_names() -> None:
    names = [poison.name for poison in load()]

    assert len(names) == len(set(names))


# -- completing --------------------------------------------------------------------------------------------------------


def test_a_complete_report_is_taken_as_it_is() -> None:
    report = accepted(
        '{"report_id": "desk:1", "source": {"id": "desk", "class": "official"}, "text": "Quiet.", "language": "en",'
        ' "published_at": "2026-02-12T08:40:00+02:00"}',
        (("report_id", b"other"), ("source_id", b"other"), ("published_at", b"2026-01-01T00:00:00Z")),
    )

    assert report.report_id == "desk:1"
    assert report.source is not None
    assert (report.source.id, report.source.source_class) == ("desk", SourceClass.OFFICIAL)
    assert report.published_at == datetime(2026, 2, 12, 6, 40, tzinfo=UTC)
    assert report.published_at.tzinfo is UTC
    assert unknown_fields(report) == 0


def test_plain_text_gets_the_rest_from_its_headers() -> None:
    report = accepted(
        "Ніч минула спокійно.",
        (
            ("report_id", b"desk:7"),
            ("Source_Id", b"desk"),
            ("source_class", b"news"),
            ("published_at", b"2026-02-12T06:40:00Z"),
            ("language", b"uk"),
        ),
    )

    assert report.text == "Ніч минула спокійно."
    assert (report.report_id, report.language) == ("desk:7", "uk")
    assert report.source is not None
    assert (report.source.id, report.source.source_class) == ("desk", SourceClass.NEWS)
    assert report.published_at == datetime(2026, 2, 12, 6, 40, tzinfo=UTC)


def test_plain_text_without_headers_gets_the_records_own_time_and_an_unknown_source() -> None:
    report = accepted("Quiet night.")

    assert report.source is not None
    assert (report.source.id, report.source.source_class) == (UNKNOWN_SOURCE, SourceClass.UNVERIFIED)
    assert report.published_at == ARRIVED
    assert report.operation is Operation.NEW


def test_the_clock_stands_in_for_a_record_without_a_time() -> None:
    assert accepted("Quiet night.", timestamp=None).published_at == NOW


def test_a_missing_report_id_is_made_of_source_and_content() -> None:
    from_desk = accepted("Quiet night.", (("source_id", b"desk"),))
    again = accepted("Quiet night.", (("source_id", b"desk"),), timestamp=NOW)
    from_wire = accepted("Quiet night.", (("source_id", b"wire"),))
    other_words = accepted("Loud night.", (("source_id", b"desk"),))

    assert from_desk.report_id == again.report_id == content_id("desk", b"Quiet night.")
    assert len({from_desk.report_id, from_wire.report_id, other_words.report_id}) == 3


def test_source_and_content_cannot_be_confused_in_a_made_id() -> None:
    assert content_id("desk", b"x") != content_id("des", b"kx")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert accepted(b"\xef\xbb\xbfQuiet night.").text == "Quiet night."


def test_of_two_headers_of_one_name_the_last_readable_one_counts() -> None:
    headers = [("A", b"first"), ("a", b"second"), ("a", b"\xff"), ("a", None), ("a", b"x" * 1025)]

    assert readable_headers(headers) == {"a": "second"}


def test_unknown_fields_are_counted_at_every_depth() -> None:
    report = accepted(
        '{"text": "a", "mood": 1, "source": {"id": "x", "staff": 3}, "incidents": [{"place": {"name": "Sumy", "x": 1},'
        ' "y": 2, "counts": [{"measure": "killed", "value": 1, "z": 3}]}]}'
    )

    assert unknown_fields(report) == 5


# -- CloudEvents -------------------------------------------------------------------------------------------------------


def test_a_binary_event_fills_in_id_source_and_time() -> None:
    headers = (("ce_specversion", b"1.0"), ("ce_id", b"17"), ("ce_source", b"/desk"), ("ce_time", b"2026-02-12T06:40Z"))

    report = accepted('{"text": "Quiet."}', headers)

    assert report.report_id == "/desk#17"
    assert report.source is not None
    assert report.source.id == "/desk"
    assert report.published_at == datetime(2026, 2, 12, 6, 40, tzinfo=UTC)


def test_a_structured_event_fills_in_id_source_and_time() -> None:
    report = accepted(
        '{"specversion": "1.0", "type": "report", "id": "17", "source": "/desk", "time": "2026-02-12T06:40:00Z",'
        ' "data": {"text": "Quiet.", "source": {"id": "mayor", "class": "official"}}}'
    )

    assert report.report_id == "/desk#17"
    assert report.source is not None
    assert report.source.id == "mayor"
    assert report.published_at == datetime(2026, 2, 12, 6, 40, tzinfo=UTC)
    assert report.text == "Quiet."


def test_the_word_specversion_inside_a_report_does_not_make_it_an_event() -> None:
    assert accepted('{"text": "Quiet.", "meta": {"specversion": "1.0"}}').text == "Quiet."


# -- text that looks like something else -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[12:40] Вибухи в Сумах.",
        "[Суми] Вибухи.",
        '["Суспільне"] Вибухи в Сумах.',
        "[-] Quiet.",
        '"Quiet," says the mayor.',
        '"Quiet',
        "14 people were hurt in Sumy.",
        "NaN is not a number.",
        "true to his word, the mayor came.",
    ],
)
def test_a_text_is_read_as_text_whatever_sign_it_begins_with(text: str) -> None:
    assert accepted(text).text == text


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("[", RejectionCode.INVALID_JSON),
        ("[ [1, 2", RejectionCode.INVALID_JSON),
        ('\n[ {"text": ', RejectionCode.INVALID_JSON),
        ("{Sumy} was hit.", RejectionCode.INVALID_JSON),
        ("[]", RejectionCode.NOT_AN_OBJECT),
        ("[1, 2]", RejectionCode.NOT_AN_OBJECT),
        ("[NaN]", RejectionCode.INVALID_JSON),
        ('"Quiet."', RejectionCode.NOT_AN_OBJECT),
    ],
)
def test_what_was_meant_as_json_is_never_read_as_text(value: str, code: RejectionCode) -> None:
    assert rejected(value).code is code


# -- limits and times --------------------------------------------------------------------------------------------------


def test_a_report_may_be_exactly_as_large_as_the_limit() -> None:
    limits = Limits(max_bytes=1024)

    assert isinstance(read("a" * 1024, limits=limits), Report)
    over = read("a" * 1025, limits=limits)
    assert isinstance(over, Rejected)
    assert over.code is RejectionCode.TOO_LARGE
    assert over.detail == "1025 bytes; at most 1024 are read"


def test_a_time_may_lie_ahead_of_the_clock_by_the_allowed_skew_and_no_more() -> None:
    def published(moment: datetime) -> str:
        return f'{{"text": "Quiet.", "published_at": "{moment.isoformat()}"}}'

    latest = NOW + Limits().max_skew

    assert accepted(published(latest)).published_at == latest
    assert rejected(published(latest + timedelta(milliseconds=1))).code is RejectionCode.TIMESTAMP_OUT_OF_RANGE


def test_every_time_of_a_fact_is_held_against_the_clock() -> None:
    for name in ("occurred_from", "occurred_to", "as_of"):
        outcome = rejected(f'{{"incidents": [{{"place": {{"name": "Sumy"}}, "{name}": "2026-02-13T00:00:00Z"}}]}}')

        assert outcome.code is RejectionCode.TIMESTAMP_OUT_OF_RANGE
        assert outcome.detail.startswith(name)


# -- nothing leaks -----------------------------------------------------------------------------------------------------

UNUSUAL = "Xq7 напад"


@pytest.mark.parametrize(
    "value",
    [
        f'{{"text": "{UNUSUAL}", "operation": "{UNUSUAL}"}}',
        f'{{"text": "{UNUSUAL}", "published_at": "{UNUSUAL}"}}',
        f'{{"text": "{UNUSUAL}"',
        f'{{"text": "{UNUSUAL}", "source": {{"id": "a", "class": "{UNUSUAL}"}}}}',
        f'{{"incidents": [{{"counts": [{{"measure": "killed", "value": 1, "of_which": {{"{UNUSUAL}": -1}}}}]}}]}}',
        f'{{"text": {{"{UNUSUAL}": "{UNUSUAL}"}}}}',
        f'["{UNUSUAL}"]',
        f'{{"specversion": "1.0", "data": {{"operation": "{UNUSUAL}"}}}}',
        f'{{"text": "{UNUSUAL}", "n": NaN}}',
        b"\xff" + UNUSUAL.encode(),
    ],
)
def test_a_rejection_never_quotes_the_record(value: bytes | str) -> None:
    detail = rejected(value).detail

    assert not any(word in detail for word in UNUSUAL.split())


def test_a_rejection_names_the_field() -> None:
    outcome = rejected('{"incidents": [{"counts": [{"measure": "killed", "value": -1}]}]}')

    assert outcome.detail.startswith("incidents.0.counts.0.value: ")


def test_of_many_errors_three_are_told_and_the_others_counted() -> None:
    wrong = ", ".join(['{"measure": "scared", "value": 1}'] * 8)

    outcome = rejected(f'{{"incidents": [{{"counts": [{wrong}]}}]}}')

    assert outcome.detail.count("incidents.0.counts") == 3
    assert outcome.detail.endswith("; and 5 more")
