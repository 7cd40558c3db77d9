"""Runs: incidents without a date that no attack takes as guests, linked with each other by the gap.

A run continues the attack before it when it begins within reach of that attack's end (or of the last run that continues
it) and, of the figures that both tell, one is at least half of what was known: tolls are corrected, they do not start
again from nothing. So a toll told two days later does not found a second attack and double the dead.
Any other run is an attack of its own.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from operator import attrgetter

from service.core.totals.cluster import Cluster
from service.core.totals.timeline import Timeline

_start = attrgetter("start")


def continue_runs(
    runs: Timeline,
    dated: Timeline,
    named_before: Callable[[int], Cluster | None],
    reach: int,
    touched: dict[int, Cluster],
    changed: tuple[int, int],
) -> None:
    """Decide anew which attack each run continues, where something within reach before it has changed.

    Own estimates of all clusters must be up to date. Clusters that gain or lose a run are added to `touched`.
    """
    for cluster in list(touched.values()):
        if cluster.gone:
            _unbind(cluster, touched)
    since, until = changed[0], changed[1] + reach
    until = max([until, *(c.start for c in touched.values() if c.timeline is runs and not c.gone)])
    first = bisect_left(runs.clusters, since, key=_start)
    moved = False
    for number in range(first, len(runs.clusters)):
        run = runs.clusters[number]
        if run.start > until and not moved:
            break
        previous = _before(runs, number, dated, named_before, reach)
        root = None if previous is None else previous.host or previous
        host = root if root is not None and _continues(run, root) else None
        moved = host is not run.host or id(run) in touched
        if host is not run.host:
            _bind(run, host, touched)
    for cluster in list(touched.values()):
        if cluster.host is not None and not cluster.gone:
            touched[id(cluster.host)] = cluster.host


def _before(
    runs: Timeline, number: int, dated: Timeline, named_before: Callable[[int], Cluster | None], reach: int
) -> Cluster | None:
    """What ended last before a run began, if that is within reach."""
    start = runs.clusters[number].start
    place = bisect_right(dated.clusters, start, key=_start)
    candidates = [
        dated.clusters[place - 1] if place else None,
        runs.clusters[number - 1] if number else None,
        named_before(start),
    ]
    near = [cluster for cluster in candidates if cluster is not None and start - cluster.end <= reach]
    return max(near, key=lambda cluster: cluster.end, default=None)


def _continues(run: Cluster, root: Cluster) -> bool:
    known = [(run.own[key].figure.best, root.own[key].figure.best) for key in run.own if key in root.own]
    return not known or any(2 * told >= before for told, before in known)


def _bind(run: Cluster, host: Cluster | None, touched: dict[int, Cluster]) -> None:
    for cluster in (run, run.host, host):
        if cluster is not None:
            touched[id(cluster)] = cluster
    if run.host is not None:
        run.host.runs.remove(run)
    run.host = host
    if host is not None:
        # In order of time, so that what is read from them does not depend on who came first.
        host.runs.insert(bisect_left(host.runs, run.start, key=_start), run)


def _unbind(gone: Cluster, touched: dict[int, Cluster]) -> None:
    if gone.host is not None:
        _bind(gone, None, touched)
    for run in list(gone.runs):
        _bind(run, None, touched)
