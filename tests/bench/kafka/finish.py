"""When a run is through, whether it is right, and how fast it was: from the records on the broker alone."""

import asyncio
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from service.shell.reading import read_to_end
from service.shell.topics import CITY_TOTALS, INCIDENTS
from tests.bench.kafka.cluster import Run
from tests.bench.kafka.expected import Expected, figures_of

LOOK_SECONDS: Final = 0.25
STILL_SECONDS: Final = 2.0
"""Nothing written for so long: time to look whether the figures are there."""


class WrongError(Exception):
    """A contender did not come to the right totals."""


@dataclass(frozen=True)
class Throughput:
    """One run."""

    reports: int
    per_second: float
    """Incidents written after the first lot of them, over the time from then to the last total's change."""
    cpu_micros: float | None
    """Of the contender's own processes, for each report in that time; None where the system does not tell."""


async def await_finish(
    run: Run, wanted: Expected, processes: Sequence["subprocess.Popen[bytes]"], patience: float
) -> Throughput:
    """Wait until the totals are the wanted ones. Raises WrongError when they are not and nothing moves any more."""
    pids = [process.pid for process in processes]
    before, since, cpu_first, cpu_last, at_first = await _ends(run), monotonic(), None, None, 0
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        for process in processes:
            if process.poll() is not None:
                raise WrongError(f"{run.name}: ended with {process.returncode}")
        now = await _ends(run)
        if now != before:
            if cpu_first is None and now[0]:
                cpu_first = cpu_seconds(pids)
                at_first = now[0]
            before, since, cpu_last = now, monotonic(), cpu_seconds(pids)
        elif now[1] and monotonic() - since > STILL_SECONDS:
            result = await _judge(run, wanted)
            if not isinstance(result, str):
                cpu = None
                if cpu_first is not None and cpu_last is not None:
                    share = 1 - min(at_first, wanted.incidents - 1) / wanted.incidents
                    cpu = (cpu_last - cpu_first) / (share * wanted.reports) * 1e6
                return Throughput(wanted.reports, result, cpu)
            if monotonic() - since > patience:
                raise WrongError(f"{run.name}: {result}")
        elif monotonic() - since > patience + STILL_SECONDS:
            raise WrongError(f"{run.name}: nothing was written for {patience:.0f} s")


async def await_incidents(run: Run, process: "subprocess.Popen[bytes]", wanted: int) -> None:
    """Wait until so many incidents are there and nothing is written any more."""
    before, since = await _ends(run), monotonic()
    while before[0] < wanted or monotonic() - since < STILL_SECONDS:
        if process.poll() is not None:
            raise WrongError(f"{run.name}: ended with {process.returncode}")
        await asyncio.sleep(LOOK_SECONDS)
        now = await _ends(run)
        if now != before:
            before, since = now, monotonic()


async def _ends(run: Run) -> tuple[int, int]:
    """Ends of `incidents` and `city-totals`, summed; transactions' markers are among them."""
    consumer = AIOKafkaConsumer(bootstrap_servers=run.servers)
    await consumer.start()
    try:
        found = []
        for name in (INCIDENTS, CITY_TOTALS):
            ends = await consumer.end_offsets([TopicPartition(run.topic(name), p) for p in range(run.partitions)])
            found.append(sum(ends.values()))
    finally:
        await consumer.stop()
    return found[0], found[1]


async def _judge(run: Run, wanted: Expected) -> float | str:
    """Reports a second, or what is wrong."""
    incidents = [record.timestamp for record in await read_to_end(run.settings, run.topic(INCIDENTS))]
    if len(incidents) < wanted.incidents:
        return f"{len(incidents)} of {wanted.incidents} incidents"
    reached: dict[str, tuple[int, object]] = {}
    for record in await read_to_end(run.settings, run.topic(CITY_TOTALS)):
        place = (record.key or b"").decode()
        figures = figures_of(orjson.loads(record.value or b"null"))
        known = reached.get(place)
        if known is None or known[1] != figures:
            reached[place] = (record.timestamp, figures)
    found = {place: figures for place, (_, figures) in reached.items()}
    figures = wanted.figures
    if found != figures:
        wrong = [place for place in figures if found.get(place) != figures[place]]
        place = (wrong or list(found.keys() - figures.keys()))[0]
        return f"{len(wrong)} of {len(figures)} cities differ; {place}: {found.get(place)} for {figures.get(place)}"
    first = min(incidents)
    after = sum(at > first for at in incidents)
    seconds = (max(at for at, _ in reached.values()) - first) / 1000
    return after / len(incidents) * wanted.reports / max(seconds, 0.001)


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
