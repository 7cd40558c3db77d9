"""What a text tells: one figure with its place, speaker, time and the words behind it."""

from dataclasses import dataclass
from datetime import datetime

from schemas.incident import Count, Facility, Place
from schemas.vocabulary import Measure, SourceClass, Unit
from service.core.reading.times import Occurred


@dataclass(slots=True)
class TextClaim:
    """One claim of a text."""

    measure: Measure
    count: Count
    place: Place | None
    candidates: tuple[Place, ...]
    place_text: str | None
    site: str | None
    speaker: str | None
    rank: SourceClass | None
    occurred: Occurred | None
    as_of: datetime | None
    spans: tuple[tuple[int, int], ...]
    """Offsets of the words behind it."""
    weapons: tuple[Unit, ...]
    facility: Facility | None
    carried: bool
    """The place comes from an earlier sentence."""
    sentence: int
    words: str
    """What is counted, as written."""
    more: bool = False
    """On top of what was told before."""
    total: bool = False
    """What a figure has come to: it replaces what was told before."""
    base: bool = False
    """What the sentence's other figures are out of: "of the 728 buildings, 216 are still cold"."""
    remains: bool = False
    """What is still so of an outage told before: a level, whatever it had been."""
    weak: bool = False
    """Only how people are now: "two people are in hospital"; another figure of the injured wins."""
    single: bool = False
    """One person or object that is described."""


@dataclass(slots=True)
class Dropped:
    """A figure that was seen and is no claim."""

    text: str
    why: str
