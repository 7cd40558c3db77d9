"""Of whom or what a word for what happened is told: of the figure, or of something else in the sentence.

"A missile destroyed a workshop" is not told of the missile, and in "the boiler house failed, 48 homes stand cold" the
homes have a verb of their own.
"""

from typing import Final, final

from service.core.reading.figures.figure import Figure
from service.core.reading.figures.nouns import ADJECTIVAL
from service.core.reading.linking.clauses import ends_list, opens_clause
from service.core.reading.linking.fitting import DOWNED, same_family, takes
from service.core.reading.linking.left_without import waits
from service.core.reading.linking.some_of_them import is_of_some
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK
from service.core.reading.words import Predicate

_OBLIQUE: Final = ("их", "ого", "его", "ому", "ими", "ої", "ій", "ых", "ыми", "ой", "нном")
"""Endings of participles that only describe, in Ukrainian and Russian."""
_NOTHING: Final = frozenset({"ничего", "нічого"})
""" "Не осталось ничего": it ends as they do."""
_ADJECTIVE: Final = ("не", "ний", "ну", "ні", "ене", "ное", "ный", "ную", "ные", "ене")
"""The same of adjectives where a preposition takes the accusative."""
OF_SEVERAL: Final = ("ых", "их")
"""Endings of what describes several, in Ukrainian and Russian."""
_ADJECTIVES: Final = (*OF_SEVERAL, "ий", "ый", "ая")
"""Endings of "wounded" as the noun of several, and of one, in Ukrainian and Russian."""
_PAST: Final = ("ли", "лись", "лися")
"""Endings of verbs in the past, of several, in Ukrainian and Russian."""
_HAD_TO: Final = (*_PAST, "лося", "лось")
"""Those of one that nobody does: "довелося", "пришлось"."""
_TOOK: Final = ("ив", "ав", "їв", "ув", "яв", "ала", "ила", "яла", "ало", "ило", "яло", "ил", "ал", "ял")
"""The same of one, which has several for its object."""
_PRESENT: Final = ("ють", "уть", "ять", "ют", "ут", "ят")
"""The same in the present."""
_GOING: Final = (
    "уються", "аються", "яються", "ають", "ують", "яють", "ются", "ают", "уют", "яют",
    "ає", "ює", "ує", "яє", "ает", "яет", "ует",
)  # fmt: skip
"""The same of the longer forms that no noun has, and of many: "работает 420 спасателей"."""
_LEADING: Final = (*_PAST, *_TOOK, *_GOING)
_PAST_OF_ONE: Final = (
    "л", "ла", "лся", "лась", "ив", "ав", "їв", "ув", "вся", "лася",
    "ает", "яет", "ует", "дет", "сит", "дит", "рит", "ає", "яє", "ує", "ить",
)  # fmt: skip
"""The same of one person, and in the present."""
_VERBS: Final = (
    "ет", "ют", "ит", "ят", "ут", "ат", "лся", "лась", "лось", "лись", "ыта", "ыто", "ыты", "ено", "ены", "ена",
    "ована", "овано", "ованы",
    "ає", "ює", "ує", "ють", "ить", "їть", "лася", "лося", "вся", "лися", "ано", "ться", "тся",
)  # fmt: skip
"""The same of what things do or what is done to them."""
FINITE: Final = (
    "ют", "ут", "ят", "ат", "ють", "уть", "ять", "ать", "лись", "лся", "лась", "лось", "лися", "вся", "лася", "лося",
    "тся", "ться", "ено", "ано", "уто", "ято", "ены", "аны", "яты", "ені", "ані",
)  # fmt: skip
"""Endings of verbs that tell something of several, or of themselves."""
_OF_ONE: Final = ("ого", "ої", "ой")
"""Endings of participles in the genitive of one."""
_OWN: Final = 6
"""Most tokens from its own word to a figure."""
_LEAD: Final = 4
"""Most tokens between "at" and the market."""
_INTO: Final = (
    "ый", "ий", "ой", "ую", "юю", "ое", "ее", "ые", "ие", "ій", "ву", "ну", "ьку", "ню", "не", "ве", "ке", "ні",
)  # fmt: skip
"""Endings of adjectives in the accusative."""
_OF_TOWN: Final = ("ську", "цьку", "скую", "цкую")
"""Endings of a town's adjective before what was hit."""
_OF_HIM: Final = ("его", "ого")
_OF_HER: Final = ("шей", "ной", "той", "лої", "ної", "тої")
_OF_THEM: Final = ("ших", "ных", "тых", "лих", "них", "тих")
"""These three: endings of participles in the genitive, in Russian and Ukrainian."""
_OBJECT: Final = ("у", "ю")
"""Endings of feminine nouns in the accusative."""
_BROUGHT_OUT: Final = frozenset({"evacuated", "rescued"})
_GOES_ON: Final = 8
"""Most tokens between "killed" and the last of those whom it tells of."""
_LIST: Final = 24
"""Most tokens from "killed" or "destroyed" to the last of those whom it tells of."""
_OWNED: Final = 4
"""Most tokens from "the driver" of a bus, or his age, to what befell him."""
_RIGHT_BEFORE: Final = 2
"""Most tokens between "seven wagons" and "had burned"."""


@final
class Subjects:
    """Of whom and what the words of one sentence are told."""

    def __init__(self, scan: Scan, figures: list[Figure]) -> None:
        self._scan = scan
        self._figures = figures

    def is_of_another(self, index: int, start: int, told: Predicate, *, back: bool) -> bool:
        """Whether the word at `start`, meaning `told`, is told of another; `back` when the figure stands first."""
        figure, end = self._figures[index], self._scan.predicates[start][0]
        low, high = (figure.end, start) if back else (end, figure.start)
        if back and self._scan.leads_there(start):  # "у будинку на вулиці Стуса, куди влучила ракета"
            nearer = self._figures[index + 1 : index + 2]
            return any(other.is_thing and other.end < start and not other.counted for other in nearer)
        if not back and (self._stands_before(index, start) or self._is_behind_another(figure, low, start, end)):
            return True
        elsewhere = self._ridden(index) or self._of_one_of(index, start) if back else self._stands_by(index, end, told)
        elsewhere = elsewhere or (back and self._in_clause_before(figure, start))
        elsewhere = elsewhere or (back and self._is_part_before(figure, start))
        elsewhere = elsewhere or (not back and (self._regretted(figure, low) or self._is_object(figure, low, start)))
        if back and told.measure in DOWNED:
            elsewhere = elsewhere or self._of_thing_beside(index, start) or self._struck_thing(figure, start, end)
        if elsewhere or self._where_it_was(index, end, told, back=back):
            return True
        if not figure.counted:
            named = self._attributive(figure, start, end) or self._apart(figure, low, high)
            if named or (back and (self._is_kin(figure, start) or self._is_of_list(index, start))):
                return True
        if back:
            next_verb = self._goes_on_to(figure, start, end) or self._is_noun_of_next(index, start)
            return next_verb or self._led(figure, low, high) or self._is_ahead_of_another(figure, start, end, told)
        return self._led(figure, low, high) or self._has_verb_behind_struck(index, end, told)

    def _in_clause_before(self, figure: Figure, start: int) -> bool:
        """ "A house, which stands next to a school, was destroyed": in the clause that closes right before the verb."""
        scan, tokens = self._scan, self._scan.tokens
        if not scan.lexicon.articles or "relatives" not in scan.said:
            return False
        comma = next((n for n in range(start - 1, max(figure.end, start - _LEAD) - 1, -1) if not scan.is_small(n)), 0)
        if comma < figure.end or tokens[comma].text != ",":
            return False
        opens = next((n for n in range(comma - 1, 0, -1) if tokens[n].kind == MARK), 0)
        led = opens + 1 + tokens[opens + 1].says("prepositions")
        which = tokens[led].says("relatives") and scan.role_of(led) != "that_is"
        return which and 0 < opens < figure.start and tokens[opens].text == ","

    def _is_part_before(self, figure: Figure, start: int) -> bool:
        """ "Five were hurt, two children among them, and a man was killed": the verb is of the one behind "and"."""
        scan, tokens = self._scan, self._scan.tokens
        if "amongs" not in scan.said or not scan.lexicon.articles or figure.family != "people":
            return False
        near = range(figure.end, min(start, figure.end + _LEAD + 1))
        at = next((n for n in near if tokens[n].says("amongs")), 0)
        closed = 0 < at < start - 3 and tokens[at + 2].text == "," and tokens[at + 3].says("and")
        closed = closed and tokens[at + 1].says("them")
        told = closed and any(n < figure.start for n in scan.predicates)
        return told and any(at < f.start < start and f.family == "people" for f in self._figures)

    def _of_thing_beside(self, index: int, start: int) -> bool:
        """ "Three KABs, a school destroyed": of the thing right before the word, and so of no weapon."""
        beside = next((f for f in self._figures[index + 1 :] if f.end == start), None)
        return beside is not None and beside.is_thing and self._figures[index].family == "weapon"

    def _struck_thing(self, figure: Figure, start: int, end: int) -> bool:
        """ "БпЛА поразили две подстанции": the weapons right before a verb of several are what did it to the things."""
        tokens = self._scan.tokens
        beside = figure.end == start or (figure.end == start - 1 and tokens[figure.end].kind != MARK)
        if self._scan.lexicon.articles or not beside or not tokens[start].norm.endswith("ли"):
            return False
        first = self._scan.behind_place(end)
        return any(f.is_thing and f.start in (first, first + 1) for f in self._figures)

    def _is_noun_of_next(self, index: int, start: int) -> bool:
        """ "57 жильцов, помощь получили одиннадцать раненых": over a comma, right behind another number as its noun."""
        scan, figure = self._scan, self._figures[index]
        if scan.lexicon.articles or not scan.tokens[start].norm.endswith(_ADJECTIVES):
            return False
        own = next((f for f in self._figures[index + 1 :] if f.end == start and f.counted and not f.nouns), None)
        if own is not None and (own.best == 1) is scan.tokens[start].norm.endswith(OF_SEVERAL):
            return False  # "ещё один постраждавший", and of several "ещё двое пострадавших"
        return own is not None and any(token.text in ",;" for token in scan.tokens[figure.end : own.start])

    def _regretted(self, figure: Figure, low: int) -> bool:
        """ "Двое ранены, слесарь депо, к сожалению, погиб": over a comma the verb behind the regret is his."""
        regret = next((s for s in self._scan.roles if s.what == "regret" and s.start > figure.end), None)
        if regret is None or figure.counted or not any(t.text == "," for t in self._scan.tokens[low : figure.start]):
            return False
        near = regret.start - figure.end <= _RIGHT_BEFORE and any(
            self.is_verb_of_one(n) for n in (regret.end, regret.end + 1)
        )
        return near and not any(figure.end <= f.start < regret.end for f in self._figures)

    def _is_object(self, figure: Figure, low: int, start: int) -> bool:
        """ "Чоловік загинув, дружину доправили до лікарні": in the accusative, over a comma from a verb of one."""
        tokens = self._scan.tokens
        accusative = figure.single and not figure.counted and tokens[figure.end - 1].norm.endswith(_OBJECT)
        comma = accusative and any(token.text == "," for token in tokens[low : figure.start])
        return comma and tokens[start].says("died")

    def _of_next_verb(self, figure: Figure, start: int) -> bool:
        """ "Загинула пенсіонерка, чоловік та його дружина поранені": over a comma the verb of several is theirs."""
        scan = self._scan
        gone = scan.tokens[scan.predicates[start][0] - 1].says("of_genitive")  # "не стало жінки, її чоловік …"
        if figure.counted or scan.lexicon.articles or not (gone or self.is_verb_of_one(start)):
            return False
        comma = any(token.text == "," for token in scan.tokens[scan.predicates[start][0] : figure.start])
        plural = next((s.start for s in scan.roles if s.what == "of_several" and s.start >= figure.end), 0)
        plural = plural or self._state_behind_list(figure)
        if not comma or not plural or figure.nouns[0].family != "people":
            return False
        return all(token.kind != MARK for token in scan.tokens[figure.end : plural])

    def _state_behind_list(self, figure: Figure) -> int:
        """ "Загинула жінка, її чоловік і син — у лікарні": where the dash or word stands that tells how they are."""
        tokens, end = self._scan.tokens, min(figure.end + _GOES_ON, len(self._scan.tokens) - 1)
        dash = next((n for n in range(figure.end, end) if tokens[n].kind == MARK), end)
        told = self._scan.predicates.get(dash + 1)
        listed = any(tokens[n].says("and") for n in range(figure.end, dash))
        state = told is not None and all(p.kind == "state" for p in told[1])
        if state and listed and tokens[dash].text in DASHES:
            return dash
        near = next((n for n in range(figure.end, dash) if n in self._scan.predicates), 0)
        lying = near and any(p.kind == "state" or p.side == "after" for p in self._scan.predicates[near][1])
        joined = any(tokens[n].says("and") for n in range(figure.end, near))
        return near if lying and joined else 0  # "її чоловік і маленька донька в лікарні"

    def is_verb_of_one(self, start: int) -> bool:
        """ "Загинув", "поранена": what is said of one."""
        return any(s.what == "of_one" and s.start == start for s in self._scan.roles)

    def _speaks(self, figure: Figure) -> bool:
        """ "Семеро поранених, повідомила директорка лікарні": who says it, right behind the word for saying."""
        sayings = self._scan.sayings
        return bool(sayings) and not figure.counted and any(s.end == figure.start for s in sayings)

    def _of_one_of(self, index: int, start: int) -> bool:
        """ "Батьки однієї з загиблих": of the one, and of nobody who is named before."""
        figure = self._figures[index]
        if not self._scan.tokens[start - 1].says("of"):
            return False
        return any(other is not figure and other.counted and other.end == start - 1 for other in self._figures)

    def is_of_persons(self, figure: Figure, predicates: tuple[Predicate, ...]) -> bool:
        """ "300 drones flew. Kyiv counted two dead": a word of persons right behind, so no carried noun is meant."""
        behind = self._scan.predicates.get(figure.end) if figure.carried else None
        persons = behind is not None and all(p.families[0] == "people" for p in behind[1])
        return persons and all(p.families[0] == "weapon" for p in predicates)

    def is_of_one(self, figure: Figure, start: int) -> bool:
        """ "Three people came under fire, one woman was killed": over a comma a verb in the singular is of one."""
        if not figure.counted or figure.best in (None, 1) or start < figure.end:
            return False
        apart = any(token.text in ",:" for token in self._scan.tokens[figure.end : start])
        return apart and self.is_verb_of_one(start)

    def passive(self, start: int) -> bool:
        """ "Were killed": what follows such a word is not what it happened to."""
        tokens = self._scan.tokens
        for back in (start - 1, start - 2):
            if back < 0:
                return False
            if tokens[back].says("passive"):
                return not self._scan.has("inverted")
            if not tokens[back].norm.endswith("ly"):
                return False
        return False

    # -- the word stands before the figure -----------------------------------------------------------------------------

    def _stands_before(self, index: int, start: int) -> bool:
        """ "Seven wagons had burned and three trains were late": the word is told of the like that stands before it."""
        if not index:
            return False
        if not self._scan.lexicon.articles:
            return self._of_one_before(index, start) or self._of_several_before(index, start)
        before, figure = self._figures[index - 1], self._figures[index]
        if self._own_each(before, start, figure):
            return True
        if before.end > start or start - before.end > _RIGHT_BEFORE or not before.nouns or not before.counted:
            return False
        clear = all(self._scan.is_small(n) for n in range(before.end, start))
        return clear and (same_family(before, figure) or self._has_own(figure))

    def _has_own(self, figure: Figure) -> bool:
        """ "A pumping station was left without power and 23,000 residents of the district had no water"."""
        own = self._word_behind(figure, figure.end + _GOES_ON)
        between = self._scan.tokens[figure.end : own]
        joins = any(token.kind == MARK or token.says("and") for token in between)
        return own is not None and not joins

    def _word_behind(self, figure: Figure, end: int) -> int | None:
        """Where the first word for what happened behind a figure begins, if it comes before `end` and can take it."""
        scan = self._scan
        own = next((n for n in range(figure.end, min(end, len(scan.tokens))) if n in scan.predicates), None)
        takes_it = own is not None and any(p.side != "before" and takes(p, figure) for p in scan.predicates[own][1])
        return own if takes_it else None

    def _own_each(self, before: Figure, start: int, figure: Figure) -> bool:
        """ "1 dead 2 wounded": the word right behind the one figure, and another right behind the next."""
        own = self._scan.predicates.get(figure.end)
        close = before.counted and figure.counted and before.end == start
        close = close and self._scan.predicates[start][0] == figure.start
        return close and own is not None and any(p.side != "before" and takes(p, figure) for p in own[1])

    def _of_one_before(self, index: int, start: int) -> bool:
        """ "Чоловік загинув, дружина та двоє дітей поранені": over a comma a verb of one is told of whom it follows."""
        figure, before = self._figures[index], self._figures[index - 1]
        aged = self._scan.behind_age(before.end)
        one = before.single or (before.counted and before.best == 1)  # "одна жінка загинула, дві її доньки травмовані"
        if start not in (before.end, aged) or not one or not self.is_verb_of_one(start):
            return False
        low = self._scan.predicates[start][0]
        return low < figure.start and self._scan.tokens[low].text == ","

    def _of_several_before(self, index: int, start: int) -> bool:
        """ "Двоє загинули, водій та пасажир поранені": of whom it follows; behind the comma others have theirs."""
        scan, figure = self._scan, self._figures[index]
        low = scan.predicates[start][0]
        several = any(s.what == "of_several" and s.start == start for s in scan.roles)
        if not several or low >= figure.start or scan.tokens[low].text != "," or figure.family != "people":
            return False
        subjects = (f for f in self._figures[:index] if f.end <= start <= f.end + _OWNED)
        if not any(all(scan.tokens[n].kind != MARK for n in range(f.end, start)) for f in subjects):
            return False
        own = self._word_behind(figure, figure.end + 2 * _GOES_ON)
        return own is not None and all(t.text not in ";:–—" for t in scan.tokens[figure.end : own])

    def _is_behind_another(self, figure: Figure, low: int, start: int, end: int) -> bool:
        """Whether a figure behind a word is told of something else."""
        if self._told_elsehow(figure, low) or self._speaks(figure) or self._of_next_verb(figure, start):
            return True
        if self._contrasted(figure, low):
            return True
        measure = self._scan.predicates[start][1][0].measure
        restored = measure.startswith("restored_") or (measure in _BROUGHT_OUT and not self._scan.lexicon.articles)
        if self._acts(figure, low) or self._located(figure, low, end) or self._behind_verb(figure, low):
            return True
        return restored and self._remains(figure, low)

    def _contrasted(self, figure: Figure, low: int) -> bool:
        """ "Тепло запустили у 412 будинків, а от 1 046, переважно на лівому березі, без опалення": of the next word."""
        scan = self._scan
        if scan.lexicon.articles or not figure.counted or "contrasts" not in scan.said:
            return False
        between = scan.tokens[low : figure.start]
        if not any(t.says("contrasts") for t in between) or any(t.says("negation") for t in between):
            return False  # "погибших не пятеро, а четверо"
        end = next((n for n in range(figure.end, len(scan.tokens)) if scan.tokens[n].text in ";:"), len(scan.tokens))
        return self._word_behind(figure, end) is not None

    def _told_elsehow(self, figure: Figure, low: int) -> bool:
        """ "Two depots were damaged, three trains delayed": behind a comma, with a verb that no lexicon has."""
        tokens, at = self._scan.tokens, figure.end
        if not self._scan.lexicon.articles or not _several(figure) or at >= len(tokens):
            return False
        if figure.start - low > _LEAD * 2 or all(token.text != "," for token in tokens[low : figure.start]):
            return False
        at += tokens[at].says("passive")
        closed = at + 1 >= len(tokens) or tokens[at + 1].kind == MARK
        return at < len(tokens) and self._scan.is_plain(at) and tokens[at].norm.endswith("ed") and closed

    def _behind_verb(self, figure: Figure, low: int) -> bool:
        """ "Котельная вышла из строя, холодными стоят 48 домов": behind a comma, a verb that no lexicon has."""
        if self._scan.lexicon.articles or not figure.counted:
            return False
        tokens = self._scan.tokens
        comma = next((n for n in range(figure.start - 1, low - 1, -1) if tokens[n].text == ","), figure.start)
        return any(self._scan.is_plain(n) and tokens[n].norm.endswith(FINITE) for n in range(comma + 1, figure.start))

    def _acts(self, figure: Figure, low: int) -> bool:
        """ "…, остальные 140 жильцов вышли сами": behind a comma, with a verb of its own that no lexicon has."""
        tokens, at = self._scan.tokens, figure.end
        if at >= len(tokens) or self._scan.lexicon.articles:
            return False
        if all(token.text not in ",:" for token in tokens[low : figure.start]):
            return False
        person = figure.nouns[0].family == "people" if figure.nouns else False
        if not figure.counted and not person and tokens[at].says("negation"):
            return True  # "…, рынок не работает"
        verbs = _PAST if figure.counted else _PAST_OF_ONE if person else _VERBS
        had_to = person and not figure.more and tokens[at].norm.endswith(_HAD_TO)
        if had_to and (self._scan.is_plain(at) or self._scan.is_small(at)):
            return True  # "…, одну бабусю довелося виносити", "…, дитину виносили на руках"
        if figure.counted and tokens[at].norm.endswith(_PRESENT) and at not in self._scan.predicates:
            return any(s.start == at for s in self._scan.supplies)  # "підключили 5 600, 1 900 чекають"
        return (self._scan.is_plain(at) or self._flies(figure, at)) and tokens[at].norm.endswith(verbs)

    def _flies(self, figure: Figure, at: int) -> bool:
        """ "Сбили 40 ракет, 6 ракет попали в объекты", "повреждена подстанция, поезда идут": its own verb behind it."""
        own = figure.family == "weapon" if figure.counted else figure.is_thing
        found = self._scan.predicates.get(at)
        return own and found is not None and not any(takes(p, figure) for p in found[1])

    def _remains(self, figure: Figure, low: int) -> bool:
        """ "Газ вернули в 640 дворов, осталось 120", "…, 120 ещё ждут": what is left, or has nothing back."""
        tokens = self._scan.tokens
        if waits(self._scan, figure.end):
            return True
        return any(tokens[n].says("remains") for n in range(max(low, figure.start - 2), figure.start))

    def _located(self, figure: Figure, low: int, end: int) -> bool:
        """ "Выгорели четыре фуры, на элеваторе погиб охранник": behind a comma, where something else happened."""
        if figure.counted or self._scan.lexicon.articles:
            return False
        tokens, before = self._scan.tokens, self._scan.tokens[figure.start - 1]
        if not (before.says("located") or before.says("change_from")):  # "…, з будинку вивели 28 жильців"
            return False
        if tokens[end - 1].says("located") or figure.nouns[0].family == "people":
            return False
        at = figure.start - 2
        both = at > low and tokens[at].says("and") and tokens[at - 1].text == ","
        if both and any(tokens[n].norm == tokens[at].norm and tokens[n + 1].says("located") for n in range(low, at)):
            return False  # "окна и в лицее, и в поликлинике"
        return any(tokens[n].text == "," for n in range(low, figure.start))

    # -- wherever the word stands --------------------------------------------------------------------------------------

    def _attributive(self, figure: Figure, start: int, end: int) -> bool:
        """ "Із понівечених квартир": the participle only describes."""
        objects = any(noun.is_thing for noun in figure.nouns)
        if figure.start == end and figure.family == "weapon" and not self._scan.lexicon.articles:
            return self._scan.tokens[end - 1].norm.endswith(ADJECTIVAL)  # "сбитый дрон оборвал провода"
        if not objects or self._scan.lexicon.articles:
            return False
        if start < end - 2 and self._scan.tokens[end - 2].says("about"):
            return False  # "сообщил о повреждённой школе": that is what is told
        last = self._scan.tokens[end - 1].norm
        return (last.endswith(_OBLIQUE) and last not in _NOTHING) or self._governed(figure, end)

    def _governed(self, figure: Figure, end: int) -> bool:
        """ "Компенсація за знищене житло": a preposition right before the participle, so it only describes."""
        at, tokens = end - 2, self._scan.tokens
        if figure.start != end or at < 0 or end - 1 not in self._scan.predicates:
            return False
        adjective = tokens[end - 1].norm.endswith(_ADJECTIVE)
        return adjective and {"prepositions", "stops"} <= tokens[at].groups

    def _apart(self, figure: Figure, low: int, high: int) -> bool:
        """One weapon that is only named stands beside its word, with no comma between."""
        weapon = figure.family == "weapon"
        return weapon and any(self._scan.tokens[n].text in ",;" for n in range(low, high))

    def _led(self, figure: Figure, low: int, high: int) -> bool:
        """ "…, під землею лишалися 270 гірників, …": such a verb right before it, and a comma up to the word."""
        tokens, at = self._scan.tokens, figure.start - 1
        if at < 0 or self._scan.lexicon.articles or not figure.counted:
            return False
        if not any(token.text == "," for token in tokens[low:high]) or not tokens[at].norm.endswith(_LEADING):
            return False
        others = self._scan.predicates.get(at)  # "огонь тушили 74 спасателя, пострадали двое"
        return self._scan.is_plain(at) or (others is not None and not any(takes(p, figure) for p in others[1]))

    # -- the word stands behind the figure -----------------------------------------------------------------------------

    def _is_ahead_of_another(self, figure: Figure, start: int, end: int, told: Predicate) -> bool:
        """Whether a word behind a figure is told of something else."""
        if (told.kind == "attack" and self._fell_beside(figure, start)) or self._where_others_were(figure, start):
            return True
        if figure.counted:
            if is_of_some(self._scan, self._figures, figure, start):
                return True
            people = told.families[0] == "people" and not self._scan.lexicon.articles
            own = self._has_own_verb(figure, start) or self._elsewhere(figure, start, end)
            if own or self._told_already(figure, start, told):
                return True
            if figure.is_thing and figure.end <= start and self._describes_next(end):
                return True
            of_some = people or told.measure in DOWNED or (figure.is_thing and not self._scan.lexicon.articles)
            return bool(figure.nouns) and of_some and self._of_the_bare(figure, start, end)
        return self._did_it(figure, start) or self._passed_by(figure, start, end)

    def _where_others_were(self, figure: Figure, start: int) -> bool:
        """ "Twelve cars burned out in a car park and another 30 were damaged": the word is the thirty's."""
        tokens, at = self._scan.tokens, figure.start - 1
        named = figure.single and figure.is_thing and self._scan.lexicon.articles
        if not named or at < 0 or not tokens[at].says("located") or figure.end > start:
            return False
        next_one = next((f for f in self._figures if figure.end < f.start < start and f.counted and not f.single), None)
        if next_one is None or not any(tokens[n].says("and") for n in range(figure.end, next_one.start)):
            return False
        return all(self._scan.is_small(n) for n in range(next_one.end, start))

    def _goes_on_to(self, figure: Figure, start: int, end: int) -> bool:
        """ "Killed a man and his wife and injured two": the next verb has its own object or subject.

        In Ukrainian and Russian behind a comma: "загинули двоє, поранені жінка та хлопець", "…, ще шестеро поранені".
        """
        tokens, joint = self._scan.tokens, self._scan.tokens[start - 1]
        if figure.end >= start:
            return False
        if self._scan.lexicon.articles:
            joined = joint.says("and") and any(f.start in (end, end + 1) for f in self._figures)
        elif figure.family != "people":
            return False
        else:
            first = self._scan.behind_age(end)
            there = next((s.start for s in self._scan.roles if s.what == "there" and s.end == start), 0)
            joint = tokens[there - 1] if there else joint  # "…, в Изюме — женщина, там же ранены четверо"
            joined = joint.text == "," or joint.says("and")
            joined = joined and any(f.start in (first, first + 1) for f in self._figures)
            joined = joined or any(
                f.end == start and f.counted and f.start > figure.end and tokens[f.start - 1].text == ","
                for f in self._figures
            )
        if not joined:
            return False
        own = (n for n in range(figure.start - 1, max(-1, figure.start - _LIST), -1) if n in self._scan.predicates)
        verb = next(own, None)
        return verb is not None and self._takes_behind(verb)

    def _takes_behind(self, start: int) -> bool:
        """A verb that tells of the people or things behind it, and no "were killed"."""
        end, predicates = self._scan.predicates[start]
        told = predicates[0].families[0] == "people" or (predicates[0].is_damage and self._scan.lexicon.articles)
        people = told and any(p.side != "after" for p in predicates)
        end = self._scan.behind_place(end)
        first = self._scan.behind_age(end)
        return people and not self.passive(start) and any(f.start in (first, first + 1) for f in self._figures)

    def _has_own_verb(self, figure: Figure, start: int) -> bool:
        """ "Сім лікарень перейшли на генератори, чотири школи не мають тепла": right behind it, and then another."""
        tokens, at = self._scan.tokens, figure.end
        if waits(self._scan, at):
            return any(token.text == "," for token in tokens[at:start])  # "2 тис. ще чекають, уранці ввімкнули 11 тис."
        at += at < start and at in self._scan.blocked  # "сім лікарень Сум перейшли"
        if self._scan.lexicon.articles or not figure.nouns or at >= start or not tokens[at].norm.endswith(_PAST):
            return False
        comma = next((n for n in range(at, start) if tokens[n].text == ","), -1)
        if comma < 0 or at in self._scan.predicates:
            return False
        return any(f.counted and comma < f.start < start for f in self._figures)

    def _elsewhere(self, figure: Figure, start: int, end: int) -> bool:
        """ "У Каневі — вікна в двох хатах, у Городищі згорів сарай": a place behind a comma, and a thing of its own."""
        if self._scan.lexicon.articles or not any(f.start in (end, end + 1) for f in self._figures):
            return False
        tokens = self._scan.tokens
        commas = [n for n in range(figure.end, start - 2) if tokens[n].text == ","]
        return any(tokens[n + 1].says("located") and n + 2 in self._scan.blocked for n in commas)

    def _told_already(self, figure: Figure, start: int, told: Predicate) -> bool:
        """ "Вода повернулась у 64 будинки, ще 120 чекають": its own word stands before it."""
        if self._scan.lexicon.articles:
            return False
        tokens = self._scan.tokens
        comma = next((n for n in range(figure.end, start) if tokens[n].text == ","), -1)
        if comma < 0 or not any(f.counted and comma < f.start < start for f in self._figures):
            return False
        for n in range(figure.start - 1, max(-1, figure.start - _OWN - 1), -1):
            if tokens[n].kind == MARK:
                return False
            if n in self._scan.predicates:
                return any(p.measure != told.measure and takes(p, figure) for p in self._scan.predicates[n][1])
        return False

    def _describes_next(self, end: int) -> bool:
        """ "Газ перекрили у 64 квартирах пошкодженого будинку": the participle is of the noun behind it."""
        found = self._scan.nouns.get(end) if not self._scan.lexicon.articles else None
        return found is not None and not found[1][0].plural and self._scan.tokens[end - 1].norm.endswith(_OF_ONE)

    def _where_it_was(self, index: int, end: int, told: Predicate, *, back: bool) -> bool:
        """ "At the market 30 stalls burned", "40 containers burned in the port": beside others that are counted."""
        figure, tokens = self._figures[index], self._scan.tokens
        if not figure.is_thing or (figure.counted and not figure.single):
            return False
        if not self._scan.lexicon.articles:
            return back and self._held(index, end, told)
        beside = [
            self._figures[n] for n in (index - 1, index + 1) if 0 <= n < len(self._figures) and (back or n < index)
        ]
        if not any(self._counts_things(other, figure) or (not back and _several(other)) for other in beside):
            return False
        at = figure.start - 1
        while at > max(0, figure.start - _LEAD) and self._leads_to(at):
            at -= 1
        where = at >= 0 and tokens[at].says("located") and not tokens[at].says("of")
        return where and (back or at >= end)

    def _held(self, index: int, end: int, told: Predicate) -> bool:
        """ "В порту повреждён причал", "у депо згоріло два потяги": in it stood what is told right behind the word."""
        figure, after = self._figures[index], next(iter(self._figures[index + 1 : index + 2]), None)
        named = after is not None and after.is_thing and not figure.counted
        stalls = figure.nouns[0].unit == "market"  # "на базарі покорчило вісім кіосків"
        named = named and after is not None and (not after.counted or told.measure == "destroyed" or stalls)
        if not named or after is None or not 0 <= after.start - end <= 1:
            return False
        at, tokens = figure.start - 1, self._scan.tokens
        while at > 0 and tokens[at].norm.endswith(ADJECTIVAL):
            at -= 1
        return at >= 0 and tokens[at].says("stood_in")

    def _counts_things(self, other: Figure, figure: Figure) -> bool:
        """Several things, and before the figure nothing is told of them yet."""
        told = any(n in self._scan.predicates for n in range(other.end, figure.start))
        return _several(other) and not told

    def _leads_to(self, at: int) -> bool:
        """An article, a place's name or an adjective."""
        token = self._scan.tokens[at]
        return token.says("articles") or token.says("determiners") or token.capital

    def _ridden(self, index: int) -> bool:
        """ "A courier on a moped was hit": the word is told of the person, not of what the person was in."""
        figure, before = self._figures[index], self._figures[index - 1] if index else None
        if before is None or not figure.single or not before.single or not self._scan.lexicon.articles:
            return False
        things = figure.family == "object"
        person = before.family == "people"
        between = self._scan.tokens[before.end : figure.start]
        in_it = len(between) == 1 and between[0].says("located")
        return things and person and in_it and not between[0].says("of")

    def _is_kin(self, figure: Figure, start: int) -> bool:
        """ "Подруга погибшей рассказала", "брат погибшего": the one is not the other, for their endings differ."""
        noun, word = self._scan.tokens[figure.end - 1].norm, self._scan.tokens[start].norm
        person = start == figure.end and figure.single and figure.family == "people"
        if not person or self._scan.lexicon.articles:
            return False
        of_him = word.endswith(_OF_HIM) and not noun.endswith((*_OF_HIM, "а", "я"))
        of_her = word.endswith(_OF_HER) and noun.endswith(("а", "я", "ь"))
        return of_him or of_her or word.endswith(_OF_THEM)

    def _is_of_list(self, index: int, start: int) -> bool:
        """ "Погибли отец и дочь, бабушку с ожогами достали": the daughter closes the list of those who died."""
        before, behind = self._figures[max(0, index - 1)], self._figures[index + 1 : index + 2]
        nearer = bool(behind) and behind[0].family == "people" and behind[0].start < start
        lead = range(max(0, before.start - _GOES_ON), before.start)
        told = any(n in self._scan.predicates for n in lead)
        return nearer and told and ends_list(self._scan, self._figures, index)

    def _stands_by(self, index: int, end: int, told: Predicate) -> bool:
        """ "Дрон ударил по СТО возле депо": beside it; "после удара по подстанции стоят поезда"."""
        if told.kind != "attack":
            return False
        figure, before = self._figures[index], self._figures[index - 1] if index else None
        tokens, at = self._scan.tokens, figure.start - 1
        if figure.counted:
            return self._town_was_hit(figure, end, at)
        if before is not None and before.is_thing and before.start >= end and not self._scan.lexicon.articles:
            apart = tokens[before.end : figure.start]
            if apart and not any(t.kind == MARK or t.says("and") or t.says("into") for t in apart):
                return True
        while at > end and tokens[at].norm.endswith(_OBLIQUE):
            at -= 1
        return at >= end and (tokens[at].says("beside") or self._town_was_hit(figure, end, at))

    def _has_verb_behind_struck(self, index: int, end: int, told: Predicate) -> bool:
        """ "Через влучання в підстанцію стоять 12 поїздів": the substation was hit, the trains only stand."""
        before = self._figures[index - 1] if index else None
        if told.kind != "attack" or before is None or not before.is_thing or before.start < end:
            return False
        apart = self._scan.tokens[before.end : self._figures[index].start]
        verbs = any(token.norm.endswith((*_PAST, *_PRESENT)) for token in apart)
        return verbs and not self._scan.lexicon.articles and all(token.kind != MARK for token in apart)

    def _town_was_hit(self, figure: Figure, end: int, at: int) -> bool:
        """ "Після удару по Дніпру лікарня прийняла дев'ятьох": the town was struck, and what follows does something."""
        tokens, blocked, behind = self._scan.tokens, self._scan.blocked, end
        while behind in blocked:
            behind += 1
        if behind == end or self._scan.lexicon.articles or tokens[behind - 1].norm.endswith((*_OBLIQUE, *_OF_TOWN)):
            return False  # also "влучання в Бурштинську ТЕС", which was hit itself
        prepended = tokens[at].says("into")  # "ударили по Никополю по рынку"
        return not prepended and all(token.kind != MARK for token in tokens[behind : figure.start])

    def _fell_beside(self, figure: Figure, start: int) -> bool:
        """ "Возле школы упал дрон": what falls hits only what it falls into or onto."""
        tokens = self._scan.tokens
        last = self._scan.predicates[start][0] - 1
        complete = last > start and not tokens[last].says("prepositions")  # "автобус попал под обстрел"
        if not tokens[start].says("falls") or complete:
            return False
        at = figure.start - 1
        while at > 0 and (tokens[at].says("its") or tokens[at].norm.endswith(_INTO)):
            at -= 1
        return at < 0 or not tokens[at].says("into")

    def _of_the_bare(self, figure: Figure, start: int, end: int) -> bool:
        """ "16 дронов, сбито 14": of what was told before the comma the word counts some, and no noun again."""
        if not opens_clause(self._scan, self._figures, start, end) or figure.end < start - 1:
            return False
        return any(f.start in (end, end + 1) and f.counted and not f.nouns for f in self._figures)

    def _did_it(self, figure: Figure, start: int) -> bool:
        """ "Ракета знищила цех", "дрон знищив авто": the weapon that a verb in the past agrees with is what did it."""
        if figure.nouns[0].family != "weapon" or self._scan.lexicon.articles:
            return False
        verb, noun = self._scan.tokens[start].norm, self._scan.tokens[figure.end - 1].norm
        return verb.endswith(("в", "л")) or (verb.endswith("ла") and noun.endswith(("а", "я")))

    def _passed_by(self, figure: Figure, start: int, end: int) -> bool:
        """ "КАБ упал рядом с рынком, повреждено 30 палаток": an object that is only named, and a clause of its own."""
        return figure.is_thing and opens_clause(self._scan, self._figures, start, end)


def _several(figure: Figure) -> bool:
    return figure.is_thing and figure.counted and not figure.single and figure.best != 1
