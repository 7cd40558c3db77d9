"""Lists put together from items that are known one by one: whatever they are, and wherever they stand, they add up."""

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from service.core.reading.reader import Normalizer
from tests.core.reading.test_reader import read

COMPOSED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("composed.yaml").read_text(encoding="utf-8"))
SENTENCES = [
    pytest.param(language, sentence, id=f"{language}-{number}")
    for language, data in COMPOSED.items()
    for number, sentence in enumerate(data["sentences"], 1)
]
LISTS = 25
"""Sentences of each kind."""


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer.load()


def counted(normalizer: Normalizer, text: str) -> Counter[tuple[str, str]]:
    """How many of each measure and unit a text tells of Sumy."""
    counts: Counter[tuple[str, str]] = Counter()
    for incident in read(normalizer, text).incidents:
        assert incident.place.name == "Sumy", text
        for count in incident.counts:
            counts[count.measure.value, count.unit.value] += count.best or 0
    return counts


class Lists:
    """Lists of one language's items, always the same ones for a seed."""

    def __init__(self, data: dict[str, Any], kind: str, seed: str) -> None:
        self._random = Random(seed)
        self._data = data
        self._items = list(data[kind])
        self._sizes: dict[str, int] = {} if kind == "things" else data[kind]

    def draw(self, least: int, most: int) -> list[str]:
        """Different items, in any order; none that says how many follow: "two men, a guard and a boy"."""
        while True:
            items = self._random.sample(self._items, self._random.randint(least, most))
            sizes = [self._sizes.get(item, 0) for item in items]
            if not self._sizes or not any(sizes[n] == sum(sizes[n + 1 :]) for n in range(len(items) - 2)):
                return items

    def written(self, items: list[str]) -> str:
        """With commas, and "and" before the last."""
        return ", ".join(items[:-1]) + self._data["and"] + items[-1]


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_a_list_adds_up(normalizer: Normalizer, language: str, sentence: dict[str, Any]) -> None:
    data = COMPOSED[language]
    kind = next(key for key in sentence if key != "says")
    lists = Lists(data, kind, f"{language} {sentence[kind]}")
    for _ in range(LISTS):
        drawn = {"one": lists.draw(2, 4 if kind == "things" else 3), "two": lists.draw(2, 2)}
        persons = {} if kind == "things" else {name: sum(data[kind][i] for i in items) for name, items in drawn.items()}
        text = sentence[kind].format(
            one=lists.written(drawn["one"]),
            two=lists.written(drawn["two"]),
            n=data["numbers"].get(persons.get("one"), ""),
        )
        expected: Counter[tuple[str, str]] = Counter()
        for measure, what in sentence["says"].items():
            if isinstance(what, int):
                expected[measure, "people"] += what
            elif kind == "things":
                for item in drawn[what]:
                    expected.update(
                        {(measure, unit): best for (_, unit), best in alone(normalizer, data, item).items()}
                    )
            else:
                expected[measure, "people"] += persons[what]
        assert counted(normalizer, text[0].upper() + text[1:]) == expected, text


def alone(normalizer: Normalizer, data: dict[str, Any], item: str) -> Counter[tuple[str, str]]:
    """What is told of an item that stands alone: its kind and how many."""
    counts = counted(normalizer, data["thing"].format(one=item))
    assert len(counts) == 1, item
    return counts
