"""Bytes of a `reports` record → Report, or the reason why not.

Three forms are read (design, section 3): a Report as JSON, plain UTF-8 text, and a CloudEvent in binary (`ce_*`
headers) or structured mode. Headers fill in what the value leaves out; the record's own time is the last resort.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Final, final

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from schemas.model import PARTS, InputRecord
from schemas.report import Report, ReportSource
from schemas.vocabulary import Operation, RejectionCode, SourceClass, Stage
from service.core.outcome import Rejected
from service.core.refusals import broken_json, refused, reject

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No report of this kind is older; an earlier time is a broken clock (1970) or a typing slip."""

UNKNOWN_SOURCE: Final = "unknown"

# Asked of its class, a member costs as much as a call, and so does a method of a model.
_NEW: Final = Operation.NEW
_report_of_json: Final = Report.__pydantic_validator__.validate_json

_BOM: Final = b"\xef\xbb\xbf"
_NAN: Final = b"NaN"
_INFINITY: Final = b"Infinity"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a record may cost before it is refused."""

    max_bytes: int = 256 * 1024
    """Largest report that is decoded, bytes."""
    max_typed_bytes: int = 2 * 1024 * 1024
    """Largest record of the topics between our own steps, bytes: an incident may be larger than its report."""
    max_skew: timedelta = timedelta(minutes=10)
    """How far a time may lie ahead of the clock."""


@final
class RawRecord:
    """One record as Kafka gave it."""

    __slots__ = ("headers", "key", "timestamp", "value")

    def __init__(
        self,
        value: bytes | None,
        timestamp: datetime | None,
        headers: tuple[tuple[str, bytes | None], ...] = (),
        key: bytes | None = None,
    ) -> None:
        self.value = value
        self.timestamp = timestamp
        """The record's own time; None when the producer set none."""
        self.headers = headers
        self.key = key


def read_report(record: RawRecord, limits: Limits, now: datetime) -> Report | Rejected:
    """Decode, validate and complete one record: id, source and publication time are set in the result.

    `now` is the clock that times are held against. Reasons: tombstone, empty, too_large, invalid_utf8, invalid_json,
    not_an_object, schema_violation, unknown_operation, missing_references, timestamp_out_of_range.
    """
    value = record.value
    if value is None:
        return reject(RejectionCode.TOMBSTONE, "the record has no value")
    if len(value) > limits.max_bytes:
        return reject(RejectionCode.TOO_LARGE, f"{len(value)} bytes; at most {limits.max_bytes} are read")
    value = value.removeprefix(_BOM)
    if not value.strip():
        return reject(RejectionCode.EMPTY, "the record's value is empty")
    headers = readable_headers(record.headers)
    report = _parse(value, headers)
    if isinstance(report, Rejected):
        return report
    return _complete(report, value, headers, record.timestamp, limits, now)


def readable_headers(headers: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    """Headers as text, the last of a name winning; values that are not short UTF-8 text are left out."""
    found: dict[str, str] = {}
    for name, value in headers:
        if value is None or len(value) > 1024:
            continue
        try:
            found[name.lower()] = value.decode()
        except UnicodeDecodeError:
            continue
    return found


def _parse(value: bytes, headers: Mapping[str, str]) -> Report | Rejected:
    told = headers.get("content-type")
    content_type = told.partition(";")[0].strip().lower() if told else ""
    said_to_be_json = content_type == "application/json" or content_type.endswith("+json")
    if content_type.startswith("text/") or not (said_to_be_json or _looks_like_json(value)):
        return _parse_text(value, headers)
    if content_type.startswith("application/cloudevents") or b'"specversion"' in value:
        return _parse_structured_event(value)
    return _parse_json(value)


def _looks_like_json(value: bytes) -> bool:
    """Whether a value that does not say what it is was meant as JSON, broken or not.

    A brace is enough. A bracket or a quotation mark is not: many a message begins with `[12:40]` or with someone's
    words, so those are JSON only if they are whole, or begin as no text does.
    """
    if value.startswith(b"{"):
        return True
    head = value.lstrip()[:64]
    if head.startswith(b"{") or b"".join(head.split())[:2] in (b"[", b"[[", b"[{"):
        return True
    try:
        # Not JSON, but meant as it: NaN and Infinity are read here, to be refused.
        from_json(value, allow_inf_nan=True)
    except ValueError:
        return False
    return True


def _parse_text(value: bytes, headers: Mapping[str, str]) -> Report | Rejected:
    try:
        text = value.decode()
    except UnicodeDecodeError as error:
        return reject(RejectionCode.INVALID_UTF8, f"not UTF-8 at byte {error.start}")
    try:
        return Report(text=text, language=headers.get("language"))
    except ValidationError as error:
        return refused(error)


def _parse_json(value: bytes) -> Report | Rejected:
    # A letter is found missing in a tenth of the time that a word takes.
    if (value.find(b"N") >= 0 and _NAN in value) or (value.find(b"I") >= 0 and _INFINITY in value):
        # pydantic reads NaN and Infinity, which JSON does not have; a text may well hold the words, so parse to know.
        try:
            from_json(value, allow_inf_nan=False)
        except ValueError as error:
            return broken_json(value, str(error))
    try:
        report: Report = _report_of_json(value)
    except ValidationError as error:
        return refused(error, value)
    return report


def _parse_structured_event(value: bytes) -> Report | Rejected:
    try:
        event = from_json(value, allow_inf_nan=False)
    except ValueError as error:
        return broken_json(value, str(error))
    if not isinstance(event, dict) or "specversion" not in event:
        return _parse_json(value)
    data = event.get("data")
    try:
        report = Report(text=data) if isinstance(data, str) else _from_data(data)
    except ValidationError as error:
        return refused(error)
    return _fill_from_event(report, {key: item for key, item in event.items() if isinstance(item, str)})


def _from_data(data: Any) -> Report:
    # Through JSON again, because a strict model takes words and times from JSON alone; infinity has to stay one.
    return Report.model_validate_json(to_json(data, inf_nan_mode="constants"))


def _fill_from_event(report: Report, attributes: Mapping[str, str]) -> Report | Rejected:
    """Complete a report with the attributes of the CloudEvent that carried it."""
    missing: dict[str, Any] = {}
    if report.report_id is None and attributes.get("id"):
        missing["report_id"] = f"{attributes.get('source', '')}#{attributes['id']}"[:256]
    if report.source is None and attributes.get("source"):
        missing["source"] = {"id": attributes["source"][:256]}
    if report.published_at is None and attributes.get("time"):
        missing["published_at"] = attributes["time"]
    return _with(report, missing)


def _with(report: Report, missing: Mapping[str, Any]) -> Report | Rejected:
    """The report with fields set that it lacks, each validated as if it had been in the value."""
    if not missing:
        return report
    try:
        given = _from_data({"text": "-", **missing})
    except ValidationError as error:
        return refused(error)
    return report.model_copy(update={name: getattr(given, name) for name in missing})


def _fill_from_headers(report: Report, headers: Mapping[str, str]) -> Report | Rejected:
    if "ce_specversion" in headers:
        event = {name[3:]: value for name, value in headers.items() if name.startswith("ce_")}
        filled = _fill_from_event(report, event)
        if isinstance(filled, Rejected):
            return filled
        report = filled
    missing: dict[str, Any] = {}
    for name in ("report_id", "published_at"):
        if getattr(report, name) is None and headers.get(name):
            missing[name] = headers[name]
    if report.source is None and headers.get("source_id"):
        missing["source"] = {"id": headers["source_id"], "class": headers.get("source_class", SourceClass.UNVERIFIED)}
    return _with(report, missing)


def _complete(
    report: Report, value: bytes, headers: Mapping[str, str], timestamp: datetime | None, limits: Limits, now: datetime
) -> Report | Rejected:
    filled = _fill_from_headers(report, headers) if headers else report
    if isinstance(filled, Rejected):
        return filled
    told_id, told_source, told_at = filled.report_id, filled.source, filled.published_at
    published_at = told_at or timestamp or now
    wrong = _out_of_range(filled, published_at, now + limits.max_skew)
    if wrong:
        return reject(RejectionCode.TIMESTAMP_OUT_OF_RANGE, wrong, Stage.VALIDATE)
    if filled.operation is not _NEW and not filled.referenced:
        return reject(
            RejectionCode.MISSING_REFERENCES, f"`{filled.operation}` names no report in `references`", Stage.VALIDATE
        )
    if told_id and told_source and told_at:
        return filled
    source = told_source or ReportSource(id=UNKNOWN_SOURCE)
    report_id = told_id or content_id(source.id, value)
    completed = {"report_id": report_id, "source": source, "published_at": published_at.astimezone(UTC)}
    return filled.model_copy(update=completed)


def unknown_fields(record: InputRecord) -> int:
    """How many fields in a record and below are not in the schema."""
    total = 0
    records: list[InputRecord] = [record]
    for one in records:  # it grows as they are looked at
        extra = one.__pydantic_extra__
        if extra:
            total += len(extra)
        for name in PARTS[type(one)]:
            found = getattr(one, name)
            if isinstance(found, tuple):
                records.extend(found)
            elif found is not None:
                records.append(found)
    return total


def content_id(source_id: str, value: bytes) -> str:
    """Id of a report that brings none: the same content from the same source always gets the same."""
    digest = blake2b(source_id.encode(), digest_size=16)
    digest.update(b"\x00")
    digest.update(value)
    return digest.hexdigest()


def _out_of_range(report: Report, published_at: datetime, latest: datetime) -> str | None:
    wrong = _outside("published_at", published_at, latest)
    for fact in report.facts:
        wrong = (
            wrong
            or _outside("occurred_from", fact.occurred_from, latest)
            or _outside("occurred_to", fact.occurred_to, latest)
            or _outside("as_of", fact.as_of, latest)
        )
    return wrong


def _outside(name: str, moment: datetime | None, latest: datetime) -> str | None:
    if moment is None or EARLIEST <= moment <= latest:
        return None
    if moment > latest:
        return f"{name} {moment.isoformat()} lies in the future"
    return f"{name} {moment.isoformat()} is before {EARLIEST.year}"
