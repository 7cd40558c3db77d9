"""`incident-stream worker`: runs the service."""

import asyncio
import gc
from io import StringIO
from typing import Annotated, Final

import typer

from service.cli.common import fail, settings_or_exit

_YOUNG_OBJECTS: Final = 50_000
"""How many objects more there must be than at the last collection."""


def worker(
    create_topics: Annotated[bool, typer.Option("--create-topics", help="Create missing topics first.")] = False,
) -> None:
    """Run the worker until SIGTERM. Refuses to start when a topic is missing or has another partition count."""
    settings = settings_or_exit()
    from faust import Worker  # noqa: PLC0415 - the other commands need no Faust

    from service.shell import admin  # noqa: PLC0415
    from service.shell.app import build_app  # noqa: PLC0415
    from service.shell.logs import set_up_logs  # noqa: PLC0415

    set_up_logs(settings.log.level)
    try:
        if create_topics:
            asyncio.run(admin.create_topics(settings))
        problems = [problem for problem in asyncio.run(admin.check_topics(settings)) if problem.fatal]
    except Exception as error:  # noqa: BLE001 - whatever the client raises, the operator wants the sentence
        fail(f"cannot reach Kafka at {settings.kafka.bootstrap_servers}: {error}")
    if problems:
        fail("\n".join(f"topic {problem.topic} {problem.problem}" for problem in problems))
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    app = build_app(settings)
    _collect_garbage_seldom()
    # Faust's worker plays with the terminal's cursor on standard output: it gets a place of its own for that.
    Worker(
        app, loop=loop, quiet=True, override_logging=False, redirect_stdouts=False, stdout=StringIO()
    ).execute_from_commandline()


def _collect_garbage_seldom() -> None:
    """The state is millions of objects in no cycle: looking through them at the usual rate takes half of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 50)
