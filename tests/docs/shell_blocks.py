"""Commands of a Markdown page, as a reader would type them: fenced `console` blocks, in their order.

A line that begins with `$ ` is a command; the lines beneath it are what it shows, as far as that does not vary: each
of them has to come, in this order, and other lines may stand between. `…` stands for anything. A comment above a block
says `<!-- not run: why -->`, or `<!-- file: name -->` for a block that the reader saves as a file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_BLOCK: Final = re.compile(r"(?:<!-- (not run|file): ([^>]*) -->\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ANYTHING: Final = "…"


@dataclass
class Command:
    """One line to be typed, and the lines that it shows."""

    line: str
    shown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class File:
    """What is saved as a file."""

    name: str
    text: str


def steps(page: str) -> Iterator[Command | File]:
    """What a reader does, from top to bottom."""
    for said, more, kind, text in _BLOCK.findall(page):
        if said == "file":
            yield File(more, text)
        elif kind == "console" and said != "not run":
            yield from _commands(text)


def not_run(page: str) -> list[str]:
    """The reasons given for blocks that are not run."""
    return [more for said, more, kind, _ in _BLOCK.findall(page) if said == "not run" and kind == "console"]


def _commands(text: str) -> Iterator[Command]:
    command: Command | None = None
    for line in text.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield command
            command = Command(line[2:])
        else:
            assert command is not None, f"output without a command: {line}"
            command.shown.append(line)
    if command is not None:
        yield command


def missing(shown: list[str], output: str) -> str | None:
    """The first of the lines to be shown that did not come; None when all did."""
    came = iter([_spaced(line) for line in output.splitlines()])
    for line in shown:
        pattern = ".*".join(re.escape(part) for part in _spaced(line).split(_ANYTHING))
        if not any(re.fullmatch(pattern, found) for found in came):
            return line
    return None


def _spaced(line: str) -> str:
    return " ".join(line.split())
