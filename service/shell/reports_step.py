"""The first step: reports → incidents, incidents-unplaced, control, reports-dead."""

from collections.abc import Sequence
from datetime import datetime

from schemas.incident import Retraction, Tick
from schemas.vocabulary import Stage
from service.core.pipeline import Normalized, Outcome, normalize
from service.shell import topics
from service.shell.envelope import trace_of
from service.shell.records import Record, raw
from service.shell.shared import Shared, in_slices, incident_write
from service.shell.work import Work
from service.shell.writes import Headers, Write


class ReportsStep:
    """One partition of `reports`; it keeps nothing but the newest publication time."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._newest: datetime | None = None

    def keys(self) -> int:
        return 0

    def tick(self, now: datetime) -> Work:
        return Work()

    async def process(self, topic: str, records: Sequence[Record]) -> Work:
        work = Work()
        newest = self._newest
        # All are read before any is written: either part is quicker while its code and data are near.
        read: list[tuple[Normalized, Headers]] = []
        async for record in in_slices(records):
            normalized = self._normalize(work, record)
            if normalized is None:
                work.outcomes[Outcome.DEAD_LETTER] += 1
            else:
                read.append((normalized, trace_of(record.headers)))
        async for normalized, trace in in_slices(read):
            self._tell(work, normalized, trace)
            published_at = normalized.report.published_at
            if published_at is not None and (newest is None or published_at > newest):
                newest = published_at
        if not self._shared.live and newest is not None and newest != self._newest:
            self._broadcast(work, Tick(now=newest), None, newest, ())
        self._newest = newest
        return work

    def _normalize(self, work: Work, record: Record) -> Normalized | None:
        shared = self._shared
        return shared.attempt(
            work,
            record,
            Stage.EXTRACT,
            lambda: normalize(raw(record), shared.normalizer, shared.limits, shared.clock(), shared.version),
        )

    def _tell(self, work: Work, found: Normalized, trace: Headers) -> None:
        shared = self._shared
        work.outcomes[found.outcome] += 1
        work.unknown_fields += found.unknown_fields
        work.incidents += len(found.incidents)
        work.unplaced += len(found.unplaced)
        for incident in found.incidents:
            work.writes.append(incident_write(shared, incident, trace))
        for unplaced in found.unplaced:
            headers = shared.envelope.headers(
                "incident-unplaced", unplaced.incident_id, unplaced.occurred_to, unplaced.report_id, trace
            )
            work.writes.append(shared.write(topics.UNPLACED, unplaced.report_id, unplaced, headers))
        if found.retraction is not None:
            retraction = found.retraction
            self._broadcast(work, retraction, retraction.report_id, retraction.published_at, trace)

    def _broadcast(
        self, work: Work, control: Retraction | Tick, key: str | None, time: datetime, trace: Headers
    ) -> None:
        """To every partition: any of them may hold claims that it concerns."""
        shared = self._shared
        value = control.encoded()
        event_id = f"{control.kind}:{key or time.isoformat()}"
        headers = shared.envelope.headers(control.kind, event_id, time, key, trace)
        topic = shared.names.full(topics.CONTROL)
        encoded = key.encode() if key else None
        work.writes.extend(Write(topic, p, encoded, value, headers) for p in range(shared.partitions))
