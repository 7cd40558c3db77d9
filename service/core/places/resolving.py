"""Which of several places is meant: by what is named nearby, then by a clear lead in people; never a silent guess."""

from collections.abc import Sequence
from typing import Final

from service.core.places.areas import Rows
from service.core.places.book import Book, Draft
from service.core.places.keys import key_of
from service.core.places.mentions import Resolution
from service.core.places.regions import REGIONS
from service.core.places.table import CITIES, COUNTRY_ROW, SETTLEMENTS

_LEAD: Final = 10
"""So many times the people of the next one."""
_LARGE: Final = 5_000
"""And so many at least."""
_TOWN: Final = 1_000
_SMALL: Final = 10_000
"""People up to which a settlement gives way to a part of a large city of its name."""
_LEAD_OF_CITY: Final = 5
"""The same of a large city whose namesakes are villages."""
_CITY: Final = 20_000
"""Inhabitants from which a city is large beside villages of its name."""
_LEAD_WITHIN: Final = 3
"""The same of namesakes in one region, where the region has been said."""
_UNMISTAKABLE: Final = 50_000
"""A village in a region of the context does not take the name from a city of this size."""

_CODES: Final = frozenset(region.iso for region in REGIONS.values())


class Resolver:
    """Settles candidates, as rows of the table."""

    def __init__(self, book: Book, occupied: frozenset[int]) -> None:
        self._book = book
        self._occupied = occupied
        self._table = book.table
        self._skeletons: dict[str, list[int]] = {}

    def settle(self, rows: Rows, context: Sequence[int]) -> Resolution:
        """The place of the rows that the context, nearest first, or the number of people tells."""
        chosen = self._chosen(rows, context)
        candidates = tuple(map(self._table.place, rows))
        return Resolution(None if chosen is None else self._table.place(chosen), candidates)

    def _chosen(self, rows: Rows, context: Sequence[int]) -> int | None:
        if len(rows) < 2:
            return rows[0] if rows else None
        left = self._serious(rows)
        for near in context:
            for fits in (self._within, self._same_region):
                inside = tuple(row for row in left if fits(row, near))
                if inside and len(inside) < len(left):
                    left = inside
                if len(left) == 1:
                    return left[0]
        return self._leader(self._parts_of_cities(self._reachable(left)))

    def _parts_of_cities(self, rows: Rows) -> Rows:
        """ "На Оболоні": a part of a city before villages of its name."""
        parts = tuple(row for row in rows if self._table.category[row] == "B")
        others = (row for row in rows if row not in parts)
        return parts if parts and all(self._table.population[row] < _SMALL for row in others) else rows

    def _reachable(self, rows: Rows) -> Rows:
        """Without districts of cities long occupied, which nobody means unless the city is named."""
        left = tuple(row for row in rows if self._table.category[row] != "B" or row not in self._occupied)
        return left or rows

    def _serious(self, rows: Rows) -> Rows:
        """Without villages that happen to be called like a large city."""
        leader = rows[0]
        if self._table.population[leader] < _UNMISTAKABLE or self._table.category[leader] not in CITIES:
            return rows
        return tuple(row for row in rows if row == leader or self._table.population[row] * 100 > _UNMISTAKABLE)

    def _within(self, row: int, near: int) -> bool:
        if near == COUNTRY_ROW:
            return False
        above = self._table.ancestor_rows(row)
        return near in above or near == row or self._city(near) in above

    def _city(self, row: int) -> int:
        parent = self._table.parent_row[row]
        return parent if self._table.category[row] == "B" and parent is not None else row

    def _same_region(self, row: int, near: int) -> bool:
        return near != COUNTRY_ROW and self._table.iso(row) == self._table.iso(near)

    def _leader(self, rows: Rows) -> int | None:
        if len(rows) < 2:
            return rows[0] if rows else None
        first, second = self._table.by_population(rows)[:2]
        people, next_one = self._table.population[first], self._table.population[second]
        if len({self._table.iso(row) for row in rows}) == 1:
            least, lead = _TOWN, _LEAD_WITHIN
        else:
            least, lead = _LARGE, _LEAD_OF_CITY if self._is_one_city(first, rows) else _LEAD
        return first if people >= max(least, lead * next_one) else None

    def _is_one_city(self, first: int, rows: Rows) -> bool:
        """The first is a large city, and the others are villages."""
        large = self._table.population[first] >= _CITY and self._table.category[first] in CITIES
        return large and all(self._table.category[row] not in CITIES for row in rows if row != first)

    # -- names of structured producers ---------------------------------------------------------------------------------

    def rows(self, name: str, drafts: Sequence[Draft]) -> Rows:
        """The places of a name given by itself: as a text would have it, else any settlement or area of that name."""
        if any(draft.foreign for draft in drafts):
            return ()
        said = [draft for draft in drafts if not draft.adjective]
        if said and (len(said) > 1 or said[0].last - said[0].first + 1 >= len(name.split())):
            return self._innermost(said).rows
        key = key_of(name.strip())
        named = self._book.names.forms.get(key)
        rows = (*self._book.settlements(key), *(named.rows if named else ()))
        rows = rows or self._by_skeleton(key) or self._by_adjective(key)
        return self._table.by_population(rows) or (said[0].rows if said else ())

    def _innermost(self, said: Sequence[Draft]) -> Draft:
        """ "Sumy Oblast, Sumy" is the city; of equals, the one said first."""
        return max(said, key=lambda draft: len(self._table.ancestor_rows(draft.rows[0])))

    def _by_adjective(self, key: str) -> Rows:
        """ "Kharkivska", "Дарницький": areas named without their type word, the higher level first."""
        for kind in ("oblast", "raion", "hromada"):
            rows = self._book.areas.named(key, kind)
            if rows:
                return rows
        return ()

    def regions(self, region: str, drafts: Sequence[Draft]) -> frozenset[str]:
        """ISO codes meant by a region's code or name; "Kyiv" may be the city and the oblast around it."""
        code = region.strip().upper()
        if code in _CODES:
            return frozenset((code,))
        rows = self.rows(region, drafts)
        codes = frozenset(iso for row in rows[:1] if (iso := self._table.iso(row)))
        return codes | {"UA-32"} if rows[:1] == (self._book.capital,) else codes

    def _by_skeleton(self, key: str) -> Rows:
        """Names in Latin letters however romanized. The table of them is made when the first such name comes."""
        if not key.isascii():
            return ()
        if not self._skeletons:
            for form, named in self._book.names.forms.items():
                if form.isascii() and not named.foreign:
                    self._skeletons.setdefault(_skeleton(form), []).extend(named.rows)
            for row, category in enumerate(self._table.category):
                if category in SETTLEMENTS:
                    latin = self._table.latin[self._table.name_of[row]].lower()
                    self._skeletons.setdefault(_skeleton(latin), []).append(row)
        return self._table.by_population(self._skeletons.get(_skeleton(key), ()))


def _skeleton(latin: str) -> str:
    """What spellings of one name in different romanizations share."""
    text = latin.replace("'", "").replace("-", " ").replace("yi", "i").replace("y", "i").replace("j", "i")
    text = text.replace("iie", "ie").replace("ii", "i").replace("kh", "h").replace("w", "v").replace("zh", "z")
    return "".join(letter for at, letter in enumerate(text) if at == 0 or letter != text[at - 1])
