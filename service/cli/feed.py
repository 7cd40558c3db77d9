"""`incident-stream feed`: sends reports from files to Kafka."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from service.cli.common import fail, fail_with, settings_or_exit
from service.shell.producing import send_reports
from service.shell.settings import Settings

_TEXT_ENDINGS = {".txt", ".md"}


def feed(
    files: Annotated[list[Path], typer.Argument(help="JSON lines, or *.txt with one report each; - = standard input.")],
) -> None:
    """Send reports to the `reports` topic: each line of a JSON lines file, each *.txt file as one text."""
    settings = settings_or_exit()
    for path in files:
        if str(path) != "-" and not path.is_file():
            fail(f"no such file: {path}")
    values = [value for path in files for value in _values(path)]
    try:
        total = _send(settings, values)
    except Exception as error:  # noqa: BLE001 - whatever the client raises, the user wants the sentence
        fail_with(settings, "cannot send to", error, "feeder")
    print(f"sent {total} reports")


def _send(settings: Settings, values: list[bytes]) -> int:
    console = Console(stderr=True)
    if not console.is_terminal:
        return asyncio.run(send_reports(settings, values))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("sending", total=len(values))
        return asyncio.run(send_reports(settings, values, lambda done: progress.update(task, completed=done)))


def _values(path: Path) -> Iterator[bytes]:
    data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    if path.suffix.lower() in _TEXT_ENDINGS:
        yield data
        return
    yield from (line for line in data.splitlines() if line.strip())
