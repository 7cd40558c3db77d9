"""Whatever is dropped or delivered twice on the way, a lane applies every record once and in order."""

import asyncio
from dataclasses import dataclass, field

from faust.types import TP
from hypothesis import given, settings
from hypothesis import strategies as st

from service.shell.blocks import Block, BlockChain
from service.shell.records import Record
from tests.records import record
from tests.shell.lane_bench import PARTITION, Bench

TOPIC = TP("eu.incidents", PARTITION)


@dataclass
class Consumer:
    """Reads a log from its position; a fetch moves the position whether its blocks arrive or not."""

    log: list[Record]
    position: int = 0
    chain: BlockChain = field(default_factory=lambda: BlockChain(3, 10**9))

    def fetch(self, size: int) -> list[Block]:
        found = [one for one in self.log if one.offset >= self.position][:size]
        if not found:
            return []
        self.position = found[-1].offset + 1
        return self.chain.cut(TOPIC, found)


async def deliver(bench: Bench, consumer: Consumer, blocks: list[Block]) -> None:
    await bench.serve(*blocks)
    while bench.rewinds:
        consumer.position = bench.rewinds.pop()[2]


async def catch_up(bench: Bench, consumer: Consumer) -> None:
    """What the engine does: read on, and go back when what was handed on last never arrived."""
    end = consumer.log[-1].offset + 1
    while bench.lane.positions["incidents"] < end:
        blocks = consumer.fetch(len(consumer.log))
        if not blocks:
            await bench.lane.rewind("incidents")
        await deliver(bench, consumer, blocks)


# Steps between the offsets of records: more than one where a transaction's marker or a compacted record was.
LOGS = st.lists(st.integers(1, 3), min_size=1, max_size=25)
FETCHES = st.lists(st.tuples(st.integers(1, 8), st.lists(st.booleans(), min_size=8, max_size=8)), max_size=10)
REBALANCES = st.lists(st.none() | st.integers(0, 10), min_size=10, max_size=10)


@settings(max_examples=300)
@given(LOGS, FETCHES, REBALANCES)
def test_every_record_is_applied_once_and_in_order(
    steps: list[int], fetches: list[tuple[int, list[bool]]], jumps: list[int | None]
) -> None:
    async def run() -> None:
        offsets = [sum(steps[: n + 1]) for n in range(len(steps))]
        consumer = Consumer([record(offset, topic=TOPIC.topic, partition=PARTITION) for offset in offsets])
        bench = Bench()
        for (size, arrives), jump in zip(fetches, jumps, strict=False):
            blocks = consumer.fetch(size)
            await deliver(bench, consumer, [one for one, comes in zip(blocks, arrives, strict=False) if comes])
            if jump is not None:
                # After a rebalance reading begins where offsets were committed: at the lane's position or before it.
                consumer.position = max(0, bench.lane.positions["incidents"] - jump)
        await catch_up(bench, consumer)
        assert [offset for _, offset in bench.opened.applied] == offsets
        assert bench.commits.offsets[-1] == {("eu.incidents", PARTITION): offsets[-1] + 1}

    asyncio.run(run())
