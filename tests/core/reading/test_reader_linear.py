"""The work grows with the length of a text alone, counted in calls or steps and not in seconds."""

import sys
from types import FrameType

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


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer.load()


def calls(normalizer: Normalizer, text: str) -> int:
    """How many functions are called to read a text, built-in ones too."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        read(normalizer, text)
    finally:
        sys.setprofile(before)
    return count


def steps(normalizer: Normalizer, text: str) -> int:
    """How many steps of the interpreter it takes to read a text: a loop that calls nothing counts too, but slowly."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> object:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        read(normalizer, text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", PIECES)
def test_work_grows_with_length(normalizer: Normalizer, piece: str) -> None:
    short, long = (piece * size for size in (SHORT // len(piece), LONG // len(piece)))
    read(normalizer, long)  # words met for the first time are kept, which costs once
    assert calls(normalizer, long) <= calls(normalizer, short) * (len(long) / len(short)) * SLACK


@pytest.mark.parametrize("piece", DOUBTFUL)
def test_a_doubtful_place_is_not_held_against_every_other(normalizer: Normalizer, piece: str) -> None:
    short, long = (piece * size for size in (SHORT // len(piece), LONG // 2 // len(piece)))
    read(normalizer, long)
    assert steps(normalizer, long) <= steps(normalizer, short) * (len(long) / len(short)) * SLACK


def test_a_step_for_each_pair_would_be_seen(normalizer: Normalizer) -> None:
    class Pairs(Normalizer):
        def read(self, report: object, *, version: str) -> object:  # type: ignore[override]
            text = report.text  # type: ignore[attr-defined]
            return [min(a, b) for a in text[::50] for b in text[::50]]

    slow = Pairs(normalizer.gazetteer, normalizer._texts)
    assert calls(slow, "x" * LONG) > calls(slow, "x" * SHORT) * (LONG / SHORT) * SLACK
