"""What a partition of the totals step keeps in its changelog, as raw bytes until somebody asks.

`i|place|incident` an incident's claims · `r|report` when it was taken back · `p|place` what was last told of a place ·
`t|clock` the newest time of a replay. Values are JSON, written in one way only: equal state has equal bytes.
"""

import heapq
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from service.core.totals.claims import Entry, report_of, unread

_CLOCK: Final = b"t|clock"


class Stored:
    """State of one partition. Times in milliseconds."""

    def __init__(self, stored: Mapping[bytes, bytes]) -> None:
        self.clock: int | None = int(stored[_CLOCK]) if _CLOCK in stored else None
        self.changed: dict[bytes, bytes | None] = {}
        """What has been written since somebody last emptied this; None = dropped."""
        self._incidents: dict[str, dict[bytes, bytes]] = {}
        self._summaries: dict[str, bytes] = {}
        self._retracted: dict[str, int] = {}
        self._retractions: list[tuple[int, str]] = []
        self._reports: dict[int, tuple[bytes, ...] | bytes] = {}
        """Incident keys by hash of their report's id: nine in ten reports tell of one place."""
        self._size = 0
        for key, value in stored.items():
            self._take_in(key, value)
        heapq.heapify(self._retractions)

    def _take_in(self, key: bytes, value: bytes) -> None:
        kind = key[:2]
        if kind == b"i|":
            self._incidents.setdefault(place_of(key), {})[key] = value
            self._index(report_of(value), key)
        elif kind == b"p|":
            self._summaries[key[2:].decode()] = value
        elif kind == b"r|":
            report_id = key[2:].decode()
            self._retracted[report_id] = int(value)
            self._retractions.append((int(value), report_id))
        else:
            return
        self._size += 1

    def __len__(self) -> int:
        return self._size + (self.clock is not None)

    # -- incidents ---------------------------------------------------------------------------------------------------

    def incidents(self, place_id: str) -> Mapping[bytes, bytes]:
        """A place's incidents, by key."""
        return self._incidents.get(place_id, {})

    def entry(self, key: bytes) -> Entry:
        """The incident of a key, which must be kept."""
        return unread(incident_of(key), self._incidents[place_of(key)][key])

    def put(self, place_id: str, key: bytes, value: bytes, report_id: str) -> None:
        """Keep an incident, in place of its earlier version."""
        incidents = self._incidents.setdefault(place_id, {})
        before = incidents.get(key)
        if before is None:
            self._size += 1
            self._index(report_id, key)
        elif report_of(before) != report_id:
            self._unindex(report_of(before), key)
            self._index(report_id, key)
        incidents[key] = self.changed[key] = value

    def drop(self, place_id: str, key: bytes, report_id: str) -> None:
        """Forget an incident."""
        incidents = self._incidents[place_id]
        del incidents[key]
        if not incidents:
            del self._incidents[place_id]
        self._unindex(report_id, key)
        self._size -= 1
        self.changed[key] = None

    def of_report(self, report_id: str) -> list[bytes]:
        """Keys of what may be incidents of a report (hashes can meet: look at the incident itself)."""
        return sorted(_several(self._reports.get(hash(report_id), ())))

    def _index(self, report_id: str, key: bytes) -> None:
        number = hash(report_id)
        known = self._reports.get(number)
        self._reports[number] = key if known is None else (*_several(known), key)

    def _unindex(self, report_id: str, key: bytes) -> None:
        number = hash(report_id)
        left = tuple(other for other in _several(self._reports[number]) if other != key)
        if left:
            self._reports[number] = left if len(left) > 1 else left[0]
        else:
            del self._reports[number]

    # -- retractions, summaries, clock -------------------------------------------------------------------------------

    def retracted_at(self, report_id: str) -> int | None:
        """When a report was taken back."""
        return self._retracted.get(report_id)

    def retract(self, report_id: str, at: int) -> None:
        """Keep that a report was taken back; of several times the newest."""
        known = self._retracted.get(report_id)
        if known is not None and known >= at:
            return
        self._size += known is None
        self._retracted[report_id] = at
        heapq.heappush(self._retractions, (at, report_id))
        self.changed[b"r|" + report_id.encode()] = b"%d" % at

    def forget_retractions(self, before: int) -> None:
        """Drop those said before a moment."""
        while self._retractions and self._retractions[0][0] < before:
            at, report_id = heapq.heappop(self._retractions)
            if self._retracted.get(report_id) == at:
                del self._retracted[report_id]
                self._size -= 1
                self.changed[b"r|" + report_id.encode()] = None

    def summary(self, place_id: str) -> dict[str, Any] | None:
        """What was last told of a place."""
        value = self._summaries.get(place_id)
        return None if value is None else orjson.loads(value)

    def summaries(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every place's."""
        for place_id, value in self._summaries.items():
            yield place_id, orjson.loads(value)

    def put_summary(self, place_id: str, value: bytes) -> None:
        """Keep what has been told of a place."""
        before = self._summaries.get(place_id)
        if before != value:
            self._size += before is None
            self._summaries[place_id] = self.changed[b"p|" + place_id.encode()] = value

    def advance(self, clock: int) -> int:
        """Let the stream's time reach a moment, unless it is there already; returns it."""
        if self.clock is None or clock > self.clock:
            self.clock = clock
            self.changed[_CLOCK] = b"%d" % clock
        return self.clock


def incident_key(place_id: str, incident_id: str) -> bytes:
    """Where an incident is kept."""
    return f"i|{place_id}|{incident_id}".encode()


def place_of(key: bytes) -> str:
    """The place of an incident's key."""
    return key.split(b"|", 2)[1].decode()


def incident_of(key: bytes) -> str:
    """The incident of its key."""
    return key.split(b"|", 2)[2].decode()


def _several(keys: tuple[bytes, ...] | bytes) -> tuple[bytes, ...]:
    return (keys,) if isinstance(keys, bytes) else keys
