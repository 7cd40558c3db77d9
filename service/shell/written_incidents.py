"""Incidents that this process has just written, for the totals step to take without reading them again.

Reading the same bytes gives the same incident, so what was written is as good as what would be read; whatever is not
here, or came from another process or producer, is read.
"""

from collections.abc import Callable
from time import monotonic

from schemas.incident import Incident

MOST_BYTES = 24 * 1024 * 1024
"""Of the values kept; as objects they take about three times that."""

WAITED_FOR_SECONDS = 30.0
"""Who reads what this process writes has read it by then; what is left is another worker's to read."""


class WrittenIncidents:
    """Incidents by the bytes they were written as. `most_bytes` as MOST_BYTES; `clock` in seconds."""

    def __init__(self, most_bytes: int = MOST_BYTES, clock: Callable[[], float] = monotonic) -> None:
        self._most_bytes = most_bytes
        self._clock = clock
        self._kept: dict[bytes, tuple[float, Incident]] = {}
        self._bytes = 0

    def put(self, value: bytes, incident: Incident) -> None:
        """Keep one that is about to be written, if there is room: the oldest are read first, so they stay."""
        if value in self._kept:
            return
        now = self._clock()
        while self._bytes + len(value) > self._most_bytes and self._kept:
            oldest, (since, _) = next(iter(self._kept.items()))
            if now - since < WAITED_FOR_SECONDS:
                return
            self._drop(oldest)
        self._kept[value] = (now, incident)
        self._bytes += len(value)

    def take(self, value: bytes | None) -> Incident | None:
        """The incident that was written as these bytes, once; None = it has to be read."""
        if value is None or value not in self._kept:
            return None
        return self._drop(value)

    def _drop(self, value: bytes) -> Incident:
        _, incident = self._kept.pop(value)
        self._bytes -= len(value)
        return incident
