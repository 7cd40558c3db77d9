"""What `doctor` makes of the newest records."""

from datetime import UTC, datetime, timedelta

import pytest
from aiokafka import ConsumerRecord

from service.shell.doctor_records import look_at_clock, look_at_versions
from service.shell.finding import State
from service.shell.records import Record
from service.shell.state import STATE_FORMAT, next_key

NOW = datetime(2026, 2, 12, 6, 40, tzinfo=UTC)
SKEW = timedelta(minutes=10)


def record(topic: str, value: bytes | None, key: bytes = b"", at: datetime = NOW, partition: int = 0) -> Record:
    milliseconds = int(at.timestamp() * 1000)
    return ConsumerRecord(topic, partition, 0, milliseconds, 0, key, value, None, len(key), len(value or b""), ())


@pytest.mark.parametrize(("ahead", "state"), [(-5, State.OK), (9, State.OK), (11, State.ERROR)])
def test_a_record_may_be_ahead_of_the_clock_by_the_allowed_skew(ahead: int, state: State) -> None:
    found = look_at_clock([record("reports", b"{}", at=NOW + timedelta(minutes=ahead))], NOW, SKEW)

    assert found.state is state


def test_where_there_is_no_record_the_clock_is_taken_as_right() -> None:
    assert look_at_clock([], NOW, SKEW).state is State.OK


@pytest.mark.parametrize(
    "value", [b'{"schema_version": 1}', b"{}", b'{"schema_version": "2"}', b"[2]", b"not JSON", b"", None]
)
def test_what_is_of_this_version_or_not_ours_at_all_is_no_finding(value: bytes | None) -> None:
    assert look_at_versions([record("incidents", value)], []) == []


def test_records_of_a_newer_schema_are_told_once_for_a_topic() -> None:
    newer = b'{"schema_version": 2}'
    found = look_at_versions([record("incidents", newer), record("incidents", newer), record("areas", newer)], [])

    assert [one.said.partition(",")[0] for one in found] == [
        "incidents holds records of schema version 2",
        "areas holds records of schema version 2",
    ]
    assert {one.state for one in found} == {State.ERROR}


def test_state_is_held_against_the_format_by_partition() -> None:
    ours = [record("c", b"7", next_key("reports")), record("c", STATE_FORMAT, b"\x00format")]
    other = [record("c", b"7", next_key("reports"), partition=1), record("c", b"2", b"\x00format", partition=1)]

    assert look_at_versions([], ours) == []
    (found,) = look_at_versions([], [*ours, *other])
    assert "c holds state of format 2, this version reads 1" in found.said
