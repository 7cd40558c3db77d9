"""Plain Faust: two agents, a record at a time, state in a table (memory store, changelog)."""

import sys

import faust

from tests.bench.contenders.work import Place, Work


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
        async for value in reports:
            for out in work.incidents(value):
                await topics[out.topic].send(key=out.key, value=out.value)

    @app.agent(topics[place.topic("incidents")])  # type: ignore[untyped-decorator]
    async def add(incidents: faust.Stream[bytes]) -> None:
        async for event in incidents.events():
            effects = work.fold(event.message.partition, [(event.key, event.value)])
            for key, value in effects.state.items():
                if value is None:
                    table.pop(key, None)
                else:
                    table[key] = value
            for out in work.outputs(effects):
                await topics[out.topic].send(key=out.key, value=out.value)

    sys.argv = ["faust", "worker", "-l", "info", "--without-web"]
    app.main()


if __name__ == "__main__":
    main()
