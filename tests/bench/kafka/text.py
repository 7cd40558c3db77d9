"""Texts end to end, held against the core alone, and two worker processes against one."""

import asyncio
import gc
from collections.abc import Sequence
from typing import Final

from tests.bench.kafka.cluster import broker, fed
from tests.bench.kafka.contest import OURS, PATIENCE_SECONDS, started
from tests.bench.kafka.expected import Expected, expected
from tests.bench.kafka.finish import Throughput, timed
from tests.bench.kafka.made import texts
from tests.bench.kafka.size import PARTITIONS, RUNS, sized
from tests.bench.rows import Row, row

KINDS: Final = {"posts": (20_000, 300), "articles": (3_000, 2_500)}
"""Reports and characters of each."""


def text_rows() -> list[Row]:
    """Reports a second: the core alone, one worker, two workers; and the ratios."""
    expected(list(texts(200, 300)))
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # as the worker does it
    with broker() as servers:
        return [one for kind, (reports, size) in KINDS.items() for one in _kind(servers, kind, sized(reports), size)]


def _kind(servers: str, kind: str, reports: int, size: int) -> list[Row]:
    values = list(texts(reports, size))
    bare: list[float] = []
    bare_cpu: list[float] = []
    ours: dict[int, list[Throughput]] = {1: [], 2: []}
    for _ in range(RUNS):
        wanted = expected(values)
        bare.append(len(values) / wanted.seconds)
        bare_cpu.append(wanted.cpu_seconds / len(values) * 1e6)
        for processes, found in ours.items():
            found.append(_run(servers, values, wanted, processes))
    one, two = ([found.per_second for found in ours[processes]] for processes in ours)
    micros = [found.cpu_micros for found in ours[1] if found.cpu_micros is not None]
    return [
        row(f"{kind}, core alone", "reports/s", bare),
        row(f"{kind}, one worker process", "reports/s", one),
        row(f"{kind}, two worker processes", "reports/s", two),
        row(f"{kind}: processor time of the core alone", "us/report", bare_cpu),
        *([row(f"{kind}: processor time of one worker", "us/report", micros)] if micros else []),
        row(f"ratio: {kind}, one process over the core alone", "x", _ratios(one, bare)),
        row(f"ratio: {kind}, two processes over one", "x", _ratios(two, one)),
    ]


def _ratios(upper: Sequence[float], lower: Sequence[float]) -> list[float]:
    return [above / below for above, below in zip(upper, lower, strict=True)]


def _run(servers: str, values: Sequence[bytes], wanted: Expected, processes: int) -> Throughput:
    command = [*OURS.command(), "--processes", str(processes)]
    with fed(servers, f"text-{processes}", PARTITIONS, []) as run, started(command, run) as process:
        return asyncio.run(timed(run, values, wanted, [process], PATIENCE_SECONDS))
