"""Places that a sentence names though it tells of nothing there: an office's, a hospital's, a journey's, a launch's.

They are marked as weak: such a one says where only when nothing else does.
"""

from collections.abc import Sequence
from typing import Final

from schemas.incident import Place
from service.core.pairs import pairs
from service.core.places import kinds
from service.core.places.gazetteer import Gazetteer
from service.core.reading.areas_left_out import area_left_out, is_oblast_left_out
from service.core.reading.figures.nouns import QUOTES
from service.core.reading.named import Named
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK, NUMBER, WORD, Token

_SHIP_OFFICE: Final = 4
"""Most tokens of "maritime directorate" behind a land, before "said"."""
_LIST_GAP: Final = 2
_DATELINE: Final = 10
"""Most tokens from the place that a dateline begins with to its dash."""
_WAY: Final = 6
"""Most tokens between "from" and the place that something flew from: "from the directions of"."""
_WAY_TO: Final = 10
"""Most tokens from "were evacuated" to the place that they were taken to."""
_GOAL: Final = 2
"""Fewest tokens from "were evacuated" to the place that they were taken to."""
_HOSPITAL: Final = 3
"""Most tokens from the town of a hospital, told as an adjective, to the word for it."""
_SIGNS: Final = frozenset({"№", "#", "no"})
"""What may stand before a train's number."""
_LOCATIVE: Final = ("е", "и", "м", "х", "й", "во", "но", "і", "ї", "ську", "цьку", "зьку", "ому")
"""Endings of names where something is; behind "evacuated to" stands none of them."""
_FAR: Final = 10
"""Most tokens of ", about 15 km to the north-west of"."""
_CARE: Final = 6
"""Most tokens from "are treated" to the town of the hospital."""
_SUBURB: Final = 3
"""Most tokens of ", a suburb of", behind a comma."""
_FLEW: Final = 3
"""Most tokens from "flew off" to the land that it flew into."""
_SPEAKING: Final = 5
"""Most tokens from the country in a speaker's name to "said": a name between commas."""
_TO_HERE: Final = 2
"""Most tokens of "in the" between "this town" and its region."""


class Elsewhere:
    """Marks the places of one sentence. `near`: what the text is about; `last`: what the sentence before named last."""

    def __init__(
        self, scan: Scan, gazetteer: Gazetteer, named: list[Named], near: Sequence[Place], last: Place | None
    ) -> None:
        self.named = named
        self._scan = scan
        self._gazetteer = gazetteer
        self._near = near
        self._here = near[0] if near else None
        self._last = last

    def mark(self) -> None:
        """Mark them; each must be settled."""
        for named in self.named:
            named.last = self._of_hospital(named) or self._mostly(named) or self._around_here(named)
            named.weak = named.weak or named.last or self._speaks(named)
        self._mostly_there()
        self._offices()
        self._areas()
        self._pairs()
        self._journeys()
        self._dateline()
        self._described()
        self._trace()

    def _offices(self) -> None:
        """ "Police in Kharkiv region said": of places that belong to an office nothing is told."""
        for span in self._scan.offices:
            for named in self.named:
                touching = span.start <= named.start <= span.end + 1 or span.start - 1 <= named.end <= span.end
                between = self._scan.tokens[span.end : named.start]
                between += self._scan.tokens[named.end : span.start]  # "killed in the Kharkiv region, police said"
                broken = any(token.kind == MARK for token in between) or self._heads_line(named, span.start)
                itself = span.start <= named.start and named.end <= span.end  # "сообщили в Черниговоблэнерго"
                if itself or (touching and not broken and not self._prepended(named)):
                    named.weak = True
                    named.last = named.last or span.what.startswith("news")  # "пише «Суспільне Чернігів»"

        for span in self._scan.offices:
            if span.what.endswith("national"):  # "the air force in Kyiv" speaks for the country
                for named in self.named:
                    named.weak = named.weak or 0 < named.start - span.end <= 1

    def _speaks(self, named: Named) -> bool:
        """ "…, the Armed Forces of Ukraine said", "повідомила Служба безпеки України": in the name of who speaks."""
        scan, tokens = self._scan, self._scan.tokens
        if named.place is None or named.place.kind is not kinds.COUNTRY or not scan.sayings:
            return False
        start = scan.mark_before(named.start) + 1
        at = named.start - 1 - tokens[named.start - 1].says("located")
        placed = tokens[start].says("located") and all(s.start != start for s in scan.sayings)  # "in all of Ukraine"
        said = any(s.end == at + 1 for s in scan.sayings) or scan.is_small(at)  # "said (that) in Ukraine …"
        if at < start or placed or said or tokens[at].kind != WORD:
            return False
        near = [s for s in scan.sayings if start <= s.start < named.start or 0 <= s.start - named.end <= _SPEAKING]
        clause = range(start, max([named.end, *(s.end for s in near)]))
        told = any(n in scan.predicates for n in clause) or any(s.start in clause for s in scan.roles)
        return bool(near) and not told

    def _areas(self) -> None:
        """Adjectives of areas whose noun is left out do say where."""
        for named in self.named:
            area = area_left_out(self._scan, self._gazetteer, named, self.named, self._last)
            if area is not None:
                named.place, named.weak = area, False
            elif named.place is not None and is_oblast_left_out(self._scan, named, self.named):
                named.place = self._gazetteer.oblast_around(named.place) or named.place
                named.weak = any(
                    office.end == named.start for office in self._scan.offices
                )  # "глава Сумской — о шести"

    def _described(self) -> None:
        """ "Обстреляли Шостку. Город на севере Сумской области …": of a town just told, where it lies."""
        tokens = self._scan.tokens
        for named in self.named:
            at = named.start - 1
            if self._owns_town(named):
                named.weak = named.last = True
            if named.place is None or named.place.kind is not kinds.OBLAST or at < 0:
                continue
            while at > 0 and tokens[at].says("sides"):
                at -= 1
            described = tokens[at].says("town_words") and at < named.start - 1
            if described and any(self._gazetteer.is_inside(place, named.place) for place in self._near):
                named.weak = named.last = True

    def _owns_town(self, named: Named) -> bool:
        """ "Ukraine's second-largest city": a town that is not named."""
        tokens, end = self._scan.tokens, named.end
        if named.place is None or named.place.kind is not kinds.COUNTRY or not tokens[end - 1].norm.endswith("'s"):
            return False
        return any(token.says("town_words") for token in tokens[end : end + _LIST_GAP + 1])

    def _heads_line(self, named: Named, office: int) -> bool:
        """ "Odesa region: local authorities report …": a colon parts it from the office behind it."""
        headed = self._scan.lexicon.articles and not named.start and named.end == office - 1
        return headed and self._scan.tokens[named.end].text == ":"

    def _pairs(self) -> None:
        """Of two places beside each other, one that only says where the other is, or both of a route."""
        for one, other in pairs(self.named):
            between = self._scan.tokens[one.end : other.start]
            if self._is_route(one, other) or self._is_stretch(one, other):
                one.weak = other.weak = one.listed = other.listed = one.last = other.last = True
            if self._narrows_down(one, other) or self._owns(one, other) or self._is_district_of(one, other):
                one.weak = True
            elif self._describes(one, other):
                other.weak = True
            elif self._says_where(between) or self._is_away(one, other) or self._names_oblast(one, other):
                other.weak = True  # "у Броварах під Києвом": only says where the first one is

    def _journeys(self) -> None:
        """ "A train bound for Kyiv", "a bus from Kyiv to Sumy": where it goes, or comes from, nothing happened."""
        ways = {s.end for s in self._scan.roles if s.what == "journey" and not self._flies(s.start)}
        last: Named | None = None
        taken = any(p.measure == "evacuated" for _, found in self._scan.predicates.values() for p in found)
        transfers = self._transfers()
        taken = taken or bool(transfers)
        home: Named | None = None
        for named in self.named:
            before = self._scan.tokens[named.start - 1] if named.start else None
            joined = home is not None and named.start - home.end == 1 and before is not None and before.says("and")
            home = named if joined or self._is_home(named) else None  # "бригады из Херсона и Одессы"
            if home is named or self._is_of_train(named) or self._cares(named):
                named.weak = named.last = True  # "a driver from Moldova"
            led = before is not None and before.says("destination")
            if taken and (led or self._is_goal(named, transfers) or self._holds_goal(named)):
                named.weak = named.last = True  # "До Чернігова евакуювали 30 людей"
            behind = self._scan.tokens[named.end] if named.end < len(self._scan.tokens) else None
            if self._flew_on(named) or (behind is not None and behind.says("towards")):
                named.weak = named.last = True  # "trains in the Poltava direction are late"
            on = last is not None and named.start - last.end == 1  # "from Kyiv to Sumy"
            if self._is_quarter(named):
                named.weak = named.last = True
            if named.start in ways or (on and before is not None and before.says("journey_on")):
                named.weak = named.last = True
                last = named

    def _is_quarter(self, named: Named) -> bool:
        """ "Чернигов: без тепла 40 домов на Бобровице": behind "on", in the locative, a quarter of the town."""
        tokens, at, place = self._scan.tokens, named.start, named.place
        if self._scan.lexicon.articles or not at or place is None or not place.name.endswith("a"):
            return False
        ending = tokens[named.end - 1].norm[-2:]
        locative = ending[-1] in "еії" and ending != "ье" and tokens[at - 1].says("change_by")
        part = at > 1 and tokens[at - 1].says("share_of") and tokens[at - 2].says("change_by")
        if not (locative or part) or place.kind is not kinds.CITY:
            return False
        towns = [one.place for one in self.named if one.end < at and one.place is not None]
        beside = any(town.kind is kinds.CITY and self._are_apart(town, place) for town in towns)
        return beside or self._is_of_another(named)

    def _flies(self, at: int) -> bool:
        """ "Four missiles headed for Dnipro were intercepted": what flies is met where it goes."""
        nouns = self._scan.noun_ends.get(at, ())
        return bool(nouns) and nouns[0].family == "weapon"

    def _flew_on(self, named: Named) -> bool:
        """ "Nine were shot down over Volyn and two flew off into Belarus": abroad, behind our place or such a verb."""
        first, tokens = self.named[0], self._scan.tokens
        if named.foreign and any(token.says("flew") for token in tokens[max(0, named.start - _FLEW) : named.start]):
            return True
        ours = named.foreign and not first.foreign and first is not named and not first.weak
        return ours and tokens[named.start - 1].says("destination")

    def _is_goal(self, named: Named, transfers: set[int]) -> bool:
        """ "Эвакуировали в Николаев", "эвакуировали 40 человек в Полтаву", "в Полтаву увезли": in no locative."""
        tokens, predicates = self._scan.tokens, self._scan.predicates
        if self._scan.lexicon.articles or not named.start or named.mention.adjective:
            return False
        into = tokens[named.start - 1].says("into")
        if not into or (tokens[named.end - 1].norm.endswith(_LOCATIVE) and not _is_plural(named)):
            return False
        if named.end in transfers or (named.end + 1 in transfers and tokens[named.end].kind == WORD):
            return True
        for at in range(named.start - _GOAL, max(-1, named.start - _WAY_TO - 1), -1):
            if tokens[at].kind == MARK and tokens[at].text != ",":
                return False
            if at in transfers or at in predicates:
                return at in transfers or any(p.measure == "evacuated" for p in predicates[at][1])
        return False

    def _holds_goal(self, named: Named) -> bool:
        """ "Were evacuated to a transit centre in Okhtyrka", from another town: where they were taken to."""
        tokens, at = self._scan.tokens, named.start
        told = [n for n, (_, found) in self._scan.predicates.items() if any(p.measure == "evacuated" for p in found)]
        first = max((n for n in told if 0 < at - n <= _WAY_TO), default=at)
        between = tokens[first:at]
        end = self._scan.predicates[first][0] if told and first < at else at
        led = any(token.says("destination") for token in between) or (end < at - 1 and tokens[end].says("into"))
        return led and not any(token.kind == MARK for token in between) and self._is_of_another(named)

    def _transfers(self) -> set[int]:
        """Where somebody is taken elsewhere; what is launched is sent at a place, and hits it."""
        sent = {s.start for s in self._scan.roles if s.what == "transfer"}
        told = self._scan.predicates
        armed = bool(sent) and any(found[0].family == "weapon" for _, found in self._scan.nouns.values())
        return {n for n in sent if not armed or n not in told or all(p.measure != "launched" for p in told[n][1])}

    def _is_home(self, named: Named) -> bool:
        """ "Водія з Молдови", "родом із Ромнів": where somebody comes from."""
        scan, at = self._scan, named.start
        if at and scan.tokens[at - 1].says("natives"):
            return self._is_of_another(named) or self._is_beside_where(named)
        end, owned = named.end, scan.lexicon.articles or named.mention.adjective
        if owned and end < len(scan.tokens) and scan.tokens[end].says("comes_from"):
            return self._is_of_another(named)  # "Kharkiv doctors operated on them"
        at -= at > 0 and scan.tokens[at - 1].says("articles")  # "from the Izmail team"
        if at < 2 or not (scan.tokens[at - 1].says("of") or scan.tokens[at - 1].says("origins")):
            return False
        if scan.tokens[at - 2].says("comes_from") or scan.tokens[at - 2].says("visitors"):
            named.away = scan.tokens[at - 2].says("visitors")
            return True
        persons = scan.noun_ends.get(at - 1)
        if at - 2 not in scan.aged and (persons is None or persons[0].family != "people"):
            return False  # "a 34-year-old from Kyiv"
        whence = scan.tokens[at - 1].says("origins")
        return named.foreign or (whence and (self._is_beside_where(named) or self._is_of_another(named)))

    def _is_of_another(self, named: Named) -> bool:
        """The text has been of another town, and neither is a part of the other."""
        here, place = self._here, named.place
        if here is None or place is None or here.kind is not kinds.CITY or here.id == place.id:
            return False
        return self._are_apart(here, place)

    def _are_apart(self, one: Place, other: Place) -> bool:
        """Neither is a part of the other."""
        is_inside = self._gazetteer.is_inside
        return not is_inside(one, other) and not is_inside(other, one)

    def _cares(self, named: Named) -> bool:
        """ "Їх оперують у Полтаві", "flown to a burns centre in Lviv": where the wounded of another town are."""
        tokens, at = self._scan.tokens, named.start
        near = tokens[max(0, at - _CARE, self._scan.mark_before(at) + 1) : at]
        if not any(token.says("care_words") for token in near):
            return False
        damage = [n for n, (_, found) in self._scan.predicates.items() if any(p.is_damage for p in found)]
        aimed = [n for n in damage if self._scan.predicates[n][1][0].kind != "attack" or 0 < at - n <= _CARE]
        return not aimed and not self._scan.launches and (self._is_of_another(named) or self._is_beside_where(named))

    def _is_beside_where(self, named: Named) -> bool:
        """ "In Kupiansk a driver from Cherkasy was hurt": another place of the sentence says where."""
        if any(p.measure == "evacuated" for _, found in self._scan.predicates.values() for p in found):
            return False
        return any(self._is_apart(other, named) for other in self.named)

    def _is_apart(self, other: Named, named: Named) -> bool:
        """Whether `other` says where, and neither is a part of the other."""
        if other is named or other.weak or other.place is None or named.place is None:
            return False
        told = self._scan.predicates.items()
        struck = any(end == other.start and found[0].kind == "attack" for _, (end, found) in told)
        if not struck and not (other.start and self._scan.tokens[other.start - 1].says("located")):
            return False
        return self._are_apart(other.place, named.place)

    def _is_of_train(self, named: Named) -> bool:
        """ "Із київського поїзда", "the Kyiv train": where it goes to or comes from."""
        found = self._scan.nouns.get(named.end)
        plain = named.mention.adjective or self._scan.lexicon.articles
        return plain and found is not None and found[1][0].unit == "train"

    def _says_where(self, between: tuple[Token, ...]) -> bool:
        """ "Sokilnyky, on the edge of Lviv", "Brovary just outside Kyiv"."""
        if not self._scan.lexicon.articles and 1 < len(between) <= _SUBURB and between[-1].says("suburbs"):
            return between[0].text == "," or between[0].text in DASHES  # "в Сокольниках, пригороде Львова"
        near = any(token.says("near") for token in between)
        which = len(between) > 1 and between[0].text == "," and between[1].says("relatives")
        return near and all(t.text == "," or t.says("near") or t.says("near_filler") for t in between[2 * which :])

    def _describes(self, one: Named, other: Named) -> bool:
        """ "В Лозовой, железнодорожном узле Харьковской области, …": between commas what the town is."""
        tokens, between = self._scan.tokens, range(one.end + 1, other.start)
        aside = 0 < len(between) <= _FAR and tokens[one.end].text == "," and not self._scan.lexicon.articles
        closed = other.end >= len(tokens) or tokens[other.end].text in ",."
        if not aside or not closed or one.place is None or other.place is None:
            return False
        plain = all(self._scan.is_plain(n) or n in self._scan.nouns for n in between)
        return plain and self._gazetteer.is_inside(one.place, other.place)

    def _is_away(self, one: Named, other: Named) -> bool:
        """ "In Derhachi, 12 km northwest of Kharkiv", "у Чугуєві, за 36 км від Харкова": how far the first lies."""
        between = range(one.end, other.start)
        if not 1 < len(between) <= _FAR or not self._scan.tokens[between[-1]].says("away_from"):
            return False
        tokens = self._scan.tokens
        measured = any(tokens[n].says("distances") for n in between)
        if tokens[one.end].text == "," and tokens[between[-2]].says("near"):  # "in Korosten, a junction west of Kyiv"
            measured = measured or not any(self._scan.is_number(n) or tokens[n].says("and") for n in between)
        return measured and not any(n in self._scan.predicates for n in between)

    def _is_suburb(self, one: Named, other: Named) -> bool:
        """ "В пригороде Харькова, Дергачах", "передмістя Харкова — Дергачі": behind a mark which one it is."""
        tokens, apart = self._scan.tokens, self._scan.tokens[one.end : other.start]
        marked = len(apart) == 1 and (apart[0].text == "," or apart[0].text in DASHES)
        return marked and one.start > 0 and tokens[one.start - 1].says("suburbs")

    def _narrows_down(self, one: Named, other: Named) -> bool:
        """ "Под Харьковом, в Коротыче": the first only says where the second is."""
        tokens = self._scan.tokens
        apart = tokens[one.end : other.start]
        if self._is_suburb(one, other):
            return True
        if not one.start or not tokens[one.start - 1].says("near") or tokens[one.start - 1].says("of"):
            return False
        return len(apart) == _LIST_GAP and apart[0].text == "," and apart[1].says("located")

    def _owns(self, one: Named, other: Named) -> bool:
        """ "In Ukraine's northern Chernihiv region": the country only says whose."""
        tokens = self._scan.tokens
        if one.place is None or one.place.kind is not kinds.COUNTRY or not tokens[one.end - 1].norm.endswith("'s"):
            return False
        between = range(one.end, other.start)
        return len(between) <= _LIST_GAP + 1 and all(self._scan.is_plain(n) or tokens[n].says("near") for n in between)

    def _names_oblast(self, one: Named, other: Named) -> bool:
        """ "In Ocheretyne, Donetsk": behind a comma an occupied city stands for the oblast that the first lies in."""
        apart = self._scan.tokens[one.end : other.start]
        if one.place is None or other.place is None or [token.text for token in apart] != [","]:
            return False
        oblast = self._gazetteer.oblast_of(other.place)
        named = other.place.kind is kinds.CITY and self._gazetteer.is_occupied(other.place) and oblast is not None
        return named and oblast is not None and self._gazetteer.is_inside(one.place, oblast)

    def _is_district_of(self, one: Named, other: Named) -> bool:
        """ "In the Kyiv district of Odesa": a district called after another city; "the Kyiv suburb of Brovary"."""
        apart = self._scan.tokens[one.end : other.start]
        if len(apart) != _LIST_GAP or not apart[1].says("of"):
            return False
        return apart[0].says("district_words") or (apart[0].says("suburbs") and self._scan.lexicon.articles)

    def _dateline(self) -> None:
        """ "LVIV, Ukraine — …", "KYIV (Reuters) - …": where it was written."""
        tokens = self._scan.tokens
        first = self.named[0] if self.named else None
        if first is None or first.start or not tokens[0].text.isupper():
            return
        dash = next(
            (n for n in range(first.end, min(first.end + _DATELINE, len(tokens))) if tokens[n].text in DASHES), 0
        )
        first.dateline = dash > 0
        elsewhere = any(n.start > dash and n.place is not None and n.place != first.place for n in self.named[1:])
        first.weak = first.weak or (first.dateline and elsewhere)  # "KYIV – … struck a neighbourhood of Poltava"
        if dash and tokens[first.end].text in ",(":
            for named in self.named:
                named.weak = named.weak or named.end <= dash

    def _of_hospital(self, named: Named) -> bool:
        """ "Развезли по больницам Дружковки": where the wounded were taken to is not where they were hurt."""
        tokens = self._scan.tokens
        if (named.mention.adjective or self._scan.lexicon.articles) and self._treats(named):
            return True
        if "of_way" not in self._scan.said:
            return False
        end = named.start
        while end > 1 and (end - 1 in self._scan.blocked or tokens[end - 1].says("and")):
            end -= 1  # "по больницам Дружковки и Краматорска"
        end -= end > 1 and tokens[end - 1].says("into")  # "до лікарні в Болграді"
        hurt = [(n, p) for n, p in self._scan.predicates.items() if p[1][0].measure == "injured"]
        if any(p[0] == end and any(t.says("of_way") for t in tokens[n + 1 : end]) for n, p in hurt):
            return True  # "увезли в больницу Сум"
        found = next((n for n in (end - 1, end - 2) if n in self._scan.nouns and self._scan.nouns[n][0] == end), 0)
        hospital = found > 0 and self._scan.nouns[found][1][0].unit == "hospital"
        return bool(hurt) and hospital and tokens[found - 1].says("of_way")

    def _treats(self, named: Named) -> bool:
        """ "Двое с ожогами в харьковской больнице": where they are treated, unless something was hit there."""
        at = named.start - 1
        at -= at > 0 and self._scan.tokens[at].says("articles")  # "in a Dnipro hospital"
        if at < 0 or not self._scan.tokens[at].says("located" if self._scan.lexicon.articles else "into"):
            return False
        behind = self._scan.tokens[named.end : named.end + _HOSPITAL]
        if not any(token.says("hospital_words") for token in behind):
            return False
        told = {p.measure for _, found in self._scan.predicates.values() for p in found}
        dead = "killed" in told and not self._is_of_another(named)
        return "injured" in told and not dead and told.isdisjoint(("damaged", "destroyed"))

    def _mostly(self, named: Named) -> bool:
        """ "Без света 1200 абонентов, в основном в Крюкове": where most of them are."""
        tokens, at = self._scan.tokens, named.start - 1
        return at > 0 and tokens[at].says("located") and tokens[at - 1].says("mostly")

    def _around_here(self, named: Named) -> bool:
        """ "Rained on this mining town in the Dnipropetrovsk region": where the town of the dateline is."""
        gap = (named.start - span.end for span in self._scan.roles if span.what == "here")
        return any(0 <= tokens <= _TO_HERE for tokens in gap)

    def _mostly_there(self) -> None:
        """ "В основном в Киевской, Одесской и Харьковской областях": of the sum none of them is the place."""
        for one, other in pairs(self.named):
            between = self._scan.tokens[one.end : other.start]
            listed = len(between) == 1 and (between[0].text == "," or between[0].says("and"))
            if listed and (self._mostly(one) or (one.listed and one.last)):
                one.listed = other.listed = other.last = other.weak = True

    def _is_route(self, one: Named, other: Named) -> bool:
        """ "The train Kovel — Kharkiv": two places joined by a dash behind what goes between them."""
        tokens = self._scan.tokens
        between = tokens[one.end : other.start]
        dashed = len(between) == 1 and between[0].text in DASHES and not self._is_suburb(one, other)
        if dashed and one.listed and one.last:
            return True  # "the train Kovel — Lviv — Chop"
        quoted = one.start > 0 and tokens[one.start - 1].text in '«"“' and other.end < len(tokens)
        if dashed and quoted and tokens[other.end].text in '»"”':
            return True  # "the train «Odesa — Zaporizhzhia»"
        if dashed and self._is_numbered_train(one.start):
            return True
        if not dashed or not one.start or tokens[one.start - 1].kind != WORD:
            return False
        return not tokens[one.start - 1].says("located")

    def _is_stretch(self, one: Named, other: Named) -> bool:
        """ "От Луцка до Конотопа": all that lies between."""
        tokens = self._scan.tokens
        apart = tokens[one.end : other.start]
        if not one.start or len(apart) != 1 or self._scan.lexicon.articles:
            return False
        return tokens[one.start - 1].says("stretch_from") and apart[0].says("stretch_to")

    def _is_numbered_train(self, at: int) -> bool:
        """ "Поїзд № 45 Харків – Ужгород": right behind a train's number."""
        tokens = self._scan.tokens
        if at < _LIST_GAP or tokens[at - 1].kind != NUMBER:
            return False
        if tokens[at - 2].text in _SIGNS:
            return True  # "найбільше — №92 Київ — Ковель"
        found = self._scan.noun_ends.get(at - 1)
        return found is not None and found[0].unit == "train"

    def _trace(self) -> None:
        """Find the places that something flew from, each of a list."""
        tokens = self._scan.tokens
        last: Named | None = None
        for named in self.named:
            at = named.start - 1
            floor = max(-1, at - _WAY)
            while at > floor and tokens[at].says("origin_words"):
                at -= 1
            at = self._past_unknown(at, floor)
            between = tokens[last.end : at + 1] if last is not None and last.origin else ()
            listed = 0 < len(between) <= _LIST_GAP and all(t.text == "," or t.says("and") for t in between)
            named.origin = listed or (at >= 0 and tokens[at].says("origins"))
            last = named

    def _past_unknown(self, at: int, floor: int) -> int:
        """ "Из Орла, Миллерово и Гвардейского": back over a name that no list has, and the comma behind it."""
        tokens = self._scan.tokens
        first = at
        while at - 1 > floor and (tokens[at].text == "," or tokens[at].says("and")):
            unknown = tokens[at - 1].capital and at - 1 not in self._scan.blocked and at - 1 not in self._scan.known
            if not unknown:
                return first
            at -= 2
        return at if at >= 0 and tokens[at].says("origins") else first

    def _prepended(self, named: Named) -> bool:
        """ "Police in Kharkiv": the place stands for itself."""
        at = named.start - 1
        at -= at > 0 and self._scan.tokens[at].says("articles")
        before = self._scan.tokens[at].norm if at >= 0 else ""
        whole = named.place is not None and named.place.kind in (kinds.OBLAST, kinds.COUNTRY)
        if whole and self._scan.lexicon.articles and self._scan.lexicon.says("of", before):
            return not any(office.end == at for office in self._scan.offices)  # "the governor of Sumy region"
        said = any(span.end == named.start for span in self._scan.sayings)  # "according to Odesa governor"
        return self._scan.lexicon.says("located", before) and not said


def _is_plural(named: Named) -> bool:
    """ "Доправили в Суми": a name of several is no other in the accusative."""
    return named.place is not None and named.place.name.endswith("y") and named.mention.name.endswith("и")


def of_citizens(scan: Scan, named: Named) -> bool:
    """ "A citizen of Turkey", "under the flag of Panama", "an adviser from Britain": whose, not where."""
    tokens, at = scan.tokens, named.start - 1
    country = any(place.kind is kinds.COUNTRY for place in named.mention.candidates)
    if not named.foreign and not country:
        return False
    if country and at > 1 and tokens[at].says("and"):
        at -= 2  # "citizens of Moldova and Ukraine"
    if scan.lexicon.articles:  # in other languages the genitive alone says whose
        if _owns_ship(scan, named):
            return True
        if at > 0 and not scan.launches and tokens[at].says("origins"):
            return any(p.families[0] == "people" for _, found in scan.predicates.values() for p in found)
        at -= at > 0 and tokens[at].says("articles")
        if at < 0 or not tokens[at].says("of"):
            return False
        at -= 1
    return at >= 0 and tokens[at].says("citizens")


def _owns_ship(scan: Scan, named: Named) -> bool:
    """ "The vessel was hit, Turkey's maritime directorate said, and 16 crew were taken off": whose flag it flies."""
    tokens, at = scan.tokens, named.start - 1
    if at < 1 or tokens[at].text != "," or not tokens[named.end - 1].norm.endswith("s"):
        return False
    said = any(0 < span.start - named.end <= _SHIP_OFFICE for span in scan.sayings)
    return said and any(n < at and nouns[0].unit == "ship" for n, (_, nouns) in scan.nouns.items())


def is_base(scan: Scan, gazetteer: Gazetteer, named: Named) -> bool:
    """ "С территории Крыма по Одессе выпустили …": from where only the other side launches."""
    if not named.origin or scan.lexicon.articles:
        return False
    if not scan.launches:
        return named.foreign and _flew_from(scan, named.start - 1)
    return named.foreign or (named.place is not None and gazetteer.is_occupied(named.place))


def _flew_from(scan: Scan, at: int) -> bool:
    """ "Ракета из Воронежской области попала в школу", "прилёт из Курска": behind what flew or an attack."""
    tokens = scan.tokens
    while at > 0 and not tokens[at].says("origins"):
        at -= 1
    end = at - (at > 0 and tokens[at - 1].text in QUOTES)
    weapon = scan.noun_ends.get(at, ())
    flown = bool(weapon) and weapon[0].family == "weapon"
    return flown or any(span.what == "attack" and end <= span.end <= at + 1 for span in scan.roles)
