"""How far the service has come, seen from outside by the group's committed offsets, and how long faults held it up."""

import asyncio
from contextlib import suppress
from time import monotonic
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from service.shell.kafka import client_options
from service.shell.settings import Settings
from service.shell.topics import INCIDENTS, REPORTS, TopicNames

_LOOK_SECONDS = 0.25
_ANSWER_MS = 1500
_SETTLED_SECONDS = 0.5
"""A commit that was under way when the fault came may be seen this long after it."""


class Progress:
    """Looks several times a second, and keeps when each partition was first seen to have come how far."""

    def __init__(self, settings: Settings) -> None:
        names = TopicNames(settings)
        self._settings = settings
        self._reports = names.full(REPORTS)
        self._incidents = names.full(INCIDENTS)
        self._seen: dict[tuple[str, int], list[tuple[float, int]]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look until `stop`."""
        self._task = asyncio.create_task(self._run(), name="progress")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            client = AIOKafkaAdminClient(**{**client_options(self._settings.kafka), "request_timeout_ms": _ANSWER_MS})
            with suppress(KafkaError, OSError, AssertionError):
                await client.start()
                while True:
                    await self._look(client)
                    await asyncio.sleep(_LOOK_SECONDS)
            with suppress(KafkaError, OSError):
                await client.close()
            await asyncio.sleep(_LOOK_SECONDS)

    async def _look(self, client: AIOKafkaAdminClient) -> None:
        found: dict[TopicPartition, Any] = await client.list_consumer_group_offsets(self._settings.app_id)
        now = monotonic()
        for tp, committed in found.items():
            self.note(tp.topic, tp.partition, now, int(committed.offset))

    def note(self, topic: str, partition: int, at: float, offset: int) -> None:
        """A partition was seen to have come this far."""
        seen = self._seen.setdefault((topic, partition), [])
        if not seen or seen[-1][1] < offset:
            seen.append((at, offset))

    def recovered(self, since: float, taken: dict[int, list[tuple[float, int]]]) -> float | None:
        """Seconds from a moment until the service had taken up every partition again; None = it has not.

        A partition of `reports` is taken up when something sent after that moment is committed, one of `incidents`
        when it has moved on. `taken`: what was sent, as Feeder has it.
        """
        found = [self._reports_moved(partition, since, sent) for partition, sent in taken.items()]
        found += [self._incidents_moved(partition, since) for partition in taken]
        moments = [moment for moment in found if moment is not None]
        return max(moments) - since if len(moments) == len(found) else None

    def _reports_moved(self, partition: int, since: float, sent: list[tuple[float, int]]) -> float | None:
        later = [offset for moment, offset in sent if moment >= since]
        if not later:
            return None
        wanted = min(later)
        return next((at for at, upto in self._seen.get((self._reports, partition), ()) if upto > wanted), None)

    def _incidents_moved(self, partition: int, since: float) -> float | None:
        seen = self._seen.get((self._incidents, partition), ())
        return next((at for at, _ in seen if at >= since + _SETTLED_SECONDS), None)
