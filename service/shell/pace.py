"""When a lane serves what waits for it: at once, after a rest, or once enough has piled up.

A place is told once for a block, so totals cost less the more incidents a block holds. While reports wait by the
thousand nobody gets a total at once anyway: totals then gather, and reports wait for totals that fall too far behind.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class Part(Enum):
    """What a lane's blocks are to the others."""

    SOURCE = "source"
    """Reports: what waits of them makes the others gather; they wait while too many incidents do."""
    RESULT = "result"
    """Incidents, as the totals step reads them."""
    ALONE = "alone"
    """Neither."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How one step's lanes take their blocks."""

    most_records: int = 2_000
    """Most records of blocks that are served together."""
    most_bytes: int = 1024 * 1024
    """Most bytes of them."""
    rest_seconds: float = 0.0
    """Pause after a block behind which little waits, in which what comes piles up."""
    part: Part = Part.ALONE
    pause_seconds: float = 0.0
    """Longest wait before a block: of a source for totals to catch up, of a result for `most_records`."""


class Backlog:
    """How many records wait, over all lanes of one part in this process; `limit` = what are many."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: dict[int, int] = {}
        self.few: Final = asyncio.Event()
        self.few.set()
        self.many: Final = asyncio.Event()

    def note(self, partition: int, waiting: int) -> None:
        """So many wait for one partition now."""
        self._waiting[partition] = waiting
        now, before = (self.many, self.few) if sum(self._waiting.values()) >= self._limit else (self.few, self.many)
        now.set()
        before.clear()


@dataclass(frozen=True, slots=True)
class Backlogs:
    """Of both parts."""

    source: Backlog = field(default_factory=lambda: Backlog(2_000))
    result: Backlog = field(default_factory=lambda: Backlog(24_000))

    def note(self, part: Part, partition: int, waiting: int) -> None:
        """So many wait for a lane now."""
        if part is not Part.ALONE:
            self._of(part).note(partition, waiting)

    def _of(self, part: Part) -> Backlog:
        return self.source if part is Part.SOURCE else self.result

    def go_on(self, part: Part) -> tuple[asyncio.Event, ...]:
        """Any of these events ends a pause before a block."""
        return (self.result.few,) if part is Part.SOURCE else (self.source.few, self.result.many)


async def first_of(events: Iterable[asyncio.Event], seconds: float) -> None:
    """Wait until one of the events is set, at most so long."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
