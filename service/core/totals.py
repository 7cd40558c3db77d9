"""TotalsPartition: the aggregate step of one partition. Folds incidents and retractions, and time, into totals.

State is the set of live incidents (`i|place|report|incident`), the reports taken back (`r|report`), and for each place
a summary (`p|place`) of what was last published, so that changes can be told with their sign. Everything else is worked
out from the live incidents. Applying a record twice, or in another order, ends in the same state.
"""

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

import orjson

from schemas.incident import Incident, Place, Retraction, Tick
from schemas.totals import AreaContribution, Bounds, CityTotals, TotalChange
from schemas.vocabulary import PlaceKind, Status
from service.core.changes import Cause, Moved, Published, moves
from service.core.claims import Entry, Figure, entry_of, moment, pack, unpack
from service.core.rules import Rules
from service.core.standing import Picture, Standing

_AREAS: Final = (PlaceKind.COUNTRY, PlaceKind.OBLAST)
_CLOCK: Final = b"t|clock"
AreaOf = Callable[[Place], Place | None]


@dataclass(frozen=True, slots=True)
class Effects:
    """What a block leads to."""

    state: Mapping[bytes, bytes | None]
    totals: Sequence[CityTotals]
    changes: Sequence[TotalChange]
    contributions: Sequence[AreaContribution]
    retracted: Sequence[Incident] = ()
    late: int = 0


@dataclass(slots=True)
class _PlaceState:
    """One place in memory."""

    place: Place
    revision: int
    shown: str
    """Digest of what was last published."""
    published: Published
    due: float | None
    entries: dict[bytes, Entry] = field(default_factory=dict)


class TotalsPartition:
    """All places of one partition."""

    def __init__(self, rules: Rules, stored: Mapping[bytes, bytes], area_of: AreaOf) -> None:
        self._rules = rules
        self._area_of = area_of
        self._stored = dict(stored)
        self._keep = rules.correctable_days * 86400
        self._places: dict[str, _PlaceState] = {}
        self._keys_of_place: dict[str, set[bytes]] = {}
        self._keys_of_report: dict[bytes, set[bytes]] = {}
        self._due: list[tuple[float, str]] = []
        self._clock = float(self._stored.get(_CLOCK, b"-inf"))
        self._touched: dict[str, Cause] = {}
        self._changed: dict[bytes, bytes | None] = {}
        self._changed_by: dict[str, list[str]] = {}
        for key in self._stored:
            if key.startswith(b"i|"):
                self._index(key)
            elif key.startswith(b"p|"):
                due = orjson.loads(self._stored[key])["due"]
                if due is not None:
                    heapq.heappush(self._due, (due, key[2:].decode()))

    def __len__(self) -> int:
        return len(self._stored)

    # -- folding -------------------------------------------------------------------------------------------------------

    def apply(self, records: Sequence[Incident | Retraction | Tick], now: datetime | None) -> Effects:
        """Fold a block. `now` = the wall clock; None = time is what ticks and publication times say."""
        late = 0
        if now is None:
            self._advance(max((r.now if isinstance(r, Tick) else r.published_at).timestamp() for r in records))
        for record in records:
            if isinstance(record, Incident):
                late += self._take(record, now.timestamp() if now else self._clock)
            elif isinstance(record, Retraction):
                self._retract(record)
        moment_now = now.timestamp() if now else self._clock
        self._touch_due(moment_now)
        return self._effects(moment_now, late)

    def tick(self, now: datetime) -> Effects:
        """Time alone: windows roll, stocks grow stale, claims past correction go."""
        self._touch_due(now.timestamp())
        return self._effects(now.timestamp(), 0)

    def _advance(self, clock: float) -> None:
        if clock > self._clock:
            self._clock = clock
            self._put(_CLOCK, repr(clock).encode())

    def _take(self, incident: Incident, now: float) -> int:
        entry = entry_of(incident)
        key = _incident_key(incident.place.id, entry)
        if incident.status is Status.RETRACTED:
            if key in self._stored and self._place(incident.place.id) is not None:
                self._drop(key, incident.place.id, Cause.RETRACTION)
            return 0
        if _tombstone(entry.report_id) in self._stored:
            return 0
        if entry.end <= now - self._keep:
            return 1
        state = self._place(incident.place.id) or self._new_place(incident.place)
        known = state.entries.get(key)
        if known is not None and known.version >= entry.version:
            return 0
        state.entries[key] = entry
        self._put(key, pack(entry))
        self._index(key)
        self._touch(incident.place.id, Cause.CORRECTION if entry.corrected else Cause.REPORT, entry.incident_id)
        return 0

    def _retract(self, retraction: Retraction) -> None:
        for report_id in retraction.references:
            if report_id == retraction.report_id:
                continue
            tombstone = _tombstone(report_id)
            until = retraction.published_at.timestamp()
            if float(self._stored.get(tombstone, b"-inf")) < until:
                self._put(tombstone, repr(until).encode())
            for key in sorted(self._keys_of_report.get(_report_hash(report_id), ())):
                place_id = key.split(b"|", 2)[1].decode()
                state = self._place(place_id)
                if state is not None and state.entries[key].report_id == report_id:
                    self._drop(key, place_id, Cause.RETRACTION)

    def _drop(self, key: bytes, place_id: str, cause: Cause) -> None:
        state = self._places[place_id]
        entry = state.entries.pop(key)
        self._put(key, None)
        self._keys_of_place[place_id].discard(key)
        found = self._keys_of_report.get(key.split(b"|", 3)[2])
        if found is not None:
            found.discard(key)
            if not found:
                del self._keys_of_report[key.split(b"|", 3)[2]]
        self._touch(place_id, cause, entry.incident_id if cause is Cause.RETRACTION else None)

    def _touch(self, place_id: str, cause: Cause, incident_id: str | None) -> None:
        before = self._touched.get(place_id, Cause.TIME)
        self._touched[place_id] = cause if cause.value > before.value else before
        if incident_id is not None:
            self._changed_by.setdefault(place_id, []).append(incident_id)

    def _touch_due(self, now: float) -> None:
        while self._due and self._due[0][0] <= now:
            _, place_id = heapq.heappop(self._due)
            state = self._place(place_id)
            if state is None or state.due is None or state.due > now:
                continue
            for key, entry in list(state.entries.items()):
                if entry.end <= now - self._keep:
                    self._drop(key, place_id, Cause.TIME)
            self._touch(place_id, Cause.TIME, None)

    # -- state ---------------------------------------------------------------------------------------------------------

    def _put(self, key: bytes, value: bytes | None) -> None:
        self._changed[key] = value
        if value is None:
            self._stored.pop(key, None)
        else:
            self._stored[key] = value

    def _index(self, key: bytes) -> None:
        _, place_id, report, _ = key.split(b"|", 3)
        self._keys_of_place.setdefault(place_id.decode(), set()).add(key)
        self._keys_of_report.setdefault(report, set()).add(key)

    def _place(self, place_id: str) -> _PlaceState | None:
        state = self._places.get(place_id)
        if state is None:
            packed = self._stored.get(b"p|" + place_id.encode())
            if packed is None:
                return None
            found = orjson.loads(packed)
            state = _PlaceState(
                Place.model_validate(found["place"]),
                found["revision"],
                found["shown"],
                Published.unpack(found["published"]),
                found["due"],
                {key: unpack(self._stored[key]) for key in self._keys_of_place.get(place_id, ())},
            )
            self._places[place_id] = state
        return state

    def _new_place(self, place: Place) -> _PlaceState:
        state = _PlaceState(place, 0, "", Published(), None)
        self._places[place.id] = state
        return state

    # -- telling -------------------------------------------------------------------------------------------------------

    def _effects(self, now: float, late: int) -> Effects:
        totals: list[CityTotals] = []
        changes: list[TotalChange] = []
        contributions: list[AreaContribution] = []
        for place_id in sorted(self._touched):
            state = self._places[place_id]
            self._tell(state, self._touched[place_id], now, totals, changes, contributions)
        effects = Effects(self._changed, totals, changes, contributions, (), late)
        self._touched, self._changed, self._changed_by = {}, {}, {}
        return effects

    def _tell(
        self,
        state: _PlaceState,
        cause: Cause,
        now: float,
        totals: list[CityTotals],
        changes: list[TotalChange],
        contributions: list[AreaContribution],
    ) -> None:
        standing = Picture(state.place.id, list(state.entries.values()), self._rules).at(now)
        published = Published.of(standing)
        moved = moves(state.published, published, standing, cause)
        windows, levels = _windows(standing), _levels(standing)
        shown = _digest([windows, levels, len(standing.attacks), len({e.report_id for e in state.entries.values()})])
        if shown != state.shown:
            state.revision += 1
            self._publish(state, standing, windows, levels, now, totals, contributions)
            changes += [_change(state, item, now) for item in moved]
        state.shown, state.published, state.due = shown, published, standing.next_due
        if state.due is not None:
            heapq.heappush(self._due, (state.due, state.place.id))
        self._put(
            b"p|" + state.place.id.encode(),
            orjson.dumps(
                {
                    "place": state.place.model_dump(mode="json"),
                    "revision": state.revision,
                    "shown": shown,
                    "published": published.pack(),
                    "due": state.due,
                }
            ),
        )

    def _publish(
        self,
        state: _PlaceState,
        standing: Standing,
        windows: dict[str, Any],
        levels: dict[str, Any],
        now: float,
        totals: list[CityTotals],
        contributions: list[AreaContribution],
    ) -> None:
        if state.place.kind not in _AREAS:
            totals.append(
                CityTotals(
                    place=state.place,
                    as_of=moment(now),
                    revision=state.revision,
                    changed_by=tuple(dict.fromkeys(self._changed_by.get(state.place.id, ())))[-20:],
                    windows=windows,
                    now=levels,
                    attacks=len(standing.attacks),
                    reports=len({entry.report_id for entry in state.entries.values()}),
                    final=not state.entries,
                )
            )
        area = state.place if state.place.kind in _AREAS else self._area_of(state.place)
        if area is not None:
            contributions.append(
                AreaContribution(
                    area=area,
                    child=state.place,
                    as_of=moment(now),
                    revision=state.revision,
                    windows={w: _bounds(found) for w, found in windows.items()},
                    now=levels,
                )
            )


def _bounds(found: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        measure: {unit: {name: f[name] for name in ("low", "best", "high")} for unit, f in units.items()}
        for measure, units in found.items()
    }


def _windows(standing: Standing) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for window, sums in standing.windows.items():
        inner = found.setdefault(window, {})
        for (measure, unit), total in sorted(sums.items()):
            inner.setdefault(measure, {})[unit] = {
                **_figure(total.figure),
                "attacks": total.attacks,
                "sources": len(total.speakers),
                "grade": total.grade.value,
            }
    return found


def _levels(standing: Standing) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for (measure, unit), level in sorted(standing.now.items()):
        found.setdefault(measure, {})[unit] = {
            **_figure(level.figure),
            "as_of": moment(level.as_of).isoformat(),
            "stale": level.stale,
            "peak_24h": level.peak_24h,
        }
    return found


def _figure(figure: Figure) -> dict[str, int | None]:
    return {"low": figure.low, "best": figure.best, "high": figure.high}


def _change(state: _PlaceState, moved: Moved, now: float) -> TotalChange:
    measure, unit = moved.key
    old, new = moved.old, moved.new
    name = f"{state.place.id}|{state.revision}|{moved.scope}|{moved.name}|{measure}|{unit}"
    return TotalChange(
        change_id=_digest(name),
        place=state.place,
        measure=measure,
        unit=unit,
        window=moved.name if moved.scope == "window" else None,
        attack=moved.name if moved.scope == "attack" else None,
        old=None if old is None else Bounds(**_figure(old)),
        new=None if new is None else Bounds(**_figure(new)),
        delta=(new.best if new else 0) - (old.best if old else 0),
        reason=moved.reason,
        incidents=moved.incidents[-50:],
        supersedes=moved.supersedes[-50:],
        as_of=moment(now),
        revision=state.revision,
    )


def _digest(content: Any) -> str:
    return blake2b(orjson.dumps(content), digest_size=16).hexdigest()


def _report_hash(report_id: str) -> bytes:
    return blake2b(report_id.encode(), digest_size=8).hexdigest().encode()


def _incident_key(place_id: str, entry: Entry) -> bytes:
    return b"|".join((b"i", place_id.encode(), _report_hash(entry.report_id), entry.incident_id.encode()))


def _tombstone(report_id: str) -> bytes:
    return b"r|" + report_id.encode()
