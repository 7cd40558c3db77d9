"""Incidents without a date, in order of publication, and which of them need a host."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import Final

from service.core.totals.claims import HOUR, Entry
from service.core.totals.cluster import Cluster

Times = tuple[int, int]

EARLY: Final = HOUR
"""How long before an attack's known beginning a report may already tell of it: times are rounded, clocks differ."""


class Guests:
    """Every undated incident of one place that names no attack."""

    def __init__(self) -> None:
        self._ends: dict[bytes, int] = {}
        self._published: list[tuple[int, bytes]] = []
        self._homeless: dict[bytes, None] = {}

    def add(self, key: bytes, entry: Entry) -> None:
        """One more; it needs a host."""
        self._ends[key] = entry.end
        insort(self._published, (entry.end, key))
        self._homeless[key] = None

    def remove(self, key: bytes) -> None:
        """One less, if it is one."""
        end = self._ends.pop(key, None)
        if end is not None:
            del self._published[bisect_left(self._published, (end, key))]
            self._homeless.pop(key, None)

    def send_away(self, keys: Iterable[bytes]) -> None:
        """These need another host."""
        self._homeless.update(dict.fromkeys(keys))

    def unsettle(self, low: int, high: int) -> None:
        """Those published between two moments may need another host."""
        for number in range(bisect_left(self._published, (low, b"")), len(self._published)):
            at, key = self._published[number]
            if at > high:
                return
            self._homeless[key] = None

    def homeless(self) -> Iterator[tuple[bytes, int]]:
        """Those that need a host, with when they were published; afterwards none does."""
        keys, self._homeless = self._homeless, {}
        return ((key, self._ends[key]) for key in keys)

    def __bool__(self) -> bool:
        """Some need a host."""
        return bool(self._homeless)


def shifts(cluster: Cluster, settled: Times | None, gap: int) -> Iterator[Times]:
    """Where along time the host of a guest may have changed, as a cluster's times are not what they were."""
    now = None if cluster.gone else (cluster.start, cluster.end)
    if now == settled:
        return
    if now is None or settled is None or cluster.named is not None:
        for times in (now, settled):
            if times is not None:
                yield times[0] - EARLY, times[1] + gap
        return
    (low, high), (low_end, high_end) = sorted((now[0], settled[0])), sorted((now[1], settled[1]))
    if low != high:
        yield low - EARLY, high - EARLY
        yield low, high
    if low_end != high_end:
        yield low_end + gap, high_end + gap
