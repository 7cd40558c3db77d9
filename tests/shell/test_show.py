"""Totals as a person reads them in a terminal."""

from rich.console import Console, ConsoleDimensions
from rich.table import Table

from schemas.totals import TotalChange
from service.cli.show import fitting_table, totals_table
from tests.core.totals.claims_made import IZMAIL, KYIV, ODESA, Book, count, hours, incident


def board() -> Book:
    """Three cities; Kyiv changed last."""
    book = Book()
    book.apply([incident("1", [count("killed", 3)], place=ODESA)])
    book.apply([incident("2", [count("without_power", 9000)], place=IZMAIL)])
    counts = [count("killed", 14), count("injured", 40, low=30, high=None)]
    book.apply([incident("3", counts, said_at=7), incident("4", [count("killed", 5)], speaker="x", rank="unverified")])
    book.apply([incident("5", [count("killed", 10)], said_at=9)])
    return book


def last(changes: list[TotalChange]) -> dict[tuple[str, str, str], TotalChange]:
    return {
        (change.place.id, change.measure.value, change.unit.value): change
        for change in changes
        if change.attack is None and change.window in (None, "24h")
    }


def printed(table: Table, width: int = 120) -> str:
    lines = Console(width=width).render_lines(table, pad=False)
    return "\n".join("".join(segment.text for segment in line) for line in lines)


def shown(book: Book) -> str:
    return printed(totals_table(book.totals.values(), last(book.changes), "24h"))


def fitting(book: Book, height: int, width: int = 120) -> str:
    size = ConsoleDimensions(width, height)
    return printed(fitting_table(book.totals.values(), last(book.changes), "24h", size), width)


def row(text: str, what: str) -> str:
    return next(line for line in text.splitlines() if what in line)


def test_each_figure_shows_its_range_grade_and_last_change_with_reason() -> None:
    text = shown(board())
    assert "10" in row(text, "killed people")
    assert "-4 newer as of" in row(text, "killed people")
    assert "30–40–…" in row(text, "injured people")
    assert "provisional" in row(text, "injured people")
    assert "as of 06:00Z" in row(text, "without power customers")


def test_a_wide_window_shows_when_a_figure_changed() -> None:
    assert "-4 newer as of, 09:00Z" in row(fitting(board(), 40), "killed people")


def test_the_dead_come_before_the_injured_and_places_by_name() -> None:
    text = shown(board())
    assert text.index("killed") < text.index("injured")
    assert text.index("Izmail") < text.index("Kyiv") < text.index("Odesa")


def test_what_does_not_fit_is_what_has_not_changed_for_longer_and_its_number_is_told() -> None:
    text = fitting(board(), 10)
    assert KYIV.name in text
    assert ODESA.name not in text
    assert "2 more places" in text
    assert len(text.splitlines()) <= 10


def test_in_a_narrow_window_each_figure_keeps_to_its_line() -> None:
    narrow = fitting(board(), 30, width=80)
    assert len(narrow.splitlines()) == len(fitting(board(), 30).splitlines())
    assert "provisional" in row(narrow, "injured people")


def test_an_empty_board_says_so() -> None:
    assert "Nothing in the last 24h" in printed(totals_table([], {}, "24h"))


def test_a_figure_that_has_left_the_window_has_no_row() -> None:
    book = board()
    book.tick(hours(60))
    assert "killed" not in shown(book)
