"""Incidents of a place along time: those within the gap of each other, directly or through others, are a chain.

A chain is one cluster, unless the place is hit day and night: one that lasts for more than a day is parted at noon, by
when each incident began, so that a night stays whole and nothing grows into an attack of weeks.

Kept up with as incidents come and go: one that comes looks at its neighbours only, and a chain is linked anew only
when an incident has left it, or when it grows too long. Which clusters there are depends on the set of incidents alone.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Final

from service.core.totals.claims import DAY, HOUR, Entry
from service.core.totals.cluster import Cluster, span

NOON: Final = 10 * HOUR
"""UTC; noon in Kyiv in winter, and one in the afternoon in summer. The quiet time between two nights."""

_start, _end = attrgetter("start"), attrgetter("end")
Spanned = tuple[tuple[int, int], bytes]
"""Times and key of an incident."""


class Chain:
    """Clusters that hang together, oldest first: one, or one for each day."""

    __slots__ = ("end", "last_start", "parts", "start")

    def __init__(self) -> None:
        self.start = self.end = self.last_start = 0
        self.parts: list[Cluster] = []

    @classmethod
    def over(cls, spans: list[tuple[int, int]]) -> "Chain":
        """One that reaches over these times; there must be some."""
        chain = cls()
        starts = [start for start, _ in spans]
        chain.start, chain.last_start = min(starts), max(starts)
        chain.end = max(end for _, end in spans)
        return chain

    @property
    def parted(self) -> bool:
        return len(self.parts) > 1

    def take_in(self, start: int, end: int, last_start: int) -> None:
        """Reach over these times too."""
        if self.parts:
            self.start, self.end = min(self.start, start), max(self.end, end)
            self.last_start = max(self.last_start, last_start)
        else:
            self.start, self.end, self.last_start = start, end, last_start

    def too_long(self, longest: int) -> bool:
        """It must be parted."""
        return self.end - self.start > longest and _noon_after(self.start) != _noon_after(self.last_start)


class Timeline:
    """Chains of a place, oldest first, each more than the gap away from the next."""

    def __init__(self, gap: int, margin: int) -> None:
        self._gap = gap
        self._longest = 2 * gap
        self._margin = margin
        self._chains: list[Chain] = []
        self.clusters: list[Cluster] = []
        """Those of all chains; their times do not overlap."""
        self.latest: Cluster | None = None
        """The cluster that was added to last: where most of what comes next belongs."""
        self.taken: list[Cluster] = []
        """Clusters that the last addition took into another."""

    def latest_around(self, start: int, end: int) -> Cluster | None:
        """The cluster that was added to last, if an incident of these times changes nothing but that."""
        latest = self.latest
        if latest is None or latest.chain is None or latest.gone or not latest.members:
            return None
        chain = latest.chain
        if latest.start <= start and end <= latest.end:
            chain.last_start = max(chain.last_start, start)
        elif self._is_last(latest, start) and latest.start <= start <= latest.end + self._gap:
            chain.take_in(start, end, start)
        else:
            return None
        return None if not chain.parted and chain.too_long(self._longest) else latest

    def _is_last(self, cluster: Cluster, start: int) -> bool:
        return self.clusters[-1] is cluster and (cluster.until is None or start < cluster.until)

    def add(self, key: bytes, entry: Entry, touch: Callable[[Cluster], None]) -> Cluster:
        """An incident more; returns its cluster, into which neighbours may have been joined.

        `touch` is called with every cluster that this may change before it does.
        """
        self.taken = []
        start, end = span(entry)
        chains = self._near(start, end)
        for cluster in _open(chains, start):
            touch(cluster)
        chain = self._joined(chains, start)
        chain.take_in(start, end, start)
        if chain.parted:
            cluster = _part_until(chain, _noon_after(start)) or self._new_part(chain, start, _noon_after(start))
        else:
            cluster = chain.parts[0] if chain.parts else self._new_part(chain, start, None)
            cluster.shaken |= chain.too_long(self._longest)
        cluster.join(key, entry)
        self.latest = cluster
        return cluster

    def _near(self, start: int, end: int) -> list[Chain]:
        first = bisect_left(self._chains, start - self._gap, key=_end)
        return self._chains[first : bisect_right(self._chains, end + self._gap, lo=first, key=_start)]

    def _joined(self, chains: list[Chain], start: int) -> Chain:
        """Chains as one: all of several are one cluster until that is linked anew."""
        if not chains:
            chain = Chain()
            self._chains.insert(bisect_left(self._chains, start, key=_start), chain)
            return chain
        chain = chains[0]
        if len(chains) > 1:
            parts = [part for other in chains for part in other.parts]
            place, number = self.clusters.index(parts[0]), self._chains.index(chain)
            whole = max(parts, key=lambda part: len(part.members))
            whole.until, whole.chain = None, chain
            for other in chains[1:]:
                chain.take_in(other.start, other.end, other.last_start)
            for part in parts:
                if part is not whole:
                    whole.absorb(part)
                    part.chain = None
                    self.taken.append(part)
            chain.parts = self.clusters[place : place + len(parts)] = [whole]
            del self._chains[number + 1 : number + len(chains)]
        return chain

    def _new_part(self, chain: Chain, start: int, until: int | None) -> Cluster:
        part = Cluster(self._margin, self)
        part.chain, part.until, part.start = chain, until, start
        insort(chain.parts, part, key=_start)
        insort(self.clusters, part, key=_start)
        return part

    def linked_with(self, cluster: Cluster) -> list[Cluster]:
        """A cluster and the others of its chain."""
        return list(cluster.chain.parts) if cluster.chain else []

    def relink(self, chained: list[Cluster]) -> list[Cluster]:
        """Look at all of one chain again; returns the clusters that are new. Those that are no more are `gone`."""
        whole = chained[0].chain
        owners = {key: part for part in chained for key in part.members}
        spans = ((span(part.members[key]), key) for key, part in owners.items())
        made: list[Cluster] = []
        chains: list[Chain] = []
        for group in _linked(spans, self._gap):
            chain = Chain.over([times for times, _ in group])
            for until, keys in _parted(group, chain.too_long(self._longest)):
                part, known = self._part(keys, owners)
                part.chain, part.until = chain, until
                part.settle_times(part.members.values())
                chain.parts.append(part)
                if not known:
                    made.append(part)
            chains.append(chain)
        self._replace(chained, whole, chains)
        return made

    def _part(self, keys: list[bytes], owners: dict[bytes, Cluster]) -> tuple[Cluster, bool]:
        """The cluster of exactly these incidents, and whether it has been one already."""
        sources = {id(owners[key]): owners[key] for key in keys}
        first = owners[keys[0]]
        if len(sources) == 1 and len(first.members) == len(keys):
            return first, True
        part = Cluster(self._margin, self)
        for key in keys:
            part.join(key, owners[key].members[key])
        for source in sources.values():
            part.inherit(source)
        return part, False

    def _replace(self, chained: list[Cluster], whole: Chain | None, chains: list[Chain]) -> None:
        place = self.clusters.index(chained[0])
        parts = [part for chain in chains for part in chain.parts]
        self.clusters[place : place + len(chained)] = parts
        if whole is not None:
            number = self._chains.index(whole)
            self._chains[number : number + 1] = chains
        kept = {id(part) for part in parts}
        for part in chained:
            part.shaken, part.gone = False, id(part) not in kept
            if part.gone:
                part.chain = None  # the chain holds it: two that hold each other wait for the garbage collector


def _open(chains: list[Chain], start: int) -> list[Cluster]:
    """The clusters that an incident may change which is near these chains and begins then."""
    if len(chains) == 1 and chains[0].parted:
        part = _part_until(chains[0], _noon_after(start))
        return [] if part is None else [part]
    return [part for chain in chains for part in chain.parts]


def _noon_after(start: int) -> int:
    return start + DAY - (start - NOON) % DAY


def _part_until(chain: Chain, noon: int) -> Cluster | None:
    return next((part for part in reversed(chain.parts) if part.until == noon), None)


def _parted(group: list[Spanned], parted: bool) -> Iterator[tuple[int | None, list[bytes]]]:
    if not parted:
        yield None, [key for _, key in group]
        return
    days: dict[int, list[bytes]] = {}
    for (start, _), key in group:
        days.setdefault(_noon_after(start), []).append(key)
    yield from days.items()


def _linked(spans: Iterable[Spanned], gap: int) -> list[list[Spanned]]:
    groups: list[list[Spanned]] = []
    reach = 0
    for (start, end), key in sorted(spans):
        if groups and start - reach <= gap:
            groups[-1].append(((start, end), key))
            reach = max(reach, end)
        else:
            groups.append([((start, end), key)])
            reach = end
    return groups
