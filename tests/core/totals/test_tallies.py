"""Tallies: a newer bulletin for an interval replaces the older one, disjoint intervals add (design, section 4.6)."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.incident import Incident, Retraction
from schemas.vocabulary import TimePrecision
from service.core.totals.rules import Rules
from service.core.totals.tallies import overlap
from tests.core.totals.claims_made import KYIV, Book, count, hours, incident

RULES = Rules(windows=("30d",))


def bulletin(name: str, start: float, end: float, drones: int, **more: Any) -> Incident:
    said_at = more.pop("said_at", end + 1)
    span = {"occurred_from": hours(start), "occurred_to": hours(end)}
    return incident(name, [count("shot_down", drones)], said_at=said_at, time_precision="interval", **span, **more)


def shot_down(*told: Any) -> int | None:
    book = Book(RULES)
    for record in told:
        book.apply([record])
    return book.best("shot_down", "drone", "30d")


def test_bulletins_that_only_touch_add() -> None:
    assert shot_down(bulletin("1", 0, 8, 50), bulletin("2", 8, 12, 10)) == 60


def test_a_newer_bulletin_replaces_all_that_it_overlaps() -> None:
    assert shot_down(bulletin("1", 0, 8, 50), bulletin("2", 9, 12, 10), bulletin("3", 0, 12, 65)) == 65


def test_a_newspaper_does_not_replace_the_bulletin_it_read() -> None:
    assert shot_down(bulletin("1", 0, 8, 50), bulletin("2", 0, 9, 40, speaker="paper", rank="news")) == 50


def test_a_bulletin_told_again_for_another_time_and_without_an_upper_bound_replaces_itself() -> None:
    first = bulletin("1", 0, 8, 50, said_at=12)
    again = bulletin("1", 1, 9, 50, said_at=12)
    unbounded = again.model_copy(update={"counts": (count("shot_down", 50, high=None),)})
    assert shot_down(first, unbounded) == 50
    assert shot_down(unbounded, first) == 50


def test_when_a_bulletin_is_taken_back_those_it_replaced_stand_again() -> None:
    told = (bulletin("1", 0, 8, 50), bulletin("2", 9, 12, 10), bulletin("3", 0, 12, 65))
    cancel = Retraction(report_id="c", operation="cancel", references=("report-3",), published_at=hours(20))
    assert shot_down(*told, cancel) == 60


def test_a_bulletin_without_times_covers_the_half_day_before_it() -> None:
    plain = bulletin("2", 9, 9, 70, said_at=9).model_copy(update={"time_precision": TimePrecision.PUBLISHED})
    assert shot_down(bulletin("1", 0, 8, 50, said_at=8.5), plain) == 70


def test_each_weapon_has_a_tally_of_its_own() -> None:
    book = Book(RULES)
    counts = [count("shot_down", 50), count("shot_down", 4, unit="cruise_missile")]
    book.apply([incident("1", counts)])
    assert book.best("shot_down", "drone", "30d") == 50
    assert book.best("shot_down", "cruise_missile", "30d") == 4


def test_a_tally_makes_no_attack() -> None:
    book = Book(RULES)
    book.apply([bulletin("1", 0, 8, 50)])
    assert book.totals[KYIV.id].attacks == 0
    assert not [change for change in book.changes if change.attack]


def standing(told: list[Incident]) -> int:
    """The sum of the bulletins that stand, worked out in the simplest way."""
    taken: list[Incident] = []
    for one in sorted(told, key=lambda t: (-t.attributed_class.rank, t.as_of, t.published_at, t.incident_id))[::-1]:
        spans = [((o.occurred_from, o.occurred_to), (one.occurred_from, one.occurred_to)) for o in taken]
        stamps = [(tuple(t.timestamp() for t in a), tuple(t.timestamp() for t in b)) for a, b in spans]
        if not any(overlap(a, b) for a, b in stamps):  # type: ignore[arg-type]
            taken.append(one)
    return sum(one.counts[0].best or 0 for one in taken)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 9), st.sampled_from(("lead_agency", "news"))),
        min_size=1,
        max_size=10,
    ),
    st.sets(st.integers(0, 9), max_size=4),
)
def test_those_that_stand_are_the_same_as_worked_out_in_the_simplest_way(spans: list[Any], gone: set[int]) -> None:
    told = [
        bulletin(f"{number}", start, start + length, number + 1, rank=rank)
        for number, (start, length, rank) in enumerate(spans)
    ]
    references = tuple(f"report-{number}" for number in sorted(gone))
    cancel = Retraction(report_id="c", operation="cancel", references=references, published_at=hours(60))
    left = [one for number, one in enumerate(told) if number not in gone]
    assert (shot_down(*told, cancel) or 0) == standing(left)
