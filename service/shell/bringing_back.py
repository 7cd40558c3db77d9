"""Dead letters brought back: the record as it was, to the topic it came from, marked as a replay.

Nothing is counted twice by it: a report's id, or where it has none the hash of its source and content, is the same as
before, and so are the ids of its incidents.
"""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from schemas.dead_letter import REPLAY_COUNT, REPLAY_FROM, DeadLetterHeaders
from service.shell.exact_names import ExactBatchBuilder
from service.shell.letters import Letter
from service.shell.producing import report_producer
from service.shell.settings import Settings
from service.shell.topics import CONTROL, STEPS, TopicNames
from service.shell.writes import partition_of

_INPUTS: Final = frozenset(topic for inputs in STEPS.values() for topic in inputs)
_BATCH_BYTES: Final = 2 * 1024 * 1024

NOT_WHOLE: Final = "not kept whole"
OF_NO_INPUT: Final = "not from a topic that this service reads"
TRIED_OFTEN: Final = "tried too often"
REFUSED: Final = "refused by Kafka"


@dataclass(slots=True)
class Replayed:
    """What became of the letters that were meant."""

    sent: Counter[str] = field(default_factory=Counter)
    """By code; in a dry run, what would be sent."""
    left: Counter[str] = field(default_factory=Counter)
    """By why they were left where they are."""


async def replay(settings: Settings, chosen: AsyncIterator[Letter], *, max_deliveries: int, dry_run: bool) -> Replayed:
    """Send letters back, one after another. Those tried `max_deliveries` times already are left."""
    done = Replayed()
    if dry_run:
        async for letter in chosen:
            _count(done, letter, why_left(settings, letter, max_deliveries))
        return done
    async with report_producer(settings) as producer:
        async for letter in chosen:
            reason = why_left(settings, letter, max_deliveries)
            if reason is None and letter.why is not None:
                reason = await _send(settings, producer, letter, letter.why)
            _count(done, letter, reason)
    return done


def _count(done: Replayed, letter: Letter, reason: str | None) -> None:
    if reason is None:
        done.sent[letter.code] += 1
    else:
        done.left[reason] += 1


def why_left(settings: Settings, letter: Letter, max_deliveries: int) -> str | None:
    """Why a letter cannot be sent back; None when it can."""
    if letter.why is None or _input_of(settings, letter.why) is None:
        return OF_NO_INPUT
    if not letter.is_whole:
        return NOT_WHOLE
    return TRIED_OFTEN if int(letter.why.delivery_count) >= max_deliveries else None


def _input_of(settings: Settings, why: DeadLetterHeaders) -> str | None:
    """The input (without prefix) that the record was read from, if it is one of this deployment."""
    names = TopicNames(settings)
    short = names.short(why.topic)
    return short if short in _INPUTS and names.full(short) == why.topic else None


async def _send(settings: Settings, producer: AIOKafkaProducer, letter: Letter, why: DeadLetterHeaders) -> str | None:
    record = letter.record
    marks = [
        (REPLAY_FROM, f"{record.topic}/{letter.place}".encode()),
        (REPLAY_COUNT, why.delivery_count.encode()),
    ]
    # A batch of its own keeps header names and the lack of key and value, which the plain call refuses.
    batch = ExactBatchBuilder(_BATCH_BYTES, transactional=False)
    time = None if why.timestamp is None else int(why.timestamp)
    batch.append(timestamp=time, key=record.key, value=record.value, headers=[*letter.own_headers, *marks])
    sent = await producer.send_batch(batch, why.topic, partition=partition_for(settings, letter, why))
    try:
        await sent
    except KafkaError as error:
        if error.retriable:
            raise
        return f"{REFUSED} ({type(error).__name__})"
    return None


def partition_for(settings: Settings, letter: Letter, why: DeadLetterHeaders) -> int:
    """Where records of this key go; without a key, and for what goes to every partition, where it was."""
    key = letter.record.key
    if key is None or _input_of(settings, why) == CONTROL:
        return int(why.partition) % settings.topics.partitions
    return partition_of(key, settings.topics.partitions)
