"""One sentence with everything its words mean, by token index."""

from datetime import date
from itertools import takewhile
from typing import Final, final

from service.core.reading.ages import Ages, read_ages
from service.core.reading.numerals import number
from service.core.reading.outages import compose
from service.core.reading.phrases import Item
from service.core.reading.text import MARK, NUMBER, WORD, Token
from service.core.reading.words import (
    COMPOUND,
    Lexicon,
    Noun,
    Office,
    Predicate,
    Qualified,
    Resource,
    Role,
    Saying,
    Supply,
    Timing,
)

_STOPPING: Final = frozenset(
    {"none_both", "none_injured", "none_killed", "still", "stress", "including_injured", "including_killed", "reached"}
)
"""Roles at which the search for a noun behind a figure ends."""


_WAY: Final = 6
"""Most tokens between "from" and the land that something flew from."""
_WITH: Final = 12
"""Most tokens from "hit a house with" to the weapons."""
_PHRASE: Final = 5
"""Most tokens of a word for what happened, when what stands behind it is asked."""
_GAPPED: Final = 3
"""Fewest tokens of a phrase in whose gap a person or weapon may be told."""
_TOLD_IN_GAP: Final = frozenset({"people", "weapon"})
_WEAPONS: Final = frozenset({"weapon"})
_THINGS_IN_GAP: Final = frozenset({"buildings", "object"})
_LACKING: Final = frozenset({"customers", "buildings", "settlements", "people"})
_BLAST: Final = 3
"""Most tokens from "in the hospital" to what broke there: "by the blast wave"."""
_IN_GAP: Final = 2
"""Tokens of the gap; more of those who lack something."""
HELPERS: Final = frozenset({"medics", "rescuers", "police"})
"""Parts that are trades: who is of one is of no other."""
_BEFELL: Final = ("of_one", "of_several")
_BROUGHT: Final = 12
"""Most tokens from "brought" to "out of Pokrovsk"."""
_AREAS: Final = frozenset({"region_wide", "in_centre", "in_city", "in_oblasts", "somewhere", "everywhere"})
"""Roles of words that stand for a place: inside a place's name they do not."""
_NO_NAMES: Final = _AREAS | {"accident", "weather"}
"""Those, and what a village may be called by chance: "Гроза"."""
_LOOKING_BACK: Final = frozenset({"background", "campaign"})
_COMPARED: Final = 8
"""Most tokens from "the deadliest" to what it is compared with."""
_NAME: Final = 3
"""Most words of somebody's name."""


@final
class Span:
    """Something found in a sentence: token indices and what it is."""

    __slots__ = ("end", "start", "what")

    def __init__(self, start: int, end: int, what: str) -> None:
        self.start = start
        self.end = end
        self.what = what


@final
class Dated:
    """A date written in a sentence, with the index of its first token."""

    __slots__ = ("at", "day")

    def __init__(self, at: int, day: date) -> None:
        self.at = at
        self.day = day


class Scan:
    """A sentence's tokens with their meanings. `blocked` are tokens of names of places."""

    def __init__(
        self,
        tokens: tuple[Token, ...],
        lexicon: Lexicon,
        blocked: frozenset[int] = frozenset(),
        resource: str | None = None,
    ) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.blocked = blocked
        self.nouns: dict[int, tuple[int, tuple[Noun, ...]]] = {}
        self.predicates: dict[int, tuple[int, tuple[Predicate, ...]]] = {}
        self.hedges: dict[int, tuple[int, str]] = {}
        self.hedges_after: dict[int, tuple[int, str]] = {}
        self.vague: dict[int, tuple[int, int]] = {}
        self.whole: dict[int, tuple[int, float]] = {}
        self.roles: list[Span] = []
        self.offices: list[Span] = []
        self.sayings: list[Span] = []
        self.timings: list[Span] = []
        self.resources: list[Span] = []
        self.supplies: list[Span] = []
        self.dates: list[Dated] | None = None
        """Dates written in it, once they have been asked for (times.dates)."""
        self.elsewhere = False
        """Its places are others than the one that the text has told of so far."""
        self.known: set[int] = set()
        """Tokens that some phrase explains."""
        self.said: set[str] = set()
        """Sets of small words of which one occurs in it: a rule that needs one of another has nothing to look for."""
        self.marks: set[str] = set()
        """The marks that occur in it."""
        self._take_words()
        for item in lexicon.index.scan(tokens):
            self._take_whole(item)
        self._take_compounds()
        self.roles = [span for span in self.roles if span.what not in _LOOKING_BACK or not self.compares(span.start)]
        self.roles += [Span(s.start, s.end, "abroad") for s in self.roles if self._names_foreign(s)]
        self.roles += [Span(s.start, s.end, "region_wide") for s in self.roles if self._is_whole_raion(s)]
        self.roles = [s for s in self.roles if s.what != "in_centre" or not self._is_whence(s)]
        self.launches = any(p.measure == "launched" for _, found in self.predicates.values() for p in found)
        """Whether something is told to be launched."""
        self.roles = [s for s in self.roles if s.what != "abroad" or not self._ends_a_flight(s.start - 1)]
        self.role_at: dict[int, tuple[int, str]] = {}
        self.roles_at: set[int] = set()
        self.young: set[str] = set()
        for span in self.roles:
            self.role_at[span.start] = (span.end, span.what)
            if span.what in _STOPPING:
                self.roles_at.add(span.start)
            if span.what == "young":
                self.young.add(tokens[span.start].norm)
        self.noun_ends: dict[int, tuple[Noun, ...]] = {}
        """What the nouns mean, by the token behind them."""
        for end, nouns in self.nouns.values():
            self.noun_ends.setdefault(end, nouns)
        if lexicon.articles and blocked:
            self._take_beside_places()
        self._take_ages()
        self.resource = compose(self, resource)

    def _take_words(self) -> None:
        for token in self.tokens:
            groups = token.groups = self.lexicon.groups(token.norm)
            if len(groups) > 0:
                self.said.update(groups)
            if token.kind == MARK:
                self.marks.add(token.text)

    def _is_whence(self, span: Span) -> bool:
        """ "Поранено двох жителів обласного центру": whence they are, and not where it was."""
        ends = (nouns for end, nouns in self.nouns.values() if end == span.start)
        told = (p for _, found in self.predicates.values() for p in found)
        return any(nouns[0].family == "people" for nouns in ends) and not any(p.is_supply for p in told)

    def _take_beside_places(self) -> None:
        self._take_raids()
        self._take_led_out()

    def _take_raids(self) -> None:
        """ "18 drones attacked Kharkiv": with a place right behind the verb it tells how many flew there."""
        for at, nouns in reversed(self.noun_ends.items()):
            flown = nouns[0].family == "weapon" and nouns[0].plural and at + 1 in self.blocked
            if flown and at < len(self.tokens) and self.tokens[at].says("attackers"):
                end, known = self.predicates.get(at, (at + 1, ()))
                self.predicates[at] = (end, (*known, Predicate("launched", "after", ("weapon",), "")))

    def _take_led_out(self) -> None:
        """ "Police brought 12 people, three of them children, out of Pokrovsk": out of a place they are evacuated."""
        tokens = self.tokens
        for at in range(1, len(tokens) - 2) if "outs" in self.said and "brings" in self.said else ():
            if not (tokens[at].says("outs") and tokens[at + 1].says("of")) or at in self.predicates:
                continue
            place = at + 2 + tokens[at + 2].says("articles")
            verb = next((n for n in range(at - 1, max(-1, at - _BROUGHT), -1) if tokens[n].says("brings")), at)
            led = any(n in self.nouns and self.nouns[n][1][0].family == "people" for n in range(verb + 1, at))
            led = led and any(self.is_number(n) or n in self.vague for n in range(verb + 1, at))
            led = led or (verb > 0 and tokens[verb - 1].says("passive") and not tokens[verb].norm.endswith("ing"))
            if place in self.blocked and led and not any(tokens[n].text in ";:" for n in range(verb, at)):
                self.predicates[at] = (at + 2, (Predicate("evacuated", "after", ("people",), ""),))

    def _take_ages(self) -> None:
        ages = read_ages(self.tokens, self.lexicon, self.nouns, told="age" in self.said)
        self.ages: list[Ages] = [one for one in ages if not self._is_of_a_place(one)]
        self.age_at = {one.start: one for one in self.ages}
        """Ages by the token that they begin at."""
        self.age_ends = {one.end: one for one in self.ages}
        """Ages by the token behind them."""
        self.aged = {n for one in self.ages for n in range(one.start, one.end)}
        """Tokens of ages."""

    def _is_of_a_place(self, ages: Ages) -> bool:
        """ "Ранены люди в Краматорске (5), Дружковке (3)": in a bracket behind a place how many there are."""
        at = ages.start
        return len(ages.years) == 1 and at > 1 and self.tokens[at - 1].text == "(" and at - 2 in self.blocked

    def _take_compounds(self) -> None:
        """ "Слюсарів-вагонників", "соседа-пенсионера": a person named by two words, of which the first is known."""
        for at, token in enumerate(self.tokens) if COMPOUND in self.said else ():
            if not token.says(COMPOUND) or at in self.known or at in self.blocked:
                continue
            head = token.norm.partition("-")[0]
            nouns = tuple(m for m in self.lexicon.index.word(head) if isinstance(m, Noun) and m.family == "people")
            if nouns:
                self.nouns[at] = (at + 1, nouns)
                self.known.add(at)

    def _take(self, item: Item) -> None:
        start, end, means = item.start, item.end, item.means
        if end > start + 1 and any(n in self.blocked for n in range(start + 1, end)):
            means = tuple(m for m in means if type(m) is not Role or m.name not in _AREAS)  # "в городе Дергачи"
        if start in self.blocked:  # "Ukraine's air force" is a speaker; nothing else begins with the name of a place
            means = tuple(m for m in means if type(m) is Office or (type(m) is Role and m.name not in _NO_NAMES))
            if not means:
                return
        nouns: tuple[Noun, ...] = ()
        predicates: tuple[Predicate, ...] = ()
        for meaning in means:
            if isinstance(meaning, Noun):
                nouns += (meaning,)
            elif isinstance(meaning, Predicate):
                predicates += (meaning,)
            else:
                self._place(start, end, meaning)
        if nouns:
            self.nouns[start] = (end, nouns)
        if predicates:
            self._take_predicates(start, end, predicates)
        if end - start >= _GAPPED and predicates:
            self._take_told(start + 1, end - 1, self._told_in_gap(start, end, predicates))
        if end > start + 1 and any(type(m) is Role and m.name == "losses" for m in means):
            self._take_verb(end)
        for at in range(start, end):
            self.known.add(at)

    def _take_whole(self, item: Item) -> None:
        """What a phrase means, but what its words mean where they only stand side by side."""
        if item.end == item.start + 2 and self._is_next_one(item.start, item.end):
            self._take_apart(item.start, item.end)
        else:
            self._take(item)

    def _is_next_one(self, start: int, end: int) -> bool:
        """ "Двоє загинули, третій поранений": what befell one more than were just counted, and no toll of three."""
        if not self.tokens[start].says("ordinals") or start < 2 or self.tokens[start - 1].text != ",":
            return False
        closed = end == len(self.tokens) or self.tokens[end].kind == MARK
        last = self.mark_before(start - 1)
        return closed and any(self.is_number(n) for n in range(last + 1, start - 1))

    def _take_predicates(self, start: int, end: int, predicates: tuple[Predicate, ...]) -> None:
        further = self._led_further(start, end, predicates)
        if further is not None:
            self._take(further)
        elif self._is_with_others(start, end, predicates):
            self._take_apart(start, end)
        elif self._is_place_of_damage(start, end, predicates):
            self._take_noun(start + 1, end)
        elif not self._negated(start) and not self._none_of(start, predicates):
            self.predicates[start] = (end, predicates)

    def _told_in_gap(self, start: int, end: int, predicates: tuple[Predicate, ...]) -> frozenset[str]:
        """Families of what may be told in the gap of a phrase; of things what is counted, or what has lost a piece."""
        first = self.tokens[start]
        piece = first.says("panes") or any(
            isinstance(m, Role) and m.name == "piece" for m in self.lexicon.index.word(first.norm)
        )
        families = {p.families[0] for p in predicates}
        told = _TOLD_IN_GAP & families
        if predicates[0].kind == "attack" and not told and any(self.is_number(n) for n in range(start + 1, end - 1)):
            return _WEAPONS  # "удар двома ракетами по школі": they are counted, and nothing that was hit
        things = predicates[0].is_damage and (piece or self.is_number(start + 1))
        if predicates[0].is_supply and any(self.is_number(n) for n in range(start + 1, end - 2)):
            return _LACKING  # "leaving 640 buildings cold"
        return told | _THINGS_IN_GAP if things else told  # "вікна трьох будинків вибито", "дах школи зірвало"

    def _take_told(self, start: int, end: int, told: frozenset[str]) -> None:
        """ "Доставили двух женщин в больницу", "скинули дві бомби на місто": what is told in the gap of a phrase."""
        reach = end - start if told is _LACKING else _IN_GAP
        for at in range(start, min(start + reach, end)) if told else ():
            item = self.lexicon.index.at(self.tokens, at)
            nouns = () if item is None else tuple(m for m in item.means if isinstance(m, Noun))
            several = next((m for m in item.means if type(m) is int), None) if item is not None else None
            if item is not None and item.end < end and several is not None:
                self._place(at, item.end, several)  # "доля кількох людей невідома"
            if item is not None and item.end <= end and nouns and nouns[0].family in told:
                if nouns[0].part not in HELPERS:
                    self.nouns[at] = (item.end, nouns)
                return

    def _take_verb(self, end: int) -> None:
        """ "Наші захисники знищили вісім ракет": what the last word says is told of missiles, and of no losses."""
        item = self.lexicon.index.at(self.tokens, end - 1)
        if item is not None and item.end >= end and any(isinstance(m, Predicate) for m in item.means):
            self._take(item)

    def _led_further(self, start: int, end: int, predicates: tuple[Predicate, ...]) -> Item | None:
        """ "Після прильотів у пітьму занурилися 640 тисяч": the word that the preposition of an attack's belongs to."""
        attack = end > start + 1 and bool(predicates) and all(p.kind == "attack" for p in predicates)
        if not attack or not self.tokens[end - 1].says("into"):
            return None
        item = self.lexicon.index.at(self.tokens, end - 1)
        told = item is not None and item.end > end and any(isinstance(m, Predicate) for m in item.means)
        return item if told else None

    def _is_with_others(self, start: int, end: int, predicates: tuple[Predicate, ...]) -> bool:
        """ "A drone hit a house in Sumy with five people inside": no weapons that they hit it with."""
        with_ = end - start > 2 and self.tokens[end - 1].says("withs") and self.lexicon.articles
        if not with_ or any(p.measure != "launched" for p in predicates):
            return False
        for at in range(end, min(end + _WITH, len(self.tokens))):
            item = self.lexicon.index.at(self.tokens, at)
            if item is not None and any(isinstance(m, Noun) and m.family == "weapon" for m in item.means):
                return False
        return True

    def _take_apart(self, start: int, end: int) -> None:
        """What the words of a phrase mean one by one."""
        self._take(Item(start, start + 1, self.lexicon.index.word(self.tokens[start].norm)))
        at = start + 1
        while at < end:
            item = self.lexicon.index.at(self.tokens, at)
            if item is not None and item.end <= end:
                self._take(item)
                at = item.end
            else:
                at += 1

    def _is_place_of_damage(self, start: int, end: int, predicates: tuple[Predicate, ...]) -> bool:
        """ "Вибито шибки у лікарні", "в больнице выбиты окна": beside damage "in hospital" is no state of persons."""
        if all(p.kind != "state" for p in predicates):
            return False
        before = next((self.predicates[n] for n in range(start - 1, start - _PHRASE, -1) if n in self.predicates), None)
        panes = [] if before is None else self.tokens[before[0] : start]  # "вибито 14 вікон у лікарні"
        beside = all(token.kind == NUMBER or token.says("panes") for token in panes)
        if before is not None and beside and any(p.is_damage for p in before[1]):
            return True
        while end in self.blocked:
            end += 1
        last = min(end + (1 if self.lexicon.articles else _BLAST), len(self.tokens))
        blast = takewhile(lambda n: self.tokens[n].kind == WORD, range(end, last))
        found = (self.lexicon.index.at(self.tokens, n) for n in blast)  # "у лікарні вибуховою хвилею вибило 40 вікон"
        item = next((one for one in found if one is not None), None)
        behind = [] if item is None else [m for m in item.means if isinstance(m, Predicate)]
        persons = item is not None and any(isinstance(m, Role) and m.name in _BEFELL for m in item.means)
        return bool(behind) and not persons and all(p.is_damage for p in behind)

    def _take_noun(self, start: int, end: int) -> None:
        """The noun that a longer phrase has swallowed: "в районній лікарні"."""
        for at in range(start, end):
            item = self.lexicon.index.at(self.tokens, at)
            if item is not None and item.end <= end and any(isinstance(m, Noun) for m in item.means):
                self._take(item)
                return

    def _place(self, start: int, end: int, meaning: object) -> None:
        if isinstance(meaning, Role):
            if meaning.name == "journey" and end == start + 2 and end not in self.blocked:
                self._take_goer(start)
            self.roles.append(Span(start, end, meaning.name))
        elif isinstance(meaning, Qualified):
            self._hedge(start, end, meaning)
        elif isinstance(meaning, Office):
            self.offices.append(Span(start, end, meaning.rank))
        elif isinstance(meaning, Saying):
            self.sayings.append(Span(start, end, meaning.side))
        elif isinstance(meaning, Timing):
            self.timings.append(Span(start, end, meaning.name))
        elif isinstance(meaning, Resource):
            self.resources.append(Span(start, end, meaning.name))
        elif isinstance(meaning, Supply):
            self.supplies.append(Span(start, end, meaning.what))
        elif isinstance(meaning, float):
            self.whole[start] = (end, meaning)
        elif isinstance(meaning, int):
            self.vague[start] = (end, meaning)

    def _take_goer(self, at: int) -> None:
        """ "Попал в автобус на остановке": with no place behind it the bus goes nowhere, and is a thing."""
        if not self.lexicon.articles:
            self._take(Item(at, at + 1, self.lexicon.index.word(self.tokens[at].norm)))

    def _hedge(self, start: int, end: int, meaning: Qualified) -> None:
        """ "40 и более"; but of "здание и более 40 машин" the "и" joins, and "более" goes with what follows.

        "Attacked with 126 drones plus two missiles": it only joins.
        """
        number = end < len(self.tokens) and self.tokens[end].kind == NUMBER
        joins = start + 1 == end < len(self.tokens) and (number or self.tokens[end].norm in self.lexicon.numbers)
        if meaning.side == "before":
            self.hedges[start] = (end, meaning.name)
        elif number and start + 1 < end and self.tokens[start].says("and"):
            self.hedges[start + 1] = (end, meaning.name)
        elif not joins:
            self.hedges_after[start] = (end, meaning.name)

    def _negated(self, start: int) -> bool:
        """ "Not" stands right before it, or with one small word between."""
        return any(
            self.tokens[n].says("negation") and (n == start - 1 or self.is_small(n + 1))
            for n in range(max(0, start - 2), start)
        )

    def _none_of(self, start: int, predicates: tuple[Predicate, ...]) -> bool:
        """ "No direct hits on infrastructure", "no damage to houses": "no" right before it, or one word between."""
        if not self.lexicon.articles or any(not p.is_damage for p in predicates):
            return False
        before = self.tokens[max(0, start - 2) : start]
        return any(t.says("refuses") for t in before) and before[-1].kind == WORD

    def compares(self, start: int) -> bool:
        """ "The deadliest strike since the invasion began": told of the strike, not of all since."""
        for n in range(start - 1, max(-1, start - _COMPARED - 1), -1):
            if self.tokens[n].text == ":":
                return False  # "не вперше під вогнем: торік …"
            if self.tokens[n].says("records"):
                return True
        nth = start > 0 and self.tokens[start - 1].says("ordinals")
        return nth and self.tokens[start].says("since")  # "the fifth since the start of October"

    def _is_whole_raion(self, span: Span) -> bool:
        """ "За неделю в районе погибли семь": with no noun behind it, which would say what the area is of."""
        if span.what != "in_raion":
            return False
        at = span.end
        if at >= len(self.tokens) or at in self.predicates or any(supply.start == at for supply in self.supplies):
            return True
        if self.lexicon.articles and self.tokens[at].says("passive") and at + 1 in self.predicates:
            return True  # "ten houses across the district were damaged"
        behind = self.tokens[at + 1].norm if at + 1 < len(self.tokens) else ""
        related = self.lexicon.says("where", behind) or self.lexicon.says("relatives", behind)  # "в районі, де …"
        return self.tokens[at].text in ",.;–—" and not related

    def _names_foreign(self, span: Span) -> bool:
        """ "На околиці румунського Плауру": a place that no list has, in a land that is told."""
        at = span.end
        return (
            span.what == "foreign_land" and at < len(self.tokens) and at not in self.blocked and self.tokens[at].capital
        )

    def _ends_a_flight(self, at: int) -> bool:
        """ "Ракетами Х-59 из Курской области", "три вернулись на территорию РФ": from there, or to there it flew."""
        floor = at - _WAY
        if any(token.says("flew") for token in self.tokens[max(0, at - 1) : at + 1]):
            return True
        if not self.launches:
            return False
        while at > max(0, floor) and self.tokens[at].says("origin_words"):
            at -= 1
        return at >= 0 and self.tokens[at].says("origins")

    def breaks(self, at: int) -> bool:
        """A word with which a thought breaks off; in "поки що" it is none."""
        kept = self.role_at.get(at - 1)
        return self.tokens[at].says("breaks") and kept != (at + 1, "remains")

    def leads_there(self, at: int) -> bool:
        """ "У будинок, куди влучила ракета", "у який врізався дрон": a word that tells it of what stands before."""
        tokens = self.tokens
        if tokens[at].says("whither"):
            return True
        return at + 1 < len(tokens) and tokens[at].says("into") and tokens[at + 1].says("relatives")

    def is_small(self, at: int) -> bool:
        """A small word that may stand between a figure and its predicate."""
        return self.tokens[at].says("skip")

    def ends(self, start: int, end: int) -> bool:
        """Whether a word for what happened stands from `start` up to `end`."""
        return start in self.predicates and self.predicates[start][0] == end

    def ending_at(self, end: int, reach: int) -> int:
        """Where a word for what happened begins that ends here, at most `reach` tokens before; else -1."""
        return next((n for n in range(max(0, end - reach), end) if self.ends(n, end)), -1)

    def is_plain(self, at: int) -> bool:
        """A word of which the lexicon knows nothing at all."""
        token = self.tokens[at]
        if token.kind != WORD or at in self.known or at in self.blocked or token.norm[0] == "-":
            return False
        return not token.says("small") and number(self.tokens, at, self.lexicon) is None

    def mark_before(self, at: int) -> int:
        """The last mark before a token; -1 where none stands there."""
        return next((n for n in range(at - 1, -1, -1) if self.tokens[n].kind == MARK), -1)

    def behind_place(self, at: int) -> int:
        """ "One of the wounded in Sumy died": past a preposition and the place behind it; `at` itself where none is."""
        first = at + (at < len(self.tokens) and self.tokens[at].says("located"))
        first += (
            first > at and first < len(self.tokens) and self.tokens[first].says("articles")
        )  # "in the village of …"
        end = first
        while end > at and end in self.blocked:
            end += 1
        return end if end > first else at

    def before_place(self, at: int) -> int:
        """ "У Харкові на Салтівці з 15 будинків …": where the places before a token begin, else the token."""
        first = at
        while first > 0 and (first - 1 in self.blocked or (first < at and self.tokens[first - 1].says("located"))):
            first -= 1
        return first

    def before_age(self, at: int) -> int:
        """ "У 45-річної жінки": where the age right before a token begins; `at` itself where none is."""
        ages = self.age_ends.get(at) if self.age_ends else None
        return at if ages is None else ages.start

    def behind_age(self, at: int) -> int:
        """ "Мужчина 34 лет погиб": past the age that begins at a token; `at` itself where none does."""
        ages = self.age_at.get(at) if self.age_at else None
        return at if ages is None else ages.end

    def behind_name(self, at: int) -> int:
        """ "Лікар Віктор Мироненко, 51 рік": past the name that begins at a token; `at` where none does."""
        end, last = at, min(at + _NAME, len(self.tokens))
        while end < last and self.tokens[end].capital and end not in self.blocked and end not in self.predicates:
            end += 1
        return end

    def is_number(self, at: int) -> bool:
        """Digits, or a word for a number."""
        token = self.tokens[at]
        return token.kind == NUMBER or token.norm in self.lexicon.numbers

    def past(self, role: str, at: int) -> int:
        """Behind the role if it begins here."""
        return self.role_at[at][0] if self.role_of(at) == role else at

    def role_of(self, at: int) -> str | None:
        """The role that begins at a token."""
        found = self.role_at.get(at) if self.role_at else None
        return found[1] if found else None

    def has(self, role: str) -> bool:
        """Whether a role occurs."""
        return any(span.what == role for span in self.roles)
