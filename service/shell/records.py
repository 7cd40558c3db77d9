"""Kafka's records, and the same as the pure core wants them."""

from datetime import UTC, datetime
from typing import TypeAlias

from aiokafka import ConsumerRecord

from service.core.decode import RawRecord

Record: TypeAlias = ConsumerRecord[bytes, bytes]


def raw(record: Record) -> RawRecord:
    """A Kafka record as the core wants it; a time that the producer did not set is None."""
    timestamp = None
    if record.timestamp is not None and record.timestamp >= 0:
        timestamp = datetime.fromtimestamp(record.timestamp / 1000, UTC)
    return RawRecord(record.value, timestamp, tuple(record.headers), record.key)
