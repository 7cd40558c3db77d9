"""Sends the load at a steady rate and remembers what the broker took, when, and where."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from service.shell.producing import report_producer
from service.shell.settings import Settings
from service.shell.topics import REPORTS, TopicNames
from tests.chaos.load import Load, Sent

_TURN_SECONDS = 0.4
"""Reports come in handfuls: one by one they would be a transaction each, and brokers on a laptop choke on those."""


class Feeder:
    """A producer of reports that no fault is aimed at; faults of brokers reach it all the same."""

    def __init__(self, settings: Settings, load: Load, rate: float) -> None:
        self._settings = settings
        self._load = load
        self._rate = rate
        self._topic = TopicNames(settings).full(REPORTS)
        self._stopping = False
        self.taken: dict[int, list[tuple[float, int]]] = {p: [] for p in range(settings.topics.partitions)}
        """(moment of sending, offset) of what was acknowledged, by partition, in the order of the offsets."""
        self.refused = 0
        """Sends that failed; whether the broker has such a record, only the topic tells."""

    async def run(self) -> None:
        """Send until `stop`, then wait for what is on its way."""
        waiting: set[asyncio.Task[None]] = set()
        async with report_producer(self._settings) as producer:
            started, sent = monotonic(), 0
            while not self._stopping:
                for _ in range(int((monotonic() - started) * self._rate) - sent):
                    sent += 1
                    task = asyncio.create_task(self._send(producer, self._load.next(datetime.now(UTC))))
                    waiting.add(task)
                    task.add_done_callback(waiting.discard)
                await asyncio.sleep(_TURN_SECONDS)
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.gather(*waiting), 60)

    def stop(self) -> None:
        """Let `run` come to its end."""
        self._stopping = True

    async def _send(self, producer: AIOKafkaProducer, record: Sent) -> None:
        moment = monotonic()
        try:
            future = await producer.send(self._topic, record.value, record.key, headers=list(record.headers))
            found = await future
        except KafkaError:
            self.refused += 1
        else:
            self.taken[found.partition].append((moment, found.offset))
