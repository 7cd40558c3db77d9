"""A place of the totals step in memory: its ledger, and telling what has changed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson

from schemas.encoding import compact
from schemas.incident import Place
from schemas.model import SCHEMA_VERSION
from schemas.totals import AreaContribution, Bounds, CityTotals, Estimate, Level, TotalChange
from schemas.vocabulary import PlaceKind
from service.core.totals.claims import Key, moment, unread
from service.core.totals.ledger import Ledger
from service.core.totals.published import (
    ShownLevel,
    bounds,
    by_measure,
    change,
    estimate,
    level,
    pack_levels,
    pack_windows,
    unpack_levels,
    unpack_windows,
)
from service.core.totals.rolling import Shown
from service.core.totals.rules import Rules
from service.core.totals.spans import Spans
from service.core.totals.stored import Stored, incident_of

AREAS = (PlaceKind.COUNTRY, PlaceKind.OBLAST)
_CITIES = (PlaceKind.CITY, PlaceKind.DISTRICT)
MOST_CAUSES = 20
"""Incidents named as the cause of one revision."""


class Telling:
    """What comes of telling several places."""

    def __init__(self) -> None:
        self.totals: list[CityTotals] = []
        self.changes: list[TotalChange] = []
        self.contributions: list[AreaContribution] = []


class PlaceBook:
    """One place: its ledger and what was last told of it."""

    def __init__(self, place: Place, area: Place | None, ledger: Ledger) -> None:
        self.place = place
        self.ledger = ledger
        self.revision = 0
        self.due: int | None = None
        self._told_at = 0
        self._area = place if place.kind in AREAS else area
        self._counts = (0, 0, False)
        self._packed: tuple[Place, orjson.Fragment] | None = None
        """The place, and how it is kept."""
        self._estimates: dict[tuple[str, Key], tuple[Shown, Estimate, Bounds]] = {}
        self._levels: dict[Key, tuple[ShownLevel, Level]] = {}

    @classmethod
    def restored(
        cls,
        place_id: str,
        stored: Stored,
        rules: Rules,
        spans: Spans,
        area_of: Callable[[Place], Place | None],
    ) -> "PlaceBook | None":
        """As another process left it."""
        summary = stored.summary(place_id)
        if summary is None:
            return None
        place = Place.model_validate(summary["place"])
        ledger = Ledger(place_id, rules, spans, summary["told_at"], stored.entry)
        for key, value in stored.incidents(place_id).items():
            ledger.load(key, unread(incident_of(key), value))
        windows = unpack_windows(summary["windows"], rules.windows)
        ledger.restore(windows, unpack_levels(summary["now"]), summary["told_at"])
        book = cls(place, area_of(place), ledger)
        book.revision, book.due, book._told_at = summary["revision"], summary["due"], summary["told_at"]
        attacks, reports, final = summary["counts"]
        book._counts = (attacks, reports, final)
        return book

    def recognise(self, place: Place) -> None:
        """Of differing descriptions of one place keep the same one, whichever came first."""
        known = self.place
        if place is known:
            return
        if (place.name, place.lat, place.lon) != (known.name, known.lat, known.lon) or (
            place.precision is not known.precision
        ):
            self.place = max(plain(place), known, key=Place.model_dump_json)

    def tell(self, now: int, changed_by: list[str], telling: Telling) -> bytes:
        """Add to `telling` what has changed since last told; returns the summary to keep."""
        ledger = self.ledger
        # The clock of another machine may be behind that of the one that told last.
        now = self._told_at = max(now, self._told_at)
        moved = ledger.settle(now)
        counts = (ledger.attacks, ledger.reports, ledger.final(now))
        if moved or ledger.changed or counts != self._counts:
            self.revision += 1
            self._counts = counts
            at = moment(now)
            if self.place.kind in _CITIES:
                telling.totals.append(self._totals(at, changed_by))
            if self._area is not None and ledger.figures_changed:
                telling.contributions.append(self._contribution(at, self._area))
            telling.changes += [change(self.place, item, self.revision, at) for item in moved]
        self.due = ledger.next_due(now)
        return self._summary(now)

    def _totals(self, at: datetime, changed_by: list[str]) -> CityTotals:
        attacks, reports, final = self._counts
        return CityTotals.made(
            {
                "schema_version": SCHEMA_VERSION,
                "place": self.place,
                "as_of": at,
                "revision": self.revision,
                "changed_by": tuple(dict.fromkeys(changed_by))[-MOST_CAUSES:],
                "windows": {
                    window: by_measure((key, self._shown(window, key, found[key])[1]) for key in sorted(found))
                    for window, found in self.ledger.windows.items()
                },
                "now": self._now(),
                "attacks": attacks,
                "reports": reports,
                "final": final,
            }
        )

    def _contribution(self, at: datetime, area: Place) -> AreaContribution:
        return AreaContribution.made(
            {
                "schema_version": SCHEMA_VERSION,
                "area": area,
                "child": self.place,
                "as_of": at,
                "revision": self.revision,
                "windows": {
                    window: by_measure((key, self._shown(window, key, found[key])[2]) for key in sorted(found))
                    for window, found in self.ledger.windows.items()
                },
                "now": self._now(),
            }
        )

    def _shown(self, window: str, key: Key, shown: Shown) -> tuple[Shown, Estimate, Bounds]:
        known = self._estimates.get((window, key))
        if known is None or known[0] is not shown:
            known = self._estimates[window, key] = (shown, estimate(shown), bounds(shown.figure))
        return known

    def _now(self) -> dict[Any, Any]:
        return by_measure((key, self._level(key, self.ledger.levels[key])) for key in sorted(self.ledger.levels))

    def _level(self, key: Key, shown: ShownLevel) -> Level:
        known = self._levels.get(key)
        if known is None or known[0] != shown:
            known = self._levels[key] = (shown, level(shown))
        return known[1]

    def _summary(self, now: int) -> bytes:
        summary = orjson.dumps(
            {
                "place": self._packed_place(),
                "revision": self.revision,
                "told_at": now,
                "due": self.due,
                "counts": self._counts,
                "windows": pack_windows(self.ledger.windows),
                "now": pack_levels(self.ledger.levels),
            }
        )
        return compact(summary)

    def _packed_place(self) -> orjson.Fragment:
        place, written = self._packed or (None, None)
        if written is None or place is not self.place:
            written = orjson.Fragment(compact(orjson.dumps(self.place.model_dump(mode="json", exclude_defaults=True))))
            self._packed = (self.place, written)
        return written


def plain(place: Place) -> Place:
    """A place as its totals show it: placed as finely as what it is, not as one text placed it."""
    if place.precision in (None, place.kind):
        return place
    return place.model_copy(update={"precision": place.kind})
