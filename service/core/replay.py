"""Folding reports without Kafka: the same steps as the worker's, one report after another, time being the stream's own.

The oracle for everything else: what the worker publishes must agree with this.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from schemas.incident import Incident, Place, Retraction, Tick
from schemas.totals import AreaContribution, AreaTotals, CityTotals, TotalChange
from service.core.pipeline import Normalized
from service.core.totals.areas import AreasPartition
from service.core.totals.partition import TotalsPartition
from service.core.totals.rules import Rules


class Replay:
    """Totals of all places in one partition, and all areas in another."""

    def __init__(self, rules: Rules, area_of: Callable[[Place], Place | None]) -> None:
        self._totals = TotalsPartition(rules, {}, area_of)
        self._areas = AreasPartition(rules, {}, area_of)
        self.cities: dict[str, CityTotals] = {}
        """The last totals of each city, by place id."""
        self.areas: dict[str, AreaTotals] = {}
        """The last totals of each area, by place id."""
        self.left_out = 0
        """Reports published after the moment that the totals are for."""

    def fold(self, report: Normalized) -> list[TotalChange]:
        """One report; returns the changes it made."""
        records: list[Incident | Retraction | Tick] = list(report.incidents)
        if report.retraction is not None:
            records.insert(0, report.retraction)
        if report.report.published_at is not None:
            records.append(Tick(now=report.report.published_at))
        return self.apply(records)

    def advance(self, now: datetime) -> list[TotalChange]:
        """Let time reach a moment; returns the changes that makes."""
        return self.apply([Tick(now=now)])

    def apply(self, records: list[Incident | Retraction | Tick]) -> list[TotalChange]:
        """Fold records as they would stand on `incidents` and `control`; returns the changes they made."""
        effects = self._totals.apply(records, None)
        self.cities.update({totals.place.id: totals for totals in effects.totals})
        waiting: list[AreaContribution] = list(effects.contributions)
        while waiting:
            told = self._areas.apply(waiting, None)
            self.areas.update({totals.place.id: totals for totals in told.totals})
            waiting = list(told.contributions)
        return list(effects.changes)

    def last_totals(self) -> Iterator[CityTotals | AreaTotals]:
        """City totals, then area totals, each by place id."""
        yield from (self.cities[place_id] for place_id in sorted(self.cities))
        yield from (self.areas[place_id] for place_id in sorted(self.areas))


def replay(
    reports: Iterable[Normalized], rules: Rules, area_of: Callable[[Place], Place | None], at: datetime | None = None
) -> Replay:
    """Fold reports in their order; `at` = the moment that the totals are for, the newest publication when None.

    What was published after that moment is left out: time is never turned back for what has been folded.
    """
    state = Replay(rules, area_of)
    newest = at
    for report in reports:
        published = report.report.published_at
        if at is not None and published is not None and published > at:
            state.left_out += 1
            continue
        state.fold(report)
        if at is None and published is not None and (newest is None or published > newest):
            newest = published
    if newest is not None:
        state.advance(newest)
    return state
