"""Dead letters read back: each with why and where from, chosen by what its headers say."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from pydantic import ValidationError

from schemas.dead_letter import HEADER_PREFIX, REPLAY_PREFIX, DeadLetterHeaders
from service.shell.reading import drained, reader
from service.shell.records import Record
from service.shell.settings import Settings
from service.shell.topics import DEAD, TopicNames

UNKNOWN: Final = "unknown"
"""Code of a letter whose headers are not ours; nobody but the service should write to the topic."""
_CLOCK_MARGIN: Final = timedelta(minutes=10)
"""A letter's own time is when it was written, soon after it was refused."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter."""

    record: Record
    """As it stands in the dead-letter topic."""
    why: DeadLetterHeaders | None
    """None where its headers are not what this service writes."""

    @classmethod
    def of(cls, record: Record) -> "Letter":
        """Read its headers."""
        said: dict[str, str] = {}
        for name, value in record.headers:
            if name.startswith(HEADER_PREFIX):
                said[name] = (value or b"").decode(errors="replace")
        try:
            return cls(record, DeadLetterHeaders.model_validate(said))
        except ValidationError:
            return cls(record, None)

    @property
    def place(self) -> str:
        """Where it stands in the dead-letter topic, `partition/offset`: its name for `show` and `replay`."""
        return f"{self.record.partition}/{self.record.offset}"

    @property
    def source(self) -> str:
        """Where its record stood, `topic/partition/offset`."""
        return UNKNOWN if self.why is None else f"{self.why.topic}/{self.why.partition}/{self.why.offset}"

    @property
    def code(self) -> str:
        """Why it is here."""
        return UNKNOWN if self.why is None else self.why.code.value

    @property
    def is_whole(self) -> bool:
        """Whether the record was kept; a too large one leaves only its headers."""
        return self.why is not None and self.why.truncated is None

    @property
    def own_headers(self) -> list[tuple[str, bytes | None]]:
        """The record's own headers, without what this service put beside them."""
        return [
            (name, value) for name, value in self.record.headers if not name.startswith((HEADER_PREFIX, REPLAY_PREFIX))
        ]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which letters are meant; nothing said = all of them."""

    codes: frozenset[str] = frozenset()
    topic: str | None = None
    """Of the record, with the configured prefix."""
    partition: int | None = None
    offsets: tuple[int, int] | None = None
    """Of the record in its topic: first and last."""
    since: datetime | None = None
    until: datetime | None = None
    """Refused before this moment."""
    places: frozenset[str] = frozenset()
    """`Letter.place`."""

    @property
    def is_everything(self) -> bool:
        """Whether nothing was said."""
        return self == Choice()

    def has(self, letter: Letter) -> bool:
        """Whether a letter is meant."""
        why = letter.why
        if self.places and letter.place not in self.places:
            return False
        if self.codes and letter.code not in self.codes:
            return False
        if why is None:
            return self._says_nothing_of_the_record()
        return (
            (self.topic is None or why.topic == self.topic)
            and (self.partition is None or int(why.partition) == self.partition)
            and (self.offsets is None or self.offsets[0] <= int(why.offset) <= self.offsets[1])
            and (self.since is None or why.failed_at >= self.since)
            and (self.until is None or why.failed_at < self.until)
        )

    def _says_nothing_of_the_record(self) -> bool:
        return all(wanted is None for wanted in (self.topic, self.partition, self.offsets, self.since, self.until))


async def letters(settings: Settings, choice: Choice) -> AsyncIterator[Letter]:
    """The letters that are meant, as they stand now, in order within each partition; never all in memory."""
    async with reader(settings, TopicNames(settings).full(DEAD)) as consumer:
        if choice.places:
            await _seek_places(consumer, choice.places)
        elif choice.since is not None:
            await _seek(consumer, choice.since - _CLOCK_MARGIN)
        async for record in drained(consumer):
            letter = Letter.of(record)
            if choice.has(letter):
                yield letter


async def _seek_places(consumer: AIOKafkaConsumer, places: Iterable[str]) -> None:
    """Go to the first of these places in each partition; where there is none, to the end."""
    wanted: dict[int, int] = {}
    for place in places:
        partition, offset = map(int, place.split("/"))
        wanted[partition] = min(offset, wanted.get(partition, offset))
    partitions: list[TopicPartition] = list(consumer.assignment())
    starts = await consumer.beginning_offsets(partitions)
    ends = await consumer.end_offsets(partitions)
    for tp in partitions:
        at = wanted.get(tp.partition, ends[tp])
        consumer.seek(tp, min(max(at, starts[tp]), ends[tp]))


async def _seek(consumer: AIOKafkaConsumer, moment: datetime) -> None:
    """Go to the first record written at a moment or later; where there is none, to the end."""
    partitions: list[TopicPartition] = list(consumer.assignment())
    milliseconds = max(0, int(moment.timestamp() * 1000))
    found = await consumer.offsets_for_times(dict.fromkeys(partitions, milliseconds))
    ends = await consumer.end_offsets(partitions)
    for tp in partitions:
        at = found.get(tp)
        consumer.seek(tp, ends[tp] if at is None else at.offset)
