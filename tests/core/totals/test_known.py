"""Totals as they were known at a moment, from the changes alone."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.incident import Incident
from schemas.totals import KnownTotals
from service.core.totals.known import known_at
from tests.core.totals.claims_made import KYIV, ODESA, Book, count, hours, incident


def toll(name: str, hour: float, killed: int, **more: Any) -> Incident:
    return incident(name, [count("killed", killed)], said_at=hour, **more)


def told(*incidents: Incident) -> Book:
    book = Book()
    for one in incidents:
        book.apply([one])
    return book


def killed(found: list[KnownTotals], window: str = "24h") -> dict[str, int]:
    """Best of each place."""
    return {
        totals.place.name: bounds.best
        for totals in found
        for measure, units in totals.windows.get(window, {}).items()
        for bounds in units.values()
        if measure == "killed"
    }


def test_what_was_told_later_was_not_known() -> None:
    book = told(toll("1", 6, 14), toll("2", 9, 10), toll("3", 9, 2, place=ODESA))
    assert killed(known_at(book.changes, hours(8)).totals()) == {"Kyiv": 14}
    assert killed(known_at(book.changes, hours(9)).totals()) == {"Kyiv": 10, "Odesa": 2}


def test_before_the_first_change_nothing_was_known() -> None:
    assert known_at(told(toll("1", 6, 14)).changes, hours(5)).totals() == []


def test_a_figure_that_has_left_its_window_is_gone() -> None:
    book = told(toll("1", 6, 14))
    book.tick(hours(40))
    assert killed(known_at(book.changes, hours(40)).totals()) == {}
    assert killed(known_at(book.changes, hours(40)).totals(), "7d") == {"Kyiv": 14}


def test_a_change_that_is_missing_is_noticed() -> None:
    book = told(toll("1", 6, 14), toll("2", 9, 10))
    assert known_at(book.changes, hours(9)).gaps() == []
    assert known_at(book.changes[5:], hours(9)).gaps() == [KYIV.id]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(5, 60), st.integers(0, 30), st.booleans()), min_size=1, max_size=8),
    st.integers(5, 70),
    st.randoms(use_true_random=False),
)
def test_replaying_changes_gives_the_totals_of_every_moment(
    tolls: list[tuple[int, int, bool]], moment: int, chance: Any
) -> None:
    book, then = Book(), Book()
    for number, (hour, best, stock) in enumerate(sorted(tolls)):
        one = incident(f"i{number}", [count("without_power" if stock else "killed", best)], said_at=hour)
        book.apply([one])
        if hour <= moment:
            then.apply([one])
    changes = [*book.changes, *book.changes[: chance.randint(0, 9)]]
    chance.shuffle(changes)
    known = known_at(changes, hours(moment))
    assert known.gaps() == []
    expected = {
        (window, measure, unit): (figure.low, figure.best, figure.high)
        for totals in then.totals.values()
        for window, found in (*totals.windows.items(), ("now", totals.now))
        for measure, units in found.items()
        for unit, figure in units.items()
    }
    found = {
        (window, measure, unit): (figure.low, figure.best, figure.high)
        for totals in known.totals()
        for window, nested in (*totals.windows.items(), ("now", totals.now))
        for measure, units in nested.items()
        for unit, figure in units.items()
    }
    assert found == expected
