"""`incident-stream feed`: sends reports from files to Kafka."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn

from service.cli.common import fail, fail_with, settings_or_exit
from service.core.feeds.item import Item, Skipped, UnreadableFileError
from service.core.feeds.kinds import Kind, Reading, kind_of, read
from service.core.feeds.tables import FIELDS
from service.shell.feeding import Bookmark, Fed, feed_items
from service.shell.settings import Settings
from service.shell.topics import REPORTS, TopicNames

_HEAD_BYTES = 4096


def feed(
    files: Annotated[list[Path], typer.Argument(help="Files; - = standard input.")],
    kind: Annotated[
        Kind | None, typer.Option("--as", help="What the files hold; told by name and first bytes when missing.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Id of the source, where a file names none.")] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--map", help="CSV: field=column, such as text=Message. May be repeated.")
    ] = None,
    zone: Annotated[str, typer.Option(help="CSV: time zone of times that name none.")] = "UTC",
    resume: Annotated[bool, typer.Option(help="Go on where an ended run of the same file stopped.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Print the reports, a line each, and send nothing.")] = False,
) -> None:
    """Send reports to the `reports` topic: JSON lines, texts, CSV, RSS and Atom, Telegram exports, CAP alerts."""
    settings = settings_or_exit()
    how = Reading(source, _mapping(columns or []), _zone(zone))
    for path in files:
        if str(path) != "-" and not path.is_file():
            fail(f"no such file: {path}")
    sent = 0
    for path in files:
        try:
            sent += _print(path, kind, how) if dry_run else _feed(settings, path, kind, how, resume)
        except UnreadableFileError as error:
            fail(f"{path}: {error}")
    if not dry_run:
        print(f"sent {sent} reports")


def _feed(settings: Settings, path: Path, kind: Kind | None, how: Reading, resume: bool) -> int:
    bookmark = None if str(path) == "-" else Bookmark(path, TopicNames(settings).full(REPORTS))
    skip = bookmark.read() if bookmark and resume else 0
    if skip:
        print(f"{path}: {skip} items were fed before; going on behind them", file=sys.stderr)
    with _open(path) as file, _progress(path, file) as show:

        def told(fed: Fed) -> None:
            if bookmark:
                bookmark.write(fed.items)
            show(fed)

        try:
            fed = asyncio.run(feed_items(settings, _items(path, file, kind, how), skip, told))
        except KeyboardInterrupt:
            fail(f"{path}: interrupted; `feed --resume` goes on where it stopped", 130)
        except UnreadableFileError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the client raises, the user wants the sentence
            fail_with(settings, "cannot send to", error, "feeder")
    if bookmark:
        bookmark.forget()
    for reason, count in sorted(fed.skipped.items()):
        print(f"{path}: {count} skipped: {reason}", file=sys.stderr)
    return fed.sent


def _print(path: Path, kind: Kind | None, how: Reading) -> int:
    with _open(path) as file:
        for item in _items(path, file, kind, how):
            if isinstance(item, Skipped):
                print(f"{path}: skipped: {item.reason}", file=sys.stderr)
            else:
                sys.stdout.buffer.write(item + b"\n")
    return 0


def _items(path: Path, file: IO[bytes], kind: Kind | None, how: Reading) -> Iterator[Item]:
    if kind is None and str(path) == "-":
        kind = Kind.JSON_LINES
    return read(file, kind or kind_of(path.name, _head(path)), how)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


@contextmanager
def _open(path: Path) -> Iterator[IO[bytes]]:
    with nullcontext(sys.stdin.buffer) if str(path) == "-" else path.open("rb") as file:
        yield file


class _Rate(ProgressColumn):
    """Reports a second."""

    def render(self, task: Task) -> str:
        seconds = task.elapsed or 0.0
        return f"{task.fields['sent']:,} sent, {task.fields['sent'] / seconds if seconds else 0:,.0f}/s"


@contextmanager
def _progress(path: Path, file: IO[bytes]) -> Iterator[Callable[[Fed], None]]:
    """How far into the file, how fast, and the time left; nothing where nobody looks."""
    console = Console(stderr=True)
    if not console.is_terminal or str(path) == "-":
        yield lambda _: None
        return
    with Progress(
        TextColumn("{task.description}"), BarColumn(), _Rate(), TimeRemainingColumn(), console=console
    ) as progress:
        task = progress.add_task(path.name, total=path.stat().st_size, sent=0)
        yield lambda fed: progress.update(task, completed=file.tell(), sent=fed.sent)


def _mapping(given: list[str]) -> dict[str, str]:
    found = {}
    for said in given:
        field, separator, column = said.partition("=")
        if not separator or field not in FIELDS:
            fail(f"--map {said!r}: write field=column with one of the fields {', '.join(FIELDS)}", 2)
        found[field] = column
    return found


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        fail(f"--zone {name!r} is no time zone, such as Europe/Kyiv", 2)
