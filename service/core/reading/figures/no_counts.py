"""Numbers that count nothing: times, dates, prices, percents, models, streets, the number of a point.

"At 5 a.m.", "2 March", "$300", "Kh-101", "14 Lypnia street": none of them is a figure.
"""

from typing import Final

from service.core.reading.figures.nouns import ADJECTIVAL, behind_size
from service.core.reading.figures.values import Value, rises_by
from service.core.reading.numerals import number, parse_digits
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK, NUMBER, WORD

_NOT_BEFORE: Final = frozenset("$€£₴№#")
_NOT_AFTER: Final = frozenset("%°$€£₴‰")
_PHRASE: Final = 3
"""Most tokens of a word for what happened."""
_HOURS: Final = 24
"""A bare number up to it, behind "в" or "около", is a time."""
_STRIKES: Final = 3
"""Most tokens from "one of" to "strikes"."""
_HALF: Final = 0.5
_OF_ONE: Final = ("-го", "-му")
"""Endings of numbers that end in one, where the noun is in the genitive or dative."""
_OF_THEM: Final = 3
"""Tokens of "of them are"."""
_DATES: Final = 3
"""Tokens of "to 7 June"."""
_JOINS_DATES: Final = frozenset({"of_way", "range_to", "range_until"})
_TEENS: Final = 20
_IN: Final = "in"
_PEOPLED: Final = 4
"""Most tokens from "town of" to how many live there, from that to "live", and from "a" to "town"."""
_CITY: Final = 10_000
"""Inhabitants of "the city of", which is no number of people that something befell in it."""
_LED_BY: Final = frozenset({"of", "to", "where", "has", "had"})
_SHARES: Final = frozenset({2, 3, 4, 5, 6, 10, 20, 100})
"""What shares are told of: "nine in ten"."""


def is_no_count(scan: Scan, at: int, value: Value) -> bool:
    """Times, dates, money, model numbers, street numbers, ordinals."""
    tokens, end = scan.tokens, value.end
    before = tokens[at - 1] if at else None
    stuck = before is not None and before.end == tokens[at].start and before.text in "-/"
    stuck = stuck and scan.ending_at(at - 1, _PHRASE) < 0  # "2 killed/5 wounded"
    named = (
        _labels(scan, at, end)
        or _of_one_house(scan, at, end)
        or _of_a_model(scan, at)
        or _is_numbered(scan, at)
        or scan.role_of(at) == "idiom"
    )
    if stuck or named or (before is not None and before.text in _NOT_BEFORE):
        return True
    after = tokens[end] if end < len(tokens) else None
    if after is None or rises_by(scan, at) or scan.whole.get(end, (0, 0.0))[1] == _HALF:
        return after is not None  # "дві з половиною години"
    pointed = tokens[at].kind == NUMBER and after.text in "/)" and after.start == tokens[end - 1].end
    if (at == 0 and pointed) or (at > 2 and end == at + 1 and _of_a_house(scan, at)):
        return True  # "2/ Nobody was hurt": the number of a point or post
    unit = after.says("months") or after.says("clock") or after.says("spans")  # "in two days rescuers saved 13"
    unit = unit or (after.norm[-1] == "s" and after.says("raids"))  # "511 attacks by UAVs"
    unit = unit or _of_wounds(scan, end)
    first = at + (tokens[at].kind == WORD and tokens[at].says("articles"))  # "the 330 kV substation"
    if after.text in _NOT_AFTER or unit or behind_size(scan, first) > first or _opens_dates(scan, end):
        return True
    if after.norm[0] == "-" and after.kind == WORD:
        return not (after.says("number_endings") or _ends_in_one(scan, value, end))
    dotted = at > 1 and before is not None and before.text == "."  # "Jan. 28"
    month = tokens[at - 1 - dotted] if at else None
    dated = month is not None and tokens[at].kind == NUMBER and month.says("months")
    dated = bool(dated) and month is not None and month.capital
    return dated or (scan.lexicon.articles and (_of_every(scan, at, value) or _are_inhabitants(scan, at, value)))


def _are_inhabitants(scan: Scan, at: int, value: Value) -> bool:
    """ "In Nizhyn, a town of some 60,000, …", "home to 60,000 people", "where 60,000 people live": who lives there."""
    tokens, end = scan.tokens, value.end
    if tokens[at - 1].says("peopled"):
        return tokens[at - 1].norm == "population"
    low = max(0, at - _PEOPLED)
    of = next((n for n in range(at - 1, low, -1) if tokens[n].kind == MARK or tokens[n].norm in _LED_BY), 0)
    if not of or tokens[of].kind == MARK:
        return False
    if tokens[of].norm in ("to", "of"):
        home = tokens[of].norm == "to" and tokens[of - 1].says("peopled_to")
        town = tokens[of].norm == "of" and tokens[of - 1].says("peopled")
        one = any(tokens[n].norm in ("a", "an") for n in range(max(0, of - _PEOPLED), of - 1))
        off = not _is_apposed(scan, of) and any(p.is_supply for _, told in scan.predicates.values() for p in told)
        many = value.low >= _CITY or tokens[of - 1].norm == "population"
        return home or (town and not off and (one or many))
    if tokens[of].norm == "where":
        return any(tokens[n].says("lives") for n in range(end, min(end + _PEOPLED, len(tokens))))
    which = tokens[of - 1].says("relatives") and tokens[of - 2].text == "," and of - 3 in scan.blocked
    behind, nouns = scan.nouns.get(end, (0, ()))
    closed = behind >= len(tokens) or tokens[behind].kind == MARK
    return which and bool(nouns) and nouns[0].family == "people" and closed


def _is_apposed(scan: Scan, at: int) -> bool:
    """ "Nizhyn, a town of": a place and a comma stand before what it is."""
    commas = (n for n in range(at - 1, max(0, at - 2 * _PEOPLED), -1) if scan.tokens[n].text == ",")
    comma = next(commas, 0)
    return comma > 0 and comma - 1 in scan.blocked


def _of_every(scan: Scan, at: int, value: Value) -> bool:
    """ "Nine in ten homes", "one in three": a share, and no count; villages, which are few, are counted so."""
    tokens, end = scan.tokens, value.end
    first = end < len(tokens) and tokens[end].norm == _IN
    many = number(tokens, end + 1, scan.lexicon) if first else None
    if many is not None and many[1] in _SHARES and value.low < many[1] and _is_shared(scan, many[0]):
        return True
    before = at > 1 and tokens[at - 1].norm == _IN and value.low in _SHARES and _is_shared(scan, end)
    few = tokens[at - 2] if before else None
    return few is not None and 0 < scan.lexicon.numbers.get(few.norm, parse_digits(few.text) or 0) < value.low


def _is_shared(scan: Scan, at: int) -> bool:
    """What a share is of stands here."""
    nouns = scan.nouns[at][1] if at in scan.nouns else ()
    return bool(nouns) and nouns[0].plural and nouns[0].family != "settlement" and nouns[0].unit != "settlements"


def _opens_dates(scan: Scan, end: int) -> bool:
    """ "За тиждень з 1 по 7 червня", "from 1 to 7 June": the first day of some."""
    tokens = scan.tokens[end : end + _DATES]
    if len(tokens) < _DATES or tokens[1].kind != NUMBER:
        return False
    joins = tokens[0].text in DASHES or not _JOINS_DATES.isdisjoint(tokens[0].groups)
    return joins and tokens[2].says("months")


def _of_wounds(scan: Scan, end: int) -> bool:
    """ "Женщина с двумя осколочными в больнице": what is left out is her wounds."""
    behind = scan.nouns.get(end + 1)
    return scan.tokens[end].says("wounds") and (behind is None or behind[1][0].family != "people")


def _ends_in_one(scan: Scan, value: Value, end: int) -> bool:
    """ "Збиття 81-го ударного БпЛА": with other nouns it would be an ordinal."""
    behind = scan.nouns.get(end + 1)
    weapon = behind is not None and behind[1][0].family == "weapon"
    return weapon and value.low % 10 == 1 and value.low > _TEENS and scan.tokens[end].norm in _OF_ONE


def size_told(scan: Scan, at: int, end: int) -> int:
    """ "Дом на два подъезда", "садик на 120 детей": behind what tells how large a thing is; 0 where nothing does."""
    behind = bool(at) and at - 1 in scan.noun_ends and scan.tokens[at - 1].says("change_by")
    if not behind or scan.lexicon.articles or not scan.noun_ends[at - 1][0].is_thing:
        return 0
    return scan.nouns[end][0] if end in scan.nouns else end


def _of_a_model(scan: Scan, at: int) -> bool:
    """ "11 Shahed 131/136": right behind a name in Latin letters; in English behind that of one weapon."""
    named = at in scan.noun_ends and scan.tokens[at].kind == NUMBER
    if named and scan.lexicon.articles:
        weapon = scan.noun_ends[at][0].family == "weapon" and scan.tokens[at - 1].capital
        return weapon and not scan.tokens[at - 1].norm.endswith("s")
    return named and scan.tokens[at - 1].text.isascii()


def _is_numbered(scan: Scan, at: int) -> bool:
    """ "Train No. 102", "school no 3"."""
    tokens = scan.tokens
    if not scan.lexicon.articles or at < 2 or tokens[at].kind != NUMBER:
        return False
    dotted = tokens[at - 1].text == "."
    word = at - 1 - dotted
    return tokens[word].norm in ("no", "nos") and (dotted or word - 1 in scan.nouns or word in scan.noun_ends)


def _labels(scan: Scan, at: int, end: int) -> bool:
    """ "Moored at berth 9", "School No. 12", "Units 3 and 4": which one it is, with nothing counted behind it."""
    tokens = scan.tokens
    if not at or end != at + 1 or tokens[at].kind != NUMBER or not scan.lexicon.articles:
        return False
    if not tokens[at - 1].says("labels") or (at > 1 and tokens[at - 2].says("articles")):
        return False
    if any(span.end == at and span.what == "reached" for span in scan.roles):
        return False  # "the injured now number 36"
    if end in scan.nouns or (end + 1 in scan.nouns and scan.is_plain(end)):
        return False
    thing = scan.noun_ends.get(at, ())  # "trolleybus 34 is off": one is named, and the number says which
    return end not in scan.predicates or any(noun.is_thing and not noun.plural for noun in thing)


def _of_one_house(scan: Scan, at: int, end: int) -> bool:
    """ "Пошкоджено будинок 14 на вулиці Миру", "школу 5": which one, behind a thing in the singular."""
    tokens = scan.tokens
    things = scan.noun_ends.get(at, ()) if tokens[at].kind == NUMBER and end == at + 1 else ()
    if scan.lexicon.articles or not things or any(not noun.is_thing or noun.plural for noun in things):
        return False
    behind = tokens[end] if end < len(tokens) else None
    return behind is None or behind.kind == MARK or end in scan.blocked or behind.says("prepositions")


def bare_is_no_count(scan: Scan, at: int, value: Value) -> bool:
    """A number without a noun that is a time, a year, a street number."""
    tokens = scan.tokens
    token = tokens[at]
    if token.kind == NUMBER and value.end == at + 1:
        plain = token.text.isdecimal() and len(token.text) == 4
        built = at > 0 and tokens[at - 1].says("located") and token.text[:2] in ("17", "18")  # "a church built in 1897"
        plain = plain and (built or token.text[:2] in ("19", "20"))
        if plain or ("." in token.text and value.low < 1000):
            return True
    before = tokens[at - 1].norm if at else ""
    one = value.low == 1 and token.kind == WORD and at + 1 == value.end
    if one and (scan.lexicon.says("stood_in", before) or _in_the_word(scan, at, value.end)):
        return True  # "пошкоджено два склади, на одному досі пожежа"
    if at > 1 and any(t.says("age_of") for t in tokens[at - 2 : at]):
        return True  # "ему было 19"
    if _told_ages(scan, at, value) or _of_strikes(scan, value.end) or _of_the_clock(scan, at, value):
        return True
    parted = value.end < len(tokens) and tokens[value.end].says("of")  # "свет в 24 из 31 села"
    parted = parted or _of_more(scan, at, value.end)
    if value.low <= _HOURS and value.end == at + 1 and not parted and scan.lexicon.says("clock_before", before):
        return True
    return _below_zero(scan, at, value.end) or _on_a_street(scan, at)


def _in_the_word(scan: Scan, at: int, end: int) -> bool:
    """ "От двух домов остался один фундамент": a part of the word for what happened to them."""
    found = [scan.predicates[n] for n in range(max(0, at - _PHRASE), at) if n in scan.predicates]
    return any(behind > end and known[0].is_damage for behind, known in found)


def _of_more(scan: Scan, at: int, end: int) -> bool:
    """ "Ещё в десяти вылетели окна": more of those just told, and no hour."""
    more = at > 1 and any(s.what == "more" and s.end == at - 1 for s in scan.roles)
    return more and any(p.is_damage or p.is_supply for p in scan.predicates.get(end, (0, ()))[1])


def _below_zero(scan: Scan, at: int, end: int) -> bool:
    """ "At minus 25", "it is minus 12 there", "до +11": degrees; "minus 3 Shaheds" are shot down."""
    tokens = scan.tokens
    if at > 1 and tokens[at - 1].text == "+":
        told = at - 1 in scan.noun_ends or end in scan.predicates or scan.ending_at(at - 1, _PHRASE) >= 0
        return tokens[at - 2].kind == WORD and not told
    if at < 2 or not tokens[at - 1].says("below_zero"):
        return False
    return tokens[at - 2].says("prepositions") or (tokens[at - 2].says("passive") and at + 1 not in scan.nouns)


def _on_a_street(scan: Scan, at: int) -> bool:
    """ "14 Lypnia street"; not "on Perekopska Street: 1 killed", "на вулиці Київській у Сумах поранено двох"."""
    tokens = scan.tokens
    for n in range(at - 1, max(0, at - 5) - 1, -1) if "street" in scan.said else ():
        if (
            tokens[n].text == ":"
            or n in scan.predicates
            or scan.role_of(n) == "reached"
            or (n in scan.blocked and tokens[n - 1].says("located"))
        ):
            return False
        if tokens[n].says("street"):
            return True
    return False


def _of_the_clock(scan: Scan, at: int, value: Value) -> bool:
    """ "A little before five", "at ten past three", "at a quarter to four", "six in the evening": the hour."""
    tokens, end = scan.tokens, value.end
    if value.low <= _HOURS and end + 2 < len(tokens) and tokens[end + 2].says("day_parts"):
        return tokens[end].says("located") and tokens[end + 1].says("articles")
    if scan.lexicon.articles and _of_minutes(scan, at, value):
        return True
    led = at > 1 and value.low <= _HOURS and tokens[at - 1].says("clock_behind")
    return led and tokens[at - 2].says("clock_led") and value.end not in scan.predicates


def _of_minutes(scan: Scan, at: int, value: Value) -> bool:
    """ "At ten past three", "around a quarter to four", "at twenty to five": the minutes, or the hour."""
    tokens, end = scan.tokens, value.end
    if at > _OF_THEM and tokens[at - 1].says("clock_turns") and value.low <= _HOURS:
        minutes = tokens[at - 2].norm in scan.lexicon.numbers or tokens[at - 2].says("clock_led")
        led = any(token.says("clock_prepositions") for token in tokens[at - 4 : at - 2])
        return minutes and (led or tokens[at - 1].says("clock_behind"))
    if not 0 < at < end < len(tokens) - 1 or not tokens[end].says("clock_turns"):
        return False
    hour = number(tokens, end + 1, scan.lexicon)
    return hour is not None and hour[1] < value.low and tokens[at - 1].says("clock_prepositions")


def _of_strikes(scan: Scan, end: int) -> bool:
    """ "В результате одной из вечерних атак": of strikes, which nobody was told to be."""
    tokens = scan.tokens
    if scan.lexicon.articles or end >= len(tokens) or not tokens[end].says("of"):
        return False
    if end + 1 < len(tokens) and tokens[end + 1].says("them"):
        return False  # "97 дронів, 62 з них збито"
    for n in range(end + 1, min(end + 1 + _STRIKES, len(scan.tokens))):
        if scan.role_of(n) == "attack" and not scan.tokens[n].norm.endswith(ADJECTIVAL):
            return True
        if n in scan.predicates or n in scan.nouns:
            return False
    return False


def _told_ages(scan: Scan, at: int, value: Value) -> bool:
    """ "Восемь раненых, двоим нет восемнадцати", "троим по 16 лет", "three of them are 16": their age."""
    tokens, end = scan.tokens, value.end
    if scan.lexicon.articles:
        of_them = at > _OF_THEM and tokens[at - 2].says("them") and tokens[at - _OF_THEM].says("of")
        return of_them and tokens[at - 1].says("passive")
    if not tokens[at].says("to_several"):
        before = at - 1
        while before > 0 and tokens[before].says("age_turned"):
            before -= 1
        return 0 <= before < at - 1 and tokens[before].says("to_several")
    first = end
    while first < len(tokens) and tokens[first].says("age_turned"):
        first += 1
    return first > end and number(tokens, first, scan.lexicon) is not None


def _of_a_house(scan: Scan, at: int) -> bool:
    """ "На Кравчука, 14 загинуло подружжя": behind a street's name and a comma, with no noun of its own."""
    tokens = scan.tokens
    if tokens[at].kind != NUMBER or tokens[at - 1].text != "," or scan.lexicon.articles:
        return False
    named = tokens[at - 2].capital and at - 2 not in scan.blocked and at - 2 not in scan.known
    street = tokens[at - 3].says("street") or (named and tokens[at - 3].says("located"))
    return street and (at + 1 in scan.predicates or tokens[at + 1].kind == MARK)
