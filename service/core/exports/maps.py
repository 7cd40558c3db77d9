"""Rows as GeoJSON (RFC 7946)."""

from collections.abc import Iterable
from typing import Any

from service.core.exports.rows import PLACE_COLUMNS, Row
from service.core.exports.tables import column_of


def totals_features(rows: Iterable[Row]) -> dict[str, Any]:
    """A feature for each place, its figures as properties side by side (`killed_people_best`)."""
    places: dict[str, dict[str, Any]] = {}
    for row in rows:
        identity = str(row["place_id"])
        feature = places.setdefault(identity, _feature(identity, row, {"as_of": row["as_of"]}))
        properties = feature["properties"]
        for bound in ("low", "best", "high"):
            properties[column_of(row, bound)] = row[bound]
        for more in ("grade", "stale"):
            if row.get(more) is not None:
                properties[column_of(row, more)] = row[more]
    return _collection(feature for _, feature in sorted(places.items()))


def incident_features(rows: Iterable[Row]) -> dict[str, Any]:
    """A feature for each figure of each incident."""
    about = {*PLACE_COLUMNS}
    return _collection(
        _feature(None, row, {name: value for name, value in row.items() if name not in about}) for row in rows
    )


def _feature(identity: str | None, row: Row, more: dict[str, Any]) -> dict[str, Any]:
    position = [row["lon"], row["lat"]] if row.get("lat") is not None and row.get("lon") is not None else None
    feature: dict[str, Any] = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": position} if position else None,
        "properties": {name: row[name] for name in PLACE_COLUMNS if name not in ("lat", "lon")} | more,
    }
    return {"id": identity, **feature} if identity else feature


def _collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
