"""`incident-stream dead-letters`: what was refused and why, and the way back."""

import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from heapq import nlargest
from typing import Annotated, Any, Final, TypeVar

import typer
from rich.console import Console

from schemas.vocabulary import RejectionCode
from service.cli.common import fail, fail_with, settings_or_exit
from service.cli.show_letters import by_reason, content, letter_lines, letters_table, replay_said, told
from service.shell.bringing_back import replay
from service.shell.letters import UNKNOWN, Choice, Letter, letters
from service.shell.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Show refused records and bring them back.")
T = TypeVar("T")

_SPAN: Final = re.compile(r"([0-9]{1,6})([smhd])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_OFFSETS: Final = re.compile(r"([0-9]{1,19})(?:-([0-9]{1,19}))?")
_FILE_WIDTH: Final = 240
_PLACE: Final = re.compile(r"[0-9]{1,9}/[0-9]{1,19}")

Code = Annotated[list[str] | None, typer.Option("--code", help="Only with this reason; may be given again.")]
Topic = Annotated[str | None, typer.Option("--topic", help="Only of records of this topic, e.g. reports.")]
Partition = Annotated[int | None, typer.Option("--partition", min=0, help="Only of this partition of the source.")]
Offset = Annotated[str | None, typer.Option("--offset", help="Only at this offset of the source, or N-M.")]
Since = Annotated[str | None, typer.Option("--since", help="Only refused since: 2026-02-12T06:40:00Z, or 2h ago.")]
Until = Annotated[str | None, typer.Option("--until", help="Only refused before.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


@app.command("list")
def list_letters(
    code: Code = None,
    topic: Topic = None,
    partition: Partition = None,
    offset: Offset = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=1, help="Only the newest so many.")] = 50,
    counts: Annotated[bool, typer.Option("--counts", help="Only how many there are of each reason.")] = False,
    as_json: AsJson = False,
) -> None:
    """List dead letters, the newest first, and how many there are of each reason."""
    settings = settings_or_exit()
    choice = _choice(settings, code, topic, partition, offset, since, until)
    newest, found = _ask(settings, _gather(settings, choice, 0 if counts else limit))
    if as_json:
        shown = {"counts": dict(sorted(found.items())), "letters": [told(letter) for letter in newest]}
        print(json.dumps(shown, indent=2))
        return
    console = Console(width=None if sys.stdout.isatty() else _FILE_WIDTH)
    if newest:
        console.print(letters_table(newest))
    console.print(by_reason(found) if found else "no dead letters", markup=False, highlight=False)


@app.command()
def show(
    place: Annotated[str, typer.Argument(help="PARTITION/OFFSET of the letter, as `list` shows it.")],
    raw: Annotated[bool, typer.Option("--raw", help="Only the record's value, byte for byte.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one dead letter whole: why, where from, key, headers and value."""
    settings = settings_or_exit()
    newest, _ = _ask(settings, _gather(settings, Choice(places=_places([place])), 1))
    if not newest:
        fail(f"there is no dead letter {place}")
    letter = newest[0]
    if raw:
        sys.stdout.buffer.write(letter.record.value or b"")
    elif as_json:
        print(json.dumps({**told(letter), **content(letter)}, indent=2))
    else:
        print("\n".join(letter_lines(letter)))


@app.command("replay")
def replay_letters(
    place: Annotated[
        list[str] | None, typer.Argument(help="PARTITION/OFFSET of letters; none = as chosen below.")
    ] = None,
    code: Code = None,
    topic: Topic = None,
    partition: Partition = None,
    offset: Offset = None,
    since: Since = None,
    until: Until = None,
    everything: Annotated[bool, typer.Option("--all", help="Every letter there is.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Really send them; without it nothing is sent.")] = False,
    max_deliveries: Annotated[
        int, typer.Option(min=1, help="Leave letters that have been tried so often already.")
    ] = 5,
    as_json: AsJson = False,
) -> None:
    """Send letters back where they came from, as they came. A dry run unless --send is given."""
    settings = settings_or_exit()
    choice = _choice(settings, code, topic, partition, offset, since, until, place)
    if choice.is_everything and not everything:
        fail("which letters? Name some, choose by --code, --topic, --since …, or say --all")
    done = _ask(settings, replay(settings, letters(settings, choice), max_deliveries=max_deliveries, dry_run=not send))
    if as_json:
        print(json.dumps({"sent": send, "letters": dict(sorted(done.sent.items())), "left": dict(done.left)}))
        return
    print(replay_said(done, send=send))


async def _gather(settings: Settings, choice: Choice, limit: int) -> tuple[list[Letter], Counter[str]]:
    """The newest letters, and how many there are of each reason."""
    found: Counter[str] = Counter()
    newest: list[Letter] = []
    async for letter in letters(settings, choice):
        found[letter.code] += 1
        if limit:
            newest.append(letter)
            if len(newest) >= 2 * limit:
                newest = nlargest(limit, newest, key=_age)
    return nlargest(limit, newest, key=_age), found


def _age(letter: Letter) -> tuple[str, int]:
    return ("" if letter.why is None else letter.why.failed_at.isoformat(), letter.record.offset)


def _ask(settings: Settings, question: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(question)
    except Exception as error:  # noqa: BLE001 - whatever the client raises, the operator wants the sentence
        fail_with(settings, "cannot ask", error, "operator")


def _choice(
    settings: Settings,
    code: list[str] | None,
    topic: str | None,
    partition: int | None,
    offset: str | None,
    since: str | None,
    until: str | None,
    place: list[str] | None = None,
) -> Choice:
    known = {found.value for found in RejectionCode} | {UNKNOWN}
    if wrong := sorted(set(code or ()) - known):
        fail(f"no such code: {wrong[0]}; there are {', '.join(sorted(known))}", 2)
    prefix = settings.topics.prefix
    return Choice(
        codes=frozenset(code or ()),
        topic=topic if topic is None or topic.startswith(prefix) else prefix + topic,
        partition=partition,
        offsets=_offsets(offset),
        since=_moment(since),
        until=_moment(until),
        places=_places(place or []),
    )


def _offsets(said: str | None) -> tuple[int, int] | None:
    if said is None:
        return None
    found = _OFFSETS.fullmatch(said)
    if found is None:
        fail(f"no offset: {said}; wanted is 118, or 118-240", 2)
    return int(found[1]), int(found[2] or found[1])


def _moment(said: str | None) -> datetime | None:
    if said is None:
        return None
    if span := _SPAN.fullmatch(said):
        return datetime.now(UTC) - timedelta(seconds=int(span[1]) * _SECONDS[span[2]])
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        fail(f"no time: {said}; wanted is 2026-02-12T06:40:00Z, or 30m, 2h, 7d", 2)
    if moment.tzinfo is None:
        fail(f"a time without zone: {said}; put Z behind it for UTC", 2)
    return moment


def _places(said: list[str]) -> frozenset[str]:
    for place in said:
        if _PLACE.fullmatch(place) is None:
            fail(f"no dead letter's place: {place}; wanted is PARTITION/OFFSET, as `dead-letters list` shows it", 2)
    return frozenset(said)
