"""CSV: a row each report, its columns named in the header line.

Columns bear the names of a report's fields, or are mapped to them. A column with the name of a measure (`killed`,
`without_power`) holds a figure, and such rows become typed facts of the place in `place` (with `region` to tell
namesakes apart), beside a text if there is one.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from io import TextIOWrapper
from typing import IO, Any, Final

from schemas.vocabulary import Measure
from service.core.feeds.item import Item, UnreadableFileError, identifier, report

REPORT_FIELDS: Final = ("report_id", "title", "text", "published_at", "language")
SOURCE_FIELDS: Final = {"source": "id", "source_class": "class", "url": "url"}
FACT_FIELDS: Final = ("site", "attack_id", "attributed_to", "attributed_class", "occurred_from", "occurred_to", "as_of")
PLACE_FIELDS: Final = {"place": "name", "place_id": "id", "region": "region"}
MEASURES: Final = tuple(measure.value for measure in Measure)
FIELDS: Final = (*REPORT_FIELDS, *SOURCE_FIELDS, *PLACE_FIELDS, *FACT_FIELDS, *MEASURES)
"""What a column can be."""

_MOMENTS: Final = ("published_at", "occurred_from", "occurred_to", "as_of")
_LONGEST_CELL: Final = 1_000_000


def read_table(file: IO[bytes], mapping: Mapping[str, str], zone: tzinfo, source: str | None) -> Iterator[Item]:
    """`mapping`: field → column, for columns of other names; `zone` is of times that name none."""
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.DictReader(TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline=""), strict=True)
    try:
        columns = _columns(rows.fieldnames or (), mapping)
        for row in rows:
            cells = {field: (row.get(column) or "").strip() for field, column in columns.items()}
            yield report(_fields(cells, zone, source))
    except csv.Error as error:
        raise UnreadableFileError(f"line {rows.reader.line_num}: {error}") from None


def _columns(header: Any, mapping: Mapping[str, str]) -> dict[str, str]:
    """Field → column."""
    missing = [column for column in mapping.values() if column not in header]
    if missing:
        raise UnreadableFileError(f"no such column: {', '.join(missing)}; the file has {', '.join(header)}")
    found = {field: field for field in FIELDS if field in header} | dict(mapping)
    if not {"text", "title", *MEASURES} & found.keys():
        raise UnreadableFileError(
            f"no column is a text or a measure; the file has {', '.join(header)}: map one of them"
        )
    return found


def _fields(cells: Mapping[str, str], zone: tzinfo, source: str | None) -> dict[str, Any]:
    said = {name: _moment(value, zone) if name in _MOMENTS else value for name, value in cells.items() if value}
    fields: dict[str, Any] = {name: said[name] for name in REPORT_FIELDS if name in said}
    origin = {name: said[field] for field, name in SOURCE_FIELDS.items() if field in said}
    if origin or source:
        fields["source"] = {"id": source, **origin}
    if "report_id" in fields:
        fields["report_id"] = identifier(fields["report_id"])
    counts = [{"measure": name, "value": _figure(said[name])} for name in MEASURES if name in said]
    if counts:
        place = {name: said[field] for field, name in PLACE_FIELDS.items() if field in said}
        fact = {name: said[name] for name in FACT_FIELDS if name in said}
        fields["incidents"] = [{**fact, **({"place": place} if place else {}), "counts": counts}]
    return fields


def _moment(value: str, zone: tzinfo) -> str:
    """RFC 3339; what is no time stays as it is, to be refused with its reason."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()


def _figure(value: str) -> int | str:
    """A whole number with any grouping; what is none stays as it is, to be refused with its reason."""
    plain = "".join(value.split()).replace(",", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 20 else value
