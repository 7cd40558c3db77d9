"""What a block leads to: records to write and offsets to commit, all in one transaction."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, final

from aiokafka.partitioner import murmur2

Headers = Sequence[tuple[str, bytes]]


@final
class Write:
    """One record to be written."""

    __slots__ = ("headers", "key", "partition", "timestamp_ms", "topic", "value")

    def __init__(
        self,
        topic: str,
        partition: int,
        key: bytes | None,
        value: bytes | None,
        headers: Headers = (),
        timestamp_ms: int | None = None,
    ) -> None:
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp_ms = timestamp_ms
        """None = the moment of writing."""


def by_partition(writes: Iterable[Write]) -> dict[tuple[str, int], list[Write]]:
    """Writes grouped by where they go, in their order."""
    grouped: dict[tuple[str, int], list[Write]] = {}
    for write in writes:
        grouped.setdefault((write.topic, write.partition), []).append(write)
    return grouped


def partition_of(key: bytes, partitions: int) -> int:
    """The partition that Kafka's Java client would choose for a key (murmur2), so that all producers agree."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)


partition_of_place: Final = lru_cache(maxsize=65_536)(partition_of)
"""The same for ids of places, of which there are only so many. Keys from outside are not to be remembered."""
