"""Kafka's records, and the same as the pure core wants them."""

from datetime import UTC, datetime
from typing import Final, TypeAlias

from aiokafka import ConsumerRecord

from service.core.decode import RawRecord

Record: TypeAlias = ConsumerRecord[bytes, bytes]

_LAST_MOMENT: Final = datetime.max.replace(tzinfo=UTC)


def raw(record: Record) -> RawRecord:
    """A Kafka record as the core wants it; a time that the producer did not set is None."""
    return RawRecord(record.value, _moment(record.timestamp), tuple(record.headers), record.key)


def _moment(milliseconds: int | None) -> datetime | None:
    if milliseconds is None or milliseconds < 0:
        return None
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        # Kafka carries 64 bits of milliseconds, the calendar ends before: as late as can be said, to be refused.
        return _LAST_MOMENT
