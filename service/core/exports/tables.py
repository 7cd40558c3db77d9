"""Rows as CSV (RFC 4180), and one row for each place as HXL 1.1."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Final

from schemas.vocabulary import IncidentType, Measure
from service.core.exports.rows import NOW, Cell, Row

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for a formula when a cell of text begins with it."""

_TAGS: Final = {
    IncidentType.CASUALTIES: "#affected",
    IncidentType.OUTAGE: "#affected",
    IncidentType.DAMAGE: "#impact",
}
_PLACE_TAGS: Final = {
    "as_of": "#date+updated",
    "adm1_pcode": "#adm1+code+v_pcode",
    "region": "#adm1+code+v_iso",
    "pcode": "#loc+code+v_pcode",
    "place": "#loc+name",
    "kind": "#loc+type",
    "lat": "#geo+lat",
    "lon": "#geo+lon",
}
_BOUNDS: Final = {"low": "+min", "best": "", "high": "+max"}


def write_csv(file: IO[str], columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> None:
    """A header line and a line for each row; an unknown cell is empty, true and false are words."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row.get(column)) for column in columns])


def write_hxl(file: IO[str], rows: Iterable[Row]) -> None:
    """A line for each place with its figures beside each other, under a line of hashtags."""
    places: dict[str, Row] = {}
    columns = dict(_PLACE_TAGS)
    for row in rows:
        place = places.setdefault(str(row["place_id"]), {name: row.get(name) for name in _PLACE_TAGS})
        for bound, attribute in _BOUNDS.items():
            name = column_of(row, bound)
            columns[name] = _tag(row) + attribute
            place[name] = row[bound]
    names = [*_PLACE_TAGS, *sorted(columns.keys() - _PLACE_TAGS.keys())]
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerow([columns[name] for name in names])
    for _, place in sorted(places.items()):
        writer.writerow([cell(place.get(name)) for name in names])


def column_of(row: Row, bound: str) -> str:
    """`killed_people_best`: one name for one figure, wherever rows of a place stand side by side."""
    return f"{row['measure']}_{row['unit']}_{bound}"


def _tag(row: Row) -> str:
    measure = Measure(str(row["measure"]))
    tag = _TAGS.get(measure.incident_type, "#event")
    level = "+now" if row["window"] == NOW else f"+w{row['window']}"
    return f"{tag}+{measure.value}+{row['unit']}{level}+num"


def cell(value: Cell) -> Cell:
    """A cell as it is written: text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
