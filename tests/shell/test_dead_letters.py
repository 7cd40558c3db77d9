from datetime import UTC, datetime

import pytest

from schemas.dead_letter import HEADER_PREFIX, REPLAY_COUNT, REPLAY_FROM, DeadLetterHeaders
from schemas.vocabulary import RejectionCode, Stage
from service.core.outcome import Rejected
from service.shell.dead_letters import MAX_LETTER_BYTES, PREFIX, DeadLetters
from service.shell.records import Record
from service.shell.topics import DEAD, TOPICS
from service.shell.untrusted_batches import UnreadBatch
from service.shell.writes import Write, partition_of
from tests.poison import Poison, load
from tests.records import record

FAILED_AT = datetime(2026, 2, 12, 6, 40, 0, 123_000, tzinfo=UTC)
LETTERS = DeadLetters("eu.reports-dead", 12, "incident-stream", "0.1.0")
REJECTED = Rejected(Stage.VALIDATE, RejectionCode.SCHEMA_VIOLATION, "text: Input should be a valid string")


def headers(letter: Write) -> dict[str, bytes | None]:
    return dict(letter.headers)


def ours(letter: Write) -> dict[str, str]:
    return {name: (value or b"").decode() for name, value in letter.headers if name.startswith(PREFIX)}


def test_key_bytes_and_headers_are_kept() -> None:
    own = [("trace", b"\xff\x00"), ("a", b"1"), ("a", b"2")]

    letter = LETTERS.letter(record(7, b"\xff{", b"\x00key", own), REJECTED, FAILED_AT)

    assert letter.topic == "eu.reports-dead"
    assert (letter.value, letter.key) == (b"\xff{", b"\x00key")
    assert list(letter.headers[:3]) == own


def test_our_headers_say_why_and_where_from() -> None:
    letter = LETTERS.letter(record(118, partition=3), REJECTED, FAILED_AT)

    assert ours(letter) == {
        "__dlq.errors.topic": "reports",
        "__dlq.errors.partition": "3",
        "__dlq.errors.offset": "118",
        "__dlq.errors.group": "incident-stream",
        "__dlq.errors.stage": "validate",
        "__dlq.errors.code": "schema_violation",
        "__dlq.errors.message": "text: Input should be a valid string",
        "__dlq.errors.delivery.count": "1",
        "__dlq.errors.failed.at": "2026-02-12T06:40:00.123000Z",
        "__dlq.errors.app.version": "0.1.0",
        "__dlq.errors.timestamp": "1767225600000",
    }


def test_our_headers_are_what_the_schema_says() -> None:
    too_large = record(value=b"x" * (MAX_LETTER_BYTES + 1))

    for letter in (
        LETTERS.letter(record(), REJECTED, FAILED_AT),
        LETTERS.letter(record(), REJECTED, FAILED_AT, "KeyError"),
        LETTERS.letter(too_large, REJECTED, FAILED_AT),
    ):
        assert DeadLetterHeaders.model_validate(ours(letter)).code is RejectionCode.SCHEMA_VIOLATION
    assert HEADER_PREFIX == PREFIX


def test_a_fault_of_ours_names_the_exception() -> None:
    assert ours(LETTERS.letter(record(), REJECTED, FAILED_AT, "KeyError"))[PREFIX + "exception"] == "KeyError"


def test_older_or_forged_headers_of_ours_are_replaced() -> None:
    own = [(PREFIX + "code", b"innocent"), ("kept", b"yes"), (PREFIX + "anything", b"x")]

    letter = LETTERS.letter(record(headers=own), REJECTED, FAILED_AT)

    assert [name for name, _ in letter.headers].count(PREFIX + "code") == 1
    assert ours(letter)[PREFIX + "code"] == "schema_violation"
    assert PREFIX + "anything" not in headers(letter)
    assert headers(letter)["kept"] == b"yes"


def test_a_letter_that_fails_again_does_not_grow() -> None:
    once = LETTERS.letter(record(headers=[("a", b"1")]), REJECTED, FAILED_AT)
    again = LETTERS.letter(record(headers=once.headers), REJECTED, FAILED_AT)

    assert list(again.headers) == list(once.headers)


def test_a_tombstone_stays_one() -> None:
    assert LETTERS.letter(record(value=None), REJECTED, FAILED_AT).value is None


@pytest.mark.parametrize("unset", [None, -1])
def test_a_time_that_was_not_set_is_not_made_up(unset: int | None) -> None:
    assert PREFIX + "timestamp" not in ours(LETTERS.letter(record(timestamp=unset), REJECTED, FAILED_AT))


@pytest.mark.parametrize("time", [0, 4_102_444_800_000, 2**63 - 1], ids=["1970", "2100", "the last"])
def test_a_records_time_is_told_and_the_letter_is_written_with_its_own(time: int) -> None:
    letter = LETTERS.letter(record(timestamp=time), REJECTED, FAILED_AT)

    assert letter.timestamp_ms is None
    assert ours(letter)[PREFIX + "timestamp"] == str(time)


@pytest.mark.parametrize(
    ("said", "count"), [(b"1", "2"), (b"41", "42"), (b"", "1"), (b"-3", "1"), (b"x", "1"), (b"9" * 40, "1")]
)
def test_a_letter_of_a_replayed_record_says_how_often_it_was_tried(said: bytes, count: str) -> None:
    letter = LETTERS.letter(record(headers=[(REPLAY_COUNT, said), (REPLAY_FROM, b"dead/1/2")]), REJECTED, FAILED_AT)

    assert ours(letter)[PREFIX + "delivery.count"] == count
    assert not {REPLAY_COUNT, REPLAY_FROM} & headers(letter).keys()


@pytest.mark.parametrize("too_large", [True, False])
def test_a_batch_that_was_not_unpacked_leaves_its_metadata(too_large: bool) -> None:
    unread = UnreadBatch.of("the batch of offsets 1 to 7", 900, too_large=too_large)

    letter = LETTERS.letter(record(7, unread), REJECTED, FAILED_AT)

    assert (letter.key, letter.value) == (None, None)
    assert ours(letter)[PREFIX + "truncated"] == "900"
    DeadLetterHeaders.model_validate(ours(letter))


def test_a_letter_goes_where_its_key_belongs_and_without_one_where_it_came_from() -> None:
    assert LETTERS.letter(record(key=b"sumy"), REJECTED, FAILED_AT).partition == partition_of(b"sumy", 12)
    assert LETTERS.letter(record(key=b""), REJECTED, FAILED_AT).partition == partition_of(b"", 12)
    assert LETTERS.letter(record(partition=5), REJECTED, FAILED_AT).partition == 5
    assert LETTERS.letter(record(partition=17), REJECTED, FAILED_AT).partition == 5


@pytest.mark.parametrize(
    "large",
    [
        record(value=b"x" * (MAX_LETTER_BYTES + 1), key=b"sumy"),
        record(value=b"x", key=b"sumy", headers=[("big", b"x" * MAX_LETTER_BYTES)]),
        record(value=b"x", key=b"sumy", headers=[("h", b"")] * 120_000),
    ],
    ids=["value", "header", "many headers"],
)
def test_a_record_too_large_to_keep_leaves_its_metadata(large: Record) -> None:
    letter = LETTERS.letter(large, REJECTED, FAILED_AT)

    assert (letter.value, letter.key) == (None, b"sumy")
    assert all(name.startswith(PREFIX) for name, _ in letter.headers)
    assert int(ours(letter)[PREFIX + "truncated"]) > MAX_LETTER_BYTES


def test_a_key_too_large_to_keep_goes_too() -> None:
    letter = LETTERS.letter(record(key=b"k" * MAX_LETTER_BYTES, partition=4), REJECTED, FAILED_AT)

    assert (letter.key, letter.value, letter.partition) == (None, None, 4)


def test_the_largest_letter_fits_its_topic() -> None:
    [dead] = [topic for topic in TOPICS if topic.name == DEAD]
    longest = Rejected(Stage.DECODE, RejectionCode.TIMESTAMP_OUT_OF_RANGE, "x" * 1000)
    kept = LETTERS.letter(record(value=b"x" * MAX_LETTER_BYTES), longest, FAILED_AT, "E" * 1000)

    assert kept.value is not None
    size = len(kept.value) + sum(len(name) + len(value or b"") + 8 for name, value in kept.headers)
    assert size < dead.max_message_bytes - 1024


def test_a_message_is_cut_to_its_bytes_and_not_through_a_letter() -> None:
    long = Rejected(Stage.DECODE, RejectionCode.INVALID_JSON, "ї" * 400)

    message = ours(LETTERS.letter(record(), long, FAILED_AT))[PREFIX + "message"]

    assert message == "ї" * 256


@pytest.mark.parametrize("poison", load(), ids=lambda poison: poison.name)
def test_every_poison_is_kept_byte_for_byte_or_leaves_its_metadata(poison: Poison) -> None:
    given = record(1, poison.value, poison.key, poison.headers, timestamp=poison.timestamp_ms)  # type: ignore[arg-type]

    letter = LETTERS.letter(given, REJECTED, FAILED_AT)

    assert letter.key == poison.key
    assert letter.value == (None if PREFIX + "truncated" in headers(letter) else poison.value)
    assert all(isinstance(value, bytes) for name, value in letter.headers if name.startswith(PREFIX))
