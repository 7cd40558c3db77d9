"""Flows over a stretch of time are counted beside the attacks in it only where they tell of more."""

from typing import Any

from schemas.incident import Incident, Retraction
from service.core.totals.rules import Rules
from tests.core.totals.claims_made import KYIV, Book, count, hours, incident


def attack(name: str, hour: float, injured: int, **more: Any) -> Incident:
    """An attack of one moment."""
    told = incident(name, [count("injured", injured)], said_at=hour + 1, speaker="mayor")
    return told.model_copy(update={"occurred_from": hours(hour), "occurred_to": hours(hour), **more})


def past_day(name: str, hour: float, injured: int, **more: Any) -> Incident:
    """A bulletin over the day before it."""
    counts = [count("injured", injured, kind="period_total", **more.pop("bounds", {}))]
    fields = {"said_at": hour, "speaker": "governor", "occurred_from": hours(hour - 24), "occurred_to": hours(hour)}
    return incident(name, counts, **{**fields, **more})


def after(*told: Any) -> Book:
    book = Book(Rules(windows=("24h", "30d")))
    for record in told:
        book.apply([record])
    return book


def past_week(name: str, hour: float, measure: str, best: int, **more: Any) -> Incident:
    """A bulletin over the seven days before it."""
    counts = [count(measure, best, kind="period_total")]
    fields = {"said_at": hour, "speaker": "president", "occurred_from": hours(hour - 168), "occurred_to": hours(hour)}
    return incident(name, counts, **{**fields, **more})


def night(name: str, hour: float, drones: int) -> Incident:
    """The tally of the eight hours before it."""
    fields = {"said_at": hour, "speaker": "air force", "occurred_from": hours(hour - 8), "occurred_to": hours(hour)}
    return incident(name, [count("launched", drones)], **fields)


def injured(book: Book, window: str = "30d") -> int | None:
    return book.best("injured", window=window)


def test_bulletins_of_a_week_add_up_and_make_no_attack() -> None:
    book = after(*(past_day(str(day), 8 + 24 * day, 3) for day in range(7)))
    assert injured(book) == 21
    assert book.totals[KYIV.id].attacks == 0


def test_a_newer_bulletin_for_the_same_time_replaces_the_older_one() -> None:
    assert injured(after(past_day("1", 8, 3), past_day("2", 10, 5))) == 5


def test_a_bulletin_that_knows_of_more_than_the_attacks_in_its_day_counts_and_one_that_does_not_adds_nothing() -> None:
    two_attacks = (attack("1", -12, 4), attack("2", 6, 5))
    assert injured(after(*two_attacks, past_day("3", 8, 12))) == 12
    assert injured(after(*two_attacks, past_day("3", 8, 7))) == 9
    assert injured(after(past_day("3", 8, 12), *two_attacks)) == 12


def test_an_attack_on_another_day_is_added() -> None:
    assert injured(after(attack("1", -40, 4), past_day("2", 8, 12))) == 16


def test_a_bulletin_does_not_join_the_attacks_in_its_day() -> None:
    book = after(attack("1", -14, 4), attack("2", 6, 5), past_day("3", 8, 2))
    assert book.totals[KYIV.id].attacks == 2


def test_a_cancelled_bulletin_takes_back_what_it_told_beyond_the_attacks() -> None:
    cancel = Retraction(report_id="c", operation="cancel", references=("report-3",), published_at=hours(9))
    book = after(attack("1", 6, 4), past_day("3", 8, 12), cancel)
    assert injured(book) == 4
    assert [change.delta for change in book.changes if change.window == "30d"] == [4, 8, -8]


def test_what_is_left_when_an_attack_leaves_the_window_before_its_day_does_is_in_order() -> None:
    book = after(attack("1", -12, 4), past_day("2", 8, 6, bounds={"low": 5, "high": 6}))
    book.tick(hours(14))
    figure = book.totals[KYIV.id].windows["24h"]["injured"]["people"]
    assert (figure.low, figure.best, figure.high) == (1, 2, 2)


def test_a_bulletin_for_the_whole_city_outweighs_one_for_a_part_of_it() -> None:
    assert injured(after(past_day("1", 8, 6), past_day("2", 9, 2, site="district", rank="lead_agency"))) == 6


def test_a_bulletin_that_names_its_attack_is_a_figure_of_that_attack() -> None:
    book = after(past_day("1", 8, 6, attack_id="wave"), past_day("2", 9, 7, attack_id="wave"))
    assert injured(book) == 7
    assert book.totals[KYIV.id].attacks == 1


def test_the_tally_of_a_week_is_in_no_window_of_a_day_and_replaces_no_nights() -> None:
    book = Book(Rules(windows=("24h", "7d", "30d")))
    book.apply([night("1", 8, 60), night("2", 32, 80), past_week("3", 40, "launched", 1200)])
    assert [book.best("launched", "drone", window) for window in ("24h", "7d", "30d")] == [80, 1200, 1200]
    book.apply([night("4", 56, 90)])
    assert [book.best("launched", "drone", window) for window in ("24h", "7d", "30d")] == [90, 1290, 1290]


def test_the_tally_of_a_week_that_knows_of_no_more_than_its_nights_adds_nothing() -> None:
    book = Book(Rules(windows=("24h", "7d")))
    book.apply([night("1", 8, 60), night("2", 32, 80), past_week("3", 40, "launched", 120)])
    assert [book.best("launched", "drone", window) for window in ("24h", "7d")] == [80, 140]


def test_a_week_counts_beside_its_attacks_and_the_bulletins_of_its_days_only_for_what_it_tells_beyond_them() -> None:
    book = Book(Rules(windows=("24h", "7d")))
    book.apply([attack("1", -40, 4), past_day("2", 8, 12), past_week("3", 9, "injured", 20)])
    assert (injured(book, "24h"), injured(book, "7d")) == (12, 20)
    book.apply([attack("4", 8.5, 6)])
    assert (injured(book, "24h"), injured(book, "7d")) == (18, 22)


def test_a_week_leaves_its_window_as_a_whole() -> None:
    book = Book(Rules(windows=("24h", "7d")))
    book.apply([past_week("1", 0, "launched", 700)])
    book.tick(hours(167))
    assert book.best("launched", "drone", "7d") == 700
    book.tick(hours(168))
    assert book.best("launched", "drone", "7d") is None
