"""Attacks that reports name by id: each holds exactly the incidents that name it, and that wins over time."""

from bisect import bisect_left, insort

from service.core.totals.claims import Entry
from service.core.totals.cluster import Cluster
from service.core.totals.guests import EARLY


class NamedAttacks:
    """The named attacks of one place, by id and by end."""

    def __init__(self, gap: int, margin: int) -> None:
        self._gap = gap
        self._margin = margin
        self._by_id: dict[str, Cluster] = {}
        self._ends: list[tuple[int, str]] = []
        self._end_of: dict[str, int] = {}

    def get(self, attack_id: str) -> Cluster:
        """The attack of that id, new if need be."""
        cluster = self._by_id.get(attack_id)
        if cluster is None:
            cluster = self._by_id[attack_id] = Cluster(self._margin, None, attack_id)
        return cluster

    def join(self, cluster: Cluster, key: bytes, entry: Entry) -> None:
        """An incident more, which gives the attack its times if it is dated, or if none is."""
        if entry.dated or not cluster.dated:
            cluster.shaken |= bool(cluster.members) and entry.dated != cluster.dated
            cluster.dated = entry.dated
            cluster.join(key, entry)
        else:
            cluster.join_within(key, entry)

    def settle(self, cluster: Cluster) -> None:
        """After incidents came or went; where that may have taken times away, from those that are left."""
        name = cluster.named or ""
        if cluster.shaken or not cluster.members:
            self._settle_times(cluster)
        if not cluster.gone and self._end_of.get(name) == cluster.end:
            return
        known = self._end_of.pop(name, None)
        if known is not None:
            del self._ends[bisect_left(self._ends, (known, name))]
        if not cluster.gone:
            insort(self._ends, (cluster.end, name))
            self._end_of[name] = cluster.end

    def _settle_times(self, cluster: Cluster) -> None:
        cluster.shaken = False
        dated = [entry for entry in cluster.members.values() if entry.dated]
        cluster.dated = bool(dated)
        if cluster.members:
            cluster.settle_times(dated or cluster.members.values())
        else:
            del self._by_id[cluster.named or ""]
            cluster.gone = True

    def around(self, at: int) -> Cluster | None:
        """The attack during which a moment lies, or up to the gap before it; of several the one that ended first."""
        for number in range(bisect_left(self._ends, (at - self._gap, "")), len(self._ends)):
            cluster = self._by_id[self._ends[number][1]]
            if cluster.start - at <= EARLY:
                return cluster
        return None

    def before(self, at: int) -> Cluster | None:
        """The attack that ended last before a moment."""
        number = bisect_left(self._ends, (at + 1, ""))
        return self._by_id[self._ends[number - 1][1]] if number else None
