"""Customers who have it back: that they were without it only tells which ones are meant."""

from typing import Final

from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link
from service.core.reading.scan import Scan
from service.core.reading.text import WORD

_WERE: Final = 3
"""Most tokens of "had been left"."""


def given_back(scan: Scan, links: list[Link], figures: list[Figure]) -> list[Link]:
    """ "All 11,000 consumers cut off last night are back on (have power again)": who were without it tells which ones.

    "Всем 12 300 потребителям, которых обесточила атака, электроснабжение восстановлено".
    """
    return [_back(scan, link, figures) if link.predicate.measure.startswith("without_") else link for link in links]


def _back(scan: Scan, link: Link, figures: list[Figure]) -> Link:
    resource = link.predicate.measure.removeprefix("without_")
    back = (n for n in sorted(scan.predicates) if n > link.at and scan.predicates[n][0] > link.end)
    at = next((n for n in back if _restores(scan, n, resource)), -1)  # "left without power have been reconnected"
    if at < 0 or link.at < link.figure.end or any(f.counted and link.end <= f.start for f in figures):
        return link
    if link.figure.base or any(s.what == "piece" and s.end == link.figure.start for s in scan.roles):
        return link  # "12,400 of the 18,000 that lost power are back on the grid", "half of the 18,000"
    tokens, end = scan.tokens, link.figure.end
    if scan.lexicon.articles:
        verb = tokens[at - 1 : at + 1] if at >= link.end else tokens[link.end : scan.predicates[at][0]]
        told = link.at in (end, scan.behind_place(end)) and any(
            token.says("passive") or token.says("helpers") for token in verb
        )
        told = told or _which(scan, end, link.at)
        since = tokens[link.end : scan.predicates[at][0]]
        told = told and not any(token.says("negation") or token.says("modals") for token in since)
    else:
        related = tokens[end].text == "," and tokens[end + 1].says("relatives")
        told = related and any(tokens[n].text == "," for n in range(link.at + 1, at + 1))
    if not told:
        return link
    stop, predicates = scan.predicates[at]
    restored = next(p for p in predicates if p.measure == f"restored_{resource}")
    return Link(link.figure, restored, at, stop, link.noun)


def _which(scan: Scan, end: int, at: int) -> bool:
    """ "The 716 blocks in Kryvyi Rih that had gone cold on Friday have their heating back"."""
    first = scan.behind_place(end)
    led = first < at and scan.tokens[first].says("relatives")
    said = range(first + 1, at)
    return led and len(said) <= _WERE and not any(scan.tokens[n].kind != WORD or n in scan.predicates for n in said)


def _restores(scan: Scan, at: int, resource: str) -> bool:
    return any(p.measure == f"restored_{resource}" for p in scan.predicates[at][1])
