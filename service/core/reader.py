"""The normalizer: a completed report → its incidents."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from schemas.incident import Incident, UnplacedIncident
from schemas.report import Report
from schemas.vocabulary import IncidentType
from service.core.facts import read_facts
from service.core.grammar import Link
from service.core.grammar import Reading as SentenceReading
from service.core.incidents import Found, Teller
from service.core.places import Gazetteer
from service.core.text import tokens
from service.core.text_claims import Dropped, TextClaim, TextReader, TextReading
from service.core.words import LANGUAGES, load_lexicon

_CARRIED: Final = 0.9
_PLAIN: Final = 1.0
_UKRAINIAN: Final = frozenset("іїєґ")
_RUSSIAN: Final = frozenset("ыэёъ")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a report says."""

    incidents: tuple[Incident, ...]
    unplaced: tuple[UnplacedIncident, ...]
    language: str | None
    unsupported_language: bool
    dropped: tuple[Dropped, ...]
    text: TextReading | None = None
    """How the text was read, for explanations."""

    def explanation(self) -> Iterator[str]:
        """How the text was read, a line each: sentences with what was found in them, then what was dropped."""
        yield f"language: {self.language or 'none'}"
        for sentence in self.text.sentences if self.text else ():
            yield "sentence: " + " ".join(token.text for token in sentence.tokens)
            for quantity in sentence.quantities:
                said = " ".join(token.text for token in sentence.tokens[quantity.start : quantity.end])
                link = next((link for link in sentence.links if link.quantity is quantity), None)
                meaning = f"{link.trigger.measure} (by {_said(sentence, link)})" if link else "no word claims it"
                noun = f", {quantity.noun.unit}" if quantity.noun else ""
                yield f"  figure: {said!r} = {quantity.low}/{quantity.best}/{quantity.high}{noun} -> {meaning}"
            for span in sentence.roles:
                yield f"  role: {span.what}"
        for dropped in self.dropped:
            yield f"dropped: {dropped.text!r}: {dropped.why}"


class Normalizer:
    """Reads texts and facts; holds the gazetteer and the lexicons, and no state."""

    def __init__(self, gazetteer: Gazetteer, readers: dict[str, TextReader]) -> None:
        self.gazetteer = gazetteer
        self._readers = readers

    @classmethod
    def load(cls) -> "Normalizer":
        """Load the gazetteer and every lexicon."""
        gazetteer = Gazetteer.load()
        return cls(gazetteer, {language: TextReader(load_lexicon(language), gazetteer) for language in LANGUAGES})

    def read(self, report: Report, *, version: str) -> Reading:
        """The incidents of a completed report (id, source and publication time set), from its facts and its text."""
        found = list(read_facts(report, self.gazetteer))
        language, text_reading = self._read_text(report)
        found += [_found(claim) for claim in text_reading.claims] if text_reading else []
        incidents, unplaced = Teller(report, version, language).tell(found)
        unsupported = language is not None and language not in self._readers
        dropped = tuple(text_reading.dropped) if text_reading else ()
        return Reading(incidents, unplaced, language, unsupported, dropped, text_reading)

    def _read_text(self, report: Report) -> tuple[str | None, TextReading | None]:
        text = report.text if report.text and report.text.strip() else report.title
        if not text or report.published_at is None:
            return None, None
        language = (report.language or self._detect(text) or "und").split("-")[0].lower()
        reader = self._readers.get(language)
        if reader is None:
            return language, None
        title = report.title if text is not report.title else None
        return language, reader.read(text, report.published_at, title)

    def _detect(self, text: str) -> str | None:
        """The language by its letters; of a short text without telling ones, by the words that its lexicon knows."""
        found = script_of(text)
        if found != "cyrillic":
            return found
        words = [token.norm for token in tokens(text)]
        return max(("uk", "ru"), key=lambda language: self._readers[language].known_words(words))


def _said(sentence: SentenceReading, link: Link) -> str:
    return repr(" ".join(token.text for token in sentence.tokens[link.at : link.end]))


def _found(claim: TextClaim) -> Found:
    return Found(
        type=IncidentType(claim.measure.incident_type),
        count=claim.count,
        place=claim.place,
        candidates=claim.candidates,
        place_text=claim.place_text,
        site=claim.site,
        speaker=claim.speaker,
        rank=claim.rank,
        occurred=claim.occurred,
        as_of=claim.as_of,
        span=(claim.start, claim.end),
        weapons=claim.weapons,
        facility=claim.facility,
        confidence=_CARRIED if claim.carried else _PLAIN,
    )


def script_of(text: str) -> str | None:
    """`en`, or `uk` and `ru` where a letter tells them apart, else `cyrillic`; None where there are no such letters."""
    lowered = text.lower()
    latin = sum("a" <= letter <= "z" for letter in lowered)
    cyrillic = sum("а" <= letter <= "я" or letter in _UKRAINIAN or letter in _RUSSIAN for letter in lowered)
    if latin + cyrillic == 0:
        return None
    if latin > cyrillic:
        return "en"
    ukrainian = sum(letter in _UKRAINIAN for letter in lowered)
    russian = sum(letter in _RUSSIAN for letter in lowered)
    if ukrainian == russian:
        return "cyrillic"
    return "ru" if russian > ukrainian else "uk"
