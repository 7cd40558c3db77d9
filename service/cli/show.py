"""Totals as a person reads them: one row for each figure of a place."""

from collections.abc import Iterable, Mapping
from typing import Final

from rich.console import ConsoleDimensions
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from schemas.totals import Bounds, CityTotals, Estimate, Level, TotalChange
from schemas.vocabulary import IncidentType, Measure

_TYPES: Final = list(IncidentType)
_MEASURES: Final = list(Measure)
_STYLES: Final = {"contested": "yellow", "stale": "dim"}
_NUMBERS: Final = 13 + 12 + 5 * 3 + 1
"""Characters that figures, standing and lines between columns take."""
_WIDE: Final = 100
"""Characters in a line from which on times of changes are shown."""
_FRAME: Final = 6
"""Lines of a table that are no rows, with one that tells what is not shown."""
LastChange = Mapping[tuple[str, str, str], TotalChange]
"""The newest change of each place, measure and unit."""


def totals_table(totals: Iterable[CityTotals], changes: LastChange, window: str, *, times: bool = False) -> Table:
    """Flows and tallies of one window and the stocks as they stand, with the last change, its reason and its time."""
    table = Table(title=f"Totals per city, last {window}", title_justify="left", caption_justify="left")
    table.add_column("Place", style="bold", no_wrap=True)
    table.add_column("What")
    table.add_column("Low–best–high", justify="right", no_wrap=True)
    table.add_column("Standing", no_wrap=True)
    table.add_column("Last change")
    for city in sorted(totals, key=lambda found: found.place.name):
        name = escape(printable(city.place.name))
        for measure, unit, figure in _figures(city, window):
            change, stands = changes.get((city.place.id, measure, unit)), standing(figure)
            what = f"{measure} {unit}".replace("_", " ")
            table.add_row(name, what, span(figure), Text(stands, _STYLES.get(stands, "")), told(change, times=times))
            name = ""
        table.add_section()
    if not table.row_count:
        table.caption = f"Nothing in the last {window}, and no outage: waiting for reports."
    return table


def fitting_table(totals: Iterable[CityTotals], changes: LastChange, window: str, size: ConsoleDimensions) -> Table:
    """The same in so many lines and columns: of more places than fit, those that changed last."""
    newest_first = sorted(totals, key=lambda found: (found.as_of, found.place.id), reverse=True)
    shown: list[CityTotals] = []
    left, hidden = size.height - _FRAME, 0
    for city in newest_first:
        lines = len(_figures(city, window)) and len(_figures(city, window)) + 1
        if lines <= left:
            shown.append(city)
            left -= lines
        else:
            hidden, left = hidden + 1, 0
    table = totals_table(shown, changes, window, times=size.width >= _WIDE)
    for column in table.columns:
        column.no_wrap = True  # a line for each figure
    words = max(size.width - _NUMBERS - max((len(city.place.name) for city in shown), default=0), 20)
    table.columns[1].max_width, table.columns[4].max_width = words // 2, words - words // 2
    if hidden:
        table.caption = f"{hidden} more places, unchanged for longer, do not fit (--once shows all)."
    return table


def printable(text: str, keep: str = "") -> str:
    """Text from outside, safe for a terminal: control and bidirectional characters are written as their escapes."""
    return "".join(
        mark if mark.isprintable() or mark in keep else mark.encode("unicode_escape").decode() for mark in text
    )


def _figures(city: CityTotals, window: str) -> list[tuple[str, str, Bounds]]:
    found: list[tuple[tuple[int, int], str, str, Bounds]] = []
    for part in (city.windows.get(window, {}), city.now):
        for measure, units in part.items():
            place = (_TYPES.index(measure.incident_type), _MEASURES.index(measure))
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


def told(change: TotalChange | None, *, times: bool) -> str:
    """`+4 newer as of, 18:20Z`; `±0` when only the range moved."""
    if change is None:
        return ""
    delta = f"{change.delta:+,}" if change.delta else "±0"
    when = f", {change.as_of:%H:%M}Z" if times else ""
    return f"{delta} {change.reason.value.replace('_', ' ')}{when}"
