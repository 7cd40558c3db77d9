"""Reads the figures of one sentence: "at least three people were hurt and a school was hit" are two of them."""

from typing import Final, final

from service.core.reading.figures import qualifiers
from service.core.reading.figures.bounds import bound, hedged, rising
from service.core.reading.figures.described import described
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.named import befell, named, stood, stranger
from service.core.reading.figures.no_counts import bare_is_no_count, is_no_count, size_told
from service.core.reading.figures.nouns import PEOPLE, PERSON, STRIKES, Nouns
from service.core.reading.figures.out_of import parted_into, relate, take_part
from service.core.reading.figures.persons import describe
from service.core.reading.figures.strangers import strangers
from service.core.reading.figures.values import Value, value_at
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK, NUMBER, WORD
from service.core.reading.words import FIGURE, SAVED

_ELSEWHERE: Final = ("in_oblasts", "somewhere", "region_wide")
"""Roles of "in five regions", which counts places."""
_NEVER_ONE: Final = frozenset({"none", "customers", "settlements"})
"""Families of which "a" and "one" count nothing."""
_OF_SEVERAL: Final = ("их", "ых")
"""Endings of "wounded" behind "both", in Ukrainian and Russian."""
_WITH: Final = ("ома", "ьма", "рма", "умя", "емя", "ьмя")
"""Endings of Ukrainian and Russian numerals in the instrumental."""


@final
class FigureReader:
    """Reads the figures of one sentence."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._tokens = scan.tokens
        self._lexicon = scan.lexicon
        self._age_at = scan.age_at
        self._nouns = Nouns(scan, self._age_at)
        self._strangers = strangers(scan)
        self._elsewhere = {n for s in scan.roles if s.what in _ELSEWHERE for n in range(s.start, s.end)}
        self._passed = 0
        """Behind the last number that is no count."""
        self._struck = False
        """Hits have been counted."""
        self._last: Figure | None = None
        """The last figure that was read."""

    def read(self) -> list[Figure]:
        """All figures, in order."""
        found: list[Figure] = []
        behind = 0
        for at in self._openings():
            ages = self._age_at.get(at)
            if ages is not None and at >= behind:
                behind = ages.end
            if ages is not None or (at < behind and not (at in self._strangers and self._tokens[at].says("age_word"))):
                continue
            figure = self._at(at)
            if figure is not None and self._tells_age(figure):
                behind = figure.end
            elif figure is not None:
                found.append(figure)
                self._last = figure
                behind = max(figure.end, at + 1)
            else:
                behind = max(behind, self._passed)
        return described(self._scan, found) if len(found) > 1 else found

    def _openings(self) -> list[int]:
        """Tokens at which a figure can begin at all, or ages stand: at most it cannot, and looking closely costs."""
        scan = self._scan
        opens = [token.kind == NUMBER or token.says(FIGURE) for token in self._tokens]
        for n in scan.nouns:  # one after the other: to gather them all in a set costs more than the rest of this
            opens[n] = True
        for n in scan.role_at:
            opens[n] = True
        for n in scan.hedges:
            opens[n] = True
        for n in scan.vague:
            opens[n] = True
        for n in scan.whole:
            opens[n] = True
        for n in self._age_at:
            opens[n] = True
        for n in self._strangers:
            opens[n] = True
        return [n for n, may in enumerate(opens) if may]

    def _at(self, at: int) -> Figure | None:
        """The figure that begins at a token, with the words that hedge it."""
        if at in self._strangers:
            return stranger(self._scan, self._age_at, at)
        if at in self._elsewhere:
            return None  # "in five regions"
        start, hedge, more, group = at, None, self._is_more_there(at - 1), False
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
        another = (self._another(start, at) if more else None) or self._as_many(at) or self._next_one(at)
        value = another if at in self._age_at and another is not None else value_at(self._scan, at, hedge) or another
        if value is None:
            return self._named(start) if hedge is None else None
        with_them = group and self._tokens[at].norm.endswith(_WITH)  # "родину з двома дітьми": of how many, nobody says
        size = size_told(self._scan, at, value.end)
        parts = parted_into(self._scan, start)  # of "більшість із 120 тисяч" nobody says how many
        if size or with_them or not parts or is_no_count(self._scan, at, value):
            self._passed = size or value.end  # of "between 5 and 6 a.m." neither number counts
            return None
        figure = take_part(self._counted(start, at, value, hedge, more=more), parts)
        # "Cut from 35 to 34 lines": what it was counts no more than what it is.
        self._passed = value.end if figure is None and value.changed else self._passed
        if figure is not None:
            figure = self._whole(figure, start)
        if group and figure is not None and not figure.nouns:
            figure.nouns = (PEOPLE,)  # "a family of four"
        return figure

    def _named(self, at: int) -> Figure | None:
        """What a word stands for by itself; in "до лікарні звернулися ще чоловік і жінка" both are more."""
        found, last = named(self._scan, self._nouns, self._age_at, at, self._last), self._last
        if found is not None and found.family == "people" and at > 0:
            joined = self._tokens[at - 1].says("and") and last is not None and last.more and last.single
            goes_on = joined and last is not None and last.end == at - 1
            found.more = found.more or goes_on or self._scan.role_at.get(at - 1) == (at, "more")
        return found

    def _is_more_there(self, at: int) -> bool:
        """ "Ще у трьох будинках вибито вікна": the preposition stands between."""
        return at > 0 and self._tokens[at].says("located") and self._scan.role_at.get(at - 1) == (at, "more")

    def _another(self, start: int, at: int) -> Value | None:
        """ "Another man has died": one."""
        return Value(at, 1, 1, article=True) if self._tokens[start].says("ones") else None

    def _as_many(self, at: int) -> Value | None:
        """ "Seven houses and the same number of outbuildings": as many as were just counted."""
        last = self._last
        if last is None or not last.counted or last.best is None or self._scan.role_of(at) != "same_number":
            return None
        return Value(self._scan.role_at[at][0], last.best, last.best)

    def _next_one(self, at: int) -> Value | None:
        """ "Двое погибших — в Харькове, третий — в Купянске": one more of the persons told, at a place of his own."""
        scan, tokens, last = self._scan, self._tokens, self._last
        which = tokens[at].says("which_one") or tokens[at].says("ordinals")
        if not which or self._lexicon.articles:
            return None
        into = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].text in DASHES)
        if into + 1 not in scan.blocked or not tokens[into].says("located"):
            return None
        if last is None:
            opens = at == 0 or (at == 1 and tokens[0].kind == MARK)
            return Value(at + 1, 1, 1) if opens and into > at + 1 else None  # "Двоє загинули в Сумах. Третій — у …"
        led = tokens[at - 1].text == "," or (tokens[at - 1].says("contrasts") and tokens[at - 2].text == ",")
        persons = last.counted and bool(last.best) and (last.family == "people" or not last.nouns)
        return Value(at + 1, 1, 1) if led and persons else None

    def _whole(self, figure: Figure, start: int) -> Figure | None:
        """ "Есть погибший": a number and the word for what happened in one."""
        if start not in self._scan.whole or start not in self._scan.predicates:
            return figure
        end = self._scan.predicates[start][0]
        if self._names_whom(end):
            return None
        figure.nouns, figure.end, figure.inner = (PEOPLE,), end, start
        return figure

    def _names_whom(self, at: int) -> bool:
        """ "Сообщил о погибшей в Сумах женщине", "о пострадавшем доме": who or what it was stands behind the place."""
        at = self._scan.behind_place(at)
        nouns = self._scan.nouns.get(at, (at, ()))[1]
        return bool(nouns) and nouns[0].family in ("people", "buildings", "object")

    def _goes_into(self, at: int) -> bool:
        """A preposition stands here, or behind a dash."""
        at += at < len(self._tokens) and self._tokens[at].text in "–—"
        return at < len(self._tokens) and self._tokens[at].says("into")

    def _is_another(self, start: int, end: int) -> bool:
        """ "One man was killed, another was wounded": of the persons just told one more, whom a verb goes on about.

        Where none were, the verb has to be of persons: "Another was killed in Okhtyrka".
        """
        last = self._last
        if not start < end < len(self._tokens) or not self._lexicon.articles:
            return False
        verb = any(self._tokens[end].says(name) for name in ("passive", "helpers"))
        if last is not None and last.family == "people":
            return verb or end in self._scan.predicates or self._is_placed(end)
        return befell(self._scan, end) or (verb and befell(self._scan, end + 1))

    def _is_placed(self, at: int) -> bool:
        """ "Killed one man in Stanislav and another in Bilozerka", "… and another on Friday in Bilozerka"."""
        tokens = self._tokens
        at = next((span.end for span in self._scan.timings if span.start == at), at)
        return at + 1 < len(tokens) and tokens[at].says("located") and at + 1 in self._scan.blocked

    def _counted(self, start: int, at: int, value: Value, hedge: str | None, *, more: bool) -> Figure | None:
        """A number with what it counts; None where it counts nothing that can be told."""
        end = value.end
        if end < len(self._tokens) and self._tokens[end].norm.startswith("-"):
            end += self._tokens[end].kind == WORD
        figure = Figure(start, end, None, None, None, qualifiers.EXACT, more=more)
        hedge = self._find_nouns(figure, end, hedge, turned=value.turned and at in self._scan.nouns)
        if figure.nouns and self._nouns.are_agents(figure, value.low):
            figure.nouns, figure.end = (), end  # "ще 8,4 тис. енергетики вже заживили"
        if not figure.nouns and not value.article:
            figure.nouns = self._nouns.otherwise(figure, start)
        figure.end += self._is_shared(figure.end)
        if value.article and not figure.nouns and (self._is_another(start, at) or self._nouns.is_aged(figure, end)):
            figure.nouns = (PERSON,)
        ages = self._age_at.get(end) if not figure.nouns else None
        if ages is not None and self._tokens[ages.end - 1].norm.endswith("-olds"):
            figure.nouns, figure.end = (PEOPLE,), ages.end  # "two 19-year-olds"
        if value.article and (not self._is_one(figure) or (figure.is_thing and stood(self._scan, start))):
            return None
        both = self._tokens[at].says("both")  # "двое ранены, оба в больнице": the same two
        if not figure.nouns and not both and self._tokens[at].says("collective"):
            self._nouns.take_persons(figure)
        others = bool(figure.nouns) and self._last is not None and self._last.is_thing and not figure.is_thing
        again = self._last is not None and self._last.best == value.low and not others
        hurt = both and not figure.nouns and self._are_hurt(start, figure.end)
        if both and not hurt and (again or self._names_two(figure)):
            return None  # "two dead, both women"; of two cars "both drivers" are others
        another_hit = self._struck and self._goes_into(figure.end)  # "два попадания в дом и одно в больницу"
        same = both and (self._last is not None or not self._of_both(figure.end))
        no_count = (same and not hurt) or another_hit
        if not figure.nouns and (
            no_count or bare_is_no_count(self._scan, at, value) or self._nouns.is_strange(figure.end)
        ):
            return None
        self._struck = self._struck or any(noun is STRIKES for noun in figure.nouns)
        if self._scan.role_of(figure.end) == "more":
            figure.more, figure.end = True, self._scan.role_at[figure.end][0]
            if not figure.nouns:
                self._nouns.find(figure, figure.end)
        if value.high > value.low and at and rising(self._scan, at):
            value.low, figure.total = value.high, True  # "climbed from eleven to fourteen"
        figure.total = figure.total or value.changed
        bound(figure, value, hedged(self._scan, figure, value, hedge))
        relate(self._scan, figure, self._last)
        describe(self._scan, self._age_at, figure, article=value.article)
        return figure

    def _is_shared(self, at: int) -> bool:
        """ "One each in Kupiansk and Izium": how many at each of the places that follow."""
        tokens = self._tokens
        each = self._lexicon.articles and at + 2 < len(tokens) and tokens[at].says("each")
        return each and tokens[at + 1].says("located")

    def _are_hurt(self, start: int, end: int) -> bool:
        """ "Витягли бабусю з онуком, обоє в лікарні": behind a mark what has become of the two who were saved."""
        scan, tokens = self._scan, self._tokens
        at = end + (end < len(tokens) and tokens[end].text in DASHES)
        told = scan.predicates.get(at)
        if told is None or told[1][0].measure != "injured" or not start or tokens[start - 1].kind != MARK:
            return False
        before = {p.measure for n, (_, found) in scan.predicates.items() if n < start for p in found}
        return not SAVED.isdisjoint(before) and "injured" not in before

    def _names_two(self, figure: Figure) -> bool:
        """ "Both drones and missiles": two kinds, and nobody knows how many of each."""
        end = figure.end
        joined = self._lexicon.articles and end + 1 < len(self._tokens) and self._tokens[end].says("and")
        return joined and any(n in self._scan.nouns for n in (end + 1, end + 2))

    def _of_both(self, at: int) -> bool:
        """ "Обоє поранених уже вдома": two wounded there are."""
        found = self._scan.predicates.get(at)
        hurt = found is not None and any(p.families[0] == "people" and not p.kind for p in found[1])
        return hurt and not self._lexicon.articles and self._tokens[at].norm.endswith(_OF_SEVERAL)

    def _tells_age(self, figure: Figure) -> bool:
        """ "22 під наглядом медиків, одному хлопчикові лише сім": how old one of those told is."""
        tokens, at = self._tokens, figure.end
        if not figure.nouns or figure.family != "people" or at + 1 >= len(tokens):
            return False
        turned = tokens[at - 1].says("age_of") and tokens[at].says("age_turned")
        turned = turned and not (figure.nouns[0].plural and tokens[at].says("and"))  # "двум женщинам и трём мужчинам"
        return turned and self._scan.is_number(at + 1)

    def _find_nouns(self, figure: Figure, end: int, hedge: str | None, *, turned: bool) -> str | None:
        """Set the nouns that stand behind a number; returns its hedge, which may stand between: "20 и более машин".

        `turned`: what is counted stands before it: "человек двадцать".
        """
        if turned:
            figure.nouns, figure.end = (PEOPLE,), end
            return hedge
        self._nouns.find(figure, end)
        after = self._scan.hedges_after.get(end) if not figure.nouns and hedge is None else None
        if after is None:
            return hedge
        self._nouns.find(figure, after[0])
        return after[1] if figure.nouns else None

    def _is_one(self, figure: Figure) -> bool:
        """Whether "a" or "one" counts its noun: "a school", but not "a thousand customers"."""
        return bool(figure.nouns) and not figure.nouns[0].plural and figure.nouns[0].family not in _NEVER_ONE
