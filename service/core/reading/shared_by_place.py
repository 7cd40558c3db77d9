"""A toll shared out place by place: "five were hurt: in Kharkiv a man and a woman, in Kupiansk a boy and two men"."""

from typing import Final

from service.core.reading.counting import TOLLS
from service.core.reading.figures import qualifiers
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.nouns import PEOPLE
from service.core.reading.linking.links import Link
from service.core.reading.named import Named
from service.core.reading.parts import Parts
from service.core.reading.scan import Scan
from service.core.reading.scopes import Scopes

_SEVERAL: Final = 2

Item = tuple[Named, list[Figure]]


def share_by_place(scan: Scan, figures: list[Figure], links: list[Link], parts: Parts, scopes: Scopes) -> list[Link]:
    """The links without those of persons who are listed behind a toll by where they were: these are its parts."""
    for whole in links:
        items = _items(scan, figures, scopes, whole) if _opens_list(scan, whole) else []
        total = sum(figure.best or 0 for _, persons in items for figure in persons)
        if not items or total != whole.figure.best:
            continue
        listed = {figure.start for _, persons in items for figure in persons}
        first = {persons[0].start for _, persons in items}
        kept = [part for part in parts.of.get(whole.figure.start, []) if part.start not in first]
        parts.of[whole.figure.start] = kept + [_together(persons) for _, persons in items]
        parts.inside |= listed
        for named, persons in items:
            named.of = persons[0].start
            scopes.set_aside(named)
        return [link for link in links if link.figure.start not in listed]
    return links


def _opens_list(scan: Scan, link: Link) -> bool:
    """A colon stands right behind the figure and its word."""
    told = link.predicate.measure in TOLLS and not link.predicate.kind and link.figure.counted
    return told and link.last < len(scan.tokens) and scan.tokens[link.last].text == ":"


def _items(scan: Scan, figures: list[Figure], scopes: Scopes, whole: Link) -> list[Item]:
    """The places behind the colon, each with the persons up to the next; none where anything else is told there."""
    tokens, colon = scan.tokens, whole.last
    end = next((n for n in range(colon, len(tokens)) if tokens[n].text == ";"), len(tokens))
    if any(colon < n < end for n in scan.predicates):
        return []
    places = [named for named in scopes.solid if colon < named.start < end and _begins_item(scan, named)]
    if len(places) < _SEVERAL or any(colon < figure.start < places[0].start for figure in figures):
        return []
    bounds = [*(named.start for named in places[1:]), end]
    items = [(named, _persons(figures, named.end, bound)) for named, bound in zip(places, bounds, strict=True)]
    return items if all(persons for _, persons in items) else []


def _begins_item(scan: Scan, named: Named) -> bool:
    """ ", in Kupiansk": a mark or "and" stands before the place's preposition."""
    tokens, at = scan.tokens, named.start - 1
    at -= tokens[at].says("located")
    return tokens[at].text in ":," or tokens[at].says("and")


def _persons(figures: list[Figure], start: int, end: int) -> list[Figure]:
    """Those that are counted or named there, if all of them are persons."""
    found = [figure for figure in figures if start <= figure.start < end]
    alike = all(f.best is not None and (f.family == "people" if f.nouns else f.counted) for f in found)
    return found if alike else []


def _together(persons: list[Figure]) -> Figure:
    if len(persons) == 1:
        return persons[0]
    count = sum(figure.best or 0 for figure in persons)
    return Figure(persons[0].start, persons[-1].end, count, count, count, qualifiers.EXACT, (PEOPLE,), counted=True)
