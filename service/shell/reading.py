"""Reading output topics: committed records only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer

from service.shell.kafka import client_options
from service.shell.records import Record
from service.shell.settings import Settings


@asynccontextmanager
async def reader(settings: Settings, *topics: str) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of whole topics (full names) from their beginning, without a group."""
    consumer = AIOKafkaConsumer(
        *topics,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        **client_options(settings.kafka),
    )
    try:
        await consumer.start()
        await consumer.seek_to_beginning()
        yield consumer
    finally:
        await consumer.stop()


async def read_to_end(settings: Settings, *topics: str) -> list[Record]:
    """Every committed record that the topics hold now, in order within each partition."""
    async with reader(settings, *topics) as consumer:
        return await drain(consumer)


async def drain(consumer: AIOKafkaConsumer) -> list[Record]:
    """What a consumer of whole topics has not read yet, up to the ends as they stand now."""
    return [record async for record in drained(consumer)]


async def drained(consumer: AIOKafkaConsumer) -> AsyncIterator[Record]:
    """The same, record by record."""
    partitions = list(consumer.assignment())
    ends = await consumer.end_offsets(partitions)
    unread = {tp for tp in partitions if await consumer.position(tp) < ends[tp]}
    while unread:
        for tp, found in (await consumer.getmany(*unread, timeout_ms=200)).items():
            for record in found:
                if record.offset < ends[tp]:
                    yield record
        unread = {tp for tp in unread if await consumer.position(tp) < ends[tp]}
