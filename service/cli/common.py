"""What commands share: settings or a clear end."""

import logging
import sys
from typing import NoReturn

import typer
from pydantic import ValidationError

from service.shell.settings import PREFIX, Settings, load_settings


def fail(message: str, code: int = 1) -> NoReturn:
    """Say why on standard error and end with a non-zero exit code."""
    for line in message.splitlines():
        print(f"incident-stream: {line}", file=sys.stderr)
    raise typer.Exit(code)


def settings_or_exit() -> Settings:
    """The settings, or a sentence for each that is wrong; values are never shown."""
    # What the client has to say of a failure, the command says in one sentence.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    try:
        return load_settings()
    except ValidationError as error:
        said = [
            f"{PREFIX}{'__'.join(str(part) for part in found['loc']).upper()}: {found['msg']}"
            for found in error.errors(include_url=False, include_input=False)
        ]
        fail("\n".join(said), 2)
    except ValueError as error:
        fail(str(error), 2)
