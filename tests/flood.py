"""A flood of names that nobody knows, through the steps of a worker, to see that nothing of it stays.

python -m tests.flood 1000000      tells series, keys and memory on the way
"""

import asyncio
import json
import random
import resource
import string
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from faust.types import TP

from service.core.reading.reader import Normalizer
from service.shell.block_spans import Untraced
from service.shell.blocks import Block
from service.shell.dead_letter_limit import DeadLetterLimit
from service.shell.lanes import Lane, LaneContext
from service.shell.metrics import Metrics
from service.shell.records import Record
from service.shell.settings import LimitSettings, Settings, TopicSettings
from service.shell.shared import Shared
from service.shell.steps import OPENERS
from service.shell.topics import INCIDENTS, STEPS
from service.shell.writes import Write
from tests.golden_corpus import NOW
from tests.records import record

SETTINGS = Settings(
    app_id="flood",
    topics=TopicSettings(partitions=1),
    limits=LimitSettings(dead_letters_in_a_row=0, dead_letter_ratio=0),
)
BLOCK_RECORDS = 1000
_LETTERS = string.ascii_lowercase + "абвгґдеєжзиіїклмнопрстуфхцчшщ" + "-'’"


def reports(count: int, seed: int = 1, *, texts: bool = True) -> Iterator[Record]:
    """Reports of cities that there are not; keys, ids, sources, sites, headers and fields are new each time."""
    chance = random.Random(seed)
    for number in range(count):
        name = "".join(chance.choices(_LETTERS, k=12)).title()
        if texts and number % 4 == 0:
            value = f"In {name}, two people were killed and the mayor of {name} said five were injured.".encode()
        elif number % 4 == 1:
            value = json.dumps({"text": "a", "operation": name}).encode()
        else:
            fact = {
                "type": "casualties",
                "place": {"name": name, "region": name},
                "site": name,
                "attack_id": name,
                "attributed_to": name,
                "counts": [{"measure": "killed", "value": 1}],
            }
            report = {"report_id": name, "source": {"id": name}, "incidents": [fact], name: name}
            value = json.dumps(report, ensure_ascii=False).encode()
        at = int(NOW.timestamp() * 1000)
        yield record(number, value, name.encode(), [(name, name.encode()), ("traceparent", name.encode())], at)


class Flooded:
    """The worker's lanes on one partition, with a producer that keeps nothing but what is read again."""

    def __init__(self) -> None:
        self.metrics = Metrics("0.1.0")
        self.written: dict[str, int] = {}
        self.offset = 0
        self._shared = Shared(SETTINGS, Normalizer.load(), "0.1.0", lambda: NOW)
        self._context = LaneContext(
            names=self._shared.names,
            metrics=self.metrics,
            rewind=self._never,
            log_start=self._never,
            draining=lambda: False,
            clock=lambda: NOW,
            limit=DeadLetterLimit(SETTINGS.limits),
            spans=Untraced(),
        )
        self._incidents: list[Record] = []
        self.lanes = {step: self._lane(step) for step in STEPS}

    def _lane(self, step: str) -> Lane:
        opened = OPENERS[step](self._shared, {})
        return Lane(step, 0, opened, self, dict.fromkeys(STEPS[step], 0), self._context)

    async def _never(self, *asked: object) -> int:
        raise AssertionError(f"nothing was lost: {asked}")

    async def commit(self, writes: list[Write], offsets: object) -> None:
        """Count what would be written; keep incidents for the next step."""
        for write in writes:
            self.written[write.topic] = self.written.get(write.topic, 0) + 1
            if write.topic == INCIDENTS:
                at = self.written[INCIDENTS] - 1
                self._incidents.append(record(at, write.value, write.key, write.headers, topic=INCIDENTS))

    async def take(self, records: Sequence[Record]) -> None:
        """A block of reports, and what comes of it in the next step."""
        await self._serve(self.lanes["reports"], records)
        incidents, self._incidents = self._incidents, []
        if incidents:
            await self._serve(self.lanes["totals"], incidents)

    async def _serve(self, lane: Lane, records: Sequence[Record]) -> None:
        await lane._serve(Block(TP(records[0].topic, 0), records, 0, None))

    @property
    def series(self) -> int:
        """Time series on the metrics page."""
        return sum(len(family.samples) for family in self.metrics.registry.collect())

    @property
    def keys(self) -> int:
        """Keys of state of all steps."""
        return sum(lane.keys() for lane in self.lanes.values())


async def flood(flooded: Flooded, records: Iterator[Record]) -> None:
    """All of them, block by block."""
    block: list[Record] = []
    for found in records:
        found.offset, flooded.offset = flooded.offset, flooded.offset + 1
        block.append(found)
        if len(block) == BLOCK_RECORDS:
            await flooded.take(block)
            block = []
    if block:
        await flooded.take(block)


def resident_mib() -> float:
    """Memory that this process holds now, MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def main(count: int) -> None:
    import structlog  # noqa: PLC0415

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    flooded, all_reports = Flooded(), reports(count)
    print("reports  series  keys  memory MiB")  # noqa: T201
    for done in range(0, count + 1, max(1, count // 10)):
        print(f"{done:>9,}  {flooded.series:>6}  {flooded.keys:>4}  {resident_mib():.0f}", flush=True)  # noqa: T201
        part = [found for _, found in zip(range(max(1, count // 10)), all_reports, strict=False)]
        asyncio.run(flood(flooded, iter(part)))
    print(flooded.written)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
