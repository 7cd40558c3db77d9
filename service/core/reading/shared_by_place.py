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
from service.core.reading.text import DASHES, MARK

_SEVERAL: Final = 2
_BETWEEN: Final = 4
"""Most tokens of "at different places" before the mark that the list stands behind."""

Item = tuple[Named, list[Figure]]


def share_by_place(scan: Scan, figures: list[Figure], links: list[Link], parts: Parts, scopes: Scopes) -> list[Link]:
    """The links without those of persons who are listed behind a toll by where they were: these are its parts."""
    for whole in links:
        mark = _opens_list(scan, whole)
        items = _items(scan, figures, scopes, mark) if mark else []
        if whole.predicate.is_damage and any(figure.nouns for _, told in items for figure in told):
            continue
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


def _opens_list(scan: Scan, link: Link) -> int:
    """The mark of the list: a colon, or "трое — в Изюме двое, …", close behind the figure and its word; else 0."""
    told = link.predicate.measure in TOLLS or link.predicate.is_damage
    if not told or link.predicate.kind or not link.figure.counted:
        return 0
    first = scan.behind_place(link.last)
    near = range(first, min(first + _BETWEEN, len(scan.tokens) - 1))
    mark = next((n for n in near if scan.tokens[n].kind == MARK or n in scan.predicates or n in scan.blocked), 0)
    dashed = mark and scan.tokens[mark].text in DASHES and scan.behind_place(mark + 1) > mark + 1
    return mark if mark and (scan.tokens[mark].text == ":" or dashed) else 0


def _items(scan: Scan, figures: list[Figure], scopes: Scopes, mark: int) -> list[Item]:
    """The places behind the mark, each with the persons up to the next; none where anything else is told there."""
    tokens = scan.tokens
    end = next((n for n in range(mark, len(tokens)) if tokens[n].text == ";"), len(tokens))
    if any(mark < n < end for n in scan.predicates):
        return []
    places = [named for named in scopes.solid if mark < named.start < end and _begins_item(scan, named)]
    if len(places) < _SEVERAL or any(mark < figure.start < places[0].start for figure in figures):
        return []
    bounds = [*(named.start for named in places[1:]), end]
    items = [(named, _persons(figures, named.end, bound)) for named, bound in zip(places, bounds, strict=True)]
    return items if all(persons for _, persons in items) else []


def _begins_item(scan: Scan, named: Named) -> bool:
    """ ", in Kupiansk": a mark or "and" stands before the place's preposition."""
    tokens, at = scan.tokens, named.start - 1
    at -= tokens[at].says("located")
    return tokens[at].text in ":," or tokens[at].text in DASHES or tokens[at].says("and")


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
