"""Totals as they were known at a moment: the changes up to then, replayed."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from schemas.totals import Bounds, KnownTotals, TotalChange
from schemas.vocabulary import Measure, Unit

Figures = dict[Measure, dict[Unit, Bounds]]


class Slot(NamedTuple):
    """What one figure is of: a window's total, an attack's estimate, or (neither) a stock."""

    window: str
    attack: str
    measure: Measure
    unit: Unit


class Known:
    """What was known at a moment. Changes may come in any order and more than once; they stand by their revision."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._changes: dict[str, dict[Slot, dict[int, TotalChange]]] = {}

    def take(self, change: TotalChange) -> None:
        """One change; those of later are not looked at."""
        if change.as_of <= self._at:
            slot = Slot(change.window or "", change.attack or "", change.measure, change.unit)
            self._changes.setdefault(change.place.id, {}).setdefault(slot, {})[change.revision] = change

    def totals(self) -> list[KnownTotals]:
        """Every place of which something was known, by id."""
        return [self._place(self._changes[place_id]) for place_id in sorted(self._changes)]

    def gaps(self) -> list[str]:
        """Ids of places whose changes do not follow one from the other: some are missing."""
        return [place for place in sorted(self._changes) if not all(map(_in_a_row, self._changes[place].values()))]

    def _place(self, slots: dict[Slot, dict[int, TotalChange]]) -> KnownTotals:
        newest = {slot: changes[max(changes)] for slot, changes in sorted(slots.items())}
        last = max(newest.values(), key=lambda change: change.revision)
        windows: dict[str, Figures] = {}
        attacks: dict[str, Figures] = {}
        now: Figures = {}
        for slot, change in newest.items():
            if change.new is not None:
                part = windows.setdefault(slot.window, {}) if slot.window else now
                part = attacks.setdefault(slot.attack, {}) if slot.attack else part
                part.setdefault(slot.measure, {})[slot.unit] = change.new
        return KnownTotals(
            place=last.place, as_of=self._at, revision=last.revision, windows=windows, now=now, attacks=attacks
        )


def known_at(changes: Iterable[TotalChange], at: datetime) -> Known:
    """What these changes say was known at a moment."""
    known = Known(at)
    for change in changes:
        known.take(change)
    return known


def _in_a_row(changes: dict[int, TotalChange]) -> bool:
    before: Bounds | None = None
    for revision in sorted(changes):
        if changes[revision].old != before:
            return False
        before = changes[revision].new
    return True
