"""Dead letters as a person reads them: whatever they hold, nothing of it reaches the terminal as a command."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from service.cli.show import printable
from service.shell.bringing_back import Replayed
from service.shell.letters import Letter

_EXCERPT: Final = 60


def letters_table(newest: Sequence[Letter]) -> Table:
    """One row for each letter."""
    table = Table()
    for column in ("Letter", "Refused", "Source", "Code", "Tried"):
        table.add_column(column, no_wrap=True)
    table.add_column("Message", overflow="fold")
    table.add_column("Begins", overflow="fold")
    for letter in newest:
        why = letter.why
        row = [letter.place, "", letter.source, letter.code, "", "", _begins(letter)]
        if why is not None:
            row[1], row[4], row[5] = f"{why.failed_at:%Y-%m-%d %H:%M:%SZ}", why.delivery_count, why.message
        table.add_row(*(Text(printable(cell)) for cell in row))
    return table


def _begins(letter: Letter) -> str:
    value = letter.record.value
    if value is None:
        return "(not kept)" if letter.why is not None and letter.why.truncated else "(null)"
    text: str = value[: 4 * _EXCERPT].decode(errors="backslashreplace")
    return text[:_EXCERPT] + ("…" if len(text) > _EXCERPT else "")


def by_reason(found: Counter[str]) -> str:
    """How many there are, and of which reasons."""
    return f"{sum(found.values())} letters: " + ", ".join(f"{code} {count}" for code, count in found.most_common())


def told(letter: Letter) -> dict[str, Any]:
    """Why a letter is there and where from, for JSON."""
    said = {} if letter.why is None else letter.why.model_dump(mode="json", exclude_none=True)
    return {"letter": letter.place, "source": letter.source, "code": letter.code, "why": said}


def content(letter: Letter) -> dict[str, Any]:
    """Bytes as text, what is not UTF-8 as \\xNN; `--raw` has them as they are."""

    def text(piece: bytes | None) -> str | None:
        return None if piece is None else piece.decode(errors="backslashreplace")

    headers = [[_name(name), text(value)] for name, value in letter.own_headers]
    return {"key": text(letter.record.key), "headers": headers, "value": text(letter.record.value)}


def _name(name: str) -> str:
    return name.encode(errors="surrogateescape").decode(errors="backslashreplace")


def letter_lines(letter: Letter) -> list[str]:
    """Everything of a letter, safe for a terminal."""
    why, kept = told(letter)["why"], content(letter)
    lines = [f"letter: {letter.place}", f"source: {letter.source}"]
    lines += [f"{name}: {printable(str(value))}" for name, value in why.items()]
    lines.append(f"key: {'(none)' if kept['key'] is None else printable(kept['key'])}")
    lines += [f"header {printable(name)}: {printable(value or '')}" for name, value in kept["headers"]]
    return [*lines, "", _begins(letter) if kept["value"] is None else printable(kept["value"], keep="\n\t")]


def replay_said(done: Replayed, *, send: bool) -> str:
    """What a replay did, or would do."""
    total = sum(done.sent.values())
    by_code = ", ".join(f"{code} {count}" for code, count in done.sent.most_common())
    lines = [f"{'sent back' if send else 'would send back'} {total} letters" + (f": {by_code}" if by_code else "")]
    lines += [f"left {count}: {reason}" for reason, count in done.left.most_common()]
    if not send and total:
        lines.append("this was a dry run; add --send to send them")
    return "\n".join(lines)
