"""Figures that leave out what was said of those before them: "In Konotop 14,300 are cut off. In Putyvl 2,100."."""

from typing import Final

from schemas.vocabulary import Qualifier
from service.core.reading.counting import PEOPLE
from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK, NUMBER
from service.core.reading.words import Noun

_MARKS: Final = frozenset("–—-:,;•()")
_OPENING: Final = 8
"""Most tokens from one figure to the next, or to the first."""
_ALL: Final = 3
"""Fewest tokens of "all of them" and of what befell them."""
_IT_WAS: Final = 4
"""Most tokens from "it" to the word for what happened."""
_AND_HIS: Final = 2
"""Most tokens of "and his"."""
_AS_MANY: Final = 3
"""Tokens at the start of a sentence in which "as many" opens it."""


def told_last(links: list[Link]) -> Link | None:
    """What a sentence tells of people or supplies; None where it tells several things, or anything else."""
    measures = {link.predicate.measure for link in links}
    told = links[-1] if len(measures) == 1 else None
    if told is None or told.predicate.kind or told.predicate.families[0] not in ("people", "customers", "buildings"):
        return None
    return told if told.predicate.measure in PEOPLE or told.predicate.is_supply else None


def likewise(scan: Scan, figures: list[Figure], told: Link | None) -> list[Link]:
    """A sentence of places and figures alone goes on from the one before: "У Путивлі — 2 100, у Глухові — 800"."""
    counted: list[Figure] = []
    for figure in figures:
        if figure.counted or is_person(scan, figure) or (counted and _joined(scan, counted[-1].end, figure)):
            counted.append(figure)
    if told is None or not counted or scan.predicates or len(counted) != len(figures):
        return []
    lows = [0, *(figure.end for figure in counted)]
    for low, figure, behind in zip(lows, counted, [*counted[1:], None], strict=False):
        joined = low > 0 and _joined(scan, low, figure)
        if not joined and not _at_a_place(scan, figure, low, behind):
            return []
    return _linked(counted, told)


def _joined(scan: Scan, end: int, figure: Figure) -> bool:
    """ "У Чугуєві – хлопець і його батько", "Izium: a boy of 14 and his father": one more at the same place."""
    between = [scan.tokens[n] for n in range(end, figure.start) if n not in scan.aged]
    return figure.family == "people" and 0 < len(between) <= _AND_HIS and between[0].says("and")


def by_then(scan: Scan, figures: list[Figure], told: Link | None) -> list[Link]:
    """ "Без світла 22 000 абонентів. О 9-й – уже 14 000": a time and a figure alone tell what it is now."""
    one = figures[0] if len(figures) == 1 else None
    if told is None or one is None or scan.predicates or scan.lexicon.articles:
        return []
    tokens, at = scan.tokens, one.start
    bare = one.counted and not one.nouns and not one.more and 0 < at <= _OPENING
    if not bare or any(token.kind != MARK for token in tokens[one.end :]) or any(n in scan.blocked for n in range(at)):
        return []
    lead = tokens[:at]
    hour = any(token.says("clock") or token.says("moments") or token.kind == NUMBER for token in lead)
    parted = any(token.text in DASHES or token.says("now") or token.text == ":" for token in lead[-_AND_HIS:])
    fallen = told.predicate.measure in PEOPLE and (one.best or 0) < (told.figure.best or 0)  # "учора ввечері – 9"
    if not parted or fallen or not (hour or scan.timings):
        return []
    if scan.is_plain(0) and len(tokens[0].norm) > _AND_HIS:
        return []  # "температура о 14:00 – 15"
    one.total = True
    return _linked([one], told)


def is_person(scan: Scan, figure: Figure) -> bool:
    """ "У Лозовій — жінка 50 років;": one who is only named, or two."""
    return figure.best is not None and figure.family == "people" and not scan.lexicon.articles


def end_of(scan: Scan, figure: Figure) -> int:
    """Where a figure ends with the ages behind it."""
    return scan.behind_age(figure.end)


def _linked(figures: list[Figure], told: Link) -> list[Link]:
    """The figures with the word of the sentence before; none where one counts something else."""
    links: list[Link] = []
    for figure in figures:
        noun = figure.noun_for(told.predicate.families) if figure.nouns else told.noun
        if figure.nouns and noun is None:
            return []
        if not figure.nouns and noun is not None:
            figure.nouns = (noun,)  # what the next sentence may leave out as well
        links.append(Link(figure, told.predicate, 0, 0, noun))
    return links


def _at_a_place(scan: Scan, figure: Figure, low: int, behind: Figure | None = None) -> bool:
    """From `low` nothing but "in", a place, a mark or "such" stands before it, and a mark or one more behind it."""
    tokens, end = scan.tokens, end_of(scan, figure)
    more = behind is not None and _joined(scan, end, behind)
    if figure.nouns and figure.family not in ("people", "customers", "buildings", "settlements"):
        return False
    if figure.start - low > _OPENING or (end < len(tokens) and tokens[end].kind != MARK and not more):
        return False
    # Ages pass, too: "в Ізюмі — 80-річна жінка".
    lead = [n for n in range(low, figure.start) if n not in scan.blocked and n not in scan.aged]
    worst = next((s.end for s in scan.roles if s.what == "hardest" and s.start == low == 0), 0)
    lead = [n for n in lead if n >= worst]  # "Хуже всего в Киевской (102 тыс.) и Житомирской (48 тыс.) областях"
    opened = bool(lead) and (tokens[lead[0]].says("located") or tokens[lead[-1]].text in _MARKS)
    words = (tokens[n] for n in lead if tokens[n].text not in _MARKS)
    if any(tokens[n].says("destination") for n in lead):
        return False
    small = all(any(word.says(name) for name in ("located", "such", "and", "skip")) for word in words)
    return opened and small and any(n in scan.blocked for n in range(low, figure.start))


def heading_line(
    scan: Scan, figures: list[Figure], links: list[Link], above: Link | None, told: Link | None
) -> list[Link]:
    """ "Короп: 980, із них уже підключено 400" below "Мена: без живлення 3 100": the first, as above.

    So is, behind what was `told`, "Київський: ще двоє, пошкоджено 17 будинків", which no word of its own claims.
    """
    first = figures[0] if figures else None
    if above is None and first is not None and first.more and links and _is_left(first, links):
        above = told
        links = links if told is not None else [link for link in links if link.figure is not first]
    if above is None or first is None or not first.counted or first.start > _OPENING or not links:
        return links
    mine = [link for link in links if link.figure is first]
    if any(link.at < first.start for link in mine) or not _at_a_place(scan, first, 0):
        return links
    if any(n < first.start for n in scan.predicates):
        return links
    return _linked([first], above) + [link for link in links if link.figure is not first]


def _is_left(first: Figure, links: list[Link]) -> bool:
    """No word of its own: "ще двоє, пошкоджено 17 будинків"; in "ще один, згоріло авто" what burned is the car."""
    mine = [link for link in links if link.figure is first]
    own = (any(k.at == link.at and k.figure is not first for k in links) for link in mine)
    return not first.nouns and all(link.at == first.end + 1 and link.predicate.is_damage for link in mine) and all(own)


def told_of_it(scan: Scan, figures: list[Figure], thing: tuple[Noun, ...]) -> list[Figure]:
    """ "A drone hit a warehouse. It has burned down": the word stands for the one thing that was named before."""
    tokens = scan.tokens
    if not thing or not tokens or not tokens[0].says("it_words"):
        return figures
    words = range(1, min(_IT_WAS, len(tokens)))
    told = next((n for n in words if n in scan.predicates or not scan.is_small(n)), 0)
    found = scan.predicates.get(told, (0, ()))[1]
    if not any(p.is_damage and p.side != "before" and not p.kind for p in found):
        return figures
    it = Figure(0, 1, 1, 1, None, Qualifier.AT_LEAST, thing, counted=False)
    return [it, *figures]


def thing_of(figures: list[Figure]) -> tuple[Noun, ...]:
    """The one thing that a sentence names, for "it" in the next."""
    things = [figure for figure in figures if figure.is_thing]
    alone = things[0] if len(things) == 1 and things[0].best == 1 else None
    return alone.nouns if alone is not None else ()


def pending(scan: Scan, figures: list[Figure]) -> Figure | None:
    """ "Сім керованих авіабомб за сорок хвилин.": the one thing that a sentence without a word of its own counts."""
    counted = [figure for figure in figures if figure.counted and figure.family not in ("", "none")]
    return counted[0] if len(counted) == 1 and not counted[0].start and not scan.predicates else None


def left_over(figures: list[Figure], links: list[Link]) -> Figure | None:
    """ "Дрон влучив в авто, де були троє поліцейських": the only persons counted, nothing told of them."""
    persons = [figure for figure in figures if figure.counted and figure.family == "people"]
    told = any(link.figure is persons[0] for link in links) if len(persons) == 1 else True
    return None if told else persons[0]


def all_of_them(scan: Scan, figures: list[Figure], before: Figure | None) -> list[Figure]:
    """ "… Усі вони поранені", "All of them were wounded": so many as the sentence before counted."""
    tokens = scan.tokens
    if before is None or len(tokens) < _ALL or not tokens[0].says("alls"):
        return figures
    at = 1 + tokens[1].says("of")
    if not tokens[at].says("they"):
        return figures
    same = Figure(0, at + 1, before.low, before.best, before.high, before.qualifier, before.nouns)
    return [same, *(figure for figure in figures if figure.start > at)]


def as_many(scan: Scan, figures: list[Figure], said: Figure | None) -> list[Figure]:
    """ "… Стільки росіяни скинули на Запоріжжя": the word stands for the figure of the sentence before."""
    if said is None:
        return figures
    at = next((n for n in range(min(_AS_MANY, len(scan.tokens))) if scan.tokens[n].says("as_many")), -1)
    if at < 0 or any(figure.start <= at < figure.end for figure in figures):
        return figures
    same = Figure(at, at + 1, said.low, said.best, said.high, said.qualifier, said.nouns)
    return sorted([*figures, same], key=lambda figure: figure.start)
