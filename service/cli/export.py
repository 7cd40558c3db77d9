"""`incident-stream export`: totals, changes and incidents as CSV, JSON lines, GeoJSON or HXL."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Annotated, Final

import orjson
import typer
from pydantic import BaseModel, ValidationError

from schemas.incident import Incident
from schemas.totals import AreaTotals, CityTotals, TotalChange
from service.cli.common import fail, fail_with, settings_or_exit
from service.core.exports.maps import incident_features, totals_features
from service.core.exports.rows import (
    CHANGES_COLUMNS,
    INCIDENTS_COLUMNS,
    TOTALS_COLUMNS,
    Row,
    change_row,
    incident_rows,
    totals_rows,
)
from service.core.exports.tables import write_csv, write_hxl
from service.shell.reading import read_to_end
from service.shell.settings import Settings
from service.shell.topics import AREA_TOTALS, CHANGES, CITY_TOTALS, INCIDENTS, TopicNames


class What(StrEnum):
    """Which records."""

    CITIES = "cities"
    AREAS = "areas"
    CHANGES = "changes"
    INCIDENTS = "incidents"


class Format(StrEnum):
    """How they are written."""

    CSV = "csv"
    JSON_LINES = "jsonl"
    GEOJSON = "geojson"
    HXL = "hxl"


_SOURCES: Final[dict[What, tuple[str, type[BaseModel]]]] = {
    What.CITIES: (CITY_TOTALS, CityTotals),
    What.AREAS: (AREA_TOTALS, AreaTotals),
    What.CHANGES: (CHANGES, TotalChange),
    What.INCIDENTS: (INCIDENTS, Incident),
}
_COLUMNS: Final = {
    What.CITIES: TOTALS_COLUMNS,
    What.AREAS: TOTALS_COLUMNS,
    What.CHANGES: CHANGES_COLUMNS,
    What.INCIDENTS: INCIDENTS_COLUMNS,
}


def export(
    what: Annotated[What, typer.Argument(help="Which records.")] = What.CITIES,
    form: Annotated[Format, typer.Option("--format", help="How they are written.")] = Format.CSV,
    window: Annotated[
        str | None, typer.Option(help="Totals: one window only; 24h where a place is one row (geojson, hxl).")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="A file; standard output when missing.")] = None,
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Take the records from standard input, JSON lines, not from Kafka.")
    ] = False,
) -> None:
    """Write what the output topics hold now, so that a spreadsheet, a map or a humanitarian dataset can take it."""
    settings = settings_or_exit()
    if form is Format.HXL and what not in (What.CITIES, What.AREAS):
        fail(f"--format hxl is for cities and areas, not for {what}", 2)
    if form is Format.GEOJSON and what is What.CHANGES:
        fail("--format geojson is for cities, areas and incidents, not for changes", 2)
    if window is not None and window not in settings.totals.windows:
        fail(f"no such window: {window}; there are {', '.join(settings.totals.windows)}", 2)
    values = (line for line in sys.stdin.buffer if line.strip()) if stdin else _from_kafka(settings, what)
    if form in (Format.GEOJSON, Format.HXL):
        window = window or "24h"
    with _destination(output) as file:
        _write(file, what, form, window, list(_read(values, what)))


def _write(file: IO[str], what: What, form: Format, window: str | None, records: list[BaseModel]) -> None:
    match form:
        case Format.JSON_LINES:
            file.writelines(record.model_dump_json(by_alias=True) + "\n" for record in records)
        case Format.CSV:
            write_csv(file, _COLUMNS[what], _rows(records, window))
        case Format.HXL:
            write_hxl(file, _rows(records, window))
        case Format.GEOJSON:
            features = incident_features if what is What.INCIDENTS else totals_features
            file.write(orjson.dumps(features(_rows(records, window))).decode() + "\n")


def _rows(records: Iterable[BaseModel], window: str | None) -> Iterator[Row]:
    for record in records:
        if isinstance(record, CityTotals | AreaTotals):
            yield from totals_rows(record, window)
        elif isinstance(record, TotalChange):
            yield change_row(record)
        elif isinstance(record, Incident):
            yield from incident_rows(record)


def _read(values: Iterable[bytes], what: What) -> Iterator[BaseModel]:
    """The records of one kind; others are passed over, and told: `totals` prints cities and areas in one stream."""
    model, passed_over = _SOURCES[what][1], 0
    for value in values:
        try:
            yield model.model_validate_json(value)
        except ValidationError:
            passed_over += 1
    if passed_over:
        print(f"incident-stream: {passed_over} records that are no {model.__name__} passed over", file=sys.stderr)


def _from_kafka(settings: Settings, what: What) -> list[bytes]:
    """What the topic holds: of compacted ones the newest of each key."""
    topic = TopicNames(settings).full(_SOURCES[what][0])
    try:
        records = asyncio.run(read_to_end(settings, topic))
    except Exception as error:  # noqa: BLE001 - whatever the client raises, the user wants the sentence
        fail_with(settings, "cannot read from", error, "reader")
    if what in (What.CHANGES, What.INCIDENTS):
        return [record.value for record in records if record.value is not None]
    newest = {record.key: record.value for record in records}
    return [value for _, value in sorted(newest.items(), key=lambda item: item[0] or b"") if value is not None]


@contextmanager
def _destination(output: Path | None) -> Iterator[IO[str]]:
    if output is None:
        file: IO[str] = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=True)
        yield file
        return
    # A file that is half written must not be taken for the whole.
    unfinished = output.with_name(output.name + ".part")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        yield file
    unfinished.replace(output)
