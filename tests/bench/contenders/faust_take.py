"""Faust with `take`: lists of events, outputs sent without waiting for each, one fold for a list."""

import sys
from collections import defaultdict
from collections.abc import Sequence

import faust

from tests.bench.contenders.work import Place, Work

MOST = 2_000
WITHIN_SECONDS = 0.1


def main() -> None:
    """Run until SIGTERM."""
    place = Place.given()
    work = Work(place)
    app = faust.App(
        place.name,
        broker=f"kafka://{place.servers}",
        store="memory://",
        datadir=place.folder,
        web_enabled=False,
        topic_allow_declare=False,
        key_serializer="raw",
        value_serializer="raw",
        topic_partitions=place.partitions,
        table_standby_replicas=0,
        consumer_auto_offset_reset="earliest",
        producer_linger=0.02,
        producer_max_batch_size=256 * 1024,
        stream_wait_empty=False,
    )
    kinds = {"key_type": bytes, "value_type": bytes}
    topics = {
        place.topic(name): app.topic(place.topic(name), **kinds)
        for name in ("reports", "incidents", "city-totals", "total-changes")
    }
    table = app.Table("totals", partitions=place.partitions, **kinds)

    @app.agent(topics[place.topic("reports")])  # type: ignore[untyped-decorator]
    async def read(reports: faust.Stream[bytes]) -> None:
        async for values in reports.take(MOST, within=WITHIN_SECONDS):
            for value in values:
                for out in work.incidents(value):
                    topics[out.topic].send_soon(key=out.key, value=out.value)

    @app.agent(topics[place.topic("incidents")])  # type: ignore[untyped-decorator]
    async def add(incidents: faust.Stream[bytes]) -> None:
        async for events in incidents.take_events(MOST, within=WITHIN_SECONDS):
            for partition, records in by_partition(events).items():
                effects = work.fold(partition, records)
                for key, value in effects.state.items():
                    # A table takes writes for one event at a time only; what it would have sent is sent for a list.
                    table.send_changelog(partition, key, value)
                for out in work.outputs(effects):
                    topics[out.topic].send_soon(key=out.key, value=out.value)

    sys.argv = ["faust", "worker", "-l", "info", "--without-web"]
    app.main()


def by_partition(events: Sequence[faust.EventT]) -> dict[int, list[tuple[bytes, bytes]]]:
    """Keys and values of events, by the partition they came from."""
    found: dict[int, list[tuple[bytes, bytes]]] = defaultdict(list)
    for event in events:
        found[event.message.partition].append((event.key, event.value))
    return found


if __name__ == "__main__":
    main()
