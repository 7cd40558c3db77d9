"""Blocks: many records of one partition handed to Faust as if they were one message.

Faust spends two tasks, a queue and several callbacks on each message. So what its consumer thread fetches from topics
that the steps read is cut into blocks at once, and Faust's `ConsumerScheduler` setting, which decides what is handed
on, knows them; everything else goes as it came.

Faust can drop fetched records at a rebalance, before or after they are handed on, while its fetch position moves on. So
each block carries the offset of the record that was fetched before it (`previous`): a lane that has not applied that
record knows that something is missing and rewinds. The chain is never cleared, not even when a partition is lost,
because that is when drops happen.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from faust.serializers.codecs import Codec, register
from faust.transport.utils import DefaultSchedulingStrategy
from faust.types import TP

from service.shell.records import Record

BLOCK_CODEC: Final = "incident-stream-block"
_RECORD_OVERHEAD: Final = 100
"""Bytes counted for a record besides its key and value, so that tombstones cannot fill memory for free."""


class Block:
    """Records of one partition in the shape of a single one: its offset is that of the last record."""

    __slots__ = (
        "checksum",
        "headers",
        "key",
        "offset",
        "partition",
        "previous",
        "records",
        "serialized_key_size",
        "serialized_value_size",
        "size",
        "timestamp",
        "timestamp_type",
        "topic",
    )

    def __init__(self, tp: TP, records: Sequence[Record], size: int, previous: int | None) -> None:
        last = records[-1]
        self.topic = tp.topic
        self.partition = tp.partition
        self.offset = last.offset
        self.timestamp = last.timestamp
        self.timestamp_type = last.timestamp_type
        self.records = records
        self.size = size
        """Bytes of the keys and values, with an allowance for each record."""
        self.previous = previous
        """Offset of the record fetched before; None when reading has just begun or gone back."""
        self.headers: tuple[Any, ...] = ()
        self.key = None
        self.checksum = None
        self.serialized_key_size = 0
        self.serialized_value_size = 0

    @property
    def value(self) -> "Block":
        """Itself. As a property: an attribute would be a cycle, and records by the thousand wait for the collector."""
        return self

    @property
    def first_offset(self) -> int:
        """Offset of the first record."""
        first: int = self.records[0].offset
        return first


def joined(blocks: Sequence[Block]) -> Block:
    """Blocks that follow each other without a gap, as one."""
    if len(blocks) == 1:
        return blocks[0]
    first = blocks[0]
    records = [record for block in blocks for record in block.records]
    return Block(TP(first.topic, first.partition), records, sum(block.size for block in blocks), first.previous)


def follow_each_other(blocks: Iterable[Block], max_records: int, max_bytes: int) -> int:
    """How many of the first blocks make one block: of one topic, without a gap, and no larger than blocks may be."""
    count, records, size, last = 0, 0, 0, None
    for block in blocks:
        records += len(block.records)
        size += block.size
        if last is not None:
            fits = records <= max_records and size <= max_bytes
            if not (fits and block.topic == last.topic and block.previous == last.offset):
                break
        count += 1
        last = block
    return count


def size_of(record: Record) -> int:
    """Bytes that a record counts for."""
    size: int = len(record.value or b"") + len(record.key or b"") + _RECORD_OVERHEAD
    return size


class BlockChain:
    """Cuts fetched records into blocks and remembers, per partition, the last record fetched.

    Cutting is for the thread that fetches, in the order of fetches; `last` may be asked from another.
    """

    def __init__(self, max_records: int, max_bytes: int) -> None:
        self._max_records = max_records
        self._max_bytes = max_bytes
        self._last: dict[TP, int] = {}

    def cut(self, tp: TP, records: Sequence[Record]) -> list[Block]:
        """One partition's fetched records as blocks, each linked to the one before."""
        blocks: list[Block] = []
        start, size = 0, 0
        for index, record in enumerate(records):
            weight = size_of(record)
            if index > start and (index - start >= self._max_records or size + weight > self._max_bytes):
                blocks.append(self._link(tp, records[start:index], size))
                start, size = index, 0
            size += weight
        blocks.append(self._link(tp, records[start:], size))
        return blocks

    def last(self, tp: TP) -> int | None:
        """Offset of the last record fetched; None when none was."""
        return self._last.get(tp)

    def _link(self, tp: TP, records: Sequence[Record], size: int) -> Block:
        previous = self._last.get(tp)
        if previous is not None and records[0].offset <= previous:
            previous = None
        self._last[tp] = records[-1].offset
        return Block(tp, records, size, previous)


class BlockScheduling(DefaultSchedulingStrategy):  # type: ignore[misc]
    """Hands on blocks, partitions taking turns, and other topics' records as Faust does it."""

    def iterate(self, records: Mapping[TP, list[Any]]) -> Iterator[tuple[TP, Any]]:
        others = {tp: found for tp, found in records.items() if found and not isinstance(found[0], Block)}
        waiting = [(tp, deque(found)) for tp, found in records.items() if found and isinstance(found[0], Block)]
        # Round robin: a partition with much to read does not hold up the others.
        while waiting:
            for tp, blocks in waiting:
                yield tp, blocks.popleft()
            waiting = [(tp, blocks) for tp, blocks in waiting if blocks]
        if others:
            yield from super().iterate(others)


class _PassThrough(Codec):  # type: ignore[misc]
    def _loads(self, s: Any) -> Any:
        return s

    def _dumps(self, s: Any) -> Any:
        return s


def register_block_codec() -> None:
    """Make Faust hand blocks on undecoded: bytes are decoded by us, where a failure has an outcome."""
    register(BLOCK_CODEC, _PassThrough())
