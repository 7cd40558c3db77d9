"""Links the figures of one sentence with the words for what happened.

Every figure goes to the word for which the way is cheapest: words, commas and other figures in between cost, a break in
the thought costs much. A figure that no word claims is no claim. "Two people were hurt and a shop burned down": two
people, injured; a shop, destroyed.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, final

from service.core.pairs import pairs
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.nouns import ADJECTIVAL
from service.core.reading.linking.both_of_them import both_of_them
from service.core.reading.linking.clauses import is_over
from service.core.reading.linking.company import ahead_at_places, beyond_clauses, in_company, shared_out
from service.core.reading.linking.fates import Fates
from service.core.reading.linking.fitting import supplies, takes
from service.core.reading.linking.hit_again import hit_it
from service.core.reading.linking.in_turn import words_in_turn
from service.core.reading.linking.launches import all_downed, as_launched, did_it, downed_behind, out_of, single_ones
from service.core.reading.linking.links import Link, links_to
from service.core.reading.linking.said_again import again, parted
from service.core.reading.linking.shared_nouns import share_nouns
from service.core.reading.linking.spelled_out import spelled_out
from service.core.reading.linking.subjects import FINITE, Subjects
from service.core.reading.linking.unclaimed import Unclaimed
from service.core.reading.linking.way import Way, left_by_attack, reached, turned_out
from service.core.reading.linking.wholes import Wholes
from service.core.reading.scan import Scan
from service.core.reading.text import MARK, NUMBER
from service.core.reading.words import Predicate

_ON: Final = 26
"""Most tokens between two weapons of a list, with where each came from."""
_LISTED: Final = 2
"""Most tokens from the last comma to what a list goes on with: "the same"."""
_FAR_ON: Final = 40
"""The same where brackets stand between."""
_VERB: Final = 3
"""Most tokens of "damaged" right before what is named."""
_TOLL: Final = 16
"""Most tokens of "the toll from Friday's strike on a café to"."""
_NOMINAL: Final = ("ння", "нням", "нню", "ние", "ния", "нием", "нию")
"""Endings of "damage" where it is told as a thing, in Ukrainian and Russian."""
_OF_ONE_SHELLED: Final = ("ой", "ей", "ого", "ої", "у", "ю")
"""Endings of what was shelled, behind "the shelling of"."""
_OF_SEVERAL_TOO: Final = ("ы", "и", "і", "ї")
"""Those that several have in the nominative."""
_OF_SHELLED: Final = (*_OF_ONE_SHELLED, *_OF_SEVERAL_TOO, "а", "я")
_STANDING: Final = ("е", "и", "і")
"""Endings of nouns where something is."""
_WHERE: Final = "where"
_BODIES: Final = frozenset({"body", "bodies", "remains"})


@final
class Linker:
    """Links the figures of one sentence."""

    def __init__(self, scan: Scan, figures: list[Figure], carried: Sequence[Figure] = ()) -> None:
        """`carried`: what the sentence before counted, for figures that name nothing: "44 of them were shot down"."""
        self._scan = scan
        self._carried = carried
        self._figures = figures
        starts = self._starts = sorted(scan.predicates)
        self._wholes = Wholes(scan, figures, starts)
        self._way = Way(scan, figures, starts, self._wholes)
        self._subjects = Subjects(scan, figures)
        self._fates = Fates(scan, figures, starts)
        self._unclaimed = Unclaimed(scan, figures, self._fates)

    def link(self) -> list[Link]:
        """Every figure's link, in order; a "without heat and water" links a figure twice."""
        if not self._figures:
            return []
        share_nouns(self._scan, self._figures, self._carried)
        found: list[Link] = []
        for index, figure in enumerate(self._figures):
            if figure.base:
                found += self._wholes.told(figure)
            elif (named := self._number_of(index, figure)) is not None:
                found += [named] if named.figure is not figure else []
            elif not self._unclaimed.refuses(index, figure):
                links = self._best(index, figure) or again(self._scan, figure, found) or self._went_on(figure, found)
                links = links or self._under_colon(figure, found)
                found += [] if parted(self._scan, links, found) else links
        mine = [link for link in found if not did_it(self._scan, link, found)]
        found = [as_launched(self._scan, link, found, self._figures) for link in mine]
        found = [self._fates.gone(link) for link in found]
        if len(self._figures) > 1:
            shared = shared_out(self._scan, found) | spelled_out(self._scan, self._figures, found)
            found = [link for link in found if link.figure.start not in shared]
            linked = {link.figure.start for link in found}
            if found and any(figure.start not in linked for figure in self._figures):
                self._share(found)
        found = both_of_them(self._scan, self._figures, found)
        if self._scan.launches:
            found += single_ones(self._scan, self._figures, found)
            found += downed_behind(self._scan, self._figures, found)
            found += all_downed(self._scan, found)
        found += hit_it(self._scan, self._figures, found)
        found = words_in_turn(self._scan, self._figures, found)
        if len(found) > 1:
            found.sort(key=lambda link: link.figure.start)
        return found + out_of(self._figures, found)

    def _share(self, found: list[Link]) -> None:
        """Add the links of figures that have no word, from those that have one."""
        found += in_company(self._scan, [f for f in self._figures if not self._unclaimed.owns(f)], found)
        found += ahead_at_places(self._scan, self._figures, found)
        found += self._ahead_in_list(found)
        found += self._included(found)
        found += self._and_one(found)
        found += self._ones_and(found)
        found += self._behind_aside(found)
        found += beyond_clauses(self._scan, self._figures, found)

    def _number_of(self, index: int, figure: Figure) -> Link | None:
        """ "The number of damaged houses rose to 14": the link of the 14, for the houses and for the 14 itself.

        Of houses whose number is not told the link is their own, which is none.
        """
        if not self._scan.lexicon.articles:
            return None
        if figure.counted:
            before = self._figures[index - 1] if index else None
            link = self._number_of(index - 1, before) if before is not None and not before.counted else None
            return link if link is not None and link.figure is figure else None
        return self._number_told(index, figure)

    def _number_told(self, index: int, figure: Figure) -> Link | None:
        """The link of the figure that is the number of what `figure` names."""
        tokens, predicates = self._scan.tokens, self._scan.predicates
        start = self._scan.ending_at(figure.start, _VERB)
        first = figure.start if start < 0 else start
        start = figure.end if start < 0 and figure.end in predicates else start
        of_number = first > 1 and tokens[first - 1].says("of") and tokens[first - 2].says("toll_words")
        if start < 0 or not of_number or figure.family in ("people", "weapon"):
            return None
        end, told = predicates[start]
        told = tuple(p for p in told if takes(p, figure) or (p.is_supply and figure.noun_for(p.families) is not None))
        after = self._figures[index + 1] if index + 1 < len(self._figures) else figure
        come_to = reached(self._scan, after) or tokens[after.start - 1].says("come_to")
        bare = after.counted and not after.nouns and come_to and after.start - figure.end <= _ON
        noun = (figure.noun_for(told[0].families) or figure.nouns[0]) if told else None
        return Link(after if bare else figure, told[0], start, end, noun) if told else None

    # -- figures whose word is told of another, too --------------------------------------------------------------------

    def _went_on(self, figure: Figure, found: list[Link]) -> list[Link]:
        """ "5 missiles from Crimea, 12 from the Black Sea, and 356 drones": weapons told on and on behind one word."""
        last = found[-1] if found else None
        known = figure.start > 0 and self._scan.tokens[figure.start - 1].says("determiners")
        noun = figure.noun_for(("weapon",)) if figure.counted and figure.nouns and not known else None
        if last is None or noun is None or last.predicate.measure != "launched" or last.figure.start < last.at:
            return []
        tokens, between = self._scan.tokens, range(last.figure.end, figure.start)
        clear = len(between) <= _FAR_ON and not any(n in self._scan.predicates for n in between)
        if clear and tokens[between.start].text == "(":  # "126 UAVs (directions Kursk, Orel) plus two Iskander-M"
            closed = next((n + 1 for n in between if tokens[n].text == ")"), figure.start)
            between = range(closed, figure.start)
        clear = clear and len(between) <= _ON and not any(tokens[n].text in ";:()" for n in between)
        listed = any(tokens[n].text == "," or tokens[n].says("and") for n in between)
        return [Link(figure, last.predicate, last.at, last.end, noun)] if clear and listed else []

    def _under_colon(self, figure: Figure, found: list[Link]) -> list[Link]:
        """ "Пошкоджено: 2 багатоповерхівки; 5 гаражів; кафе": whatever follows the colon right behind the word."""
        last, tokens = found[-1] if found else None, self._scan.tokens
        if last is None:
            return self._first_counted(figure)
        if last.predicate.kind or (last.figure.start < last.end and not self._scan.lexicon.articles):
            return []  # "port infrastructure was damaged: two warehouses and 20 trucks"
        at = last.end
        while at < figure.start and (at in self._scan.blocked or tokens[at].says("located")):
            at += 1  # "Пошкоджено у Сумах: …"
        if at >= figure.start or tokens[at].text != ":":
            return []
        between = range(max(last.figure.end, last.end), figure.start)
        noun = figure.noun_for(last.predicate.families) if figure.nouns else None
        if noun is None or not takes(last.predicate, figure) or any(n in self._scan.predicates for n in between):
            return []
        behind = tokens[figure.end : figure.end + 1]  # "…; 3 школи перейшли на дистанційне" tells more
        closed = not behind or behind[0].kind == MARK or any(behind[0].says(x) for x in ("prepositions", "and"))
        return [Link(figure, last.predicate, last.at, last.end, noun)] if closed else []

    def _first_counted(self, figure: Figure) -> list[Link]:
        """ "Children were wounded in Konotop: a boy of five and a girl": nobody is counted before the colon."""
        at = bisect_left(self._starts, figure.start) - 1
        if at < 0 or not self._scan.lexicon.articles or not figure.nouns:
            return []
        start = self._starts[at]
        end, predicates = self._scan.predicates[start]
        colon = self._scan.behind_place(end)
        if colon + 1 != figure.start or self._scan.tokens[colon].text != ":":
            return []
        told = next((p for p in predicates if not p.kind and takes(p, figure)), None)
        return links_to(self._scan, figure, start) if told is not None else []

    def _ahead_in_list(self, found: list[Link]) -> list[Link]:
        """ "A church, a store, a cafe, a bank, seven houses and two cars were damaged": however long the list is."""
        told = {link.figure.start: link for link in found}
        ahead: list[Link] = []
        if len(told) == len(self._figures) or not any(link.predicate.is_damage for link in found):
            return ahead
        for index in range(len(self._figures) - 2, -1, -1):
            figure, behind = self._figures[index], told.get(self._figures[index + 1].start)
            if behind is None or figure.start in told or not figure.is_thing or behind.at < behind.figure.end:
                continue
            noun = figure.noun_for(behind.predicate.families)
            listed = behind.predicate.is_damage and noun is not None and takes(behind.predicate, figure)
            if (
                listed
                and self._is_listed(figure.end, behind.figure.start)
                and not self._unclaimed.refuses(index, figure)
            ):
                told[figure.start] = behind.with_figure(figure, noun)
                ahead.append(told[figure.start])
        return ahead

    def _included(self, found: list[Link]) -> list[Link]:
        """ "48 buildings were damaged, including 3 schools and a hospital": what is listed behind "including"."""
        told = {link.figure.start for link in found}
        spans = [span for span in self._scan.roles if span.what == "including" and self._scan.lexicon.articles]
        wholes = [(k, s.end) for s in spans for k in found if k.predicate.is_damage and 0 <= s.start - k.last <= 1]
        more: list[Link] = []
        for whole, end in wholes:
            at = end
            for figure in (f for f in self._figures if f.start >= end):
                listed = figure.is_thing and (figure.start == at or self._is_listed(at, figure.start))
                noun = figure.noun_for(whole.predicate.families) if listed else None
                if noun is None or figure.start in told:
                    break
                more.append(whole.with_figure(figure, noun))
                told.add(figure.start)
                at = figure.end
        return more

    def _and_one(self, found: list[Link]) -> list[Link]:
        """ "Без тепла 53 багатоповерхівки, дві школи та лікарня": behind those counted one more, with no number."""
        told = {link.figure.end: link for link in found if link.predicate.is_supply}
        linked = {link.figure.start for link in found}
        more: list[Link] = []
        for figure in self._figures if told and not self._scan.lexicon.articles else ():
            last = told.get(figure.start - 1)
            named = figure.is_thing and not figure.counted and not figure.nouns[0].plural
            if (
                last is None
                or not named
                or figure.start in linked
                or not self._is_listed(last.figure.end, figure.start)
            ):
                continue
            noun = figure.noun_for(last.predicate.families)
            if noun is not None and last.figure.is_thing and not supplies(noun):
                more.append(last.with_figure(figure, noun))
                told[figure.end] = more[-1]
        return more

    def _ones_and(self, found: list[Link]) -> list[Link]:
        """ "Свет вернули в больницу, школу и три детсада": before those counted some more, with no number."""
        ahead = {link.figure.start: link for link in found if link.predicate.is_supply and link.figure.counted}
        linked = {link.figure.start for link in found}
        more: list[Link] = []
        if not ahead or self._scan.lexicon.articles:
            return more
        for figure, behind in reversed(list(pairs(self._figures))):
            link = ahead.get(behind.start)
            named = figure.is_thing and not figure.counted and not figure.nouns[0].plural
            if link is None or not named or figure.start in linked:
                continue
            noun = figure.noun_for(link.predicate.families)
            if noun is not None and not supplies(noun) and self._is_listed(figure.end, behind.start):
                more.append(link.with_figure(figure, noun))
                ahead[figure.start] = more[-1]
        return more

    def _behind_aside(self, found: list[Link]) -> list[Link]:
        """ "Повреждены 46 домов, из них 5 многоквартирных, и лицей": the list goes on behind what is some of it."""
        tokens, linked = self._scan.tokens, {link.figure.start for link in found}
        bare = {f.end: f.start for f in self._figures if f.counted}
        opened = [s.start for s in self._scan.roles if s.what == "including"]
        opened += [bare[at] for at in opened if at in bare]  # "14 висоток, дві з них доведеться розібрати, і машини"
        wholes = [(k, at) for at in opened for k in found if k.predicate.is_damage and k.figure.end == at - 1]
        more: list[Link] = []
        for whole, at in wholes:
            for figure in (f for f in self._figures if f.start > at and f.is_thing and f.start not in linked):
                joined = tokens[figure.start - 1].says("and") and tokens[figure.start - 2].text == ","
                told = any(n in self._scan.predicates for n in range(at, min(figure.end + 1, len(tokens))))
                noun = figure.noun_for(whole.predicate.families) if joined and not told else None
                if noun is not None:
                    more.append(whole.with_figure(figure, noun))
        return more

    def _is_listed(self, start: int, end: int) -> bool:
        """Nothing but commas, "and" and words that no lexicon has, with a comma or "and" at both ends."""
        tokens = self._scan.tokens
        likewise = {n for s in self._scan.roles if s.what == "likewise" for n in range(s.start, s.end)}
        joins = [n for n in range(start, end) if tokens[n].text == "," or tokens[n].says("and") or n in likewise]
        if not joins or joins[0] != start or end - joins[-1] > _LISTED or end - start > _VERB * 2:
            return False
        others = (n for n in range(start, end) if n not in joins)
        return all(self._scan.is_plain(n) or tokens[n].kind == NUMBER or tokens[n].says("articles") for n in others)

    # -- choosing ------------------------------------------------------------------------------------------------------

    def _best(self, index: int, figure: Figure) -> list[Link]:
        """Links with the word that is cheapest to reach; none where it is too dear."""
        scan, fates = self._scan, self._fates
        if figure.inner is not None:
            since = fates.died_at(figure)
            since = fates.back_at(figure) if since is None else since
            since = fates.died_of_it(figure, figure.inner) if since is None else since
            return links_to(scan, figure, figure.inner if since is None else since)
        told = self._how_they_are(index, figure)
        if told is not None:
            return told
        toll = max(self._of_the_toll(figure), self._kin_verb(index))
        if toll >= 0:
            return links_to(scan, figure, toll)
        near = self._way.near(figure)
        least, at = math.inf, -1
        complete = self._completes_clause(index, figure) or self._has_a_verb(index, figure) or self._was_before(figure)
        complete = complete or self._before_all(index, figure, near)
        own = self._closing_word(index, figure)
        for start in near:
            if self._in_beside(index, start) or self._holds_before(index, start) or (complete and start >= figure.end):
                continue
            cost = 0.0 if self._within(figure, start) else self._price(index, figure, start)
            cost = 0.0 if start == own and cost is not None else cost
            if cost is not None and cost < least:
                least, at = cost, start
        if at < 0 or least > self._way.limit(figure):
            return fates.counted_in(figure, near)
        became: int | None = None
        if len(self._starts) > 1:  # what became of it is told by another word
            became = fates.died_of_it(figure, at)
            became = fates.burned_down(figure, at) if became is None else became
            became = fates.back_for(figure, at) if became is None else became
        return links_to(scan, figure, at if became is None else became)

    def _before_all(self, index: int, figure: Figure, near: list[int]) -> bool:
        """ "Поранено водійку та двох пасажирів, усі троє під наглядом лікарів": what is said of all of them again."""
        tokens, end, behind = self._scan.tokens, figure.end, self._figures[index + 1 : index + 2]
        if end + 2 >= len(tokens) or tokens[end].kind != MARK or figure.family != "people":
            return False
        all_of = tokens[end + 1].says("alls") and bool(behind) and behind[0].start == end + 2 and behind[0].counted
        if not all_of and not tokens[end + 1].says("both"):
            return False
        before = (p for n in near if n < figure.start for p in self._scan.predicates[n][1])
        return any(takes(p, figure) for p in before)

    def _of_the_toll(self, figure: Figure) -> int:
        """ "Raised to nine the number of dead", "taking the toll from the strike on a café to 12": where it begins."""
        tokens, end = self._scan.tokens, figure.end
        if not figure.counted or figure.nouns or end >= len(tokens):
            return -1
        own = self._scan.predicates.get(end, (0, ()))[1]  # "в больницах оказалось 20 раненых"
        if turned_out(self._scan, figure.start) and not (own and own[0].families[0] == "people"):
            toll = (n for n in reversed(self._starts) if n < figure.start)
            return next((n for n in toll if self._scan.predicates[n][1][0].families[0] == "people"), -1)
        if not self._scan.lexicon.articles:
            return -1
        end += tokens[end].says("articles")
        if reached(self._scan, figure) and end in self._scan.predicates and tokens[end].says("toll_words"):
            return end
        put = self._put_at(figure)
        if put >= 0 or not figure.start or not tokens[figure.start - 1].says("range_to"):
            return put
        brought = (s.end for s in self._scan.roles if s.what == "total" and 0 < figure.start - s.end <= _TOLL)
        return next((n for n in brought if n in self._scan.predicates and self._is_toll(n)), -1)

    def _put_at(self, figure: Figure) -> int:
        """ "Put the number of people hurt in the shelling of a school at 14": where the toll begins, else -1."""
        tokens, low = self._scan.tokens, figure.start - 1
        if low < 0 or figure.end in self._scan.predicates or not tokens[low].says("come_to"):
            return -1
        for at in range(low, max(-1, low - _TOLL), -1):
            token = tokens[at]
            if token.kind == MARK or token.says("and") or token.says("breaks"):
                return -1
            end, found = self._scan.predicates.get(at, (0, ()))
            if found and found[0].families[0] == "people":
                return at if any(tokens[n].says("toll_words") for n in range(at, end)) else -1
        return -1

    def _is_toll(self, at: int) -> bool:
        end, found = self._scan.predicates[at]
        return self._scan.tokens[end - 1].says("toll_words") and found[0].families[0] == "people"

    def _how_they_are(self, index: int, figure: Figure) -> list[Link] | None:
        """The links of those of whom only a state, a wound or a hospital is told; None where more is."""
        before = self._scan.tokens[figure.start - 1] if figure.start else None
        if before is not None and (before.says("state_of") or (index and before.says("in_state"))):
            return []  # "стан двох — важкий", "12 поранених, у тяжкому стані троє": they are some of the injured
        if index and self._is_badly(figure):
            return []
        wound = self._fates.wound_of(figure)
        if wound >= 0:
            return self._fates.wounded(figure, wound)
        lying = self._fates.lying_before(figure) if index else -1
        if lying >= 0:
            return self._fates.lying(figure, lying)
        stated = not figure.nouns and self._fates.in_a_state(figure)
        return self._fates.in_hospital(index, figure) if stated else None

    def _is_badly(self, figure: Figure) -> bool:
        """ "A bomb wounded 11, three critically": how badly some are; not "eight are lightly wounded, two badly"."""
        tokens, end = self._scan.tokens, figure.end
        bare = figure.counted and not figure.nouns and not figure.more and end < len(tokens)
        led = figure.start > 1 and tokens[figure.start - 1].text in ",;(–—"
        if not (bare and led and tokens[end].says("badly")) or self._apart_by_degree(figure.start - 1):
            return False
        return end + 1 >= len(tokens) or tokens[end + 1].kind == MARK or tokens[end + 1].says("and")

    def _apart_by_degree(self, comma: int) -> bool:
        """How badly the others are is told before it."""
        tokens = self._scan.tokens
        return any(tokens[n].says("badly") for n in range(self._scan.mark_before(comma) + 1, comma))

    def _completes_clause(self, index: int, figure: Figure) -> bool:
        """ "The number of injured is 14, two people were killed": the next verb is of the next figure alone."""
        if not self._scan.lexicon.articles:
            return self._closes_list(index, figure)
        if not (figure.counted and figure.start):
            return False
        tokens, behind = self._scan.tokens, self._figures[index + 1 : index + 2]
        if not behind or not behind[0].counted:
            return False
        beside = behind[0].start == figure.end + 2 and tokens[figure.end].text == ","
        if beside and tokens[figure.end + 1].says("withs"):
            return True  # "the number of victims has grown to 14, with three dead"
        if figure.among and behind[0].nouns and not behind[0].among:  # "two of them under 18, and one man was killed"
            return any(tokens[n].text == "," for n in range(figure.end, behind[0].start))
        said = tokens[figure.start - 1].says("passive") or reached(self._scan, figure)
        some = bool(figure.nouns) and behind[0].among  # "got 57 residents, nine of them children, out of villages"
        return said and not some and tokens[figure.end].text == "," and behind[0].start == figure.end + 1

    def _closes_list(self, index: int, figure: Figure) -> bool:
        """ "Погибли мать и двое её детей, семи и трёх лет, отец с ожогами": what is behind is said of the father."""
        tokens, behind = self._scan.tokens, self._figures[index + 1 : index + 2]
        before = self._figures[index - 1] if index else None
        if before is None or not behind or not behind[0].single or figure.family != "people" or not figure.ages:
            return False
        parted = tokens[behind[0].start - 1].text == "," and behind[0].end in self._scan.predicates
        joined = tokens[figure.start - 1].says("and") and before.end == figure.start - 1
        return parted and joined and any(self._scan.predicates[n][0] == before.start for n in self._starts)

    def _closing_word(self, index: int, figure: Figure) -> int:
        """ "Дом уничтожен, ещё шесть на той же улице повреждены": the word that closes the clause is the figure's."""
        tokens, starts, end = self._scan.tokens, self._starts, figure.end
        told = figure.counted or (figure.single and figure.family == "people")
        if self._scan.lexicon.articles or not told or tokens[figure.start - 1].text != ",":
            return -1
        close = next((n for n in range(end, len(tokens)) if tokens[n].kind == MARK), len(tokens))
        inside = starts[bisect_left(starts, end) : bisect_left(starts, close)]
        if len(inside) != 1 or self._scan.predicates[inside[0]][0] != close:
            return -1
        behind = self._figures[index + 1 : index + 2]
        return -1 if behind and behind[0].start < close and behind[0].counted else inside[0]

    def _has_a_verb(self, index: int, figure: Figure) -> bool:
        """ "16 crew members were counselled, two have burns": the first have a verb that no lexicon has."""
        tokens, at = self._scan.tokens, figure.end
        people = figure.counted and figure.family == "people" and self._scan.lexicon.articles
        if not people or at >= len(tokens) or not tokens[at].says("passive"):
            return False
        behind = next((f for f in self._figures[index + 1 :] if f.counted and not f.nouns), None)
        if behind is None or at + 1 >= behind.start or tokens[behind.start - 1].text != ",":
            return False
        known = any(n in self._scan.predicates or tokens[n].kind == MARK for n in range(at, behind.start - 1))
        return self._scan.is_plain(at + 1) and not known

    def _was_before(self, figure: Figure) -> bool:
        """ "Eight trains were delayed after tracks were damaged": a verb that no lexicon has, in its own clause."""
        tokens, at = self._scan.tokens, figure.end
        if not (figure.counted and self._scan.lexicon.articles) or at + 2 >= len(tokens):
            return False
        told = tokens[at].says("passive") and self._scan.is_plain(at + 1) and tokens[at + 1].norm.endswith("ed")
        return told and tokens[at + 2].says("subordinates")

    def _in_beside(self, index: int, start: int) -> bool:
        """ "Из 14 запущенных ракет 9 сбиты": a word inside the figure before tells of that figure alone."""
        if not index or self._figures[index].nouns:
            return False
        before = self._figures[index - 1]
        return before.counted and before.start < start < before.end - 1

    def _holds_before(self, index: int, start: int) -> bool:
        """ "Удар унёс 14 жизней, 43 человека ранены": the word whose phrase holds a figure tells of that alone."""
        before = self._figures[index - 1] if index else None
        hit = self._scan.predicates[start][0] == self._figures[index].start  # "сбросили три бомбы на дом"
        return before is not None and before.counted and not hit and self._within(before, start)

    def _within(self, figure: Figure, start: int) -> bool:
        """ "Обратились трое за помощью": inside the word's own phrase."""
        end, predicates = self._scan.predicates[start]
        return start < figure.start and figure.end < end and any(takes(p, figure) for p in predicates)

    def _goes_beyond(self, figure: Figure, start: int, end: int) -> bool:
        """ "Sheared off one side of a block", "дістали двох живих мешканців": what the word holds goes on behind it."""
        if not start < figure.start < end < figure.end:
            return False
        piece = figure.best == 1 and figure.is_thing and self._scan.lexicon.articles
        return piece or (figure.counted and figure.family == "people")

    def _of_stuff(self, index: int, start: int, end: int) -> bool:
        """ "Поговорили с 76 жителями, вывезено 260 тонн": the word tells of what is counted right behind it."""
        if self._figures[index].end >= start or self._scan.tokens[start - 1].text != ",":
            return False
        behind = self._figures[index + 1 : index + 2]
        return bool(behind) and behind[0].start == end and behind[0].counted and behind[0].family == "none"

    def _beside_crew(self, index: int, start: int) -> bool:
        """ "Тушили 34 спасателя и 9 машин": what the rescuers behind the word have come with."""
        before, figure, tokens = self._figures[index - 1] if index else None, self._figures[index], self._scan.tokens
        if before is None or not (figure.counted and figure.is_thing) or not start < before.start < figure.start:
            return False
        joined = figure.start == before.end + 1 and tokens[before.end].says("and")
        return joined and before.counted and bool(before.nouns) and before.nouns[0].part == "rescuers"

    def _stands_in(self, figure: Figure, start: int) -> bool:
        """ "Из-за обстрела пропало питание на водозаборе": where something else is, and not what was shelled."""
        end, predicates = self._scan.predicates[start]
        tokens = self._scan.tokens
        counted = figure.counted and not figure.single
        if predicates[0].kind != "attack" or counted or not end < figure.start:
            return False
        at = figure.start - 1
        if self._scan.lexicon.articles:  # "a driver hit by the shelling has died in a Kherson hospital"
            while at > end and figure.start - at < _VERB and not tokens[at].says("located") and self._names(at):
                at -= 1  # "… at the Mechnikov hospital"
            later = self._scan.ending_at(at, _VERB) if tokens[at].says("located") else -1
            return later > start and self._scan.predicates[later][1][0].families[0] == "people"
        at -= at > end and (at in self._scan.blocked or self._scan.is_plain(at))  # "на Лепеховском водозаборе"
        led = tokens[at].says("into") and not tokens[end - 1].says("prepositions")
        return led and tokens[figure.end - 1].norm.endswith(_STANDING) and figure.is_thing

    def _names(self, at: int) -> bool:
        """An article, a name or an adjective before what is named."""
        return self._scan.tokens[at].says("articles") or at in self._scan.blocked or self._scan.is_plain(at)

    def _of_goods(self, index: int, start: int) -> bool:
        """ "Forty generators have come. Twelve go to schools, eight to hospitals": of those, and of no persons."""
        tokens, figure = self._scan.tokens, self._figures[index]
        if figure.nouns or not self._scan.lexicon.articles or not tokens[start].says("destination"):
            return False
        said = self._figures[:index]
        if any(f.family == "people" for f in said):
            return False
        given = any(tokens[n].says("given") and tokens[n + 1].says("destination") for n in range(figure.start))
        return given or (bool(said) and said[0].family == "none")

    def _has_come_to(self, figure: Figure, predicates: tuple[Predicate, ...]) -> bool:
        """ "Число жертв удара по общежитию выросло до двух": no number of those that the strike has hit."""
        if predicates[0].measure == "launched" and figure.counted and not figure.nouns:
            # "число раненых при атаке дронов возросло до 47", "полетели ракеты, город насчитал двух погибших"
            told = self._scan.predicates.get(figure.end, (0, ()))[1]
            return reached(self._scan, figure) or (bool(told) and told[0].families[0] == "people")
        attack = all(predicate.kind == "attack" for predicate in predicates)
        if not attack or not figure.counted or figure.nouns:
            return False
        return reached(self._scan, figure) or left_by_attack(self._scan, figure, self._starts) >= 0

    def _struck_town(self, figure: Figure, start: int) -> bool:
        """ "Через удар по Лозовій 14 поїздів запізнюються": the town was struck; what is counted tells more of it."""
        end, predicates = self._scan.predicates[start]
        tokens, at = self._scan.tokens, figure.start - 1
        if not predicates[0].is_damage or not figure.counted or not end < at or not figure.is_thing:
            return False
        attack = predicates[0].kind == "attack"
        if self._scan.is_plain(at) and tokens[at].norm.endswith(FINITE):  # "через атаку на колію стоять 9 поїздів"
            return not self._scan.lexicon.articles and (attack or tokens[start].norm.endswith(_NOMINAL))
        if not attack:
            return False
        listed = tokens[at].kind == MARK or tokens[at].says("into") or tokens[at].says("and")
        return end in self._scan.blocked and not listed and not self._scan.lexicon.articles

    def _kin_verb(self, index: int) -> int:
        """ "Погиб мужчина, его жена, сын и тёща госпитализированы": where what befell his kin is told, else -1."""
        figure, tokens, subjects = self._figures[index], self._scan.tokens, self._subjects
        kin = figure.family == "people" and figure.start > 1 and tokens[figure.start - 2].text == ","
        kin = kin and (tokens[figure.start - 1].says("its") or tokens[figure.start - 1].says("determiners"))
        first = bisect_left(self._starts, figure.start) - 1
        if not kin or first < 0 or self._scan.lexicon.articles or not subjects.is_verb_of_one(self._starts[first]):
            return -1
        last = figure
        for other in self._figures[index + 1 :]:
            if other.family != "people" or not self._is_listed(last.end, other.start):
                break
            last = other
        told = self._scan.predicates.get(last.end, (0, ()))[1]
        own = last is not figure and bool(told) and told[0].families[0] == "people" and told[0].side != "before"
        return last.end if own and not subjects.is_verb_of_one(last.end) else -1

    def _after_shelling(self, figure: Figure, start: int) -> bool:
        """ "После обстрела 12 домов без света", "… школы закрыты": no genitive, so they were not shelled."""
        end, tokens = self._scan.predicates[start][0], self._scan.tokens
        if figure.start < end or end - start != 1 or not tokens[start].says("shellings"):
            return False
        last = tokens[figure.end - 1].norm
        if any(not tokens[n].norm.endswith(ADJECTIVAL) for n in range(end, figure.start)):
            return True  # "после обстрела встала насосная"
        if figure.counted or not figure.is_thing or not last.endswith(_OF_SHELLED):
            return True
        behind = tokens[figure.end] if figure.end < len(tokens) else None
        clear = behind is None or behind.text in ".:"
        apart = behind is not None and (behind.says("prepositions") or figure.end in self._scan.blocked)
        return not (clear or last.endswith(_OF_ONE_SHELLED) or (apart and last.endswith(_OF_SEVERAL_TOO)))

    def _is_the_rest(self, figure: Figure, start: int) -> bool:
        """ "Дев'ятеро не вижили, решта четверо — в лікарні": what befell the others is not told of the rest."""
        rest = figure.counted and figure.start > start
        return rest and self._scan.tokens[figure.start - 1].says("the_rest")

    def _in_aside(self, figure: Figure, start: int) -> bool:
        """ "Two in Izium, where a bomb hit a shop, and two in Chuhuiv": the clause between commas is over."""
        tokens = self._scan.tokens
        if not self._scan.lexicon.articles:
            close = figure.start - 2
            return start < close and tokens[close].text == "," and self._is_over(self._scan.mark_before(start), close)
        if figure.nouns or figure.start < start:
            return False
        comma = self._scan.mark_before(start)
        opened = comma > 0 and tokens[comma].text == "," and tokens[comma + 1].norm == _WHERE
        return opened and any(token.text == "," for token in tokens[start : figure.start])

    def _is_over(self, comma: int, close: int) -> bool:
        """The clause between two commas is closed, and a word before it tells of what comes behind it."""
        over = comma > 0 and self._scan.tokens[comma].text == "," and is_over(self._scan, comma, close, self._figures)
        return over and any(self._scan.predicates[n][1][0].is_damage for n in self._starts if n < comma)

    def _whence_bodies(self, start: int) -> bool:
        """ "Recovered the bodies of a couple and their son from the ruins": nobody was rescued from there."""
        scan = self._scan
        if scan.tokens[start].norm != "from" or all(p.measure != "rescued" for p in scan.predicates[start][1]):
            return False
        dead = (n for n, (end, _) in scan.predicates.items() if n < start and self._tells_bodies(n, end))
        return any(not any(token.kind == MARK for token in scan.tokens[n:start]) for n in dead)

    def _tells_bodies(self, start: int, end: int) -> bool:
        told = self._scan.predicates[start][1][0].measure == "killed"
        return told and any(token.norm in _BODIES for token in self._scan.tokens[start:end])

    def _price(self, index: int, figure: Figure, start: int) -> float | None:
        """What it costs to reach a word from a figure; None where the word cannot take it."""
        end, predicates = self._scan.predicates[start]
        subjects = self._subjects
        if (
            (start < figure.end and end > figure.start and not self._goes_beyond(figure, start, end))
            or self._wholes.are_told_of(index, start)
            or subjects.is_of_persons(figure, predicates)
            or subjects.is_of_one(figure, start)
            or self._of_stuff(index, start, end)
            or self._beside_crew(index, start)
            or self._stands_in(figure, start)
            or self._has_come_to(figure, predicates)
            or self._struck_town(figure, start)
            or self._after_shelling(figure, start)
            or self._is_the_rest(figure, start)
            or self._of_goods(index, start)
            or self._whence_bodies(start)
            or self._in_aside(figure, start)
        ):
            return None
        back = start >= figure.end
        fitting = [p for p in predicates if p.side != ("before" if back else "after") and takes(p, figure)]
        if not fitting or (not back and any(p.side == "after" for p in predicates) and subjects.passive(start)):
            return None
        if subjects.is_of_another(index, start, fitting[0], back=back):
            return None
        return self._way.price(index, start, back=back)
