import contextlib
import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from service.shell.logs import set_up_logs

NASTY = (
    "two\nlines",
    "carriage\rreturn",
    "\x1b[31mred\x1b[0m",
    "nul \x00 and \x85 and \u2028 and \u2029",
    "right-to-left \u202e override \u2066 isolate",
    "zero\u200dwidth \ufeff mark",
    "Суми — Харків",
    "😀 beyond the plane",
    "lone \ud800 half",
    '"quoted" \\ and {"message": "forged"}',
)


@pytest.fixture
def logged() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Sets logs up; gives the lines written, each of which must be one JSON object."""
    root = logging.getLogger()
    noisy = [logging.getLogger(name) for name in ("faust", "mode", "aiokafka", "asyncio", "service")]
    before = (root.handlers[:], root.level, [(log, log.level, log.filters[:]) for log in noisy])
    stream = io.StringIO()
    with contextlib.redirect_stderr(stream):
        set_up_logs("INFO")

    def read() -> list[dict[str, Any]]:
        written = stream.getvalue()
        assert written.isascii()
        assert written == "" or written.endswith("\n")
        return [json.loads(line) for line in written.splitlines()]

    yield read
    structlog.reset_defaults()
    root.handlers[:], root.level = before[0], before[1]
    for log, level, filters in before[2]:
        log.setLevel(level)
        log.filters[:] = filters


Read = Callable[[], list[dict[str, Any]]]


def test_a_line_says_when_how_bad_and_from_where(logged: Read) -> None:
    structlog.get_logger("lanes").warning("records went missing", topic="reports", partition=3)

    [line] = logged()

    assert line["timestamp"].endswith("Z")
    del line["timestamp"]
    assert line == {
        "level": "warning",
        "logger": "lanes",
        "message": "records went missing",
        "topic": "reports",
        "partition": 3,
    }


@pytest.mark.parametrize("nasty", NASTY, ids=ascii)
def test_one_event_is_one_line_whatever_its_fields_hold(nasty: str, logged: Read) -> None:
    structlog.get_logger("steps").warning("dead letter", detail=nasty, nested={nasty: [nasty]})

    [line] = logged()

    assert line["detail"] == nasty
    assert line["nested"] == {nasty: [nasty]}


@pytest.mark.parametrize("nasty", NASTY, ids=ascii)
def test_one_event_is_one_line_whatever_a_library_says(nasty: str, logged: Read) -> None:
    logging.getLogger("thirdparty").error("failed: %s", nasty)

    [line] = logged()

    assert (line["message"], line["level"], line["logger"]) == (f"failed: {nasty}", "error", "thirdparty")


def test_an_exception_is_one_line_with_its_trace(logged: Read) -> None:
    try:
        raise RuntimeError("first\nsecond")
    except RuntimeError as error:
        structlog.get_logger("engine").critical("lane stopped", exc_info=error)

    [line] = logged()

    assert "RuntimeError: first\nsecond" in line["exception"]
    assert "Traceback" in line["exception"]


def test_a_field_cannot_forge_the_message(logged: Read) -> None:
    structlog.get_logger("steps").warning("dead letter", message="all is well", level="info")

    [line] = logged()

    assert "dead letter" in line.values()
    assert line["level"] == "warning"


def test_what_json_cannot_hold_is_shown_and_stops_nothing(logged: Read) -> None:
    structlog.get_logger("steps").warning("dead letter", key=b"\xff\x00", other=object())

    [line] = logged()

    assert "xff" in line["key"]


def test_less_severe_lines_are_left_out(logged: Read) -> None:
    structlog.get_logger("steps").debug("detail")
    logging.getLogger("aiokafka.consumer").info("Discovered coordinator")
    logging.getLogger("faust.worker").info("ready")

    assert logged() == []


def test_a_library_repeats_a_line_at_most_once_a_second(logged: Read) -> None:
    for attempt in range(50):
        logging.getLogger("aiokafka").warning("cannot connect, attempt %s", attempt)
    logging.getLogger("aiokafka").warning("another line")

    assert [line["message"] for line in logged()] == ["cannot connect, attempt 0", "another line"]


def test_our_own_lines_are_never_held_back(logged: Read) -> None:
    for _ in range(3):
        structlog.get_logger("steps").warning("dead letter")

    assert len(logged()) == 3
