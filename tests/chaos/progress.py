"""How far the service has come, seen from outside by the group's committed offsets, and how long faults held it up."""

import asyncio
from bisect import bisect_left
from collections import Counter
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
_LONGEST_LOOK_SECONDS = 4
"""A client that waits for metadata of a broker which is gone has no end of its own."""


class Progress:
    """Looks several times a second, and keeps when each partition was first seen to have come how far."""

    def __init__(self, settings: Settings) -> None:
        names = TopicNames(settings)
        self._settings = settings
        self._reports = names.full(REPORTS)
        self._incidents = names.full(INCIDENTS)
        self._seen: dict[tuple[str, int], list[tuple[float, int]]] = {}
        self._task: asyncio.Task[None] | None = None
        self.troubles: Counter[str] = Counter()
        """Looks that failed, by the name of the error."""

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
            try:
                await self._keep_looking(client)
            except Exception as error:  # noqa: BLE001 - a look that fails, however it does, must not be the last one
                self.troubles[type(error).__name__] += 1
            with suppress(KafkaError, OSError):
                await client.close()
            await asyncio.sleep(_LOOK_SECONDS)

    async def _keep_looking(self, client: AIOKafkaAdminClient) -> None:
        async with asyncio.timeout(_LONGEST_LOOK_SECONDS):
            await client.start()
        while True:
            async with asyncio.timeout(_LONGEST_LOOK_SECONDS):
                await self._look(client)
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

    def held_up(self, since: float, until: float, taken: dict[int, list[tuple[float, int]]]) -> float | None:
        """How long the service was held up at most between two moments, seconds; None = it has not come to an end yet.

        Of `reports` that is the longest wait of anything sent in between until it was committed, of `incidents` the
        longest time in which a partition did not move. `taken`: what was sent, as Feeder has it.
        """
        found = [self._longest_wait(partition, since, until, sent) for partition, sent in taken.items()]
        found += [self._longest_standstill(partition, since, until) for partition in taken]
        seconds = [one for one in found if one is not None]
        return max(seconds) if len(seconds) == len(found) else None

    def _longest_wait(self, partition: int, since: float, until: float, sent: list[tuple[float, int]]) -> float | None:
        waiting = sorted(
            (offset, moment) for moment, offset in sent[bisect_left(sent, (since, 0)) :] if moment <= until
        )
        seen = self._seen.get((self._reports, partition), [])
        longest, at = 0.0, 0  # where nothing was sent, nothing waited
        for offset, moment in waiting:
            while at < len(seen) and seen[at][1] <= offset:
                at += 1
            if at == len(seen):
                return None
            longest = max(longest, seen[at][0] - moment)
        return longest

    def _longest_standstill(self, partition: int, since: float, until: float) -> float | None:
        longest, before = 0.0, since
        for at, _ in self._seen.get((self._incidents, partition), ()):
            if at >= since:
                longest, before = max(longest, at - before), at
            if at >= until:
                return longest
        return None
