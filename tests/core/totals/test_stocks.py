"""Stocks: the last value counts, never a sum over time (design, section 4.6)."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.incident import Incident, Tick
from schemas.totals import Level
from service.core.totals.rules import Rules
from tests.core.totals.claims_made import KYIV, Book, count, hours, incident

RULES = Rules(windows=("24h",))


def out(name: str, customers: int, said_at: float, **more: Any) -> Incident:
    kind = more.pop("kind", "total_to_date")
    return incident(name, [count("without_power", customers, kind=kind)], said_at=said_at, **more)


def back(name: str, customers: int, said_at: float, **more: Any) -> Incident:
    kind = more.pop("kind", "total_to_date")
    return incident(name, [count("restored_power", customers, kind=kind)], said_at=said_at, **more)


def level(*told: Any, now: float = 12) -> Level:
    book = Book(RULES)
    book.apply([*told, Tick(now=hours(now))])
    found: Level = book.level("without_power", "customers")
    return found


def test_a_later_restoration_of_the_same_source_replaces_its_earlier_one() -> None:
    assert level(out("1", 1000, 5), back("2", 200, 6), back("3", 500, 7)).best == 500


def test_restorations_told_as_more_are_added() -> None:
    assert level(out("1", 1000, 5), back("2", 200, 6), back("3", 500, 7, kind="increment")).best == 300


def test_two_sources_that_tell_of_repairs_tell_of_the_same_repairs() -> None:
    assert level(out("1", 1000, 5), back("2", 200, 6), back("3", 300, 7, speaker="operator")).best == 700


def test_a_restoration_before_the_newest_level_is_in_it_already() -> None:
    assert level(out("1", 1000, 5), back("2", 200, 6), out("3", 900, 7)).best == 900


def test_more_that_are_out_are_added_to_the_level() -> None:
    assert level(out("1", 1000, 5), out("2", 200, 6, kind="increment")).best == 1200


def test_levels_of_sites_add_up_unless_the_city_s_own_is_larger() -> None:
    sites = (out("1", 100, 5, site="north"), out("2", 50, 6, site="south"))
    assert level(*sites).best == 150
    assert level(*sites, out("3", 400, 7)).best == 400


def test_a_restoration_told_of_the_city_lowers_the_sum_of_its_sites() -> None:
    assert level(out("1", 100, 5, site="north"), out("2", 50, 6, site="south"), back("3", 120, 7)).best == 30


def test_a_level_told_for_later_does_not_count_yet() -> None:
    book = Book(RULES)
    early = out("1", 100, 5)
    book.apply([early, out("2", 900, 8).model_copy(update={"published_at": hours(6)})])
    assert book.level("without_power", "customers").best == 100
    book.apply([Tick(now=hours(8))])
    assert book.level("without_power", "customers").best == 900


def test_the_peak_of_the_last_day_falls_when_the_day_has_passed() -> None:
    told = (out("1", 900, 1), out("2", 300, 10), out("3", 100, 20))
    # What stood at the beginning of the day belongs to it.
    assert [level(*told, now=now).peak_24h for now in (21, 33.9, 34, 44)] == [900, 900, 300, 100]


def test_a_level_is_told_again_when_only_its_staleness_changed_and_no_change_is() -> None:
    book = Book(RULES)
    book.apply([out("1", 100, 5)], hours(6))
    effects = book.tick(hours(29))
    assert [found.now["without_power"]["customers"].stale for found in effects.totals] == [True]  # type: ignore[index]
    assert not effects.changes
    assert not book.tick(hours(30)).totals


WORDS = st.tuples(
    st.integers(0, 60), st.integers(0, 9), st.sampled_from(("out", "out", "back")), st.sampled_from((None, "north"))
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_levels_do_not_depend_on_the_order_in_which_words_come(words: list[Any], chance: Any) -> None:
    tellers = {"out": out, "back": back}
    told = [tellers[kind](str(n), best, at, site=site) for n, (at, best, kind, site) in enumerate(words)]
    found = []
    for _ in range(2):
        book = Book(RULES)
        for record in told:
            book.apply([record], hours(60))
        found.append(book.totals[KYIV.id].now if KYIV.id in book.totals else {})
        chance.shuffle(told)
    assert found[0] == found[1]


def test_a_restoration_where_nothing_was_out_is_not_behind_the_level() -> None:
    book = Book(RULES)
    book.apply([back("1", 50, 5, site="north"), out("2", 100, 6)])
    assert [change.incidents for change in book.changes] == [("2",)]
