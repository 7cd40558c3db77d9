"""quixstreams at exactly-once: two dataframes in one application, state in its RocksDB store with a changelog.

The fold stays in memory and writes what it keeps through to the store; reading it back at a start is left out, which is
in quixstreams' favour.
"""

from collections.abc import Iterator
from typing import Any

from quixstreams import Application, message_context
from quixstreams.models import Serializer

from tests.bench.contenders.work import COMPRESSION, Out, Place, Work


class ValueOfOut(Serializer):
    """Outputs travel as they are; their value is what is written."""

    def __call__(self, value: Out, ctx: Any) -> bytes:
        return value.value


def main() -> None:
    """Run until SIGTERM."""
    place = Place.given()
    work = Work(place)
    app = Application(
        broker_address=place.servers,
        consumer_group=place.name,
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        commit_interval=1.0,
        state_dir=place.folder,
        loglevel="WARNING",
        producer_extra_config={"linger.ms": 20, "compression.type": COMPRESSION},
    )
    as_bytes = {"key_deserializer": "bytes", "value_deserializer": "bytes", "key_serializer": "bytes"}
    topics = {
        place.topic(name): app.topic(place.topic(name), value_serializer=ValueOfOut(), **as_bytes)
        for name in ("reports", "incidents", "city-totals", "total-changes")
    }

    def add(value: bytes, key: Any, timestamp: int, headers: Any, state: Any) -> Iterator[Out]:
        effects = work.fold(message_context().partition, [(key, value)])
        for kept, stored in effects.state.items():
            if stored is None:
                state.delete(kept)
            else:
                state.set_bytes(kept, stored)
        yield from work.outputs(effects)

    def topic_of(out: Out, key: Any, timestamp: int, headers: Any) -> Any:
        return topics[out.topic]

    def key_of(out: Out) -> bytes:
        return out.key

    reports = app.dataframe(topics[place.topic("reports")])
    reports.apply(work.incidents, expand=True).to_topic(topic_of, key=key_of)
    incidents = app.dataframe(topics[place.topic("incidents")])
    incidents.apply(add, stateful=True, expand=True, metadata=True).to_topic(topic_of, key=key_of)
    app.run()


if __name__ == "__main__":
    main()
