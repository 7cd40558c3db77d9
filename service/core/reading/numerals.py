"""Numbers in tokens: digits with any grouping, number words, halves, multipliers, ranges."""

from typing import Final, final

from service.core.memo import keep
from service.core.reading.phrases import Item
from service.core.reading.text import NUMBER, WORD, Token
from service.core.reading.words import FIGURE, Lexicon

_LARGEST: Final = 1_000_000_000
_ABBREVIATED: Final = 3
_INSTRUMENTAL: Final = ("ми", "мя")
"""Endings of nouns and adjectives behind a number in the instrumental."""
_RANGE_MARKS: Final = frozenset("-–—−")
Tokens = tuple[Token, ...]


@final
class Numeral:
    """A number or a range; `end` is behind its last token; `lone`: only a multiplier, "a dozen", "десяток"."""

    __slots__ = ("end", "high", "lone", "low")

    def __init__(self, end: int, low: int, high: int, *, lone: bool = False) -> None:
        self.end = end
        self.low = low
        self.high = high
        self.lone = lone


def numeral(tokens: Tokens, at: int, lexicon: Lexicon) -> Numeral | None:
    """The number or range that begins at a token."""
    ranged = _between(tokens, at, lexicon)
    if ranged is not None:
        return ranged
    first = number(tokens, at, lexicon)
    if first is None:
        return _dashed(tokens, at, lexicon)
    end, low, lone = first
    if end + 1 < len(tokens) and (tokens[end].text in _RANGE_MARKS or tokens[end].says("range_to")):
        second = number(tokens, end + 1, lexicon)
        same = second is not None and tokens[at].kind == tokens[end + 1].kind
        if second is not None and same and _rises(tokens[at], low, second[1]):
            low *= _shared(low, second, at, end, tokens, lexicon)
            return Numeral(second[0], low, second[1])
    return Numeral(end, low, low, lone=lone)


def _rises(first: Token, low: int, high: int) -> bool:
    """ "40 to 45", "дві-три"; of number words only near ones: "one - fifteen" is no range."""
    return high > low and (first.kind == NUMBER or high <= 10 * low)


def _shared(low: float, high: tuple[int, int, bool], at: int, end: int, tokens: Tokens, lexicon: Lexicon) -> int:
    """The multiplier that a range's first number shares with its second: "5-6 тисяч", "двох до чотирьох сотень"."""
    last, value, _ = high
    if lexicon.multipliers.get(tokens[last - 1].norm) == 100 and low < value // 100 < 10:
        return 100
    return _thousands(low, value, plain=end == at + 1)


def _thousands(low: float, high: int, *, plain: bool) -> int:
    plain = plain and low < 1000 <= high
    return next((m for m in (1_000_000, 1000) if plain and high >= m and high % m == 0 and low < high // m), 1)


def _between(tokens: Tokens, at: int, lexicon: Lexicon) -> Numeral | None:
    """ "Between 40 and 45", "від вісімдесяти до дев'яноста", "от двух с половиной до трёх тысяч"."""
    if not tokens[at].says("range_from") or at + 3 >= len(tokens):
        return None
    low = _low(tokens, at + 1, lexicon)
    if low is None or low[0] + 1 >= len(tokens) or not tokens[low[0]].says("range_until"):
        return None
    high = number(tokens, low[0] + 1, lexicon)
    if high is None:
        return None
    value = low[1] * _shared(low[1], high, low[0] - 1, low[0], tokens, lexicon)
    return Numeral(high[0], int(value), high[1]) if value < high[1] and value.is_integer() else None


def _dashed(tokens: Tokens, at: int, lexicon: Lexicon) -> Numeral | None:
    """ "2,5–3 тысячи": the first number is whole only with what the second counts in."""
    low = _low(tokens, at, lexicon) if tokens[at].kind == NUMBER else None
    if low is None or low[0] + 1 >= len(tokens) or tokens[low[0]].text not in _RANGE_MARKS:
        return None
    high = number(tokens, low[0] + 1, lexicon)
    shared = _shared(low[1], high, at, low[0], tokens, lexicon) if high is not None else 1
    value = low[1] * shared
    return Numeral(high[0], int(value), high[1]) if high is not None and shared > 1 and value.is_integer() else None


def _low(tokens: Tokens, at: int, lexicon: Lexicon) -> tuple[int, float] | None:
    """Index behind the first number of a range and its value, which may be a fraction: "two and a half", "2,5"."""
    whole = number(tokens, at, lexicon)
    if whole is None:
        norm = tokens[at].norm
        value = parse_digits(tokens[at].text) if tokens[at].kind == NUMBER else lexicon.numbers.get(norm)
        return None if value is None else (at + 1, value)
    half = lexicon.index.at(tokens, whole[0]) if whole[0] < len(tokens) else None
    return (whole[0], float(whole[1])) if half is None or not _is_half(half) else (half.end, whole[1] + 0.5)


def number(tokens: Tokens, at: int, lexicon: Lexicon) -> tuple[int, int, bool] | None:
    """Index behind the whole number at a token, its value, whether it is a multiplier alone; None without one."""
    if at >= len(tokens):
        return None
    if tokens[at].kind == NUMBER:
        value = parse_digits(tokens[at].text)
        if value is None:
            return None
        end, value = _multiplied(tokens, at + 1, value, lexicon)
        end, value = _hundreds(tokens, at, end, value)
        return _whole(end, value, lone=False)
    opens = tokens[at].kind == WORD and tokens[at].says(FIGURE)  # most words are no numbers
    return _words(tokens, at, lexicon) if opens else None


def _hundreds(tokens: Tokens, at: int, end: int, value: float) -> tuple[int, float]:
    """ "38 тис. 400": what of a number follows its thousands."""
    more = tokens[end].text if at + 1 < end < len(tokens) and tokens[end].kind == NUMBER else ""
    fits = len(more) == 3 and more.isdecimal() and value >= 1000 and value % 1000 == 0
    return (end + 1, value + float(more)) if fits else (end, value)


def _whole(end: int, value: float, *, lone: bool) -> tuple[int, int, bool] | None:
    if value > _LARGEST:
        return None
    whole = int(value + 0.5)
    return (end, whole, lone) if -1e-6 <= value - whole <= 1e-6 else None


def _multiplied(tokens: Tokens, at: int, value: float, lexicon: Lexicon) -> tuple[int, float]:
    """Past "thousand", "тис." and the like."""
    at += 2 * _counts_more(tokens, at, lexicon)
    while at < len(tokens):
        factor = lexicon.multipliers.get(tokens[at].norm)
        if factor is None:
            break
        value *= factor
        at += 1
        dotted = at + 1 < len(tokens) and tokens[at].text == "." and tokens[at].start == tokens[at - 1].end
        if dotted:  # the sentence goes on, so the dot is the abbreviation's
            at += 1
    return at, value


def _counts_more(tokens: Tokens, at: int, lexicon: Lexicon) -> bool:
    """ "800 с лишним тысяч", "три с лишним тысячи": what it counts in stands behind "and more"."""
    return at + 2 < len(tokens) and tokens[at + 1].says("and_more") and tokens[at + 2].norm in lexicon.multipliers


def _words(tokens: Tokens, at: int, lexicon: Lexicon) -> tuple[int, int, bool] | None:
    total, part, end = 0.0, 0.0, at
    if 1 < len(tokens[at].text) <= _ABBREVIATED and tokens[at].text.isupper() and not lexicon.articles:
        return None  # "СТО" is a garage, not a hundred
    if tokens[at].says("instrumental") and not _next_norm(tokens, at).endswith(_INSTRUMENTAL):
        return None  # "семью ракетами" are seven, "потерял семью" is none
    while end < len(tokens):
        norm = tokens[end].norm
        value = _word(norm, lexicon)
        more = part and _counts_more(tokens, end, lexicon)
        factor = lexicon.multipliers.get(tokens[end + 2].norm if more else norm)
        if value is not None and _adds(part, value):
            part += value
        elif factor is not None and (part or end == at):
            end, part = _multiplied(tokens, end, part or 1.0, lexicon)
            if factor >= 1000:
                total, part = total + part, 0.0
            continue
        elif part and (half := _half(tokens, end, lexicon)):
            part, end = part + 0.5, half
            continue
        elif not (norm == "and" and part and part % 100 == 0 and _adds(part, _next(tokens, end, lexicon))):
            break
        end += 1
    lone = end > at and lexicon.multipliers.get(tokens[at].norm) is not None
    if lone and len(tokens[at].norm) < 3:
        return None  # "m" and "k" multiply a number only
    return _whole(end, total + part, lone=lone) if end > at else None


def _adds(part: float, value: float | None) -> bool:
    """Whether a number word goes on with what was said: twenty-one, a hundred and five; never "two three"."""
    if value is None:
        return False
    return part == 0 or (part % 100 >= 20 and part % 10 == 0 and 0 < value < 10) or (part % 100 == 0 and value < 100)


def _next_norm(tokens: Tokens, at: int) -> str:
    return tokens[at + 1].norm if at + 1 < len(tokens) else ""


def _next(tokens: Tokens, at: int, lexicon: Lexicon) -> float | None:
    return _word(_next_norm(tokens, at), lexicon)


def _half(tokens: Tokens, at: int, lexicon: Lexicon) -> int:
    """Behind "and a half" that a multiplier follows."""
    item = lexicon.index.at(tokens, at)
    if item is None or not _is_half(item) or item.end >= len(tokens):
        return 0
    return item.end if tokens[item.end].norm in lexicon.multipliers else 0


def _is_half(item: Item) -> bool:
    return any(type(meaning) is float and meaning == 0.5 for meaning in item.means)


def _word(norm: str, lexicon: Lexicon) -> float | None:
    value = lexicon.numbers.get(norm)
    if value is None and "-" in norm:
        tens, _, ones = norm.partition("-")
        high, low = lexicon.numbers.get(tens), lexicon.numbers.get(ones)
        if high is not None and low is not None and high >= 20 and low < 10:
            return high + low
    return value


def parse_digits(text: str) -> float | None:
    """`1,500`, `1 500`, `1.500` → 1500; `3,5` and `2.4` → a fraction (to be multiplied); `17:30` → None."""
    value = _VALUES.get(text)
    if value is None:
        value = _parsed(text)
        if value is not None:
            keep(_VALUES, text, value)
    return value


_VALUES: Final[dict[str, float]] = {}
"""Each number of a text is looked at several times, and texts repeat theirs."""


def _parsed(text: str) -> float | None:
    if text.isdecimal():
        return float(text)
    plain = "".join(text.split())
    if ":" in plain:
        return None
    for mark in (",", "."):
        head, *groups = plain.split(mark)
        if groups:
            if all(len(group) == 3 for group in groups) and len(head) <= 3 and head != "0":
                plain = head + "".join(groups)
            elif len(groups) == 1 and len(groups[0]) <= 2 and groups[0].isdecimal() and head.isdecimal():
                plain = f"{head}.{groups[0]}"
            else:
                return None
    return float(plain) if plain.replace(".", "", 1).isdecimal() else None
