"""Persons: their ages, who of them are children, and how many a word for a person stands for.

"A boy, 9," is one child; "жінки 34, 58 і 72 років" are three, for so many ages stand behind them.
"""

from functools import lru_cache
from typing import Final

from service.core.reading.ages import ADULT, Ages
from service.core.reading.figures.figure import Figure
from service.core.reading.scan import Scan
from service.core.reading.text import APOSTROPHES, DASHES, MARK, WORD
from service.core.reading.words import Noun

_TWO: Final = 2
"""Ages, from which those who bear them are several."""
_BEFALLS: Final = 5
"""Most tokens of "took the life of"."""
_TITLE: Final = 3
"""Most words before a person whom a headline opens with."""
_WHO: Final = 16
"""Most tokens of "who was wounded in Monday's strike"."""
_OF_ONE: Final = ("ий", "яя", "его", "ей", "юю", "ему", "им", "ого", "ої", "у", "а", "ій")
"""Endings of "-летний" and "-річний" said of one person."""

_SAID_OF_HER: Final = ("на", "ну", "ша", "шу", "ла", "лу", "ра", "ру")
_SAID_SOFTLY: Final = ("ній", "нього", "ньому", "нім", "ня", "ню", "ньої")
"""The same of soft adjectives in Ukrainian: "малолітній хлопчик", "неповнолітню доньку"."""
_SAID_OF_HIM: Final = ("ний", "ного", "ный", "лий", "лого", "лый", "рий", "рого", "рый")
"""Endings of adjectives that stand for persons: "вагітна", "поранений", "старый"."""

_OF_ONE_HER: Final = ("и", "ы")
"""Endings of a noun said of her, where it may be of several as well."""
_OF_MEN: Final = ("ики", "іки", "істи", "исты", "діти", "дети", "люди", "батьки", "хлопці")
"""Endings of nouns of several that are no genitive of hers: "її діти", "працівники"."""
_ADJECTIVE_OF_ONE: Final = ("ой", "ей", "ої", "ьої")
"""Endings of an adjective said of her."""


def describe(scan: Scan, age_at: dict[int, Ages], figure: Figure, *, article: bool) -> None:
    """Ages behind the noun: "жінки 34, 58 і 72 років", "a boy, 9,"."""
    if not figure.nouns or figure.nouns[0].family != "people":
        return
    figure.single = article or (not figure.counted and not figure.nouns[0].plural)
    ages = next((age_at[n] for n in range(figure.end, figure.end + 4) if n in age_at), None) if age_at else None
    if ages is not None and not _between(scan, figure.end, ages.start) and not _is_of_next(scan, ages):
        figure.ages += ages.years + _each_behind(scan, age_at, ages)
    before = scan.age_ends.get(figure.start) if not figure.counted else None
    aged = before is not None and len(before.years) == 1 and before.years[0] < ADULT  # "её 4-летний сын"
    near = range(max(0, figure.start - 3), figure.end) if scan.young else ()
    young = any(scan.tokens[n].norm in scan.young for n in near)
    figure.young = figure.young or aged or (young and figure.single)
    if figure.single and figure.ages and min(figure.ages) < ADULT:
        figure.young = True


def _each_behind(scan: Scan, age_at: dict[int, Ages], ages: Ages) -> tuple[int, ...]:
    """ "Жінки, 27-річна та 52-річна": further adjectives of age, with nobody whom they would describe."""
    years: tuple[int, ...] = ()
    end = ages.end
    while end + 1 < len(scan.tokens) and scan.tokens[end - 1].norm.startswith("-"):
        further = age_at.get(end + 1) if scan.tokens[end].text == "," or scan.tokens[end].says("and") else None
        if further is None or _is_of_next(scan, further) or not scan.tokens[further.end - 1].norm.startswith("-"):
            break
        years, end = years + further.years, further.end
    return years


def _between(scan: Scan, start: int, end: int) -> bool:
    """Something else stands between a person and an age, or "including", so the age is a part's."""
    return any(
        n in scan.nouns or n in scan.predicates or (scan.role_of(n) or "").startswith("including")
        for n in range(start, end)
    )


def _is_of_next(scan: Scan, ages: Ages) -> bool:
    """ "Чоловіки й 60-річна жінка": an adjective, and right behind it who is so old."""
    return ages.end in scan.nouns and scan.tokens[ages.end - 1].norm.startswith("-")


def person(scan: Scan, age_at: dict[int, Ages], figure: Figure, last: Figure | None) -> Figure | None:
    """A person, a couple, or several whose ages tell how many."""
    describe(scan, age_at, figure, article=False)
    if _agrees(scan, figure) or (last is not None and last.family == "people" and _is_so_old(scan, figure)):
        return None
    first = figure.nouns[0]
    if any(noun.plural for noun in figure.nouns) and not scan.lexicon.articles:
        described = _described_each(scan, figure.start)
        figure.ages += described
        one = not described and _is_one(scan, figure, last)
        several = not one and scan.tokens[figure.end - 1].norm.endswith(_OF_ONE_HER)
        plural = not one and (first.plural or several)
        first = _numbered(first.unit, first.family, first.part, first.size, plural=plural)
        if first is not figure.nouns[0]:  # "71-летней пенсионерки": the form alone may be of several
            figure.nouns, figure.single = (first, *figure.nouns[1:]) if several else (first,), one
    count = first.size
    if any(noun.plural for noun in figure.nouns) and len(figure.ages) > 1:
        count = len(figure.ages)
    elif first.plural or not _stands_for_one(scan, figure, last):
        count = 0
    if not count:
        return None
    figure.low = figure.best = figure.high = count
    figure.single = not first.plural
    return figure


@lru_cache(maxsize=256)
def _numbered(unit: str, family: str, part: str | None, size: int, *, plural: bool) -> Noun:
    """Made once: there are few of them, and making one costs more than asking."""
    return Noun(unit, family, part, plural, size)


def _in_genitive(scan: Scan, figure: Figure, last: Figure | None) -> bool:
    """ "Не стало пенсионерки", "тело женщины": of several, the form behind such a word would be another."""
    norm = scan.tokens[figure.end - 1].norm
    if all(noun.plural for noun in figure.nouns) and (not norm.endswith(_OF_ONE_HER) or norm.endswith(_OF_MEN)):
        return False
    tokens, at = scan.tokens, scan.before_age(figure.start) - 1
    while at > 0 and (tokens[at].norm.endswith(_ADJECTIVE_OF_ONE) or tokens[at].says("its")):
        at -= 1
    if at >= 0 and tokens[at].says("of_genitive"):
        return True
    joined = at > 0 and (tokens[at].says("and") or tokens[at].text == ",")
    if not joined or last is None or last.end != at:
        return False
    lives = last.counted and last.start > 0 and tokens[last.start - 1].says("of_genitive")
    return last.single or lives  # "забрала життя двох чоловіків та жінки"


def _agrees(scan: Scan, figure: Figure) -> bool:
    """ "Вагітна жінка", "літнього чоловіка": the first only says what kind of person the next word names."""
    behind = scan.nouns.get(figure.end)
    if behind is None or behind[1][0].family != "people" or scan.lexicon.articles or behind[1][0].plural:
        return False
    first, second = scan.tokens[figure.end - 1].norm, scan.tokens[behind[0] - 1].norm
    of_her = first.endswith(_SAID_OF_HER) and second[-1:] == first[-1:]
    return of_her or first.endswith((*_SAID_OF_HIM, *_SAID_SOFTLY))


def _is_so_old(scan: Scan, figure: Figure) -> bool:
    """ "Погибли супруги, мужу 71, жене 69": between two marks, of one of those told, how old."""
    tokens, at = scan.tokens, figure.start - 1
    if scan.lexicon.articles or not tokens[figure.end - 1].says("age_of"):
        return False
    first = figure.end
    while first < len(tokens) and (tokens[first].says("age_turned") or tokens[first].text in DASHES):
        first += 1
    ages = scan.age_at.get(first)
    if ages is None or (ages.end < len(tokens) and not (tokens[ages.end].kind == MARK or tokens[ages.end].says("and"))):
        return False
    return at > 0 and (tokens[at].kind == MARK or tokens[at].says("and"))


def _is_one(scan: Scan, figure: Figure, last: Figure | None) -> bool:
    """What stands before a noun in the plural, or which might be one, says that it is of one person."""
    if _of_one_age(scan, figure.start):
        return True
    alone = len(figure.ages) < _TWO or (len(figure.ages) == _TWO and _is_second(scan, figure, last))
    return alone and _in_genitive(scan, figure, last)


def _is_second(scan: Scan, figure: Figure, last: Figure | None) -> bool:
    """ "Тіла брата й сестри, 24 і 27 років": the ages are those of both."""
    joined = last is not None and last.single and last.end == figure.start - 1 and not last.ages
    return joined and last is not None and last.start > 0 and scan.tokens[last.start - 1].says("of_genitive")


def _described_each(scan: Scan, at: int) -> tuple[int, ...]:
    """ "44-річний і 52-річний чоловіки": an adjective for each of them; nothing where there is but one."""
    years: tuple[int, ...] = ()
    ages = scan.age_ends.get(at)
    while ages is not None and scan.tokens[ages.end - 1].norm.startswith("-"):
        years = ages.years + years
        joined = ages.start - 1
        if joined < 0 or not (scan.tokens[joined].text == "," or scan.tokens[joined].says("and")):
            break
        ages = scan.age_ends.get(joined)
    return years if len(years) >= _TWO else ()


def _of_one_age(scan: Scan, at: int) -> bool:
    """One age stands right before, in an adjective of one person."""
    ages = scan.age_ends.get(at)
    word = scan.tokens[at - 1].norm
    return ages is not None and len(ages.years) == 1 and word.startswith("-") and word.endswith(_OF_ONE)


def _stands_for_one(scan: Scan, figure: Figure, last: Figure | None) -> bool:
    """In a language with articles a person is one only with a word before it that says so."""
    if not scan.lexicon.articles or figure.nouns[0].size > 1 or is_determined(scan, figure.start):
        return True
    ages = scan.age_ends.get(figure.start)
    before = (ages.start if ages else figure.start) - 1
    if ages is not None and not figure.nouns[0].plural and not scan.tokens[before].says("and"):
        return True  # "62-year-old cyclist killed"
    if _has_a_name(scan, figure) or _in_a_headline(scan, figure) or _introduced(scan, figure):
        return True
    before -= before > 0 and scan.tokens[before].norm in scan.young  # "and two-month-old daughter"
    joined = before > 0 and scan.tokens[before].says("and")
    return joined and last is not None and last.end == before and last.single  # "her husband and mother-in-law"


def _has_a_name(scan: Scan, figure: Figure) -> bool:
    """ "Killed nurse Olha", "took the life of conductor Petro": right behind such a word, and with a name behind it."""
    end, tokens = figure.end, scan.tokens
    name = tokens[end] if end < len(tokens) else None
    if name is None or name.kind != WORD or not name.capital or name.text.isupper() or figure.nouns[0].plural:
        return False
    starts = range(max(0, figure.start - _BEFALLS), figure.start)
    return any(
        scan.predicates[n][0] == figure.start
        and any(p.families[0] in ("people", "bodies") and p.side != "after" for p in scan.predicates[n][1])
        for n in starts
        if n in scan.predicates
    )


def _introduced(scan: Scan, figure: Figure) -> bool:
    """ "Tram driver Olena Bondar, 44, who was wounded on Monday, has died": who opens a sentence, with a name."""
    tokens, at = scan.tokens, figure.end
    titled = range(max(0, figure.start - _TITLE), figure.start)
    opens = figure.start <= _TITLE and all(scan.is_plain(n) for n in titled)
    while at < len(tokens) and at - figure.end < _TITLE and tokens[at].kind == WORD and tokens[at].capital:
        at += 1
    if not opens or at == figure.end or figure.nouns[0].plural or at >= len(tokens):
        return False
    name = at
    at = _behind_age(scan, at)
    relative = at < len(tokens) and (tokens[at].says("relatives") or at in scan.predicates)
    if relative:
        comma = (n + 1 for n in range(at, min(at + _WHO, len(tokens))) if tokens[n].text == ",")
        at = next(comma, at)
    while at < len(tokens) and at not in scan.predicates and (tokens[at].says("passive") or tokens[at].says("skip")):
        at += 1
    told = scan.predicates.get(at, (0, ()))[1]
    if not any(p.measure in ("killed", "injured", "missing") and p.side != "before" for p in told):
        return False
    figure.end = name
    return True


def _in_a_headline(scan: Scan, figure: Figure) -> bool:
    """ "French journalist killed in Druzhkivka", "driver wounded": headlines leave the article out."""
    behind = _behind_age(scan, figure.end)
    told = scan.predicates.get(behind)
    if told is None and behind > figure.end:
        told = scan.predicates.get(behind - 1)  # "man, 34, leg wound": told with its comma
    if told is None or all(p.measure not in ("killed", "injured", "missing") for p in told[1]):
        return False
    end = told[0]
    listed = end + 1 in scan.predicates and scan.tokens[end].says("and")
    if listed or figure.nouns[0].plural or scan.tokens[behind].says("passive"):
        return False  # "civilian killed and wounded counts"
    at = figure.start
    while at > max(0, figure.start - _TITLE) and (scan.is_plain(at - 1) or at - 1 in scan.blocked):
        at -= 1
    return at == 0 or scan.tokens[at - 1].text in ",:;–—"


def _behind_age(scan: Scan, at: int) -> int:
    """ "Pilot, 44, wounded", "driver (38) killed": past an age between marks."""
    ages = next((a for a in scan.ages if at <= a.start <= at + 1), None)
    closed = ages is not None and ages.end < len(scan.tokens) and scan.tokens[ages.end].text in ",)"
    return at if ages is None else ages.end + closed


def is_determined(scan: Scan, at: int) -> bool:
    """A word such as "the", "his" or "her" stands before it, maybe with adjectives between."""
    at = scan.before_age(at)  # "their 15-year-old daughter"
    for back in range(at - 1, max(-1, at - 4), -1):
        owned = scan.tokens[back].text in APOSTROPHES and back > 0 and scan.tokens[back - 1].norm.endswith("s")
        if scan.tokens[back].says("determiners") or owned:  # "the girls' mother"
            return True
        young = scan.tokens[back].norm in scan.young  # "her teenage son"
        if scan.tokens[back].kind != WORD or not (young or scan.is_plain(back)):
            return False
    return False
