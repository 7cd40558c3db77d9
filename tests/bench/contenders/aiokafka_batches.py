"""A hand-written aiokafka loop on batches: `getmany`, each partition's records folded together. No guarantee."""

import asyncio

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from tests.bench.contenders.work import COMPRESSION, Place, Work

MOST = 2_000
"""Records of one `getmany`."""


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
    while True:
        for tp, records in (await consumer.getmany(timeout_ms=1000, max_records=MOST)).items():
            if tp.topic == reports:
                outs = [out for record in records for out in work.incidents(record.value)]
            else:
                outs = work.totals(tp.partition, [(record.key, record.value) for record in records])
            for out in outs:
                await producer.send(out.topic, key=out.key, value=out.value)


if __name__ == "__main__":
    asyncio.run(run(Place.given()))
