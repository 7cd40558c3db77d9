"""Figures that a word takes and that are still no claim: parts of others, background, who did it or gains by it."""

from typing import Final

from service.core.pairs import pairs
from service.core.reading.counting import PEOPLE, STOCKS, TALLIES, unit_of
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.nouns import QUOTES
from service.core.reading.figures.out_of import opens_with_of
from service.core.reading.linking.fitting import DOWNED
from service.core.reading.linking.links import Link
from service.core.reading.linking.way import reached
from service.core.reading.named import Named
from service.core.reading.parts import Parts
from service.core.reading.scan import Scan
from service.core.reading.silence import PART, of_a_clause, why_not
from service.core.reading.text import MARK, Token

DATED: Final = "dated long ago"
_RECALLED: Final = "recalled from before"
_CARRIER: Final = "what something was dropped from, or what did it: not how many came"
_FOR: Final = "whom something is for"
_LAND: Final = "in a land that no list has"
_OWN_POWER: Final = "on generators of its own"
_HELPED: Final = 4
"""Most tokens from what was cut off to the generators that it has."""
_HURT: Final = ("killed", "injured")
_SITES: Final = ("facility", "infrastructure")
_ANY_SITE: Final = "facility"
"""Units of works and networks, and that of a site of no kind."""
_WOUND: Final = 9
"""Most tokens from "wounded" to the date of it."""
_FAR_WOUND: Final = 16
"""The same within one clause."""
_FELLED: Final = 6
"""Most tokens from "brought down" to the building: "the entrance of a five-storey block"."""
_TO_WARD: Final = 5
"""Most tokens from "two of the wounded" to the hospital."""
_LANDS: Final = 20
"""Most such lands of one sentence that are looked at."""


class Untold:
    """Of the figures of one sentence. `named` = its places; `background` = the text looks back where it stands.

    `hurt`: the text has told of somebody wounded before.
    """

    def __init__(
        self,
        scan: Scan,
        figures: list[Figure],
        links: list[Link],
        parts: Parts,
        named: list[Named],
        *,
        background: bool,
        hurt: bool,
    ) -> None:
        self._scan = scan
        self._figures = figures
        self._links = links
        self._parts = parts
        self._named = named
        self._background = background
        self._hurt_before = hurt
        own = (k for k in links if k.figure.start not in parts.inside)  # "four survivors, among them the driver"
        self._hurt = hurt or sum(k.predicate.measure == "injured" for k in own) > 1
        self._lands = [
            n
            for n, t in enumerate(scan.tokens)
            if t.capital and _is_land(t.norm) and n not in scan.blocked and n not in scan.nouns  # "Женщину спасли"
        ][:_LANDS]

    def is_of_told(self, link: Link) -> bool:
        """ "Six were hurt, two of them badly"; of "120 were inside, eight of them died" nothing tells the eight."""
        measure = link.predicate.measure
        if not link.figure.among or measure not in PEOPLE:
            return False
        since = link.predicate.measure == "killed" and link.at != link.figure.inner  # "one of the wounded has died"
        if (link.figure.inner is not None and not since) or link.predicate.kind:
            return True
        if not self._scan.lexicon.articles:
            if since and link.figure.inner is not None:
                return False  # "помер один із поранених"
            first = next((k for k in self._links if k.predicate.measure == "injured"), None)
            return not self._has_died(link) and (self._hurt or first is not link)
        return any(k.predicate.measure == measure and k.figure.start < link.figure.start for k in self._links)

    def _may_hold(self, told: Link, link: Link) -> bool:
        """ "Three were injured; a loader of 23 is in intensive care": one of several of whom the same was told."""
        several = told.figure.counted and (told.figure.best or told.figure.low or 0) > 1
        same = told.predicate.measure == link.predicate.measure and told.figure.start < link.figure.start
        apart = any(told.last <= named.start < link.first for named in self._named)
        return several and same and not told.predicate.kind and not apart

    def _has_died(self, link: Link) -> bool:
        """ "14 жителів поранені, троє з них померли": what became of some of the wounded."""
        dead = link.predicate.measure == "killed" and link.at >= link.figure.end
        hurt = (k for k in self._links if k.predicate.measure == "injured")
        return dead and (self._hurt or any(k.figure.start < link.figure.start for k in hurt))

    def why_not(self, link: Link, old: int | None) -> str | None:
        if link.figure.start in self._parts.inside or self._is_part(link):
            return PART
        aside = self._beside_the_point(link)
        if aside is not None:
            return aside
        if unit_of(link) is None:
            return "counts nothing that is known"
        if (
            old is not None
            and not self._died_of_it(link, old)
            and not of_a_clause(self._scan, link.last, old)
            and not any(self._is_new(token.norm) for token in self._between(old, link))
        ):
            return DATED
        if self._lands and self._in_unknown_land(link):
            return _LAND
        why = _RECALLED if self._background else why_not(self._scan, link)
        alone = not self._hurt and not link.figure.among  # "four were treated on the spot", and nobody else is told of
        lies = why == PART and link.predicate.measure == "injured" and (alone or self._adds_to_hospital(link))
        return None if lies else why

    def _adds_to_hospital(self, link: Link) -> bool:
        """ "13 are in hospital, six others were treated on the spot": nobody has counted all of them."""
        before = [k for k in self._links if k.predicate.measure == "injured" and k.figure.start < link.figure.start]
        lying = all(k.figure.counted and (k.predicate.kind == "state" or self._taken_in(k)) for k in before)
        helped = (s for s in self._scan.roles if s.what == "on_the_spot")  # "…, а жінка лікуватиметься вдома"
        others = link.figure.more or any(link.at <= s.start < link.last + 1 for s in helped)
        return others and bool(before) and lying and not self._hurt_before

    def _taken_in(self, link: Link) -> bool:
        """ "Five were hospitalised", "were taken to hospital"."""
        words = self._scan.tokens[link.at : link.end]
        if self._scan.has("stress"):
            return False  # "two were taken to hospital, a man was treated on the spot for shock"
        return self._scan.lexicon.articles and any(token.says("hospital_words") for token in words)

    def _died_of_it(self, link: Link, old: int) -> bool:
        """ "Помер чоловік, поранений 5 лютого": the date is that of the wound, or of the outage that is over."""
        measure = link.predicate.measure
        if measure != "killed" and not measure.startswith("restored_"):
            return False
        cause = "injured" if measure == "killed" else measure.replace("restored_", "without_")
        low = max(0, old - _WOUND, link.last if measure != "killed" else 0)
        if measure == "killed":
            low = min(low, self._clause_of(old))
        near = (self._scan.predicates.get(n, (0, ()))[1] for n in range(low, old))
        return any(p.measure == cause for found in near for p in found)

    def _clause_of(self, at: int) -> int:
        """ "Обгорів під час удару «шахеда» по …": where the clause of a date begins, over marks of quotation."""
        tokens, low = self._scan.tokens, max(0, at - _FAR_WOUND)
        marks = (n for n in range(at - 1, low, -1) if tokens[n].kind == MARK and tokens[n].text not in QUOTES)
        return next(marks, low)

    def _is_new(self, norm: str) -> bool:
        """ "Wounded on 3 May, he has died, and now the dead are five": what follows is told of these days."""
        return self._scan.lexicon.says("contrasts", norm) or self._scan.lexicon.says("now", norm)

    def _in_unknown_land(self, link: Link) -> bool:
        """ "У Білопіллі загинув чоловік, на Глухівщині поранено двох": a land that no list has stands before it."""
        land = max((n for n in self._lands if n < link.first), default=-1)
        return land >= 0 and not any(land < named.start < link.first for named in self._named)

    def _is_part(self, link: Link) -> bool:
        if link.predicate.kind == "state" and link.figure.single and not link.figure.more:
            return any(self._may_hold(k, link) for k in self._links)
        if self._are_all_of_them(link) or self._is_counted_behind(link) or self._is_counted_in(link):
            return True
        return self._is_kind_of(link) or self._is_out_of(link) or self._in_one_building(link) or self._is_body(link)

    def _is_counted_in(self, link: Link) -> bool:
        """ "Кількість поранених зросла до п'яти: звернулася ще жінка", "rose to seven as two women …": who was new."""
        if link.predicate.measure not in PEOPLE:
            return False
        same = (k.figure for k in self._links if k.at == link.at and k.figure.start < link.figure.start)
        whole = next((f for f in same if reached(self._scan, f)), None)
        between = () if whole is None else self._scan.tokens[whole.end : link.figure.start]
        return any(token.says("subordinates") or (link.figure.more and token.text == ":") for token in between)

    def _is_counted_behind(self, link: Link) -> bool:
        """ "Атака на газову інфраструктуру: пошкоджено два об'єкти": behind it is told how many of that were hit."""
        sites = link.noun is not None and link.noun.unit.endswith(_SITES) and link.predicate.kind == "attack"
        if not sites or link.figure.counted:
            return False
        behind = (k for k in self._links if k.figure.start > link.figure.end and k.figure.counted)
        return any(k.predicate.is_damage and k.noun is not None and k.noun.unit == _ANY_SITE for k in behind)

    def _are_all_of_them(self, link: Link) -> bool:
        """ "Загинули чоловік і жінка, обоє пенсіонери", "врятували маму й двох дітей — усі троє живі": they again."""
        tokens, start = self._scan.tokens, link.figure.start
        alls = start > 0 and tokens[start - 1].says("alls")
        opens = start - alls - 1
        if not (alls or tokens[start].says("both")) or opens < 0 or tokens[opens].kind != MARK:
            return False
        same = (k.figure for k in self._links if k.predicate.measure == link.predicate.measure)
        return sum(f.best or 0 for f in same if f.start < start) == link.figure.best

    def _is_body(self, link: Link) -> bool:
        """ "Загинули троє, тіло жінки дістали з-під завалів": how one of those who were just counted was found."""
        tokens = self._scan.tokens
        one = link.figure.single and not link.figure.more and link.predicate.measure == "killed"
        if not one or self._scan.lexicon.articles or link.figure.start < link.end:
            return False
        found = tokens[link.end - 1].says("of_genitive") and not tokens[link.first - 1].says("and")
        before = (k for k in self._links if k.predicate.measure == "killed" and k.figure.start < link.at)
        whole = next((k.figure for k in before if k.figure.counted and (k.figure.best or 0) > 1), None)
        if whole is None or not found or whole.more:
            return False
        told = tokens[whole.end - 1]  # "двоє чоловіків, … тіло жінки": she is none of them
        anyone = not whole.nouns or told.says("of_either_sex") or told.norm == tokens[link.figure.end - 1].norm
        others = (s.what in ("more", "besides") and whole.end <= s.start < link.figure.start for s in self._scan.roles)
        return anyone and not any(others)

    def _beside_the_point(self, link: Link) -> str | None:
        if link.predicate.measure == "launched" and (self._came_from(link) or self._is_agent(link)):
            return _CARRIER
        if link.predicate.measure in DOWNED and (self._did_it(link) or self._told_which(link) or self._felled(link)):
            return _CARRIER
        if link.predicate.is_supply and self._on_generators(link):
            return _OWN_POWER
        measures = ("evacuated",) if self._scan.lexicon.articles else _HURT  # "supplies for 600 residents"
        benefits = link.figure.counted and link.predicate.measure in measures and self._benefits(link.figure)
        return _FOR if benefits else None

    def _on_generators(self, link: Link) -> bool:
        """ "Обесточены 26 сёл, в трёх больницах включили генераторы": behind the comma what helps them."""
        tokens, start, end = self._scan.tokens, link.figure.start, link.figure.end
        led = start > 1 and tokens[start - 1].says("located") and tokens[start - 2].text == ","
        return led and link.end < start and any(token.says("generators") for token in tokens[end : end + _HELPED])

    def _benefits(self, figure: Figure) -> bool:
        """ "An account for 300 wounded": whom something is for is no toll."""
        return figure.start > 0 and self._scan.tokens[figure.start - 1].says("benefit")

    def _is_kind_of(self, link: Link) -> bool:
        """ "12 buildings were damaged, five of them high-rises"; "149 drones, about 90 of them Shaheds"."""
        if not link.figure.among or not (link.figure.nouns or link.figure.borrowed):
            return False
        if link.predicate.measure in TALLIES or link.predicate.measure.startswith(STOCKS):
            return any(k.at == link.at and k.figure.start < link.figure.start for k in self._links)
        if not link.predicate.is_damage:
            return False
        same = (k for k in self._links if k.predicate.measure == link.predicate.measure)
        return any(k.figure.start < link.figure.start for k in same)  # "12 damaged, three of them past repair"

    def _in_one_building(self, link: Link) -> bool:
        """ "A drone pierced the roof of a block, flats caught fire": with no number they are what was damaged of it."""
        if link.noun is None or link.noun.unit != "apartment" or not link.predicate.is_damage or link.figure.counted:
            return False
        homes = (k for k in self._links if k.noun is not None and k.noun.unit == "residential_building")
        return any(k.predicate.is_damage and (k.figure.single or not k.figure.counted) for k in homes)

    def _of_the_wounded(self, link: Link) -> bool:
        """ "Two of those wounded on Tuesday have died": what befell the two stands behind; "of the wounded, 18 …"."""
        tokens, end = self._scan.tokens, link.figure.end
        opens = link.at == 1 and tokens[0].says("of") and link.predicate.measure in PEOPLE
        if opens and self._scan.lexicon.articles and any(t.text == "," for t in tokens[link.end : link.figure.start]):
            return not self._lie_at(end)
        lying = self._hurt and link.at == end + 1 and tokens[end].says("of") and self._scan.lexicon.articles
        near = tokens[max(0, link.figure.start - 1) : end]  # "all ten of the injured are in hospital"
        lying = lying and not any(token.says("alls") for token in near)
        if lying and any(token.says("hospital_words") for token in tokens[link.end : link.end + _TO_WARD]):
            return True  # "two of the wounded are in hospital in Kharkiv": where they are treated
        if link.at != end + 2 or link.predicate.measure != "injured" or not self._scan.lexicon.articles:
            return False
        later = (p for n, (_, found) in self._scan.predicates.items() if n > link.at for p in found)
        those = tokens[end].says("of") and tokens[end + 1].says("them")
        return those and any(p.measure == "killed" for p in later)

    def _lie_at(self, end: int) -> bool:
        """ "Of the wounded, six are in Kherson": all that is told of them is a place."""
        tokens = self._scan.tokens
        there = end + 2 < len(tokens) and tokens[end].says("passive") and tokens[end + 1].says("located")
        return there and end + 2 in self._scan.blocked

    def _is_out_of(self, link: Link) -> bool:
        """ "Of the 11 wounded in Kherson, three are in a grave condition": the three are among them."""
        if self._of_the_wounded(link) or self._is_out_of_outage(link) or self._is_added(link):
            return True
        mine = (link.at, link.predicate.measure)
        same = [k for k in self._links if (k.at, k.predicate.measure) == mine]
        if link.predicate.measure.startswith("restored_"):  # "of 500,000 homes, power is back in 400,000": not in all
            return self.is_base(link) and any(k.figure.start > link.figure.start for k in same)
        return any(self.is_base(k) for k in same if k.figure.start < link.figure.start)

    def _is_added(self, link: Link) -> bool:
        """ "The number of victims has reached 36 after two more bodies were found": the two are in what nobody read."""
        if not link.figure.more or link.predicate.measure not in PEOPLE:
            return False
        read = {other.figure.start for other in self._links}
        bare = {f.start for f in self._figures if f.counted and not f.nouns and f.start not in read}
        return any(s.what == "reached" and s.end in bare for s in self._scan.roles)

    def _is_out_of_outage(self, link: Link) -> bool:
        """ "Half of the 22,000 homes cut off have light again": how many there are at all."""
        if not link.predicate.measure.startswith("without_"):
            return False
        lexicon = self._scan.lexicon
        before = [token.norm for token in self._scan.tokens[max(0, link.figure.start - 3) : link.figure.start]]
        return any(lexicon.says("fractions", one) and lexicon.says("of", other) for one, other in pairs(before))

    def _came_from(self, link: Link) -> bool:
        """ "Dropped a grenade from a drone": it carried what was dropped."""
        start = link.figure.start
        groups = self._scan.tokens[start - 1].groups if start else frozenset()
        return "origins" in groups and "of" not in groups

    def _is_agent(self, link: Link) -> bool:
        """ "A bus was hit by a drone", "struck a bus with a drone": one weapon that did something is no tally."""
        tokens = self._scan.tokens
        if not tokens[link.figure.start].says("articles"):
            return False
        alone = not any(k.at == link.at and k is not link for k in self._links)
        return tokens[link.end - 1].says("agents") or (alone and tokens[link.end - 1].says("withs"))

    def _did_it(self, link: Link) -> bool:
        """ "A block that was destroyed by two missiles": they were not what was destroyed."""
        start = link.figure.start
        behind = link.at < start and self._scan.tokens[start - 1].says("agents")
        return behind and self._scan.lexicon.articles

    def _told_which(self, link: Link) -> bool:
        """ "Debris from a drone that had been shot down": which one fell, and no tally."""
        scan, end = self._scan, link.figure.end
        one = scan.lexicon.articles and scan.tokens[link.figure.start].says("articles")
        return one and end < link.at and scan.tokens[end].says("relatives")

    def _felled(self, link: Link) -> bool:
        """ "A missile brought down the entrance of a block": it did that, and nobody brought it down."""
        nouns, end = self._scan.nouns, link.end
        if not self._scan.lexicon.articles or link.figure.end > link.at or (link.figure.best or 0) > 1:
            return False
        return any(n in nouns and nouns[n][1][0].family in ("buildings", "object") for n in range(end, end + _FELLED))

    def _between(self, at: int, link: Link) -> tuple[Token, ...]:
        return self._scan.tokens[at : link.first] if at < link.first else self._scan.tokens[link.last : at]

    def is_base(self, link: Link) -> bool:
        """ "Of the 728 buildings that …": how many there are at all."""
        return opens_with_of(self._scan, link.figure)


def _is_land(norm: str) -> bool:
    return norm.endswith(("щині", "щину", "ччині", "ччину", "щине"))
