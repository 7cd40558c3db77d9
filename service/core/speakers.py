"""Who said it: an office and its holder, where a verb of saying is near (design: attributed_to, attributed_class)."""

from dataclasses import dataclass
from typing import Final

from schemas.vocabulary import SourceClass
from service.core.grammar import spans
from service.core.text import Kind, Token
from service.core.words import Lexicon

_NEAR: Final = 3
_NAME: Final = 4


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker, as written, and where what it governs begins."""

    text: str
    rank: SourceClass
    start: int
    end: int
    from_here_on: bool
    """ "…, with X confirming that …": speaks for what follows only."""


class SpeakerReader:
    """Finds speakers with one language's lexicon of offices."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def read(self, tokens: tuple[Token, ...], text: str) -> list[Speaker]:
        """Speakers of a sentence, in order."""
        says = spans(self._lexicon.says, tokens)
        found: list[Speaker] = []
        for start, end, rank in spans(self._lexicon.offices, tokens):
            first, last = self._widen(tokens, start, end)
            verb = next((v for v in says if v[2] == "after" and 0 <= v[0] - last <= _NEAR), None) or next(
                (v for v in says if v[2] == "before" and 0 <= first - v[1] <= 1), None
            )
            if verb is None or (found and found[-1].end > first):
                continue
            begin, stop = tokens[first].start, tokens[last - 1].end
            partial = any(token.norm in self._lexicon.withs for token in tokens[max(0, first - _NEAR - 1) : first])
            found.append(Speaker(text[begin:stop], SourceClass(rank), first, last, partial))
        return found

    def _widen(self, tokens: tuple[Token, ...], start: int, end: int) -> tuple[int, int]:
        """The office with the names around it: "Kyiv Mayor Vitali Klitschko"."""
        first = start
        while first > 0 and tokens[first - 1].kind is Kind.WORD and self._belongs(tokens, first - 1):
            first -= 1
        last = end
        while last < len(tokens) and last - end < _NAME and tokens[last].kind is Kind.WORD and tokens[last].capital:
            last += 1
        return first, last

    def _belongs(self, tokens: tuple[Token, ...], at: int) -> bool:
        norm = tokens[at].norm
        if norm in self._lexicon.prepositions or norm in self._lexicon.withs:
            return False
        return tokens[at].capital and (at > 0 or norm not in self._lexicon.skip)
