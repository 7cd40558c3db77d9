"""`incident-stream topics`: make or verify the topics of the registry."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

import typer

from service.cli.common import fail, fail_with, settings_or_exit
from service.shell import admin
from service.shell.access import ROLES, commands
from service.shell.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Make or verify the topics.")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
T = TypeVar("T")


def _ask(settings: Settings, question: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(question)
    except Exception as error:  # noqa: BLE001 - whatever the client raises, the operator wants the sentence
        fail_with(settings, "cannot ask", error, "operator")


@app.command()
def create(as_json: AsJson = False) -> None:
    """Create the topics that are missing; leave the others as they are."""
    settings = settings_or_exit()
    created = _ask(settings, admin.create_topics(settings))
    if as_json:
        print(json.dumps({"created": created}))
        return
    for name in created:
        print(f"created {name}")
    if not created:
        print("every topic was already there")


@app.command()
def acls(
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(ROLES)}.")],
    principal: Annotated[str, typer.Option(help="Who gets it, in Kafka's words: User:name.")],
) -> None:
    """Print the least that a role needs, as arguments of Kafka's own kafka-acls.sh; asks no Kafka."""
    settings = settings_or_exit()
    known = next((found for found in ROLES if found == role), None)
    if known is None:
        fail(f"no such role: {role}; there are {', '.join(ROLES)}", 2)
    for line in commands(settings, known, principal):
        print(line)


@app.command()
def check(as_json: AsJson = False) -> None:
    """Hold the cluster's topics against the registry. Exit code 1 when the worker could not run."""
    settings = settings_or_exit()
    problems = _ask(settings, admin.check_topics(settings))
    if as_json:
        print(json.dumps([{"topic": p.topic, "problem": p.problem, "fatal": p.fatal} for p in problems]))
    else:
        for problem in problems:
            print(f"{'ERROR' if problem.fatal else 'note '}  topic {problem.topic} {problem.problem}")
        if not problems:
            print("every topic is as it should be")
    if any(problem.fatal for problem in problems):
        raise typer.Exit(1)
