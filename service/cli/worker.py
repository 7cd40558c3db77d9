"""`incident-stream worker`: runs the service."""

import asyncio
import gc
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Annotated, Final

import typer

from service.cli.common import fail, fail_with, refusals, settings_or_exit
from service.shell.settings import Settings

_YOUNG_OBJECTS: Final = 500_000
"""How many objects more there must be than at the last collection."""


def worker(
    create_topics: Annotated[bool, typer.Option("--create-topics", help="Create missing topics first.")] = False,
    processes: Annotated[
        int, typer.Option("--processes", min=1, max=256, help="Worker processes, best one for each core.")
    ] = 1,
    under_supervisor: Annotated[Path | None, typer.Option("--under-supervisor", hidden=True)] = None,
) -> None:
    """Run the worker until SIGTERM. Refuses to start when a topic is missing or has another partition count."""
    settings = settings_or_exit()
    if settings.tracing.enabled:
        try:
            import_module("service.shell.otel")
        except ImportError as error:
            fail(f"TRACING__ENABLED needs a package: pip install 'incident-stream[otel]' ({error})", 2)
    if processes > settings.topics.partitions:
        fail(f"{processes} processes share {settings.topics.partitions} partitions: some would have nothing to do", 2)
    from service.shell import admin  # noqa: PLC0415 - the other commands need no Kafka
    from service.shell.logs import set_up_logs  # noqa: PLC0415
    from service.shell.permissions import missing_grants  # noqa: PLC0415

    set_up_logs(settings.log.level)
    try:
        if create_topics:
            asyncio.run(admin.create_topics(settings))
        refused = asyncio.run(missing_grants(settings, "worker"))
        problems = [problem for problem in asyncio.run(admin.check_topics(settings)) if problem.fatal]
    except Exception as error:  # noqa: BLE001 - whatever the client raises, the operator wants the sentence
        fail_with(settings, "cannot reach", error, "worker")
    if refused:
        fail(refusals(refused, "worker"))
    if problems:
        fail("\n".join(f"topic {problem.topic} {problem.problem}" for problem in problems))
    if processes > 1:
        from service.shell.supervisor import supervise  # noqa: PLC0415

        raise typer.Exit(asyncio.run(supervise(settings, processes)))
    _run(settings, under_supervisor)


def _run(settings: Settings, socket: Path | None) -> None:
    """One worker in this process; with a socket, one that ends with its supervisor."""
    from mode import loop as mode_loop  # noqa: PLC0415 - a supervisor needs no Faust

    from schemas.model import read_fields_directly  # noqa: PLC0415
    from service.shell.app import build_app  # noqa: PLC0415
    from service.shell.bounded_stop import BoundedWorker  # noqa: PLC0415
    from service.shell.worker_process import end_with_supervisor  # noqa: PLC0415

    if find_spec("uvloop"):
        # Every loop made from here on, that of Faust's consumer thread too. Windows has none.
        mode_loop.use("uvloop")
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    app = build_app(settings, socket=socket)
    if socket is not None:
        end_with_supervisor(loop)
    collect_garbage_seldom()
    read_fields_directly()
    # Faust's worker plays with the terminal's cursor on standard output: it gets a place of its own for that.
    BoundedWorker(
        app,
        stop_seconds=settings.engine.stop_seconds,
        loop=loop,
        quiet=True,
        override_logging=False,
        redirect_stdouts=False,
        stdout=StringIO(),
    ).execute_from_commandline()


def collect_garbage_seldom() -> None:
    """The state is millions of objects in no cycle: looking through them at the usual rate takes half of the time.

    Nor do reports and blocks leave cycles behind, and what is on the way at once is some 100,000 objects.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 50)
