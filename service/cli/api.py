"""`incident-stream api`: the read-only HTTP API over the output topics."""

import asyncio
import signal
from contextlib import suppress

import structlog

from service.cli.common import fail, settings_or_exit
from service.shell.api.server import ApiServer
from service.shell.app_version import app_version
from service.shell.logs import set_up_logs
from service.shell.settings import Settings


def api() -> None:
    """Serve totals, attacks, changes and a stream of them over HTTP until SIGTERM; it only reads."""
    settings = settings_or_exit()
    set_up_logs(settings.log.level)
    try:
        asyncio.run(_serve(settings))
    except OSError as error:
        fail(f"cannot listen on {settings.api.host}:{settings.api.port}: {error}")


async def _serve(settings: Settings) -> None:
    server = ApiServer(settings, app_version())
    port = await server.start()
    structlog.get_logger("api").info("api starts", http_port=port)
    serving = asyncio.ensure_future(server.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, serving.cancel)
    try:
        with suppress(asyncio.CancelledError):
            await serving
    finally:
        await server.stop()
