"""How well texts are read, beside a plain regex: the dead and wounded that each finds.

A figure is right when measure and number match; places are left out, for the regex knows none. What the literature
reports for counts of victims, by exact match: .06 to .26 for regular expressions, .44 to .81 for a neural reader; its
texts are others, so the comparison tells the order of magnitude only.
"""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from service.core.reading.reader import Normalizer
from tests.bench.rows import Row
from tests.core.reading.test_reader import cases, published, read

Figures = set[tuple[str, int]]
SHARED: Final = Path(__file__).parents[3] / "shared" / "cases" / "dev.jsonl"
MEASURES: Final = ("killed", "injured")

_WORDS: Final = {
    "killed": r"killed|dead|died|deaths|загину\w+|загибл\w+|убит\w+|погиб\w*|жертв\w*",
    "injured": r"injured|wounded|hurt|injuries|поранен\w+|постражда\w+|травмован\w+|ранен\w+|пострада\w+",
}
_NUMBERS: Final = {
    1: "one|a|одна|один|одну|одного|одно|одной",
    2: "two|двоє|двох|дві|двое|двоих|две|двух",
    3: "three|троє|трьох|три|трое|троих|трех|трёх",
    4: "four|четверо|чотирьох|чотири|четырех|четверых",
    5: "five|п.ятеро|п.ятьох|п.ять|пять|пятеро|пятерых",
    6: "six|шестеро|шістьох|шість|шесть|шестерых",
    7: "seven|семеро|сімох|сім|семь|семерых",
    8: "eight|восьмеро|вісьмох|вісім|восемь",
    9: "nine|дев.ятеро|дев.ять|девять",
    10: "ten|десятеро|десять",
    12: "twelve|dozen|дванадцять|двенадцать",
}
_REACH: Final = 60
"""Characters between a number and its keyword."""


def quality_rows() -> list[Row]:
    """F1 of both on our own cases, and on the shared ones where they are."""
    normalizer = Normalizer.load()
    own = [(case["text"], _stated(case["says"]), case) for case in (one.values[0] for one in cases())]
    rows = _rows("our cases", own, normalizer)
    if SHARED.is_file():
        lines = [json.loads(line) for line in SHARED.read_text(encoding="utf-8").splitlines()]
        rows += _rows("shared cases", [(line["text"], _annotated(line), line) for line in lines], normalizer)
    return rows


def _rows(name: str, texts: list[tuple[str, Figures, dict[str, Any]]], normalizer: Normalizer) -> list[Row]:
    def ours(text: str, case: dict[str, Any]) -> Figures:
        moment = published({"published": case["published"][:10]} if case.get("published") else {})
        reading = read(normalizer, text, moment)
        counts = [count for incident in (*reading.incidents, *reading.unplaced) for count in incident.counts]
        return {(c.measure.value, c.best) for c in counts if c.measure.value in MEASURES and c.best}

    return [
        Row(f"{name}: this reader", _f1(texts, ours), "F1", 0.0),
        Row(f"{name}: the number nearest to a keyword", _f1(texts, lambda text, _: nearest_numbers(text)), "F1", 0.0),
    ]


def _f1(texts: Iterable[tuple[str, Figures, dict[str, Any]]], find: Callable[[str, dict[str, Any]], Figures]) -> float:
    right = wrong = missed = 0
    for text, wanted, case in texts:
        found = find(text, case)
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
    return 2 * right / (2 * right + wrong + missed) if right else 0.0


def _stated(says: Iterable[str]) -> Figures:
    found = (re.search(r" (killed|injured) people (\d+)( |$)", line) for line in says)
    return {(match[1], int(match[2])) for match in found if match and int(match[2])}


def _annotated(line: dict[str, Any]) -> Figures:
    return {(c["type"], c["value"]) for c in line["claims"] if c["type"] in MEASURES and c["value"]}


def nearest_numbers(text: str) -> Figures:
    """For each keyword the number nearest to it, in digits or a word: what is written first when a script is needed."""
    numbers = [(match.start(), int(match[0])) for match in re.finditer(r"\b\d{1,4}\b", text)]
    for value, words in _NUMBERS.items():
        numbers += [(match.start(), value) for match in re.finditer(rf"\b(?:{words})\b", text, re.IGNORECASE)]
    found: Figures = set()
    for measure, words in _WORDS.items():
        for keyword in re.finditer(rf"\b(?:{words})\b", text, re.IGNORECASE):
            near = [(abs(at - keyword.start()), value) for at, value in numbers]
            near = [one for one in near if one[0] <= _REACH]
            if near:
                found.add((measure, min(near)[1]))
    return found
