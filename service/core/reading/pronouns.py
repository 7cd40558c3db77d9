"""Persons told of again: "A drone attacked a man of 60. He was wounded", "… жінку, вона в лікарні"."""

from typing import Final, final

from service.core.reading.counting import TOLLS
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.qualifiers import EXACT
from service.core.reading.linking.links import Link, links_to
from service.core.reading.scan import Scan, Span
from service.core.reading.text import DASHES, MARK

_SAVED: Final = "rescued"
_MISSING: Final = "missing"
_NEAR: Final = 4
"""Most tokens between "she" and what befell her."""
_HERS: Final = ("нка", "нку", "рка", "рку", "ека", "еку", "иця", "ицю", "ица", "ицу", "чиня", "чиню", "шка", "шку")
"""Endings of nouns of a woman, in Ukrainian and Russian."""
_OPENS: Final = 4
"""Tokens in which "he" opens a sentence that goes on about the one before."""


@final
class Person:
    """The one person of a sentence, whom the next may call "he"."""

    __slots__ = ("anyone", "figure", "hers", "plain", "told")

    def __init__(self, scan: Scan, figure: Figure, told: str | None) -> None:
        noun = scan.tokens[figure.end - 1]
        self.figure = figure
        self.told = told
        """The measure told of it, if any: of the wounded only that they have died is news, of the dead nothing."""
        self.hers = is_hers(scan, figure)
        self.anyone = noun.says("anyone")
        """ "A person", "a child": man or woman."""
        self.plain = noun.says("plain_person")
        """ "A woman": whatever she does."""


def person_of(scan: Scan, figures: list[Figure], links: list[Link]) -> Person | None:
    """Whom a sentence leaves to the next: its one person, of whom at most a toll is told."""
    persons = [figure for figure in figures if figure.family == "people" and figure.best is not None]
    if len(persons) != 1 or not persons[0].single or persons[0].best != 1:
        return None
    told = {link.predicate.measure for link in links if link.figure is persons[0]}
    if len(told) > 1 or not told <= {*TOLLS, _SAVED, _MISSING}:
        return None
    return Person(scan, persons[0], next(iter(told), None))


def persons_again(
    scan: Scan, figures: list[Figure], links: list[Link], before: Person | None
) -> tuple[list[Link], Person | None]:
    """The links with what is told of the one before and without who is told again; and whom the sentence leaves."""
    links = told_of_person(scan, figures, links, before)
    _find(scan, links, before)
    return described_again(scan, links, before), person_of(scan, figures, links)


def told_of_person(scan: Scan, figures: list[Figure], links: list[Link], before: Person | None) -> list[Link]:
    """The links with what is told of "he" or "she"; `before` is the one person of the sentence before."""
    taken = {link.at for link in links}
    lost = before is not None and before.told in (None, _MISSING)
    news_of = (*TOLLS, _SAVED) if lost else TOLLS  # "a woman is missing. She was found alive"
    tolls = (at for at, (_, told) in scan.predicates.items() if at not in taken and told[0].measure in news_of)
    found: list[Link] = []
    died: Figure | None = None
    for at in tolls:
        he = _pronoun(scan, at)
        one = _meant(scan, figures, links, he, before) if he >= 0 else None
        if one is not None and one.told != "killed":
            again = Figure(he, he + 1, 1, 1, 1, EXACT, one.figure.nouns, counted=False, single=True)
            again.ages, again.young = one.figure.ages, one.figure.young
            news = one.told in (None, _SAVED, _MISSING)
            found += [k for k in links_to(scan, again, at) if news or k.predicate.measure == "killed"]
            died = one.figure
    if not found:
        return links
    last = next((link for link in found if link.predicate.measure == "killed"), found[0])
    if last.predicate.measure == "killed":  # "жінку забрали до лікарні, де вона померла": wounded she is no more
        links = [link for link in links if link.figure is not died]
    figures.append(last.figure)
    figures.sort(key=lambda figure: figure.start)
    return sorted([*links, last], key=lambda link: link.figure.start)


def _find(scan: Scan, links: list[Link], before: Person | None) -> None:
    """ "A woman was missing. She was found alive", "… The woman was found dead": nobody is looked for any more."""
    if before is None or before.told != _MISSING:
        return
    for link in links:
        figure = link.figure
        named = figure.single and not figure.more and figure.best == 1 and figure.end > figure.start
        again = named and (scan.tokens[figure.start].says("he_she") or _may_be(scan, figure, before))
        if again and link.predicate.measure in ("killed", _SAVED):
            scan.roles.append(Span(figure.start, figure.end, "all_saved"))


def described_again(scan: Scan, links: list[Link], before: Person | None) -> list[Link]:
    """The links without one who is only described: "Постраждала дитина. Хлопчик 7 років у лікарні"."""
    alone = links[0] if len(links) == 1 and before is not None and before.told else None
    if alone is None or before is None or not alone.figure.single or alone.figure.more or scan.blocked:
        return links
    lying = alone.predicate.kind == "state" and before.told == "injured"  # one dead is nobody in hospital
    again = lying or (_says_who_it_was(scan, alone) and alone.predicate.measure == before.told)
    return [] if again and _may_be(scan, alone.figure, before) else links


def _says_who_it_was(scan: Scan, link: Link) -> bool:
    """ "Загиблий — 61-річний чоловік": the participle opens the sentence, and a dash follows."""
    return link.at == 0 and link.end < len(scan.tokens) and scan.tokens[link.end].text in DASHES


def _may_be(scan: Scan, figure: Figure, before: Person) -> bool:
    """Whether nothing that is said of the two tells them apart: a woman is no man, a child no pensioner."""
    one = before.figure
    if one.ages and figure.ages and one.ages != figure.ages:
        return False
    if (one.part == "children") != (figure.part == "children") and not before.anyone:
        return False
    plain = before.plain or scan.tokens[figure.end - 1].says("plain_person")  # of a driver and a passenger each is one
    return before.anyone or (plain and before.hers == is_hers(scan, figure))


def is_hers(scan: Scan, figure: Figure) -> bool:
    """ "Жінка", "сумчанка": a woman or girl, by the noun or by its ending."""
    return figure.part == "women" or scan.tokens[figure.end - 1].norm.endswith(_HERS)


def _meant(scan: Scan, figures: list[Figure], links: list[Link], he: int, before: Person | None) -> Person | None:
    """The one person told of before a pronoun, in its sentence or, where that opens one, in the sentence before."""
    ahead = [figure for figure in figures if figure.end <= he and figure.family == "people"]
    return person_of(scan, ahead, links) if ahead else (before if he < _OPENS else None)


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
