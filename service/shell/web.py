"""The operations port: metrics, health and version, and nothing else."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from service.shell.engine import Engine
from service.shell.http_listening import BoundedListener
from service.shell.metrics import Metrics
from service.shell.settings import HttpSettings

Handler = Callable[[web.Request], Awaitable[web.Response]]

MOST_CLIENTS: Final = 64
"""Connections at a time."""


class OperationsPort:
    """Serves GET on the paths that it is given, and on no others."""

    def __init__(self, settings: HttpSettings, handlers: Mapping[str, Handler], socket: Path | None = None) -> None:
        """`socket`: a Unix socket to listen on instead of host and port."""
        self._settings = settings
        self._handlers = handlers
        self._socket = socket
        self._listener = BoundedListener(MOST_CLIENTS)

    async def start(self) -> int:
        """Listen; returns the port, 0 for a socket. Raises OSError when the address is taken."""
        app = web.Application()
        for path, handler in self._handlers.items():
            app.router.add_get(path, handler)
        if self._socket is not None:
            await self._listener.start_at(app, self._socket)
            return 0
        return await self._listener.start(app, self._settings.host, self._settings.port)

    async def stop(self) -> None:
        """Close all connections."""
        await self._listener.stop()


class OperationsServer(OperationsPort):
    """What one worker says of itself: `/metrics`, `/health/live`, `/health/ready` and `/version`."""

    def __init__(
        self, settings: HttpSettings, engine: Engine, metrics: Metrics, version: str, socket: Path | None = None
    ) -> None:
        self._engine = engine
        self._metrics = metrics
        self._version = version
        handlers = {
            "/metrics": self._show_metrics,
            "/health/live": self._show_live,
            "/health/ready": self._show_ready,
            "/version": self._show_version,
        }
        super().__init__(settings, handlers, socket)

    async def _show_metrics(self, request: web.Request) -> web.Response:
        return metrics_page(generate_latest(self._metrics.registry))

    async def _show_live(self, request: web.Request) -> web.Response:
        stalled = self._engine.stalled()
        return answer({"live": not stalled, "stalled": stalled}, ok=not stalled)

    async def _show_ready(self, request: web.Request) -> web.Response:
        reason = self._engine.not_ready()
        return answer({"ready": reason is None, "reason": reason}, ok=reason is None)

    async def _show_version(self, request: web.Request) -> web.Response:
        return answer({"version": self._version}, ok=True)


def metrics_page(text: bytes) -> web.Response:
    """Metrics in Prometheus' text format."""
    return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})


def answer(said: dict[str, Any], *, ok: bool) -> web.Response:
    """A small JSON object; 503 when all is not well."""
    return web.json_response(said, status=200 if ok else 503, headers={"Cache-Control": "no-store"})
