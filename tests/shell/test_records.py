from datetime import UTC, datetime

import pytest

from service.core.decode import Limits, read_report
from service.core.outcome import Rejected
from service.shell.records import raw
from tests.records import record

NOW = datetime(2026, 2, 12, tzinfo=UTC)


def test_a_record_keeps_value_key_headers_and_time() -> None:
    found = raw(record(value=b"v", key=b"k", headers=[("a", b"1"), ("a", b"2")], timestamp=1_767_225_600_123))

    assert (found.value, found.key, found.headers) == (b"v", b"k", (("a", b"1"), ("a", b"2")))
    assert found.timestamp == datetime(2026, 1, 1, 0, 0, 0, 123_000, tzinfo=UTC)


@pytest.mark.parametrize("unset", [None, -1, -(2**63)])
def test_a_time_that_was_not_set_is_none(unset: int | None) -> None:
    assert raw(record(timestamp=unset)).timestamp is None


@pytest.mark.parametrize("late", [253_402_300_800_000, 2**53, 2**63 - 1])
def test_a_time_beyond_the_calendar_is_late_and_refused_as_such(late: int) -> None:
    outcome = read_report(raw(record(value=b"Quiet night.", timestamp=late)), Limits(), NOW)

    assert isinstance(outcome, Rejected)
    assert outcome.code == "timestamp_out_of_range"


def test_the_epoch_is_a_time() -> None:
    assert raw(record(timestamp=0)).timestamp == datetime(1970, 1, 1, tzinfo=UTC)
