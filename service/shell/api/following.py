"""Keeps a view in step with the output topics."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from service.shell.api.view import View
from service.shell.reading import reader
from service.shell.settings import Settings
from service.shell.topics import CHANGES, TopicNames

_AGAIN_SECONDS: Final = 5.0
_POLL_MS: Final = 500

log = structlog.get_logger("api")


class Follower:
    """Reads the topics from where they matter to their ends, and on."""

    def __init__(self, settings: Settings, view: View) -> None:
        self._settings = settings
        self._view = view
        self._changes = TopicNames(settings).full(CHANGES)

    async def run(self) -> None:
        """Until cancelled; when Kafka fails, everything is read anew."""
        while True:
            try:
                async with reader(self._settings, *self._view.topics) as consumer:
                    await self._skip_old_changes(consumer)
                    await self._follow(consumer)
            except (KafkaError, OSError) as error:
                log.warning("cannot read the output topics; trying again", error=f"{type(error).__name__}: {error}")
                self._view.clear()
                await asyncio.sleep(_AGAIN_SECONDS)  # between two tries: nobody tells when Kafka is back

    async def _skip_old_changes(self, consumer: AIOKafkaConsumer) -> None:
        """Changes older than claims are kept are of attacks that nothing can change any more."""
        since = datetime.now(UTC) - timedelta(days=self._settings.totals.correctable_days)
        wanted = {tp: int(since.timestamp() * 1000) for tp in consumer.assignment() if tp.topic == self._changes}
        ends = await consumer.end_offsets(list(wanted))
        for tp, found in (await consumer.offsets_for_times(wanted)).items():
            consumer.seek(tp, found.offset if found else ends[tp])

    async def _follow(self, consumer: AIOKafkaConsumer) -> None:
        ends = await consumer.end_offsets(list(consumer.assignment()))
        behind = {tp for tp, end in ends.items() if await consumer.position(tp) < end}
        while True:
            if not behind:
                self._view.complete = True
            found = await consumer.getmany(timeout_ms=_POLL_MS, max_records=1000)
            for records in found.values():
                for record in records:
                    self._view.take(record)
            behind = await self._still_behind(consumer, behind, ends)

    async def _still_behind(
        self, consumer: AIOKafkaConsumer, behind: set[TopicPartition], ends: dict[TopicPartition, int]
    ) -> set[TopicPartition]:
        return {tp for tp in behind if await consumer.position(tp) < ends[tp]}
