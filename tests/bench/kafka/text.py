"""Texts end to end, held against the core alone, and two worker processes against one.

What two processes can be at most is measured as well: the core alone, in two processes at once. Two cores that share
caches and memory are not twice one.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Final

from schemas.model import read_fields_directly
from service.cli.worker import collect_garbage_seldom
from tests.bench.kafka.cluster import broker, fed
from tests.bench.kafka.contest import OURS, PATIENCE_SECONDS, started
from tests.bench.kafka.expected import Expected, expected
from tests.bench.kafka.finish import Throughput, timed
from tests.bench.kafka.made import texts
from tests.bench.kafka.size import PARTITIONS, RUNS, sized
from tests.bench.rows import Row, row

KINDS: Final = {"posts": (20_000, 300), "articles": (3_000, 2_500)}
"""Reports and characters of each."""

_PARTS: Final = 10
"""One of so many parts is read before time begins: a process keeps what it has learned of the words it has met."""


def text_rows() -> list[Row]:
    """Reports a second: the core alone, one worker, two workers; and the ratios."""
    with broker() as servers:
        return [one for kind, (reports, size) in KINDS.items() for one in _kind(servers, kind, sized(reports), size)]


def _kind(servers: str, kind: str, reports: int, size: int) -> list[Row]:
    values = list(texts(reports, size))
    bare: list[float] = []
    bare_cpu: list[float] = []
    twice: list[float] = []
    ours: dict[int, list[Throughput]] = {1: [], 2: []}
    wanted = expected(values)
    for _ in range(RUNS):
        [alone] = _at_once(reports, size, processes=1)
        bare.append(alone.reports / alone.seconds)
        bare_cpu.append(alone.cpu_seconds / alone.reports * 1e6)
        halves = _at_once(reports, size, processes=2)
        twice.append(sum(half.reports for half in halves) / max(half.seconds for half in halves))
        for processes, found in ours.items():
            found.append(_run(servers, values, wanted, processes))
    one, two = ([found.per_second for found in ours[processes]] for processes in ours)
    micros = [found.cpu_micros for found in ours[1] if found.cpu_micros is not None]
    return [
        row(f"{kind}, core alone", "reports/s", bare),
        row(f"{kind}, core alone in two processes at once", "reports/s", twice),
        row(f"{kind}, one worker process", "reports/s", one),
        row(f"{kind}, two worker processes", "reports/s", two),
        row(f"{kind}: processor time of the core alone", "us/report", bare_cpu),
        *([row(f"{kind}: processor time of one worker", "us/report", micros)] if micros else []),
        row(f"ratio: {kind}, one process over the core alone", "x", _ratios(one, bare)),
        row(f"ratio: {kind}, two processes over one", "x", _ratios(two, one)),
        row(f"ratio: {kind}, core alone in two processes over one", "x", _ratios(twice, bare)),
    ]


def _at_once(reports: int, size: int, processes: int) -> list[Expected]:
    """The core alone in new processes, which read their shares of the texts at once.

    New ones, as workers are: who has read all the texts before knows all their words.
    """
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_meet_at, initargs=(context.Barrier(processes),)) as pool:
        shares = [pool.submit(_share, reports, size, first, processes) for first in range(processes)]
        return [share.result() for share in shares]


_barrier: Barrier | None = None


def _meet_at(barrier: Barrier) -> None:
    global _barrier  # noqa: PLW0603 - a process of a pool has no other way to keep what it was given
    _barrier = barrier


def _share(reports: int, size: int, first: int, processes: int) -> Expected:
    """One of so many equal shares, begun when all processes have read as much as workers have when time begins."""
    values = list(texts(reports, size))
    known = _known(values)
    expected(values[:known])
    collect_garbage_seldom()
    read_fields_directly()
    if _barrier is not None:
        _barrier.wait()
    return expected(values[known:][first::processes])


def _known(values: Sequence[bytes]) -> int:
    """How many of them are read before time begins."""
    return len(values) // _PARTS


def _ratios(upper: Sequence[float], lower: Sequence[float]) -> list[float]:
    return [above / below for above, below in zip(upper, lower, strict=True)]


def _run(servers: str, values: Sequence[bytes], wanted: Expected, processes: int) -> Throughput:
    command = [*OURS.command(), "--processes", str(processes)]
    with fed(servers, f"text-{processes}", PARTITIONS, []) as run, started(command, run) as process:
        return asyncio.run(timed(run, values, wanted, [process], PATIENCE_SECONDS, _known(values)))
