"""Quantities: how many of what, wherever a text says so. What they mean is decided later."""

from dataclasses import dataclass
from typing import Final

from schemas.vocabulary import Qualifier
from service.core.text import Kind, Token
from service.core.words import Lexicon, Noun

_ADJECTIVES: Final = 4
"""Most words between a figure and its noun."""
_NOT_WITH_ARTICLE: Final = frozenset({"none", "customers", "settlements", "place"})
_LARGEST: Final = 1_000_000_000
_NOT_BEFORE: Final = frozenset({"$", "€", "£", "₴", "№"})
_MEASURES: Final = frozenset({"%", "°", "/", "$", "€", "₴"})
Tokens = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with what it counts. Indices are of the sentence's tokens; `end` is behind the last."""

    start: int
    end: int
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    noun: Noun | None
    more: bool = False
    """"Three more": on top of what was said before."""
    counted: bool = True
    """False for an object that is only named ("the railway hub"): one at least."""

    @property
    def family(self) -> str | None:
        """Family of the noun; None without one."""
        return self.noun.family if self.noun else None


@dataclass(frozen=True, slots=True)
class _Figure:
    end: int
    low: int
    high: int
    vague: bool
    article: bool = False


class QuantityReader:
    """Reads quantities with one language's words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def read(self, tokens: Tokens, blocked: set[int]) -> list[Quantity]:
        """All quantities of a sentence, in order. `blocked`: tokens that are names, no numbers."""
        found: list[Quantity] = []
        at = 0
        while at < len(tokens):
            quantity = self._at(tokens, at, blocked)
            if quantity is None:
                at += 1
            else:
                found.append(quantity)
                at = quantity.end
        return found

    def _at(self, tokens: Tokens, at: int, blocked: set[int]) -> Quantity | None:
        hedge = None if at in blocked else self._lexicon.qualifiers.at(tokens, at)
        start = at
        if hedge is not None and hedge[1][1] == "before":
            at += hedge[0]
            if at < len(tokens) and tokens[at].norm in ("a", "the"):
                more = self._figure(tokens, at, blocked)
                at = at if more is not None and not more.article else at + 1
        else:
            hedge = None
        if at >= len(tokens) or at in blocked:
            return None
        figure = self._figure(tokens, at, blocked)
        if figure is None:
            return self._named(tokens, start) if hedge is None else None
        return self._counted(tokens, start, figure, hedge[1][0] if hedge else None, blocked)

    def _counted(
        self, tokens: Tokens, start: int, figure: _Figure, hedge: str | None, blocked: set[int]
    ) -> Quantity | None:
        if self._is_age_or_measure(tokens, figure.end):
            return None
        noun, end, more = self._noun(tokens, figure.end, blocked)
        if noun is None and hedge is None and _is_age(tokens, start, end):
            return None
        if noun is None and self._counts_something_else(tokens, end, blocked):
            return None
        if hedge is not None and self._lexicon.rises & {token.norm for token in tokens[end : end + 2]}:
            hedge = None  # "До 23 выросло": how far it rose, not a bound
        if figure.article and (noun is None or noun.plural or noun.family in _NOT_WITH_ARTICLE):
            return None
        after = self._lexicon.qualifiers.at(tokens, end) if end < len(tokens) else None
        if hedge is None and after is not None and after[1][1] == "after":
            hedge, end = after[1][0], end + after[0]
        low, best, high, qualifier = _bounds(figure, hedge)
        if figure.article and noun is not None and noun.family in ("object", "buildings"):
            low, best, high, qualifier = 1, 1, None, Qualifier.AT_LEAST
        return Quantity(start, end, low, best, high, qualifier, noun, more)

    def _named(self, tokens: Tokens, at: int) -> Quantity | None:
        """ "The railway hub": one at least, where something is said to have hit it. In a language without articles
        "загинула жінка" counts one as well.
        """
        found = self._lexicon.nouns.at(tokens, at)
        if found is None or found[1].plural:
            return None
        length, noun = found
        if noun.family == "people" and not self._lexicon.ones:
            return Quantity(at, at + length, 1, 1, 1, Qualifier.EXACT, noun, counted=False)
        if noun.family not in ("object", "buildings"):
            return None
        return Quantity(at, at + length, 1, 1, None, Qualifier.AT_LEAST, noun, counted=False)

    def _counts_something_else(self, tokens: Tokens, end: int, blocked: set[int]) -> bool:
        """ "100 голів худоби": a noun that no lexicon has, so the figure is not of people or customers."""
        if end >= len(tokens) or tokens[end].kind is not Kind.WORD or end in blocked:
            return False
        norm = tokens[end].norm
        known = norm in self._lexicon.stops or norm in self._lexicon.skip or norm in self._lexicon.prepositions
        spoken = norm in self._lexicon.says_words or norm in self._lexicon.breaks or norm in self._lexicon.withs
        phrase = self._lexicon.triggers.at(tokens, end) or self._lexicon.roles.at(tokens, end)
        timed = self._lexicon.times.at(tokens, end) or self._lexicon.qualifiers.at(tokens, end)
        return not (known or spoken or phrase or timed)

    # -- figures -------------------------------------------------------------------------------------------------------

    def _range(self, tokens: Tokens, at: int) -> _Figure | None:
        """ "Between 40 and 45", "від вісімдесяти до дев'яноста"."""
        if tokens[at].norm not in self._lexicon.range_from or at + 3 >= len(tokens):
            return None
        low = self._number(tokens, at + 1)
        if low is None or low[0] + 1 >= len(tokens) or tokens[low[0]].norm not in self._lexicon.range_to:
            return None
        high = self._number(tokens, low[0] + 1)
        return _Figure(high[0], low[1], high[1], vague=False) if high is not None and high[1] > low[1] else None

    def _figure(self, tokens: Tokens, at: int, blocked: set[int]) -> _Figure | None:
        ranged = self._range(tokens, at)
        if ranged is not None:
            return ranged
        vague = self._lexicon.vague.at(tokens, at)
        if vague is not None:
            return _Figure(at + vague[0], vague[1], vague[1], vague=True)
        first = self._number(tokens, at)
        if first is None:
            one = tokens[at].norm in self._lexicon.ones
            return _Figure(at + 1, 1, 1, vague=False, article=True) if one else None
        end, value = first
        if end + 1 < len(tokens) and tokens[end].norm in ("-", "–", "—", "to") and end + 1 not in blocked:
            second = self._number(tokens, end + 1)
            if second is not None and second[1] > value and tokens[end + 1].kind is tokens[at].kind:
                return _Figure(second[0], value, second[1], vague=False)
        return _Figure(end, value, value, vague=False)

    def _number(self, tokens: Tokens, at: int) -> tuple[int, int] | None:
        """Index behind the number and its value; None where there is no whole number."""
        token = tokens[at]
        whole = self._lexicon.phrases.at(tokens, at)
        if whole is not None:
            return at + whole[0], whole[1]
        if token.kind is Kind.NUMBER:
            return self._digits(tokens, at)
        if token.norm == "a" and at + 1 < len(tokens) and tokens[at + 1].norm in self._lexicon.multipliers:
            return at + 2, self._lexicon.multipliers[tokens[at + 1].norm]
        return self._words(tokens, at)

    def _digits(self, tokens: Tokens, at: int) -> tuple[int, int] | None:
        value = parse_digits(tokens[at].text)
        if value is None or (at and tokens[at - 1].text in _NOT_BEFORE):
            return None
        end = at + 1
        while end < len(tokens) and tokens[end].norm in self._lexicon.multipliers:
            value *= self._lexicon.multipliers[tokens[end].norm]
            end = self._past_dot(tokens, end + 1)
        if value != int(value) or value > _LARGEST:
            return None
        return end, int(value)

    def _past_dot(self, tokens: Tokens, at: int) -> int:
        """Behind the dot of an abbreviation: "1,5 тис. абонентів"."""
        dotted = at < len(tokens) and tokens[at].text == "." and tokens[at].start == tokens[at - 1].end
        return at + 1 if dotted and tokens[at - 1].norm in self._lexicon.abbreviations else at

    def _words(self, tokens: Tokens, at: int) -> tuple[int, int] | None:
        total, part, end, half = 0, 0, at, False
        while end < len(tokens):
            halves = self._lexicon.halves.at(tokens, end) if part else None
            if halves is not None and self._multiplies(tokens, end + halves[0]):
                half, end = True, end + halves[0]
                continue
            value = None if _acronym(tokens[end]) else self._word(tokens[end].norm)
            if value is not None and (part == 0 or (part % 100 >= 20 and value < 10) or (part % 1000 >= 100 > value)):
                part += value
            elif tokens[end].norm in self._lexicon.multipliers and part:
                factor = self._lexicon.multipliers[tokens[end].norm]
                part = part * factor + (factor // 2 if half else 0)
                half = False
                if factor >= 1000:
                    total, part = total + part, 0
            elif not (tokens[end].norm == "and" and part % 100 == 0 and part and self._word_at(tokens, end + 1)):
                break
            end += 1
        return (end, total + part) if end > at else None

    def _multiplies(self, tokens: Tokens, at: int) -> bool:
        return at < len(tokens) and tokens[at].norm in self._lexicon.multipliers

    def _word_at(self, tokens: Tokens, at: int) -> bool:
        return at < len(tokens) and (self._word(tokens[at].norm) or 100) < 100

    def _word(self, norm: str) -> int | None:
        value = self._lexicon.numbers.get(norm)
        if value is None and "-" in norm:
            tens, _, ones = norm.partition("-")
            high, low = self._lexicon.numbers.get(tens), self._lexicon.numbers.get(ones)
            if high is not None and low is not None and high >= 20 and low < 10:
                return high + low
        return value

    # -- nouns ---------------------------------------------------------------------------------------------------------

    def _noun(self, tokens: Tokens, at: int, blocked: set[int]) -> tuple[Noun | None, int, bool]:
        more, end, here = False, at, at - 1
        for _ in range(_ADJECTIVES + 1):
            here = self._past_age(tokens, here + 1)
            if here >= len(tokens):
                break
            token = tokens[here]
            if self._lexicon.roles.at(tokens, here) == (1, "more"):
                more, end = True, here + 1
                continue
            if self._lexicon.triggers.at(tokens, here) is not None:
                longest = self._lexicon.nouns.at(tokens, here)
                if longest is None or longest[0] < 2:
                    break
            found = self._lexicon.nouns.at(tokens, here)
            if found is not None:
                return found[1], here + found[0], more
            if token.kind is not Kind.WORD and not (token.text == "-" or here in blocked):
                break
            if (
                self._number(tokens, here) is not None
                or token.norm in self._lexicon.stops
                or token.norm in self._lexicon.says_words
            ):
                break
        return None, end, more

    def _past_age(self, tokens: Tokens, at: int) -> int:
        """Behind "four-year-old" where that stands before a noun."""
        if at < len(tokens):
            number = self._number(tokens, at)
            age = self._lexicon.ages.at(tokens, number[0]) if number and number[0] < len(tokens) else None
            if number is not None and age is not None:
                return number[0] + age[0]
        return at

    def _is_age_or_measure(self, tokens: Tokens, end: int) -> bool:
        if end >= len(tokens):
            return False
        if self._lexicon.ages.at(tokens, end) is not None or tokens[end].text in _MEASURES:
            return True
        return tokens[end].text == "-" and end + 1 < len(tokens) and tokens[end + 1].kind is Kind.WORD


def _acronym(token: Token) -> bool:
    """ "СТО" is a garage, not a hundred."""
    return len(token.text) > 1 and token.text.isupper()


def _is_age(tokens: Tokens, start: int, end: int) -> bool:
    """ "A man, 45, and two women": a bare number between commas."""
    before = start > 0 and tokens[start - 1].text in ",("
    after = end >= len(tokens) or tokens[end].text in ",.):"
    return before and after and tokens[start].kind is Kind.NUMBER


def parse_digits(text: str) -> float | None:
    """`1,500`, `1 500`, `1.500` → 1500; `3,5` and `2.4` → a fraction (to be multiplied); `17:30` → None."""
    plain = "".join(text.split())
    if ":" in plain:
        return None
    for mark in (",", "."):
        if mark in plain:
            head, *groups = plain.split(mark)
            if all(len(group) == 3 for group in groups) and len(head) <= 3 and head != "0":
                plain = head + "".join(groups)
            elif len(groups) == 1 and len(groups[0]) <= 2:
                plain = f"{head}.{groups[0]}"
            else:
                return None
            break
    try:
        return float(plain)
    except ValueError:
        return None


def _bounds(figure: _Figure, hedge: str | None) -> tuple[int | None, int | None, int | None, Qualifier]:
    if figure.vague:
        return figure.low, None, None, Qualifier.VAGUE
    if figure.low != figure.high:
        return figure.low, None, figure.high, Qualifier.RANGE
    value = figure.low
    if hedge is None:
        return value, value, value, Qualifier.EXACT
    qualifier = Qualifier(hedge)
    if qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN):
        return value, value, None, qualifier
    if qualifier in (Qualifier.AT_MOST, Qualifier.NEARLY):
        return None, value, value, qualifier
    return value, value, value, qualifier
