"""Which place of a sentence a claim is about.

A place that opens a clause governs what follows ("In Odesa, six people were killed"); one that closes it governs what
stands before ("two in Sumy and one in Okhtyrka"). Of two that contain each other the narrower is meant.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from schemas.incident import Place
from service.core.pairs import pairs
from service.core.places import kinds
from service.core.places.gazetteer import Gazetteer, PlaceMention
from service.core.reading.areas_left_out import raion_alone
from service.core.reading.counting import STOCKS
from service.core.reading.elsewhere import Elsewhere, is_base, of_citizens
from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link
from service.core.reading.named import Named
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK, Token, first_behind, first_from

_LIST_GAP: Final = 2
_COUNT_IN_BRACKET: Final = 16
"""Most tokens from a place in brackets to their end."""
_NEARBY: Final = 8
"""Most tokens of "some 50 kilometres from the border" and the comma."""
_APPOSED: Final = 8
"""Most tokens of ", a settlement in the north of"."""
_ASIDE: Final = 4
_CONTEXT: Final = 50
"""Most places of a sentence that tell namesakes apart."""
_OWN: Final = 3
"""Most tokens between a place that leads and a figure of its own."""
_OWN_BEFORE: Final = 4
"""Most tokens from a figure to the place that closes it alone."""
_APART: Final = 3
"""Most tokens behind a figure whose word comes only after a place."""
_NOTHING: Final[Mapping[str | None, Place]] = MappingProxyType({})
_CUTS: Final = frozenset(",;:—–()")


def _same(one: Place | None, other: Place | None) -> bool:
    return one is other or (one is not None and other is not None and one.id == other.id)


class Scopes:
    """The places of one sentence and what each of them governs."""

    def __init__(
        self,
        scan: Scan,
        mentions: list[PlaceMention],
        gazetteer: Gazetteer,
        near: Sequence[Place],
        last: Place | None = None,
        beside: Mapping[str | None, Place] = _NOTHING,
        governed: Place | None = None,
    ) -> None:
        """`near`: what the text is about; `last`: what was named last; `beside`: what stands near, by region.

        `governed`: whose head is named, which helps to tell places of one name apart.
        """
        self._scan = scan
        self._gazetteer = gazetteer
        self._spoken = near[0] if near else None
        located = [self._locate(mention) for mention in mentions]
        self.named = [named for named in located if not of_citizens(scan, named)]
        if self.named:
            self._settle(near if governed is None else [*near, governed], beside)
            self._widen()
            Elsewhere(scan, gazetteer, self.named, near, last).mark()
        self.solid = [named for named in self.named if not named.weak and not is_base(scan, gazetteer, named)]
        self.asides: list[Named] = []
        self._linked: list[int] = []
        """Starts of what something is told of."""
        self._counted: list[tuple[int, int]] = []
        self._among: list[int] = []
        """Starts of figures that are some of those told before."""
        self._some: dict[int, int] = {}
        """Behind "most of them", with no figure beside it, where it begins."""

    def arrange(self, links: list[Link], figures: list[Figure], inside: set[int]) -> None:
        """Decide which places lead and which close, given what the sentence tells and which figures are parts."""
        self._linked = sorted({link.figure.start for link in links})
        self._counted = [(f.start, f.end) for f in figures if f.counted and f.start not in inside]
        self._among = [figure.start for figure in figures if figure.counted and figure.among]
        including = [s for s in self._scan.roles if s.what.startswith("including")]
        self._among += [s.end for s in including]
        if not self.solid:
            return
        if including:
            starts, ends = {f.start for f in figures}, {f.end for f in figures}
            self._some = {s.end: s.start for s in including if s.start not in ends and s.end not in starts}
        self._set_aside(figures, inside)
        anchors = sorted([link.figure.start for link in links] + [link.at for link in links])
        ends = {figure.end for figure in figures if figure.counted}
        bare = {figure.start: figure.end for figure in figures if figure.counted and not figure.nouns}
        floor = 0
        for index, named in enumerate(self.solid):
            cut = max(floor, self._last_cut(named.start))
            told = any(cut <= anchor < named.start for anchor in anchors)
            if index and self._together(self.solid[index - 1], named):
                named.leads = self.solid[index - 1].leads
                named.listed = self.solid[index - 1].listed = not self._nested(self.solid[index - 1], named)
            else:
                closes = self._bracketed(named) or self._dashed_to(named, ends) or self._of_both(named)
                opens = self._has_one_behind(named, bare) or self._has_verb_behind(named)
                named.leads = (not told and not closes) or opens
            floor = named.end
        self._turn(anchors)

    def _has_one_behind(self, named: Named, bare: Mapping[int, int]) -> bool:
        """ "Kramatorsk reported two dead and Sloviansk one": behind "and" a place with a figure of its own."""
        tokens, end = self._scan.tokens, bare.get(named.end, 0)
        if not end or not named.start or not self._scan.lexicon.articles or not tokens[named.start - 1].says("and"):
            return False
        return end >= len(tokens) or tokens[end].kind == MARK or tokens[end].says("and")

    def _has_verb_behind(self, named: Named) -> bool:
        """ "Пошкоджено 15 хат і 3 школи, у Броварах горів склад": behind a comma a place with a verb of its own."""
        tokens, at = self._scan.tokens, named.start - 1
        led = at > 0 and tokens[at].says("prepositions") and tokens[at - 1].text == ","
        return led and named.end in self._scan.predicates and not self._scan.lexicon.articles

    def _goes_elsewhere(self, named: Named, before: list[Named]) -> bool:
        """The same, where what stands before it has a place: one that is named or spoken of, or "across the region"."""
        placed = bool(before) or self._spoken is not None or any(s.what == "region_wide" for s in self._scan.roles)
        return placed and self._has_verb_behind(named)

    def _dashed_to(self, named: Named, ends: set[int]) -> bool:
        """ "60 тысяч — в Сумской и 34 тысячи — в Одесской": behind a figure and a dash a place closes it."""
        tokens, at = self._scan.tokens, named.start - 1
        prepended = at > 0 and tokens[at].says("prepositions")
        return prepended and tokens[at - 1].text in DASHES and at - 1 in ends

    def _bracketed(self, named: Named) -> bool:
        """ "Two killed (Druzhkivka)": a place alone in brackets closes what stands before them."""
        tokens, start, end = self._scan.tokens, named.start, named.end
        return start > 1 and tokens[start - 1].text == "(" and end < len(tokens) and tokens[end].text == ")"

    def _in_closed_bracket(self, named: Named, first: int) -> bool:
        """ "Four dead (Kostiantynivka 3, Sloviansk 1), 10 injured": a list in brackets says nothing behind them."""
        tokens = self._scan.tokens
        if ")" not in self._scan.marks:
            return False
        closing = next((n for n in range(named.end, first) if tokens[n].text in "()"), first)
        if closing == first or tokens[closing].text == "(":
            return False
        opening = next((n for n in range(named.start - 1, -1, -1) if tokens[n].text in "()"), -1)
        return opening >= 0 and tokens[opening].text == "(" and closing - named.end <= _COUNT_IN_BRACKET

    def _closes_all(self, end: int, start: int) -> bool:
        """ "13 поранених, з них 3 дитини — наслідки удару по Сумах": behind a dash alone the place is of all."""
        tokens = self._scan.tokens
        dash = next((n for n in range(end, start) if tokens[n].text in "–—"), start)
        led = dash + 1 < start <= dash + 1 + _LIST_GAP  # "— у Ніжині", "— у самому Ніжині"
        beside = led and tokens[dash + 1].says("located")
        bare = dash + 1 == start or not self._scan.lexicon.articles  # "31 wounded incl. 4 kids — Ternopil"
        return dash < start and not beside and bare

    def _sums_up(self, end: int, start: int) -> bool:
        """ "Двоє травмованих, пошкоджені шість хат — такі наслідки атаки на Знам'янку": of all before the dash."""
        dash = next((n for n in range(start - 1, end - 1, -1) if self._scan.tokens[n].text in DASHES), end)
        apart = any(token.text in ",;:" for token in self._scan.tokens[dash:start])
        return not apart and self._closes_all(dash, start)

    def _set_aside(self, figures: list[Figure], inside: set[int]) -> None:
        """Places of parts say nothing of the whole."""
        whole: Figure | None = None
        for figure in figures:
            if figure.start not in inside:
                whole = figure if figure.family in ("", "people") else whole
                continue
            if figure.is_thing and not figure.counted:
                continue  # "у школах Дніпра побито шибки: 19 шкіл"
            if figure.single and figure.best == 1 and (whole is None or (whole.single and whole.nouns)):
                continue  # "скончалась девушка, студентка колледжа в Сумах": the same one
            item = next((n for n in self.solid if self._heads_item(n, figure.start)), None)
            if item is not None:
                item.of = figure.start
                self.set_aside(item)
                continue
            dash = figure.end < len(self._scan.tokens) and self._scan.tokens[figure.end].text in DASHES
            named = next((n for n in self.solid if 0 <= n.start - figure.end <= _ASIDE + dash), None)
            if named is None or any(token.text in ",;)" for token in self._scan.tokens[figure.end : named.start]):
                continue  # "19 hurt (11 women, 2 boys) in Sumy": of the whole
            if self._closes_all(figure.end, named.start):
                continue
            joined = figure.start > 0 and self._scan.tokens[figure.start - 1].says("and")
            if joined and figure.single and not figure.counted and not self._scan.lexicon.articles:
                continue  # "двое — мать и сын в Белозёрке": where both were
            if not any(figure.end <= f.start < named.start for f in figures):
                named.of = figure.start
                self.set_aside(named)
        for one, other in pairs(self.named):
            if one.of is not None and other.of is None and not other.weak and self._together(one, other):
                other.of = one.of  # "… й по одному на Сумщині та Херсонщині"
                self.solid.remove(other)

    def set_aside(self, named: Named) -> None:
        """A place of some of those who are told of: it says nothing of them all."""
        self.asides.append(named)
        self.solid.remove(named)

    def _heads_item(self, named: Named, start: int) -> bool:
        """ "Поранено дев'ятеро: Краматорськ – 4, у Лимані – 3": behind a mark, with a dash before the part's figure."""
        tokens, at = self._scan.tokens, named.start - 1
        if named.end + 1 != start or tokens[named.end].text not in DASHES or self._scan.lexicon.articles:
            return False
        at -= at > 0 and tokens[at].says("prepositions")
        return at > 0 and tokens[at].text in ":,;("

    def _turn(self, anchors: list[int]) -> None:
        """A place that leads to nothing closes what was before it."""
        for index, named in enumerate(self.solid):
            end = next((other.start for other in self.solid[index + 1 :] if other.leads), len(self._scan.tokens))
            told = next((a for a in reversed(anchors) if a < named.start), named.start)
            apart = any(token.text in ",;" for token in self._scan.tokens[told : named.start])
            if named.leads and index and not apart and not any(named.end <= anchor < end for anchor in anchors):
                named.leads = False

    # -- finding -------------------------------------------------------------------------------------------------------

    def of(self, link: Link) -> list[Named]:
        """The places that govern a link: one, or several named together; none where the sentence names none."""
        first, last = link.figure.start, self._told_by(link)
        at_which = self._at_which(first)
        if at_which is not None:
            return [at_which]
        before = [n for n in self.solid if n.end <= first or n.start <= first < n.end]
        before = [n for n in before if not self._in_closed_bracket(n, first)] or before
        after = [n for n in self.solid if n.start >= first and n not in before]
        some = next((at for at, n in enumerate(after) if last <= self._of_some(n)), len(after))
        after = after[:some]
        leading = next((n for n in reversed(before) if n.leads), None)
        closing = next(iter(n for n in after if not n.leads), None)
        if closing is not None and after and after[0] is not closing:
            closing = None
        if closing is not None and not self._reaches(last, closing, leading, before):
            closing = closing if self._in_own_part(first, closing, before) else None
        if closing is not None and (
            self._of_cause(link, last, closing, leading)
            or self._of_what_failed(link, last, closing)
            or (self._lies_in(before[-1], closing) if before else self._of_next_clause(last, closing))
        ):
            closing = None
        open_ = [named for named in before if not self._bracketed(named)]
        nearest = open_[-1] if open_ else before[-1] if before else None
        outer = leading if nearest is not None and not nearest.leads else None
        if nearest is not None and outer is not None and self._is_of_these(nearest, first):
            nearest = outer
        elif nearest is not None and outer is not None and self._hard_break(nearest.end, first):
            apart = not self._scan.lexicon.articles or self._inside(nearest, outer)
            nearest = outer if apart else nearest  # "In the region: one killed in Myrnohrad; four injured"
        if after and (self._spells_out(last, after[0]) or self._of_its_villages(link, after[0])):
            closing, after = None, []
        later = not after or self._of_later(last, after[0]) or self._of_its_area(last, after[0])
        later = later or self._goes_elsewhere(after[0], before) or self._counts_behind(last, after[0])
        later = later or self._of_what_failed(link, last, after[0]) or self._of_next_clause(last, after[0])
        chosen = closing or nearest or (None if later else after[0])
        return self._with_neighbours(chosen, leading) if chosen is not None else []

    def _at_which(self, first: int) -> Named | None:
        """ "In Kharkiv region, where 14 were hurt and a school in Lozova was hit": the place right before "where"."""
        tokens = self._scan.tokens
        led = first > 1 and tokens[first - 2].text == "," and tokens[first - 1].says("where")
        if led:
            return next((named for named in (*self.solid, *self.asides) if named.end == first - 2), None)
        return next((named for named in self.asides if self._goes_on_where(named, first)), None)

    def _goes_on_where(self, aside: Named, first: int) -> bool:
        """ "Eight of them in Kramatorsk, where a bomb damaged 19 shops": within that clause it is of that place."""
        tokens, at = self._scan.tokens, aside.end
        if at + 1 >= first or tokens[at].text != ",":
            return False
        return tokens[at + 1].says("where") and all(tokens[n].text not in ",;" for n in range(at + 2, first))

    def _of_some(self, named: Named) -> int:
        """ "200,000 lost power, most of them in Sumy region": where the words begin that place only some; else -1."""
        at = named.start
        at -= at > 0 and self._scan.tokens[at - 1].says("prepositions")
        return self._some.get(at, -1)

    def _lies_in(self, one: Named, closing: Named) -> bool:
        """ "The Burshtyn power plant in Ivano-Frankivsk region": it says where the first one is."""
        between = self._scan.tokens[one.end : closing.start]
        return self._inside(one, closing) and not any(token.kind == MARK for token in between)

    def _of_cause(self, link: Link, last: int, closing: Named, leading: Named | None) -> bool:
        """ "Sumy Oblast: no light for 9,000 after a substation near Konotop was hit": of the cause."""
        tokens = self._scan.tokens
        if leading is None or tokens[leading.end].text != ":" or not link.predicate.measure.startswith(STOCKS):
            return False
        return any(token.says("subordinates") for token in tokens[last : closing.start])

    def _of_what_failed(self, link: Link, last: int, closing: Named) -> bool:
        """ "«Харківобленерго» заживило 118 412 споживачів після удару по підстанції в Лозовій": of the cause."""
        around = (n for n in self.named if n.end <= link.first and n.place is not None and n.place.kind is kinds.OBLAST)
        if not link.predicate.is_supply or not any(self._inside(closing, n) for n in around):
            return False
        told = self._scan.predicates
        hit = [told[n][0] for n in range(last, closing.start) if n in told and told[n][1][0].kind == "attack"]
        ends = (n for n in range(hit[0] if hit else closing.start, closing.start) if n in self._scan.noun_ends)
        return any(self._scan.noun_ends[n][0].is_thing for n in ends)

    def _of_its_villages(self, link: Link, closing: Named) -> bool:
        """ "Прилетіло по підстанції, місто без світла, як і 19 сіл Конотопської громади": where the villages lie."""
        found = self._scan.noun_ends.get(closing.start)
        villages = found is not None and found[0].family == "settlements" and self._spoken is not None
        apart = any(token.text == "," for token in self._scan.tokens[link.last : closing.start])
        return villages and apart and link.figure.end <= closing.start - 1 and closing.start != link.figure.end

    def _of_both(self, named: Named) -> bool:
        """ "The oblast accounted for two deaths, both in Druzhkivka, and 11 of the wounded": of the two alone."""
        tokens = self._scan.tokens
        return named.start > 1 and tokens[named.start - 2].says("both")

    def _is_of_these(self, named: Named, first: int) -> bool:
        """A place of those told before alone, and not of what follows."""
        return self._of_both(named) or self._is_home_of_one(named, first)

    def _is_home_of_one(self, named: Named, first: int) -> bool:
        """ "Херсонщина: погибли два жителя Антоновки, ранены 12": whence those before the comma were."""
        found = self._scan.noun_ends.get(named.start)
        if found is None or found[0].family != "people" or self._scan.lexicon.articles:
            return False
        return any(token.text == "," for token in self._scan.tokens[named.end : first])

    def is_home(self, named: Named) -> bool:
        """ "Житель Нікополя", "a Mykolaiv resident", "two people from Marhanets": whence somebody is."""
        tokens, start = self._scan.tokens, named.start
        if self._scan.lexicon.articles and named.end in self._scan.nouns:
            return self._scan.nouns[named.end][1][0].family == "people"
        whence = start > 0 and (tokens[start - 1].says("of") or tokens[start - 1].says("origins"))
        found = self._scan.noun_ends.get(start - whence if self._scan.lexicon.articles else start)
        return found is not None and found[0].family == "people"

    def of_part(self, named: Named, link: Link) -> bool:
        """ "31 «шахед», з них 14 над Одещиною": the place of some of them."""
        return any(link.figure.end <= start < named.start for start in self._among)

    def beyond(self, named: Named, link: Link) -> bool:
        """ "88 were shot down, three hit a warehouse in Sumy": behind a comma, where something else is told."""
        if named.start > link.last and any(token.text == ";" for token in self._scan.tokens[link.last : named.start]):
            return True
        return not named.leads and named.start > link.last and self._comma_clause_between(link.last, named.start)

    def _of_later(self, last: int, named: Named) -> bool:
        """ "Из села вывезли 9 человек, из Дружковки — 31": behind a comma, with a figure of its own."""
        tokens = self._scan.tokens
        at = named.start
        while at > last and any(tokens[at - 1].says(name) for name in ("prepositions", "and", "located")):
            at -= 1
        if self._itemized(last, named.start):
            return True
        contrast = at > last and tokens[at - 1].says("contrasts")
        at -= contrast  # "…, а в Борисполі — й без опалення 163"
        apart = at > last and tokens[at - 1].text in ",;"
        far = named.end + _OWN * (2 if contrast else 1)
        if not (apart and named.leads):
            return False
        if any(named.end <= start <= far for start, _ in self._counted):
            return True
        dashed = self._spoken is not None and named.end < len(tokens) and tokens[named.end].text in DASHES
        return dashed and any(named.end < start <= far for start in self._linked)  # "…, в Изюме — ещё и школа"

    def _of_next_clause(self, last: int, named: Named) -> bool:
        """ "Two were hurt, while a warehouse burned down in Odesa", "…, and lorries are being sent through Odesa".

        The first were hurt in the town that the text has told of; so they were not if both are told of people.
        """
        scan, spoken = self._scan, self._spoken
        if not scan.lexicon.articles or spoken is None or spoken.kind is not kinds.CITY or named.place == spoken:
            return False
        tokens = scan.tokens
        cut = next((n for n in range(named.start - 1, last - 1, -1) if tokens[n].says("and") or scan.breaks(n)), -1)
        if cut < 0 or tokens[cut].says("subordinates") or tokens[cut + 1].says("passive"):
            return False
        if any(cut < at and end + 1 == named.start for at, end in self._counted):
            return True  # "two were hurt, and three in Odesa"
        end = next((n for n in range(named.end, len(tokens)) if tokens[n].kind == MARK), len(tokens))
        told = [p for n in range(cut, end) for p in scan.predicates.get(n, (0, ()))[1]]
        if tokens[cut].says("contrasts"):
            return bool(told) and not any(p.families[0] == "people" for p in told)
        verb = any(tokens[n].says("passive") or tokens[n].says("helpers") for n in range(cut + 2, end))
        return verb and all(p.families[0] == "weapon" for p in told) and not any(cut < n < end for n in self._linked)

    def _of_its_area(self, last: int, named: Named) -> bool:
        """ "Двое ранены; всего над Сумщиной сбили девять", of Shostka: behind it what its area has, all in all."""
        if self._spoken is None or named.place is None or not self._gazetteer.is_inside(self._spoken, named.place):
            return False
        return any(token.text == ";" for token in self._scan.tokens[last : named.start])

    def _told_by(self, link: Link) -> int:
        """Where a figure and its word have been said: behind the word, unless a place parts it from the figure."""
        end = link.figure.end
        parted = any(end <= named.start < link.at for named in self.solid)
        return max(end, min(link.last, end + _APART)) if parted else max(end, link.last)

    def _reaches(self, last: int, closing: Named, leading: Named | None, before: list[Named]) -> bool:
        """Whether a closing place governs back to here."""
        start = closing.start
        dashed_off = before and self._is_dashed_off(before[-1], last, start) and not self._is_of_own(last, closing)
        dashed_off = dashed_off or self._counts_behind(last, closing)
        if self._hard_break(last, start) or dashed_off:
            return False
        if leading is None and not before:
            return not self._itemized(last, start)
        outer = leading or before[-1]
        if not self._inside(closing, outer) and self._has_own(last, start):
            return False
        if any(last <= aside.start < start for aside in self.asides):
            return False  # "ранены пятеро: трое в Краматорске, по одному — в Лимане и Дружковке"
        if self._inside(closing, outer):
            spelled = any(token.text == ":" for token in self._scan.tokens[last:start])
            apart = self._comma_clause_between(last, start) or self._told_behind(last, closing)
            return self._sums_up(last, start) or not (spelled or apart)  # "11 людей: … й один на Сумщині"
        return not self._clause_between(last, start)

    def _in_own_part(self, first: int, closing: Named, before: list[Named]) -> bool:
        """ "… in Nikopol; one was wounded and two houses damaged in Marhanets": of all behind the semicolon."""
        tokens = self._scan.tokens
        apart = before and any(tokens[n].text == ";" for n in range(before[-1].end, first))
        whole = all(tokens[n].kind != MARK for n in range(first, closing.start))
        return bool(apart) and whole and not self._inside(closing, before[-1])

    def _counts_behind(self, last: int, closing: Named) -> bool:
        """ "Двоє загиблих, поранені є в Сарнах — восьмеро": behind a comma, of the figure behind its dash."""
        tokens, end = self._scan.tokens, closing.end
        dashed = end < len(tokens) and tokens[end].text in DASHES and any(end + 1 == at for at, _ in self._counted)
        told = any(last <= n < closing.start for n in self._scan.predicates)
        return dashed and told and any(tokens[n].text == "," for n in range(last, closing.start))

    def _is_dashed_off(self, named: Named, last: int, place: int) -> bool:
        """ "На Київщині — знеструмлено 196 тис. — і на Чернігівщині": between dashes, of the one before."""
        tokens = self._scan.tokens
        return tokens[named.end].text in DASHES and any(token.text in DASHES for token in tokens[last:place])

    def _is_of_own(self, last: int, closing: Named) -> bool:
        """ "На Київщині — майже 250 тис., ще 14 тисяч — на Вінниччині": right behind the figure and its dash."""
        return self._scan.tokens[last].text in DASHES and self._dashed_to(closing, {last})

    def _itemized(self, last: int, place: int) -> bool:
        """ "19 тысяч клиентов: 11 тысяч в Киевской области, …": behind a colon, of a figure of its own."""
        return any(token.text == ":" for token in self._scan.tokens[last:place]) and self._has_own(last, place)

    def _spells_out(self, last: int, closing: Named) -> bool:
        """ "Итог — пятеро раненых: трое никопольчан и супруги из Марганца", of their raion: one of those told apart."""
        if self._spoken is None or closing.place is None or not self._gazetteer.is_inside(closing.place, self._spoken):
            return False
        tokens = self._scan.tokens
        if not tokens[closing.start - 1].says("of"):
            return False
        colon = next((n for n in range(last, closing.start) if tokens[n].text == ":"), closing.start)
        return any(tokens[n].text == "," or tokens[n].says("and") for n in range(colon, closing.start))

    def _has_own(self, last: int, place: int) -> bool:
        """ "Из Дружковки вывезли 73 человека и ещё 29 — из Белозерского": it closes the figure right before it."""
        return any(last < start < place <= max(start + _OWN_BEFORE, end + _OWN) for start, end in self._counted)

    def _with_neighbours(self, chosen: Named, leading: Named | None) -> list[Named]:
        """A list of places together; of nested ones the narrowest."""
        if chosen.listed:
            return self._group(chosen)
        index = self.solid.index(chosen)
        for other in self.solid[max(0, index - 1) : index + 2]:
            one, two = (chosen, other) if chosen.start <= other.start else (other, chosen)
            joined = self._together(one, two) or self._apposed(one, two) or self._narrowed(one, two)
            if self._inside(other, chosen) and joined:
                # "У с. Борова Ізюмського району Харківської області": the narrowest of them all
                return self._group(other) if other.listed else self._with_neighbours(other, None)
        inner = next((n for n in self.solid[:index] if n.leads and self._inside(n, chosen)), None)
        if inner is not None and any(n in self._scan.predicates for n in range(inner.end, chosen.start)):
            inner = None  # "Олександрія прокинулася без світла: на Кіровоградщині знеструмлено 9 тисяч"
        return [inner if inner is not None and chosen.leads else chosen]

    def _group(self, chosen: Named) -> list[Named]:
        index = self.solid.index(chosen)
        low = high = index
        while low > 0 and self._one_list(low - 1):
            low -= 1
        while high + 1 < len(self.solid) and self._one_list(high):
            high += 1
        return self.solid[low : high + 1]

    def _one_list(self, index: int) -> bool:
        """A place and the one behind it belong to one list."""
        one, other = self.solid[index], self.solid[index + 1]
        return one.listed and other.listed and self._together(one, other)

    # -- relations -----------------------------------------------------------------------------------------------------

    def _inside(self, inner: Named, outer: Named) -> bool:
        if inner.place is None or outer.place is None or inner is outer:
            return False
        return self._gazetteer.is_inside(inner.place, outer.place) or (
            outer.place.kind is kinds.COUNTRY and inner.place.kind is not kinds.COUNTRY
        )

    def _nested(self, one: Named, other: Named) -> bool:
        return self._inside(one, other) or self._inside(other, one) or _same(one.place, other.place)

    def _together(self, one: Named, other: Named) -> bool:
        """Only a comma, a conjunction or a bracket stands between two places: "Sumy and Okhtyrka"."""
        between = self._scan.tokens[one.end : other.start]
        also = any(token.says("also") for token in between)
        led = any(token.says("prepositions") for token in between)
        if between and between[0].text == "," and led and not also:
            return False  # "у Нікополі, у Павлограді згорів склад": the second begins a thought of its own
        if any(self._scan.role_of(n) == "more" and n < other.start - 1 for n in range(one.end, other.start)):
            return False  # "one man in Nikopol and another in Marhanets"
        return len(between) <= _LIST_GAP + 1 + also and all(
            t.text in ",(/"
            or (also and t.says("contrasts"))  # "по Нікополю, а також по Марганецькій громаді"
            or t.says("and")
            or t.says("prepositions")
            or t.says("articles")
            for t in between
        )

    def _apposed(self, one: Named, other: Named) -> bool:
        """ "Zolochiv, a settlement in Kharkiv region": behind a comma what the place is, and where."""
        between = self._scan.tokens[one.end : other.start]
        if not _LIST_GAP < len(between) <= _APPOSED or between[0].text != "," or not between[1].says("articles"):
            return False
        nouns = (self._scan.nouns[n][1][0] for n in range(one.end + 1, other.start) if n in self._scan.nouns)
        town = any(t.says("town_words") for t in between) or any(n.family == "settlements" for n in nouns)
        closed = self._closed_behind(other)
        last = between[-2] if between[-1].says("articles") else between[-1]
        # "Lozova, a rail junction in the Kharkiv region, …"
        return (town or closed) and last.says("located") and not any(token.text == "," for token in between[1:])

    def _closed_behind(self, named: Named) -> bool:
        """A comma closes what is said of the place: "… in Volyn Oblast near the Polish border, …"."""
        tokens = self._scan.tokens
        for n in range(named.end, min(named.end + _NEARBY, len(tokens))):
            if tokens[n].kind == MARK:
                return tokens[n].text == ","
            if n in self._scan.predicates:
                return False
        return False

    def _narrowed(self, one: Named, two: Named) -> bool:
        """ "Зруйновано будинок на Коростенщині, в селі Норинськ.": behind a comma where in it, and nothing more."""
        tokens = self._scan.tokens
        between = tokens[one.end : two.start]
        between = between[:-1] if between and between[-1].says("articles") else between  # "in the village of"
        led = len(between) == _LIST_GAP and between[0].text == "," and between[1].says("located")
        closed = two.end >= len(tokens) or tokens[two.end].text in ".,;)"
        return led and closed

    def _last_cut(self, before: int) -> int:
        """Behind the last mark or conjunction before a token."""
        for n in range(before - 1, -1, -1):
            token = self._scan.tokens[n]
            if token.text in _CUTS or token.says("and") or token.says("breaks"):
                return n + 1
        return 0

    def _clause_between(self, start: int, end: int) -> bool:
        """Another thing is told or named between: the place closes that one only."""
        tokens = self._scan.tokens
        cut = next((n for n in range(start, end) if tokens[n].text in ",—–" or tokens[n].says("and")), end)
        told = cut < end and any(start <= n < end for n in self._scan.predicates)
        return told or any(cut < named < end for named in self._linked)

    def _comma_clause_between(self, start: int, end: int) -> bool:
        """ "…, пятеро ранены, погибла жительница Белополья": behind the comma something else is told of the place."""
        comma = next((n for n in range(start, end) if self._scan.tokens[n].text == ","), end)
        return any(comma < n < end for n in self._scan.predicates)

    def _told_behind(self, last: int, closing: Named) -> bool:
        """ "…, and 210 blocks in the city are without heat": what it closes is told right behind it."""
        tokens = self._scan.tokens
        if closing.end not in self._scan.predicates and closing.end + 1 not in self._scan.predicates:
            return False
        commas = (n for n in range(last, closing.start - 1) if tokens[n].text == ",")
        comma = next((n for n in commas if tokens[n + 1].says("and")), -1)
        return comma >= 0 and any(comma < first < closing.start for first, _ in self._counted)

    def _hard_break(self, start: int, end: int) -> bool:
        return any(token.text == ";" or token.says("contrasts") for token in self._scan.tokens[start:end])

    # -- settling ------------------------------------------------------------------------------------------------------

    def _locate(self, mention: PlaceMention) -> Named:
        tokens: tuple[Token, ...] = self._scan.tokens
        first, behind = first_behind(tokens, mention.start), first_from(tokens, mention.end)
        if first >= behind:
            first, behind = 0, 1
        behind += behind + 1 < len(tokens) and tokens[behind].text == "."  # "Сумська обл. — 3"
        return Named(mention, first, behind, weak=mention.adjective)

    def _settle(self, near: Sequence[Place], beside: Mapping[str | None, Place]) -> None:
        single = (n.mention.candidates[0] for n in self.named if len(n.mention.candidates) == 1)
        alone = list({place.id: place for place in single}.values())[:_CONTEXT]
        around: list[Place] = []
        for named in self.named:
            candidates = named.mention.candidates
            if named.foreign:
                continue
            if len(candidates) == 1:
                raion = raion_alone(self._scan, self._gazetteer, named, candidates[0])
                named.place, named.candidates = raion or self._of_district(named, candidates[0]), candidates
                continue
            found = self._gazetteer.settle(named.mention, [*around, *alone, *near])
            named.candidates = found.candidates
            named.place = found.place or self._alike(found.candidates, near) or self._of_dwellers(found.candidates)
            named.place = named.place or self._told_apart(named, beside)
            if named.place is not None and named.place.kind in (kinds.RAION, kinds.HROMADA):
                around = [named.place]  # "у Лиманській громаді … у Новоселівці": the one in it

    def _told_apart(self, named: Named, beside: Mapping[str | None, Place]) -> Place | None:
        """ "Атакували Знам'янку … без світла 36 сіл Кіровоградщини": the one in the only region named with it."""
        regions = {place.region for place in named.candidates}
        shared = [beside[region] for region in regions if region in beside]
        return self._gazetteer.settle(named.mention, shared).place if len(shared) == 1 else None

    def _of_district(self, named: Named, place: Place) -> Place:
        """ "In Starokostiantyniv district": a town's name with the word is no town, and there is no such raion now."""
        scan, end = self._scan, named.end
        behind = scan.lexicon.articles and end < len(scan.tokens) and place.kind is kinds.CITY
        if behind and scan.tokens[end].says("district_words"):
            return self._gazetteer.oblast_of(place) or place
        return place

    def _of_dwellers(self, candidates: Sequence[Place]) -> Place | None:
        """ "Двое харьковчан … после обстрела Киевского района": the district of the city whose people are told of."""
        if not candidates or any(place.kind is not kinds.DISTRICT for place in candidates):
            return None
        homes = {home.id for home in self._gazetteer.homes_of([token.norm for token in self._scan.tokens])}
        cities = ((place, self._gazetteer.city_of(place)) for place in candidates)
        return next((place for place, city in cities if city is not None and city.id in homes), None)

    def _alike(self, candidates: Sequence[Place], near: Sequence[Place]) -> Place | None:
        """Of hromadas or raions of one name in one oblast any: what is told of them goes to the oblast."""
        if not candidates or any(place.kind not in (kinds.RAION, kinds.HROMADA) for place in candidates):
            return None
        around = next((place.region for place in near if place.kind is not kinds.COUNTRY), None)
        candidates = [place for place in candidates if place.region == around] or candidates
        oblasts = {self._gazetteer.oblast_of(place) for place in candidates}
        return candidates[0] if len(oblasts) == 1 else None

    def _widen(self) -> None:
        """ "The Pokrovsk direction", "the Lyman sector": a part of the front, so its oblast is meant."""
        tokens = self._scan.tokens
        for named in self.named:
            front = named.end < len(tokens) and tokens[named.end].says("front_words")
            if named.place is not None and front:
                named.place = self._gazetteer.oblast_of(named.place) or named.place

    def located(self, named: Named) -> bool:
        """ "Over Belgorod", not "from Kursk"."""
        if named.origin:
            return False
        before = self._scan.tokens[max(0, named.start - 2) : named.start]
        return any(token.says("located") for token in before)
