"""Links the figures of one sentence with the words for what happened.

Every figure goes to the word for which the way is cheapest: words, commas and other figures in between cost, a break in
the thought costs much. A figure that no word claims is no claim. "Two people were hurt and a shop burned down": two
people, injured; a shop, destroyed.
"""

from typing import Final, final

from service.core.reading.counting import DAMAGE
from service.core.reading.figures.figure import Figure
from service.core.reading.linking.company import ahead_at_places, in_company, shared_out
from service.core.reading.linking.fates import Fates
from service.core.reading.linking.fitting import supplies, takes
from service.core.reading.linking.launches import as_launched, did_it, downed_behind, out_of
from service.core.reading.linking.links import Link, links_to
from service.core.reading.linking.said_again import again, parted
from service.core.reading.linking.shared_nouns import share_nouns
from service.core.reading.linking.spelled_out import spelled_out
from service.core.reading.linking.subjects import FINITE, Subjects
from service.core.reading.linking.way import REACH, Way, reached
from service.core.reading.linking.wholes import Wholes
from service.core.reading.scan import HELPERS, Scan
from service.core.reading.text import MARK, NUMBER
from service.core.reading.words import Noun

_AMONG: Final = 8
"""Most tokens between "two boys" and "are among"."""
_BEFORE: Final = ("old_figure", "was_at", "was_then", "except")
"""Roles of words before what a figure had been."""
_OPENS: Final = 3
"""Most tokens before the four of "among the four dead"."""
_ON: Final = 16
"""Most tokens between two weapons of a list, with where each came from."""
_LISTED: Final = 2
"""Most tokens from the last comma to what a list goes on with: "the same"."""
_FAR_ON: Final = 40
"""The same where brackets stand between."""
_VERB: Final = 3
"""Most tokens of "damaged" right before what is named."""
_THEY_DID: Final = ("ли", "лись", "лися")
"""What several did, in Ukrainian and Russian."""
_OWNERS: Final = frozenset({"agricultural_facility", "industrial_facility"})
"""What has workshops and hangars."""
_SAVED: Final = frozenset({"rescued", "evacuated"})
_STANDING: Final = ("е", "и", "і")
"""Endings of nouns where something is."""
_WHOSE: Final = ("ого", "его", "ой", "ей", "ої", "ньої")
_OF_ONE: Final = ("а", "я", "ы", "и")
"""Endings of an adjective and of a person in the genitive."""


@final
class Linker:
    """Links the figures of one sentence."""

    def __init__(self, scan: Scan, figures: list[Figure], carried: tuple[Noun, ...] = ()) -> None:
        """`carried`: what the sentence before counted, for figures that name nothing: "44 of them were shot down"."""
        self._scan = scan
        self._carried = carried
        self._figures = figures
        self._before = {span.end: span.what for span in scan.roles if span.what in _BEFORE}
        starts = sorted(scan.predicates)
        self._wholes = Wholes(scan, figures, starts)
        self._way = Way(scan, figures, starts, self._wholes)
        self._subjects = Subjects(scan, figures)
        self._fates = Fates(scan, figures, starts)

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
            elif not self._refused(index, figure):
                links = self._best(index, figure) or again(self._scan, figure, found) or self._went_on(figure, found)
                links = links or self._under_colon(figure, found)
                found += [] if parted(self._scan, links, found) else links
        found = [as_launched(link, found, self._figures) for link in found if not did_it(link, found)]
        found = [self._fates.gone(link) for link in found]
        if len(self._figures) > 1:
            shared = shared_out(self._scan, found) | spelled_out(self._scan, self._figures, found)
            found = [link for link in found if link.figure.start not in shared]
            found += in_company(self._scan, [f for f in self._figures if not self._owns(f)], found)
            found += ahead_at_places(self._scan, self._figures, found)
            found += self._ahead_in_list(found)
        if self._scan.launches:
            found += downed_behind(self._scan, self._figures, found)
        found.sort(key=lambda link: link.figure.start)
        return found + out_of(self._figures, found)

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
        tokens, says, predicates = self._scan.tokens, self._scan.lexicon.says, self._scan.predicates
        start = next((n for n in range(max(0, figure.start - _VERB), figure.start) if self._ends(n, figure.start)), -1)
        first = figure.start if start < 0 else start
        start = figure.end if start < 0 and figure.end in predicates else start
        of_number = first > 1 and says("of", tokens[first - 1].norm) and says("toll_words", tokens[first - 2].norm)
        if start < 0 or not of_number or figure.family in ("people", "weapon"):
            return None
        end, told = predicates[start]
        told = tuple(p for p in told if takes(p, figure) or (p.is_supply and figure.noun_for(p.families) is not None))
        after = self._figures[index + 1] if index + 1 < len(self._figures) else figure
        come_to = reached(self._scan, after) or says("come_to", tokens[after.start - 1].norm)
        bare = after.counted and not after.nouns and come_to and after.start - figure.end <= _ON
        return Link(after if bare else figure, told[0], start, end, figure.nouns[0]) if told else None

    def _ends(self, start: int, end: int) -> bool:
        return start in self._scan.predicates and self._scan.predicates[start][0] == end

    # -- figures of which no word is told ------------------------------------------------------------------------------

    def _refused(self, index: int, figure: Figure) -> bool:
        """ "14 people, not 11": what it was not; "two boys are among the seven wounded": who is counted there."""
        before = self._scan.lexicon.groups(self._scan.tokens[figure.start - 1].norm) if figure.start else frozenset()
        negated = figure.counted and not before.isdisjoint(("negation", "refuses"))
        at = figure.end + (figure.end < len(self._scan.tokens) and self._scan.tokens[figure.end].text in "–—")
        behind = self._scan.tokens[at : at + 1] if figure.counted and not figure.nouns else ()
        negated = negated or any(self._scan.lexicon.says("panes", token.norm) for token in behind)  # "42 окна выбито"
        return (
            negated
            or self._saved(figure)
            or self._saves(index, figure)
            or self._supplied(figure)
            or self._belongs(figure)
            or self._of_none(figure)
            or self._of_parts(index, figure)
            or self._denied(figure)
            or self._was_before(figure)
            or self._named_of(figure)
            or self._describes_attack(figure)
            or self._runs_late(figure)
            or self._fates.tells_who_died(figure)
            or any(
                s.what == "one_among"
                and 0 <= s.start - figure.end <= _AMONG
                and not any(n in self._scan.predicates for n in range(figure.end, s.start))
                for s in self._scan.roles
            )
        )

    def _describes_attack(self, figure: Figure) -> bool:
        """ "A fierce drone and missile barrage": what kind of barrage, and not one drone."""
        at, tokens, says = figure.end, self._scan.tokens, self._scan.lexicon.says
        weapon = self._scan.lexicon.articles and figure.best == 1 and figure.family == "weapon"
        if not weapon or at + 1 >= len(tokens) or not says("and", tokens[at].norm):
            return False
        _, nouns = self._scan.nouns.get(at + 1, (0, ()))
        return bool(nouns) and nouns[0].family == "weapon" and not nouns[0].plural

    def _runs_late(self, figure: Figure) -> bool:
        """ "The tracks were damaged, 14 trains are running late": in a part of the sentence that tells only that."""
        tokens, says = self._scan.tokens, self._scan.lexicon.says
        if not figure.nouns or figure.nouns[0].unit != "train":
            return False
        low = next((n + 1 for n in range(figure.start - 1, -1, -1) if tokens[n].kind == MARK), 0)
        high = next((n for n in range(figure.end, len(tokens)) if tokens[n].kind == MARK), len(tokens))
        if not any(says("delays", tokens[n].norm) for n in range(low, high)):
            return False
        told = (p for n in range(low, high) if n in self._scan.predicates for p in self._scan.predicates[n][1])
        return not any(takes(p, figure) for p in told)

    def _named_of(self, figure: Figure) -> bool:
        """ "Among the four dead are a couple and their son": who some of them are."""
        scan, first = self._scan, self._figures[0]
        if figure is first or not first.counted or first.start > _OPENS or figure.start - first.end > REACH:
            return False
        if not any(scan.lexicon.says("amongs", token.norm) for token in scan.tokens[: first.start]):
            return False
        people = not figure.nouns or figure.nouns[0].family == "people"
        between = scan.tokens[first.end : figure.start]
        told = any(scan.lexicon.says("passive", token.norm) for token in between)
        told = told or (figure.end not in scan.predicates and self._are_some(figure.end))
        return people and told and not any(token.text == ";" for token in between)

    def _are_some(self, at: int) -> bool:
        """ "Among the 17 wounded nine are women": a verb and persons right behind."""
        tokens, persons = self._scan.tokens, self._scan.nouns.get(at + 1)
        verb = at < len(tokens) and self._scan.lexicon.says("passive", tokens[at].norm)
        return verb and persons is not None and persons[1][0].family == "people"

    def _belongs(self, figure: Figure) -> bool:
        """ "Мать троих детей погибла": right behind one person, who is told by them."""
        if self._scan.lexicon.articles:
            return False
        if not figure.counted or figure.start not in self._scan.noun_ends:
            return self._owns(figure)
        kin = figure.start > 0 and self._scan.lexicon.says("kin", self._scan.tokens[figure.start - 1].norm)
        if kin and figure.end in self._scan.predicates:
            return True  # "родини 12 загиблих отримали допомогу"
        named = next((n for n in range(figure.start - 1, max(-1, figure.start - 4), -1) if n in self._scan.nouns), -1)
        noun = self._scan.nouns[named][1][0] if named >= 0 else None
        if noun is not None and noun.family == "people" and figure.among and figure.best == 1 and not figure.more:
            return True  # "батьки однієї з загиблих"
        person = noun is not None and noun.family == "people" and not noun.plural and noun.size == 1
        return person and figure.family == "people"

    def _owns(self, figure: Figure) -> bool:
        """ "Склад местного фермера, сторожиху контузило": behind a thing, with an adjective, whose it is."""
        at, tokens = figure.start - 1, self._scan.tokens
        if figure.family != "people" or not figure.single or at < 1 or at not in self._scan.noun_ends:
            return False
        genitive = tokens[at].norm.endswith(_WHOSE) and tokens[figure.end - 1].norm.endswith(_OF_ONE)
        standing = tokens[at - 1].norm.endswith(_STANDING)
        return genitive and not standing and self._scan.noun_ends[at][0].is_thing

    def _was_before(self, figure: Figure) -> bool:
        """ "12 hurt, up from eight", "the toll, which was 25 on Friday, is 31": what a figure has come from."""
        tokens, at = self._scan.tokens, figure.start
        if not figure.counted or not at:
            return False
        if figure is not self._figures[0] and self._of_yesterday(figure):
            return True
        if self._came_from(figure):
            return True
        role = self._before.get(at) or self._before.get(at - 1) or self._before.get(self._behind_article(at))
        if role == "was_at":
            comma = next(
                (n for n in range(figure.end, min(figure.end + _AMONG, len(tokens))) if tokens[n].text == ","), -1
            )
            return 0 < comma < len(tokens) - 1 and self._scan.lexicon.says("passive", tokens[comma + 1].norm)
        against = at > 1 and tokens[at - 2].text == "," and self._scan.lexicon.says("against", tokens[at - 1].norm)
        return role is not None or against

    def _came_from(self, figure: Figure) -> bool:
        """ "The toll was revised to three dead, from the four announced earlier": behind what it became."""
        says, tokens, at = self._scan.lexicon.says, self._scan.tokens, figure.start - 1
        if figure.nouns or figure is self._figures[0] or not self._scan.lexicon.articles:
            return False
        at -= at > 0 and says("articles", tokens[at].norm)
        before = max((f.start for f in self._figures if f.counted and f.start < at), default=0)
        if not before or says("change_from", tokens[before - 1].norm):
            return False
        return says("change_from", tokens[at].norm) and any(says("rising", token.norm) for token in tokens[:at])

    def _behind_article(self, at: int) -> int:
        """Where "an initial six" begins: one adjective and an article before it."""
        says, tokens = self._scan.lexicon.says, self._scan.tokens
        led = at > 1 and self._scan.is_plain(at - 1) and says("articles", tokens[at - 2].norm)
        return at - 2 if led else at

    def _of_yesterday(self, figure: Figure) -> bool:
        """ "Обесточены 20 тысяч семей, вчера — 11 тысяч", "…, ночью было 26 тысяч": told beside what is new."""
        before = self._scan.tokens[figure.start - 1]
        was = not figure.nouns and self._scan.lexicon.says("was", before.norm)
        days = ("yesterday", "day_before_yesterday")
        told = [s.what for s in self._scan.timings if s.end == figure.start - 1]
        return bool(told) and (was or (before.text in "–—" and told[0] in days))

    def _went_on(self, figure: Figure, found: list[Link]) -> list[Link]:
        """ "5 missiles from Crimea, 12 from the Black Sea, and 356 drones": weapons told on and on behind one word."""
        last = found[-1] if found else None
        known = figure.start > 0 and self._scan.lexicon.says("determiners", self._scan.tokens[figure.start - 1].norm)
        noun = figure.noun_for(("weapon",)) if figure.counted and figure.nouns and not known else None
        if last is None or noun is None or last.predicate.measure != "launched" or last.figure.start < last.at:
            return []
        tokens, between = self._scan.tokens, range(last.figure.end, figure.start)
        clear = len(between) <= _FAR_ON and not any(n in self._scan.predicates for n in between)
        if clear and tokens[between.start].text == "(":  # "126 UAVs (directions Kursk, Orel) plus two Iskander-M"
            closed = next((n + 1 for n in between if tokens[n].text == ")"), figure.start)
            between = range(closed, figure.start)
        clear = clear and len(between) <= _ON and not any(tokens[n].text in ";:()" for n in between)
        listed = any(tokens[n].text == "," or self._scan.lexicon.says("and", tokens[n].norm) for n in between)
        return [Link(figure, last.predicate, last.at, last.end, noun)] if clear and listed else []

    def _under_colon(self, figure: Figure, found: list[Link]) -> list[Link]:
        """ "Пошкоджено: 2 багатоповерхівки; 5 гаражів; кафе": whatever follows the colon right behind the word."""
        last, tokens = found[-1] if found else None, self._scan.tokens
        if last is None or last.figure.start < last.end or last.predicate.kind:
            return []
        at = last.end
        while at in self._scan.blocked or self._scan.lexicon.says("located", tokens[at].norm):
            at += 1  # "Пошкоджено у Сумах: …"
        if tokens[at].text != ":":
            return []
        between = range(last.figure.end, figure.start)
        noun = figure.noun_for(last.predicate.families) if figure.nouns else None
        if noun is None or not takes(last.predicate, figure) or any(n in self._scan.predicates for n in between):
            return []
        behind = tokens[figure.end : figure.end + 1]  # "…; 3 школи перейшли на дистанційне" tells more
        closed = not behind or behind[0].kind == MARK or self._scan.lexicon.says("prepositions", behind[0].norm)
        return [Link(figure, last.predicate, last.at, last.end, noun)] if closed else []

    def _ahead_in_list(self, found: list[Link]) -> list[Link]:
        """ "A church, a store, a cafe, a bank, seven houses and two cars were damaged": however long the list is."""
        told = {link.figure.start: link for link in found}
        ahead: list[Link] = []
        if len(told) == len(self._figures) or not any(link.predicate.measure in DAMAGE for link in found):
            return ahead
        for index in range(len(self._figures) - 2, -1, -1):
            figure, behind = self._figures[index], told.get(self._figures[index + 1].start)
            if behind is None or figure.start in told or not figure.is_thing or behind.at < behind.figure.end:
                continue
            noun = figure.noun_for(behind.predicate.families)
            listed = behind.predicate.measure in DAMAGE and noun is not None and takes(behind.predicate, figure)
            if listed and self._is_listed(figure.end, behind.figure.start) and not self._refused(index, figure):
                told[figure.start] = behind.with_figure(figure, noun)
                ahead.append(told[figure.start])
        return ahead

    def _is_listed(self, start: int, end: int) -> bool:
        """Nothing but commas, "and" and words that no lexicon has, with a comma or "and" at both ends."""
        tokens, says = self._scan.tokens, self._scan.lexicon.says
        likewise = {n for s in self._scan.roles if s.what == "likewise" for n in range(s.start, s.end)}
        joins = [n for n in range(start, end) if tokens[n].text == "," or says("and", tokens[n].norm) or n in likewise]
        if not joins or joins[0] != start or end - joins[-1] > _LISTED or end - start > _VERB * 2:
            return False
        others = (n for n in range(start, end) if n not in joins)
        return all(
            self._scan.is_plain(n) or tokens[n].kind == NUMBER or says("articles", tokens[n].norm) for n in others
        )

    def _denied(self, figure: Figure) -> bool:
        """ "Лікарні заживлено, 6 тисяч абонентів — ні": the opposite is told of it."""
        behind = self._scan.tokens[figure.end : figure.end + 2]
        return len(behind) > 1 and behind[0].text in "–—" and self._scan.lexicon.says("nays", behind[1].norm)

    def _of_none(self, figure: Figure) -> bool:
        """ "None of the 60 passengers was hurt", "half of the 140 patients were moved"."""
        tokens, lexicon, at = self._scan.tokens, self._scan.lexicon, figure.start - 1
        at -= at > 0 and (lexicon.says("articles", tokens[at].norm) or lexicon.says("its", tokens[at].norm))
        if at <= 0 or not lexicon.says("of", tokens[at].norm):
            return False
        some = figure.family == "people" and figure.end not in self._scan.predicates and lexicon.articles
        return (some and lexicon.says("fractions", tokens[at - 1].norm)) or lexicon.says("nones", tokens[at - 1].norm)

    def _of_parts(self, index: int, figure: Figure) -> bool:
        """ "Two carriages of a train", "two hangars of a farm": the whole of what has just been counted."""
        before = self._figures[index - 1] if index else None
        if before is None or figure.best != 1 or before.end != figure.start - 1 or not before.nouns or not figure.nouns:
            return False
        of_it = self._scan.lexicon.says("of", self._scan.tokens[before.end].norm)
        owned = self._scan.lexicon.articles and before.nouns[0].is_thing and figure.nouns[0].unit in _OWNERS
        return of_it and (owned or before.nouns[0].unit == figure.nouns[0].unit)

    def _saved(self, figure: Figure) -> bool:
        """ "Врятовано дві автівки": things right behind such a word were not hit."""
        things = figure.counted and figure.is_thing
        at = figure.start - 1
        found = self._scan.predicates.get(at) if things else None
        return found is not None and all(p.measure in _SAVED for p in found[1])

    def _saves(self, index: int, figure: Figure) -> bool:
        """ "Двоє патрульних винесли сторожа": those who did it; whom it befell would be in another case."""
        found = self._scan.predicates.get(figure.end) if figure.counted and figure.family == "people" else None
        if found is None or found[1][0].measure not in _SAVED or self._scan.lexicon.articles:
            return False
        tokens, after = self._scan.tokens, self._figures[index + 1 : index + 2]
        collective = self._scan.lexicon.says("collective", tokens[figure.start].norm)
        active = any(token.norm.endswith(_THEY_DID) for token in tokens[figure.end : found[0]])
        another = bool(after) and after[0].family == "people" and after[0].start <= found[0] + REACH
        return collective and active and (figure.nouns[0].part in HELPERS or another)

    def _supplied(self, figure: Figure) -> bool:
        """ "Обесточены 46 подстанций": what supplies others and is cut off itself has not been damaged."""
        told = self._scan.predicates.get(figure.end)
        before = next(
            (n for n in range(figure.start - 1, max(-1, figure.start - _VERB), -1) if self._ends(n, figure.start)), -1
        )
        told = self._scan.predicates[before] if before >= 0 else told
        cut = told is not None and all(p.is_supply for p in told[1])
        return cut and figure.counted and bool(figure.nouns) and supplies(figure.nouns[0])

    # -- choosing ------------------------------------------------------------------------------------------------------

    def _best(self, index: int, figure: Figure) -> list[Link]:
        """Links with the word that is cheapest to reach; none where it is too dear."""
        scan, fates = self._scan, self._fates
        if figure.inner is not None:
            return links_to(scan, figure, fates.died_at(figure) or fates.back_at(figure) or figure.inner)
        if scan.lexicon.says("state_of", scan.tokens[figure.start - 1].norm) and figure.start:
            return []  # "стан двох — важкий": they are some of the injured
        if not figure.nouns and fates.in_a_state(figure.end):
            return fates.in_hospital(index, figure)
        near = self._way.near(figure)
        ranked: list[tuple[float, int]] = []
        complete = self._completes_clause(index, figure) or self._has_a_verb(index, figure)
        for start in near:
            if self._in_beside(index, start) or (complete and start >= figure.end):
                continue
            cost = 0.0 if self._within(figure, start) else self._price(index, figure, start)
            if cost is not None:
                ranked.append((cost, start))
        if not ranked:
            return fates.counted_in(figure, near)
        cost, start = min(ranked)
        if cost > self._way.limit(figure):
            return fates.counted_in(figure, near)
        became = fates.died_of_it(figure, start)
        became = fates.burned_down(figure, start) if became is None else became
        return links_to(scan, figure, start if became is None else became)

    def _completes_clause(self, index: int, figure: Figure) -> bool:
        """ "The number of injured is 14, two people were killed": the next verb is of the next figure alone."""
        tokens, behind = self._scan.tokens, self._figures[index + 1 : index + 2]
        if not (self._scan.lexicon.articles and figure.counted and figure.start and behind and behind[0].counted):
            return False
        beside = behind[0].start == figure.end + 2 and tokens[figure.end].text == ","
        if beside and self._scan.lexicon.says("withs", tokens[figure.end + 1].norm):
            return True  # "the number of victims has grown to 14, with three dead"
        if figure.among and behind[0].nouns and not behind[0].among:  # "two of them under 18, and one man was killed"
            return any(tokens[n].text == "," for n in range(figure.end, behind[0].start))
        said = self._scan.lexicon.says("passive", tokens[figure.start - 1].norm)
        return said and tokens[figure.end].text == "," and behind[0].start == figure.end + 1

    def _has_a_verb(self, index: int, figure: Figure) -> bool:
        """ "16 crew members were counselled, two have burns": the first have a verb that no lexicon has."""
        tokens, says, at = self._scan.tokens, self._scan.lexicon.says, figure.end
        people = figure.counted and figure.family == "people" and self._scan.lexicon.articles
        if not people or at >= len(tokens) or not says("passive", tokens[at].norm):
            return False
        behind = next((f for f in self._figures[index + 1 :] if f.counted and not f.nouns), None)
        if behind is None or at + 1 >= behind.start or tokens[behind.start - 1].text != ",":
            return False
        known = any(n in self._scan.predicates or tokens[n].kind == MARK for n in range(at, behind.start - 1))
        return self._scan.is_plain(at + 1) and not known

    def _in_beside(self, index: int, start: int) -> bool:
        """ "Из 14 запущенных ракет 9 сбиты": a word inside the figure before tells of that figure alone."""
        if not index or self._figures[index].nouns:
            return False
        before = self._figures[index - 1]
        return before.counted and before.start < start < before.end - 1

    def _within(self, figure: Figure, start: int) -> bool:
        """ "Обратились трое за помощью": inside the word's own phrase."""
        end, predicates = self._scan.predicates[start]
        return start < figure.start and figure.end < end and any(takes(p, figure) for p in predicates)

    def _tore_off(self, figure: Figure, start: int, end: int) -> bool:
        """ "Sheared off one side of a block": the word holds the piece, and the figure goes on to what it is of."""
        goes_on = start < figure.start < end < figure.end
        return goes_on and figure.best == 1 and figure.is_thing and self._scan.lexicon.articles

    def _of_stuff(self, index: int, start: int, end: int) -> bool:
        """ "Поговорили с 76 жителями, вывезено 260 тонн": the word tells of what is counted right behind it."""
        behind = self._figures[index + 1 : index + 2]
        stuff = bool(behind) and behind[0].start == end and behind[0].counted and behind[0].family == "none"
        return stuff and self._figures[index].end < start and self._scan.tokens[start - 1].text == ","

    def _beside_crew(self, index: int, start: int) -> bool:
        """ "Тушили 34 спасателя и 9 машин": what the rescuers behind the word have come with."""
        before, figure, tokens = self._figures[index - 1] if index else None, self._figures[index], self._scan.tokens
        if before is None or not (figure.counted and figure.is_thing) or not start < before.start < figure.start:
            return False
        joined = figure.start == before.end + 1 and self._scan.lexicon.says("and", tokens[before.end].norm)
        return joined and before.counted and bool(before.nouns) and before.nouns[0].part == "rescuers"

    def _stands_in(self, figure: Figure, start: int) -> bool:
        """ "Из-за обстрела пропало питание на водозаборе": where something else is, and not what was shelled."""
        end, predicates = self._scan.predicates[start]
        says, tokens = self._scan.lexicon.says, self._scan.tokens
        if predicates[0].kind != "attack" or figure.counted or not end < figure.start or self._scan.lexicon.articles:
            return False
        at = figure.start - 1
        at -= at > end and (at in self._scan.blocked or self._scan.is_plain(at))  # "на Лепеховском водозаборе"
        led = says("into", tokens[at].norm) and not says("prepositions", tokens[end - 1].norm)
        return led and tokens[figure.end - 1].norm.endswith(_STANDING) and figure.is_thing

    def _struck_town(self, figure: Figure, start: int) -> bool:
        """ "Через удар по Лозовій 14 поїздів запізнюються": the town was struck; what is counted tells more of it."""
        end, predicates = self._scan.predicates[start]
        tokens, says, at = self._scan.tokens, self._scan.lexicon.says, figure.start - 1
        if predicates[0].kind != "attack" or not figure.counted or not end < at or not figure.is_thing:
            return False
        if self._scan.is_plain(at) and tokens[at].norm.endswith(FINITE):
            return not self._scan.lexicon.articles  # "через атаку на залізницю затримуються 9 поїздів"
        listed = tokens[at].kind == MARK or says("into", tokens[at].norm) or says("and", tokens[at].norm)
        return end in self._scan.blocked and not listed and not self._scan.lexicon.articles

    def _price(self, index: int, figure: Figure, start: int) -> float | None:
        """What it costs to reach a word from a figure; None where the word cannot take it."""
        end, predicates = self._scan.predicates[start]
        subjects = self._subjects
        if (
            (start < figure.end and end > figure.start and not self._tore_off(figure, start, end))
            or self._wholes.are_told_of(index, start)
            or subjects.is_of_persons(figure, predicates)
            or subjects.is_of_one(figure, start)
            or self._of_stuff(index, start, end)
            or self._beside_crew(index, start)
            or self._stands_in(figure, start)
            or self._struck_town(figure, start)
        ):
            return None
        back = start >= figure.end
        fitting = [p for p in predicates if p.side != ("before" if back else "after") and takes(p, figure)]
        if not fitting or (not back and any(p.side == "after" for p in predicates) and subjects.passive(start)):
            return None
        if subjects.is_of_another(index, start, fitting[0], back=back):
            return None
        return self._way.price(index, start, back=back)
