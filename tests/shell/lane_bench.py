"""A lane with fakes around it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from service.shell.block_spans import BlockSpans, Untraced
from service.shell.blocks import Block
from service.shell.dead_letter_limit import DeadLetterLimit
from service.shell.lanes import Lane, LaneContext
from service.shell.metrics import Metrics
from service.shell.pace import Backlog, Backlogs, Pace
from service.shell.records import Record
from service.shell.settings import LimitSettings, Settings, TopicSettings
from service.shell.state import next_key
from service.shell.topics import TopicNames
from service.shell.work import Work
from service.shell.writes import Write

NOW = datetime(2026, 2, 12, 12, tzinfo=UTC)
NAMES = TopicNames(Settings(app_id="app", topics=TopicSettings(prefix="eu.")))
CHANGELOG = "app-totals-changelog"
PARTITION = 3


def one_output_each(records: Sequence[Record]) -> Work:
    """What the fake step makes of records unless a test says otherwise."""
    writes = [Write("eu.city-totals", 0, b"k", b"%d" % found.offset) for found in records]
    return Work(writes, {b"last": b"%d" % records[-1].offset})


class Opened:
    """A step's partition that remembers what it was given."""

    def __init__(self) -> None:
        self.applied: list[tuple[str, int]] = []
        self.ticks: list[datetime] = []
        self.work: Callable[[Sequence[Record]], Work] = one_output_each
        self.on_tick: Callable[[], Work] = Work

    def keys(self) -> int:
        return len(self.applied)

    async def process(self, topic: str, records: Sequence[Record]) -> Work:
        work = self.work(records)
        self.applied += [(topic, found.offset) for found in records]
        return work

    def tick(self, now: datetime) -> Work:
        self.ticks.append(now)
        return self.on_tick()


@dataclass
class Commits:
    """A producer that remembers what was committed."""

    done: list[tuple[list[Write], dict[tuple[str, int], int]]] = field(default_factory=list)
    failure: Exception | None = None
    more: asyncio.Event = field(default_factory=asyncio.Event)
    """Set by each commit."""

    async def commit(self, writes: list[Write], offsets: Mapping[tuple[str, int], int]) -> None:
        await asyncio.sleep(0)
        if self.failure is not None:
            raise self.failure
        self.done.append((writes, dict(offsets)))
        self.more.set()

    @property
    def positions(self) -> list[int]:
        """First incident not yet applied after each transaction, as its state says."""
        wanted = next_key("incidents")
        return [int(write.value or b"") for writes, _ in self.done for write in writes if write.key == wanted]

    @property
    def offsets(self) -> list[dict[tuple[str, int], int]]:
        return [offsets for _, offsets in self.done]


class Bench:
    """A lane of the totals step with fakes around it."""

    def __init__(
        self,
        positions: dict[str, int] | None = None,
        log_start: int = 0,
        limits: LimitSettings | None = None,
        spans: BlockSpans | None = None,
        pace: Pace = Pace(),  # noqa: B008 - it cannot change
        **bounds: float,
    ) -> None:
        """`bounds` as in LaneContext: how many records keep a lane from resting, how long offsets may trail."""
        self.opened = Opened()
        self.commits = Commits()
        self.metrics = Metrics("test")
        self.rewinds: list[tuple[str, int, int]] = []
        self.draining = False
        self.log_start = log_start
        self.blocks_done: list[int] = []
        self.backlogs = Backlogs(Backlog(10), Backlog(20))
        context = LaneContext(
            names=NAMES,
            metrics=self.metrics,
            rewind=self._rewind,
            log_start=self._log_start,
            draining=lambda: self.draining,
            clock=lambda: NOW,
            limit=DeadLetterLimit(limits or LimitSettings()),
            spans=spans or Untraced(),
            backlogs=self.backlogs,
            offsets_seconds=bounds.pop("offsets_seconds", 1_000_000),
            **{name: int(bound) for name, bound in bounds.items()},
        )
        start = positions or {"incidents": 0, "control": 0}
        self.lane = Lane("totals", PARTITION, self.opened, self.commits, start, context, pace=pace)

    async def _rewind(self, topic: str, partition: int, offset: int) -> None:
        self.rewinds.append((topic, partition, offset))

    async def _log_start(self, topic: str, partition: int) -> int:
        assert (topic, partition) == ("eu.incidents", PARTITION)
        return self.log_start

    async def committed(self, transactions: int) -> None:
        """Wait for so many."""
        while len(self.commits.done) < transactions:
            self.commits.more.clear()
            await self.commits.more.wait()

    def put(self, block: Block) -> None:
        async def done() -> None:
            self.blocks_done.append(block.offset)

        self.lane.put(block, done)

    async def serve(self, *blocks: Block) -> None:
        """Run the lane until these blocks have been dealt with. A failure of the lane is raised."""
        for block in blocks:
            self.put(block)
        async with self.running():
            await self.lane.settled()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        lane = asyncio.create_task(self.lane.run())
        body = asyncio.create_task(self.lane.settled())
        await asyncio.wait({lane, body}, return_when=asyncio.FIRST_COMPLETED)
        body.cancel()
        try:
            if lane.done():
                lane.result()
            yield
        finally:
            lane.cancel()
            await asyncio.gather(lane, body, return_exceptions=True)

    def count(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value("incident_stream_" + name, labels)
