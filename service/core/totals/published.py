"""What is told of a place: its totals, what it adds to the area around it, and the records made of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, NamedTuple, final

from schemas.incident import Place
from schemas.model import SCHEMA_VERSION
from schemas.totals import Bounds, Estimate, Level, TotalChange
from schemas.vocabulary import ChangeReason, Grade, Measure, Unit
from service.core.totals.claims import KEYS, Figure, Key, moment
from service.core.totals.rolling import Shown
from service.core.totals.stocks import LevelNow

MEASURES: Final = {measure.value: measure for measure in Measure}
UNITS: Final = {unit.value: unit for unit in Unit}
MOST_INCIDENTS: Final = 50
"""Incidents named with one change; a toll that hundreds retell does not make a record of hundreds of ids."""


class ShownLevel(NamedTuple):
    """A stock as published."""

    figure: Figure
    as_of: int
    stale: bool
    peak_24h: int

    @classmethod
    def of(cls, level: LevelNow) -> "ShownLevel":
        """What of a level is published."""
        return cls(level.figure, level.as_of, level.stale, level.peak_24h)


@final
class Moved:
    """One figure that is not what it was."""

    __slots__ = ("after", "attack", "before", "incidents", "key", "reason", "supersedes", "window")

    def __init__(
        self,
        key: Key,
        window: str | None,
        attack: str | None,
        before: Figure | None,
        after: Figure | None,
        reason: ChangeReason,
        incidents: tuple[str, ...],
        supersedes: tuple[str, ...],
    ) -> None:
        self.key = key
        self.window = window
        self.attack = attack
        self.before = before
        self.after = after
        self.reason = reason
        self.incidents = incidents
        self.supersedes = supersedes


@lru_cache(maxsize=65_536)
def bounds(figure: Figure) -> Bounds:
    """As in a record. One window's new figure is mostly another's too, and the next change's old one."""
    return Bounds(low=figure.low, best=figure.best, high=figure.high)


def estimate(shown: Shown) -> Estimate:
    """As in a record."""
    low, best, high = shown.figure
    fields = {"low": low, "best": best, "high": high, "attacks": shown.attacks, "sources": shown.sources}
    return Estimate.made({**fields, "grade": shown.grade})


def level(shown: ShownLevel) -> Level:
    """As in a record."""
    low, best, high = shown.figure
    return Level(low=low, best=best, high=high, as_of=moment(shown.as_of), stale=shown.stale, peak_24h=shown.peak_24h)


def by_measure(found: Iterable[tuple[Key, Any]]) -> dict[Measure, dict[Unit, Any]]:
    """Keys as records nest them, in alphabetical order."""
    nested: dict[Measure, dict[Unit, Any]] = {}
    for (measure, unit), value in found:
        nested.setdefault(MEASURES[measure], {})[UNITS[unit]] = value
    return nested


def change(place: Place, moved: Moved, revision: int, now: datetime) -> TotalChange:
    """One signed change."""
    measure, unit = moved.key
    before, after = moved.before, moved.after
    name = f"{place.id}|{revision}|{moved.window}|{moved.attack}|{measure}|{unit}"
    # Every field, in the order of the schema: it is that in which they are written.
    return TotalChange.made(
        {
            "schema_version": SCHEMA_VERSION,
            "change_id": blake2b(name.encode(), digest_size=16).hexdigest(),
            "place": place,
            "measure": MEASURES[measure],
            "unit": UNITS[unit],
            "window": moved.window,
            "attack": moved.attack,
            "old": None if before is None else bounds(before),
            "new": None if after is None else bounds(after),
            "delta": (0 if after is None else after.best) - (0 if before is None else before.best),
            "reason": moved.reason,
            "incidents": moved.incidents[-MOST_INCIDENTS:],
            "supersedes": moved.supersedes[-MOST_INCIDENTS:],
            "as_of": now,
            "revision": revision,
        }
    )


def pack_windows(windows: Mapping[str, Mapping[Key, Shown]]) -> dict[str, Any]:
    """As kept in a place's summary."""
    return {
        window: [[*key, *shown.figure, shown.attacks, shown.sources, shown.grade.value] for key, shown in found.items()]
        for window, found in windows.items()
        if found
    }


def unpack_windows(packed: Mapping[str, Any], names: Iterable[str]) -> dict[str, dict[Key, Shown]]:
    """The reverse of `pack_windows`, with every window of `names`."""
    windows: dict[str, dict[Key, Shown]] = {window: {} for window in (*names, *packed)}
    for window, rows in packed.items():
        for measure, unit, low, best, high, attacks, sources, grade in rows:
            windows[window][KEYS[measure, unit]] = Shown(Figure(low, best, high), attacks, sources, Grade(grade))
    return windows


def pack_levels(levels: Mapping[Key, ShownLevel]) -> list[Any]:
    """As kept in a place's summary."""
    return [[*key, *shown.figure, shown.as_of, shown.stale, shown.peak_24h] for key, shown in levels.items()]


def unpack_levels(packed: Iterable[Any]) -> dict[Key, ShownLevel]:
    """The reverse of `pack_levels`."""
    return {
        KEYS[measure, unit]: ShownLevel(Figure(low, best, high), as_of, stale, peak)
        for measure, unit, low, best, high, as_of, stale, peak in packed
    }
