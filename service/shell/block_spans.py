"""What a lane tells tracing of: the spans of a block. Without tracing they are nothing, and nothing is imported."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final, Protocol

from service.shell.records import Record

_NOTHING: Final = nullcontext()


class BlockSpans(Protocol):
    """Makes the spans of a worker's blocks (service.shell.otel.Tracing)."""

    def block(
        self, step: str, topic: str, partition: int, records: Sequence[Record]
    ) -> AbstractContextManager[None]: ...

    def work(self, step: str) -> AbstractContextManager[None]: ...

    def commit(self, step: str, topic: str, partition: int, records_written: int) -> AbstractContextManager[None]: ...

    def close(self) -> None: ...


class Untraced:
    """No spans."""

    def block(self, step: str, topic: str, partition: int, records: Sequence[Record]) -> AbstractContextManager[None]:
        return _NOTHING

    def work(self, step: str) -> AbstractContextManager[None]:
        return _NOTHING

    def commit(self, step: str, topic: str, partition: int, records_written: int) -> AbstractContextManager[None]:
        return _NOTHING

    def close(self) -> None:
        """Nothing is open."""
