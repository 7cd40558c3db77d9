"""Wholes and their parts: "one of the twelve wounded", "17 drones flew, 14 of them were downed".

A word for what happened that is told of the whole is not told of the part, nor the other way round.
"""

from bisect import bisect_left
from typing import Final, final

from service.core.reading.figures.figure import Figure
from service.core.reading.figures.nouns import ADJECTIVAL
from service.core.reading.linking.fitting import takes
from service.core.reading.linking.links import Link, links_to
from service.core.reading.scan import Scan
from service.core.reading.text import MARK
from service.core.reading.words import DAMAGE

ONE_OF: Final = frozenset({"одного", "однієї", "одной"})
"""One of some, in the genitive."""
_TOLD_OF: Final = ("launched", *DAMAGE)
_SUFFERED: Final = ("killed", "injured", "missing", *DAMAGE)
_FATES: Final = ("killed", "missing", "rescued", "evacuated")
_CUT_OFF: Final = ("ых", "их")
"""Endings of participles behind "out of", in Russian and Ukrainian."""
_LED: Final = 4
"""Most tokens from "of them" to "were downed"."""
_LATER: Final = 2
"""Most words for what happened between "cut off" and "have power again"."""


@final
class Wholes:
    """The wholes and parts of one sentence."""

    def __init__(self, scan: Scan, figures: list[Figure], starts: list[int]) -> None:
        """`starts`: where the words for what happened begin, in order."""
        self._scan = scan
        self._figures = figures
        self._starts = starts

    def told(self, figure: Figure) -> list[Link]:
        """ "One of the twelve wounded": what the part is out of, with the word right behind it."""
        if figure.inner is not None:
            return links_to(self._scan, figure, figure.inner)  # "of the 12 wounded people two died"
        at = self._in_relative(figure.end)
        found = self._scan.predicates.get(at)
        taking = [p for p in found[1] if takes(p, figure)] if found is not None else []
        cut_off = at > figure.end or (found is not None and self._scan.tokens[found[0] - 1].norm.endswith(_CUT_OFF))
        its_own = bool(taking) and all(
            p.families[0] == "people" or p.measure in _TOLD_OF or (p.is_supply and cut_off) for p in taking
        )
        # "З 16 членів екіпажу поранено двох": not the sixteen
        stands = self._scan.lexicon.articles or not figure.nouns or at == self._cut_off(figure.end)
        if not self._describes_it(figure, at):
            return []
        if found is not None and figure.nouns and found[1][0].measure == "missing":
            return []  # "two of the three people trapped have been rescued": not missing any more
        return links_to(self._scan, figure, at) if its_own and stands else []

    def are_told_of(self, index: int, start: int) -> bool:
        """Whether a word is told of what the figure is out of, or of its part, so not of the figure."""
        return self.is_of_the_whole(index, start) or self._is_the_part_s(index, start) or self._describes(index, start)

    def is_of_the_whole(self, index: int, start: int) -> bool:
        """ "One of the twelve wounded died": the word right behind what a part is out of is not the part's."""
        after = self._figures[index + 1] if index + 1 < len(self._figures) else None
        if after is not None and after.base and after.inner == start:
            return True  # "одна з двох поранених жінок померла"
        if after is None or not after.base or not self._told_of_base(after.end, start):
            return False
        told = self._scan.predicates[start][1]
        measure = told[0].measure
        if self._sent_by(after.end) >= 0:
            return True
        # "18,400 of the 40,000 customers cut off have power again"; "lost power" may be told of weapons, too
        if any(p.measure.startswith("without_") for p in told):
            later = self._starts[bisect_left(self._starts, start + 1) :]
            return any(self._scan.predicates[n][1][0].measure.startswith("restored_") for n in later[:_LATER])
        known = self._scan.lexicon.articles and measure in _SUFFERED  # "one of the 11 people wounded has died"
        return (not after.nouns and self._describes_it(after, start)) or measure == "launched" or known

    def _describes_it(self, whole: Figure, start: int) -> bool:
        """ "Один із семи поранених"; in "троє з сімох загинули", "15 будинків з 20 розбито" the verb is the part's."""
        found = self._scan.predicates.get(start)
        if found is None or whole.nouns:
            return True
        if start == self._cut_off(whole.end):  # "запитали 6300 из 9100, оставшихся без света"
            return any(p[0].measure.startswith("restored_") for n, (_, p) in self._scan.predicates.items() if n < start)
        first = self._scan.tokens[start]
        if self._scan.lexicon.articles:  # "9 villages out of 14 were reconnected": a verb
            related = start > whole.end and self._scan.tokens[whole.end].says("relatives")
            return related or not (first.says("passive") or first.says("helpers"))
        return found[1][0].measure == "launched" or self._scan.tokens[found[0] - 1].norm.endswith(ADJECTIVAL)

    def _told_of_base(self, end: int, start: int) -> bool:
        """Right behind, or behind "that" and small words: "of the 1,600 buildings that had gone cold"."""
        tokens = self._scan.tokens
        if end >= start or not self._scan.lexicon.articles:
            return start in (end, self._in_relative(end))
        behind = self._scan.behind_place(end)  # "of the 18,000 homes in Shostka that lost power"
        related = behind < start and tokens[behind].says("relatives")
        first = max(behind + 1 if related else end, self._sent_by(end))
        return first > end and all(self._scan.is_small(n) for n in range(first, start))

    def _in_relative(self, end: int) -> int:
        """ "Чотири ракети з шести, що летіли на Львів": where the word in its relative clause begins, else `end`."""
        tokens = self._scan.tokens
        if self._scan.lexicon.articles:  # "of the 19,300 homes that went dark"
            behind = self._scan.behind_place(end)
            led = behind < len(tokens) and tokens[behind].says("relatives")
            words, told = range(behind + 1, len(tokens)), self._scan.predicates
            at = next((n for n in words if n in told or not self._scan.is_small(n)), end)
            return at if led and at in told else max(end, self._cut_off(end))
        if end + 2 >= len(tokens) or tokens[end].text != ",":
            return end
        cut_off = self._cut_off(end)
        if cut_off > end:
            return cut_off
        described = self._scan.predicates.get(end + 1) if tokens[end + 1].norm.endswith(ADJECTIVAL) else None
        if described is not None and described[1][0].measure == "launched":
            return end + 1  # "14 из 20 дронов, выпущенных по области, сбиты"
        found = self._scan.predicates.get(end + 2) if tokens[end + 1].says("relatives") else None
        return end + 2 if found is not None and found[1][0].measure == "launched" else end

    def _sent_by(self, end: int) -> int:
        """ "141 of the 168 drones Russia sent against Ukraine": behind who sent them, else -1."""
        first = self._scan.past("attack", end)
        at = first + (first < len(self._scan.tokens) and self._scan.is_small(first))
        told = (p for n in (first, at) for p in self._scan.predicates.get(n, (0, ()))[1])
        return first if first > end and any(p.measure == "launched" for p in told) else -1

    def _cut_off(self, end: int) -> int:
        """ "Из 320 домов, оставшихся без тепла, подключили 131": where the word for their outage begins, else -1."""
        tokens = self._scan.tokens
        first = self._scan.behind_place(end)
        while first < len(tokens) and first in self._scan.blocked:
            first += 1  # "із 320 будинків Кременчука, що лишилися без тепла"
        if not self._scan.lexicon.articles:
            first += first < len(tokens) and tokens[first].text == ","
            opened = first > end and first < len(tokens)
            opened = opened and (
                tokens[first].says("relatives") or tokens[first].norm.removesuffix("ся").endswith(ADJECTIVAL)
            )
            if not opened or tokens[first - 1].text != ",":
                return -1
        near = range(first, min(first + _LED, len(tokens)))
        at = next((n for n in near if n in self._scan.predicates or tokens[n].kind == MARK), -1)
        if any(tokens[n].says("passive") or self._scan.is_number(n) for n in range(first, at)):
            return -1  # "of 20 villages 12 are without power"
        told = self._scan.predicates[at][1] if at in self._scan.predicates else ()
        return at if any(p.measure.startswith("without_") for p in told) else -1

    def _is_the_part_s(self, index: int, start: int) -> bool:
        """ "17 drones flew at the city, 14 of them were downed": the word is told of the part."""
        figure_end = self._figures[index].end
        after = self._beyond_weapon(index)
        if after is not None and self._led_by_including(figure_end, start, after):
            return True
        fatal = after is not None and after.end == start and self._told_as_part(after)
        if fatal or (after is not None and after.end <= start and self._told_of_some(after, start)):
            return True  # "seven casualties, of which two fatal"
        if after is None or not after.among or after.nouns or self._is_whose(self._figures[index], after):
            return False
        if figure_end <= start < after.start and self._scan.predicates[start][0] == after.start:
            return True  # "отключили 870 абонентов, к обеду вернули 640 из них"
        if after.end > start:
            return False
        told = next((n for n in range(after.end, start) if self._scan.role_of(n) == "including"), None)
        end = self._scan.role_at[told][0] if told is not None else after.end
        while end < start and self._scan.is_small(end):
            end += 1
        if self._scan.tokens[end].text == ",":  # "600 are left, and one of them, a man of 77, was killed"
            end = next((n + 1 for n in range(end + 1, start) if self._scan.tokens[n].text == ","), end)
        return all(self._scan.is_small(n) for n in range(end, start))

    def _is_whose(self, figure: Figure, after: Figure) -> bool:
        """ "Водій однієї з них загинув": the driver, and not the car."""
        return figure.single and after.start == figure.end and self._scan.tokens[after.start].norm in ONE_OF

    def _beyond_weapon(self, index: int) -> Figure | None:
        """The next figure, past what only names the weapon: "шестеро потрапили під удар дрона, троє загинули"."""
        at = index + 1
        while at < len(self._figures) and not self._figures[at].counted and self._figures[at].family == "weapon":
            at += 1
        return self._figures[at] if at < len(self._figures) else None

    def _led_by_including(self, end: int, start: int, after: Figure) -> bool:
        """ "114 БПЛА, из них сбито 96": of "including" and a figure the word between is told."""
        if not end < start < after.start or self._scan.predicates[start][0] != after.start:
            return False
        led = any(self._scan.role_of(n) == "including" for n in range(max(end, start - _LED), start))
        return led and not self._scan.lexicon.articles

    def _told_of_some(self, figure: Figure, start: int) -> bool:
        """ "9,8 тис. родин, з них 5,1 тис. уже повернули світло": what has come back to some of those before."""
        if figure.nouns or self._scan.lexicon.articles or figure.end - figure.start > _LED:
            return False
        led = any(s.what == "including" and s.end == figure.start for s in self._scan.roles)
        back = led and any(p.measure.startswith("restored_") for p in self._scan.predicates[start][1])
        return back and not any(token.text in ",;" for token in self._scan.tokens[figure.end : start])

    def _told_as_part(self, figure: Figure) -> bool:
        """ "Of which" stands right before a bare figure."""
        at = figure.start
        roles = (self._scan.role_at.get(n) for n in (at - 2, at - 1))
        led = any(role is not None and role[0] == at and role[1].startswith("including") for role in roles)
        tokens = self._scan.tokens
        led = led or (at > 1 and tokens[at - 2].says("of") and tokens[at - 1].says("them"))
        return led and not figure.nouns and self._scan.lexicon.articles

    def _describes(self, index: int, start: int) -> bool:
        """ "Of 60 launched drones 54 were shot down": the word that describes the sixty is theirs alone."""
        before = self._figures[index - 1] if index else None
        if before is None:
            return False
        if before.base and start == self._cut_off(before.end):
            return True
        if before.base and not before.nouns and start == before.end and not self._scan.lexicon.articles:
            # "З дев'яти поранених двоє померли"; "четверо — діти" are some of the fifteen wounded
            later = next((n for n in self._starts if n >= self._figures[index].end), -1)
            return later >= 0 and self._scan.predicates[later][1][0].measure in _FATES
        if not before.start < start < before.end or not self._scan.lexicon.articles:
            return False
        return before.family == "weapon"
