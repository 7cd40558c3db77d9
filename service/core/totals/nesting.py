"""Sums in which nothing is counted twice: a figure of a part is inside the figure of what holds it, never beside it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from service.core.totals.claims import Figure

NOTHING = Figure(0, 0, 0)


def total(figures: Iterable[Figure]) -> Figure:
    """The sum, each bound for itself."""
    found = NOTHING
    for figure in figures:
        found = found.plus(figure)
    return found


def nested_sum(figures: Mapping[str, Figure], holder_of: Callable[[str, Iterable[str]], str | None]) -> Figure:
    """The sum over what lies in nothing else; for each of these the larger of its own figure and that of its parts.

    `holder_of(name, names)` = which of the names holds this one most closely.
    """
    if len(figures) == 1:
        return next(iter(figures.values()))
    inside: dict[str | None, list[str]] = {}
    for name in sorted(figures):
        inside.setdefault(holder_of(name, figures), []).append(name)
    return total(_with_parts(name, figures, inside) for name in inside.get(None, ()))


def _with_parts(name: str, figures: Mapping[str, Figure], inside: Mapping[str | None, Sequence[str]]) -> Figure:
    """The larger of a figure and that of what lies in it. No inner function: one that calls itself is a cycle."""
    held = inside.get(name)
    if not held:
        return figures[name]
    return figures[name].widest(total(_with_parts(part, figures, inside) for part in held))
