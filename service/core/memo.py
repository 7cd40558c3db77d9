"""What was found out about words is kept: texts repeat theirs.

A memo that is full is emptied: the words of now matter more than those of a month ago, and common ones are soon back.
"""

from typing import Any, Final

MOST: Final = 65_536
"""Most words in a memo."""
LONGEST: Final = 40
"""Characters of a word that is kept; texts of made-up words without end must not fill memory."""


def keep(memo: dict[str, Any], word: str, found: object) -> None:
    """Keep what was found out about a word."""
    if len(word) <= LONGEST:
        if len(memo) >= MOST:
            memo.clear()
        memo[word] = found
