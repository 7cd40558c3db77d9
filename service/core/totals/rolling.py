"""Windows that roll: sums of the attacks and bulletins whose date lies inside, kept up with as they and time move.

A date is inside a window when now - length < date <= now + SKEW. Nothing is summed anew: what leaves is taken off. A
bulletin over days is in no window that is shorter than they are.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping
from typing import Final, NamedTuple, final

from schemas.vocabulary import ChangeReason, Grade
from service.core.totals.claims import Figure, Key
from service.core.totals.estimates import WEAKEST_FIRST
from service.core.totals.said import Estimated
from service.core.totals.standing import MovedStanding, Standing

SKEW: Final = 10 * 60_000
"""Milliseconds by which a date may lie ahead and still count: clocks differ."""


class Sum:
    """A flow or tally over one window."""

    __slots__ = ("attacks", "best", "grades", "high", "low", "speakers", "unbounded")

    def __init__(self) -> None:
        self.low = self.best = self.high = self.unbounded = self.attacks = 0
        self.speakers: dict[str, int] = {}
        self.grades = dict.fromkeys(WEAKEST_FIRST, 0)

    def swap(self, before: Estimated | None, after: Estimated | None) -> None:
        """Take a part out, put one in, or both."""
        if before is not None:
            self._take(before, -1)
        if after is not None:
            self._take(after, 1)
        gone, come = before.sources if before else frozenset[str](), after.sources if after else frozenset[str]()
        if gone != come:
            self._count(come - gone, 1)
            self._count(gone - come, -1)

    def _take(self, part: Estimated, sign: int) -> None:
        low, best, high = part.figure
        self.low += sign * low
        self.best += sign * best
        if high is None:
            self.unbounded += sign
        else:
            self.high += sign * high
        self.attacks += sign
        self.grades[part.grade] += sign

    def _count(self, speakers: frozenset[str], sign: int) -> None:
        for speaker in speakers:
            left = self.speakers.get(speaker, 0) + sign
            if left:
                self.speakers[speaker] = left
            else:
                del self.speakers[speaker]

    def shown(self) -> "Shown":
        """What is published of it."""
        figure = Figure(self.low, self.best, None if self.unbounded else self.high)
        grade = next(grade for grade in WEAKEST_FIRST if self.grades[grade])
        return Shown(figure, self.attacks, len(self.speakers), grade)


class Shown(NamedTuple):
    """A window's figure as published."""

    figure: Figure
    attacks: int
    sources: int
    grade: Grade


@final
class Shift:
    """One reason for which a window's figure moved."""

    __slots__ = ("came", "reason", "weight", "went")

    def __init__(self, weight: int, reason: ChangeReason, came: tuple[str, ...], went: tuple[str, ...]) -> None:
        self.weight = weight
        self.reason = reason
        self.came = came
        self.went = went


def shift(before: Estimated | None, after: Estimated | None, reason: ChangeReason) -> Shift:
    """From one estimate of an attack, or none, to another."""
    came, went = after.incidents if after else (), before.incidents if before else ()
    if came and went:
        went = tuple(sorted(set(went).difference(came)))
    moved = (after.figure.best if after else 0) - (before.figure.best if before else 0)
    return Shift(abs(moved), reason, came, went)


class Rolling:
    """All windows of one place. Times in milliseconds."""

    def __init__(self, lengths: Mapping[str, int], now: int) -> None:
        self._lengths = lengths
        self._now = now
        self._standing: dict[str, Standing] = {}
        self._dates: list[tuple[int, str]] = []
        self.sums: dict[str, dict[Key, Sum]] = {window: {} for window in lengths}
        self.shifts: dict[tuple[str, Key], list[Shift]] = {}
        """Why figures may have moved, since somebody last emptied this."""

    def roll(self, now: int) -> None:
        """Let time pass; a clock that goes back is not followed."""
        before, self._now = self._now, max(now, self._now)
        for window, length in self._lengths.items():
            for number in self._between(before - length, self._now - length):
                date, name = self._dates[number]
                if date <= before + SKEW and self._standing[name].covers <= length:
                    for key, part in self._standing[name].estimates.items():
                        self._take(window, key, part, None, shift(part, None, ChangeReason.EXPIRED))
            for number in self._between(before + SKEW, self._now + SKEW):
                date, name = self._dates[number]
                if date > self._now - length and self._standing[name].covers <= length:
                    for key, part in self._standing[name].estimates.items():
                        self._take(window, key, None, part, shift(None, part, ChangeReason.NEW_REPORT))

    def _between(self, after: int, until: int) -> range:
        first = bisect_right(self._dates, after, key=_date)
        return range(first, bisect_right(self._dates, until, lo=first, key=_date))

    def change(self, moved: MovedStanding, shifts: Mapping[Key, Shift]) -> None:
        """An attack or bulletin is not what it was; `shifts` say how, for every key that differs."""
        name, before, after = moved.name, moved.before, moved.after
        if before is not None:
            del self._dates[bisect_left(self._dates, (before.date, name))]
            del self._standing[name]
        if after is not None:
            insort(self._dates, (after.date, name))
            self._standing[name] = after
        for window, length in self._lengths.items():
            was_in = before is not None and self._inside(before, length)
            is_in = after is not None and self._inside(after, length)
            if was_in and is_in:
                for key, found in shifts.items():
                    self._take(window, key, moved.old.get(key), moved.new.get(key), found)
            elif was_in or is_in:
                self._cross(window, moved, shifts, came=is_in)

    def _cross(self, window: str, moved: MovedStanding, shifts: Mapping[Key, Shift], *, came: bool) -> None:
        if came and moved.before is None:
            for key, part in moved.new.items():
                self._take(window, key, None, part, shifts[key])
            return
        reasons = moved.reasons()
        for key, part in (moved.new if came else moved.old).items():
            if came:
                self._take(window, key, None, part, shift(None, part, reasons[key]))
            else:
                self._take(window, key, part, None, shift(part, None, reasons[key]))

    def _inside(self, standing: Standing, length: int) -> bool:
        return self._now - length < standing.date <= self._now + SKEW and standing.covers <= length

    def _take(self, window: str, key: Key, before: Estimated | None, after: Estimated | None, found: Shift) -> None:
        sums = self.sums[window]
        total = sums.get(key)
        if total is None:
            total = sums[key] = Sum()
        total.swap(before, after)
        if not total.attacks:
            del sums[key]
        self.shifts.setdefault((window, key), []).append(found)

    def next_due(self, now: int) -> int | None:
        """When time alone next moves a date over an edge."""
        due = []
        for length in self._lengths.values():
            number = bisect_right(self._dates, now - length, key=_date)
            if number < len(self._dates):
                due.append(self._dates[number][0] + length)
        number = bisect_right(self._dates, now + SKEW, key=_date)
        if number < len(self._dates):
            due.append(self._dates[number][0] - SKEW)
        return min(due, default=None)

    @property
    def newest(self) -> int | None:
        """The newest date of all."""
        return self._dates[-1][0] if self._dates else None


def _date(item: tuple[int, str]) -> int:
    return item[0]
