"""Clauses, asides and brackets: what only tells more of what stands before it, and is passed for next to nothing.

"A house, in which they were asleep, collapsed": from comma to comma nothing parts the house from its word.
"""

from bisect import bisect_left
from typing import Final

from service.core.pairs import pairs
from service.core.reading.figures.figure import Figure
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK, NUMBER, WORD

_PARTICIPLES: Final = ("вший", "вшая", "вшее", "вшие", "ющий", "ющая", "ющее", "ющие", "ящий", "ящая", "ящее", "ящие")
"""Endings of Russian participles that tell what something was doing."""
_OWNER: Final = 3
"""Most words of what somebody belongs to: "of the bus"."""
_ASIDE: Final = 8
"""Most tokens of what is said between commas."""
_SPEAKER: Final = 14
"""Most tokens of who says something, between commas."""
CLAUSE: Final = 12
"""Most tokens of a relative clause."""


def enclosed(scan: Scan, figures: list[Figure]) -> list[tuple[int, int]]:
    """ "Ще 13, серед них двоє дітей, постраждали": from comma to comma, when the word stands right behind."""
    found = [*_relative_clauses(scan, figures), *_appositions(scan, figures), *_brackets(scan, figures)]
    found += _replaced(scan, figures)
    found += _said(scan, figures)
    found += _ages(scan)
    found += _names(scan, figures)
    found += _regrets(scan)
    found += _where(scan, figures)
    found += _wounded(scan, figures)
    tokens = scan.tokens
    for start, end in _asides(scan, figures):
        commas = (n for n in range(end, min(end + 2 * _ASIDE, len(tokens))) if tokens[n].text == ",")
        comma = next((n for n in commas if n + 1 in scan.predicates or n + 2 in scan.predicates), -1)
        if comma >= 0 and not any(end <= n < comma for n in scan.predicates):
            found.append((start - 1, comma + 1))
    return found


def _where(scan: Scan, figures: list[Figure]) -> list[tuple[int, int]]:
    """ "A house where five people lived was destroyed": up to the verb, and no comma parts it.

    The same of one person: "a man who was outdoors at that moment was fatally wounded".
    """
    found: list[tuple[int, int]] = []
    tokens = scan.tokens
    for figure in figures if scan.lexicon.articles else ():
        start = scan.behind_age(figure.end)
        whose = "where" if figure.is_thing else "relatives"
        known = figure.single and (figure.is_thing or figure.family == "people")
        known = known or (figure.counted and not figure.nouns)  # "three others who were inside were hurt"
        if not known or start >= len(tokens) or not tokens[start].says(whose):
            continue
        words = (n for n in sorted(scan.predicates) if n > start)
        told = next((n for n in words if scan.predicates[n][1][0].kind != "bodies"), -1)
        clear = not any(tokens[n].kind == MARK for n in range(start, told))
        verb = told - 1 - (told > 1 and tokens[told - 1].norm.endswith("ly"))
        clear = clear and (figure.is_thing or not any(start < other.start < told for other in figures))
        if verb > start + 1 and clear and tokens[verb].says("passive"):
            found.append((start, verb))
        elif verb > start + 1 and clear and tokens[told].says("helpers"):
            found.append((start, told))  # "who were on board have blast injuries"
    return found


def _wounded(scan: Scan, figures: list[Figure]) -> list[tuple[int, int]]:
    """ "One of the three people injured in Friday's attack on Nizhyn died": which three, up to what became of him."""
    found: list[tuple[int, int]] = []
    for figure in figures if scan.lexicon.articles else ():
        end = figure.end
        told = scan.predicates.get(end, (0, ()))[1] if figure.base else ()
        if not any(p.measure == "injured" for p in told):
            continue
        inside = range(end, min(end + CLAUSE, len(scan.tokens)))
        dead = (n for n in inside if any(p.measure == "killed" for p in scan.predicates.get(n, (0, ()))[1]))
        died = next(dead, end)
        if not any(scan.tokens[n].kind == MARK or scan.is_number(n) for n in range(end, died)):
            found.append((end, died))
    return found


def _ages(scan: Scan) -> list[tuple[int, int]]:
    """ "Ще двоє людей — 44 та 37 років — поранені": ages between dashes, with the word right behind."""
    tokens = scan.tokens
    dashed = (a for a in scan.ages if a.start and a.end + 1 < len(tokens) and tokens[a.start - 1].text in DASHES)
    return [(a.start - 1, a.end + 1) for a in dashed if tokens[a.end].text in DASHES and a.end + 1 in scan.predicates]


def _names(scan: Scan, figures: list[Figure]) -> list[tuple[int, int]]:
    """ "Лікар Віктор Мироненко, 51 рік, загинув", "the driver, Petro Bondar, 44, was hurt": who it was."""
    tokens, last = scan.tokens, len(scan.tokens) - 1
    found: list[tuple[int, int]] = []
    for figure in figures if "," in scan.marks else ():
        if not figure.single or figure.family != "people" or figure.end >= last:
            continue
        apart = tokens[figure.end].text == ","
        at = scan.behind_name(figure.end + apart)
        if at == figure.end + apart or at >= last or tokens[at].text != ",":
            continue
        aged = scan.behind_age(at + 1)
        comma = aged if aged > at + 1 and aged < last and tokens[aged].text == "," else at if apart else -1
        if comma > 0 and _told_behind(scan, comma + 1):
            found.append((figure.end, comma + 1))
    return found


def _regrets(scan: Scan) -> list[tuple[int, int]]:
    """ "Чоловік, на жаль, загинув", "the driver, sadly, died": what is said with a sigh, from comma to comma."""
    tokens = scan.tokens
    spans = (s for s in scan.roles if s.what == "regret" and s.start and s.end < len(tokens))
    return [(s.start - 1, s.end + 1) for s in spans if tokens[s.start - 1].text == tokens[s.end].text == ","]


def _appositions(scan: Scan, figures: list[Figure]) -> list[tuple[int, int]]:
    """ "Ещё один, охранник депо, погиб": what stands between a figure that opens a clause and its word."""
    tokens, predicates = scan.tokens, scan.predicates
    found: list[tuple[int, int]] = []
    if "," not in scan.marks:
        return found
    counted = {figure.start for figure in figures if figure.counted}
    for figure in figures:
        first = figure.start
        if figure.single and not figure.counted and first and tokens[first - 1].says("determiners"):
            first -= 1  # "the night guard, uncle Vasyl, was cut by glass"
        placed = scan.before_place(first)  # "у Сумах ще один, охоронець депо, загинув"
        opens = (figure.counted or first < figure.start) and (not placed or tokens[placed - 1].kind == MARK)
        thing = scan.lexicon.articles and figure.is_thing and figure.single  # "a school, closed since May, burned"
        if not (opens or thing) or figure.end >= len(tokens) or tokens[figure.end].text != ",":
            continue
        inside = range(figure.end + 1, min(figure.end + _ASIDE, len(tokens)))
        comma = next((n for n in inside if tokens[n].text == "," or n in predicates or n in counted), -1)
        listed = thing and any(figure.end < other.start < comma for other in figures)
        if comma > figure.end + 1 and tokens[comma].text == "," and not listed and _told_behind(scan, comma + 1):
            found.append((figure.end, comma + 1))
    return found


def _brackets(scan: Scan, figures: list[Figure]) -> list[tuple[int, int]]:
    """ "153 drones (Shahed, Gerbera and others), four missiles": what only names more of what stands before it."""
    tokens = scan.tokens
    found: list[tuple[int, int]] = []
    if "(" not in scan.marks:
        return found
    starts = [figure.start for figure in figures if figure.counted and not figure.among]
    for at in {*(figure.end for figure in figures), *(end for end, _ in scan.predicates.values())}:
        if at >= len(tokens) or tokens[at].text != "(":
            continue
        close = next((n for n in range(at, min(at + CLAUSE, len(tokens))) if tokens[n].text == ")"), -1)
        told = bisect_left(starts, at) != bisect_left(starts, close) or any(
            n in scan.predicates for n in range(at, close)
        )
        if close > 0 and not told and close + 1 < len(tokens) and tokens[close + 1].kind != NUMBER:
            found.append((at, close + 1))
    return found


def _replaced(scan: Scan, figures: list[Figure]) -> list[tuple[int, int]]:
    """ "Раненых теперь не 10, а 14", "not seven but nine": up to the figure that holds."""
    tokens = scan.tokens
    found: list[tuple[int, int]] = []
    for one, other in pairs(figures) if "negation" in scan.said else ():
        behind = one.end + (tokens[one.end].text == ",")
        if other.start != behind + 1 or not one.start or not tokens[one.start - 1].says("negation"):
            continue
        if tokens[behind].says("contrasts"):
            found.append((one.start - 1, other.start))
    return found


def _said(scan: Scan, figures: list[Figure]) -> list[tuple[int, int]]:
    """ "Кількість поранених, уточнив міський голова, — 30": who says so, between commas right behind the word."""
    tokens = scan.tokens
    found: list[tuple[int, int]] = []
    if not scan.sayings or "," not in scan.marks:
        return found
    told = {end for end, _ in scan.predicates.values()}
    ends = {figure.end for figure in figures if figure.counted}
    counted = {figure.start for figure in figures if figure.counted}
    for saying in scan.sayings:
        opened = next((n for n in range(saying.start, max(-1, saying.start - _ASIDE), -1) if tokens[n].text == ","), -1)
        inside = range(opened + 1, min(opened + _SPEAKER, len(tokens)))
        close = next((n for n in inside if tokens[n].text == "," or n in scan.predicates or n in counted), -1)
        first = opened
        while first > 0 and (first - 1 in scan.blocked or tokens[first - 1].says("located")):
            first -= 1  # "Загиблих у Сумах, повідомила прокуратура, троє"
        closed = close > saying.start and tokens[close].text == ","
        if closed and (first in told or (opened in ends and close + 1 in scan.predicates)):
            found.append((opened, close + 1))  # "Двоє, за словами мера, дістали поранень"
    return found


def _asides(scan: Scan, figures: list[Figure]) -> list[tuple[int, int]]:
    """What opens an aside behind a comma: "including", or "not" before a figure ("14, not 11 as said, were")."""
    tokens = scan.tokens
    found: list[tuple[int, int]] = []
    if "," not in scan.marks:
        return found
    for role in scan.roles:
        comma = role.start - 1
        comma -= comma > 0 and tokens[comma].says("and")  # "214 людей, і з них 37 дітей, — вивезли"
        if role.what.startswith("including") and comma >= 0 and tokens[comma].text == ",":
            found.append((comma + 1, role.end))
    for figure in figures:
        if figure.among and figure.start and tokens[figure.start - 1].text == ",":
            found.append((figure.start, figure.end))  # "nine others, two of them workers who had been outside, have"
        if figure.start > 1 and tokens[figure.start - 1].says("negation") and tokens[figure.start - 2].text == ",":
            found.append((figure.start - 1, figure.end))
    return found


def _relative_clauses(scan: Scan, figures: list[Figure]) -> list[tuple[int, int]]:
    """ "Дом, в котором они спали, рухнул": what only tells which house it was."""
    tokens, relatives = scan.tokens, scan.lexicon.sets["relatives"]
    found: list[tuple[int, int]] = []
    if "," not in scan.marks:
        return found
    counted = {figure.start for figure in figures if figure.counted}
    for comma in range(1, len(tokens)):
        if tokens[comma].text != ",":
            continue
        for n in range(comma + 1, min(comma + 3, len(tokens))):  # right behind it, or over one word
            if tokens[n - 1].text == "," and n - 1 > comma:
                break  # that comma's own
            if tokens[n].norm not in relatives and not _participle(scan, n):
                continue
            close = next((a for a in range(n, min(n + CLAUSE, len(tokens))) if tokens[a].text == ","), -1)
            if comma >= close:
                continue
            told = _told_behind(scan, close + 1) or _come_to(scan, close + 1, counted)
            if told or is_over(scan, comma, close, figures):
                found.append((comma, close + 1))
    return found


def is_over(scan: Scan, comma: int, close: int, figures: list[Figure]) -> bool:
    """ "Повреждены депо, где сгорели вагоны, и два дома": a list of things goes on behind ", и", as it began."""
    tokens = scan.tokens
    if scan.lexicon.articles or close + 2 >= len(tokens) or not tokens[close + 1].says("and"):
        return False
    if not any(tokens[n].says("relatives") for n in (comma + 1, comma + 2)):
        return False
    things = [figure for figure in figures if figure.is_thing]
    return any(f.end == comma for f in things) and any(f.start == close + 2 for f in things)


def _told_behind(scan: Scan, at: int) -> bool:
    """A word for what happened stands here, or behind one small word: "…, ночью сгорела"."""
    return at in scan.predicates or (at + 1 in scan.predicates and scan.is_small(at))


def _come_to(scan: Scan, at: int, counted: set[int]) -> bool:
    """ "The toll, which was 25 on Friday, is 31": what is counted now stands right behind."""
    is_ = at < len(scan.tokens) and scan.tokens[at].says("passive")
    return is_ and not counted.isdisjoint((at + 1, at + 2))


def _participle(scan: Scan, at: int) -> bool:
    """ "Подстанция, питавшая насосы, сгорела": right behind a comma, and no word for what happened itself."""
    tokens = scan.tokens
    apart = at > 1 and tokens[at - 1].text == ","
    return apart and tokens[at].norm.endswith(_PARTICIPLES) and at not in scan.predicates


def opens_clause(scan: Scan, figures: list[Figure], start: int, end: int) -> bool:
    """ "Пять высоток и 21 дом, пробит газопровод": behind the comma the word takes what follows it."""
    tokens = scan.tokens
    if not start or tokens[start - 1].text != "," or scan.lexicon.articles:
        return False
    return any(figure.start in (end, end + 1) for figure in figures)


def ends_list(scan: Scan, figures: list[Figure], index: int) -> bool:
    """ "Погибли отец и дочь, бабушку с ожогами достали": behind "and" and before a comma a list of persons is over."""
    figure, before = figures[index], figures[index - 1] if index else None
    if before is None or scan.lexicon.articles or {before.family, figure.family} != {"people"}:
        return False
    at = scan.before_age(figure.start) - 1
    at -= scan.tokens[at].says("its")  # "водителя автобуса и его жену"
    joined = before.end < figure.start and scan.tokens[before.end].says("and")
    joined = joined or (before.end <= at and scan.tokens[at].says("and"))
    end = scan.behind_age(figure.end)
    while end < min(figure.end + _OWNER, len(scan.tokens)) and scan.tokens[end].kind == WORD:
        end += 1  # "та водій автобуса, ще семеро поранені"
    return joined and end < len(scan.tokens) and scan.tokens[end].text == ","
