"""Persons who only say who those before them are: "saved two people, a man and his son, and evacuated 45"."""

from collections.abc import Iterator
from typing import Final

from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link
from service.core.reading.scan import Scan
from service.core.reading.text import MARK

_OPENS: Final = ",–—:("
_TELLS: Final = ":(–—-"
_TOLLS: Final = frozenset({"killed", "injured"})
_GAP: Final = 5
"""Most tokens between two persons of such a list, with an age."""
_LEAD: Final = 8
"""Most tokens from the people to the mark behind which the list begins."""
_SEVERAL: Final = 2


def spelled_out(scan: Scan, figures: list[Figure], links: list[Link]) -> set[int]:
    """Starts of the figures that name those told right before, and that another word has taken nevertheless."""
    told = {link.figure.start: link.at for link in links}
    if len(told) <= _SEVERAL:
        return set()
    if not scan.lexicon.articles:
        return _of_both(scan, figures, links)
    return {
        figure.start
        for whole, named in lists_of(scan, figures, links)
        for figure in named
        if told.get(figure.start, told[whole.start]) != told[whole.start]
    } | _of_both(scan, figures, links)


def lists_of(scan: Scan, figures: list[Figure], links: list[Link]) -> Iterator[tuple[Figure, list[Figure]]]:
    """People told by a word, with those whom a list behind them names."""
    told = {link.figure.start for link in links}
    for index, whole in enumerate(figures):
        people = not whole.nouns or whole.nouns[0].family == "people"
        if people and whole.counted and (whole.best or 0) >= _SEVERAL and whole.start in told:
            yield whole, _named(scan, whole, figures[index + 1 :])


def _of_both(scan: Scan, figures: list[Figure], links: list[Link]) -> set[int]:
    """ "The number of victims is nine: one dead and eight injured": the nine are the dead and the injured."""
    told = {link.figure.start: link.predicate.measure for link in links}
    if not _TOLLS.issubset(told.values()):
        return set()
    for whole, *parts in zip(figures, figures[1:], figures[2:], strict=False):
        one, other = parts
        measures = {told.get(one.start), told.get(other.start)}
        if measures != _TOLLS or told.get(whole.start) not in _TOLLS or not whole.counted:
            continue
        marks = [token.text for token in scan.tokens[whole.end : one.start] if token.kind == MARK]
        sums = (one.best or 0) + (other.best or 0) == whole.best
        if sums and len(marks) == 1 and marks[0] in _TELLS:
            return {whole.start}
    return set()


def _named(scan: Scan, whole: Figure, behind: list[Figure]) -> list[Figure]:
    """The persons of a list behind a comma who are as many as the whole, where a mark closes the list."""
    tokens, left, end = scan.tokens, whole.best or 0, whole.end
    found: list[Figure] = []
    for figure in behind:
        opens = not found
        gap = range(end, figure.start)
        marks = [n for n in gap if tokens[n].kind == MARK]
        if not figure.nouns or figure.nouns[0].family != "people" or figure.best is None or figure.more:
            return []
        if opens and (len(gap) > _LEAD or marks != [figure.start - 1] or tokens[marks[0]].text not in _OPENS):
            return []
        if not opens and (len(gap) > _GAP or any(n in scan.predicates for n in gap)):
            return []
        found.append(figure)
        left -= figure.best
        end = next((a.end for a in scan.ages if figure.end <= a.start <= figure.end + 1), figure.end)
        if left <= 0:
            break
    closed = end >= len(tokens) or tokens[end].kind == MARK
    return found if left == 0 and closed else []
