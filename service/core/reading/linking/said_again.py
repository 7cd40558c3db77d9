"""Figures without a word of their own that take the word of the figure before.

"Two were killed in Sumy and one in Okhtyrka": the one was killed, too; it stands at a place of its own.
"""

from dataclasses import replace
from typing import Final

from service.core.reading.counting import TOLLS
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.qualifiers import AT_MOST, EXACT
from service.core.reading.linking.links import Link
from service.core.reading.linking.way import reached
from service.core.reading.own_areas import is_own_area
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK, WORD

_LEFT: Final = 10
"""Most tokens from how many there were to how many are left."""
_REMAINS: Final = 2
"""Most tokens from "are left" to how many."""


def again(scan: Scan, figure: Figure, found: list[Link]) -> list[Link]:
    """ "Two were killed in Sumy and one in Okhtyrka": the word of the figure before, at a place of its own."""
    before = found[-1] if found else None
    if before is None or before.figure.end > figure.start or not (figure.counted or _named_at_a_place(scan, figure)):
        return []
    left = not figure.nouns and before.predicate.is_supply and is_left(scan, before.figure.end, figure)
    timed = at_a_time(scan, before.figure.end, figure)
    grown = timed and has_grown(before, figure)
    left = left or grown or (timed and (figure.more or before.predicate.is_supply))
    left = left or as_of_later(scan, before.figure.end, figure) or _named_at_a_place(scan, figure)
    left = left or _elided(scan, figure)
    if not left and not _at_a_place(scan, figure) and not (reached(scan, figure) and not figure.nouns):
        return []  # at a place of its own, or "bringing the total to six"
    if before.predicate.measure.startswith("restored_") and _left(scan, figure):
        before = next((k for k in reversed(found) if k.predicate.measure.startswith("without_")), None)
        if before is None:
            return []  # "вернули в 640 домов, таких осталось 120"
    told = before.predicate
    if told.families[0] == "bodies" and not figure.nouns:
        told = replace(told, families=("people",), kind="")
    if grown and figure.qualifier is AT_MOST:
        figure.low, figure.qualifier = figure.best, EXACT  # how far it has come, and no bound
    people = told.families[0] in ("people", "customers", "weapon") and not told.kind
    fits = figure.noun_for(told.families) if figure.nouns else before.noun
    if not (people or _elsewhere_too(scan, figure, before)) or (figure.nouns and fits is None):
        return []
    return [Link(figure, told, before.at, before.end, fits, again=True)]


def _elsewhere_too(scan: Scan, figure: Figure, before: Link) -> bool:
    """ "Two houses were damaged in Sumy and a school in Konotop": behind "and" or a comma, and another place."""
    told, joined = before.predicate, scan.tokens[figure.start - 1]
    if not told.is_damage or told.kind:
        return False
    placed = _told_by_place(scan, figure, before)
    if placed is not None:
        return placed
    if not (joined.says("and") or joined.text in ",:"):
        return False
    if not scan.lexicon.articles and figure.nouns:
        return False  # "пошкоджено 26 будинків: 14 у Вишгороді, 12 у Димері"
    behind = next((n for n in range(figure.end + 1, len(scan.tokens)) if n not in scan.blocked), len(scan.tokens))
    closed = behind >= len(scan.tokens) or scan.tokens[behind].kind == MARK or scan.tokens[behind].says("and")
    parted = not figure.nouns and joined.text == ":"  # "26 houses were damaged: 14 in Vyshhorod"
    return closed and (parted or any(n in scan.blocked for n in range(before.last, figure.start - 1)))


def _told_by_place(scan: Scan, figure: Figure, before: Link) -> bool | None:
    """ "4 будинки в Сумах, у Ромнах — 2", "12 — у Сумах", ", in Poltava 24": None where no place stands beside it."""
    tokens, joined, end = scan.tokens, scan.tokens[figure.start - 1], figure.end
    if (joined.text == "(" or joined.text in DASHES) and figure.start - 2 in scan.blocked:
        return not figure.nouns or _named_at_a_place(scan, figure)  # "… — школа"
    dashed = not figure.nouns and end < len(tokens) and tokens[end].text in DASHES
    if dashed and not scan.lexicon.articles and scan.behind_place(end + 1) > end + 1:
        return True
    placed = 0 if figure.nouns or not scan.lexicon.articles else scan.before_place(figure.start)
    return before.figure.counted if placed and tokens[placed - 1].text == "," else None


def _named_at_a_place(scan: Scan, figure: Figure) -> bool:
    """ "В Изюме ранены трое, в Великом Бурлуке – мужчина 34 лет", "… – школа": behind a place and a dash."""
    at = scan.before_age(figure.start) - 1
    dashed = at > 0 and scan.tokens[at].text in "–—" and at - 1 in scan.blocked
    person = figure.single and figure.family == "people"
    behind = scan.tokens[figure.end : figure.end + 1]
    closed = not behind or behind[0].kind == MARK or behind[0].says("and")
    thing = figure.is_thing and not figure.counted and closed  # "у Шостці — школа закрита" tells more
    return dashed and (person or thing) and not scan.lexicon.articles


def _elided(scan: Scan, figure: Figure) -> bool:
    """ "A man was injured in Sumy; in Svesa, a woman aged 54": a place and a comma for the verb, and nothing behind."""
    tokens, at, end = scan.tokens, figure.start - 1, scan.behind_age(figure.end)
    people = not figure.nouns or figure.family in ("people", "customers")
    if not scan.lexicon.articles or not people or at < 1:
        return False
    at -= tokens[at].text == ","
    first = at
    while first > 0 and first in scan.blocked:
        first -= 1
    joined = end + 1 < len(tokens) and (tokens[end].says("and") or tokens[end].text == ",")
    joined = joined and tokens[end + 1].says("located")  # "… and in Shostka": a list of persons goes on otherwise
    if first == at or (end < len(tokens) and tokens[end].text not in ".;!" and not joined):
        return False
    first -= first > 0 and tokens[first].says("articles")
    return first > 0 and tokens[first].says("located") and tokens[first - 1].text in ",;"


def _left(scan: Scan, figure: Figure) -> bool:
    """ "Таких осталось 120"."""
    near = scan.tokens[max(0, figure.start - _REMAINS) : figure.start]
    return any(token.says("remains") for token in near)


def is_left(scan: Scan, end: int, figure: Figure) -> bool:
    """ "Вночі без тепла було 90 будинків, нині — 7", "…, до обіду їх лишилося 7": fewer than before, behind a comma."""
    start = figure.start
    if scan.lexicon.articles or start - end > _LEFT or figure.more:
        return False
    comma = _comma_behind(scan, end, start)
    if comma < 0:
        return False
    said = any(s.what == "remains" and comma < s.start and s.end in (start, start - 1) for s in scan.roles)
    return said or scan.tokens[start - 1].says("remains")


def at_a_time(scan: Scan, end: int, figure: Figure) -> bool:
    """ "За ніч звернулися дев'ятеро, удень — ще троє": a time and a dash before it; "and three more overnight"."""
    if scan.lexicon.articles:  # "in the morning there were five dead, in the evening seven"
        led = not figure.more and any(
            span.end == figure.start and scan.tokens[span.start - 1].text == "," for span in scan.timings
        )
        told = led or (figure.more and any(span.start == figure.end for span in scan.timings))
        return told and not figure.nouns
    comma = _time_behind(scan, end, figure)
    return comma >= 0 and any(comma < s.start < figure.start and not _names(scan, s.end) for s in scan.timings)


def has_grown(before: Link, figure: Figure) -> bool:
    """ "К обеду было девять раненых, а к вечеру — двенадцать": a toll, and more than it was."""
    toll = before.predicate.measure in TOLLS and before.figure.counted and figure.counted and not figure.more
    return toll and (figure.best or 0) > (before.figure.best or 0) > 0


def as_of_later(scan: Scan, end: int, figure: Figure) -> bool:
    """ "Станом на ранок поранених 13, станом на полудень — 17"."""
    comma = _time_behind(scan, end, figure)
    if comma < 0 or figure.more:
        return False
    return any(s.what == "as_of" and s.start == comma + 1 and not _names(scan, s.end) for s in scan.timings)


def _names(scan: Scan, at: int) -> bool:
    """ "На Олексіївці — 45": a name stands there, and no time."""
    token = scan.tokens[at] if at < len(scan.tokens) else None
    return token is not None and token.kind == WORD and token.capital and not token.text.isupper()


def _time_behind(scan: Scan, end: int, figure: Figure) -> int:
    """The comma behind which only few words, and a dash, stand before a bare figure."""
    start = figure.start
    # "А к вечеру — до двенадцати", "а ввечері — вже дванадцять"
    dash = start - 1 - (start > 1 and (scan.tokens[start - 1].says("range_until") or scan.is_small(start - 1)))
    dashed = dash > end and scan.tokens[dash].text in "–—"
    if figure.nouns or not (dashed or scan.lexicon.articles):
        return -1  # in English no dash: "…, as of noon 17"
    comma = _comma_behind(scan, end, start)
    return comma if start - comma <= _LEFT else -1


def _comma_behind(scan: Scan, end: int, start: int) -> int:
    """The last comma between two figures, with no word for what happened behind it; else -1."""
    comma = next((n for n in range(start - 1, end - 1, -1) if scan.tokens[n].text in ",;"), -1)
    return -1 if any(n in scan.predicates for n in range(comma, start)) else comma


def parted(scan: Scan, links: list[Link], found: list[Link]) -> bool:
    """ "Раненых 41, двенадцать после перевязки отпустили": behind the comma something else is told of them."""
    if not links or not found or scan.lexicon.articles:
        return False
    link, before = links[0], found[-1]
    figure, bare = link.figure, not link.figure.nouns and not link.figure.more and not link.again
    same = before.at == link.at < before.figure.start
    same = same and (link.predicate.families[0] == "people" or _some_of(link, before))
    behind = scan.tokens[figure.end : figure.end + 1]
    goes_on = any(t.kind != MARK and not t.says("prepositions") for t in behind)
    comma = bare and same and scan.tokens[figure.start - 1].text == ","
    return comma and (goes_on or not _at_a_place(scan, figure))


def _some_of(link: Link, before: Link) -> bool:
    """ "Повреждены две подстанции, одну уже включили": fewer things than those right before."""
    return link.predicate.measure in ("damaged", "destroyed") and (link.figure.best or 0) < (before.figure.best or 0)


def _at_a_place(scan: Scan, figure: Figure) -> bool:
    """A preposition and a place stand right behind it, or a place and a dash right before it."""
    tokens, blocked = scan.tokens, scan.blocked
    end = scan.past("including", figure.end)  # "12 of them over Sumy Oblast"
    end += end < len(tokens) and tokens[end].text in "–—"  # "34 тысячи — в Одесской области"
    if scan.behind_place(end) > end:
        return True
    if is_own_area(scan, figure):
        return True
    if figure.start > 1 and figure.start - 2 in blocked and tokens[figure.start - 1].text in "–—(":
        return True
    itemized = figure.start > 1 and figure.start - 2 in blocked and tokens[figure.start - 1].text == ":"
    return not figure.nouns and (itemized or _behind_place(scan, figure.start))


def _behind_place(scan: Scan, at: int) -> bool:
    """ "In Voznesensk 18,600 are off, in Pervomaisk 11,050": a preposition and a place right before it."""
    first, lexicon, tokens = at, scan.lexicon, scan.tokens
    if lexicon.articles and at > 1 and tokens[at - 1].says("withs"):
        at -= 1 + (tokens[at - 2].text == ",")
        return at - 1 in scan.blocked  # "and Odesa region, with 95,000"
    while first - 1 in scan.blocked:
        first -= 1
    if first < at and first and tokens[first - 1].says("articles"):
        first -= 1
    joined = lexicon.articles and first > 0 and tokens[first - 1].says("and")  # "two dead and Sloviansk one"
    return 0 < first < at and (tokens[first - 1].says("located") or tokens[first - 1].text in ",;:" or joined)
