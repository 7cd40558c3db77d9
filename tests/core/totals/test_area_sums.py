"""What the places inside an area add up to: nothing is counted twice (design, section 4.5)."""

from itertools import permutations

from schemas.incident import Place
from schemas.totals import AreaContribution
from service.core.totals.area_sums import AreaSums, Child
from service.core.totals.claims import Figure
from tests.core.totals.claims_made import ODESA, ODESA_OBLAST, hours

RAION = Place(id="UA51100000000099999", name="Odesa Raion", kind="raion", region="UA-51", country="UA")
HROMADA = Place(id="UA51100270000088888", name="Odesa Hromada", kind="hromada", region="UA-51", country="UA")
OTHER = Place(id="UA51100310010077777", name="Chornomorsk", kind="city", region="UA-51", country="UA")
ELSEWHERE = Place(id="UA51080030010028258", name="Izmail", kind="city", region="UA-51", country="UA")
KEY = ("killed", "people")


def told(place: Place, killed: int, revision: int = 1) -> Child:
    figures = {"killed": {"people": {"low": killed, "best": killed, "high": killed}}} if killed else {}
    level = {"low": killed, "best": killed, "high": None, "as_of": hours(1), "stale": False, "peak_24h": killed}
    contribution = AreaContribution.model_validate(
        {
            "area": ODESA_OBLAST,
            "child": place,
            "as_of": hours(1),
            "revision": revision,
            "windows": {"24h": figures},
            "now": {"missing": {"people": level}} if killed else {},
        }
    )
    return Child(contribution, ("24h",))


def sums(*children: Child) -> AreaSums:
    found = AreaSums(ODESA_OBLAST)
    for child in children:
        found.put(child)
    return found


def killed(*children: Child) -> Figure | None:
    return sums(*children).flows("24h").get(KEY)


def test_a_raion_and_what_lies_in_it_are_not_added() -> None:
    assert killed(told(RAION, 4), told(ODESA, 3), told(ELSEWHERE, 2)) == (6, 6, 6)
    assert killed(told(RAION, 4), told(ODESA, 3), told(OTHER, 3)) == (6, 6, 6)


def test_on_each_level_the_larger_figure_counts() -> None:
    assert killed(told(RAION, 4), told(HROMADA, 5), told(ODESA, 3), told(OTHER, 2)) == (7, 7, 7)


def test_levels_are_nested_like_flows() -> None:
    found = sums(told(RAION, 4), told(ODESA, 3), told(ELSEWHERE, 2)).levels()
    assert sorted(part.figure.best for part in found[("missing", "people")]) == [2, 4]


def test_a_place_with_nothing_left_counts_no_more() -> None:
    found = sums(told(ODESA, 3), told(ELSEWHERE, 2), told(ODESA, 0, revision=2))
    assert (found.places, found.flows("24h")) == (1, {KEY: (2, 2, 2)})
    assert found.revision(ODESA.id) == 2


def test_sums_do_not_depend_on_who_came_first() -> None:
    children = [told(RAION, 4), told(HROMADA, 5), told(ODESA, 3), told(OTHER, 2), told(ODESA, 6, revision=2)]
    orders = [order for order in permutations(children) if order.index(children[2]) < order.index(children[4])]
    assert {killed(*order) for order in orders} == {Figure(8, 8, 8)}
