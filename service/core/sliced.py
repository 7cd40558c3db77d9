"""Long work that can be interrupted: whoever drives it may do something else between two slices."""

from collections.abc import Generator
from typing import TypeVar, cast

T = TypeVar("T")

Sliced = Generator[None, None, T]
"""Yields where it may be interrupted; what the work comes to is what the generator returns."""


def at_once(work: Sliced[T]) -> T:
    """All of it without an interruption."""
    while True:
        try:
            next(work)
        except StopIteration as ended:
            return cast("T", ended.value)
