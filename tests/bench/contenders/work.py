"""What every contender does with a record: our own core functions, and nothing of our shell.

Contenders differ in how records come and go. They leave out what only the service does: headers, dead letters, areas,
time's own changes, restoring of state.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from schemas.incident import Incident
from schemas.model import read_fields_directly
from service.core.decode import Limits, RawRecord
from service.core.outcome import Rejected
from service.core.pipeline import normalize, read_incident
from service.core.reading.reader import Normalizer
from service.core.totals.containment import area_of
from service.core.totals.partition import Effects, TotalsPartition
from service.core.totals.rules import Rules

VARIABLE = "INCIDENT_BENCH"

COMPRESSION = "zstd"
"""Of what contenders write where they can choose: the service's own."""


@dataclass(frozen=True)
class Place:
    """Where a contender works."""

    servers: str
    name: str
    partitions: int
    folder: str

    @classmethod
    def given(cls) -> "Place":
        """As the bench said it in the environment."""
        return cls(**json.loads(os.environ[VARIABLE]))

    def topic(self, name: str) -> str:
        """Full name of a topic."""
        return f"{self.name}.{name}"


class Out(NamedTuple):
    """A record to be written."""

    topic: str
    key: bytes
    value: bytes


class Work:
    """Both steps of one process."""

    def __init__(self, place: Place) -> None:
        if "faststream" not in sys.modules:  # which asks its own models for private attributes
            read_fields_directly()  # as the worker does it
        self._reader = Normalizer.load()
        self._limits = Limits()
        self._incidents = place.topic("incidents")
        self._totals = place.topic("city-totals")
        self._changes = place.topic("total-changes")
        self._area_of: Any = partial(area_of, self._reader.gazetteer)
        self._partitions: dict[int, TotalsPartition] = {}

    def incidents(self, value: bytes) -> list[Out]:
        """Step one: a report's incidents."""
        now = datetime.now(UTC)
        told = normalize(RawRecord(value, now), self._reader, self._limits, now, "bench")
        if isinstance(told, Rejected):
            raise ValueError(told.detail)
        return [Out(self._incidents, one.place.id.encode(), _json(one)) for one in told.incidents]

    def totals(self, partition: int, records: Sequence[tuple[bytes, bytes]]) -> list[Out]:
        """Step two: totals and changes that incidents (key, value) of a partition lead to."""
        return self.outputs(self.fold(partition, records))

    def fold(self, partition: int, records: Sequence[tuple[bytes, bytes]]) -> Effects:
        """Step two, with what is to be kept."""
        now = datetime.now(UTC)
        totals = self._partitions.get(partition)
        if totals is None:
            totals = self._partitions[partition] = TotalsPartition(Rules(), {}, self._area_of)
        read: list[Incident] = []
        for key, value in records:
            found = read_incident(RawRecord(value, now, (), key), self._reader.gazetteer, self._limits, now)
            if isinstance(found, Rejected):
                raise ValueError(found.detail)
            read.append(found)
        return totals.apply(read, now)

    def outputs(self, effects: Effects) -> list[Out]:
        """Records of step two."""
        totals = [Out(self._totals, one.place.id.encode(), _json(one)) for one in effects.totals]
        return totals + [Out(self._changes, one.place.id.encode(), _json(one)) for one in effects.changes]


def _json(record: Any) -> bytes:
    encoded: bytes = record.model_dump_json(by_alias=True).encode()
    return encoded
