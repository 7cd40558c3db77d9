"""`incident-stream doctor`: what stands in the way of a worker, and what to do about it."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape

from service.cli.common import settings_or_exit
from service.shell.doctor import examine
from service.shell.finding import Finding, State
from service.shell.settings import Settings

_STYLES: Final = {State.OK: "green", State.NOTE: "yellow", State.ERROR: "bold red"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False) -> None:
    """Look at settings, disk, brokers, topics, rights, clock, schema. Exit code 1 when a worker cannot work."""
    findings = asyncio.run(_examine(settings_or_exit(), quiet=as_json))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings]))
    if any(finding.state is State.ERROR for finding in findings):
        raise typer.Exit(1)


async def _examine(settings: Settings, *, quiet: bool) -> list[Finding]:
    console = Console(quiet=quiet, highlight=False)
    found = []
    async for finding in examine(settings):
        found.append(finding)
        state = f"[{_STYLES[finding.state]}]{finding.state.value:5}[/]"
        console.print(f"{state}  {finding.about:8}  {escape(finding.said)}", soft_wrap=True)
        if finding.advice:
            console.print(f"{'':15}  → {escape(finding.advice)}", soft_wrap=True)
    return found
