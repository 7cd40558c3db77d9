"""Claims of one text: links of figures and words, placed, attributed, timed, and those dropped with why."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from schemas.incident import Count, Facility, Place
from schemas.vocabulary import CountKind, Measure, PlaceKind, Qualifier, SourceClass, Unit
from service.core.grammar import Grammar, Link, Reading
from service.core.places import Gazetteer, PlaceMention
from service.core.quantities import Quantity
from service.core.speakers import Speaker, SpeakerReader
from service.core.text import Sentence, Token, sentences
from service.core.times import Occurred, TimeReader
from service.core.words import Lexicon, Noun, Trigger

_AREAS: Final = (PlaceKind.COUNTRY, PlaceKind.OBLAST)
_TALLIES: Final = frozenset({"launched", "intercepted", "hits"})
_PEOPLE: Final = frozenset({"killed", "injured", "missing", "rescued", "evacuated"})
_NEAR_PLACE: Final = 4


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
class _Carried:
    """What one sentence leaves to the next."""

    place: Place | None = None
    abroad: bool = False
    speaker: Speaker | None = None
    occurred: Occurred | None = None
    paragraph: int = -1
    candidates: tuple[Place, ...] = ()
    place_text: str | None = None


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

    def read(self, text: str, published: datetime, title: str | None = None) -> TextReading:
        """All claims of a text."""
        result = TextReading()
        carried = _Carried()
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
        carried: _Carried,
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
        placer = _Placer(self._gazetteer, tokens, mentions, carried, reading)
        why = _why_not(reading)
        for link, count in self._counts(reading):
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
        self._remember_places(mentions, carried)
        whole = [speaker for speaker in speakers if not speaker.from_here_on]
        if whole:
            carried.speaker = whole[-1]

    def _remember_places(self, mentions: list[PlaceMention], carried: _Carried) -> None:
        solid = [mention for mention in mentions if not mention.adjective]
        if not solid:
            return
        if all(mention.foreign for mention in solid):
            carried.abroad = True
            return
        carried.abroad = False
        context: list[Place] = []
        for mention in solid:
            if mention.foreign:
                continue
            found = self._gazetteer.settle(mention, context)
            if found.place is not None:
                context.append(found.place)
                inside = carried.place is not None and found.place in self._gazetteer.ancestors(carried.place)
                if not (inside and len(solid) > 1):
                    carried.place, carried.candidates, carried.place_text = found.place, (), mention.name
            elif len(found.candidates) > 1:
                carried.place, carried.candidates, carried.place_text = None, found.candidates, mention.name

    # -- counts --------------------------------------------------------------------------------------------------------

    def _counts(self, reading: Reading) -> list[tuple[Link, Count]]:
        """Links as counts: parts of people moved into their whole, listed ones added up."""
        parts = _parts(reading)
        inside = {id(q) for _, found in parts.items() for q in found}
        grouped: dict[tuple[int, str, str], list[Link]] = {}
        for link in reading.links:
            if id(link.quantity) in inside:
                continue
            unit = unit_of(link)
            if unit is not None:
                grouped.setdefault((link.at, link.trigger.measure, unit), []).append(link)
        counts: list[tuple[Link, Count]] = []
        for (_, measure, unit), links in grouped.items():
            counts.append((links[0], _count(measure, unit, links, parts)))
        return counts

    def _none(
        self,
        text: str,
        reading: Reading,
        placer: "_Placer",
        speakers: list[Speaker],
        carried: _Carried,
        occurred: Occurred | None,
        as_of: datetime | None,
        result: TextReading,
        why: str | None,
    ) -> None:
        """ "No casualties": 0 killed and 0 injured, where the sentence gives no such figure."""
        said = next((span for span in reading.roles if span.what == "none_killed_injured"), None)
        if said is None or why is not None or any(link.trigger.measure in _PEOPLE for link in reading.links):
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
    if reading.has("doubt"):
        return "denied, planned, feared or supposed"
    return None


def unit_of(link: Link) -> str | None:
    """The unit of a figure with its word; None where the noun cannot have it."""
    noun, measure = link.quantity.noun, link.trigger.measure
    if noun is None:
        return {"people": "people", "customers": "customers", "weapon": None}.get(link.trigger.families[0])
    if measure.startswith(("without_", "restored_")) and noun.family in ("buildings", "object"):
        return "buildings"
    return noun.unit


def _parts(reading: Reading) -> dict[int, list[Quantity]]:
    """Quantities that are parts of an earlier figure of people ("including two children"), by its start."""
    found: dict[int, list[Quantity]] = {}
    people = [link.quantity for link in reading.links if link.trigger.families[0] == "people"]
    including = [span for span in reading.roles if span.what == "including"]
    for quantity in reading.quantities:
        part = quantity.noun.part if quantity.noun else None
        if part is None:
            continue
        before = [span for span in including if span.end <= quantity.start + 1]
        lead = next((s for s in including if s.start >= quantity.end - 3 and s.start <= quantity.end + 1), None)
        mark = before[-1] if before else lead
        if mark is None:
            continue
        wholes = [q for q in people if q.start < min(mark.start, quantity.start) and q is not quantity]
        if wholes:
            found.setdefault(wholes[-1].start, []).append(quantity)
    return found


def _count(measure: str, unit: str, links: list[Link], parts: dict[int, list[Quantity]]) -> Count:
    quantities = [link.quantity for link in links]
    whole = [q for q in quantities if q.noun is None or q.noun.part is None]
    used = whole if whole and measure in _PEOPLE else quantities
    of_which: dict[str, int] = {}
    listed = [q for q in quantities if q.noun and q.noun.part and measure in _PEOPLE]
    for part in [*listed, *(p for q in quantities for p in parts.get(q.start, ()))]:
        if part.noun and part.noun.part and part.best is not None:
            of_which[part.noun.part] = of_which.get(part.noun.part, 0) + part.best
    first = used[0]
    low, best, high, qualifier = first.low, first.best, first.high, first.qualifier
    for more in used[1:]:
        low = low + more.low if low is not None and more.low is not None else None
        best = best + more.best if best is not None and more.best is not None else None
        high = high + more.high if high is not None and more.high is not None else None
        qualifier = qualifier if more.qualifier is Qualifier.EXACT else more.qualifier
    total = best if best is not None else low or 0
    return Count(
        measure=Measure(measure),
        unit=Unit(unit),
        low=low,
        best=best,
        high=high,
        qualifier=qualifier,
        count_kind=_kind(measure, first),
        of_which={name: value for name, value in of_which.items() if value <= total},
    )


def _kind(measure: str, quantity: Quantity) -> CountKind:
    if measure in _TALLIES:
        return CountKind.PERIOD_TOTAL
    return CountKind.INCREMENT if quantity.more else CountKind.TOTAL_TO_DATE


def _extent(tokens: tuple[Token, ...], link: Link) -> tuple[int, int]:
    first = min(link.quantity.start, link.at)
    last = max(link.quantity.end, link.end) - 1
    return tokens[first].start, tokens[last].end


def _speaker_of(speakers: list[Speaker], link: Link, carried: _Carried) -> Speaker | None:
    governing = [s for s in speakers if not s.from_here_on or s.end <= link.quantity.start]
    later = [s for s in governing if s.from_here_on]
    if later:
        return later[-1]
    before = [s for s in governing if s.start < link.quantity.start]
    return before[-1] if before else governing[0] if governing else carried.speaker


def _weapons(reading: Reading, lexicon: Lexicon, link: Link) -> tuple[Unit, ...]:
    if link.trigger.measure in _TALLIES:
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


Placed = tuple[Place | None, tuple[Place, ...], str | None, str | None, bool]


class _Placer:
    """Finds the place of a claim in its sentence, else takes the one carried over."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        tokens: tuple[Token, ...],
        mentions: list[PlaceMention],
        carried: _Carried,
        reading: Reading,
    ) -> None:
        self._gazetteer = gazetteer
        self._tokens = tokens
        self._mentions = mentions
        self._carried = carried
        self._reading = reading
        self._index = [self._token_index(mention) for mention in mentions]

    def _token_index(self, mention: PlaceMention) -> int:
        return next((n for n, token in enumerate(self._tokens) if token.end > mention.start), 0)

    def place(self, link: Link, measure: Measure) -> Placed | str:  # noqa: PLR0911 - one line for each way to place
        """Where, or why there is no claim."""
        if measure.value in _TALLIES:
            return self._tally_place()
        if self._reading.has("somewhere") and not self._solid_cities():
            return "said of several places at once"
        chosen = self._choose(link)
        if chosen is None:
            return self._from_before(measure)
        if chosen.foreign:
            return "outside Ukraine"
        found = self._gazetteer.settle(chosen, self._context(chosen))
        if found.place is None:
            return (None, found.candidates, chosen.name, None, False)
        if found.place.kind is PlaceKind.COUNTRY and not self._reading.has("everywhere"):
            return "no place that the figure is said of"
        return self._rolled(found.place, carried=False)

    def _solid_cities(self) -> bool:
        return any(
            c.kind not in _AREAS for m in self._mentions if not m.adjective and not m.foreign for c in m.candidates[:1]
        )

    def _tally_place(self) -> Placed | str:
        for mention in self._mentions:
            if not mention.foreign and not mention.adjective and mention.candidates:
                found = self._gazetteer.settle(mention, ())
                if found.place is not None and found.place.kind is not PlaceKind.COUNTRY:
                    return self._rolled(found.place, carried=False)
        place = self._carried.place
        regional = self._carried.speaker is not None and self._carried.speaker.rank is SourceClass.OFFICIAL
        if place is not None and place.kind is not PlaceKind.COUNTRY and not self._mentions and regional:
            return self._rolled(place, carried=True)
        country = self._gazetteer.by_id("UA")
        return (country, (), None, None, not self._mentions)

    def _from_before(self, measure: Measure) -> Placed | str:
        carried = self._carried
        if carried.abroad:
            return "outside Ukraine"
        if carried.place is not None and carried.place.kind is PlaceKind.COUNTRY:
            return "no place that the figure is said of"
        if carried.place is None:
            return (None, carried.candidates, carried.place_text, None, True)
        return self._rolled(carried.place, carried=True)

    def _rolled(self, place: Place, *, carried: bool) -> Placed:
        """Districts go to their city, raions and hromadas to their oblast, with the name as the site."""
        if place.kind is PlaceKind.DISTRICT:
            return (self._gazetteer.city_of(place), (), None, place.name, carried)
        if place.kind in (PlaceKind.RAION, PlaceKind.HROMADA):
            oblast = self._gazetteer.oblast_of(place)
            if oblast is not None:
                return (oblast, (), None, place.name, carried)
        return (place, (), None, None, carried)

    def _context(self, chosen: PlaceMention) -> list[Place]:
        context = [m.candidates[0] for m in self._mentions if m is not chosen and m.candidates and not m.foreign]
        return [*context, *([self._carried.place] if self._carried.place else [])]

    def _choose(self, link: Link) -> PlaceMention | None:
        solid = [
            (index, mention)
            for index, mention in zip(self._index, self._mentions, strict=True)
            if not mention.adjective and (mention.foreign or mention.candidates)
        ]
        usable = [(i, m) for i, m in solid if m.foreign or m.candidates[0].kind is not PlaceKind.COUNTRY] or solid
        low, high = min(link.quantity.start, link.at), max(link.quantity.end, link.end)
        before = [(i, m) for i, m in usable if i < low or low <= i < high]
        after = [(i, m) for i, m in usable if i >= high]
        near = (
            after[0]
            if after and after[0][0] - high <= _NEAR_PLACE and not self._other_figure(high, after[0][0])
            else None
        )
        last = before[-1][1] if before else None
        if near is not None and last is not None:
            return self._narrower(last, near[1]) or near[1]
        if near is not None:
            return near[1]
        if last is not None:
            inner = next((m for _, m in after if self._inside(m, last)), None)
            return inner or last
        if after:
            return after[0][1]
        return self._by_adjective()

    def _other_figure(self, start: int, end: int) -> bool:
        return any(start <= q.start < end for q in self._reading.quantities)

    def _narrower(self, one: PlaceMention, other: PlaceMention) -> PlaceMention | None:
        if self._inside(one, other):
            return one
        return other if self._inside(other, one) else None

    def _inside(self, inner: PlaceMention, outer: PlaceMention) -> bool:
        if inner.foreign or outer.foreign or not inner.candidates or not outer.candidates:
            return False
        around = outer.candidates[0]
        return any(around in self._gazetteer.ancestors(candidate) for candidate in inner.candidates)

    def _by_adjective(self) -> PlaceMention | None:
        if self._carried.place is not None and self._carried.place.kind is not PlaceKind.COUNTRY:
            return None
        return next((m for m in self._mentions if m.adjective and m.candidates and not m.foreign), None)
