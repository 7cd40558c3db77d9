"""What the totals step keeps: bounded, and the same bytes for the same state."""

import pytest

from schemas.incident import Retraction, Tick
from service.core.totals.rules import Rules
from service.core.totals.stored import Stored, incident_key, incident_of, place_of
from tests.core.totals.claims_made import KYIV, Book, count, hours, incident, partition

DAY = 24


def cancel(name: str, *references: str, said_at: float = 10) -> Retraction:
    return Retraction(report_id=name, operation="cancel", references=references, published_at=hours(said_at))


def test_keys_say_where_they_belong() -> None:
    key = incident_key(KYIV.id, "a|b")
    assert (place_of(key), incident_of(key)) == (KYIV.id, "a|b")


def test_keys_of_others_are_left_alone() -> None:
    assert len(Stored({b"\x00next|incidents": b"5", b"\x00format": b"1"})) == 0


def test_a_retraction_is_dropped_when_nothing_it_holds_for_can_be_kept() -> None:
    book = Book()
    book.apply([cancel("c", "report-1")])
    book.apply([Tick(now=hours(60 * DAY))])
    assert b"r|report-1" in book.state
    book.apply([Tick(now=hours(64 * DAY))])
    assert not [key for key in book.state if key.startswith(b"r|")]


def test_a_retraction_told_twice_holds_from_its_newest_time() -> None:
    book = Book()
    book.apply([cancel("c", "report-1", said_at=20), cancel("d", "report-1", said_at=10)])
    assert int(book.state[b"r|report-1"]) == int(hours(20).timestamp() * 1000)


def test_the_count_of_keys_is_that_of_the_changelog() -> None:
    book = Book()
    book.apply([incident("1", [count("killed", 2)]), incident("2", [count("killed", 3)]), cancel("c", "report-2")])
    assert len(book.partition) == len(book.state)
    book.apply([Tick(now=hours(80 * DAY))])
    assert len(book.partition) == len(book.state)
    assert sorted(key[:2] for key in book.state) == [b"p|", b"t|"]


def test_one_report_writes_its_incident_its_place_and_the_clock_and_nothing_else() -> None:
    book = Book()
    book.apply([incident(str(n), [count("killed", n)], said_at=n) for n in range(50)])
    effects = book.apply([incident("new", [count("killed", 60)], said_at=60)])
    assert sorted(key[:2] for key in effects.state) == [b"i|", b"p|", b"t|"]


@pytest.mark.parametrize("attack_hours", [6, 28 * DAY])
def test_a_report_writes_no_more_where_two_thousand_were_than_where_ten_were(attack_hours: int) -> None:
    written = []
    for before in (10, 2000):
        book = Book()
        times = [attack_hours * number / before for number in range(before)]
        told = [
            incident(
                str(number),
                [count("killed", number % 30)],
                said_at=at,
                speaker=f"s{number % 9}",
                occurred_from=hours(at),
                occurred_to=hours(at),
            )
            for number, at in enumerate(times)
        ]
        book.apply(told)
        effects = book.apply([incident("new", [count("killed", 31)], said_at=29 * DAY)])
        written.append(sum(len(key) + len(value or b"") for key, value in effects.state.items()))
    assert written[1] <= 1.1 * written[0]


def test_quiet_places_are_not_read_when_nothing_is_due() -> None:
    book = Book(Rules())
    book.apply([incident("1", [count("killed", 2)])], hours(6))
    state = dict(book.state)
    state[incident_key(KYIV.id, "1")] = b"not to be read before something is due"
    restored = partition(Rules(), {**state, incident_key(KYIV.id, "1"): b'["report-1"]'})
    assert not restored.tick(hours(7)).state


def test_late_claims_are_counted_whether_they_are_applied_or_too_old() -> None:
    book = Book()
    book.apply([Tick(now=hours(100 * DAY))])
    applied = incident("1", [count("killed", 2)], said_at=99 * DAY)
    too_old = incident("2", [count("killed", 2)], said_at=60 * DAY)
    assert book.apply([applied]).late == 1
    assert book.apply([too_old]).late == 1
    assert book.totals[KYIV.id].reports == 1


def test_a_repeat_is_counted_within_a_block_and_across_blocks_and_news_is_not() -> None:
    book = Book()
    told, corrected = incident("1", [count("killed", 2)]), incident("1", [count("killed", 3)], said_at=7)
    assert book.apply([told, told]).repeated == 1
    assert book.apply([told, incident("2", [count("killed", 2)])]).repeated == 1
    assert book.apply([corrected]).repeated == 0
    assert book.tick(hours(8)).repeated == 0


def test_an_incident_that_is_outdated_taken_back_or_too_late_is_no_repeat() -> None:
    book = Book()
    told, corrected = incident("1", [count("killed", 2)]), incident("1", [count("killed", 3)], said_at=7)
    book.apply([corrected])
    assert book.apply([told]).repeated == 0
    book.apply([cancel("c", "report-1")])
    assert book.apply([corrected]).repeated == 0
    book.apply([Tick(now=hours(100 * DAY))])
    again = book.apply([corrected])
    assert (again.repeated, again.late) == (0, 1)
