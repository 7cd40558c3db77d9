"""Attacks: which incidents of a place belong together, and what they say of it (design, sections 4.3 and 4.4).

Incidents whose times lie within the gap of each other, directly or through others, are one attack. An attack that
reports name by id holds exactly the incidents that name it, and one that would last for more than a day is parted
(timeline.py). An incident without a date, of which only the time of publication is known, is a guest of the attack
during which, or within the gap after which, it was published; runs.py says what becomes of those that no attack takes.
All this is a function of the set of incidents alone. Attacks that nothing has touched for long sleep (cluster.py).
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from operator import attrgetter
from typing import Final

from service.core.totals.claims import Entry, Key
from service.core.totals.cluster import Cluster, span
from service.core.totals.estimates import Estimator
from service.core.totals.guests import EARLY, Guests, Times, shifts
from service.core.totals.named import NamedAttacks
from service.core.totals.reasons import REPORT, TIME, Cause
from service.core.totals.runs import continue_runs
from service.core.totals.said import Estimated, sites_of
from service.core.totals.standing import MovedStanding, Standing
from service.core.totals.timeline import Timeline

_start = attrgetter("start")
MOST_AWAKE: Final = 16
"""Incidents of a place, in attacks, that are kept ready for more, besides those of the attack that was touched last."""


class Attacks:
    """All attacks of one place. `gap` and `reach` in milliseconds; `read` gives the incident of a key as it is kept."""

    def __init__(
        self, place_id: str, gap: int, reach: int, estimator: Estimator, read: Callable[[bytes], Entry]
    ) -> None:
        self._kept = read
        self._place_id = place_id
        self._gap = gap
        self._reach = reach
        self._estimator = estimator
        self._dated = Timeline(gap, estimator.margin)
        self._runs = Timeline(gap, estimator.margin)
        self._named = NamedAttacks(gap, estimator.margin)
        self._guests = Guests()
        self._waiting: list[tuple[bytes, Entry, Cause, bool]] = []
        """What came (True) and went since this was last settled, in order."""
        self._gone: dict[bytes, Entry] = {}
        """What went of it, as it was when this was last settled: clusters that sleep still hold it."""
        self._home: dict[bytes, Cluster] = {}
        self._touched: dict[int, tuple[Cluster, Times | None]] = {}
        """Clusters to be told, with their times when last settled."""
        self._awake: OrderedDict[int, Cluster] = OrderedDict()
        """Those touched last at the end."""
        self._undated: dict[bytes, Entry] = {}
        """Guests that came since this was last settled."""
        self.told: dict[str, Standing] = {}
        """Every attack as it was last told, by name."""

    # -- incidents come and go ---------------------------------------------------------------------------------------

    def add(self, key: bytes, entry: Entry, cause: Cause) -> None:
        """An incident more. It waits: what a block touches wakes one place after the other, not all at once."""
        self._waiting.append((key, entry, cause, True))

    def remove(self, key: bytes, entry: Entry, cause: Cause) -> None:
        """An incident less."""
        self._waiting.append((key, entry, cause, False))
        self._gone.setdefault(key, entry)

    def _move(self) -> None:
        """Let what waits come and go."""
        waiting, self._waiting = self._waiting, []
        for key, entry, cause, comes in waiting:
            if comes:
                self._take_in(key, entry, cause)
            else:
                self._let_go(key, entry, cause)
        self._gone = {}

    def _take_in(self, key: bytes, entry: Entry, cause: Cause) -> None:
        if entry.attack_id is not None:
            self._home[key] = cluster = self._named.get(entry.attack_id)
            self._touch(cluster)
            self._named.join(cluster, key, entry)
        elif entry.dated:
            cluster = self._insert(self._dated, key, entry)
        else:
            self._guests.add(key, entry)
            self._undated[key] = entry
            return
        cluster.note(entry, cause)

    def _let_go(self, key: bytes, entry: Entry, cause: Cause) -> None:
        self._guests.remove(key)
        cluster = self._home.pop(key, None)
        if cluster is not None:
            self._touch(cluster)
            cluster.leave(key)
            cluster.note(entry, cause)

    def _read(self, key: bytes) -> Entry:
        return self._gone.get(key) or self._kept(key)

    def _insert(self, timeline: Timeline, key: bytes, entry: Entry) -> Cluster:
        start, end = span(entry)
        cluster = timeline.latest_around(start, end)
        if cluster is not None:
            self._touch(cluster)
            cluster.join(key, entry)
        else:
            cluster = timeline.add(key, entry, self._touch)
            self._touch(cluster, new=len(cluster.members) == 1)
            for other in timeline.taken:
                for moved in (*other.members, *other.guests):
                    self._home[moved] = cluster
        self._home[key] = cluster
        return cluster

    def _touch(self, cluster: Cluster, *, new: bool = False) -> None:
        self._rouse(cluster)
        if id(cluster) not in self._touched:
            times = None if new or not cluster.members else (cluster.start, cluster.end)
            self._touched[id(cluster)] = (cluster, times)

    def _rouse(self, cluster: Cluster) -> None:
        self._awake[id(cluster)] = cluster
        self._awake.move_to_end(id(cluster))
        cluster.wake(self._read)

    def _put_to_sleep(self) -> None:
        awake = sum(len(cluster.members) + len(cluster.guests) for cluster in self._awake.values())
        while awake > MOST_AWAKE and len(self._awake) > 1:
            _, cluster = self._awake.popitem(last=False)
            awake -= len(cluster.members) + len(cluster.guests)
            cluster.sleep()

    # -- settling ----------------------------------------------------------------------------------------------------

    def settle(self) -> list[MovedStanding]:
        """Bring attacks into line with the incidents that came and went; returns those that are not what they were."""
        self._move()
        self._relink()
        self._rehouse()
        self._relink()
        if not self._touched:
            return []
        for cluster, _ in self._touched.values():
            self._estimate(cluster)
        touched = {number: cluster for number, (cluster, _) in self._touched.items()}
        since = min(cluster.start for cluster in touched.values())
        until = max(cluster.end for cluster in touched.values())
        settled = [times for _, times in self._touched.values() if times]
        changed = (min([since, *(start for start, _ in settled)]), max([until, *(end for _, end in settled)]))
        continue_runs(self._runs, self._dated, self._named.before, self._reach, touched, changed)
        self._touched = {}
        moved = self._tell(list(touched.values()))
        for number, cluster in touched.items():
            if cluster.gone:
                self._awake.pop(number, None)
                cluster.forget()
        self._put_to_sleep()
        return moved

    def _relink(self) -> None:
        for cluster, _ in list(self._touched.values()):
            if cluster.gone:
                continue
            if cluster.timeline is None:
                self._named.settle(cluster)
            elif cluster.shaken:
                self._relink_chain(cluster.timeline, cluster.timeline.linked_with(cluster))
            if cluster.gone:
                self._guests.send_away(cluster.guests)

    def _relink_chain(self, timeline: Timeline, chained: list[Cluster]) -> None:
        for part in chained:
            self._touch(part)
        for part in timeline.relink(chained):
            self._touch(part, new=True)
            self._home.update(dict.fromkeys(part.members, part))
        for part in chained:
            if part.gone:
                self._guests.send_away(part.guests)

    def _rehouse(self) -> None:
        """Guests: the new ones, and those whose host may be another now that attacks have other times."""
        for cluster, settled in list(self._touched.values()):
            if cluster.timeline is not self._runs:
                for low, high in shifts(cluster, settled, self._gap):
                    self._guests.unsettle(low, high)
        for key, published in self._guests.homeless():
            self._house(key, published)
        self._undated = {}

    def _house(self, key: bytes, published: int) -> None:
        before = self._home.get(key)
        host = self._host(published)
        if before is not None:
            if before is host or (host is None and before.timeline is self._runs):
                return
            self._touch(before)
        entry = self._undated[key] if before is None else before.leave(key)
        if host is None:
            host = self._insert(self._runs, key, entry)
        else:
            self._touch(host)
            host.welcome(key, entry)
            self._home[key] = host
        host.note(entry, REPORT)
        if before is not None:
            before.note(entry, REPORT)
            if before.gone or not before.members:
                host.inherit(before)

    def _host(self, at: int) -> Cluster | None:
        clusters = self._dated.clusters
        number = bisect_right(clusters, at, key=_start)
        if number and at - clusters[number - 1].end <= self._gap:
            return clusters[number - 1]
        if number < len(clusters) and clusters[number].start - at <= EARLY:
            return clusters[number]
        return self._named.around(at)

    def _estimate(self, cluster: Cluster) -> None:
        dirty = cluster.said.dirty
        if not dirty:
            return
        own = dict(cluster.own)
        for key in dirty:
            sites = cluster.said.keys.get(key)
            found = self._estimator.estimate(sites) if sites else None
            if found is None:
                own.pop(key, None)
            else:
                found.share(own.values())
                own[key] = found
        cluster.own = own
        dirty.clear()

    def _final(self, cluster: Cluster) -> dict[Key, Estimated]:
        if not cluster.runs:
            return cluster.own
        for part in (cluster, *cluster.runs):
            self._rouse(part)
        parts = [cluster.said, *(run.said for run in cluster.runs)]
        keys = {key for part in parts for key in part.keys}
        found = {key: self._estimator.estimate(sites_of(parts, key, self._estimator.margin)) for key in keys}
        return {key: estimated for key, estimated in found.items() if estimated is not None}

    # -- telling -----------------------------------------------------------------------------------------------------

    def _tell(self, touched: list[Cluster]) -> list[MovedStanding]:
        """What of the touched attacks is new, by name; a name is followed to where its incidents are now."""
        roots = [cluster for cluster in touched if not cluster.gone and cluster.host is None]
        for root in roots:
            for run in root.runs:
                root.inherit(run)
        now = {root.name(self._place_id): root for root in roots}
        heirs: dict[str, list[Cluster]] = {}
        for root in roots:
            for name in root.past:
                heirs.setdefault(name, []).append(root)
        names = {name for cluster in touched for name in cluster.past} | now.keys()
        moved = [self._moved(name, now.get(name), heirs, touched) for name in sorted(names)]
        for found in moved:
            if found.after is None:
                self.told.pop(found.name, None)
            else:
                self.told[found.name] = found.after
        for name, root in now.items():
            for cluster in (root, *root.runs):
                cluster.past, cluster.causes = (name,), {}
        return [found for found in moved if found.before != found.after]

    def _moved(
        self, name: str, root: Cluster | None, heirs: dict[str, list[Cluster]], touched: list[Cluster]
    ) -> MovedStanding:
        before = self.told.get(name)
        if root is not None:
            root.final = self._final(root)
            split = any(len(heirs[old]) > 1 for old in root.past)
            after = Standing(root.date, root.final)
            return MovedStanding(name, before, after, merged=len(root.past) > 1, split=split, causes=root.causes)
        causes: dict[Key, Cause] = {}
        for cluster in touched:
            if name in cluster.past:
                for key, cause in cluster.causes.items():
                    causes[key] = max(cause, causes.get(key, TIME))
        into = heirs.get(name, [])
        merged = any(len(heir.past) > 1 for heir in into)
        return MovedStanding(name, before, None, merged=merged, split=len(into) > 1, causes=causes)
