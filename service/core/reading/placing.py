"""Where a claim is: the place that its sentence names for it, else the one that the text is about."""

from collections.abc import Collection
from typing import Final

from schemas.incident import Place
from service.core.places import kinds
from service.core.places.gazetteer import KYIV_REGION, Gazetteer
from service.core.reading.counting import PEOPLE, TALLIES, TOLLS, unit_of
from service.core.reading.course import Course, Spot
from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link
from service.core.reading.named import Named
from service.core.reading.own_areas import OwnAreas
from service.core.reading.scan import Scan, Span
from service.core.reading.scopes import Scopes
from service.core.reading.speakers import Speaker
from service.core.reading.text import DASHES, MARK, WORD

_SEVERAL: Final = "said of several places at once"
_NOWHERE: Final = "no place that the figure is said of"
_CAME_DOWN: Final = 12
"""Most tokens from "were shot down" to where their debris fell."""
_BRACKET: Final = 4
"""Most tokens from a weapon to the place in brackets that it flew from."""
_ABROAD: Final = "outside Ukraine"
_VILLAGES: Final = 3
"""Tokens of "74 border villages"."""
_CAME_HERE: Final = 3
"""Most tokens from "this city" to "was attacked with"."""
_OCCUPIED: Final = "under occupation"
_AREA_WORDS: Final = ("everywhere", "region_wide", "in_centre", "in_city", "in_oblasts", "somewhere")
_WHERE: Final = ("in_oblasts", "somewhere")
"""Roles of "in several places", none of which is named."""
_RELATIVE: Final = 4
"""Most tokens from the word that opens a relative clause to the place in it."""
_TOLL: Final = 2
"""Fewest claims of the country that make what follows the country's."""
_TOLD: Final = 8
"""Most tokens from a word for what happened to "in the region" behind it."""
_PARTS: Final = 2
"""Fewest places of parts that show that the whole is told of more than one of them."""
_FROM_NEAR: Final = "shell"
"""What is fired from so near that no number of them is the country's."""
_COUNTRYWIDE: Final = 60
"""Drones or missiles from which a tally that names no place is not that of the town spoken of, but the country's."""
_DISTRICTED: Final = 100_000
"""Inhabitants from which a city has districts of its own."""
_CITY: Final = 15_000
"""Inhabitants from which a place is "the city" beside smaller ones."""


class Placer:
    """Finds the places of one sentence's claims."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        scan: Scan,
        scopes: Scopes,
        course: Course,
        speakers: list[Speaker],
        areas: OwnAreas,
    ) -> None:
        self._gazetteer = gazetteer
        self._scan = scan
        self._scopes = scopes
        self._course = course
        self._speakers = speakers
        self._areas = areas
        self._homes: list[Place | None] = []
        """The one city that inhabitants are named after, or None, once it has been asked for."""

    def spots(self, link: Link) -> list[Spot] | str:
        """Where a link is claimed — several places only for an object named in each — or why nowhere."""
        found = self._found(link)
        if isinstance(found, str):
            return found
        places = (spot.place for spot in found)
        return _OCCUPIED if any(p is not None and self._is_occupied(p) for p in places) else found

    def _is_occupied(self, place: Place) -> bool:
        return self._gazetteer.is_occupied(place, self._course.published)

    def _found(self, link: Link) -> list[Spot] | str:
        if link.predicate.measure in TALLIES:
            return self._tally(link)
        named = self._scopes.of(link)
        own = self._own(link, named)
        if own is not None:
            return own
        area = self._area_word(link, named)
        if named and named[0].place is not None and self._and_region(link, named[0]):
            return self._wide("region_wide", named, link)
        if area is not None and not (named and self._next_to(named[0], link)):
            return self._wide(area, named, link)
        return self._named(link, named) if named else self._unnamed(link)

    def _and_region(self, link: Link, named: Named) -> bool:
        """ "In Sumy and the region"; not "Sumy and its suburbs were hit: in Nove a school burned"."""
        apart = [s for s in self._scan.roles if s.what == "and_region" and s.end <= named.start]
        return self._says(link, "and_region", apart)

    def _own(self, link: Link, named: list[Named]) -> list[Spot] | str | None:
        """The town whose people a figure counts, beside those of another; the unnamed area right beside it."""
        told = self._whose_people(link)
        if told is not None:
            return [Spot(told)]
        beside = named or self._scopes.named
        if beside and all(self._scopes.is_home(n) for n in beside) and (home := self._own_home(link)) is not None:
            return [Spot(home)]
        of = self._of_area(link.figure)
        if of is not None and of.kind is not kinds.COUNTRY:
            return [Spot(self._lifted(of))]
        area = self._areas.of.get(link.figure.start)
        if area is None:
            return None
        if self._closed_within(area, named, link):
            return self._named(link, named)
        return self._wide(area.what, [n for n in named if n.start < area.start], link)

    def at(self, link: Link, named: Named) -> list[Spot] | str:
        """Where a link is claimed whose place is known to be this one."""
        return self._named(link, [named])

    def _closed_within(self, own: Span, named: list[Named], link: Link) -> bool:
        """ "В області двоє загиблих у Харкові": a place closes what the area opens."""
        led = bool(named) and own.start < link.figure.start < named[0].start
        return led and not any(token.kind == MARK for token in self._scan.tokens[link.last : named[0].start])

    def own_area(self, part: Figure, whole: Place | None) -> Place | None:
        """ "Шестеро, з них троє — в обласному центрі": the town of an area around that is told for a part alone."""
        own = self._areas.of.get(part.start)
        if own is None or whole is None or own.what != "in_centre":
            return None
        return self._gazetteer.centre_of(whole)

    # -- named ---------------------------------------------------------------------------------------------------------

    def _named(self, link: Link, named: list[Named]) -> list[Spot] | str:
        if any(n.foreign for n in named):
            return _ABROAD
        return self._listed(link, named) if len(named) > 1 else self._single(link, named[0])

    def _single(self, link: Link, named: Named) -> list[Spot] | str:
        place = named.place
        if place is None:
            return [Spot(None, named.candidates, named.mention.name, direct=named)]
        if place.kind is kinds.COUNTRY:
            return [Spot(place, direct=named)]
        if self._with_villages(named):
            return [Spot(self._gazetteer.oblast_of(place) or place, direct=named)]
        return [self._rolled(link, place, carried=False, direct=named)]

    def _with_villages(self, named: Named) -> bool:
        """ "Под ударом побывали Харьков и 13 населённых пунктов, ранены пять": of all of them."""
        tokens, end = self._scan.tokens, named.end
        joined = end < len(tokens) and tokens[end].says("and")
        wide = (n.place.kind for n in self._scopes.named if n.start == end + 1 and n.place is not None)
        raion = next(wide, None) in (kinds.RAION, kinds.HROMADA)  # "в Виннице и Винницком районе"
        return joined and (raion or self._counts_villages(end + 1))

    def _listed(self, link: Link, named: list[Named]) -> list[Spot] | str:
        """Each place of a list where an object is only named, or there is none; else what holds all, if named."""
        places = [n.place for n in named if n.place is not None]
        thing = not link.figure.counted and link.noun is not None and link.noun.family != "people"
        if thing or link.figure.high == 0:  # in districts of one city it is one thing
            spots = [self._rolled(link, place, carried=False, direct=None) for place in places]
            return list({(spot.place.id if spot.place else ""): spot for spot in spots}.values())
        start, tokens = link.figure.start, self._scan.tokens
        each = (start and tokens[start - 1].says("each")) or tokens[link.figure.end - 1].says("each")
        if each and len(places) == len(named):
            return [self._rolled(link, place, carried=False, direct=None) for place in places]  # "по двоє в Лимані й …"
        lifted = {self._lifted(place) for place in places}
        if len(lifted) == 1 and len(places) == len(named):
            one = lifted.pop()
            return [Spot(one)] if one is not None else _SEVERAL
        outer = self._outer(places) if len(places) == len(named) else None
        return [Spot(outer, direct=named[0])] if outer is not None else _SEVERAL

    def _outer(self, places: list[Place]) -> Place | None:
        """ "In Donetsk region, strikes on Druzhkivka and Kramatorsk killed seven": the oblast named for them all."""
        others = (n.place for n in self._scopes.solid if n.place is not None and n.leads and not n.listed)
        oblasts = [place for place in others if place.kind is kinds.OBLAST]
        return next((o for o in oblasts if all(self._gazetteer.is_inside(place, o) for place in places)), None)

    def _lifted(self, place: Place) -> Place | None:
        """The oblast of a raion or hromada, or of a place told with its region."""
        if place.kind in (kinds.RAION, kinds.HROMADA):
            return self._gazetteer.oblast_of(place)
        return self._gazetteer.city_of(place) if place.kind is kinds.DISTRICT else place

    def _rolled(self, link: Link, place: Place, *, carried: bool, direct: Named | None) -> Spot:
        """Districts go to their city, raions and hromadas to their oblast, with the name as the site."""
        sums_up = any(s.what == "reached" or (s.what == "total" and not s.start) for s in self._scan.roles)
        site = self._course.site if carried and not sums_up else None
        if place.kind is kinds.DISTRICT:
            return Spot(self._gazetteer.city_of(place), site=place.name, carried=carried, direct=direct)
        oblast = self._gazetteer.oblast_of(place)
        if place.kind in (kinds.RAION, kinds.HROMADA) and oblast is not None:
            return Spot(oblast, site=place.name, carried=carried, direct=direct)
        wider = unit_of(link) == "settlements" or self._over_settlements(link)
        if wider and oblast is not None:
            return Spot(oblast, carried=carried, direct=direct)
        return Spot(place, site=site, carried=carried, direct=direct)

    def _over_settlements(self, link: Link) -> bool:
        """ "9 310 абонентов в 74 сёлах": so many villages are in no town."""
        tokens, end = self._scan.tokens, link.figure.end
        led = end < len(tokens) and tokens[end].says("located")
        return led and self._counts_villages(end + 1)

    def _counts_villages(self, at: int) -> bool:
        near = range(at, min(at + _VILLAGES, len(self._scan.tokens)))
        nouns = (self._scan.nouns[n][1][0] for n in near if n in self._scan.nouns)
        counted = any(self._scan.is_number(n) for n in near)
        return counted and any(noun.family == "settlements" and noun.plural for noun in nouns)

    # -- area words ----------------------------------------------------------------------------------------------------

    def _says(self, link: Link, role: str, others: Collection[Span] = ()) -> bool:
        """Whether a role stands in the same part of the sentence, and is not a word of an office, nor of others."""
        return any(
            span.what == role
            and span not in others
            and self._same_part(span.start, link)
            and (role in _WHERE or not self._of_office(span.start))
            and not self._relative(span, link)
            and not self._aside(span, link)
            for span in self._scan.roles
        )

    def _relative(self, span: Span, link: Link) -> bool:
        """ "Eight drones that entered the region": a relative clause says where of its noun only."""
        tokens = self._scan.tokens
        opened = any(
            tokens[n - 1].text == "," and tokens[n].says("breaks")
            for n in range(max(1, span.start - _RELATIVE), span.start)
        )
        closed = any(tokens[n].text == "," for n in range(span.end, link.first)) and span.what not in _WHERE
        return opened and closed and link.predicate.measure not in TALLIES

    def _aside(self, span: Span, link: Link) -> bool:
        """ "…десятки раненых, сообщил глава, не назвав города": behind a comma, in the genitive, of another noun."""
        tokens = self._scan.tokens
        behind = any(token.text == "," for token in tokens[link.last : span.start])
        if not behind or self._scan.lexicon.articles or span.what not in ("in_city", "region_wide"):
            return False
        first = tokens[span.start].norm
        return span.end == span.start + 1 and not self._scan.lexicon.says("located", first)

    def _of_office(self, at: int) -> bool:
        """ "The region's governor", "у поліції області": the word says whose office it is."""
        bare = not self._scan.tokens[at].says("located")
        return any(o.start <= at < o.end or (bare and at == o.end) for o in self._scan.offices)

    def _same_part(self, at: int, link: Link) -> bool:
        low, high = (at, link.first) if at < link.first else (link.last, at)
        if any(t.text == ";" or t.says("contrasts") for t in self._scan.tokens[low:high]):
            return False
        # "Two were hurt, the governor said, adding that 16 drones had been downed over the region"
        said = next((s.end for s in self._scan.sayings if low <= s.start < high), high)
        return not any(said <= start < high for start in self._scan.predicates)

    def _area_word(self, link: Link, named: list[Named]) -> str | None:
        roles = [role for role in _AREA_WORDS if self._scan.has(role)]
        if not roles:
            return None
        others = self._areas.of_others(link.figure.start, placed=bool(named))
        words = (role for role in roles if self._says(link, role, others) and not self._is_on(role, link))
        return next(words, None)

    def _is_on(self, role: str, link: Link) -> bool:
        """ "В Киеве 6 погибших, в области — двое": behind a comma the area is of the figure behind it."""
        tokens = self._scan.tokens
        if role != "region_wide" or self._scan.lexicon.articles:
            return False
        spans = [span for span in self._scan.roles if span.what == role]
        if len(spans) != 1 or spans[0].start < link.last or tokens[spans[0].start - 1].text != ",":
            return False
        led = any(named.end <= link.last for named in self._scopes.solid)
        at = spans[0].end
        at += at < len(tokens) and tokens[at].text in "–—"
        counted = at < len(tokens) and self._scan.is_number(at)
        return led and (counted or at in self._scan.predicates)

    def _next_to(self, named: Named, link: Link) -> bool:
        """A place named nearer than the word for an area."""
        spans = [s for s in self._scan.roles if s.what in _AREA_WORDS]
        if self._moves_on(named, link, spans) or self._itemizes(named, link, spans):
            return True
        at = link.figure.end
        if at < len(self._scan.tokens) and self._scan.tokens[at].text in "–—" and any(s.start == at + 1 for s in spans):
            return False  # "9 человек в Киеве, ещё 2 — в области"
        of_area = any(s.start == at and s.what == "region_wide" for s in spans) and named.end < link.first
        if of_area and not self._scan.lexicon.articles:
            return False  # "двое погибли в Очакове, ещё девять жителей области ранены"
        if self._scan.lexicon.articles and self._told_in_area(named, link, spans):
            return False
        far = min(abs(s.start - link.figure.start) for s in spans)
        return abs(named.start - link.figure.start) < far and not named.leads

    def _told_in_area(self, named: Named, link: Link, spans: list[Span]) -> bool:
        """ "Two died in Druzhkivka and nine were hurt elsewhere in the region": the area is right behind."""
        if not any(s.what == "region_wide" and 0 <= s.start - link.last <= 1 for s in spans):
            return False
        between = self._scan.tokens[named.end : link.figure.start]
        return any(token.text == "," or token.says("and") for token in between)

    def _moves_on(self, named: Named, link: Link, spans: list[Span]) -> bool:
        """ "In the regional centre …, in Chornobaivka three cars": the town named behind it is where the figure is."""
        narrow = named.place is not None and named.place.kind is kinds.CITY
        if not narrow or named.start >= link.figure.start:
            return False
        before = [span for span in spans if span.start < named.start]
        if any(span.what in ("in_centre", "in_city") for span in before):
            return True
        # "Across the region 41,000 are without power, and in Boryspil dozens of buildings have no heat."
        wide = (span for span in before if span.what == "region_wide")
        return named.leads and any(self._joined(span.end, named.start) for span in wide)

    def _joined(self, low: int, high: int) -> bool:
        """A comma stands right before a place's preposition, in English with "and": ", у Броварах горів склад"."""
        tokens, at = self._scan.tokens, high - 2
        if not self._scan.lexicon.articles and at >= low and tokens[at].text == ",":
            return tokens[high - 1].says("located") and any(low - _TOLD <= n < at for n in self._scan.predicates)
        return at - 1 >= low and tokens[at].says("and") and tokens[at - 1].text == ","

    def _itemizes(self, named: Named, link: Link, spans: list[Span]) -> bool:
        """ "По области: в Белой Церкви ранен …", "без света: Умань — 900": behind a colon a place of its own."""
        tokens, start = self._scan.tokens, link.figure.start
        before = max((s.end for s in spans if s.start < named.start), default=-1)
        if before < 0 or named.start > start or self._scan.lexicon.articles:
            return False
        dashed = start == named.end + 1 and tokens[named.end].text in "–—"
        return dashed or any(tokens[n].text == ":" for n in range(before, named.start))

    def _wide(self, area: str, named: list[Named], link: Link) -> list[Spot] | str:
        """Somewhere in an area; "in the district", behind a city's district, is in that one."""
        site = self._course.site if area == "region_wide" and self._scan.has("in_raion") else None
        if site and not any(n.place is not None for n in named):
            return [Spot(self._city(self._course.current), site=site, carried=True)]
        return self._in_area(area, named, link)

    def _in_area(self, area: str, named: list[Named], link: Link) -> list[Spot] | str:
        """ "Nationwide", "across the region", "in the city", "in several regions"."""
        near = next((n.place for n in named if n.place is not None), None)
        if area in ("region_wide", "in_centre"):
            near = near or self._speaking() or self._course.current or self._weak(link) or self._around_all()
            near = near or self._course.ahead or self._course.governed
        else:
            near = near or self._course.current
        if area == "everywhere":
            return [Spot(self._gazetteer.by_id("UA"))]
        if area in _WHERE:
            if len({n.place.id for n in named if n.place is not None}) > 1:
                return _SEVERAL
            people = link.predicate.measure in PEOPLE  # "nine dead in five regions of Ukraine" are the country's
            inner = near is not None and named and (people or near.kind is not kinds.COUNTRY)
            if area == "somewhere" and not named and not self._in_its_districts(near):
                near = self._around_town(near)
            inner = inner or self._in_its_districts(near)
            country = self._gazetteer.by_id("UA") if area == "in_oblasts" else None
            there = self._lifted(near) if inner and near is not None else country  # "у двох громадах Ізюмського району"
            return [Spot(there)] if there is not None else _SEVERAL
        if near is None or near.kind is kinds.COUNTRY:
            near = self._course.topic
        if area == "in_centre":
            centre = self._gazetteer.centre_of(near) if near is not None else None
            return [Spot(centre, carried=not named)] if centre is not None else _NOWHERE
        if area == "in_city" and unit_of(link) == "settlements":
            area = "region_wide"  # "у місті світло є, у трьох селах нема": no villages are in a town
        if area == "in_city":
            city = self._city(near if named else None)
            said = city is not None and any(n.place == city for n in named)
            return [Spot(city, carried=not said)] if city is not None else _NOWHERE
        oblast = self._gazetteer.oblast_around(near) if near is not None else None
        return [Spot(oblast, carried=not named)] if oblast is not None else _NOWHERE

    def _of_area(self, figure: Figure) -> Place | None:
        """ "58,300 customers across three districts of Sumy region": the place that the words right behind are of."""
        tokens = self._scan.tokens
        for span in self._scan.roles:
            end = span.end + (span.end < len(tokens) and tokens[span.end].says("of"))
            beside = span.what in _WHERE and 0 <= span.start - figure.end <= 1
            if beside and (end > span.end or not self._scan.lexicon.articles):
                return next((n.place for n in self._scopes.solid if n.start == end and not n.foreign), None)
        return None

    def _around_town(self, near: Place | None) -> Place | None:
        """ "Двое ранены в Изюме. Повреждены дома в четырёх районах": those of the oblast that is told of."""
        topic = self._course.topic
        inside = near is not None and topic is not None and self._gazetteer.is_inside(near, topic)
        return topic if inside else near

    def _in_its_districts(self, near: Place | None) -> bool:
        """ "Four died in Kyiv. Damage is reported in six districts": a large city has districts; so has an oblast."""
        large = near is not None and near.kind is kinds.CITY and self._gazetteer.population(near) >= _DISTRICTED
        if near is None or not (large or near.kind is kinds.OBLAST):
            return False
        words = tuple(self._scan.lexicon.sets["district_words"])
        spans = (s for s in self._scan.roles if s.what == "somewhere")
        return any(token.norm.startswith(words) for s in spans for token in self._scan.tokens[s.start : s.end])

    def _around_all(self) -> Place | None:
        """ "В області поранено дев'ятьох: шість у Краматорську, троє в Лимані": the one that all of them lie in."""
        places = [n.place for n in self._scopes.named if n.place is not None and not n.foreign]
        around = {oblast.id: oblast for place in places if (oblast := self._gazetteer.oblast_of(place)) is not None}
        return next(iter(around.values())) if len(around) == 1 else None

    def _speaking(self) -> Place | None:
        """ "Черниговоблэнерго: в области без света 96 тысяч": the oblast whose office is speaking means its own."""
        offices = (n for n in self._scopes.named if n.weak and n.place is not None and not n.foreign)
        return next((n.place for n in offices if n.place and n.place.kind is kinds.OBLAST), None)

    def _city(self, near: Place | None) -> Place | None:
        if near is not None and near.kind in (kinds.CITY, kinds.DISTRICT):
            return self._gazetteer.city_of(near)
        cities = [p for p in reversed(self._course.recent) if p.kind is kinds.CITY]
        large = [p for p in cities if self._gazetteer.population(p) >= _CITY]
        current = self._course.current
        here = current if current is not None and current.kind is kinds.CITY else None
        if here is not None and self._gazetteer.population(here) >= _CITY and self._scan.lexicon.articles:
            return here  # not the city of a dateline
        return next(iter(large or cities), here) or self._of_raion() or self._course.city or self._governed_city()

    def _governed_city(self) -> Place | None:
        governed = self._course.governed
        return governed if governed is not None and governed.kind is kinds.CITY else self._course.ahead

    def _of_raion(self) -> Place | None:
        """ "Никопольская РВА: в городе повреждён лицей", "Мер Чернігова: по центру міста": the office's own town."""
        weak = (n for n in self._scopes.named if n.weak and not n.foreign and not n.last and n.place is not None)
        towns = (self._town_of(named) for named in weak)
        return next((place for place in towns if place is not None), None)

    def _town_of(self, named: Named) -> Place | None:
        """A town itself, or the one that a raion's adjective is made from: "Нікопольська районна адміністрація"."""
        place = named.place
        if place is None or place.kind is not kinds.RAION:
            return place if place is not None and place.kind is kinds.CITY else None
        return self._gazetteer.city_of_adjective(named.mention.name.split()[0], place.region or "")

    # -- tallies -------------------------------------------------------------------------------------------------------

    def _tally(self, link: Link) -> list[Spot] | str:
        """Where drones were launched at or shot down: where it says so, else the country for the air force."""
        if self._says(link, "ours") or self._by_others(link):
            return _ABROAD
        named = [n for n in self._scopes.of(link) if not n.foreign and not n.origin and not self._of_dateline(n, link)]
        named = [n for n in named if not self._of_debris(n, link) and not self._flew_from(n, link)]
        named = [n for n in named if not self._is_government(n)]
        named = [n for n in named if not self._scopes.of_part(n, link)]
        if self._says(link, "at_country") or any(self._scopes.beyond(n, link) for n in named):
            named = []
        if named and self._says(link, "region_wide") and not self._next_to(named[0], link):
            return self._wide("region_wide", named, link)
        there = self._in_one_area(link, named)
        if there is not None:
            return [there]
        elsewhere = self._not_ours(link, named)
        if elsewhere is not None:
            return elsewhere
        country = any(n.place and n.place.kind is kinds.COUNTRY for n in self._scopes.named)
        if country or self._says(link, "everywhere") or self._says(link, "at_country"):
            return [Spot(self._gazetteer.by_id("UA"))]
        return self._tally_unnamed(link)

    def _not_ours(self, link: Link, named: list[Named]) -> str | None:
        """ "In Simferopol 19 drones were downed", "Sevastopol's governor says"; abroad, where no place is told."""
        downed = link.predicate.measure != "launched"  # which comes from occupied places
        theirs = (n for n in self._scopes.named if n.weak and not n.origin and n.end <= link.first)
        places = (n.place for n in (*named, *theirs) if downed and n.place is not None)
        if any(map(self._is_occupied, places)):
            return _OCCUPIED
        abroad = any(n.foreign and self._scopes.located(n) for n in self._scopes.solid)
        return _ABROAD if abroad and not named else None

    def _in_one_area(self, link: Link, named: list[Named]) -> Spot | None:
        """The one place that is named; of "Nikopol and Marhanets communities", or of towns, the oblast of them all."""
        if len(named) > 1:
            lifted = {self._lifted(n.place) for n in named if n.place is not None}
            around = {self._gazetteer.oblast_of(place) for place in lifted if place is not None}
            one = next(iter(lifted if len(lifted) == 1 else around if len(around) == 1 else ()), None)
            return Spot(one, direct=named[0]) if one is not None else None
        solid = next((n for n in named if n.place is not None and not self._is_occupied(n.place)), None)
        place = solid.place if solid is not None else None
        return self._rolled(link, place, carried=False, direct=solid) if place is not None else None

    def _is_government(self, named: Named) -> bool:
        """ "Kyiv says 291 drones were shot down": the capital that says so is the state."""
        led = named.start > 0 and self._scan.tokens[named.start - 1].kind != MARK
        said = any(span.start == named.end for span in self._scan.sayings)
        return said and not led and named.place is not None and named.place.region == KYIV_REGION

    def _flew_from(self, named: Named, link: Link) -> bool:
        """ "30 Kh-101 missiles (Saratov region)": abroad, in brackets right behind what was launched."""
        tokens, at, figure = self._scan.tokens, named.start, link.figure
        return (
            link.predicate.measure == "launched"
            and named.foreign
            and figure.end < at < figure.end + _BRACKET
            and tokens[figure.end].text == "("
        )

    def _of_debris(self, named: Named, link: Link) -> bool:
        """ "Six were shot down, their debris fell in Brovary": where it came down, not where they were."""
        near = link.last < named.start <= link.last + _CAME_DOWN
        words = self._scan.tokens[link.last : named.start] if near else ()
        return any(token.says("debris") for token in words)

    def _of_dateline(self, named: Named, link: Link) -> bool:
        """ "KYIV — Russia launched …, killing four in the capital": the place of the dateline is none of the tally."""
        written = self._written_at()
        told = link.predicate.measure == "launched" and written is not None and named.place == written
        subject = not named.dateline and named.end == link.at  # "RENI — The town of Reni was pounded by 18 drones"
        return told and not subject and not self._came_here(link)

    def _written_at(self) -> Place | None:
        return next((n.place for n in self._scopes.named if n.dateline and n.place is not None), None)

    def _came_here(self, link: Link) -> bool:
        """ "KHARKIV — This city was attacked with 48 drones": the city of the dateline."""
        return any(s.what == "here" and 0 <= link.first - s.end <= _CAME_HERE for s in self._scan.roles)

    def _by_others(self, link: Link) -> bool:
        """ "Poland said that it had shot down four drones": the subject, first in languages with articles."""
        subject = any(n.foreign and not n.start for n in self._scopes.named)
        return subject and self._scan.lexicon.articles and link.predicate.measure != "launched"

    def _tally_unnamed(self, link: Link) -> list[Spot] | str:
        course = self._course
        current = course.current
        around = self._around(link) or self._there()
        dateline = any(n.dateline for n in self._scopes.named) and not self._came_here(link)
        spoken = link.predicate.measure == "launched" and (dateline or any(s.national for s in self._speakers))
        if around is not None and not spoken:
            return [Spot(around, carried=True)]
        if course.abroad:
            return _ABROAD
        told = course.tallies or self._spoken_for()
        if current is not None and told is not course.tallies and not self._is_oblast_of(told, current):
            told = None
        far = unit_of(link) != _FROM_NEAR
        many = told is None and (link.figure.best or link.figure.low or 0) >= _COUNTRYWIDE
        if far and (many or self._sums_up_regions()):
            course.national = True
        national = course.national or spoken or any(s.national for s in self._speakers)
        if told is not None and not national:
            return [Spot(told, carried=True)]
        unknown = current is None or current.kind is kinds.COUNTRY
        if unknown and not national and (self._says(link, "region_wide") or self._says(link, "in_city")):
            return _NOWHERE
        if national or current is None or current.kind is kinds.COUNTRY:
            return [Spot(self._gazetteer.by_id("UA"), carried=not national)]
        return [Spot(course.topic or self._lifted(current), carried=True)]

    def _sums_up_regions(self) -> bool:
        """ "Усього ворог випустив 55 ракет", behind what was told oblast by oblast: of them all."""
        total = any(span.what == "total" and not span.start for span in self._scan.roles)
        return total and len({place.region for place in self._course.recent}) > 1

    def _around(self, link: Link) -> Place | None:
        """ "Over the region", "at the city": of the place that the text is about."""
        current = self._course.current
        written = self._written_at() if link.predicate.measure == "launched" else None
        if written is not None and self._came_here(link):
            return written
        current = current or (self._course.governed if self._says(link, "region_wide") else None)
        if current is None or current.kind is kinds.COUNTRY:
            return None
        if self._says(link, "region_wide"):
            return self._gazetteer.oblast_of(current) or current
        return self._gazetteer.city_of(current) if self._says(link, "in_city") else None

    def _spoken_for(self) -> Place | None:
        """ "Хмельницкая ОВА: сбиты 9 ракет", "Мер Миргорода: скинули три бомби": an office speaks of its own sky."""
        touching = (n for n in self._scopes.named if n.weak and self._is_of_office(n))
        places = (n.place for n in touching if n.place is not None and not n.foreign)
        return next((place for place in places if place.kind in (kinds.OBLAST, kinds.CITY)), None)

    def _is_oblast_of(self, told: Place | None, current: Place) -> bool:
        """ "Удар по Ковелю. Волынская ОВА: сбито 7 из 10": what an oblast's office tells of is over all of it."""
        return (
            told is not None
            and told.kind is kinds.OBLAST
            and current.kind is kinds.CITY
            and (told.region == current.region)
        )

    def _is_of_office(self, named: Named) -> bool:
        offices = (span for span in self._scan.offices if not span.what.endswith("national"))
        return any(s.start - 1 <= named.end <= s.end + 1 for s in offices)

    # -- not named -----------------------------------------------------------------------------------------------------

    def _unnamed(self, link: Link) -> list[Spot] | str:
        course = self._course
        weak = self._within(link) or self._weak(link)
        if weak is not None:
            return [self._rolled(link, weak, carried=True, direct=None)]
        if self._keeps_place_secret():
            course.struck = course.struck or course.current is None  # so are its people's
            return [Spot(self._gazetteer.by_id("UA"), carried=True)]
        if course.abroad:
            return _ABROAD
        stocked = self._told_before(link)
        place = self._there() or stocked or self._own_of_homes(link) or course.current
        if place is None and not course.named:
            moved = link.predicate.measure == "evacuated" or self._scan.has("somewhere")  # not where the next tells
            moved = moved or (link.predicate.is_supply and self._says(link, "at_country"))  # "в Україні без світла …"
            moved = moved or (link.predicate.measure in TOLLS and self._in_country(link))
            place = self._home() or (None if self._scan.lexicon.articles or moved else course.ahead)
            place = place or course.governed
        if place is None and course.named:
            return [Spot(None, course.candidates, course.named, carried=True)]
        if place is None or place.kind is kinds.COUNTRY:
            wide = course.oblasts or stocked is not None  # "1.1 million across the country … 640,000 are reconnected"
            wide = wide or (link.predicate.is_supply and (course.grid or self._says(link, "at_country")))
            wide = wide or ((course.struck or self._in_country(link)) and link.predicate.measure in TOLLS)
            wide = wide or (
                link.predicate.is_damage and not link.predicate.kind and place is not None and self._of_country_alone()
            )
            return [Spot(self._gazetteer.by_id("UA"), carried=True)] if wide else _NOWHERE
        around = self._around_parts(place)
        return [self._rolled(link, around, carried=True, direct=None)] if around is not None else _SEVERAL

    def _in_country(self, link: Link) -> bool:
        """ "За добу в Україні загинули 12 людей": where it was, and not what was attacked."""
        spans = (s for s in self._scan.roles if s.what == "at_country" and s.start)
        return self._says(link, "at_country") and any(self._scan.tokens[s.start - 1].says("located") for s in spans)

    def _keeps_place_secret(self) -> bool:
        """ "One of our thermal power plants was shelled": who speaks for the country tells nobody which, nor where."""
        current, tokens = self._course.current, self._scan.tokens
        if "one_of" not in self._scan.said:
            return False
        if not self._course.grid and current is not None and current.kind is not kinds.COUNTRY:
            return False
        for n, (_, nouns) in self._scan.nouns.items():
            of = n - 1 - (n > 1 and not tokens[n - 1].says("of"))
            one = of > 0 and nouns[0].unit == "power_plant" and tokens[of].says("of")
            if one and tokens[of - 1].says("one_of"):
                return True
        return False

    def _there(self) -> Place | None:
        """ "Там же ранены двое": the sentence before's last place."""
        opens = any(span.what == "there" and not span.start for span in self._scan.roles)
        return self._course.last if opens else None

    def _home(self) -> Place | None:
        """ "Ранены двое чугуевцев": where nothing else says it, the city that the inhabitants are named after."""
        if not self._homes:
            self._homes = [self._gazetteer.home_of([token.norm for token in self._scan.tokens])]
        return self._homes[0]

    def _own_home(self, link: Link) -> Place | None:
        """ "Загинув житель Нікополя, двоє марганчан поранені": beside another town's people, whose people these are."""
        if link.predicate.families[0] != "people":
            return None
        start, end = link.figure.start, link.figure.end
        words = self._scan.tokens[start : end + 1]
        inhabitants = self._gazetteer.home_of([token.norm for token in words])
        homes = self._scan.lexicon.articles and all(map(self._scopes.is_home, self._scopes.solid))
        if inhabitants is not None or not homes:
            return inhabitants
        near = (n for n in self._scopes.named if start < n.start <= end + 1 and not n.foreign)
        return next((n.place for n in near if self._scopes.is_home(n)), None)

    def _own_of_homes(self, link: Link) -> Place | None:
        """ "Троє харків'ян і двоє чугуївців поранені": where people of several towns are told of, those of each."""
        own, course = self._own_home(link), self._course
        several = own != self._home() or (course.current is not None and course.current is course.home)
        return own if several else None

    def _of_country_alone(self) -> bool:
        """ "За неделю в Украине погибли 13, ранены 58. Повреждены четыре школы": its toll and no other."""
        recent = self._course.recent
        return len(recent) >= _TOLL and all(place.kind is kinds.COUNTRY for place in recent)

    def _whose_people(self, link: Link) -> Place | None:
        """ "Девять раненых — херсонцы": whose people they are, behind the dash that closes the sentence."""
        tokens, end = self._scan.tokens, link.last
        if end + 1 >= len(tokens) or tokens[end].text not in DASHES or link.predicate.families[0] != "people":
            return None
        closed = end + 2 >= len(tokens) or tokens[end + 2].kind == MARK
        return self._gazetteer.home_of([tokens[end + 1].norm]) if closed else None

    def _around_parts(self, place: Place) -> Place | None:
        """ "Nine wounded: four each in Sloviansk and Kramatorsk, one in Druzhkivka": the area that holds them all."""
        parts = list({n.place.id: n.place for n in self._scopes.named if n.of is not None and n.place}.values())
        if len(parts) < _PARTS or place.kind is not kinds.CITY:
            return place
        inside, topic = self._gazetteer.is_inside, self._course.topic
        if any(part.id == place.id or inside(part, place) for part in parts):
            return place
        return topic if topic is not None and all(inside(part, topic) for part in parts) else None

    def _within(self, link: Link) -> Place | None:
        """ "71 тысяче одесских семей": the place is told by an adjective of what is counted."""
        figure = link.figure
        end = figure.end + (not figure.nouns)  # "9 тысяч черниговских и 5 тысяч нежинских потребителей"
        inside = (n for n in self._scopes.named if figure.start < n.start < end and not n.foreign)
        told = next((n.place for n in inside if n.place is not None and n.mention.adjective), None)
        return told or self._of_adjective(figure.start + 1, end)

    def _of_adjective(self, start: int, end: int) -> Place | None:
        """ "640 балаклійським оселям": of the small towns whose adjectives stand in lower case, one of this region."""
        here = self._course.current or self._course.topic
        scan = self._scan
        if here is None or here.kind is kinds.COUNTRY or scan.lexicon.articles:
            return None
        tokens = (token for token in scan.tokens[start:end] if token.kind == WORD and not token.capital)
        words = (token.norm for token in tokens if not token.says("nations"))
        return next((p for word in words if (p := self._gazetteer.city_of_adjective(word, here.region or ""))), None)

    def _weak(self, link: Link) -> Place | None:
        """ "Kyiv's mayor": where nothing nearer is known; of several offices the last before the figure."""
        known = self._course.current is not None or bool(self._course.candidates)
        told = (n for n in self._scopes.named if n.weak and n.place and not n.foreign and not (known and n.last))
        # "Із потяга Київ — Одеса": of a route nobody says where on it
        offices = [n for n in told if not n.listed]
        before = [n for n in offices if n.end <= link.figure.start and self._is_of_office(n)]
        weak = next(map(self._spoken_by, before[-1:] or offices), None)
        if weak is None or weak.kind is kinds.COUNTRY:
            return None
        current = self._course.current
        inside = current is not None and (current.id == weak.id or self._gazetteer.is_inside(current, weak))
        if current is not None and current.region == weak.region:  # "Odesa governor" speaks for all of the oblast
            inside = inside or any(t.says("regional") for t in self._scan.tokens)
            # "… в Славянске. Ранены девять, сообщили в донецкой прокуратуре": it speaks from elsewhere
            inside = inside or (self._is_occupied(weak) and not self._is_occupied(current))
        return None if inside and not self._course.abroad else weak

    def _spoken_by(self, named: Named) -> Place | None:
        """ "Sumy's governor": whose oblast is called after the town that is named."""
        end, place = named.end, named.place
        governs = end < len(self._scan.tokens) and self._scan.tokens[end].says("governors")
        return (self._gazetteer.oblast_of(place) or place) if place is not None and governs else place

    def _told_before(self, link: Link) -> Place | None:
        """Where the same outage was told, or the object that people were hit in."""
        measure = link.predicate.measure
        if measure.startswith("restored_"):
            resource = measure.removeprefix("restored_")
            return self._course.stocks.get((resource, unit_of(link))) or self._course.stocks.get((resource, None))
        if link.predicate.families[0] == "people":
            for _, nouns in self._scan.nouns.values():
                hit = nouns[0].is_thing
                if hit and nouns[0].unit in self._course.facilities:
                    return self._course.facilities[nouns[0].unit]
        return None
