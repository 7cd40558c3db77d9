"""Bounds: between what a figure lies, by its value and by the words that hedge it.

"About 40" is 40, about; "at least 40" has no upper bound, "nearly 40" no lower one; of "has risen to 23" nothing bounds
the 23, for "to" only tells how far it rose.
"""

from typing import Final

from schemas.vocabulary import Qualifier
from service.core.reading.figures import qualifiers
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.values import Value, rises_by
from service.core.reading.scan import Scan

_QUALIFIERS: Final = {qualifier.value: qualifier for qualifier in Qualifier}
"""Looked up: asking the enumeration is several times as slow."""
_RISEN: Final = 4
"""Most tokens from "rose by 4" to "to 21"."""
_BY_ITSELF: Final = ("ся", "сь")
"""Endings of "has come back", in Ukrainian."""


def bound(figure: Figure, value: Value, hedge: str | None) -> None:
    """Set the figure's bounds and how exact they are."""
    low, high = value.low, value.high
    size = figure.nouns[0].size if len(figure.nouns) == 1 else 1
    if len(figure.nouns) > 1:
        sizes = [noun.size for noun in figure.nouns]
        size = 1 if low == max(sizes) and min(sizes) == 1 else max(sizes)  # "two parents" are two, "two couples" four
    best: int | None = low * size
    qualifier = _QUALIFIERS[hedge] if hedge else qualifiers.EXACT
    if value.vague:
        figure.low, figure.qualifier = low, qualifiers.VAGUE
        return
    if high != low:
        figure.low, figure.high, figure.qualifier = low, high, qualifiers.RANGE
        return
    named = value.article and figure.is_thing
    if named and hedge is None:
        qualifier, figure.single = qualifiers.AT_LEAST, True
    lowest = None if qualifier is qualifiers.AT_MOST or qualifier is qualifiers.NEARLY else best
    highest = None if qualifier is qualifiers.AT_LEAST or qualifier is qualifiers.MORE_THAN else best
    figure.low, figure.best, figure.high, figure.qualifier = lowest, best, highest, qualifier


def hedged(scan: Scan, figure: Figure, value: Value, hedge: str | None) -> str | None:
    """What hedges a figure, where the words before it (`hedge`) or behind it do."""
    after = scan.hedges_after.get(figure.end)
    if hedge == qualifiers.NEARLY and value.article and figure.is_thing:
        hedge = None  # "landed close to a school": how far from it
    at_most = hedge is not None and hedge == qualifiers.AT_MOST
    if at_most and (scan.role_of(figure.end) == "rises" or _has_risen(scan, figure.start)):
        figure.total = True
        return None  # "До 23 выросло": how far it rose, not a bound
    if at_most and _is_given_back(scan, figure):
        return None
    if hedge is None and after is not None:
        figure.end = after[0]
        return after[1]
    if hedge is None and value.lone and figure.start and scan.tokens[figure.start - 1].says("of"):
        return qualifiers.ABOUT  # "з десяток авто"
    if hedge is None and value.turned:
        return qualifiers.ABOUT
    return hedge


def rising(scan: Scan, at: int) -> bool:
    """ "From" stands behind a word for rising, so what follows is no range."""
    tokens = scan.tokens
    opens = tokens[at].says("range_from")
    return opens and any(tokens[n].says("rising") for n in range(max(0, at - 2), at))


def _has_risen(scan: Scan, at: int) -> bool:
    """ "Выросло на 4 — до 21": a word for rising, and no more than what it rose by between."""
    tokens = scan.tokens
    first = max(0, at - _RISEN)
    return any(rises_by(scan, n) for n in range(first + 2, at)) or any(
        tokens[n].says("rising") for n in range(max(0, at - 2), at)
    )


def _is_given_back(scan: Scan, figure: Figure) -> bool:
    """ "Тепло повернули до 318 будинків", "світло повернулося до 18 тисяч жителів": to whom, and not up to how many."""
    tokens = scan.tokens
    if not tokens[figure.start].says("destination"):
        return False
    near = [s.end for s in scan.supplies if s.what == "back" and 0 <= figure.start - s.end < _RISEN]
    towards = figure.is_thing or figure.family == "settlements"
    cut = any(s.what in ("gone", "cut") and 0 <= figure.start - s.end < _RISEN for s in scan.supplies)
    if towards and cut and any(span.end == figure.start for span in scan.resources):
        return True  # "зупинено подачу тепла до 40 будинків"
    towards = towards or tokens[min(figure.end, len(tokens) - 1)].says("of")
    return bool(near) and (towards or any(tokens[end - 1].norm.endswith(_BY_ITSELF) for end in near))
