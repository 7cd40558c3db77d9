import pytest

from service.shell.state import (
    STATE_FORMAT,
    StateFormatError,
    check_format,
    engine_entries,
    next_key,
    own_entries,
    positions,
)


def test_positions_come_back_as_they_were_stored() -> None:
    stored = engine_entries({"incidents": 118, "control": 2**40})

    assert positions(stored, ("incidents", "control")) == {"incidents": 118, "control": 2**40}


def test_an_input_that_was_never_applied_begins_at_zero() -> None:
    assert positions({}, ("incidents", "control")) == {"incidents": 0, "control": 0}


def test_the_engines_keys_are_told_from_the_steps() -> None:
    stored = engine_entries({"incidents": 7}) | {b"UA59080270010036634": b"{}", b"": b"empty key"}

    assert own_entries(stored) == {b"UA59080270010036634": b"{}", b"": b"empty key"}
    assert next_key("incidents").startswith(b"\x00")


def test_state_of_this_format_and_no_state_at_all_are_read() -> None:
    check_format({}, "log")
    check_format(engine_entries({"incidents": 1}), "log")
    assert STATE_FORMAT in engine_entries({}).values()


def test_state_of_another_format_is_refused_with_both_named() -> None:
    stored = {key: b"99" if value == STATE_FORMAT else value for key, value in engine_entries({}).items()}

    with pytest.raises(StateFormatError, match="app-totals-changelog holds state of format 99, this version reads 1"):
        check_format(stored, "app-totals-changelog")


def test_records_that_are_no_state_are_refused() -> None:
    with pytest.raises(StateFormatError, match="not this service's state"):
        check_format({b"someone": b"else"}, "app-totals-changelog")


def test_a_format_that_is_no_text_is_refused_too() -> None:
    stored = dict.fromkeys(engine_entries({}), b"\xff")

    with pytest.raises(StateFormatError):
        check_format(stored, "log")
