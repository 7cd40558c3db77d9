"""Ages: never counts, but they tell children, and a list of them tells how many persons there are."""

from collections.abc import Mapping
from typing import Final, final

from service.core.reading.numerals import number
from service.core.reading.text import DASHES, MARK, NUMBER, Token
from service.core.reading.words import Lexicon, Noun

ADULT: Final = 18
_OLDEST: Final = 115
_NAME: Final = 4
"""Most words of a speaker's name."""
_TOLL: Final = 8
"""Most tokens from "the number of" to the comma before it."""
_RANKED: Final = 8
"""Most tokens from "the oldest" to the verb behind which the age stands."""
Nouns = Mapping[int, tuple[int, tuple[Noun, ...]]]
_YEAR: Final = 4
"""Digits of a year."""
_HYPHENS: Final = frozenset("-\u2010\u2011–")
_MONTHS: Final = frozenset({"month", "місяц", "місяч", "месяц", "месяч"})


@final
class Ages:
    """One age or a list; token indices."""

    __slots__ = ("end", "start", "years")

    def __init__(self, start: int, end: int, years: tuple[int, ...]) -> None:
        self.start = start
        self.end = end
        self.years = years


def read_ages(tokens: tuple[Token, ...], lexicon: Lexicon, nouns: Nouns, *, told: bool = True) -> list[Ages]:
    """All ages of a sentence, in order: "61-річний", "aged 3 and 7", "34, 58 і 72 років", ", 45,", "a woman of 68".

    `told`: whether some word of it is for ages at all.
    """
    persons = {end: found[0].plural for end, found in nouns.values() if found[0].family == "people"}
    found: list[Ages] = []
    for at, token in enumerate(tokens):
        words, numeric = token.groups, token.kind == NUMBER
        if not (numeric or (told and "age" in words)) or (found and at < found[-1].end):
            continue
        ages = None
        if at and "age_sex" in words and tokens[at - 1].kind == NUMBER:
            ages = _sexed(tokens, at)
        elif at in persons and "aged_of" in words:
            ages = _of(tokens, at, lexicon, nouns, several=persons[at])
        elif "age_limit" in words:
            ages = _limited(tokens, at, lexicon)
        elif "age_before" in words:
            ages = _listed(tokens, at, at + 1, lexicon, nouns)
        elif (
            "age_of" in words
            or "age_rank_of" in words
            or ("aged_of" in words and (at + 1 in persons or not lexicon.articles))
        ):
            ages = _turned(tokens, at, lexicon)
        elif "age_rank" in words:
            ages = _ranked(tokens, at, lexicon)
        elif at and "age_word" in words:
            ages = _counted(tokens, at, lexicon) or (_turned_round(tokens, at, lexicon) if at in persons else None)
        elif persons.get(at) is False and "age_past" in words:
            ages = _past(tokens, at, lexicon, nouns)
        elif numeric and 0 < at < len(tokens) - 1:
            ages = _between_dashes(tokens, at, lexicon, persons) or _between_commas(tokens, at, lexicon, persons)
            ages = ages or _born(tokens, at)
        if ages is not None:
            found.append(ages)
    return found


def _of(tokens: tuple[Token, ...], at: int, lexicon: Lexicon, nouns: Nouns, *, several: bool) -> Ages | None:
    """ "A woman of 68", "a boy of five", "women of 45, 51 and 60": unless the number counts something."""
    value = number(tokens, at + 1, lexicon)
    if value is None or value[1] > _OLDEST or value[0] in nouns:
        return None
    if at and value[1] < ADULT and tokens[at - 1].says("parents"):
        return Ages(at, value[0], ())  # "a mother of two": neither an age nor a count
    if value[0] < len(tokens) and tokens[value[0]].says("of"):
        return None  # "a resident of one of the houses"
    found = _listed(tokens, at, at + 1, lexicon, nouns) if several else Ages(at, value[0], (value[1],))
    return found if found is not None and len(found.years) > several else None


def _born(tokens: tuple[Token, ...], at: int) -> Ages | None:
    """ "Водія, 1981 року народження, госпіталізували": between commas, as an age is told."""
    if len(tokens[at].text) != _YEAR or tokens[at - 1].text != ",":
        return None
    end = next((n + 1 for n in range(at + 1, min(at + 3, len(tokens))) if tokens[n].says("born")), 0)
    return Ages(at, end, ()) if end and (end >= len(tokens) or tokens[end].text == ",") else None


def _past(tokens: tuple[Token, ...], at: int, lexicon: Lexicon, nouns: Nouns) -> Ages | None:
    """ "Мужчина за шестьдесят", "женщина под 70": tens of years, with nothing counted behind them."""
    value = number(tokens, at + 1, lexicon)
    tens = value is not None and value[1] <= _OLDEST and value[1] % 10 == 0
    return Ages(at, value[0], ()) if tens and value is not None and value[0] not in nouns else None


def _limited(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> Ages | None:
    """ "Five of them under 18,": an age that none of them has reached, with nothing counted behind it."""
    value = number(tokens, at + 1, lexicon)
    if value is None or value[1] > ADULT:
        return None
    return Ages(at, value[0], ()) if _is_closed(tokens, value[0], lexicon) else None


def _is_closed(tokens: tuple[Token, ...], end: int, lexicon: Lexicon) -> bool:
    """Nothing that could be counted follows: the end, a mark or "and"."""
    return end >= len(tokens) or tokens[end].kind == MARK or tokens[end].says("and")


def _sexed(tokens: tuple[Token, ...], at: int) -> Ages | None:
    """ "(45M, 51F)", "(39 m; 36 f)": in a bracket or list a letter behind a number says whose age it is."""
    age, after = tokens[at - 1], tokens[at + 1] if at + 1 < len(tokens) else None
    plain = age.kind == NUMBER and age.text.isdecimal() and int(age.text) <= _OLDEST
    listed = at > 1 and tokens[at - 2].text in "(,;/" and (after is None or after.text in ",;)/")
    return Ages(at - 1, at + 1, (int(age.text),)) if plain and listed else None


def _turned(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> Ages | None:
    """ "Їй було 31, йому 33", "дівчинка, якій 12": a number behind a pronoun in the dative that nothing follows."""
    first = at + 1
    if tokens[at].says("age_rank_of") and (not at or tokens[at - 1].says("located")):
        return None  # "двом по 40 років, третьому — 17", and not "у третьому — 17"
    dashed = first < len(tokens) and tokens[first].text in DASHES and not lexicon.articles
    first += dashed and not tokens[at].norm.endswith("м")  # "помощь нужна людям — 40"
    while first < len(tokens) and tokens[first].says("age_turned"):
        first += 1
    value = number(tokens, first, lexicon)
    if value is None or value[1] > _OLDEST:
        return None
    end = value[0]
    first = at if tokens[at].says("age_rank_of") else first  # "одному 14": and no number of persons
    if end < len(tokens) and tokens[end].says("age_word"):
        return Ages(first, end + 1, tuple(_in_years([value[1]], tokens[end].norm)))
    if not _is_closed(tokens, end, lexicon):
        return None
    other = number(tokens, end + 1, lexicon) if end < len(tokens) and tokens[end].says("and") else None
    if other is None or other[1] > _OLDEST or not _is_closed(tokens, other[0], lexicon):
        return Ages(first, end, (value[1],))
    return Ages(first, other[0], (value[1], other[1]))  # "им 19 и 23"


def _ranked(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> Ages | None:
    """ "The oldest of the dead was 82", "the youngest is just four": the number behind the verb is how old.

    Without a verb it stands behind a dash, or follows at once: "найстаршій — 79", "наймолодшому з поранених 12".
    """
    end = min(at + _RANKED, len(tokens))
    if not lexicon.articles:
        return _ranked_verbless(tokens, at, end, lexicon)
    verb = next((n for n in range(at + 1, end) if tokens[n].says("passive")), end)
    comma = next((n for n in range(at + 1, end) if tokens[n].kind == MARK), end)
    for first in (verb + 1, verb + 2) if verb < comma else (at + 1,):  # ", the oldest 79"
        value = number(tokens, first, lexicon) if first < len(tokens) else None
        if value is not None and value[1] <= _OLDEST:
            return Ages(first, value[0], (value[1],)) if _is_closed(tokens, value[0], lexicon) else None
    return None


def _ranked_verbless(tokens: tuple[Token, ...], at: int, end: int, lexicon: Lexicon) -> Ages | None:
    for first in range(at + 1, end):
        value = number(tokens, first, lexicon)
        if value is not None:
            aged = value[0] < len(tokens) and tokens[value[0]].says("age_word")
            closed = value[0] >= len(tokens) or tokens[value[0]].kind == MARK
            return Ages(first, value[0] + aged, (value[1],)) if (aged or closed) and value[1] <= _OLDEST else None
        if tokens[first].kind == MARK and tokens[first].text not in "–—-:":
            return None
    return None


def _listed(tokens: tuple[Token, ...], start: int, at: int, lexicon: Lexicon, nouns: Nouns) -> Ages | None:
    """Numbers behind "aged": "aged 3 and 7", "віком від 4 до 11 років"; of "aged 3 and 7 and two women" not the two."""
    years: list[int] = []
    joint = at
    while at < len(tokens):
        value = number(tokens, at, lexicon)
        if value is not None and value[1] <= _OLDEST:
            counts = value[0] in nouns and not tokens[value[0]].says("age_word")
            if counts and years:
                at = joint
                break
            years.append(value[1])
            at = value[0]
        elif tokens[at].text == "," or any(tokens[at].says(name) for name in ("and", "age_link")):
            joint = at
            comma = len(years) > 1 and tokens[at].text == "," and at + 1 < len(tokens)
            comma = comma and tokens[at + 1].says("and") and tokens[at - 2].text == ","
            behind = at + comma + 1
            if behind >= len(tokens) or number(tokens, behind, lexicon) is None or tokens[behind].says("both"):
                break  # "aged 41 and 66, both in hospital"
            at += comma + 1  # "aged 51, 18, and 69"
        else:
            break
    if at < len(tokens) and tokens[at].says("age_word"):
        years = _in_years(years, tokens[at].norm)
        at += 1
    return Ages(start, at, tuple(years)) if years else None


def _counted(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> Ages | None:
    """Numbers before a word for years, back to the first of the list."""
    years: list[int] = []
    first = at
    while first > 0:
        back = next((b for b in (first - 1, first - 2) if b >= 0 and _ends_at(tokens, b, first, lexicon)), None)
        if back is not None:
            value = number(tokens, back, lexicon)
            years.insert(0, value[1] if value else 0)
            first = back
        elif years and (tokens[first - 1].text == "," or tokens[first - 1].says("and")):
            open_ = _is_open(tokens, first - 2)
            if tokens[first - 1].text == "," and first == at - 1 and tokens[at].norm.startswith("-") and not open_:
                break  # "раненых уже 15, 19-летний парень обратился сам"
            first -= 1 + open_
        else:
            break
    while first < at and (tokens[first].text == "," or tokens[first].says("and")):
        first += 1
    if not years or max(years) > _OLDEST:
        return None
    end = at + 1
    if end < len(tokens) and tokens[end].says("age_old"):
        end += 1
    return Ages(first, _behind_initials(tokens, end), tuple(_in_years(years, tokens[at].norm)))


def _turned_round(tokens: tuple[Token, ...], at: int, lexicon: Lexicon) -> Ages | None:
    """ "Чоловік років п'ятдесяти", "женщина лет сорока": the number behind the word, and nothing that it counts."""
    first = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].says("age_near"))
    value = number(tokens, first, lexicon)
    told = value is not None and value[1] <= _OLDEST and not lexicon.articles
    return Ages(at, value[0], (value[1],)) if told and value is not None else None


def _behind_initials(tokens: tuple[Token, ...], end: int) -> int:
    """ "70-y/o", "64 y.o.": over the second letter and its dot; "52 р.": over the dot."""
    if len(tokens[end - 1].norm) == 1 and not tokens[end - 1].norm.isascii() and end < len(tokens):
        return end + (tokens[end].text == ".")
    if tokens[end - 1].norm.lstrip("-") != "y" or end + 1 >= len(tokens):
        return end
    if tokens[end].text not in "/." or tokens[end + 1].norm != "o":
        return end
    return end + 2 + (end + 2 < len(tokens) and tokens[end + 2].text == ".")


def _is_open(tokens: tuple[Token, ...], at: int) -> bool:
    """The hyphen of "80- та 53-річний": the rest of the word is told with the last of the list."""
    return at > 0 and tokens[at].kind == MARK and tokens[at].text in _HYPHENS and tokens[at - 1].kind == NUMBER


def _ends_at(tokens: tuple[Token, ...], start: int, end: int, lexicon: Lexicon) -> bool:
    value = number(tokens, start, lexicon)
    return value is not None and value[0] == end


def _in_years(numbers: list[int], word: str) -> list[int]:
    months = word.lstrip("-").startswith(tuple(_MONTHS))
    return [0 for _ in numbers] if months else numbers


def _between_dashes(tokens: tuple[Token, ...], at: int, lexicon: Lexicon, persons: Mapping[int, bool]) -> Ages | None:
    """ "Two women – 71 and 74 – were hurt"; of several persons as many as two."""
    if at - 1 not in persons or tokens[at - 1].text not in DASHES:
        return None
    years, end = _numbers(tokens, at, lexicon, ("and",), comma=True)
    closed = end < len(tokens) and tokens[end].text in DASHES
    return Ages(at, end, tuple(years)) if closed and len(years) > persons[at - 1] else None


def _between_commas(tokens: tuple[Token, ...], at: int, lexicon: Lexicon, persons: Mapping[int, bool]) -> Ages | None:
    """ "A man, 45, and two women"; "(58)"; "two brothers, 8 and 11,"; "and their sister, 1 – were …"."""
    before = tokens[at - 1]
    if (
        before.text not in "(,"
        or _is_said(tokens, at - 2)
        or (before.text == "," and _is_toll(tokens, at - 1, lexicon))
    ):
        return None
    years, end = _numbers(tokens, at, lexicon, ("and", "range_to"), comma=before.text == "(")
    if not years or end >= len(tokens):
        return None
    closed = tokens[end].text == ")" if before.text == "(" else tokens[end].text in ",.;)"
    closed = closed or (before.text == "," and persons.get(at - 1) is False and tokens[end].text in DASHES)
    return Ages(at, end, tuple(years)) if closed else None


def _is_toll(tokens: tuple[Token, ...], comma: int, lexicon: Lexicon) -> bool:
    """ "The number of wounded in Sumy, 41, has not changed": how many they are."""
    for at in range(comma - 1, max(-1, comma - _TOLL), -1):
        if tokens[at].kind == MARK:
            return False
        if tokens[at].says("number_words"):
            return not lexicon.articles or tokens[at + 1].says("of")
    return False


def _is_said(tokens: tuple[Token, ...], at: int) -> bool:
    """ "Поранених, за словами Калашника, 12": the name is the speaker's, and the number is no age of his."""
    if tokens[at].says("words_of"):
        return True  # "ранены, по уточнённым данным, 15"
    first = at
    while first > at - _NAME and first > 0 and tokens[first].capital and not tokens[first].says("words_of"):
        first -= 1
    return first < at and tokens[first].says("words_of")


def _numbers(
    tokens: tuple[Token, ...], at: int, lexicon: Lexicon, joining: tuple[str, ...], *, comma: bool
) -> tuple[list[int], int]:
    """Ages written behind each other, joined by such words or a comma, and the index behind them."""
    years: list[int] = []
    end = at
    while end < len(tokens) and tokens[end].kind == NUMBER and _is_age(tokens[end]):
        years.append(int(tokens[end].text))
        end += 1
        joins = end < len(tokens) and not tokens[end].groups.isdisjoint(joining)
        joins = joins or (comma and end < len(tokens) and tokens[end].text == ",")
        end += joins and end + 1 < len(tokens) and tokens[end + 1].kind == NUMBER
    return years, end


def _is_age(token: Token) -> bool:
    return token.text.isdecimal() and len(token.text) <= 3 and int(token.text) <= _OLDEST
