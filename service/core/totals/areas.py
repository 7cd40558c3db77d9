"""AreasPartition: totals of oblasts and the country from what their places contribute (design, section 4.5).

An area's figure is the larger of what was reported of the area itself and the sum over the places inside it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Final

import orjson

from schemas.encoding import compact
from schemas.incident import Place
from schemas.totals import AreaContribution, AreaTotals
from schemas.vocabulary import PlaceKind
from service.core.totals.area_sums import AreaLevelPart, AreaSums, Child
from service.core.totals.claims import Figure, Key
from service.core.totals.rules import Rules

AreaOf = Callable[[Place], Place | None]
_EMPTY: Final[Mapping[bytes, bytes]] = MappingProxyType({})
MOST_CAUSES: Final = 20
"""Places named as the cause of one revision."""


@dataclass(frozen=True, slots=True)
class AreaEffects:
    """What a block leads to."""

    state: Mapping[bytes, bytes | None]
    """Writes to the changelog."""
    totals: Sequence[AreaTotals]
    contributions: Sequence[AreaContribution]
    """From an oblast to the country."""


class AreasPartition:
    """All areas of one partition. State: `c|area|child` = a child's newest contribution, `a|area` = what was told."""

    def __init__(self, rules: Rules, stored: Mapping[bytes, bytes] = _EMPTY, area_of: AreaOf = lambda _: None) -> None:
        self._rules = rules
        self._area_of = area_of
        self._stored = {key: value for key, value in stored.items() if key[:2] in (b"c|", b"a|")}
        self._cold: dict[str, list[bytes]] = {}
        self._sums: dict[str, AreaSums] = {}
        for key in self._stored:
            if key.startswith(b"c|"):
                self._cold.setdefault(key.split(b"|", 2)[1].decode(), []).append(key)

    def __len__(self) -> int:
        return len(self._stored)

    def apply(self, records: Sequence[AreaContribution], now: datetime | None) -> AreaEffects:
        """Fold a block; a contribution that is not newer than the one that is there changes nothing."""
        changed: dict[bytes, bytes | None] = {}
        newest: dict[tuple[str, str], AreaContribution] = {}
        for record in records:
            known = newest.get((record.area.id, record.child.id))
            if record.revision > (known.revision if known else self._area(record.area).revision(record.child.id)):
                newest[record.area.id, record.child.id] = record
        touched: dict[str, list[AreaContribution]] = {}
        for (area_id, child_id), record in sorted(newest.items()):
            self._sums[area_id].put(Child(record, self._rules.windows))
            self._put(changed, f"c|{area_id}|{child_id}".encode(), record.encoded())
            touched.setdefault(area_id, []).append(record)
        totals: list[AreaTotals] = []
        contributions: list[AreaContribution] = []
        for causes in touched.values():
            self._tell(causes, now, changed, totals, contributions)
        return AreaEffects(changed, totals, contributions)

    def _area(self, area: Place) -> AreaSums:
        sums = self._sums.get(area.id)
        if sums is None:
            sums = self._sums[area.id] = AreaSums(area)
            for key in self._cold.pop(area.id, ()):
                sums.put(Child(AreaContribution.model_validate_json(self._stored[key]), self._rules.windows))
        return sums

    def _put(self, changed: dict[bytes, bytes | None], key: bytes, value: bytes) -> None:
        self._stored[key] = changed[key] = value

    def _tell(
        self,
        causes: list[AreaContribution],
        now: datetime | None,
        changed: dict[bytes, bytes | None],
        totals: list[AreaTotals],
        contributions: list[AreaContribution],
    ) -> None:
        area = causes[-1].area
        sums, key = self._sums[area.id], f"a|{area.id}".encode()
        windows = {window: _nested(_estimates(sums, window)) for window in self._rules.windows}
        levels = _nested(_levels(sums))
        told = orjson.loads(self._stored.get(key, b'{"revision":0,"shown":"","as_of":""}'))
        shown = blake2b(orjson.dumps([windows, levels, sums.places]), digest_size=16).hexdigest()
        if shown == told["shown"]:
            return
        revision = told["revision"] + 1
        as_of = max([told["as_of"], *(record.as_of.isoformat() for record in causes)])
        self._put(changed, key, compact(orjson.dumps({"revision": revision, "shown": shown, "as_of": as_of})))
        common = {"as_of": now or datetime.fromisoformat(as_of), "revision": revision}
        changed_by = tuple(record.child.id for record in causes)[-MOST_CAUSES:]
        totals.append(
            AreaTotals(place=area, changed_by=changed_by, windows=windows, now=levels, places=sums.places, **common)
        )
        around = self._area_of(area) if area.kind is not PlaceKind.COUNTRY else None
        if around is not None:
            contributions.append(_contribution(around, area, windows, levels, common))


Found = dict[Key, dict[str, Any]]
Nested = dict[str, dict[str, dict[str, Any]]]


def _estimates(sums: AreaSums, window: str) -> Found:
    inside = sums.flows(window)
    own = {key: figure for (found, key), figure in (sums.own.figures if sums.own else {}).items() if found == window}
    return {key: _joined(own.get(key), inside.get(key)) for key in {**inside, **own}}


def _levels(sums: AreaSums) -> Found:
    inside, own = sums.levels(), sums.own.levels if sums.own else {}
    return {key: _level(own.get(key), inside.get(key)) for key in {**inside, **own}}


def _level(own: AreaLevelPart | None, inside: AreaLevelPart | None) -> dict[str, Any]:
    parts = [part for part in (own, inside) if part is not None]
    return {
        **_joined(own.figure if own else None, inside.figure if inside else None),
        "as_of": max(part.as_of for part in parts),
        "stale": all(part.stale for part in parts),
    }


def _joined(own: Figure | None, inside: Figure | None) -> dict[str, Any]:
    best = own.widest(inside) if own and inside else own or inside
    return {**_bounds(best), "reported": own and _bounds(own), "from_cities": inside and _bounds(inside)}


def _bounds(figure: Figure | None) -> dict[str, int | None]:
    low, best, high = figure or (0, 0, 0)
    return {"low": low, "best": best, "high": high}


def _nested(found: Found) -> Nested:
    nested: Nested = {}
    for (measure, unit), value in sorted(found.items()):
        nested.setdefault(measure, {})[unit] = value
    return nested


def _contribution(
    around: Place, area: Place, windows: Mapping[str, Nested], levels: Nested, common: Mapping[str, Any]
) -> AreaContribution:
    return AreaContribution(
        area=around,
        child=area,
        windows={w: _only(found, ("low", "best", "high")) for w, found in windows.items()},
        now={
            measure: {unit: {**level, "peak_24h": level["best"]} for unit, level in units.items()}
            for measure, units in _only(levels, ("low", "best", "high", "as_of", "stale")).items()
        },
        **common,
    )


def _only(found: Nested, names: tuple[str, ...]) -> Nested:
    return {
        measure: {unit: {name: value[name] for name in names} for unit, value in units.items()}
        for measure, units in found.items()
    }
