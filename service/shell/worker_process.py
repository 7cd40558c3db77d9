"""One worker process under a supervisor, and the socket through which it says how it is."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout, UnixConnector

OPTION: Final = "--under-supervisor"
"""Option of `incident-stream worker` that a supervisor gives to its own: the socket to answer on."""

_ASK: Final = ClientTimeout(total=5)


class WorkerProcess:
    """Started with a pipe as its standard input: when that ends, so does the worker, whatever became of us."""

    def __init__(self, number: int, folder: Path) -> None:
        self.number = number
        self._socket = folder / f"{number}.sock"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it; `command` is completed with the option."""
        self._process = await asyncio.create_subprocess_exec(
            *command,
            OPTION,
            str(self._socket),
            env=dict(environment),
            stdin=asyncio.subprocess.PIPE,
            # Ctrl-C reaches a terminal's whole process group; the workers hear of it from the supervisor, once.
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._running.pid

    async def ended(self) -> int:
        """Wait for its end; returns its exit code, or minus the signal that killed it."""
        return await self._running.wait()

    def send(self, number: signal.Signals) -> None:
        """Hand a signal on, if it runs."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    async def ask(self, path: str) -> tuple[int, str] | None:
        """Status and body of a page of its operations port; None when it does not answer."""
        connector = UnixConnector(str(self._socket))
        try:
            async with (
                ClientSession(connector=connector, timeout=_ASK) as session,
                session.get(f"http://worker{path}") as response,
            ):
                return response.status, await response.text()
        except (ClientError, OSError, TimeoutError):
            return None

    @property
    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("start() comes first")
        return self._process


def end_with_supervisor(loop: asyncio.AbstractEventLoop) -> None:
    """In the worker: end in good order when standard input does, because the supervisor is gone."""

    def heard() -> None:
        if not os.read(0, 64):
            loop.remove_reader(0)
            os.kill(os.getpid(), signal.SIGTERM)

    loop.add_reader(0, heard)
