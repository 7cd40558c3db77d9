"""AreasPartition: totals of oblasts and the country from what their places contribute (design, section 4.5).

An area's figure is the larger of what was reported of the area itself and the sum over the places inside it.
Air-defence tallies of an oblast are part of the national tally and are never added to it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import orjson

from schemas.incident import Place
from schemas.totals import AreaContribution, AreaTotals, Level
from schemas.vocabulary import PlaceKind
from service.core.claims import TALLIES, Figure, Key
from service.core.rules import Rules

AreaOf = Callable[[Place], Place | None]


@dataclass(frozen=True, slots=True)
class AreaEffects:
    """What a block leads to."""

    state: Mapping[bytes, bytes | None]
    totals: Sequence[AreaTotals]
    contributions: Sequence[AreaContribution]


class AreasPartition:
    """All areas of one partition. State: `c|area|child` = the child's newest contribution, `a|area` = a summary."""

    def __init__(self, rules: Rules, stored: Mapping[bytes, bytes], area_of: AreaOf) -> None:
        self._rules = rules
        self._area_of = area_of
        self._stored = dict(stored)
        self._children: dict[str, dict[str, AreaContribution]] = {}
        self._keys: dict[str, set[bytes]] = {}
        for key in self._stored:
            if key.startswith(b"c|"):
                self._keys.setdefault(key.split(b"|", 2)[1].decode(), set()).add(key)

    def __len__(self) -> int:
        return len(self._stored)

    def apply(self, records: Sequence[AreaContribution], now: datetime | None) -> AreaEffects:
        """Fold a block; a contribution older than the one that is there changes nothing."""
        changed: dict[bytes, bytes | None] = {}
        touched: dict[str, tuple[Place, list[str]]] = {}
        for record in records:
            children = self._area(record.area.id)
            known = children.get(record.child.id)
            if known is not None and known.revision >= record.revision:
                continue
            children[record.child.id] = record
            key = b"|".join((b"c", record.area.id.encode(), record.child.id.encode()))
            changed[key] = record.model_dump_json().encode()
            self._keys.setdefault(record.area.id, set()).add(key)
            touched.setdefault(record.area.id, (record.area, []))[1].append(record.child.id)
        totals: list[AreaTotals] = []
        contributions: list[AreaContribution] = []
        for area_id in sorted(touched):
            self._tell(*touched[area_id], now, changed, totals, contributions)
        for key, value in changed.items():
            if value is not None:
                self._stored[key] = value
        return AreaEffects(changed, totals, contributions)

    def _area(self, area_id: str) -> dict[str, AreaContribution]:
        children = self._children.get(area_id)
        if children is None:
            found = (AreaContribution.model_validate_json(self._stored[key]) for key in self._keys.get(area_id, ()))
            self._children[area_id] = children = {contribution.child.id: contribution for contribution in found}
        return children

    def _tell(
        self,
        area: Place,
        causes: list[str],
        now: datetime | None,
        changed: dict[bytes, bytes | None],
        totals: list[AreaTotals],
        contributions: list[AreaContribution],
    ) -> None:
        children = self._children[area.id]
        windows = {w: _estimates(area, children, w) for w in self._rules.windows}
        levels = _levels(area, children)
        summary_key = b"a|" + area.id.encode()
        before = orjson.loads(self._stored.get(summary_key, b'{"revision":0,"shown":""}'))
        shown = blake2b(orjson.dumps([windows, levels]), digest_size=16).hexdigest()
        if shown == before["shown"]:
            return
        revision = before["revision"] + 1
        changed[summary_key] = orjson.dumps({"revision": revision, "shown": shown})
        as_of = now or max(contribution.as_of for contribution in children.values())
        totals.append(
            AreaTotals(
                place=area,
                as_of=as_of,
                revision=revision,
                changed_by=tuple(dict.fromkeys(causes))[-20:],
                windows=windows,
                now=levels,
                places=sum(1 for child in children if child != area.id),
            )
        )
        around = self._area_of(area) if area.kind is not PlaceKind.COUNTRY else None
        if around is not None:
            contributions.append(
                AreaContribution(
                    area=around,
                    child=area,
                    as_of=as_of,
                    revision=revision,
                    windows={w: _bounds(found) for w, found in windows.items()},
                    now={m: {u: _plain_level(f) for u, f in units.items()} for m, units in levels.items()},
                )
            )


def _estimates(area: Place, children: Mapping[str, AreaContribution], window: str) -> dict[str, dict[str, Any]]:
    inside: dict[Key, Figure] = {}
    own: dict[Key, Figure] = {}
    for child, contribution in children.items():
        target = own if child == area.id else inside
        for measure, units in contribution.windows.get(window, {}).items():
            for unit, bounds in units.items():
                key = (measure.value, unit.value)
                if target is inside and _is_part(area, contribution.child, measure.value):
                    continue
                target[key] = target.get(key, Figure(0, 0, 0)).plus(Figure(bounds.low, bounds.best, bounds.high))
    found: dict[str, dict[str, Any]] = {}
    for key in sorted({*inside, *own}):
        found.setdefault(key[0], {})[key[1]] = _joined(own.get(key), inside.get(key))
    return found


def _is_part(area: Place, child: Place, measure: str) -> bool:
    """A tally of an oblast is inside the national one, whether or not that has been told."""
    return measure in TALLIES and area.kind is PlaceKind.COUNTRY and child.kind is not PlaceKind.COUNTRY


def _levels(area: Place, children: Mapping[str, AreaContribution]) -> dict[str, dict[str, Any]]:
    inside: dict[Key, list[Level]] = {}
    own: dict[Key, list[Level]] = {}
    for child in sorted(children):
        for measure, units in children[child].now.items():
            for unit, level in units.items():
                target = own if child == area.id else inside
                target.setdefault((measure.value, unit.value), []).append(level)
    found: dict[str, dict[str, Any]] = {}
    for key in sorted({*inside, *own}):
        parts = [*inside.get(key, ()), *own.get(key, ())]
        found.setdefault(key[0], {})[key[1]] = {
            **_joined(_sum(own.get(key)), _sum(inside.get(key))),
            "as_of": max(part.as_of for part in parts).isoformat(),
            "stale": all(part.stale for part in parts),
        }
    return found


def _sum(levels: list[Level] | None) -> Figure | None:
    if not levels:
        return None
    total = Figure(0, 0, 0)
    for level in levels:
        total = total.plus(Figure(level.low, level.best, level.high))
    return total


def _joined(own: Figure | None, inside: Figure | None) -> dict[str, Any]:
    best = own.widest(inside) if own and inside else own or inside or Figure(0, 0, 0)
    return {**_figure(best), "reported": own and _figure(own), "from_cities": inside and _figure(inside)}


def _figure(figure: Figure) -> dict[str, int | None]:
    return {"low": figure.low, "best": figure.best, "high": figure.high}


def _bounds(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {m: {u: {n: f[n] for n in ("low", "best", "high")} for u, f in units.items()} for m, units in found.items()}


def _plain_level(found: dict[str, Any]) -> dict[str, Any]:
    return {**{n: found[n] for n in ("low", "best", "high", "as_of", "stale")}, "peak_24h": found["best"]}
