"""Totals are a pure function of the set of live claims (design, section 4)."""

from datetime import timedelta

import pytest

from schemas.incident import Retraction
from schemas.vocabulary import ChangeReason, Grade
from service.core.totals.rules import EstimatePolicy, Rules
from tests.core.totals.claims_made import KYIV, ODESA, Book, count, hours, incident


def retraction(name: str, *references: str, said_at: float = 8) -> Retraction:
    return Retraction(report_id=name, operation="cancel", references=references, published_at=hours(said_at))


# -- estimates ---------------------------------------------------------------------------------------------------------


def test_a_repeated_report_changes_nothing() -> None:
    book = Book()
    told = incident("1", [count("killed", 3)])
    book.apply([told])
    again = book.apply([told])
    assert not again.totals
    assert not again.changes
    assert not again.state


def test_twenty_outlets_that_quote_one_minister_are_one_source() -> None:
    book = Book()
    book.apply([incident(str(n), [count("killed", 3)], speaker="minister", said_at=6 + n / 60) for n in range(20)])
    estimate = book.totals[KYIV.id].windows["24h"]["killed"]["people"]
    assert (estimate.best, estimate.sources, estimate.grade) == (3, 1, Grade.PROVISIONAL)


def test_two_independent_sources_corroborate() -> None:
    book = Book()
    book.apply([incident("1", [count("killed", 3)]), incident("2", [count("killed", 4)], speaker="police", said_at=7)])
    estimate = book.totals[KYIV.id].windows["24h"]["killed"]["people"]
    assert (estimate.low, estimate.best, estimate.high) == (3, 4, 4)
    assert estimate.grade is Grade.CORROBORATED


def test_a_fall_told_by_a_worse_source_makes_the_estimate_contested() -> None:
    book = Book()
    book.apply(
        [
            incident("1", [count("killed", 9)]),
            incident("2", [count("killed", 4)], speaker="x", rank="unverified", said_at=7),
        ]
    )
    estimate = book.totals[KYIV.id].windows["24h"]["killed"]["people"]
    assert (estimate.low, estimate.best, estimate.grade) == (4, 9, Grade.CONTESTED)


def test_an_older_claim_does_not_widen_the_range() -> None:
    book = Book()
    book.apply(
        [
            incident("1", [count("killed", 2)], speaker="police", said_at=5),
            incident("2", [count("killed", 9)], said_at=9),
        ]
    )
    estimate = book.totals[KYIV.id].windows["24h"]["killed"]["people"]
    assert (estimate.low, estimate.best, estimate.high) == (9, 9, 9)


def test_an_increment_adds_to_a_known_base_of_the_same_source() -> None:
    book = Book()
    book.apply([incident("1", [count("killed", 4)]), incident("2", [count("killed", 3, kind="increment")], said_at=8)])
    assert book.best("killed") == 7


def test_an_increment_on_an_unknown_base_only_raises_the_lower_bound() -> None:
    book = Book()
    first = incident("1", [count("killed", 9, low=2)])
    book.apply([first, incident("2", [count("killed", 5, kind="increment")], speaker="rescuers", said_at=8)])
    estimate = book.totals[KYIV.id].windows["24h"]["killed"]["people"]
    assert (estimate.low, estimate.best) == (5, 9)


def test_the_city_is_the_larger_of_its_own_figure_and_the_sum_of_its_sites() -> None:
    book = Book()
    sites = [incident(s, [count("killed", n, kind="component")], site=s) for s, n in (("school", 2), ("market", 5))]
    book.apply([*sites, incident("whole", [count("killed", 6)])])
    assert book.best("killed") == 7
    book.apply([incident("later", [count("killed", 8)], said_at=9)])
    assert book.best("killed") == 8


@pytest.mark.parametrize(
    ("policy", "best"),
    [(EstimatePolicy.OFFICIAL_LATEST, 6), (EstimatePolicy.CONSERVATIVE, 4), (EstimatePolicy.MAXIMUM, 9)],
)
def test_the_policy_chooses_among_the_current_claims(policy: EstimatePolicy, best: int) -> None:
    book = Book(Rules(policy=policy))
    claims = ((4, "police", "official"), (6, "mayor", "official"), (9, "paper", "news"))
    book.apply(
        [incident(who, [count("killed", n)], speaker=who, rank=rank, said_at=6 + n / 10) for n, who, rank in claims]
    )
    assert book.best("killed") == best


# -- attacks and windows -----------------------------------------------------------------------------------------------


def test_a_late_report_joins_two_attacks_into_one() -> None:
    book = Book(Rules(windows=("30d",)))
    first = incident("1", [count("killed", 2)], occurred_from=hours(0), occurred_to=hours(0))
    second = incident("2", [count("killed", 3)], occurred_from=hours(20), occurred_to=hours(20), said_at=21)
    book.apply([first])
    book.apply([second])
    assert book.best("killed", window="30d") == 5
    bridge = incident("3", [count("injured", 1)], occurred_from=hours(10), occurred_to=hours(10), said_at=22)
    book.apply([bridge])
    assert book.best("killed", window="30d") == 3
    assert ChangeReason.ATTACK_MERGED in {change.reason for change in book.changes}


def test_an_attack_named_by_its_reports_stays_apart() -> None:
    book = Book()
    book.apply([incident("1", [count("killed", 2)], attack_id="a"), incident("2", [count("killed", 3)], attack_id="b")])
    assert book.best("killed") == 5


def test_an_undated_toll_joins_the_attack_before_it() -> None:
    book = Book(Rules(windows=("30d",)))
    book.apply([incident("1", [count("killed", 2)])])
    undated = incident(
        "2",
        [count("killed", 6)],
        said_at=40,
        occurred_from=hours(40),
        occurred_to=hours(40),
        time_precision="published",
    )
    book.apply([undated])
    assert book.best("killed", window="30d") == 6


def test_a_total_falls_when_its_attack_leaves_the_window() -> None:
    book = Book()
    book.apply([incident("1", [count("killed", 2)])], hours(6))
    assert book.best("killed") == 2
    assert not book.tick(hours(27)).changes
    book.tick(hours(4 + 24) + timedelta(seconds=1))
    assert book.best("killed") is None
    assert book.best("killed", window="7d") == 2
    assert book.changes[-1].reason is ChangeReason.EXPIRED
    assert book.changes[-1].delta == -2


def test_a_claim_past_correction_is_dropped_and_its_key_goes() -> None:
    book = Book()
    book.apply([incident("1", [count("killed", 2)])], hours(6))
    book.tick(hours(4 + 30 * 24))
    assert book.totals[KYIV.id].final
    # Kept for a while longer, so that no window ever shows an attack that has lost a part.
    assert [key for key in book.state if key.startswith(b"i|")]
    book.tick(hours(6 + 34 * 24))
    assert not [key for key in book.state if key.startswith(b"i|")]
    assert not book.totals[KYIV.id].attacks


# -- retractions -------------------------------------------------------------------------------------------------------


def test_a_retraction_removes_exactly_its_contribution() -> None:
    book = Book()
    book.apply([incident("1", [count("killed", 2)]), incident("2", [count("injured", 7)], report="other")])
    before = Book()
    before.apply([incident("2", [count("injured", 7)], report="other")])
    book.apply([retraction("cancel", "report-1")])
    assert book.figures() == before.figures()
    assert ChangeReason.RETRACTION in {change.reason for change in book.changes}


def test_a_retraction_that_comes_before_its_report_holds() -> None:
    book = Book()
    book.apply([retraction("cancel", "report-1")])
    book.apply([incident("1", [count("killed", 2)])])
    assert book.totals == {}


def test_a_report_does_not_withdraw_itself() -> None:
    book = Book()
    book.apply([incident("1", [count("killed", 2)]), retraction("report-1", "report-1")])
    assert book.best("killed") == 2


# -- stocks and tallies ------------------------------------------------------------------------------------------------


def test_a_stock_is_its_last_value_lowered_by_restorations_of_the_same_unit() -> None:
    book = Book()
    book.apply([incident("1", [count("without_power", 9000)], said_at=5)])
    book.apply([incident("2", [count("without_power", 4000)], said_at=8)])
    book.apply([incident("3", [count("restored_power", 1500)], said_at=9)])
    book.apply([incident("4", [count("restored_power", 700, unit="households")], said_at=9)])
    level = book.level("without_power", "customers")
    assert (level.best, level.peak_24h) == (2500, 9000)
    assert [c.reason for c in book.changes if c.measure == "without_power"][-1] is ChangeReason.RESTORED


def test_restorations_of_more_than_is_out_end_at_nothing() -> None:
    book = Book()
    book.apply([incident("1", [count("without_power", 100)]), incident("2", [count("restored_power", 900)], said_at=8)])
    assert book.level("without_power", "customers").best == 0


def test_a_stock_without_news_turns_stale() -> None:
    book = Book()
    book.apply([incident("1", [count("without_power", 100)], said_at=5)], hours(6))
    assert not book.level("without_power", "customers").stale
    book.tick(hours(5 + 24) + timedelta(seconds=1))
    assert book.level("without_power", "customers").stale


def test_a_newer_bulletin_for_a_night_replaces_the_older_and_another_night_adds() -> None:
    book = Book(Rules(windows=("7d",)))
    first = incident("1", [count("launched", 50)], said_at=5, place=ODESA)
    newer = incident("2", [count("launched", 60)], said_at=7, place=ODESA)
    next_night = incident(
        "3", [count("launched", 10)], said_at=30, place=ODESA, occurred_from=hours(21), occurred_to=hours(28)
    )
    book.apply([first])
    book.apply([newer])
    assert book.best("launched", "drone", "7d", ODESA) == 60
    book.apply([next_night])
    assert book.best("launched", "drone", "7d", ODESA) == 70


# -- what moved a place ------------------------------------------------------------------------------------------------


def test_the_last_record_that_moved_a_place_is_told_and_a_repeat_moved_nothing() -> None:
    book = Book()
    first = incident("1", [count("killed", 4)])
    other = incident("2", [count("killed", 1)], place=ODESA)
    assert book.apply([first, incident("3", [count("killed", 5)], said_at=7), other, first]).behind == {
        KYIV.id: 1,
        ODESA.id: 2,
    }


def test_a_retraction_is_what_moved_the_places_that_it_took_from_and_time_is_no_record() -> None:
    book = Book()
    book.apply([incident("1", [count("killed", 4)])])
    assert book.apply([retraction("cancel", "report-1")]).behind == {KYIV.id: 0}
    assert book.tick(hours(40)).behind == {}
