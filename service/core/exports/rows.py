"""Records as flat rows: one for each figure, every cell a plain value. Names of columns are a contract."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, TypeAlias

from schemas.incident import Incident, Place
from schemas.totals import AreaEstimate, AreaLevel, AreaTotals, Bounds, CityTotals, Estimate, Level, TotalChange

Cell: TypeAlias = str | int | float | bool | None
Row: TypeAlias = dict[str, Cell]

NOW: Final = "now"
"""Stands for a window in rows of stocks: a level as it is, not a sum over time."""

_PCODE_CHARACTERS: Final = 12
_ADMIN1_CHARACTERS: Final = 4

PLACE_COLUMNS: Final = ("place_id", "pcode", "place", "kind", "adm1_pcode", "region", "lat", "lon")
TOTALS_COLUMNS: Final = (
    *PLACE_COLUMNS,
    "window",
    "measure",
    "unit",
    "low",
    "best",
    "high",
    "grade",
    "sources",
    "attacks",
    "reported",
    "from_cities",
    "level_as_of",
    "stale",
    "peak_24h",
    "as_of",
    "revision",
)
CHANGES_COLUMNS: Final = (
    "change_id",
    *PLACE_COLUMNS,
    "as_of",
    "measure",
    "unit",
    "window",
    "attack",
    "old_best",
    "new_low",
    "new_best",
    "new_high",
    "delta",
    "reason",
    "incidents",
    "supersedes",
    "revision",
)
INCIDENTS_COLUMNS: Final = (
    "incident_id",
    "report_id",
    *PLACE_COLUMNS,
    "site",
    "type",
    "status",
    "occurred_from",
    "occurred_to",
    "time_precision",
    "as_of",
    "published_at",
    "measure",
    "unit",
    "low",
    "best",
    "high",
    "qualifier",
    "count_kind",
    "of_which",
    "source",
    "source_class",
    "source_url",
    "attributed_to",
    "attributed_class",
    "weapons",
    "evidence",
)


def place_cells(place: Place) -> Row:
    """Where, with OCHA's P-codes: a KATOTTG code begins with them."""
    has_code = len(place.id) > _PCODE_CHARACTERS
    return {
        "place_id": place.id,
        "pcode": place.id[:_PCODE_CHARACTERS] if has_code else place.id,
        "place": place.name,
        "kind": place.kind.value,
        "adm1_pcode": place.id[:_ADMIN1_CHARACTERS] if has_code else None,
        "region": place.region,
        "lat": place.lat,
        "lon": place.lon,
    }


def totals_rows(totals: CityTotals | AreaTotals, window: str | None = None) -> Iterator[Row]:
    """A row for each measure and unit of each window (or of one), and for each stock."""
    about: Row = {**place_cells(totals.place), "as_of": moment(totals.as_of), "revision": totals.revision}
    parts: Mapping[str, Mapping[object, Mapping[object, Bounds]]] = {**totals.windows, NOW: totals.now}  # type: ignore[dict-item]
    for name, measures in parts.items():
        if window is not None and name not in (window, NOW):
            continue
        for measure, units in measures.items():
            for unit, figure in units.items():
                yield {**about, "window": name, "measure": str(measure), "unit": str(unit), **_figure(figure)}


def _figure(figure: Bounds) -> Row:
    cells: Row = {"low": figure.low, "best": figure.best, "high": figure.high}
    if isinstance(figure, Estimate):
        cells |= {"grade": figure.grade.value, "sources": figure.sources, "attacks": figure.attacks}
    if isinstance(figure, AreaEstimate):
        cells |= {"reported": _best(figure.reported), "from_cities": _best(figure.from_cities)}
    if isinstance(figure, Level | AreaLevel):
        cells |= {"level_as_of": moment(figure.as_of), "stale": figure.stale}
    if isinstance(figure, Level):
        cells["peak_24h"] = figure.peak_24h
    return cells


def change_row(change: TotalChange) -> Row:
    """One signed change."""
    return {
        "change_id": change.change_id,
        **place_cells(change.place),
        "as_of": moment(change.as_of),
        "measure": change.measure.value,
        "unit": change.unit.value,
        "window": change.window,
        "attack": change.attack,
        "old_best": _best(change.old),
        "new_low": change.new.low if change.new else None,
        "new_best": _best(change.new),
        "new_high": change.new.high if change.new else None,
        "delta": change.delta,
        "reason": change.reason.value,
        "incidents": " ".join(change.incidents),
        "supersedes": " ".join(change.supersedes),
        "revision": change.revision,
    }


def incident_rows(incident: Incident) -> Iterator[Row]:
    """A row for each figure; an incident without figures gives one row."""
    about: Row = {
        "incident_id": incident.incident_id,
        "report_id": incident.report_id,
        **place_cells(incident.place),
        "site": incident.site,
        "type": incident.type.value,
        "status": incident.status.value,
        "occurred_from": moment(incident.occurred_from),
        "occurred_to": moment(incident.occurred_to),
        "time_precision": incident.time_precision.value,
        "as_of": moment(incident.as_of),
        "published_at": moment(incident.published_at),
        "source": incident.source.id,
        "source_class": incident.source.source_class.value,
        "source_url": incident.source.url,
        "attributed_to": incident.attributed_to,
        "attributed_class": incident.attributed_class.value,
        "weapons": " ".join(weapon.value for weapon in incident.cause.weapons),
        "evidence": " … ".join(found.text for found in incident.evidence),
    }
    for count in incident.counts:
        yield {
            **about,
            "measure": count.measure.value,
            "unit": count.unit.value,
            "low": count.low,
            "best": count.best,
            "high": count.high,
            "qualifier": count.qualifier.value,
            "count_kind": count.count_kind.value,
            "of_which": " ".join(f"{name}={number}" for name, number in sorted(count.of_which.items())),
        }
    if not incident.counts:
        yield about


def moment(value: datetime) -> str:
    """RFC 3339 in UTC."""
    return value.isoformat().replace("+00:00", "Z")


def _best(figure: Bounds | None) -> int | None:
    return figure.best if figure else None
