"""One estimate for each attack, measure and unit (design, sections 4.4 and 4.5)."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from schemas.vocabulary import Grade
from service.core.totals.claims import Figure
from service.core.totals.nesting import nested_sum
from service.core.totals.rules import EstimatePolicy
from service.core.totals.said import Estimated, Sites, Spot, Statement

WEAKEST_FIRST: Final = (Grade.CONTESTED, Grade.PROVISIONAL, Grade.CORROBORATED)
# Asked of its class, a member costs as much as a call.
_PROVISIONAL: Final = Grade.PROVISIONAL
_CORROBORATED: Final = Grade.CORROBORATED


class Estimator:
    """The rules of estimating, bound to their settings."""

    __slots__ = ("margin", "policy")

    def __init__(self, policy: EstimatePolicy, margin: int) -> None:
        self.policy = policy
        self.margin = margin
        """Milliseconds by which a claim may be older than the best and still widen its range."""

    def estimate(self, sites: Sites) -> Estimated | None:
        """The larger of the place's own figure and the sum of its sites, bound by bound."""
        whole = self._spot(sites[None]) if None in sites else None
        if len(sites) == 1 and whole is not None:
            return whole
        parts = {site: self._spot(spot) for site, spot in sites.items() if site is not None}
        if not parts:
            return whole
        total = sum_of_sites({site: part.figure for site, part in parts.items()})
        return _both(total, [*parts.values()], whole)

    def _spot(self, spot: Spot) -> Estimated:
        if spot.estimated is None:
            spot.estimated = self._estimate_spot(spot)
        return spot.estimated

    def _estimate_spot(self, spot: Spot) -> Estimated:
        """Best = the newest statement of the best class; range = all that hold at its time, within the margin."""
        standing, floating = spot.standing(), spot.floating()
        if not standing:
            return _only_more(floating)
        top = spot.top()
        as_of = top.order[0]
        current = _since(standing, as_of - self.margin)
        if len(current) == 1 and not floating:
            return Estimated(top.figure, _PROVISIONAL, _alone(top.speaker), top.incidents, top.rank, as_of)
        best = self._chosen(top, current)
        low = min(best, *(s.figure.low for s in current))
        highs = [s.figure.high for s in current]
        high = None if None in highs else max(best, *(h for h in highs if h is not None))
        low = max([low, *(min(floor.figure.low, best) for floor in floating)])
        sources = frozenset([s.order[2] for s in current])
        behind = tuple(sorted({incident for s in current for incident in s.incidents}))
        return Estimated(Figure(low, best, high), _grade(top, current, sources), sources, behind, top.rank, as_of)

    def _chosen(self, top: Statement, current: list[Statement]) -> int:
        if self.policy is EstimatePolicy.CONSERVATIVE:
            return min(s.figure.best for s in current)
        if self.policy is EstimatePolicy.MAXIMUM:
            return max(s.figure.best for s in current)
        return top.figure.best


@lru_cache(maxsize=4096)
def _alone(speaker: str) -> frozenset[str]:
    """Most figures are one source's, and sources come again and again; a set of its own takes 200 bytes."""
    return frozenset((speaker,))


def _since(standing: list[Statement], since: int) -> list[Statement]:
    current = []
    for statement in reversed(standing):
        if statement.order[0] < since:
            break
        current.append(statement)
    return current


def _grade(top: Statement, current: list[Statement], sources: frozenset[str]) -> Grade:
    """A fall told later, by a worse class than the best, is not accepted: the estimate is contested."""
    for said in current:
        high = said.figure.high
        if said.rank > top.rank and said.order > top.order and high is not None and high < top.figure.best:
            return Grade.CONTESTED
    return _CORROBORATED if len(sources) > 1 else _PROVISIONAL


def _only_more(floating: list[Statement]) -> Estimated:
    """Nothing but increments on an unknown base: at least as many as the largest of them, no upper bound."""
    largest = max(floating, key=lambda s: (s.figure.low, s.figure.best, s.order))
    figure = Figure(largest.figure.low, largest.figure.best, None)
    sources = frozenset(s.speaker for s in floating)
    behind = tuple(sorted({incident for s in floating for incident in s.incidents}))
    return Estimated(figure, _PROVISIONAL, sources, behind, largest.rank, largest.as_of)


def sum_of_sites(sites: dict[str, Figure]) -> Figure:
    """The sum over sites that cannot overlap.

    A site whose words all appear in another's name holds it ("Solomianskyi district" holds "a block of flats,
    Solomianskyi district"): of the two readings the larger counts. A site without a name may be any of the others.
    """
    unnamed = sites.get("")
    if unnamed is None:
        return nested_sum(sites, _holders(sites))
    named = {site: figure for site, figure in sites.items() if site}
    return nested_sum(named, _holders(named)).widest(unnamed) if named else unnamed


def _holders(sites: Iterable[str]) -> Callable[[str, Iterable[str]], str | None]:
    """Finds the site that holds another one most closely. Only those that share a word with it are looked at."""
    words = {site: frozenset(site.split()) for site in sites}
    by_word: dict[str, list[str]] = {}
    for site, own in words.items():
        if own:
            by_word.setdefault(min(own), []).append(site)

    def around(site: str, _: Iterable[str]) -> str | None:
        own = words[site]
        found = [other for word in own for other in by_word.get(word, ()) if words[other] < own]
        return max(found, key=lambda other: (len(words[other]), other), default=None)

    return around


def _both(total: Figure, parts: list[Estimated], whole: Estimated | None) -> Estimated:
    figure = total if whole is None else total.widest(whole.figure)
    every = parts if whole is None else [*parts, whole]
    grades = {part.grade for part in every}
    grade = next(grade for grade in WEAKEST_FIRST if grade in grades)
    if whole is not None and whole.figure == figure and grade is _PROVISIONAL:
        grade = whole.grade  # sites told by one source each do not weaken a figure that two tell of the whole place
    lead = whole if whole is not None and whole.figure.best >= total.best else max(every, key=lambda p: p.as_of)
    sources = frozenset().union(*(part.sources for part in every))
    behind = tuple(sorted({incident for part in every for incident in part.incidents}))
    return Estimated(figure, grade, sources, behind, lead.rank, lead.as_of)
