"""Reads one text for places, word by word: names, areas, the capital without its name; villages are left for later."""

from dataclasses import dataclass, field
from typing import Final

from service.core.place_areas import Areas, Rows
from service.core.place_lexicon import PlaceWords
from service.core.place_names import Named, Names
from service.core.place_table import CITIES, SETTLEMENTS, PlaceTable
from service.core.place_tokens import Tokens
from service.core.place_villages import Villages

_FARTHEST: Final = 12
"""No list of areas before "областях" has more words."""
_BETWEEN: Final = 3


@dataclass(frozen=True, slots=True)
class Book:
    """All that is known of names."""

    table: PlaceTable
    words: PlaceWords
    names: Names
    areas: Areas
    villages: Villages
    capital: int
    """The row of Kyiv."""

    spoken: frozenset[str]
    """Last words of phrases for the capital."""

    def is_known(self, key: str) -> bool:
        """Whether a word may begin a name or be an adjective; few words of a text are."""
        base = key.removesuffix("'s").removesuffix("'")
        return base in self.names.forms or base in self.names.longest or base in self.spoken or self.areas.knows(base)

    def is_name(self, key: str) -> bool:
        """Whether a key is a form of a name, or a settlement's."""
        return key in self.names.forms or ("-" in key and bool(self.villages.look_up(key)))


@dataclass(slots=True)
class Draft:
    """A place found at words `first` to `last`, type words included."""

    first: int
    last: int
    anchor: int
    """A flagged word of it, whose offset is known."""
    rows: Rows
    foreign: bool = False
    metonym: bool = False
    adjective: bool = False
    area: bool = False


@dataclass(slots=True)
class Unsure:
    """A word that may be a village, for lack of a sure sign."""

    at: int
    cases: str | None
    """The cases that the preposition before it takes; None without one."""


@dataclass(slots=True)
class Scan:
    """One pass over a text; `drafts` and `unsure` are its result."""

    book: Book
    tokens: Tokens
    drafts: list[Draft] = field(default_factory=list)
    unsure: list[Unsure] = field(default_factory=list)

    def run(self) -> None:
        """Look at every flagged word once, those inside a place already found left out."""
        behind = 0
        for at in self.tokens.flagged:
            if at < behind or not self.tokens.cores[at][:1].isalpha():
                continue
            found = self._at(at)
            if found is not None:
                self.drafts.append(found)
                behind = found.last + 1

    def _at(self, at: int) -> Draft | None:
        tokens = self.tokens
        if tokens.cores[at].islower():
            return self._capital(at) or self._area(at, 1, tokens.key(at)) or self._adjective(at)
        key = tokens.key(at)
        if not self.book.is_known(key):
            return self._unknown(at, key)
        for length in range(self.book.names.longest.get(key.removesuffix("'s"), 1), 0, -1):
            phrase = self._phrase(at, length)
            found = phrase and (self._area(at, length, phrase) or self._named(at, length, phrase))
            if found:
                return found
        return self._capital(at) or self._adjective(at) or self._village(at)

    def _unknown(self, at: int, key: str) -> Draft | None:
        """A word that is no name, adjective or capital: perhaps a foreign region's adjective, or a village."""
        if not key.isascii() and self.book.areas.looks_like_adjective(key):
            return self._area(at, 1, key) or self._village(at)
        return self._village(at)

    def _phrase(self, at: int, length: int) -> str:
        """The key of several words; empty where something stands between them."""
        if length == 1:
            return self.tokens.key(at)
        if at + length > len(self.tokens) or not all(map(self.tokens.joined, range(at, at + length - 1))):
            return ""
        return " ".join(map(self.tokens.key, range(at, at + length)))

    # -- the capital ---------------------------------------------------------------------------------------------------

    def _capital(self, at: int) -> Draft | None:
        """ "the capital", "столиця", unless it is another country's."""
        words = self.book.words
        for first in (at - 1, at):
            phrase = " ".join(map(self.tokens.key, range(first, at + 1))).removesuffix("'s")
            if phrase not in words.metonyms or first < 0:
                continue
            following = self.tokens.key(at + 1) if self.tokens.joined(at) else ""
            other = following in words.not_our_capital_after or self._foreign_at(at + 1)
            if following == "of":
                other = self._row_at(at + 2) not in (-1, None) or self._foreign_at(at + 2)
                other = other or self._row_at(at + 2) is None
            if other or self.tokens.key(first - 1) in words.not_our_capital_before:
                return None
            return Draft(first, at, at, (self.book.capital,), metonym=True)
        return None

    def _row_at(self, at: int) -> int | None:
        named = self.book.names.forms.get(self.tokens.key(at))
        return named.rows[0] if named and named.rows else None

    def _foreign_at(self, at: int) -> bool:
        named = self.book.names.forms.get(self.tokens.key(at))
        return named is not None and named.foreign

    # -- areas ---------------------------------------------------------------------------------------------------------

    def _area(self, at: int, length: int, phrase: str) -> Draft | None:
        """A name or adjective with its type word, or in a list before one: "Сумській та Полтавській областях"."""
        last = at + length - 1
        if not self.tokens.joined(last):
            return self._listed(at, last, phrase)
        words = self.book.words
        word = last + 1
        while word <= last + _BETWEEN and self.tokens.key(word) in words.between and self.tokens.joined(word):
            word += 1
        key = self.tokens.key(word)
        kind = words.area_one.get(key) or words.area_several.get(key)
        if kind is None:
            if key in words.bodies:
                rows = self.book.areas.named(phrase, "oblast")
                return Draft(at, word, at, rows, adjective=True) if rows else None
            return self._foreign_area(at, word, phrase) or self._listed(at, last, phrase)
        rows = self._areas_named(phrase, kind)
        if rows:
            return Draft(at, word, at, rows, area=True)
        return self._foreign_area(at, word, phrase) if kind == "oblast" else None

    def _areas_named(self, phrase: str, kind: str) -> Rows:
        rows = self.book.areas.named(phrase, kind)
        named = self.book.names.forms.get(phrase)
        if rows or named is None or not phrase.isascii():
            return rows
        if kind == "oblast" and named.rows and self.book.table.category[named.rows[0]] == "O":
            return named.rows
        # "Izium region" is said of the raion.
        return self.book.areas.called_after(named.rows, kind) or self.book.areas.called_after(named.rows, "raion")

    def _foreign_area(self, at: int, word: int, phrase: str) -> Draft | None:
        """A region that Ukraine does not have: "Белгородская область", "Rostov region", "Краснодарський край"."""
        words = self.book.words
        key = self.tokens.key(word)
        named = self.book.names.forms.get(phrase)
        if named is not None and named.foreign:
            is_area = key in words.foreign_areas or words.area_one.get(key) in ("oblast", "raion")
            return Draft(at, word, at, (), foreign=True) if is_area else None
        is_area = key in words.foreign_areas or "oblast" in (words.area_one.get(key), words.area_several.get(key))
        return Draft(at, word, at, (), foreign=True) if is_area and self._foreign_adjective(at, phrase) else None

    def _foreign_adjective(self, at: int, phrase: str) -> bool:
        return not phrase.isascii() and self.tokens.capital(at) and self.book.areas.looks_like_adjective(phrase)

    def _listed(self, at: int, last: int, phrase: str) -> Draft | None:
        tokens, words = self.tokens, self.book.words
        if not tokens.capital(at) or tokens.stops(last):
            return None
        if tokens.joined(last) and tokens.key(last + 1) not in words.links:
            return None
        for word in range(last + 1, min(last + _FARTHEST, len(tokens))):
            kind = words.area_several.get(tokens.key(word))
            if kind is not None:
                rows = self._areas_named(phrase, kind)
                if not rows and kind == "oblast" and self._foreign_adjective(at, phrase):
                    return Draft(at, last, at, (), foreign=True)
                return Draft(at, last, at, rows, area=True) if rows else None
            if tokens.stops(word) or not (tokens.capital(word) or tokens.key(word) in words.links):
                return None
        return None

    # -- names ---------------------------------------------------------------------------------------------------------

    def _named(self, at: int, length: int, phrase: str) -> Draft | None:
        possessive = phrase.endswith("'s")
        base = phrase.removesuffix("'s")
        named = self.book.names.forms.get(base) or (
            self.book.names.forms.get(phrase.removesuffix("'")) if phrase.endswith("'") else None
        )
        if named is None or not self._stands(at, at + length - 1, base):
            return None
        last = at + length - 1
        if named.foreign:
            return Draft(at, last, at, (), foreign=True, adjective=self._modifies(last, base)) if named.alone else None
        first, village, several = self._settlement_word(at)
        if not named.alone and first == at and not several:
            self._doubt(at)
            return None
        rows = self._of_kind(named, first, at, length, village=village)
        if base.isascii() and not possessive and self._joined_key(last) in self.book.words.settlement_after:
            last += 1
        return Draft(first, last, at, rows, adjective=not possessive and self._modifies(last, base))

    def _of_kind(self, named: Named, first: int, at: int, length: int, *, village: bool) -> Rows:
        """ "село Миколаївка" is no city, "м. Миколаїв" no village."""
        if first == at or not named.rows or named.rows[0] < 0:
            return named.rows
        category = self.book.table.category
        rows = (*named.rows, *self.villages_at(at, "", length)) if village else named.rows
        fitting = tuple(row for row in rows if (category[row] in CITIES) != village)
        return self.book.table.by_population(fitting) or named.rows

    def _stands(self, first: int, last: int, base: str) -> bool:
        """Whether the words around leave it a place: no street, river, newspaper or time zone."""
        tokens, words = self.tokens, self.book.words
        before = tokens.key(first - 1)
        if before and (before in words.not_before or tokens.dotted(first - 1) in words.not_before):
            return False
        if tokens.capital(first - 1) and tokens.key(first - 2) in words.not_before:
            return False  # "на улице Академика Королёва"
        following = self._joined_key(last)
        if following in words.not_after:
            return False
        if base in words.rivers and before in words.river_before and following not in words.modified:
            return False
        # "о 9:30 за Києвом" tells the time.
        clock = before in ("за", "по") and any(map(str.isdigit, tokens.key(first - 2)))
        return not clock

    def _joined_key(self, at: int) -> str:
        return self.tokens.key(at + 1) if self.tokens.joined(at) else ""

    def _modifies(self, last: int, base: str) -> bool:
        return base.isascii() and self._joined_key(last) in self.book.words.modified

    def _settlement_word(self, at: int) -> tuple[int, bool, bool]:
        """Where the name begins with its "м." or "village of"; whether a village; whether several are announced."""
        tokens, words = self.tokens, self.book.words
        last = tokens.dotted(at - 1)
        if last not in words.settlement_ends or (tokens.stops(at - 1) and last not in words.settlement_before):
            return at, False, False
        for first, said in ((at - 2, f"{tokens.key(at - 2)} {last}"), (at - 1, last)):
            if said in words.settlement_before:
                return first, said in words.village_words, False
            if said in words.settlements_before:
                return at, said in words.village_words, True
        return at, False, False

    # -- adjectives ----------------------------------------------------------------------------------------------------

    def _adjective(self, at: int) -> Draft | None:
        """ "харківський": the place as a modifier; not a surname ("Сергій Полтавський", at the end of a phrase)."""
        tokens, areas = self.tokens, self.book.areas
        key = tokens.key(at)
        if key.isascii():
            return None
        rows = areas.city_of(key) or areas.named(key, "oblast")
        if not rows or not self._stands(at, at, key):
            return None
        surname = tokens.capital(at - 1) and tokens.joined(at - 1) and not self._joined_key(at).islower()
        return None if surname else Draft(at, at, at, rows, adjective=True)

    # -- villages ------------------------------------------------------------------------------------------------------

    def _village(self, at: int) -> Draft | None:
        """A village with a settlement word; any other word that may be one is kept for later."""
        first, village, several = self._settlement_word(at)
        said_after = self.tokens.cores[at].isascii() and self._joined_key(at) in self.book.words.settlement_after
        if village or several or first < at or said_after:
            rows, length = self.village_and_length(at, "")
            if rows:
                return Draft(first, at + length - 1 + (1 if said_after else 0), at, rows)
        self._doubt(at)
        return None

    def _doubt(self, at: int) -> None:
        if self.tokens.capital(at) and len(self.tokens.cores[at]) > 2:
            before = self.tokens.key(at - 1)
            joined = at > 0 and self.tokens.joined(at - 1)
            self.unsure.append(Unsure(at, self.book.words.prepositions.get(before) if joined else None))

    def village_and_length(self, at: int, cases: str) -> tuple[Rows, int]:
        """Settlements whose name begins at a word, in one of the cases if any are given, and the name's length."""
        second = self.tokens.key(at + 1) if self.tokens.joined(at) else ""
        if second and self.book.villages.begins(self.tokens.key(at), second):
            rows = self.villages_at(at, cases, 2)
            if rows:
                return rows, 2
        return self.villages_at(at, cases, 1), 1

    def villages_at(self, at: int, cases: str, length: int) -> Rows:
        """Settlements named by just so many words."""
        table = self.book.table
        phrase = " ".join(map(self.tokens.key, range(at, at + length))).removesuffix("'s")
        return table.by_population(
            row
            for village in self.book.villages.look_up(phrase)
            if not cases or not village.cases or not set(cases).isdisjoint(village.cases)
            for row in table.rows_named(village.number)
            if table.category[row] in SETTLEMENTS
        )
