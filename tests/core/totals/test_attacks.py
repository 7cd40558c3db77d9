"""Which incidents are one attack (design, section 4.3)."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.incident import Incident, Retraction
from schemas.vocabulary import ChangeReason
from service.core.totals.rules import Rules
from tests.core.totals.claims_made import KYIV, Book, count, hours, incident

RULES = Rules(windows=("30d",))


def at(name: str, hour: float, killed: int = 1, **more: Any) -> Incident:
    """An incident of one moment, told an hour later."""
    told = more.pop("said_at", hour + 1)
    return incident(
        name, [count("killed", killed)], said_at=told, occurred_from=hours(hour), occurred_to=hours(hour), **more
    )


def undated(name: str, hour: float, killed: int = 1, measure: str = "killed") -> Incident:
    """An incident of which only the time of publication is known."""
    return incident(
        name,
        [count(measure, killed)],
        said_at=hour,
        occurred_from=hours(hour),
        occurred_to=hours(hour),
        time_precision="published",
    )


def after(*told: Any) -> Book:
    book = Book(RULES)
    for record in told:
        book.apply([record])
    return book


def attacks(book: Book) -> int:
    return book.totals[KYIV.id].attacks


def killed(book: Book) -> int | None:
    return book.best("killed", window="30d")


def test_incidents_within_the_gap_are_one_attack_and_beyond_it_two() -> None:
    assert attacks(after(at("1", 0), at("2", 12))) == 1
    assert attacks(after(at("1", 0), at("2", 12.01))) == 2


def test_an_incident_without_a_time_joins_the_attack_around_it_and_does_not_extend_it() -> None:
    book = after(at("1", 0, 2), undated("2", 11, 4), at("3", 20, 3))
    assert attacks(book) == 2
    assert killed(book) == 4 + 3


def test_a_toll_told_before_an_attack_began_is_of_the_one_before() -> None:
    book = after(at("1", 0, 20), undated("2", 45, 28), at("3", 48, 3))
    assert attacks(book) == 2
    assert killed(book) == 28 + 3


def test_a_report_may_come_a_little_before_the_time_that_others_give() -> None:
    assert attacks(after(undated("1", 47.5, 2), at("2", 48, 3))) == 1


def test_a_toll_told_two_days_later_continues_the_attack_when_it_is_no_smaller_than_half() -> None:
    assert killed(after(at("1", 0, 20), undated("2", 50, 28))) == 28
    assert killed(after(at("1", 0, 20), undated("2", 50, 10))) == 10


def test_a_much_smaller_toll_told_two_days_later_is_of_another_attack() -> None:
    book = after(at("1", 0, 20), undated("2", 50, 9))
    assert attacks(book) == 2
    assert killed(book) == 29


def test_a_new_measure_told_two_days_later_continues_the_attack() -> None:
    book = after(at("1", 0, 20), undated("2", 50, 130, "injured"))
    assert attacks(book) == 1
    assert book.best("injured", window="30d") == 130


def test_a_toll_beyond_reach_is_of_another_attack() -> None:
    assert attacks(after(at("1", 0, 20), undated("2", 72, 28))) == 1
    assert attacks(after(at("1", 0, 20), undated("2", 72.01, 28))) == 2


def test_each_toll_that_continues_an_attack_carries_its_reach_on() -> None:
    book = after(at("1", 0, 20), undated("2", 60, 25), undated("3", 120, 28))
    assert attacks(book) == 1
    assert killed(book) == 28


def test_tolls_without_any_date_are_one_story_too() -> None:
    book = after(undated("1", 0, 14), undated("2", 30, 24), undated("3", 40, 28))
    assert attacks(book) == 1
    assert killed(book) == 28


def test_a_toll_retold_day_and_night_without_a_date_stays_one_story() -> None:
    book = after(at("1", 0, 10), *(undated(str(n), 6 * n, 10 + n) for n in range(2, 22)))
    assert attacks(book) == 1
    assert killed(book) == 31


def test_an_attack_keeps_its_name_when_earlier_times_become_known() -> None:
    book = after(at("1", 5), at("2", 1, said_at=9), at("3", 8))
    assert len({change.attack for change in book.changes if change.attack}) == 1


def test_the_name_of_an_attack_does_not_depend_on_the_order() -> None:
    told = [at("1", 5), at("2", 1, said_at=9), at("3", 8)]
    names = [{c.attack for c in after(*order).changes if c.attack and c.new} for order in (told, told[::-1])]
    assert names[0] <= names[1]


def test_an_id_given_by_reports_wins_over_time() -> None:
    book = after(at("1", 0, 2, attack_id="x"), at("2", 100, 3, attack_id="x"), at("3", 50, 5))
    assert attacks(book) == 2
    assert killed(book) == 3 + 5


def test_a_report_taken_back_can_part_an_attack_into_two() -> None:
    book = after(at("1", 0, 2), at("2", 20, 3), at("bridge", 10, 1, said_at=11))
    assert killed(book) == 3
    book.apply([Retraction(report_id="c", operation="cancel", references=("report-bridge",), published_at=hours(30))])
    assert attacks(book) == 2
    assert killed(book) == 5
    reasons = {change.reason for change in book.changes if change.attack}
    assert {ChangeReason.ATTACK_MERGED, ChangeReason.ATTACK_SPLIT} <= reasons


def test_two_cities_attacked_in_one_night_are_two_attacks() -> None:
    book = after(at("1", 0), at("2", 0, place=KYIV.model_copy(update={"id": "UA1", "name": "Elsewhere"})))
    assert {totals.attacks for totals in book.totals.values()} == {1}


def test_two_nights_in_a_row_are_two_attacks_though_half_a_day_apart() -> None:
    nights = [
        at(str(n), 4 + 24 * n, 5 - n).model_copy(update={"occurred_from": hours(24 * n - 8), "time_precision": "night"})
        for n in range(2)
    ]
    book = after(*nights)
    assert attacks(book) == 2
    assert killed(book) == 5 + 4


def test_a_city_hit_day_and_night_for_a_week_has_an_attack_for_each_day_from_noon_to_noon() -> None:
    book = after(*(at(str(n), 10 + 6 * n) for n in range(7 * 4)))
    assert attacks(book) == 7
    assert killed(book) == 7


def test_an_attack_of_a_night_and_the_day_after_stays_whole() -> None:
    night = at("1", 4, 2).model_copy(update={"occurred_from": hours(-8)})
    day = at("2", 21, 6).model_copy(update={"occurred_from": hours(-2)})
    assert attacks(after(night, day)) == 1


def test_a_report_that_leaves_a_long_chain_makes_what_is_left_whole_again() -> None:
    book = after(at("1", 2), at("2", 12), at("3", 22), at("4", 32))
    assert attacks(book) == 2
    book.apply([Retraction(report_id="c", operation="cancel", references=("report-4",), published_at=hours(40))])
    assert attacks(book) == 1


def linked(spans: list[tuple[int, int]], gap: int) -> int:
    """Attacks that these times make, worked out in the simplest way."""
    groups: list[list[tuple[int, int]]] = []
    for start, end in sorted(spans):
        if groups and start - max(e for _, e in groups[-1]) <= gap:
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    return sum(parts(group, 2 * gap) for group in groups)


def parts(group: list[tuple[int, int]], longest: int) -> int:
    """Noons (hour 10) between the beginnings of what lasts too long, where something begins on both sides."""
    lasts = max(end for _, end in group) - min(start for start, _ in group)
    return len({(start - 10) // 24 for start, _ in group}) if lasts > longest else 1


@settings(max_examples=300, deadline=None)
@given(
    st.integers(20, 300).flatmap(
        lambda days: st.lists(st.tuples(st.integers(0, days), st.integers(0, 20)), min_size=1, max_size=14)
    ),
    st.lists(st.integers(0, 13), max_size=4),
    st.integers(1, 3),
)
def test_attacks_are_the_same_as_worked_out_in_the_simplest_way(
    times: list[tuple[int, int]], gone: list[int], size: int
) -> None:
    book = Book(RULES)
    spans = [(start, start + length) for start, length in times]
    told = [
        at(str(number), end).model_copy(update={"occurred_from": hours(start)})
        for number, (start, end) in enumerate(spans)
    ]
    for number in range(0, len(told), size):
        book.apply(told[number : number + size])
    references = tuple(f"report-{number}" for number in gone)
    book.apply([Retraction(report_id="c", operation="cancel", references=references, published_at=hours(330))])
    left = [span for number, span in enumerate(spans) if number not in gone]
    assert book.totals[KYIV.id].attacks == linked(left, 12)
