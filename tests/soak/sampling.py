"""What a worker's own metrics say of it, sampled, and whether it stays the same."""

from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from service.cli.demo import samples

MEMORY_RISE: Final = 0.05
"""The last third may differ from the middle one by this share."""
LATENCY_RISE: Final = 0.10
"""The same for the median of latencies, which a busy machine moves more easily."""


@dataclass(frozen=True, slots=True)
class Totalled:
    """Counters since the start, and the memory now."""

    reports: float
    memory: float
    latency_sum: float
    latency_count: float

    @classmethod
    def of(cls, page: str) -> "Totalled":
        """Read a page of metrics."""

        def total(name: str) -> float:
            return sum(samples(page, name).values())

        return cls(
            total("records_processed_total"),
            _process_memory(page),
            total("ingest_latency_seconds_sum"),
            total("ingest_latency_seconds_count"),
        )


def _process_memory(page: str) -> float:
    return next(
        float(line.split()[1]) for line in page.splitlines() if line.startswith("process_resident_memory_bytes")
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """One interval."""

    at: float
    """Seconds since the load began."""
    rate: float
    """Reports per second."""
    memory: float
    """Bytes."""
    latency: float
    """Mean seconds from the broker's time of a block's first record to its commit."""


def between(before: Totalled, after: Totalled, at: float, seconds: float) -> Sample:
    """The interval between two looks."""
    blocks = after.latency_count - before.latency_count
    latency = (after.latency_sum - before.latency_sum) / blocks if blocks else 0.0
    return Sample(at, (after.reports - before.reports) / seconds, after.memory, latency)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Middle and last third of a run: medians."""

    memory: tuple[float, float]
    latency: tuple[float, float]
    rate: tuple[float, float]

    @classmethod
    def of(cls, taken: list[Sample]) -> "Verdict":
        """Needs three samples at least."""
        third = len(taken) // 3
        parts = taken[third : 2 * third], taken[2 * third :]

        def medians(name: str) -> tuple[float, float]:
            middle, last = (median(getattr(sample, name) for sample in part) for part in parts)
            return middle, last

        return cls(medians("memory"), medians("latency"), medians("rate"))

    @property
    def memory_is_flat(self) -> bool:
        """Neither more nor less by more than MEMORY_RISE."""
        return abs(self.memory[1] / self.memory[0] - 1) <= MEMORY_RISE

    @property
    def latency_is_flat(self) -> bool:
        """Not more by more than LATENCY_RISE."""
        return self.latency[1] <= self.latency[0] * (1 + LATENCY_RISE)

    def as_json(self) -> dict[str, Any]:
        """MiB, seconds, reports per second."""
        return {
            "memory_mib": [round(value / 2**20, 1) for value in self.memory],
            "latency_seconds": [round(value, 4) for value in self.latency],
            "reports_per_second": [round(value) for value in self.rate],
            "memory_is_flat": self.memory_is_flat,
            "latency_is_flat": self.latency_is_flat,
        }
