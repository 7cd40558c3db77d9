"""A hand-written aiokafka loop: a record at a time, outputs handed to the producer's own batches, state in memory.

No guarantee: outputs may be lost or repeated at a crash, and the state is gone.
"""

import asyncio

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from tests.bench.contenders.work import COMPRESSION, Place, Work


async def run(place: Place) -> None:
    """Both steps in one loop."""
    work = Work(place)
    reports = place.topic("reports")
    consumer = AIOKafkaConsumer(
        reports,
        place.topic("incidents"),
        bootstrap_servers=place.servers,
        group_id=place.name,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=place.servers, linger_ms=20, max_batch_size=256 * 1024, compression_type=COMPRESSION
    )
    await consumer.start()
    await producer.start()
    async for record in consumer:
        if record.topic == reports:
            outs = work.incidents(record.value)
        else:
            outs = work.totals(record.partition, [(record.key, record.value)])
        for out in outs:
            await producer.send(out.topic, key=out.key, value=out.value)


if __name__ == "__main__":
    asyncio.run(run(Place.given()))
