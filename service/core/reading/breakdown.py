"""Sentences without a word of their own that go on from the one before: a tally broken down, a toll brought up.

"58 missiles came. Among them were 9 Kinzhals and 41 Kh-101"; "Six are hurt. By noon the figure had risen to ten".
"""

from typing import Final

from schemas.incident import Place
from schemas.vocabulary import Qualifier
from service.core.places import kinds
from service.core.reading.counting import PEOPLE, TALLIES
from service.core.reading.elliptic import end_of, is_person
from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link
from service.core.reading.scan import Scan, Span
from service.core.reading.text import DASHES, MARK
from service.core.reading.words import Predicate

_LEADING: Final = 2
"""Tokens at the start of a sentence where "among them" opens it."""
_IT_IS: Final = 2
"""Tokens of "it is" at the start of a sentence."""
_THAT_IS: Final = 4
"""Most tokens of "that is almost" before what is counted."""
_SHARES: Final = 2
"""Fewest places that share out a toll."""
_STANDS: Final = ("toll_said", "was_at", "reached")
"""Roles of words that tell where a toll stands."""
_OF_MANY: Final = ("и", "і", "ї", "ы")
"""Endings of nouns in the plural, in Ukrainian and Russian."""


def tally_of(links: list[Link]) -> Predicate | None:
    """The one tally that a sentence tells; None where it tells none or several."""
    found = {link.predicate.measure: link.predicate for link in links if link.predicate.measure in TALLIES}
    return next(iter(found.values())) if len(found) == 1 else None


def broken_down(scan: Scan, figures: list[Figure], told: Predicate | None) -> list[Link]:
    """Weapons counted behind "among them" in a sentence without a word of its own: parts of the tally just told."""
    opening = next((s for s in scan.roles if s.what.startswith("including") and s.start < _LEADING), None)
    if told is None or opening is None or scan.predicates:
        return []
    counted = [figure for figure in figures if figure.counted]
    nouns = [figure.noun_for(("weapon",)) for figure in counted]
    if None in nouns:
        return []
    return [Link(f, told, opening.start, opening.end, noun) for f, noun in zip(counted, nouns, strict=True)]


def toll_of(links: list[Link]) -> Link | None:
    """The one toll that a sentence tells; None where it tells none or several."""
    found = {link.predicate.measure: link for link in reversed(links) if link.predicate.measure in PEOPLE}
    alone = len(found) == 1 and all(link.predicate.measure in found for link in links)
    return next(iter(found.values())) if alone else None


def recalled_toll(scan: Scan, figures: list[Figure]) -> Link | None:
    """ "Ранее мы писали о шести погибших": what was said before, for "официально их четверо" in the next sentence."""
    if not scan.has("was_then"):
        return None
    tolls = [(n, p) for n, (_, found) in scan.predicates.items() for p in found[:1] if p.measure in PEOPLE]
    counted = [figure for figure in figures if figure.counted]
    if len(tolls) != 1 or len(counted) != 1:
        return None
    at, told = tolls[0]
    return Link(counted[0], told, at, scan.predicates[at][0], None)


def shared_beside(scan: Scan, figures: list[Figure], links: list[Link], tolls: list[Link]) -> list[Link]:
    """ "Five are from Zhmerynka, where two houses were hit, three — in Koziatyn": the links, and what places share."""
    if not links or not tolls or not all(k.predicate.is_damage for k in links):
        return links
    shares = spread(scan, figures, tolls, None)
    taken = {k.figure.start for k in shares}
    return sorted([k for k in links if k.figure.start not in taken] + shares, key=lambda k: k.figure.start)


def spread(scan: Scan, figures: list[Figure], tolls: list[Link], toll: Link | None) -> list[Link]:
    """ "Eight are hurt. Five are from Zhmerynka, three — in Koziatyn": places share out a toll just told."""
    tolls = tolls or ([toll] if toll is not None else [])
    if not tolls or any(p.measure in PEOPLE for _, found in scan.predicates.values() for p in found):
        return []
    counted = [f for f in figures if f.counted and (not f.nouns or f.nouns[0].family in ("people", "none"))]
    told = [figure for figure in counted if figure.best is not None and _in_a_place(scan, figure)]
    if len(told) == 1 == len(counted) and scan.tokens[told[0].start].says("which_one"):
        one = tolls[-1].predicate  # "Двоє загинули в Сумах. Третій — у Лебедині"
        end = scan.behind_place(told[0].end + 1)  # and a dash
        closed = end >= len(scan.tokens) or scan.tokens[end].kind == MARK
        alone = closed and not one.kind and all(k.predicate.measure == one.measure for k in tolls)
        return [Link(told[0], one, 0, 0, None)] if alone else []
    if len(told) < _SHARES or len(told) != len(counted):
        return []
    whole = sum(f.best or 0 for f in told)
    shared = [k.predicate for k in tolls if k.figure.best == whole and not k.predicate.kind]
    return [Link(figure, shared[0], 0, 0, None) for figure in told] if len(shared) == 1 else []


def some_there(
    scan: Scan, figures: list[Figure], links: list[Link], toll: Link | None, around: Place | None
) -> list[Link]:
    """ "13 were hurt across the oblast. Eight of them were in Kramatorsk": some of the toll told, and the links."""
    whole = toll.figure.best if toll is not None and scan.blocked else None
    if toll is None or whole is None or around is None or around.kind is not kinds.OBLAST:
        return []
    tokens, people = scan.tokens, any(k.predicate.measure in PEOPLE for k in links)
    people = people or sum(f.counted and (not f.nouns or f.family == "people") for f in figures) > 1
    for span in (s for s in scan.roles if s.what == "including" and s.start <= 1 and not people):
        figure = next((f for f in figures if f.counted and span.start in (0, f.end)), None)
        if figure is None or figure.best is None or figure.best >= whole or (span.start and figure.start):
            return []
        at = max(figure.end, span.end)
        at += at < len(tokens) and (tokens[at].says("passive") or tokens[at].text in DASHES)
        located = at + 1 < len(tokens) and tokens[at].says("located") and at + 1 in scan.blocked
        if located and all(tokens[n].kind == MARK for n in range(span.end, figure.start)):
            return [Link(figure, toll.predicate, 0, 0, None), *links]
    return []


def counted_otherwise(scan: Scan, figures: list[Figure], outage: Link | None) -> list[Link]:
    """ "Знеструмлено 12 сіл. Це близько 5 тисяч абонентів", "ідеться про …": the outage just told, in another unit."""
    counted = [figure for figure in figures if figure.counted]
    if outage is None or outage.noun is None or not counted or scan.predicates:
        return []
    figure = counted[0]
    said = any(s.what == "toll_said" and s.end == figure.start for s in scan.roles)
    opened = scan.tokens[0].says("that_is") or any(s.what == "that_is" and not s.start for s in scan.roles)
    opened = opened and len(counted) == 1 and figure.start <= _THAT_IS
    noun = figure.noun_for(outage.predicate.families)
    if not (opened or said) or noun is None or noun.unit == outage.noun.unit:
        return []
    return [Link(figure, outage.predicate, 0, 1, noun)]


def clarified(scan: Scan, figures: list[Figure], told: Link | None) -> list[Link]:
    """ "Поранено п'ятеро. Увечері поліція уточнила дані: семеро": behind a colon what was just told, as it is now."""
    said = next((s.end for s in scan.roles if s.what == "corrects"), None)
    if told is None or scan.predicates or said is None:
        return []
    behind = next((n for n in range(said, min(said + _LEADING + 1, len(scan.tokens))) if scan.tokens[n].text == ":"), 0)
    if not behind:
        return []
    counted = [f for f in figures if f.counted and f.start > behind]
    total = next((s.end for s in scan.roles if s.what == "total" and s.start > behind), behind + 1)
    one = next((f for f in counted if f.start == total), None)  # "18 сіл та місто, разом 19 населених пунктів"
    noun = one.noun_for(told.predicate.families) if one is not None and one.nouns else told.noun
    unknown = noun is None or told.noun is None or noun.unit != told.noun.unit
    if one is None or one.best is None or (one.nouns and unknown) or (one is not counted[-1] and one.nouns):
        return []
    one.total = True
    return [Link(one, told.predicate, 0, 0, noun)]


def _in_a_place(scan: Scan, figure: Figure) -> bool:
    """Nothing but a dash and a preposition stands between a person, or a bare figure, and a place."""
    tokens = scan.tokens
    end, among = scan.role_at.get(figure.end, (0, ""))
    end = end if among == "including" else figure.end  # "двоє з них — у Херсоні"
    at = end + (end < len(tokens) and tokens[end].text in "–—")
    persons = not figure.nouns or figure.nouns[0].family == "people"
    located = at < len(tokens) and (tokens[at].says("located") or tokens[at].says("of"))
    return persons and located and at + 1 in scan.blocked


def brought_up(scan: Scan, figures: list[Figure], toll: Link | None) -> list[Link]:
    """ "An hour later the prosecutors spoke of ten": the toll just told has come to a number that names nobody."""
    told = toll.predicate if toll is not None else None
    cut = next((n for n, token in enumerate(scan.tokens) if token.text == ";"), len(scan.tokens))
    if told is None or told.kind or any(n < cut for n in scan.predicates):
        return []
    total = _total_alone(scan, figures)
    if total is not None:
        return [Link(total, told, total.start, total.end, None)]
    others = any(nouns[0].family not in ("people", "none") for n, (_, nouns) in scan.nouns.items() if n < cut)
    tokens = scan.tokens
    said = (s for s in scan.roles if s.what in ("reached", "toll_said"))
    roles = {s.end + (s.end < len(tokens) and tokens[s.end].text in DASHES): s for s in said}
    if len(tokens) > _IT_IS and tokens[0].says("toll_words") and tokens[1].says("passive"):
        roles.setdefault(_IT_IS, Span(0, _IT_IS, "toll_said"))  # "The toll was given as seven. It is five."
    found = [f for f in figures if f.counted and not f.nouns and not f.base and f.start in roles and f.start < cut]
    if others or len(found) != 1 or _opens_with_others(scan):
        return []
    role = roles[found[0].start]
    lead = range(max(0, role.start - _LEADING), role.end)
    names = (n for n in lead if scan.tokens[n].says("toll_words"))
    if not any(n >= role.start or not scan.tokens[n + 1].says("of") for n in names):
        return []  # "the number of attacks has reached 40"
    return [Link(found[0], told, role.start, role.end, None)]


def stands_now(scan: Scan, figures: list[Figure], links: list[Link]) -> list[Link]:
    """ "Put the toll at two; it is now five", "at three, and at lunchtime it stood at five": what it has come to."""
    said = {s.end: s for s in scan.roles if s.what in _STANDS}
    found = next((f for f in figures if f.start in said and f.counted and not f.nouns), None)
    toll = links[0] if len(links) == 1 else None
    if found is None or toll is None or toll.predicate.measure not in PEOPLE or toll.figure.nouns:
        return links
    between = range(max(toll.figure.end, toll.end), said[found.start].start)
    rises = (found.best or 0) > (toll.figure.best or 0) > 0  # "the toll is 31; on Friday it stood at 25"
    marked = any(scan.tokens[n].kind == MARK for n in between) and not any(n in scan.predicates for n in between)
    return [Link(found, toll.predicate, toll.at, toll.end, None)] if rises and marked else links


def elsewhere_too(scan: Scan, figures: list[Figure], told: Link | None) -> list[Link]:
    """ "8,000 are cut off in Sumy region. For Kharkiv region the figure was 12,000": the same outage, and its unit."""
    off = told is not None and told.predicate.measure.startswith("without_")
    placed = bool(figures) and (not scan.blocked or min(scan.blocked) < figures[0].start)
    found = brought_up(scan, figures, told) if off and placed else []
    for link in found:
        link.figure.total = link.figure.total or not scan.blocked  # "by evening the figure had fallen to 1,200"
    return [Link(k.figure, k.predicate, k.at, k.end, told.noun) for k in found] if told is not None else []


def _total_alone(scan: Scan, figures: list[Figure]) -> Figure | None:
    """ "Загалом — шестеро.", "That makes six.": a sentence of nothing but a total."""
    total = next((s for s in scan.roles if s.what in ("total", "reached") and s.start == 0), None)
    figure = figures[0] if len(figures) == 1 else None
    if total is None or figure is None or not figure.counted or figure.nouns or figure.base:
        return None
    inside = max(total.end, figure.end) if total.end >= figure.start else total.end
    others = (n for n in range(inside, len(scan.tokens)) if not figure.start <= n < figure.end)
    alone = all(scan.tokens[n].kind == MARK or scan.tokens[n].says("toll_words") or scan.is_small(n) for n in others)
    return figure if alone else None


def _opens_with_others(scan: Scan) -> bool:
    """ "Пункти незламності працюють цілодобово, їх 57": of what the sentence begins with, and it is nobody."""
    known = scan.nouns.get(0)
    none = known is not None and known[1][0].family == "none" and known[1][0].plural
    strange = not scan.lexicon.articles and scan.is_plain(0) and scan.tokens[0].norm.endswith(_OF_MANY)
    return none or strange


def heading_of(scan: Scan, figures: list[Figure]) -> Link | None:
    """ "Customers cut off by the strikes, the ministry said:": the one word before the first colon, with no figure."""
    colon = next((n for n, token in enumerate(scan.tokens) if token.text == ":"), 0)
    starts = [n for n, (_, found) in scan.predicates.items() if any(p.kind != "attack" for p in found)]
    if not colon or len(starts) != 1 or starts[0] > colon:
        return None
    end, predicates = scan.predicates[starts[0]]
    told = next((p for p in predicates if p.families[0] in ("people", "customers", "weapon") and not p.kind), None)
    tally = told is not None and told.families[0] == "weapon" and colon == len(scan.tokens) - 1
    if not tally and any(f.counted and f.start < colon for f in figures):
        return None  # "98 were downed:" closes a line, and each below it tells of one weapon
    if told is None:
        return _heading_of_things(scan, starts[0], colon)
    named = next((nouns for close, nouns in scan.nouns.values() if close == starts[0]), ())
    noun = next((noun for noun in named if noun.family in told.families), None)
    return Link(Figure(0, 0, None, None, None, Qualifier.EXACT), told, starts[0], end, noun)


def opening_of(scan: Scan, figures: list[Figure]) -> Link | None:
    """ "Из-за атаки есть обесточенные в четырёх областях. В Донецкой — 64 тыс., …": an outage told without a figure."""
    starts = [n for n, (_, found) in scan.predicates.items() if found[0].measure.startswith("without_")]
    if len(starts) != 1 or any(figure.counted and figure.nouns for figure in figures):
        return None
    end, predicates = scan.predicates[starts[0]]
    told = next((p for p in predicates if p.measure.startswith("without_") and p.side == "both"), None)
    figure = Figure(0, 0, None, None, None, Qualifier.EXACT)
    return Link(figure, told, starts[0], end, None) if told is not None else None


def _heading_of_things(scan: Scan, start: int, colon: int) -> Link | None:
    """ "Внаслідок атаки пошкоджено:": the word stands right before the colon that closes the line."""
    end, predicates = scan.predicates[start]
    if end != colon or colon != len(scan.tokens) - 1:
        return None
    told = next((p for p in predicates if p.side != "after" and not p.kind and p.is_damage), None)
    return Link(Figure(0, 0, None, None, None, Qualifier.EXACT), told, start, end, None) if told is not None else None


def _items(scan: Scan, figures: list[Figure], heading: Link | None) -> list[Link]:
    """ "• 12 будинків;", "• школу;": what a line under a heading counts, or names at its beginning."""
    if heading is None or not heading.predicate.is_damage or scan.predicates:
        return []
    told = heading.predicate
    # A thing that is only named opens its line, or stands behind a place and a mark: "у Лозівському районі – школу".
    named = [f for f in figures if f.counted or not f.start or f.start - 2 in scan.blocked]
    items = [(figure, figure.noun_for(told.families)) for figure in named]
    return [Link(figure, told, 0, 0, noun) for figure, noun in items if noun is not None]


def headed(scan: Scan, figures: list[Figure], above: Link | None) -> list[Link]:
    """ "Cut off: Sumy region – 29,000; …", on one line or on lines of their own: of the word before the colon."""
    own = heading_of(scan, figures)
    heading = own or above
    items = _items(scan, figures, above)
    if items:
        return items
    counted = [figure for figure in figures if figure.counted or is_person(scan, figure)]
    if heading is None or heading.predicate.is_damage or (own is None and scan.predicates):
        return []
    tally = heading.predicate.families[0] == "weapon"
    if not all(f.noun_for(("weapon",)) is not None if tally else _of_a_place(scan, f) for f in counted):
        return []
    told, (at, end) = heading.predicate, (heading.at, heading.end) if own is not None else (0, 0)
    nouns = [figure.noun_for(told.families) or heading.noun for figure in counted]
    return [Link(figure, told, at, end, noun) for figure, noun in zip(counted, nouns, strict=True)]


def keyed(scan: Scan, figures: list[Figure], links: list[Link]) -> list[Link]:
    """ "Power outages: Sumy region – 22,000; Kharkiv region – 9,000": what the first is told of, all are."""
    if not links or not scan.lexicon.articles or any(link.at >= link.figure.start for link in links):
        return links
    heading = heading_of(scan, figures)
    if heading is None or heading.predicate.is_damage or any(k.at != heading.at for k in links):
        return links
    told = headed(scan, figures, None)
    return told if len(told) > len(links) else links


def line_of(scan: Scan, links: list[Link]) -> Link | None:
    """ "Sumy region: over 153,000 subscribers de-energised": as such a line is told, so are those below it."""
    if len(links) != 1 or len(scan.predicates) != 1 or not scan.blocked:
        return None
    link = links[0]
    told, at, tokens = link.predicate, link.first, scan.tokens  # also "Мена: без живлення 3 100 абонентів"
    stock = told.is_supply
    headed_ = at > 1 and at - 2 in scan.blocked and tokens[at - 1].text in "–—:-"
    return Link(link.figure, told, link.at, link.end, link.noun) if stock and headed_ and link.noun else None


def _of_a_place(scan: Scan, figure: Figure) -> bool:
    """A place and a mark stand right before it, and a mark behind it."""
    at, tokens, end = figure.start, scan.tokens, end_of(scan, figure)
    bare = not figure.nouns or figure.nouns[0].family in ("people", "customers")
    closed = end >= len(tokens) or tokens[end].kind == MARK
    if bare and closed and scan.lexicon.articles and at and at - 1 in scan.blocked:
        return True  # "Without light: Sumy region 21,000 customers, Chernihiv region 9,400"
    return bare and closed and at > 1 and at - 2 in scan.blocked and tokens[at - 1].text in "–—:-("
