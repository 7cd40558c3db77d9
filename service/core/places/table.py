"""The gazetteer's table: every unit of KATOTTG with its parent, position and population, in columns.

Built by `deploy/places/build.py`. Rows of one name stand together, the most populous first.
"""

import gzip
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import orjson

from schemas.incident import Place
from schemas.vocabulary import PlaceKind
from service.core.places.regions import COUNTRY_ID, COUNTRY_NAME, REGIONS

DATA: Final = Path(__file__).parents[1] / "data" / "places.json.gz"

CITIES: Final = frozenset("KM")
SETTLEMENTS: Final = frozenset("KMXC")
"""Cities, the two with special status among them, settlements and villages."""

COUNTRY_ROW: Final = -1
"""Stands for the country, which has no row."""

_KINDS: Final = {
    "O": PlaceKind.OBLAST, "K": PlaceKind.CITY, "P": PlaceKind.RAION, "H": PlaceKind.HROMADA, "M": PlaceKind.CITY,
    "X": PlaceKind.CITY, "C": PlaceKind.CITY, "B": PlaceKind.DISTRICT,
}  # fmt: skip
_TYPE_WORDS: Final = {"P": " Raion", "H": " Hromada", "B": " District"}

UKRAINE: Final = Place(
    id=COUNTRY_ID, name=COUNTRY_NAME, kind=PlaceKind.COUNTRY, region=None, country="UA", precision=PlaceKind.COUNTRY
)


class PlaceTable:
    """Rows by number. A row's `Place` is made when first asked for, and kept."""

    def __init__(self, data: dict[str, Any]) -> None:
        names, units = data["names"], data["units"]
        self.endings: dict[str, dict[str, list[str]]] = data["endings"]
        self.names: list[str] = names["uk"]
        self.russian: list[str] = names["ru"]
        self.latin: list[str] = names["latin"]
        self.category: str = units["category"]
        self.name_of: list[int] = units["name"]
        self.parent_row: list[int | None] = units["parent"]
        self.population: list[int] = units["population"]
        self._code: list[str] = units["code"]
        self._lat: list[float | None] = units["lat"]
        self._lon: list[float | None] = units["lon"]
        self._row_by_code: dict[str, int] = {code: row for row, code in enumerate(self._code)}
        self._by_category: dict[str, list[int]] = {}
        for row, letter in enumerate(self.category):
            self._by_category.setdefault(letter, []).append(row)
        self._places: dict[int, Place] = {}
        self._row_by_id: dict[str, int] = {}

    @classmethod
    def load(cls, path: Path = DATA) -> "PlaceTable":
        """Read the data file."""
        return cls(orjson.loads(gzip.decompress(path.read_bytes())))

    def __len__(self) -> int:
        return len(self._code)

    def row_of(self, place_id: str) -> int | None:
        """The row of a KATOTTG code; None for the country and for codes the table does not have."""
        row = self._row_by_id.get(place_id)  # most often of a place that has been made
        return self._row_by_code.get(place_id.removeprefix("UA")) if row is None else row

    def rows_of(self, category: str) -> list[int]:
        """The rows of one of KATOTTG's categories."""
        return self._by_category.get(category, [])

    def rows_named(self, name: int) -> range:
        """Rows whose Ukrainian name has this number."""
        return range(bisect_left(self.name_of, name), bisect_right(self.name_of, name))

    def region_key(self, row: int) -> str:
        """The first four characters of the row's KATOTTG code: its unit of the first level."""
        return "UA" + self._code[row][:2]

    def iso(self, row: int) -> str | None:
        """The ISO 3166-2 code of the row's region; None for the country."""
        return None if row == COUNTRY_ROW else REGIONS[self.region_key(row)].iso

    def ancestor_rows(self, row: int) -> list[int]:
        """The rows above, nearest first, without the country."""
        found: list[int] = []
        above = self.parent_row[row] if row != COUNTRY_ROW else None
        while above is not None:
            found.append(above)
            above = self.parent_row[above]
        return found

    def by_population(self, rows: Iterable[int]) -> tuple[int, ...]:
        """The rows once each, cities before others of equal population, the most populous first."""
        return tuple(sorted(set(rows), key=self._weight))

    def _weight(self, row: int) -> tuple[int, bool, int]:
        return (-self.population[row], self.category[row] not in CITIES, row) if row != COUNTRY_ROW else (0, False, row)

    def place(self, row: int) -> Place:
        """The record of a row, or of `COUNTRY_ROW`."""
        if row == COUNTRY_ROW:
            return UKRAINE
        made = self._places.get(row)
        if made is None:
            made = self._places[row] = self._made(row)
            self._row_by_id[made.id] = row
        return made

    def _made(self, row: int) -> Place:
        category = self.category[row]
        region = REGIONS[self.region_key(row)]
        name = self.latin[self.name_of[row]] + _TYPE_WORDS.get(category, "")
        kind = _KINDS[category]
        return Place(
            id="UA" + self._code[row],
            name=region.name if category == "O" else name,
            kind=kind,
            region=region.iso,
            country="UA",
            lat=self._lat[row],
            lon=self._lon[row],
            precision=kind,
        )
