"""The whole flow on one page.

    reports ─► read_report ─► normalize ─► incidents (key = place) ─► TotalsPartition ─► city-totals, total-changes
                   │              ├─► incidents-unplaced                    └─► areas ─► AreasPartition ─► area-totals
                   └─► reports-dead └─► control (retractions, time)

Every function here is pure: bytes and a clock in, typed values out. The shell gives it Kafka's records and writes what
comes back in one transaction; `incident-stream totals` runs the very same functions over standard input.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, final

from pydantic import TypeAdapter, ValidationError

from schemas.incident import Control, Count, Incident, Place, Retraction, Tick, UnplacedIncident
from schemas.report import Report
from schemas.totals import AreaContribution
from schemas.vocabulary import Operation, RejectionCode, Stage
from service.core.decode import EARLIEST, Limits, RawRecord, read_report, unknown_fields
from service.core.outcome import Rejected
from service.core.refusals import refused, reject


class Outcome(StrEnum):
    """What became of a record; every record has exactly one."""

    EMITTED = "emitted"
    NO_INCIDENT = "no_incident"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    DEAD_LETTER = "dead_letter"


# Asked of its class, a member costs as much as a call.
_NEW: Final = Operation.NEW
_CANCEL: Final = Operation.CANCEL
_EMITTED: Final = Outcome.EMITTED
_NO_INCIDENT: Final = Outcome.NO_INCIDENT


class ReadReport(Protocol):
    """What a reader finds in one report."""

    @property
    def incidents(self) -> tuple[Incident, ...]: ...
    @property
    def unplaced(self) -> tuple[UnplacedIncident, ...]: ...
    @property
    def unsupported_language(self) -> bool: ...


class Reader(Protocol):
    """Reads a completed report's text and facts (service.core.reading.reader.Normalizer)."""

    def read(self, report: Report, *, version: str) -> ReadReport: ...


class Places(Protocol):
    """Knows places by id (service.core.places.gazetteer.Gazetteer)."""

    def by_id(self, place_id: str) -> Place | None: ...


@final
class Normalized:
    """What one report came to."""

    __slots__ = ("incidents", "outcome", "report", "retraction", "unknown_fields", "unplaced")

    def __init__(
        self,
        report: Report,
        incidents: tuple[Incident, ...],
        unplaced: tuple[UnplacedIncident, ...],
        retraction: Retraction | None,
        outcome: Outcome,
        unknown_fields: int,
    ) -> None:
        self.report = report
        self.incidents = incidents
        self.unplaced = unplaced
        self.retraction = retraction
        self.outcome = outcome
        self.unknown_fields = unknown_fields


def normalize(record: RawRecord, reader: Reader, limits: Limits, now: datetime, version: str) -> Normalized | Rejected:
    """One raw record of `reports` → its incidents, its word on earlier reports, or the reason it cannot be used."""
    report = read_report(record, limits, now)
    if isinstance(report, Rejected):
        return report
    retraction = retraction_of(report)
    if report.operation is _CANCEL:
        return Normalized(report, (), (), retraction, Outcome.EMITTED, unknown_fields(report))
    reading = reader.read(report, version=version)
    found = bool(reading.incidents or reading.unplaced or retraction)
    silent = Outcome.UNSUPPORTED_LANGUAGE if reading.unsupported_language else _NO_INCIDENT
    return Normalized(
        report,
        reading.incidents,
        reading.unplaced,
        retraction,
        _EMITTED if found else silent,
        unknown_fields(report),
    )


def retraction_of(report: Report) -> Retraction | None:
    """What `update` and `cancel` say of the reports they refer to."""
    if report.operation is _NEW or report.report_id is None or report.published_at is None:
        return None
    references = tuple(dict.fromkeys(r for r in report.referenced if r != report.report_id))
    return Retraction(
        report_id=report.report_id,
        operation=report.operation,
        references=references,
        published_at=report.published_at,
    )


def read_incident(record: RawRecord, places: Places, limits: Limits, now: datetime) -> Incident | Rejected:
    """One record of `incidents`: ours, or one that a producer of typed facts wrote directly."""
    unread = _refuse_unread(record, limits)
    if unread:
        return unread
    try:
        incident = Incident.model_validate_json(record.value or b"")
    except ValidationError as error:
        return _invalid(error, record)
    return check_incident(incident, record.key, places, limits, now)


def check_incident(
    incident: Incident, key: bytes | None, places: Places, limits: Limits, now: datetime
) -> Incident | Rejected:
    """What a record of `incidents` says, held against its key, the gazetteer and the clock."""
    if key != incident.place.id.encode():
        return reject(RejectionCode.WRONG_KEY, "the record's key is not the place's id", Stage.AGGREGATE)
    if places.by_id(incident.place.id) is None:
        return reject(RejectionCode.UNKNOWN_PLACE, "no such place id in the gazetteer", Stage.AGGREGATE)
    if not _in_order(incident):
        return reject(RejectionCode.SCHEMA_VIOLATION, "bounds or times are not in order", Stage.AGGREGATE)
    latest = now + limits.max_skew
    moments = (incident.occurred_from, incident.occurred_to, incident.as_of, incident.published_at)
    if not all(EARLIEST <= moment <= latest for moment in moments):
        return reject(RejectionCode.TIMESTAMP_OUT_OF_RANGE, "a time is out of range", Stage.AGGREGATE)
    return incident


def read_control(record: RawRecord, limits: Limits) -> Retraction | Tick | Rejected:
    """One record of `control`."""
    unread = _refuse_unread(record, limits)
    if unread:
        return unread
    try:
        return _CONTROL.validate_json(record.value or b"")
    except ValidationError as error:
        return _invalid(error, record)


def read_contribution(record: RawRecord, limits: Limits) -> AreaContribution | Rejected:
    """One record of `areas`."""
    unread = _refuse_unread(record, limits)
    if unread:
        return unread
    try:
        return AreaContribution.model_validate_json(record.value or b"")
    except ValidationError as error:
        return _invalid(error, record)


_CONTROL: TypeAdapter[Retraction | Tick] = TypeAdapter(Control)


def _refuse_unread(record: RawRecord, limits: Limits) -> Rejected | None:
    if record.value is None:
        return reject(RejectionCode.TOMBSTONE, "the record has no value", Stage.AGGREGATE)
    if len(record.value) > limits.max_typed_bytes:
        detail = f"{len(record.value)} bytes; at most {limits.max_typed_bytes} are read"
        return reject(RejectionCode.TOO_LARGE, detail, Stage.AGGREGATE)
    return None


def _invalid(error: ValidationError, record: RawRecord) -> Rejected:
    return replace(refused(error, record.value or b""), stage=Stage.AGGREGATE)


def _in_order(incident: Incident) -> bool:
    """Ours always are; other producers may write here too, and a range upside down would spoil every sum above it."""
    if incident.occurred_to < incident.occurred_from:
        return False
    return all(_bounds_in_order(count) for count in incident.counts)


def _bounds_in_order(count: Count) -> bool:
    low, best, high = count.low, count.best, count.high
    if best is None:
        return low is None or high is None or low <= high
    return (low is None or low <= best) and (high is None or best <= high)
