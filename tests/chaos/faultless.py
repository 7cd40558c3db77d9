"""The three steps in memory: what a service writes to which no fault ever came, for tests of the checker."""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime

from aiokafka import ConsumerRecord

from service.core.reading.reader import Normalizer
from service.shell.records import Record
from service.shell.settings import Settings
from service.shell.shared import Shared
from service.shell.steps import OPENERS
from service.shell.topics import REPORTS, STEPS
from service.shell.writes import Write


def written(settings: Settings, normalizer: Normalizer, reports: Sequence[Record]) -> list[Record]:
    """Every record that the reports lead to, in the order of its partition."""
    return asyncio.run(_written(Shared(settings, normalizer, "0.1.0", lambda: datetime.now(UTC)), reports))


async def _written(shared: Shared, reports: Sequence[Record]) -> list[Record]:
    step_of = {topic: step for step, topics in STEPS.items() for topic in topics}
    opened = {(step, p): OPENERS[step](shared, {}) for step in STEPS for p in range(shared.partitions)}
    waiting, made = deque(reports), list[Record]()
    while waiting:
        record = waiting.popleft()
        topic = shared.names.short(record.topic)
        if topic not in step_of:
            continue
        work = await opened[step_of[topic], record.partition].process(topic, [record])
        found = [_record(write, len(made) + n) for n, write in enumerate(work.writes)]
        made += found
        waiting.extend(found)
    return made


def _record(write: Write, offset: int) -> Record:
    return ConsumerRecord(
        topic=write.topic,
        partition=write.partition,
        offset=offset,
        timestamp=write.timestamp_ms if write.timestamp_ms is not None else 0,
        timestamp_type=0,
        key=write.key,
        value=write.value,
        checksum=None,
        serialized_key_size=len(write.key or b""),
        serialized_value_size=len(write.value or b""),
        headers=tuple(write.headers),
    )


def loaded(reports: int, seed: int, now: datetime, partitions: int) -> list[Record]:
    """The first so many records of a load, as they would stand on `reports`."""
    from tests.chaos.load import Load  # noqa: PLC0415

    load = Load(seed)
    sent = [load.next(now) for _ in range(reports)]
    return [
        _record(Write(REPORTS, n % partitions, one.key, one.value, one.headers, int(now.timestamp() * 1000) + n), n)
        for n, one in enumerate(sent)
    ]
