"""One estimate for each attack, measure and unit (design, sections 4.4 and 4.5)."""

from typing import Any

import pytest

from schemas.totals import Estimate
from schemas.vocabulary import CountKind, Grade, Qualifier
from service.core.totals.claims import Figure, figure_of
from service.core.totals.estimates import sum_of_sites
from service.core.totals.rules import EstimatePolicy, Rules
from tests.core.totals.claims_made import KYIV, Book, count, incident


def estimate(*told: Any, policy: EstimatePolicy = EstimatePolicy.OFFICIAL_LATEST) -> Estimate:
    book = Book(Rules(windows=("30d",), policy=policy))
    book.apply(list(told))
    return next(iter(book.totals[KYIV.id].windows["30d"]["killed"].values()))  # type: ignore[index]


def bounds(found: Estimate) -> tuple[int, int, int | None]:
    return (found.low, found.best, found.high)


def killed(name: str, best: int, said_at: float, speaker: str = "mayor", **more: Any) -> Any:
    kind = more.pop("kind", "total_to_date")
    bounds = {key: more.pop(key) for key in ("low", "high") if key in more}
    return incident(name, [count("killed", best, kind=kind, **bounds)], said_at=said_at, speaker=speaker, **more)


def test_the_newest_claim_of_the_weightiest_class_is_the_best() -> None:
    told = (killed("1", 9, 6, "police", rank="lead_agency"), killed("2", 12, 8), killed("3", 15, 9, "x", rank="news"))
    assert bounds(estimate(*told)) == (9, 9, 15)


def test_a_source_that_lowers_its_own_figure_is_believed() -> None:
    found = estimate(killed("1", 14, 6), killed("2", 10, 8))
    assert (bounds(found), found.grade) == ((10, 10, 10), Grade.PROVISIONAL)


def test_an_equally_weighty_source_may_lower_the_figure_of_another() -> None:
    found = estimate(killed("1", 14, 6, "governor"), killed("2", 10, 8))
    assert (bounds(found), found.grade) == ((10, 10, 14), Grade.CORROBORATED)


def test_a_rise_told_by_a_worse_source_widens_the_range_and_contests_nothing() -> None:
    found = estimate(killed("1", 10, 6), killed("2", 12, 8, "paper", rank="news"))
    assert (bounds(found), found.grade) == ((10, 10, 12), Grade.CORROBORATED)


def test_a_lower_bound_told_by_a_worse_source_contradicts_nothing() -> None:
    found = estimate(killed("1", 134, 6), killed("2", 130, 8, "paper", rank="news", high=None))
    assert (bounds(found), found.grade) == ((130, 134, None), Grade.CORROBORATED)


def test_a_source_is_the_same_however_its_name_is_written() -> None:
    assert estimate(killed("1", 3, 6, "the Mayor"), killed("2", 4, 7, " THE  mayor")).sources == 1


def test_increments_after_the_newest_base_of_their_source_are_added_and_earlier_ones_are_not() -> None:
    told = (
        killed("1", 4, 6),
        killed("2", 3, 7, kind="increment"),
        killed("3", 9, 8),
        killed("4", 2, 9, kind="increment"),
    )
    assert bounds(estimate(*told)) == (11, 11, 11)


def test_outlets_that_pass_on_the_same_increment_add_it_once() -> None:
    told = (killed("1", 4, 6), *(killed(f"o{n}", 3, 8 + n / 2, kind="increment") for n in range(4)))
    assert estimate(*told).best == 7


def test_the_same_increment_told_long_after_is_another() -> None:
    told = (killed("1", 4, 6), killed("2", 3, 8, kind="increment"), killed("3", 3, 14, kind="increment"))
    assert estimate(*told).best == 10


def test_increments_alone_say_at_least_so_many() -> None:
    told = (killed("1", 5, 6, kind="increment"), killed("2", 2, 7, kind="increment"))
    assert bounds(estimate(*told)) == (5, 5, None)


def test_an_increment_of_another_source_raises_the_lower_bound_only_up_to_the_best() -> None:
    told = (killed("1", 4, 6, low=1), killed("2", 9, 7, "rescuers", kind="increment"))
    assert bounds(estimate(*told)) == (4, 4, 4)


@pytest.mark.parametrize(
    ("sites", "total"),
    [
        ({"school": 2, "market": 5}, 7),
        ({"solomianskyi district": 9, "flats solomianskyi district": 6}, 9),
        ({"solomianskyi district": 4, "flats solomianskyi district": 6, "school solomianskyi district": 1}, 7),
        ({"": 3, "school": 2}, 3),
        ({"": 3}, 3),
    ],
)
def test_sites_add_unless_one_may_lie_in_another(sites: dict[str, int], total: int) -> None:
    assert sum_of_sites({site: Figure(n, n, n) for site, n in sites.items()}).best == total


def test_what_is_inside_a_figure_is_never_added_to_it() -> None:
    assert (
        estimate(killed("1", 6, 6).model_copy(update={"counts": (count("killed", 6, of_which={"children": 2}),)})).best
        == 6
    )


@pytest.mark.parametrize("policy", list(EstimatePolicy))
def test_every_policy_keeps_the_best_within_the_bounds(policy: EstimatePolicy) -> None:
    found = estimate(killed("1", 3, 6, low=1), killed("2", 8, 7, "governor", high=20), policy=policy)
    assert (found.low, found.high) == (1, 20)
    assert found.best == {"official_latest": 8, "conservative": 3, "maximum": 8}[policy]


@pytest.mark.parametrize(
    ("said", "figure"),
    [
        ({"low": 4, "best": 4, "high": 4}, (4, 4, 4)),
        ({"low": 130, "best": None, "high": None, "qualifier": Qualifier.AT_LEAST}, (130, 130, None)),
        ({"low": None, "best": None, "high": 50, "qualifier": Qualifier.AT_MOST}, (0, 50, 50)),
        ({"low": None, "best": 50, "high": 50, "qualifier": Qualifier.AT_MOST}, (0, 50, 50)),
        ({"low": 10, "best": None, "high": 20, "qualifier": Qualifier.RANGE}, (10, 10, 20)),
        ({"low": 12, "best": None, "high": None, "qualifier": Qualifier.VAGUE}, (12, 12, None)),
        ({"low": None, "best": None, "high": None}, (0, 0, None)),
        ({"low": 9, "best": 4, "high": 2}, (4, 4, 4)),
    ],
)
def test_bounds_of_a_count_are_always_in_order(said: dict[str, Any], figure: tuple[int, int, int | None]) -> None:
    made = count("killed", 1, kind=CountKind.TOTAL_TO_DATE).model_copy(update=said)
    assert figure_of(made.low, made.best, made.high, made.qualifier) == figure
