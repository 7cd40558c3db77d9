"""One transactional producer for each step and source partition, and one transaction for each block.

The transactional id names the source partition, so whoever gets the partition fences its former owner: this client
does not send the consumer's generation with the offsets, and only that id keeps a zombie out.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import IllegalOperation
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.structs import OffsetAndMetadata

from service.shell.exact_names import ExactBatchBuilder
from service.shell.kafka import COMPRESSION, client_options
from service.shell.settings import Settings
from service.shell.writes import Write, by_partition

MAX_BATCH_BYTES = 900_000
"""Below every topic's `max.message.bytes`, which Kafka holds against whole batches."""

MAX_RECORD_BYTES = 2 * 1024 * 1024
"""A record larger than a batch travels alone, up to this."""

UNPACKED_BYTES = 2 * 1024
"""A batch of less goes as it is: packing takes 20 us however little there is, unpacking as long, at the broker too."""


class LaneProducer:
    """Writes the results of one step's partition."""

    def __init__(self, settings: Settings, step: str, partition: int) -> None:
        self.transactional_id = f"{settings.app_id}-{step}-{partition}"
        self._group = settings.app_id
        self._producer = AIOKafkaProducer(
            transactional_id=self.transactional_id,
            transaction_timeout_ms=int(settings.engine.transaction_timeout_seconds * 1000),
            linger_ms=0,
            max_batch_size=MAX_BATCH_BYTES,
            max_request_size=MAX_RECORD_BYTES,
            compression_type=COMPRESSION,
            acks="all",
            **client_options(settings.kafka),
        )

    async def start(self) -> None:
        """Take the transactional id over: former owners are fenced and their open transactions aborted."""
        await self._producer.start()

    async def stop(self) -> None:
        """Close the connection; an open transaction is left to be aborted."""
        await self._producer.stop()

    async def commit(self, writes: Iterable[Write], offsets: Mapping[tuple[str, int], int]) -> None:
        """Write everything and commit the offsets, all or nothing.

        Any exception means that the outcome is not known or that another worker owns the partition: the process must
        end, because this client cannot recover such a producer.
        """
        producer = self._producer
        await producer.begin_transaction()
        await self._send(by_partition(writes))
        if offsets:
            # Only after the writes are acknowledged: sent together, the broker has to verify the transaction while it
            # is being added to, and answers with retries of 100 ms.
            await producer.send_offsets_to_transaction(
                {TopicPartition(topic, p): OffsetAndMetadata(offset, "") for (topic, p), offset in offsets.items()},
                self._group,
            )
        await producer.commit_transaction()

    async def _send(self, grouped: Mapping[tuple[str, int], list[Write]]) -> None:
        batches = {target: self._batches(writes) for target, writes in grouped.items()}
        sent: list[asyncio.Future[Any]] = []
        try:
            # The first batch of every partition at once: they join the transaction in one request.
            for (topic, partition), built in batches.items():
                sent.append(await self._producer.send_batch(built[0], topic, partition=partition))
            for (topic, partition), built in batches.items():
                for batch in built[1:]:
                    sent.append(await self._producer.send_batch(batch, topic, partition=partition))
        except IllegalOperation:
            # The transaction failed between two batches; those already given to the client know why.
            for future in sent:
                if future.done():
                    future.result()
            raise
        # A batch that failed does not fail the transaction by itself in this client: look at each.
        await asyncio.gather(*sent)

    def _batches(self, writes: list[Write]) -> list[BatchBuilder]:
        batches: list[BatchBuilder] = []
        batch: BatchBuilder | None = None
        little = sum(len(write.value or b"") for write in writes) < UNPACKED_BYTES
        for write in writes:
            try:
                if batch is not None and _append(batch, write):
                    continue
                batch = _unpacked_batch() if little else self._producer.create_batch()
                fits = _append(batch, write)
            except UnicodeEncodeError:
                # A dead letter with a header's name that is not UTF-8; a batch of its own, so that order is kept.
                batch, fits = _exact_batch(write)
            batches.append(batch)
            if not fits:
                raise ValueError(f"a record of {write.topic} does not fit a batch of its own")
        return batches


def _unpacked_batch() -> BatchBuilder:
    return BatchBuilder(MAX_BATCH_BYTES, 0, is_transactional=True)


def _exact_batch(write: Write) -> tuple[BatchBuilder, bool]:
    batch = ExactBatchBuilder(MAX_BATCH_BYTES, transactional=True)
    fits = _append(batch, write)
    batch.close()
    return batch, fits


def _append(batch: BatchBuilder, write: Write) -> bool:
    return (
        batch.append(key=write.key, value=write.value, timestamp=write.timestamp_ms, headers=list(write.headers))
        is not None
    )
