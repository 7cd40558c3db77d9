"""Who said what a text tells where its own sentence does not: who opens it, signs it, or is named right behind.

"Про це повідомив мер" is said of the paragraph before it; "Ukrenergo: …" and "– Vitalii Kim" of a whole post.
"""

from typing import TYPE_CHECKING, Final

from service.core.reading.figures.nouns import QUOTES
from service.core.reading.scan import Scan
from service.core.reading.speakers import Speaker, named_from
from service.core.reading.text import DASHES, MARK, WORD
from service.core.reading.told_claim import TextClaim

if TYPE_CHECKING:
    from service.core.reading.text_claims import SentenceReading

_OPENS: Final = 2
"""Tokens in which "про це" opens a sentence, and an office a heading."""
_SIGNED: Final = 8
"""Most tokens of a signature: "начальник городской ВА Вадим Лях"."""


def attribute(told: list[TextClaim], sentences: "list[SentenceReading]", text: str) -> None:
    """Give speakers to the claims that have none."""
    if all(claim.speaker is not None for claim in told):
        return
    by_sentence: dict[int, list[TextClaim]] = {}
    for claim in told:
        by_sentence.setdefault(claim.sentence, []).append(claim)
    before: list[TextClaim] = []
    for number, sentence in enumerate(sentences):
        if not number or sentences[number - 1].paragraph != sentence.paragraph:
            before = []
        speakers = sentence.claims.speakers
        if speakers and (_is_about_this(sentence.scan) or _tells_only_who(sentence.scan)):
            _give(before, speakers[0])
            before = []
        before += by_sentence.get(number, ())
    whole = _opening(told, sentences, text) or _signature(sentences[-1].scan, text)
    if whole is not None:
        _give(told, whole)


def _is_about_this(scan: Scan) -> bool:
    return any(span.what == "about_this" and span.start < _OPENS for span in scan.roles)


def _tells_only_who(scan: Scan) -> bool:
    """ "Данные полиции и ГСЧС, сообщил Олег Синегубов.": a few words, and nothing that happened."""
    return len(scan.tokens) <= _SIGNED + _OPENS and not scan.predicates


def _give(claims: list[TextClaim], speaker: Speaker) -> None:
    for claim in claims:
        if claim.speaker is None:
            claim.speaker, claim.rank = speaker.text, speaker.rank


def _opening(told: list[TextClaim], sentences: "list[SentenceReading]", text: str) -> Speaker | None:
    """ "Міненерго про наслідки обстрілів": an office with which the text begins, and that does nothing else."""
    first = sentences[0]
    spoken = first.claims.speakers
    if spoken and not any(claim.sentence == 0 for claim in told):
        return spoken[-1]  # "Почти 90 обстрелов за сутки, сообщили в ОВА. …": of what follows
    speaker = _heading(first.scan, text)
    if speaker is None:
        return None
    tokens = first.scan.tokens
    end = speaker.end + (speaker.end < len(tokens) and tokens[speaker.end].text in QUOTES)
    behind = tokens[end] if end < len(tokens) else None
    colon = any(token.text == ":" for token in tokens[end : end + _OPENS])
    alone = len(sentences) > 1 and sentences[1].paragraph != first.paragraph
    closed = (behind is None or behind.kind == MARK) and not first.scan.predicates
    about = closed or (behind is not None and first.scan.lexicon.says("about", behind.norm))
    informs = any(saying.start == end for saying in first.scan.sayings)
    only = len(tokens) - end <= 1 and not first.scan.predicates
    return speaker if colon or informs or only or (alone and about) else None


def _heading(scan: Scan, text: str) -> Speaker | None:
    """The office at the beginning, with the land that it is of; "Ihor Taburets, head of the Cherkasy RMA"."""
    tokens = scan.tokens
    office = next(iter(scan.offices), None)
    if office is None or office.start > _SIGNED:
        return None
    speaker = named_from(scan, text, office)
    while speaker.end in scan.blocked:
        speaker.end += 1  # "Полиция Донецкой области"
    lead = [token for token in tokens[: speaker.start] if token.kind == WORD or token.text == ","]
    named = len(lead) > _OPENS and lead[0].capital and lead[1].capital and any(token.text == "," for token in lead)
    if not named and speaker.start >= _OPENS:
        return None
    start = next(n for n, token in enumerate(tokens) if token.kind == WORD) if named else speaker.start
    speaker.text = text[tokens[start].start : tokens[speaker.end - 1].end]
    return speaker


def _signature(scan: Scan, text: str) -> Speaker | None:
    """ "… – начальник городской ВА Вадим Лях": a name, or an office with one, behind the last dash and nothing else."""
    tokens = scan.tokens
    end = len(tokens)
    while end and tokens[end - 1].kind == MARK and tokens[end - 1].text not in DASHES:
        end -= 1
    dash = next((n for n in range(end - 1, max(-1, end - _SIGNED - 2), -1) if tokens[n].text in DASHES), -1)
    if dash < 0 or dash + 1 >= end or tokens[dash + 1].start == tokens[dash].end:
        return None
    words = tokens[dash + 1 : end]
    office = next((span for span in scan.offices if dash < span.start and span.end <= end), None)
    told = any(dash < n < end for n in scan.predicates) or any(word.kind != WORD for word in words)
    named = len(words) > 1 and all(word.capital for word in words[-2:])
    if told or not (named or (office is not None and office.start == dash + 1)):
        return None
    if office is None and (len(words) != _OPENS or not all(scan.is_plain(n) for n in range(dash + 1, end))):
        return None
    rank = named_from(scan, text, office).rank if office is not None else None
    return Speaker(text[words[0].start : words[-1].end], rank, dash + 1, end)
