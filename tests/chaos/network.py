"""TCP proxies between each worker and each broker, which can be made slow, silent, closed, or broken off.

Ours are a page of asyncio, so that the short run needs nothing that must be built; tests/chaos/toxiproxy.py stands in
for them where Toxiproxy is at hand.
"""

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Final, Protocol

HOST: Final = "127.0.0.1"
_CHUNK: Final = 64 * 1024
_RESET: Final = struct.pack("ii", 1, 0)
"""Linger of zero seconds: closing then sends a reset instead of an end."""


class Network(Protocol):
    """Ways from workers to brokers; both count from 1."""

    async def open(self, worker: int, broker: int, upstream: int) -> int:
        """A way to a broker's port; returns the port that the worker shall be told."""

    async def delay(self, worker: int, seconds: float) -> None:
        """Make everything between a worker and all brokers take longer."""

    async def cut(self, worker: int) -> None:
        """Close a worker's connections and refuse new ones."""

    async def silence(self, worker: int) -> None:
        """Keep a worker's connections open and let nothing through."""

    async def reset(self, worker: int) -> None:
        """Break off a worker's connections; new ones are served."""

    async def heal(self) -> None:
        """Everything gets through again."""

    async def close(self) -> None:
        """End it all."""


class Way:
    """One proxy: listens on a port of its own and hands on to one upstream port."""

    def __init__(self, upstream: int) -> None:
        self._upstream = upstream
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self._refuses = False
        self._delay = 0.0

    async def start(self) -> int:
        """Listen; returns the port."""
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        return int(self._server.sockets[0].getsockname()[1])

    def delay(self, seconds: float) -> None:
        """Hold each piece back for this long."""
        self._delay = seconds

    def silence(self) -> None:
        """Hold everything back, as a network does that loses each packet: it comes late, not never."""
        self._flows.clear()

    def cut(self) -> None:
        """Close every connection, and new ones at once."""
        self._refuses = True
        self.reset()

    def reset(self) -> None:
        """Break off every connection."""
        for writer in list(self._writers):
            _break_off(writer)

    def heal(self) -> None:
        """Let everything through."""
        self._delay = 0.0
        self._refuses = False
        self._flows.set()

    async def close(self) -> None:
        """Stop listening and end all connections."""
        if self._server is not None:
            self._server.close()
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            return _break_off(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection(HOST, self._upstream)
        except OSError:
            return _break_off(writer)
        self._writers |= {writer, far_writer}
        pumps = {
            asyncio.create_task(self._pump(reader, far_writer)),
            asyncio.create_task(self._pump(far_reader, writer)),
        }
        self._tasks |= pumps
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for end in (writer, far_writer):
            self._writers.discard(end)
            end.close()
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        self._tasks -= pumps
        return None

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(_CHUNK):
                await self._flows.wait()
                if self._delay:
                    await asyncio.sleep(self._delay)
                writer.write(piece)
                await writer.drain()


def _break_off(writer: asyncio.StreamWriter) -> None:
    found = writer.get_extra_info("socket")
    if found is not None and found.fileno() != -1:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()


class OwnNetwork:
    """`Network` of our own proxies."""

    def __init__(self) -> None:
        self._ways: dict[tuple[int, int], Way] = {}

    async def open(self, worker: int, broker: int, upstream: int) -> int:
        way = self._ways[worker, broker] = Way(upstream)
        return await way.start()

    def _of(self, worker: int) -> list[Way]:
        return [way for (number, _), way in self._ways.items() if number == worker]

    async def delay(self, worker: int, seconds: float) -> None:
        for way in self._of(worker):
            way.delay(seconds)

    async def cut(self, worker: int) -> None:
        for way in self._of(worker):
            way.cut()

    async def silence(self, worker: int) -> None:
        for way in self._of(worker):
            way.silence()

    async def reset(self, worker: int) -> None:
        for way in self._of(worker):
            way.reset()

    async def heal(self) -> None:
        for way in self._ways.values():
            way.heal()

    async def close(self) -> None:
        for way in self._ways.values():
            await way.close()
