"""What the output topics say now, of all partitions, in memory: bounded, and never asked of a worker."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from schemas.incident import Place
from schemas.totals import AreaTotals, Bounds, CityTotals, TotalChange
from schemas.vocabulary import Measure, Unit
from service.shell.records import Record
from service.shell.topics import AREA_TOTALS, CHANGES, CITY_TOTALS, TopicNames

RECENT_CHANGES: Final = 10_000
"""Newest changes kept, of all places together."""
ATTACKS_OF_A_PLACE: Final = 500
_WAITING: Final = 1_000
"""Events that one slow listener may fall behind before it is let go."""


@dataclass(frozen=True, slots=True)
class Held:
    """A place's newest totals."""

    place: Place
    revision: int
    json: bytes
    """As they stand in the topic."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, for listeners: the record as it stands in its topic."""

    name: str
    """`totals` or `change`."""
    id: str
    place_id: str
    json: bytes


@dataclass(slots=True)
class Attack:
    """What stands of one attack."""

    attack: str
    figures: dict[Measure, dict[Unit, Bounds]]
    changed: TotalChange


class View:
    """Newest totals by place, newest changes, attacks by place; and who listens."""

    def __init__(self, names: TopicNames) -> None:
        self._city_topic = names.full(CITY_TOTALS)
        self._area_topic = names.full(AREA_TOTALS)
        self._change_topic = names.full(CHANGES)
        self._totals: dict[str, Held] = {}
        self._changes: deque[TotalChange] = deque(maxlen=RECENT_CHANGES)
        self._attacks: dict[str, dict[str, Attack]] = {}
        self._listeners: set[asyncio.Queue[Event | None]] = set()
        self.complete = False
        """What the topics held when reading began has been read."""

    @property
    def topics(self) -> tuple[str, ...]:
        """Full names of the topics that it is made from."""
        return self._city_topic, self._area_topic, self._change_topic

    def clear(self) -> None:
        """Forget everything, to be read anew; listeners stay."""
        self._totals.clear()
        self._changes.clear()
        self._attacks.clear()
        self.complete = False

    def take(self, record: Record) -> None:
        """Take one record in; one that this version cannot read is passed over."""
        if record.value is None:
            self._totals.pop((record.key or b"").decode(errors="replace"), None)
            return
        try:
            if record.topic == self._change_topic:
                self._take_change(TotalChange.model_validate_json(record.value), record.value)
            else:
                model = CityTotals if record.topic == self._city_topic else AreaTotals
                self._take_totals(model.model_validate_json(record.value), record.value)
        except ValidationError:
            return

    def _take_totals(self, totals: CityTotals | AreaTotals, json: bytes) -> None:
        place = totals.place
        self._totals[place.id] = Held(place, totals.revision, json)
        self._tell(Event("totals", f"{place.id}:{totals.revision}", place.id, json))

    def _take_change(self, change: TotalChange, json: bytes) -> None:
        self._changes.append(change)
        if change.attack is not None:
            self._take_attack(change.attack, change)
        self._tell(Event("change", change.change_id, change.place.id, json))

    def _take_attack(self, name: str, change: TotalChange) -> None:
        attacks = self._attacks.setdefault(change.place.id, {})
        attack = attacks.pop(name, None) or Attack(name, {}, change)
        attack.changed = change
        units = attack.figures.setdefault(change.measure, {})
        if change.new is None:
            units.pop(change.unit, None)
        else:
            units[change.unit] = change.new
        if not units:
            del attack.figures[change.measure]
        if attack.figures:
            attacks[name] = attack  # the attack changed last comes last, and the first goes first
        if len(attacks) > ATTACKS_OF_A_PLACE:
            attacks.pop(next(iter(attacks)))

    # -- what is asked -------------------------------------------------------------------------------------------------

    def totals(self, place_id: str) -> Held | None:
        """A place's newest totals."""
        return self._totals.get(place_id)

    def places(self) -> Iterator[Held]:
        """Every place with totals, by id."""
        return (held for _, held in sorted(self._totals.items()))

    def attacks(self, place_id: str) -> list[Attack]:
        """What stands of a place's attacks, the one changed last first."""
        return list(reversed(self._attacks.get(place_id, {}).values()))

    def changes(self) -> Iterator[TotalChange]:
        """The changes kept, newest first."""
        return reversed(self._changes)

    # -- who listens ---------------------------------------------------------------------------------------------------

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return len(self._listeners)

    @contextmanager
    def listen(self) -> Iterator[AsyncIterator[Event]]:
        """Events from now on; they end for a listener that falls far behind, and when the server stops."""
        waiting: asyncio.Queue[Event | None] = asyncio.Queue(_WAITING)
        self._listeners.add(waiting)
        try:
            yield _events(waiting)
        finally:
            self._listeners.discard(waiting)

    def end_listening(self) -> None:
        """Let every listener go."""
        for waiting in tuple(self._listeners):
            self._let_go(waiting)

    def _tell(self, event: Event) -> None:
        if not self.complete:
            return
        for waiting in tuple(self._listeners):
            if waiting.full():
                self._let_go(waiting)
            else:
                waiting.put_nowait(event)

    def _let_go(self, waiting: "asyncio.Queue[Event | None]") -> None:
        self._listeners.discard(waiting)
        while waiting.full():
            waiting.get_nowait()
        waiting.put_nowait(None)


async def _events(waiting: "asyncio.Queue[Event | None]") -> AsyncIterator[Event]:
    while (event := await waiting.get()) is not None:
        yield event
