"""A sentence that breaks a tally down: "Russia launched 58 missiles. Among them were 9 Kinzhals and 41 Kh-101"."""

from collections.abc import Sequence
from typing import Final

from service.core.reading.counting import TALLIES
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
