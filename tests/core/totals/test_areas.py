"""Totals of areas: the larger of what was told of the area and the sum over its places (design, section 4.5)."""

from typing import Any

from schemas.incident import Place
from schemas.totals import AreaTotals
from service.core.replay import Replay
from service.core.totals.areas import AreasPartition
from service.core.totals.rules import Rules
from tests.core.totals.claims_made import (
    IZMAIL,
    KYIV,
    ODESA,
    ODESA_OBLAST,
    UKRAINE,
    contained,
    count,
    incident,
    partition,
)

RULES = Rules(windows=("30d",))


def areas_after(*told: Any) -> dict[str, AreaTotals]:
    """The areas' totals after these incidents."""
    replay = Replay(RULES, contained)
    replay.apply(list(told))
    return replay.areas


def best(areas: dict[str, AreaTotals], place: Place, measure: str, unit: str = "people") -> int:
    found = areas[place.id].windows["30d"][measure]  # type: ignore[index]
    return found[unit].best  # type: ignore[index]


def test_cities_add_up_to_their_oblast_and_to_the_country() -> None:
    areas = areas_after(
        incident("1", [count("killed", 2)], place=ODESA),
        incident("2", [count("killed", 3)], place=IZMAIL),
        incident("3", [count("killed", 10)], place=KYIV),
    )
    assert best(areas, ODESA_OBLAST, "killed") == 5
    assert best(areas, UKRAINE, "killed") == 15


def test_an_oblast_s_own_figure_is_not_added_to_its_cities() -> None:
    areas = areas_after(
        incident("1", [count("killed", 2)], place=ODESA), incident("2", [count("killed", 3)], place=ODESA_OBLAST)
    )
    estimate = areas[ODESA_OBLAST.id].windows["30d"]["killed"]["people"]  # type: ignore[index]
    assert (estimate.best, estimate.reported.best, estimate.from_cities.best) == (3, 3, 2)
    assert best(areas, UKRAINE, "killed") == 3


def test_a_national_figure_and_the_sum_over_cities_stand_beside_each_other() -> None:
    areas = areas_after(
        incident("1", [count("killed", 10)], place=KYIV), incident("2", [count("killed", 7)], place=UKRAINE)
    )
    estimate = areas[UKRAINE.id].windows["30d"]["killed"]["people"]  # type: ignore[index]
    assert (estimate.best, estimate.reported.best, estimate.from_cities.best) == (10, 7, 10)


def test_an_oblast_s_air_defence_tally_is_part_of_the_national_one() -> None:
    areas = areas_after(
        incident("1", [count("shot_down", 12)], place=ODESA_OBLAST),
        incident("2", [count("shot_down", 90)], place=UKRAINE),
    )
    assert best(areas, UKRAINE, "shot_down", "drone") == 90


def test_stocks_of_cities_add_up() -> None:
    areas = areas_after(
        incident("1", [count("without_power", 100)], place=ODESA),
        incident("2", [count("without_power", 50)], place=IZMAIL),
    )
    level = areas[ODESA_OBLAST.id].now["without_power"]["customers"]  # type: ignore[index]
    assert (level.best, level.stale) == (150, False)


def test_an_older_contribution_never_replaces_a_newer_one() -> None:
    totals = partition(RULES)
    older = totals.apply([incident("1", [count("killed", 2)])], None).contributions
    newer = totals.apply([incident("2", [count("killed", 5)], said_at=8)], None).contributions
    areas = AreasPartition(RULES, {}, contained)
    areas.apply(newer, None)
    again = areas.apply(older, None)
    assert not again.state
    assert not again.totals


def test_restored_state_gives_the_same_totals_as_before() -> None:
    totals = partition(RULES)
    first = totals.apply([incident("1", [count("killed", 2)], place=ODESA)], None).contributions
    second = totals.apply([incident("2", [count("killed", 3)], place=IZMAIL)], None).contributions
    whole = AreasPartition(RULES, {}, contained)
    state = {key: value for key, value in whole.apply(first, None).state.items() if value is not None}
    restored = AreasPartition(RULES, state, contained)
    assert restored.apply(second, None).totals == whole.apply(second, None).totals
