"""Totals as a person reads them: one row for each figure of a place."""

from collections.abc import Iterable, Mapping

from rich.markup import escape
from rich.table import Table

from schemas.totals import Bounds, CityTotals, Estimate, Level, TotalChange
from schemas.vocabulary import IncidentType

_ORDER = list(IncidentType)
LastChange = Mapping[tuple[str, str, str], TotalChange]
"""The newest change of each place, measure and unit."""


def totals_table(totals: Iterable[CityTotals], changes: LastChange, window: str) -> Table:
    """Flows and tallies of one window and the stocks as they stand, with the last change and its reason."""
    table = Table(title=f"Totals per city, last {window}", title_justify="left")
    table.add_column("Place", style="bold", no_wrap=True)
    table.add_column("What")
    table.add_column("Low–best–high", justify="right", no_wrap=True)
    table.add_column("Standing")
    table.add_column("Last change")
    for city in sorted(totals, key=lambda found: found.place.name):
        name = escape(printable(city.place.name))
        for measure, unit, figure in _figures(city, window):
            change = changes.get((city.place.id, measure, unit))
            table.add_row(name, f"{measure} {unit}".replace("_", " "), span(figure), standing(figure), told(change))
            name = ""
        table.add_section()
    return table


def printable(text: str, keep: str = "") -> str:
    """Text from outside, safe for a terminal: control and bidirectional characters are written as their escapes."""
    return "".join(
        mark if mark.isprintable() or mark in keep else mark.encode("unicode_escape").decode() for mark in text
    )


def _figures(city: CityTotals, window: str) -> list[tuple[str, str, Bounds]]:
    found: list[tuple[int, str, str, Bounds]] = []
    for part in (city.windows.get(window, {}), city.now):
        for measure, units in part.items():
            place = _ORDER.index(measure.incident_type)
            found += [(place, measure.value, unit.value, figure) for unit, figure in units.items()]
    return [(measure, unit, figure) for _, measure, unit, figure in sorted(found, key=lambda row: row[:3])]


def span(figure: Bounds) -> str:
    """`2–3–5`, `3` when all agree, `≥ 3` when there is no upper bound."""
    if figure.low == figure.best == figure.high:
        return f"{figure.best:,}"
    if figure.low == figure.best and figure.high is None:
        return f"≥ {figure.best:,}"
    high = "…" if figure.high is None else f"{figure.high:,}"
    return f"{figure.low:,}–{figure.best:,}–{high}"


def standing(figure: Bounds) -> str:
    """How well a figure stands."""
    if isinstance(figure, Estimate):
        return figure.grade.value
    if isinstance(figure, Level):
        return "stale" if figure.stale else f"as of {figure.as_of:%H:%M}Z"
    return ""


def told(change: TotalChange | None) -> str:
    """`+4 newer_as_of`."""
    return "" if change is None else f"{change.delta:+,} {change.reason.value.replace('_', ' ')}"
