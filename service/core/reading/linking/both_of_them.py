"""What befell two persons whom only "both" tells of: "дім, де спало подружжя, — обоє загинули"."""

from typing import Final

from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link
from service.core.reading.scan import Scan
from service.core.reading.text import MARK

_TWO: Final = 2
_REACH: Final = 10
"""Most tokens from the two to "both"."""
_VERB: Final = 2
"""Most tokens from "both" to what befell them."""
_FATES: Final = frozenset({"killed", "injured", "rescued"})


def both_of_them(scan: Scan, figures: list[Figure], found: list[Link]) -> list[Link]:
    """The links, and those of two persons whom no other word claims, or who were only looked for."""
    claimed = {k.figure.start for k in found if k.predicate.measure != "missing"}
    for index, figure in enumerate(figures):
        if figure.best != _TWO or figure.family != "people" or figure.start in claimed:
            continue
        high = next((f.start for f in figures[index + 1 :] if f.family == "people"), len(scan.tokens))
        link = _told(scan, figure, min(high, figure.end + _REACH))
        if link is not None:
            found = [k for k in found if k.figure is not figure] + [link]
    return found


def _told(scan: Scan, figure: Figure, high: int) -> Link | None:
    tokens = scan.tokens
    at = next((n for n in range(figure.end + 1, high) if tokens[n].says("both")), 0)
    if not at or not (tokens[at - 1].kind == MARK or tokens[at - 1].says("and")):
        return None
    start = next((n for n in range(at + 1, at + 1 + _VERB) if n in scan.predicates), 0)
    end, predicates = scan.predicates.get(start, (0, ()))
    told = next((p for p in predicates if p.measure in _FATES and p.families[0] == "people"), None)
    return Link(figure, told, start, end, figure.nouns[0]) if told is not None else None
