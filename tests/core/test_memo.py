"""What is kept of words has a bound, and goes on taking in new ones."""

from service.core.memo import LONGEST, MOST, keep


def test_a_full_memo_goes_on_with_the_words_of_now() -> None:
    memo: dict[str, int] = {}
    for number in range(MOST + 10):
        keep(memo, str(number), number)
    assert len(memo) <= MOST
    assert memo[str(MOST + 9)] == MOST + 9


def test_long_words_are_not_kept() -> None:
    memo: dict[str, int] = {}
    keep(memo, "x" * LONGEST, 1)
    keep(memo, "x" * (LONGEST + 1), 1)
    assert list(memo) == ["x" * LONGEST]
