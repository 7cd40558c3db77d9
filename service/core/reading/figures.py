"""Figures: how many of what, wherever a sentence says so. What they mean is decided later."""

from dataclasses import replace
from typing import Final, final

from schemas.vocabulary import Qualifier
from service.core.reading.ages import ADULT
from service.core.reading.numerals import Numeral, number, numeral
from service.core.reading.scan import Scan
from service.core.reading.strangers import strangers
from service.core.reading.text import MARK, NUMBER, WORD
from service.core.reading.words import Noun

_ADJECTIVES: Final = 5
"""Most words between a figure and its noun."""
_NOT_BEFORE: Final = frozenset("$€£₴№#")
_NOT_AFTER: Final = frozenset("%°$€£₴‰")
_QUOTES: Final = frozenset("«»\"“”„'‘’")
_HOURS: Final = 24
_SAID_OF: Final = 8
"""Most tokens between "has fallen" and "from … to"."""
_ELSEWHERE: Final = ("somewhere", "region_wide")
_RANKED: Final = 3
"""Most tokens from "the sixth person" to "die"."""
_OWNER: Final = 4
"""Most tokens of "of the city's"."""
_NEVER_ONE: Final = frozenset({"none", "customers", "settlements"})
ADJECTIVAL: Final = ("их", "ий", "ого", "ими", "им", "ых", "ые", "ый", "ым", "ыми", "ой", "ая", "ую")
_GENITIVE: Final = ("ої", "ого", "их", "іх", "ой", "его", "ых")
_NO_PERSONS: Final = (*ADJECTIVAL, "ли", "лись", "ут", "ют", "ят", "ат")
"""Endings of adjectives and verbs."""
_OF_ONE: Final = ("ий", "яя", "его", "ей", "юю", "ему", "им", "ого", "ої", "у", "а", "ій")
"""Endings of "-летний" and "-річний" said of one person."""
_DWELLERS: Final = ("цев", "цам", "чан", "чанам", "ців", "цям", "чанам")
"""Endings of the names of a town's people where many are told."""
_QUALIFIERS: Final = {qualifier.value: qualifier for qualifier in Qualifier}
"""Looked up: asking the enumeration is several times as slow."""
_CHILDREN: Final = "children"
_PEOPLE: Final = Noun("people", "people", part=None, plural=True, size=1)
_PERSON: Final = Noun("people", "people", part=None, plural=False, size=1)
_STRIKES: Final = Noun("other", "none", part=None, plural=True, size=1)


@final
class Figure:
    """A figure with what it may count. Indices are of the sentence's tokens; `end` is behind the last."""

    __slots__ = (
        "ages", "among", "base", "best", "borrowed", "carried", "counted", "end", "high", "inner", "low", "more",
        "nouns", "qualifier", "single", "start", "total", "young",
    )  # fmt: skip

    def __init__(
        self,
        start: int,
        end: int,
        low: int | None,
        best: int | None,
        high: int | None,
        qualifier: Qualifier,
        nouns: tuple[Noun, ...] = (),
        *,
        counted: bool = True,
        more: bool = False,
        single: bool = False,
    ) -> None:
        self.start = start
        self.end = end
        self.low = low
        self.best = best
        self.high = high
        self.qualifier = qualifier
        self.nouns = nouns
        self.counted = counted
        """False for what is only named: "the railway hub", "загинула жінка"."""
        self.more = more
        """ "Three more": on top of what was said before."""
        self.base = False
        """ "Of 60": what another figure is out of."""
        self.total = False
        """What something has risen to."""
        self.among = False
        """ "Ten of the injured": a part of what a word names."""
        self.inner: int | None = None
        """Start of a word for what happened between the figure and its noun: "three damaged houses"."""
        self.single = single
        """One person who is described, not counted."""
        self.ages: list[int] = []
        self.young = False
        self.borrowed: tuple[Noun, ...] = ()
        """Nouns of another figure, for one that has none of its own."""
        self.carried = False
        """They are the sentence before's."""

    @property
    def part(self) -> str | None:
        """The part of people that it counts."""
        part = self.nouns[0].part if self.nouns else None
        return _CHILDREN if part in (None, "women") and self.young else part

    @property
    def minors(self) -> int:
        """Children, by noun or by ages."""
        if self.part == _CHILDREN:
            return self.best or 0
        return sum(age < ADULT for age in self.ages)

    def noun_for(self, families: tuple[str, ...]) -> Noun | None:
        """The noun as a word that takes these families means it."""
        return next((noun for noun in self.nouns or self.borrowed if noun.family in families), None)


class FigureReader:
    """Reads the figures of one sentence."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._tokens = scan.tokens
        self._lexicon = scan.lexicon
        self._age_at = {ages.start: ages for ages in scan.ages}
        self._strangers = strangers(scan)
        self._elsewhere = {n for s in scan.roles if s.what in _ELSEWHERE for n in range(s.start, s.end)}
        self._passed = 0
        """Behind the last number that is no count."""
        self._found: list[Figure] = []

    def read(self) -> list[Figure]:
        """All figures, in order."""
        found = self._found
        behind = 0
        for at in self._openings():
            ages = self._age_at.get(at)
            if ages is not None and at >= behind:
                behind = ages.end
            if at < behind or ages is not None:
                continue
            figure = self._at(at)
            if figure is not None:
                found.append(figure)
                behind = max(figure.end, at + 1)
            else:
                behind = max(behind, self._passed)
        return found

    def _openings(self) -> list[int]:
        """Tokens at which a figure can begin at all, or ages stand: at most it cannot, and looking closely costs."""
        scan, opens = self._scan, self._lexicon.opens_figure
        found: list[int] = []
        for n, token in enumerate(self._tokens):
            if (
                token.kind == NUMBER
                or n in scan.nouns
                or n in scan.role_at
                or opens(token.norm)
                or n in scan.hedges
                or n in scan.vague
                or n in scan.whole
                or n in self._age_at
                or n in self._strangers
            ):
                found.append(n)
        return found

    def _at(self, at: int) -> Figure | None:
        if at in self._strangers:
            return self._stranger(at)
        if at in self._elsewhere:
            return None  # "in five regions"
        start, hedge, more, group = at, None, False, False
        while at < len(self._tokens):
            item = self._scan.hedges.get(at)
            role = self._scan.role_at.get(at)
            if item is not None:
                hedge, at = hedge or item[1], item[0]
            elif role is not None and role[1] == "more" and role[0] < len(self._tokens):
                more, at = True, role[0]
            elif role is not None and role[1] == "group":
                group, at = True, role[0]
            else:
                break
        if at >= len(self._tokens) or at in self._scan.blocked:
            return None
        value, at = self._value(at)
        if value is None:
            return self._named(start) if hedge is None else None
        if self._is_no_count(start, at, value):
            self._passed = value.end  # of "between 5 and 6 a.m." neither number counts
            return None
        figure = self._counted(start, at, value, hedge, more=more)
        if figure is not None and start in self._scan.whole and start in self._scan.predicates:
            figure.nouns, figure.end, figure.inner = (_PEOPLE,), self._scan.predicates[start][0], start
        if group and figure is not None and not figure.nouns:
            figure.nouns = (_PEOPLE,)  # "a family of four"
        return figure

    # -- values --------------------------------------------------------------------------------------------------------

    def _value(self, at: int) -> "tuple[_Value | None, int]":
        tokens, lexicon = self._tokens, self._lexicon
        said = self._said(at)
        if said is not None:
            return said, at
        token = tokens[at]
        if token.kind == WORD and lexicon.says("articles", token.norm):
            found = numeral(tokens, at + 1, lexicon) if at + 1 < len(tokens) else None
            vague = self._scan.vague.get(at + 1)
            if vague is not None:
                return _Value(vague[0], vague[1], vague[1], vague=True), at
            if found is not None and (found.lone or token.norm == "the"):
                return _Value.of(found), at
            one = lexicon.says("ones", token.norm)
            return (_Value(at + 1, 1, 1, article=True), at) if one else (None, at)
        found = numeral(tokens, at, lexicon)
        if found is None and lexicon.says("change_from", token.norm):
            return self._changed(at), at
        return (_Value.of(found) if found is not None else None), at

    def _said(self, at: int) -> "_Value | None":
        """A value that the lexicon has as a phrase."""
        vague, whole = self._scan.vague.get(at), self._scan.whole.get(at)
        if vague is not None:
            return _Value(vague[0], vague[1], vague[1], vague=True)
        if whole is None or not self._ranks(at, whole[0]):
            return None
        return _Value(whole[0], int(whole[1]), int(whole[1]))

    def _ranks(self, start: int, end: int) -> bool:
        """ "The sixth person to die", "A fifth person died": a rank tells the toll; at a place of its own none."""
        says, tokens = self._lexicon.says, self._tokens
        if not any(says("ordinals", tokens[n].norm) for n in range(start, end)):
            return True
        found = next((p for n in range(end, end + _RANKED) if (p := self._scan.predicates.get(n))), None)
        died = found is not None and all(p.measure == "killed" and not p.kind for p in found[1])
        led = end < len(tokens) and says("rank_led", tokens[end].norm)
        return died and (led or not self._scan.blocked)

    def _changed(self, at: int) -> "_Value | None":
        """ "Сократилось с 90 до 12 тысяч": what it has come to; behind another word they are hours, or no change."""
        tokens, lexicon = self._tokens, self._lexicon
        told = any(lexicon.says("rising", tokens[n].norm) for n in range(max(0, at - _SAID_OF), at))
        old = number(tokens, at + 1, lexicon) if told else None
        if old is None or old[0] >= len(tokens) or not lexicon.says("range_until", tokens[old[0]].norm):
            return None
        new = number(tokens, old[0] + 1, lexicon)
        return _Value(new[0], new[1], new[1], changed=True) if new is not None else None

    def _is_no_count(self, start: int, at: int, value: "_Value") -> bool:
        """Times, dates, money, model numbers, street numbers, ordinals."""
        tokens, end = self._tokens, value.end
        before = tokens[at - 1] if at else None
        if before is not None and (
            before.text in _NOT_BEFORE or (before.end == tokens[at].start and before.text in "-/")
        ):
            return True
        after = tokens[end] if end < len(tokens) else None
        if after is None or self._rises_by(at):
            return after is not None
        pointed = tokens[at].kind == NUMBER and after.text in "/)" and after.start == tokens[end - 1].end
        if (at == 0 and pointed) or (at > 2 and end == at + 1 and self._of_a_house(at)):
            return True  # "2/ Nobody was hurt": the number of a point or post
        if (
            after.text in _NOT_AFTER
            or self._lexicon.says("months", after.norm)
            or self._lexicon.says("clock", after.norm)
        ):
            return True
        if after.norm[0] == "-" and after.kind == WORD:
            return not self._lexicon.says("number_endings", after.norm)
        dated = before is not None and tokens[at].kind == NUMBER and self._lexicon.says("months", before.norm)
        return bool(dated) and before is not None and before.capital

    def _of_a_house(self, at: int) -> bool:
        """ "На Кравчука, 14 загинуло подружжя": behind a street's name and a comma, with no noun of its own."""
        scan, tokens, says = self._scan, self._tokens, self._lexicon.says
        if tokens[at].kind != NUMBER or tokens[at - 1].text != "," or self._lexicon.articles:
            return False
        named = tokens[at - 2].capital and at - 2 not in scan.blocked and at - 2 not in scan.known
        street = says("street", tokens[at - 3].norm) or (named and says("located", tokens[at - 3].norm))
        return street and (at + 1 in scan.predicates or tokens[at + 1].kind == MARK)

    def _counted(self, start: int, at: int, value: "_Value", hedge: str | None, *, more: bool) -> Figure | None:
        end = value.end
        if end < len(self._tokens) and self._tokens[end].norm.startswith("-"):
            end += self._tokens[end].kind == WORD
        figure = Figure(start, end, None, None, None, Qualifier.EXACT, more=more)
        self._find_noun(figure, end)
        if not figure.nouns and not value.article:
            figure.nouns = self._headed_by(start) or self._dwellers(figure)
        if value.article and not figure.nouns and self._aged(figure, end):
            figure.nouns = (_PERSON,)
        ages = self._age_at.get(end) if not figure.nouns else None
        if ages is not None and self._tokens[ages.end - 1].norm.endswith("-olds"):
            figure.nouns, figure.end = (_PEOPLE,), ages.end  # "two 19-year-olds"
        if value.article and not self._one_of(figure):
            return None
        both = self._lexicon.says("both", self._tokens[at].norm)  # "двое ранены, оба в больнице": the same two
        if not figure.nouns and not both and self._lexicon.says("collective", self._tokens[at].norm):
            self._some(figure)
        if not figure.nouns and (both or self._bare_is_no_count(at, value) or self._strange(figure.end)):
            return None
        if self._scan.role_of(figure.end) == "more":
            figure.more, figure.end = True, self._scan.role_at[figure.end][0]
            if not figure.nouns:
                self._find_noun(figure, figure.end)
        if value.high > value.low and at and self._rising(at):
            value.low, figure.total = value.high, True  # "climbed from eleven to fourteen"
        figure.total = figure.total or value.changed
        hedge = self._hedge(figure, value, hedge)
        self._bound(figure, value, hedge)
        self._relate(figure, at)
        self._describe(figure, article=value.article)
        return figure

    def _dwellers(self, figure: Figure) -> tuple[Noun, ...]:
        """ "Без воды 21 тысяча конотопцев": where supplies are spoken of, the name of a town's people."""
        at = figure.end
        if not self._scan.resources or at >= len(self._tokens) or not self._scan.is_plain(at):
            return ()
        if not self._tokens[at].norm.endswith(_DWELLERS):
            return ()
        figure.end += 1
        return (_PEOPLE,)

    def _headed_by(self, start: int) -> tuple[Noun, ...]:
        """ "Drones – 150 launched, 131 downed", "cars: 5": the plural before the mark is what is counted."""
        if start < 2 or self._tokens[start - 1].text not in ":–—-":
            return ()
        found = next((nouns for end, nouns in self._scan.nouns.values() if end == start - 1), ())
        return found if found and found[0].plural and found[0].family != "none" else ()

    def _has_risen(self, at: int) -> bool:
        """ "Выросло на 4 — до 21": a word for rising, and no more than what it rose by between."""
        says, tokens = self._lexicon.says, self._tokens
        first = max(0, at - _SAID_OF // 2)
        return any(self._rises_by(n) for n in range(first + 2, at)) or any(
            says("rising", tokens[n].norm) for n in range(max(0, at - 2), at)
        )

    def _rises_by(self, at: int) -> bool:
        """ "Выросло на 4": the difference."""
        says, tokens = self._lexicon.says, self._tokens
        return at > 1 and says("change_by", tokens[at - 1].norm) and says("rising", tokens[at - 2].norm)

    def _rising(self, at: int) -> bool:
        """ "From" stands behind a word for rising, so what follows is no range."""
        says, tokens = self._lexicon.says, self._tokens
        opens = says("range_from", tokens[at].norm)
        return opens and any(says("rising", tokens[n].norm) for n in range(max(0, at - 2), at))

    def _aged(self, figure: Figure, at: int) -> bool:
        """ "A 60-year-old was hurt": the age stands for the person, unless it describes a word that is not known."""
        ages = self._age_at.get(at)
        if ages is None or not self._tokens[ages.end - 1].norm.endswith("-old"):
            return False
        figure.end = ages.end
        return ages.end >= len(self._tokens) or not self._scan.is_plain(ages.end)

    def _one_of(self, figure: Figure) -> bool:
        return bool(figure.nouns) and not figure.nouns[0].plural and figure.nouns[0].family not in _NEVER_ONE

    def _hedge(self, figure: Figure, value: "_Value", hedge: str | None) -> str | None:
        after = self._scan.hedges_after.get(figure.end)
        if hedge == Qualifier.AT_MOST and (self._scan.role_of(figure.end) == "rises" or self._has_risen(figure.start)):
            figure.total = True
            return None  # "До 23 выросло": how far it rose, not a bound
        if hedge is None and after is not None:
            figure.end = after[0]
            return after[1]
        if (
            hedge is None
            and value.lone
            and figure.start
            and self._lexicon.says("of", self._tokens[figure.start - 1].norm)
        ):
            return Qualifier.ABOUT  # "з десяток авто"
        return hedge

    def _bound(self, figure: Figure, value: "_Value", hedge: str | None) -> None:
        low, high = value.low, value.high
        size = 1
        for noun in figure.nouns:
            size = max(size, noun.size)
        best: int | None = low * size
        qualifier = _QUALIFIERS[hedge] if hedge else Qualifier.EXACT
        if value.vague:
            figure.low, figure.qualifier = low, Qualifier.VAGUE
            return
        if high != low:
            figure.low, figure.high, figure.qualifier = low, high, Qualifier.RANGE
            return
        named = value.article and figure.nouns[0].family in ("object", "buildings")
        if named and hedge is None:
            qualifier, figure.single = Qualifier.AT_LEAST, True
        lowest = None if qualifier in (Qualifier.AT_MOST, Qualifier.NEARLY) else best
        highest = None if qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN) else best
        figure.low, figure.best, figure.high, figure.qualifier = lowest, best, highest, qualifier

    # -- nouns ---------------------------------------------------------------------------------------------------------

    def _find_noun(self, figure: Figure, at: int) -> None:
        """Look behind the number for what it counts, over adjectives, ages and "damaged"."""
        scan, lexicon, tokens = self._scan, self._lexicon, self._tokens
        for _ in range(_ADJECTIVES + 1):
            ages = self._age_at.get(at)
            if ages is not None:
                figure.ages += ages.years
                at = ages.end
            if at >= len(tokens):
                return
            found = scan.nouns.get(at)
            if found is not None:
                figure.nouns, figure.end = found[1], found[0]
                self._owned(figure)
                if figure.nouns[0].family == "people" and lexicon.says("ordinals", tokens[at - 1].norm):
                    figure.nouns = (_STRIKES,)  # "a fifth victim": which one, not how many
                return
            role = scan.role_at.get(at)
            if role is not None and role[1] == "more" and not figure.more:
                figure.more, at = True, role[0]  # "three more people"
                continue
            if role is not None and role[1] == "including":
                figure.among, at = True, role[0]  # "four of them children"
                continue
            token = tokens[at]
            past = self._past_owner(at) if at > figure.start else 0
            if past:
                at += past
                continue
            if at in scan.blocked and lexicon.articles and self._behind_name(at) in scan.nouns:
                at = self._behind_name(at)  # "9,700 Voznesensk customers"
                continue
            if at in scan.predicates or scan.role_of(at) == "piece":
                self._inner(figure, at)
                return
            if token.norm in scan.young:
                figure.young = True
            opens = token.kind == MARK and token.text in _QUOTES
            named = at in scan.blocked and not (token.text[0].islower() and token.norm.endswith(ADJECTIVAL))
            stops = lexicon.says("stops", token.norm) or named or at in scan.roles_at  # "71 тысяче одесских семей"
            if token.kind == NUMBER or (token.kind == MARK and not opens) or stops:
                return
            at += 1

    def _behind_name(self, at: int) -> int:
        """Behind the words of a place's name."""
        while at in self._scan.blocked:
            at += 1
        return at

    def _past_owner(self, at: int) -> int:
        """How many tokens to pass in "one of its power plants", "одна из школ"; 0 where none."""
        lexicon, tokens = self._lexicon, self._tokens
        if not lexicon.says("of", tokens[at].norm) or at + 1 >= len(tokens):
            return 0
        if lexicon.says("its", tokens[at + 1].norm) or lexicon.says("articles", tokens[at + 1].norm):
            return 2
        return 1 if self._of_several(at + 1) else 0

    def _of_several(self, at: int) -> bool:
        """Several objects are named here: what one of them is, is told."""
        found = self._scan.nouns.get(at)
        return found is not None and found[1][0].plural and found[1][0].family in ("object", "buildings")

    def _inner(self, figure: Figure, at: int) -> None:
        """ "Three damaged houses", "5 поранених людей"."""
        end, predicates = self._scan.predicates.get(at, (at + 1, ()))  # "nine floors of a block" are no predicate
        describes = self._tokens[end - 1].norm.endswith(ADJECTIVAL)  # "14 атакованных подстанций"
        if (all(p.kind == "attack" for p in predicates) and not describes) or self._one_downed(figure, end):
            figure.nouns = (_STRIKES,)  # "five strikes on a substation" are no five substations
            return
        if end < len(self._tokens) and self._tokens[end].text in _QUOTES:
            end += 1  # "п'ять збитих «шахедів»"
        found = self._scan.nouns.get(end)
        if found is None and end < len(self._tokens) and self._scan.is_plain(end):
            found = self._scan.nouns.get(end + 1)
        if found is None:
            return
        nouns = tuple(n for n in found[1] if any(n.family in p.families for p in predicates))
        if nouns:
            figure.nouns, figure.end, figure.inner = nouns, found[0], at

    def _one_downed(self, figure: Figure, at: int) -> bool:
        """ "A downed drone fell on a school": told for what it did, it is no tally."""
        found, said = self._scan.nouns.get(at), self._tokens[figure.start]
        one = said.kind == WORD or said.text == "1"  # "131 збитий дрон" are many
        return one and found is not None and found[1][0].family == "weapon" and not found[1][0].plural

    def _owned(self, figure: Figure) -> None:
        """Past a noun that only says which: "members of the crew", a noun in the genitive is not followed."""
        quoted = figure.end < len(self._tokens) and self._tokens[figure.end].text in _QUOTES
        nxt = self._scan.nouns.get(figure.end + quoted)
        adjective = self._tokens[figure.end - 1].norm.endswith(ADJECTIVAL) and not quoted
        adjective = adjective or (nxt is not None and nxt[1][0].family == figure.nouns[0].family == "weapon")
        if nxt is not None and ((self._lexicon.articles and not quoted) or adjective):
            figure.nouns, figure.end = nxt[1], nxt[0]  # "school bus", "130 цивільних суден": the last noun counts

    def _some(self, figure: Figure) -> None:
        """ "Двое кинологов": such a numeral counts persons only, whatever they are."""
        if self._strange(figure.end) and not self._tokens[figure.end].norm.endswith(_NO_PERSONS):
            figure.nouns, figure.end = (_PEOPLE,), figure.end + 1

    def _bare_is_no_count(self, at: int, value: "_Value") -> bool:
        """A number without a noun that is a time, a year, a street number."""
        tokens = self._tokens
        token = tokens[at]
        if token.kind == NUMBER and value.end == at + 1:
            plain = token.text.isdecimal() and len(token.text) == 4 and token.text[:2] in ("19", "20")
            if plain or ("." in token.text and value.low < 1000):
                return True
        before = tokens[at - 1].norm if at else ""
        if at > 1 and any(self._lexicon.says("age_of", t.norm) for t in tokens[at - 2 : at]):
            return True  # "ему было 19"
        parted = value.end < len(tokens) and self._lexicon.says("of", tokens[value.end].norm)  # "свет в 24 из 31 села"
        if value.low <= _HOURS and value.end == at + 1 and not parted and self._lexicon.says("clock_before", before):
            return True
        return any(self._lexicon.says("street", t.norm) for t in tokens[max(0, at - 5) : at])

    def _strange(self, at: int) -> bool:
        """ "100 голів худоби": a noun that no lexicon has, so the figure is not of people or customers."""
        if at >= len(self._tokens) or at in self._scan.blocked or not self._scan.is_plain(at):
            return False
        listed = at + 2 < len(self._tokens) and self._lexicon.says("and", self._tokens[at + 1].norm)
        return not (listed and numeral(self._tokens, at + 2, self._lexicon) is not None)  # "3 870 побутових та 162 …"

    # -- what is only named --------------------------------------------------------------------------------------------

    def _named(self, at: int) -> Figure | None:
        if self._lexicon.says("ordinals", self._tokens[at].norm) and self._befell(at + 1):
            return Figure(at, at + 1, 1, 1, 1, Qualifier.EXACT, (_PEOPLE,), counted=False, single=True)
        found = self._scan.nouns.get(at)
        if found is None or at in self._scan.blocked:
            return None
        end, nouns = found
        first = nouns[0]
        figure = Figure(at, end, None, None, None, Qualifier.EXACT, nouns, counted=False)
        self._owned(figure)
        if first.family in ("people", "bodies"):
            return self._person(figure) if first.family == "people" else self._body(figure)
        adverb = self._lexicon.says("adverbial", self._tokens[at].norm) and not self._determined(at)  # "went home"
        if any(noun.family in ("object", "buildings") for noun in nouns) and not self._modifies(at) and not adverb:
            figure.low, figure.best, figure.qualifier = 1, 1, Qualifier.AT_LEAST
            return figure
        if first.family == "weapon" and not first.plural and not self._lexicon.articles:
            figure.low = figure.best = figure.high = 1
            return figure
        return None

    def _befell(self, at: int) -> bool:
        """ "Четвертий помер": right behind the word that stands for a person is a verb of what happened to persons."""
        found = self._scan.predicates.get(at)
        verb = found is not None and not self._tokens[at].norm.endswith(ADJECTIVAL)
        return verb and found is not None and any(p.families[0] == "people" and not p.kind for p in found[1])

    def _stranger(self, at: int) -> Figure:
        """One person whom no lexicon names."""
        figure = Figure(at, at + 1, 1, 1, 1, Qualifier.EXACT, (_PERSON,), counted=False)
        self._describe(figure, article=False)
        return figure

    def _body(self, figure: Figure) -> Figure | None:
        """ "The owner's body was found"."""
        before = self._tokens[figure.start - 1].norm if figure.start else ""
        if figure.nouns[0].plural or not before.endswith("'s"):
            return None
        figure.low = figure.best = figure.high = 1
        figure.counted = figure.single = True
        return figure

    def _person(self, figure: Figure) -> Figure | None:
        """A person, a couple, or several whose ages tell how many."""
        self._describe(figure, article=False)
        first = figure.nouns[0]
        if first.plural and self._of_one_age(figure.start):
            first = replace(first, plural=False)  # "71-летней пенсионерки": the form alone may be of several
            figure.nouns = (first,)
        count = first.size
        if any(noun.plural for noun in figure.nouns) and len(figure.ages) > 1:
            count = len(figure.ages)
        elif first.plural or not self._stands_for_one(figure):
            count = 0
        if not count:
            return None
        figure.low = figure.best = figure.high = count
        figure.single = not first.plural
        return figure

    def _of_one_age(self, at: int) -> bool:
        """One age stands right before, in an adjective of one person."""
        ages = next((a for a in self._scan.ages if a.end == at), None)
        word = self._tokens[at - 1].norm
        return ages is not None and len(ages.years) == 1 and word.startswith("-") and word.endswith(_OF_ONE)

    def _stands_for_one(self, figure: Figure) -> bool:
        """In a language with articles a person is one only with a word before it that says so."""
        if not self._lexicon.articles or figure.nouns[0].size > 1 or self._determined(figure.start):
            return True
        ages = next((a for a in self._scan.ages if a.end == figure.start), None)
        before, last = (ages.start if ages else figure.start) - 1, self._found[-1] if self._found else None
        if ages is not None and not figure.nouns[0].plural and not self._lexicon.says("and", self._tokens[before].norm):
            return True  # "62-year-old cyclist killed"
        before -= before > 0 and self._tokens[before].norm in self._scan.young  # "and two-month-old daughter"
        joined = before > 0 and self._lexicon.says("and", self._tokens[before].norm)
        return joined and last is not None and last.end == before and last.single  # "her husband and mother-in-law"

    def _determined(self, at: int) -> bool:
        """A word such as "the", "his" or "her" stands before it, maybe with adjectives between."""
        ages = next((a for a in self._scan.ages if a.end == at), None)
        at = ages.start if ages is not None else at  # "their 15-year-old daughter"
        for back in range(at - 1, max(-1, at - 4), -1):
            if self._lexicon.says("determiners", self._tokens[back].norm):
                return True
            if self._tokens[back].kind != WORD or not self._scan.is_plain(back):
                return False
        return False

    def _modifies(self, at: int) -> bool:
        """A noun behind another, in the genitive, maybe with adjectives: "цех меблевої фабрики"."""
        if self._lexicon.articles:
            return False
        while at > 1 and self._tokens[at - 1].norm.endswith(_GENITIVE) and self._scan.is_plain(at - 1):
            at -= 1
        return at in self._scan.noun_ends

    # -- around --------------------------------------------------------------------------------------------------------

    def _relate(self, figure: Figure, at: int) -> None:
        """ "54 of 60", "з 60 збито 54", "ten of the injured"."""
        tokens, lexicon = self._tokens, self._lexicon
        before = tokens[figure.start - 1].norm if figure.start else ""
        last = self._found[-1] if self._found else None
        follows = last is not None and self._out_of(last.end, figure.start)
        opens = figure.start == 1 or (figure.start > 1 and tokens[figure.start - 2].kind == MARK)
        figure.base = (
            (lexicon.says("of", before) or follows)
            and (follows or (opens and (not lexicon.articles or figure.noun_for(("weapon",)) is not None)))
            and figure.qualifier is Qualifier.EXACT
            and not figure.more
        )
        end = figure.end
        if end + 1 < len(tokens) and lexicon.says("of", tokens[end].norm):
            for behind in (end + 1, end + 1 + lexicon.says("articles", tokens[end + 1].norm)):
                means = self._scan.predicates.get(behind)
                if means is not None and any(p.families[0] == "people" for p in means[1]):
                    figure.among, figure.inner = True, behind
            if lexicon.says("them", tokens[end + 1].norm):
                figure.among = True

    def _out_of(self, at: int, start: int) -> bool:
        """Only "of" stands between two figures, or "of the city's"."""
        at += at < start and self._lexicon.says("outs", self._tokens[at].norm)  # "4 out of 10"
        if at >= start or start - at > _OWNER or not self._lexicon.says("of", self._tokens[at].norm):
            return False
        owner = self._tokens[at + 1 : start]
        return all(token.norm.endswith("'s") or self._lexicon.says("articles", token.norm) for token in owner)

    def _describe(self, figure: Figure, *, article: bool) -> None:
        """Ages behind the noun: "жінки 34, 58 і 72 років", "a boy, 9,"."""
        person = bool(figure.nouns) and figure.nouns[0].family == "people"
        if not person:
            return
        figure.single = article or (not figure.counted and not figure.nouns[0].plural)
        ages = next((self._age_at[n] for n in range(figure.end, figure.end + 4) if n in self._age_at), None)
        if ages is not None and not self._between(figure.end, ages.start):
            figure.ages += ages.years
        young = any(self._tokens[n].norm in self._scan.young for n in range(max(0, figure.start - 3), figure.end))
        figure.young = figure.young or (young and figure.single)
        if figure.single and figure.ages and min(figure.ages) < ADULT:
            figure.young = True

    def _between(self, start: int, end: int) -> bool:
        """Something else stands between a person and an age, or "including", so the age is a part's."""
        scan = self._scan
        return any(
            n in scan.nouns or n in scan.predicates or (scan.role_of(n) or "").startswith("including")
            for n in range(start, end)
        )


@final
class _Value:
    __slots__ = ("article", "changed", "end", "high", "lone", "low", "vague")

    def __init__(
        self,
        end: int,
        low: int,
        high: int,
        *,
        vague: bool = False,
        article: bool = False,
        lone: bool = False,
        changed: bool = False,
    ) -> None:
        self.end = end
        self.low = low
        self.high = high
        self.vague = vague
        self.article = article
        self.lone = lone
        self.changed = changed

    @classmethod
    def of(cls, found: Numeral) -> "_Value":
        return cls(found.end, found.low, found.high, lone=found.lone)
