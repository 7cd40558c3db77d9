"""When a run is through, whether it is right, and how fast it was: from the records on the broker alone."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from time import monotonic, time
from typing import Final

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from service.shell.reading import read_to_end
from service.shell.topics import AREA_TOTALS, CITY_TOTALS, INCIDENTS
from tests.bench.kafka.cluster import Run, feed
from tests.bench.kafka.expected import Expected, figures_of

LOOK_SECONDS: Final = 0.25
STILL_SECONDS: Final = 2.0
"""Nothing written for so long: time to look whether the figures are there."""

FIRST: Final = 200
"""Reports fed first, so that loading, joining the group and cold caches are behind a contender when time begins."""


class WrongError(Exception):
    """A contender did not come to the right totals."""


@dataclass(frozen=True)
class Throughput:
    """One run."""

    reports: int
    per_second: float
    """All but the first few, over the time from feeding them to the last change of a total."""
    cpu_micros: float | None
    """Of the contender's own processes, for each report in that time; None where the system does not tell."""


async def timed(
    run: Run,
    values: Sequence[bytes],
    wanted: Expected,
    processes: Sequence["subprocess.Popen[bytes]"],
    patience: float,
    first: int = FIRST,
) -> Throughput:
    """Feed a contender and wait until its totals are the wanted ones; its start and the first reports do not count.

    Raises WrongError when the totals are not right and nothing moves any more.
    """
    pids = [process.pid for process in processes]
    await feed(run, values[:first])
    await await_still(run, processes, patience)
    cpu_before, began = cpu_seconds(pids), time()
    await feed(run, values[first:])
    while True:
        cpu_after = await await_still(run, processes, patience)
        last = await _judge(run, wanted)
        if not isinstance(last, str):
            break
        if time() - began > patience and not await _moves(run, patience):
            raise WrongError(f"{run.name}: {last}")
    reports = len(values) - first
    cpu = None if cpu_before is None or cpu_after is None else (cpu_after - cpu_before) / reports * 1e6
    return Throughput(len(values), reports / (last - began), cpu)


async def await_still(
    run: Run,
    processes: Sequence["subprocess.Popen[bytes]"],
    patience: float = inf,
    served: Callable[[], bool] | None = None,
) -> float | None:
    """Wait until totals are written and no more come; returns the processor time used until the last of them.

    Totals that gather, and the fold of thousands of cities, are silent for longer than STILL_SECONDS: `served` says
    whether they are through. It is asked in silence only, as the answer may cost the process something.
    """
    async with _looks(run) as ends:
        before, since, used = await ends(), monotonic(), None
        while not before[1] or monotonic() - since < STILL_SECONDS or not (served is None or served()):
            for process in processes:
                if process.poll() is not None:
                    raise WrongError(f"{run.name}: ended with {process.returncode}")
            if monotonic() - since > patience:
                raise WrongError(f"{run.name}: nothing was written for {patience:.0f} s")
            await asyncio.sleep(LOOK_SECONDS)
            now = await ends()
            if now != before:
                before, since, used = now, monotonic(), cpu_seconds([process.pid for process in processes])
        return used


async def _moves(run: Run, patience: float) -> bool:
    async with _looks(run) as ends:
        before, since = await ends(), monotonic()
        while monotonic() - since < patience:
            await asyncio.sleep(LOOK_SECONDS)
            if await ends() != before:
                return True
        return False


Ends = tuple[int, int, int]
"""Of `incidents`, `city-totals` and `area-totals`, each summed; transactions' markers are among them."""


@asynccontextmanager
async def _looks(run: Run) -> AsyncIterator[Callable[[], Awaitable[Ends]]]:
    """A look at the ends of a run's topics, over one connection: who looks four times a second shall cost nothing."""
    consumer = AIOKafkaConsumer(bootstrap_servers=run.servers)
    partitions = [
        [TopicPartition(run.topic(name), partition) for partition in range(run.partitions)]
        for name in (INCIDENTS, CITY_TOTALS, AREA_TOTALS)
    ]

    async def ends() -> Ends:
        found = await consumer.end_offsets([one for topic in partitions for one in topic])
        incidents, cities, areas = (sum(found[one] for one in topic) for topic in partitions)
        return incidents, cities, areas

    await consumer.start()
    try:
        yield ends
    finally:
        await consumer.stop()


async def _judge(run: Run, wanted: Expected) -> float | str:
    """When the last total changed, in seconds of the epoch, or what is wrong."""
    incidents = len(await read_to_end(run.settings, run.topic(INCIDENTS)))
    if incidents < wanted.incidents:
        return f"{incidents} of {wanted.incidents} incidents"
    reached: dict[str, tuple[int, object]] = {}
    for record in await read_to_end(run.settings, run.topic(CITY_TOTALS)):
        place = (record.key or b"").decode()
        figures = figures_of(orjson.loads(record.value or b"null"))
        known = reached.get(place)
        if known is None or known[1] != figures:
            reached[place] = (record.timestamp, figures)
    found, right = {place: figures for place, (_, figures) in reached.items()}, wanted.figures
    if found != right:
        wrong = [place for place in right if found.get(place) != right[place]]
        place = (wrong or list(found.keys() - right.keys()))[0]
        return f"{len(wrong)} of {len(right)} cities differ; {place}: {found.get(place)} for {right.get(place)}"
    return max(at for at, _ in reached.values()) / 1000


def cpu_seconds(pids: list[int]) -> float | None:
    """Processor time that processes have had so far."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            return None
        ticks += int(fields[11]) + int(fields[12])
    return ticks / 100
