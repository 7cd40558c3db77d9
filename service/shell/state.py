"""State of a step's partition: restored from its changelog before the partition is opened.

A changelog record is one key of state; keys that start with a zero byte are the engine's own: `next:<topic>` holds the
first offset of an input that has not been applied. State, outputs and offsets are written in one transaction, so what
is read here, committed records only, up to the end as it was when reading began, is exactly what was applied.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition

from service.shell.kafka import client_options
from service.shell.settings import Settings

_ENGINE_PREFIX: Final = b"\x00"
_NEXT: Final = _ENGINE_PREFIX + b"next:"
_REFUSED: Final = _ENGINE_PREFIX + b"refused:"
_FORMAT: Final = _ENGINE_PREFIX + b"format"
STATE_FORMAT: Final = b"1"
"""Rises when older state can no longer be read as it stands."""
_FETCHED_BYTES: Final = 1024 * 1024
"""Of one partition at once, packed."""
_AT_ONCE: Final = 10_000
"""Records unpacked at once: the room they take is left between parts of the state, 100 MB where all came at once."""


class StateFormatError(Exception):
    """A changelog was written by a version whose state this one cannot read."""


class StateLostError(Exception):
    """The group has read further than its state tells: going on would start totals from nothing without a word."""


def next_key(topic: str) -> bytes:
    """State key of an input's position; `topic` without the configured prefix."""
    return _NEXT + topic.encode()


def positions(stored: Mapping[bytes, bytes], topics: Iterable[str]) -> dict[str, int]:
    """The first offset not yet applied of each input; 0 where nothing was applied."""
    return {topic: int(stored.get(next_key(topic), b"0")) for topic in topics}


def refused_key(topic: str) -> bytes:
    """State key of what was refused lately of an input; `topic` without the configured prefix."""
    return _REFUSED + topic.encode()


def engine_entries(applied: Mapping[str, int]) -> dict[bytes, bytes]:
    """What the engine adds to a block's state: positions and the state's format."""
    entries = {next_key(topic): b"%d" % offset for topic, offset in applied.items()}
    entries[_FORMAT] = STATE_FORMAT
    return entries


def own_entries(stored: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """The step's state without the engine's keys."""
    return {key: value for key, value in stored.items() if not key.startswith(_ENGINE_PREFIX)}


def check_format(stored: Mapping[bytes, bytes], changelog: str) -> None:
    """Refuse state of another format rather than misread it."""
    found = stored.get(_FORMAT)
    if found is None and stored:
        raise StateFormatError(f"{changelog} holds records that are not this service's state")
    if found is not None and found != STATE_FORMAT:
        raise StateFormatError(
            f"{changelog} holds state of format {found.decode(errors='replace')}, this version reads "
            f"{STATE_FORMAT.decode()}: replay the reports into new topics, or go back to the version that wrote it"
        )


async def check_not_lost(
    settings: Settings, applied: Mapping[tuple[str, int], int], topic_of: Callable[[str], str]
) -> None:
    """Hold positions from the state, by (input topic without prefix, partition), against the group's offsets.

    Both are written in one transaction, so an offset ahead of the state means that a changelog was lost or emptied.
    """
    consumer = AIOKafkaConsumer(group_id=settings.app_id, enable_auto_commit=False, **client_options(settings.kafka))
    await consumer.start()
    try:
        for (topic, partition), position in applied.items():
            committed = await consumer.committed(TopicPartition(topic_of(topic), partition))
            if committed is not None and committed > position:
                raise StateLostError(
                    f"{topic_of(topic)}-{partition}: the group has read up to {committed}, but the state only knows "
                    f"up to {position}; its changelog was lost. Replay the reports under a new APP_ID"
                )
    finally:
        await consumer.stop()


async def restore(settings: Settings, wanted: Mapping[str, Iterable[int]]) -> dict[tuple[str, int], dict[bytes, bytes]]:
    """Read changelog partitions to their end as it stands now. Returns key → value for each (changelog, partition)."""
    partitions = [TopicPartition(topic, p) for topic, found in wanted.items() for p in found]
    states: dict[tuple[str, int], dict[bytes, bytes]] = {(tp.topic, tp.partition): {} for tp in partitions}
    if not partitions:
        return states
    consumer = AIOKafkaConsumer(
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=_FETCHED_BYTES,
        **client_options(settings.kafka),
    )
    await consumer.start()
    try:
        consumer.assign(partitions)
        starts = await consumer.beginning_offsets(partitions)
        # For a reader of committed records this is the last stable offset; the producers were fenced before, so no
        # transaction of a former owner is open below it.
        ends = await consumer.end_offsets(partitions)
        unread = {tp for tp in partitions if ends[tp] > starts[tp]}
        for tp in partitions:
            consumer.seek(tp, starts[tp])
        while unread:
            for tp, records in (await consumer.getmany(*unread, timeout_ms=200, max_records=_AT_ONCE)).items():
                state = states[tp.topic, tp.partition]
                for record in records:
                    if record.value is None:
                        state.pop(record.key, None)
                    else:
                        state[record.key] = record.value
            # A position moves past markers of transactions, which are never delivered as records.
            unread = {tp for tp in unread if await consumer.position(tp) < ends[tp]}
    finally:
        await consumer.stop()
    return states
