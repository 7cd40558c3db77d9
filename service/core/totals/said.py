"""Who says what now: for one figure at one spot, the current statement of each original source (design, section 4.4).

A source's newest total stands; its increments told later are added on top. Twenty outlets that quote one minister are
one source, so their claims are kept under one name and the newest of them is the statement.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import final

from schemas.vocabulary import Grade, SourceClass
from service.core.totals.claims import FLOWS, Claim, Entry, Figure, Key, Order


@final
class Statement:
    """A claim under the name of its source, and what all its claims come to. In order of `order`, which is unique."""

    __slots__ = ("figure", "incidents", "order", "rank")

    def __init__(self, order: Order, figure: Figure, rank: int, incidents: tuple[str, ...]) -> None:
        self.order = order
        self.figure = figure
        self.rank = rank
        self.incidents = incidents

    def __lt__(self, other: "Statement") -> bool:
        mine, others = self.order, other.order
        # Packed for a comparison as a whole only where the times do not tell.
        return mine[0] < others[0] if mine[0] != others[0] else mine < others

    @property
    def as_of(self) -> int:
        """When it held."""
        return self.order[0]

    @property
    def speaker(self) -> str:
        """Whose it is."""
        return self.order[2]


@final
class Estimated:
    """A figure with who stands behind it."""

    __slots__ = ("as_of", "figure", "grade", "incidents", "rank", "sources")

    def __init__(
        self,
        figure: Figure,
        grade: Grade,
        sources: frozenset[str],
        incidents: tuple[str, ...],
        rank: int,
        as_of: int,
    ) -> None:
        self.figure = figure
        self.grade = grade
        self.sources = sources
        self.incidents = incidents
        self.rank = rank
        """Class of the claim that is the best."""
        self.as_of = as_of
        """When that claim held."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Estimated) and (
            self.figure == other.figure
            and self.grade is other.grade
            and self.sources == other.sources
            and self.incidents == other.incidents
            and self.rank == other.rank
            and self.as_of == other.as_of
        )

    __hash__ = None  # type: ignore[assignment]

    def share(self, others: "Iterable[Estimated]") -> None:
        """Take who stands behind it from others where it is the same: attacks are kept as long as their windows last.

        The killed and the injured mostly come from the same reports.
        """
        if len(self.incidents) > 1:
            for other in others:
                if other.incidents == self.incidents:
                    self.incidents = other.incidents
                if other.sources == self.sources:
                    self.sources = other.sources


class Spot:
    """The claims of one key at one site, by source."""

    __slots__ = ("_bases", "_changed", "_increments", "_margin", "_ranks", "_standing", "_statements", "estimated")

    def __init__(self, margin: int) -> None:
        self._margin = margin
        self._bases: dict[str, list[Statement]] = {}
        self._increments: dict[str, list[Statement]] = {}
        self._changed: list[str] = []
        """A speaker may be in it twice."""
        self._statements: dict[str, Statement] = {}
        self._standing: list[Statement] = []
        self._ranks = [0] * len(SourceClass)
        self.estimated: Estimated | None = None
        """What follows from the claims, if it has been worked out since they last changed."""

    def add(self, claim: Statement, increment: bool) -> None:
        """A claim more."""
        speaker = claim.order[2]
        kept = self._increments if increment else self._bases
        known = kept.get(speaker)
        if known is None:
            kept[speaker] = [claim]
        else:
            insort(known, claim)
        self._changed.append(speaker)
        self.estimated = None

    def remove(self, claim: Statement, increment: bool) -> None:
        """A claim less."""
        speaker = claim.order[2]
        kept = self._increments if increment else self._bases
        known = kept[speaker]
        del known[bisect_left(known, claim)]
        if not known:
            del kept[speaker]
        self._changed.append(speaker)
        self.estimated = None

    def __bool__(self) -> bool:
        return bool(self._bases or self._increments)

    def standing(self) -> list[Statement]:
        """Every source's statement, the oldest first."""
        for speaker in self._changed:
            before = self._statements.pop(speaker, None)
            if before is not None:
                del self._standing[bisect_left(self._standing, before)]
                self._ranks[before.rank] -= 1
            bases = self._bases.get(speaker)
            if bases:
                now = self._statement(bases[-1], self._increments.get(speaker))
                self._statements[speaker] = now
                insort(self._standing, now)
                self._ranks[now.rank] += 1
        self._changed.clear()
        return self._standing

    def top(self) -> Statement:
        """The newest statement of the weightiest class; there must be one."""
        rank = next(rank for rank, count in enumerate(self._ranks) if count)
        return next(statement for statement in reversed(self._standing) if statement.rank == rank)

    def floating(self) -> list[Statement]:
        """Increments on a base that their source never told: each says "at least so many" and no more."""
        if not self._increments:
            return []
        return [
            told
            for speaker, increments in self._increments.items()
            if speaker not in self._bases
            for told in increments
        ]

    def _statement(self, base: Statement, increments: list[Statement] | None) -> Statement:
        if not increments:
            return base
        figure, last, behind = base.figure, base, [base.order[3]]
        counted: dict[Figure, int] = {}
        for told in increments:
            as_of = told.order[0]
            # Two outlets that pass on the same "three more" within the margin tell of the same three.
            if as_of > base.order[0] and as_of - counted.get(told.figure, -self._margin - 1) > self._margin:
                counted[told.figure] = as_of
                figure, last = figure.plus(told.figure), told
                behind.append(told.order[3])
        return Statement(last.order, figure, last.rank, tuple(dict.fromkeys(behind)))

    def newest(self) -> Iterator[tuple[Statement, bool]]:
        """What of each source's claims can still matter once the claims of another spot are added."""
        for bases in self._bases.values():
            yield bases[-1], False
        for speaker, increments in self._increments.items():
            base = self._bases.get(speaker)
            since = base[-1].order[0] if base else None
            yield from ((told, True) for told in increments if since is None or told.order[0] > since)


def joined(spots: list[Spot], margin: int) -> Spot:
    """Several spots read as one."""
    if len(spots) == 1:
        return spots[0]
    found = Spot(margin)
    for spot in spots:
        for told, increment in spot.newest():
            found.add(told, increment)
    return found


Sites = dict[str | None, Spot]
"""Spots of one key by site; None = the place as a whole."""


class Said:
    """All flow claims of some incidents, by key and site, but for those over a stretch of time."""

    __slots__ = ("_margin", "dirty", "keys")

    def __init__(self, margin: int) -> None:
        self._margin = margin
        self.keys: dict[Key, Sites] = {}
        self.dirty: set[Key] = set()
        """Keys with claims that came or went since this was last emptied."""

    def add(self, entry: Entry) -> None:
        """An incident more."""
        keys, site = self.keys, entry.site
        for told, claim in _flows(entry):
            key = claim.key
            sites = keys.get(key)
            if sites is None:
                sites = keys[key] = {}
            spot = sites.get(site)
            if spot is None:
                spot = sites[site] = Spot(self._margin)
            spot.add(told, claim.increment)
            self.dirty.add(key)

    def remove(self, entry: Entry) -> None:
        """An incident less."""
        for told, claim in _flows(entry):
            sites = self.keys[claim.key]
            spot = sites[entry.site]
            spot.remove(told, claim.increment)
            if not spot:
                del sites[entry.site]
            if not sites:
                del self.keys[claim.key]
            self.dirty.add(claim.key)


def sites_of(parts: Iterable[Said], key: Key, margin: int) -> Sites:
    """The spots of a key over several sets of incidents."""
    by_site: dict[str | None, list[Spot]] = {}
    for part in parts:
        for site, spot in part.keys.get(key, {}).items():
            by_site.setdefault(site, []).append(spot)
    return {site: joined(spots, margin) for site, spots in by_site.items()}


def _flows(entry: Entry) -> list[tuple[Statement, Claim]]:
    rank, behind = entry.rank, (entry.incident_id,)
    return [
        (Statement(entry.order(number), claim.figure, rank, behind), claim)
        for number, claim in enumerate(entry.claims)
        if claim.key.measure in FLOWS and not claim.period
    ]
