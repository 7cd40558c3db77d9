"""Sentences without a word of their own that go on from the one before: a tally broken down, a toll brought up.

"58 missiles came. Among them were 9 Kinzhals and 41 Kh-101"; "Six are hurt. By noon the figure had risen to ten".
"""

from collections.abc import Sequence
from typing import Final

from service.core.reading.counting import PEOPLE, TALLIES
from service.core.reading.figures import Figure
from service.core.reading.linking import Link
from service.core.reading.scan import Scan
from service.core.reading.words import Predicate

_LEADING: Final = 2
"""Tokens at the start of a sentence where "among them" opens it."""


def tally_of(links: Sequence[Link]) -> Predicate | None:
    """The one tally that a sentence tells; None where it tells none or several."""
    found = {link.predicate.measure: link.predicate for link in links if link.predicate.measure in TALLIES}
    return next(iter(found.values())) if len(found) == 1 else None


def broken_down(scan: Scan, figures: Sequence[Figure], told: Predicate | None) -> list[Link]:
    """Weapons counted behind "among them" in a sentence without a word of its own: parts of the tally just told."""
    opening = next((s for s in scan.roles if s.what.startswith("including") and s.start < _LEADING), None)
    if told is None or opening is None or scan.predicates:
        return []
    counted = [figure for figure in figures if figure.counted]
    nouns = [figure.noun_for(("weapon",)) for figure in counted]
    if None in nouns:
        return []
    return [Link(f, told, opening.start, opening.end, noun) for f, noun in zip(counted, nouns, strict=True)]


def toll_of(links: Sequence[Link]) -> Predicate | None:
    """The one toll that a sentence tells; None where it tells none or several."""
    found = {link.predicate.measure: link.predicate for link in links if link.predicate.measure in PEOPLE}
    alone = len(found) == 1 and all(link.predicate.measure in found for link in links)
    return next(iter(found.values())) if alone else None


def brought_up(scan: Scan, figures: Sequence[Figure], told: Predicate | None) -> list[Link]:
    """ "An hour later the prosecutors spoke of ten": the toll just told has come to a number that names nobody."""
    if told is None or told.kind or scan.predicates:
        return []
    others = any(nouns[0].family not in ("people", "none") for _, nouns in scan.nouns.values())
    roles = {s.end: s for s in scan.roles if s.what in ("reached", "toll_said")}
    found = [f for f in figures if f.counted and not f.nouns and not f.base and f.start in roles]
    if others or len(found) != 1:
        return []
    role = roles[found[0].start]
    lead = range(max(0, role.start - _LEADING), role.end)
    names = (n for n in lead if scan.lexicon.says("toll_words", scan.tokens[n].norm))
    if not any(n >= role.start or not scan.lexicon.says("of", scan.tokens[n + 1].norm) for n in names):
        return []  # "the number of attacks has reached 40"
    return [Link(found[0], told, role.start, role.end, None)]
