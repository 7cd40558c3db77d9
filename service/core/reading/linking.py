"""The grammar: which figure goes with which word for what happened, in one sentence, for every language.

Every figure goes to the word for which the way is cheapest: words, commas and other figures in between cost, a break in
the thought costs much. A figure that no word claims is no claim.
"""

from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from service.core.reading.company import in_company, shared_out
from service.core.reading.figures import ADJECTIVAL, Figure
from service.core.reading.scan import Scan
from service.core.reading.text import MARK, NUMBER, Token
from service.core.reading.words import LONGEST_KEPT, MEMO, Lexicon, Noun, Predicate

_REACH: Final = 30
"""Most tokens between a figure and its word."""
_DEAREST: Final = 10.0
_BARE_DEAREST: Final = 5.0
_NAMED_DEAREST: Final = 6.0
_PERSON_DEAREST: Final = 3.5
_SINGLE_DEAREST: Final = 8.0
_CROSSED: Final = 4.0
"""What it costs to pass another word that could take the figure."""
_OBLIQUE: Final = ("их", "ого", "его", "ому", "ими", "ої", "ій", "ых", "ыми", "ой")
_ADJECTIVE: Final = ("не", "ний", "ну", "ні", "ене", "ное", "ный", "ную", "ные", "ене")
"""The same of adjectives where a preposition takes the accusative."""
_PAST: Final = ("ли", "лись", "лися")
"""Endings of verbs in the past, of several, in Ukrainian and Russian."""
_PAST_OF_ONE: Final = ("л", "ла", "лся", "лась", "ив", "ав", "їв")
"""The same of one person."""
_VERBS: Final = (
    "ет", "ют", "ит", "ят", "лся", "лась", "лось", "лись", "ыта", "ыто", "ыты", "ено", "ены", "ена", "ована", "овано",
    "ованы",
)  # fmt: skip
"""The same of what things do or what is done to them."""
_FINITE: Final = ("ют", "ут", "ят", "ат", "ют", "уть", "ять", "ать", "лись", "лся", "лась", "лось", "лися")
"""Endings of verbs that tell something of several, or of themselves."""
_PARTICIPLES: Final = ("вший", "вшая", "вшее", "вшие", "ющий", "ющая", "ющее", "ющие", "ящий", "ящая", "ящее", "ящие")
"""Endings of Russian participles that tell what something was doing."""
_PASSED: Final = 1.5
_NAMED_COMMA: Final = 1.5
_WORD, _SMALL, _NAME, _JOIN, _BREAK, _FIGURE, _SAYS, _OTHER = 1.0, 0.2, 0.3, 1.2, 6.0, 0.5, 2.0, 0.7
_SMALL_WORDS: Final = frozenset({"skip", "prepositions", "articles"})
_KIND: Final = {"buildings": "object"}
"""Families that stand in one list."""
_MARKS: Final = {",": 1.5, ";": 10.5, "(": 1.5, ")": 1.0, ":": 0.3, "–": 0.5, "—": 0.5, "-": 0.5, ".": 0.2, "/": 0.5}
_COLON_BACK: Final = 6.0
_DASH_BACK: Final = 1.2
_OUT_OF_BRACKETS: Final = 5.0
_NEW_CLAUSE: Final = 3.0
"""What it costs to reach back to a word that opens a clause of its own behind a comma."""
_ENCLOSED: Final = 0.05
_ASIDE: Final = 8
"""Most tokens of what is said between commas."""
_COUPLED: Final = 3
"""Most tokens between two things of a list."""
_CLAUSE: Final = 12
"""Most tokens of a relative clause."""
_MARK: Final = 0.2
_CLOSED: Final = 2.0
"""What it costs to go back over a comma right behind a word: "one woman dead, her husband in hospital"."""
_PIECE: Final = 2
"""Most tokens between "the roof of" and the building."""
_OUTAGES: Final = ("without_", "restored_")
_SUPPLIERS: Final = {
    "power_plant": "",
    "substation": "",
    "energy_facility": "",
    "power_line": "",
    "gas_facility": "gas",
    "heat_facility": "heat",
    "water_facility": "water",
}
"""Objects that supply something, and what, where they may lack something else: a pumping station may lack power."""
_SAVED: Final = frozenset({"rescued", "evacuated"})
_DOWNED: Final = frozenset({"shot_down", "intercepted", "suppressed"})


@dataclass(slots=True)
class Link:
    """A figure with the word that says what happened to it."""

    figure: Figure
    predicate: Predicate
    at: int
    """Index of the word's first token."""
    end: int
    noun: Noun | None
    again: bool = False
    """The word was said of the figure before: "and one in Okhtyrka"."""

    @property
    def first(self) -> int:
        """First token of the two."""
        return min(self.at, self.figure.start)

    @property
    def last(self) -> int:
        """Behind the last token of the two."""
        return max(self.end, self.figure.end)


class Linker:
    """Links the figures of one sentence."""

    def __init__(self, scan: Scan, figures: list[Figure], carried: tuple[Noun, ...] = ()) -> None:
        """`carried`: what the sentence before counted, for figures that name nothing: "44 of them were shot down"."""
        self._scan = scan
        self._carried = carried
        self._figures = figures
        self._starts = sorted(scan.predicates)
        self._breaks = [0] * (len(scan.tokens) + 1)
        self._aside_spans: list[tuple[int, int]] = []
        self._cost = self._costs() if figures and self._starts else [0.0] * (len(scan.tokens) + 1)

    def link(self) -> list[Link]:
        """Every figure's link, in order; a "without heat and water" links a figure twice."""
        if not self._figures:
            return []
        self._share_nouns()
        found: list[Link] = []
        for index, figure in enumerate(self._figures):
            if figure.base:
                found += self._whole(figure)
            elif not self._refused(figure):
                links = self._best(index, figure) or self._again(figure, found)
                found += [] if self._parted(links, found) else links
        found = [self._flown(link, found) for link in found if not self._by_weapon(link, found)]
        if len(self._figures) > 1:
            shared = shared_out(self._scan, found)
            found = [link for link in found if link.figure.start not in shared]
            found += in_company(self._scan, self._figures, found)
            found.sort(key=lambda link: link.figure.start)
        return found + self._out_of(found)

    def _parted(self, links: list[Link], found: list[Link]) -> bool:
        """ "Раненых 41, двенадцать после перевязки отпустили": behind the comma something else is told of them."""
        if not links or not found or self._scan.lexicon.articles:
            return False
        link, before = links[0], found[-1]
        figure, bare = link.figure, not link.figure.nouns and not link.figure.more and not link.again
        same = before.at == link.at < before.figure.start and link.predicate.families[0] == "people"
        behind = self._scan.tokens[figure.end : figure.end + 1]
        goes_on = any(t.kind != MARK and not self._scan.lexicon.says("prepositions", t.norm) for t in behind)
        comma = bare and same and self._scan.tokens[figure.start - 1].text == ","
        return comma and (goes_on or not self._at_a_place(figure))

    def _by_weapon(self, link: Link, links: list[Link]) -> bool:
        """ "Two drones destroyed a warehouse": the word has its object, so nothing was shot down."""
        if link.predicate.measure not in _DOWNED or link.figure.start > link.at:
            return False
        return any(k.at == link.at and k.predicate.measure == "destroyed" and k.figure.start > k.at for k in links)

    def _flown(self, link: Link, links: list[Link]) -> Link:
        """ "18 targets, 16 of them were shot down": the first are what was launched."""
        figure, at = link.figure, link.at
        if link.predicate.measure not in _DOWNED or not figure.nouns or not figure.counted or figure.end > at:
            return link
        for other in links:
            later = other.at == at and figure.end <= other.figure.start < at and not other.figure.nouns
            if later and (other.figure.best or 0) <= (figure.best or figure.low or 0):
                return replace(link, predicate=replace(link.predicate, measure="launched"))
        return link

    def _whole(self, figure: Figure) -> list[Link]:
        """ "One of the twelve wounded": what the part is out of, with the word right behind it."""
        at = figure.end
        found = self._scan.predicates.get(at)
        of_people = found is not None and all(p.families[0] == "people" or p.measure == "launched" for p in found[1])
        stands = self._scan.lexicon.articles or not figure.nouns  # "з 16 членів екіпажу поранено двох": not the sixteen
        return self._links(figure, at, 0.0) if of_people and stands else []

    def _refused(self, figure: Figure) -> bool:
        """ "14 people, not 11": what it was not; "two boys are among the seven wounded": who is counted there."""
        before = self._scan.lexicon.groups(self._scan.tokens[figure.start - 1].norm) if figure.start else frozenset()
        negated = figure.counted and not before.isdisjoint(("negation", "refuses"))
        behind = self._scan.tokens[figure.end : figure.end + 1] if figure.counted and not figure.nouns else ()
        negated = negated or any(self._scan.lexicon.says("panes", token.norm) for token in behind)  # "42 окна выбито"
        return (
            negated
            or self._saved(figure)
            or self._of_none(figure)
            or any(
                s.what == "one_among"
                and 0 <= s.start - figure.end <= _ASIDE
                and not any(n in self._scan.predicates for n in range(figure.end, s.start))
                for s in self._scan.roles
            )
        )

    def _of_none(self, figure: Figure) -> bool:
        """ "None of the 60 passengers was hurt"."""
        tokens, says, at = self._scan.tokens, self._scan.lexicon.says, figure.start - 1
        at -= at > 0 and (says("articles", tokens[at].norm) or says("its", tokens[at].norm))
        return at > 0 and says("of", tokens[at].norm) and says("nones", tokens[at - 1].norm)

    def _saved(self, figure: Figure) -> bool:
        """ "Врятовано дві автівки": things right behind such a word were not hit."""
        things = figure.counted and bool(figure.nouns) and figure.nouns[0].family in ("object", "buildings")
        at = figure.start - 1
        found = self._scan.predicates.get(at) if things else None
        return found is not None and all(p.measure in _SAVED for p in found[1])

    def _again(self, figure: Figure, found: list[Link]) -> list[Link]:
        """ "Two were killed in Sumy and one in Okhtyrka": the word of the figure before, at a place of its own."""
        before = found[-1] if found else None
        if before is None or before.figure.end > figure.start or not figure.counted:
            return []
        if not self._at_a_place(figure) and not (self._reached(figure) and not figure.nouns):
            return []  # at a place of its own, or "bringing the total to six"
        told = before.predicate
        if told.families[0] == "bodies" and not figure.nouns:
            told = replace(told, families=("people",), kind="")
        people = told.families[0] in ("people", "customers", "weapon") and not told.kind
        fits = figure.noun_for(told.families) if figure.nouns else before.noun
        if not people or (figure.nouns and fits is None):
            return []
        return [Link(figure, told, before.at, before.end, fits, again=True)]

    def _at_a_place(self, figure: Figure) -> bool:
        """A preposition and a place stand right behind it, or a place and a dash right before it."""
        tokens, blocked, end = self._scan.tokens, self._scan.blocked, figure.end
        end += end < len(tokens) and tokens[end].text in "–—"  # "34 тысячи — в Одесской области"
        if end + 1 < len(tokens) and end + 1 in blocked and self._scan.lexicon.says("located", tokens[end].norm):
            return True
        if figure.start > 1 and figure.start - 2 in blocked and tokens[figure.start - 1].text in "–—(":
            return True
        return not figure.nouns and self._behind_place(figure.start)

    def _behind_place(self, at: int) -> bool:
        """ "In Voznesensk 18,600 are off, in Pervomaisk 11,050": a preposition and a place right before it."""
        first, says, tokens = at, self._scan.lexicon.says, self._scan.tokens
        while first - 1 in self._scan.blocked:
            first -= 1
        if first < at and first and says("articles", tokens[first - 1].norm):
            first -= 1
        return 0 < first < at and (says("located", tokens[first - 1].norm) or tokens[first - 1].text in ",;:")

    def _out_of(self, links: list[Link]) -> list[Link]:
        """ "54 of 60 drones were shot down": sixty had been launched."""
        found: list[Link] = []
        for index, figure in enumerate(self._figures):
            if not figure.base or figure.noun_for(("weapon",)) is None:
                continue
            beside = [f for f in self._figures[max(0, index - 1) : index + 2] if f is not figure]
            link = next((k for k in links if k.figure in beside and k.predicate.measure in _DOWNED), None)
            if link is not None:
                launched = replace(link.predicate, measure="launched")
                found.append(Link(figure, launched, link.at, link.end, figure.noun_for(("weapon",))))
        return found

    # -- costs ---------------------------------------------------------------------------------------------------------

    def _weights(self) -> list[float]:
        """What it costs to pass each token, as the words stand."""
        weigh, weights = self._scan.lexicon.weights, []
        for token in self._scan.tokens:
            weight = weigh.get(token.norm)
            weights.append(_weight(self._scan.lexicon, token) if weight is None else weight)
        for n in range(len(weights) - 1):
            if weights[n] == _BREAK and self._scan.lexicon.says("also", self._scan.tokens[n + 1].norm):
                weights[n] = _JOIN  # "а також"
        for n in self._scan.blocked:
            if n + 2 in self._scan.blocked and self._scan.tokens[n + 1].text == ",":
                weights[n + 1] = _NAME  # a list of places is passed as one
        for n in range(1, len(weights)):
            if weights[n] == _BREAK and self._scan.lexicon.says("of", self._scan.tokens[n - 1].norm):
                weights[n] = _SMALL  # "19 of which are warm again"
        for n in self._scan.blocked:
            weights[n] = _NAME if weights[n] in (_SMALL, _WORD) and self._scan.tokens[n].kind != MARK else weights[n]
        return weights

    def _costs(self) -> list[float]:
        """Cost of everything before each token, as sums."""
        weights = self._weights()
        for figure in self._figures:
            for n in range(figure.start, figure.end):
                weights[n] = 0.0
            weights[figure.start] = _FIGURE
        for ages in self._scan.ages:
            for n in range(ages.start - 1, min(ages.end + 1, len(weights))):
                inside = ages.start <= n < ages.end
                weights[n] = 0.1 if inside or self._scan.tokens[n].text in ",()" else weights[n]
        for one, other in pairwise(self._figures):
            if self._coupled(one, other):
                weights[one.end] = _NAME  # a list is passed as one
        self._aside_spans = self._enclosed()
        for start, end in self._aside_spans:
            weights[start:end] = [_ENCLOSED] * (end - start)
        for start, (end, _) in self._scan.predicates.items():
            for n in range(start, end):
                weights[n] = 0.0 if n > start else _OTHER
        total, broken = 0.0, 0
        sums, breaks = [total], [broken]
        for weight in weights:
            total += weight
            broken += weight == _BREAK
            sums.append(total)
            breaks.append(broken)
        self._breaks = breaks
        return sums

    def _coupled(self, one: Figure, other: Figure) -> bool:
        """Two objects of a list, or two persons who are only named with "and" between."""
        between = self._scan.tokens[one.end : other.start]
        if not between or len(between) > _COUPLED or not one.nouns or not other.nouns or not _same_family(one, other):
            return False
        joined = self._scan.lexicon.says("and", between[0].norm)
        if one.nouns[0].family == "people":
            return joined and len(between) == 1 and not one.counted and not other.counted
        if one.nouns[0].family not in ("object", "buildings") or not (joined or between[0].text == ","):
            return False
        if not joined and other.end in self._scan.predicates and self._told_before(one):
            return False
        return all(self._scan.is_plain(n) for n in range(one.end + 1, other.start))

    def _told_before(self, figure: Figure) -> bool:
        """ "Посечены осколками 18 домов, 22 машины сгорели": a word right before it, so the next one is the other's."""
        if self._scan.lexicon.articles:
            return False
        near = range(max(0, figure.start - _COUPLED), figure.start)
        return any(n in self._scan.predicates and figure.start - self._scan.predicates[n][0] <= 1 for n in near)

    def _enclosed(self) -> list[tuple[int, int]]:
        """ "Ще 13, серед них двоє дітей, постраждали": from comma to comma, when the word stands right behind."""
        found = [*self._relative_clauses(), *self._appositions(), *self._brackets()]
        tokens = self._scan.tokens
        for start, end in self._asides():
            commas = (n for n in range(end, min(end + 2 * _ASIDE, len(tokens))) if tokens[n].text == ",")
            comma = next((n for n in commas if n + 1 in self._scan.predicates or n + 2 in self._scan.predicates), -1)
            if comma >= 0 and not any(end <= n < comma for n in self._scan.predicates):
                found.append((start - 1, comma + 1))
        return found

    def _appositions(self) -> list[tuple[int, int]]:
        """ "Ещё один, охранник депо, погиб": what stands between a figure that opens a clause and its word."""
        tokens, predicates = self._scan.tokens, self._scan.predicates
        counted = {figure.start for figure in self._figures if figure.counted}
        found: list[tuple[int, int]] = []
        for figure in self._figures:
            opens = figure.counted and (not figure.start or tokens[figure.start - 1].kind == MARK)
            if not opens or figure.end >= len(tokens) or tokens[figure.end].text != ",":
                continue
            inside = range(figure.end + 1, min(figure.end + _ASIDE, len(tokens)))
            comma = next((n for n in inside if tokens[n].text == "," or n in predicates or n in counted), -1)
            if comma > figure.end + 1 and tokens[comma].text == "," and comma + 1 in predicates:
                found.append((figure.end, comma + 1))
        return found

    def _brackets(self) -> list[tuple[int, int]]:
        """ "153 drones (Shahed, Gerbera and others), four missiles": what only names more of what stands before it."""
        tokens = self._scan.tokens
        starts = [figure.start for figure in self._figures if figure.counted and not figure.among]
        found: list[tuple[int, int]] = []
        for one in self._figures:
            at = one.end
            if at >= len(tokens) or tokens[at].text != "(":
                continue
            close = next((n for n in range(at, min(at + _CLAUSE, len(tokens))) if tokens[n].text == ")"), -1)
            told = bisect_left(starts, at) != bisect_left(starts, close) or any(
                n in self._scan.predicates for n in range(at, close)
            )
            if close > 0 and not told and close + 1 < len(tokens) and tokens[close + 1].kind != NUMBER:
                found.append((at, close + 1))
        return found

    def _asides(self) -> list[tuple[int, int]]:
        """What opens an aside behind a comma: "including", or "not" before a figure ("14, not 11 as said, were")."""
        tokens, says = self._scan.tokens, self._scan.lexicon.says
        found: list[tuple[int, int]] = []
        for role in self._scan.roles:
            if role.what.startswith("including") and role.start and tokens[role.start - 1].text == ",":
                found.append((role.start, role.end))
        for figure in self._figures:
            if (
                figure.start > 1
                and says("negation", tokens[figure.start - 1].norm)
                and tokens[figure.start - 2].text == ","
            ):
                found.append((figure.start - 1, figure.end))
        return found

    def _relative_clauses(self) -> list[tuple[int, int]]:
        """ "Дом, в котором они спали, рухнул": what only tells which house it was."""
        tokens, relatives = self._scan.tokens, self._scan.lexicon.sets["relatives"]
        found: list[tuple[int, int]] = []
        for n, token in enumerate(tokens):
            if token.norm not in relatives and not self._participle(n):
                continue
            comma = next((b for b in (n - 1, n - 2) if b > 0 and tokens[b].text == ","), -1)
            close = next((a for a in range(n, min(n + _CLAUSE, len(tokens))) if tokens[a].text == ","), -1)
            if 0 < comma < close and self._told_behind(close + 1):
                found.append((comma, close + 1))
        return found

    def _told_behind(self, at: int) -> bool:
        """A word for what happened stands here, or behind one small word: "…, ночью сгорела"."""
        return at in self._scan.predicates or (at + 1 in self._scan.predicates and self._scan.is_small(at))

    def _participle(self, at: int) -> bool:
        """ "Подстанция, питавшая насосы, сгорела": right behind a comma, and no word for what happened itself."""
        tokens = self._scan.tokens
        ends = tokens[at].norm.endswith(_PARTICIPLES)
        return ends and at > 1 and tokens[at - 1].text == "," and at not in self._scan.predicates

    def _between(self, start: int, end: int, *, back: bool) -> float:
        """What lies between; `back` when the figure stands first."""
        cost = self._cost[end] - self._cost[start]
        if back:
            opened = False
            for n in range(start, end):
                text = self._scan.tokens[n].text
                opened = opened or text == "("
                cost += _COLON_BACK if text == ":" else _DASH_BACK if text in "–—" and not self._dashed(n) else 0.0
                cost += _OUT_OF_BRACKETS if text == ")" and not opened else 0.0
        return cost

    def _dashed(self, at: int) -> bool:
        """ "…, 13 — получили ранения": the dash stands for a verb between a figure that a comma parts and its word."""
        figure = next((f for f in self._figures if f.end == at), None)
        apart = figure is not None and figure.counted and self._scan.tokens[figure.start - 1].text == ","
        return apart and at + 1 in self._scan.predicates

    # -- choosing ------------------------------------------------------------------------------------------------------

    def _best(self, index: int, figure: Figure) -> list[Link]:
        if figure.inner is not None:
            return self._links(figure, self._died_at(figure) or figure.inner, 0.0)
        if self._scan.lexicon.says("state_of", self._scan.tokens[figure.start - 1].norm) and figure.start:
            return []  # "стан двох — важкий": they are some of the injured
        if not figure.nouns and self._in_a_state(figure.end):
            return self._in_hospital(index, figure)
        ranked: list[tuple[float, int]] = []
        for start in self._near(figure):
            cost = 0.0 if self._within(figure, start) else self._price(index, figure, start)
            if cost is not None:
                ranked.append((cost, start))
        if not ranked:
            return self._counted_in(figure)
        cost, start = min(ranked)
        if cost > self._limit(figure):
            return self._counted_in(figure)
        return self._links(
            figure, self._died_since(figure, start) or self._dead_of_wounds(figure, start) or start, cost
        )

    def _died_at(self, figure: Figure) -> int | None:
        """ "A wounded woman died": where the word stands for what has become of one who was described."""
        if not figure.single:
            return None
        for at in range(figure.end, figure.end + _PIECE):
            found = self._scan.predicates.get(at)
            if found is not None:
                return at if found[1][0].measure == "killed" and found[1][0].side != "before" else None
        return None

    def _in_hospital(self, index: int, figure: Figure) -> list[Link]:
        """ "Трое в больнице"; in "двоє загиблих, шестеро в реанімації" the six are some of the injured."""
        told = any(
            p.families[0] == "people" for n in self._starts if n < figure.start for p in self._scan.predicates[n][1]
        )
        start = next((n for n in (figure.end, figure.end + 1) if n in self._scan.predicates), None)
        hurt = any(
            p.measure == "injured" for n in self._starts if n < figure.start for p in self._scan.predicates[n][1]
        )
        alone = (not index and not told) or (told and not hurt and self._taken_in(figure.end))
        if not (alone or (figure.more and not hurt)) or start is None or not figure.counted:
            return []  # "один загинув, ще двоє — у важкому стані": these are others
        end, predicates = self._scan.predicates[start]
        return [Link(figure, predicates[0], start, end, None)]

    def _taken_in(self, at: int) -> bool:
        """ "Погибли четверо, семеро в больницах": a hospital says no more than hurt, a grave state, some of them."""
        words = self._scan.tokens[at : at + _COUPLED]
        return any(self._scan.lexicon.says("hospital_words", token.norm) for token in words)

    def _died_since(self, figure: Figure, start: int) -> int | None:
        """ "The woman wounded on Monday has died": the word for the wounded only says which."""
        if (
            not figure.single
            or not self._only_said(self._behind_age(figure), start)
            or self._scan.predicates[start][1][0].measure != "injured"
        ):
            return None
        later = self._starts[bisect_left(self._starts, start + 1) : bisect_left(self._starts, start + 2 * _ASIDE)]
        told = (n for n in later if self._scan.predicates[n][1][0].families[0] == "people")
        died = next(told, None)
        if died is None:
            return None
        predicate = self._scan.predicates[died][1][0]
        if predicate.measure != "killed" or predicate.side == "before":
            return None
        between = self._scan.tokens[start:died]
        clear = not any(t.text in ",;" or self._scan.lexicon.says("and", t.norm) for t in between)
        return died if clear and not any(start < f.start < died for f in self._figures) else None

    def _behind_age(self, figure: Figure) -> int:
        """ "A nurse of 23 wounded on Monday": behind the age, where one follows."""
        ages = next((a for a in self._scan.ages if figure.end <= a.start <= figure.end + 1), None)
        return ages.end if ages is not None else figure.end

    def _dead_of_wounds(self, figure: Figure, start: int) -> int | None:
        """ "Умер раненный накануне мужчина": the wounded who is named behind the verb has died."""
        at = bisect_left(self._starts, start) - 1
        if self._scan.lexicon.articles or not figure.single or at < 0 or figure.start < start:
            return None
        died, hurt = self._starts[at], self._scan.predicates[start][1][0]
        end, predicates = self._scan.predicates[died]
        dead = predicates[0].measure == "killed" and hurt.measure == "injured" and not hurt.kind
        return died if dead and predicates[0].side != "before" and self._only_said(end, start) else None

    def _only_said(self, low: int, high: int) -> bool:
        """Right behind, or behind "who had been"."""
        says = self._scan.lexicon.says
        words = range(low, high)
        if low > high or len(words) > _COUPLED:
            return False
        return all(self._scan.is_small(n) or says("relatives", self._scan.tokens[n].norm) for n in words)

    def _counted_in(self, figure: Figure) -> list[Link]:
        """ "В больнице 17.": all that is said of them is where they are."""
        tokens = self._scan.tokens
        closed = figure.end >= len(tokens) or tokens[figure.end].kind == MARK
        start = next((n for n in self._near(figure) if self._scan.predicates[n][0] == figure.start), None)
        if start is None or not closed or figure.nouns or not figure.counted:
            return []
        at = bisect_left(self._starts, start)
        beside = (pair for pair in pairwise(self._starts[max(0, at - 1) : at + 2]))
        if not all(any(t.text == ";" for t in tokens[low : min(high, low + _REACH)]) for low, high in beside):
            return []
        end, predicates = self._scan.predicates[start]
        return [Link(figure, predicates[0], start, end, None)] if predicates[0].kind == "state" else []

    def _in_a_state(self, at: int) -> bool:
        """Only how someone is, such as "in intensive care", stands right here or behind a dash."""
        dash = at < len(self._scan.tokens) and self._scan.tokens[at].text in "-–—"
        found = self._scan.predicates.get(at + dash)
        return found is not None and all(p.kind == "state" for p in found[1])

    def _near(self, figure: Figure) -> list[int]:
        low = bisect_left(self._starts, figure.start - _REACH)
        high = bisect_left(self._starts, figure.end + _REACH)
        return self._starts[low:high]

    def _limit(self, figure: Figure) -> float:
        if not figure.nouns:
            return _BARE_DEAREST
        if figure.counted:
            named = figure.single and figure.nouns[0].family in ("object", "buildings") and self._scan.lexicon.articles
            return _SINGLE_DEAREST if named else _DEAREST
        return _PERSON_DEAREST if figure.nouns[0].family == "people" else _NAMED_DEAREST

    def _within(self, figure: Figure, start: int) -> bool:
        """ "Обратились трое за помощью": inside the word's own phrase."""
        end, predicates = self._scan.predicates[start]
        return start < figure.start and figure.end < end and any(_takes(p, figure) for p in predicates)

    def _price(self, index: int, figure: Figure, start: int) -> float | None:
        """What it costs to reach a word from a figure; None where the word cannot take it."""
        end, predicates = self._scan.predicates[start]
        if (
            (start < figure.end and end > figure.start)
            or self._of_the_whole(index, start)
            or self._part_s(index, start)
            or self._of_weapon(index, start)
            or self._of_persons(figure, predicates)
            or self._of_one_only(figure, start)
        ):
            return None
        back = start >= figure.end
        fitting = [p for p in predicates if p.side != ("before" if back else "after") and _takes(p, figure)]
        if not fitting or (not back and any(p.side == "after" for p in predicates) and self._passive(start)):
            return None
        low, high = (figure.end, start) if back else (end, figure.start)
        if not back and (self._has_subject(index, start) or self._of_another(figure, low, start, end)):
            return None
        described = not figure.counted and (self._attributive(figure, end) or self._apart(figure, low, high))
        if described or self._led(figure, low, high):
            return None
        if back and self._is_for_another(figure, start, end, fitting[0]):
            return None
        cost = self._between(low, high, back=back)
        cost += self._crossing(index, figure, low, high)
        if back and self._opens_clause(start, end):
            cost += _NEW_CLAUSE
        if not figure.counted:
            cost += self._aside(figure, low, high, back=back)
        if not back and self._scan.lexicon.articles:
            cost += self._closed(low, high)
        if self._reached(figure) and not back:
            cost *= 0.3
        return cost + self._lists(index, low, high, back=back)

    def _of_persons(self, figure: Figure, predicates: tuple[Predicate, ...]) -> bool:
        """ "300 drones flew. Kyiv counted two dead": a word of persons right behind, so no carried noun is meant."""
        behind = self._scan.predicates.get(figure.end) if figure.carried else None
        persons = behind is not None and all(p.families[0] == "people" for p in behind[1])
        return persons and all(p.families[0] == "weapon" for p in predicates)

    def _passed_by(self, figure: Figure, start: int, end: int) -> bool:
        """ "КАБ упал рядом с рынком, повреждено 30 палаток": an object that is only named, and a clause of its own."""
        return figure.nouns[0].family in ("object", "buildings") and self._opens_clause(start, end)

    def _opens_clause(self, start: int, end: int) -> bool:
        """ "Пять высоток и 21 дом, пробит газопровод": behind the comma the word takes what follows it."""
        tokens = self._scan.tokens
        if not start or tokens[start - 1].text != "," or self._scan.lexicon.articles:
            return False
        return any(figure.start in (end, end + 1) for figure in self._figures)

    def _is_for_another(self, figure: Figure, start: int, end: int, told: Predicate) -> bool:
        """Whether a word behind a figure is told of something else."""
        if figure.counted:
            return bool(figure.nouns) and told.measure in _DOWNED and self._of_the_bare(figure, start, end)
        return self._did_it(figure, start) or self._passed_by(figure, start, end)

    def _of_the_bare(self, figure: Figure, start: int, end: int) -> bool:
        """ "16 дронов, сбито 14": of what was told before the comma the word counts some, and no noun again."""
        if not self._opens_clause(start, end) or figure.end < start - 1:
            return False
        return any(f.start in (end, end + 1) and f.counted and not f.nouns for f in self._figures)

    def _closed(self, low: int, high: int) -> float:
        """What is told behind a word hardly goes on over a comma right there, or a break in the thought."""
        comma = low < high and self._scan.tokens[low].text == ","
        return _CLOSED * (comma + self._breaks[high] - self._breaks[low])

    def _of_the_whole(self, index: int, start: int) -> bool:
        """ "One of the twelve wounded died": the word right behind what a part is out of is not the part's."""
        after = self._figures[index + 1] if index + 1 < len(self._figures) else None
        if after is None or not after.base or after.end != start:
            return False
        measure = self._scan.predicates[start][1][0].measure
        if measure.startswith("without_"):  # "18,400 of the 40,000 customers cut off have power again"
            later = self._starts[bisect_left(self._starts, start + 1) :]
            return any(self._scan.predicates[n][1][0].measure.startswith("restored_") for n in later[:_PIECE])
        return not after.nouns or measure == "launched"

    def _of_one_only(self, figure: Figure, start: int) -> bool:
        """ "Three people came under fire, one woman was killed": over a comma a verb in the singular is of one."""
        if not figure.counted or figure.best in (None, 1) or start < figure.end:
            return False
        one = any(s.what == "of_one" and s.start == start for s in self._scan.roles)
        return one and any(token.text == "," for token in self._scan.tokens[figure.end : start])

    def _of_weapon(self, index: int, start: int) -> bool:
        """ "Of 60 launched drones 54 were shot down": the word that describes the sixty is theirs alone."""
        before = self._figures[index - 1] if index else None
        if before is None or not before.start < start < before.end or not self._scan.lexicon.articles:
            return False
        return bool(before.nouns) and before.nouns[0].family == "weapon"

    def _part_s(self, index: int, start: int) -> bool:
        """ "17 drones flew at the city, 14 of them were downed": the word is told of the part."""
        figure_end = self._figures[index].end
        after = self._figures[index + 1] if index + 1 < len(self._figures) else None
        if after is None or not after.among or after.nouns:
            return False
        if figure_end <= start < after.start and self._scan.predicates[start][0] == after.start:
            return True  # "отключили 870 абонентов, к обеду вернули 640 из них"
        if after.end > start:
            return False
        told = next((n for n in range(after.end, start) if self._scan.role_of(n) == "including"), None)
        end = self._scan.role_at[told][0] if told is not None else after.end
        return all(self._scan.is_small(n) for n in range(end, start))

    def _has_subject(self, index: int, start: int) -> bool:
        """ "Seven wagons had burned and three trains were late": the word is told of the like that stands before it."""
        if not self._scan.lexicon.articles or not index:
            return False
        before = self._figures[index - 1]
        if before.end > start or start - before.end > _PIECE or not before.nouns or not before.counted:
            return False
        clear = all(self._scan.is_small(n) for n in range(before.end, start))
        return clear and _same_family(before, self._figures[index])

    def _apart(self, figure: Figure, low: int, high: int) -> bool:
        """One weapon that is only named stands beside its word, with no comma between."""
        weapon = bool(figure.nouns) and figure.nouns[0].family == "weapon"
        return weapon and any(self._scan.tokens[n].text in ",;" for n in range(low, high))

    def _did_it(self, figure: Figure, start: int) -> bool:
        """ "Ракета знищила цех", "дрон знищив авто": the weapon that a verb in the past agrees with is what did it."""
        if figure.nouns[0].family != "weapon" or self._scan.lexicon.articles:
            return False
        verb, noun = self._scan.tokens[start].norm, self._scan.tokens[figure.end - 1].norm
        return verb.endswith(("в", "л")) or (verb.endswith("ла") and noun.endswith(("а", "я")))

    def _of_another(self, figure: Figure, low: int, start: int, end: int) -> bool:
        """Whether a figure behind a word is told of something else."""
        restored = self._scan.predicates[start][1][0].measure.startswith("restored_")
        if self._acts(figure, low) or self._located(figure, low, end) or self._behind_verb(figure, low):
            return True
        return restored and self._remains(figure, low)

    def _behind_verb(self, figure: Figure, low: int) -> bool:
        """ "Котельная вышла из строя, холодными стоят 48 домов": behind a comma, a verb that no lexicon has."""
        if self._scan.lexicon.articles or not figure.counted:
            return False
        tokens = self._scan.tokens
        comma = max((n for n in range(low, figure.start) if tokens[n].text == ","), default=-1)
        verbs = (n for n in range(comma + 1, figure.start) if self._scan.is_plain(n))
        return comma >= 0 and any(tokens[n].norm.endswith(_FINITE) for n in verbs)

    def _acts(self, figure: Figure, low: int) -> bool:
        """ "…, остальные 140 жильцов вышли сами": behind a comma, with a verb of its own that no lexicon has."""
        tokens, at = self._scan.tokens, figure.end
        if at >= len(tokens) or self._scan.lexicon.articles or all(t.text != "," for t in tokens[low : figure.start]):
            return False
        person = figure.nouns[0].family == "people" if figure.nouns else False
        if not figure.counted and not person and self._scan.lexicon.says("negation", tokens[at].norm):
            return True  # "…, рынок не работает"
        verbs = _PAST if figure.counted else _PAST_OF_ONE if person else _VERBS
        return (self._scan.is_plain(at) or self._flies(figure, at)) and tokens[at].norm.endswith(verbs)

    def _flies(self, figure: Figure, at: int) -> bool:
        """ "Сбили 40 ракет, 6 ракет попали в объекты": the weapon's own verb, which tells what it hit."""
        weapon = figure.counted and bool(figure.nouns) and figure.nouns[0].family == "weapon"
        found = self._scan.predicates.get(at)
        return weapon and found is not None and not any(_takes(p, figure) for p in found[1])

    def _led(self, figure: Figure, low: int, high: int) -> bool:
        """ "…, під землею лишалися 270 гірників, …": such a verb right before it, and a comma up to the word."""
        tokens, at = self._scan.tokens, figure.start - 1
        if self._scan.lexicon.articles or not figure.counted or at < 0 or not tokens[at].norm.endswith(_PAST):
            return False
        return self._scan.is_plain(at) and any(token.text == "," for token in tokens[low:high])

    def _remains(self, figure: Figure, low: int) -> bool:
        """ "Газ вернули в 640 дворов, осталось 120": what is left has nothing back."""
        says, tokens = self._scan.lexicon.says, self._scan.tokens
        return any(says("remains", tokens[n].norm) for n in range(max(low, figure.start - 2), figure.start))

    def _located(self, figure: Figure, low: int, end: int) -> bool:
        """ "Выгорели четыре фуры, на элеваторе погиб охранник": behind a comma, where something else happened."""
        tokens, says = self._scan.tokens, self._scan.lexicon.says
        if figure.counted or self._scan.lexicon.articles or not says("located", tokens[figure.start - 1].norm):
            return False
        if says("located", tokens[end - 1].norm) or figure.nouns[0].family == "people":
            return False
        return any(tokens[n].text == "," for n in range(low, figure.start))

    def _attributive(self, figure: Figure, end: int) -> bool:
        """ "Із понівечених квартир": the participle only describes."""
        objects = any(noun.family in ("object", "buildings") for noun in figure.nouns)
        if not objects or self._scan.lexicon.articles:
            return False
        return self._scan.tokens[end - 1].norm.endswith(_OBLIQUE) or self._governed(figure, end)

    def _governed(self, figure: Figure, end: int) -> bool:
        """ "Компенсація за знищене житло": a preposition right before the participle, so it only describes."""
        at, tokens = end - 2, self._scan.tokens
        if figure.start != end or at < 0 or end - 1 not in self._scan.predicates:
            return False
        adjective = tokens[end - 1].norm.endswith(_ADJECTIVE)
        return adjective and {"prepositions", "stops"} <= self._scan.lexicon.groups(tokens[at].norm)

    def _aside(self, figure: Figure, low: int, high: int, *, back: bool) -> float:
        """What is only named must not stand behind a comma among other words: "…, рух трамвая зупинено"."""
        tokens = self._scan.tokens
        commas = [n for n in range(low, high) if tokens[n].text in ",—–"]
        if not commas:
            return 0.0
        if back:
            return _NAMED_COMMA
        lead = range(commas[-1] + 1, figure.start)
        strange = any(self._scan.is_plain(n) and not tokens[n].norm.endswith(ADJECTIVAL) for n in lead)
        return _DEAREST if strange and not self._scan.lexicon.articles else 0.0

    def _lists(self, index: int, low: int, high: int, *, back: bool) -> float:
        """Figures passed on the way that are no list with this one cost."""
        figure = self._figures[index]
        cost = 0.0
        step = 1 if back else -1
        other = index + step
        while 0 <= other < len(self._figures) and low <= self._figures[other].start < high:
            passed = self._figures[other]
            free = _same_family(figure, passed) or any(start <= passed.start < end for start, end in self._aside_spans)
            cost += 0.0 if free else _PASSED
            apart = self._breaks[passed.start] - self._breaks[figure.end] if back else 0
            cost += _CROSSED if apart and passed.counted and self._scan.lexicon.articles else 0.0
            other += step
        return cost

    def _crossing(self, index: int, figure: Figure, low: int, high: int) -> float:
        cost = 0.0
        at = bisect_left(self._starts, low)
        while at < len(self._starts) and self._starts[at] < high:
            if self._of_the_whole(index, self._starts[at]):
                at += 1
                continue
            _, predicates = self._scan.predicates[self._starts[at]]
            cost += _CROSSED if any(_takes(p, figure) for p in predicates) else _PASSED
            at += 1
        return cost

    def _passive(self, start: int) -> bool:
        """ "Were killed": what follows such a word is not what it happened to."""
        tokens, says = self._scan.tokens, self._scan.lexicon.says
        for back in (start - 1, start - 2):
            if back < 0:
                return False
            if says("passive", tokens[back].norm):
                return not self._scan.has("inverted")
            if not tokens[back].norm.endswith("ly"):
                return False
        return False

    def _reached(self, figure: Figure) -> bool:
        return any(s.what == "reached" and 0 <= figure.start - s.end <= 1 for s in self._scan.roles)

    def _links(self, figure: Figure, start: int, cost: float) -> list[Link]:
        end, predicates = self._scan.predicates[start]
        found: list[Link] = []
        borrowed = [p for p in predicates if not figure.nouns and figure.noun_for(p.families) is not None]
        persons = [p for p in predicates if figure.carried and p.families[0] == "people"]  # "Three cars. Four hurt"
        for predicate in persons or borrowed or predicates:
            if not _takes(predicate, figure) or any(_alike(link.predicate, predicate) for link in found):
                continue
            found.append(
                Link(figure, self._of_a_piece(figure, predicate), start, end, figure.noun_for(predicate.families))
            )
        return found

    def _of_a_piece(self, figure: Figure, predicate: Predicate) -> Predicate:
        """ "The roof of the school is gone": what has lost a piece is damaged."""
        if predicate.measure != "destroyed":
            return predicate
        piece = any(
            (s.what == "piece" and 0 <= figure.start - s.end <= _PIECE)
            or (s.what == "partly" and 0 <= s.start - figure.end <= 1)  # "уничтожены 4 дома, 17 — частично"
            for s in self._scan.roles
        )
        return replace(predicate, measure="damaged") if piece else predicate

    # -- nouns that figures share --------------------------------------------------------------------------------------

    def _share_nouns(self) -> None:
        """ "Seven houses were razed and 62 damaged"; "3 870 побутових та 162 юридичних споживачі"; "respectively"."""
        self._respectively()
        for index, figure in enumerate(self._figures):
            if figure.nouns or not figure.counted:
                continue
            before = next((f for f in reversed(self._figures[:index]) if self._lends(f)), None)
            after = self._figures[index + 1] if index + 1 < len(self._figures) else None
            tied = after is not None and bool(after.nouns) and (after.base or self._joined(figure, after))
            base = bool(index) and self._figures[index - 1].base and before is self._figures[index - 1]
            out_of = after is not None and after.base and after.start == figure.end + 1  # "and 22 of 36 missiles"
            tied = tied and (out_of or not base)
            tied = tied and not (figure.base and before is not None and before.end == figure.start - 1)
            if after is not None and tied and after.nouns[0].family != "people":
                figure.nouns = self._kind_of(figure, after) or after.nouns
            else:
                nouns = before.nouns if before is not None else self._carried
                figure.carried = before is None
                figure.borrowed = tuple(Noun(noun.unit, noun.family, None, plural=True, size=1) for noun in nouns)

    def _kind_of(self, figure: Figure, after: Figure) -> tuple[Noun, ...]:
        """ "28 cruise and nine ballistic missiles": the kind that its own word makes with the other's noun."""
        if after.nouns[0].family != "weapon" or after.start - figure.end < _PIECE:
            return ()
        tokens = self._scan.tokens
        item = self._scan.lexicon.index.at((tokens[figure.end], tokens[after.end - 1]), 0)
        if item is None or item.end < _PIECE:
            return ()
        return tuple(meaning for meaning in item.means if isinstance(meaning, Noun))

    def _lends(self, figure: Figure) -> bool:
        """Whether a bare figure behind it may count the same: not what is only named ("in hospital")."""
        named = not figure.counted and self._scan.lexicon.articles
        return bool(figure.nouns) and not (named and figure.nouns[0].family not in ("people", "weapon"))

    def _joined(self, figure: Figure, after: Figure) -> bool:
        """Only a conjunction, an adjective or "of" stands between."""
        between = range(figure.end, after.start)
        says = self._scan.lexicon.says
        norms = [self._scan.tokens[n].norm for n in between]
        if norms and says("and", norms[0]) and self._scan.predicates.get(figure.end + 1, (0,))[0] == after.start:
            return not self._scan.lexicon.articles  # "зруйновано два і пошкоджено 19 будинків"
        if any(says("negation", norm) for norm in norms):
            return False  # "погибших уже 34, не опознаны 5 тел"
        joins = sum(says("and", norm) or says("of", norm) or norm == "," for norm in norms)
        return joins == 1 and all(n not in self._scan.predicates for n in between) and len(norms) <= 3

    def _respectively(self) -> None:
        if not self._scan.has("respectively"):
            return
        bare = [figure for figure in self._figures if not figure.nouns]
        named = (figure for figure in self._figures if figure.nouns and figure.counted)
        known = (figure.nouns for figure in named if figure.nouns[0].family != "none")
        for figure, nouns in zip(bare, known, strict=False):
            figure.nouns = nouns


def _weight(lexicon: Lexicon, token: Token) -> float:
    """What it costs to pass a word or mark; words that were weighed once are kept."""
    if token.kind == MARK:
        return _MARKS.get(token.text, _MARK)
    groups = lexicon.groups(token.norm)
    if "breaks" in groups:
        weight = _BREAK
    elif "and" in groups:
        weight = _JOIN
    else:
        weight = _WORD if _SMALL_WORDS.isdisjoint(groups) else _SMALL
    if len(lexicon.weights) < MEMO and len(token.norm) <= LONGEST_KEPT:
        lexicon.weights[token.norm] = weight
    return weight


def _same_family(one: Figure, other: Figure) -> bool:
    if not other.nouns and other.counted and one.nouns:
        return one.nouns[0].family == "people"  # "двое, мужчина и женщина"
    return not {_KIND.get(n.family, n.family) for n in one.nouns}.isdisjoint(
        _KIND.get(n.family, n.family) for n in other.nouns
    )


def _alike(one: Predicate, other: Predicate) -> bool:
    """Two meanings of one word for the same things: the first is meant. Outages of two kinds are both meant."""
    both = one.measure.startswith(_OUTAGES) and other.measure.startswith(_OUTAGES)
    return not (both and one.measure != other.measure)


def _takes(predicate: Predicate, figure: Figure) -> bool:
    if not figure.nouns:
        people = predicate.families[0] in ("people", "customers") and not predicate.kind
        noun = figure.noun_for(predicate.families)
        if noun is not None and _supplies(predicate, noun):
            return False
        borrows = noun is not None and not (figure.carried and predicate.kind)
        return figure.counted and (people or borrows)
    noun = figure.noun_for(predicate.families)
    if noun is None:
        return False
    if _supplies(predicate, noun) or (
        figure.single and noun.unit in _SUPPLIERS and predicate.measure.startswith(_OUTAGES)
    ):
        return False  # "because a pumping station lost power": only why
    return figure.counted or _takes_named(predicate, noun)


def _supplies(predicate: Predicate, noun: Noun) -> bool:
    """What supplies is not what is supplied."""
    return predicate.measure.startswith(_OUTAGES) and predicate.measure.endswith(_SUPPLIERS.get(noun.unit, "-"))


def _takes_named(predicate: Predicate, noun: Noun) -> bool:
    """What is only named: a person who was hurt, a weapon that was downed, an object that was hit."""
    if noun.family == "people":
        return predicate.measure in ("killed", "injured", "missing", "rescued")
    if noun.family == "weapon":
        return predicate.measure in _DOWNED
    return predicate.measure in ("damaged", "destroyed") and not (predicate.kind == "attack" and noun.plural)
