"""What the lexicons tell of single words."""

from dataclasses import replace
from importlib.resources import files

import pytest
from yaml import YAMLError

from service.core.lexicon_yaml import load_yaml
from service.core.pairs import pairs
from service.core.reading import words
from service.core.reading.words import FIGURE, LANGUAGES, load_lexicon


@pytest.fixture(scope="module")
def lexicons() -> dict[str, words.Lexicon]:
    return {language: load_lexicon(language) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_belongs_to_every_set_that_names_it_or_its_beginning(
    lexicons: dict[str, words.Lexicon], language: str
) -> None:
    data = load_yaml(files("service.core.lexicon").joinpath(f"{language}.yaml").read_text(encoding="utf-8"))
    lexicon = lexicons[language]
    for name, found in data["sets"].items():
        for spelled in words._spelled(found):
            word = spelled.removesuffix("*")
            assert not word or lexicon.says(name, word)
            assert not spelled.endswith("*") or lexicon.says(name, word + "zz")


@pytest.mark.parametrize(
    ("language", "word", "opens"),
    [
        ("en", "three", True), ("en", "thirty-two", True), ("en", "a", True), ("en", "house-to-house", False),
        ("uk", "двоє", True), ("uk", "тисяч", True), ("uk", "від", True), ("uk", "будинок", False),
        ("ru", "двадцать", True), ("ru", "тыс", True), ("ru", "дом", False),
    ],
)  # fmt: skip
def test_words_with_which_a_number_can_begin(
    lexicons: dict[str, words.Lexicon], language: str, word: str, opens: bool
) -> None:
    assert lexicons[language].says(FIGURE, word) is opens


class Counted(dict[str, frozenset[str]]):
    """Counts how often it is asked."""

    asked = 0

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
        self.asked += 1
        return super().get(key, default)


def test_a_word_without_end_costs_no_more_than_the_longest_stem(lexicons: dict[str, words.Lexicon]) -> None:
    stems = Counted(lexicons["uk"].stems)
    lexicon = replace(lexicons["uk"], stems=stems, _groups={})
    assert not lexicon.says("and", "щ" * 100_000)
    assert stems.asked == max(map(len, stems))


def test_a_set_that_holds_others_has_their_words(lexicons: dict[str, words.Lexicon]) -> None:
    assert lexicons["en"].says("age", "aged")
    assert lexicons["uk"].says("half_of_day", "вечора")
    assert lexicons["ru"].says("supplier", "теплосети")
    assert not lexicons["ru"].says("supplier", "дом")


def test_a_lexicon_cannot_take_the_name_of_a_set_of_the_reader_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_a_set_more(text: str) -> object:
        return {**load_yaml(text), "sets": {**load_yaml(text)["sets"], "age": ["old"]}}

    monkeypatch.setattr(words, "load_yaml", with_a_set_more)
    with pytest.raises(ValueError, match=r"lexicon en\.yaml: no set can be called age"):
        load_lexicon("en")


def test_a_key_that_stands_twice_hides_nothing_in_silence() -> None:
    assert load_yaml("roles:\n  denial: [not true]\n  doubt: [may]\n") == {
        "roles": {"denial": ["not true"], "doubt": ["may"]}
    }
    with pytest.raises(YAMLError, match=r"denial is here twice\s+in .*, line 4"):
        load_yaml("roles:\n  denial: [not true]\n  doubt: [may]\n  denial: [false]\n")


@pytest.mark.parametrize(
    ("things", "expected"), [([], []), ([1], []), ([1, 2], [(1, 2)]), ([1, 2, 3], [(1, 2), (2, 3)])]
)
def test_pairs(things: list[int], expected: list[tuple[int, int]]) -> None:
    assert pairs(things) == expected
