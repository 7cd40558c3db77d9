"""What kind of story a text tells: claims of drills, accidents, and what is looked back on are none of an attack's."""

from typing import TYPE_CHECKING, Final

from schemas.vocabulary import Measure
from service.core.reading.scan import Scan
from service.core.reading.text import MARK, Token
from service.core.reading.told_claim import TextClaim
from service.core.reading.words import Noun

if TYPE_CHECKING:
    from service.core.reading.text_claims import SentenceReading

_MISSING: Final = Measure.MISSING
"""Looked up once: asking the enumeration costs more than comparing."""
_DRILL: Final = "of a drill"
_ACCIDENT: Final = "of an accident, the weather or planned works"
_DENIED: Final = "denied in the next sentence"
_ALL_FOUND: Final = "looked for, and all found in the next sentence"
_LEAD: Final = 2
"""Sentences at the beginning of a text which say what kind of text it is."""
_OPENING: Final = 6
"""Tokens of a sentence in which a sum over the war must be named for the text to be one."""
_FRESH: Final = frozenset({"night", "morning", "noon", "day", "yesterday", "evening"})


def looks_back(scan: Scan, number: int) -> bool:
    """Whether a sentence makes the whole text one that looks back: an exhibition, a trial, a sum of years of war."""
    sums = [span.start for span in scan.roles if span.what == "campaign"]
    # Also behind a colon: "обнародовали данные: с 24 февраля …".
    opens = any(at < _OPENING or scan.tokens[at - 1].text == ":" for at in sums)
    return number < _LEAD and (opens or scan.has("remembrance"))


def tells_news(scan: Scan) -> bool:
    """Whether a sentence tells of an attack of these days, so that a text no longer looks back."""
    recent = any(span.what in _FRESH or span.what.startswith("weekday") for span in scan.timings)
    back = scan.has("remembrance") or scan.has("campaign") or scan.has("commemoration") or scan.has("background")
    return recent and is_attack(scan) and not back


def tells_of_today(scan: Scan) -> bool:
    """ "Напомним, 9 февраля погибли четверо. Сегодня из-под завалов извлекли …": it opens with today."""
    return any(span.what == "day" and span.start < _LEAD for span in scan.timings) and not scan.has("background")


def is_attack(scan: Scan) -> bool:
    """Whether a sentence speaks of an attack. A blast alone may be one of gas."""
    if any(nouns[0].family == "weapon" for _, nouns in scan.nouns.values()):
        return True
    tokens = scan.tokens
    if any(s.what == "attack" and not tokens[s.start].says("weak_attack") for s in scan.roles):
        return True
    told = ((n, end) for n, (end, found) in scan.predicates.items() if any(p.kind == "attack" for p in found))
    words = [token for n, end in told for token in tokens[n:end]]
    return any(token.says("strikes") or _is_weapon(scan, token) for token in words)  # "дрон влучив у" is one word


def _is_weapon(scan: Scan, token: Token) -> bool:
    return any(isinstance(m, Noun) and m.family == "weapon" for m in scan.lexicon.index.word(token.norm))


def of_no_attack(told: list[TextClaim], sentences: "list[SentenceReading]") -> list[tuple[TextClaim, str]]:
    """The claims that are no attack's, with why."""
    if any(sentence.scan.has("drill") for sentence in sentences):
        return [(claim, _DRILL) for claim in told]
    accidental = _accidental(sentences)
    return [(claim, _ACCIDENT) for claim in told if claim.sentence in accidental]


def denied_behind(told: list[TextClaim], sentences: "list[SentenceReading]") -> list[tuple[TextClaim, str]]:
    """ "Паблики пишут о 12 погибших. Это неправда.", "ФЕЙК. …": the claims of a sentence denied beside it."""
    denied = {n - 1 for n, sentence in enumerate(sentences) if n and sentence.scan.has("denies_before")}
    denied |= {n + 1 for n, sentence in enumerate(sentences) if _only_denies(sentence.scan)}
    return [(claim, _DENIED) for claim in told if claim.sentence in denied]


def saved_behind(told: list[TextClaim], sentences: "list[SentenceReading]") -> list[tuple[TextClaim, str]]:
    """ "Двох шукали під завалами. Обох дістали живими.": who was looked for until the next sentence."""
    saved = {n - 1 for n, sentence in enumerate(sentences) if n and sentence.scan.has("all_saved")}
    missing = [claim for claim in told if claim.sentence in saved and claim.measure is _MISSING] if saved else []
    return [(claim, _ALL_FOUND) for claim in missing]


def _only_denies(scan: Scan) -> bool:
    """ "ФЕЙК. У мережі пишуть про …": a heading of two words at most that denies what follows."""
    return scan.has("denial") and sum(token.kind != MARK for token in scan.tokens) <= _LEAD


def _accidental(sentences: "list[SentenceReading]") -> set[int]:
    """Sentences that tell of accidents, weather or works.

    Where an attack is ruled out, the whole text when it began with the accident, else that paragraph; that sentence
    alone where an attack was told before it and no accident is. Where it is not ruled out, all of a text that speaks of
    no attack, and what stands in a paragraph from an accident to the first attack.
    """
    accidents = {n for n, sentence in enumerate(sentences) if sentence.scan.has("accident")}
    excluded = {n for n, sentence in enumerate(sentences) if sentence.scan.has("no_attack")}
    fumes = any(sentence.scan.has("fumes") for sentence in sentences)  # beside an attack they are of its fire
    if not accidents and not excluded and not fumes:
        return set()
    paragraphs: dict[int, list[int]] = {}
    for number, sentence in enumerate(sentences):
        paragraphs.setdefault(sentence.paragraph, []).append(number)
    attacks = {n for n, sentence in enumerate(sentences) if n not in excluded and is_attack(sentence.scan)}
    every = set(range(len(sentences)))
    if (accidents or fumes) and not attacks:
        return every
    if not accidents and not excluded:
        return set()
    if excluded and not accidents and attacks and min(attacks) < min(excluded):
        return excluded  # "Blasts were heard in Lviv, but nothing came down": of an attack told before, at one place
    lead = set(next(iter(paragraphs.values()), []))
    if excluded and lead & (accidents | excluded):
        return every
    found: set[int] = set()
    for numbers in paragraphs.values():
        if excluded.intersection(numbers):
            found.update(numbers)
        first = next((n for n in numbers if n in accidents or n in attacks), None)
        if first is not None and first not in attacks:
            found.update(n for n in numbers if n < next((m for m in numbers if m in attacks), len(sentences)))
    return found
