"""Claims of one text: links of figures and words, placed, attributed, timed, and those dropped with why."""

from dataclasses import dataclass, field
from datetime import datetime

from schemas.incident import Count, Facility, Place
from schemas.vocabulary import CountKind, Measure, PlaceKind, Qualifier, SourceClass, Unit
from service.core.counting import PEOPLE, TALLIES, counts
from service.core.grammar import Grammar, Link, Reading
from service.core.places import Gazetteer, PlaceMention
from service.core.placing import Carried, Placer
from service.core.quantities import Quantity
from service.core.speakers import Speaker, SpeakerReader
from service.core.text import Sentence, Token, sentences
from service.core.times import Occurred, TimeReader
from service.core.words import Lexicon, Noun, Trigger


@dataclass(frozen=True, slots=True)
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
    start: int
    end: int
    weapons: tuple[Unit, ...]
    facility: Facility | None
    carried: bool


@dataclass(frozen=True, slots=True)
class Dropped:
    """A figure that was seen and is no claim."""

    text: str
    why: str


@dataclass(slots=True)
class TextReading:
    """A text, read."""

    claims: list[TextClaim] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    sentences: list[Reading] = field(default_factory=list)


class TextReader:
    """Reads texts of one language."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._grammar = Grammar(lexicon)
        self._speakers = SpeakerReader(lexicon)
        self._times = TimeReader(lexicon)

    def known_words(self, words: list[str]) -> int:
        """How many of these words the language's small words, numbers and verbs of saying have."""
        lexicon = self._lexicon
        known = lexicon.stops | lexicon.skip | lexicon.prepositions | lexicon.says_words | lexicon.numbers.keys()
        return sum(word in known for word in words)

    def read(self, text: str, published: datetime, title: str | None = None) -> TextReading:
        """All claims of a text."""
        result = TextReading()
        carried = Carried()
        if title:
            self._remember_places(self._gazetteer.mentions(title), carried)
        mentions = self._gazetteer.mentions(text)
        at = 0
        for sentence in sentences(text, self._lexicon.abbreviations):
            here: list[PlaceMention] = []
            while at < len(mentions) and mentions[at].start < sentence.end:
                if mentions[at].start >= sentence.start:
                    here.append(mentions[at])
                at += 1
            self._sentence(text, sentence, here, published, carried, result)
        return result

    # -- one sentence --------------------------------------------------------------------------------------------------

    def _sentence(
        self,
        text: str,
        sentence: Sentence,
        mentions: list[PlaceMention],
        published: datetime,
        carried: Carried,
        result: TextReading,
    ) -> None:
        tokens = sentence.tokens
        if sentence.paragraph != carried.paragraph:
            carried.paragraph, carried.speaker = sentence.paragraph, None
        names = {n for n, token in enumerate(tokens) for m in mentions if m.start <= token.start < m.end}
        reading = self._grammar.read(tokens, names)
        result.sentences.append(reading)
        speakers = self._speakers.read(tokens, text)
        occurred = self._times.occurred(tokens, published)
        if occurred is not None and not reading.has("background"):
            carried.occurred = occurred
        elif carried.occurred is not None:
            occurred = carried.occurred
        as_of = self._times.as_of(tokens, published)
        placer = Placer(self._gazetteer, tokens, mentions, carried, reading)
        why = _why_not(reading)
        known = len(result.claims)
        for link, count in counts(reading):
            measure = Measure(link.trigger.measure)
            begin, end = _extent(tokens, link)
            if why is not None:
                result.dropped.append(Dropped(text[begin:end], why))
                continue
            placed = placer.place(link, measure)
            if isinstance(placed, str):
                result.dropped.append(Dropped(text[begin:end], placed))
                continue
            place, candidates, name, site, was_carried = placed
            speaker = _speaker_of(speakers, link, carried)
            result.claims.append(
                TextClaim(
                    measure,
                    count,
                    place,
                    candidates,
                    name,
                    site,
                    speaker.text if speaker else None,
                    speaker.rank if speaker else None,
                    occurred,
                    as_of,
                    begin,
                    end,
                    _weapons(reading, self._lexicon, link),
                    _facility(text, tokens, link, measure, speaker),
                    was_carried,
                )
            )
        self._none(text, reading, placer, speakers, carried, occurred, as_of, result, why)
        said_of = [claim.place for claim in result.claims[known:] if claim.place is not None]
        self._remember_places(mentions, carried)
        if said_of and mentions and said_of[-1].kind is not PlaceKind.COUNTRY:
            carried.place = said_of[-1]
        whole = [speaker for speaker in speakers if not speaker.from_here_on]
        if whole:
            carried.speaker = whole[-1]

    def _remember_places(self, mentions: list[PlaceMention], carried: Carried) -> None:
        solid = [mention for mention in mentions if not mention.adjective]
        if not solid:
            return
        if all(mention.foreign for mention in solid):
            carried.abroad = True
            return
        carried.abroad = False
        # What a text goes on about is the place that a sentence names first; later ones say where exactly.
        ours = [mention for mention in solid if not mention.foreign]
        context = [mention.candidates[0] for mention in ours if mention.candidates]
        for mention in ours:
            found = self._gazetteer.settle(mention, context)
            if found.place is not None and found.place.kind is PlaceKind.COUNTRY and len(ours) > 1:
                continue
            candidates = found.candidates if found.place is None else ()
            carried.place, carried.candidates, carried.place_text = found.place, candidates, mention.name
            return

    def _none(
        self,
        text: str,
        reading: Reading,
        placer: "Placer",
        speakers: list[Speaker],
        carried: Carried,
        occurred: Occurred | None,
        as_of: datetime | None,
        result: TextReading,
        why: str | None,
    ) -> None:
        """ "No casualties": 0 killed and 0 injured, where the sentence gives no such figure."""
        said = next((span for span in reading.roles if span.what == "none_killed_injured"), None)
        if said is None or why is not None or any(link.trigger.measure in PEOPLE for link in reading.links):
            return
        noun = Noun("people", "people")
        quantity = Quantity(said.start, said.end, 0, 0, 0, Qualifier.EXACT, noun)
        for measure in (Measure.KILLED, Measure.INJURED):
            link = Link(quantity, Trigger(measure.value, "after", ("people",)), said.start, said.end)
            placed = placer.place(link, measure)
            if isinstance(placed, str):
                continue
            place, candidates, name, site, was_carried = placed
            speaker = _speaker_of(speakers, link, carried)
            begin, end = reading.tokens[said.start].start, reading.tokens[said.end - 1].end
            zero = Count(
                measure=measure,
                unit=Unit.PEOPLE,
                low=0,
                best=0,
                high=0,
                qualifier=Qualifier.EXACT,
                count_kind=CountKind.TOTAL_TO_DATE,
            )
            result.claims.append(
                TextClaim(
                    measure,
                    zero,
                    place,
                    candidates,
                    name,
                    site,
                    speaker.text if speaker else None,
                    speaker.rank if speaker else None,
                    occurred,
                    as_of,
                    begin,
                    end,
                    (),
                    None,
                    was_carried,
                )
            )


def _why_not(reading: Reading) -> str | None:
    if reading.has("background"):
        return "told as background: earlier, or a sum over a long time"
    if reading.has("abroad"):
        return "outside Ukraine"
    if reading.has("doubt"):
        return "denied, planned, feared or supposed"
    return None


def _extent(tokens: tuple[Token, ...], link: Link) -> tuple[int, int]:
    first = min(link.quantity.start, link.at)
    last = max(link.quantity.end, link.end) - 1
    return tokens[first].start, tokens[last].end


def _speaker_of(speakers: list[Speaker], link: Link, carried: Carried) -> Speaker | None:
    governing = [s for s in speakers if not s.from_here_on or s.end <= link.quantity.start]
    later = [s for s in governing if s.from_here_on]
    if later:
        return later[-1]
    before = [s for s in governing if s.start < link.quantity.start]
    return before[-1] if before else governing[0] if governing else carried.speaker


def _weapons(reading: Reading, lexicon: Lexicon, link: Link) -> tuple[Unit, ...]:
    if link.trigger.measure in TALLIES:
        return ()
    found: list[Unit] = []
    at = 0
    while at < len(reading.tokens):
        match = lexicon.nouns.at(reading.tokens, at)
        if match is not None and match[1].family == "weapon":
            unit = Unit(match[1].unit)
            if unit not in found:
                found.append(unit)
        at += match[0] if match else 1
    return tuple(found)


def _facility(
    text: str, tokens: tuple[Token, ...], link: Link, measure: Measure, speaker: Speaker | None
) -> Facility | None:
    noun = link.quantity.noun
    if measure not in (Measure.DAMAGED, Measure.DESTROYED) or noun is None:
        return None
    first, last = link.quantity.start, link.quantity.end - 1
    words = tokens[first : last + 1]
    its = any(token.norm == "its" for token in words) or (first > 0 and tokens[first - 1].norm == "its")
    return Facility(
        kind=Unit(noun.unit),
        name=text[words[0].start : words[-1].end],
        operator=_organisation(speaker) if its and speaker is not None else None,
    )


def _organisation(speaker: Speaker) -> str:
    """The name in "private energy firm DTEK"."""
    capitals = [word for word in speaker.text.split() if word[:1].isupper()]
    return " ".join(capitals) or speaker.text
