"""Which of several places is meant: by what is named nearby, then by a clear lead in people; never a silent guess."""

from collections.abc import Sequence
from typing import Final

from service.core.place_areas import Rows
from service.core.place_book import Book, Draft
from service.core.place_keys import key_of
from service.core.place_mentions import Resolution
from service.core.place_table import CITIES, COUNTRY_ROW, SETTLEMENTS
from service.core.regions import REGIONS

_LEAD: Final = 10
"""So many times the people of the next one."""
_LARGE: Final = 10_000
"""And so many at least."""
_UNMISTAKABLE: Final = 50_000
"""A village in a region of the context does not take the name from a city of this size."""

_CODES: Final = frozenset(region.iso for region in REGIONS.values())


class Resolver:
    """Settles candidates, as rows of the table."""

    def __init__(self, book: Book) -> None:
        self._book = book
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
        return self._leader(left)

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
        leads = self._table.population[first] >= max(_LARGE, _LEAD * self._table.population[second])
        return first if leads else None

    # -- names of structured producers ---------------------------------------------------------------------------------

    def rows(self, name: str, drafts: Sequence[Draft]) -> Rows:
        """The places of a name given by itself: as a text would have it, else any settlement or area of that name."""
        covering = [draft for draft in drafts if not draft.adjective]
        words = len(name.split())
        whole = [draft for draft in covering if draft.last - draft.first + 1 >= words]
        if whole:
            return whole[0].rows
        key = key_of(name.strip())
        rows = list(self._book.settlements(key))
        rows += self._book.names.forms[key].rows if key in self._book.names.forms else ()
        rows = rows or list(self._by_skeleton(key)) or [row for draft in covering[:1] for row in draft.rows]
        return self._table.by_population(rows)

    def region(self, region: str, drafts: Sequence[Draft], name: str) -> str | None:
        """The ISO code of a region given by code or name. "Kyiv" is the oblast unless it goes with the city itself."""
        code = region.strip().upper()
        if code in _CODES:
            return code
        rows = [row for draft in drafts for row in draft.rows] or list(self.rows(region, ()))
        if not rows:
            rows = list(self._book.areas.named(key_of(region.strip()), "oblast"))
        iso = self._table.iso(rows[0]) if rows else None
        same = self._book.names.forms.get(key_of(name.strip()))
        is_capital = same is not None and self._book.capital in same.rows
        return "UA-32" if iso == "UA-30" and not is_capital else iso

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
