"""What the places inside an area add up to: nothing is counted twice (design, section 4.5)."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from schemas.incident import Place
from schemas.totals import AreaContribution
from service.core.totals.area_sums import AreaSums, Child
from service.core.totals.claims import Figure
from tests.core.totals.claims_made import ODESA, ODESA_OBLAST, hours

RAION = Place(id="UA51100000000099999", name="Odesa Raion", kind="raion", region="UA-51", country="UA")
HROMADA = Place(id="UA51100270000088888", name="Odesa Hromada", kind="hromada", region="UA-51", country="UA")
OTHER = Place(id="UA51100310010077777", name="Chornomorsk", kind="city", region="UA-51", country="UA")
ELSEWHERE = Place(id="UA51080030010028258", name="Izmail", kind="city", region="UA-51", country="UA")
DISTRICT = Place(id="UA51100270010151821", name="Prymorskyi", kind="district", region="UA-51", country="UA")
OBLAST = Place(id="UA48000000000039575", name="Mykolaiv Oblast", kind="oblast", region="UA-48", country="UA")
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
    assert found[("missing", "people")] == (Figure(6, 6, None), hours(1).isoformat(), False)


def test_a_stock_that_nobody_tells_of_any_more_is_gone() -> None:
    assert sums(told(ODESA, 3), told(ODESA, 0, revision=2)).levels() == {}


def test_a_place_with_nothing_left_counts_no_more() -> None:
    found = sums(told(ODESA, 3), told(ELSEWHERE, 2), told(ODESA, 0, revision=2))
    assert (found.places, found.flows("24h")) == (1, {KEY: (2, 2, 2)})
    assert found.revision(ODESA.id) == 2


def test_sums_do_not_depend_on_who_came_first() -> None:
    children = [told(RAION, 4), told(HROMADA, 5), told(ODESA, 3), told(OTHER, 2), told(ODESA, 6, revision=2)]
    orders = [order for order in permutations(children) if order.index(children[2]) < order.index(children[4])]
    assert {killed(*order) for order in orders} == {Figure(8, 8, 8)}


PLACES = (ODESA, RAION, HROMADA, OTHER, ELSEWHERE, DISTRICT, OBLAST)
HOLDERS = {ODESA: (HROMADA, RAION), HROMADA: (RAION,), OTHER: (RAION,), DISTRICT: (ODESA, HROMADA, RAION)}
"""What may hold a place, the closest first."""


def nested(figures: dict[Place, int]) -> int:
    """The same by the definition: of each place the larger of its own figure and that of what lies in it."""
    inside: dict[Place | None, list[Place]] = {}
    for place in figures:
        holder = next((one for one in HOLDERS.get(place, ()) if one in figures), None)
        inside.setdefault(holder, []).append(place)

    def of(place: Place | None) -> int:
        parts = sum(map(of, inside.get(place, [])))
        return parts if place is None else max(figures[place], parts)

    return of(None)


@given(st.lists(st.tuples(st.sampled_from(PLACES), st.integers(0, 9)), max_size=30))
def test_sums_that_are_kept_up_with_are_those_of_what_was_told_last(story: list[tuple[Place, int]]) -> None:
    found, last = AreaSums(ODESA_OBLAST), {}
    for revision, (place, number) in enumerate(story):
        found.put(told(place, number, revision))
        last[place] = number
        figures = {place: number for place, number in last.items() if number}
        wanted = nested(figures)
        assert found.flows("24h") == ({KEY: (wanted, wanted, wanted)} if figures else {})
        assert {key: level.figure.best for key, level in found.levels().items()} == (
            {("missing", "people"): wanted} if figures else {}
        )
        assert found.places == len(figures)
