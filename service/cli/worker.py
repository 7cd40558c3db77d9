"""`incident-stream worker`: runs the service."""

import asyncio
from io import StringIO
from typing import Annotated

import typer

from service.cli.common import fail, fail_with, refusals, settings_or_exit


def worker(
    create_topics: Annotated[bool, typer.Option("--create-topics", help="Create missing topics first.")] = False,
) -> None:
    """Run the worker until SIGTERM. Refuses to start when a topic is missing or has another partition count."""
    settings = settings_or_exit()
    from faust import Worker  # noqa: PLC0415 - the other commands need no Faust

    from service.shell import admin  # noqa: PLC0415
    from service.shell.app import build_app  # noqa: PLC0415
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
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    app = build_app(settings)
    # Faust's worker plays with the terminal's cursor on standard output: it gets a place of its own for that.
    Worker(
        app, loop=loop, quiet=True, override_logging=False, redirect_stdouts=False, stdout=StringIO()
    ).execute_from_commandline()
