"""The first step: reports → incidents, incidents-unplaced, control, reports-dead."""

from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import Final

from schemas.incident import Incident, Retraction, Tick, UnplacedIncident
from schemas.vocabulary import Stage
from service.core.outcome import Rejected
from service.core.pipeline import Normalized, Outcome, normalize
from service.shell import topics
from service.shell.envelope import trace_of
from service.shell.records import Record, raw
from service.shell.shared import Shared, incident_write, next_slice, slice_end
from service.shell.work import Work
from service.shell.writes import Headers, Write

_STAGE: Final = Stage.EXTRACT

BLOCK_SECONDS: Final = 2.0
"""No more reports are read for one transaction after this: a thousand texts take ten times as long as a thousand facts,
and until they are written nobody has any of them, nor may the partition change hands."""

_Told = tuple[Sequence[Incident], Sequence[UnplacedIncident], Retraction | None, Headers]
"""What is to be told of one report, with its trace."""


class ReportsStep:
    """One partition of `reports`; it keeps nothing but the newest publication time."""

    def __init__(self, shared: Shared, block_seconds: float = BLOCK_SECONDS) -> None:
        self._shared = shared
        self._block_seconds = block_seconds
        self._newest: datetime | None = None

    def keys(self) -> int:
        return 0

    def tick(self, now: datetime) -> Work:
        return Work()

    async def process(self, topic: str, records: Sequence[Record]) -> Work:
        work = Work()
        newest = self._newest
        # All are read before any is written: either part is quicker while its code and data are near. Of what was read
        # only what is to be told is kept: a report is let go at once, and the next one takes its room.
        read: list[_Told] = []
        until = slice_end()
        enough = monotonic() + self._block_seconds
        for number, record in enumerate(records):
            if monotonic() > until:
                if until > enough and number:
                    work.applied = number
                    break
                until = await next_slice()
            normalized = self._shared.attempt(work, record, _STAGE, self._read)
            if normalized is None:
                work.outcomes[Outcome.DEAD_LETTER] += 1
                continue
            read.append((normalized.incidents, normalized.unplaced, normalized.retraction, trace_of(record.headers)))
            work.outcomes[normalized.outcome] += 1
            work.unknown_fields += normalized.unknown_fields
            published_at = normalized.report.published_at
            if published_at is not None and (newest is None or published_at > newest):
                newest = published_at
        for incidents, unplaced, retraction, trace in read:
            if monotonic() > until:
                until = await next_slice()
            self._tell(work, incidents, unplaced, retraction, trace)
        if not self._shared.live and newest is not None and newest != self._newest:
            self._broadcast(work, Tick(now=newest), None, newest, ())
        self._newest = newest
        return work

    def _read(self, record: Record) -> Normalized | Rejected:
        shared = self._shared
        return normalize(raw(record), shared.normalizer, shared.limits, shared.clock(), shared.version)

    def _tell(
        self,
        work: Work,
        incidents: Sequence[Incident],
        unplaced: Sequence[UnplacedIncident],
        retraction: Retraction | None,
        trace: Headers,
    ) -> None:
        shared = self._shared
        work.incidents += len(incidents)
        work.unplaced += len(unplaced)
        for incident in incidents:
            work.writes.append(incident_write(shared, incident, trace))
        for one in unplaced:
            headers = shared.envelope.headers(
                "incident-unplaced", one.incident_id, one.occurred_to, one.report_id, trace
            )
            work.writes.append(shared.write(topics.UNPLACED, one.report_id, one, headers))
        if retraction is not None:
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
