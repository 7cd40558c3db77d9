"""A hand-written confluent-kafka loop on batches: `consume`, each partition's records folded together. No guarantee."""

from collections import defaultdict

from tests.bench.contenders.confluent_loop import clients, send
from tests.bench.contenders.work import Place, Work

MOST = 2_000


def main() -> None:
    """Both steps in one loop."""
    place = Place.given()
    work = Work(place)
    consumer, producer = clients(place)
    reports = place.topic("reports")
    while True:
        found = defaultdict(list)
        for record in consumer.consume(MOST, timeout=0.2):
            if not record.error():
                found[record.topic(), record.partition()].append((record.key(), record.value()))
        for (topic, partition), records in found.items():
            if topic == reports:
                outs = [out for _, value in records for out in work.incidents(value)]
            else:
                outs = work.totals(partition, records)
            for out in outs:
                send(producer, out)
                producer.poll(0)


if __name__ == "__main__":
    main()
