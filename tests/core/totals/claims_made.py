"""Incidents made by hand, for tests of the totals."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.incident import Count, Incident, NormalizerInfo, Place, Source
from schemas.totals import CityTotals, TotalChange
from schemas.vocabulary import Measure
from service.core.totals.containment import area_of
from service.core.totals.partition import Effects, TotalsPartition
from service.core.totals.rules import Rules

UKRAINE = Place(id="UA", name="Ukraine", kind="country", region=None, country="UA")
KYIV = Place(id="UA80000000000093317", name="Kyiv", kind="city", region="UA-30", country="UA")
ODESA_OBLAST = Place(id="UA51000000000030770", name="Odesa Oblast", kind="oblast", region="UA-51", country="UA")
ODESA = Place(id="UA51100270010076757", name="Odesa", kind="city", region="UA-51", country="UA")
IZMAIL = Place(id="UA51080030010028258", name="Izmail", kind="city", region="UA-51", country="UA")
PLACES = (UKRAINE, KYIV, ODESA_OBLAST, ODESA, IZMAIL)
START = datetime(2025, 6, 17, 0, 0, tzinfo=UTC)


class Containment:
    """Odesa and Izmail lie in Odesa Oblast; Kyiv stands by itself."""

    def by_id(self, place_id: str) -> Place | None:
        return next((place for place in PLACES if place.id == place_id), None)

    def oblast_of(self, place: Place) -> Place | None:
        return ODESA_OBLAST if place.region == "UA-51" else None


def contained(place: Place) -> Place | None:
    """The area around a place."""
    return area_of(Containment(), place)


def hours(count: float) -> datetime:
    """So many hours after the start of the story."""
    return START + timedelta(hours=count)


def count(measure: str, best: int, unit: str | None = None, kind: str = "total_to_date", **more: Any) -> Count:
    """An exact figure unless `low` or `high` say otherwise."""
    fields = {"low": best, "best": best, "high": best, "qualifier": "exact", **more}
    return Count(measure=measure, unit=unit or Measure(measure).usual_unit, count_kind=kind, **fields)


def incident(
    name: str, counts: Sequence[Count], *, said_at: float = 6, speaker: str = "mayor", **more: Any
) -> Incident:
    """An incident of the night before, told `said_at` hours after the start by an official."""
    rank = more.pop("rank", "official")
    report = more.pop("report", f"report-{name}")
    fields: dict[str, Any] = {
        "incident_id": name,
        "report_id": report,
        "type": counts[0].measure.incident_type,
        "place": KYIV,
        "occurred_from": hours(-3),
        "occurred_to": hours(4),
        "time_precision": "night",
        "as_of": hours(said_at),
        "published_at": hours(said_at),
        "counts": tuple(counts),
        "source": Source.model_validate({"id": speaker, "class": rank}),
        "attributed_to": speaker,
        "attributed_class": rank,
        "normalizer": NormalizerInfo(version="test", language=None, confidence=1),
    }
    return Incident(**{**fields, **more})


def partition(rules: Rules | None = None, stored: dict[bytes, bytes] | None = None) -> TotalsPartition:
    """A partition that holds every place."""
    return TotalsPartition(rules or Rules(), stored or {}, contained)


class Book:
    """What a reader of the output topics knows: the last totals of each city, and every change."""

    def __init__(self, rules: Rules | None = None) -> None:
        self.partition = partition(rules)
        self.state: dict[bytes, bytes] = {}
        self.totals: dict[str, CityTotals] = {}
        self.changes: list[TotalChange] = []

    def apply(self, records: Iterable[Any], now: datetime | None = None) -> Effects:
        """Fold one block and take its effects in."""
        return self._take(self.partition.apply(list(records), now))

    def tick(self, now: datetime) -> Effects:
        """Let time pass."""
        return self._take(self.partition.tick(now))

    def _take(self, effects: Effects) -> Effects:
        for key, value in effects.state.items():
            if value is None:
                self.state.pop(key, None)
            else:
                self.state[key] = value
        self.totals.update({totals.place.id: totals for totals in effects.totals})
        self.changes += effects.changes
        return effects

    def best(self, measure: str, unit: str = "people", window: str = "24h", place: Place = KYIV) -> int | None:
        """The best estimate in a window; None where there is none."""
        totals = self.totals.get(place.id)
        found = totals.windows[window].get(Measure(measure), {}) if totals else {}
        return next((estimate.best for name, estimate in found.items() if name.value == unit), None)

    def level(self, measure: str, unit: str, place: Place = KYIV) -> Any:
        """A stock as it stands."""
        found = self.totals[place.id].now.get(Measure(measure), {})
        return next((level for name, level in found.items() if name.value == unit), None)

    def figures(self) -> dict[str, Any]:
        """The last totals without what tells when and by what they were written."""
        volatile = {"as_of", "revision", "changed_by"}
        return {place_id: totals.model_dump(exclude=volatile) for place_id, totals in self.totals.items()}
