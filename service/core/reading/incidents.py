"""Incidents of a report: deterministic ids, one event for each place, type, site and — where they differ — speaker."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, final

from schemas.incident import Cause, Count, Evidence, Facility, Incident, NormalizerInfo, Place, Source, UnplacedIncident
from schemas.model import SCHEMA_VERSION
from schemas.report import Report
from schemas.vocabulary import IncidentType, Operation, SourceClass, Status, TimePrecision, Unit
from service.core.reading.times import Occurred

_PUBLISHED: Final = TimePrecision.PUBLISHED
_made_evidence: Final = Evidence.made
"""Bound once: each look at the class goes a long way through pydantic."""


@final
class Found:
    """One figure of a report, ready to be told."""

    __slots__ = (
        "as_of", "attack_id", "candidates", "confidence", "count", "facility", "occurred", "place",
        "place_text", "rank", "site", "spans", "speaker", "type", "weapons",
    )  # fmt: skip

    def __init__(
        self,
        type: IncidentType,  # noqa: A002 - what the record calls it
        count: Count,
        place: Place | None,
        candidates: tuple[Place, ...] = (),
        place_text: str | None = None,
        site: str | None = None,
        speaker: str | None = None,
        rank: SourceClass | None = None,
        occurred: Occurred | None = None,
        as_of: datetime | None = None,
        attack_id: str | None = None,
        spans: tuple[tuple[int, int], ...] = (),
        weapons: tuple[Unit, ...] = (),
        facility: Facility | None = None,
        confidence: float = 1.0,
    ) -> None:
        self.type = type
        self.count = count
        self.place = place
        self.candidates = candidates
        self.place_text = place_text
        self.site = site
        self.speaker = speaker
        self.rank = rank
        self.occurred = occurred
        self.as_of = as_of
        self.attack_id = attack_id
        self.spans = spans
        """Offsets of the words behind it; none for typed facts."""
        self.weapons = weapons
        self.facility = facility
        self.confidence = confidence


def incident_id(report_id: str, *parts: str | None) -> str:
    """The same report gives the same ids."""
    told = report_id.encode() + b"".join([b"\x00" if part is None else b"\x01" + part.encode() for part in parts])
    return blake2b(told, digest_size=16).hexdigest()


class Teller:
    """Makes the incidents of one report."""

    def __init__(self, report: Report, version: str, language: str | None) -> None:
        name, said, published = report.report_id, report.source, report.published_at
        if name is None or said is None or published is None:
            raise ValueError("the report has not been completed")
        self._report_id: str = name
        self._published: datetime = published
        self._text = report.text or report.title or ""
        self._source = _source(said.id, said.source_class, said.url)
        self._source_class = self._source.source_class
        self._status = Status.CORRECTED if report.operation is Operation.UPDATE else Status.REPORTED
        self._version = version
        self._language = language

    def tell(self, found: Iterable[Found]) -> tuple[tuple[Incident, ...], tuple[UnplacedIncident, ...]]:
        """Figures grouped into events."""
        groups: dict[tuple[Any, ...], list[list[Found]]] = {}
        for item in found:
            where = item.place.id if item.place else item.place_text
            key = (where, item.type, item.site, item.attack_id)
            _into(groups.setdefault(key, []), item)
        incidents: list[Incident] = []
        unplaced: list[UnplacedIncident] = []
        for key, events in groups.items():
            for number, event in enumerate(events):
                made = self._event(key, number, event)
                if isinstance(made, Incident):
                    incidents.append(made)
                else:
                    unplaced.append(made)
        return tuple(incidents), tuple(unplaced)

    def _event(self, key: tuple[Any, ...], number: int, items: list[Found]) -> Incident | UnplacedIncident:
        first = next((item for item in items if item.speaker), items[0])
        occurred = next((item.occurred for item in items if item.occurred), None)
        occurred = occurred or Occurred(self._published, self._published, _PUBLISHED)
        # In the order of the schema: it is that in which they are written.
        fields: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "incident_id": incident_id(self._report_id, *key, str(number) if number else None),
            "report_id": self._report_id,
            "type": first.type,
            "status": self._status,
            "occurred_from": occurred.start,
            "occurred_to": occurred.end,
            "time_precision": occurred.precision,
            "as_of": next((item.as_of for item in items if item.as_of), self._published),
            "published_at": self._published,
            "cause": _cause(tuple(dict.fromkeys(w for item in items for w in item.weapons))),
            "counts": tuple(item.count for item in items),
            "facilities": tuple(item.facility for item in items if item.facility),
            "source": self._source,
            "attributed_to": first.speaker,
            "attributed_class": first.rank or self._source_class,
            "attack_id": first.attack_id,
            "site": first.site,
            "evidence": self._evidence(items),
            "normalizer": _normalizer(
                self._version,
                self._language if any(item.spans for item in items) else None,
                min(item.confidence for item in items),
            ),
        }
        # Nothing of it is left to check: typed facts were when the report was read, figures and the parts that many
        # incidents share when they were made, and what is cut out of the text is a text.
        fields["place"] = first.place
        if first.place is not None:
            return Incident.made(fields)
        fields["place_text"], fields["candidates"] = first.place_text, first.candidates
        return UnplacedIncident.made(fields)

    def _evidence(self, items: list[Found]) -> tuple[Evidence, ...]:
        found = {span for item in items for span in item.spans}
        if not found:
            return ()
        text = self._text
        return tuple(
            [_made_evidence({"start": start, "end": end, "text": text[start:end]}) for start, end in sorted(found)]
        )


@lru_cache(maxsize=4096)
def _source(name: str, source_class: SourceClass, url: str | None) -> Source:
    return Source.model_validate({"id": name, "class": source_class, "url": url})


@lru_cache(maxsize=64)
def _normalizer(version: str, language: str | None, confidence: float) -> NormalizerInfo:
    return NormalizerInfo(version=version, language=language, confidence=confidence)


@lru_cache(maxsize=256)
def _cause(weapons: tuple[Unit, ...]) -> Cause:
    return Cause(weapons=weapons)


def _into(events: list[list[Found]], item: Found) -> None:
    """Put a figure into the first event of its kind in which it contradicts nothing."""
    count = item.count
    for event in events:
        if not any(_is_same(other.count, count) for other in event):
            event.append(item)
            return
        if any(other.count == count for other in event):
            return
    events.append([item])


def _is_same(one: Count, other: Count) -> bool:
    """Whether two figures are of the same thing."""
    return one.measure is other.measure and one.unit is other.unit and one.count_kind is other.count_kind
