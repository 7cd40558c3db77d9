"""The operations port: metrics, health and version, and nothing else."""

from collections.abc import Awaitable, Callable
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


class OperationsServer:
    """Serves GET on `/metrics`, `/health/live`, `/health/ready` and `/version`."""

    def __init__(self, settings: HttpSettings, engine: Engine, metrics: Metrics, version: str) -> None:
        self._settings = settings
        self._engine = engine
        self._metrics = metrics
        self._version = version
        self._listener = BoundedListener(MOST_CLIENTS)

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
        return await self._listener.start(app, self._settings.host, self._settings.port)

    async def stop(self) -> None:
        """Close all connections."""
        await self._listener.stop()

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
