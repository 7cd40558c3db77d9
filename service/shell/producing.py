"""Sending reports to the `reports` topic."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from itertools import islice

from aiokafka import AIOKafkaProducer
from pydantic_core import from_json

from service.shell.kafka import COMPRESSION, client_options
from service.shell.settings import Settings
from service.shell.topics import REPORTS, TopicNames

_IN_FLIGHT = 10_000


@asynccontextmanager
async def report_producer(settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    """An idempotent producer: nothing is sent twice because an acknowledgement got lost."""
    producer = AIOKafkaProducer(
        enable_idempotence=True,
        compression_type=COMPRESSION,
        linger_ms=5,
        max_batch_size=256 * 1024,
        max_request_size=2 * 1024 * 1024,
        **client_options(settings.kafka),
    )
    try:
        await producer.start()
        yield producer
    finally:
        await producer.stop()


async def send_reports(settings: Settings, values: Iterable[bytes | None]) -> int:
    """Send record values as they are and wait until the broker has them all; returns how many."""
    total = 0
    waiting = iter(values)
    async with report_producer(settings) as producer:
        while chunk := list(islice(waiting, _IN_FLIGHT)):
            total += await send_values(producer, settings, chunk)
    return total


async def send_values(producer: AIOKafkaProducer, settings: Settings, values: Sequence[bytes | None]) -> int:
    """Send a few thousand record values and wait until the broker has acknowledged each; returns how many."""
    topic = TopicNames(settings).full(REPORTS)
    for future in [await producer.send(topic, value=value, key=report_key(value)) for value in values]:
        await future
    return len(values)


def report_key(value: bytes | None) -> bytes | None:
    """The report's id where it has one, so that all versions of a report keep their order."""
    if value is None or not value.lstrip().startswith(b"{"):
        return None
    try:
        found = from_json(value)
    except ValueError:
        return None
    report_id = found.get("report_id") if isinstance(found, dict) else None
    return report_id.encode(errors="replace")[:256] if isinstance(report_id, str) and report_id else None
