"""The way between a figure and a word for what happened: what it costs, and how much a figure pays at most.

"Two people were hurt and a shop burned down": from "two people" the way to "hurt" is short, the one to "burned down"
passes "hurt", which could take them as well, and is dear.
"""

from bisect import bisect_left
from typing import Final, final

from service.core.reading.figures.figure import Figure
from service.core.reading.figures.nouns import ADJECTIVAL
from service.core.reading.linking.clauses import enclosed, opens_clause
from service.core.reading.linking.fitting import same_family, takes
from service.core.reading.linking.weights import BREAK, weigh
from service.core.reading.linking.wholes import Wholes
from service.core.reading.scan import Scan
from service.core.reading.text import MARK, WORD

_TURNED: Final = 4
"""Most tokens from "it turned out" to the figure."""
REACH: Final = 30
"""Most tokens between a figure and its word."""
_DEAREST: Final = 10.0
"""The most that a figure with a noun pays."""
_SINGLE_DEAREST: Final = 8.0
"""The same of "a school", in a language with articles."""
_BARE_DEAREST: Final = 5.0
"""The same of a figure without a noun."""
_NAMED_DEAREST: Final = 6.0
"""The same of what is only named; of a person who is, less."""
_PERSON_DEAREST: Final = 3.5
_CROSSED: Final = 4.0
"""What it costs to pass another word that could take the figure."""
_PASSED: Final = 1.5
"""What it costs to pass one that could not, or another figure."""
_NAMED_COMMA: Final = 1.5
"""What a comma or dash costs besides, from what is only named to a word behind it."""
_COLON_BACK: Final = 6.0
_DASH_BACK: Final = 1.2
_OUT_OF_BRACKETS: Final = 5.0
"""These three: what a mark costs besides, when the figure stands first."""
_NEW_CLAUSE: Final = 3.0
"""What it costs to reach back to a word that opens a clause of its own behind a comma."""
_CLOSED: Final = 2.0
"""What it costs to go back over a comma right behind a word: "one woman dead, her husband in hospital"."""
_WHOSE: Final = 2
"""Most tokens from a figure to the dash that parts it from its word."""
_THOSE: Final = ("их", "ых")
"""Endings of those who were hurt, in Ukrainian and Russian."""
_REACHED: Final = 0.3
"""What part of its cost is left when something has come to the figure: "bringing the total to six"."""


def reached(scan: Scan, figure: Figure) -> bool:
    """ "Bringing the total to six": it stands right behind such words."""
    return any(s.what == "reached" and 0 <= figure.start - s.end <= 1 for s in scan.roles)


def turned_out(scan: Scan, start: int) -> bool:
    """ "Three were reported wounded; it turned out there were five", "з'ясувалося, що їх п'ятеро"."""
    near = scan.tokens[max(0, start - _TURNED) : start]
    return "turned_out" in scan.said and any(token.says("turned_out") for token in near)


def left_by_attack(scan: Scan, figure: Figure, starts: list[int]) -> int:
    """ "Поранених унаслідок атаки на готель у Сумах дев'ять": where the word for those stands, or -1.

    `starts`: where the words for what happened begin, in order.
    """
    at = bisect_left(starts, figure.start) - 1
    if scan.lexicon.articles or at < 1 or not figure.counted or figure.nouns:
        return -1
    toll, attack = starts[at - 1], scan.predicates[starts[at]][1]
    end, told = scan.predicates[toll]
    opens = toll == 0 or scan.tokens[toll - 1].kind == MARK
    if not opens or told[0].families[0] != "people" or any(p.kind != "attack" for p in attack):
        return -1
    closed = figure.end >= len(scan.tokens) or scan.tokens[figure.end].kind == MARK
    clear = closed and not any(token.kind == MARK for token in scan.tokens[end : figure.start])
    return toll if clear and scan.tokens[end - 1].norm.endswith(_THOSE) else -1


@final
class Way:
    """Prices the ways between the figures and the words for what happened of one sentence."""

    def __init__(self, scan: Scan, figures: list[Figure], starts: list[int], wholes: Wholes) -> None:
        """`starts`: where those words begin, in order."""
        self._scan = scan
        self._figures = figures
        self._starts = starts
        self._wholes = wholes
        self._asides: list[tuple[int, int]] = []
        self._sums: list[float] = []
        """Cost of everything before each token."""
        self._breaks: list[int] = []
        """Tokens that are breaks in the thought."""
        if figures and starts:
            self._measure()

    def _measure(self) -> None:
        self._asides = enclosed(self._scan, self._figures)
        total = 0.0
        self._sums.append(total)
        for n, weight in enumerate(weigh(self._scan, self._figures, self._asides)):
            total += weight
            self._sums.append(total)
            if weight == BREAK:
                self._breaks.append(n)

    def _broken(self, low: int, high: int) -> int:
        """How often the thought breaks off from one token up to another."""
        return sum(low <= at < high for at in self._breaks)

    def near(self, figure: Figure) -> list[int]:
        """Where the words begin that are near enough."""
        low, high = figure.start - REACH, figure.end + REACH
        return [start for start in self._starts if low <= start < high]

    def limit(self, figure: Figure) -> float:
        """The most that a figure pays."""
        if not figure.nouns:
            return _BARE_DEAREST
        if figure.counted:
            named = figure.single and figure.is_thing and self._scan.lexicon.articles
            return _SINGLE_DEAREST if named else _DEAREST
        return _PERSON_DEAREST if figure.nouns[0].family == "people" else _NAMED_DEAREST

    def price(self, index: int, start: int, *, back: bool) -> float:
        """The cost of the way between a figure and a word; `back` when the figure stands first."""
        figure, end = self._figures[index], self._scan.predicates[start][0]
        low, high = (figure.end, start) if back else (end, figure.start)
        cost = self._between(low, high, back=back)
        cost += self._crossing(index, figure, low, high)
        whither = self._scan.leads_there(start)  # "у будинку, куди влучив дрон"
        whither = whither or (back and figure.single and self._only_aged(low, high))
        if back and not whither and opens_clause(self._scan, self._figures, start, end):
            cost += _NEW_CLAUSE
        if not figure.counted:
            cost += self._aside(figure, low, high, back=back)
        if not back and self._scan.lexicon.articles:
            cost += self._closed(low, high)
            cost += _CROSSED if self._has_own_behind(figure, low) else 0.0
        if not back and (reached(self._scan, figure) or start == left_by_attack(self._scan, figure, self._starts)):
            cost *= _REACHED
        return cost + self._lists(index, low, high, back=back)

    def _only_aged(self, low: int, high: int) -> bool:
        """ "Водій, 38 років, загинув, пасажирка поранена": nothing but how old he was parts him from his verb."""
        told = [n for n in range(low, high) if self._scan.tokens[n].kind != MARK]
        return bool(told) and all(n in self._scan.aged for n in told)

    def _between(self, start: int, end: int, *, back: bool) -> float:
        """What lies between; `back` when the figure stands first."""
        cost = self._sums[end] - self._sums[start]
        if back:
            opened = False
            for n in range(start, end):
                text = self._scan.tokens[n].text
                opened = opened or text == "("
                dash = text in "–—" and not self._in_aside(n) and not self._dashed(n)
                cost += _COLON_BACK if text == ":" else _DASH_BACK if dash else 0.0
                cost += _OUT_OF_BRACKETS if text == ")" and not opened else 0.0
        return cost

    def _in_aside(self, at: int) -> bool:
        return any(start <= at < end for start, end in self._asides)

    def _dashed(self, at: int) -> bool:
        """ "…, 13 — получили ранения": the dash stands for a verb between a figure that a comma parts and its word."""
        behind = next((start for start, end in self._asides if end == at), at)  # "ще 14, з них дитина, — поранені"
        figure = next((f for f in self._figures if 0 <= behind - f.end <= _WHOSE), None)
        if figure is not None and not all(self._names(n) for n in range(figure.end, behind)):
            return False
        if figure is None or at + 1 not in self._scan.predicates:
            return False
        before = self._scan.tokens[figure.start - 1] if figure.counted else None
        apart = before is not None and (before.text == "," or before.says("and"))
        return apart or (figure.single and self._opens_part(figure))

    def _opens_part(self, figure: Figure) -> bool:
        """ "…, у його дружини — контузія": between a comma and the person only words that lead there."""
        at = self._scan.before_age(figure.start) - 1
        while at > 0 and (self._scan.tokens[at].says("its") or self._scan.tokens[at].says("of_genitive")):
            at -= 1
        return at > 0 and self._scan.tokens[at].text == ","

    def _names(self, at: int) -> bool:
        """A word or a place that says who is counted: "22 тысячи жителей Марганца — без воды"."""
        return self._scan.tokens[at].kind == WORD and at not in self._scan.predicates

    def _crossing(self, index: int, figure: Figure, low: int, high: int) -> float:
        """Other words for what happened that are passed."""
        cost = 0.0
        for at in self._starts:
            if not low <= at < high:
                continue
            inside = any(low <= start <= at < end <= high for start, end in self._asides)
            if inside or self._wholes.is_of_the_whole(index, at):
                continue
            _, predicates = self._scan.predicates[at]
            cost += _CROSSED if any(takes(p, figure) for p in predicates) else _PASSED
        return cost

    def _aside(self, figure: Figure, low: int, high: int, *, back: bool) -> float:
        """What is only named must not stand behind a comma among other words: "…, рух трамвая зупинено"."""
        tokens = self._scan.tokens
        commas = [n for n in range(low, high) if tokens[n].text in ",—–" and not (back and self._dashed(n))]
        if not commas:
            return 0.0
        if back:
            return _NAMED_COMMA
        lead = [n for n in range(commas[-1] + 1, figure.start) if not tokens[n].says("determiners")]
        strange = any(self._scan.is_plain(n) and not tokens[n].norm.endswith(ADJECTIVAL) for n in lead)
        return _DEAREST if strange and not self._scan.lexicon.articles else 0.0

    def _closed(self, low: int, high: int) -> float:
        """What is told behind a word hardly goes on over a comma right there, or a break in the thought."""
        comma = low < high and self._scan.tokens[low].text == ","
        return _CLOSED * (comma + self._broken(low, high))

    def _has_own_behind(self, figure: Figure, low: int) -> bool:
        """ "Claimed five lives, with 43 shoppers and vendors wounded": behind "with" each has a word of its own."""
        tokens, led = self._scan.tokens, figure.start - 1
        parted = low < led and tokens[led - 1].text == "," and tokens[led].says("withs")
        if not (parted and figure.counted):
            return False
        behind = next((n for n in range(figure.end, len(tokens)) if tokens[n].text in ",;:—–"), len(tokens))
        own = self._starts[bisect_left(self._starts, figure.end) : bisect_left(self._starts, behind)]
        told = (p for start in own for p in self._scan.predicates[start][1])
        return any(p.side != "before" and takes(p, figure) for p in told)

    def _lists(self, index: int, low: int, high: int, *, back: bool) -> float:
        """Figures passed on the way that are no list with this one cost."""
        figure = self._figures[index]
        cost = 0.0
        step = 1 if back else -1
        other = index + step
        while 0 <= other < len(self._figures) and low <= self._figures[other].start < high:
            passed = self._figures[other]
            free = same_family(figure, passed) or any(start <= passed.start < end for start, end in self._asides)
            owned = figure.single and figure.family == "people" and passed.start == figure.end and passed.is_thing
            cost += 0.0 if free or owned else _PASSED  # "водія однієї з фур, 45 років, госпіталізували"
            apart = self._broken(figure.end, passed.start) if back else 0
            named = passed.counted or passed.best == 1
            cost += _CROSSED if apart and named and self._scan.lexicon.articles else 0.0
            other += step
        return cost
