"""Dead letters: a refused record, untouched, with headers that say why and where from (design, section 3)."""

from datetime import datetime
from typing import Any, Final

from schemas.dead_letter import HEADER_PREFIX, REPLAY_COUNT, REPLAY_PREFIX
from service.core.outcome import Rejected
from service.shell.records import Record
from service.shell.untrusted_batches import UnreadBatch
from service.shell.writes import Write, partition_of

PREFIX: Final = HEADER_PREFIX
MAX_LETTER_BYTES: Final = 1_000_000
"""Key, value and headers together; a larger record leaves only its metadata, as KIP-1191 has it."""
_MAX_MESSAGE_BYTES: Final = 512
_LONGEST_HASHED_BYTES: Final = 1024
_MAX_COUNT_DIGITS: Final = 10


class DeadLetters:
    """Writes dead letters of one consumer group."""

    def __init__(self, topic: str, partitions: int, group: str, version: str) -> None:
        self._topic = topic
        self._partitions = partitions
        self._group = group
        self._version = version

    def letter(
        self,
        record: Record,
        rejected: Rejected,
        failed_at: datetime,
        exception: str | None = None,
    ) -> Write:
        """The record as it came, with our headers behind its own; older ones of ours are replaced."""
        kept = [(name, value) for name, value in record.headers if not name.startswith((PREFIX, REPLAY_PREFIX))]
        reasons = self._reasons(record, rejected, failed_at, exception)
        size = _size(record.key, record.value, kept)
        key, value = record.key, record.value
        if isinstance(value, UnreadBatch):
            size = value.packed_bytes
            value = None
            reasons.append((PREFIX + "truncated", str(size).encode()))
        elif size > MAX_LETTER_BYTES:
            reasons.append((PREFIX + "truncated", str(size).encode()))
            key = key if key is not None and len(key) <= _MAX_MESSAGE_BYTES else None
            value, kept = None, []
        # Written with the time of writing: under the record's own, Kafka would delete a letter of 1970 at once, and
        # refuse one of 2100 together with its transaction.
        return Write(
            topic=self._topic,
            partition=self._partition(record, key),
            key=key,
            value=value,
            headers=[*kept, *reasons],
        )

    def _partition(self, record: Record, key: bytes | None) -> int:
        """By the key; for one that takes long to hash, or none, that of the record."""
        if key is None or len(key) > _LONGEST_HASHED_BYTES:
            return int(record.partition) % self._partitions
        return partition_of(key, self._partitions)

    def _reasons(
        self, record: Record, rejected: Rejected, failed_at: datetime, exception: str | None
    ) -> list[tuple[str, bytes]]:
        said: dict[str, Any] = {
            "topic": record.topic,
            "partition": record.partition,
            "offset": record.offset,
            "group": self._group,
            "stage": rejected.stage,
            "code": rejected.code,
            "message": rejected.detail,
            "delivery.count": _deliveries(record),
            "failed.at": failed_at.isoformat().replace("+00:00", "Z"),
            "app.version": self._version,
        }
        if record.timestamp is not None and record.timestamp >= 0:
            said["timestamp"] = record.timestamp
        if exception is not None:
            said["exception"] = exception
        return [(PREFIX + name, _text(value)) for name, value in said.items()]


def _deliveries(record: Record) -> int:
    """How often the record has been tried, this time included; a replay says how often before."""
    before = [value for name, value in record.headers if name == REPLAY_COUNT and value]
    return int(before[-1]) + 1 if before and before[-1].isdigit() and len(before[-1]) < _MAX_COUNT_DIGITS else 1


def _text(value: Any) -> bytes:
    return str(value).encode(errors="replace")[:_MAX_MESSAGE_BYTES].decode(errors="ignore").encode()


def _size(key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes]]) -> int:
    return len(key or b"") + len(value or b"") + sum(len(name) + len(content or b"") + 8 for name, content in headers)
