"""Incidents of a place along time: those within the gap of each other, directly or through others, are one cluster.

Kept up with as incidents come and go: one that comes looks at its neighbours only, and a cluster is linked anew only
when an incident has left it. Which clusters there are depends on the set of incidents alone.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import attrgetter

from service.core.claims import Entry, Key, moment
from service.core.estimates import Estimated
from service.core.reasons import Cause
from service.core.said import Said

_start, _end = attrgetter("start"), attrgetter("end")


class Cluster:
    """Incidents that belong together, what they say, and what has happened to them since it was last told."""

    __slots__ = (
        "anchor",
        "causes",
        "end",
        "final",
        "gone",
        "guests",
        "host",
        "members",
        "named",
        "own",
        "past",
        "runs",
        "said",
        "shaken",
        "start",
        "timeline",
    )

    def __init__(self, margin: int, timeline: "Timeline | None", named: str | None = None) -> None:
        self.timeline = timeline
        self.named = named
        """The id by which reports name this attack."""
        self.members: dict[bytes, Entry] = {}
        """They give the cluster its times and its name."""
        self.guests: dict[bytes, Entry] = {}
        """Incidents without a date that fall into its time; they do not extend it."""
        self.said = Said(margin)
        self.start = 0
        self.end = 0
        self.anchor: tuple[int, str, int] = (0, "", 0)
        """published, id and start of the member that was published first."""
        self.shaken = False
        """A member has left: the times, and whether it still hangs together, must be looked at."""
        self.own: dict[Key, Estimated] = {}
        self.final: dict[Key, Estimated] = {}
        """Estimates with those of the undated runs that continue it."""
        self.host: Cluster | None = None
        """The attack that this undated run continues."""
        self.runs: list[Cluster] = []
        """The undated runs that continue this attack."""
        self.gone = False
        """Taken into another cluster, parted into several, or left by all."""
        self.past: set[str] = set()
        """Names of the attacks under which what is here was last told."""
        self.causes: dict[Key, Cause] = {}

    def join(self, key: bytes, entry: Entry) -> None:
        """A member more."""
        start, end = span(entry)
        anchor = (entry.published, entry.incident_id, start)
        if self.members:
            self.start, self.end = min(self.start, start), max(self.end, end)
            self.anchor = min(self.anchor, anchor)
        else:
            self.start, self.end, self.anchor = start, end, anchor
        self.members[key] = entry
        self.said.add(entry)

    def leave(self, key: bytes) -> None:
        """A member or guest less."""
        entry = self.guests.pop(key, None)
        if entry is None:
            entry = self.members.pop(key)
            self.shaken = True
        self.said.remove(entry)

    def welcome(self, key: bytes, entry: Entry) -> None:
        """A guest more."""
        self.guests[key] = entry
        self.said.add(entry)

    def settle_times(self, entries: Iterable[Entry]) -> None:
        """Times and anchor anew, from these members."""
        self.start, self.end, self.anchor = _times(list(entries))

    def note(self, entry: Entry, cause: Cause) -> None:
        """Remember why the figures of this incident's keys move."""
        for claim in entry.claims:
            known = self.causes.get(claim.key, Cause.TIME)
            self.causes[claim.key] = cause if cause > known else known

    def inherit(self, other: "Cluster") -> None:
        """Take over what is to be told of a cluster whose incidents are here now."""
        self.past |= other.past
        for key, cause in other.causes.items():
            self.causes[key] = max(cause, self.causes.get(key, Cause.TIME))

    def name(self, place_id: str) -> str:
        """Which attack this is, whoever tells of it: the id its reports give, else place and start of its anchor."""
        if self.named is None:
            began = moment(self.anchor[2])
            return f"{place_id}:{began:%Y%m%dT%H%M%S}.{began.microsecond // 1000:03}Z"
        # An id that looks like one of ours must not be taken for it.
        return self.named if not self.named.startswith(f"{place_id}:") else f"named:{self.named}"[:256]


class Timeline:
    """Clusters of a place, oldest first, each more than the gap away from the next."""

    def __init__(self, gap: int, margin: int) -> None:
        self._gap = gap
        self._margin = margin
        self.clusters: list[Cluster] = []
        self.latest: Cluster | None = None
        """The cluster that was added to last: where most of what comes next belongs."""
        self.taken: list[Cluster] = []
        """Clusters that the last addition took into another."""

    def add(self, key: bytes, entry: Entry) -> Cluster:
        """An incident more; returns its cluster, into which neighbours may have been joined."""
        self.taken = []
        start, end = span(entry)
        first = bisect_left(self.clusters, start - self._gap, key=_end)
        last = bisect_right(self.clusters, end + self._gap, lo=first, key=_start)
        if first == last:
            cluster = Cluster(self._margin, self)
            self.clusters.insert(first, cluster)
        else:
            found = self.clusters[first:last]
            cluster = max(found, key=lambda c: len(c.members)) if len(found) > 1 else found[0]
            for other in found:
                if other is not cluster:
                    self._absorb(cluster, other)
            if len(found) > 1:
                self.clusters[first:last] = [cluster]
        cluster.join(key, entry)
        self.latest = cluster
        return cluster

    def _absorb(self, cluster: Cluster, other: Cluster) -> None:
        for key, entry in other.members.items():
            cluster.members[key] = entry
            cluster.said.add(entry)
        for key, entry in other.guests.items():
            cluster.welcome(key, entry)
        cluster.start, cluster.end = min(cluster.start, other.start), max(cluster.end, other.end)
        cluster.anchor = min(cluster.anchor, other.anchor)
        cluster.shaken |= other.shaken
        cluster.inherit(other)
        other.gone = True
        self.taken.append(other)

    def relink(self, cluster: Cluster) -> list[Cluster]:
        """Look at a cluster that lost members; returns what it has become (itself, its parts, or nothing)."""
        cluster.shaken = False
        groups = _linked(((span(entry), key) for key, entry in cluster.members.items()), self._gap)
        place = self.clusters.index(cluster)
        if len(groups) == 1:
            cluster.settle_times(cluster.members.values())
            return [cluster]
        parts = [self._part(cluster, group) for group in groups]
        self.clusters[place : place + 1] = parts
        cluster.gone = True
        return parts

    def _part(self, whole: Cluster, group: list[bytes]) -> Cluster:
        part = Cluster(self._margin, self)
        for key in group:
            part.join(key, whole.members[key])
        part.inherit(whole)
        return part


def span(entry: Entry) -> tuple[int, int]:
    """When it happened; an incident without a date is a point."""
    return (entry.start, entry.end) if entry.dated else (entry.end, entry.end)


def _times(entries: list[Entry]) -> tuple[int, int, tuple[int, str, int]]:
    spans = [span(entry) for entry in entries]
    anchor = min((entry.published, entry.incident_id, span(entry)[0]) for entry in entries)
    return min(start for start, _ in spans), max(end for _, end in spans), anchor


def _linked(spans: Iterable[tuple[tuple[int, int], bytes]], gap: int) -> list[list[bytes]]:
    groups: list[list[bytes]] = []
    reach = 0
    for (start, end), key in sorted(spans):
        if groups and start - reach <= gap:
            groups[-1].append(key)
            reach = max(reach, end)
        else:
            groups.append([key])
            reach = end
    return groups
