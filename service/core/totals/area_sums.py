"""What the places inside one area add up to, kept up with as they change (design, section 4.5).

A raion, a hromada and a city in it may all be told of: the larger figure counts, on each level. Codes of the codifier
say which lies in which by their first characters, so places form a tree, and a change of one place costs a look at what
holds it, however many others there are.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from schemas.incident import Place
from schemas.totals import AreaContribution
from schemas.vocabulary import PlaceKind
from service.core.totals.claims import KEYS, TALLIES, Figure, Key

_CODE: Final = {PlaceKind.RAION: 6, PlaceKind.HROMADA: 9, PlaceKind.CITY: 12, PlaceKind.DISTRICT: 19}
"""Characters of a place's code that all codes inside it begin with."""
_LEVELS: Final = tuple(_CODE.values())
_NOW: Final = "now"

Slot = tuple[str, Key]
"""Window and key; of stocks, `now` and key."""


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

    def figure(self, slot: Slot) -> Figure | None:
        """Its own."""
        window, key = slot
        if window != _NOW:
            return self.figures.get(slot)
        level = self.levels.get(key)
        return None if level is None else level.figure


class _Total:
    """A sum that parts come into and go out of."""

    __slots__ = ("_figure", "best", "high", "low", "parts", "unbounded")

    def __init__(self) -> None:
        self.low = self.best = self.high = self.unbounded = self.parts = 0
        self._figure: Figure | None = None

    def take(self, part: Figure, sign: int) -> None:
        self.low += sign * part.low
        self.best += sign * part.best
        self.parts += sign
        if part.high is None:
            self.unbounded += sign
        else:
            self.high += sign * part.high
        self._figure = None

    @property
    def figure(self) -> Figure:
        """Asked more often than it changes."""
        found = self._figure
        if found is None:
            found = self._figure = Figure(self.low, self.best, None if self.unbounded else self.high)
        return found


class _Node:
    """A place, or a level of the codifier of which nobody told, with the sums of what lies in it."""

    __slots__ = ("around", "child", "inside")

    def __init__(self, around: "_Node | None") -> None:
        self.around = around
        self.child: Child | None = None
        self.inside: dict[Slot, _Total] = {}

    def figure(self, slot: Slot) -> Figure | None:
        """The larger of its own figure and that of what lies in it."""
        own = self.child.figure(slot) if self.child is not None else None
        inside = self.inside.get(slot)
        if inside is None:
            return own
        return inside.figure if own is None else own.widest(inside.figure)

    def swap(self, slot: Slot, before: Figure | None, after: Figure | None) -> None:
        """Of what lies in it one part has become another, has come or has gone."""
        found = self.inside.get(slot)
        if found is None:
            found = self.inside[slot] = _Total()
        if before is not None:
            found.take(before, -1)
        if after is not None:
            found.take(after, 1)
        if not found.parts:
            del self.inside[slot]


class AreaSums:
    """The sums of one area, and what was said of the area itself."""

    def __init__(self, area: Place) -> None:
        self._area_id = area.id
        self._root = _Node(None)
        self._places: dict[str, _Node] = {}
        """By id."""
        self._levels: dict[str, _Node] = {}
        """By what all codes in it begin with."""
        self._parts: dict[Key, dict[str, AreaLevelPart]] = {}
        self.own: Child | None = None
        self.places = 0

    def revision(self, child_id: str) -> int:
        """The newest known of a child; -1 for a new one."""
        node = self._places.get(child_id)
        child = self.own if child_id == self._area_id else node.child if node is not None else None
        return -1 if child is None else child.revision

    def put(self, child: Child) -> None:
        """What a child contributes from now on."""
        if child.id == self._area_id:
            self.own = child
            return
        node = self._places.get(child.id)
        if node is None:
            node = self._places[child.id] = self._place(child)
        known = node.child
        slots = {*_slots(child), *(_slots(known) if known is not None else ())}
        before = {slot: node.figure(slot) for slot in slots}
        node.child = child
        for slot, was in before.items():
            _tell_those_around(node, slot, was)
        self._keep_levels(child, known)
        self.places += child.contributes - (known is not None and known.contributes)

    def _place(self, child: Child) -> _Node:
        """Where a new child hangs: in all levels that its code names, whether or not somebody tells of them."""
        if not child.code:
            return _Node(self._root)
        node = self._root
        for length in _LEVELS:
            if length > child.code:
                break
            node = self._levels.setdefault(child.id[:length], _Node(node))
        # Two places with one code are beside each other.
        return node if node.child is None else _Node(node.around)

    def _keep_levels(self, child: Child, known: Child | None) -> None:
        for key in {*child.levels, *(known.levels if known is not None else ())}:
            parts = self._parts.setdefault(key, {})
            if key in child.levels:
                parts[child.id] = child.levels[key]
            else:
                del parts[child.id]
            if not parts:
                del self._parts[key]

    def flows(self, window: str) -> dict[Key, Figure]:
        """Sums over the places inside, by key."""
        return {key: total.figure for (found, key), total in self._root.inside.items() if found == window}

    def levels(self) -> dict[Key, AreaLevelPart]:
        """Stocks of all places inside, by key: as of the newest of them, and stale if all are."""
        return {
            key: AreaLevelPart(
                figure, max(part.as_of for part in parts.values()), all(part.stale for part in parts.values())
            )
            for key, figure in self.flows(_NOW).items()
            for parts in (self._parts[key],)
        }


def _slots(child: Child) -> list[Slot]:
    return [*child.figures, *((_NOW, key) for key in child.levels)]


def _tell_those_around(node: _Node, slot: Slot, before: Figure | None) -> None:
    """A node's figure is no longer what it was: so may be those of what holds it."""
    after = node.figure(slot)
    around = node.around
    while around is not None and before != after:
        was = around.figure(slot)
        around.swap(slot, before, after)
        before, after = was, around.figure(slot)
        around = around.around
