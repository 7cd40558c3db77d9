"""Listening for HTTP with bounds: on clients at a time, on the sizes of what they send, on how long they may idle."""

import asyncio
from pathlib import Path
from typing import Any, Final

from aiohttp import web

_MOST_WAITING: Final = 64
_IDLE_SECONDS: Final = 30
_LINE_BYTES: Final = 4096
_HEADER_BYTES: Final = 4096
_HEADERS: Final = 64


class BoundedListener:
    """Serves an application to at most so many clients at a time.

    For one more, the oldest connection is dropped, so that idle ones cannot keep a health check out; or, where old
    connections are the ones that matter, the new one (`keep_old`).
    """

    def __init__(self, most_clients: int, *, keep_old: bool = False) -> None:
        self._most = most_clients
        self._keep_old = keep_old
        self._runner: web.AppRunner | None = None
        self._listener: asyncio.Server | None = None

    async def start(self, app: web.Application, host: str, port: int, **options: Any) -> int:
        """Listen; returns the port. Raises OSError when the address is taken. `options` are AppRunner's."""
        await self._set_up(app, options)
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._accept, host, port, backlog=_MOST_WAITING)
        return int(self._listener.sockets[0].getsockname()[1])

    async def start_at(self, app: web.Application, socket: Path) -> None:
        """Listen on a Unix socket. Raises OSError when its place is taken."""
        await self._set_up(app, {})
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_unix_server(self._accept, socket, backlog=_MOST_WAITING)

    async def _set_up(self, app: web.Application, options: dict[str, Any]) -> None:
        bounds = {
            "keepalive_timeout": _IDLE_SECONDS,
            "max_line_size": _LINE_BYTES,
            "max_field_size": _HEADER_BYTES,
            "max_headers": _HEADERS,
        }
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, **{**bounds, **options})
        await self._runner.setup()

    async def stop(self) -> None:
        """Close all connections; does nothing when nothing was started."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _accept(self) -> asyncio.Protocol:
        server = self._server()
        if server is None:
            raise ConnectionAbortedError("nobody serves any more")
        # Once the connection is made, which the loop does in its next round.
        loop = asyncio.get_running_loop()
        loop.call_soon(loop.call_soon, self._drop)
        return server()

    def _server(self) -> web.Server | None:
        return None if self._runner is None else self._runner.server

    def _drop(self) -> None:
        """Connections above the bound; the server has them in the order in which they were made."""
        server = self._server()
        connected = [] if server is None else server.connections
        for client in connected[self._most :] if self._keep_old else connected[: max(0, len(connected) - self._most)]:
            if client.transport is not None:
                client.transport.abort()
