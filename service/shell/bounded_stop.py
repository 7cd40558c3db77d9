"""A worker process that ends in time when it is asked to, whether or not Kafka still answers.

A transaction on its way to a broker that is gone never ends, because the client asks again for ever; and who gives up
partitions waits for it. Whoever runs the service would kill the process in the end without a word in its log.
"""

import os
from threading import Timer
from typing import Any, Final

import structlog
from faust import Worker

EXIT_STOP_OVERDUE: Final = 7
"""Exit code when the worker was asked to end and could not do so in good order in time."""

log = structlog.get_logger("stop")


class BoundedWorker(Worker):  # type: ignore[misc]
    """Faust's worker; once asked to stop, the process ends within `stop_seconds`."""

    def __init__(self, *services: Any, stop_seconds: float, **options: Any) -> None:
        super().__init__(*services, **options)
        self._stop_seconds = stop_seconds

    async def on_stop(self) -> None:
        # A thread's clock: nothing that the event loop is busy with can hold it up.
        timer = Timer(self._stop_seconds, self._end)
        timer.daemon = True
        timer.start()
        await super().on_stop()

    def _end(self) -> None:
        """Nothing is lost: the next owner fences us, aborts what was on its way and reads it again."""
        reason = f"not stopped in good order within {self._stop_seconds:g} s; what was on its way is done again"
        log.critical("worker ends", reason=reason, exit_code=EXIT_STOP_OVERDUE)
        os._exit(EXIT_STOP_OVERDUE)
