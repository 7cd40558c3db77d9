"""What every contender must come to: the totals of the core alone, folded as `incident-stream totals` does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from time import perf_counter, process_time
from typing import Any, Final

from service.core.decode import Limits, RawRecord
from service.core.outcome import Rejected
from service.core.pipeline import normalize
from service.core.replay import Replay
from service.core.totals.containment import area_of
from service.core.totals.rules import Rules
from tests.bench.kafka.made import normalizer

WINDOW: Final = "30d"
"""The one window that no figure leaves while a bench runs."""
_AT_ONCE: Final = 5_000

Figures = dict[str, dict[str, Any]]
"""Place id → measures of the window."""


@dataclass(frozen=True)
class Expected:
    """What the reports come to."""

    reports: int
    incidents: int
    figures: Figures
    seconds: float
    """How long the core took alone."""
    cpu_seconds: float
    """Of the processor."""


def expected(values: Sequence[bytes]) -> Expected:
    """Read and fold reports as the core does it, without Kafka and without writing anything."""
    reader, told_of = normalizer(), 0
    began, cpu_began = perf_counter(), process_time()
    fold = Replay(Rules(), partial(area_of, reader.gazetteer))
    now, limits = datetime.now(UTC), Limits()
    for first in range(0, len(values), _AT_ONCE):
        incidents = []
        for value in values[first : first + _AT_ONCE]:
            told = normalize(RawRecord(value, now), reader, limits, now, "bench")
            if not isinstance(told, Rejected):
                incidents += told.incidents
        fold.apply(list(incidents))
        told_of += len(incidents)
    seconds, cpu_seconds = perf_counter() - began, process_time() - cpu_began
    fold.advance(now)
    figures = {place: figures_of(totals.model_dump(mode="json")) for place, totals in fold.cities.items()}
    return Expected(len(values), told_of, figures, seconds, cpu_seconds)


def figures_of(totals: dict[str, Any]) -> dict[str, Any]:
    """What is held against each other of one `city-totals` record."""
    found = totals["windows"].get(WINDOW, {})
    return {
        measure: {unit: (item["low"], item["best"], item["high"], item["attacks"]) for unit, item in units.items()}
        for measure, units in found.items()
    }
