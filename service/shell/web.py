"""The operations port: metrics, health and version, and nothing else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from service.shell.engine import Engine
from service.shell.metrics import Metrics
from service.shell.settings import HttpSettings

Handler = Callable[[web.Request], Awaitable[web.Response]]

MOST_CLIENTS: Final = 64
"""Connections at a time; for one more the oldest is dropped, so that idle ones cannot keep a health check out."""
_MOST_WAITING: Final = 64
_IDLE_SECONDS: Final = 30
_LINE_BYTES: Final = 1024
_HEADER_BYTES: Final = 4096
_HEADERS: Final = 64


class OperationsServer:
    """Serves GET on `/metrics`, `/health/live`, `/health/ready` and `/version`."""

    def __init__(self, settings: HttpSettings, engine: Engine, metrics: Metrics, version: str) -> None:
        self._settings = settings
        self._engine = engine
        self._metrics = metrics
        self._version = version
        self._runner: web.AppRunner | None = None
        self._listener: asyncio.Server | None = None

    async def start(self) -> int:
        """Listen; returns the port. Raises OSError when the address is taken."""
        app = web.Application()
        for path, handler in (
            ("/metrics", self._show_metrics),
            ("/health/live", self._show_live),
            ("/health/ready", self._show_ready),
            ("/version", self._show_version),
        ):
            app.router.add_get(path, handler)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            handle_signals=False,
            keepalive_timeout=_IDLE_SECONDS,
            max_line_size=_LINE_BYTES,
            max_field_size=_HEADER_BYTES,
            max_headers=_HEADERS,
        )
        await self._runner.setup()
        self._listener = await asyncio.get_running_loop().create_server(
            self._accept, self._settings.host, self._settings.port, backlog=_MOST_WAITING
        )
        return int(self._listener.sockets[0].getsockname()[1])

    def _accept(self) -> asyncio.Protocol:
        server = self._serving()
        # Once the connection is made, which the loop does in its next round.
        loop = asyncio.get_running_loop()
        loop.call_soon(loop.call_soon, self._drop_oldest)
        return server()

    def _serving(self) -> web.Server:
        server = self._runner.server if self._runner is not None else None
        if server is None:
            raise ConnectionAbortedError("the operations port is closed")
        return server

    def _drop_oldest(self) -> None:
        connected = self._serving().connections if self._runner is not None else []
        for client in connected[: max(0, len(connected) - MOST_CLIENTS)]:
            if client.transport is not None:
                client.transport.abort()

    async def stop(self) -> None:
        """Close all connections."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _show_metrics(self, request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _show_live(self, request: web.Request) -> web.Response:
        stalled = self._engine.stalled()
        return _answer({"live": not stalled, "stalled": stalled}, ok=not stalled)

    async def _show_ready(self, request: web.Request) -> web.Response:
        reason = self._engine.not_ready()
        return _answer({"ready": reason is None, "reason": reason}, ok=reason is None)

    async def _show_version(self, request: web.Request) -> web.Response:
        return _answer({"version": self._version}, ok=True)


def _answer(said: dict[str, Any], *, ok: bool) -> web.Response:
    return web.json_response(said, status=200 if ok else 503, headers={"Cache-Control": "no-store"})
