"""What is only named, with no number: "загинула жінка", "the railway hub", "the owner's body".

Some of it is one, and some at least one; of the rest nobody can say how many, so it is no figure.
"""

from typing import Final

from service.core.reading.ages import Ages
from service.core.reading.figures import qualifiers
from service.core.reading.figures.figure import Figure
from service.core.reading.figures.nouns import ADJECTIVAL, PEOPLE, PERSON, QUOTES, Nouns
from service.core.reading.figures.persons import describe, is_determined, person
from service.core.reading.figures.struck import is_hit
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK, NUMBER, WORD
from service.core.reading.words import Noun

_UNNAMED: Final = frozenset({"facility", "infrastructure"})
"""Units of things that nobody says what they are."""
_STOOD: Final = frozenset({"stood_in", "near"})
_ANY_WEAPON: Final = "weapon"
"""Unit of what is told without its kind: "targets"."""
_KINDS: Final = 8
"""Most tokens from "of the kind" to the last of the kinds."""
_BETWEEN: Final = ("grounds", "articles", "prepositions")
_FELL_NEAR: Final = 6
"""Most tokens of "fell near", which holds the preposition itself."""
_ON_THE_WAY: Final = 4
"""Most tokens from "on his way" to where he goes."""
_DESCRIBED: Final = 6
"""Most tokens from where something stood back to what did: "cars at the former bread factory"."""
_WITH: Final = ("ом", "ем", "єм", "ою", "ею", "ой", "ей", "ами", "ями")
"""Endings of what something is done with, in Ukrainian and Russian."""
_GENITIVE: Final = ("ої", "ого", "их", "іх", "ой", "его", "ых")
"""Endings of adjectives in the genitive, in Ukrainian and Russian."""


def named(scan: Scan, nouns: Nouns, age_at: dict[int, Ages], at: int, last: Figure | None) -> Figure | None:
    """The figure that a word stands for by itself; `last` is the figure before it."""
    token = scan.tokens[at]
    more = last.nouns if last is not None and _is_one_more(scan, at, last) else ()
    numbered = token.says("ordinals") or token.says("which_one")
    if more or (
        numbered
        and (
            befell(scan, at + 1)
            or _fate_behind_dash(scan, at + 1)
            or _was(scan, at)
            or _closes_clause(scan, age_at, at)
        )
    ):
        return Figure(at, at + 1, 1, 1, 1, qualifiers.EXACT, more or (PEOPLE,), counted=False, single=not more)
    found = scan.nouns.get(at)
    if found is None or at in scan.blocked or _says_where(scan, at, found[0]) or _is_no_thing(scan, at, found[1][0]):
        return None
    end, means = found
    first = means[0]
    figure = Figure(at, end, None, None, None, qualifiers.EXACT, means, counted=False)
    nouns.owned(figure)
    if figure.nouns[0].family == "people":
        first = figure.nouns[0]  # "the night guard"
    if first.family in ("people", "bodies"):
        return person(scan, age_at, figure, last) if first.family == "people" else _body(scan, figure)
    way = at > 0 and scan.tokens[at - 1].says("going")  # "went home", "on her way home"
    adverb = token.says("adverbial") and (way or not is_determined(scan, at))
    aside = _modifies(scan, at) or adverb or stood(scan, at) or _has_yard(scan, at)
    if any(noun.is_thing for noun in means) and (not aside or _is_struck(scan, end)):
        figure.low, figure.best, figure.qualifier = 1, 1, qualifiers.AT_LEAST
        known = first.plural and first.unit not in _UNNAMED  # "after critical facilities were hit": of no kind
        figure.struck = known and is_hit(scan, at, end)
        return figure
    if first.family == "weapon" and not first.plural and not scan.lexicon.articles and not _is_kind(scan, at, last):
        figure.low = figure.best = figure.high = 1
        return figure
    return None


def _is_kind(scan: Scan, at: int, last: Figure | None) -> bool:
    """ "19 цілей типу «шахед» і «герань»", "19 БпЛА «Герань»": of which kind those are that were just counted."""
    several = last if last is not None and last.counted and last.family == "weapon" else None
    if not _behind_kind_word(scan, at):
        return several is not None and several.end == at and scan.tokens[at].text in QUOTES
    if several is not None and several.nouns[0].unit == _ANY_WEAPON:
        kind = scan.nouns[at][1][0]
        several.nouns = (Noun(kind.unit, kind.family, None, plural=True, size=1),)
    return True


def _behind_kind_word(scan: Scan, at: int) -> bool:
    """ "Типу «шахед» і «герань»": nothing but weapons and what joins and quotes them stands between."""
    tokens = scan.tokens
    for n in range(at - 1, max(0, at - _KINDS) - 1, -1):
        if tokens[n].says("kind_words"):
            return True
        quoted = tokens[n].text in QUOTES or tokens[n + 1].text in QUOTES
        joins = tokens[n].text == "," or tokens[n].says("and")
        weapon = n + 1 in scan.noun_ends and scan.noun_ends[n + 1][0].family == "weapon"
        if not (quoted or joins or weapon):
            return False
    return False


def _is_no_thing(scan: Scan, at: int, noun: Noun) -> bool:
    """ "Половина квартир" is a share of them; "водій Іван Коваль": a trade with a capital is somebody's name."""
    if _is_shared(scan, at) or _is_piece(scan, at):
        return True
    token, before = scan.tokens[at], scan.tokens[at - 1]
    if noun.family != "people" or not at or scan.lexicon.articles or not token.capital or token.text.isupper():
        return False
    return before.kind == WORD


def _is_struck(scan: Scan, end: int) -> bool:
    """ "Мешканка будинку, куди влучив дрон", "біля школи, у яку прилетіло": right behind it is told what befell it."""
    behind = end + 1 < len(scan.tokens) and scan.tokens[end].text == "," and end + 1 in scan.predicates
    return behind and scan.leads_there(end + 1)


def stood(scan: Scan, at: int) -> bool:
    """ "Автомобілі на території підприємства", "sheds near a school": where that stood which was just told."""
    tokens, told = scan.tokens, False
    if scan.lexicon.articles:
        at -= at > 0 and (tokens[at - 1].says("articles") or tokens[at - 1].says("its"))
        if _is_bound_there(scan, at):
            return True
    if at > 1 and tokens[at - 1].norm[0] == "-" and tokens[at - 2].kind == NUMBER:
        at -= 2  # "біля 21-го ліцею"
    first = at - 1
    while first > 0 and first in scan.blocked and not scan.lexicon.articles:
        first -= 1  # "поблизу Роменської лікарні"
    if first >= 0 and tokens[first].says("near" if scan.lexicon.articles else "beside"):
        return not scan.lexicon.articles or scan.ending_at(at, _FELL_NEAR) < 0  # "на парковке у рынка"; "fell near"
    if first > 1 and tokens[first].says("metres_from") and scan.is_number(first - 2):
        return True  # "в 50 метрах от школы"
    for back in range(at - 1, max(-1, at - _DESCRIBED), -1):
        before = scan.noun_ends.get(back + 1)
        if before is not None:
            beside = back > 0 and tokens[back - 1].says("beside")  # "возле вокзала в домах выбиты окна"
            return told and not beside and any(noun.is_thing for noun in before)
        prepended = not _STOOD.isdisjoint(tokens[back].groups)
        if not (prepended or scan.is_plain(back) or any(tokens[back].says(name) for name in _BETWEEN)):
            return False
        told = told or prepended
    return False


def _is_bound_there(scan: Scan, at: int) -> bool:
    """ "Killed two men waiting for a bus", "on her way home from school": where somebody went."""
    tokens = scan.tokens
    if at < 1 or not tokens[at - 1].says("bound"):
        return False
    back = range(at - 2, max(-1, at - 2 - _ON_THE_WAY), -1)
    lead = next((n for n in back if not tokens[n].says("onward")), -1)
    return lead >= 0 and tokens[lead].says("going") and scan.ending_at(at, _FELL_NEAR) < 0  # "flying into a house"


def _has_yard(scan: Scan, at: int) -> bool:
    """ "Уламки впали у дворі висотки", "debris fell in the courtyard of a school": in whose yard, and it stands."""
    tokens, at = scan.tokens, at - 1
    while at > 0 and (tokens[at].says("of") or tokens[at].says("articles")):
        at -= 1
    return at >= 0 and tokens[at].says("yards")


def _says_where(scan: Scan, at: int, end: int) -> bool:
    """ "Moored at berth 9": which of them stands behind, so it tells where something was."""
    numbered = at > 0 and end < len(scan.tokens) and scan.tokens[end].kind == NUMBER
    first = scan.tokens[at - 1]
    return numbered and scan.tokens[end - 1].says("labels") and first.says("located") and not first.says("of")


def _is_piece(scan: Scan, at: int) -> bool:
    """ "Обвалився під'їзд житлового будинку": a piece of the house that stands behind, and not one more house."""
    if scan.role_of(at) != "piece":
        return False
    end = scan.role_at[at][0]
    while end < len(scan.tokens) and scan.tokens[end].norm.endswith(_GENITIVE) and scan.is_plain(end):
        end += 1
    behind = scan.nouns.get(end)
    return behind is not None and behind[1][0].is_thing


def _is_shared(scan: Scan, at: int) -> bool:
    """ "60% домов", "половина квартир": a share of them, and nobody says of how many."""
    before = scan.tokens[at - 1] if at else None
    return before is not None and (before.text == "%" or before.says("shares"))


def stranger(scan: Scan, age_at: dict[int, Ages], at: int) -> Figure:
    """One person whom no lexicon names."""
    figure = Figure(at, at + 1, 1, 1, 1, qualifiers.EXACT, (PERSON,), counted=False)
    before = scan.age_ends.get(at + 1)
    figure.ages += before.years if before is not None else ()  # "загинув 16-річний"
    describe(scan, age_at, figure, article=False)
    return figure


def befell(scan: Scan, at: int) -> bool:
    """ "Четвертий помер": right behind the word that stands for a person is a verb of what happened to persons."""
    found = scan.predicates.get(at)
    verb = found is not None and not scan.tokens[at].norm.endswith(ADJECTIVAL)
    return verb and found is not None and any(p.families[0] == "people" and not p.kind for p in found[1])


def _is_one_more(scan: Scan, at: int, last: Figure) -> bool:
    """ "Пять домов повреждены, шестой сгорел", "five houses were damaged and a sixth burned down"."""
    which = scan.tokens[at].says("ordinals") or scan.tokens[at].says("which_one")
    if not which or not last.counted or not last.is_thing:
        return False
    passive = at + 1 < len(scan.tokens) and scan.tokens[at + 1].says("passive")
    found = scan.predicates.get(at + 1) or (scan.predicates.get(at + 2) if passive else None)
    verb = found is not None and not scan.tokens[at + 1].norm.endswith(ADJECTIVAL)
    return verb and found is not None and any(p.is_damage and not p.kind for p in found[1])


def _was(scan: Scan, at: int) -> bool:
    """ "Two were killed and a third was hurt"."""
    passive = at + 1 < len(scan.tokens) and scan.tokens[at + 1].says("passive")
    return passive and at > 0 and scan.tokens[at - 1].says("articles") and befell(scan, at + 2)


def _closes_clause(scan: Scan, age_at: dict[int, Ages], at: int) -> bool:
    """ "Двоє загинули, третій поранений", "…, третього, 44-річного, оперують": one more, and how he is."""
    tokens, start = scan.tokens, at + 1
    if at < 1 or tokens[at - 1].text != ",":
        return False
    ages = age_at.get(start + 1)
    aged = ages is not None and tokens[start].text == "," and tokens[min(ages.end, len(tokens) - 1)].text == ","
    start = ages.end + 1 if aged and ages is not None else start
    end, told = scan.predicates.get(start, (0, ()))
    people = any(p.families[0] == "people" for p in told)
    return people and (aged or end >= len(tokens) or tokens[end].kind == MARK)


def _fate_behind_dash(scan: Scan, at: int) -> bool:
    """ "Одного знайшли живим, другого — мертвим": behind the dash what became of the second."""
    dashed = at < len(scan.tokens) and scan.tokens[at].text in DASHES
    found = scan.predicates.get(at + 1) if dashed else None
    return found is not None and any(p.families[0] == "people" and not p.kind for p in found[1])


def _body(scan: Scan, figure: Figure) -> Figure | None:
    """ "The owner's body was found"."""
    before = scan.tokens[figure.start - 1].norm if figure.start else ""
    if figure.nouns[0].plural or not before.endswith("'s"):
        return None
    figure.low = figure.best = figure.high = 1
    figure.counted = figure.single = True
    return figure


def _modifies(scan: Scan, at: int) -> bool:
    """A noun behind another, in the genitive, maybe with adjectives: "цех меблевої фабрики"."""
    if scan.lexicon.articles:
        return False
    while at > 1 and scan.tokens[at - 1].norm.endswith(_GENITIVE) and scan.is_plain(at - 1):
        at -= 1
    at -= at > 1 and scan.tokens[at - 1].text in '«"“'  # "две машины «Новой почты»"
    floor = at > 0 and scan.role_of(at - 1) == "piece"  # "третий этаж больницы" is of the hospital
    before = scan.noun_ends.get(at, ())
    struck = scan.ending_at(at, 1)
    opens = struck == 0 or (struck > 0 and scan.tokens[struck - 1].kind == MARK)  # "Обстріл ринку в Херсоні: …"
    opens = opens or (struck > 0 and scan.tokens[struck].says("shellings"))  # "после обстрела котельной"
    if opens and any(p.kind == "attack" and p.side == "before" for p in scan.predicates[struck][1]):
        return False
    armed = bool(before) and before[0].family == "weapon" and scan.tokens[at - 1].norm.endswith(_WITH)
    return bool(before) and not floor and not armed  # "атакували дроном автобус"
