"""From linked figures to counts: units, parts inside a whole, listed figures added up, what a figure covers."""

from typing import Final

from schemas.incident import Count
from schemas.vocabulary import CountKind, Measure, Qualifier, Unit
from service.core.grammar import Link, Reading
from service.core.quantities import Quantity
from service.core.text import Token

TALLIES: Final = frozenset({"launched", "intercepted", "shot_down", "suppressed", "hits"})
PEOPLE: Final = frozenset({"killed", "injured", "missing", "rescued", "evacuated"})


def counts(reading: Reading) -> list[tuple[Link, Count]]:
    """Links as counts: parts of people moved into their whole, listed ones added up."""
    parts = _parts(reading)
    inside = {id(q) for _, found in parts.items() for q in found}
    grouped: dict[tuple[int, str, str], list[Link]] = {}
    for link in reading.links:
        if id(link.quantity) in inside:
            continue
        unit = unit_of(link)
        if unit is not None:
            grouped.setdefault((link.at, link.trigger.measure, unit), []).append(link)
    counts: list[tuple[Link, Count]] = []
    for (at, measure, unit), links in grouped.items():
        if unit == Unit.WEAPON and any(other[:2] == (at, measure) and other[2] != unit for other in grouped):
            continue  # "371 targets: 339 drones and 32 missiles": the parts tell more
        counts.append((links[0], _count(reading.tokens, measure, unit, links, parts)))
    return counts


def unit_of(link: Link) -> str | None:
    """The unit of a figure with its word; None where the noun cannot have it."""
    noun, measure = link.quantity.noun, link.trigger.measure
    if noun is None:
        return {"people": "people", "customers": "customers", "weapon": None}.get(link.trigger.families[0])
    if measure.startswith(("without_", "restored_")) and noun.family in ("buildings", "object"):
        return "buildings"
    return noun.unit


def _parts(reading: Reading) -> dict[int, list[Quantity]]:
    """Quantities that are parts of an earlier figure of people ("including two children"), by its start."""
    found: dict[int, list[Quantity]] = {}
    people = [link.quantity for link in reading.links if link.trigger.families[0] == "people"]
    including = [span for span in reading.roles if span.what == "including"]
    for quantity in reading.quantities:
        part = quantity.noun.part if quantity.noun else None
        if part is None:
            continue
        before = [span for span in including if span.end <= quantity.start + 1]
        lead = next((s for s in including if s.start >= quantity.end - 3 and s.start <= quantity.end + 1), None)
        mark = before[-1] if before else lead
        if mark is None:
            continue
        wholes = [q for q in people if q.start < min(mark.start, quantity.start) and q is not quantity]
        if wholes:
            found.setdefault(wholes[-1].start, []).append(quantity)
    return found


def _colon(tokens: tuple[Token, ...], start: int, end: int) -> bool:
    return any(token.text in ":—–" for token in tokens[start:end])


def _count(
    tokens: tuple[Token, ...], measure: str, unit: str, links: list[Link], parts: dict[int, list[Quantity]]
) -> Count:
    quantities = [link.quantity for link in links]
    # What follows a colon spells out the figure before it: "three people: two women and a man".
    used = [q for q in quantities if q is quantities[0] or not _colon(tokens, quantities[0].end, q.start)]
    of_which: dict[str, int] = {}
    listed = [q for q in quantities if q.noun and q.noun.part and measure in PEOPLE]
    for part in [*listed, *(p for q in quantities for p in parts.get(q.start, ()))]:
        if part.noun and part.noun.part and part.best is not None:
            of_which[part.noun.part] = of_which.get(part.noun.part, 0) + part.best
    first = used[0]
    low, best, high, qualifier = first.low, first.best, first.high, first.qualifier
    for more in used[1:]:
        low = low + more.low if low is not None and more.low is not None else None
        best = best + more.best if best is not None and more.best is not None else None
        high = high + more.high if high is not None and more.high is not None else None
        qualifier = qualifier if more.qualifier is Qualifier.EXACT else more.qualifier
    total = best if best is not None else low or 0
    return Count(
        measure=Measure(measure),
        unit=Unit(unit),
        low=low,
        best=best,
        high=high,
        qualifier=qualifier,
        count_kind=_kind(measure, first),
        of_which={name: value for name, value in of_which.items() if value <= total},
    )


def _kind(measure: str, quantity: Quantity) -> CountKind:
    if measure in TALLIES:
        return CountKind.PERIOD_TOTAL
    return CountKind.INCREMENT if quantity.more else CountKind.TOTAL_TO_DATE
