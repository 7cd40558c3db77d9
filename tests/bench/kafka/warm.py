"""What a broker has behind it when time begins: one that has just started works at half its speed.

Java compiles well what has been called ten thousand times, and a broker in production has been.
"""

import asyncio
import uuid
from typing import Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from service.shell.kafka import COMPRESSION

TRANSACTIONS: Final = 12_000
_PRODUCERS: Final = 4
_TOPICS: Final = 3
_VALUE: Final = bytes(range(256)) * 2


async def warm(servers: str) -> None:
    """Transactions over several topics, read as they are committed; what every contender asks of a broker is in it."""
    name = f"warm-{uuid.uuid4().hex[:6]}"
    topics = [f"{name}-{number}" for number in range(_TOPICS)]
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    await admin.create_topics([NewTopic(topic, _PRODUCERS, 1) for topic in topics])
    reading = asyncio.create_task(_read(servers, topics))
    try:
        share = TRANSACTIONS // _PRODUCERS
        await asyncio.gather(*(_write(servers, f"{name}-{n}", topics, share) for n in range(_PRODUCERS)))
        await reading
    finally:
        reading.cancel()
        await admin.delete_topics(topics)
        await admin.close()


async def _write(servers: str, transactional_id: str, topics: list[str], transactions: int) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=servers, transactional_id=transactional_id, compression_type=COMPRESSION, acks="all"
    )
    await producer.start()
    try:
        for number in range(transactions):
            async with producer.transaction():
                sent = [await producer.send(topic, value=_VALUE, partition=number % _PRODUCERS) for topic in topics]
                await asyncio.gather(*sent)
    finally:
        await producer.stop()


async def _read(servers: str, topics: list[str]) -> None:
    consumer = AIOKafkaConsumer(
        *topics, bootstrap_servers=servers, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        left = TRANSACTIONS // _PRODUCERS * _PRODUCERS * len(topics)
        while left:
            left -= sum(map(len, (await consumer.getmany(timeout_ms=1_000)).values()))
    finally:
        await consumer.stop()
