"""FastStream: a subscriber for each step on batches, outputs published without waiting for each. State in memory."""

import asyncio

from aiokafka import ConsumerRecord
from faststream import FastStream
from faststream.kafka import KafkaBroker, KafkaMessage

from tests.bench.contenders.work import COMPRESSION, Place, Work

MOST = 2_000


def main() -> None:
    """Run until SIGTERM."""
    place = Place.given()
    work = Work(place)
    broker = KafkaBroker(
        place.servers, linger_ms=20, max_batch_size=256 * 1024, compression_type=COMPRESSION, logger=None
    )
    batches = {
        "group_id": place.name,
        "auto_offset_reset": "earliest",
        "batch": True,
        "max_records": MOST,
        "max_partition_fetch_bytes": 4 * 1024 * 1024,
    }

    async def as_it_came(message: KafkaMessage) -> list[bytes]:
        return list(message.body)

    @broker.subscriber(place.topic("reports"), decoder=as_it_came, **batches)
    async def read(values: list[bytes]) -> None:
        for value in values:
            for out in work.incidents(value):
                await broker.publish(out.value, out.topic, key=out.key, no_confirm=True)

    @broker.subscriber(place.topic("incidents"), decoder=as_it_came, **batches)
    async def add(values: list[bytes], message: KafkaMessage) -> None:
        records: tuple[ConsumerRecord[bytes, bytes], ...] = message.raw_message
        found: dict[int, list[tuple[bytes, bytes]]] = {}
        for record in records:
            found.setdefault(record.partition, []).append((record.key, record.value))
        for partition, pairs in found.items():
            for out in work.totals(partition, pairs):
                await broker.publish(out.value, out.topic, key=out.key, no_confirm=True)

    asyncio.run(FastStream(broker).run())


if __name__ == "__main__":
    main()
