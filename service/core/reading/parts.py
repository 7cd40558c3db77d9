"""Figures that are parts of others: "including two children", "three people: two women and a man"."""

from typing import Final

from service.core.pairs import pairs
from service.core.reading.counting import PEOPLE, TALLIES, TOLLS
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.out_of import opens_with_of
from service.core.reading.linking.links import Link
from service.core.reading.linking.spelled_out import lists_of
from service.core.reading.named_twice import NamedTwice
from service.core.reading.own_areas import areas_of
from service.core.reading.scan import HELPERS, Scan, Span
from service.core.reading.text import DASHES, MARK
from service.core.reading.words import DAMAGE, SAVED

_SPELLS: Final = frozenset(":–—(")
_OWNER: Final = 4
"""Most tokens from "a guard" to the comma: "another, a guard of the depot, …"."""
_GENERIC: Final = frozenset({"building", "facility", "infrastructure"})
"""Units that may be of any kind of thing."""
_SEVERAL: Final = 2
_COUNTED_OF: Final = ("without_", "restored_", *DAMAGE)
"""Measures of things, of which "including" counts a part."""
_FATES: Final = frozenset({"killed", "rescued", "injured"})
"""What is told of those who were missing."""
_HARMED: Final = frozenset({"killed", "injured"})
_REACH: Final = 12
"""How far behind "including" its list goes on, in tokens from one figure to the next."""


Rest = tuple[str, int]
"""A measure, and how many of a toll are not told of yet."""


class Parts:
    """What is inside what, in one sentence."""

    def __init__(self, scan: Scan, figures: list[Figure], links: list[Link], *, hurt: bool) -> None:
        """`hurt`: somebody wounded has been told of before."""
        self._scan = scan
        self._links = links
        self._hurt_before = hurt
        self.of: dict[int, list[Figure]] = {}
        """Parts of a figure, by the start of the whole."""
        self.inside: set[int] = set()
        """Starts of figures that are parts, and so no claims of their own."""
        self.loose: list[tuple[Figure, str]] = []
        """Parts whose whole was told before this sentence, with the words that named it."""
        for span in scan.roles:
            if span.what.startswith("including"):
                self._including(span, figures)
        if links:
            self._told_above()
            self._found_since()
            self._of_dozens()
            self._go_on(figures)
            self._identified(figures)
            self._grave(figures)
            if len(links) >= _SEVERAL:  # these tell of one link beside another
                self._in_a_state()
                self._young()
                self._stands_at()
                self.inside |= NamedTwice(scan, links, self.inside).found()
                self._bracketed()
                self._listed(figures)
                self._out_of()
                self._spelled_out()
                self._shared()
                self._both_fates()
                self._detailed()
                self._kinds()
                self._named_only()
                self._turned_round()
                self._apposed()
            self._all_of_them()

    def _turned_round(self) -> None:
        """ "Раненых 11, детей трое": behind a comma and who they are, with no word of their own, some of them."""
        for link in self._links if not self._scan.lexicon.articles else ():
            figure = link.figure
            if figure.part is None or not figure.counted or figure.start not in self._scan.noun_ends:
                continue
            told = (k for k in self._links if k.figure.end < figure.start and k.at == link.at < figure.start)
            whole = next((k.figure for k in told if k.figure.part is None and _is_less(figure, k.figure)), None)
            if whole is not None:
                self._add(whole, figure)

    def _found_since(self) -> None:
        """ "A family of six was buried under rubble: five children and an adult perished": missing they are no more."""
        for missing in [k for k in self._links if k.predicate.measure == "missing"]:
            tokens = self._scan.tokens
            sought = any(tokens[n].says("sought") for n in range(missing.at, missing.end))  # "шукали двох, знайшли …"
            marks = ":,;" if sought else ":"
            colon = next((n for n in range(missing.last, len(tokens)) if tokens[n].text in marks), 0)
            since = [k for k in self._links if colon and k.figure.start > colon and k.predicate.measure in _FATES]
            if since and sum(k.figure.best or 0 for k in since) == missing.figure.best:
                self.inside.add(missing.figure.start)

    def _of_dozens(self) -> None:
        """ "Дістали поранень десятки містян, вісьмох дітей везуть до лікарні": behind a comma, some of the dozens."""
        for one, other in pairs(self._links):
            vague = one.figure.counted and one.figure.best is None and one.figure.high is None
            alike = one.predicate.measure == other.predicate.measure and one.predicate.measure in TOLLS
            if vague and alike and other.figure.best is not None and not other.figure.more:
                between = self._scan.tokens[one.figure.end : other.figure.start]
                joined = any(token.says("and") or token.says("contrasts") for token in between)
                total = any(s.what == "total" and one.figure.end <= s.start < other.last for s in self._scan.roles)
                if not joined and not total and any(token.text == "," for token in between):
                    self._add(one.figure, other.figure)

    def _told_above(self) -> None:
        """ "Hurt were five of her colleagues, too (included in the total)": the last figure before such words."""
        for span in self._scan.roles:
            if span.what == "included":
                before = [k.figure.start for k in self._links if k.figure.start < span.start]
                self.inside |= set(before[-1:])

    def rest(self, toll: Link | None) -> Rest | None:
        """ "Four were hurt. Two of them are in hospital": two are left of the toll told before."""
        whole = toll.figure.best if toll is not None else None
        if toll is None or whole is None or len(self.loose) != 1 or self._links[1:]:
            return None
        some = self.loose[0][0].best or whole
        return (toll.predicate.measure, whole - some) if some < whole else None

    def leave(self, rest: Rest | None) -> None:
        """ "Two more refused to be taken there": as many as are left are no others."""
        for link in self._links if rest is not None else ():
            if link.figure.more and (link.predicate.measure, link.figure.best) == rest:
                self.inside.add(link.figure.start)

    def _add(self, whole: Figure, part: Figure) -> None:
        if part is not whole and part.start not in self.inside:
            self.inside.add(part.start)
            self.of.setdefault(whole.start, []).append(part)

    def _including(self, span: Span, figures: list[Figure]) -> None:
        """Figures behind "including"; right before it in "four of them children"."""
        self._outage_parts(span)
        whole = self._whole(span)
        at, again = span.end, False
        persons = {f.start for f in figures if f.nouns and f.nouns[0].family == "people"}
        led = any((f.among and f.start < span.start <= f.end + 1) or self._before(f, span) for f in figures)
        done = self._is_done(span)
        led = led or done
        tokens, behind = self._scan.tokens, span.end
        behind += behind < len(tokens) and tokens[behind].text in _SPELLS  # "one of them — a boy"
        for figure in figures:
            if span.start <= figure.start < span.end and behind in persons:
                self.inside.add(figure.start)  # "one of them a boy": the boy is the one
                continue
            mine = (figure.among and figure.start < span.start <= figure.end + 1) or self._before(figure, span)
            mine = mine or (span.what != "including" and figure.counted and figure.end == span.start)
            mine = mine or (led and not done and whole is not None and self._listed_behind(figure, span))
            if not mine and (led or figure.start < span.end or figure.start - at > _REACH):
                continue
            linked = {link.predicate.measure for link in self._links if link.figure is figure}
            if linked and linked.isdisjoint(PEOPLE):
                continue
            verb = any(link.figure is figure and link.at == figure.end for link in self._links)
            first = mine or (verb and figure.start == span.end)
            news = first and not done and whole is not None and self._own(figure, whole)
            if news and whole is not None and self._is_news(linked, whole):
                continue  # "14 поранених, троє з них померли"
            if not mine and self._ends_at(figure, at, span, whole):
                break
            if not figure.nouns or figure.nouns[0].family == "people":
                again = at > span.end and (self._names_again(at, figure) or (again and figure.single))
                at = figure.end
                if again:
                    self.inside.add(figure.start)
                elif whole is not None and whole is not figure:
                    self._add(self._whole_alike(span, figure, whole), figure)
                elif (
                    not self._dies(figure)
                    and not self._befell_them(figure)
                    and not self._in_a_place(figure)
                    and not self._died_since(figure, span)
                ):
                    self.inside.add(figure.start)
                    self.loose.append((figure, span.what))

    def _is_done(self, span: Span) -> bool:
        """ "Five were hurt, rail workers among them, and a man died": behind the persons, it says no more of them."""
        tokens, end = self._scan.tokens, span.end
        persons = self._scan.noun_ends.get(span.start, ()) if self._scan.lexicon.articles else ()
        goes_on = bool(persons) and end + 1 < len(tokens) and tokens[end].text == "," and tokens[end + 1].says("and")
        return goes_on and persons[0].family == "people" and tokens[span.start].says("amongs")

    def _listed_behind(self, figure: Figure, span: Span) -> bool:
        """ "39 поранених, 7 з них діти, 4 лікарі": behind some of them, others, by what they are."""
        tokens, scan = self._scan.tokens, self._scan
        if figure.part is None or not span.end < figure.start <= span.end + _OWNER or figure.end in scan.predicates:
            return False
        joint = tokens[figure.start - 1]
        if self._beyond_comma(figure):
            return False
        clear = not any(n in scan.predicates for n in range(span.end, figure.start))
        return clear and (joint.text == "," or joint.says("and"))

    def _beyond_comma(self, figure: Figure) -> bool:
        """ "Три женщины, одна из них беременна, и двое детей": the comma closes what is told of some."""
        before = self._scan.tokens[max(0, figure.start - 2) : figure.start]
        return len(before) > 1 and before[0].text == "," and before[1].says("and") and not self._scan.lexicon.articles

    def _ends_at(self, figure: Figure, at: int, span: Span, whole: Figure | None) -> bool:
        """Whether the list behind "including", up to `at`, has ended before a figure."""
        if self._closed(at, figure, first=at == span.end) or self._others(figure, whole):
            return True
        if whole is None and self._hurt(figure, span):
            return True
        return (at > span.end or figure.start - span.end > _SEVERAL) and self._own(figure, whole)

    def _all_of_them(self) -> None:
        """ "Батьки та сестра поранені, усіх трьох доставили до лікарні": those who were just told."""
        tokens = self._scan.tokens
        told: dict[str, int] = {}
        for link in self._links:
            start, bare = link.figure.start, link.figure.counted and not link.figure.nouns
            before, own = told.get(link.predicate.measure, 0), link.figure.best or 0
            if bare and start and before >= own and tokens[start - 1].says("alls"):
                self.inside.add(start)
            told[link.predicate.measure] = before + own

    def _names_again(self, end: int, figure: Figure) -> bool:
        """ "One of them a child — a girl of 6", "two children: a boy …": behind a mark who the part before is."""
        between = self._scan.tokens[end : figure.start]
        opens = bool(between) and (between[0].text in DASHES or between[0].text == ":")
        return opens and not any(token.text in ",;" for token in between)

    def _dies(self, figure: Figure) -> bool:
        """ "120 were inside. Eight of them died": what befell the part is said of nobody else."""
        own = [k for k in self._links if k.figure is figure and k.at >= figure.end and not k.predicate.kind]
        return figure.among and bool(own) and (self._scan.lexicon.articles or self._first_hurt(own[0]))

    def _befell_them(self, figure: Figure) -> bool:
        """ "Hit a minibus with workers, wounding six of them": of those on board, whom nobody has counted."""
        own = [k for k in self._links if k.figure is figure and k.at < figure.start]
        told = own[:1] if figure.among and self._scan.lexicon.articles else []
        if not told or told[0].predicate.kind or told[0].predicate.measure not in _HARMED:
            return False
        if self._hurt_before and told[0].predicate.measure != "killed":
            return False
        nouns = ((n, means[0]) for n, (_, means) in self._scan.nouns.items())
        on_board = any(n < told[0].at and noun.family == "people" and noun.plural for n, noun in nouns)
        counted = (k.figure for k in self._links if k.predicate.measure in PEOPLE and k.figure is not figure)
        return on_board and not any(f.start < figure.start for f in counted)

    def _first_hurt(self, link: Link) -> bool:
        """ "Рятувальники потрапили під удар, двоє з них поранені": of nobody else was that told."""
        hurt = [k for k in self._links if k.predicate.measure == "injured"]
        return not self._hurt_before and hurt[:1] == [link]

    def _died_since(self, figure: Figure, span: Span) -> bool:
        """ "П'ятеро поранених. Один із них помер": behind "of them" what befell some since the sentence before."""
        died = (k for k in self._links if k.figure is figure and k.predicate.measure == "killed" and k.at >= span.end)
        return figure.end == span.start and any(not k.predicate.kind for k in died)

    def _hurt(self, figure: Figure, span: Span) -> bool:
        """ "48 buildings were damaged, including a hospital, and 3 people were hurt": no part of buildings."""
        own = any(k.figure is figure and k.at >= figure.end and not k.predicate.kind for k in self._links)
        things = any(k.predicate.is_damage and k.figure.start >= span.end for k in self._links)
        return things and figure.counted and own

    def _in_a_place(self, figure: Figure) -> bool:
        """ "Трое из них погибли в Каменском": right behind what befell the part stands where."""
        tokens = self._scan.tokens
        if any(k.figure is figure and not k.end for k in self._links):
            return True  # places share out a toll told before
        ends = (k.end for k in self._links if k.figure is figure and figure.end <= k.at and not k.predicate.kind)
        return figure.among and any(n + 1 in self._scan.blocked and tokens[n].says("located") for n in ends)

    def _before(self, figure: Figure, span: Span) -> bool:
        """ "214 people, 39 children among them": the part stands before the word, behind a comma or dash."""
        tokens = self._scan.tokens
        end = self._scan.behind_age(figure.end)  # "a boy of 15 among them"
        if not figure.nouns or figure.nouns[0].family != "people":
            return False
        if end != span.start and not self._joined_to(end, span):
            return False
        closed = span.end >= len(tokens) or tokens[span.end].kind == MARK
        first = tokens[max(0, figure.start - 1)]
        if figure.start > 1 and first.says("determiners"):
            first = tokens[figure.start - 2]  # "a mother and her newborn among them"
        led = any(first.says(name) for name in ("and", "withs"))  # "with two among them"
        return closed and (not figure.start or first.text in ",;(–—" or led)

    def _joined_to(self, end: int, span: Span) -> bool:
        """ "A boy of 6 and a girl of 11 among them": "and" and the one right before the word."""
        tokens = self._scan.tokens
        if end >= len(tokens) or not tokens[end].says("and"):
            return False
        last = self._scan.before_age(span.start)
        person = self._scan.noun_ends.get(last, ())
        return bool(person) and person[0].family == "people" and last - end <= _SEVERAL + 1

    def _outage_parts(self, span: Span) -> None:
        """ "214 houses are without heating, including two dormitories"."""
        told = (k for k in self._links if k.predicate.measure.startswith(_COUNTED_OF) or k.predicate.measure in TALLIES)
        linked = list(told)
        wholes = [k for k in linked if k.figure.end <= span.start]
        for link in linked:
            behind = span.end <= link.figure.start <= span.end + 3
            before = link.figure.among and link.figure.start < span.start <= link.figure.end + 1
            earlier = [k for k in wholes if k.figure is not link.figure and k.at == link.at]
            tally = link.predicate.measure in TALLIES  # "112 UAVs, including about 70 Shaheds": of one kind alone
            if tally or link.predicate.is_damage:  # "nine buildings, among them a hospital": told of by itself
                earlier = [k for k in earlier if k.noun and link.noun and k.noun.unit == link.noun.unit]
            if tally:
                alike = (k for k in earlier if k.predicate.measure == link.predicate.measure)
                earlier = [k for k in alike if _is_less(link.figure, k.figure)]
            if earlier and (behind or before):
                self._add(earlier[-1].figure, link.figure)

    def _whole(self, span: Span) -> Figure | None:
        """The last figure of people told before; the same for "among the injured" when it was of the injured."""
        _, _, measure = span.what.partition("_")
        told = [
            link.figure
            for link in self._links
            if link.figure.start < span.start
            and link.predicate.measure in PEOPLE
            and not link.figure.among
            and (not measure or link.predicate.measure == measure)
            and not self._before(link.figure, span)
        ]
        return told[-1] if told else None

    def _whole_alike(self, span: Span, figure: Figure, whole: Figure) -> Figure:
        """ "Nine killed and 52 wounded, including five killed in Kramatorsk": what its own word is told of, too."""
        if not self._own(figure, whole):
            return whole
        mine = {link.predicate.measure for link in self._links if link.figure is figure}
        told = (k for k in reversed(self._links) if k.figure.end <= span.start and not k.figure.among)
        told = (k for k in told if k.figure is not figure)
        return next((k.figure for k in told if k.predicate.measure in mine), whole)

    def _is_news(self, linked: set[str], whole: Figure) -> bool:
        """That some have died, or that some of those led out are wounded."""
        theirs = {link.predicate.measure for link in self._links if link.figure is whole}
        return linked == {"killed"} or (linked == {"injured"} and theirs <= SAVED)

    def _own(self, figure: Figure, whole: Figure | None) -> bool:
        """Something else happened to it than to the whole."""
        mine = {link.predicate.measure for link in self._links if link.figure is figure}
        theirs = {link.predicate.measure for link in self._links if link.figure is whole}
        return bool(mine) and mine.isdisjoint(theirs) and bool(theirs or mine.isdisjoint(PEOPLE))

    def _others(self, figure: Figure, whole: Figure | None) -> bool:
        """ "Спустили девятерых, включая троих малышей, ещё двоих вывели через чердак": two more, by their own verb."""
        mine = {link.at for link in self._links if link.figure is figure}
        theirs = {link.at for link in self._links if link.figure is whole}
        return figure.more and bool(mine) and mine.isdisjoint(theirs) and min(mine) >= figure.end

    def _closed(self, at: int, figure: Figure, *, first: bool = False) -> bool:
        """The list has ended: a semicolon, a contrast, or a word that tells something else of the next figure.

        `first`: it has not begun, so a state is theirs: "24 раненых, из которых в реанимации четверо".
        """
        tokens = self._scan.tokens
        if any(tokens[n].text == ";" or tokens[n].says("breaks") for n in range(at, figure.start)):
            return True
        told = (p for n, (_, p) in self._scan.predicates.items() if at <= n < figure.start)
        return self._of_a_place(figure) or any(not first or p[0].kind != "state" for p in told)

    def _of_a_place(self, figure: Figure) -> bool:
        """ "47 человек, среди них 6 детей, из Дружковки — 31": behind a place of its own and a dash."""
        dashed = figure.start > 1 and self._scan.tokens[figure.start - 1].text in "–—"
        return dashed and not figure.nouns and figure.start - 2 in self._scan.blocked

    def _go_on(self, figures: list[Figure]) -> None:
        """ "Ten of them in Kyiv and two in Odesa": what goes on from a part is one, too."""
        again = {link.figure.start for link in self._links if link.again}
        for one, other in pairs(figures):
            closed = any(token.text == ";" for token in self._scan.tokens[one.end : other.start])
            if other.start in again and one.start in self.inside and not closed and not self._of_a_place(other):
                whole = next((start for start, parts in self.of.items() if one in parts), None)
                self.inside.add(other.start)
                if whole is not None:
                    self.of[whole].append(other)

    def _identified(self, figures: list[Figure]) -> None:
        """ "63 people were wounded, four of them — children": "four — children" behind the whole."""
        tokens, nouns = self._scan.tokens, self._scan.nouns
        for figure in figures:
            end = self._scan.past("including", figure.end)
            named = nouns.get(end + 1)
            dashed = end < len(tokens) and tokens[end].text in "–—"
            if figure.nouns or not dashed or named is None or named[1][0].part is None or figure.best is None:
                continue
            wholes = [k.figure for k in self._links if k.predicate.measure in PEOPLE and k.figure.end <= figure.start]
            if wholes and figure.best < (wholes[-1].best or 0):
                figure.nouns = named[1]
                self._add(wholes[-1], figure)

    def _grave(self, figures: list[Figure]) -> None:
        """ "Eight were hurt, two gravely": how badly, behind a figure that tells of more, says who of them."""
        graves = {span.start for span in self._scan.roles if span.what == "grave"}
        if self._scan.has("slight"):
            return  # "eight slightly, two gravely" are ten
        for figure in figures if graves else ():
            dashed = figure.end < len(self._scan.tokens) and self._scan.tokens[figure.end].text in "–—"
            told = figure.counted or figure.single  # "шестеро пострадавших, 26-летний парень тяжёлый"
            if figure.best is None or not told or figure.more or figure.end + dashed not in graves:
                continue
            hurt = (k.figure for k in self._links if k.predicate.measure == "injured" and k.figure.end <= figure.start)
            whole = next((f for f in hurt if f.start not in self.inside and figure.best < (f.best or 0)), None)
            if whole is not None:
                self._add(whole, figure)

    def _in_a_state(self) -> None:
        """ "Пострадали 12 человек, девочка в тяжёлом состоянии": those described are some of the several before."""
        hurt = [link for link in self._links if link.predicate.measure == "injured"]
        if len(hurt) < _SEVERAL:
            return
        first, rest = hurt[0], hurt[1:]
        whole, parts = first.figure, [link.figure for link in rest]
        couple = not whole.counted and (whole.best or 0) >= _SEVERAL  # "родители ранены, отец в реанимации"
        several = (couple or (whole.counted and not whole.single)) and (whole.best or 0) >= max(_SEVERAL, len(parts))
        described = all(f.single and not f.more and f.start > first.at for f in parts)
        lies = [link.at != first.at and self._lies(link) for link in rest]  # "госпіталізували двох і поліцейського"
        lies = [lies[n] and not self._lies_elsewhere(first, link) for n, link in enumerate(rest)]
        lie = any(lies) and all(lies[n] or (k.at == first.at and self._is_aged(k.figure)) for n, k in enumerate(rest))
        if several and described and not first.predicate.kind and lie:
            for figure in parts:
                self._add(whole, figure)

    def _lies_elsewhere(self, first: Link, link: Link) -> bool:
        """ "In Nikopol four were hurt, while in Marhanets a woman was hospitalised": a place of her own opens it."""
        tokens, blocked = self._scan.tokens, self._scan.blocked
        if not blocked or min(blocked) >= link.figure.start:
            return False
        for n in range(max(first.end, first.figure.end) + 1, link.figure.start):
            if n in blocked and n - 1 not in blocked:
                near = self._scan.is_plain(n - 1) and not tokens[n - 1].says("hospital_words")
                at = n - 1 - (near and not tokens[n - 1].says("located"))  # "in neighbouring Marhanets"
                opens = tokens[at - 1].kind == MARK or tokens[at - 1].says("and") or tokens[at - 1].says("breaks")
                if tokens[at].says("located") and opens and min(blocked) < at:
                    return True
        return False

    def _is_aged(self, figure: Figure) -> bool:
        return any(ages.end == figure.start or ages.start == figure.end for ages in self._scan.ages)

    def _lies(self, link: Link) -> bool:
        """Only how someone is, or that someone was taken to hospital."""
        words = self._scan.tokens[link.at : link.end]
        hospital = any(token.says("hospital_words") for token in words)
        return link.predicate.kind == "state" or hospital

    def _stands_at(self) -> None:
        """ "45 injured, children still three", "13 wounded, women five": what is named before a bare number."""
        tokens, scan = self._scan.tokens, self._scan
        for one, other in pairs(self._links) if scan.lexicon.articles else ():
            whole, part = one.figure, other.figure
            if part.nouns or part.more or one.at != other.at or whole.part is not None or not _is_less(part, whole):
                continue
            named = part.start - (part.start > 0 and tokens[part.start - 1].says("remaining"))
            nouns = scan.noun_ends.get(named, ())
            opened = any(noun.part for noun in nouns) and named > 1 and tokens[named - 2].text in ",;"
            any_age = not whole.nouns or tokens[whole.end - 1].says("any_age")  # none is of "four men, women three"
            apart = any_age and whole.start not in scan.noun_ends and other.at < named and whole.end < named
            if opened and apart:
                self._add(whole, part)

    def _young(self) -> None:
        """ "187 человек, 34 ребёнка": behind people of any age and a comma alone, children are some of them."""
        for one, other in pairs(self._links):
            whole, part = one.figure, other.figure
            if part.part != "children" or not part.counted or one.at != other.at or whole.nouns == part.nouns:
                continue
            between = self._scan.tokens[whole.end : part.start]
            told = self._scan.predicates.get(whole.end, (whole.end, ()))[0]  # "11 пострадавших, 4 ребёнка"
            near = part.start - 1 - between[-1].says("there_are") if between else -1
            comma = near in (whole.end, told) and self._scan.tokens[near].text == ","  # "поранених 19, є двоє дітей"
            any_age = not whole.nouns or self._scan.tokens[whole.end - 1].says("any_age")
            if comma and any_age and whole.best is not None and (part.best or 0) <= whole.best and not whole.single:
                self._add(whole, part)

    def _apposed(self) -> None:
        """ "Two men, one a paramedic, were wounded", "two ships, one under the flag of Togo, …": some of them."""
        tokens = self._scan.tokens
        for one, other in pairs(self._links):
            whole, part, comma = one.figure, other.figure, one.figure.end
            if one.at != other.at or other.at < part.end or not (whole.counted and whole.nouns) or part.more:
                continue
            if comma + 1 >= len(tokens):
                continue
            who = part.single and part.start == comma + 2 and tokens[comma + 1].says("ones")  # "one a paramedic"
            opened = tokens[comma].text == "," and part.start == comma + 1 + who
            if not opened or (part.nouns and not who) or (part.best or 0) >= (whole.best or 0):
                continue
            closing = next((token for token in tokens[part.end :] if token.text == "," or token.says("and")), None)
            if closing is not None and closing.text == ",":
                self._add(whole, part)

    def _out_of(self) -> None:
        """ "Of the 73 people injured, 30 were taken to hospital", "серед семи загиблих двоє дітей": some of them."""
        for one, other in pairs(self._links):
            same = one.predicate.measure == other.predicate.measure and one.predicate.measure in PEOPLE
            if same and self._opens_with_whole(one) and _is_less(other.figure, one.figure):
                self._add(one.figure, other.figure)

    def _opens_with_whole(self, link: Link) -> bool:
        figure, right_behind = link.figure, link.at == link.figure.end
        if self._scan.lexicon.articles:
            return opens_with_of(self._scan, figure)
        if right_behind and opens_with_of(self._scan, figure):
            return True  # "із 26 поранених дев'ятьох госпіталізували"
        return figure.start > 0 and self._scan.tokens[figure.start - 1].says("amongs")

    def _listed(self, figures: list[Figure]) -> None:
        """ "Saved three people, a woman and her two sons": the list behind them only names them."""
        if len(self._links) < _SEVERAL or not self._scan.lexicon.articles:
            return
        linked = {link.figure.start for link in self._links}
        for whole, named in lists_of(self._scan, figures, self._links):
            if any(self._other_sex(whole, figure) for figure in named):
                continue  # "two men, a woman and a child, were hurt": four
            for figure in named:
                if figure.start in linked:
                    self._add(whole, figure)

    def _spelled_out(self) -> None:
        """What follows a colon, a dash or a bracket and adds up to no more than the figure before it."""
        groups: dict[tuple[int, str], list[Figure]] = {}
        for link in self._links:
            measure = link.predicate.measure
            if link.figure.start not in self.inside and (measure in PEOPLE or measure in TALLIES):
                groups.setdefault((link.at, link.predicate.measure), []).append(link.figure)
        for (_, measure), figures in groups.items():
            if measure in TALLIES and self._closes_list(figures):
                for figure in figures[:-1]:
                    self._add(figures[-1], figure)
                continue
            if measure in TALLIES and self._heads_list(figures):
                self.inside.add(figures[0].start)
                continue
            first = figures[0]  # "339 drones and 32 missiles" tell more than the "371 targets" before them
            aside = self._behind_aside(first.end)
            rest = [f for f in figures[1:] if measure in PEOPLE or not f.nouns or f.nouns == first.nouns]
            rest = [f for f in rest if f.start < aside]
            told = [f for f in rest if f.best is not None and not f.more]
            alone = first.single and first.best == 1
            if not told or first.best is None or alone or not _alike(first, rest):
                continue
            total = sum(f.best or 0 for f in told)
            between = range(self._behind_bracket(first.end, told[0].start), told[0].start)
            marked = any(self._scan.tokens[n].text in _SPELLS and not self._of_place(n) for n in between)
            opened = any(self._scan.tokens[n].text in ":(" and not self._heads_item(n) for n in between)
            # "На Харківщині загинули троє, на Сумщині — двоє, на Херсонщині — один": each at a place of its own.
            placed = not opened and any(n in self._scan.blocked for n in between)
            placed = placed or (not opened and any(s.start in between for s in areas_of(self._scan)))
            if not opened:
                marked = marked and not any(s.what == "region_wide" and s.start in between for s in self._scan.roles)
                own = total == first.best and self._names_them(between, told[0])
                marked = marked and (own or not any(n in self._scan.blocked for n in between))  # "в Боярке — двое"
            joined = any(self._scan.tokens[n].says("and") for n in between)
            joined = joined or bool(
                first.ages and all(f.ages or f.single for f in told)
            )  # "74-річна і 37-річна жінки, 6-річний …"
            joined = joined or (self._sexed(first) and any(f.part != first.part for f in told))
            whole = first.counted and total == first.best and len(told) > 1 and not joined and not placed
            whole = whole and (marked or self._only_names(first, told))
            if whole or (marked and total <= first.best):
                for figure in told:
                    self._add(first, figure)

    def _only_names(self, whole: Figure, told: list[Figure]) -> bool:
        """ "Two people, a man and a woman, were hurt"; "four passers-by, a boy and three women were" is a list."""
        tokens, end = self._scan.tokens, told[-1].end
        end = next((ages.end for ages in self._scan.ages if end <= ages.start <= end + 1), end)
        other = whole.part in HELPERS and any(figure.part != whole.part for figure in told)
        if whole.nouns and not self._scan.lexicon.articles:  # four passers-by are no boy and three women
            other = other or not tokens[whole.end - 1].says("of_any_trade")
        verb = end < len(tokens) and (end in self._scan.predicates or tokens[end].says("passive"))
        return not other and not verb

    def _names_them(self, between: range, figure: Figure) -> bool:
        """ "Двоє загиблих у Сумах — подружжя": behind the dash who they are, and no mark before it."""
        marks = [n for n in between if self._scan.tokens[n].kind == MARK]
        return bool(figure.nouns) and marks == [figure.start - 1]

    def _behind_aside(self, start: int) -> int:
        """ "Трое детей — двое мальчиков и девочка — и их отец погибли": where what is told of the three alone ends."""
        tokens = self._scan.tokens
        if start >= len(tokens) or tokens[start].text not in DASHES:
            return len(tokens)
        closing = (n for n in range(start + 1, len(tokens) - 1) if tokens[n].text in DASHES)
        return next((n for n in closing if tokens[n + 1].says("and")), len(tokens))

    def _other_sex(self, one: Figure, other: Figure) -> bool:
        """Men and a woman, or women and a man."""
        men = [self._scan.tokens[figure.end - 1].says("men") for figure in (one, other)]
        women = [figure.part == "women" for figure in (one, other)]
        return (men[0] and women[1]) or (women[0] and men[1])

    def _sexed(self, figure: Figure) -> bool:
        """ "Three men, two women and a child": the others are none of the men."""
        return figure.part is not None or self._scan.tokens[figure.end - 1].says("men")

    def _shared(self) -> None:
        """ "Five were hurt: three are in hospital, two more went home": words of their own, and as many as in all."""
        for measure in (*TOLLS, "missing"):
            links = [k for k in self._links if k.predicate.measure == measure]
            if len(links) < _SEVERAL or not links[0].figure.counted:
                continue
            first = links[0].figure
            rest = [k.figure for k in links[1:] if k.figure.start not in self.inside]
            rest = [f for f in rest if not self._scan.tokens[f.start].says("both")]  # "мать с сыном, оба пенсионеры"
            rest = [f for f in rest if not self._beyond_comma(f)]
            if not rest:
                continue
            some = [f for f in self.of.get(first.start, ()) if f.part is None]
            both = [*some, *rest]
            between = range(first.end, both[0].start)
            colon = any(self._scan.tokens[n].text == ":" and not self._heads_item(n) for n in between)
            several = len(both) >= _SEVERAL or (colon and not both[0].counted)  # "ищут двоих: пропали отец с сыном"
            shared = several and sum(f.best or 0 for f in both) == first.best
            if shared and (colon or both[0].start in self.inside):
                for figure in rest:
                    self._add(first, figure)

    def _both_fates(self) -> None:
        """ "Постраждалих уже семеро: двоє загиблих і п'ятеро поранених": a sum of both, and so of neither."""
        people = [k for k in self._links if k.predicate.measure in TOLLS and k.figure.start not in self.inside]
        colon = people[0].figure.end if people and people[0].figure.counted else -1
        if not 0 <= colon < len(self._scan.tokens) or self._scan.tokens[colon].text != ":":
            return
        whole, *rest = people
        fates = {link.predicate.measure for link in rest}
        if len(fates) > 1 and sum(link.figure.best or 0 for link in rest) == whole.figure.best:
            self.inside.add(whole.figure.start)

    def _of_place(self, at: int) -> bool:
        """ "В Краматорске (5), Дружковке (3)": a bracket right behind a place opens here."""
        return self._scan.tokens[at].text == "(" and at - 1 in self._scan.blocked

    def _heads_item(self, at: int) -> bool:
        """ "Суми: 3 поранених; Ніжин: 2; Лубни: 1": a colon behind the next place opens what is told of that one."""
        first = self._scan.before_place(at)
        return first < at and self._scan.tokens[at].text == ":" and self._scan.tokens[first - 1].text in ",;"

    def _behind_bracket(self, start: int, end: int) -> int:
        """What stands in a bracket that is closed again spells out nothing behind it, nor do ages between dashes."""
        tokens = self._scan.tokens
        ages = next((a.end for a in self._scan.ages if a.start == start + 1 and tokens[start].text in DASHES), end)
        start = ages + 1 if ages < end and tokens[ages].text in DASHES else start  # "дві жінки — 38 і 65 років — та …"
        return next((n + 1 for n in range(end - 1, start - 1, -1) if tokens[n].text == ")"), start)

    def _bracketed(self) -> None:
        """ "Четверо у Полтаві (жінки 71 і 44 років, двоє чоловіків) і один у Лубнах": the bracket tells who.

        "28 БпЛА (18 «Герань-2», 3 «Молнии», 7 FPV)": or of which kind.
        """
        told = [k for k in self._links if k.predicate.measure in TOLLS or k.predicate.measure in TALLIES]
        if len(told) < _SEVERAL:
            return
        tokens = self._scan.tokens
        for opening in [n for n, token in enumerate(tokens) if token.text == "("]:
            closing = next((n for n in range(opening, len(tokens)) if tokens[n].text == ")"), len(tokens))
            whole = next((k for k in reversed(told) if k.figure.end <= opening), None)
            if whole is None or opening - whole.figure.end > _OWNER or not whole.figure.counted:
                continue
            if any(token.text == ")" for token in tokens[whole.figure.end : opening]):
                continue  # "в Краматорске (5), Дружковке (3)"
            within = [k for k in told if opening < k.figure.start < closing]
            alike = all(k.predicate.measure == whole.predicate.measure for k in within)
            if alike and sum(k.figure.best or 0 for k in within) <= (whole.figure.best or 0):
                for link in within:
                    self._add(whole.figure, link.figure)

    def _detailed(self) -> None:
        """ "Nine dead: a woman's body was recovered", "one of the wounded is a pregnant woman": told again of one."""
        tokens = self._scan.tokens
        people = [k for k in self._links if k.predicate.measure in TOLLS]
        if len(people) < _SEVERAL:
            return
        for one, other in pairs(people):
            part = one.figure.among or one.figure.start in self.inside
            again = part and one.at == other.at and other.figure.start == other.end
            if again and other.figure.single and not other.figure.counted:
                self.inside.add(other.figure.start)
        for measure in TOLLS:
            figures = [k.figure for k in people if k.predicate.measure == measure]
            colon = next((n for n, f in enumerate(figures) if f.counted and self._opens(f)), 0)
            whole, rest = figures[colon : colon + 1], figures[colon + 1 :]
            if not rest or not whole[0].counted or (whole[0].best or 0) < len(rest):
                continue
            marks = [t.text for t in tokens[whole[0].end : rest[0].start] if t.text in ":;"]
            if marks == [":"] and all(f.single and not f.more and f.start not in self.inside for f in rest):
                for figure in rest:
                    self._add(whole[0], figure)

    def _opens(self, figure: Figure) -> bool:
        """A colon right behind it."""
        return figure.end < len(self._scan.tokens) and self._scan.tokens[figure.end].text == ":"

    def _kinds(self) -> None:
        """ "12 houses damaged: ten private and two blocks of flats": kinds that add up to the figure before them."""
        groups: dict[tuple[int, str], list[Link]] = {}
        for link in self._links:
            if link.predicate.is_damage:
                groups.setdefault((link.at, link.predicate.measure), []).append(link)
        self._burned_of(list(groups.values()))
        for links in groups.values():
            if len(links) < _SEVERAL:
                continue
            self._counted_behind(links)
            self._summed_up(links)
            whole, *rest = [link.figure for link in links if link.figure.counted] or [links[0].figure]
            if self._is_generic(links):
                self._all_kinds(links)
            marked = bool(rest) and self._is_spelled(range(whole.end, rest[0].start))
            told = sum(f.best or 0 for f in rest)
            some = told < (whole.best or 0) and self._are_some(links)  # "17 будинків: 3 панельні та 14 приватних"
            if marked and (some or (len(rest) > 1 and told == whole.best)):
                for figure in rest:
                    self._add(whole, figure)
            elif not rest:
                self._all_named([link.figure for link in links])

    def _is_spelled(self, between: range) -> bool:
        """A mark that spells out; no dash behind another place: "в Броварах пять домов, в Вышгороде — три и школа"."""
        tokens = self._scan.tokens
        mark = next((n for n in between if tokens[n].text in _SPELLS), -1)
        if mark < 0 or tokens[mark].text not in DASHES or self._scan.lexicon.articles:
            return mark >= 0
        comma = next((n for n in range(between.start, mark) if tokens[n].text == ","), mark)
        return not any(n in self._scan.blocked for n in range(comma, mark))

    def _are_some(self, links: list[Link]) -> bool:
        """All are of one kind, right behind the mark, and no word of its own takes any."""
        first, *rest = [link for link in links if link.figure.counted] or links
        others = {link.figure.start for link in self._links if link.at != first.at}
        units = {link.noun.unit for link in (first, *rest) if link.noun is not None}
        beside = bool(rest) and rest[0].figure.start == first.figure.end + 1
        return beside and len(units) == 1 and all(not k.figure.more and k.figure.start not in others for k in rest)

    def _burned_of(self, groups: list[list[Link]]) -> None:
        """ "Зайнялися гаражі — згоріло шість": how many of those named before the dash."""
        for one, other in pairs([link for links in groups for link in links]):
            counts = not one.figure.counted and bool(other.figure.borrowed) and one.figure.end < other.figure.start
            if not counts or self._scan.lexicon.articles or one.noun is None or other.noun is None:
                continue
            marks = [t.text for t in self._scan.tokens[one.figure.end : other.figure.start] if t.kind == MARK]
            if one.noun.unit == other.noun.unit and len(marks) == 1 and marks[0] in _SPELLS:
                self.inside.add(one.figure.start)

    def _summed_up(self, links: list[Link]) -> None:
        """ "Низку будівель: дві школи, поліклініку": of things that nobody counts, what they are."""
        first, tokens = links[0], self._scan.tokens
        if len(links) < _SEVERAL or first.figure.counted or first.noun is None or first.noun.unit not in _GENERIC:
            return
        if first.figure.end < len(tokens) and tokens[first.figure.end].text == ":":
            self.inside.add(first.figure.start)

    def _all_named(self, figures: list[Figure]) -> None:
        """ "Два заклади освіти – ліцей та дитсадок": as many named behind the mark as there are."""
        whole, named = figures[0], figures[1:]
        if not named or whole.end >= len(self._scan.tokens) or self._scan.lexicon.articles:
            return
        if self._scan.tokens[whole.end].text not in _SPELLS or any(f.counted for f in named):
            return
        if whole.counted and len(named) == whole.best:
            for figure in named:
                self._add(whole, figure)

    def _is_generic(self, links: list[Link]) -> bool:
        """ "33 objects", "14 buildings": whatever they are is told behind."""
        first = links[0]
        return first.figure.counted and first.noun is not None and first.noun.unit in _GENERIC

    def _all_kinds(self, links: list[Link]) -> None:
        """ "33 objects: 21 blocks of flats, nine houses": of the whole no more than is told behind the colon."""
        whole, rest = links[0].figure, [link.figure for link in links[1:]]
        low = rest[0].start if rest else whole.end
        marked = any(token.text in ":(" for token in self._scan.tokens[whole.end : low])
        if marked and whole.best is not None and sum(f.best or 0 for f in rest) <= whole.best:
            for figure in rest:
                self._add(whole, figure)

    def _named_only(self) -> None:
        """ "У приватному секторі посічено 40 хат", "з яких 14 — багатоквартирні": where, or what, they are."""
        tokens = self._scan.tokens
        counted = [k for k in self._links if k.figure.counted and k.predicate.is_damage]
        opened = {span.end for span in self._scan.roles if span.what == "including"}
        for link in self._links if counted and not self._scan.lexicon.articles else ():
            start = link.figure.start
            if link.figure.counted or not link.predicate.is_damage or not start:
                continue
            located = start < link.at and tokens[start - 1].says("located")
            alike = (k for k in counted if k.at == link.at and k.noun and link.noun and k.noun.unit == link.noun.unit)
            dashed = tokens[start - 1].text in "–—" and start - 2 in opened  # one number alone before the dash
            if (located and any(k.figure.start > link.at for k in alike)) or dashed:
                self.inside.add(start)

    def _counted_behind(self, links: list[Link]) -> None:
        """ "Пошкоджено автівки — 14 машин": what is named before the mark is what is counted behind it."""
        for one, other in pairs(links):
            between = self._scan.tokens[one.figure.end : other.figure.start]
            alike = one.noun is not None and other.noun is not None and one.noun.unit == other.noun.unit
            counts = alike and other.figure.counted and not one.figure.counted
            told = self._scan.predicates.get(one.figure.end, (one.figure.end, ()))[0]  # "Houses damaged: 12"
            marked = told == other.figure.start - 1 and between[-1].text in _SPELLS
            # "Damaged homes: Sumy (12), Shostka (4)"
            marked = marked or (bool(between) and between[0].text == ":" and not other.figure.nouns)
            marked = marked or self._how_many(one.figure, other.figure)
            if counts and (marked or (told == other.figure.start and not self._scan.lexicon.articles)):
                self.inside.add(one.figure.start)
        self._counted_behind_colon(links)

    def _how_many(self, named: Figure, counted: Figure) -> bool:
        """ "Горять автівки на парковці, 8 машин.": behind the one comma how many of the several just named."""
        tokens, comma, end = self._scan.tokens, counted.start - 1, counted.end
        comma -= tokens[comma].says("skip")  # "вспыхнули цистерны, сразу шесть"
        closed = end >= len(tokens) or tokens[end].kind == MARK
        if not any(noun.plural for noun in named.nouns) or tokens[comma].text != "," or not closed:
            return False
        between = range(named.end, comma)
        return not any(tokens[n].kind == MARK or tokens[n].says("and") or n in self._scan.predicates for n in between)

    def _counted_behind_colon(self, links: list[Link]) -> None:
        """ "У школах і дитсадках побито шибки: 19 шкіл, 10 садочків": of each kind how many."""
        tokens, first = self._scan.tokens, links[0].figure
        if first.counted or len(links) <= _SEVERAL:
            return
        colon = next((n for n in range(first.end, links[-1].figure.start) if tokens[n].text == ":"), len(tokens))
        counted = {k.noun.unit for k in links if k.noun and k.figure.counted and k.figure.start > colon}
        for link in links:
            named = link.noun is not None and not link.figure.counted and link.figure.start < colon
            if named and link.noun is not None and link.noun.unit in counted:
                self.inside.add(link.figure.start)

    def _closes_list(self, figures: list[Figure]) -> bool:
        """ "11 «шахедів» та 4 «Гербери» (всього 15 БпЛА)": the sum of those before it."""
        last = figures[-1]
        total = any(s.what == "total" and s.start == last.start for s in self._scan.roles)
        return total and len(figures) > 1 and sum(f.best or 0 for f in figures[:-1]) == last.best

    def _heads_list(self, figures: list[Figure]) -> bool:
        """ "98 were downed: 2 Kinzhals, 12 Kh-101 and 84 drones": the sum of what is told weapon by weapon."""
        first, rest = figures[0], figures[1:]
        if first.nouns or not rest or not all(f.nouns and f.best is not None for f in rest):
            return False
        marked = any(self._scan.tokens[n].text in ":(" for n in range(first.end, rest[0].start))
        return marked and sum(f.best or 0 for f in rest) <= (first.best or 0)


def _alike(first: Figure, rest: list[Figure]) -> bool:
    return all(f.nouns[0].family == first.nouns[0].family for f in rest if f.nouns and first.nouns)


def _is_less(part: Figure, whole: Figure) -> bool:
    return (part.best or part.low or 0) < (whole.best or whole.low or 0)
