"""`incident-stream watch`: totals live in the terminal."""

import asyncio
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console, ConsoleDimensions
from rich.live import Live
from rich.table import Table

from schemas.totals import CityTotals, TotalChange
from service.cli.common import fail, fail_with, settings_or_exit
from service.cli.show import fitting_table, totals_table
from service.shell.reading import drain, reader
from service.shell.records import Record
from service.shell.settings import Settings
from service.shell.topics import CHANGES, CITY_TOTALS, TopicNames


def watch(
    window: Annotated[str, typer.Option(help="Which rolling window to show.")] = "24h",
    once: Annotated[bool, typer.Option("--once", help="Show what there is and end.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --once: the CityTotals as JSON lines.")] = False,
) -> None:
    """Show each city's figures, how well they stand, and what last changed them."""
    settings = settings_or_exit()
    if window not in settings.totals.windows:
        fail(f"no such window: {window}; there are {', '.join(settings.totals.windows)}")
    board = Board(settings, window)
    try:
        asyncio.run(board.print_once(as_json) if once or as_json else board.follow())
    except KeyboardInterrupt:
        return
    except Exception as error:  # noqa: BLE001 - whatever the client raises, the user wants the sentence
        fail_with(settings, "cannot read from", error, "reader")


class Board:
    """The newest totals of each place and the newest change of each figure."""

    def __init__(self, settings: Settings, window: str) -> None:
        names = TopicNames(settings)
        self._settings = settings
        self._window = window
        self._totals_topic = names.full(CITY_TOTALS)
        self._changes_topic = names.full(CHANGES)
        self._totals: dict[str, CityTotals] = {}
        self._changes: dict[tuple[str, str, str], TotalChange] = {}

    def take(self, record: Record) -> None:
        """Take one record of either topic in; one that this version cannot read is passed over."""
        if record.value is None:
            self._totals.pop((record.key or b"").decode(errors="replace"), None)
            return
        try:
            if record.topic == self._totals_topic:
                totals = CityTotals.model_validate_json(record.value)
                self._totals[totals.place.id] = totals
            else:
                change = TotalChange.model_validate_json(record.value)
                if change.window in (None, self._window) and change.attack is None:
                    self._changes[change.place.id, change.measure.value, change.unit.value] = change
        except ValidationError:
            return

    def table(self) -> Table:
        """The board as it stands."""
        return totals_table(self._totals.values(), self._changes, self._window)

    def fitting(self, size: ConsoleDimensions) -> Table:
        """What of it fits into so many lines and columns."""
        return fitting_table(self._totals.values(), self._changes, self._window, size)

    async def print_once(self, as_json: bool) -> None:
        """Print what the topics hold now."""
        async with reader(self._settings, self._totals_topic, self._changes_topic) as consumer:
            for record in await drain(consumer):
                self.take(record)
        if as_json:
            for place_id in sorted(self._totals):
                print(self._totals[place_id].model_dump_json(by_alias=True))
            return
        Console().print(self.table())

    async def follow(self) -> None:
        """Show the board until interrupted, redrawn when something came or the window has another size."""
        console = Console()
        async with reader(self._settings, self._totals_topic, self._changes_topic) as consumer:
            for record in await drain(consumer):
                self.take(record)
            shown = console.size
            with Live(self.fitting(shown), console=console, auto_refresh=False, screen=True) as live:
                while True:
                    found = await consumer.getmany(timeout_ms=500)
                    for records in found.values():
                        for record in records:
                            self.take(record)
                    if found or console.size != shown:
                        shown = console.size
                        live.update(self.fitting(shown), refresh=True)
