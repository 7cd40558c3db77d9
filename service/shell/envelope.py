"""CloudEvents 1.0 headers (binary mode) of output records, and the trace context handed on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import orjson

from service.shell.writes import Headers

_TRACE: Final = ("traceparent", "tracestate", "baggage")
_MAX_HEADER_BYTES: Final = 8192

CONTENT_TYPE: Final = ("content-type", b"application/json")


class Envelope:
    """Makes the headers of one deployment's outputs."""

    def __init__(self, app_id: str) -> None:
        self._start = (
            ("ce_specversion", b"1.0"),
            ("ce_source", f"urn:incident-stream:{app_id}".encode()),
            CONTENT_TYPE,
        )
        self._starts: dict[str, tuple[tuple[str, bytes], ...]] = {}
        self._time: tuple[datetime | None, bytes] = (None, b"")
        """The time told last, and how: what a block makes of one place has one time."""

    def headers(
        self, kind: str, event_id: str, time: datetime, causation_id: str | None = None, trace: Headers = ()
    ) -> list[tuple[str, bytes]]:
        """`kind`: record name; `event_id`: deterministic; `time`: when it happened; `causation_id`: what led to it."""
        start = self._starts.get(kind)
        if start is None:
            start = self._starts[kind] = (*self._start, ("ce_type", f"incident-stream.{kind}.v1".encode()))
        last, told = self._time
        if time is not last:
            told = orjson.dumps(time, option=orjson.OPT_UTC_Z)[1:-1]  # isoformat() takes ten times as long
            self._time = time, told
        headers = [*start, ("ce_id", event_id.encode()), ("ce_time", told)]
        if causation_id is not None:
            headers.append(("ce_causationid", causation_id.encode()))
        headers.extend(trace)
        return headers


def trace_of(headers: Iterable[tuple[str, bytes | None]]) -> Headers:
    """The W3C trace context among a record's headers, to be passed on unchanged."""
    if not headers:
        return ()
    return tuple(
        (name, value) for name, value in headers if name in _TRACE and value and len(value) <= _MAX_HEADER_BYTES
    )
