"""The three steps of the worker: how a block of records becomes work to be committed.

A step opens a partition (with the state restored for it) and then turns blocks into `Work`. Steps decide nothing about
Kafka's transactions or positions, and nothing about what a report means: they join the two.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

from service.shell.areas_step import AreasStep
from service.shell.records import Record
from service.shell.reports_step import ReportsStep
from service.shell.shared import Shared
from service.shell.totals_step import TotalsStep
from service.shell.work import Work


class OpenPartition(Protocol):
    """One partition of a step, with its state in memory."""

    async def process(self, topic: str, records: Sequence[Record]) -> Work:
        """Apply records of one input topic (name without prefix). Must be called once, in order."""

    def tick(self, now: datetime) -> Work:
        """Time has passed: what changes by that alone."""

    def keys(self) -> int:
        """How many keys of state are held."""


Open = Callable[[Shared, Mapping[bytes, bytes]], OpenPartition]

OPENERS: Final[Mapping[str, Open]] = {
    "reports": lambda shared, _: ReportsStep(shared),
    "totals": TotalsStep,
    "areas": AreasStep,
}
"""How a partition of each step is opened, given what was stored for it."""
