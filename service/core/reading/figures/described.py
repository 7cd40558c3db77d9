"""Who those are that a number tells of, between two marks: "двох — подружжя — у Костянтинівці"."""

from typing import Final

from service.core.reading.figures.figure import Figure
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES

_CLOSING: Final = {"(": ")", ",": ","}
"""The mark that closes what another opens; a dash a dash."""


def described(scan: Scan, figures: list[Figure]) -> list[Figure]:
    """The figures, those whom a number tells of in one with it where the place follows: they are no more people."""
    found: list[Figure] = []
    behind = 0
    for index, figure in enumerate(figures):
        if figure.start < behind:
            continue
        found.append(figure)
        if figure.counted and figure.best is not None and figure.family in ("", "people"):
            behind = _take(scan, figure, figures[index + 1 :])
    return found


def _take(scan: Scan, figure: Figure, others: list[Figure]) -> int:
    """Behind the persons who are as many as the figure and stand between marks right behind it; 0 where none do."""
    tokens, end, left = scan.tokens, figure.end, figure.best or 0
    if end >= len(tokens) or not (tokens[end].text in _CLOSING or tokens[end].text in DASHES):
        return 0
    opening, taken = tokens[end].text, 0
    for other in others:
        joined = other.start == end + 1 and (not taken or tokens[end].says("and"))
        if not joined or other.family != "people" or other.best is None or other.more or other.best > left:
            return 0
        end, left, taken = other.end, left - other.best, taken + 1
        if not left:
            break
    if left or end + 1 >= len(tokens) or not tokens[end + 1].says("located"):
        return 0
    closing = tokens[end].text
    if not (closing in DASHES if opening in DASHES else closing == _CLOSING[opening]):
        return 0
    first = others[0]
    figure.nouns, figure.young, figure.end = first.nouns, first.young, end + 1
    for other in others[:taken]:
        figure.ages += other.ages
    return end
