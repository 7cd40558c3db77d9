"""The work grows with the length of a text alone, counted in calls or steps and not in seconds."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from service.core.reading.reader import Normalizer
from tests.core.reading.test_reader import read

SHORT, LONG = 1_500, 12_000
"""Characters."""
SLACK = 1.35
"""A text's first sentence costs more than the next of the same words."""
PIECES = [
    *("1", "1 ", "1,", "1.", "1-", "12:", "«", '"', "'", "`", "(", "[", "](", "<", "<b>", "&", "-", "—", "…", ".", ","),
    *("Kyiv ", "Київ, ", "Kyiv-", "Kyiv's ", "м. ", "с. ", "А. ", "aА", "a\u0301", "❗️", "\n", "http://", "t.me/"),
    *("killed ", "двоє ", "тис. ", "область ", "село ", "said ", "Mayor ", "2 killed, ", "5 people ", "without power "),
    *("between 4 and ", "от 5 до ", "including 2 ", "aged 5, ", "Kharkiv region, ", "Суми, Харків, Одеса, "),
    *("Київ (5), ", "дочь пенсионера ", "поранено усіх трьох, ", "two up from nine the previous evening, "),
    *("Двоє загинули. Про це повідомив мер. ", "Серед них 2 дітей. ", "ещё 2 дома повреждены, один разрушен, "),
    *("three killed in Kyiv, ", "two in Sumy and one in Okhtyrka and ", "Без світла 5 тис. абонентів у Сумах. "),
]

DOUBTFUL = [
    "Суми, Новоселівка, Шостка, Михайлівка, Полтава, Петрівка, ",
    "двоє у Новоселівці, троє у Михайлівці Шосткинського району, ",
    "Подільський район, Солом'янський: загинув хлопчик, Київ, ",
]
"""Names that only the rest of the text can tell more of, beside clear ones."""


Note = Callable[[FrameType, str, Any], Any]
Hook = tuple[Callable[[], Any], Callable[[Any], None]]
"""How a hook of the interpreter is asked for, and set."""


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer.load()


def watched(normalizer: Normalizer, text: str, hook: Hook, note: Note) -> None:
    """Read a text with a hook of the interpreter; the one before, such as a coverage tool's, comes back."""
    get, put = hook
    before = get()
    put(note)
    try:
        read(normalizer, text)
    finally:
        put(before)


def calls(normalizer: Normalizer, text: str) -> int:
    """How many functions are called to read a text, built-in ones too."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    watched(normalizer, text, (sys.getprofile, sys.setprofile), note)
    return count


def steps(normalizer: Normalizer, text: str) -> int:
    """How many steps of the interpreter it takes to read a text: a loop that calls nothing counts too, but slowly."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> object:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return note

    watched(normalizer, text, (sys.gettrace, sys.settrace), note)
    return count


def cost(normalizer: Normalizer, piece: str, work: Callable[[Normalizer, str], int], most: int) -> tuple[float, float]:
    """What a text of `most` characters costs, and what it may: for each as much as a short one of the same pieces."""
    short, long = (piece * (size // len(piece)) for size in (SHORT, most))
    read(normalizer, long)  # words met for the first time are kept, which costs once
    return work(normalizer, long), work(normalizer, short) * (len(long) / len(short)) * SLACK


@pytest.mark.parametrize("piece", PIECES)
def test_work_grows_with_length(normalizer: Normalizer, piece: str) -> None:
    found, allowed = cost(normalizer, piece, calls, LONG)
    assert found <= allowed


@pytest.mark.parametrize("piece", DOUBTFUL)
def test_a_doubtful_place_is_not_held_against_every_other(normalizer: Normalizer, piece: str) -> None:
    found, allowed = cost(normalizer, piece, steps, LONG // 2)
    assert found <= allowed


def test_a_step_for_each_pair_would_be_seen(normalizer: Normalizer) -> None:
    class Pairs(Normalizer):
        def read(self, report: object, *, version: str) -> object:  # type: ignore[override]
            text = report.text  # type: ignore[attr-defined]
            return [min(a, b) for a in text[::50] for b in text[::50]]

    slow = Pairs(normalizer.gazetteer, normalizer._texts)
    assert calls(slow, "x" * LONG) > calls(slow, "x" * SHORT) * (LONG / SHORT) * SLACK
