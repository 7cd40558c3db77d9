from datetime import UTC, datetime, timedelta

import pytest

from schemas.vocabulary import RejectionCode, Stage
from service.core.outcome import Rejected
from service.shell.bringing_back import NOT_WHOLE, OF_NO_INPUT, TRIED_OFTEN, partition_for, why_left
from service.shell.dead_letters import MAX_LETTER_BYTES, DeadLetters
from service.shell.letters import UNKNOWN, Choice, Letter
from service.shell.records import Record
from service.shell.settings import Settings, TopicSettings
from service.shell.writes import partition_of
from tests.records import record

NOW = datetime(2026, 2, 12, 12, tzinfo=UTC)
SETTINGS = Settings(topics=TopicSettings(prefix="eu.", partitions=12))
LETTERS = DeadLetters("eu.reports-dead", 12, "incident-stream", "0.1.0")


def letter(
    source: Record | None = None, code: RejectionCode = RejectionCode.INVALID_JSON, at: datetime = NOW
) -> Letter:
    """The letter of a record as it is read back."""
    given = source or record(118, b"{", topic="eu.reports", partition=3)
    write = LETTERS.letter(given, Rejected(Stage.DECODE, code, "no JSON"), at)
    return Letter.of(record(7, write.value, write.key, write.headers, topic=write.topic, partition=write.partition))


def test_a_letter_says_why_and_where_from() -> None:
    found = letter()

    assert (found.code, found.source, found.place) == ("invalid_json", "eu.reports/3/118", "3/7")
    assert found.is_whole


@pytest.mark.parametrize(
    ("choice", "is_meant"),
    [
        (Choice(), True),
        (Choice(codes=frozenset({"invalid_json", "empty"})), True),
        (Choice(codes=frozenset({"empty"})), False),
        (Choice(topic="eu.reports"), True),
        (Choice(topic="reports"), False),
        (Choice(partition=3), True),
        (Choice(partition=0), False),
        (Choice(offsets=(118, 118)), True),
        (Choice(offsets=(119, 200)), False),
        (Choice(since=NOW), True),
        (Choice(since=NOW + timedelta(microseconds=1)), False),
        (Choice(until=NOW), False),
        (Choice(places=frozenset({"3/7"})), True),
        (Choice(places=frozenset({"7/3"})), False),
    ],
)
def test_a_letter_is_chosen_by_what_its_headers_say(choice: Choice, is_meant: bool) -> None:
    assert choice.has(letter()) is is_meant


@pytest.mark.parametrize("headers", [[], [("__dlq.errors.code", b"king")], [("__dlq.errors.offset", None)]])
def test_a_record_that_is_no_letter_of_ours_is_shown_and_never_sent_back(
    headers: list[tuple[str, bytes | None]],
) -> None:
    stranger = Letter.of(record(1, b"x", headers=headers))

    assert (stranger.code, stranger.source) == (UNKNOWN, UNKNOWN)
    assert Choice().has(stranger)
    assert not Choice(partition=0).has(stranger)
    assert why_left(SETTINGS, stranger, 5) == OF_NO_INPUT


def test_letters_that_cannot_be_sent_back_say_why() -> None:
    huge = record(1, b"x" * (MAX_LETTER_BYTES + 1), topic="eu.reports")
    tried = record(1, b"x", headers=[("__replay.delivery.count", b"4")], topic="eu.reports")

    assert why_left(SETTINGS, letter(), 5) is None
    assert why_left(SETTINGS, letter(huge), 5) == NOT_WHOLE
    assert why_left(SETTINGS, letter(tried), 5) == TRIED_OFTEN
    assert why_left(SETTINGS, letter(record(topic="reports")), 5) == OF_NO_INPUT
    assert why_left(SETTINGS, letter(record(topic="eu.city-totals")), 5) == OF_NO_INPUT


def test_a_record_goes_where_its_key_belongs_and_without_one_where_it_was() -> None:
    def partition(source: Record) -> int:
        found = letter(source)
        assert found.why is not None
        return partition_for(SETTINGS, found, found.why)

    assert partition(record(key=b"UA59", topic="eu.incidents", partition=2)) == partition_of(b"UA59", 12)
    assert partition(record(key=None, topic="eu.reports", partition=5)) == 5
    assert partition(record(key=b"kyiv-mayor:1", topic="eu.control", partition=9)) == 9
