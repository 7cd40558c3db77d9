"""`incident-stream config`: what the settings are."""

import json
from typing import Annotated, Any

import typer
from pydantic import SecretStr

from service.cli.common import settings_or_exit
from service.shell.settings import Settings, variables

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Show the settings.")


@app.callback()
def _config() -> None:
    """Show the settings."""


@app.command()
def show(as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False) -> None:
    """Print every setting as it stands, secrets masked."""
    settings = settings_or_exit()
    values = {name: _value(settings, path) for name, path in variables().items() if _is_leaf(settings, path)}
    if as_json:
        print(json.dumps(values, indent=2))
        return
    for name, value in values.items():
        print(f"{name}={value if isinstance(value, str) else json.dumps(value)}")


def _find(settings: Settings, path: tuple[str, ...]) -> Any:
    found: Any = settings
    for part in path:
        found = getattr(found, part)
    return found


def _is_leaf(settings: Settings, path: tuple[str, ...]) -> bool:
    return not hasattr(_find(settings, path), "model_fields")


def _value(settings: Settings, path: tuple[str, ...]) -> Any:
    found = _find(settings, path)
    if isinstance(found, SecretStr):
        return "**********"
    return found if isinstance(found, str | int | float | bool | tuple | None) else str(found)
