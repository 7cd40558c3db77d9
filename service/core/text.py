"""Text as the reader sees it: tokens with their offsets, in sentences, in paragraphs.

Offsets are those of the report's text, so evidence can always be cut out of it unchanged. Words are normalized for
matching only: case, apostrophes, stress marks and compatibility forms.
"""

import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Final

import re2

_TOKEN: Final = re2.compile(
    r"\d+(?:[ \x{00a0}\x{202f}\x{2009}]\d{3})+(?:[.,]\d+)?\b"  # 1 500
    r"|\d+(?:[.,:]\d+)*"  # 1,500 and 2.4 and 17:30
    r"|[\p{L}\p{M}]+(?:['’ʼ`´-][\p{L}\p{M}\d]+)*(?:-\d+)?"  # words, with their hyphens and apostrophes
    r"|[^\s\p{L}\p{M}\d]"
)
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’ʼ`´", "'") | {"‐": "-", "‑": "-", "‒": "-"})
_ENDS: Final = frozenset(".!?…")
_CLOSERS: Final = frozenset("\"'»”’)]")
_MAX_ABBREVIATION: Final = 2


class Kind(Enum):
    """What a token is."""

    WORD = 0
    NUMBER = 1
    MARK = 2


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark."""

    kind: Kind
    text: str
    norm: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Begins with a capital letter."""
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens of one sentence; `paragraph` counts from 0."""

    tokens: tuple[Token, ...]
    paragraph: int

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.tokens[-1].end


def normalize(word: str) -> str:
    """A word for matching: lower case, composed, no stress marks, one kind of apostrophe and hyphen."""
    if word.isascii():
        return word.lower()
    folded = unicodedata.normalize("NFC", word.replace("\u0301", "").replace("\u00ad", ""))
    return folded.translate(_APOSTROPHES).lower()


def tokens(text: str) -> list[Token]:
    """All tokens of a text, in order; linear in its length."""
    found = []
    for match in _TOKEN.finditer(text):
        said = match.group()
        first = said[0]
        kind = Kind.NUMBER if first.isdigit() else Kind.WORD if first.isalpha() else Kind.MARK
        found.append(Token(kind, said, normalize(said), match.start(), match.end()))
    return found


def sentences(text: str, abbreviations: frozenset[str] = frozenset()) -> list[Sentence]:
    """Sentences of a text. A line break always ends one."""
    found: list[Sentence] = []
    current: list[Token] = []
    paragraph = 0
    every = tokens(text)
    for index, token in enumerate(every):
        current.append(token)
        after = every[index + 1] if index + 1 < len(every) else None
        gap = text[token.end : after.start] if after else ""
        if after is None or "\n" in gap or _ends(current, after, gap, abbreviations):
            found.append(Sentence(tuple(current), paragraph))
            current = []
        if "\n" in gap:
            paragraph += 1
    return found


def _ends(current: list[Token], after: Token, gap: str, abbreviations: frozenset[str]) -> bool:
    last = current[-1]
    closed = last.text in _CLOSERS and len(current) > 1 and current[-2].text in _ENDS
    if not gap or not (last.text in _ENDS or closed):
        return False
    if last.text == "." and len(current) > 1:
        before = current[-2]
        if before.end == last.start and (
            before.norm in abbreviations or (len(before.text) < _MAX_ABBREVIATION and before.text.isupper())
        ):
            return False
    return after.kind is not Kind.WORD or after.capital
