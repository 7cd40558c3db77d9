"""The claims of one sentence: linked figures grouped, placed, attributed, or dropped with why."""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from schemas.incident import Facility, Place
from schemas.model import MAX_COUNT
from schemas.vocabulary import CountKind, Measure, Qualifier, Unit
from service.core.places import kinds
from service.core.places.gazetteer import Gazetteer
from service.core.reading.counting import MEASURES, PEOPLE, STOCKS, TALLIES, UNITS, count_of, summed, unit_of
from service.core.reading.course import Spot
from service.core.reading.figures.figure import Figure
from service.core.reading.lending import lend
from service.core.reading.linking.in_turn import places_in_turn, places_of_brackets, places_of_former
from service.core.reading.linking.links import Link
from service.core.reading.linking.said_again import as_of_later, at_a_time, has_grown, is_left
from service.core.reading.linking.way import turned_out
from service.core.reading.outages import NONE_OFF
from service.core.reading.own_areas import OwnAreas
from service.core.reading.parts import Parts
from service.core.reading.placing import Placer
from service.core.reading.scan import Scan, Span
from service.core.reading.scopes import Scopes
from service.core.reading.silence import PART, why_not
from service.core.reading.speakers import Speaker
from service.core.reading.text import DASHES, MARK, NUMBER
from service.core.reading.told_claim import Dropped, TextClaim
from service.core.reading.untold import DATED, Untold
from service.core.reading.words import DAMAGE, Noun, Predicate

if TYPE_CHECKING:
    from service.core.reading.text_claims import State

_TOO_MANY: Final = "more than a record can tell"
_PERSON: Final = Noun("people", "people", part=None, plural=False, size=1)
_ZERO: Final = {
    "none_both": (Measure.KILLED, Measure.INJURED),
    "none_killed": (Measure.KILLED,),
    "none_injured": (Measure.INJURED,),
}
_COMPONENT: Final = CountKind.COMPONENT
_PERIOD_TOTAL: Final = CountKind.PERIOD_TOTAL
_TOTAL_TO_DATE: Final = CountKind.TOTAL_TO_DATE
_LEVELS: Final = (*STOCKS, "restored_")
_WIDER: Final = (kinds.RAION, kinds.HROMADA, kinds.DISTRICT)
"""Places whose figures are their oblast's or city's: of those a part is told already."""
_IN_TURN: Final = "told in turn of places that its sentence does not name"
_CLOSE_BY: Final = 3
"""Most tokens from a link to what is said of its figure."""
_KEY: Final = 5
"""Most tokens of what a line names before its word."""
_OPENS: Final = 2
"""Tokens at the start of a sentence in which "also" opens it."""
Group = tuple[Spot, list[Link]]


class SentenceClaims:
    """Makes the claims of one sentence."""

    def __init__(
        self,
        text: str,
        scan: Scan,
        figures: list[Figure],
        links: list[Link],
        parts: Parts,
        scopes: Scopes,
        speakers: list[Speaker],
        state: "State",
        gazetteer: Gazetteer,
    ) -> None:
        self.figures = figures
        self.links = links
        self.named = scopes.named
        self.loose = parts.loose
        self.dropped: list[Dropped] = []
        self._hit: dict[tuple[str, str | None], int] | None = None
        self._named_weapons: tuple[Unit, ...] | None = None
        self._text = text
        self._scan = scan
        self._parts = parts
        self._scopes = scopes
        self.speakers = speakers
        self._state = state
        self._gazetteer = gazetteer
        self._untold = Untold(scan, figures, links, parts, scopes.named, background=state.background, hurt=state.hurt)
        self._placer = Placer(gazetteer, scan, scopes, state.course, speakers, OwnAreas(scan, figures, parts.inside))
        self._own_place = (
            places_of_brackets(scan, figures, scopes.named)
            | places_in_turn(scan, figures, links, scopes.named)
            | places_of_former(scan, figures, scopes.named)
        )

    def tell(self, number: int, old: int | None) -> list[TextClaim]:
        """The claims; `old` is the token of a date that makes what it dates background."""
        groups: dict[tuple[object, ...], Group] = {}
        outages: dict[str, list[Spot]] = {}
        untold: set[int] = set()
        for link in self.links:
            lend(self._scan, link, self._state.course.stocks)
            why = self._untold.why_not(link, old)
            if why is not None and why != PART:
                untold.add(link.figure.start)
            spots = why or self._with_its_list(link)
            if isinstance(spots, str):
                self._drop(link, spots)
                continue
            what, _, resource = link.predicate.measure.partition("_")
            if what == "without":
                outages[resource] = spots
            elif what == "restored" and all(spot.carried for spot in spots):
                spots = outages.get(resource, spots)  # "70,000 lost power, though 26,000 of them have it back"
            for spot in spots:
                part = self._untold.is_of_told(link) and not self._of_all(link)
                if part and not self._narrows(link, spot):
                    self._drop(link, PART)
                    continue
                where = spot.place.id if spot.place else spot.text
                at = -1 if self._by_degree(link) or self._by_care(link) else link.at
                key = (at, link.predicate.measure, unit_of(link), where, spot.site)
                groups.setdefault(key, (spot, []))[1].append(link)
        told: list[TextClaim] = []
        for spot, links in groups.values():
            newest = self._newest(links)
            if not newest:
                self._drop(links[0], DATED)
            elif summed(newest) > MAX_COUNT:
                self._drop(newest[0], _TOO_MANY)
            else:
                told.append(self._claim(spot, newest, number))
        told += self._asides(number, told, untold)
        if self._scan.roles:
            told += self._zeros(number)
            told += self._restored(number)
        return told

    def _by_degree(self, link: Link) -> bool:
        """ "One was lightly injured, two were critically injured": how badly tells them apart, and they add up."""
        tokens = self._scan.tokens
        if "badly" not in self._scan.said or link.predicate.measure != "injured" or link.figure.among:
            return False
        beside = (n for n in (link.at - 1, link.end) if 0 <= n < len(tokens))
        return any(tokens[n].says("badly") for n in beside)

    def _by_care(self, link: Link) -> bool:
        """ "Three were taken to hospital, two were treated on the spot": those in hospital are none of the two."""
        if link.predicate.measure != "injured" or link.figure.among:
            return False
        helped = [s for s in self._scan.roles if s.what == "on_the_spot"]
        if not any(link.at <= s.start < link.end for s in helped):
            words = self._scan.tokens[link.first : link.last + 1] if helped else ()
            return any(token.says("hospital_words") for token in words)
        return True

    def _with_its_list(self, link: Link) -> list[Spot] | str:
        """ "Used 30 Shaheds and 2 Kh-59 in the attack on Poltava region": where a list's last is told, all of it is."""
        if link.figure.start in self._own_place:
            own = self._own_place[link.figure.start]
            return self._placer.at(link, own) if own is not None else _IN_TURN
        spots = self._placer.spots(link)
        if link.predicate.measure not in TALLIES or isinstance(spots, str) or not all(spot.carried for spot in spots):
            return spots
        for other in reversed(self.links):
            if other.at != link.at or other.figure.start <= link.figure.start or link.figure.start < link.at:
                continue
            last = self._placer.spots(other)
            return last if not isinstance(last, str) and all(spot.direct is not None for spot in last) else spots
        return spots

    def _newest(self, links: list[Link]) -> list[Link]:
        """ "Put at eleven at dawn, it had grown to fourteen", "rose to 14 from 11": what a figure has come to last."""
        measure = links[0].predicate.measure
        if len(links) < 2 or not (measure in PEOPLE or measure.startswith(_LEVELS)):
            return links
        come_to = [
            n for n, link in enumerate(links) if self._has_come_to(link) or (n and self._left(links[n - 1], link))
        ]
        if not come_to:
            return links
        newest = links[come_to[-1] :]
        before = (self._scan.tokens[link.figure.start - 1].norm for link in newest)
        return [k for k, norm in zip(newest, before, strict=True) if not self._scan.lexicon.says("range_from", norm)]

    def _left(self, before: Link, link: Link) -> bool:
        """ "Вночі без тепла було 90 будинків, нині — 7", "…, станом на полудень — 17": what it is now."""
        stock, end = link.predicate.measure.startswith(STOCKS), before.figure.end
        timed = (stock or has_grown(before, link.figure)) and at_a_time(self._scan, end, link.figure)
        timed = timed and not link.figure.more
        if timed or as_of_later(self._scan, end, link.figure):
            return True
        fewer = (link.figure.best or 0) < (before.figure.best or 0)
        return stock and fewer and is_left(self._scan, end, link.figure)

    def _has_come_to(self, link: Link) -> bool:
        start = link.figure.start
        if start and not link.figure.more and self._scan.tokens[start - 1].says("now"):
            return True  # "first two, then five, now seven dead"
        if link.figure.inner == start and start in self._scan.whole:
            return True  # "the body of a volunteer, the third fatality of the strike"
        if not link.figure.nouns and turned_out(self._scan, start):
            return True
        said = any(s.what == "toll_said" and s.end == start for s in self._scan.roles)
        if said and not self._scan.lexicon.articles:
            return True  # "підбирається до сотні — їх 96"
        come_to = ("reached", "total")  # "ещё четверо раненых, всего — 21"
        if any(s.what == "total" and self._sums_to(s.end, link) for s in self._scan.roles):
            return True
        return any(s.what in come_to and (s.start == start or s.end <= start <= s.end + 1) for s in self._scan.roles)

    def _sums_to(self, end: int, link: Link) -> bool:
        """ "Вернули свет ещё 12 тысячам, всего с утра — 88 тысячам": few words and no comma behind "in all"."""
        start = link.figure.start
        near = end <= start <= end + _KEY and not self._scan.lexicon.articles and not link.figure.more
        return near and not any(token.text in ",;:" for token in self._scan.tokens[end:start])

    def _drop(self, link: Link, why: str) -> None:
        start, end = self._extent(link)
        self.dropped.append(Dropped(self._text[start:end], why))

    def _extent(self, link: Link) -> tuple[int, int]:
        return self._scan.tokens[link.first].start, self._scan.tokens[link.last - 1].end

    # -- claims --------------------------------------------------------------------------------------------------------

    def _claim(self, spot: Spot, links: list[Link], number: int) -> TextClaim:
        first = links[0]
        measure = MEASURES[first.predicate.measure]
        parts = [part for link in links for part in self._parts.of.get(link.figure.start, ())]
        count = count_of(links, parts, self._kind(first.predicate.measure, spot))
        speaker = self._speaker(first)
        start, end = self._extent(first)
        noun = " ".join(t.norm for link in links for t in self._scan.tokens[link.figure.start : link.figure.end])
        return TextClaim(
            measure=measure,
            count=count,
            place=spot.place,
            candidates=spot.candidates if spot.place is None else (),
            place_text=spot.text,
            site=spot.site,
            speaker=speaker.text if speaker else None,
            rank=speaker.rank if speaker else None,
            occurred=self._state.occurred,
            as_of=self._state.as_of,
            spans=(self._widest(links, start, end),),
            weapons=self._weapons(measure),
            facility=self._facility(first, measure, speaker),
            carried=spot.carried,
            sentence=number,
            words=noun,
            more=any(link.figure.more for link in links) and not self._beside_the_same(first),
            also=self._is_also(first),
            total=self._is_total(first),
            base=self._untold.is_base(first),
            weak=first.predicate.kind == "state" and first.figure.counted and not first.figure.single,
            remains=self._remains(first),
            single=all(link.figure.single for link in links),
            key=self._key(first, measure) if len(links) == 1 else "",
            timed=any(s.what == "as_of" and s.start < first.last and self._tells_when(s) for s in self._scan.timings),
            opens=self._opens(first),
        )

    def _opens(self, link: Link) -> bool:
        """ "Машина сгорела", "the vehicle burned out": one thing, known, opens the sentence."""
        start = link.figure.start
        first = not start or (start == 1 and self._scan.lexicon.articles and self._scan.tokens[0].norm == "the")
        return first and link.at >= link.figure.end and not any(noun.plural for noun in link.figure.nouns)

    def _beside_the_same(self, link: Link) -> bool:
        """ "Разрушен один дом, повреждены ещё 18": more than the one that stands beside them."""
        if not link.predicate.is_damage or not link.figure.more:
            return False
        if self._hit is None:
            self._hit = {}
            for k in reversed(self.links):
                self._hit[k.predicate.measure, unit_of(k)] = k.figure.start  # where each was told first
        others = (self._hit.get((measure, unit_of(link))) for measure in DAMAGE if measure != link.predicate.measure)
        return any(start is not None and start < link.figure.start for start in others)

    def _key(self, link: Link, measure: Measure) -> str:
        """ "Private houses" of "Private houses damaged: 17": what a line names before its word and a colon.

        Of "9 Kh-101 missiles" under a heading that tells what weapons did: which of them.
        """
        tokens, colon = self._scan.tokens, link.figure.start - 1
        if measure in TALLIES and link.at == link.end:
            named = tokens[link.figure.start : link.figure.end]
            return " ".join(token.norm for token in named if not token.text.isdecimal())
        if measure not in DAMAGE:
            return ""
        if not self._scan.lexicon.articles or not link.figure.counted or colon < link.end or tokens[colon].text != ":":
            return ""
        low = max(0, link.at - _KEY)
        opens = next((n + 1 for n in range(link.at - 1, low - 1, -1) if tokens[n].kind == MARK), low)
        return " ".join(token.norm for token in tokens[opens : link.at])

    def _widest(self, links: list[Link], start: int, end: int) -> tuple[int, int]:
        for link in links:
            first, last = self._extent(link)
            start, end = min(start, first), max(end, last)
        return start, end

    def _kind(self, measure: str, spot: Spot) -> CountKind:
        if measure in TALLIES:
            return _PERIOD_TOTAL
        flow = not measure.startswith(("without_", "restored_", "missing"))
        if flow and self._state.period:
            return _PERIOD_TOTAL
        district = spot.site is not None and spot.place is not None and spot.place.kind is kinds.CITY
        return _COMPONENT if district else _TOTAL_TO_DATE

    def _is_total(self, link: Link) -> bool:
        """ "Has risen to six", "загалом", "already four"."""
        if link.figure.total:
            return True
        if link.figure.single or (link.figure.more and not self._has_come_to(link)):
            return False  # "rose to 36 after a man died", "… after two more bodies were found"
        if self._is_toll_after(link):
            return True
        if (self._sums_up() and not link.figure.more) or (link.figure.counted and self._has_come_to(link)):
            return True
        return self._is_near(link, ("reached", "total"))

    def _is_near(self, link: Link, roles: tuple[str, ...]) -> bool:
        """One of the roles is told within the words of the link, or close by."""
        low, high = link.first - _CLOSE_BY, link.last + _CLOSE_BY
        return any(s.what in roles and (low <= s.start < high or low < s.end <= high) for s in self._scan.roles)

    def _is_toll_after(self, link: Link) -> bool:
        """ "The toll is three after an elderly man died": what it has come to, and he is one of them."""
        tokens, end = self._scan.tokens, link.figure.end
        toll = link.figure.counted and any(token.says("toll_words") for token in tokens[link.at : link.end])
        return toll and link.end <= link.figure.start and end < len(tokens) and tokens[end].says("subordinates")

    def _is_also(self, link: Link) -> bool:
        """ "Также ранены двое", "посекло и двоих прохожих": others than those before, unless only where they lie."""
        tokens, start = self._scan.tokens, link.figure.start
        spans = [span for span in self._scan.roles if span.what == "besides"]
        if link.figure.single and any(s.start == link.figure.end for s in spans):
            return True  # "їхня мати також у лікарні"
        joined = link.end < start and tokens[start - 1].says("and")
        if not (spans or joined) or any(token.says("hospital_words") for token in tokens[link.at : link.end]):
            return False
        if any(f.start < start and f.counted and f.family == "people" for f in self.figures):
            return False
        if any((s.start < _OPENS and s.end <= link.first) or s.end == start for s in spans):
            return True
        return joined and not self._joins(link, start - 1)

    def _joins(self, link: Link, at: int) -> bool:
        """Whether a conjunction joins the figure with something told before it."""
        between = range(link.end, at)
        return any(f.start in between for f in self.figures) or any(n in self._scan.blocked for n in between)

    def _sums_up(self) -> bool:
        """The sentence opens with "in all"."""
        return any(s.what == "total" and s.start == 0 for s in self._scan.roles)

    def _tells_when(self, span: Span) -> bool:
        """ "As of 18:00", "by noon": a time stands behind the word, and no place or agent."""
        behind = self._scan.tokens[span.end : span.end + 2]
        hour = bool(behind) and behind[0].kind == NUMBER and (":" in behind[0].text or behind[-1].says("clock"))
        return hour or (bool(behind) and behind[0].says("moments"))

    def _remains(self, link: Link) -> bool:
        """ "740 are still without power"."""
        if not link.predicate.measure.startswith(STOCKS):
            return False
        if self._is_near(link, ("remains",)):
            return True
        words = self._scan.tokens[max(0, link.first - 1) : link.last]
        return any(token.says("remaining") or token.says("remains") for token in words)

    def _of_all(self, link: Link) -> bool:
        """ "All ten of the injured are in hospital": as many as there are, in the one place told of."""
        figure, lexicon = link.figure, self._scan.lexicon
        if figure.inner is None or link.at != figure.inner or not lexicon.articles:
            return False
        led = self._scan.tokens[max(0, figure.start - 1) : figure.start + 1]
        return any(token.says("alls") for token in led) and len({p.id for p in self._state.course.recent}) <= 1

    def _narrows(self, link: Link, spot: Spot) -> bool:
        """A part that is said of a place of its own: "five of the dead were in Kyiv"; not of that of the whole."""
        if spot.direct is None or spot.place is None:
            return spot.direct is not None
        before = (k for k in reversed(self.links) if k.figure.start < link.figure.start)
        whole = next((k for k in before if k.predicate.measure == link.predicate.measure), None)
        wide = self._with_its_list(whole) if whole is not None else ""
        return isinstance(wide, str) or all(one.place is None or one.place.id != spot.place.id for one in wide)

    def _asides(self, number: int, told: list[TextClaim], untold: set[int]) -> list[TextClaim]:
        """ "Five wounded, two of them in Myrhorod": a claim for the narrower place, if the whole may be one."""
        found: list[TextClaim] = []
        for link in self.links:
            if link.figure.start in untold:
                continue
            for part in self._parts.of.get(link.figure.start, ()):
                whole = next((c.place for c in told if c.measure == link.predicate.measure), None)
                for place in self._places_of(part, whole):
                    if part.best is not None and (whole is None or self._gazetteer.is_inside(place, whole)):
                        aside = Link(part, link.predicate, link.at, link.end, link.noun)
                        found.append(self._claim(Spot(place, carried=True), [aside], number))
        return found

    def _places_of(self, part: Figure, whole: Place | None) -> list[Place]:
        """The one place of a part; of several each with "four each", and none with a sum of theirs."""
        area = self._placer.own_area(part, whole)
        if area is not None:
            return [area]
        named = [n for n in self.named if n.of == part.start]
        tokens = self._scan.tokens
        each = (part.start > 0 and tokens[part.start - 1].says("each")) or tokens[part.end - 1].says("each")
        if len(named) != 1 and not each:
            return []
        return [n.place for n in named if n.place is not None and n.place.kind not in _WIDER]

    def _zeros(self, number: int) -> list[TextClaim]:
        """ "No casualties": said to be none."""
        found: list[TextClaim] = []
        for span in self._scan.roles:
            for measure in _ZERO.get(span.what, ()):
                figure = Figure(span.start, span.end, 0, 0, 0, Qualifier.EXACT, (_PERSON,))
                predicate = Predicate(measure.value, "both", ("people",), "")
                link = Link(figure, predicate, span.start, span.end, _PERSON)
                spots = why_not(self._scan, link) or self._placer.spots(link)
                if not isinstance(spots, str):
                    found += [self._claim(spot, [link], number) for spot in spots]
        return found

    def _restored(self, number: int) -> list[TextClaim]:
        """ "Power has been fully restored": nobody is without it."""
        found: list[TextClaim] = []
        spans = [s for s in self._scan.roles if s.what == "fully" and not self._denied(s.start) and not self._of_one(s)]
        none_off = [(span, NONE_OFF[span.what]) for span in self._scan.roles if span.what in NONE_OFF]
        if none_off:
            return self._at_none(*none_off[0], number)
        if (
            not spans
            or self._scan.has("except")
            or any(
                link.predicate.measure.startswith("restored_")
                and not (self._is_before(link, spans[0]) or self._is_behind(link, spans[0]))
                for link in self.links
            )
        ):
            return []
        for resource in self._back():
            found += self._at_none(spans[0], resource, number)
        return found

    def _is_before(self, link: Link, span: Span) -> bool:
        """ "Тепло вернули в 118 домов: отопление восстановлено полностью": before the mark between them."""
        between = self._scan.tokens[link.last : span.start]
        parted = next((n for n, token in enumerate(between) if token.text in ":;" or token.text in DASHES), -1)
        back = range(link.last + parted, span.end + _KEY)
        return parted >= 0 and any(
            p.measure == link.predicate.measure for n in back for p in self._scan.predicates.get(n, (0, ()))[1]
        )

    def _is_behind(self, link: Link, span: Span) -> bool:
        """ "Power has been fully restored: 41,000 were reconnected overnight": with a verb of its own behind a mark."""
        low, high = max(0, span.start - _KEY), link.first
        if not any(token.text in ":;" or token.text in DASHES for token in self._scan.tokens[span.end : high]):
            return False
        near = (n for n in range(low, min(high, span.end + _KEY)) if n != link.at)
        return any(p.measure == link.predicate.measure for n in near for p in self._scan.predicates.get(n, (0, ()))[1])

    def _of_one(self, span: Span) -> bool:
        """ "Критическая инфраструктура запитана полностью", "лікарню повністю заживлено": it, and not everybody."""
        tokens = self._scan.tokens
        named = [f for f in self.figures if f.is_thing and not f.counted]
        whose = next((f for f in named if f.start >= span.end and not f.nouns[0].plural), None)
        if whose is not None and not self._scan.lexicon.articles:  # "полностью восстановлено электроснабжение больницы"
            between = tokens[span.end : whose.start]
            if not any(token.kind == MARK or token.says("prepositions") for token in between):
                return True
        before = [f for f in named if f.end <= span.start]
        if not before or (before[-1].nouns[0].plural and before[-1].nouns[0].unit != "infrastructure"):
            return False
        return not any(token.kind == MARK for token in tokens[before[-1].end : span.start])

    def _at_none(self, span: Span, resource: str, number: int) -> list[TextClaim]:
        """Nobody is without it, in the unit in which the text has told the outage."""
        wide = any(n.place is None or n.place.kind is not kinds.CITY for n in self.named) or not self.named
        units = (u for (r, u) in self._state.course.stocks if r == resource and u)
        back = (
            unit_of(k) for k in self.links if k.predicate.measure == f"restored_{resource}" and span.what == "fully"
        )
        unit = next((u for u in back if u in ("buildings", "households")), "customers")  # "в последние 118 домов"
        unit = next((u for u in units if wide or u != "settlements"), unit)  # a town is no number of villages
        words = self._scan.tokens[span.start : span.end] if span.what in NONE_OFF else ()
        homes = any(token.says("home_words") for token in words)
        homes = homes or any(found[0].unit == "households" for _, found in self._scan.nouns.values())
        unit = "households" if homes else unit
        noun = Noun(unit, "customers", part=None, plural=True, size=1)
        figure = Figure(span.start, span.end, 0, 0, 0, Qualifier.EXACT, (noun,))
        predicate = Predicate(f"without_{resource}", "both", ("customers",), "")
        link = Link(figure, predicate, span.start, span.end, figure.nouns[0])
        spots = why_not(self._scan, link) or self._placer.spots(link)
        return [] if isinstance(spots, str) else [self._claim(spot, [link], number) for spot in spots]

    def _denied(self, at: int) -> bool:
        """ "Not to all", "almost everywhere": something is left."""
        nearly = self._scan.hedges.get(at - 1, (0, ""))[1] == "nearly"
        return nearly or (at > 0 and self._scan.tokens[at - 1].says("negation"))

    def _back(self) -> list[str]:
        """The resources that the sentence says are back."""
        measures = (p.measure for _, predicates in self._scan.predicates.values() for p in predicates)
        return list(dict.fromkeys(m.removeprefix("restored_") for m in measures if m.startswith("restored_")))

    # -- around --------------------------------------------------------------------------------------------------------

    def _speaker(self, link: Link) -> Speaker | None:
        if not self.speakers:
            return None
        governing = [s for s in self.speakers if not s.from_here_on or s.end <= link.figure.start]
        later = [s for s in governing if s.from_here_on]
        if later:
            return later[-1]
        before = [s for s in governing if s.start < link.figure.start]
        return before[-1] if before else next(iter(governing), None)

    def _weapons(self, measure: Measure) -> tuple[Unit, ...]:
        if measure in TALLIES:
            return ()
        if self._named_weapons is None:
            units = (nouns[0].unit for _, nouns in self._scan.nouns.values() if nouns[0].family == "weapon")
            self._named_weapons = tuple(UNITS[unit] for unit in dict.fromkeys(units))
        return self._named_weapons

    def _facility(self, link: Link, measure: Measure, speaker: Speaker | None) -> Facility | None:
        if measure not in DAMAGE or link.noun is None:
            return None
        first, last = link.figure.start, link.figure.end - 1
        words = self._scan.tokens[first : last + 1]
        own = self._scan.tokens[max(0, first - 1) : last + 1]
        its = any(token.says("its") for token in own)
        name = self._text[words[0].start : words[-1].end]
        operator = _organisation(speaker) if its and speaker else None
        return _facility(UNITS[link.noun.unit], name, operator)


@lru_cache(maxsize=4096)
def _facility(kind: Unit, name: str, operator: str | None) -> Facility:
    """Most are named by a word or two, and come again and again."""
    return Facility.of({"kind": kind, "name": name, "operator": operator})


def _organisation(speaker: Speaker) -> str:
    """The name in "private energy firm DTEK"."""
    capitals = [word for word in speaker.text.split() if word[:1].isupper()]
    return " ".join(capitals) or speaker.text
