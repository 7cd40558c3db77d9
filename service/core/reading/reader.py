"""The normalizer: a completed report → its incidents."""

import gc
from collections.abc import Iterator
from typing import Final, final

from schemas.incident import Incident, UnplacedIncident
from schemas.report import Report
from schemas.vocabulary import Measure
from service.core.places.gazetteer import Gazetteer
from service.core.reading.explaining import explain
from service.core.reading.facts import read_facts
from service.core.reading.incidents import Found, Teller
from service.core.reading.text_claims import TextReader, TextReading
from service.core.reading.told_claim import Dropped, TextClaim
from service.core.reading.words import LANGUAGES, load_lexicon

_TYPES: Final = {measure: measure.incident_type for measure in Measure}
"""Looked up: asking the measure is several times as slow."""
_CARRIED: Final = 0.9
_PLAIN: Final = 1.0


@final
class Reading:
    """What a report says."""

    __slots__ = ("dropped", "incidents", "language", "text", "unplaced", "unsupported_language")

    def __init__(
        self,
        incidents: tuple[Incident, ...],
        unplaced: tuple[UnplacedIncident, ...],
        language: str | None,
        unsupported_language: bool,
        dropped: tuple[Dropped, ...],
        text: TextReading | None = None,
    ) -> None:
        self.incidents = incidents
        self.unplaced = unplaced
        self.language = language
        self.unsupported_language = unsupported_language
        self.dropped = dropped
        self.text = text
        """How the text was read, for explanations."""

    def explanation(self) -> Iterator[str]:
        """How the text was read, a line each: sentences with what was found in them, then what was dropped."""
        yield f"language: {self.language or 'none'}"
        if self.text is not None:
            yield from explain(self.text)


class Normalizer:
    """Reads texts and facts; holds the gazetteer and the lexicons, and no state."""

    def __init__(self, gazetteer: Gazetteer, texts: TextReader) -> None:
        self.gazetteer = gazetteer
        self._texts = texts

    @classmethod
    def load(cls) -> "Normalizer":
        """Load the gazetteer and every lexicon."""
        collecting = gc.isenabled()
        gc.disable()  # all that is loaded stays: looking for garbage in it takes a fifth of the time
        try:
            gazetteer = Gazetteer.load()
            return cls(gazetteer, TextReader({language: load_lexicon(language) for language in LANGUAGES}, gazetteer))
        finally:
            if collecting:
                gc.enable()

    def read(self, report: Report, *, version: str) -> Reading:
        """The incidents of a completed report (id, source and publication time set), from its facts and its text."""
        found = list(read_facts(report, self.gazetteer))
        reading = self._read_text(report)
        if reading is not None:
            told = {_subject(item) for item in found}
            found += [item for item in map(_found, reading.claims) if not told or _subject(item) not in told]
        language = reading.language if reading else None
        incidents, unplaced = Teller(report, version, language).tell(found)
        return Reading(
            incidents=incidents,
            unplaced=unplaced,
            language=language,
            unsupported_language=reading is not None and reading.unsupported,
            dropped=tuple(reading.dropped) if reading else (),
            text=reading,
        )

    def _read_text(self, report: Report) -> TextReading | None:
        body, title, published = report.text, report.title, report.published_at
        text = body if body and body.strip() else title
        if not text or published is None:
            return None
        return self._texts.read(text, published, title if text is not title else None, report.language)


def _subject(item: Found) -> tuple[object, ...]:
    """What a figure is of: what a fact says of it wins over the text beside it."""
    return item.place.id if item.place else item.place_text, item.type, item.count.measure, item.count.unit


def _found(claim: TextClaim) -> Found:
    return Found(
        type=_TYPES[claim.measure],
        count=claim.count,
        place=claim.place,
        candidates=claim.candidates,
        place_text=claim.place_text,
        site=claim.site,
        speaker=claim.speaker,
        rank=claim.rank,
        occurred=claim.occurred,
        as_of=claim.as_of,
        spans=claim.spans,
        weapons=claim.weapons,
        facility=claim.facility,
        confidence=_CARRIED if claim.carried else _PLAIN,
    )
