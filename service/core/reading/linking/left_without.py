"""Customers whom a restoration has not reached: "water is back for 21,000 customers, 3,800 more are waiting"."""

from typing import Final

from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link
from service.core.reading.linking.said_again import is_left
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK, NUMBER
from service.core.reading.words import Predicate

_BACK: Final = "restored_"
_WITHOUT: Final = "without_"
_CUT_OFF: Final = ("customers", "buildings", "settlements")
_WAITING: Final = 3
"""Most tokens from a figure to "are waiting"."""


def waits(scan: Scan, at: int) -> int:
    """Behind "still wait" that stands here, with no mark or number before it; 0 where none does."""
    at += at < len(scan.tokens) and scan.tokens[at].text in DASHES  # "48 — у роботі"
    for n in range(at, min(at + _WAITING, len(scan.tokens))):
        if scan.tokens[n].kind in (MARK, NUMBER):
            return 0
        if scan.tokens[n].says("waits"):
            return n + 1
    return 0


def left_without(scan: Scan, figures: list[Figure], links: list[Link], before: Link | None) -> list[Link]:
    """The links, with those of whom the last restoration has left out; `before`: what the sentence before told."""
    linked = {link.figure.start for link in links}
    free = [f for f in figures if f.counted and not f.base and f.start not in linked]
    found: list[Link] = []
    for figure in free:
        last = next((k for k in reversed(links) if k.figure.end <= figure.start), None if links else before)
        told = last.predicate.measure if last is not None else ""
        if not _is_of_customers(figure):
            continue
        if _left_out(scan, figure):
            told = told if told.startswith(_BACK) else _said_before(scan, figure.start)
        elif last is None or not _left_over(scan, figure, last):
            continue
        if told.startswith(_BACK):
            predicate = Predicate(told.replace(_BACK, _WITHOUT), "both", _CUT_OFF, "")
            noun = figure.noun_for(_CUT_OFF) if figure.nouns else last.noun if last is not None else None
            found.append(Link(figure, predicate, figure.start, figure.end, noun))
    return sorted([*links, *found], key=lambda link: link.figure.start) if found else links


def _is_of_customers(figure: Figure) -> bool:
    return not figure.nouns or figure.noun_for(_CUT_OFF) is not None


def _left_out(scan: Scan, figure: Figure) -> bool:
    """ "All have power but 300 families"."""
    return any(span.what == "except" and span.end == figure.start for span in scan.roles)


def _said_before(scan: Scan, at: int) -> str:
    """The restoration that a word before tells of without a figure."""
    told = [p.measure for n, (_, found) in scan.predicates.items() if n < at for p in found]
    return next((measure for measure in reversed(told) if measure.startswith(_BACK)), "")


def _left_over(scan: Scan, figure: Figure, last: Link) -> bool:
    """ "… 3,800 more are waiting", "… 120 are left": nothing else is told of them."""
    behind = waits(scan, figure.end)
    if not behind:
        return last.figure.end <= figure.start and is_left(scan, last.figure.end, figure)
    token = scan.tokens[behind] if behind < len(scan.tokens) else None
    return token is None or token.kind == MARK or token.says("waits_for")
