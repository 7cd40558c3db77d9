"""What was launched, and what of it was shot down: "of 60 drones 54 were shot down", so sixty had been launched."""

from dataclasses import replace
from typing import Final

from service.core.reading.figures.figure import Figure
from service.core.reading.linking.company import at_a_place
from service.core.reading.linking.fitting import DOWNED
from service.core.reading.linking.links import Link
from service.core.reading.scan import Scan
from service.core.reading.text import MARK, WORD

_OF_THE: Final = 3
"""Most tokens of "of the" between some and all of them."""
_BY_ONE: Final = ("ою", "ой", "ею", "ом", "ем", "им", "ым", "у", "ю")
"""Endings of "with a missile" and of what is launched, where it is one."""
_ALL: Final = 4
"""Most tokens from "all of" to "were shot down"."""
_LIST: Final = 10
"""Most tokens from one of those launched to the next."""
_FEW: Final = 5
"""Most drones or missiles that one thing is told to be hit by."""
_BY_SEVERAL: Final = ("ма", "мя", "ами", "ями")
"""Endings of "with two", in Ukrainian and Russian."""
_FIRED: Final = 12
"""Most tokens from "fired" to "were shot down"."""


def did_it(scan: Scan, link: Link, links: list[Link]) -> bool:
    """ "Two drones destroyed a warehouse": the word has its object, so nothing was shot down; nor is anything told to
    be launched by "hits by 12 drones and 5 missiles were recorded", or by the few that hit one thing.
    """
    if _hit_one(link, links):
        return True
    if link.predicate.measure == "launched" and link.at >= link.figure.end:
        by = link.end > link.at + 1 and not scan.lexicon.articles
        if by and any(k.at == link.at and k.predicate.is_damage and k.figure.start > k.at for k in links):
            return True  # "два дрона ударили по складу": they have hit it
        before = (k for k in links if k.predicate.measure == "hits" and k.at < k.figure.start)
        return any(k.figure.end == link.figure.start - 1 for k in before)
    if link.predicate.measure not in DOWNED:
        return False
    behind = link.figure.start > link.at
    if behind and not scan.tokens[link.figure.start].norm.endswith(_BY_SEVERAL):
        return False  # "школу знищено двома ракетами"
    mine = (k for k in links if k.at == link.at and k.predicate.measure == "destroyed")
    return any((k.figure.start < k.at) is behind for k in mine)


def _hit_one(link: Link, links: list[Link]) -> bool:
    """ "Завод накрило двома ракетами", "два дрони вдарили по складу": what hit it, beside the one thing it hit."""
    few = link.predicate.measure == "launched" and 0 < (link.figure.best or 0) <= _FEW
    if not few or link.at <= link.figure.start < link.end:
        return False
    return any(k.at == link.at and k.predicate.is_damage and k.figure.is_thing for k in links)


def as_launched(scan: Scan, link: Link, links: list[Link], figures: list[Figure]) -> Link:
    """ "18 targets, 16 of them were shot down": the first are what was launched."""
    figure, at = link.figure, link.at
    if link.predicate.measure == "hits":
        return _sent_with(link, links, frozenset({"launched"}))
    if link.predicate.measure == "launched":
        # "Downed three missiles and 25 drones fired by Russia".
        return _downed_along(scan, link, links) or _sent_with(link, links, DOWNED)
    if link.predicate.measure not in DOWNED or not figure.nouns or not figure.counted or figure.end > at:
        return link
    if any(f.base and f.start == figure.end + 1 for f in figures):
        return link  # "63 із 70 шахедів, ще шість не долетіли": what became of some of them
    for other in links:
        later = other.at == at and figure.end <= other.figure.start < at
        later = later and (not other.figure.nouns or other.figure.nouns is other.figure.borrowed is figure.nouns)
        later = later or (other.at == at and _is_of_which(scan, link, other))
        later = later and not (at_a_place(scan, figure) and at_a_place(scan, other.figure))  # each is told of its own
        if later and (other.figure.best or 0) <= (figure.best or figure.low or 0):
            launched = replace(link.predicate, measure="launched")
            return Link(figure, launched, at, link.end, link.noun, again=link.again)
    return link


def _downed_along(scan: Scan, link: Link, links: list[Link]) -> Link | None:
    """ "Downed 88 drones, along with three missiles fired from jets": they are downed, too."""
    tokens, start = scan.tokens, link.figure.start
    flown = link.at == link.figure.end and link.figure.counted and scan.lexicon.articles
    flown = flown and any(token.says("origins") for token in tokens[link.end - 1 : link.end + 1])
    joined = start > 0 and (
        tokens[start - 1].says("and") or any(s.what == "likewise" and s.end == start for s in scan.roles)
    )
    if not flown or not joined:
        return None
    before = [k for k in links if k.predicate.measure in DOWNED and k.at < k.figure.start < start]
    last = before[-1] if before else None
    closed = last is None or any(token.text in ";:" for token in tokens[last.figure.end : start])
    return None if closed or last is None else last.with_figure(link.figure, link.noun)


def _is_of_which(scan: Scan, link: Link, other: Link) -> bool:
    """ "810 drones, of which 747 drones were shot down", "519 БпЛА і 40 ракет, збито 474 та 29 відповідно"."""
    tokens = scan.tokens
    behind = link.figure.end <= other.figure.start
    alike = link.noun is not None and other.noun is not None and link.noun.unit == other.noun.unit
    if not behind or not alike:
        return False
    between = range(link.figure.end, other.figure.start - 1)
    return scan.has("respectively") or any(
        tokens[n].says("of") and (tokens[n + 1].says("relatives") or tokens[n + 1].says("them")) for n in between
    )


def _sent_with(link: Link, links: list[Link], measures: frozenset[str]) -> Link:
    """ "A wave of 480 drones and 45 missiles hit Ukraine": the second kind was launched as the first."""
    figure = link.figure
    for other in links:
        beside = other.figure.end == figure.start - 1 and other.at < other.figure.start
        beside = beside and link.noun is not None and other.noun is not None and link.noun.unit != other.noun.unit
        if beside and other.predicate.measure in measures and figure.end <= link.at and figure.counted:
            return Link(figure, other.predicate, other.at, other.end, link.noun)
    return link


def single_ones(scan: Scan, figures: list[Figure], links: list[Link]) -> list[Link]:
    """ "Атакував ракетою Х-31П та 149 дронами": beside those that are counted, one that is only named."""
    told = [k for k in links if k.predicate.measure == "launched" and k.figure.counted and k.at < k.figure.start]
    found: list[Link] = []
    for figure in figures if told and not scan.lexicon.articles else ():
        noun = figure.noun_for(("weapon",))
        if figure.counted or figure.best != 1 or noun is None or figure.end in scan.predicates:
            continue
        if not scan.tokens[figure.start].norm.endswith(_BY_ONE):
            continue  # "выпустил 315 снарядов из миномётов и РСЗО"
        others = (k for k in told if k.noun is not None and k.noun.unit != noun.unit)  # "145 «шахедів» та БпЛА"
        link = next((k for k in others if _beside(scan, figure, k)), None)
        if link is not None:
            found.append(Link(figure, link.predicate, link.at, link.end, noun))
    return found


def _beside(scan: Scan, figure: Figure, link: Link) -> bool:
    """In one list behind the word, with no other word between."""
    tokens, before = scan.tokens, figure.start - 1
    apart = range(link.end, figure.start)  # "атакував Україну балістичною ракетою та 101 БпЛА"
    first = all(tokens[n].kind == WORD and n not in scan.nouns for n in apart)
    opens = first or tokens[before].text == "," or tokens[before].says("and")
    low, high = sorted((figure.start, link.figure.start))
    behind = link.end <= figure.start and high - low <= _LIST
    return opens and behind and not any(n in scan.predicates for n in range(link.end, max(high, link.end)))


def downed_behind(scan: Scan, figures: list[Figure], links: list[Link]) -> list[Link]:
    """ "Two missiles fired from a ship were shot down": both are told of the two."""
    found: list[Link] = []
    some = {link.figure.end for link in links if link.predicate.measure in DOWNED}  # "nine of ten drones launched"
    for link in links:
        if not some.isdisjoint(range(link.figure.start - _OF_THE, link.figure.start + 1)):
            continue
        if link.predicate.measure != "launched" or link.at != link.figure.end or not link.figure.counted:
            continue
        others = (f.start for f in figures if f.counted and f.family in ("", "weapon") and f.start >= link.end)
        end = next(others, len(scan.tokens))
        for at in range(link.end + 1, min(end, link.end + _FIRED)):
            told = next((p for p in scan.predicates.get(at, (0, ()))[1] if p.measure in DOWNED), None)
            if told is not None and scan.tokens[at - 1].says("passive"):
                found.append(Link(link.figure, told, at, scan.predicates[at][0], link.noun))
                break
            if scan.tokens[at].text in ",;:":
                break
    return found


def all_downed(scan: Scan, links: list[Link]) -> list[Link]:
    """ "Выпустили две ракеты, обе сбиты", "12 drones, all of which were shot down": as many as were launched."""
    found: list[Link] = []
    for link in links:
        figure = link.figure
        if link.predicate.measure != "launched" or not figure.counted or figure.best is None:
            continue
        low = max(figure.end, link.end)
        at = next((n for n in range(low + 1, min(low + _LIST, len(scan.tokens))) if _all(scan, n, figure.best)), -1)
        between = [k for k in links if k.figure is not figure and figure.end <= k.figure.start <= at]
        alone = not between or all(k.predicate.measure == "launched" for k in between if scan.tokens[at].says("alls"))
        behind = range(at + 1, min(at + 1 + _ALL, len(scan.tokens)))
        verb = next((n for n in behind if n in scan.predicates or scan.is_number(n)), -1) if at > 0 and alone else -1
        told = next((p for p in scan.predicates.get(verb, (0, ()))[1] if p.measure in DOWNED), None)
        if told is not None:
            found.append(Link(figure, told, verb, scan.predicates[verb][0], link.noun))
    return found


def _all(scan: Scan, at: int, count: float) -> bool:
    """ ", both", ", all": behind a mark or "and"."""
    token, before = scan.tokens[at], scan.tokens[at - 1]
    led = before.kind == MARK or before.says("and")
    return led and (token.says("both") if count == 2 and not token.says("alls") else token.says("alls"))


def out_of(figures: list[Figure], links: list[Link]) -> list[Link]:
    """ "54 of 60 drones were shot down": sixty had been launched."""
    found: list[Link] = []
    for index, figure in enumerate(figures):
        if not figure.base or figure.noun_for(("weapon",)) is None:
            continue
        beside = [f for f in figures[max(0, index - 1) : index + 2] if f is not figure]
        link = next((k for k in links if k.figure in beside and k.predicate.measure in DOWNED), None)
        if link is not None:
            launched = replace(link.predicate, measure="launched")
            found.append(Link(figure, launched, link.at, link.end, figure.noun_for(("weapon",))))
    return found
