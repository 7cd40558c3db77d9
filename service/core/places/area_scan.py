"""Areas in a text: a name or adjective with its type word, or in a list before one; foreign regions by their form."""

from typing import Final, final

from service.core.places.areas import Rows
from service.core.places.book import Book, Draft
from service.core.places.tokens import Tokens

_FARTHEST: Final = 12
"""No list of areas before "областях" has more words."""
_LEFT_OUT: Final = (
    ("hromada", ("ской", "цкой", "ській", "цькій", "зькій")),
    ("raion", ("ском", "цком", "ському", "цькому", "зькому")),
)
"""Kinds of area whose word may be left out behind "in", and the endings of their adjectives there."""
_HEADING: Final = ("ская", "цкая", "ська", "цька", "зька")
"""Endings of an oblast's adjective that heads an item of a list, the word left out."""
_OF_TOWNS: Final = ("ом", "ому", "ім")
"""Endings of towns called by an adjective, which the word for an oblast cannot have."""
_IN: Final = ("в", "во", "у")
_BETWEEN: Final = 3
"""Words such as "міська територіальна" between a name and "громада"."""


@final
class AreaScan:
    """Looks for areas at single words of one text."""

    __slots__ = ("book", "tokens")

    def __init__(self, book: Book, tokens: Tokens) -> None:
        self.book = book
        self.tokens = tokens

    def at(self, at: int, length: int, phrase: str) -> Draft | None:
        """The area named by the words from `at` on and what follows them, if it is one."""
        last = at + length - 1
        turned = self._turned(at, last, phrase)
        if turned is not None:
            return turned
        if not self.tokens.joined(last):
            return self._listed(at, last, phrase)
        words = self.book.words
        word = self._behind(last)
        key = self.tokens.key(word)
        kind = words.area_one.get(key) or words.area_several.get(key)
        if kind is not None:
            rows = self._named(phrase, kind)
            return Draft(at, word, at, rows) if rows else self._foreign(at, word, phrase)
        if key in words.bodies or (key in words.regional and self.tokens.key(word + 1) in words.regional_bodies):
            rows = self._named(phrase, "oblast")  # also "Kharkiv Regional Military Administration"
            areas = self.book.areas
            rows = rows or areas.called_after(areas.city_of(phrase), "oblast")  # "Дніпровські електромережі"
            return Draft(at, word, at, rows, adjective=True) if rows else None
        return self._foreign(at, word, phrase) or self._listed(at, last, phrase)

    def _turned(self, at: int, last: int, phrase: str) -> Draft | None:
        """ "The southern region of Mykolaiv": the type word and "of" stand before the name."""
        if at <= 1 or self.tokens.key(at - 1) != "of" or not phrase.isascii():
            return None
        if self.book.words.area_one.get(self.tokens.key(at - 2)) != "oblast" or self.tokens.stops(at - 2):
            return None
        rows = self._named(phrase, "oblast")
        return Draft(at - 2, last, at, rows) if rows else None

    def _behind(self, last: int) -> int:
        word = last + 1
        while word <= last + _BETWEEN and self.tokens.key(word) in self.book.words.between and self.tokens.joined(word):
            word += 1
        return word

    def _named(self, phrase: str, kind: str) -> Rows:
        """Areas of an adjective, or called after a city written in Latin letters."""
        areas = self.book.areas
        rows = areas.named(phrase, kind)
        named = self.book.names.forms.get(phrase.removesuffix("'s"))
        if rows or named is None or not phrase.isascii():
            return rows or (self._around(areas.city_of(phrase) or areas.named(phrase, "hromada"), kind))
        if kind == "oblast" and named.rows and self.book.table.category[named.rows[0]] == "O":
            return named.rows
        # "Izium region" is said of the raion.
        found = areas.called_after(named.rows, kind) or areas.called_after(named.rows, "raion")
        return found or self._around(areas.called_after(named.rows, "hromada"), kind)

    def _around(self, seats: Rows, kind: str) -> Rows:
        """The oblasts of raions that are no more since 2020, of their seats or hromadas: "у Глухівському районі"."""
        table = self.book.table
        above = (area for seat in seats for area in table.ancestor_rows(seat) if kind == "raion")
        return tuple(dict.fromkeys(area for area in above if table.category[area] == "O"))

    def _foreign(self, at: int, word: int, phrase: str) -> Draft | None:
        """A region that Ukraine does not have: "Белгородская область", "Rostov region", "Краснодарський край"."""
        words = self.book.words
        key = self.tokens.key(word)
        kinds = {words.area_one.get(key), words.area_several.get(key)}
        named = self.book.names.forms.get(phrase)
        if named is not None and named.foreign:
            found = key in words.foreign_areas or not kinds.isdisjoint(("oblast", "raion"))
        else:
            found = (key in words.foreign_areas or "oblast" in kinds) and self._is_adjective(at, phrase)
        return Draft(at, word, at, (), foreign=True) if found else None

    def _is_adjective(self, at: int, phrase: str) -> bool:
        return not phrase.isascii() and self.tokens.capital(at) and self.book.areas.looks_like_adjective(phrase)

    def _listed(self, at: int, last: int, phrase: str) -> Draft | None:
        """ "Сумській та Полтавській областях", "Kharkiv, Sumy and Chernihiv regions"."""
        kind = self._kind_of_list(at, last) or self._kind_left_out(last, phrase)
        if kind is None and phrase.isascii():
            return None
        for left_out, ends in _LEFT_OUT:
            if kind is None and self._is_left_out(at, last, phrase, left_out, ends):
                kind = left_out
        if kind is None and self._heads_item(at, last, phrase):
            kind = "oblast"
        if kind is None:
            return None
        rows = self._named(phrase, kind)
        foreign = not rows and kind == "oblast" and self._is_adjective(at, phrase)
        return Draft(at, last, at, rows, foreign=foreign) if rows or foreign else None

    def _kind_left_out(self, last: int, phrase: str) -> str | None:
        """ "12 в Донецкой, 47 — в Харьковской области": the adjective alone, its type word behind the last of them."""
        tokens, areas, words = self.tokens, self.book.areas, self.book.words
        goes_on = tokens.joined(last) and tokens.key(last + 1) not in words.links
        goes_on = goes_on or phrase.endswith(_OF_TOWNS)  # "двое в Хмельницком, трое — в Ивано-Франковской области"
        if goes_on or phrase.isascii() or not tokens.capital(last) or not areas.named(phrase, "oblast"):
            return None  # "Сумской бригады"
        for word in range(last + 1, min(last + _FARTHEST, len(tokens))):
            if words.area_one.get(tokens.key(word)) == "oblast":
                return "oblast" if word > last + 2 and areas.named(tokens.key(word - 1), "oblast") else None
            if tokens.raw[word].endswith("."):
                return None
        return None

    def _heads_item(self, at: int, last: int, phrase: str) -> bool:
        """ "Сумская — 1 погибший;", "Донецька: 3 поранених": an oblast's adjective alone before a dash or colon."""
        tokens = self.tokens
        if not phrase.endswith(_HEADING) or not tokens.capital(at):
            return False
        opens = tokens.opens_line(at) or tokens.raw[at - 1].endswith(";")
        behind = tokens.raw[last + 1 : last + 2]
        marked = tokens.raw[last].endswith(":") or behind == [":"] or tokens.dashed(last)
        return opens and marked and bool(self.book.areas.named(phrase, "oblast"))

    def _is_left_out(self, at: int, last: int, phrase: str, kind: str, ends: tuple[str, ...]) -> bool:
        """ "В Белопольской — трое раненых": behind "in", with a mark behind it, of a noun that is left out."""
        tokens, areas = self.tokens, self.book.areas
        if not phrase.endswith(ends) or not tokens.capital(at) or tokens.key(at - 1) not in _IN:
            return False
        apart = tokens.dashed(last) or not tokens.joined(last)
        apart = apart and not tokens.stops(last)
        apart = apart and phrase not in self.book.names.forms
        return apart and bool(areas.named(phrase, kind)) and not areas.named(phrase, "oblast")

    def _kind_of_list(self, at: int, last: int) -> str | None:
        """The kind that ends a list of capitalised words, links and commas, which goes on behind `last`."""
        tokens, words = self.tokens, self.book.words
        if not tokens.capital(at) or tokens.stops(last):
            return None
        if tokens.joined(last) and tokens.key(last + 1) not in words.links:
            return None
        counted = False
        for word in range(last + 1, min(last + _FARTHEST, len(tokens))):
            kind = words.area_several.get(tokens.key(word))
            if kind is not None:
                return kind
            raw = tokens.raw[word]
            counted = counted or (raw.startswith("(") and tokens.key(word)[:1].isdecimal())
            if not counted and (tokens.stops(word) or not (tokens.capital(word) or tokens.key(word) in words.links)):
                return None
            counted = counted and ")" not in raw  # "Odesa (15,000), Sumy (9,000) and Kherson regions"
        return None
