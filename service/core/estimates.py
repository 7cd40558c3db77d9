"""One estimate for each attack, measure and unit (design, sections 4.4 and 4.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.vocabulary import Grade
from service.core.claims import Entry, Figure, Key, behaviour
from service.core.rules import EstimatePolicy, Rules


@dataclass(frozen=True, slots=True)
class Estimated:
    """A figure with who stands behind it."""

    figure: Figure
    grade: Grade
    sources: frozenset[str]
    incidents: tuple[str, ...]
    rank: int
    """Class of the claim that is the best."""
    as_of: float
    """When that claim held."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one original source says now of one key at one site."""

    speaker: str
    rank: int
    order: tuple[float, float, str, str]
    figure: Figure
    incidents: tuple[str, ...]

    @property
    def as_of(self) -> float:
        """When it held."""
        return self.order[0]


def estimates(members: Iterable[Entry], rules: Rules) -> dict[Key, Estimated]:
    """The estimates of one attack."""
    said = _by_site(members)
    found: dict[Key, Estimated] = {}
    for key, sites in said.items():
        estimate = _with_sites(sites, rules)
        if estimate is not None:
            found[key] = estimate
    return found


Said = list[tuple[Entry, Figure, bool]]


def _by_site(members: Iterable[Entry]) -> dict[Key, dict[str | None, Said]]:
    said: dict[Key, dict[str | None, Said]] = {}
    for entry in members:
        for claim in entry.claims:
            if behaviour(claim.measure) == "flow":
                sites = said.setdefault((claim.measure, claim.unit), {})
                sites.setdefault(entry.site, []).append((entry, claim.figure, claim.increment))
    return said


def _with_sites(sites: dict[str | None, Said], rules: Rules) -> Estimated | None:
    """City = max(city claim, sum of its sites). A site named inside another's name lies in it and is not added."""
    whole = estimate(sites[None], rules) if None in sites else None
    named = {site: estimate(said, rules) for site, said in sites.items() if site is not None}
    outer = [found for site, found in named.items() if not any(site != o and o and o in site for o in named)]
    if not outer:
        return whole
    total = outer[0].figure
    for found in outer[1:]:
        total += found.figure
    parts = [*outer, *([whole] if whole else [])]
    grade = (
        Grade.CONTESTED
        if any(p.grade is Grade.CONTESTED for p in parts)
        else min((p.grade for p in parts), key=lambda g: g is not Grade.CORROBORATED)
        if whole
        else max((p.grade for p in parts), key=lambda g: g is Grade.PROVISIONAL)
    )
    lead = max(parts, key=lambda p: p.as_of)
    return Estimated(
        total.widest(whole.figure) if whole else total,
        grade,
        frozenset().union(*(p.sources for p in parts)),
        tuple(sorted({i for p in parts for i in p.incidents})),
        min(p.rank for p in parts),
        lead.as_of,
    )


def estimate(said: Said, rules: Rules) -> Estimated:
    """Best = newest statement of the best class; range = the statements that hold at its time, within the margin."""
    statements, floors = _statements(said)
    if not statements:
        # Only increments on an unknown base: at least so many, no upper bound.
        floor = max(floors, key=lambda s: (s.figure.low, s.order))
        return Estimated(
            Figure(floor.figure.low, floor.figure.best, None),
            Grade.PROVISIONAL,
            frozenset(s.speaker for s in floors),
            tuple(sorted({i for s in floors for i in s.incidents})),
            floor.rank,
            floor.as_of,
        )
    best_rank = min(s.rank for s in statements)
    top = max((s for s in statements if s.rank == best_rank), key=lambda s: s.order)
    current = [s for s in statements if s.as_of >= top.as_of - rules.range_margin_hours * 3600]
    best = _chosen(top, current, rules.policy)
    low = min(best, *(s.figure.low for s in current))
    highs = [s.figure.high for s in current]
    high = None if None in highs else max(best, *(h for h in highs if h is not None))
    for floor in floors:
        low = max(low, min(floor.figure.low, best))
    doubted = any(s.rank > top.rank and s.order > top.order and s.figure.best < top.figure.best for s in current)
    sources = frozenset(s.speaker for s in current)
    grade = Grade.CONTESTED if doubted else Grade.CORROBORATED if len(sources) > 1 else Grade.PROVISIONAL
    return Estimated(
        Figure(low, best, high),
        grade,
        sources,
        tuple(sorted({i for s in current for i in s.incidents})),
        top.rank,
        top.as_of,
    )


def _chosen(top: Statement, current: Sequence[Statement], policy: EstimatePolicy) -> int:
    if policy is EstimatePolicy.CONSERVATIVE:
        return min(s.figure.best for s in current)
    if policy is EstimatePolicy.MAXIMUM:
        return max(s.figure.best for s in current)
    return top.figure.best


def _statements(said: Said) -> tuple[list[Statement], list[Statement]]:
    """What each source says now, and the increments that no figure of the same source carries."""
    by_speaker: dict[str, Said] = {}
    for item in said:
        by_speaker.setdefault(item[0].speaker, []).append(item)
    statements: list[Statement] = []
    floors: list[Statement] = []
    for speaker, items in by_speaker.items():
        bases = [item for item in items if not item[2]]
        increments = [item for item in items if item[2]]
        if not bases:
            floors += [_statement(speaker, [item]) for item in increments]
            continue
        base = max(bases, key=lambda item: item[0].order)
        later = sorted((i for i in increments if i[0].as_of > base[0].as_of), key=lambda item: item[0].order)
        statements.append(_statement(speaker, [base, *later]))
    return statements, floors


def _statement(speaker: str, items: Said) -> Statement:
    figure = items[0][1]
    for _, more, _ in items[1:]:
        figure += more
    last = items[-1][0]
    return Statement(speaker, last.rank, last.order, figure, tuple(entry.incident_id for entry, _, _ in items))
