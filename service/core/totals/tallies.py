"""Counts that a bulletin gives for an interval: tallies (design, section 4.6), such as drones shot down in a night, and
flows over a stretch of time ("five injured over the past day").

Of the bulletins whose intervals overlap, the weightiest stands, and of equally weighty ones the newest; bulletins for
disjoint intervals add. Only what overlaps with a bulletin that came or went is looked at again.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from schemas.vocabulary import Grade, SourceClass
from service.core.totals.claims import DAY, HOUR, LONG, TALLIES, Entry, Figure, Key, Order
from service.core.totals.reasons import Cause
from service.core.totals.said import Estimated
from service.core.totals.standing import MovedStanding, Standing

UNDATED_TALLY: Final = 12 * HOUR
"""Before its publication, what a bulletin without times is taken to cover: a night and its morning."""

UNDATED_PERIOD: Final = DAY
"""The same for a flow over a stretch of time that is not said."""

Interval = tuple[int, int]


class Bulletin(NamedTuple):
    """A tally; the greatest of those for one interval stands."""

    weight: int
    order: Order
    figure: Figure


class _Intervals:
    """The bulletins of one key, by interval."""

    __slots__ = ("bulletins", "longest", "standing", "starts")

    def __init__(self) -> None:
        self.bulletins: dict[Interval, list[Bulletin]] = {}
        self.starts: list[Interval] = []
        self.longest = 0
        self.standing: dict[Interval, Bulletin] = {}

    def add(self, interval: Interval, bulletin: Bulletin) -> None:
        known = self.bulletins.get(interval)
        if known is None:
            self.bulletins[interval] = [bulletin]
            insort(self.starts, interval)
            self.longest = max(self.longest, interval[1] - interval[0])
        else:
            insort(known, bulletin)

    def remove(self, interval: Interval, bulletin: Bulletin) -> None:
        known = self.bulletins[interval]
        del known[bisect_left(known, bulletin)]
        if not known:
            del self.bulletins[interval]
            del self.starts[bisect_left(self.starts, interval)]

    def settle(self, changed: Iterable[Interval]) -> dict[Interval, Bulletin | None]:
        """Which bulletins stand now; returns those that stood before at the intervals where that has changed.

        A bulletin stands unless a greater one that overlaps with it stands. So they are looked at from the greatest
        down, and one that begins or ceases to stand leads to a look at the lesser ones around it.
        """
        before: dict[Interval, Bulletin | None] = {}
        waiting: list[tuple[Bulletin, Interval]] = []
        for interval in changed:
            stood = self.standing.pop(interval, None)
            before[interval] = stood
            if interval in self.bulletins:
                insort(waiting, (self.bulletins[interval][-1], interval))
            if stood is not None:
                self._look_below(stood, interval, waiting)
        while waiting:
            bulletin, interval = waiting.pop()
            stands = not any(
                self.standing[other] > bulletin and overlap(interval, other) for other in self._standing_near(interval)
            )
            if stands != (interval in self.standing):
                before.setdefault(interval, self.standing.get(interval))
                if stands:
                    self.standing[interval] = bulletin
                else:
                    del self.standing[interval]
                self._look_below(bulletin, interval, waiting)
        return before

    def _look_below(self, bulletin: Bulletin, interval: Interval, waiting: list[tuple[Bulletin, Interval]]) -> None:
        for other in self._near(interval):
            lesser = (self.bulletins[other][-1], other)
            # By rank alone: the other may be a newer version of the same claim, whose figure has no upper bound.
            if lesser[0][:2] < bulletin[:2] and overlap(other, interval):
                place = bisect_left(waiting, lesser)
                if waiting[place : place + 1] != [lesser]:
                    waiting.insert(place, lesser)

    def _standing_near(self, interval: Interval) -> Iterator[Interval]:
        return (other for other in self._near(interval) if other in self.standing)

    def _near(self, interval: Interval) -> Iterator[Interval]:
        for number in range(bisect_left(self.starts, (interval[0] - self.longest, 0)), len(self.starts)):
            if self.starts[number][0] > interval[1]:
                return
            yield self.starts[number]


def overlap(one: Interval, other: Interval) -> bool:
    """Intervals that only touch do not overlap, but a moment lies in an interval that it touches."""
    if one[0] == one[1] or other[0] == other[1]:
        return one[0] <= other[1] and other[0] <= one[1]
    return one[0] < other[1] and other[0] < one[1]


Reading = Callable[[Entry], Iterable[tuple[Key, Interval, Bulletin]]]
"""Finds an incident's bulletins, each with its key and interval."""


class Tallies:
    """All bulletins of one sort of one place."""

    def __init__(self, bulletins: Reading) -> None:
        self._bulletins = bulletins
        self._keys: dict[Key, _Intervals] = {}
        self._dirty: dict[Key, dict[Interval, Cause]] = {}

    def add(self, entry: Entry, cause: Cause) -> None:
        """An incident more."""
        for key, interval, bulletin in self._bulletins(entry):
            self._keys.setdefault(key, _Intervals()).add(interval, bulletin)
            self._note(key, interval, cause)

    def remove(self, entry: Entry, cause: Cause) -> None:
        """An incident less."""
        for key, interval, bulletin in self._bulletins(entry):
            self._keys[key].remove(interval, bulletin)
            self._note(key, interval, cause)

    def _note(self, key: Key, interval: Interval, cause: Cause) -> None:
        noted = self._dirty.setdefault(key, {})
        noted[interval] = max(cause, noted.get(interval, Cause.TIME))

    def settle(self) -> list[MovedStanding]:
        """The bulletins that stand now and did not, and the reverse, each told like an attack of one key."""
        moved: list[MovedStanding] = []
        for key, noted in self._dirty.items():
            intervals = self._keys[key]
            causes = {key: max(noted.values())}
            for interval, was in sorted(intervals.settle(noted).items()):
                now = intervals.standing.get(interval)
                if was != now:
                    name = f"\x00tally:{key[0]}:{key[1]}:{interval[0]}:{interval[1]}"
                    old, new = _standing(key, interval, was), _standing(key, interval, now)
                    moved.append(
                        MovedStanding(name, old, new, merged=False, split=False, causes=causes, interval=interval)
                    )
            if not intervals.bulletins:
                del self._keys[key]
        self._dirty.clear()
        return moved


def tallies(entry: Entry) -> Iterator[tuple[Key, Interval, Bulletin]]:
    """What was launched, shot down or hit in a day or less."""
    interval = (entry.start if entry.dated else entry.end - UNDATED_TALLY, entry.end)
    if is_long(interval):
        return
    for number, claim in enumerate(entry.claims):
        if claim.key[0] in TALLIES:
            yield claim.key, interval, Bulletin(-entry.rank, entry.order(number), claim.figure)


def day_totals(entry: Entry) -> Iterator[tuple[Key, Interval, Bulletin]]:
    """Flows over a day or less."""
    interval = _period(entry)
    if is_long(interval):
        return
    for number, claim in enumerate(entry.claims):
        if claim.period:
            yield claim.key, interval, Bulletin(_weight(entry), entry.order(number), claim.figure)


def long_totals(entry: Entry) -> Iterator[tuple[Key, Interval, Bulletin]]:
    """Flows and tallies over several days: "this week Russia launched 1,300 drones"."""
    interval = _period(entry)
    if not is_long(interval):
        return
    for number, claim in enumerate(entry.claims):
        if claim.period or claim.key[0] in TALLIES:
            yield claim.key, interval, Bulletin(_weight(entry), entry.order(number), claim.figure)


def is_long(interval: Interval) -> bool:
    """Whether a bulletin sums up days."""
    return interval[1] - interval[0] > LONG


def _period(entry: Entry) -> Interval:
    return (entry.start if entry.dated else entry.end - UNDATED_PERIOD, entry.end)


def _weight(entry: Entry) -> int:
    """A bulletin for the whole place outweighs every one for a part of it."""
    return -entry.rank if entry.site is None else -entry.rank - len(SourceClass)


def _standing(key: Key, interval: Interval, bulletin: Bulletin | None) -> Standing | None:
    if bulletin is None:
        return None
    as_of, _, speaker, incident_id, _ = bulletin.order
    told = Estimated(
        bulletin.figure,
        Grade.PROVISIONAL,
        frozenset((speaker,)),
        (incident_id,),
        -bulletin.weight % len(SourceClass),
        as_of,
    )
    return Standing(interval[1], {key: told})
