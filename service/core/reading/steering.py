"""What a text is about: how each sentence moves the place that the next one goes on from."""

from typing import Final

from schemas.incident import Place
from schemas.vocabulary import Measure
from service.core.places import kinds
from service.core.places.gazetteer import Gazetteer
from service.core.reading.counting import TALLIES
from service.core.reading.course import Course
from service.core.reading.named import Named
from service.core.reading.scan import Scan
from service.core.reading.scopes import Scopes
from service.core.reading.silence import comes_home
from service.core.reading.speakers import Speaker
from service.core.reading.stories import is_attack
from service.core.reading.text import DASHES, MARK, NUMBER
from service.core.reading.told_claim import TextClaim

_AREAS: Final = (kinds.COUNTRY, kinds.OBLAST)
_OUTAGES: Final = frozenset(measure for measure in Measure if measure.startswith("without_"))
_RECENT: Final = 20
"""Most places of claims that are kept in mind."""
_LISTED: Final = 2
"""Fewest places that are a list."""
_LEADS: Final = 2
"""Most tokens before a place that a sentence begins with."""
_MANY: Final = 3
"""Fewest towns of a list of which no single one is spoken of."""


class Steering:
    """Moves the course of a text by one sentence."""

    def __init__(self, gazetteer: Gazetteer, course: Course) -> None:
        self._gazetteer = gazetteer
        self._course = course

    def open(self, scan: Scan, scopes: Scopes, speakers: list[Speaker], *, heads: bool) -> None:
        """Before the claims: a heading, a sentence about abroad, a district of the city spoken of."""
        course = self._course
        offices = any(span.what.endswith("national") for span in scan.offices)
        course.national = course.national or offices or any(s.national for s in speakers) or scan.has("national")
        course.oblasts = course.oblasts or scan.has("in_oblasts")
        course.grid = course.grid or scan.has("grid")
        course.struck = course.struck or self._strikes_country(scan, scopes)
        self._district_heading(scan, scopes)
        solid = scopes.solid
        if self._is_abroad(scan, scopes, heads=heads) or self._begins_abroad(scan, scopes):
            course.abroad = True
        elif any(not named.foreign and not named.weak for named in scopes.named) or scan.has("our_side"):
            course.abroad = False
        if self._tells_abroad(scan, scopes) or (not scan.launches and self._occupied(scopes)):
            course.abroad = True
        self._area_of_period(scan, scopes)
        if course.current is None and course.topic is None and course.named is None and not scopes.named:
            course.current = course.home = self._town_of(scan)
        if heads and solid and solid[0].place is not None and self._heads(scan, solid[0]):
            course.current, course.site = solid[0].place, None
            if solid[0].place.kind in _AREAS:
                course.topic, course.tallies = solid[0].place, None
                course.areas += 1
            course.headed += 1
        elif heads and self._is_item(scan, solid):
            course.headed += 1
        elif heads:
            if course.headed > 1 and course.topic is not None:
                country = course.areas > 1 and self._sums_up(scan)
                around = self._gazetteer.by_id("UA") if country else course.topic
                course.current, course.site = around, None  # behind a list of places: what it was a list of
                course.oblasts = course.oblasts or country
            course.headed = course.areas = 0

    def _is_item(self, scan: Scan, solid: list[Named]) -> bool:
        """ "— у Херсоні травмовано чотирьох;": a line of a list of an area's towns; its last ends otherwise."""
        topic, place = self._course.topic, solid[0].place if len(solid) == 1 else None
        if topic is None or place is None or place.kind is not kinds.CITY:
            return False
        listed = scan.tokens[0].text in DASHES or scan.tokens[-1].text == ";" or self._course.headed > 0
        return listed and self._gazetteer.is_inside(place, topic)

    def _tells_abroad(self, scan: Scan, scopes: Scopes) -> bool:
        """ "В Тернополе нашли троих, один оказался у родных в Польше": behind a place of ours it is an aside."""
        abroad = [span.start for span in scan.roles if span.what == "abroad"]
        ours = (n for n in scopes.solid if n.place is not None and not n.foreign and scopes.located(n))
        if not abroad or comes_home(scan, min(abroad), len(scan.tokens)):
            return False
        if self._course.current is not None and scan.tokens[min(abroad)].norm == "on":
            return False  # "windows were broken on the Romanian side": the text goes on where it was
        return not any(n.end <= min(abroad) for n in ours)

    def _strikes_country(self, scan: Scan, scopes: Scopes) -> bool:
        """ "Russia attacked Ukraine overnight. At least 28 people were killed.": nothing but the country is named."""
        ours = [named.place for named in scopes.solid if named.place is not None and not named.foreign]
        alone = all(place.kind is kinds.COUNTRY for place in ours) if ours else scan.has("at_country")
        if not alone or self._course.current is not None:
            return False
        told = (p for _, found in scan.predicates.values() for p in found)
        return is_attack(scan) or any(p.kind == "attack" or p.measure == "launched" for p in told)

    def _sums_up(self, scan: Scan) -> bool:
        """ "Total: 8 killed, 36 injured": the line begins with the word for a sum and a mark."""
        ends = (span.end for span in scan.roles if span.what == "total" and span.start <= 1)
        return any(end < len(scan.tokens) and scan.tokens[end].text in ":–—-" for end in ends)

    def _occupied(self, scopes: Scopes) -> bool:
        """ "Sevastopol's governor says 14 drones were downed": of occupied places alone, if nothing flew from them."""
        course = self._course
        named = [n for n in scopes.named if n.place is not None and not n.origin]
        free = course.current is not None and not self._gazetteer.is_occupied(course.current, course.published)
        if free and all(n.weak for n in named):
            return False  # "… в Славянске. Ранены девять, сообщили в донецкой прокуратуре"
        places = [n.place for n in named if n.place is not None]
        return bool(places) and all(self._gazetteer.is_occupied(place, course.published) for place in places)

    def _is_abroad(self, scan: Scan, scopes: Scopes, *, heads: bool) -> bool:
        """Only foreign places are named, and each as one where something was."""
        solid = [named for named in scopes.solid if not (named.foreign and self._in_next_clause(scan, named))]
        if not solid or not all(named.foreign for named in solid):
            return False
        struck = self._struck(scan, solid)
        return all(n in struck or scopes.located(n) or (heads and self._heads(scan, n)) for n in solid)

    def _in_next_clause(self, scan: Scan, named: Named) -> bool:
        """ "Two were pulled out alive, and lorries are being sent through Moldova": where nothing befell them."""
        tokens, comma = scan.tokens, scan.mark_before(named.start)
        if comma < 1 or self._course.current is None or not (tokens[comma + 1].says("and") or scan.breaks(comma + 1)):
            return False
        end = next((n for n in range(named.end, len(tokens)) if tokens[n].kind == MARK), len(tokens))
        told = [n for n, (_, found) in scan.predicates.items() if any(p.families[0] != "weapon" for p in found)]
        return any(n < comma for n in told) and not any(comma < n < end for n in told)

    def _begins_abroad(self, scan: Scan, scopes: Scopes) -> bool:
        """ "Польша закроет два пункта пропуска …": a text that begins with another land, and it is no attacker."""
        course = self._course
        begun = course.current is None and course.topic is None and course.named is None
        if not begun or not scopes.named or scopes.named[0].start or not all(n.foreign for n in scopes.named):
            return False
        return scan.role_of(0) != "attack" and not scan.launches

    def _struck(self, scan: Scan, solid: list[Named]) -> list[Named]:
        """ "A wave of UAVs hit Bryansk and Belgorod": the places right behind a word for an attack."""
        ends = {end for end, found in scan.predicates.values() if found[0].kind == "attack"}
        first = next((n for n in solid if n.start in ends), None)
        return [n for n in solid if first is not None and (n is first or (first.listed and n.listed))]

    def _town_of(self, scan: Scan) -> Place | None:
        """ "Хмельничани, дякуємо ППО": the town whose people are spoken to, where nothing else says where."""
        return next(iter(self._gazetteer.homes_of([token.norm for token in scan.tokens])), None)

    def _area_of_period(self, scan: Scan, scopes: Scopes) -> None:
        """ "Полиция Донетчины за сутки …", then its towns, then "за день эвакуированы 415": of the area again."""
        course = self._course
        if course.topic is None and course.current is None:
            around = scan.has("here")  # "on this mining town in the Dnipropetrovsk region"
            weak = (n.place for n in scopes.named if n.weak and not n.listed and not (around and n.last) and n.place)
            oblasts = (place for place in weak if place.kind is kinds.OBLAST)
            course.topic = course.current = next(oblasts, None)
        inside = course.topic is not None and course.current is not None and not scopes.solid
        if inside and (any(span.what == "past_day" for span in scan.timings) or self._closes_list(scan)):
            course.current, course.site = course.topic, None

    def _closes_list(self, scan: Scan) -> bool:
        """ "Всего под обстрелами побывали 11 населённых пунктов, разрушено 9 домов": what closes a list of towns."""
        total = any(span.what == "total" and span.start == 0 for span in scan.roles)
        return total and self._counts_settlements(scan)

    def _heads(self, scan: Scan, named: Named) -> bool:
        """The line begins with the place and a mark: "Sumy region:", "Київ."."""
        end = named.end
        return named.start <= 1 and (end >= len(scan.tokens) or scan.tokens[end].kind == MARK)

    def _district_heading(self, scan: Scan, scopes: Scopes) -> None:
        """ "Подільський: …" in a text about the city that has such a district."""
        tokens, course = scan.tokens, self._course
        city = course.current if course.current and course.current.kind is kinds.CITY else None
        if city is None or len(tokens) < 3 or tokens[1].text != ":" or scopes.named or not tokens[0].capital:
            return
        for word in scan.lexicon.sets["district_words"]:
            for mention in self._gazetteer.mentions(f"{tokens[0].text} {word}"):
                districts = (p for p in mention.candidates if p.kind is kinds.DISTRICT)
                inside = [p for p in districts if self._gazetteer.city_of(p) == city]
                if inside:
                    course.site = inside[0].name
                    return

    def close(self, scan: Scan, scopes: Scopes, told: list[TextClaim]) -> None:
        """After the claims: where they were, and what else the sentence named."""
        self._course.recent += [n.place for n in scopes.named if n.weak and n.place and n.place.kind is kinds.CITY]
        self._remember(told)
        self._area(scopes.solid)
        named = [n for n in scopes.solid if n.place is not None and not n.foreign]
        self._course.last = self._last_of(named) if named else self._course.last
        cities = [n.place for n in named if n.place is not None and n.place.kind is kinds.CITY]
        self._course.city = cities[-1] if cities else self._course.city
        direct = [c.place for c in told if c.place is not None and c.measure not in TALLIES and not c.carried]
        wide = {c.place.id: c.place for c in told if c.place is not None and c.place.kind is kinds.OBLAST}
        if told and not scopes.solid and len(wide) == 1 and all(c.carried for c in told) and self._opens_wide(scan):
            self._go_on(list(wide.values()))
        elif direct:
            self._go_on(list({place.id: place for place in direct}.values()))
        elif told and self._course.current is None and self._course.topic is None:
            here = {c.place.id: c.place for c in told if c.place is not None and c.place.kind is not kinds.COUNTRY}
            if len(here) == 1:
                self._go_on(list(here.values()))  # "Kyiv's mayor: two were hurt. …"
            elif not here:
                self._go_on_unsettled(scopes.solid)
        elif scopes.solid and not (told and all(c.carried for c in told)):
            if not self._only_mentions(scan, scopes.solid):
                self._look(scan, scopes.solid)
        elif told and self._course.current is None and len({c.place for c in told}) == 1:
            self._course.current = told[0].place  # "Izmail's mayor: …": where he spoke of is where it goes on
        elif not told and not scopes.solid and scan.has("region_wide") and is_attack(scan):
            self._back_to_topic()
        elif not told and self._course.current is None and self._course.topic is None:
            known = bool(self._course.candidates)  # "… в Тростянце. Двоих отправили в Киев"
            told_of = [n for n in scopes.named if n.place is not None and not (known and n.last)]
            self._look(scan, told_of)  # "Dear Mykolaiv residents!"
        self._site(told)

    def _back_to_topic(self) -> None:
        """ "In all, the region was shelled 26 times. 178 people were evacuated": of the area that the text is about."""
        course, topic = self._course, self._course.topic
        if topic is not None and course.current is not None and self._gazetteer.is_inside(course.current, topic):
            course.current, course.site = topic, None

    def _last_of(self, named: list[Named]) -> Place | None:
        """What was named last; of "Чугуев в Харьковской области" the town."""
        last, before = named[-1].place, named[-2].place if len(named) > 1 else None
        inside = last is not None and before is not None and self._gazetteer.is_inside(before, last)
        return before if inside and last is not None and last.kind is kinds.OBLAST else last

    def _opens_wide(self, scan: Scan) -> bool:
        """ "По области без света 12 сёл. Эвакуировали 33 человека": of the area on from here."""
        numbers = scan.lexicon.numbers
        ends = (n for n, t in enumerate(scan.tokens) if t.kind in (MARK, NUMBER) or t.norm in numbers)
        first = next(ends, 0)
        return any(span.what == "region_wide" and span.start <= first for span in scan.roles)

    def _area(self, solid: list[Named]) -> None:
        """An oblast that leads a sentence is what the text goes through next."""
        for named in solid:
            if named.leads and named.place is not None and named.place.kind is kinds.OBLAST:
                self._course.topic = named.place

    def _site(self, told: list[TextClaim]) -> None:
        sites = {c.site for c in told}
        if told and any(not c.carried for c in told):
            self._course.site = sites.pop() if len(sites) == 1 else None

    def _remember(self, told: list[TextClaim]) -> None:
        course = self._course
        for claim in told:
            if claim.place is None:
                continue
            if claim.carried and self._is_part(claim, told):
                continue  # "в Украине без света 532 села, из них 214 на Сумщине. Вернули свет …": in Ukraine
            course.recent.append(claim.place)
            if len(course.recent) > _RECENT:
                del course.recent[:-_RECENT]
            measure = claim.measure
            if measure in TALLIES:
                course.tallies = claim.place
            elif measure in _OUTAGES:
                resource = measure.removeprefix("without_")
                course.stocks[resource, claim.count.unit] = course.stocks[resource, None] = claim.place
            elif claim.facility is not None:
                course.facilities[claim.count.unit] = claim.place

    def _is_part(self, claim: TextClaim, told: list[TextClaim]) -> bool:
        """Whether the sentence told the same of an area around its place."""
        here = claim.place
        others = [c for c in told if c.place is not here and c.measure is claim.measure] if here is not None else []
        same = (c for c in others if c.count.unit is claim.count.unit)
        return any(c.place and here and self._gazetteer.is_inside(here, c.place) for c in same)

    def _go_on(self, places: list[Place]) -> None:
        """Of places that contain each other the narrowest; of several beside each other the area they were told in."""
        course = self._course
        narrow = [p for p in places if not any(self._gazetteer.is_inside(other, p) for other in places)]
        if len(narrow) == 1:
            course.current = narrow[0]
        else:
            topic = course.topic
            inside, current = self._gazetteer.is_inside, course.current
            areas = (p for p in (*places, topic) if p is not None and p.kind is kinds.OBLAST)
            around = next((area for area in areas if all(inside(p, area) for p in narrow)), None)
            whole = current is not None and current.kind is kinds.COUNTRY
            course.current = around or (current if whole else narrow[-1])
        for place in places:
            if place.kind is kinds.OBLAST:
                course.topic = place
        self._course.abroad = False

    def _go_on_unsettled(self, solid: list[Named]) -> None:
        """ "Дрон попал в кафе в Тростянце. …": of which of several so called it goes on, nobody can tell."""
        unsettled = [named for named in solid if named.place is None and not named.foreign and named.candidates]
        if len(unsettled) == 1 and len(solid) == 1:
            self._course.candidates, self._course.named = unsettled[0].candidates, unsettled[0].mention.name

    def _look(self, scan: Scan, solid: list[Named]) -> None:
        """A sentence without claims: the first place that it names is what the text goes on about."""
        course = self._course
        flown = course.current is not None and any(nouns[0].family == "weapon" for _, nouns in scan.nouns.values())
        ours = [named for named in solid if not named.foreign and not (flown and named.origin)]
        if len(ours) > 1 and all(named.listed for named in ours) and self._around(ours):
            return  # "у Дружківці та Краматорську": the text goes on about what holds both
        towns = {named.place.id for named in ours if named.place is not None and named.place.kind is kinds.CITY}
        if self._counts_settlements(scan) and self._look_around(ours, only_towns=len(towns) == len(ours)):
            return
        if len(towns) > 1 and len(towns) == len(solid) and all(named.listed for named in ours):
            course.topic = self._around_towns(ours) or course.topic
            course.current, course.candidates, course.named, course.site = None, (), None, None
            return  # "Атаковали Николаев и Очаков. Ранены трое": in which of them, nobody can tell
        area = self._around_list(ours) or self._around_many(ours)
        if area is not None:
            course.current, course.topic, course.site = area, area, None
            return
        for named in ours:
            place = named.place
            if place is not None and place.kind is kinds.COUNTRY and (len(ours) > 1 or course.current is not None):
                continue
            if place is not None and place.kind in (kinds.RAION, kinds.HROMADA) and self._inside_topic(place):
                continue
            if place is None:
                course.current, course.candidates, course.named = None, named.candidates, named.mention.name
                return
            place = self._narrower(place, ours)
            course.current = self._gazetteer.city_of(place)
            course.site = place.name if place.kind is kinds.DISTRICT else None
            if place.kind is kinds.OBLAST:
                course.topic = place
            return

    def _only_mentions(self, scan: Scan, solid: list[Named]) -> bool:
        """ "… у Сумах. Донори здають кров у Полтаві": of a town told of already, with no attack, and late in it."""
        course = self._course
        told = course.current is not None and course.current.kind is kinds.CITY and course.current in course.recent
        led = ("located", "origins", "destination")  # "the city of Odesa was affected, too" is about it
        late = all(n.start > _LEADS and any(scan.tokens[n.start - 1].says(name) for name in led) for n in solid)
        struck = is_attack(scan) or any(p.kind == "attack" for _, found in scan.predicates.values() for p in found)
        return told and late and not struck

    def _look_around(self, ours: list[Named], *, only_towns: bool) -> bool:
        """Whether a sentence that counts settlements is about an area, which the text then goes on about."""
        area = next((n.place for n in ours if n.place is not None and n.place.kind is kinds.OBLAST), None)
        if area is None and all(named.place is not None and self._inside_topic(named.place) for named in ours):
            return True  # "Атакам подверглись Харьков и 13 населённых пунктов": the text is still about the area
        if area is None and only_towns:
            area = self._around_towns(ours)  # "under fire were Kherson and 31 more settlements"
        if area is not None:
            self._course.current = self._course.topic = area
        return area is not None

    def _around_list(self, ours: list[Named]) -> Place | None:
        """ "Били по Нікополю та Марганецькій громаді": the oblast of a town and hromadas that are listed together."""
        listed = [named for named in ours if named.listed and named.place is not None]
        places = [n.place for n in listed if n.place is not None]
        if len(places) < _LISTED or not any(place.kind in (kinds.RAION, kinds.HROMADA) for place in places):
            return None
        nested = any(self._gazetteer.is_inside(one, other) for one in places for other in places)
        return None if nested else self._around_towns(listed)

    def _around_many(self, ours: list[Named]) -> Place | None:
        """ "Під вогнем опинилися Антонівка, Садове, Зеленівка та Херсон": of so many towns the oblast is meant."""
        towns = [n for n in ours if n.listed and n.place is not None and n.place.kind is kinds.CITY]
        several = {n.place.id for n in ours if n.place is not None and n.place.kind is kinds.CITY}
        if len(several) >= _MANY and len(several) == len(ours) and all(self._inside_topic(n.place) for n in ours):
            return self._course.topic  # also where a village stands among them that is read as something else
        return self._around_towns(towns) if len({n.place.id for n in towns if n.place}) >= _MANY else None

    def _around_towns(self, several: list[Named]) -> Place | None:
        """ "Смела и Черкассы после атаки": the oblast that holds them all."""
        around = {area.id: area for n in several if n.place and (area := self._gazetteer.oblast_of(n.place))}
        return next(iter(around.values())) if len(around) == 1 else None

    def _narrower(self, place: Place, ours: list[Named]) -> Place:
        """ "Ніч на Сумщині: били по Білопіллю": of an area and one town in it, the town is what it goes on about."""
        if place.kind not in (kinds.OBLAST, kinds.RAION, kinds.HROMADA):
            return place
        wide = (kinds.OBLAST, place.kind, kinds.RAION) if place.kind is kinds.OBLAST else (kinds.OBLAST, place.kind)
        towns = {n.place.id: n.place for n in ours if n.place is not None and n.place.kind not in wide}
        town = next(iter(towns.values())) if len(towns) == 1 else None
        narrow = town is not None and town.kind not in (kinds.RAION, kinds.HROMADA, kinds.COUNTRY)
        if not narrow or town is None or not self._gazetteer.is_inside(town, place):
            return place
        if place.kind is kinds.OBLAST:
            self._course.topic = place
        return town

    def _counts_settlements(self, scan: Scan) -> bool:
        return any(
            nouns[0].family == "settlements" and (nouns[0].plural or scan.tokens[max(0, at - 1)].kind == NUMBER)
            for at, (_, nouns) in scan.nouns.items()
        )

    def _around(self, several: list[Named]) -> bool:
        """Whether the text is about an area that all of the places lie in."""
        current, inside = self._course.current, self._gazetteer.is_inside
        return current is not None and all(n.place is not None and inside(n.place, current) for n in several)

    def _inside_topic(self, place: Place | None) -> bool:
        topic = self._course.topic
        return place is not None and topic is not None and self._gazetteer.is_inside(place, topic)
