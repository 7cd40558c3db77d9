"""What a report costs as partitions, cities and the past grow; and what coming back with a long past takes."""

import asyncio
import subprocess
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import monotonic, sleep
from typing import Final

from service.cli.demo import free_port, samples
from service.shell.settings import PREFIX
from tests.bench.kafka.cluster import Run, broker, fed, feed
from tests.bench.kafka.contest import OURS, started
from tests.bench.kafka.finish import await_still, cpu_seconds
from tests.bench.kafka.history import State, state_of, write_state
from tests.bench.kafka.made import one_each, structured
from tests.bench.kafka.size import PARTITIONS, RUNS, sized
from tests.bench.rows import Row, row

REPORTS: Final = 40_000
CITIES: Final = 500
PARTITION_COUNTS: Final = (4, 16, 64)
CITY_COUNTS: Final = (5, 500, 5_000)
HISTORIES: Final = (10_000, 1_000_000)
"""Claims that are there before."""
CLAIMS_OF_A_REPORT: Final = 2
START_SECONDS: Final = 120


def scale_rows() -> list[Row]:
    """Processor time of a report, and time and memory of a start with a past."""
    with broker() as servers:
        partitions = {count: _costs(servers, count, CITIES, []) for count in PARTITION_COUNTS}
        places = {count: _costs(servers, PARTITIONS, count, []) for count in CITY_COUNTS}
        rows = [
            *_grown("{:,} partitions", partitions),
            *_grown("{:,} cities", places),
        ]
        pasts: dict[int, list[float]] = {}
        for claims in HISTORIES:
            state = state_of(structured(sized(claims) // CLAIMS_OF_A_REPORT, CITIES, seed=2), PARTITIONS)
            runs = [_run(servers, PARTITIONS, CITIES, state) for _ in range(RUNS)]
            pasts[sized(claims)] = [run.micros for run in runs]
            rows += _start_rows(sized(claims), runs)
        return rows + _grown("{:,} claims behind", pasts)


def _grown(name: str, costs: dict[int, list[float]]) -> list[Row]:
    (_, least), *_, (most, grown) = costs.items()
    rows = [row(name.format(count), "us of processor/report", found) for count, found in costs.items()]
    return [*rows, row(f"ratio: {name.format(most)} over the least", "x", [one / median(least) for one in grown])]


def _costs(servers: str, partitions: int, cities: int, state: State) -> list[float]:
    return [_run(servers, partitions, cities, state).micros for _ in range(RUNS)]


@dataclass(frozen=True)
class Grown:
    """One run of a worker that starts with a past."""

    micros: float
    """Of processor time for each report, once a report of each city has been served."""
    restored: float
    """Seconds from what was committed to the state in memory, as bytes."""
    ready: float
    """Seconds from the start of the process."""
    first: float
    """Seconds of processor time for a first report of each city, which reads what the city's state holds."""
    memory: float
    """Megabytes at the end, with every city's past read."""


def _run(servers: str, partitions: int, cities: int, state: State) -> Grown:
    first, values = list(one_each(cities)), list(structured(sized(REPORTS), cities))
    with _ready_worker(servers, partitions, state) as (run, process, (port, ready)):
        start = _used(process)
        asyncio.run(feed(run, first))
        asyncio.run(await_still(run, [process], served=partial(_served, port, len(first))))
        begun = _used(process)
        asyncio.run(feed(run, values))
        asyncio.run(await_still(run, [process], served=partial(_served, port, len(first) + len(values))))
        end = _used(process)
        page = _page(port, "/metrics") or ""
    restored = sum(value for key, value in samples(page, "state_recovery_seconds").items() if "_sum" in key)
    memory = next(float(line.split()[1]) for line in page.splitlines() if line.startswith("process_resident_memory"))
    return Grown((end - begun) / len(values) * 1e6, restored, ready, begun - start, memory / 1e6)


def _served(port: int, reports: int) -> bool:
    """Whether the totals of so many reports, one incident each, are committed: the worker counts a block then."""
    page = _page(port, "/metrics") or ""
    return sum(samples(page, 'records_received_total{topic="incidents"}').values()) >= reports


def _used(process: "subprocess.Popen[bytes]") -> float:
    used = cpu_seconds([process.pid])
    if used is None:
        raise RuntimeError("this system does not tell the processor time of a process")
    return used


@contextmanager
def _ready_worker(
    servers: str, partitions: int, state: State
) -> Iterator[tuple[Run, "subprocess.Popen[bytes]", tuple[int, float]]]:
    """A worker that has restored a state; the last two are its port and the seconds from its start."""
    with fed(servers, "scale", partitions, []) as run:
        if state:
            write_state(run, state)
        port, began = free_port(), monotonic()
        with started(OURS.command(), run, **{f"{PREFIX}HTTP__PORT": str(port)}) as process:
            while _page(port, "/health/ready") is None:
                if process.poll() is not None or monotonic() - began > START_SECONDS:
                    raise RuntimeError("the worker does not get ready")
                sleep(0.05)
            yield run, process, (port, monotonic() - began)


def _start_rows(claims: int, runs: Sequence[Grown]) -> list[Row]:
    return [
        row(f"{claims:,} claims: state restored", "s", [run.restored for run in runs]),
        row(f"{claims:,} claims: from start of the process to ready", "s", [run.ready for run in runs]),
        row(f"{claims:,} claims: first reports of all {CITIES} cities", "s of processor", [run.first for run in runs]),
        row(f"{claims:,} claims: memory when all are read", "MB", [run.memory for run in runs]),
    ]


def _page(port: int, path: str) -> str | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return None
