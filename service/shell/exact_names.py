"""Batches whose headers have names that are not UTF-8: a dead letter keeps the headers of its record to the byte.

The library's fast writer of batches takes UTF-8 alone; its slow one, in Python, asks each name to encode itself.
"""

from collections.abc import Sequence
from typing import Any

from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy


class _ExactName(str):
    """A name as `untrusted_batches` reads it, which encodes to the bytes that it came from."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "surrogateescape") -> bytes:
        return super().encode("utf-8", "surrogateescape")


class ExactBatchBuilder(BatchBuilder):  # type: ignore[misc]
    """Builds a batch with header names of any bytes. `compression` as in Kafka's attributes."""

    def __init__(self, batch_size: int, *, transactional: bool, compression: int = 0) -> None:
        super().__init__(batch_size, compression, is_transactional=transactional)
        self._builder = _DefaultRecordBatchBuilderPy(2, compression, int(transactional), -1, -1, 0, batch_size)

    def append(self, *, timestamp: int | None, key: Any, value: Any, headers: Sequence[tuple[str, Any]] = ()) -> Any:
        """Add a record; None when the batch is full."""
        exact = [(_ExactName(name), content) for name, content in headers]
        return super().append(timestamp=timestamp, key=key, value=value, headers=exact)

    def _set_producer_state(self, producer_id: int, producer_epoch: int, base_sequence: int) -> None:
        self._builder.set_producer_state(producer_id, producer_epoch, base_sequence)
