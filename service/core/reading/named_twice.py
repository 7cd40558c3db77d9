"""Persons and things that one sentence names twice: "their neighbour, a woman of 81, died", "the roof of a school"."""

from typing import Final

from service.core.pairs import pairs
from service.core.reading.counting import PEOPLE
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.nouns import ANY_BUILDING
from service.core.reading.linking.links import Link
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK, Token

_OWNER: Final = 4
"""Most tokens from "a guard" to the comma: "another, a guard of the depot, …"."""
_YEAR: Final = 4
"""Digits of a year."""
_STEM: Final = 4
"""Letters that the case forms of a person's noun share."""
_SMALL: Final = 3
"""Most tokens of "of a lorry," between a driver and whose citizen he is."""
_REACH: Final = 12
"""Most tokens from a name to the mark that ends it."""
_GENITIVE: Final = ("ой", "ей", "ого", "его", "ої", "их", "ых")
"""Endings of adjectives in the genitive, in Ukrainian and Russian."""
_VERBS_OF_ONE: Final = ("was", "is", "has")
_ENDING: Final = {"а": "а", "я": "а", "у": "у", "ю": "у"}
"""Endings of nouns that agree, whatever letter stands before them."""
_OF_HIM: Final = {"а": "", "у": "а"}
"""The same of nouns that end like hers and are of him."""


class NamedTwice:
    """Finds figures that name again what the figure before them has named."""

    def __init__(self, scan: Scan, links: list[Link], inside: set[int]) -> None:
        self._scan = scan
        self._links = links
        self._people = [link for link in links if link.predicate.measure in PEOPLE]
        self.inside = inside

    def found(self) -> set[int]:
        """ "Their neighbour, an 81-year-old woman, died": one person named twice."""
        if len(self._people) > 1:
            self._dashed()
            self._introduced()
            self._known()
        self._owned()
        for first, second in pairs(self._people):  # "two of his passengers, women of 55 and 68, were hurt"
            one, other = first.figure, second.figure
            told = self._scan.predicates.get(one.end, (one.end, ()))[0]  # "двоє поранених, чоловіки 30 і 62 років"
            told = self._scan.past("including", told)  # "одного из них, подростка 15 лет, …"
            told = self._scan.behind_place(told)  # "о двоих убитых в Лозовой, мужчинах 46 и 51 года"
            between = (n for n in range(told, other.start) if n not in self._scan.aged)
            apart = [self._scan.tokens[n].text for n in between]
            same = other.single and not one.nouns and first.at == second.at  # "dead: one, a man of 60"
            described = same or not other.counted or (other.single and (other.best or 0) > 1)
            aged = bool(other.ages) or other.start in self._scan.age_ends  # "один постраждалий, 33-річний чоловік"
            aged = aged or (same and one.best == 1)  # "one dead, a nurse of our hospital"
            aged = aged or ((other.best or 0) > 1 and self._end_of(other.end) > 0)  # "two people, a couple from Kyiv"
            if one.counted and described and apart == [","] and aged and one.best == other.best:
                self.inside.add(other.start)
        single = [link.figure for link in self._links if link.figure.single and link.figure.nouns]
        for one, other in pairs(single):
            alone = self._apart(one, other)
            after = self._scan.tokens[other.end] if other.end < len(self._scan.tokens) else None
            closed = after is not None and after.text == "," and other.end + 1 in self._scan.predicates
            if alone and (
                self._born(other)
                or self._named_twice(one, other)
                or self._by_name(one, other)
                or self._is_a(one, other)
            ):
                self.inside.add(other.start)
            if alone and closed and one.ages in ([], other.ages) and other.ages and one.nouns[0].family == "people":
                self.inside.add(other.start)
        self._attacked()
        return self.inside

    def _apart(self, one: Figure, other: Figure) -> bool:
        """A comma alone stands between two persons, or an age: "чоловік, 39 років, водій", "a man of 39, a driver"."""
        tokens, start, end = self._scan.tokens, one.end, other.start
        while one.start in self.inside and start < end and self._scan.is_plain(start):
            start += 1  # "жінка, учителька початкових класів, мати двох дітей"
        aged = next((a for a in self._scan.ages if start <= a.start <= start + 1 and a.end <= end), None)
        if aged is None:
            return end == start + 1 and tokens[start].text == ","
        before, after = tokens[start : aged.start], tokens[aged.end : end]
        commas = all(token.text == "," for token in (*before, *after))
        return commas and len(before) <= 1 and len(after) <= 1 and bool(before or after)

    def _owns_children(self, one: Figure, other: Figure) -> bool:
        """ "Its watchman, a father of four": who has children is who was just named."""
        after = self._scan.tokens[other.end : other.end + 2]
        single = one.single and other.single and one.best == other.best == 1
        if single and after and not self._scan.lexicon.articles:  # "рятувальник, батько двох дітей"
            return self._scan.is_number(other.end) and self._is_person(other.end + 1)
        of = len(after) > 1 and self._scan.lexicon.articles and after[0].norm == "of"
        return single and of and not self._is_listed(other) and self._scan.is_number(other.end + 1)

    def _is_a(self, one: Figure, other: Figure) -> bool:
        """ "A man, a welder at the plant, was killed": behind the second comma a verb of one."""
        tokens = self._scan.tokens
        if not self._scan.lexicon.articles or not tokens[other.start].says("articles"):
            return False
        people = one.family == other.family == "people"
        if not people or tokens[other.start].norm == "the" or self._differ(one, other):
            return False
        end = self._end_of(other.end)
        return 0 < end < len(tokens) - 1 and tokens[end].text == "," and tokens[end + 1].norm in _VERBS_OF_ONE

    def _by_name(self, one: Figure, other: Figure) -> bool:
        """ "Загинув поліцейський, капітан Іван Коваль": one was killed, and the name behind is his."""
        tokens, end = self._scan.tokens, other.end + 2
        if self._scan.lexicon.articles or end > len(tokens) or not all(t.capital for t in tokens[other.end : end]):
            return False
        closed = end >= len(tokens) or tokens[end].kind == MARK
        return closed and self._is_told_of_one(one)

    def _is_told_of_one(self, figure: Figure) -> bool:
        """ "Погиб", "загинула": such a verb tells of this figure, so of no list."""
        told = next((link.at for link in self._links if link.figure is figure), -1)
        return any(s.what == "of_one" and s.start == told for s in self._scan.roles)

    def _born(self, figure: Figure) -> bool:
        """ "Охранник, мужчина 1968 г. р.": the year of birth describes the one just named."""
        behind = [token.text for token in self._scan.tokens[figure.end : figure.end + 2]]
        return len(behind) > 1 and len(behind[0]) == _YEAR and behind[0].isdecimal() and behind[1] in ("г", "р")

    def _closes(self, figure: Figure) -> bool:
        """ "…, охранник депо, погиб", "…, мужчина 71 года, …": what describes one person ends with a comma."""
        tokens = self._scan.tokens
        end = self._scan.behind_age(figure.end)
        for n in range(end, min(end + _OWNER, len(tokens))):
            if tokens[n].kind == MARK or n in self._scan.predicates or tokens[n].says("and"):
                return tokens[n].text == ","
        return False

    def _named_twice(self, one: Figure, other: Figure) -> bool:
        """ "Врятовано дівчину, студентку університету": the same ending, and nothing goes on from the second."""
        if (one.ages and other.ages) or self._differ(one, other):
            return False
        if self._scan.lexicon.articles:
            alike = self._tells_both(one, other)
        else:
            alike = self._agree(one, other) or self._is_told_of_one(one)
        end = self._end_of(other.end) if alike else -1
        while end >= 0 and self._is_person(end + 1):  # "учительку, вдову, мати двох дітей"
            end = self._end_of(self._scan.nouns[end + 1][0])
        listed = self._scan.lexicon.articles and self._joins(end + 1)  # "killed a driver, a passenger, and a guard"
        return end >= 0 and not listed

    def _tells_both(self, one: Figure, other: Figure) -> bool:
        """ "Killed a 45-year-old man, a welder", "a wounded man, a welder": one word; in a list of two stands "and"."""
        told = [link.at for link in self._links if link.figure is one or link.figure is other]
        article = self._scan.tokens[other.start].norm in ("a", "an") and one.family == other.family == "people"
        return article and len(told) > 1 and told[0] == told[1] < one.end

    def _differ(self, one: Figure, other: Figure) -> bool:
        """ "A man, a woman", "жінку, дитину": two who cannot be the same person."""
        return one.part != other.part and (None not in (one.part, other.part) or "children" in (one.part, other.part))

    def _agree(self, one: Figure, other: Figure) -> bool:
        """ "Дівчину, студентку": the same ending."""
        tokens = self._scan.tokens
        heads = {_ending(tokens[n]) for n in (other.start, other.end - 1)}  # "чергова по станції"
        return _ending(tokens[one.end - 1]) in heads

    def _end_of(self, start: int) -> int:
        """The mark that ends what is said of a person, if nobody else is named and nothing told before it; else -1."""
        tokens = self._scan.tokens
        if start < len(tokens) and self._scan.is_number(start) and self._is_person(start + 1):
            start += 2  # "мати двох дітей"
        for n in range(start, min(start + _REACH, len(tokens))):
            if tokens[n].kind == MARK:
                return n
            if self._joins(n) or self._is_person(n) or n in self._scan.predicates:
                return -1
        return len(tokens)

    def _joins(self, at: int) -> bool:
        return at < len(self._scan.tokens) and self._scan.tokens[at].says("and")

    def _is_person(self, at: int) -> bool:
        found = self._scan.nouns.get(at)
        if found is None or found[1][0].family != "people":
            return False
        return found[0] not in self._scan.nouns  # "a local plant"

    def _owned(self) -> None:
        """ "The locomotive of a train was hit", "разрушен подъезд пятиэтажки": one thing named twice."""
        pieces = {s.start for s in self._scan.roles if s.what == "piece"}
        for one, other in pairs(self._links):
            piece = one.figure.start in pieces and self._is_whole_of(one.figure, other.figure) and one.at == other.at
            if piece and not one.figure.counted and not self._scan.lexicon.articles:
                self.inside.add(one.figure.start)
            elif other.figure.start in pieces and self._piece_of(one, other):
                self.inside.add(other.figure.start)
        objects = [k for k in self._links if k.figure.single or not k.figure.counted]
        for one, other in pairs(objects):
            between = self._scan.tokens[one.figure.end : other.figure.start]
            with_another = one.figure.family == "people" and not one.figure.counted  # "бабушка с внучкой"
            of = bool(between) and between[0].says("of") and not with_another
            of = of and all(
                n in self._scan.blocked or self._scan.tokens[n].says("articles")
                for n in range(one.figure.end + 1, other.figure.start)
            )
            if not of or not one.noun or not other.noun or one.at != other.at:
                continue
            if one.noun.unit == other.noun.unit:
                self.inside.add(other.figure.start)
            elif one.noun.unit == ANY_BUILDING:  # "the building of a school"
                self.inside.add(one.figure.start)

    def _is_whole_of(self, piece: Figure, thing: Figure) -> bool:
        """ "Під'їзд житлової дев'ятиповерхівки": right behind it, or behind an adjective in the genitive."""
        between = range(piece.end, thing.start)
        return len(between) <= 1 and all(self._scan.tokens[n].norm.endswith(_GENITIVE) for n in between)

    def _piece_of(self, one: Link, other: Link) -> bool:
        """ "Дрон попал в крышу пятиэтажки, подъезд затянуло дымом": a piece of what has just been named."""
        if one.at != other.at or one.noun is None or other.noun is None or other.figure.counted:
            return False
        later = one.figure.start < other.figure.start and one.figure.best == 1
        return later and one.noun.unit == other.noun.unit and not self._scan.lexicon.articles

    def _dashed(self) -> None:
        """ "One more was wounded — a woman": the dash only says who."""
        tokens = self._scan.tokens
        people = [link.figure for link in self._people]
        for one, other in pairs(people):
            between = range(one.end, other.start)
            dash = any(tokens[n].text in "–—:" for n in between)
            clear = not any(tokens[n].text in ",;" or tokens[n].says("and") for n in between)
            alone = (one.counted and not other.counted) or self._says_who(one, other)
            ranked = one.inner == one.start  # "третя загибла — жінка 45 років"
            alone = (alone and dash) or self._is_one_of_them(one, other)
            if alone and (one.best == 1 or ranked) and other.single and clear:
                self.inside.add(other.start)
        for one, other in pairs(people):
            apart = tokens[one.end : other.start]
            after = tokens[other.end] if other.end < len(tokens) else None
            told = bool(one.nouns) or one.among or one.more
            named = one.counted and one.best == 1 and told and other.single and other.best == 1
            named = named or self._owns_children(one, other)
            words = tokens[other.start : other.end]
            national = any(t.says("citizens") for t in words)
            beside = 0 < len(apart) <= _SMALL and apart[-1].text == "," and not any(t.kind == MARK for t in apart[:-1])
            if national and one.single and other.single and beside:
                self.inside.add(other.start)  # "a crew member, a Syrian citizen"
            surname = len(apart) in (2, 3) and all(t.capital for t in apart[:-1]) and apart[-1].text == ","
            named = named or (surname and one.single and other.single)  # "Анна Коваль, студентка з …"
            father = len(apart) == 1 and apart[0].says("and") and self._owns_children(one, other)
            if father and self._scan.lexicon.articles and not tokens[other.start].says("articles"):
                self.inside.add(other.start)  # "a businessman and father of three"
            if named and (surname or self._is_apposed(one, other)) and self._is_said_on(one, other, after):
                self.inside.add(other.start)

    def _is_said_on(self, one: Figure, other: Figure, after: Token | None) -> bool:
        """More is said of the first behind the second, or the two are told as one."""
        on = after is not None and (
            (_goes_on(after) and not self._is_listed(other)) or self._closes(other) or self._owns_children(one, other)
        )
        return on or self._named_twice(one, other)

    def _is_apposed(self, one: Figure, other: Figure) -> bool:
        """ "One of the drivers in Sumy, a man of 28": a comma alone parts them, behind the place of the first."""
        at = self._scan.behind_place(one.end)
        return at + 1 == other.start and self._scan.tokens[at].text == ","

    def _is_one_of_them(self, one: Figure, other: Figure) -> bool:
        """ "One of the dead in Poltava was a nurse": "was" right before who it was."""
        return one.among and one.end < other.start and self._scan.tokens[other.start - 1].says("passive")

    def _is_listed(self, figure: Figure) -> bool:
        """ "A woman, a man of 40 and a woman of 63": behind the age the list goes on."""
        ages = next((a for a in self._scan.ages if figure.end <= a.start <= figure.end + 1), None)
        return ages is not None and ages.end < len(self._scan.tokens) and self._scan.tokens[ages.end].says("and")

    def _known(self) -> None:
        """ "Two adults and a girl were injured; the child has burns": with "the", one who has just been told of.

        Without articles the same word opens a clause: "Поранено хлопця і його дідуся, хлопець у тяжкому стані".
        """
        tokens = self._scan.tokens
        for n, link in enumerate(self._people):
            figure = link.figure
            if not figure.single or not figure.start or not self._is_known(figure):
                continue
            for before in self._people[:n]:
                alike = figure.part is not None and before.figure.part == figure.part
                alike = alike or self._alike(tokens[before.figure.end - 1].norm, tokens[figure.end - 1].norm)
                if alike and before.at != link.at and before.predicate.measure == link.predicate.measure:
                    self.inside.add(figure.start)

    def _is_known(self, figure: Figure) -> bool:
        """ "The child"; in other languages one who opens a clause, with no place behind."""
        before = self._scan.tokens[figure.start - 1]
        if self._scan.lexicon.articles:
            return before.norm == "the"
        opens = before.text in ",;" and not figure.counted and not figure.more and not figure.ages
        return opens and self._scan.behind_place(figure.end) == figure.end

    def _alike(self, one: str, other: str) -> bool:
        """The same word, in whatever case."""
        return one == other or (not self._scan.lexicon.articles and one[:_STEM] == other[:_STEM])

    def _attacked(self) -> None:
        """ "Дрон атаковал велосипедиста, мужчина погиб": who was attacked is who is told of behind the comma."""
        tokens = self._scan.tokens
        for one, other in pairs(self._people):
            first, second = one.figure, other.figure
            described = first.single and first.best == second.best == 1 and not second.more
            described = described and second.start not in self.inside
            if not described or one.at != other.at or first.end > one.at or first.end >= second.start:
                continue
            between = tokens[first.end : min(second.start, one.at)]
            apart = any(token.text in ",;–—" for token in between)
            joined = apart and between[-1].says("and")
            if apart and not joined and (self._is_target(first) or self._is_of_one(other)):
                self.inside.add(first.start)

    def _is_of_one(self, link: Link) -> bool:
        """ "Загинув", "was killed": so of no list."""
        return self._is_told_of_one(link.figure) or self._scan.tokens[link.at - 1].norm in _VERBS_OF_ONE

    def _is_target(self, figure: Figure) -> bool:
        """ "По велосипедисту", "dropped a grenade on a pedestrian": behind what says at whom it was aimed."""
        at = self._scan.before_age(figure.start) - 1
        if at < 0:
            return False
        struck = self._scan.ending_at(at + 1, _SMALL)
        attack = struck >= 0 and any(p.kind == "attack" for p in self._scan.predicates[struck][1])
        return attack or self._scan.tokens[at].says("aims")

    def _says_who(self, one: Figure, other: Figure) -> bool:
        """ "Ранен водитель — гражданин Молдовы", "жінку — його дружину": right behind the dash, with no verb."""
        tokens = self._scan.tokens
        at = self._scan.before_age(other.start) - 1  # "поранено велосипедиста — 60-річного чоловіка"
        at -= at > one.end and tokens[at].says("determiners")
        led = at >= one.end and tokens[at].text in DASHES
        return led and one.single and not self._is_told(other.end)

    def _is_told(self, at: int) -> bool:
        """A word for what happened stands here, or behind one small word: "was wounded"."""
        return at in self._scan.predicates or at + 1 in self._scan.predicates

    def _introduced(self) -> None:
        """ "Одна погибшая, это женщина 43 лет", "двое, это муж и жена": who is told behind "it is" has been counted."""
        tokens = self._scan.tokens
        people = [link.figure for link in self._people]
        for n, (one, other) in enumerate(pairs(people), 1):
            at = other.start - 1
            at -= at > one.end and tokens[at].says("skip") and not tokens[at].says("that_is")
            if at < one.end or not tokens[at].says("that_is") or not one.counted:
                continue
            for who in people[n : n + (one.best or 0)]:
                if who.single and not who.more:
                    self.inside.add(who.start)


def _ending(token: Token) -> str:
    """What agrees with other nouns: "мужчина" is said of him, and "мужчину" is like "водителя"."""
    ending = _ENDING.get(token.norm[-1], "")
    return _OF_HIM.get(ending, ending) if token.says("he_in_a") else ending


def _goes_on(token: Token) -> bool:
    """ "One passenger, a man of 71, had been killed": more about the one just named."""
    return token.text == "," or token.norm in ("of", "aged")
