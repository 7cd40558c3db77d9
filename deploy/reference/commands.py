"""docs/reference/cli.md, from the commands themselves by Typer's own generator."""

import re
from typing import Final

import typer
from typer.cli import get_docs_for_click
from typer.models import Context

from service.cli import cli

_HEAD: Final = """\
Errors go to standard error with a non-zero exit code: 1 when it cannot be done, 2 when the call or a setting is wrong;
the worker's own codes are told in [deploying](../deploy.md#the-image-alone). Settings come from
[variables](settings.md). A value in angle brackets is one of those listed, or of that kind.
"""
_LISTED: Final = re.compile(r"\* `([a-z-]+)`: ")
_HEADING: Final = re.compile(r"#+ `(incident-stream[a-z -]*)`")
_HELP: Final = "* `--help`: Show this message and exit.\n"
_EMPTY: Final = "**Options**:\n\n\n"


def cli_page() -> str:
    """The page: a section for each command."""
    root = typer.main.get_command(cli)
    text = get_docs_for_click(obj=root, ctx=Context(root, info_name="incident-stream"), name="incident-stream")
    first, rest = text.split("\n\n", 1)
    rest = _lists_in_full(rest).replace(_HELP, "").replace(_EMPTY, "")
    tidy = re.sub(r"\n{3,}", "\n\n", rest).strip()
    return f"{first}\n\n{_HEAD}\n{tidy}\n"


def _lists_in_full(text: str) -> str:
    """Typer cuts short what its lists say of a command: the first sentence of the command's own section instead."""
    lines = text.splitlines()
    headings = [(number, found[1]) for number, line in enumerate(lines) if (found := _HEADING.match(line))]
    says = {name: lines[number + 2].split(". ")[0].rstrip(".") + "." for number, name in headings}
    above, starts = "incident-stream", dict(headings)
    for number, line in enumerate(lines):
        above = starts.get(number, above)
        listed = _LISTED.match(line)
        if listed and f"{above} {listed[1]}" in says:
            lines[number] = listed[0] + says[f"{above} {listed[1]}"]
    return "\n".join(lines)
