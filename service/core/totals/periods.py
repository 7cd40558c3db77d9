"""Flows over a stretch of time: "five injured over the past day" tells of all attacks in it, and perhaps of more.

So it is not a figure of an attack. What it tells beyond the attacks dated within its interval is counted beside them,
dated by the interval's end: the sum is the larger of the two. Which bulletins stand, service.core.totals.tallies says.
A bulletin over several days is to the attacks, bulletins and tallies of those days what one of a day is to its attacks.
"""

from collections.abc import Sequence

from service.core.totals.claims import Entry, Figure, Key
from service.core.totals.nesting import total
from service.core.totals.reasons import Cause
from service.core.totals.said import Estimated
from service.core.totals.standing import MovedStanding, Standing
from service.core.totals.tallies import Interval, Reading, Tallies, is_long

Dated = tuple[Key, Interval]


class Periods:
    """All bulletins of one sort of one place, against its attacks, or whatever else they may tell of again."""

    def __init__(self, bulletins: Reading) -> None:
        self._bulletins = Tallies(bulletins)
        self._standing: dict[Key, dict[Interval, Estimated]] = {}
        self._attacks: dict[str, Standing] = {}
        self._rests: dict[Dated, Standing] = {}

    def add(self, entry: Entry, cause: Cause) -> None:
        """An incident more."""
        self._bulletins.add(entry, cause)

    def remove(self, entry: Entry, cause: Cause) -> None:
        """An incident less."""
        self._bulletins.remove(entry, cause)

    def settle(self, attacks: Sequence[MovedStanding]) -> list[MovedStanding]:
        """What bulletins tell beyond the attacks, where it is not what it was; `attacks` are those that moved."""
        looked: dict[Dated, Cause] = {}
        for attack in attacks:
            self._move(attack, looked)
        for bulletin in self._bulletins.settle():
            self._stand(bulletin, looked)
        return [moved for at, cause in sorted(looked.items()) for moved in self._rest(at, cause)]

    def _move(self, attack: MovedStanding, looked: dict[Dated, Cause]) -> None:
        if attack.after is None:
            self._attacks.pop(attack.name, None)
        else:
            self._attacks[attack.name] = attack.after
        if not self._standing:
            return
        dates = [standing.date for standing in (attack.before, attack.after) if standing]
        for key in {**attack.old, **attack.new}:
            for interval in self._standing.get(key, ()):
                if any(_within(date, interval) for date in dates):
                    cause = attack.causes.get(key, Cause.REPORT)
                    looked[key, interval] = max(cause, looked.get((key, interval), Cause.TIME))

    def _stand(self, bulletin: MovedStanding, looked: dict[Dated, Cause]) -> None:
        [key] = {**bulletin.old, **bulletin.new}
        interval = bulletin.interval
        known = self._standing.setdefault(key, {})
        if bulletin.after is None:
            del known[interval]
            if not known:
                del self._standing[key]
        else:
            known[interval] = bulletin.after.estimates[key]
        looked[key, interval] = max(bulletin.causes[key], looked.get((key, interval), Cause.TIME))

    def _rest(self, at: Dated, cause: Cause) -> list[MovedStanding]:
        key, interval = at
        before, after = self._rests.pop(at, None), self._beyond(key, interval)
        if after is not None:
            self._rests[at] = after
        if before == after:
            return []
        name = f"\x00rest:{key[0]}:{key[1]}:{interval[0]}:{interval[1]}"
        return [MovedStanding(name, before, after, merged=False, split=False, causes={key: cause})]

    def _beyond(self, key: Key, interval: Interval) -> Standing | None:
        told = self._standing.get(key, {}).get(interval)
        if told is None:
            return None
        inside = (a.estimates[key].figure for a in self._attacks.values() if _holds(a, key, interval))
        figure = _excess(told.figure, total(inside))
        covers = interval[1] - interval[0] if is_long(interval) else 0
        return Standing(interval[1], {key: _with_figure(told, figure)}, covers) if figure.best else None


def _with_figure(told: Estimated, figure: Figure) -> Estimated:
    return Estimated(figure, told.grade, told.sources, told.incidents, told.rank, told.as_of)


def _within(date: int, interval: Interval) -> bool:
    return interval[0] < date <= interval[1]


def _holds(attack: Standing, key: Key, interval: Interval) -> bool:
    return key in attack.estimates and _within(attack.date, interval)


def _excess(told: Figure, known: Figure) -> Figure:
    """In order by itself, as the attacks may leave a window before it does."""
    best = max(told.best - known.best, 0)
    low = min(max(told.low - known.low, 0), best)
    if told.high is None:
        return Figure(low, best, None)
    return Figure(low, best, best if known.high is None else max(told.high - known.high, best))
