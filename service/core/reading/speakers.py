"""Who said it: an office and its holder, where a verb of saying is near (design: attributed_to, attributed_class)."""

from typing import Final, final

from schemas.vocabulary import SourceClass
from service.core.reading.scan import Scan
from service.core.reading.text import WORD

_NEAR: Final = 3
_NAME: Final = 4


@final
class Speaker:
    """A speaker, as written, and where what it governs begins."""

    __slots__ = ("end", "from_here_on", "national", "rank", "start", "text")

    def __init__(self, text: str, rank: SourceClass, start: int, end: int, from_here_on: bool, national: bool) -> None:
        self.text = text
        self.rank = rank
        self.start = start
        self.end = end
        self.from_here_on = from_here_on
        """ "…, with X confirming that …": speaks for what follows only."""
        self.national = national
        """Speaks for the country: the air force, the general staff."""


def read_speakers(scan: Scan, text: str) -> list[Speaker]:
    """Speakers of a sentence, in order."""
    tokens, lexicon = scan.tokens, scan.lexicon
    found: list[Speaker] = []
    for office in scan.offices:
        first, last = _widen(scan, office.start, office.end)
        if found and found[-1].end > first:
            continue
        said = any(v.what != "before" and 0 <= v.start - last <= _NEAR for v in scan.sayings) or any(
            v.what != "after" and 0 <= first - v.end <= 1 for v in scan.sayings
        )
        titled = last < len(tokens) and tokens[last].text == ":" and first == 0
        if not said and not titled:
            continue
        name, _, scope = office.what.partition("/")
        partial = any(lexicon.says("withs", token.norm) for token in tokens[max(0, first - _NEAR - 1) : first])
        begin, stop = tokens[first].start, tokens[last - 1].end
        found.append(Speaker(text[begin:stop], SourceClass(name), first, last, partial, scope == "national"))
    return found


def _widen(scan: Scan, start: int, end: int) -> tuple[int, int]:
    """The office with the names around it: "Kyiv Mayor Vitali Klitschko", "the head of the Sumy region"."""
    tokens = scan.tokens
    first = start
    while first > 0 and tokens[first - 1].kind == WORD and _belongs(scan, first - 1):
        first -= 1
    last = end
    while last < len(tokens) and last - end < _NAME and tokens[last].kind == WORD and tokens[last].capital:
        last += 1
    return first, last


def _belongs(scan: Scan, at: int) -> bool:
    norm = scan.tokens[at].norm
    lexicon = scan.lexicon
    if (
        lexicon.says("prepositions", norm)
        or lexicon.says("withs", norm)
        or lexicon.says("skip", norm)
        or lexicon.says("and", norm)
    ):
        return False
    return scan.tokens[at].capital and all(not (s.start <= at < s.end) for s in scan.sayings)
