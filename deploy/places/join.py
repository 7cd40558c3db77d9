"""Which place of GeoNames is which unit of KATOTTG: by name within the oblast, then by who lives near whom."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import cos, hypot, radians
from typing import Final

from sources import Located, Unit

from service.core.places.keys import key_of
from service.core.places.romanization import romanize

_VILLAGE_LIMIT: Final = 30_000
"""No village is larger; a larger place whose alternate names hold the village's is something else."""
_NEAR_KM: Final = 30.0
"""Two settlements of one hromada lie closer than this."""
_CLEARLY_LARGER: Final = 5
"""A settlement alone with its official name takes the largest place of that name from this lead on."""
_CLEARLY_NEARER: Final = 2.0
"""How much farther the second best must be."""


def join(units: Sequence[Unit], places: Sequence[Located], old_names: dict[str, tuple[str, ...]]) -> None:
    """Set `located` on the units found. `old_names` are those a renamed unit had, by its code."""
    by_key = _index(places)
    taken: set[int] = set()
    for category, centre in (
        ("K", True),
        ("M", True),
        ("M", False),
        ("X", True),
        ("X", False),
        ("C", True),
        ("C", False),
    ):
        group = [unit for unit in units if unit.category == category and (unit.is_centre or not centre)]
        _take_by_name(group, by_key, taken, old_names)
    _take_by_neighbours(units, by_key, taken, old_names)


def _index(places: Sequence[Located]) -> dict[tuple[str, str], list[Located]]:
    found: dict[tuple[str, str], list[Located]] = defaultdict(list)
    for place in places:
        # GeoNames keeps the towns around Sevastopol under Sevastopol, KATOTTG some of them under Crimea.
        for oblast in ("UA85", "UA01") if place.oblast == "UA85" else (place.oblast,):
            for key in {*place.keys, _skeleton(place.name)}:
                found[oblast, key].append(place)
    return found


def _take_by_name(
    units: Sequence[Unit],
    by_key: dict[tuple[str, str], list[Located]],
    taken: set[int],
    old_names: dict[str, tuple[str, ...]],
) -> None:
    """Units alone with their name in the oblast, and every city: the most populous place of that name is theirs."""
    namesakes: dict[tuple[str, str], int] = defaultdict(int)
    for unit in units:
        namesakes[unit.oblast, unit.name] += 1
    for unit in units:
        city = unit.category in "KM"
        if unit.located:
            continue
        if namesakes[unit.oblast, unit.name] > 1 and not city:
            continue
        choice = _candidates(unit, by_key, taken, old_names)
        if choice and (city or _stands_out(choice) or (unit.category == "X" and unit.is_centre)):
            unit.located = choice[0]
            taken.add(choice[0].geoname_id)


def _stands_out(choice: Sequence[Located]) -> bool:
    return len(choice) == 1 or choice[0].population >= _CLEARLY_LARGER * choice[1].population > 0


def _candidates(
    unit: Unit,
    by_key: dict[tuple[str, str], list[Located]],
    taken: set[int],
    old_names: dict[str, tuple[str, ...]],
) -> list[Located]:
    """Free places of the unit's name, those whose main name agrees first, then the most populous."""
    for name in (unit.name, *old_names.get(unit.code, ())):
        wanted = _skeleton(romanize(name))
        named = by_key.get((unit.oblast, key_of(name))) or by_key.get((unit.oblast, wanted), ())
        found = [
            place
            for place in named
            if place.geoname_id not in taken and (unit.category in "KM" or place.population < _VILLAGE_LIMIT)
        ]
        if found:
            return sorted(found, key=lambda place: (_rank(place, wanted), -place.population, place.geoname_id))
    return []


def _rank(place: Located, wanted: str) -> int:
    return 0 if _skeleton(place.name) == wanted else 1


def _skeleton(latin: str) -> str:
    """Spellings of one name in different romanizations fall together."""
    text = key_of(latin).replace("'", "")
    for long, short in (("yi", "i"), ("y", "i"), ("j", "i"), ("ii", "i")):
        text = text.replace(long, short)
    return text


def _take_by_neighbours(
    units: Sequence[Unit],
    by_key: dict[tuple[str, str], list[Located]],
    taken: set[int],
    old_names: dict[str, tuple[str, ...]],
) -> None:
    """Namesakes within an oblast: the place near the rest of the hromada, where none other is nearly as near."""
    centres = _centres(units)
    pairs = []
    for unit in units:
        if unit.located or unit.category not in "XC" or unit.ancestors[-1] not in centres:
            continue
        centre = centres[unit.ancestors[-1]]
        distances = sorted(
            (_distance_km(centre, place), place.geoname_id, place)
            for place in _candidates(unit, by_key, taken, old_names)
        )
        if distances and distances[0][0] < _NEAR_KM:
            second = distances[1][0] if len(distances) > 1 else float("inf")
            if second > distances[0][0] * _CLEARLY_NEARER:
                pairs.append((distances[0][0], unit.code, unit, distances[0][2]))
    for _, _, unit, place in sorted(pairs, key=lambda pair: pair[:2]):
        if place.geoname_id not in taken:
            unit.located = place
            taken.add(place.geoname_id)


def _centres(units: Sequence[Unit]) -> dict[str, tuple[float, float]]:
    """The median position of each hromada's settlements that have one."""
    members: dict[str, list[Located]] = defaultdict(list)
    for unit in units:
        if unit.located and unit.ancestors:
            members[unit.ancestors[-1]].append(unit.located)
    return {
        hromada: (_median(place.lat for place in found), _median(place.lon for place in found))
        for hromada, found in members.items()
    }


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def _distance_km(centre: tuple[float, float], place: Located) -> float:
    lat, lon = centre
    return 111.2 * hypot(place.lat - lat, (place.lon - lon) * cos(radians(lat)))
