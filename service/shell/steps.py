"""The three steps of the worker: how a block of records becomes work to be committed.

A step opens a partition (with the state restored for it) and then turns blocks into `Work`. Steps decide nothing about
Kafka's transactions or positions, and nothing about what a report means: they join the two.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any, Final, Protocol

import structlog

from schemas.incident import Incident, Retraction, Tick
from schemas.totals import AreaContribution
from schemas.vocabulary import RejectionCode, Stage
from service.core.areas import AreasPartition
from service.core.containment import area_of
from service.core.outcome import Rejected
from service.core.pipeline import (
    Normalized,
    Outcome,
    normalize,
    read_contribution,
    read_control,
    read_incident,
)
from service.core.reader import Normalizer
from service.core.totals import Effects, TotalsPartition
from service.shell import topics
from service.shell.dead_letters import DeadLetters
from service.shell.envelope import Envelope, trace_of
from service.shell.records import Record, raw
from service.shell.settings import Settings
from service.shell.topics import TopicNames
from service.shell.work import Work
from service.shell.writes import Headers, Write, partition_of

SLICE_SECONDS: Final = 0.01
"""A block is worked on in slices of this length; between them the event loop serves heartbeats and HTTP."""
_LOGGED_PER_BLOCK: Final = 5

log = structlog.get_logger("steps")


class OpenPartition(Protocol):
    """One partition of a step, with its state in memory."""

    async def process(self, topic: str, records: Sequence[Record]) -> Work:
        """Apply records of one input topic (name without prefix). Must be called once, in order."""

    def tick(self, now: datetime) -> Work:
        """Time has passed: what changes by that alone."""

    def keys(self) -> int:
        """How many keys of state are held."""


class Shared:
    """What all partitions of all steps have in common."""

    def __init__(self, settings: Settings, normalizer: Normalizer, version: str, clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self.normalizer = normalizer
        self.version = version
        self.clock = clock
        self.names = TopicNames(settings)
        self.partitions = settings.topics.partitions
        self.limits = settings.limits.as_limits()
        self.rules = settings.totals.as_rules()
        self.live = settings.totals.clock == "wall"
        self.envelope = Envelope(settings.app_id)
        self.dead_letters = DeadLetters(self.names.full(topics.DEAD), self.partitions, settings.app_id, version)

    def write(self, topic: str, key: str, value: Any, headers: Headers) -> Write:
        """A record of one of our models, on the partition of its key."""
        encoded = key.encode()
        return Write(
            self.names.full(topic),
            partition_of(encoded, self.partitions),
            encoded,
            value.model_dump_json(by_alias=True).encode(),
            headers,
        )

    def refuse(self, work: Work, record: Record, rejected: Rejected, exception: BaseException | None = None) -> None:
        """A dead letter, its count, and a line in the log (the first few of a block)."""
        name = type(exception).__name__ if exception else None
        work.writes.append(self.dead_letters.letter(record, rejected, self.clock(), name))
        work.refused[rejected.stage, rejected.code] += 1
        if sum(work.refused.values()) <= _LOGGED_PER_BLOCK:
            log.warning(
                "dead letter",
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                stage=rejected.stage.value,
                code=rejected.code.value,
                detail=rejected.detail,
                exc_info=exception,
            )

    def open(self, step: str, partition: int, stored: dict[bytes, bytes]) -> OpenPartition:
        """Open a partition of a step with its restored state."""
        if step == "reports":
            return ReportsPartition(self)
        if step == "totals":
            return TotalsStep(self, partition, stored)
        return AreasStep(self, stored)


async def in_slices(records: Sequence[Record]) -> AsyncIterator[Record]:
    """The records, letting the event loop breathe between slices of work."""
    started = monotonic()
    for record in records:
        yield record
        if monotonic() - started > SLICE_SECONDS:
            await asyncio.sleep(0)
            started = monotonic()


class ReportsPartition:
    """reports → incidents, incidents-unplaced, control, reports-dead."""

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
        async for record in in_slices(records):
            normalized = self._normalize(work, record)
            if normalized is None:
                work.outcomes[Outcome.DEAD_LETTER] += 1
                continue
            self._tell(work, normalized, trace_of(record.headers))
            published_at = normalized.report.published_at
            if published_at is not None and (newest is None or published_at > newest):
                newest = published_at
        if not self._shared.live and newest is not None and newest != self._newest:
            self._broadcast(work, Tick(now=newest), None, newest, ())
        self._newest = newest
        return work

    def _normalize(self, work: Work, record: Record) -> Normalized | None:
        shared = self._shared
        try:
            result = normalize(raw(record), shared.normalizer, shared.limits, shared.clock(), shared.version)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not stop the stream: the record is kept
            shared.refuse(work, record, _fault(error, Stage.EXTRACT), error)
            return None
        if isinstance(result, Rejected):
            shared.refuse(work, record, result)
            return None
        return result

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
        value = control.model_dump_json().encode()
        event_id = f"{control.kind}:{key or time.isoformat()}"
        headers = shared.envelope.headers(control.kind, event_id, time, key, trace)
        topic = shared.names.full(topics.CONTROL)
        encoded = key.encode() if key else None
        work.writes.extend(Write(topic, p, encoded, value, headers) for p in range(shared.partitions))


def incident_write(shared: Shared, incident: Incident, trace: Headers) -> Write:
    """An incident as it goes to the `incidents` topic."""
    headers = shared.envelope.headers("incident", incident.incident_id, incident.occurred_to, incident.report_id, trace)
    return shared.write(topics.INCIDENTS, incident.place.id, incident, headers)


def _fault(error: BaseException, stage: Stage) -> Rejected:
    return Rejected(stage, RejectionCode.INTERNAL_ERROR, f"{type(error).__name__} while handling the record")


class TotalsStep:
    """incidents and control → city-totals, total-changes, areas."""

    def __init__(self, shared: Shared, partition: int, stored: dict[bytes, bytes]) -> None:
        self._shared = shared
        self._partition = partition
        self._totals = TotalsPartition(shared.rules, stored, area_of=partial(area_of, shared.normalizer.gazetteer))

    def keys(self) -> int:
        return len(self._totals)

    async def process(self, topic: str, records: Sequence[Record]) -> Work:
        shared = self._shared
        work = Work()
        now = shared.clock()
        read: list[Incident | Retraction | Tick] = []
        traces: dict[str, Headers] = {}
        async for record in in_slices(records):
            item: Incident | Retraction | Tick | Rejected
            if topic == topics.INCIDENTS:
                item = read_incident(raw(record), shared.normalizer.gazetteer, shared.limits, now)
            else:
                item = read_control(raw(record), shared.limits)
            if isinstance(item, Rejected):
                shared.refuse(work, record, item)
                continue
            read.append(item)
            if isinstance(item, Incident):
                trace = trace_of(record.headers)
                if trace:
                    traces[item.place.id] = trace
        if read:
            self._tell(work, self._totals.apply(read, now if shared.live else None), traces)
        return work

    def tick(self, now: datetime) -> Work:
        work = Work()
        if self._shared.live:
            self._tell(work, self._totals.tick(now), {})
        return work

    def _tell(self, work: Work, effects: Effects, traces: dict[str, Headers]) -> None:
        shared, envelope = self._shared, self._shared.envelope
        work.state.update(effects.state)
        work.late += effects.late
        work.changes += len(effects.changes)
        for totals in effects.totals:
            cause = totals.changed_by[-1] if totals.changed_by else None
            trace = traces.get(totals.place.id, ())
            headers = envelope.headers(
                "city-totals", f"{totals.place.id}:{totals.revision}", totals.as_of, cause, trace
            )
            work.writes.append(shared.write(topics.CITY_TOTALS, totals.place.id, totals, headers))
        for change in effects.changes:
            cause = change.incidents[-1] if change.incidents else None
            trace = traces.get(change.place.id, ())
            headers = envelope.headers("total-change", change.change_id, change.as_of, cause, trace)
            work.writes.append(shared.write(topics.CHANGES, change.place.id, change, headers))
        work.writes.extend(contribution_write(shared, item, traces) for item in effects.contributions)
        work.writes.extend(incident_write(shared, incident, ()) for incident in effects.retracted)


def contribution_write(shared: Shared, item: AreaContribution, traces: dict[str, Headers]) -> Write:
    """A contribution as it goes to the `areas` topic."""
    headers = shared.envelope.headers(
        "area-contribution",
        f"{item.area.id}:{item.child.id}:{item.revision}",
        item.as_of,
        None,
        traces.get(item.child.id, ()),
    )
    return shared.write(topics.AREAS, item.area.id, item, headers)


class AreasStep:
    """areas → area-totals, and from oblasts to the country through areas again."""

    def __init__(self, shared: Shared, stored: dict[bytes, bytes]) -> None:
        self._shared = shared
        self._areas = AreasPartition(shared.rules, stored, area_of=partial(area_of, shared.normalizer.gazetteer))

    def keys(self) -> int:
        return len(self._areas)

    def tick(self, now: datetime) -> Work:
        return Work()

    async def process(self, topic: str, records: Sequence[Record]) -> Work:
        shared = self._shared
        work = Work()
        read: list[AreaContribution] = []
        traces: dict[str, Headers] = {}
        async for record in in_slices(records):
            item = read_contribution(raw(record), shared.limits)
            if isinstance(item, Rejected):
                shared.refuse(work, record, item)
                continue
            read.append(item)
            traces[item.area.id] = trace_of(record.headers)
        if not read:
            return work
        effects = self._areas.apply(read, shared.clock() if shared.live else None)
        work.state.update(effects.state)
        for totals in effects.totals:
            headers = shared.envelope.headers(
                "area-totals",
                f"{totals.place.id}:{totals.revision}",
                totals.as_of,
                None,
                traces.get(totals.place.id, ()),
            )
            work.writes.append(shared.write(topics.AREA_TOTALS, totals.place.id, totals, headers))
        work.writes.extend(contribution_write(shared, item, traces) for item in effects.contributions)
        return work
