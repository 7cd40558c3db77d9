"""A lane: the one place where a step's partition moves forward, a block and a transaction at a time.

Order in a lane: guard the position → work in memory → one transaction for outputs, state and offsets. A transaction
whose outcome is not known ends the process: memory may then be ahead of Kafka, and the next owner starts from what
Kafka has.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from time import monotonic
from typing import Final, Protocol

import structlog

from service.shell.block_spans import BlockSpans
from service.shell.blocks import Block, follow_each_other, joined
from service.shell.dead_letter_limit import NOTHING_REFUSED, DeadLetterLimit, Refusals
from service.shell.metrics import Metrics
from service.shell.pace import Backlogs, Pace, Part, first_of
from service.shell.records import Record
from service.shell.state import engine_entries, refused_key
from service.shell.steps import OpenPartition
from service.shell.topics import TopicNames
from service.shell.work import Work
from service.shell.writes import Write

log = structlog.get_logger("lanes")


_NO_PAUSES: Final = Pace()


class Committer(Protocol):
    """Writes records and offsets in one transaction (service.shell.transactions.LaneProducer)."""

    async def commit(self, writes: list[Write], offsets: Mapping[tuple[str, int], int]) -> None: ...


class LaneFailedError(Exception):
    """A block's transaction failed or its outcome is unknown: the process must end."""


@dataclass(slots=True)
class _Queued:
    block: Block
    done: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class LaneContext:
    """What lanes have in common."""

    names: TopicNames
    metrics: Metrics
    rewind: Callable[[str, int, int], Awaitable[None]]
    """Start reading (topic, partition) again from an offset."""
    log_start: Callable[[str, int], Awaitable[int]]
    """First offset that the broker still has of (topic, partition)."""
    draining: Callable[[], bool]
    """True while partitions are being given up: queued blocks are then left to their next owner."""
    clock: Callable[[], datetime]
    limit: DeadLetterLimit
    spans: BlockSpans
    rest_records: int = 200
    """A lane for which so many wait does not rest."""
    backlogs: Backlogs = field(default_factory=Backlogs)
    """What waits in all lanes."""
    offsets_seconds: float = 0.5
    """How long the group's offsets may trail the positions.

    Positions decide, offsets are for others to see, and two of a transaction's five round trips are theirs, and one of
    the broker's markers.
    """


class Lane:
    """One step's partition."""

    def __init__(
        self,
        step: str,
        partition: int,
        opened: OpenPartition,
        producer: Committer,
        positions: dict[str, int],
        context: LaneContext,
        refusals: Mapping[str, Refusals] | None = None,
        pace: Pace = _NO_PAUSES,
    ) -> None:
        self.step = step
        self.partition = partition
        self.positions = positions
        """First offset not yet applied of each input; names without prefix."""
        self.last_progress = monotonic()
        self._refusals = dict(refusals or {})
        self._opened = opened
        self._producer = producer
        self._context = context
        self._pace = pace
        self._changelog = context.names.changelog(step)
        self._queue: deque[_Queued] = deque()
        self._waiting = 0
        """Records of the blocks queued."""
        self._full = asyncio.Event()
        """As many wait as are served together."""
        self._wake = asyncio.Event()
        self._settled = asyncio.Event()
        self._settled.set()
        self._tick_at: datetime | None = None
        self._untold: dict[str, int] = {}
        """Positions committed with the state that the group's offsets do not show yet."""
        self._told_at = -inf
        self._hurry = asyncio.Event()
        """Somebody waits for the lane to settle: it does not rest, and tells offsets at once."""
        self._newest_event: datetime | None = None
        """Of all blocks served here."""

    @property
    def idle(self) -> bool:
        """Nothing is queued or being worked on."""
        return self._settled.is_set()

    async def settled(self) -> None:
        """Wait until nothing is queued or being worked on, and the group's offsets are told."""
        if self._untold:
            self._settled.clear()
            self._wake.set()
        if self.idle:
            return
        self._hurry.set()
        await self._settled.wait()

    def put(self, block: Block, done: Callable[[], Awaitable[None]]) -> None:
        """Queue a block; `done` is awaited when it has been dealt with, whatever became of it."""
        self._queue.append(_Queued(block, done))
        self._count_waiting(len(block.records))
        self._settled.clear()
        self._wake.set()

    def put_tick(self, now: datetime) -> None:
        """Ask for a tick; an older one not yet served is replaced."""
        self._tick_at = now
        self._settled.clear()
        self._wake.set()

    async def run(self) -> None:
        """Serve the queue until cancelled.

        Raises LaneFailedError when a transaction fails, DeadLetterLimitError before one that would reach the limit.
        """
        while True:
            await self._woken()
            while self._queue or self._tick_at is not None:
                if self._queue:
                    await self._pause()
                    await self._serve_first()
                    await self._rest()
                if self._tick_at is not None and not self._context.draining():
                    await self._tick(self._tick_at)
                self._tick_at = None
            if self._untold and self._offsets_due():
                await self._commit(Work(), {})
            self._hurry.clear()
            self._settled.set()

    async def _rest(self) -> None:
        """Let what comes pile up, while little waits. What breaks a silence is not held up: rests come after blocks.

        A broker is full of transactions long before a core is full of work, and all of them wait for each other.
        """
        if self._pace.rest_seconds and self._waiting < self._context.rest_records:
            await first_of((self._hurry,), self._pace.rest_seconds)

    async def _pause(self) -> None:
        """Before a block: let totals gather, or catch up (service.shell.pace)."""
        pace = self._pace
        if pace.part is Part.ALONE:
            return
        ends = (self._hurry, *self._context.backlogs.go_on(pace.part))
        if pace.part is Part.RESULT:
            ends = (*ends, self._full)
        if not any(event.is_set() for event in ends):
            await first_of(ends, pace.pause_seconds)

    def give_up(self) -> None:
        """The partition goes to another owner: what waits here no longer counts."""
        self._count_waiting(-self._waiting)

    def _count_waiting(self, more: int) -> None:
        self._waiting += more
        if self._waiting >= self._pace.most_records:
            self._full.set()
        else:
            self._full.clear()
        self._context.backlogs.note(self._pace.part, self.partition, self._waiting)

    async def _woken(self) -> None:
        """Wait for something to do; offsets that are due are something."""
        due = self._told_at + self._context.offsets_seconds - monotonic() if self._untold else None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(due):
                await self._wake.wait()
        self._wake.clear()

    async def _serve_first(self) -> None:
        """Serve the block at the head, and with it those that have come behind it while others were worked on.

        Blocks are as small as traffic is slow; a transaction costs the same for one record as for a thousand, so what
        has piled up goes together, or lanes could not keep up with many small blocks.
        """
        waiting = (queued.block for queued in self._queue)
        count = follow_each_other(waiting, self._pace.most_records, self._pace.most_bytes)
        # They stay in the queue while they are worked on: an idle lane is one with nothing in flight.
        served = [self._queue[index] for index in range(count)]
        try:
            await self._serve(joined([queued.block for queued in served]))
        finally:
            for queued in served:
                self._queue.popleft()
                self._count_waiting(-len(queued.block.records))
        for queued in served:
            await queued.done()

    async def _serve(self, block: Block) -> None:
        if self._context.draining():
            return
        topic = self._context.names.short(block.topic)
        if await self._missing(topic, block):
            return
        records = self._not_applied(topic, block)
        if not records:
            # A former owner ended before it told the group of what it had done.
            self._untold[topic] = self.positions[topic]
            return
        while records and not self._context.draining():
            with self._context.spans.block(self.step, block.topic, self.partition, records):
                applied = await self._apply(topic, records)
            records = records[applied:]

    async def _apply(self, topic: str, records: list[Record]) -> int:
        """One transaction; returns how many of the records it is of: all that the step got through."""
        started = monotonic()
        with self._context.spans.work(self.step):
            work = await self._opened.process(topic, records)
        worked = monotonic()
        records = records[: work.applied]
        refusals = self._watch_refusals(topic, records, work)
        full = self._context.names.full(topic)
        with self._context.spans.commit(self.step, full, self.partition, len(work.writes)):
            await self._commit(work, {topic: records[-1].offset + 1})
        self._show_refusals(topic, refusals)
        self._count_block(topic, records, work, worked - started, monotonic() - worked)
        return len(records)

    async def _missing(self, topic: str, block: Block) -> bool:
        """Whether records were dropped between the last applied one and this block; if so, read them again."""
        wanted = self.positions[topic]
        if block.previous is None or block.previous < wanted:
            return False
        start = await self._context.log_start(block.topic, block.partition)
        if start > wanted and block.first_offset <= start:
            log.error(
                "records expired before they were read",
                topic=block.topic,
                partition=block.partition,
                first_lost=wanted,
                first_left=start,
            )
            return False
        log.warning(
            "records went missing on the way; reading again",
            topic=block.topic,
            partition=block.partition,
            from_offset=wanted,
            seen_offset=block.first_offset,
        )
        await self.rewind(topic)
        return True

    async def rewind(self, topic: str) -> None:
        """Read an input again from the first record not applied."""
        self._context.metrics.rewinds.inc()
        await self._context.rewind(topic, self.partition, self.positions[topic])

    def _not_applied(self, topic: str, block: Block) -> list[Record]:
        wanted = self.positions[topic]
        if block.first_offset >= wanted:
            return list(block.records)
        left = [record for record in block.records if record.offset >= wanted]
        self._context.metrics.replays_dropped.inc(len(block.records) - len(left))
        return left

    def _watch_refusals(self, topic: str, records: list[Record], work: Work) -> Refusals:
        """Count what was refused, as part of the block's state."""
        before = self._refusals.get(topic, NOTHING_REFUSED)
        after = self._context.limit.watch(before, records, work.refused_offsets)
        if after != before:
            work.state[refused_key(topic)] = None if after == NOTHING_REFUSED else after.encoded()
        return after

    def _show_refusals(self, topic: str, refusals: Refusals) -> None:
        if refusals == self._refusals.get(topic, NOTHING_REFUSED):
            return
        self._refusals[topic] = refusals
        labels = {"topic": topic, "partition": str(self.partition)}
        self._context.metrics.dead_letters_in_a_row.labels(**labels).set(refusals.in_a_row)
        self._context.metrics.dead_letter_ratio.labels(**labels).set(refusals.ratio)

    async def _tick(self, now: datetime) -> None:
        work = self._opened.tick(now)
        if not work.empty:
            await self._commit(work, {})
            self._count_work(work)

    async def _commit(self, work: Work, applied: dict[str, int]) -> None:
        positions = {**self.positions, **applied}
        state = {**work.state, **engine_entries(positions)} if applied or not work.empty else {}
        writes = [
            *work.writes,
            *(Write(self._changelog, self.partition, key, value) for key, value in state.items()),
        ]
        untold = {**self._untold, **applied}
        told = untold if self._offsets_due() else {}
        offsets = {(self._context.names.full(topic), self.partition): offset for topic, offset in told.items()}
        try:
            await self._producer.commit(writes, offsets)
        except Exception as error:
            self._context.metrics.commits.labels(result="failed").inc()
            self._context.metrics.dead_letter_failures.inc(sum(work.refused.values()))
            raise LaneFailedError(f"{self.step}-{self.partition}: {type(error).__name__}: {error}") from error
        self._context.metrics.commits.labels(result="committed").inc()
        self.positions = positions
        self.last_progress = monotonic()
        self._untold = {} if told else untold
        if told:
            self._told_at = self.last_progress

    def _offsets_due(self) -> bool:
        """One of a burst tells for all before it, and the last of it is told a little later."""
        return (
            self._hurry.is_set() and not self._queue
        ) or monotonic() - self._told_at >= self._context.offsets_seconds

    def _count_block(
        self, topic: str, records: list[Record], work: Work, work_seconds: float, commit_seconds: float
    ) -> None:
        metrics, now = self._context.metrics, self._context.clock()
        metrics.blocks.labels(step=self.step).inc()
        metrics.block_size.labels(step=self.step).observe(len(records))
        metrics.records_received.labels(topic=topic).inc(len(records))
        sizes = [len(record.value or b"") for record in records]
        metrics.bytes_received.labels(topic=topic).inc(sum(sizes))
        metrics.record_sizes.labels(topic=topic).observe_all(sizes)
        metrics.stage_seconds.labels(step=self.step, stage="work").observe(work_seconds)
        metrics.stage_seconds.labels(step=self.step, stage="commit").observe(commit_seconds)
        first = records[0].timestamp
        if first is not None and first >= 0:
            metrics.ingest_latency.observe(max(0.0, now.timestamp() - first / 1000))
        metrics.last_processed.labels(topic=topic, partition=str(self.partition)).set(now.timestamp())
        self._show_newest(topic, work)
        self._count_work(work)

    def _show_newest(self, topic: str, work: Work) -> None:
        newest = work.newest_event
        if newest is not None and (self._newest_event is None or newest > self._newest_event):
            self._newest_event = newest
            labels = {"topic": topic, "partition": str(self.partition)}
            self._context.metrics.newest_event.labels(**labels).set(newest.timestamp())

    def _count_work(self, work: Work) -> None:
        metrics = self._context.metrics
        for outcome, count in work.outcomes.items():
            metrics.records_processed.labels(outcome=outcome.value).inc(count)
        for (stage, code), count in work.refused.items():
            metrics.errors.labels(stage=stage.value, code=code.value).inc(count)
            metrics.dead_letters.labels(code=code.value).inc(count)
        metrics.incidents.inc(work.incidents)
        metrics.unplaced.inc(work.unplaced)
        metrics.unknown_fields.inc(work.unknown_fields)
        metrics.late_claims.inc(work.late)
        metrics.repeated.inc(work.repeated)
        metrics.total_changes.inc(work.changes)
        if work.newest_event is not None:
            metrics.event_lag.observe(max(0.0, (self._context.clock() - work.newest_event).total_seconds()))

    def keys(self) -> int:
        """How many keys of state are held."""
        return self._opened.keys()
