"""A service with a past: the state of many claims, made by the core and written to the changelog as the worker does."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Final

from aiokafka import AIOKafkaProducer

from schemas.incident import Incident
from service.core.decode import Limits, RawRecord
from service.core.outcome import Rejected
from service.core.pipeline import normalize
from service.core.totals.containment import area_of
from service.core.totals.partition import TotalsPartition
from service.core.totals.rules import Rules
from service.shell.kafka import COMPRESSION
from service.shell.state import engine_entries
from service.shell.topics import STEPS, TopicNames
from service.shell.writes import partition_of
from tests.bench.kafka.cluster import Run
from tests.bench.kafka.made import normalizer

_AT_ONCE: Final = 20_000
_BATCH_BYTES: Final = 512 * 1024

State = list[dict[bytes, bytes]]
"""Key → value for each partition of the totals' changelog."""


def state_of(values: Iterable[bytes], partitions: int) -> State:
    """What a worker would keep after these reports."""
    lookup = partial(area_of, normalizer().gazetteer)
    folds = [TotalsPartition(Rules(), {}, lookup) for _ in range(partitions)]
    states: State = [{} for _ in range(partitions)]
    for incidents in _read(values):
        parted: State | list[list[Incident]] = [[] for _ in range(partitions)]
        for one in incidents:
            parted[partition_of(one.place.id.encode(), partitions)].append(one)  # type: ignore[union-attr]
        for state, fold, mine in zip(states, folds, parted, strict=True):
            for key, value in fold.apply(mine, None).state.items():  # type: ignore[arg-type]
                if value is None:
                    state.pop(key, None)
                else:
                    state[key] = value
    return states


def _read(values: Iterable[bytes]) -> Iterator[list[Incident]]:
    now, limits, found = datetime.now(UTC), Limits(), []
    for value in values:
        told = normalize(RawRecord(value, now), normalizer(), limits, now, "bench")
        if not isinstance(told, Rejected):
            found += told.incidents
        if len(found) >= _AT_ONCE:
            yield found
            found = []
    yield found


def write_state(run: Run, state: State) -> None:
    """Put it on the totals' changelog."""
    asyncio.run(_write(run, state))


async def _write(run: Run, state: State) -> None:
    changelog = TopicNames(run.settings).changelog("totals")
    start = engine_entries(dict.fromkeys(STEPS["totals"], 0))
    producer = AIOKafkaProducer(
        bootstrap_servers=run.servers, max_batch_size=_BATCH_BYTES, compression_type=COMPRESSION
    )
    await producer.start()
    try:
        for partition, kept in enumerate(state):
            batch = producer.create_batch()
            for key, value in {**kept, **start}.items():
                if batch.append(key=key, value=value, timestamp=None) is None:
                    await (await producer.send_batch(batch, changelog, partition=partition))
                    batch = producer.create_batch()
                    batch.append(key=key, value=value, timestamp=None)
            await (await producer.send_batch(batch, changelog, partition=partition))
    finally:
        await producer.stop()
