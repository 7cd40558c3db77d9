"""Reads texts from standard input and tells, as JSON, what was read or how fast: run by tests and benches.

In: `{"texts": [...]}` → the readings; with `{"groups": {name: [...]}, "rounds": n}` → for each group how many texts are
read in a second of processor time, a figure for each round.
"""

import json
import sys
from datetime import UTC, datetime
from time import process_time
from typing import Any

import service.core.reading.text
from schemas.report import Report, ReportSource
from service.core.reading.reader import Normalizer

PUBLISHED = datetime(2026, 2, 12, 9, 0, tzinfo=UTC)


def main() -> None:
    """Read what is asked for."""
    asked = json.load(sys.stdin)
    normalizer = Normalizer.load()
    told: dict[str, Any] = {"compiled": not service.core.reading.text.__file__.endswith(".py")}
    if "texts" in asked:
        told["readings"] = [_read(normalizer, report(text)) for text in asked["texts"]]
    else:
        told["per_second"] = {
            name: [_per_second(normalizer, [report(text) for text in texts]) for _ in range(asked["rounds"])]
            for name, texts in asked["groups"].items()
        }
    json.dump(told, sys.stdout)


def report(text: str) -> Report:
    """A completed report of a text."""
    return Report(report_id="r", source=ReportSource(id="s"), published_at=PUBLISHED, text=text)


def _read(normalizer: Normalizer, made: Report) -> Any:
    reading = normalizer.read(made, version="test")
    return {
        "incidents": [found.model_dump(mode="json") for found in reading.incidents],
        "unplaced": [found.model_dump(mode="json") for found in reading.unplaced],
        "language": reading.language,
        "dropped": [[dropped.text, dropped.why] for dropped in reading.dropped],
        "explained": list(reading.explanation()),
    }


def _per_second(normalizer: Normalizer, reports: list[Report]) -> float:
    started = process_time()
    for made in reports:
        normalizer.read(made, version="test")
    return len(reports) / (process_time() - started)


if __name__ == "__main__":
    main()
