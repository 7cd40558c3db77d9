"""Values: the number that stands at a token, in digits, words, or phrases of the lexicon.

"Twelve" and "a dozen" are 12, "dozens" is vague, "between 40 and 45" is a range; "fell from 90 to 12 thousand" is what
it has come to.
"""

from typing import Final, final

from service.core.reading.figures import qualifiers
from service.core.reading.numerals import Numeral, number, numeral
from service.core.reading.scan import Scan
from service.core.reading.text import WORD
from service.core.reading.words import Predicate

_OF_ONE: Final = (qualifiers.AT_LEAST, qualifiers.MORE_THAN, qualifiers.ABOUT, qualifiers.AT_MOST)
"""Hedges with the genitive behind them."""
_SAID_OF: Final = 8
"""Most tokens between "has fallen" and "from … to"."""
_FALLEN_OF: Final = 20
"""The same where it fell."""
_TENS: Final = 100
"""From here on a number behind "thousands" is added to them."""
_BODY: Final = 4
"""Most tokens of "found the body of"."""
_RANKED: Final = 3
"""Most tokens from "the sixth person" to "die"."""


@final
class Value:
    """A number or a range; `end` is behind its last token."""

    __slots__ = ("article", "changed", "end", "high", "lone", "low", "turned", "vague")

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
        turned: bool = False,
    ) -> None:
        self.end = end
        self.low = low
        self.high = high
        self.vague = vague
        self.article = article
        self.lone = lone
        self.changed = changed
        self.turned = turned
        """What it counts, or counts in, stands before it: "человек двадцать", "десятка полтора"."""


def value_at(scan: Scan, at: int, hedge: str | None = None) -> Value | None:
    """The value that begins at a token; "a" and "the" belong to it. `hedge`: what the words before it say of it."""
    tokens, lexicon = scan.tokens, scan.lexicon
    said = _turned(scan, at) or _said(scan, at, hedge)
    if said is not None:
        return said
    token = tokens[at]
    if token.kind == WORD and token.says("articles"):
        found = numeral(tokens, at + 1, lexicon) if at + 1 < len(tokens) else None
        vague = scan.vague.get(at + 1)
        if vague is not None:
            return Value(vague[0], vague[1], vague[1], vague=True)
        if found is not None and (found.lone or token.norm == "the"):
            return _of_number(found)
        return Value(at + 1, 1, 1, article=True) if token.says("ones") else None
    found = numeral(tokens, at, lexicon)
    if found is None:
        return _changed(scan, at) if token.says("change_from") else None
    by = number(tokens, at, lexicon) if found.low != found.high and rises_by(scan, at) else None
    return Value(by[0], by[1], by[1]) if by is not None else _of_number(found)  # "rose by 5 to 23": no range


def _turned(scan: Scan, at: int) -> Value | None:
    """ "Человек двадцать", "десятка полтора домов", "тисяч п'ять": turned round, a number is about what it says."""
    tokens, lexicon = scan.tokens, scan.lexicon
    if not tokens[at].says("counted_before") or at + 1 >= len(tokens) or at + 1 in scan.aged:
        return None
    factor, times = lexicon.multipliers.get(tokens[at].norm), lexicon.numbers.get(tokens[at + 1].norm)
    if factor is not None:
        behind = tokens[at + 2].norm if at + 2 < len(tokens) else ""
        if times is None or not 1 < times < _TENS or behind in lexicon.numbers:
            return None  # "тысячи ста тридцати" are 1,130
        value = factor * times
        return Value(at + 2, int(value), int(value), turned=True) if value.is_integer() else None
    found = number(tokens, at + 1, lexicon) if times is not None and times > 1 else None
    if found is None or found[0] in scan.nouns or tokens[at + 1].says("collective"):
        return None
    return Value(found[0], found[1], found[1], turned=True)


def _of_number(found: Numeral) -> Value:
    """What digits or number words say."""
    return Value(found.end, found.low, found.high, lone=found.lone)


def _said(scan: Scan, at: int, hedge: str | None) -> Value | None:
    """A value that the lexicon has as a phrase."""
    if not scan.vague and not scan.whole:
        return None  # as in most sentences
    vague, whole = scan.vague.get(at), scan.whole.get(at)
    if vague is not None and not _goes_on(scan, at, vague[0]) and not _is_one(scan, at, vague[0], hedge):
        return Value(vague[0], vague[1], vague[1], vague=True)
    if whole is None:
        return None
    if _ranks(scan, at, whole[0]):
        return Value(whole[0], int(whole[1]), int(whole[1]))
    third = scan.lexicon.articles and of_its_own_place(scan, at)  # "… A third person was killed in Konotop"
    return Value(whole[0], 1, 1) if third else None


def _is_one(scan: Scan, at: int, end: int, hedge: str | None) -> bool:
    """ "Более тысячи абонентов", "близько сотні": behind such words it is one thousand, in the genitive."""
    alone = end == at + 1 and scan.tokens[at].norm in scan.lexicon.multipliers
    return alone and hedge in _OF_ONE


def _goes_on(scan: Scan, at: int, end: int) -> bool:
    """ "У тисячі ста тридцяти будинках": a number that begins with the word for "thousands"."""
    if end >= len(scan.tokens) or scan.tokens[end].norm not in scan.lexicon.numbers:
        return False
    found = number(scan.tokens, at, scan.lexicon)
    return found is not None and found[0] > end


def _ranks(scan: Scan, start: int, end: int) -> bool:
    """ "The sixth person to die", "Загинула третя людина": a rank tells the toll; at a place of its own none."""
    tokens = scan.tokens
    if start in scan.predicates:
        return True  # "третя жертва"
    if start not in scan.nouns and not any(tokens[n].says("ordinals") for n in range(start, end)):
        return True
    found = next((p for n in range(end, end + _RANKED) if (p := scan.predicates.get(n))), None)
    died = _kills(found[1]) if found is not None else _died_before(scan, start)
    body = scan.ending_at(start, _BODY)  # "the body of a third victim has been found", "нашли тело третьего человека"
    died = died or (body >= 0 and all(p.measure == "killed" for p in scan.predicates[body][1]))
    died = died or (start in scan.noun_ends and scan.noun_ends[start][0].family == "bodies")
    led = end < len(tokens) and tokens[end].says("rank_led")
    return died and (led or not of_its_own_place(scan, start))


def _kills(predicates: tuple[Predicate, ...]) -> bool:
    return all(p.measure == "killed" and not p.kind for p in predicates)


def _died_before(scan: Scan, start: int) -> bool:
    """ "У лікарні померла вже третя людина": what stands before, with small words between."""
    at = start
    while at > 0 and at not in scan.noun_ends and scan.is_small(at - 1) and not scan.ending_at(at, _BODY) >= 0:
        at -= 1
    verb = scan.ending_at(at, _BODY)
    return verb >= 0 and not scan.lexicon.articles and _kills(scan.predicates[verb][1])


def of_its_own_place(scan: Scan, start: int) -> bool:
    """ "Two died in Sumy, and a third person was killed in Konotop": other places have been told of before."""
    if not any(n >= start for n in scan.blocked):
        return False
    return scan.elsewhere or any(n < start for n in scan.blocked)


def rises_by(scan: Scan, at: int) -> bool:
    """ "Выросло на 4": the difference."""
    tokens = scan.tokens
    return at > 1 and tokens[at - 1].says("change_by") and tokens[at - 2].says("rising")


def _changed(scan: Scan, at: int) -> Value | None:
    """ "Сократилось с 90 до 12 тысяч": what it has come to; behind another word they are hours, or no change."""
    tokens, lexicon = scan.tokens, scan.lexicon
    before = range(at - 1, max(-1, at - _FALLEN_OF), -1)
    said = next((n for n in before if tokens[n].says("rising")), -1)
    old = number(tokens, at + 1, lexicon) if said >= 0 else None
    if old is None or old[0] >= len(tokens) or not tokens[old[0]].says("range_until"):
        return None
    new = number(tokens, old[0] + 1, lexicon)
    # "Lowered the number of people killed in Friday's strike on Izium from six to five": hours never fall.
    if new is None or (at - said > _SAID_OF and new[1] >= old[1]):
        return None
    return Value(new[0], new[1], new[1], changed=True)
