"""`make bench-quick`: has a change made the hot path slower?

Processor time of three pieces of the path, each held against a piece of work of the standard library that nobody
changes: that ratio is much the same on any machine, busy or not, while seconds are not. The smallest of many rounds is
taken, because noise only ever adds. `--record` writes today's ratios down as those to be held against.
"""

import argparse
import asyncio
import gc
import json
import platform
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from time import process_time
from typing import Final

from aiokafka.structs import ConsumerRecord
from rich.console import Console

from service.core.decode import Limits, RawRecord
from service.core.pipeline import normalize
from service.shell.blocks import BlockChain
from service.shell.records import Record
from service.shell.reports_step import ReportsStep
from service.shell.settings import Settings
from service.shell.shared import Shared
from service.shell.totals_step import TotalsStep
from service.shell.work import Work
from service.shell.writes import by_partition
from tests.bench.kafka.made import normalizer, structured, texts

BASELINE: Final = Path(__file__).with_name("baseline.json")
WORSE: Final = 1.15
"""More than so much above the recorded ratio is told, and the exit code is 1."""
ROUNDS: Final = 60
REPORTS: Final = 400
TEXTS: Final = 40
CITIES: Final = 50
FILES: Final = frozenset({"described", "english", "more", "phenomena", "russian", "ukrainian"})
"""Cases that the posts are made of: files that grow no more, so that other texts do not look like a slower reader."""


def main() -> None:
    """Measure, show, and compare or record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write the ratios down instead of comparing")
    record = parser.parse_args().record
    say = Console(highlight=False)
    ratios = measured()
    version = f"{platform.python_implementation()} {platform.python_version_tuple()[0]}.{sys.version_info.minor}"
    kept = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    if record:
        kept[version] = ratios
        BASELINE.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    recorded = kept.get(version)
    if recorded is None:
        say.print(f"nothing is recorded for {version}: `make bench-quick RECORD=1` on the version to compare with")
        recorded = {}
    slower = [name for name, ratio in ratios.items() if ratio > WORSE * recorded.get(name, ratio)]
    for name, ratio in ratios.items():
        before = recorded.get(name)
        change = f"{ratio / before - 1:+.0%} to {before:.3f}" if before else "not recorded"
        say.print(f"{name:45} {ratio:8.3f}  {change}{'  SLOWER' if name in slower else ''}")
    sys.exit(1 if slower else 0)


def measured() -> dict[str, float]:
    """What one report costs in each piece, in units of the reference."""
    pieces = _pieces()
    least = dict.fromkeys(pieces, float("inf"))
    gc.collect()
    gc.freeze()
    gc.disable()
    for _ in range(ROUNDS):  # one after another, so that a bad moment of the machine hits all of them
        for name, (_, work) in pieces.items():
            began = process_time()
            work()
            least[name] = min(least[name], process_time() - began)
        gc.collect()
    unit = least.pop("reference")
    return {name: round(least[name] / unit * 100 / count, 4) for name, (count, _) in pieces.items() if name in least}


def _pieces() -> dict[str, tuple[int, Callable[[], object]]]:
    """Name → how many reports it is, and the work."""
    now = datetime.now(UTC)
    shared = Shared(Settings(), normalizer(), "bench", lambda: now)
    reports = _records("reports", [(None, value) for value in structured(REPORTS, CITIES)])
    posts = list(texts(TEXTS, 300, files=FILES))
    written = _written(shared, reports).writes
    incidents = _records("incidents", [(write.key, write.value) for write in written])
    return {
        "reference": (1, _reference),
        "structured report to written incident": (REPORTS, lambda: _written(shared, reports)),
        "written incident to totals and changes": (
            len(incidents),
            lambda: asyncio.run(TotalsStep(shared, {}).process("incidents", incidents)),
        ),
        "post of text to incidents": (
            TEXTS,
            lambda: [normalize(RawRecord(post, now), normalizer(), Limits(), now, "bench") for post in posts],
        ),
    }


def _written(shared: Shared, reports: list[Record]) -> Work:
    """A block of reports cut, worked on, and grouped for writing."""
    from faust.types import TP  # noqa: PLC0415 - loads half of Faust, which the reference must not see

    [block] = BlockChain(len(reports), 2**30).cut(TP("reports", 0), reports)
    work = asyncio.run(ReportsStep(shared, block_seconds=inf).process("reports", block.records))
    by_partition(work.writes)
    return work


def _records(topic: str, pairs: list[tuple[bytes | None, bytes | None]]) -> list[Record]:
    at = int(datetime.now(UTC).timestamp() * 1000)
    return [
        ConsumerRecord(topic, 0, offset, at, 0, key, value, None, len(key or b""), len(value or b""), ())
        for offset, (key, value) in enumerate(pairs)
    ]


_WORD: Final = re.compile(r"[a-z]+\d*")


def _reference() -> int:
    """A mixture of what the path is made of: JSON, words, small objects, sorting."""
    total = 0
    for number in range(60):
        told = {"id": f"r{number}", "at": [number, number + 1], "words": ["killed", "injured", f"city{number}"] * 10}
        found = json.loads(json.dumps(told))
        words = _WORD.findall(" ".join(found["words"]))
        counted: dict[str, int] = {}
        for word in words:
            counted[word] = counted.get(word, 0) + len(word)
        total += sum(size for _, size in sorted(counted.items(), key=lambda item: (item[1], item[0])))
    return total


if __name__ == "__main__":
    main()
