"""Totals are a pure function of the set of live claims (design, section 4)."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.incident import Incident, Retraction, Tick
from schemas.vocabulary import ChangeReason, Grade
from service.core.rules import EstimatePolicy, Rules
from tests.core.claims_made import IZMAIL, KYIV, ODESA, UKRAINE, Book, count, hours, incident, partition

FLAT = {"windows": ("30d",)}


def retraction(name: str, *references: str, said_at: float = 8) -> Retraction:
    return Retraction(report_id=name, operation="cancel", references=references, published_at=hours(said_at))


# -- the worked case: Kyiv, 17-18 June 2025 ----------------------------------------------------------------------------

WORKED = [
    incident("1", [count("killed", 14)], said_at=4, speaker="city administration"),
    incident("2", [count("killed", 15)], said_at=7, speaker="minister", place=UKRAINE),
    incident("3", [count("killed", 10)], said_at=13, speaker="mayor"),
    incident("4", [count("killed", 10)], said_at=14.5, speaker="minister"),
    incident("4n", [count("killed", 12)], said_at=14.5, speaker="minister", place=UKRAINE),
    incident("5", [count("killed", 5, kind="increment")], said_at=17, speaker="rescuers", rank="news"),
    incident("6", [count("killed", 24), count("injured", 134)], said_at=32, speaker="mayor"),
    incident("6b", [count("killed", 19, kind="component")], said_at=32, speaker="mayor", site="block"),
    incident("7", [count("killed", 28)], said_at=40, speaker="mayor"),
    incident("7b", [count("killed", 23, kind="component")], said_at=40, speaker="mayor", site="block"),
]


def test_the_worked_case_moves_as_the_reports_did() -> None:
    book = Book(Rules(windows=("30d",)))
    bests = []
    for told in WORKED:
        book.apply([told])
        if told.place == KYIV and told.site is None:
            bests.append(book.best("killed", window="30d"))
    assert bests == [14, 10, 10, 10, 24, 28]
    moves = [(c.delta, c.reason.value) for c in book.changes if c.place == KYIV and c.window and c.measure == "killed"]
    assert moves == [(14, "new_report"), (-4, "newer_as_of"), (14, "newer_as_of"), (4, "newer_as_of")]


def test_national_figures_never_enter_the_city() -> None:
    book = Book(Rules(windows=("30d",)))
    book.apply(WORKED)
    assert book.best("killed", window="30d") == 28
    assert UKRAINE.id not in book.totals


def test_the_worked_case_ends_the_same_in_every_order_of_the_city_s_reports() -> None:
    city = [told for told in WORKED if told.place == KYIV]
    expected = Book(Rules(windows=("30d",)))
    expected.apply(WORKED)
    for order in list(permutations(city))[::97]:
        book = Book(Rules(windows=("30d",)))
        for told in order:
            book.apply([told])
        assert book.figures() == expected.figures()


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


# -- properties over generated sets ------------------------------------------------------------------------------------

MEASURES = ("killed", "injured", "without_power", "restored_power", "launched")


@st.composite
def stories(draw: st.DrawFn) -> list[Any]:
    """Reports of a few places: revisions, relays, sites, increments, late and undated ones, and retractions."""
    told: list[Any] = []
    for number in range(draw(st.integers(1, 9))):
        measure = draw(st.sampled_from(MEASURES))
        best = draw(st.integers(0, 30))
        low = draw(st.integers(0, best))
        high = draw(st.one_of(st.none(), st.integers(best, 60)))
        occurred = draw(st.integers(0, 90))
        site = draw(st.sampled_from((None, None, "school", "market")))
        kind = "increment" if draw(st.integers(0, 4)) == 0 else "component" if site else "total_to_date"
        told.append(
            incident(
                f"i{number}",
                [count(measure, best, low=low, high=high, kind=kind)],
                report=f"r{draw(st.integers(0, 5))}",
                said_at=occurred + draw(st.integers(0, 40)),
                speaker=draw(st.sampled_from(("mayor", "governor", "paper"))),
                rank=draw(st.sampled_from(("lead_agency", "official", "news"))),
                place=draw(st.sampled_from((KYIV, ODESA, IZMAIL))),
                occurred_from=hours(occurred),
                occurred_to=hours(occurred + draw(st.integers(0, 6))),
                time_precision=draw(st.sampled_from(("night", "night", "published"))),
                site=site,
                attack_id=draw(st.sampled_from((None, None, None, "named"))),
            )
        )
    for number in range(draw(st.integers(0, 2))):
        told.append(retraction(f"c{number}", f"r{draw(st.integers(0, 5))}"))
    return told


END = hours(140)


def folded(blocks: list[list[Any]], rules: Rules) -> Book:
    """A book after these blocks, at the end of the story."""
    book = Book(rules)
    for block in blocks:
        if block:
            book.apply(block)
    book.apply([Tick(now=END)])
    return book


@settings(max_examples=600, deadline=None)
@given(stories(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_order_repetition_and_blocks_do_not_matter(told: list[Any], chance: Any, size: int) -> None:
    rules = Rules(windows=("24h", "30d"))
    expected = folded([told], rules)
    shuffled = [*told, *chance.sample(told, chance.randint(0, len(told)))]
    chance.shuffle(shuffled)
    book = folded([shuffled[n : n + size] for n in range(0, len(shuffled), size)], rules)
    kept = {place: found for place, found in book.figures().items() if found["reports"]}
    assert kept == {place: found for place, found in expected.figures().items() if found["reports"]}
    assert {k: v for k, v in book.state.items() if k[:2] in (b"i|", b"r|")} == {
        k: v for k, v in expected.state.items() if k[:2] in (b"i|", b"r|")
    }


@settings(max_examples=300, deadline=None)
@given(stories())
def test_changes_sum_to_totals_and_bounds_are_in_order(told: list[Any]) -> None:
    book = Book(Rules(windows=("24h", "30d")))
    for item in told:
        book.apply([item])
    book.apply([Tick(now=END)])
    sums: dict[tuple[str, str, str, str | None], int] = {}
    for change in book.changes:
        if change.attack is None:
            key = (change.place.id, change.measure.value, change.unit.value, change.window)
            sums[key] = sums.get(key, 0) + change.delta
    shown: dict[tuple[str, str, str, str | None], int] = {}
    for place_id, totals in book.totals.items():
        for window, found in [*totals.windows.items(), (None, totals.now)]:
            for measure, units in found.items():
                for unit, figure in units.items():
                    shown[place_id, measure.value, unit.value, window] = figure.best
                    assert 0 <= figure.low <= figure.best
                    assert figure.high is None or figure.high >= figure.best
    assert {key: value for key, value in sums.items() if value} == {key: value for key, value in shown.items() if value}


@settings(max_examples=200, deadline=None)
@given(stories())
def test_cancelling_everything_leaves_nothing(told: list[Any]) -> None:
    reports = sorted({item.report_id for item in told if isinstance(item, Incident)})
    book = folded([told, [retraction("all", *reports)]], Rules(windows=("30d",)))
    for totals in book.totals.values():
        assert totals.windows == {"30d": {}}
        assert totals.now == {}
        assert totals.reports == 0


@settings(max_examples=200, deadline=None)
@given(stories(), st.integers(0, 9))
def test_state_restored_in_mid_stream_goes_on_as_if_nothing_had_happened(told: list[Any], cut: int) -> None:
    rules = Rules(windows=("24h", "30d"))
    whole = folded([told], rules)
    book = Book(rules)
    if told[:cut]:
        book.apply(told[:cut])
    book.partition = partition(rules, dict(book.state))
    if told[cut:]:
        book.apply(told[cut:])
    book.apply([Tick(now=END)])
    assert {p: f for p, f in book.figures().items() if f["reports"]} == {
        p: f for p, f in whole.figures().items() if f["reports"]
    }
