"""What commands share: settings or a clear end, and a sentence for whatever Kafka's client raises."""

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, Final, NoReturn

import typer
from pydantic import ValidationError

from service.shell.settings import PREFIX, Settings, load_settings

if TYPE_CHECKING:
    from service.shell.access import Grant, Role

_MOST_TOLD: Final = 8


class _LastWord(logging.Handler):
    """Keeps the client's last warning: its exceptions say that there is no connection, its warnings say why."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.said = record.getMessage()


_last_word: Final = _LastWord()


def fail(message: str, code: int = 1) -> NoReturn:
    """Say why on standard error and end with a non-zero exit code."""
    for line in message.splitlines():
        print(f"incident-stream: {line}", file=sys.stderr)
    raise typer.Exit(code)


def fail_with(settings: Settings, failed: str, error: Exception, role: "Role") -> NoReturn:
    """End with what Kafka's client raised, in words; where a grant is missing, with what the role may not do.

    `failed` is what the command could not do, such as "cannot send to".
    """
    from service.shell.permissions import is_refusal  # noqa: PLC0415 - the client is slow to load

    where = f"{failed} Kafka at {settings.kafka.bootstrap_servers}"
    missing = _missing(settings, role) if is_refusal(error) else []
    if missing:
        fail(f"{where}:\n{refusals(missing, role)}")
    said = f"{type(error).__name__}: {error}"
    fail(f"{where}: {said}" + (f" ({_last_word.said})" if _last_word.said else ""))


def refusals(missing: "list[Grant]", role: "Role") -> str:
    """A line for each grant that is missing, and where to get them."""
    from service.shell.permissions import refused_by  # noqa: PLC0415

    lines = [refused_by(grant) for grant in missing[:_MOST_TOLD]]
    if len(missing) > _MOST_TOLD:
        lines.append(f"and {len(missing) - _MOST_TOLD} more")
    return "\n".join([*lines, f"`incident-stream topics acls {role} --principal User:…` prints what the {role} needs"])


def _missing(settings: Settings, role: "Role") -> "list[Grant]":
    from service.shell.permissions import missing_grants  # noqa: PLC0415

    try:
        return asyncio.run(missing_grants(settings, role))
    except Exception:  # noqa: BLE001 - the first error is the one to tell
        return []


def settings_or_exit() -> Settings:
    """The settings, or a sentence for each that is wrong; values are never shown."""
    # What the client has to say of a failure, the command says in one sentence.
    logging.getLogger("aiokafka").addHandler(_last_word)
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
