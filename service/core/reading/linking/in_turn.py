"""Figures whose places or words are told by their order, "3 and 5, respectively", or by a bracket: "Sumy (4)"."""

from typing import Final

from service.core.pairs import pairs
from service.core.places import kinds
from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link
from service.core.reading.named import Named
from service.core.reading.scan import Scan
from service.core.reading.text import MARK

_APART: Final = 2
"""Most tokens between two of those told in turn: a comma and "and"."""
_SEVERAL: Final = 2
_TURNS: Final = {"former": 0, "latter": 1}
"""Roles of words for the one and the other of two places."""
_AREAS: Final = (kinds.COUNTRY, kinds.OBLAST)
_BRACKET: Final = 40
"""Most tokens of a bracket."""


def words_in_turn(scan: Scan, figures: list[Figure], found: list[Link]) -> list[Link]:
    """ "The numbers of killed and injured rose to 5 and 17, respectively": the first word is the first figure's."""
    if not scan.has("respectively"):
        return found
    words = [n for n, (_, told) in sorted(scan.predicates.items()) if told[0].families[0] == "people"]
    for run in _runs(scan, figures):
        starts = {figure.start for figure in run}
        told_of = [link for link in found if link.figure.start in starts]
        own = [n for n in words if n < run[0].start]
        if len(own) == len(run) and all(_listed(scan, figures, scan.predicates[a][0], b) for a, b in pairs(own)):
            found = [link for link in found if link not in told_of]
            found += [_link(scan, figure, at) for figure, at in zip(run, own, strict=True)]
        elif len(told_of) == 1:  # "injured in Kharkiv and Sumy grew to 14 and 9": the word is for both
            one = told_of[0]
            found += [one.with_figure(figure, one.noun) for figure in run if figure is not one.figure]
    return found


def _link(scan: Scan, figure: Figure, at: int) -> Link:
    end, told = scan.predicates[at]
    return Link(figure, told[0], at, end, figure.noun_for(told[0].families))


def places_in_turn(scan: Scan, figures: list[Figure], links: list[Link], named: list[Named]) -> dict[int, Named | None]:
    """The place of each figure told in turn, by the figure's start; None where a sentence before has named them."""
    if not scan.has("respectively"):
        return {}
    places = _distinct([n for n in named if not n.weak])
    found: dict[int, Named | None] = {}
    for run in _runs(scan, figures):
        starts = {figure.start for figure in run}
        told = {(link.predicate.measure, link.noun and link.noun.unit) for link in links if link.figure.start in starts}
        inner = [n for n in places if n.place is not None and n.place.kind not in _AREAS]
        around = len(places) > len(inner) == len(run)  # "in Sumy Oblast, Shostka and Konotop were hit, wounding …"
        places = inner if around else places
        if len(places) == len(run) and not _told_between(figures, places, len(run)):
            found |= {figure.start: place for figure, place in zip(run, places, strict=True)}
        elif len(told) == 1:
            found |= dict.fromkeys(starts)
    return found


def places_of_former(scan: Scan, figures: list[Figure], named: list[Named]) -> dict[int, Named | None]:
    """ "Bombs fell on Kramatorsk and Sloviansk, killing three in the former and one in the latter": of two towns."""
    marks = [(s.end - 1, _TURNS[s.what]) for s in scan.roles if s.what in _TURNS and _is_alone(scan, s.end)]
    if not marks:
        return {}
    towns = _distinct([n for n in named if n.end <= marks[0][0] and not n.foreign])
    found: dict[int, Named | None] = {}
    for figure in figures if len(towns) == _SEVERAL else ():
        beside = ((at, turn) for at, turn in marks if 0 < at - figure.end <= _SEVERAL)
        behind = next((turn for at, turn in beside if scan.tokens[figure.end].text not in ",;:"), -1)
        led = next((turn for at, turn in reversed(marks) if at < figure.start), behind)
        turn = behind if behind >= 0 else led
        if turn >= 0:
            found[figure.start] = towns[turn]
    return found


def _distinct(named: list[Named]) -> list[Named]:
    """Each place once, in the order of the sentence, by its last mention."""
    return list({n.place.id: n for n in reversed(named) if n.place is not None}.values())[::-1]


def _is_alone(scan: Scan, end: int) -> bool:
    """ "В первом", "в первом городе", with no other noun behind it."""
    tokens = scan.tokens
    alone = end >= len(tokens) or tokens[end].kind == MARK or end in scan.predicates or scan.is_number(end)
    alone = alone or tokens[end].says("and")
    return alone or scan.lexicon.articles or tokens[end].says("town_words")


def places_of_brackets(scan: Scan, figures: list[Figure], named: list[Named]) -> dict[int, Named | None]:
    """ "Zaporizhzhia (34 wounded, three of them children) and Khmelnytskyi": a bracket is of the place right before."""
    tokens = scan.tokens
    found: dict[int, Named | None] = {}
    bracketed = [n for n in named if n.place is not None and n.end < len(tokens) and tokens[n.end].text == "("]
    if not bracketed:
        return found
    others, counted = {n.start for n in named}, {figure.start for figure in figures}
    for place in bracketed:
        within = range(place.end + 1, min(place.end + _BRACKET, len(tokens)))
        closes = next((n for n in within if tokens[n].text == ")"), 0)
        inside = range(place.end + 1, closes)
        if others.isdisjoint(inside):
            found.update((n, place) for n in inside if n in counted)
    return found


def _runs(scan: Scan, figures: list[Figure]) -> list[list[Figure]]:
    """Figures with nothing but commas and "and" between them."""
    runs: list[list[Figure]] = []
    for figure in figures:
        if runs and figure.counted and runs[-1][-1].counted and _joined(scan, runs[-1][-1].end, figure.start):
            runs[-1].append(figure)
        else:
            runs.append([figure])
    return [run for run in runs if len(run) >= _SEVERAL]


def _told_between(figures: list[Figure], places: list[Named], many: int) -> bool:
    """ "В Днепре шесть погибших и 30 раненых, в Харькове — трое и 19": the first place has figures of its own."""
    between = (sum(f.counted and a.end <= f.start < b.start for f in figures) for a, b in pairs(places))
    return any(told >= many for told in between)


def _listed(scan: Scan, figures: list[Figure], low: int, high: int) -> bool:
    """Joined, or with the figure of the second word between: "6 погибших и 30 раненых"."""
    between = next((f for f in figures if f.counted and low < f.start and f.end == high), None)
    return _joined(scan, low, high if between is None else between.start)


def _joined(scan: Scan, low: int, high: int) -> bool:
    between = [scan.tokens[n] for n in range(low, high)]
    joins = (token.text == "," or token.says("and") for token in between)
    return 0 < len(between) <= _APART and all(joins)
