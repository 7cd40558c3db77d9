"""The grammar: which figure goes with which word for what happened, in one sentence, for every language.

A figure takes the word that follows it with nothing in between that matters ("two people were killed", "40,000 without
power"); otherwise the nearest word before it that governs what follows ("wounding four", "shot down 16 missiles and
197 drones"), across a list of other figures. A figure that no word claims is no claim.
"""

from dataclasses import dataclass, replace
from typing import Final, TypeVar

from service.core.quantities import Quantity, QuantityReader
from service.core.text import Kind, Token
from service.core.words import Lexicon, Phrases, Trigger

T = TypeVar("T")
_REACH: Final = 14
"""Most tokens between a figure and its word that are neither names nor figures."""
_NEAR: Final = 2
_BESIDE: Final = 4
_BREAKS: Final = frozenset(";:")
_JOINS: Final = frozenset({",", "and", "&", "as", "well", "і", "й", "та", "и"})


@dataclass(frozen=True, slots=True)
class Span:
    """Something found in a sentence: token indices and what it is."""

    start: int
    end: int
    what: str


@dataclass(frozen=True, slots=True)
class Link:
    """A figure with the word that says what happened to it."""

    quantity: Quantity
    trigger: Trigger
    at: int
    """Index of the trigger's first token."""
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence, read."""

    tokens: tuple[Token, ...]
    quantities: list[Quantity]
    triggers: list[tuple[int, int, tuple[Trigger, ...]]]
    roles: list[Span]
    links: list[Link]

    def has(self, role: str) -> bool:
        """Whether a role occurs."""
        return any(span.what == role for span in self.roles)


class Grammar:
    """Reads sentences with one language's lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._quantities = QuantityReader(lexicon)

    def read(self, tokens: tuple[Token, ...], names: set[int]) -> Reading:
        """`names`: indices of tokens that belong to names of places."""
        roles = [Span(start, end, role) for start, end, role in spans(self._lexicon.roles, tokens)]
        reached = {n for span in roles if span.what == "reached" for n in range(span.start, span.end)}
        ages = _ages(tokens, roles) | self._listed_ages(tokens)
        quantities = self._quantities.read(tokens, names | ages | reached)
        # "Among the wounded": the word names the whole, not what happened to the part.
        within = {n for span in roles if span.what == "including" for n in range(span.start, span.end)}
        inside = {n for q in quantities for n in range(q.start, q.end)}
        triggers = [
            (start, end, meanings)
            for start, end, meanings in self._triggers(tokens)
            if not (start in inside and end - start == 1) and start not in names and start not in within
        ]
        reading = Reading(tokens, quantities, triggers, roles, [])
        for index in range(len(quantities)):
            link = self._link(reading, index, names)
            if link is not None:
                reading.links.append(link)
        return reading

    def _triggers(self, tokens: tuple[Token, ...]) -> list[tuple[int, int, tuple[Trigger, ...]]]:
        found = []
        for start, end, _ in spans(self._lexicon.triggers, tokens):
            every = self._lexicon.triggers.every_at(tokens, start)
            meanings = every[1] if every is not None else []
            found.append((start, end, tuple(dict.fromkeys(trigger for several in meanings for trigger in several))))
        return found

    def _link(self, reading: Reading, index: int, names: set[int]) -> Link | None:
        self._inherit(reading, index)
        quantity = reading.quantities[index]
        after = self._after(reading, index, names)
        before = self._before(reading, index, names)
        if after is not None and before is not None:
            # "left two people dead": the nearer one, where they are equally good the one that follows.
            return after if after.at - quantity.end <= quantity.start - before.end + 1 else before
        return after or before

    def _listed_ages(self, tokens: tuple[Token, ...]) -> set[int]:
        """ "Жінки 34, 58 і 72 років": the numbers before a word for years, back to the noun."""
        found: set[int] = set()
        for at in range(1, len(tokens)):
            if tokens[at - 1].kind is Kind.NUMBER and self._lexicon.ages.at(tokens, at) is not None:
                back = at - 1
                while back >= 0 and (tokens[back].kind is Kind.NUMBER or tokens[back].norm in _JOINS):
                    found.add(back)
                    back -= 1
        return found

    def _inherit(self, reading: Reading, index: int) -> None:
        """ "Seven houses were razed and 62 damaged": a bare figure before a word counts what the figure before did."""
        quantity = reading.quantities[index]
        if quantity.noun is not None or index == 0:
            return
        noun = reading.quantities[index - 1].noun
        for start, _, meanings in reading.triggers:
            near = 0 <= start - quantity.end <= 1 or 0 <= quantity.start - start <= _NEAR
            if near and noun is not None and any(noun.family in t.families for t in meanings):
                reading.quantities[index] = replace(quantity, noun=replace(noun, part=None))
                return

    def _after(self, reading: Reading, index: int, names: set[int]) -> Link | None:
        quantity = reading.quantities[index]
        for start, end, meanings in reading.triggers:
            if start < quantity.end:
                continue
            if not self._quiet(reading, quantity.end, start, names, following=True):
                return None
            bare = quantity.noun is None and self._other_between(reading, index, start)
            fitting = [t for t in meanings if t.side != "before" and _takes(t, quantity, adjacent=not bare)]
            if fitting:
                return _close(Link(quantity, fitting[0], start, end))
            if any(t.side != "before" for t in meanings):
                return None
        return None

    def _before(self, reading: Reading, index: int, names: set[int]) -> Link | None:
        quantity = reading.quantities[index]
        for start, end, meanings in reversed(reading.triggers):
            governing = [t for t in meanings if t.side != "after"]
            if end > quantity.start or not governing:
                continue
            if not self._quiet(reading, end, quantity.start, names, following=False):
                return None
            adjacent = quantity.start - end <= _NEAR or _reached(reading, quantity)
            fitting = [t for t in governing if _takes(t, quantity, adjacent=adjacent)]
            if fitting:
                return _close(Link(quantity, fitting[0], start, end))
            if not _reached(reading, quantity):
                return None
        return None

    def _other_between(self, reading: Reading, index: int, end: int) -> bool:
        return any(q.start < end for q in reading.quantities[index + 1 :])

    def _quiet(self, reading: Reading, start: int, end: int, names: set[int], *, following: bool) -> bool:
        """Nothing between two points that would part a figure from its word."""
        covered = {n for q in reading.quantities for n in range(q.start, q.end)} | names
        covered |= {n for span in reading.roles if span.what == "including" for n in range(span.start, span.end)}
        loud = 0
        listed = any(start <= q.start < end for q in reading.quantities)
        for n in range(start, end):
            token = reading.tokens[n]
            if n in covered:
                continue
            if token.norm in self._lexicon.breaks:
                return False
            if token.text in _BREAKS or (token.kind is Kind.MARK and token.text in ".!?"):
                return token.text == ":" and not following
            if token.norm in _JOINS:
                if following and not listed:
                    return False
                continue
            if token.kind is Kind.MARK:
                continue
            if token.norm not in self._lexicon.skip:
                if following and token.norm not in self._lexicon.prepositions:
                    loud += 1
                    if loud > 2:
                        return False
                elif not following:
                    loud += 1
        return loud <= _REACH if not following else True


def _close(link: Link) -> Link | None:
    """A person who is only named must stand right beside the word: "загинула жінка", not any woman of the sentence."""
    quantity = link.quantity
    gap = link.at - quantity.end if link.at >= quantity.end else quantity.start - link.end
    person = quantity.family == "people" and not quantity.counted
    return None if person and gap > _BESIDE else link


def _ages(tokens: tuple[Token, ...], roles: list[Span]) -> set[int]:
    """Numbers behind "aged": "aged 3 and 7"."""
    found: set[int] = set()
    for span in roles:
        at = span.end
        while span.what == "age" and at < len(tokens):
            if tokens[at].kind is not Kind.NUMBER and tokens[at].norm not in _JOINS:
                break
            found.add(at)
            at += 1
    return found


def _reached(reading: Reading, quantity: Quantity) -> bool:
    """ "The death toll has risen to six": the verb ties the figure to a word further away."""
    return any(span.what == "reached" and 0 <= quantity.start - span.end <= 1 for span in reading.roles)


def _takes(trigger: Trigger, quantity: Quantity, *, adjacent: bool) -> bool:
    if quantity.noun is None:
        return adjacent and trigger.families[0] in ("people", "customers", "weapon") and quantity.counted
    if not quantity.counted and trigger.measure not in ("damaged", "destroyed", "killed", "injured"):
        return False
    return quantity.noun.family in trigger.families


def spans(phrases: Phrases[T], tokens: tuple[Token, ...]) -> list[tuple[int, int, T]]:
    """Phrases in a sentence, longest first at each token, not overlapping."""
    found: list[tuple[int, int, T]] = []
    at = 0
    while at < len(tokens):
        match = phrases.at(tokens, at)
        if match is None:
            at += 1
        else:
            found.append((at, at + match[0], match[1]))
            at += match[0]
    return found
