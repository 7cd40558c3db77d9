"""Totals, changes and incidents as tables and maps."""

import csv
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest

from schemas.incident import Incident, Place
from schemas.totals import AreaTotals, CityTotals, TotalChange
from schemas.vocabulary import PlaceKind
from service.core.exports.maps import incident_features, totals_features
from service.core.exports.rows import (
    CHANGES_COLUMNS,
    INCIDENTS_COLUMNS,
    TOTALS_COLUMNS,
    Row,
    change_row,
    incident_rows,
    place_cells,
    totals_rows,
)
from service.core.exports.tables import cell, write_csv, write_hxl
from tests.contract.test_schemas import EXAMPLES

AT = datetime(2026, 2, 12, 7, tzinfo=UTC)
KYIV = Place(
    id="UA80000000000093317",
    name="Kyiv",
    kind=PlaceKind.CITY,
    region="UA-30",
    country="UA",
    lat=50.45,
    lon=30.52,
    precision=PlaceKind.CITY,
)
SUMY = KYIV.model_copy(
    update={"id": "UA59080270010055016", "name": "Sumy", "region": "UA-59", "lat": None, "lon": None}
)


def estimate(low: int, best: int, high: int | None) -> dict[str, Any]:
    return {"low": low, "best": best, "high": high, "attacks": 1, "sources": 2, "grade": "corroborated"}


def city(place: Place = KYIV, killed: int = 3) -> CityTotals:
    return CityTotals.model_validate(
        {
            "place": place,
            "as_of": AT,
            "revision": 4,
            "windows": {
                "24h": {
                    "killed": {"people": estimate(2, killed, 5)},
                    "damaged": {"residential_building": estimate(1, 1, None)},
                },
                "7d": {"killed": {"people": estimate(2, 9, 12)}},
            },
            "now": {
                "without_power": {
                    "households": {"low": 100, "best": 120, "high": None, "as_of": AT, "stale": False, "peak_24h": 300}
                }
            },
            "attacks": 1,
            "reports": 2,
            "final": False,
        }
    )


def read_back(columns: tuple[str, ...], rows: Iterable[Row]) -> list[dict[str, str]]:
    file = StringIO(newline="")
    write_csv(file, columns, rows)
    return list(csv.DictReader(StringIO(file.getvalue(), newline=""), strict=True))


def test_every_figure_of_every_window_is_a_row_of_its_own() -> None:
    rows = read_back(TOTALS_COLUMNS, totals_rows(city()))
    assert [(row["window"], row["measure"], row["low"], row["best"], row["high"]) for row in rows] == [
        ("24h", "killed", "2", "3", "5"),
        ("24h", "damaged", "1", "1", ""),
        ("7d", "killed", "2", "9", "12"),
        ("now", "without_power", "100", "120", ""),
    ]
    assert rows[0]["grade"] == "corroborated"
    assert (rows[3]["stale"], rows[3]["level_as_of"], rows[3]["peak_24h"]) == ("false", "2026-02-12T07:00:00Z", "300")


def test_one_window_leaves_the_others_out_and_keeps_stocks() -> None:
    assert [row["window"] for row in totals_rows(city(), "7d")] == ["7d", "now"]


def test_places_carry_the_p_codes_of_humanitarian_data() -> None:
    cells = place_cells(SUMY)
    assert (cells["pcode"], cells["adm1_pcode"], cells["region"]) == ("UA5908027001", "UA59", "UA-59")


def test_areas_say_what_was_reported_and_what_the_cities_add_up_to() -> None:
    figure = {
        "low": 2,
        "best": 5,
        "high": None,
        "reported": {"low": 5, "best": 5, "high": 5},
        "from_cities": {"low": 2, "best": 3, "high": 3},
    }
    area = AreaTotals.model_validate(
        {
            "place": SUMY,
            "as_of": AT,
            "revision": 1,
            "windows": {"24h": {"killed": {"people": figure}}},
            "now": {},
            "places": 2,
        }
    )
    (row,) = read_back(TOTALS_COLUMNS, totals_rows(area))
    assert (row["best"], row["reported"], row["from_cities"]) == ("5", "5", "3")


@pytest.mark.parametrize(
    "example", sorted((EXAMPLES / "incidents" / "good").glob("*.json")), ids=lambda path: path.stem
)
def test_every_example_of_an_incident_fits_the_columns(example: Any) -> None:
    incident = Incident.model_validate_json(example.read_bytes())
    rows = list(incident_rows(incident))
    assert len(rows) == max(1, len(incident.counts))
    assert all(row.keys() <= set(INCIDENTS_COLUMNS) for row in rows)
    assert rows[0]["source"] == incident.source.id


@pytest.mark.parametrize(
    "example", sorted((EXAMPLES / "total-changes" / "good").glob("*.json")), ids=lambda path: path.stem
)
def test_every_example_of_a_change_fits_the_columns(example: Any) -> None:
    change = TotalChange.model_validate_json(example.read_bytes())
    row = change_row(change)
    assert row.keys() == set(CHANGES_COLUMNS)
    assert row["delta"] == (change.new.best if change.new else 0) - (change.old.best if change.old else 0)


@pytest.mark.parametrize("text", ["=1+1", "+380", "-1", "@cmd", "\t=x"])
def test_text_from_outside_is_never_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_numbers_stay_numbers() -> None:
    assert [cell(-4), cell(0.5), cell(None), cell(value=True), cell("Kyiv")] == [-4, 0.5, None, "true", "Kyiv"]


def test_hxl_has_a_line_for_each_place_under_valid_hashtags() -> None:
    file = StringIO(newline="")
    write_hxl(file, [*totals_rows(city(), "24h"), *totals_rows(city(SUMY, 4), "24h")])
    header, tags, *places = csv.reader(StringIO(file.getvalue(), newline=""))
    assert all(re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag) for tag in tags)
    assert len(set(tags)) == len(tags)
    by_tag = [dict(zip(tags, place, strict=True)) for place in places]
    assert [place["#loc+name"] for place in by_tag] == ["Sumy", "Kyiv"]
    assert [place["#affected+killed+people+w24h+num"] for place in by_tag] == ["4", "3"]
    assert [place["#affected+without_power+households+now+num+max"] for place in by_tag] == ["", ""]
    assert header[0] == "as_of"


def test_a_map_has_a_feature_for_each_place_with_its_figures_beside_each_other() -> None:
    made = json.loads(json.dumps(totals_features([*totals_rows(city(), "24h"), *totals_rows(city(SUMY), "24h")])))
    sumy, kyiv = made["features"]
    assert made["type"] == "FeatureCollection"
    assert sumy["geometry"] is None
    assert kyiv["geometry"] == {"type": "Point", "coordinates": [30.52, 50.45]}
    assert kyiv["properties"]["killed_people_best"] == 3
    assert kyiv["properties"]["killed_people_grade"] == "corroborated"
    assert kyiv["properties"]["without_power_households_stale"] is False


def test_incidents_on_a_map_carry_their_words() -> None:
    example = next((EXAMPLES / "incidents" / "good").glob("*.json"))
    incident = Incident.model_validate_json(example.read_bytes())
    made = incident_features(incident_rows(incident))
    assert made["features"][0]["properties"]["incident_id"] == incident.incident_id
    assert made["features"][0]["properties"]["evidence"] == " … ".join(found.text for found in incident.evidence)
