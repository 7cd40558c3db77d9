"""How phrases of the lexicon are spelled out, and that spelling them out late changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.reading.phrases import Index
from service.core.reading.spelling import beginning_with, expand, first_words, spellings
from service.core.reading.text import tokens
from service.core.reading.words import LANGUAGES, load_lexicon

MOST_AT_ONE_WORD = 4_000

PIECES = st.lists(
    st.sampled_from(["a", "b*", "~", " ", "c d", "(a|b)", "(|e)", "(x|y z)", "((|f)g|h)", "i-*", "'"]), max_size=5
).map("".join)


@pytest.mark.parametrize(
    ("phrase", "every"),
    [
        ("hit", {"hit"}),
        ("(was|were) hit", {"was hit", "were hit"}),
        ("hit(|s)", {"hit", "hits"}),
        ("(guided (air |)|)missile", {"guided air missile", "guided missile", "missile"}),
    ],
)
def test_a_phrase_in_every_spelling(phrase: str, every: set[str]) -> None:
    assert set(expand(phrase)) == every


@pytest.mark.parametrize("phrase", ["(was|were hit", "was (hit", "was (hit|struck) by (a"])
def test_a_parenthesis_that_is_not_closed_is_refused_on_loading(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"'\S.*' *: a parenthesis is not closed"):
        Index([(phrase, "meaning")])


@settings(deadline=None)  # what takes time is what is drawn
@given(PIECES)
def test_first_words_are_those_of_the_spellings(phrase: str) -> None:
    assert first_words(phrase) == {words[0] for words in spellings(phrase) if words}


@settings(deadline=None)  # what takes time is what is drawn
@given(PIECES)
def test_spellings_by_their_first_word_are_all(phrase: str) -> None:
    by_first = [words for first in first_words(phrase) for words in beginning_with(first, phrase)]
    assert sorted(by_first) == sorted(words for words in spellings(phrase) if words)


def test_of_phrases_that_begin_at_a_token_all_of_the_longest_are_meant() -> None:
    index = Index([("two", 1), ("two (dead|hurt)", 2), ("tw* dead", 3), ("(one|two) dead", 4), ("t* ~ people", 5)])

    def meant(text: str) -> list[tuple[object, ...]]:
        return [item.means for item in index.scan(tuple(tokens(text)))]

    assert meant("two dead") == [(2, 4, 3)]
    assert meant("two hurt") == [(2,)]
    assert meant("two") == [(1,)]
    assert meant("one dead, two alive") == [(4,), (1,)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_of_a_lexicon_stands_for_thousands_at_one_word(language: str) -> None:
    """All that begin with a word are gone through for each new word behind it: "(a|b) (c|d) (e|f)" multiplies."""
    index = load_lexicon(language).index
    heavy = {phrase for phrase, _ in index.phrases if _most_at_one_word(phrase) > MOST_AT_ONE_WORD}
    assert not heavy


def _most_at_one_word(phrase: str) -> int:
    return max(sum(1 for _ in beginning_with(first, phrase)) for first in sorted(first_words(phrase))[:3])
