"""Figures of which no word of what happened is told: what was not so, what was before, who only owned or saved."""

from typing import Final, final

from service.core.reading.figures.figure import Figure
from service.core.reading.figures.out_of import is_out_of
from service.core.reading.linking.fates import Fates
from service.core.reading.linking.fitting import takes
from service.core.reading.linking.subjects import FINITE
from service.core.reading.linking.way import REACH
from service.core.reading.linking.wholes import ONE_OF
from service.core.reading.scan import HELPERS, Scan, Span
from service.core.reading.text import DASHES, MARK, Token
from service.core.reading.words import SAVED

_SAYER: Final = 6
"""Most tokens from a person to the word for what he says."""
_NAY: Final = 4
"""Most tokens from a figure to "no" that is told of it."""
_JOINS: Final = 2
"""Most tokens of ", or"."""
_AMONG: Final = 8
"""Most tokens between "two boys" and "are among"."""
_BEFORE: Final = ("old_figure", "was_at", "was_then", "except")
"""Roles of words before what a figure had been."""
_OPENS: Final = 3
"""Most tokens before the four of "among the four dead"."""
_LEADS: Final = 2
"""Tokens of ", not" before what it was not."""
_LISTED: Final = 5
"""Most persons of a list who are among others."""
_VERB: Final = 3
"""Most tokens of "damaged" right before what is named."""
_THEY_DID: Final = ("ли", "лись", "лися")
"""What several did, in Ukrainian and Russian."""
_IN_ONE: Final = frozenset({"одному", "одній", "одном", "одной"})
"""In one of some."""
_OWNERS: Final = frozenset({"agricultural_facility", "industrial_facility", "train"})
"""What has workshops and hangars, or carriages."""
_STANDING: Final = ("е", "и", "і")
"""Endings of nouns where something is."""
_WHOSE: Final = ("ого", "его", "ой", "ей", "ої", "ньої")
_RELATED: Final = ("а", "я", "ого", "его", "и", "і", "ої", "ой")
"""Endings of the person whose wife or son is told of, in the genitive."""
_OF_ONE: Final = ("а", "я", "ы", "и")
"""Endings of an adjective and of a person in the genitive."""


@final
class Unclaimed:
    """Tells such figures of one sentence."""

    def __init__(self, scan: Scan, figures: list[Figure], fates: Fates) -> None:
        self._scan = scan
        self._figures = figures
        self._fates = fates
        self._persons = {f.end for f in figures if not f.counted and f.family == "people"}
        """Behind those who are only named."""
        self._none: set[int] = set()
        """Behind those that are told to be none."""
        self._before = {span.end: span.what for span in scan.roles if span.what in _BEFORE}

    def refuses(self, index: int, figure: Figure) -> bool:
        """ "14 people, not 11": what it was not; "two boys are among the seven wounded": who is counted there."""
        before = self._scan.tokens[figure.start - 1] if figure.start else None
        if figure.counted and before is not None and (before.says("negation") or before.says("refuses")):
            return True
        if figure.counted and before is not None and index and before.says("and") and self._not_as_many(index, figure):
            return True
        return (
            (figure.counted and not figure.nouns and (self._fares_else(figure) or self._is_identified(figure)))
            or self._are_panes(index, figure)
            or self._speaks(figure)
            or self._is_none(index, figure)
            or self._saved(figure)
            or self._saves(index, figure)
            or self._at_work(figure)
            or self._supplied(figure)
            or self._belongs(figure)
            or self._of_none(figure)
            or self._of_parts(index, figure)
            or self._denied(figure)
            or self._lies_in(figure)
            or self._led_out_of(figure)
            or self._did_it(index, figure)
            or self._was_before(figure)
            or self._was_inside(index, figure)
            or self._named_of(figure)
            or self._describes_attack(figure)
            or self._runs_late(figure)
            or self._is_bound(figure)
            or self._is_a_place(figure)
            or self._fates.tells_who_died(figure)
            or self._says_who(index, figure)
            or self._is_among(index, figure)
            or self._is_shelter(figure)
            or any(
                s.what == "one_among"
                and 0 <= s.start - figure.end <= _AMONG
                and not any(n in self._scan.predicates for n in range(figure.end, s.start))
                for s in self._scan.roles
            )
        )

    def _not_as_many(self, index: int, figure: Figure) -> bool:
        """ "653 drones and 51 missiles, not 640 and 48": the second of those that it was not."""
        first, tokens = self._figures[index - 1], self._scan.tokens
        if not first.counted or first.start < _LEADS or first.end != figure.start - 1:
            return False
        opens = tokens[first.start - 2]
        return tokens[first.start - 1].says("negation") and (opens.text == "," or opens.says("contrasts"))

    def _fares_else(self, figure: Figure) -> bool:
        """ "42 окна выбито", "один улетел": what is told right behind is told of panes, or that it flew on."""
        tokens, at = self._scan.tokens, figure.end
        at += at < len(tokens) and tokens[at].text in "–—"
        if at >= len(tokens):
            return False
        return tokens[at].says("panes") or (at not in self._scan.predicates and tokens[at].says("flew"))

    def _are_panes(self, index: int, figure: Figure) -> bool:
        """ "У школі вибито 140 вікон, у лікарні — 30": behind a dash as many more of what was counted before."""
        tokens, at = self._scan.tokens, figure.start - 1
        if figure.nouns or not figure.counted or at < 1 or tokens[at].text not in DASHES:
            return False
        before = next((f for f in reversed(self._figures[:index]) if f.counted), None)
        return before is not None and tokens[before.end - 1].says("panes")

    def _speaks(self, figure: Figure) -> bool:
        """ "Пятеро, по словам главы, не выходят на связь", "a neighbour said …": who says so is none of them."""
        one = figure.single and figure.best == 1 and figure.family == "people" and figure.inner is None
        one = one and self._scan.lexicon.articles
        if one and (any(self._is_sayer(figure, s) for s in self._scan.sayings) or self._witnesses(figure)):
            return True
        if figure.counted or figure.family != "people" or not figure.start:
            return False
        of_them = any(s.what == "including" and s.start == figure.end for s in self._scan.roles)
        plain = of_them and not self._scan.lexicon.articles  # "мальчику из их числа два года": one of those told
        return plain or self._scan.tokens[figure.start - 1].says("words_of")

    def _witnesses(self, figure: Figure) -> bool:
        """ "A farmer heard the blast that killed two people", "…, recalled a student, and two were hurt": not he."""
        tokens, end = self._scan.tokens, self._scan.behind_age(self._scan.behind_place(figure.end))
        if end < len(tokens) and tokens[end].says("witnesses"):
            return any(f.start > end and f.counted and f.family in ("", "people") for f in self._figures)
        at = next((s.start for s in self._scan.sayings if s.end == figure.start), -1)
        at = figure.start - 1 if at < 0 and tokens[figure.start - 1].says("witnesses") else at
        return at > 0 and tokens[at - 1].kind == MARK and (end >= len(tokens) or tokens[end].kind == MARK)

    def _is_sayer(self, figure: Figure, saying: Span) -> bool:
        """ "A neighbour said", "a woman of 40 told", "a driver, Oleh, said"; not "a man said to be a welder"."""
        tokens = self._scan.tokens
        start, end = saying.start, saying.end
        passive = end in self._scan.predicates or (end < len(tokens) and tokens[end].norm == "to")
        if not 0 <= start - figure.end <= _SAYER or passive:
            return False
        between = range(figure.end, start)
        if len(between) > 1 and tokens[between[0]].text == tokens[between[-1]].text == ",":
            return not any(tokens[n].kind == MARK or n in self._scan.predicates for n in between[1:-1])
        aged = self._scan.behind_age(figure.end)
        led = aged < start and (tokens[aged].says("located") or tokens[aged].says("origins"))
        return aged == start or (led and all(n in self._scan.blocked for n in range(aged + 1, start)))

    def _says_who(self, index: int, figure: Figure) -> bool:
        """ "The woman killed in Sumy was a teacher", "…: she was a teacher": who the one before is, and nobody else."""
        tokens, at = self._scan.tokens, figure.start - 1
        before = self._figures[index - 1] if index else None
        if self._becomes(index, figure):
            return True
        if before is None or not figure.single or not self._scan.lexicon.articles:
            return False
        if not before.single and before.start not in self._scan.whole:  # "the third person killed is a driver"
            return False
        persons = figure.family == "people" and before.family in ("", "people")
        if not persons or at <= before.end or not tokens[at].says("passive"):
            return False
        apart = any(token.kind == MARK or token.says("and") for token in tokens[before.end : at])
        return tokens[at - 1].says("he_she") or not apart

    def _is_shelter(self, figure: Figure) -> bool:
        """ "Residents of a damaged block were moved to a school gym": a thing that the word for their way ends in."""
        if not self._scan.lexicon.articles or not figure.single or not figure.is_thing:
            return False
        inside = range(max(0, figure.start - _VERB), figure.start)
        told = (self._scan.predicates[n] for n in inside if n in self._scan.predicates)
        return any(end > figure.start and found[0].measure in SAVED for end, found in told)

    def _is_among(self, index: int, figure: Figure) -> bool:
        """ "A boy was among five people hurt", "a nurse and her son are": the last of a list, or one before it."""
        if not self._scan.lexicon.articles or figure.family != "people":
            return False
        for at in range(index, min(index + _LISTED, len(self._figures) - 1)):
            one, other = self._figures[at], self._figures[at + 1]
            if self._ends_among(at, one):
                return True
            between = self._scan.tokens[self._scan.behind_age(one.end) : other.start]
            joined = any(t.text == "," or t.says("and") for t in between) and other.family == "people"
            if not joined or any(not (t.text == "," or t.says("and") or t.says("determiners")) for t in between):
                return False
        return False

    def _ends_among(self, index: int, figure: Figure) -> bool:
        """ "A boy was among five people hurt", "a nurse is one of the three killed": who is counted there already."""
        scan, behind = self._scan, self._figures[index + 1 : index + 3]
        if not behind or not behind[0].counted:
            return False
        tokens, whole, last = scan.tokens, behind[-1], behind[0].start - 1
        led = tokens[last].says("amongs")
        if not led:  # "one of the three"
            led = len(behind) > 1 and behind[0].best == 1 and is_out_of(scan, behind[0].end, whole.start)
            last += led
        verb = range(scan.behind_age(figure.end), last)
        return led and any(tokens[n].says("passive") for n in verb) and all(scan.is_small(n) for n in verb)

    def _becomes(self, index: int, figure: Figure) -> bool:
        """ "The man became the fifth person to die": he is the fifth, and not one more."""
        behind = self._figures[index + 1] if index + 1 < len(self._figures) else None
        if behind is None or figure.family != "people" or not figure.single or behind.start not in self._scan.whole:
            return False
        between = self._scan.tokens[figure.end : behind.start]
        return bool(between) and all(token.says("becomes") for token in between)

    def _is_none(self, index: int, figure: Figure) -> bool:
        """ "No houses, schools or clinics were hit", "neither the port nor the station": what is named had nothing."""
        if figure.counted or not any(n.is_thing for n in figure.nouns) or not self._scan.lexicon.articles:
            return False
        tokens, at = self._scan.tokens, figure.start - 1
        before = self._figures[index - 1] if index else None
        joined = before is not None and before.end in self._none and at - before.end < _JOINS
        if joined and before is not None and all(_joins(token) for token in tokens[before.end : figure.start]):
            self._none.add(figure.end)
            return True
        passed = at > 0 and (self._scan.is_plain(at) or tokens[at].says("articles") or self._scan.role_of(at) == "more")
        at -= passed  # "no other buildings"
        denied = at >= 0 and (tokens[at].says("refuses") or tokens[at].says("nones") or tokens[at].says("negation"))
        if denied:
            self._none.add(figure.end)
        return denied

    def _is_identified(self, figure: Figure) -> bool:
        """ "Погибших 31, опознаны 29": of how many it is known who they were."""
        tokens, start, end = self._scan.tokens, figure.start, figure.end
        beside = (n for n in ((end,) if self._scan.lexicon.articles else (start - 1, end)) if 0 <= n < len(tokens))
        return any(tokens[n].says("identified") for n in beside)

    def _lies_in(self, figure: Figure) -> bool:
        """ "A house with 12 flats was flattened": how large it was."""
        at = figure.start - 1
        within = at > 0 and figure.counted and self._scan.lexicon.articles and any(n.is_thing for n in figure.nouns)
        if not within or not self._scan.tokens[at].says("withs"):
            return False
        return at in self._scan.noun_ends and self._scan.noun_ends[at][0].is_thing

    def _is_bound(self, figure: Figure) -> bool:
        """ "61 wounded, from a three-month-old baby to pensioners": between whom they are, and not one more."""
        tokens, end = self._scan.tokens, figure.end
        if not (figure.single and self._scan.lexicon.articles and figure.start > 0 and end < len(tokens)):
            return False
        led = any(tokens[figure.start - 1].says(name) for name in ("range_from", "origins"))
        return led and tokens[end].says("range_to")

    def _is_a_place(self, figure: Figure) -> bool:
        """ "Lozova, a rail junction in the Kharkiv region": behind a comma what the place is, and where."""
        tokens, blocked, end = self._scan.tokens, self._scan.blocked, figure.end
        named = figure.single and figure.is_thing and self._scan.lexicon.articles and figure.start > 1
        if not named or tokens[figure.start - 1].text != "," or figure.start - 2 not in blocked:
            return False
        if end + 1 >= len(tokens) or not tokens[end].says("located"):
            return False
        return end + 1 + tokens[end + 1].says("articles") in blocked

    def _describes_attack(self, figure: Figure) -> bool:
        """ "A drone attack", "a fierce drone and missile barrage": what kind of barrage, and not one drone."""
        at, tokens = figure.end, self._scan.tokens
        weapon = self._scan.lexicon.articles and figure.best == 1 and figure.family == "weapon"
        if weapon and at < len(tokens) and tokens[at].says("raids"):
            return True
        if not weapon or at + 1 >= len(tokens) or not tokens[at].says("and"):
            return False
        _, nouns = self._scan.nouns.get(at + 1, (0, ()))
        return bool(nouns) and nouns[0].family == "weapon" and not nouns[0].plural

    def _runs_late(self, figure: Figure) -> bool:
        """ "The tracks were damaged, 14 trains are running late": in a part of the sentence that tells only that."""
        tokens = self._scan.tokens
        if not figure.nouns or figure.nouns[0].unit != "train":
            return False
        if figure.end < len(tokens) and tokens[figure.end].says("delays"):
            return True  # "вісім потягів затримуються після пошкодження колії"
        low = self._scan.mark_before(figure.start) + 1
        high = next((n for n in range(figure.end, len(tokens)) if tokens[n].kind == MARK), len(tokens))
        if not any(tokens[n].says("delays") for n in range(low, high)):
            return False
        told = (p for n in range(low, high) if n in self._scan.predicates for p in self._scan.predicates[n][1])
        return not any(takes(p, figure) for p in told)

    def _named_of(self, figure: Figure) -> bool:
        """ "Among the four dead are a couple and their son": who some of them are."""
        scan, first = self._scan, self._figures[0]
        if figure is first or not first.counted or first.start > _OPENS or figure.start - first.end > REACH:
            return False
        if not any(token.says("amongs") for token in scan.tokens[: first.start]):
            return False
        people = not figure.nouns or figure.nouns[0].family == "people"
        between = scan.tokens[first.end : figure.start]
        dashed = not scan.lexicon.articles and any(token.text in DASHES for token in between)
        told = dashed or any(token.says("passive") for token in between)
        told = told or (figure.end not in scan.predicates and self._are_some(figure.end))
        return people and told and not any(token.text == ";" for token in between)

    def _are_some(self, at: int) -> bool:
        """ "Among the 17 wounded nine are women": a verb and persons right behind."""
        tokens, persons = self._scan.tokens, self._scan.nouns.get(at + 1)
        verb = at < len(tokens) and tokens[at].says("passive")
        return verb and persons is not None and persons[1][0].family == "people"

    def _belongs(self, figure: Figure) -> bool:
        """ "Мать троих детей погибла": right behind one person, who is told by them."""
        if self._scan.lexicon.articles:
            return False
        if not figure.counted or figure.start not in self._scan.noun_ends:
            return self.owns(figure)
        kin = figure.start > 0 and self._scan.tokens[figure.start - 1].says("kin")
        if kin and figure.end in self._scan.predicates:
            return True  # "родини 12 загиблих отримали допомогу"
        named = next((n for n in range(figure.start - 1, max(-1, figure.start - 4), -1) if n in self._scan.nouns), -1)
        noun = self._scan.nouns[named][1][0] if named >= 0 else None
        one_of = figure.among or self._one_of(figure)
        if noun is not None and noun.family == "people" and one_of and figure.best == 1 and not figure.more:
            return True  # "батьки однієї з загиблих", "водійка однієї з машин"
        person = noun is not None and noun.family == "people" and not noun.plural and noun.size == 1
        return person and figure.family == "people"

    def _one_of(self, figure: Figure) -> bool:
        """ "Однієї з машин", "одному з них": one of some, in a case that nothing befalls."""
        tokens, at = self._scan.tokens, figure.start + 1
        return at < len(tokens) and tokens[at - 1].norm in ONE_OF and tokens[at].says("of")

    def owns(self, figure: Figure) -> bool:
        """ "Склад местного фермера, сторожиху контузило": behind a thing, with an adjective, whose it is."""
        at, tokens = figure.start - 1, self._scan.tokens
        if figure.family != "people" or not figure.single or at < 0:
            return False
        if tokens[figure.end - 1].norm.endswith(_RELATED) and self._is_person(figure.start):
            return True  # "дочь пенсионера", "родина рятувальника"
        if not at or at not in self._scan.noun_ends:
            return False
        genitive = tokens[at].norm.endswith(_WHOSE) and tokens[figure.end - 1].norm.endswith(_OF_ONE)
        standing = tokens[at - 1].norm.endswith(_STANDING)
        return genitive and not standing and self._scan.noun_ends[at][0].is_thing

    def _is_person(self, at: int) -> bool:
        """One person, or a family, is told right before."""
        return at in self._persons or self._scan.tokens[at - 1].says("kin")

    def _did_it(self, index: int, figure: Figure) -> bool:
        """ "A second one wounded two nurses", "a third killed a driver", "another one hit a bus": a drone did it."""
        if not self._scan.lexicon.articles:
            return False
        words = self._scan.tokens[max(0, figure.start - 1) : figure.end]
        words = words[:-1] if words[-1].norm == "one" else words
        again = bool(words) and (words[-1].says("ordinals") or words[-1].norm == "another")
        told = self._scan.predicates.get(figure.end)
        behind = self._figures[index + 1] if index + 1 < len(self._figures) else None
        return again and told is not None and behind is not None and behind.start == told[0]

    def _led_out_of(self, figure: Figure) -> bool:
        """ "Из дома эвакуировали 35 человек", "35 residents of the building were rescued": whence they were led."""
        scan, end = self._scan, figure.end
        told = scan.predicates.get(end + (end < len(scan.tokens) and scan.tokens[end].says("passive")))
        if figure.counted or told is None or told[1][0].measure not in SAVED or not figure.nouns[0].is_thing:
            return False
        at = figure.start - 1
        return scan.tokens[at - (at > 0 and scan.tokens[at].says("articles"))].says("of") if at >= 0 else False

    def _was_before(self, figure: Figure) -> bool:
        """ "12 hurt, up from eight", "the toll, which was 25 on Friday, is 31": what a figure has come from."""
        tokens, at = self._scan.tokens, figure.start
        if not figure.counted or not at:
            return False
        if figure is not self._figures[0] and self._of_yesterday(figure):
            return True
        if self._came_from(figure) or self._just_was(figure):
            return True
        role = self._before.get(at) or self._before.get(at - 1) if self._before else None
        role = role or (self._before.get(self._behind_article(at)) if self._before else None)
        if role == "was_at":
            comma = next(
                (n for n in range(figure.end, min(figure.end + _AMONG, len(tokens))) if tokens[n].text == ","), -1
            )
            return 0 < comma < len(tokens) - 1 and tokens[comma + 1].says("passive")
        against = at > 1 and tokens[at - 2].text == "," and tokens[at - 1].says("against")
        return role is not None or against

    def _just_was(self, figure: Figure) -> bool:
        """ "Без тепла 1100 будинків, було 6000": behind what is left now, and nothing more said of it."""
        tokens, at, end = self._scan.tokens, figure.start, figure.end
        led = at > 1 and tokens[at - 1].says("was") and tokens[at - 2].text in ",(" and figure is not self._figures[0]
        return led and not figure.nouns and (end >= len(tokens) or tokens[end].kind == MARK)

    def _was_inside(self, index: int, figure: Figure) -> bool:
        """ "Посекло троллейбус, в нём было двенадцать пассажиров": behind a thing and a comma, who was in it."""
        tokens, at = self._scan.tokens, figure.start - 1
        if not index or not figure.counted or figure.family != "people" or not tokens[at].says("was"):
            return False
        low = self._figures[index - 1].end
        comma = next((n for n in range(at - 1, low - 1, -1) if tokens[n].kind == MARK), -1)
        if comma < 0 or not self._figures[index - 1].is_thing or self._scan.lexicon.articles:
            return False
        told = any(n in self._scan.predicates for n in range(comma, at))
        told = told or any(t.says("alls") or t.says("both") for t in tokens[figure.end :])  # "все погибли"
        return not told and any(tokens[n].says("located") for n in range(comma, at))

    def _came_from(self, figure: Figure) -> bool:
        """ "The toll was revised to three dead, from the four announced earlier": behind what it became."""
        tokens, at = self._scan.tokens, figure.start - 1
        if figure.nouns or figure is self._figures[0] or not self._scan.lexicon.articles:
            return False
        at -= at > 0 and tokens[at].says("articles")
        before = max((f.start for f in self._figures if f.counted and f.start < at), default=0)
        if not before or tokens[before - 1].says("change_from"):
            return False
        return tokens[at].says("change_from") and any(token.says("rising") for token in tokens[:at])

    def _behind_article(self, at: int) -> int:
        """Where "an initial six" begins: one adjective and an article before it."""
        tokens = self._scan.tokens
        led = at > 1 and self._scan.is_plain(at - 1) and tokens[at - 2].says("articles")
        return at - 2 if led else at

    def _of_yesterday(self, figure: Figure) -> bool:
        """ "Обесточены 20 тысяч семей, вчера — 11 тысяч", "…, ночью было 26 тысяч": told beside what is new."""
        before = self._scan.tokens[figure.start - 1]
        was = not figure.nouns and before.says("was")
        if was and figure.start > 1 and self._scan.tokens[figure.start - 2].text in ",(":
            return figure.end >= len(self._scan.tokens) or self._scan.tokens[figure.end].kind == MARK  # "12, было 8"
        days = ("yesterday", "day_before_yesterday")
        told = [s.what for s in self._scan.timings if s.end == figure.start - 1]
        return bool(told) and (was or (before.text in "–—" and told[0] in days))

    def _denied(self, figure: Figure) -> bool:
        """ "Лікарні заживлено, 6 тисяч абонентів — ні", "світло є, у 5 селах громади ще ні": the opposite is told."""
        tokens, at = self._scan.tokens, figure.end
        for n in range(at, min(at + _NAY, len(tokens))) if "nays" in self._scan.said else ():
            if tokens[n].says("nays"):
                return n + 1 >= len(tokens) or tokens[n + 1].kind == MARK
            dash = n == at and tokens[n].text in "–—"
            if n in self._scan.predicates or (tokens[n].kind == MARK and not dash):
                return False
        return False

    def _of_none(self, figure: Figure) -> bool:
        """ "None of the 60 passengers was hurt", "half of the 140 patients were moved"."""
        tokens, lexicon, at = self._scan.tokens, self._scan.lexicon, figure.start - 1
        at -= at > 0 and (tokens[at].says("articles") or tokens[at].says("its"))
        if at <= 0 or not tokens[at].says("of"):
            return False
        some = figure.family == "people" and figure.end not in self._scan.predicates and lexicon.articles
        return (some and tokens[at - 1].says("fractions")) or tokens[at - 1].says("nones")

    def _of_parts(self, index: int, figure: Figure) -> bool:
        """ "Two carriages of a train", "two hangars of a farm": the whole of what has just been counted."""
        before = self._figures[index - 1] if index else None
        if before is None or figure.best != 1 or not figure.nouns:
            return False
        if self._in_one_of(index, figure):
            return True
        if not before.nouns:
            return False
        ours = before.end == figure.start - 2 and self._scan.tokens[figure.start - 1].says("its")
        if before.end != figure.start - 1 and not ours:  # "одна з наших підстанцій"
            return False
        of_it = self._scan.tokens[before.end].says("of")
        owned = self._scan.lexicon.articles and before.nouns[0].is_thing and figure.nouns[0].unit in _OWNERS
        return of_it and (owned or before.nouns[0].unit == figure.nouns[0].unit)

    def _in_one_of(self, index: int, figure: Figure) -> bool:
        """ "Пошкоджено сім будинків, в одному з будинків поранено жінку": it is one of those that were just counted."""
        tokens, at = self._scan.tokens, figure.start
        if not at or tokens[at].norm not in _IN_ONE or not tokens[at - 1].says("located"):
            return False
        told = tokens[at + 1].says("of") and figure.end not in self._scan.blocked
        return told and any(
            f.counted and f.nouns and f.nouns[0].unit == figure.nouns[0].unit for f in self._figures[:index]
        )

    def _saved(self, figure: Figure) -> bool:
        """ "Врятовано дві автівки": things right behind such a word were not hit."""
        things = figure.counted and figure.is_thing
        at = figure.start - 1
        found = self._scan.predicates.get(at) if things else None
        return found is not None and all(p.measure in SAVED for p in found[1])

    def _saves(self, index: int, figure: Figure) -> bool:
        """ "Двоє патрульних винесли сторожа": those who did it; whom it befell would be in another case."""
        found = self._scan.predicates.get(figure.end) if figure.counted and figure.family == "people" else None
        if found is None or found[1][0].measure not in SAVED or self._scan.lexicon.articles:
            return False
        tokens, after = self._scan.tokens, self._figures[index + 1 : index + 2]
        collective = tokens[figure.start].says("collective")
        active = any(token.norm.endswith(_THEY_DID) for token in tokens[figure.end : found[0]])
        another = bool(after) and after[0].family == "people" and after[0].start <= found[0] + REACH
        return collective and active and (figure.nouns[0].part in HELPERS or another)

    def _at_work(self, figure: Figure) -> bool:
        """ "Працюють 45 рятувальників, троє поранені", "45 rescuers are at work": their own verb stands beside them."""
        if not figure.counted or not figure.nouns or figure.nouns[0].part not in HELPERS:
            return False
        tokens, end = self._scan.tokens, figure.end
        if self._scan.lexicon.articles:
            verb = end < len(tokens) and tokens[end].says("passive")
            return verb and not any(n in self._scan.predicates for n in range(end, end + _VERB))
        beside = [n for n in (figure.start - 1, end) if 0 <= n < len(tokens)]
        if any(tokens[n].says("aid") for n in beside):
            return True  # "пораненим надають допомогу 20 медиків"
        return any(self._scan.is_plain(n) and tokens[n].norm.endswith(FINITE) for n in beside)

    def _supplied(self, figure: Figure) -> bool:
        """ "Обесточены 46 подстанций", "17 firms were cut off": what only lacks power itself has not been damaged."""
        told = self._scan.predicates.get(figure.end)
        before = self._scan.ending_at(figure.start, _VERB - 1)
        told = self._scan.predicates[before] if before >= 0 else told
        cut = told is not None and all(p.is_supply for p in told[1])
        if cut and before >= 0 and not figure.counted and figure.is_thing and not self._scan.lexicon.articles:
            return True  # "обстрел обесточил шахту"
        lacks = told is not None and any(takes(p, figure) for p in told[1])  # "обесточены две насосные станции"
        return cut and not lacks and figure.counted and figure.is_thing


def _joins(token: Token) -> bool:
    """A comma, "or", "and", "nor"."""
    return token.text == "," or token.says("and") or token.says("range_to") or token.says("negation")
