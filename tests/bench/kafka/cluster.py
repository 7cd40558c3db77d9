"""The broker of a bench, and what each run has on it: topics of its own with the same records in them."""

import asyncio
import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from service.shell import admin
from service.shell.dev_kafka import DevKafka
from service.shell.dev_kafka.java import PRODUCTION
from service.shell.kafka import COMPRESSION
from service.shell.settings import PREFIX, KafkaSettings, Settings, TopicSettings
from service.shell.topics import CHANGES, INCIDENTS, REPORTS, TopicNames, wanted_topics
from tests.bench.kafka.size import PARTITIONS
from tests.bench.kafka.warm import warm

CREATE_SECONDS: Final = 60
_BATCH_BYTES: Final = 512 * 1024
_BROKER_TIME: Final = {"log.message.timestamp.type": "LogAppendTime"}
"""Every record gets the broker's own time: what a run took is read from them, whatever its clients say."""


@contextmanager
def broker() -> Iterator[str]:
    """Bootstrap servers of a broker for the benches: as Kafka ships it, and warm as one that has been running."""
    with (
        TemporaryDirectory(prefix="incident-stream-bench-") as folder,
        DevKafka(directory=Path(folder), properties=_BROKER_TIME, java_flags=PRODUCTION) as kafka,
    ):
        with fed(kafka.bootstrap_servers, "warm", PARTITIONS, []) as run:
            asyncio.run(warm(run.servers, [run.topic(name) for name in (REPORTS, INCIDENTS, CHANGES)], run.partitions))
        yield kafka.bootstrap_servers


@dataclass(frozen=True)
class Run:
    """Topics of one run of one contender."""

    servers: str
    name: str
    partitions: int

    @property
    def settings(self) -> Settings:
        """As our own worker would have them."""
        return Settings(
            app_id=self.name,
            kafka=KafkaSettings(bootstrap_servers=self.servers),
            topics=TopicSettings(prefix=f"{self.name}.", partitions=self.partitions),
        )

    @property
    def environment(self) -> dict[str, str]:
        """This process's environment with those settings in place of any others."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return kept | {
            PREFIX + "APP_ID": self.name,
            PREFIX + "KAFKA__BOOTSTRAP_SERVERS": self.servers,
            PREFIX + "TOPICS__PREFIX": f"{self.name}.",
            PREFIX + "TOPICS__PARTITIONS": str(self.partitions),
            PREFIX + "HTTP__PORT": "0",
            PREFIX + "LOG__LEVEL": "WARNING",
        }

    def topic(self, name: str) -> str:
        """Full name."""
        return TopicNames(self.settings).full(name)


@contextmanager
def fed(servers: str, name: str, partitions: int, values: Sequence[bytes]) -> Iterator[Run]:
    """A run whose `reports` hold the values, spread evenly; its topics are gone afterwards."""
    run = Run(servers, f"{name}-{uuid.uuid4().hex[:6]}", partitions)
    asyncio.run(_create(run))
    asyncio.run(feed(run, values))
    try:
        yield run
    finally:
        asyncio.run(_delete(run))


async def _create(run: Run) -> None:
    """Topics, and wait until the broker shows them: hundreds of partitions take it a while."""
    await admin.create_topics(run.settings)
    until = monotonic() + CREATE_SECONDS
    while any(found.fatal for found in await admin.check_topics(run.settings)):
        if monotonic() > until:
            raise TimeoutError(f"topics of {run.name} are not there after {CREATE_SECONDS} s")
        await asyncio.sleep(0.1)


async def feed(run: Run, values: Sequence[bytes]) -> None:
    """Write values to `reports`, value n to partition n modulo their number, in batches."""
    producer = AIOKafkaProducer(
        bootstrap_servers=run.servers, max_batch_size=_BATCH_BYTES, compression_type=COMPRESSION
    )
    await producer.start()
    try:
        for partition in range(run.partitions):
            await _feed_partition(producer, run.topic(REPORTS), partition, values[partition :: run.partitions])
    finally:
        await producer.stop()


async def _feed_partition(producer: AIOKafkaProducer, topic: str, partition: int, values: Sequence[bytes]) -> None:
    batch = producer.create_batch()
    for value in values:
        if batch.append(key=None, value=value, timestamp=None) is None:
            await (await producer.send_batch(batch, topic, partition=partition))
            batch = producer.create_batch()
            batch.append(key=None, value=value, timestamp=None)
    if batch.record_count():
        await (await producer.send_batch(batch, topic, partition=partition))


async def _delete(run: Run) -> None:
    client = AIOKafkaAdminClient(bootstrap_servers=run.servers)
    await client.start()
    try:
        mine = [name for name in await client.list_topics() if name.startswith(run.name) or f"__{run.name}" in name]
        await client.delete_topics(mine or list(wanted_topics(run.settings)))
    finally:
        await client.close()
