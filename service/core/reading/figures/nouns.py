"""The noun that a number counts: "three damaged houses", "one of its power plants", "drones: 150", "two 19-year-olds".

It stands behind the number, over adjectives, ages and words for what happened; seldom before it.
"""

from typing import Final, final

from service.core.reading.ages import Ages
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.values import of_its_own_place
from service.core.reading.numerals import numeral
from service.core.reading.scan import Scan
from service.core.reading.text import MARK, NUMBER, WORD
from service.core.reading.words import Noun

ADJECTIVAL: Final = ("их", "ий", "ого", "ими", "им", "ых", "ые", "ый", "ым", "ыми", "ой", "ая", "ую")
"""Endings of adjectives, in Ukrainian and Russian."""
PEOPLE: Final = Noun("people", "people", part=None, plural=True, size=1)
PERSON: Final = Noun("people", "people", part=None, plural=False, size=1)
STRIKES: Final = Noun("other", "none", part=None, plural=True, size=1)
"""Hits and strikes, which are no number of what was hit."""
_OF_SEVERAL: Final = ("object", "buildings", "settlements", "people")
"""Families of what one is told to be of."""
_NAMED: Final = 10
"""Fewest tokens from what was named to the number of "а их 17" that are too far."""
_ADJECTIVES: Final = 5
"""Most words between a figure and its noun."""
QUOTES: Final = frozenset("«»\"“”„'‘’")
_NO_PERSONS: Final = (
    *ADJECTIVAL,
    "ли",
    "лись",
    "лися",
    "ут",
    "ют",
    "ят",
    "ат",
    "уть",
    "ють",
    "ять",
    "ать",
    "ться",
    "тся",
)
"""Endings of adjectives and verbs."""
_PRESENT: Final = ("оят", "ются", "утся", "атся", "ятся", "ают", "яют", "оять", "ються", "уться", "ають", "яють")
"""Endings of verbs of several, in Russian and Ukrainian, with which a noun hardly ends."""
_OF_THINGS: Final = (
    "льна", "льну", "льне", "льні", "льної", "цева", "цеву", "цеве", "цеві", "кова", "кову", "кове", "кові",
)  # fmt: skip
"""Endings of Ukrainian adjectives that stand for a person when no thing stands behind them."""
_AGENTS: Final = ("ики", "дники", "івці", "овцы", "рные", "рачи", "тели", "ежні", "ікарі", "хожие", "хожі")
"""Endings of those who mend or rescue, in the nominative."""
_OBLIQUE: Final = ("ох", "ьох", "оих", "верых", "рех")
"""Endings of two, three and four, in the genitive."""
_NOMINATIVE: Final = ("и", "і", "ї", "а", "я", "о", "е", "ы", "у", "ю")
"""Endings of nouns that are not in the genitive of several."""
_BY_THEM: Final = ("ами", "ями", "ом", "ем", "єм")
"""Endings of those by whom it was launched, in Ukrainian and Russian."""
_BY_LAND: Final = ("ссией", "осією")
"""Endings of the land by which it was."""
_OWNERS: Final = (
    (("ий", "ый"), ("а", "я", "у", "ю", "ы", "и", "і", "ї", "ого", "его", "ой", "ої")),
    (("ая", "яя"), ("ы", "и", "ого", "его", "ой", "ей")),
    (("их", "ых", "им", "ым", "ими", "ыми"), ("а", "я", "ы", "и", "у", "ю", "ого", "его", "ой", "ої")),
)
"""Endings of persons, and of what stands behind in the genitive, in Ukrainian and Russian."""
ANY_BUILDING: Final = "building"
"""Unit of a building of which nothing tells what it is for."""
_DWELLERS: Final = (
    *("цев", "цам", "ців", "цям", "чан", "чанам", "щан", "щанам", "жан", "жанам"),
    *("'ян", "'янам", "вян", "вянам", "лян", "лянам", "рян", "рянам"),
)
"""Endings of the names of a town's people where many are told."""


def behind_size(scan: Scan, at: int) -> int:
    """ "A 110 kV substation", "three 40 tonne trucks": behind what says how large a thing is; where none does, here."""
    tokens = scan.tokens
    if not scan.lexicon.articles or tokens[at].kind != NUMBER:
        return at
    end = at + 1
    while end < len(tokens) and tokens[end].says("sizes"):
        end += 1
    noun = end if end in scan.nouns else end + 1  # "a 300 sq m grain warehouse"
    thing = noun in scan.nouns and scan.nouns[noun][1][0].is_thing and (noun == end or scan.is_plain(end))
    return end if end > at + 1 and thing else at


@final
class Nouns:
    """Finds the nouns that the numbers of one sentence count."""

    def __init__(self, scan: Scan, age_at: dict[int, Ages]) -> None:
        """`age_at`: ages by their first token."""
        self._scan = scan
        self._tokens = scan.tokens
        self._lexicon = scan.lexicon
        self._age_at = age_at

    def find(self, figure: Figure, at: int) -> None:
        """Look behind the number for what it counts, over adjectives, ages and "damaged"."""
        scan, lexicon, tokens = self._scan, self._lexicon, self._tokens
        out_of = False
        for _ in range(_ADJECTIVES + 1):
            ages = self._age_at.get(at)
            if ages is not None:
                figure.ages += ages.years
                at = ages.end
            if at >= len(tokens):
                return
            at = behind_size(scan, at)
            found = scan.nouns.get(at)
            if found is not None:
                figure.nouns, figure.end = found[1], found[0]
                self.owned(figure)
                if tokens[at - 1].says("ordinals") and not of_its_own_place(scan, figure.start):
                    self._one_of_a_row(figure)
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
                self._of_harmed(figure, at + 1)
                at, out_of = at + past, True
                continue
            if at in scan.blocked and lexicon.articles and self._behind_name(at) in scan.nouns:
                at = self._behind_name(at)  # "9,700 Voznesensk customers"
                continue
            if at in scan.predicates or scan.role_of(at) == "piece":
                self._inner(figure, at)
                return
            if token.norm in scan.young:
                figure.young = True
            opens = token.kind == MARK and token.text in QUOTES
            modifies = token.norm.endswith(ADJECTIVAL) and (token.text[0].islower() or at + 1 in scan.nouns)
            named = at in scan.blocked and not modifies
            stops = token.says("stops") or named or at in scan.roles_at  # "71 тысяче одесских семей"
            stops = stops or (out_of and token.norm in lexicon.numbers)  # "two of the three people": told by itself
            if token.kind == NUMBER or (token.kind == MARK and not opens) or stops:
                return
            at += 1

    def _one_of_a_row(self, figure: Figure) -> None:
        """ "A fifth victim": which one, not how many; "a second body" is one more."""
        if figure.nouns[0].family == "people":
            figure.nouns = (STRIKES,)
        elif figure.nouns[0].family == "bodies":
            figure.more = True

    def are_agents(self, figure: Figure, value: int) -> bool:
        """ "8 тисяч енергетики заживили": behind five and more stands the genitive, so they did it."""
        people = figure.family == "people" and not self._lexicon.articles
        few = value % 10 in (2, 3, 4) and value % 100 not in (12, 13, 14)
        if not people or (few and not self._tokens[figure.start].norm.endswith(_OBLIQUE)):
            return False  # "чотирьох з них рятувальники зняли": those who did it all the same
        return self._tokens[figure.end - 1].norm.endswith(_AGENTS)

    def _behind_name(self, at: int) -> int:
        """Behind the words of a place's name."""
        while at in self._scan.blocked:
            at += 1
        return at

    def _past_owner(self, at: int) -> int:
        """How many tokens to pass in "one of its power plants", "одна из школ"; 0 where none."""
        tokens = self._tokens
        if not tokens[at].says("of") or at + 1 >= len(tokens):
            return 0
        if tokens[at + 1].says("its") or tokens[at + 1].says("articles"):
            return 2
        return 1 if self._of_several(at + 1) else 0

    def _of_harmed(self, figure: Figure, at: int) -> None:
        """ "One of the wounded being a boy of nine": "the wounded", and no noun behind it."""
        end, told = self._scan.predicates.get(at, (at, ()))
        people = self._lexicon.articles and any(p.families[0] == "people" for p in told)
        if people and end not in self._scan.nouns and self._tokens[at].says("articles"):
            figure.among, figure.inner = True, at

    def _of_several(self, at: int) -> bool:
        """Several objects or villages are named here: what one of them is, is told."""
        found = self._scan.nouns.get(at)
        return found is not None and found[1][0].plural and found[1][0].family in _OF_SEVERAL

    def _inner(self, figure: Figure, at: int) -> None:
        """ "Three damaged houses", "5 поранених людей"."""
        end, predicates = self._scan.predicates.get(at, (at + 1, ()))  # "nine floors of a block" are no predicate
        if self._lexicon.articles and self._tokens[end - 1].says("agents"):
            return  # "nine were struck by drones": they are none
        describes = self._tokens[end - 1].norm.endswith(ADJECTIVAL)  # "14 атакованных подстанций"
        if (all(p.kind == "attack" for p in predicates) and not describes) or self._one_downed(figure, end):
            figure.nouns = (STRIKES,)  # "five strikes on a substation" are no five substations
            return
        if predicates and predicates[0].is_supply and self._tokens[end - 1].says("waits"):
            return  # "ещё 120 ждут ремонтников"
        if describes and not self._lexicon.articles:
            end = self._behind_where(self._behind_where(end))  # "сбитых за ночь над областью дронов"
        if end < len(self._tokens) and self._tokens[end].text in QUOTES:
            end += 1  # "п'ять збитих «шахедів»"
        found = self._scan.nouns.get(end)
        plain = found is None and end < len(self._tokens) and self._scan.is_plain(end)
        if plain and (self._lexicon.articles or self._tokens[end].norm.endswith(ADJECTIVAL)):  # no "чекають на допуск"
            found = self._scan.nouns.get(end + 1)
        if found is None:
            return
        nouns = tuple(n for n in found[1] if any(n.family in p.families for p in predicates))
        if self._tokens[at - 2].says("of") and predicates and predicates[0].families[0] == "people":
            figure.among = True  # "11 of the injured being children"
        if nouns:
            figure.nouns, figure.end, figure.inner = nouns, found[0], at
        elif found[1][0].family == "customers" and predicates and predicates[0].families[0] == "people":
            figure.nouns, figure.end = (STRIKES,), found[0]  # "350 постраждалих родин" are no 350 wounded

    def _behind_where(self, at: int) -> int:
        """ "15 запущенных по региону «Шахедов»", "188 запущених за ніч дронів": past where and when it was."""
        if at < len(self._tokens) and self._is_agent(at):
            return self._behind_where(at + 1)  # "176 запущенных россиянами дронов"
        end, what = self._scan.role_at.get(at, (at, ""))
        first = at + (at < len(self._tokens) and self._scan.is_small(at))
        timed = next((timing.end for timing in self._scan.timings if at <= timing.start <= first), at)
        if timed > at:
            return timed
        if what in ("region_wide", "in_city", "at_country"):
            return end
        behind = self._scan.behind_place(at)
        return behind + (at < behind < len(self._tokens) and self._is_agent(behind))

    def _is_agent(self, at: int) -> bool:
        """ "Россиянами", "ворогом", "Россией": by whom it was launched, in one word."""
        named = at in self._scan.blocked and self._tokens[at].norm.endswith(_BY_LAND)
        known = self._scan.role_at.get(at, (0, "")) == (at + 1, "attack") and self._tokens[at].norm.endswith(_BY_THEM)
        return named or known

    def _one_downed(self, figure: Figure, at: int) -> bool:
        """ "A downed drone fell on a school": told for what it did, it is no tally."""
        found, said = self._scan.nouns.get(at), self._tokens[figure.start]
        one = said.kind == WORD or said.text == "1"  # "131 збитий дрон" are many
        if not one or found is None or found[1][0].family != "weapon" or found[1][0].plural:
            return False
        return found[0] < len(self._tokens) and self._tokens[found[0]].kind != MARK  # "Волинь: 1 збитий дрон."

    def owned(self, figure: Figure) -> None:
        """Past a noun that only says which: "members of the crew", a noun in the genitive is not followed."""
        quoted = figure.end < len(self._tokens) and self._tokens[figure.end].text in QUOTES
        nxt = self._scan.nouns.get(figure.end + quoted)
        if nxt is None:
            return
        quoted = quoted and not (figure.counted and self._is_possessive(figure.end))  # "three energy workers' vehicles"
        adjective = self._tokens[figure.end - 1].norm.endswith(ADJECTIVAL) and not quoted
        adjective = adjective and not (nxt[1][0].is_thing and self._has_owner(figure))
        if figure.family == "people" and nxt[1][0].is_thing:
            adjective = adjective or (quoted and self._tokens[figure.end - 1].norm.endswith(ADJECTIVAL))  # «Ниву»
            adjective = adjective or self._tokens[figure.end - 1].norm.endswith(_OF_THINGS)  # "цивільну автівку"
        adjective = adjective or nxt[1][0].family == figure.nouns[0].family == "weapon"
        if nxt[1][0].family == "none" and figure.family:
            adjective = False  # "двоє поліцейських підрозділу", "18 котельных города"
        houses = figure.nouns[0].unit == ANY_BUILDING and nxt[1][0].is_thing and not figure.counted
        if (self._lexicon.articles and not quoted) or adjective or houses:  # "будівлю школи" is a school
            figure.nouns, figure.end = nxt[1], nxt[0]  # "school bus", "130 цивільних суден": the last noun counts

    def _has_owner(self, figure: Figure) -> bool:
        """ "Рабочий завода", "заведующая гражданской больницы": a person, and the genitive of what is behind."""
        if figure.family != "people" or self._lexicon.articles:
            return False
        person, thing = self._tokens[figure.end - 1].norm, self._tokens[figure.end].norm
        return any(person.endswith(one) and thing.endswith(owner) for one, owner in _OWNERS)

    def _is_possessive(self, at: int) -> bool:
        """An apostrophe right behind the "s" of several."""
        word = self._tokens[at - 1]
        return self._lexicon.articles and word.norm.endswith("s") and word.end == self._tokens[at].start

    # -- where no noun of the lexicon stands behind it -----------------------------------------------------------------

    def otherwise(self, figure: Figure, start: int) -> tuple[Noun, ...]:
        """What a number without a noun behind it counts: what heads it, or a town's people."""
        named = self._headed_by(start, figure.end) or self._just_named(start) or self._told_before(start)
        return named or self._part_behind(start, figure.end) or self._dwellers(figure)

    def _part_behind(self, start: int, end: int) -> tuple[Noun, ...]:
        """ "Раненых 11, детей трое": who of them there are three of, between two marks."""
        behind = self._tokens[end] if end < len(self._tokens) else None
        closed = behind is None or behind.kind == MARK or behind.says("and")
        if self._lexicon.articles or start < 2 or not closed:
            return ()
        found = self._scan.nouns.get(start - 1)
        led = self._tokens[start - 2].text == "," or self._tokens[start - 2].says("and")
        part = led and found is not None and found[0] == start and found[1][0].plural and found[1][0].part is not None
        return found[1] if part and found is not None else ()

    def _just_named(self, start: int) -> tuple[Noun, ...]:
        """ "В сёлах громады, а их 17, погас свет": how many of what the clause has named there are."""
        tokens = self._tokens
        led = start > 2 and tokens[start - 3].text == "," and tokens[start - 2].says("contrasts")
        if not led or not tokens[start - 1].says("its"):
            return ()
        before = (
            self._scan.nouns[n][1] for n in range(start - 4, max(-1, start - _NAMED), -1) if n in self._scan.nouns
        )
        return next((nouns for nouns in before if nouns[0].plural and nouns[0].family != "none"), ())

    def _headed_by(self, start: int, end: int) -> tuple[Noun, ...]:
        """ "Drones – 150 launched", "cars: 5", "patients (more than 200) were moved": the plural before the mark."""
        if start < 2:
            return ()
        opened, closed = self._tokens[start - 1].text, self._tokens[end].text if end < len(self._tokens) else ""
        bracketed = opened == "(" and closed == ")" and end + 1 in self._scan.predicates
        if opened not in ":–—-" and not bracketed:
            return ()
        heads = {start - 1}
        if self._lexicon.articles and self._tokens[start - 1].text == ":":  # "Houses damaged: 12 in Nikopol"
            heads.update(n for n in range(max(0, start - 4), start) if self._scan.ends(n, start - 1))
        found = next((nouns for end, nouns in self._scan.nouns.values() if end in heads), ())
        if not found or not found[0].plural or found[0].family == "none":
            return ()
        told = self._scan.predicates.get(end)  # "three bombs: two killed": said of others
        return found if told is None or any(found[0].family in p.families for p in told[1]) else ()

    def _told_before(self, start: int) -> tuple[Noun, ...]:
        """ "Шкіл пошкоджено вісім": a noun in the genitive opens the clause, and the word told of it stands between."""
        told = [n for n in range(max(0, start - 3), start) if n in self._scan.predicates]
        if self._lexicon.articles or not told or self._scan.predicates[told[0]][0] != start:
            return ()
        at = next((n for n in range(max(0, told[0] - 3), told[0]) if self._scan.nouns.get(n, (0,))[0] == told[0]), -1)
        opens = at == 0 or (at > 0 and (self._tokens[at - 1].kind == MARK))
        if not opens or self._tokens[told[0] - 1].norm.endswith(_NOMINATIVE):
            return ()
        found = self._scan.nouns[at][1]
        return found if found[0].plural and found[0].is_thing else ()

    def _dwellers(self, figure: Figure) -> tuple[Noun, ...]:
        """ "Без воды 21 тысяча конотопцев": where supplies are spoken of, the name of a town's people."""
        at = figure.end
        if not self._scan.resources or at >= len(self._tokens) or not self._scan.is_plain(at):
            return ()
        if not self._tokens[at].norm.endswith(_DWELLERS):
            return ()
        figure.end += 1
        return (PEOPLE,)

    def is_aged(self, figure: Figure, at: int) -> bool:
        """ "A 60-year-old was hurt": the age stands for the person, unless it describes a word that is not known."""
        ages = self._age_at.get(at)
        if ages is None or not self._tokens[ages.end - 1].norm.endswith("-old"):
            return False
        figure.end = ages.end
        if ages.end >= len(self._tokens) or not self._scan.is_plain(ages.end):
            return True
        told = self._scan.predicates
        figure.end += 1  # "killing a 47-year-old typesetter"
        at = figure.end + (figure.end < len(self._tokens) and self._scan.is_small(figure.end))
        befell = [p for end, found in told.values() if end == figure.start for p in found] or told.get(at, (0, ()))[1]
        return bool(befell) and all(p.families[0] == "people" for p in befell)

    def take_persons(self, figure: Figure) -> None:
        """ "Двое кинологов": such a numeral counts persons only, whatever they are."""
        at = figure.end
        at += at < len(self._tokens) and self._tokens[at].says("its")  # "двоє його побратимів"
        if self.is_strange(at) and not self._tokens[at].norm.endswith(_NO_PERSONS):
            figure.nouns, figure.end = (PEOPLE,), at + 1

    def is_strange(self, at: int) -> bool:
        """ "100 голів худоби": a noun that no lexicon has, so the figure is not of people or customers."""
        if at >= len(self._tokens) or at in self._scan.blocked or not self._scan.is_plain(at):
            return False
        if self._tokens[at].says("waits") or self._tokens[at].says("beside"):
            return False  # "ще 3 800 чекають", "ще шість поруч пошкоджено"
        if self._tokens[at].says("neighbours"):
            closed = at + 1 >= len(self._tokens) or self._tokens[at + 1].kind == MARK
            return not (closed or at + 1 in self._scan.predicates)  # "зруйновано дім, п'ять сусідніх пошкоджено"
        if at + 1 in self._scan.predicates and self._tokens[at].norm.endswith((*ADJECTIVAL, *_PRESENT)):
            return False  # "четверо новых пострадавших", "с десяток стоят без стёкол"
        listed = at + 2 < len(self._tokens) and self._tokens[at + 1].says("and")
        return not (listed and numeral(self._tokens, at + 2, self._lexicon) is not None)  # "3 870 побутових та 162 …"
