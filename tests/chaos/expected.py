"""What must come of the reports that the log holds: the same core as `incident-stream totals`, without Kafka."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from schemas.dead_letter import HEADER_PREFIX, REPLAY_PREFIX
from schemas.incident import Incident, Retraction, Tick
from service.core.outcome import Rejected
from service.core.pipeline import Normalized, normalize
from service.core.reading.reader import Normalizer
from service.core.replay import Replay
from service.core.totals.containment import area_of
from service.shell.app_version import app_version
from service.shell.records import Record, raw
from service.shell.settings import Settings
from service.shell.topics import CONTROL, DEAD, INCIDENTS, UNPLACED

VOLATILE = ("as_of", "revision", "changed_by")
"""Fields of totals that tell when and by what they were written, not what the figures are."""


_FOLDED_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Trace:
    """One output record: which topic, what it is the outcome of, and its bytes' fingerprint."""

    topic: str
    """Without prefix."""
    name: str
    content: str


def fingerprint(*parts: bytes | None) -> str:
    """Of bytes, None apart from empty ones."""
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(b"-" if part is None else b"+%d:" % len(part) + part)
    return digest.hexdigest()


def letter(record: Record, topic: str, partition: int, offset: int) -> Trace:
    """The dead letter of the record at a place of a topic, from the record itself or from a letter.

    Our own headers do not count: a letter has new ones, also where the record came back from one before.
    """
    ours = (HEADER_PREFIX, REPLAY_PREFIX)
    own = [part for name, value in record.headers if not name.startswith(ours) for part in (name.encode(), value)]
    return Trace(DEAD, f"{topic}-{partition}@{offset}", fingerprint(record.key, record.value, *own))


class Expected:
    """Takes the records of `reports` and says what must have been written."""

    def __init__(self, settings: Settings, normalizer: Normalizer, now: datetime) -> None:
        self._normalizer = normalizer
        self._limits = settings.limits.as_limits()
        self._partitions = settings.topics.partitions
        self._now = now
        self._version = app_version()
        self._known: dict[tuple[Any, ...], Normalized | Rejected] = {}
        self._replay = Replay(settings.totals.as_rules(), partial(area_of, normalizer.gazetteer))
        self._waiting: list[Incident | Retraction | Tick] = []

    def outcome(self, record: Record) -> list[Trace]:
        """What one record leads to, in the order of writing; nothing when it tells of no incident."""
        found = self._normalized(record)
        if isinstance(found, Rejected):
            return [letter(record, record.topic, record.partition, record.offset)]
        self._fold(found)
        return list(self._traces(found))

    def _fold(self, found: Normalized) -> None:
        """Many at a time: totals are a function of the set of claims, and telling them for each report takes long."""
        if found.retraction is not None:
            self._waiting.append(found.retraction)
        self._waiting += found.incidents
        if len(self._waiting) >= _FOLDED_AT_ONCE:
            self._replay.apply(self._waiting)
            self._waiting = []

    def _normalized(self, record: Record) -> Normalized | Rejected:
        # A report that names its time reads the same whenever it comes; the others have their record's own.
        timed = None if b"published_at" in (record.value or b"") else record.timestamp
        same = (record.key, record.value, tuple(record.headers), timed)
        if same not in self._known:
            self._known[same] = normalize(raw(record), self._normalizer, self._limits, self._now, self._version)
        return self._known[same]

    def _traces(self, found: Normalized) -> Iterator[Trace]:
        for incident in found.incidents:
            yield Trace(INCIDENTS, incident.incident_id, fingerprint(incident.model_dump_json(by_alias=True).encode()))
        for unplaced in found.unplaced:
            yield Trace(UNPLACED, unplaced.incident_id, fingerprint(unplaced.model_dump_json(by_alias=True).encode()))
        if found.retraction is not None:
            content = fingerprint(found.retraction.model_dump_json().encode())
            for target in range(self._partitions):
                yield Trace(CONTROL, f"{found.retraction.report_id}@{target}", content)

    def totals(self, since: datetime, until: datetime) -> list[dict[str, Any]]:
        """Figures by place id, as they stand at each second of a span: windows roll while one looks."""
        self._replay.apply(self._waiting)
        self._waiting = []
        standing = []
        moment = since
        while moment < until:
            standing.append(self._at(moment))
            moment += timedelta(seconds=1)
        return [*standing, self._at(until)]

    def _at(self, moment: datetime) -> dict[str, Any]:
        self._replay.advance(moment)
        return {
            totals.place.id: figures(totals.model_dump(mode="json", by_alias=True))
            for totals in self._replay.last_totals()
        }


def figures(totals: dict[str, Any]) -> dict[str, Any]:
    """Totals without what may differ between two runs over the same reports."""
    return {name: value for name, value in totals.items() if name not in VOLATILE}


def settled(reports: Iterable[Record]) -> list[Record]:
    """The records of a topic in the order of their arrival, as near as their times tell it."""
    return sorted(reports, key=lambda record: (record.timestamp, record.partition, record.offset))
