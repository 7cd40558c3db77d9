"""Nouns that figures share: "seven houses were razed and 62 damaged" are 62 houses.

A bare figure counts what the one before it counts, or the one behind it when only "and", a comma or an adjective parts
them ("3 870 побутових та 162 юридичних споживачі"), or what the sentence before counted.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from service.core.reading.figures.figure import Figure
from service.core.reading.figures.out_of import is_out_of
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK
from service.core.reading.words import Noun

_OPENED: Final = 8
"""Most tokens from "of the drones" to how many of them."""
_STOOD: Final = 2
"""Most tokens from "at" to what something stood at."""
_VERB: Final = 3
"""Most tokens of "were taken to hospital" right before how many."""
_OF_ONE: Final = ("ого", "его", "ой", "ей", "ої", "ому", "ему")
"""Endings of what describes one thing, and not in the nominative, in Ukrainian and Russian."""
_KINDS: Final = 2
"""Kinds of weapons that two numbers behind them are told of in turn."""
_KIND: Final = 2
"""Fewest tokens of a weapon that is named by its kind: "cruise missiles"."""


def share_nouns(scan: Scan, figures: list[Figure], carried: Sequence[Figure]) -> None:
    """ "Seven houses were razed and 62 damaged"; "3 870 побутових та 162 юридичних споживачі"; "respectively"."""
    _respectively(scan, figures)
    for index, figure in enumerate(figures):
        if figure.nouns or figure.borrowed or not figure.counted:
            continue
        figure.nouns = _told_of(scan, figures, index) or _keyed(scan, figure) or _unknown(scan, figures, index)
        if figure.nouns or scan.tokens[figure.end - 1].says("collective"):
            continue  # "повреждены два склада, пострадали двое": such a numeral counts persons alone
        lends = [f for f in reversed(figures[:index]) if _lends(scan, f)]
        before = next((f for f in lends if not figure.among or _holds(f, figure)), lends[0] if lends else None)
        before = _said_more_of(scan, figures, index) or before
        after = figures[index + 1] if index + 1 < len(figures) else None
        joined = after is not None and (after.base or is_not(scan, figure, after) or _joined(scan, figure, after))
        tied = after is not None and bool(after.nouns) and joined
        base = bool(index) and figures[index - 1].base and before is figures[index - 1]
        # "and 22 out of 36 missiles"
        out_of = after is not None and after.base and is_out_of(scan, figure.end, after.start)
        tied = tied and (out_of or not base)
        tied = tied and not (
            after is not None and (_told_of_people(scan, figure, after) or _and_one(scan, figure, after))
        )
        tied = tied and not (after is not None and before is not None and _more_of_those(scan, figure, before, after))
        tied = tied and not (figure.base and before is not None and before.end == figure.start - 1)
        tied = tied or (before is None and after is not None and _goes_on(scan, figure, after))
        if after is not None and tied and after.nouns[0].family != "people":
            figure.nouns = _kind_of(scan, figure, after) or after.nouns
        else:
            nouns = before.nouns if before is not None else _flown(scan, figure) or _carried(figure, carried)
            figure.carried = before is None
            figure.borrowed = tuple(_several(noun.unit, noun.family) for noun in nouns)


def _goes_on(scan: Scan, figure: Figure, after: Figure) -> bool:
    """ "За ніч заживили 15 тисяч, за день – ще 22 тисячі родин": more of what only the second names."""
    customers = after.more and bool(after.nouns) and after.nouns[0].family == "customers"
    return customers and not any(n in scan.predicates for n in range(figure.end, after.start))


@lru_cache(maxsize=256)
def _several(unit: str, family: str) -> Noun:
    """Made once: there are few of them, and making one costs more than asking."""
    return Noun(unit, family, None, plural=True, size=1)


def is_not(scan: Scan, one: Figure, other: Figure) -> bool:
    """ "Seven, and not five people, were killed": the other tells what the first is not."""
    tokens, negated, low = scan.tokens, other.start - 1, one.end + 1
    if negated < low or tokens[one.end].text != "," or not tokens[negated].says("negation"):
        return False
    return negated - low <= 1 and all(tokens[n].says("contrasts") or tokens[n].says("and") for n in range(low, negated))


def _told_of_people(scan: Scan, figure: Figure, after: Figure) -> bool:
    """ "Ушпиталено шістьох, 27 будинків зазнали …", "поранено двох і пошкоджено сім будинків": right behind a word for
    people, with a comma, or with "and" and a word of their own, before the houses.
    """
    told, end = scan.ending_at(figure.start, _VERB), figure.end
    comma = after.start == end + 1 and scan.tokens[end].text == ","
    other_word = scan.tokens[end].says("and") and end + 1 in scan.predicates
    return (comma or other_word) and told >= 0 and all(p.families[0] == "people" for p in scan.predicates[told][1])


def _and_one(scan: Scan, figure: Figure, after: Figure) -> bool:
    """ "У Димері — 12 і школу": one thing is named, and no twelve of them."""
    one = after.is_thing and (after.single or not after.counted)
    return one and scan.tokens[figure.end].says("and")


def _more_of_those(scan: Scan, figure: Figure, before: Figure, after: Figure) -> bool:
    """ "В Броварах пять домов, в Вышгороде — ещё три и два автомобиля": behind the dash three more of the houses."""
    dashed = figure.start > 0 and scan.tokens[figure.start - 1].text in DASHES
    joined = scan.tokens[figure.end].says("and") and after.start == figure.end + 1 and after.counted
    return dashed and joined and before.is_thing and before.counted


def _holds(whole: Figure, figure: Figure) -> bool:
    """ "2,160 customers in eight villages; 940 of them have gas again": they are none of the villages."""
    return whole.best is None or figure.best is None or figure.best <= whole.best


def _carried(figure: Figure, counted: Sequence[Figure]) -> tuple[Noun, ...]:
    """ "38,400 consumers in 212 settlements are cut off. Power is back for 21,650 of them": not so many settlements."""
    enough = (f for f in counted if _holds(f, figure))
    one = next(enough, None) if figure.among else None
    one = one or (counted[0] if counted else None)
    return one.nouns if one is not None else ()


def _said_more_of(scan: Scan, figures: list[Figure], index: int) -> Figure | None:
    """ "Private home destroyed, four more damaged": more of the thing that was just named, and not where it stood."""
    before = figures[index - 1] if index and figures[index].more else None
    if before is None or before.counted or not before.is_thing or not scan.lexicon.articles:
        return None
    low = max(0, before.start - _STOOD)
    located = any(token.says("located") for token in scan.tokens[low : before.start])
    return None if located else before


def _flown(scan: Scan, figure: Figure) -> tuple[Noun, ...]:
    """ "Область атакували дрони, збили 11": the weapons that the sentence named, right behind what became of them."""
    told = next((scan.predicates[n] for n in (figure.start - 1, figure.end) if n in scan.predicates), None)
    if scan.lexicon.articles or told is None or any(p.families[0] != "weapon" for p in told[1]):
        return ()
    named = (nouns for at, (_, nouns) in scan.nouns.items() if at < figure.start)
    weapons = [nouns for nouns in named if nouns[0].family == "weapon" and nouns[0].plural]
    return weapons[0] if len({nouns[0].unit for nouns in weapons}) == 1 else ()


def _told_of(scan: Scan, figures: list[Figure], index: int) -> tuple[Noun, ...]:
    """ "Из дронов сбили 442, из ракет — 41": the weapons that open the part of the sentence, behind "of"."""
    tokens, start = scan.tokens, figures[index].start
    low = max(start - _OPENED, figures[index - 1].end if index else 0)
    cut = next((n + 1 for n in range(start - 1, low - 1, -1) if tokens[n].text in ",;:"), low)
    if cut >= start or (cut and tokens[cut - 1].kind != MARK) or not tokens[cut].says("of"):
        return ()
    named = next((scan.nouns[n][1] for n in range(cut + 1, min(cut + 3, start)) if n in scan.nouns), ())
    return named if named and named[0].family == "weapon" and named[0].plural else ()


def _keyed(scan: Scan, figure: Figure) -> tuple[Noun, ...]:
    """ "Пошкоджено: житлових будинків — 14, авто — 9": what stands before the dash is counted behind it."""
    tokens, at, end = scan.tokens, figure.start - 1, figure.end
    if scan.lexicon.articles or at < 1 or tokens[at].text not in "–—:-" or at not in scan.noun_ends:
        return ()
    closed = end >= len(tokens) or tokens[end].text in ",;."
    nouns = scan.noun_ends[at]
    return nouns if closed and (nouns[0].is_thing or nouns[0].plural) else ()


def _unknown(scan: Scan, figures: list[Figure], index: int) -> tuple[Noun, ...]:
    """ "Пошкоджено: халабуди — 6, авто — 4": behind a dash of a list how many of what no lexicon has, and no cars."""
    tokens, figure = scan.tokens, figures[index]
    at, end = figure.start - 1, figure.end
    if at < 1 or tokens[at].text not in DASHES or end >= len(tokens) or tokens[end].text != ",":
        return ()
    if not (scan.is_plain(at - 1) or tokens[at - 1].says("abbreviations")):
        return ()
    near = figures[max(0, index - 2) : index] + figures[index + 1 : index + 3]
    listed = any(f.is_thing and f.end < len(tokens) and tokens[f.end].text in DASHES for f in near)
    return (_several("other", "none"),) if listed else ()


def _kind_of(scan: Scan, figure: Figure, after: Figure) -> tuple[Noun, ...]:
    """ "28 cruise and nine ballistic missiles": the kind that its own word makes with the other's noun."""
    if after.nouns[0].family != "weapon" or after.start - figure.end < _KIND:
        return ()
    tokens = scan.tokens
    item = scan.lexicon.index.at((tokens[figure.end], tokens[after.end - 1]), 0)
    if item is None or item.end < _KIND:
        return ()
    return tuple(meaning for meaning in item.means if isinstance(meaning, Noun))


def _lends(scan: Scan, figure: Figure) -> bool:
    """Whether a bare figure behind it may count the same: not what is only named ("in hospital")."""
    at = figure.start
    if at > 0 and figure.family == "none" and scan.tokens[at - 1].says("located"):
        return False  # "11 flats burned out on three floors, 40 more lost their windows"
    described = not scan.lexicon.articles and not figure.counted and figure.is_thing and at - 1 in scan.predicates
    if described and scan.tokens[at - 1].norm.endswith(_OF_ONE):
        return (
            False  # "жильцы разрушенного дома получат по 100 тысяч", "з-під завалів зруйнованого будинку дістали двох"
        )
    place = figure.single and scan.lexicon.articles and at > 0 and scan.tokens[at - 1].says("located")
    if place and not scan.tokens[at - 1].says("of"):
        return False  # "14 cars in a car park were saved, two burned out"
    named = not figure.counted and scan.lexicon.articles
    return bool(figure.nouns) and not (named and figure.nouns[0].family not in ("people", "weapon"))


def _joined(scan: Scan, figure: Figure, after: Figure) -> bool:
    """Only a conjunction, an adjective or "of" stands between."""
    between = range(figure.end, after.start)
    lexicon = scan.lexicon
    norms = [scan.tokens[n].norm for n in between]
    if norms and lexicon.says("and", norms[0]) and scan.predicates.get(figure.end + 1, (0,))[0] == after.start:
        return not scan.lexicon.articles  # "зруйновано два і пошкоджено 19 будинків"
    if any(lexicon.says("negation", norm) or lexicon.says("contrasts", norm) for norm in norms):
        return False  # "погибших уже 34, не опознаны 5 тел", "поранено трьох, а вокзал згорів"
    if lexicon.articles and any(lexicon.says("prepositions", norm) and not lexicon.says("of", norm) for norm in norms):
        return False  # "the toll has risen to 42, after a block of flats was hit"
    if lexicon.articles and any(span.start in between for span in scan.sayings):
        return False  # "put the number of wounded at 30 to 35, saying hospitals were full"
    joins = sum(lexicon.says("and", norm) or lexicon.says("of", norm) or norm == "," for norm in norms)
    return joins == 1 and all(n not in scan.predicates for n in between) and len(norms) <= 3


def _respectively(scan: Scan, figures: list[Figure]) -> None:
    """ "Three and five people in Sumy and Kyiv, respectively": the nouns go to the bare figures in turn."""
    bare = [figure for figure in figures if not figure.nouns]
    named = [figure for figure in figures if figure.nouns and figure.counted and figure.family != "none"]
    if scan.has("respectively") or _out_of_each(scan, named, bare):
        for figure, source in zip(bare, named, strict=False):
            figure.nouns = figure.borrowed = source.nouns


def _out_of_each(scan: Scan, named: list[Figure], bare: list[Figure]) -> bool:
    """ "410 drones and 22 missiles; 388 and 17 were downed": of two kinds of weapons two numbers, none too large."""
    if len(bare) != _KINDS or len(named) != _KINDS or any(figure.family != "weapon" for figure in named):
        return False
    first, second = bare
    behind = named[-1].end <= first.start and second.start == first.end + 1
    joined = behind and scan.tokens[first.end].says("and")
    return joined and all((part.best or 0) <= (of.best or 0) for part, of in zip(bare, named, strict=True))
