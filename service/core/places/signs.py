"""What the words beside a name tell: a settlement's kind, a street or river of the name, a mere modifier."""

from typing import Final, final

from service.core.places.lexicon import PlaceWords
from service.core.places.tokens import Tokens

_OF_STREETS: Final = ("ській", "цькій", "зькій", "ской", "цкой")
"""Endings of adjectives which, alone behind "on", are streets."""
_LONG_NAME: Final = 6
"""A name of so many letters is hardly an ordinary word by chance."""
_ITEMS: Final = tuple(",;:.!")
"""Marks behind which an item of a list may begin."""
_ENDS: Final = (".", "!", "?", "…")
_OPENING: Final = tuple('«„“"')
_CLOSING: Final = tuple('»”“"')
_BEHIND_QUOTE: Final = ".,:;!?)"
_APART: Final = (",", ";")
_PREPOSITION: Final = 3
"""Most letters of one."""
_ON: Final = ("на", "по")
_PAST: Final = ("ли", "лись", "лися")
"""Endings of verbs that may follow it."""
_ACRONYM: Final = 4
"""Most letters of "ТЭС" and the like, which are capitals always."""
_SAID_WITHIN: Final = 4
"""Most words up to what is said of a town: "другу добу поспіль мерзне"."""
_NOUN: Final = 3
"""Fewest letters of a noun behind such an adjective."""
_LOCATIVE: Final = ("і", "ї", "й", "е", "и")
"""Endings of the nouns and adjectives that may follow such an adjective."""


_CLOCKS: Final = ("киє", "киї", "кие", "мос")
"""How the names of towns whose time is told begin."""


@final
class SettlementWord:
    """What is said before a name: "м. ", "the village of "."""

    __slots__ = ("first", "said", "village")

    def __init__(self, first: int, said: bool = False, village: bool = False) -> None:
        self.first = first
        """Where the name begins with it; the name's own first word where it is no part of it, or nothing is said."""
        self.said = said
        self.village = village


@final
class Signs:
    """The surroundings of words of one text."""

    __slots__ = ("tokens", "words")

    def __init__(self, tokens: Tokens, words: PlaceWords) -> None:
        self.tokens = tokens
        self.words = words

    def next_key(self, at: int) -> str:
        """The word behind, where nothing stands between."""
        return self.tokens.key(at + 1) if self.tokens.joined(at) else ""

    def heads_line(self, first: int, last: int) -> bool:
        """ "• Смела: …": the name opens a line, only marks before it, and a colon closes it; behind a bullet a dash."""
        if self.tokens.raw[last].endswith(":"):
            return self.tokens.opens_line(first)
        if self.tokens.raw[last].endswith("."):  # "• Бурштын. Повреждена …"
            return self.tokens.opens_line(first, bullet=True) or self._is_sentence(first, last)
        return self.tokens.dashed(last) and self.tokens.opens_line(first, bullet=True)

    def _is_sentence(self, first: int, last: int) -> bool:
        """ "Самар. Вночі …": a name that is seldom a word, and all that its sentence says; no surname ("О. Лиман.")."""
        tokens = self.tokens
        if first != last or tokens.key(first) not in self.words.seldom_words:
            return False
        behind = first > 0 and tokens.raw[first - 1][-1:] in _ENDS and len(tokens.cores[first - 1]) >= _PREPOSITION
        return tokens.opens_line(first) or behind

    def is_told_of(self, first: int, last: int, base: str) -> bool:
        """ "Найбільше дісталося Смілі", "Бурштин другу добу мерзне": what befalls towns alone is said of the name."""
        tokens, words = self.tokens, self.words
        if base in words.first_names or not tokens.capital(first):
            return False
        opens = first == 0 or tokens.stops(first - 1) or tokens.opens_line(first)
        if not opens:
            at = first - 1 - (tokens.key(first - 1) in words.links and tokens.joined(first - 1))
            if tokens.key(at) in words.befell and tokens.joined(at):
                return True
        elif base not in words.seldom_words:
            return False
        dated = opens and tokens.raw[last].endswith(",") and tokens.key(last + 1).isdecimal()  # "Сміла, 8 січня."
        return dated or self._does(last)

    def _does(self, last: int) -> bool:
        """Behind the name, or a few words of when, stands what towns do."""
        words = self.words
        for at in range(last, last + _SAID_WITHIN):
            following = self.next_key(at)
            if following in words.towns_do or f"{following} {self.next_key(at + 1)}" in words.towns_do:
                return True
            if following not in words.towns_do_after:
                return False
        return False

    def is_name_inside(self, first: int, last: int) -> bool:
        """ "Больница Ровно", "Ровно: …": its capital is no sentence's beginning, or a mark follows it."""
        tokens = self.tokens
        inside = first > 0 and not tokens.stops(first - 1) and not tokens.opens_line(first)
        return not tokens.joined(last) or (inside and not tokens.cores[first].isupper())

    def heads(self, first: int, last: int) -> bool:
        """The name heads a line, or an item of a list."""
        return self.heads_line(first, last) or self.heads_item(first, last) or self._heads_post(first, last)

    def _heads_post(self, first: int, last: int) -> bool:
        """ "Самар. Ночью дроны попали …": the name and a full stop open a line that goes on."""
        if not self.tokens.raw[last].endswith(".") or last + 1 >= len(self.tokens):
            return False
        return self.tokens.opens_line(first) and not self.tokens.opens_line(last + 1)

    def heads_item(self, first: int, last: int) -> bool:
        """ "Обесточены: Смела — 1200 абонентов, Умань — 800": a dash and a number follow, a mark stands before."""
        tokens = self.tokens
        dashed = tokens.dashed(last) and tokens.raw[last].endswith(tokens.cores[last])
        if not dashed and first and tokens.raw[first - 1].endswith(",") and tokens.key(first - 1)[:1].isdecimal():
            return tokens.joined(last) and tokens.key(last + 1)[:1].isdecimal()  # "Koriukivka 3,400, Mena 2,900"
        if not dashed or last + 2 >= len(tokens) or first == 0 or tokens.raw[first - 1][-1:] not in _ITEMS:
            return False
        counted = tokens.key(last + 2)
        return counted[:1].isdecimal() or counted in self.words.counts

    def heads_clause(self, at: int) -> bool:
        """ "… за добу. Томарине — поранено чоловіка. Мена: …": it opens a sentence, long or with a colon behind it."""
        tokens = self.tokens
        if not tokens.raw[at].endswith(":"):
            long = _LONG_NAME - tokens.cores[at].isascii()  # towns of English texts are hardly words of English
            dashed = tokens.dashed(at) and tokens.raw[at].endswith(tokens.cores[at])
            if not dashed or len(tokens.cores[at]) < long:
                return False
        return tokens.opens_line(at) or (at > 0 and tokens.stops(at - 1))

    def is_quarter(self, at: int) -> bool:
        """ "Таврійського мікрорайону", "мікрорайон Сонячний": a part of a town, called after another or by chance."""
        words = self.words.quarters
        return self.next_key(at) in words or (self.tokens.joined(at - 1) and self.tokens.key(at - 1) in words)

    def modifies(self, last: int, base: str) -> bool:
        """ "Kharkiv mayor": a name in Latin letters before the noun it modifies."""
        return base.isascii() and self.next_key(last) in self.words.modified

    def is_street(self, at: int, key: str) -> bool:
        """ "Школа на Харківській лишилася без даху": behind "on", with no noun that the adjective could be of."""
        if not key.endswith(_OF_STREETS) or self.tokens.key(at - 1) not in _ON:
            return False
        following = self.tokens.cores[at + 1] if self.tokens.joined(at) else ""
        following = following.lower() if len(following) > _ACRONYM and following.isupper() else following  # stressed
        verb = following.endswith(_PAST)  # "на Дніпровській не вціліло", "на Днепровской вернули"
        noun = len(following) >= _NOUN and following.endswith(_LOCATIVE) and not verb
        return not following or (not noun and not following[0].isupper())

    def settlement_word(self, at: int) -> SettlementWord:
        """What is said before the name that begins at a word."""
        tokens, words = self.tokens, self.words
        last = tokens.dotted(at - 1)
        if last not in words.settlement_ends or (tokens.stops(at - 1) and last not in words.settlement_before):
            return SettlementWord(at)
        if tokens.raw[at - 1].endswith(_APART):
            return SettlementWord(at)  # "пошкоджено 5 будинків, ЛІНІЮ …"
        for first, said in ((at - 2, f"{tokens.key(at - 2)} {last}"), (at - 1, last)):
            if said in words.settlement_before:
                return SettlementWord(first, said=True, village=said in words.village_words)
            if said in words.settlements_before and not self.is_stressed(at):  # "з 20 сіл ГРОМАДИ 12 без світла"
                return SettlementWord(at, said=True)
        return SettlementWord(at)

    def is_stressed(self, at: int) -> bool:
        """ "ЗАВОДСЬКОМУ цеху": in capitals for stress alone, as the word behind it is in none."""
        tokens = self.tokens
        return tokens.cores[at].isupper() and tokens.joined(at) and not tokens.cores[at + 1].isupper()

    def stands(self, first: int, last: int, base: str) -> bool:
        """Whether the words around leave it a place: no street, river, newspaper, person or time zone."""
        words = self.words
        before, following = self.tokens.key(first - 1), self.next_key(last)
        if following in words.not_after or self._named_after(first, before):
            return False
        if base in words.rivers and before in words.river_before and following not in words.modified:
            return False
        # "о 9:30 за Києвом" tells the time.
        clock = before in ("за", "по") and base.startswith(_CLOCKS)
        return not (clock and any(map(str.isdigit, self.tokens.key(first - 2))))

    def is_title(self, first: int, last: int) -> bool:
        """ "Готель «Київ»", "ОТУ «Харків»": alone in quotes, behind a noun for what is called so."""
        raw, tokens = self.tokens.raw, self.tokens
        quoted = raw[first].startswith(_OPENING) and raw[last].rstrip(_BEHIND_QUOTE).endswith(_CLOSING)
        if not quoted or not first or tokens.dotted(first - 1) in self.words.settlement_ends:
            return False
        called = tokens.cores[first - 1]
        noun = called.isupper() or (called.islower() and len(called) > _PREPOSITION)
        return noun and raw[first - 1].endswith(called)

    def _named_after(self, first: int, before: str) -> bool:
        """ "вул. Харківська", "Богдан Хмельницький", "на улице Академика Королёва"."""
        tokens, words = self.tokens, self.words
        if before in words.not_before or tokens.dotted(first - 1) in words.not_before:
            return True
        return tokens.capital(first - 1) and tokens.key(first - 2) in words.not_before
