"""Each thing of a list with the next one."""

from typing import TypeVar

_T = TypeVar("_T")


def pairs(things: list[_T]) -> list[tuple[_T, _T]]:
    """What `itertools.pairwise` gives, as a list: most sentences have one of anything, and an iterator costs more."""
    return [(things[n - 1], things[n]) for n in range(1, len(things))]
