"""Areas without a name that a figure has for itself: "at the regional centre two, in the region three".

The reader of a digest reads "in the region" like a place: it is of the figure right beside it, and of no other that has
a place of its own.
"""

from collections.abc import Collection, Sequence
from typing import Final, final

from service.core.reading.figures.figure import Figure
from service.core.reading.scan import Scan, Span
from service.core.reading.text import DASHES, MARK

_AREAS: Final = frozenset({"region_wide", "in_centre", "in_city"})
_LED: Final = 2
"""Tokens in which an area's preposition stands."""
_PHRASE: Final = 5
"""Most tokens of a word for what happened."""
_AND_MORE: Final = 3
"""Most tokens between an area and its figure: a mark, "and", "another"."""


def areas_of(scan: Scan) -> list[Span]:
    """The areas of a sentence that are told with a preposition, as places are: "in the region", "elsewhere in it"."""
    spans = [span for span in scan.roles if span.what in _AREAS]
    return [s for s in spans if any(t.says("located") for t in scan.tokens[s.start : s.end][:_LED]) or _heads(scan, s)]


def _heads(scan: Scan, span: Span) -> bool:
    """ "Харків — 8 поранених, область — 3": between marks, like the name of a place."""
    tokens, start, end = scan.tokens, span.start, span.end
    marked = end < len(tokens) and (tokens[end].text in DASHES or tokens[end].text == ":")
    return marked and start > 0 and tokens[start - 1].text in ",;"


@final
class OwnAreas:
    """By a figure's start the area right beside it, where several figures are told."""

    __slots__ = ("_more", "of")

    def __init__(self, scan: Scan, figures: Sequence[Figure], inside: Collection[int]) -> None:
        """`inside`: starts of figures that are parts."""
        self.of: dict[int, Span] = {}
        spans = areas_of(scan) if len(figures) > 1 else ()
        for span in spans:
            figure = _closed_by(scan, figures, span) or _led_by(scan, figures, span)
            for own in (figure, _led_where(scan, figures, span)):
                if own is not None:
                    self.of.setdefault(own.start, span)
        self._more = {f.start for f in figures if f.start in self.of and (f.more or f.start in inside)}

    def of_others(self, start: int, *, placed: bool) -> list[Span]:
        """Areas that say nothing of the figure that begins here: it has a place, or they are of more, or of some."""
        others = ((at, span) for at, span in self.of.items() if at != start)
        return [span for at, span in others if placed or (start < at and at in self._more)]


def is_own_area(scan: Scan, figure: Figure) -> bool:
    """Whether an area stands right beside a figure."""
    one = (figure,)
    return any(_closed_by(scan, one, span) or _led_by(scan, one, span) for span in areas_of(scan))


def _closed_by(scan: Scan, figures: Sequence[Figure], span: Span) -> Figure | None:
    """ "Ще двох — в області", "двоє загиблих в області": the figure right before an area."""
    end = span.start
    end -= end > 0 and scan.tokens[end - 1].text in DASHES
    end = next((s.start for s in scan.roles if s.end == end and s.what == "including"), end)  # "троє з них — в області"
    told = scan.ending_at(end, _PHRASE)
    while told > 0 and scan.tokens[told - 1].says("passive"):
        told -= 1  # "two people have been killed in the city"
    ends = (end, told) if told >= 0 else (end,)
    return next((f for f in figures if f.end in ends), None)


def _led_where(scan: Scan, figures: Sequence[Figure], span: Span) -> Figure | None:
    """ "Eight were hurt across the region, where 23 houses were damaged": behind "where" the same area."""
    tokens, at = scan.tokens, span.end
    led = at + 1 < len(tokens) and tokens[at].text == "," and tokens[at + 1].says("where")
    if not led:
        return None
    first = scan.predicates[at + 2][0] if at + 2 in scan.predicates else at + 2
    return next((f for f in figures if f.start == first), None)


def _led_by(scan: Scan, figures: Sequence[Figure], span: Span) -> Figure | None:
    """ "…, в області — п'ятеро", "…, в области ранены трое": the figure right behind an area that opens a thought."""
    tokens, at = scan.tokens, span.end
    before = tokens[span.start - 1] if span.start else None
    if before is not None and not (before.kind == MARK or before.says("and") or before.says("contrasts")):
        return None
    at = scan.predicates[at][0] if at in scan.predicates else at
    figure = next((f for f in figures if at <= f.start <= at + _AND_MORE), None)
    between = range(at, figure.start) if figure is not None else ()
    clear = all(tokens[n].text in DASHES or tokens[n].text in ",:" or scan.role_of(n) == "more" for n in between)
    return figure if clear else None
