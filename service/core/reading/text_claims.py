"""A text, read sentence by sentence: figures, what happened to them, where, who said it, when."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final, final

from schemas.incident import Place
from schemas.vocabulary import TimePrecision
from service.core.places import kinds
from service.core.places.gazetteer import Gazetteer, PlaceMention
from service.core.reading.attribution import attribute
from service.core.reading.breakdown import (
    broken_down,
    brought_up,
    clarified,
    counted_otherwise,
    elsewhere_too,
    headed,
    heading_of,
    keyed,
    line_of,
    opening_of,
    recalled_toll,
    shared_beside,
    some_there,
    spread,
    stands_now,
    tally_of,
    toll_of,
)
from service.core.reading.counting import PEOPLE
from service.core.reading.course import Course
from service.core.reading.elliptic import (
    all_of_them,
    as_many,
    by_then,
    heading_line,
    left_over,
    likewise,
    pending,
    thing_of,
    told_last,
    told_of_it,
)
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.reader import FigureReader
from service.core.reading.headlines import downed_again, hit_again, summed_again, told_again
from service.core.reading.language import EITHER, UNKNOWN, detect
from service.core.reading.linking.given_back import given_back
from service.core.reading.linking.left_without import left_without
from service.core.reading.linking.linker import Linker
from service.core.reading.linking.links import Link
from service.core.reading.loose_parts import add_loose
from service.core.reading.markup import plain
from service.core.reading.merging import merge
from service.core.reading.parts import Parts, Rest
from service.core.reading.pronouns import Person, persons_again
from service.core.reading.scan import Scan
from service.core.reading.scopes import Scopes
from service.core.reading.sentence_claims import SentenceClaims
from service.core.reading.shared_by_place import share_by_place
from service.core.reading.silence import recalls
from service.core.reading.speakers import Speaker, read_speakers
from service.core.reading.steering import Steering
from service.core.reading.stories import (
    denied_behind,
    is_attack,
    looks_back,
    of_no_attack,
    saved_behind,
    tells_news,
    tells_of_today,
)
from service.core.reading.text import Sentence, Token, normalize, sentences
from service.core.reading.times import PAST, Occurred, as_of, occurred, outdated
from service.core.reading.told_claim import Dropped, TextClaim
from service.core.reading.words import Lexicon, Noun, Predicate

_NAME: Final = 8
"""Fewest letters of a name that a small word may be by chance."""
_LEADS: Final = 2
"""Tokens in which "that day" opens a sentence."""
_HEARD: Final = 20
"""Most speakers of a text that are kept in mind."""
_WEEK: Final = "past_week"
_OF_BEFORE: Final = ("background", "earlier", "recalls", "was_then")
"""Roles of sentences whose time is not that of what the text tells."""
_TIMED: Final = frozenset({TimePrecision.EXACT, TimePrecision.HOUR})
_DAY: Final = timedelta(days=1)
_INTERVAL: Final = TimePrecision.INTERVAL
_STRUCK: Final = frozenset({"killed", "injured", "damaged", "destroyed", "launched"})
_HELPED: Final = frozenset({"rescued", "evacuated", "missing"})
"""Measures of what comes of an attack later."""
_AREAS: Final = (kinds.COUNTRY, kinds.OBLAST, kinds.RAION, kinds.HROMADA)
_CARRIED: Final = frozenset({"weapon", "customers", "buildings", "object"})


@final
class SentenceReading:
    """What was found in one sentence, for explanations."""

    __slots__ = ("claims", "paragraph", "scan")

    def __init__(self, scan: Scan, claims: SentenceClaims, paragraph: int) -> None:
        self.scan = scan
        self.claims = claims
        self.paragraph = paragraph


@final
class TextReading:
    """A text, read."""

    __slots__ = ("claims", "dropped", "language", "sentences", "unsupported")

    def __init__(self) -> None:
        self.claims: list[TextClaim] = []
        self.dropped: list[Dropped] = []
        self.sentences: list[SentenceReading] = []
        self.language: str | None = None
        self.unsupported = False
        """Nothing of it is in a language that is read."""


def _strikes(scan: Scan, *, known: bool) -> bool:
    """Whether a time of day is that of the attack: not "at 14:20 one more body was found"."""
    told = {p.measure for _, found in scan.predicates.values() for p in found if not p.kind}
    return is_attack(scan) or (not known and not told.isdisjoint(_STRUCK) and told.isdisjoint(_HELPED))


@final
class State:
    """What one sentence leaves to the next."""

    __slots__ = (
        "as_of", "background", "clear", "counted", "course", "heading", "heard", "highest", "hurt", "looks_back",
        "occurred", "old", "outage", "paragraph", "pending", "period", "person", "resource", "rest",
        "tally", "thing", "told", "toll", "tolls", "uncounted",
    )  # fmt: skip

    def __init__(self, published: date) -> None:
        self.course = Course(published)
        self.paragraph = -1
        self.heard: list[Speaker] = []
        """Who has spoken so far, the last of them."""
        self.clear: dict[str | None, Place] = {}
        """Region → what the paragraph names last in it so that only one place can be meant."""
        self.occurred: Occurred | None = None
        self.as_of: datetime | None = None
        self.period: str | None = None
        """Over which stretch of time the text sums up: a role of times.PAST."""
        self.old = False
        """The sentence before is dated long ago."""
        self.background = False
        """The rest of the paragraph recalls what was before."""
        self.looks_back = False
        """The text is of an exhibition, a trial, years of war: of nothing new."""
        self.highest: dict[str, int] = {}
        """Measure → the highest figure told of it so far."""
        self.hurt = False
        """Somebody wounded has been told of."""
        self.person: Person | None = None
        """The one person of the sentence before, whom this one may call "he"."""
        self.resource: str | None = None
        self.counted: list[Figure] = []
        """What the sentence before counted, the last first."""
        self.thing: tuple[Noun, ...] = ()
        """The one thing that the sentence before named."""
        self.tally: Predicate | None = None
        """The one tally that the sentence before told."""
        self.heading: Link | None = None
        """What the line before, with a colon at its end, says of the figures that follow line by line."""
        self.toll: Link | None = None
        """The one toll that the sentence before told."""
        self.tolls: list[Link] = []
        """All that it told of people."""
        self.rest: Rest | None = None
        """How many of the toll the sentence before has left out: "Four were hurt. Two of them are in hospital"."""
        self.uncounted: Figure | None = None
        """The persons whom the sentence before counts, and tells nothing of."""
        self.pending: Figure | None = None
        """What the sentence before only counted: "Сім авіабомб за годину. Стільки …"."""
        self.told: Link | None = None
        """What the sentence before told of people or supplies, alone."""
        self.outage: Link | None = None
        """The last that the sentence before told to be cut off."""

    def begin(self, paragraph: int) -> None:
        """Forget what holds within a paragraph alone."""
        self.paragraph, self.background = paragraph, False
        goes_on = self.tally is not None and self.heading is None  # "• Launched: 142 UAVs • Shot down: 92"
        self.counted = self.counted if goes_on else []
        self.toll = None
        self.tolls = []

    def note(self, told: list[TextClaim]) -> None:
        """Keep what is known of the toll."""
        self.hurt = self.hurt or any(claim.measure == "injured" and claim.count.best != 0 for claim in told)
        for claim in told:
            self.highest[claim.measure] = max(self.highest.get(claim.measure, 0), claim.count.best or 0)

    def hear(self, speakers: list[Speaker]) -> None:
        """Keep who has spoken."""
        self.heard = [*self.heard, *speakers][-_HEARD:]


def _recalls(scan: Scan, state: State, number: int, *, fresh: bool, today: bool) -> bool:
    """Note whether a sentence looks back; returns whether it is the first here to recall what was.

    `today`: what it may recall is an hour of the last day.
    """
    if fresh and tells_news(scan):
        state.looks_back = False
    state.looks_back = state.looks_back or looks_back(scan, number)
    if state.background and tells_of_today(scan):
        state.background = False
    went_on = state.background or state.looks_back
    state.background = went_on or (recalls(scan) and not today)
    return state.background and not went_on


def _is_of_today(scan: Scan, links: list[Link], published: datetime) -> bool:
    """ "Як повідомлялося, близько 13:20 по Харкову вдарили КАБами": what came of it; a toll may be an old one."""
    if not scan.has("as_reported") or any(k.predicate.measure in PEOPLE for k in links):
        return False
    found = occurred(scan, published)
    return found is not None and found.precision in _TIMED and found.end > published - _DAY


def _only_revised(links: list[Link], highest: dict[str, int]) -> bool:
    """ "The toll has risen to seven. Earlier six were reported": of the same attack, and nothing else is recalled."""
    tolls = [k for k in links if k.predicate.measure in PEOPLE]
    return 0 < len(tolls) == len(links) and all(
        0 < (k.figure.best or 0) <= highest.get(k.predicate.measure, 0) for k in tolls
    )


class TextReader:
    """Reads texts with the lexicons of every language."""

    def __init__(self, lexicons: Mapping[str, Lexicon], gazetteer: Gazetteer) -> None:
        self._lexicons = lexicons
        self._gazetteer = gazetteer
        self._small = frozenset().union(*(found for lexicon in lexicons.values() for found in lexicon.sets.values()))
        self._abbreviations = frozenset().union(*(lexicon.sets["abbreviations"] for lexicon in lexicons.values()))

    def read(
        self, text: str, published: datetime, title: str | None = None, language: str | None = None
    ) -> TextReading:
        """All claims of a text. `language` is the one it is said to be in."""
        result = TextReading()
        shown = plain(text)
        words = shown.split()
        every = sentences(shown, self._abbreviations, words)
        languages = self._languages(shown, words, every, language)
        result.language = next((found for found in languages.values() if found in self._lexicons), None)
        result.unsupported = bool(languages) and result.language is None
        if result.unsupported:
            result.language = next(iter(languages.values()))
        if result.language is None or result.unsupported:
            return result
        state = State(published.date())
        governed = state.course.governed = self._gazetteer.governed_by([n for one in every for n in _names(one)])
        if title:
            self._read_title(title, state)
        told: list[TextClaim] = []
        read = self._with_mentions(self._gazetteer.mentions(shown, words), every)
        clear = _clear(read)
        if state.course.current is None and not any(mentions for _, mentions in read):
            state.course.current = state.course.home = self._home(every)
        for number, (sentence, mentions) in enumerate(read):
            state.clear = clear[sentence.paragraph]
            state.course.ahead = self._ahead(state, sentence, mentions, read[number + 1 : number + 2])
            if governed is not None:
                state.course.governed = self._gazetteer.governed_by(_names(sentence)) or governed
            lexicon = self._lexicons.get(languages[sentence.paragraph] or UNKNOWN)
            if lexicon is not None:
                told += self._sentence(text, sentence, mentions, lexicon, published, state, result)
        attribute(told, result.sentences, text)
        add_loose(told, result.sentences)
        result.claims = merge(self._true_attacks(told, result))
        return result

    def _languages(
        self, shown: str, words: list[str], every: list[Sentence], said: str | None
    ) -> dict[int, str | None]:
        """The language of each paragraph."""
        bounds: dict[int, tuple[int, int]] = {}
        for sentence in every:
            start = bounds.get(sentence.paragraph, (sentence.start, 0))[0]
            bounds[sentence.paragraph] = (start, sentence.end)
        given = said.split("-")[0].lower() if said else None
        if given is not None and given not in self._lexicons:
            return dict.fromkeys(bounds, given)
        whole = given or self._settled(detect(shown, words), every)
        found: dict[int, str | None] = {}
        for paragraph, (start, end) in bounds.items():
            here = whole
            if given is not None or len(bounds) > 1:
                part = shown[start:end]
                here = self._settled(detect(part, part.split(), whole), every)
            same_script = given is not None and here is not None and (here == "en") == (given == "en")
            found[paragraph] = given if same_script or here is None else here
        return found

    def _settled(self, found: str | None, every: list[Sentence]) -> str | None:
        """Of Ukrainian and Russian the one whose lexicon knows more of the words."""
        if found != EITHER:
            return found
        known = {
            language: sum(_known(self._lexicons[language], sentence) for sentence in every)
            for language in ("uk", "ru")
            if language in self._lexicons
        }
        return max(known, key=lambda language: known[language], default=UNKNOWN)

    def _with_mentions(
        self, named: list[PlaceMention], every: list[Sentence]
    ) -> list[tuple[Sentence, list[PlaceMention]]]:
        found: list[tuple[Sentence, list[PlaceMention]]] = []
        at = 0
        for sentence in every:
            here: list[PlaceMention] = []
            while at < len(named) and named[at].start < sentence.end:
                if named[at].start >= sentence.start and not self._is_small(named[at], sentence):
                    here.append(named[at])
                at += 1
            found.append((sentence, here))
        return found

    def _is_small(self, mention: PlaceMention, sentence: Sentence) -> bool:
        """A small word that happens to be a village's name, too: "Поруч …", "У порту Південний" is the name."""
        if normalize(mention.name) not in self._small:
            return False
        return mention.start == sentence.start or mention.name.isupper() or len(mention.name) < _NAME

    def _ahead(
        self,
        state: State,
        sentence: Sentence,
        mentions: list[PlaceMention],
        behind: list[tuple[Sentence, list[PlaceMention]]],
    ) -> Place | None:
        """ "Двое погибших, шестеро раненых. Это последствия удара по Сумам": the one place of the next sentence."""
        course = state.course
        known = mentions or course.current is not None or course.topic is not None or course.recent or course.named
        if (
            known
            or course.oblasts
            or not behind
            or behind[0][0].paragraph != sentence.paragraph
            or len(behind[0][1]) != 1
        ):
            return None
        mention = behind[0][1][0]
        place = None if mention.foreign else self._gazetteer.settle(mention, ()).place
        if place is None or (mention.adjective and place.kind is not kinds.OBLAST):
            return None
        return place if place.kind is not kinds.COUNTRY else None  # also "Двоє поранених. Донецька ОВА."

    def _home(self, every: list[Sentence]) -> Place | None:
        """ "Згоріли 15 гаражів. До лікарів звернулися 18 миколаївців": where no place is named, that of its people."""
        return self._gazetteer.home_of([token.norm for sentence in every for token in sentence.tokens])

    def _read_title(self, title: str, state: State) -> None:
        for mention in self._gazetteer.mentions(title):
            found = self._gazetteer.settle(mention, ())
            if not mention.foreign and found.place is not None:
                state.course.current = found.place
                return

    # -- one sentence --------------------------------------------------------------------------------------------------

    def _sentence(
        self,
        text: str,
        sentence: Sentence,
        mentions: list[PlaceMention],
        lexicon: Lexicon,
        published: datetime,
        state: State,
        result: TextReading,
    ) -> list[TextClaim]:
        tokens, fresh = sentence.tokens, sentence.paragraph != state.paragraph
        if fresh:
            state.begin(sentence.paragraph)
        blocked = _tokens_of(mentions, tokens)
        scan = Scan(tokens, lexicon, blocked, state.resource)
        state.resource = scan.resource
        scan.elsewhere = _is_elsewhere(mentions, state.course.current)
        figures = FigureReader(scan).read()
        figures = all_of_them(scan, as_many(scan, figures, state.pending), state.uncounted)
        state.pending = pending(scan, figures)
        figures = told_of_it(scan, figures, state.thing)
        state.thing = thing_of(figures)
        links = Linker(scan, figures, state.counted).link() if figures else []
        state.uncounted = left_over(figures, links)
        links, state.person = persons_again(scan, figures, links, state.person)
        links = stands_now(scan, figures, links) if links else links
        links = (
            some_there(scan, figures, links, state.toll, state.course.current)
            or shared_beside(scan, figures, links, state.tolls)
            or headed(scan, figures, state.heading)
            or broken_down(scan, figures, state.tally)
            or brought_up(scan, figures, state.toll)
            or elsewhere_too(scan, figures, state.told)
            or spread(scan, figures, state.tolls, state.toll)
            or likewise(scan, figures, state.told)
            or by_then(scan, figures, state.told)
            or counted_otherwise(scan, figures, state.outage)
            or clarified(scan, figures, state.told)
        )
        lines = heading_line(scan, figures, keyed(scan, figures, links), state.heading, state.told)
        links = given_back(scan, left_without(scan, figures, lines, state.told), figures)
        state.told, state.tolls = told_last(links), [k for k in links if k.predicate.measure in PEOPLE]
        state.outage = next((k for k in reversed(links) if k.predicate.is_supply), None)
        toll, rest = state.toll, state.rest
        state.heading = _headed_on(scan, figures, links, state.heading)
        state.tally, state.toll = tally_of(links), toll_of(links) or recalled_toll(scan, figures)
        cut_off = {k.figure.start for k in links if k.predicate.measure.startswith("without_")}
        state.counted = _to_go_on([f for f in figures if f.counted and not f.single], cut_off)
        near = (state.course.current, state.course.topic, *state.course.recent[:-3:-1])
        scopes = Scopes(
            scan,
            mentions,
            self._gazetteer,
            [place for place in near if place is not None],
            state.course.last,
            state.clear,
            state.course.governed,
        )
        parts = Parts(scan, figures, links, hurt=state.hurt)
        links = share_by_place(scan, figures, links, parts, scopes)
        scopes.arrange(links, figures, parts.inside)
        speakers = read_speakers(scan, text, state.heard)
        old = outdated(scan, published)
        self._date(scan, published, state, dated_long_ago=old is not None)
        steering = Steering(self._gazetteer, state.course)
        steering.open(scan, scopes, speakers, heads=sentence.opens)
        today = recalls(scan) and _is_of_today(scan, links, published)
        recalled = _recalls(scan, state, len(result.sentences), fresh=fresh, today=today)
        parts.leave(rest)
        state.rest = parts.rest(toll)
        claims = SentenceClaims(text, scan, figures, links, parts, scopes, speakers, state, self._gazetteer)
        told = claims.tell(len(result.sentences), old)
        if recalled and _only_revised(links, state.highest):
            state.background = False
        steering.close(scan, scopes, told)
        state.note(told)
        result.dropped += claims.dropped
        result.sentences.append(SentenceReading(scan, claims, sentence.paragraph))
        state.hear(speakers)
        state.background = state.background or (fresh and scan.has("remembrance"))
        return told

    def _date(self, scan: Scan, published: datetime, state: State, *, dated_long_ago: bool) -> None:
        found = occurred(scan, published)
        if found is not None and not dated_long_ago and not any(scan.has(role) for role in _OF_BEFORE):
            timed = found.precision in _TIMED
            if not timed or _strikes(scan, known=state.occurred is not None):
                state.occurred = found
        that_day = state.old and any(span.what == "that_day" and span.start < _LEADS for span in scan.roles)
        state.background = state.background or that_day
        state.old = dated_long_ago or that_day
        state.as_of = as_of(scan, published) or state.as_of
        said = next((span.what for span in scan.timings if span.what in PAST), None)
        dated = found is not None and found.precision is not _INTERVAL
        if said is None and dated and state.period == _WEEK:
            state.period = None  # "За эту неделю … Этой ночью …": the night is no part of the sum
        state.period = said or state.period

    def _true_attacks(self, told: list[TextClaim], result: TextReading) -> list[TextClaim]:
        """Without what is told of drills, accidents and works, and what a headline has told already."""
        if not told:
            return told
        others = [*of_no_attack(told, result.sentences), *denied_behind(told, result.sentences)]
        others += [*told_again(told, result.sentences), *summed_again(told), *saved_behind(told, result.sentences)]
        others += [*downed_again(told, result.sentences), *hit_again(told, result.sentences)]
        result.dropped += [Dropped(claim.words, why) for claim, why in others]
        gone = {id(claim) for claim, _ in others}
        return [claim for claim in told if id(claim) not in gone]


def _headed_on(scan: Scan, figures: list[Figure], links: list[Link], above: Link | None) -> Link | None:
    """The heading that holds for the next line: this one's, or that above while its list goes on."""
    if scan.tokens and scan.tokens[-1].text == ":":
        return heading_of(scan, figures)
    own = line_of(scan, links) or (opening_of(scan, figures) if not links else None)
    if own is not None:
        return own
    return above if above is not None and links and links[0].predicate is above.predicate else None


def _clear(read: list[tuple[Sentence, list[PlaceMention]]]) -> dict[int, dict[str | None, Place]]:
    """Paragraph → region → what it names last in it so that only one place can be meant: no more than the regions."""
    found: dict[int, dict[str | None, Place]] = {}
    for sentence, mentions in read:
        here = found.setdefault(sentence.paragraph, {})
        for mention in mentions:
            if len(mention.candidates) == 1:
                here[mention.candidates[0].region] = mention.candidates[0]
    return found


def _names(sentence: Sentence) -> list[tuple[str, str]]:
    """Words with a capital, each with the one before it."""
    tokens = sentence.tokens
    return [(tokens[n - 1].norm if n else "", token.norm) for n, token in enumerate(tokens) if token.capital]


def _to_go_on(figures: list[Figure], cut_off: set[int]) -> list[Figure]:
    """What the sentence behind may count on, the last first; of weapons those that are most."""
    found = [f for f in reversed(figures) if _may_go_on(f) or (f.nouns and f.start in cut_off)]
    if not found or found[0].family != "weapon":
        return found
    return [max((f for f in figures if f.family == "weapon"), key=lambda f: f.best or 0)]


def _may_go_on(figure: Figure) -> bool:
    """Whether what it counts may be left out in the next sentence."""
    return any(noun.family in _CARRIED for noun in figure.nouns)


def _is_elsewhere(mentions: list[PlaceMention], current: Place | None) -> bool:
    """Whether a sentence names places, and none that can be the town that the text is about."""
    if not mentions or current is None or current.kind in _AREAS:
        return False
    return not any(place.id == current.id for mention in mentions for place in mention.candidates)


def _tokens_of(mentions: list[PlaceMention], tokens: tuple[Token, ...]) -> frozenset[int]:
    """Indices of the tokens that names of places are made of; both are in order of the text."""
    found: set[int] = set()
    at = 0
    for mention in mentions:
        while at < len(tokens) and tokens[at].end <= mention.start:
            at += 1
        inside = at
        while inside < len(tokens) and tokens[inside].start < mention.end:
            found.add(inside)
            inside += 1
        if inside + 1 < len(tokens) and tokens[inside].text == ".":
            found.add(inside)  # "Сумська обл. — 3": the point of what is written short
    return frozenset(found)


def _known(lexicon: Lexicon, sentence: Sentence) -> int:
    """How many of a sentence's words a lexicon has."""
    meant = sum(item.end - item.start for item in lexicon.index.scan(sentence.tokens))
    small = sum(token.norm in lexicon.numbers or token.norm in lexicon.sets["skip"] for token in sentence.tokens)
    return meant + small
