"""What a text tells: one figure with its place, speaker, time and the words behind it."""

from datetime import datetime
from typing import final

from schemas.incident import Count, Facility, Place
from schemas.vocabulary import Measure, SourceClass, Unit
from service.core.reading.times import Occurred


@final
class TextClaim:
    """One claim of a text."""

    __slots__ = (
        "also", "as_of", "base", "candidates", "carried", "count", "facility", "key", "measure", "more", "occurred",
        "opens", "place", "place_text", "rank", "remains", "sentence", "single", "site", "spans", "speaker", "timed",
        "total", "weak", "weapons", "words",
    )  # fmt: skip

    def __init__(
        self,
        measure: Measure,
        count: Count,
        place: Place | None,
        candidates: tuple[Place, ...],
        place_text: str | None,
        site: str | None,
        speaker: str | None,
        rank: SourceClass | None,
        occurred: Occurred | None,
        as_of: datetime | None,
        spans: tuple[tuple[int, int], ...],
        weapons: tuple[Unit, ...],
        facility: Facility | None,
        carried: bool,
        sentence: int,
        words: str,
        more: bool = False,
        total: bool = False,
        base: bool = False,
        remains: bool = False,
        weak: bool = False,
        single: bool = False,
        also: bool = False,
        key: str = "",
        timed: bool = False,
        opens: bool = False,
    ) -> None:
        self.measure = measure
        self.count = count
        self.place = place
        self.candidates = candidates
        self.place_text = place_text
        self.site = site
        self.speaker = speaker
        self.rank = rank
        self.occurred = occurred
        self.as_of = as_of
        self.spans = spans
        """Offsets of the words behind it."""
        self.weapons = weapons
        self.facility = facility
        self.carried = carried
        """The place comes from an earlier sentence."""
        self.sentence = sentence
        self.words = words
        """What is counted, as written."""
        self.more = more
        """On top of what was told before."""
        self.total = total
        """What a figure has come to: it replaces what was told before."""
        self.base = base
        """What the sentence's other figures are out of: "of the 728 buildings, 216 are still cold"."""
        self.remains = remains
        """What is still so of an outage told before: a level, whatever it had been."""
        self.weak = weak
        """Only how people are now: "two people are in hospital"; another figure of the injured wins."""
        self.single = single
        """One person or object that is described."""
        self.also = also
        """Told besides what was told before: "also wounded were two policemen"."""
        self.key = key
        """What stands before the colon in "Private houses damaged: 17"."""
        self.timed = timed
        """Its sentence says of when it is: "as of noon"."""
        self.opens = opens
        """One thing that its sentence opens with: "the vehicle burned out"."""

    def copy(self) -> "TextClaim":
        """The same claim, to be changed."""
        return TextClaim(
            self.measure,
            self.count,
            self.place,
            self.candidates,
            self.place_text,
            self.site,
            self.speaker,
            self.rank,
            self.occurred,
            self.as_of,
            self.spans,
            self.weapons,
            self.facility,
            self.carried,
            self.sentence,
            self.words,
            more=self.more,
            total=self.total,
            base=self.base,
            remains=self.remains,
            weak=self.weak,
            single=self.single,
            also=self.also,
            key=self.key,
            timed=self.timed,
            opens=self.opens,
        )


@final
class Dropped:
    """A figure that was seen and is no claim."""

    __slots__ = ("text", "why")

    def __init__(self, text: str, why: str) -> None:
        self.text = text
        self.why = why
