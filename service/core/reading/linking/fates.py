"""What has become of people of whom two words are told: the wounded who died, the hurt who are in hospital.

"The woman wounded on Monday has died" tells of one death and of nobody wounded: the first word only says who she is.
"""

from bisect import bisect_left
from typing import Final, final

from service.core.pairs import pairs
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.nouns import ADJECTIVAL
from service.core.reading.linking.links import Link
from service.core.reading.linking.subjects import OF_SEVERAL
from service.core.reading.linking.way import REACH
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK
from service.core.reading.words import SAVED, Predicate

_HAS_A_WOUND: Final = Predicate("injured", "after", ("people",), "")
_KIND_OF_WOUND: Final = 4
"""Most tokens to the word for a wound: "closed craniocerebral injury"."""
_SOON: Final = 6
"""Most tokens from what was hit to the word for what has become of it."""
_BACK: Final = 8
"""Most tokens between those who were cut off and the word for what they have back."""
_UNSAVED: Final = 5
"""Most tokens of "were not able to save"."""
_RIGHT_BEHIND: Final = 2
"""Most tokens between a person and "died"."""
_BECAME: Final = {
    "injured": frozenset({"killed"}),
    "rescued": frozenset({"killed"}),
    "missing": frozenset({"killed", "rescued"}),
}
"""What may become of those of whom a word has only said who they are."""
_ASIDE: Final = 16
"""Most tokens of what stands between commas."""
_LATER: Final = 16
"""Most tokens between "wounded" and "died"."""
_WOUNDED: Final = ("их", "ых", "ий", "ый", "ого", "на", "ная", "ла", "ая")
"""Endings of "поранених", "раненый", "постраждала", in Ukrainian and Russian."""
_SAYING_WHO: Final = 3
"""Most tokens of "who had been"."""
_SAID_OF_WHOM: Final = ("skip", "relatives", "deemed")
_DESCRIBED: Final = (*ADJECTIVAL, "на", "ні", "та", "ті")
"""Endings of "wounded", in Ukrainian and Russian."""
_TO_WHOM: Final = 8
"""Most tokens from "power was restored" to the customers."""
_TAKEN: Final = 3
"""Most tokens of "were taken to hospital"."""


@final
class Fates:
    """What has become of the people of one sentence."""

    def __init__(self, scan: Scan, figures: list[Figure], starts: list[int]) -> None:
        """`starts`: where the words for what happened begin, in order."""
        self._scan = scan
        self._figures = figures
        self._starts = starts

    # -- the wounded who died ------------------------------------------------------------------------------------------

    def died_at(self, figure: Figure) -> int | None:
        """ "A wounded woman died": where the word stands for what has become of one who was described."""
        if not (figure.single or figure.best == 1 or (figure.among and self._scan.lexicon.articles)):
            return None
        before = self._not_saved(figure)
        if before is not None:
            return before
        inner = figure.inner if figure.among and figure.inner is not None else -1
        end = self._scan.predicates[inner][0] if inner >= figure.end else figure.end
        first = self._behind_aside(self._scan.behind_place(end))
        for at in range(first, first + _RIGHT_BEHIND):
            found = self._scan.predicates.get(at)
            if found is not None:
                became = found[1][0].measure == "killed" or (
                    self._is_missing(figure) and found[1][0].measure == "rescued"
                )
                return at if became and found[1][0].side != "before" else None
        return None

    def _not_saved(self, figure: Figure) -> int | None:
        """ "Doctors could not save a wounded man", "… one of the wounded": where the word for that begins."""
        described = self._scan.predicates.get(figure.inner if figure.inner is not None else -1)
        if not self._scan.lexicon.articles or described is None or described[1][0].measure != "injured":
            return None
        before = self._scan.ending_at(figure.start, _UNSAVED)
        lost = before >= 0 and all(p.measure == "killed" for p in self._scan.predicates[before][1])
        return before if lost else None

    def _is_missing(self, figure: Figure) -> bool:
        """ "A missing man was found alive"."""
        described = self._scan.predicates.get(figure.inner if figure.inner is not None else -1)
        return described is not None and described[1][0].measure == "missing"

    def gone(self, link: Link) -> Link:
        """ "Палав склад, вогонь знищив його вщент": what has become of the one thing that was just hit."""
        thing = link.predicate.measure == "damaged" and link.figure.is_thing and not link.figure.counted
        if not thing or self._scan.lexicon.articles:
            return link
        tokens = self._scan.tokens
        for at in (n for n in self._starts if link.last < n < link.last + _SOON):
            end, told = self._scan.predicates[at]
            gone = next((p for p in told if p.measure == "destroyed"), None)
            behind = tokens[end].norm if end < len(tokens) else ""
            it = tokens[at - 1].says("its") or self._scan.lexicon.says("its", behind)
            others = any(link.last <= figure.start <= end + 1 for figure in self._figures)
            apart = any(token.text == "," for token in tokens[link.last : at])
            if gone is not None and it and apart and not others:
                return Link(link.figure, gone, at, end, link.noun)
        return link

    def back_at(self, figure: Figure) -> int | None:
        """ "47 знеструмлених сіл знову мають світло": the word for what those described as cut off have back."""
        inner = self._scan.predicates.get(figure.inner if figure.inner is not None else -1)
        if inner is None or self._scan.lexicon.articles or not inner[1][0].measure.startswith("without_"):
            return None
        tokens = self._scan.tokens
        for at in (n for n in self._starts if figure.start - _BACK <= n < figure.end + _BACK):
            end, told = self._scan.predicates[at]
            between = tokens[end : figure.start] if at < figure.start else tokens[figure.end : at]
            if told[0].measure.startswith("restored_") and all(token.kind != MARK for token in between):
                return at
        return None

    def back_for(self, figure: Figure, start: int) -> int | None:
        """ "Power is back for all 28,400 customers cut off by the attack": the word for what they have back."""
        tokens = self._scan.tokens
        behind = start in (figure.end, self._scan.behind_place(figure.end))
        right_behind = behind and self._scan.lexicon.articles and not tokens[start].says("passive")
        right_behind = right_behind or self._only_describes(figure, start)
        if not self._scan.predicates[start][1][0].measure.startswith("without_"):
            return None
        if not right_behind:
            return self._back_since(figure, start)
        low = figure.start - _BACK
        for at in (n for n in self._starts if low <= n < figure.start):
            end, told = self._scan.predicates[at]
            between = tokens[end : figure.start]  # "22,4 тис. родин": its full stop parts nothing
            clear = not any((t.kind == MARK and t.text != ".") or t.says("contrasts") for t in between)
            if told[0].measure.startswith("restored_") and clear:
                return at
        return self._back_since(figure, start)

    def _back_since(self, figure: Figure, start: int) -> int | None:
        """ "11 тисяч споживачів, знеструмлені вночі, знову зі світлом": behind the comma that closes the aside."""
        tokens, end = self._scan.tokens, self._scan.predicates[start][0]
        aside = 0 < start - figure.end <= _RIGHT_BEHIND + 1 and tokens[start - 1].text == ","
        if self._scan.lexicon.articles or not aside or not tokens[start].norm.endswith(_DESCRIBED):
            return None
        for at in self._starts[bisect_left(self._starts, end) : bisect_left(self._starts, end + _BACK)]:
            closed = any(token.text == "," for token in tokens[end:at])
            others = any(end <= other.start < at for other in self._figures)
            back = self._scan.predicates[at][1][0].measure.startswith("restored_")
            return at if back and closed and not others else None
        return None

    def _only_describes(self, figure: Figure, start: int) -> bool:
        """ "Повернули світло родинам у 17 селах області, знеструмлених унаслідок обстрілів": behind their comma."""
        tokens = self._scan.tokens
        near = 0 < start - figure.end <= _RIGHT_BEHIND + 1 and tokens[start - 1].text == ","
        return near and not self._scan.lexicon.articles and tokens[start].norm.endswith(OF_SEVERAL)

    def _behind_aside(self, at: int) -> int:
        """ "Two of the wounded, a man of 34 and his father, have died": past what stands between commas."""
        tokens = self._scan.tokens
        if at >= len(tokens) or tokens[at].text != ",":
            return at
        for n in range(at + 1, min(at + _ASIDE, len(tokens))):
            if n in self._scan.predicates or tokens[n].text in ";:.":
                return at
            if tokens[n].text == "," and any(k in self._scan.predicates for k in range(n + 1, n + 1 + _RIGHT_BEHIND)):
                which = tokens[n + 1].says("relatives")  # ", after a strike, which killed 12"
                return at if which else n + 1
        return at

    def tells_who_died(self, figure: Figure) -> bool:
        """ "Two of the wounded, a man of 34 and his father, have died": who those are whose death is told."""
        whole = next((f for f in self._figures if f.among and f.inner is not None and f.end < figure.start), None)
        if whole is None or not self._scan.lexicon.articles:
            return False
        died = self.died_at(whole)
        return died is not None and figure.end < died

    def died_of_it(self, figure: Figure, start: int) -> int | None:
        """Where the word begins that tells the death of one who is told to be wounded by the word at `start`."""
        body = self._whose_body(figure, start)
        if body is not None:
            return body
        ways = (
            self._lifeless, self._died_since, self._dead_of_wounds, self._died_later, self._off_again,
            self._back_to_them, self._dead_since_wounded,
        )  # fmt: skip
        found = (way(figure, start) for way in ways)
        return next((at for at in found if at is not None), None)  # the word may be the first of its sentence

    def _dead_since_wounded(self, figure: Figure, start: int) -> int | None:
        """ "Двоє поранених померли в лікарні", "помер один із поранених": the participle only says who they are."""
        scan, end = self._scan, self._scan.predicates[start][0]
        if scan.lexicon.articles or scan.predicates[start][1][0].measure != "injured":
            return None
        of = figure.end < len(scan.tokens) and scan.tokens[figure.end].says("of")
        beside = start == figure.end + of or end == figure.start
        if not beside or not scan.tokens[end - 1].norm.endswith(_WOUNDED):
            return None
        first = scan.behind_place(max(end, figure.end))
        right_behind = range(first, min(first + _RIGHT_BEHIND, len(scan.tokens)))
        behind = next((n for n in right_behind if n in scan.predicates or scan.tokens[n].kind == MARK), -1)
        before = scan.ending_at(min(start, figure.start), _RIGHT_BEHIND)
        return next((at for at in (behind, before) if self._tells_death(at)), None)

    def _tells_death(self, at: int) -> bool:
        """ "Died", "have been killed", whoever is named before or behind it."""
        found = self._scan.predicates.get(at)
        return found is not None and all(p.measure == "killed" and p.side == "both" for p in found[1])

    def _lifeless(self, figure: Figure, start: int) -> int | None:
        """ "Достали женщину без признаков жизни": got out, and dead, as is told right behind."""
        found = self._scan.predicates.get(figure.end)
        out = self._scan.predicates[start][1][0].measure == "rescued" and start < figure.start
        dead = found is not None and found[1][0].measure == "killed" and found[1][0].side != "before"
        return figure.end if out and dead else None

    def _whose_body(self, figure: Figure, start: int) -> int | None:
        """ "Тіло 62-річного чоловіка дістали з-під руїн": dead, wherever he was found."""
        scan, at = self._scan, self._scan.before_age(figure.start) - 1
        found = scan.predicates.get(at) if at >= 0 and scan.tokens[at].says("of_genitive") else None
        body = found is not None and found[1][0].measure == "killed" and start != at
        return at if body and scan.predicates[start][1][0].measure in _BECAME else None

    def _died_since(self, figure: Figure, start: int) -> int | None:
        """ "The woman wounded on Monday has died": the word for the wounded only says which."""
        measure = next((p.measure for p in self._scan.predicates[start][1] if p.families[0] == "people"), "")
        became = _BECAME.get(measure)
        if became is None:
            return None
        one = self._is_one(figure)
        said_who = self._only_said(self._behind_age(figure), start) if one else self._which(figure, start)
        if not said_who:
            return None
        later = self._starts[bisect_left(self._starts, start + 1) : bisect_left(self._starts, start + _LATER)]
        out = self._scan.predicates[start][0]  # "pulled wounded from the rubble" tells both of who they are
        told = (n for n in later if n > out and self._scan.predicates[n][1][0].families[0] == "people")
        died = next((n for n in told if self._scan.predicates[n][1][0].measure != measure), None)
        if died is None:
            return None
        predicate = self._scan.predicates[died][1][0]
        if predicate.measure not in became or predicate.side == "before":
            return None
        tokens, aside = self._scan.tokens, self._opens_aside(self._behind_age(figure))
        between = tokens[start : died - (aside and tokens[died - 1].text == ",")]  # "чоловік, якого поранило, помер"
        clear = not any(t.text in ",;" or t.says("and") for t in between)
        if figure.among and not figure.nouns and any(start < span.start < died for span in self._scan.timings):
            return None  # "three of those wounded on Monday have died": of whom else, that day's toll tells
        return died if clear and not any(start < f.start < died and f.counted for f in self._figures) else None

    def _died_later(self, figure: Figure, start: int) -> int | None:
        """ "Was wounded and later died in hospital", "was taken to hospital, where she died": of nobody else."""
        scan, end = self._scan, self._scan.predicates[start][0]
        if not scan.lexicon.articles or figure.end > start or not figure.nouns or figure.nouns[0].family != "people":
            return None
        became = _BECAME.get(scan.predicates[start][1][0].measure)
        if became is None:
            return None
        later = (n for n in self._starts if end <= n < end + _LATER)
        died = next((n for n in later if scan.predicates[n][1][0].kind != "state"), None)
        told = scan.predicates[died][1][0] if died is not None else None
        if died is None or told is None or told.measure not in became or told.side == "before" or told.kind:
            return None
        goes_on = all(self._says_the_same(n) for n in range(end, died))
        behind = scan.predicates[died][0]
        object_ = any(f.start in (behind, behind + 1) for f in self._figures) and told.side == "both"
        return died if goes_on and not object_ else None

    def _says_the_same(self, at: int) -> bool:
        """A word that leads on to what befell the same person: small words, places, times, "where she"."""
        scan, token = self._scan, self._scan.tokens[at]
        if token.kind == MARK:
            return token.text == ","
        return not scan.is_plain(at) and not any(f.start <= at < f.end for f in self._figures)

    def _off_again(self, figure: Figure, start: int) -> int | None:
        """ "5,000 customers who had just been reconnected lost power": the first word only says which."""
        end, told = self._scan.predicates[start]
        tokens = self._scan.tokens
        later = self._scan.predicates.get(end)
        if later is None or figure.end >= start or not tokens[figure.end].says("relatives"):
            return None
        stocks = all(p.measure.startswith(("restored_", "without_")) for p in (*told, *later[1]))
        return end if stocks and told[0].measure != later[1][0].measure else None

    def _back_to_them(self, figure: Figure, start: int) -> int | None:
        """ "Power was restored to 43,000 customers cut off by shelling": the word right behind only says which."""
        told = self._scan.predicates[start][1][0].measure
        if start != figure.end or not told.startswith("without_") or not self._scan.lexicon.articles:
            return None
        tokens = self._scan.tokens
        at = bisect_left(self._starts, figure.start) - 1
        if at < 0 or figure.start - self._starts[at] > _TO_WHOM or self._scan.is_small(start):
            return None  # "512 are warm again and 216 are still waiting"
        if not tokens[figure.start - 1].says("destination"):
            return None
        end, predicates = self._scan.predicates[self._starts[at]]
        back = predicates[0].measure == told.replace("without_", "restored_") and end <= figure.start
        clear = not any(token.text in ",;" for token in self._scan.tokens[end : figure.start])
        return self._starts[at] if back and clear else None

    def burned_down(self, figure: Figure, start: int) -> int | None:
        """ "Debris fell on a hangar, which was reduced to ashes", "hit a shop, destroying it": what became of it."""
        told = self._scan.predicates[start][1][0]
        if told.kind == "attack" and start > figure.start:
            return self._burned_since(figure, start)
        if told.measure != "damaged" or start > figure.start or (figure.counted and not self._scan.lexicon.articles):
            return None
        tokens = self._scan.tokens
        for at in self._starts[bisect_left(self._starts, figure.end) : bisect_left(self._starts, figure.end + _LATER)]:
            end, predicates = self._scan.predicates[at]
            if predicates[0].measure != "destroyed":
                return None
            if self._scan.lexicon.articles and end < len(tokens) and tokens[end].says("pronouns"):
                return at
            relative = next((n for n in range(at - 1, figure.end, -1) if not self._scan.is_small(n)), figure.end)
            which = tokens[relative].says("relatives") or tokens[relative].says("it")
            which = which and not tokens[relative].says("where")  # "горит автобаза, где уничтожено 14 автобусов"
            which = which and tokens[relative - 1].text == ","
            return at if which and not any(figure.start < f.start < at and f.nouns for f in self._figures) else None
        return None

    def _burned_since(self, figure: Figure, start: int) -> int | None:
        """ "Склад, куди влучили два дрони, вигорів ущент": behind the clause that tells what hit it."""
        tokens, end = self._scan.tokens, self._scan.predicates[start][0]
        at = next(iter(self._starts[bisect_left(self._starts, end) : bisect_left(self._starts, end + _LATER)]), 0)
        if not at or self._scan.predicates[at][1][0].measure != "destroyed":
            return None
        led = any(token.text == "," for token in tokens[figure.end : start])
        closed = tokens[at - 1].text == "," or (tokens[at - 2].text == "," and self._scan.is_small(at - 1))
        others = any(f.is_thing for f in self._figures if end <= f.start < at)
        alone = not any(f.is_thing for f in self._figures if f.start >= at)
        return at if led and closed and alone and not others else None

    def _which(self, figure: Figure, start: int) -> bool:
        """ "Two men wounded on Monday have died": right behind several, or behind "who had been", or "of those"."""
        of_those = figure.end == start - 2 and self._scan.tokens[figure.end].says("of")
        if of_those and figure.counted and self._scan.tokens[start - 1].says("them"):
            return self._scan.lexicon.articles
        if not self._scan.lexicon.articles:  # "двоє людей, які вважалися зниклими, знайшлися"
            end = self._behind_age(figure)
            aside = figure.counted and bool(figure.nouns) and self._opens_aside(end)
            return aside and self._only_said(end, start)
        relative = figure.end < start and self._scan.tokens[figure.end].says("relatives")
        counted = figure.counted and bool(figure.nouns)
        return counted and (start == figure.end or (relative and self._only_said(figure.end, start)))

    def _is_one(self, figure: Figure) -> bool:
        """ "A nurse", "ще одна мешканка"."""
        counted = figure.best == 1 and bool(figure.nouns) and not self._scan.lexicon.articles
        return figure.single or counted

    def _behind_age(self, figure: Figure) -> int:
        """ "A nurse of 23 wounded on Monday", "мешканка Сум, поранена": behind the home and the age that follow."""
        end = figure.end
        while (figure.single or not self._scan.lexicon.articles) and end in self._scan.blocked:
            end += 1
        ages = next((a for a in self._scan.ages if end <= a.start <= end + 1), None)
        return ages.end if ages is not None else end

    def _dead_of_wounds(self, figure: Figure, start: int) -> int | None:
        """ "Умер раненный накануне мужчина": the wounded who is named behind the verb has died."""
        if self._scan.lexicon.articles or not figure.single or figure.start < start:
            return None
        at = bisect_left(self._starts, start) - 1
        if at < 0:
            return None
        died, hurt = self._starts[at], self._scan.predicates[start][1][0]
        end, predicates = self._scan.predicates[died]
        dead = any(p.measure == "killed" and p.side != "before" for p in predicates)
        dead = dead and hurt.measure == "injured" and not hurt.kind
        return died if dead and self._only_said(end, start) else None

    def _only_said(self, low: int, high: int) -> bool:
        """Right behind, or behind "who had been"."""
        low += low < high and self._opens_aside(low)
        if low >= high or high - low > _SAYING_WHO:
            return low == high
        timed = {n for span in self._scan.timings for n in range(span.start, span.end)}
        tokens = self._scan.tokens
        return all(n in timed or any(map(tokens[n].says, _SAID_OF_WHOM)) for n in range(low, high))

    def _opens_aside(self, at: int) -> bool:
        """ ", who …", or ", wounded …"."""
        tokens, after = self._scan.tokens, at + 1
        if after >= len(tokens) or tokens[at].text != ",":
            return False
        told = self._scan.predicates.get(after)
        if self._scan.lexicon.articles:  # "a tram driver, wounded on Monday, died"
            described = told is not None and told[1][0].measure in _BECAME and told[1][0].side != "before"
        else:
            described = told is not None and tokens[told[0] - 1].norm.endswith(_DESCRIBED)
        return described or tokens[after].says("relatives") or tokens[after].says("deemed")

    # -- the hurt and what they have -----------------------------------------------------------------------------------

    def wound_of(self, figure: Figure) -> int:
        """ "У двоих детей ожоги", "у водія — контузія": where the word for what those at whom it is have; else -1."""
        scan, tokens = self._scan, self._scan.tokens
        if scan.lexicon.articles or not self._is_at_whom(figure):
            return -1
        at = self._behind_age(figure)
        owned = scan.nouns.get(at)
        at = owned[0] if owned is not None and owned[1][0].is_thing else at  # "у водія автобуса в Покрові перелом"
        at = scan.behind_place(at)
        at += at < len(tokens) and tokens[at].text in DASHES
        for n in range(at, min(at + _KIND_OF_WOUND, len(tokens))):
            single = scan.predicates.get(n, (n + 1,))[0] == n + 1  # "травми отримали" is told of others
            if (tokens[n].says("wound_nouns") and single) or scan.role_of(n) == "stress":
                return n
            if not scan.is_plain(n) and not tokens[n].says("wounds"):
                return -1
        return -1

    def _is_at_whom(self, figure: Figure) -> bool:
        """ "У двох", "у 45-річної жінки", "у її чоловіка"."""
        if figure.nouns and figure.nouns[0].family != "people":
            return False
        at = self._scan.before_age(figure.start) - 1
        at -= at > 0 and self._scan.tokens[at].says("its")
        return at >= 0 and self._scan.tokens[at].says("at_whom")

    def wounded(self, figure: Figure, at: int) -> list[Link]:
        """The link of those who have a wound; none of stress, or where the wounded have been counted before."""
        before = [self._scan.predicates[n] for n in self._starts if n < figure.start]
        told = (found for end, found in before if not self._scan.tokens[end - 1].says("wound_nouns"))
        counted = any(predicate.measure == "injured" for found in told for predicate in found)
        if (counted and not figure.more) or self._scan.role_of(at) == "stress":
            return []
        return [Link(figure, _HAS_A_WOUND, at, at + 1, figure.nouns[0] if figure.nouns else None)]

    # -- the hurt and where they are -----------------------------------------------------------------------------------

    def in_hospital(self, index: int, figure: Figure) -> list[Link]:
        """ "Трое в больнице"; in "двоє загиблих, шестеро в реанімації" the six are some of the injured."""
        before = [p for n in self._starts if n < figure.start for p in self._scan.predicates[n][1]]
        told = {p.measure for p in before if p.families[0] == "people"}
        at = self._scan.past("including", self._state_behind(figure))
        start = next((n for n in (at, at + 1) if n in self._scan.predicates), None)
        hurt = any(p.measure == "injured" for p in before)
        alone = (not index and not told) or (bool(told) and not hurt and self._taken_in(figure.end))
        ward = any(n < figure.start and nouns[0].unit == "hospital" for n, (_, nouns) in self._scan.nouns.items())
        alone = alone or (bool(told) and told <= SAVED and not ward)  # "вынесли пятерых, двое из них в реанимации"
        if not (alone or (figure.more and not hurt)) or start is None or not figure.counted:
            return []  # "один загинув, ще двоє — у важкому стані": these are others
        end, predicates = self._scan.predicates[start]
        return [Link(figure, predicates[0], start, end, None)]

    def lying_before(self, figure: Figure) -> int:
        """ "70 раненых, в больницах 33": where the word for where they are begins, behind a mark; else -1."""
        if figure.nouns or not figure.counted:
            return -1
        for start in self._starts[: bisect_left(self._starts, figure.start)][-1:]:
            end, told = self._scan.predicates[start]
            beside = end == figure.start or (end == figure.start - 1 and not self._scan.is_plain(end))
            opens = start > 0 and self._scan.tokens[start - 1].kind == MARK
            if beside and opens and any(predicate.kind == "state" for predicate in told):
                return start
        return -1

    def lying(self, figure: Figure, start: int) -> list[Link]:
        """The link of those in hospital; none where the wounded have been counted before: they are some of them."""
        before = (p for n in self._starts if n < start for p in self._scan.predicates[n][1])
        if any(predicate.measure == "injured" for predicate in before):
            return []
        end, told = self._scan.predicates[start]
        return [Link(figure, told[0], start, end, None)]

    def _taken_in(self, at: int) -> bool:
        """ "Погибли четверо, семеро в больницах": a hospital says no more than hurt, a grave state, some of them."""
        words = self._scan.tokens[at : at + _TAKEN]
        return any(token.says("hospital_words") for token in words)

    def counted_in(self, figure: Figure, near: list[int]) -> list[Link]:
        """ "В больнице 17.": all that is said of them is where they are."""
        tokens = self._scan.tokens
        closed = figure.end >= len(tokens) or tokens[figure.end].kind == MARK
        start = next((n for n in near if self._scan.predicates[n][0] == figure.start), None)
        if start is None or not closed or figure.nouns or not figure.counted:
            return []
        at = bisect_left(self._starts, start)
        beside = (pair for pair in pairs(self._starts[max(0, at - 1) : at + 2]))
        if not all(any(t.text == ";" for t in tokens[low : min(high, low + REACH)]) for low, high in beside):
            return []
        end, predicates = self._scan.predicates[start]
        return [Link(figure, predicates[0], start, end, None)] if predicates[0].kind == "state" else []

    def _state_behind(self, figure: Figure) -> int:
        """ "Ще троє, серед них дитина, у лікарні", "three others are in hospital": where how they are would begin."""
        tokens, at = self._scan.tokens, figure.end
        role = self._scan.role_of(at + 1) if at < len(tokens) and tokens[at].text == "," else None
        if role is not None and role.startswith("including"):
            at = self._behind_aside(at)
        verb = (figure.more or not figure.nouns) and at < len(tokens) and tokens[at].says("passive")
        return at + 1 if verb else at

    def in_a_state(self, figure: Figure) -> bool:
        """Only how someone is, such as "in intensive care", stands right behind or behind a dash."""
        at = self._scan.past("including", self._state_behind(figure))  # "two of them in intensive care"
        dash = at < len(self._scan.tokens) and self._scan.tokens[at].text in DASHES
        found = self._scan.predicates.get(at + dash)
        state = found is not None and all(p.kind == "state" for p in found[1])
        goes_on = dash and found is not None and found[0] in self._scan.predicates  # "31 — в больнице умер ребёнок"
        return state and not goes_on and not (found is not None and at > figure.end and self._counts_others(found[0]))

    def _counts_others(self, end: int) -> bool:
        """ "Поранених 27, серед них четверо дітей, у стаціонарі лишаються 15": behind the state whom it is told of."""
        near = (f for f in self._figures if f.counted and 0 <= f.start - end <= _SAYING_WHO)
        behind = next(near, None)
        return behind is not None and all(self._scan.tokens[n].kind != MARK for n in range(end, behind.start))
