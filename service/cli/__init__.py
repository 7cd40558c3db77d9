"""The `incident-stream` command: one module a command, imported only when it is asked for."""

from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

COMMANDS: Final = {
    "worker": "service.cli.worker:worker",
    "extract": "service.cli.extract:extract",
    "totals": "service.cli.totals:totals",
    "feed": "service.cli.feed:feed",
    "watch": "service.cli.watch:watch",
    "export": "service.cli.export:export",
    "api": "service.cli.api:api",
    "topics": "service.cli.topics:app",
    "dead-letters": "service.cli.dead_letters:app",
    "schemas": "service.cli.schemas:app",
    "config": "service.cli.config:app",
    "doctor": "service.cli.doctor:doctor",
    "dev-kafka": "service.cli.dev_kafka:app",
    "demo": "service.cli.demo:demo",
}


def load_command(name: str, target: str) -> Any:
    """The click command behind `module:attribute`, where the attribute is a function or a Typer app."""
    module, attribute = target.split(":")
    found = getattr(import_module(module), attribute)
    if not isinstance(found, typer.Typer):
        app = typer.Typer(add_completion=False)
        app.command(name=name)(found)
        found = app
    command = typer.main.get_command(found)
    command.name = name
    return command


class LazyCommands(TyperGroup):
    """Imports a command's module at its first use, so that `extract` never loads Kafka."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        target = COMMANDS.get(cmd_name)
        return None if target is None else load_command(cmd_name, target)


cli = typer.Typer(cls=LazyCommands, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@cli.callback()
def _root() -> None:
    """Reads reports of attacks on cities and keeps totals that survive revisions, repeats and late news."""


def main() -> None:
    """Run the command line; errors go to standard error with a non-zero exit code."""
    cli(prog_name="incident-stream")
