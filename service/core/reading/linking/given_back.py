"""Customers who have it back: that they were without it only tells which ones are meant."""

from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link
from service.core.reading.scan import Scan


def given_back(scan: Scan, links: list[Link], figures: list[Figure]) -> list[Link]:
    """ "All 11,000 consumers cut off last night are back on the grid": who were without it only tells which ones.

    "Всем 12 300 потребителям, которых обесточила атака, электроснабжение восстановлено".
    """
    return [_back(scan, link, figures) if link.predicate.measure.startswith("without_") else link for link in links]


def _back(scan: Scan, link: Link, figures: list[Figure]) -> Link:
    resource = link.predicate.measure.removeprefix("without_")
    at = next((n for n in sorted(scan.predicates) if n >= link.end and _restores(scan, n, resource)), -1)
    if at < 0 or link.at < link.figure.end or any(f.counted and link.end <= f.start for f in figures):
        return link
    tokens, end = scan.tokens, link.figure.end
    if scan.lexicon.articles:
        told = link.at == end and any(token.says("passive") for token in tokens[at - 1 : at + 1])
    else:
        related = tokens[end].text == "," and tokens[end + 1].says("relatives")
        told = related and any(tokens[n].text == "," for n in range(link.at + 1, at + 1))
    if not told:
        return link
    stop, predicates = scan.predicates[at]
    restored = next(p for p in predicates if p.measure == f"restored_{resource}")
    return Link(link.figure, restored, at, stop, link.noun)


def _restores(scan: Scan, at: int, resource: str) -> bool:
    return any(p.measure == f"restored_{resource}" for p in scan.predicates[at][1])
