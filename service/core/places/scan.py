"""Reads one text for places, word by word: names, areas, the capital without its name; doubts are left for later."""

from typing import Final, final

from service.core.places.area_scan import AreaScan
from service.core.places.areas import Rows
from service.core.places.book import Book, Draft, Unsure
from service.core.places.names import Named
from service.core.places.signs import SettlementWord, Signs
from service.core.places.table import CITIES
from service.core.places.tokens import Tokens

_UTILITIES: Final = ("водоканал", "теплоенерго", "теплоэнерго", "комуненерго", "коммунэнерго")
"""Ends of names of what a town's supply is run by."""
_AREAS: Final = frozenset("OPH")
"""Categories of oblasts, raions and hromadas."""
HEADING: Final = "n"
"""The case of a name that heads a line."""
_ADJECTIVAL: Final = ("ому", "ему", "ого", "его", "ої", "ій", "ой", "ей", "ном", "ском", "их", "ых", "им", "ым", "ую")
"""Endings of adjectives in other cases than the first."""


@final
class Scan:
    """One pass over a text; `drafts` and `unsure` are its result."""

    __slots__ = ("areas", "book", "drafts", "signs", "tokens", "unsure")

    def __init__(self, book: Book, tokens: Tokens) -> None:
        self.book = book
        self.tokens = tokens
        self.drafts: list[Draft] = []
        self.unsure: list[Unsure] = []
        self.signs = Signs(tokens, book.words)
        self.areas = AreaScan(book, tokens)

    def run(self) -> None:
        """Look at every flagged word once, those inside a place already found left out."""
        behind = 0
        for at in self.tokens.flagged:
            if at < behind or not self.tokens.cores[at][0].isalpha():
                continue
            found = self._at(at)
            if found is not None:
                found.first = max(found.first, behind)  # "Ukraine village Kyiv": one word tells of one place
                self.drafts.append(found)
                behind = found.last + 1

    def _at(self, at: int) -> Draft | None:
        tokens = self.tokens
        key = tokens.key(at)
        if tokens.cores[at].islower():
            return self._capital(at) or self.areas.at(at, 1, key) or self._adjective(at)
        if key in self.book.words.settlement_ends and (
            tokens.cores[at].isupper() or (tokens.joined(at) and tokens.cores[at + 1][:1].isupper())
        ):
            return None  # "У СЕЛИЩІ Ківшарівка", "домов ГОРОДА": what kind of place it is
        if not self.book.is_known(key):
            return self._unknown(at, key)
        for length in range(self.book.names.longest.get(key.removesuffix("'s"), 1), 0, -1):
            phrase = self._phrase(at, length)
            found = (self.areas.at(at, length, phrase) or self._named(at, length, phrase)) if phrase else None
            if found:
                return found
        said = self.signs.settlement_word(at).village  # "село Черкаське" is no adjective of Cherkasy's
        return self._capital(at) or (self._village(at) if said else None) or self._adjective(at) or self._village(at)

    def _unknown(self, at: int, key: str) -> Draft | None:
        """A word that is no name, adjective or capital: perhaps a foreign region's adjective, or a village."""
        rows = self.book.areas.land(key)
        if rows and self.signs.stands(at, at, key):
            return Draft(at, at, at, rows)
        if not key.isascii() and self.book.areas.looks_like_adjective(key):
            return self.areas.at(at, 1, key) or self._village(at)
        return self._village(at)

    def _phrase(self, at: int, length: int) -> str:
        """The key of several words; empty where something stands between them."""
        if length == 1:
            return self.tokens.key(at)
        if at + length > len(self.tokens) or not all(self.tokens.joined(n) for n in range(at, at + length - 1)):
            return ""
        return " ".join([self.tokens.key(n) for n in range(at, at + length)])

    # -- the capital ---------------------------------------------------------------------------------------------------

    def _capital(self, at: int) -> Draft | None:
        """ "the capital", "столиця", unless it is another country's."""
        words = self.book.words
        for first in (at - 1, at):
            phrase = " ".join([self.tokens.key(n) for n in range(first, at + 1)]).removesuffix("'s")
            if first >= 0 and phrase in words.metonyms:
                ours = self.tokens.key(first - 1) not in words.not_our_capital_before and self._is_ours(at)
                return Draft(first, at, at, (self.book.capital,), metonym=True) if ours else None
        return None

    def _is_ours(self, at: int) -> bool:
        """ "the capital of Poland" and "столиця Росії" are not."""
        following = self.signs.next_key(at)
        named = self.book.names.forms.get(self.tokens.key(at + 2) if following == "of" else following)
        if following == "of":
            return named is not None and named.is_country
        return following not in self.book.words.not_our_capital_after and not (named and named.foreign)

    # -- names ---------------------------------------------------------------------------------------------------------

    def _named(self, at: int, length: int, phrase: str) -> Draft | None:
        base = phrase.removesuffix("'s").removesuffix("'")
        named = self.book.names.forms.get(base)
        last = at + length - 1
        if named is None or not self.signs.stands(at, last, base):
            return None
        area = any(self.book.table.category[row] in _AREAS for row in named.rows if row >= 0)
        if not area and not base.endswith(_UTILITIES) and self.signs.is_title(at, last):
            return None  # not so "«Харківобленерго»", "«Павлоградводоканал»"
        words = self.book.words
        if base != phrase and base in words.seats and self.signs.next_key(last) in words.of_a_state:
            return None
        before = self.signs.settlement_word(at)
        sure = named.alone or before.said or (base in words.alone_inside and self.signs.is_name_inside(at, last))
        if not sure and (base in words.ordinary or not self._is_shown(at, last, base)):
            self._doubt(at)
            return None
        if base == phrase and base.isascii() and self.signs.next_key(last) in words.settlement_after:
            last += 1
        modifier = base == phrase and self.signs.modifies(last, base)
        if named.foreign:
            return Draft(at, last, at, (), foreign=True, adjective=modifier)
        return Draft(before.first, last, at, self._of_kind(named, base, before), adjective=modifier)

    def _is_shown(self, at: int, last: int, base: str) -> bool:
        """What stands around a name that may be a word shows that it is the town."""
        return self.signs.heads(at, last) or self.signs.is_told_of(at, last, base)

    def _of_kind(self, named: Named, base: str, before: SettlementWord) -> Rows:
        """ "Село Миколаївка" is no city, "м. Миколаїв" no village, "на Запоріжжі" a land; a port may lie at either."""
        words, onto = self.book.words, before.first - 1
        if (
            base in words.lands
            and self.tokens.key(onto) == "на"
            and self.tokens.key(onto - 1) not in words.lands_not_behind
        ):
            above = self.book.table.ancestor_rows(named.rows[0])
            return tuple(row for row in above if self.book.table.category[row] == "O") or named.rows
        if not before.said or named.is_country:
            return named.rows
        table = self.book.table
        rows = (*named.rows, *self.book.settlements(base)) if before.village else named.rows
        fitting = [row for row in rows if (table.category[row] in CITIES) != before.village]
        return table.by_population(fitting) or named.rows

    # -- adjectives ----------------------------------------------------------------------------------------------------

    def _adjective(self, at: int) -> Draft | None:
        """ "харківський": the place as a modifier; not a surname ("Сергій Полтавський", at the end of a phrase)."""
        tokens, areas = self.tokens, self.book.areas
        key = tokens.key(at)
        if not self.signs.stands(at, at, key) or any(map(key.startswith, self.book.words.country_stems)):
            return None
        if areas.named(key, "district"):
            self._doubt(at, district=True)
        rows = () if key.isascii() else areas.city_of(key) or areas.named(key, "oblast")
        if rows and not tokens.cores[at].isupper() and self.book.settlements(key):
            self._doubt(at)  # "у Черкаському", of the village of Cherkaske
        if tokens.capital(at) and (self.signs.is_street(at, key) or self.signs.is_quarter(at)):
            return None
        surname = tokens.capital(at - 1) and tokens.joined(at - 1) and not self.signs.next_key(at).islower()
        surname = surname and tokens.key(at - 1) not in self.book.words.prepositions  # "В Донецкой — 64 тысячи"
        surname = surname and not (len(tokens.cores[at - 1]) > 1 and self.signs.is_stressed(at - 1))  # "ГЛАВА Сумской"
        return Draft(at, at, at, rows, adjective=True) if rows and not surname else None

    # -- villages ------------------------------------------------------------------------------------------------------

    def _village(self, at: int) -> Draft | None:
        """A village with a settlement word; any other word that may be one is kept for later."""
        before = self.signs.settlement_word(at)
        said_after = self.tokens.cores[at].isascii() and self.signs.next_key(at) in self.book.words.settlement_after
        community = self._community(at)
        if community is not None:
            return community
        if (before.said and not self.signs.is_quarter(at)) or said_after:
            rows, length = self.village_and_length(at)
            if rows:
                return Draft(before.first, at + length - 1 + said_after, at, rows)
        self._doubt(at)
        return None

    def _community(self, at: int) -> Draft | None:
        """ "Verkhnia Syrovatka community": a hromada called after its village."""
        if not self.tokens.cores[at].isascii():
            return None
        for last in (at, at + 1):
            if self.book.words.area_one.get(self.signs.next_key(last)) == "hromada":
                rows = self.book.areas.around(self.book.settlements(self._phrase(at, last - at + 1)), "hromada")
                return Draft(at, last + 1, at, rows) if rows else None
        return None

    def _doubt(self, at: int, *, district: bool = False) -> None:
        if self.signs.is_stressed(at) and self.tokens.key(at).endswith(_ADJECTIVAL):
            return
        if self.tokens.capital(at) and len(self.tokens.cores[at]) > 2:
            cases = self.book.words.prepositions.get(self.tokens.key(at - 1))
            cases = cases if cases is not None and self.tokens.joined(at - 1) else None
            if cases is None and (self.signs.heads_line(at, at) or self.signs.heads_clause(at)):
                cases = HEADING
            self.unsure.append(Unsure(at, cases, district))

    def village_and_length(self, at: int, cases: str = "") -> tuple[Rows, int]:
        """Settlements whose name begins at a word, in one of the cases if any are given, and the name's length."""
        key = self.tokens.key(at).removesuffix("'s")
        second = self.signs.next_key(at)
        if second and self.book.villages.begins(key, second):
            rows = self.book.settlements(f"{key} {second}".removesuffix("'s"), cases)
            if rows:
                return rows, 2
        return self.book.settlements(key, cases), 1
