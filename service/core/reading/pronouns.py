"""Persons told of again: "A drone attacked a man of 60. He was wounded", "… жінку, вона в лікарні"."""

from typing import Final, final

from service.core.reading.counting import TOLLS
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.qualifiers import EXACT
from service.core.reading.linking.links import Link, links_to
from service.core.reading.scan import Scan
from service.core.reading.text import MARK

_NEAR: Final = 4
"""Most tokens between "she" and what befell her."""
_OPENS: Final = 4
"""Tokens in which "he" opens a sentence that goes on about the one before."""


@final
class Person:
    """The one person of a sentence, whom the next may call "he"."""

    __slots__ = ("figure", "hurt")

    def __init__(self, figure: Figure, *, hurt: bool) -> None:
        self.figure = figure
        self.hurt = hurt
        """Told to be wounded: only that the wounded has died is news."""


def person_of(figures: list[Figure], links: list[Link]) -> Person | None:
    """Whom a sentence leaves to the next: its one person, of whom nothing is told but wounds."""
    persons = [figure for figure in figures if figure.family == "people" and figure.best is not None]
    if len(persons) != 1 or not persons[0].single or persons[0].best != 1:
        return None
    told = {link.predicate.measure for link in links if link.figure is persons[0]}
    return Person(persons[0], hurt=bool(told)) if told <= {"injured"} else None


def told_of_person(scan: Scan, figures: list[Figure], links: list[Link], before: Person | None) -> list[Link]:
    """The links with what is told of "he" or "she"; `before` is the one person of the sentence before."""
    taken = {link.at for link in links}
    tolls = (at for at, (_, told) in scan.predicates.items() if at not in taken and told[0].measure in TOLLS)
    found: list[Link] = []
    for at in tolls:
        he = _pronoun(scan, at)
        one = _meant(figures, links, he, before) if he >= 0 else None
        if one is not None:
            again = Figure(he, he + 1, 1, 1, 1, EXACT, one.figure.nouns, counted=False, single=True)
            again.ages, again.young = one.figure.ages, one.figure.young
            found += [k for k in links_to(scan, again, at) if k.predicate.measure == "killed" or not one.hurt]
    if not found:
        return links
    news = next((link for link in found if link.predicate.measure == "killed"), found[0])
    figures.append(news.figure)
    figures.sort(key=lambda figure: figure.start)
    return sorted([*links, news], key=lambda link: link.figure.start)


def _meant(figures: list[Figure], links: list[Link], he: int, before: Person | None) -> Person | None:
    """The one person told of before a pronoun, in its sentence or, where that opens one, in the sentence before."""
    ahead = [figure for figure in figures if figure.end <= he and figure.family == "people"]
    return person_of(ahead, links) if ahead else (before if he < _OPENS else None)


def _pronoun(scan: Scan, at: int) -> int:
    """ "She was taken to hospital", "у неї уламкові поранення", "killing her": where the word for the person stands."""
    tokens, end = scan.tokens, scan.predicates[at][0]
    inside = next((n for n in range(at, end) if tokens[n].says("he_she") and end > at + 1), -1)
    if inside >= 0:
        return inside
    if end < len(tokens) and tokens[end].says("he_she") and end + 1 not in scan.nouns:
        return end
    for n in range(at - 1, max(-1, at - _NEAR - 2), -1):
        if tokens[n].says("he_she"):
            return n
        if tokens[n].kind == MARK or n in scan.nouns or n in scan.blocked or n in scan.predicates:
            return -1
    return -1
