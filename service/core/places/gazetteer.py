"""The gazetteer: which place a text or a structured producer means (design, section 5)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from schemas.incident import Place
from service.core.memo import keep
from service.core.places import kinds
from service.core.places.areas import Areas, Rows
from service.core.places.book import Book, Draft
from service.core.places.doubts import add_doubtful, narrow
from service.core.places.keys import key_of
from service.core.places.lexicon import PlaceLexicon, load_lexicon
from service.core.places.mentions import PlaceMention, Resolution
from service.core.places.names import Names
from service.core.places.regions import COUNTRY_ID, REGIONS
from service.core.places.resolving import Resolver
from service.core.places.scan import Scan
from service.core.places.table import UKRAINE, PlaceTable
from service.core.places.tokens import Tokens
from service.core.places.villages import Villages

__all__ = ["Gazetteer", "PlaceMention", "Resolution"]

_KYIV: Final = "UA80000000000093317"
KYIV_REGION: Final = "UA-30"
_KYIV_OBLAST: Final = "UA32000000000030281"
_AREAS: Final = frozenset("OPH")
"""Categories of oblasts, raions and hromadas."""
_BEGINNING: Final = 3
"""Letters by which words for inhabitants are found."""
_ENDING: Final = 2
"""Most letters of a surname's ending."""
_OF_MANY: Final = "ц"
_OF_ONE: Final = "ец"
"""How the stem of a word for several inhabitants ends, and of one."""


class Gazetteer:
    """Places by id, by name and in texts."""

    def __init__(self, table: PlaceTable, lexicon: PlaceLexicon) -> None:
        self._table = table
        names = Names(table, lexicon)
        areas = Areas(table, names)
        villages = Villages(table, table.endings)
        capital = table.row_of(_KYIV)
        metonyms = frozenset(phrase.split(" ")[-1] for phrase in lexicon.words.metonyms)
        self._book = Book(table, lexicon.words, names, areas, villages, capital or 0, metonyms)
        self._spoken = areas.spoken | metonyms
        self._occupied = _occupied(table, lexicon)
        self._occupied_since = _occupied_since(table, lexicon, self._occupied)
        self._citizens = _by_beginning(lexicon.words.citizens)
        self._homes: dict[str, Place | None] = {}
        """What words were found to tell of their city."""
        self._resolver = Resolver(self._book, self._occupied)
        self._heads = self._governed(lexicon.heads)
        self._adjectives: dict[str, Rows] = {}
        """And the cities that adjectives were found to be made from."""

    @classmethod
    def load(cls) -> "Gazetteer":
        """Read the data file and the word lists, and build the tables of names."""
        return cls(PlaceTable.load(), load_lexicon())

    def by_id(self, place_id: str) -> Place | None:
        """A place by its KATOTTG code; `UA` is the country."""
        if place_id == COUNTRY_ID:
            return UKRAINE
        row = self._table.row_of(place_id)
        return None if row is None else self._table.place(row)

    def parent(self, place: Place) -> Place | None:
        """The next level up."""
        return next(iter(self.ancestors(place)), None)

    def ancestors(self, place: Place) -> tuple[Place, ...]:
        """The levels above, nearest first, the country last."""
        row = self._table.row_of(place.id)
        if row is None:
            return ()
        return (*map(self._table.place, self._table.ancestor_rows(row)), UKRAINE)

    def is_inside(self, inner: Place, outer: Place) -> bool:
        """Whether a place lies in another, at whatever level; no place lies in itself."""
        inside, around = inner.id, outer.id
        if around == COUNTRY_ID:
            return inside != COUNTRY_ID
        above, row = self._table.row_of(inside), self._table.row_of(around)
        while above is not None:
            above = self._table.parent_row[above]
            if above is not None and above == row:
                return True
        return False

    def city_of(self, place: Place) -> Place:
        """A city district's city; any other place itself."""
        parent = self.parent(place) if place.kind is kinds.DISTRICT else None
        return parent or place

    def oblast_of(self, place: Place) -> Place | None:
        """The oblast around a place, or itself; None for the country, Kyiv and Sevastopol, which are in none."""
        row = self._table.row_of(place.id)
        while row is not None and self._table.category[row] != "O":
            row = self._table.parent_row[row]
        return None if row is None else self._table.place(row)

    def oblast_around(self, place: Place) -> Place | None:
        """The oblast around a place, or itself; around Kyiv, which lies in none, the one that is called after it."""
        return self.by_id(_KYIV_OBLAST) if place.region == KYIV_REGION else self.oblast_of(place)

    def centre_of(self, place: Place) -> Place | None:
        """The city that the oblast around a place is ruled from."""
        region = next((region for region in REGIONS.values() if region.iso == place.region and region.centre), None)
        return self.resolve(region.centre, region.iso).place if region is not None else None

    def population(self, place: Place) -> int:
        """Inhabitants, as GeoNames has them; 0 when unknown."""
        row = self._table.row_of(place.id)
        return 0 if row is None else self._table.population[row]

    def homes_of(self, words: list[str]) -> list[Place]:
        """The cities that words for their inhabitants tell, in order: "харьковчан"."""
        found: list[Place] = []
        for word in words:
            home = self._homes[word] if word in self._homes else self._home(word)
            if home is not None:
                found.append(home)
        return found

    def _home(self, word: str) -> Place | None:
        stems = self._citizens.get(word[:_BEGINNING], ())
        city = next((city for stem, city in stems if word.startswith(stem)), None)
        home = self.resolve(city).place if city is not None else None
        keep(self._homes, word, home)
        return home

    def _governed(self, listed: Mapping[str, list[str]]) -> dict[str, list[tuple[str, str, Place]]]:
        """Beginnings of surnames, each with the first name that is needed and the place, by their first letters."""
        found: dict[str, list[tuple[str, str, Place]]] = {}
        oblasts = {self._table.iso(row): self._table.place(row) for row in self._table.rows_of("O")}
        for where, names in listed.items():
            place = oblasts.get(where) or self.resolve(where).place
            if place is None:
                raise ValueError(f"heads: no place is called {where}")
            for name in names:
                given, _, stem = name.rpartition(" ")
                found.setdefault(stem[:_BEGINNING], []).append((stem, given, place))
        return found

    def home_of(self, words: list[str]) -> Place | None:
        """The one city whose inhabitants words tell; None where they tell of several or none."""
        found = {place.id: place for place in self.homes_of(words)}
        return next(iter(found.values())) if len(found) == 1 else None

    def governed_by(self, names: list[tuple[str, str]]) -> Place | None:
        """The oblast or city whose head is named in a text; of several the one that holds them all.

        `names`: the words with a capital, as keys, each behind the key of the word before it.
        """
        found: dict[str, Place] = {}
        for first, word in names:
            heads = self._heads.get(word[:_BEGINNING])
            if heads is None:
                continue
            for stem, given, place in heads:
                if _is_head(word, stem) and given in ("", first):
                    found[place.id] = place
        places = list(found.values())
        return next((one for one in places if all(o is one or self.is_inside(o, one) for o in places)), None)

    def city_of_adjective(self, word: str, region: str) -> Place | None:
        """The one city of a region (ISO 3166-2) that an adjective, in any case form, is made from: "балаклійським"."""
        rows = self._adjectives.get(word)
        if rows is None:
            rows = self._book.areas.city_of(key_of(word))
            keep(self._adjectives, word, rows)
        inside = [row for row in rows if self._table.iso(row) == region]
        return self._table.place(inside[0]) if len(inside) == 1 else None

    def is_occupied(self, place: Place, on: date | None = None) -> bool:
        """Whether a place was under occupation that day (a list of well-known ones, not the line of contact)."""
        row = self._table.row_of(place.id)
        if row is None or row not in self._occupied:
            return False
        since = self._occupied_since.get(row)
        return since is None or on is None or since <= on

    def resolve(self, name: str, region: str | None = None) -> Resolution:
        """A place that a structured producer names in any language, case or spelling.

        `region` is an oblast by name or ISO 3166-2 code; a place outside it is never the answer.
        """
        drafts = self._drafts(name)
        rows = self._resolver.rows(name, drafts)
        if region is not None:
            around = self._resolver.regions(region, self._drafts(region))
            inside = tuple(row for row in rows if self._table.iso(row) in around)
            if not inside:
                return Resolution(None, tuple(map(self._table.place, rows)))
            rows = inside
        return self._resolver.settle(rows, ())

    def mentions(self, text: str, words: list[str] | None = None) -> list[PlaceMention]:
        """Places named in a text, in order, none within another; linear in the text's length.

        `words`: the text split at spaces, if that has been done.
        """
        tokens = Tokens(text, text.split() if words is None else words, self._spoken, self._book.is_name)
        return [self._mention(tokens, draft) for draft in self._read(tokens)]

    def settle(self, mention: PlaceMention, context: Sequence[Place]) -> Resolution:
        """Which candidate is meant: one in a place of the context, nearest first, else the clear leader in people."""
        rows = tuple(row for place in mention.candidates if (row := self._row(place)) is not None)
        return self._resolver.settle(rows, [row for place in context if (row := self._row(place)) is not None])

    def _row(self, place: Place) -> int | None:
        place_id = place.id
        return -1 if place_id == COUNTRY_ID else self._table.row_of(place_id)

    def _drafts(self, text: str) -> list[Draft]:
        capitalised = text[:1].upper() + text[1:]
        return self._read(Tokens(capitalised, capitalised.split(), self._spoken, self._book.is_name))

    def _read(self, tokens: Tokens) -> list[Draft]:
        scan = Scan(self._book, tokens)
        scan.run()
        if scan.unsure:
            add_doubtful(scan)
        narrow(scan)
        return scan.drafts

    def _mention(self, tokens: Tokens, draft: Draft) -> PlaceMention:
        start, end = tokens.span(draft.first, draft.last, draft.anchor)
        written = tokens.text[start:end]
        if written.endswith("s"):
            for possessive in ("'s", "’s", "ʼs", "`s", "´s", "‘s"):
                written = written.removesuffix(possessive)
        return PlaceMention(
            start=start,
            end=start + len(written),
            candidates=tuple(self._table.place(row) for row in draft.rows),
            metonym=draft.metonym,
            foreign=draft.foreign,
            adjective=draft.adjective,
            name=written,
        )


def _by_beginning(citizens: Mapping[str, tuple[str, ...]]) -> dict[str, list[tuple[str, str]]]:
    """Stems of words for inhabitants, each with its city, by their first letters."""
    found: dict[str, list[tuple[str, str]]] = {}
    for city, stems in citizens.items():
        for stem in stems:
            found.setdefault(stem[:_BEGINNING], []).append((stem, city))
            if stem.endswith(_OF_MANY):  # "двоє миколаївців", "один миколаївець"
                found[stem[:_BEGINNING]].append((stem[:-1].removesuffix("ь") + _OF_ONE, city))
    return found


def _is_head(word: str, stem: str) -> bool:
    return word.startswith(stem) and len(word) - len(stem) <= _ENDING


def _occupied(table: PlaceTable, lexicon: PlaceLexicon) -> frozenset[int]:
    listed = lexicon.occupied
    return frozenset(
        row
        for row in range(len(table))
        if (names := listed.get(REGIONS[table.region_key(row)].iso))
        and (names == "all" or any(_official(table, part) in names for part in _city_and_its_part(table, row)))
    )


def _occupied_since(table: PlaceTable, lexicon: PlaceLexicon, occupied: frozenset[int]) -> dict[int, date]:
    """The day that the narrowest listed area was taken which a place is, or lies in; without those long occupied."""
    found: dict[int, date] = {}
    for row in occupied:
        listed = lexicon.occupied_since.get(REGIONS[table.region_key(row)].iso, {})
        for around in (row, *table.ancestor_rows(row)) if listed else ():
            name = "oblast" if table.category[around] == "O" else _official(table, around)
            whole = name == "oblast" and around != row
            if name in listed and table.category[around] in _AREAS and not whole:
                found[row] = date.fromisoformat(listed[name])
                break
    return found


def _city_and_its_part(table: PlaceTable, row: int) -> list[int]:
    """A city's row; for one of its districts the city's."""
    parent = table.parent_row[row]
    if table.category[row] == "B" and parent is not None:
        return [parent]
    return [row] if table.category[row] == "M" else []


def _official(table: PlaceTable, row: int) -> str:
    return table.names[table.name_of[row]]
