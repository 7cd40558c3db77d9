"""What the places inside one area add up to, kept up with as they change (design, section 4.5).

A raion, a hromada and a city in it may all be told of: the larger figure counts, on each level. Codes of the codifier
say which lies in which by their first characters, so places are grouped by raion and a change of one place costs a look
at its own raion.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from schemas.incident import Place
from schemas.totals import AreaContribution
from schemas.vocabulary import PlaceKind
from service.core.totals.claims import KEYS, TALLIES, Figure, Key
from service.core.totals.nesting import nested_sum

_CODE: Final = {PlaceKind.RAION: 6, PlaceKind.HROMADA: 9, PlaceKind.CITY: 12, PlaceKind.DISTRICT: 19}
"""Characters of a place's code that all codes inside it begin with."""
_RAION: Final = 6

Slot = tuple[str, Key]
"""Window and key."""


class AreaLevelPart(NamedTuple):
    """A stock of one place."""

    figure: Figure
    as_of: str
    stale: bool


class Child:
    """What one place contributes."""

    __slots__ = ("code", "figures", "id", "levels", "revision")

    def __init__(self, contribution: AreaContribution, windows: Iterable[str]) -> None:
        area, child = contribution.area, contribution.child
        self.id = child.id
        self.code = _CODE.get(child.kind, 0)
        self.revision = contribution.revision
        part_of_country = area.kind is PlaceKind.COUNTRY and child.id != area.id
        self.figures: dict[Slot, Figure] = {
            (window, KEYS[measure.value, unit.value]): Figure(found.low, found.best, found.high)
            for window in windows
            for measure, units in contribution.windows.get(window, {}).items()
            # A tally of an oblast or a city is inside the national one, whether or not that has been told.
            if not (part_of_country and measure.value in TALLIES)
            for unit, found in units.items()
        }
        self.levels: dict[Key, AreaLevelPart] = {
            KEYS[measure.value, unit.value]: AreaLevelPart(
                Figure(found.low, found.best, found.high), found.as_of.isoformat(), found.stale
            )
            for measure, units in contribution.now.items()
            for unit, found in units.items()
        }

    @property
    def contributes(self) -> bool:
        """It has a figure at all."""
        return bool(self.figures or self.levels)


class _Total:
    """A sum that parts come into and go out of."""

    __slots__ = ("best", "high", "low", "parts", "unbounded")

    def __init__(self) -> None:
        self.low = self.best = self.high = self.unbounded = self.parts = 0

    def take(self, part: Figure, sign: int) -> None:
        self.low += sign * part.low
        self.best += sign * part.best
        self.parts += sign
        if part.high is None:
            self.unbounded += sign
        else:
            self.high += sign * part.high

    @property
    def figure(self) -> Figure:
        return Figure(self.low, self.best, None if self.unbounded else self.high)


class AreaSums:
    """The sums of one area, and what was said of the area itself."""

    def __init__(self, area: Place) -> None:
        self._area_id = area.id
        self._raions: dict[str, dict[str, Child]] = {}
        self._flows: dict[Slot, _Total] = {}
        self._levels: dict[Key, dict[str, tuple[AreaLevelPart, ...]]] = {}
        self.own: Child | None = None
        self.places = 0

    def revision(self, child_id: str) -> int:
        """The newest known of a child; -1 for a new one."""
        child = self.own if child_id == self._area_id else self._raions.get(child_id[:_RAION], {}).get(child_id)
        return -1 if child is None else child.revision

    def put(self, child: Child) -> None:
        """What a child contributes from now on."""
        if child.id == self._area_id:
            self.own = child
            return
        name = child.id[:_RAION]
        raion = self._raions.setdefault(name, {})
        known = raion.get(child.id)
        slots = {*child.figures, *(known.figures if known else ())}
        keys = {*child.levels, *(known.levels if known else ())}
        for slot in slots:
            self._take(slot, raion, -1)
        raion[child.id] = child
        for slot in slots:
            self._take(slot, raion, 1)
        for key in keys:
            self._put_level(key, name, raion)
        self.places += child.contributes - (known is not None and known.contributes)

    def _take(self, slot: Slot, raion: Mapping[str, Child], sign: int) -> None:
        figures = {child.id: child.figures[slot] for child in raion.values() if slot in child.figures}
        if not figures:
            return
        known = self._flows.get(slot)
        if known is None:
            known = self._flows[slot] = _Total()
        known.take(_sum(figures, raion), sign)
        if not known.parts:
            del self._flows[slot]

    def _put_level(self, key: Key, name: str, raion: Mapping[str, Child]) -> None:
        parts = {child.id: child.levels[key] for child in raion.values() if key in child.levels}
        known = self._levels.setdefault(key, {})
        if parts:
            figure = _sum({child_id: part.figure for child_id, part in parts.items()}, raion)
            newest = max(part.as_of for part in parts.values())
            known[name] = (AreaLevelPart(figure, newest, all(part.stale for part in parts.values())),)
        else:
            known.pop(name, None)
        if not known:
            del self._levels[key]

    def flows(self, window: str) -> dict[Key, Figure]:
        """Sums over the places inside, by key."""
        return {key: total.figure for (found, key), total in self._flows.items() if found == window}

    def levels(self) -> dict[Key, list[AreaLevelPart]]:
        """Stocks of the places inside, one for each raion, by key."""
        return {key: [part for (part,) in raions.values()] for key, raions in self._levels.items()}


def _sum(figures: Mapping[str, Figure], raion: Mapping[str, Child]) -> Figure:
    def around(name: str, names: Iterable[str]) -> str | None:
        code = raion[name].code
        holders = [
            other
            for other in names
            if 0 < raion[other].code < code and name.startswith(other[: raion[other].code]) and other != name
        ]
        return max(holders, key=lambda other: (raion[other].code, other), default=None)

    return nested_sum(figures, around)
