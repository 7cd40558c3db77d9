"""Kafka records made by hand, for tests that need no broker."""

from collections.abc import Sequence

from aiokafka import ConsumerRecord


def record(
    offset: int = 0,
    value: bytes | None = b"{}",
    key: bytes | None = None,
    headers: Sequence[tuple[str, bytes | None]] = (),
    timestamp: int | None = 1_767_225_600_000,
    topic: str = "reports",
    partition: int = 0,
) -> "ConsumerRecord[bytes, bytes]":
    """A record as the consumer would give it; the default time is 2026-01-01T00:00:00Z."""
    return ConsumerRecord(
        topic=topic,
        partition=partition,
        offset=offset,
        timestamp=timestamp,
        timestamp_type=0,
        key=key,
        value=value,
        checksum=None,
        serialized_key_size=len(key) if key is not None else -1,
        serialized_value_size=len(value) if value is not None else -1,
        headers=tuple(headers),
    )
