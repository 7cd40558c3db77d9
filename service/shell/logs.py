"""JSON logs on standard error: one event a line, whatever the event holds."""

import logging
import sys
from typing import Any, Final

import structlog

_NOISY: Final = ("faust", "mode", "aiokafka", "asyncio", "service")
"""Libraries; `service` names those of Faust's services that we subclass, our own loggers have short names."""


def set_up_logs(level: str) -> None:
    """Send our logs and those of the libraries through one JSON renderer.

    ASCII escapes are kept on: control and bidirectional characters from records cannot forge lines or reorder them.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.EventRenamer("message"),
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _NOISY:
        # The libraries' debug lines are built for every record, and their info lines tell an operator nothing.
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
        logging.getLogger(name).addFilter(_RateLimit())


class _RateLimit(logging.Filter):
    """Lets the same line of a library through once a second: a broker's outage makes thousands."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        line = (record.pathname, record.lineno)
        if record.created - self._last.get(line, 0.0) < 1.0:
            return False
        self._last[line] = record.created
        return True
