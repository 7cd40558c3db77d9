"""Several worker processes as one: one command, one health answer, one metrics page.

Kafka shares the partitions out among them as among workers anywhere. When one of them ends by itself, the others are
ended in good order and the supervisor ends with the same code, so that whoever runs it starts all of it anew: one
rule, and no half-dead service that looks alive.
"""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import structlog
from aiohttp import web
from pydantic_core import from_json

from service.shell.app_version import app_version
from service.shell.merged_metrics import merged
from service.shell.settings import PREFIX, Settings
from service.shell.web import Handler, OperationsPort, answer, metrics_page
from service.shell.worker_process import WorkerProcess

EXIT_WORKER_KILLED: Final = 6
"""Exit code when a worker was killed, or ended with 0 though nobody had asked it to."""

KILL_SECONDS: Final = 5.0
"""How long after a worker's own bound (`engine.stop_seconds`) it is killed, when another one's end ends it."""

log = structlog.get_logger("supervisor")


async def supervise(settings: Settings, processes: int, command: Sequence[str] = ()) -> int:
    """Run that many workers until SIGTERM or until one ends; returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="incident-stream-") as folder:  # readable by its owner alone
        workers = [WorkerProcess(number, Path(folder)) for number in range(processes)]
        stopping = _stop_on_signals(workers)
        port = OperationsPort(settings.http, pages(workers))
        log.info("supervisor starts", processes=processes, http_port=await port.start(), version=app_version())
        try:
            for worker in workers:
                environment = _environment(settings, worker.number)
                await worker.start(command or (sys.executable, "-m", "service", "worker"), environment)
                log.info("worker process started", process=worker.number, pid=worker.pid)
            if stopping.is_set():  # the signal came before some of them were there to hear it
                _send_all(workers, signal.SIGTERM)
            return await _ended(workers, stopping, settings.engine.stop_seconds + KILL_SECONDS)
        finally:
            await port.stop()


def _environment(settings: Settings, number: int) -> dict[str, str]:
    """This process's own, but what only one can have: a static member's name gets a number, the first has the API."""
    own = dict(os.environ)
    if settings.engine.instance_id:
        own[f"{PREFIX}ENGINE__INSTANCE_ID"] = f"{settings.engine.instance_id}-{number}"
    if number > 0:
        own[f"{PREFIX}API__IN_WORKER"] = "false"
    return own


def _stop_on_signals(workers: Sequence[WorkerProcess]) -> asyncio.Event:
    stopping = asyncio.Event()

    def stop() -> None:
        stopping.set()
        _send_all(workers, signal.SIGTERM)

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    return stopping


def _send_all(workers: Sequence[WorkerProcess], number: signal.Signals) -> None:
    for worker in workers:
        worker.send(number)


async def _ended(workers: Sequence[WorkerProcess], stopping: asyncio.Event, patience: float) -> int:
    """Wait until all have ended; the first end that nobody asked for ends the others."""
    ends = {asyncio.create_task(worker.ended()): worker for worker in workers}
    done, others = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    code = 0
    if not stopping.is_set():
        first = next(iter(done))
        code = first.result() if first.result() > 0 else EXIT_WORKER_KILLED
        log.critical("worker ended", process=ends[first].number, result=first.result(), exit_code=code)
        _send_all(workers, signal.SIGTERM)
    if others:
        late = (await asyncio.wait(others, timeout=None if stopping.is_set() else patience))[1]
        for task in late:
            ends[task].send(signal.SIGKILL)
    results = await asyncio.gather(*ends)
    return code or next((abs(result) for result in results if result), 0)


def pages(workers: Sequence[WorkerProcess]) -> dict[str, Handler]:
    """What all workers say, as one, by path."""

    async def ask_all(path: str) -> list[tuple[int, str] | None]:
        return list(await asyncio.gather(*(worker.ask(path) for worker in workers)))

    async def show_metrics(request: web.Request) -> web.Response:
        found = await ask_all("/metrics")
        answered = [page[1] for page in found if page is not None]
        if len(answered) < len(workers):
            # Without one worker's counters a page would look as if they had been set back.
            return answer({"reason": _silent(workers, found)}, ok=False)
        return metrics_page(merged(answered))

    async def show_live(request: web.Request) -> web.Response:
        found = await ask_all("/health/live")
        stalled = [lane for page in found for lane in _said(page).get("stalled", ())]
        reason = _silent(workers, found)
        live = reason is None and all(page is not None and page[0] == web.HTTPOk.status_code for page in found)
        return answer({"live": live, "stalled": stalled, "reason": reason}, ok=live)

    async def show_ready(request: web.Request) -> web.Response:
        found = await ask_all("/health/ready")
        reasons = [
            f"worker {worker.number}: {_said(page).get('reason')}"
            for worker, page in zip(workers, found, strict=True)
            if page and page[0] != web.HTTPOk.status_code
        ]
        reason = _silent(workers, found) or next(iter(reasons), None)
        return answer({"ready": reason is None, "reason": reason}, ok=reason is None)

    async def show_version(request: web.Request) -> web.Response:
        return answer({"version": app_version(), "processes": len(workers)}, ok=True)

    return {
        "/metrics": show_metrics,
        "/health/live": show_live,
        "/health/ready": show_ready,
        "/version": show_version,
    }


def _said(page: tuple[int, str] | None) -> dict[str, Any]:
    return dict(from_json(page[1])) if page else {}


def _silent(workers: Sequence[WorkerProcess], found: Sequence[tuple[int, str] | None]) -> str | None:
    silent = [str(worker.number) for worker, page in zip(workers, found, strict=True) if page is None]
    return f"no answer from worker {', '.join(silent)}" if silent else None
