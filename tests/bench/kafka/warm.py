"""What a broker has behind it when time begins: one that has just started works at half its speed.

Java compiles well what has been called ten thousand times, and a broker in production has been.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from service.shell.kafka import COMPRESSION

TRANSACTIONS: Final = 3_000
"""Of each of as many producers as there are partitions."""
_VALUE: Final = bytes(range(256)) * 2


async def warm(servers: str, topics: Sequence[str], partitions: int) -> None:
    """Transactions over several topics, read as they are committed; what every contender asks of a broker is in it."""
    records = TRANSACTIONS * partitions * len(topics)
    async with asyncio.TaskGroup() as group:
        group.create_task(_read(servers, topics, records))
        for number in range(partitions):
            group.create_task(_write(servers, f"warm-{number}", topics, partitions))


async def _write(servers: str, transactional_id: str, topics: Sequence[str], partitions: int) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=servers, transactional_id=transactional_id, compression_type=COMPRESSION, acks="all"
    )
    await producer.start()
    try:
        for number in range(TRANSACTIONS):
            async with producer.transaction():
                sent = [await producer.send(topic, value=_VALUE, partition=number % partitions) for topic in topics]
                await asyncio.gather(*sent)
    finally:
        await producer.stop()


async def _read(servers: str, topics: Sequence[str], left: int) -> None:
    consumer = AIOKafkaConsumer(
        *topics, bootstrap_servers=servers, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        while left > 0:
            left -= sum(map(len, (await consumer.getmany(timeout_ms=1_000)).values()))
    finally:
        await consumer.stop()
