"""How phrases of the lexicon are spelled out, and that spelling them out late changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.reading.phrases import Index
from service.core.reading.spelling import expand, first_words, spellings
from service.core.reading.text import tokens

PIECES = st.lists(
    st.sampled_from(["a", "b*", "~", " ", "c d", "(a|b)", "(|e)", "(x|y z)", "((|f)g|h)", "i-*", "'"]), max_size=6
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


@given(PIECES)
def test_first_words_are_those_of_the_spellings(phrase: str) -> None:
    assert first_words(phrase) == {words[0] for words in spellings(phrase) if words}


def test_of_phrases_that_begin_at_a_token_all_of_the_longest_are_meant() -> None:
    index = Index([("two", 1), ("two (dead|hurt)", 2), ("tw* dead", 3), ("(one|two) dead", 4), ("t* ~ people", 5)])

    def meant(text: str) -> list[tuple[object, ...]]:
        return [item.means for item in index.scan(tuple(tokens(text)))]

    assert meant("two dead") == [(2, 4, 3)]
    assert meant("two hurt") == [(2,)]
    assert meant("two") == [(1,)]
    assert meant("one dead, two alive") == [(4,), (1,)]
