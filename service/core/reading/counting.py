"""From linked figures to counts: units, listed figures added up, parts inside a whole, what a figure covers."""

from functools import lru_cache
from typing import Final

from schemas.incident import Count
from schemas.vocabulary import CountKind, Measure, Qualifier, Unit
from service.core.reading.figures import qualifiers
from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link

TALLIES: Final = frozenset({"launched", "intercepted", "shot_down", "suppressed", "hits"})
STOCKS: Final = ("without_", "missing")
"""How the measures of what people are without begin, and of whom nobody knows."""
PEOPLE: Final = frozenset({"killed", "injured", "missing", "rescued", "evacuated"})
TOLLS: Final = ("killed", "injured")
MEASURES: Final = {measure.value: measure for measure in Measure}
UNITS: Final = {unit.value: unit for unit in Unit}
"""Looked up: asking the enumeration is several times as slow, and every claim does."""
_DEFAULT: Final = {"people": "people", "customers": "customers"}
_SUPPLIED: Final = {"buildings": "buildings", "object": "facilities"}
_BOUNDS: Final = (qualifiers.AT_LEAST, qualifiers.MORE_THAN, qualifiers.AT_MOST, qualifiers.NEARLY)


def unit_of(link: Link) -> str | None:
    """The unit of a figure with its word; None where it cannot have one."""
    noun = link.noun
    if noun is None:
        return _DEFAULT.get(link.predicate.families[0])
    if not link.predicate.is_supply:
        return noun.unit
    if noun.unit == "apartment":
        return "households"  # who is without power is who lives there
    if noun.family == "object" and link.figure.carried:
        return _DEFAULT.get(link.predicate.families[0])  # "Пошкоджено два енергооб'єкти. Знеструмлені: Рені — 2 600"
    return _SUPPLIED.get(noun.family, noun.unit)


def count_of(links: list[Link], parts: list[Figure], kind: CountKind) -> Count:
    """One count of the figures that one word takes, added up; `parts` are inside it."""
    figures = [link.figure for link in links]
    first = figures[0]
    low, best, high, qualifier = first.low, first.best, first.high, first.qualifier
    for more in figures[1:]:
        low = low + more.low if low is not None and more.low is not None else None
        best = best + more.best if best is not None and more.best is not None else None
        high = high + more.high if high is not None and more.high is not None else None
        qualifier = looser(qualifier, more.qualifier)
    if low is None and best is None and high is None:
        low, qualifier = max(f.low or f.best or 1 for f in figures), qualifiers.AT_LEAST
    measure = links[0].predicate.measure
    total = best if best is not None else low or high or 0
    told = of_which(figures, parts, total) if measure in PEOPLE else {}
    unit = UNITS[unit_of(links[0]) or "people"]
    plain = _plain(MEASURES[measure], unit, low, best, high, qualifier, kind)
    return Count.made({**vars(plain), "of_which": told}) if told else plain


def summed(links: list[Link]) -> int:
    """The most that the figures which one word takes come to."""
    return sum(max(figure.low or 0, figure.best or 0, figure.high or 0) for figure in (link.figure for link in links))


@lru_cache(maxsize=4096)
def _plain(
    measure: Measure, unit: Unit, low: int | None, best: int | None, high: int | None, hedge: Qualifier, kind: CountKind
) -> Count:
    """Most figures are small and plain, and come again and again."""
    return Count(
        measure=measure, unit=unit, low=low, best=best, high=high, qualifier=hedge, count_kind=kind, of_which={}
    )


def looser(one: Qualifier, other: Qualifier) -> Qualifier:
    """The qualifier of two figures added up."""
    if qualifiers.VAGUE in (one, other):
        return qualifiers.VAGUE
    return next((q for q in (one, other) if q in _BOUNDS), one if one is not qualifiers.EXACT else other)


def of_which(figures: list[Figure], parts: list[Figure], total: int) -> dict[str, int]:
    """Children by noun or by age; women, rescuers and others by noun."""
    told: dict[str, int] = {}
    for figure in [*figures, *parts]:
        if figure.part and figure.best is not None:
            told[figure.part] = told.get(figure.part, 0) + figure.best
        elif figure.minors:
            told["children"] = told.get("children", 0) + figure.minors
    return {name: value for name, value in told.items() if 0 < value <= total}
