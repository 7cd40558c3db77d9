"""What the three steps of the worker share: settings, clock, and how records are written, refused and read."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Final, TypeVar, cast

import structlog

from schemas.incident import Incident
from schemas.model import OutputRecord
from schemas.totals import AreaContribution
from schemas.vocabulary import RejectionCode, Stage
from service.core.outcome import Rejected
from service.core.reading.reader import Normalizer
from service.core.sliced import Sliced
from service.shell import topics
from service.shell.dead_letters import DeadLetters
from service.shell.envelope import Envelope
from service.shell.records import Record
from service.shell.settings import Settings
from service.shell.topics import TopicNames
from service.shell.untrusted_batches import UnreadBatch
from service.shell.work import Work
from service.shell.writes import Headers, Write, partition_of, partition_of_place
from service.shell.written_incidents import WrittenIncidents

T = TypeVar("T")

SLICE_SECONDS: Final = 0.01
"""A block is worked on in slices of this length; between them the event loop serves heartbeats and HTTP."""
_LOGGED_PER_BLOCK: Final = 5

log = structlog.get_logger("steps")


class Shared:
    """What all partitions of all steps have in common."""

    def __init__(self, settings: Settings, normalizer: Normalizer, version: str, clock: Callable[[], datetime]) -> None:
        self.settings = settings
        self.normalizer = normalizer
        self.version = version
        self.clock = clock
        self.names = TopicNames(settings)
        self.partitions = settings.topics.partitions
        self.limits = settings.limits.as_limits()
        self.rules = settings.totals.as_rules()
        self.live = settings.totals.clock == "wall"
        self.envelope = Envelope(settings.app_id)
        self.written = WrittenIncidents()
        self.dead_letters = DeadLetters(self.names.full(topics.DEAD), self.partitions, settings.app_id, version)

    def write(self, topic: str, key: str, value: OutputRecord, headers: Headers) -> Write:
        """A record of one of our models, on the partition of its key."""
        encoded = key.encode()
        partition = partition_of if topic == topics.UNPLACED else partition_of_place
        return Write(
            self.names.full(topic),
            partition(encoded, self.partitions),
            encoded,
            value.encoded(),
            headers,
        )

    def refuse(self, work: Work, record: Record, rejected: Rejected, exception: BaseException | None = None) -> None:
        """A dead letter, its count, and a line in the log (the first few of a block)."""
        name = type(exception).__name__ if exception else None
        work.writes.append(self.dead_letters.letter(record, rejected, self.clock(), name))
        work.refused[rejected.stage, rejected.code] += 1
        work.refused_offsets.add(record.offset)
        if sum(work.refused.values()) <= _LOGGED_PER_BLOCK:
            log.warning(
                "dead letter",
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                stage=rejected.stage.value,
                code=rejected.code.value,
                detail=rejected.detail,
                exc_info=exception,
            )

    def attempt(self, work: Work, record: Record, stage: Stage, read: Callable[[Record], T | Rejected]) -> T | None:
        """Read one record; a refusal or a fault of ours becomes a dead letter and None.

        A fault must not stop the stream: the record is kept, the operator is told, the next record is read.
        """
        if isinstance(record.value, UnreadBatch):
            self.refuse(work, record, _unread(record.value))
            return None
        try:
            result = read(record)
        except Exception as error:  # noqa: BLE001
            said = f"{type(error).__name__} while handling the record"
            self.refuse(work, record, Rejected(stage, RejectionCode.INTERNAL_ERROR, said), error)
            return None
        if isinstance(result, Rejected):
            self.refuse(work, record, result)
            return None
        return result


def _unread(batch: UnreadBatch) -> Rejected:
    code = RejectionCode.TOO_LARGE if batch.too_large else RejectionCode.INTERNAL_ERROR
    return Rejected(Stage.DECODE, code, batch.said)


def slice_end() -> float:
    """When a slice of work that begins now is over, by `monotonic`."""
    return monotonic() + SLICE_SECONDS


async def next_slice() -> float:
    """Let the event loop breathe; returns when the slice after that is over."""
    await asyncio.sleep(0)
    return slice_end()


async def in_slices(work: Sliced[T]) -> T:
    """What the work comes to, with the event loop breathing between its slices."""
    until = slice_end()
    while True:
        try:
            next(work)
        except StopIteration as ended:
            return cast("T", ended.value)
        if monotonic() > until:
            until = await next_slice()


def incident_write(shared: Shared, incident: Incident, trace: Headers) -> Write:
    """An incident as it goes to the `incidents` topic."""
    headers = shared.envelope.headers("incident", incident.incident_id, incident.occurred_to, incident.report_id, trace)
    write = shared.write(topics.INCIDENTS, incident.place.id, incident, headers)
    if write.value is not None and len(write.value) <= shared.limits.max_typed_bytes:
        shared.written.put(write.value, incident)
    return write


def contribution_write(shared: Shared, item: AreaContribution, traces: dict[str, Headers]) -> Write:
    """A contribution as it goes to the `areas` topic."""
    headers = shared.envelope.headers(
        "area-contribution",
        f"{item.area.id}:{item.child.id}:{item.revision}",
        item.as_of,
        None,
        traces.get(item.child.id, ()),
    )
    return shared.write(topics.AREAS, item.area.id, item, headers)
