"""Areas named by adjectives: "Харківська область", "Изюмский район", "Darnytskyi district", "Сумська громада"."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from service.core.memo import keep
from service.core.places.adjectives_russian import adjective_stems
from service.core.places.keys import key_of
from service.core.places.latin_spellings import russian_spellings, ukrainian_spellings
from service.core.places.names import Names
from service.core.places.regions import REGIONS
from service.core.places.table import CITIES, SETTLEMENTS, PlaceTable

_ENDINGS: Final = frozenset((
    "ий", "ого", "ому", "им", "ім", "а", "ої", "ій", "у", "ою", "е", "і", "их", "ими", "ый", "ой", "ым", "ом", "ая",
    "ую", "ое", "ие", "ые", "ых", "ыми", "ей", "ее", "ем",
    "yi", "yy", "iy", "y", "i", "yj", "ii", "oi", "aya", "oy", "a", "oyi",
))  # fmt: skip
"""Adjective endings in all cases, Ukrainian, Russian and in Latin letters."""
_CATEGORIES: Final = {"O": "oblast", "P": "raion", "B": "raion", "H": "hromada"}
"""KATOTTG's categories → kinds of area; a city's districts are raions by name."""
_SPOKEN_SMALL: Final = 90_000
"""Adjectives of cities from this size on count in lower case, too."""
_LEAD: Final = 10
"""How many times as many people make the larger of two towns the one that is meant."""
_LANDS: Final = (("ччин", "цька"), ("щин", "ська"), ("тчин", "цкая"), ("щин", "ская"))
"""Endings of nouns for the land around a town, and of its adjective."""
_CASE: Final = 2
"""Most letters of a case ending behind them: "-ою"."""
_GREAT_LANDS: Final = ("слобожан", "гетьман", "гуцуль")
"""Beginnings of nouns for lands of several oblasts."""
_ALIKE: Final = 3
"""Letters that a settlement's name shares with that of an area which is called after it."""

Rows = tuple[int, ...]


class Areas:
    """Areas and cities by the stem of their adjective, and by the city they are called after."""

    def __init__(self, table: PlaceTable, names: Names) -> None:
        self._table = table
        self._lower = [name.lower() for name in table.names]
        self._begins = [name[:_ALIKE] for name in self._lower]
        self._by_stem: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._of_city: dict[int, dict[str, int]] = defaultdict(dict)
        for category, kind in _CATEGORIES.items():
            for row in table.rows_of(category):
                for stem in self._stems(row):
                    self._by_stem[stem][kind].append(row)
                    if category == "B":
                        self._by_stem[stem]["district"].append(row)
        self._link_centres(names)
        self._link_seats(names)
        self._call_after_seats(names)
        self.spoken: frozenset[str] = frozenset(self._spoken())
        """Adjectives of large cities and of oblasts in every form, lower case."""
        self._stemmed: dict[str, tuple[str, ...]] = {}
        """What words were found to be adjectives of, by stem."""

    def knows(self, key: str) -> bool:
        """Whether a word is an adjective of some area."""
        return any(stem in self._by_stem for stem in _stems_of(key))

    def named(self, adjective: str, kind: str) -> Rows:
        """Areas of a kind, by a key such as `харківській`; raions before city districts of the name."""
        stems = self._stemmed.get(adjective)
        if stems is None:
            stems = tuple([stem for stem in _stems_of(adjective) if stem in self._by_stem])
            keep(self._stemmed, adjective, stems)
        found: Rows = ()
        for stem in stems:
            found += tuple(self._by_stem[stem].get(kind, ()))
        return found

    def called_after(self, cities: Sequence[int], kind: str) -> Rows:
        """The area called after a city of these rows: "Kharkiv region", "Bucha district", "Sumy community".

        Hromadas of several towns of one name, none of them much the largest, are all returned.
        """
        people = [self._table.population[row] for row in cities[:2]]
        several = kind == "hromada" and len(people) > 1 and people[0] < _LEAD * people[1]
        meant = cities if several else cities[:1]
        found = (self._of_city[row][kind] for row in meant if row in self._of_city and kind in self._of_city[row])
        return tuple(dict.fromkeys(found))

    def around(self, settlements: Sequence[int], kind: str) -> Rows:
        """The areas of a kind around settlements that are called after them."""
        return tuple(
            above
            for row in settlements
            for above in self._table.ancestor_rows(row)
            if _CATEGORIES.get(self._table.category[above]) == kind and self._alike(row, above)
        )

    def city_of(self, adjective: str) -> Rows:
        """The city meant by its adjective alone: `харківський` → Kharkiv."""
        return self.named(adjective, "city")

    def land(self, noun: str) -> Rows:
        """The land around a town that is no raion any more: "Менщина" is where the hromada of Mena lies, and more."""
        for ending, adjective in _LANDS:
            stem, found, case = noun.rpartition(ending)
            if found and stem and len(case) <= _CASE and stem not in _GREAT_LANDS:
                rows = self.named(stem + adjective, "hromada")
                if rows:
                    return rows
        return ()

    def looks_like_adjective(self, key: str) -> bool:
        """Whether an unknown word could be a region's adjective: `тверской`, `липецьку`."""
        return "к" in key[-5:-1] and any(map(_is_relational, _stems_of(key)))

    def _stems(self, row: int) -> set[str]:
        number = self._table.name_of[row]
        uk, ru = key_of(self._table.names[number]), self._table.russian[number].lower()
        stems = {_bare(uk), _bare(ru)}
        if self._table.category[row] == "H":  # too many for every way of spelling
            stems.add(_bare(self._table.latin[number].lower()))
        else:
            stems.update(map(_bare, (*ukrainian_spellings(_masculine(uk)), *russian_spellings(ru))))
        return {stem for stem in stems if len(stem) > 2}

    def _link_centres(self, names: Names) -> None:
        """Oblasts are called after their centres, by whatever name these go."""
        for row in self._table.rows_of("O"):
            key = self._table.region_key(row)
            city = names.row_named(REGIONS[key].centre, "UA-30" if key == "UA32" else REGIONS[key].iso)
            if city is not None:
                self._of_city[city]["oblast"] = row

    def _link_seats(self, names: Names) -> None:
        """Raions and hromadas are called after the largest settlement in them that begins alike."""
        for named in set(names.forms.values()):
            for row in named.rows:
                if row >= 0 and self._table.category[row] in "MXC":
                    self._link_seat(row)
        kyiv = names.row_named("Київ")
        if kyiv is not None:
            self._add_city_adjective(kyiv, self._table.rows_of("O"))

    def _call_after_seats(self, names: Names) -> None:
        """Russian adjectives of raions and hromadas, from the Russian names of what they are called after."""
        table, seats = self._table, dict[int, tuple[int, int]]()
        for row, category in enumerate(table.category):
            if category in SETTLEMENTS:
                for above in table.ancestor_rows(row):
                    if table.category[above] in "PH" and self._alike(row, above):
                        shared = (self._shared(row, above), table.population[row])
                        if shared > self._shared_of(seats, above):
                            seats[above] = (row, shared[0])
        aliases = names.russian_aliases()
        for area, (seat, _) in seats.items():
            number = table.name_of[seat]
            for name in (table.russian[number], *aliases.get(table.names[number], ())):
                for stem in adjective_stems(name):
                    rows = self._by_stem[stem][_CATEGORIES[table.category[area]]]
                    if area not in rows:
                        rows.append(area)
                    if table.category[area] == "H" and table.category[seat] in CITIES and _is_relational(stem):
                        self._add_city(stem, seat)  # "Ладыжинская ТЭС"

    def _shared(self, row: int, area: int) -> int:
        """How many letters a settlement's name shares with its area's."""
        one, other = (self._lower[self._table.name_of[n]] for n in (row, area))
        return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))

    def _shared_of(self, seats: dict[int, tuple[int, int]], area: int) -> tuple[int, int]:
        known = seats.get(area)
        return (known[1], self._table.population[known[0]]) if known else (0, 0)

    def _link_seat(self, row: int) -> None:
        for above in self._table.ancestor_rows(row):
            category = self._table.category[above]
            if category not in "PH" or not self._alike(row, above):
                continue
            kind = _CATEGORIES[category]
            self._of_city[row][kind] = above
            if category == "H" and self._table.category[row] in CITIES:
                self._add_city_adjective(row, [above])

    def _add_city_adjective(self, city: int, areas: Iterable[int]) -> None:
        for area in areas:
            if self._alike(city, area):
                for stem in filter(_is_relational, self._stems(area)):
                    self._add_city(stem, city)

    def _add_city(self, stem: str, city: int) -> None:
        cities = self._by_stem[stem]["city"]
        if city not in cities:
            cities.append(city)
            cities.sort(key=lambda row: -self._table.population[row])

    def _alike(self, one: int, other: int) -> bool:
        name_of = self._table.name_of
        return self._begins[name_of[one]] == self._begins[name_of[other]]

    def _spoken(self) -> Iterator[str]:
        for stem, kinds in self._by_stem.items():
            large = any(self._table.population[row] >= _SPOKEN_SMALL for row in kinds.get("city", ()))
            if (large or "oblast" in kinds) and not stem.isascii():
                yield from (stem + ending for ending in _ENDINGS if not ending.isascii())


def _is_relational(stem: str) -> bool:
    """Whether an adjective says "of a place": `харківськ-`, not `вишнев-`."""
    return stem.endswith(("ськ", "цьк", "зьк", "ск", "цк"))


def _stems_of(key: str) -> list[str]:
    return [key[:-length] for length in (3, 2, 1) if key[-length:] in _ENDINGS]


def _bare(adjective: str) -> str:
    return next(iter(_stems_of(adjective)), adjective)


def _masculine(adjective: str) -> str:
    """`сумська` → `сумський`, whose spellings in Latin letters cover both."""
    return adjective.removesuffix("а") + "ий" if adjective.endswith("а") else adjective
