"""Who said it: an office and its holder, or a name alone, where a verb of saying is near.

Design: attributed_to and attributed_class. Of a name alone the class is that of the office it was told with before.
"""

from collections.abc import Sequence
from typing import Final, final

from schemas.vocabulary import SourceClass
from service.core.reading.figures.nouns import QUOTES
from service.core.reading.scan import Scan, Span
from service.core.reading.text import WORD

_CLASSES: Final = {found.value: found for found in SourceClass}
"""Looked up: asking the enumeration is several times as slow."""
_NEAR: Final = 3
_NAME: Final = 4
_SURNAMES: Final = (
    "ov", "ev", "yev", "enko", "ko", "uk", "iuk", "skyi", "skyy", "sky", "tskyi", "kin", "kov", "ubov", "chyn",
    "енко", "ко", "ук", "юк", "ський", "цький", "ов", "ев", "єв", "ін", "ский", "цкий", "ин",
)  # fmt: skip
"""Endings of the surnames of these countries."""
_SURNAME: Final = 4
"""Fewest letters of one."""


@final
class Speaker:
    """A speaker, as written, and where what it governs begins."""

    __slots__ = ("end", "from_here_on", "national", "rank", "start", "text")

    def __init__(
        self,
        text: str,
        rank: SourceClass | None,
        start: int,
        end: int,
        *,
        from_here_on: bool = False,
        national: bool = False,
    ) -> None:
        self.text = text
        self.rank = rank
        """None for a name of which no office is known: the source's own class holds."""
        self.start = start
        self.end = end
        self.from_here_on = from_here_on
        """ "…, with X confirming that …": speaks for what follows only."""
        self.national = national
        """Speaks for the country: the air force, the general staff."""


def read_speakers(scan: Scan, text: str, heard: Sequence[Speaker] = ()) -> list[Speaker]:
    """Speakers of a sentence, in order; `heard` are those of the sentences before."""
    tokens = scan.tokens
    found: list[Speaker] = []
    for office in scan.offices:
        speaker = named_from(scan, text, office)
        first, last = speaker.start, speaker.end
        if found and found[-1].end > first:
            continue
        said = any(v.what != "before" and 0 <= v.start - last <= _NEAR for v in scan.sayings) or any(
            v.what != "after" and 0 <= first - v.end <= 1 for v in scan.sayings
        )
        titled = last < len(tokens) and tokens[last].text == ":" and first == 0
        if not said and not titled:
            continue
        speaker.from_here_on = any(token.says("withs") for token in tokens[max(0, first - _NEAR - 1) : first])
        found.append(speaker)
    return found or _named(scan, text, heard)


def named_from(scan: Scan, text: str, office: Span) -> Speaker:
    """The speaker of an office, with the name that stands with it."""
    first, last = _widen(scan, office.start, office.end)
    name, _, scope = office.what.partition("/")
    stop = last - (scan.tokens[last - 1].text == ",")
    said = text[scan.tokens[first].start : scan.tokens[stop - 1].end]
    return Speaker(said, _CLASSES[name], first, last, national=scope == "national")


def _named(scan: Scan, text: str, heard: Sequence[Speaker]) -> list[Speaker]:
    """ "Fedorov said", "повідомив Микола Калашник", "сообщили в «Сумыоблэнерго»": a name beside a verb of saying."""
    for saying in scan.sayings:
        first = last = _behind_in(scan, saying.end) if saying.what != "after" else saying.start
        if saying.what != "after":
            while last < len(scan.tokens) and last - first < _NAME and _is_name(scan, last):
                last += 1
        if first == last and saying.what != "before":
            first = last = saying.start
            while first > 0 and last - first < _NAME and _is_name(scan, first - 1):
                first -= 1
        alone = first == 0 and last == 1  # "Earlier, …": every sentence begins with a capital
        opening = scan.tokens[first].norm if first < last else ""
        if first < last and (not alone or (len(opening) >= _SURNAME and opening.endswith(_SURNAMES))):
            begin, stop = scan.tokens[first].start, scan.tokens[last - 1].end
            return [Speaker(text[begin:stop], _office_of(scan, last - 1, heard), first, last)]
    return []


def _behind_in(scan: Scan, at: int) -> int:
    """Past "in" and a quotation mark."""
    inside = at < len(scan.tokens) and scan.tokens[at].says("located")
    at += inside and not scan.lexicon.articles  # "wrote on Telegram"
    return at + (at < len(scan.tokens) and scan.tokens[at].text in QUOTES)


def _is_name(scan: Scan, at: int) -> bool:
    quoted = at > 0 and scan.tokens[at - 1].text in QUOTES
    return scan.tokens[at].capital and (quoted or scan.is_plain(at))


def _office_of(scan: Scan, at: int, heard: Sequence[Speaker]) -> SourceClass | None:
    """The class of the one who was told with an office and the same last name before."""
    named = scan.tokens[at].text
    return next((one.rank for one in reversed(heard) if one.text.endswith(named)), None)


def _widen(scan: Scan, start: int, end: int) -> tuple[int, int]:
    """The office with the names around it: "Kyiv Mayor Vitali Klitschko", "the head of the Sumy region"."""
    tokens = scan.tokens
    first = start
    while first > 0 and tokens[first - 1].kind == WORD and _belongs(scan, first - 1):
        first -= 1
    first -= first > 0 and tokens[first - 1].norm == "the"  # as it is written: "the regional administration"
    last = end
    while last < len(tokens) and last - end < _NAME and tokens[last].kind == WORD and tokens[last].capital:
        last += 1
    return first, _behind_aside(scan, last)


def _behind_aside(scan: Scan, last: int) -> int:
    """ "The head of the regional administration, Oleksandr Hanzha, has said": past the name between commas."""
    tokens, end = scan.tokens, last + 1
    while end < len(tokens) and end - last <= _NAME and tokens[end].kind == WORD and tokens[end].capital:
        end += 1
    closed = last < len(tokens) and end < len(tokens) and tokens[last].text == tokens[end].text == ","
    return end + 1 if closed and end > last + 1 else last


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
