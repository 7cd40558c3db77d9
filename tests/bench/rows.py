"""What a bench gives."""

from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple


class Row(NamedTuple):
    """One figure of a bench; `spread` = (largest - smallest) / median over the rounds."""

    name: str
    value: float
    unit: str
    spread: float


def row(name: str, unit: str, rounds: Sequence[float]) -> Row:
    """The median of several rounds."""
    middle = median(rounds)
    return Row(name, middle, unit, (max(rounds) - min(rounds)) / middle if middle else 0.0)


def repeated(times: int, once: Callable[[], float]) -> list[float]:
    """What several rounds give."""
    return [once() for _ in range(times)]
