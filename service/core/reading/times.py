"""When it happened and when a figure held, as far as a sentence says (design, section 4.2)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, final
from zoneinfo import ZoneInfo

from schemas.vocabulary import TimePrecision
from service.core.reading.numerals import number
from service.core.reading.scan import Dated, Scan
from service.core.reading.text import DASHES, MARK, NUMBER

KYIV: Final = ZoneInfo("Europe/Kyiv")
_EVENING: Final = 18
_MORNING: Final = 6
_NOON: Final = 12
_DAY: Final = 24
_HALF_AN_HOUR: Final = timedelta(minutes=30)
"""How far a time that is told by the hour may be off."""
_LINE: Final = 2
"""Fewest tokens of a line that begins with the time at which it was written."""
_STREETS: Final = 4
"""Most tokens between "streets" and a date that is the name of one."""
_SINCE: Final = 3
"""Most tokens from "since" to the date or its year."""
_TIMES: Final = 8
"""Most tokens from "since 2022" to "times"."""
_OLD_DAYS: Final = 6
"""What is dated longer ago than this is told as background."""
_UNTIL: Final = 2
"""Most tokens from "until" to the month."""
_AHEAD: Final = 14
"""Days within which a day without a year is yet to come rather than long past."""
_FAR_AHEAD: Final = 90
"""The same behind "until"."""
_SKEW: Final = timedelta(minutes=10)
PAST: Final = {"past_day": timedelta(days=1), "past_week": timedelta(days=7)}
"""Roles of words for the time up to now, and how long it is."""
_WEEKDAYS: Final = tuple(f"weekday_{number}" for number in range(7))
_PARTS: Final = {"morning": (4, 7), "noon": (11, 6), "evening": (17, 6)}


@final
class Occurred:
    """When it happened."""

    __slots__ = ("end", "precision", "start")

    def __init__(self, start: datetime, end: datetime, precision: TimePrecision) -> None:
        self.start = start
        self.end = end
        self.precision = precision


@lru_cache(maxsize=64)
def in_kyiv(moment: datetime) -> datetime:
    """A moment as clocks in Ukraine show it; each sentence of a text asks it of its publication."""
    return moment.astimezone(KYIV)


def occurred(scan: Scan, published: datetime) -> Occurred | None:
    """The time of what a sentence tells; None where it says none. Never after the publication."""
    every = dates(scan, published)
    clock, hours = _told_clock(scan), _hours_ago(scan)
    if not scan.timings and not every and clock is None and hours is None:
        return None
    named = {span.what for span in scan.timings}
    here = in_kyiv(published)
    written = [d.day for d in every if (here.date() - d.day).days <= _OLD_DAYS]
    day = _day(named, here.date()) or (max(written) if written else None)
    if clock is not None:
        return _at(clock, day, published)
    return _by_words(named, day, here.date(), published) or _until_now(named, hours, published)


def _by_words(named: set[str], told: date | None, today: date, published: datetime) -> Occurred | None:
    """The night, the part of the day or the day that words tell; `told` is the day that they or a date tell."""
    day = told or today
    if "night_after" in named:
        return _night(day + timedelta(days=1), published)
    if "night" in named:
        return _night(day, published)
    part = next((name for name in _PARTS if name in named), None)
    if part is not None:
        begin, length = _PARTS[part]
        if told is None and datetime.combine(day, time(begin), KYIV) > published:
            day -= timedelta(days=1)  # "late in the evening", told at noon
        return _span(day, begin, length, published, TimePrecision.PART_OF_DAY)
    if told is not None or "day" in named:
        return _span(day, 0, 24, published, TimePrecision.DAY)
    return None


def _until_now(named: set[str], hours: int | None, published: datetime) -> Occurred | None:
    """ "Over the past day", "three hours ago"."""
    past = next((PAST[name] for name in PAST if name in named), None)
    if past is not None:
        return Occurred(published - past, published, TimePrecision.INTERVAL)
    return None if hours is None else _around(published - timedelta(hours=hours), published)


def as_of(scan: Scan, published: datetime) -> datetime | None:
    """ "As of 17:30": the newest such time that is not after the publication."""
    for span in scan.timings:
        if span.what != "as_of" or span.end >= len(scan.tokens):
            continue
        token = scan.tokens[span.end]
        clock = _clock(token.text, scan, span.end) if token.kind == NUMBER else None
        if clock is not None:
            return _told_at(clock, published)
    opening = scan.tokens[0] if len(scan.tokens) > _LINE else None
    if opening is not None and opening.kind == NUMBER and ":" in opening.text:  # "08:47 — 14 injured"
        clock = _clock(opening.text, scan, 0)
        return _told_at(clock, published) if clock is not None else None
    return None


def _told_at(clock: time, published: datetime) -> datetime:
    return min(_last_time(clock, published).astimezone(UTC), published)


def _last_time(clock: time, published: datetime) -> datetime:
    """The last moment that the clock showed it, not later than clocks differ after the publication."""
    here = in_kyiv(published)
    moment = datetime.combine(here.date(), clock, KYIV)
    return moment - timedelta(days=1) if moment > here + _SKEW else moment


def outdated(scan: Scan, published: datetime) -> int | None:
    """The token of a date so long ago that what it dates is background; None without one, or with a newer one too."""
    every = dates(scan, published)
    numbers = (n for n, token in enumerate(scan.tokens) if token.kind == NUMBER and len(token.text) == 4)
    years = [n for n in numbers if not _of_birth(scan, n)]
    if years and any(token.says("born") for token in scan.tokens):
        years = []  # "двоє дітей, 2015 та 2018 року народження"
    if not every and not years:
        return None
    today = in_kyiv(published).date()
    old = [d for d in every if (today - d.day).days > _OLD_DAYS and not _is_compared(scan, d.at)]
    new = [dated for dated in every if (today - dated.day).days <= _OLD_DAYS]
    if old and not new:
        return old[0].at
    year = next((n for n in years if _past_year(scan, n, today.year) and not _is_compared(scan, n)), None)
    return year if not new else None


def _of_birth(scan: Scan, at: int) -> bool:
    """ "Мальчик 2017 г. р.", "хлопець 2009 р. н."."""
    letters = [token.norm for token in scan.tokens[at + 1 : at + 4]]
    return letters in (["г", ".", "р"], ["р", ".", "н"])


def _is_compared(scan: Scan, at: int) -> bool:
    """ "The deadliest strike since 2022", "hit 14 times since 2022": told of a strike of today, or how often."""
    low = max(0, at - _SINCE)
    since = next((n for n in range(at - 1, low - 1, -1) if scan.tokens[n].says("since")), -1)
    around = scan.tokens[max(0, since - _SINCE) : at + _TIMES]
    return since >= 0 and (scan.compares(since) or any(token.says("times_over") for token in around))


def _past_year(scan: Scan, at: int, year: int) -> bool:
    token = scan.tokens[at]
    plain = token.text.isdecimal() and 1990 <= int(token.text) < year
    counts = at + 1 in scan.nouns and scan.role_of(at + 1) != "attack"  # "in the 2024 attacks" counts none
    if counts and at and scan.tokens[at - 1].says("months"):
        counts = not scan.tokens[at + 1].says("age_word")  # "у березні 2022 року"
    return plain and at not in scan.nouns and not counts


def dates(scan: Scan, published: datetime) -> list[Dated]:
    """Dates with the month as a word, or as 17.06.2025; without a year the last such day before the publication."""
    if scan.dates is None:
        scan.dates = _dates(scan, published)
    return scan.dates


def _dates(scan: Scan, published: datetime) -> list[Dated]:
    found: list[Dated] = []
    months = scan.lexicon.months
    if "months" not in scan.said and not any(token.kind == NUMBER and "." in token.text for token in scan.tokens):
        return found
    today = in_kyiv(published).date()
    for at, token in enumerate(scan.tokens):
        month = months.get(token.norm)
        if month is not None:
            day = _beside(scan, at, month, today)
            if day is not None and not _is_to_come(scan, at, day, today):
                found.append(Dated(at, day))
        elif token.kind == NUMBER and token.text.count(".") in (1, 2):
            day = _dotted(token.text, today)
            if day is not None:
                found.append(Dated(at, day))
    return found


def _beside(scan: Scan, at: int, month: int, today: date) -> date | None:
    tokens = scan.tokens
    back = at - 2 if at > 1 and tokens[at - 1].norm.startswith("-") else at - 1
    if any(token.says("street") for token in tokens[max(0, back - _STREETS) : max(0, back)]):
        return None  # "on the streets of Stus and 15 April"
    if back >= 0 and tokens[back].kind == NUMBER:
        return _day_of(tokens[back].text, month, _year(scan, at + 1), today)
    day = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].text == ".")  # "on Jan. 28"
    if day < len(tokens) and tokens[day].kind == NUMBER and tokens[at].capital:
        on = tokens[day + 1 : day + 3]  # "on the night of June 16 to 17"
        ranged = len(on) > 1 and on[1].kind == NUMBER
        if ranged and (on[0].text in DASHES or on[0].says("range_until")):
            return _day_of(on[1].text, month, _year(scan, day + 3), today)
        return _day_of(tokens[day].text, month, _year(scan, day + 1), today)
    return None


def _is_to_come(scan: Scan, at: int, day: date, today: date) -> bool:
    """ "Заяви прийматимуть до 20 лютого", on the 12th: without a year the next such day, and none of last year."""
    if day.year == today.year or any(_year(scan, n) for n in range(at + 1, at + 4)):
        return False
    ahead = (day.replace(year=day.year + 1) - today).days
    limit = any(token.says("deadline") for token in scan.tokens[max(0, at - _UNTIL) : at])
    return 0 < ahead <= (_FAR_AHEAD if limit else _AHEAD)


def _year(scan: Scan, at: int) -> int | None:
    for n in (at, at + 1):
        if n < len(scan.tokens) and scan.tokens[n].kind == NUMBER:
            text = scan.tokens[n].text
            return int(text) if text.isdecimal() and len(text) == 4 and text[:2] in ("19", "20") else None
    return None


def _day_of(text: str, month: int, year: int | None, today: date) -> date | None:
    if not text.isdecimal() or not 1 <= int(text) <= 31:
        return None
    try:
        day = date(year or today.year, month, int(text))
        return day if year or day <= today + timedelta(days=1) else day.replace(year=today.year - 1)
    except ValueError:
        return None


def _dotted(text: str, today: date) -> date | None:
    day, month, *year = text.split(".")
    if not (day.isdecimal() and month.isdecimal() and len(month) == 2 and 1 <= int(month) <= 12):
        return None
    if not year or not year[0].isdecimal() or len(year[0]) != 4 or not 1990 <= int(year[0]) <= 2100:
        return None
    return _day_of(day, int(month), int(year[0]), today)


def _day(named: set[str], today: date) -> date | None:
    for nth, weekday in enumerate(_WEEKDAYS):
        if weekday in named:
            return today - timedelta(days=(today.weekday() - nth) % 7)
    if "day_before_yesterday" in named:
        return today - timedelta(days=2)
    return today - timedelta(days=1) if "yesterday" in named else None


@final
class _Clock:
    """A time of day at which something happened."""

    __slots__ = ("exact", "time")

    def __init__(self, told: time, *, exact: bool) -> None:
        self.time = told
        self.exact = exact
        """To the minute; not "around 17:40" or "at five in the morning"."""


def _told_clock(scan: Scan) -> _Clock | None:
    """The one time of day that a sentence says something happened at; None where it says none, or several."""
    times = _times(scan)
    if not times:
        return None
    taken = {span.end for span in scan.timings if span.what == "as_of"}
    numbers = (at for at in dict.fromkeys(times) if at not in taken)
    found = [clock for at in numbers if (clock := _clock_at(scan, at)) is not None]
    return found[0] if len(found) == 1 else None


def _times(scan: Scan) -> list[int]:
    """Where a time of day may stand: "17:40", before "a.m." or "вечора"."""
    tokens, halves = scan.tokens, "half_of_day" in scan.said
    found: list[int] = []
    for n, token in enumerate(tokens):
        if token.kind == NUMBER:
            if n and ":" in token.text:
                found.append(n)
        elif halves and token.says("half_of_day"):
            found += [at for at in (n - 1, n - 2) if at > 0 and tokens[at].kind != MARK]
    return found


def _clock_at(scan: Scan, at: int) -> _Clock | None:
    tokens = scan.tokens
    before = tokens[at - 1].norm
    about = scan.lexicon.says("clock_about", before)
    if not about and not scan.lexicon.says("clock_at", before):
        return None
    marked = tokens[at].kind == NUMBER and ":" in tokens[at].text
    halved = _half_of_day(scan, [token.norm for token in tokens[at + 1 : at + 3]]) is not None
    if not marked and not halved:
        return None
    value = None if marked else number(tokens, at, scan.lexicon)  # "около пяти утра"
    told = _clock(tokens[at].text if value is None else str(value[1]), scan, at if value is None else value[0] - 1)
    if told is None:
        return None
    return _Clock(told, exact=marked and not about)


def _at(clock: _Clock, day: date | None, published: datetime) -> Occurred:
    """That day, or the last time before the publication that the clock showed it."""
    moment = _last_time(clock.time, published) if day is None else datetime.combine(day, clock.time, KYIV)
    if clock.exact:
        return _capped(moment, moment, published, TimePrecision.EXACT)
    return _around(moment, published)


def _around(moment: datetime, published: datetime) -> Occurred:
    return _capped(moment - _HALF_AN_HOUR, moment + _HALF_AN_HOUR, published, TimePrecision.HOUR)


def _hours_ago(scan: Scan) -> int | None:
    """ "Three hours ago", "дві години тому": how many."""
    tokens, words = scan.tokens, scan.lexicon.sets["ago"]
    for at, token in enumerate(tokens) if "ago" in scan.said else ():
        if token.norm in words and at > 1 and tokens[at - 1].says("hours"):
            told = number(tokens, at - 2, scan.lexicon)
            return told[1] if told is not None and told[0] == at - 1 and told[1] <= _DAY else None
    return None


def _night(morning: date, published: datetime) -> Occurred:
    """The night that ends on a morning: from the evening before."""
    start = datetime.combine(morning - timedelta(days=1), time(_EVENING), KYIV)
    end = datetime.combine(morning, time(_MORNING), KYIV)
    return _capped(start, end, published, TimePrecision.NIGHT)


def _span(day: date, hour: int, length: int, published: datetime, precision: TimePrecision) -> Occurred:
    start = datetime.combine(day, time(hour), KYIV)
    return _capped(start, start + timedelta(hours=length), published, precision)


def _capped(start: datetime, end: datetime, published: datetime, precision: TimePrecision) -> Occurred:
    return Occurred(min(start.astimezone(UTC), published), min(end.astimezone(UTC), published), precision)


def _clock(text: str, scan: Scan, at: int) -> time | None:
    """ "17:30", "6 p.m.", "7 ранку", "18 годину": the time of day."""
    hour, mark, minute = text.replace(".", ":").partition(":")
    behind = [token.norm for token in scan.tokens[at + 1 : at + 3]]
    told = bool(behind) and scan.lexicon.says("clock", behind[0])
    half = _half_of_day(scan, behind if told else behind[:1])
    if not mark:
        minute = "00" if told or half is not None else ""
    if not (hour.isdecimal() and minute.isdecimal() and len(hour) <= 2 and len(minute) == 2):
        return None
    hours = int(hour)
    if half is not None and hours <= _NOON:  # 12 a.m. begins the day
        hours = hours % _NOON + half
    return time(hours, int(minute)) if hours < 24 and int(minute) < 60 else None


def _half_of_day(scan: Scan, words: list[str]) -> int | None:
    """What the words behind a time add to its hours: 12 for "p.m." and "вечора", nothing for "a.m." and "ранку"."""
    for word in words:
        if scan.lexicon.says("after_noon", word):
            return _NOON
        if scan.lexicon.says("before_noon", word):
            return 0
    return None
