"""A hand-written confluent-kafka loop: a record at a time, librdkafka batching what is produced. No guarantee."""

from confluent_kafka import Consumer, Producer

from tests.bench.contenders.work import COMPRESSION, Out, Place, Work


def clients(place: Place) -> tuple[Consumer, Producer]:
    """Both clients, tuned for throughput."""
    consumer = Consumer(
        {
            "bootstrap.servers": place.servers,
            "group.id": place.name,
            "auto.offset.reset": "earliest",
            "max.partition.fetch.bytes": 4 * 1024 * 1024,
        }
    )
    consumer.subscribe([place.topic("reports"), place.topic("incidents")])
    return consumer, Producer(
        {
            "bootstrap.servers": place.servers,
            "linger.ms": 20,
            "compression.type": COMPRESSION,
            "partitioner": "murmur2_random",
            "queue.buffering.max.messages": 1_000_000,
        }
    )


def send(producer: Producer, out: Out) -> None:
    """Hand an output over; waits when the producer's queue is full."""
    while True:
        try:
            producer.produce(out.topic, key=out.key, value=out.value)
        except BufferError:
            producer.poll(0.1)
        else:
            return


def main() -> None:
    """Both steps in one loop."""
    place = Place.given()
    work = Work(place)
    consumer, producer = clients(place)
    reports = place.topic("reports")
    while True:
        record = consumer.poll(1.0)
        producer.poll(0)
        if record is None or record.error():
            continue
        if record.topic() == reports:
            outs = work.incidents(record.value())
        else:
            outs = work.totals(record.partition(), [(record.key(), record.value())])
        for out in outs:
            send(producer, out)


if __name__ == "__main__":
    main()
