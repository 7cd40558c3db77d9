"""When it happened and when a figure held, as far as a sentence says (design, section 4.2)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from schemas.vocabulary import TimePrecision
from service.core.grammar import spans
from service.core.text import Kind, Token
from service.core.words import Lexicon

KYIV: Final = ZoneInfo("Europe/Kyiv")
_EVENING: Final = 18
_MORNING: Final = 6


@dataclass(frozen=True, slots=True)
class Occurred:
    """When it happened."""

    start: datetime
    end: datetime
    precision: TimePrecision


class TimeReader:
    """Reads times with one language's lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def occurred(self, tokens: tuple[Token, ...], published: datetime) -> Occurred | None:
        """The time of what a sentence tells; None where it says none. Never after the publication."""
        named = {name for _, _, name in spans(self._lexicon.times, tokens)}
        here = published.astimezone(KYIV)
        day = self._day(named, here.date())
        if "night" in named:
            return _night(day or here.date(), published)
        if "past_day" in named:
            return Occurred(published - timedelta(days=1), published, TimePrecision.INTERVAL)
        if "morning" in named or "evening" in named:
            begin, length = (4, 6) if "morning" in named else (17, 6)
            return _span(day or here.date(), begin, length, published, TimePrecision.PART_OF_DAY)
        if day is not None or "day" in named:
            return _span(day or here.date(), 0, 24, published, TimePrecision.DAY)
        return None

    def as_of(self, tokens: tuple[Token, ...], published: datetime) -> datetime | None:
        """ "As of 17:30": the newest such time that is not after the publication."""
        for start, end, name in spans(self._lexicon.times, tokens):
            if name == "as_of" and end < len(tokens) and tokens[end].kind is Kind.NUMBER:
                clock = _clock(tokens[end].text)
                if clock is not None:
                    here = published.astimezone(KYIV)
                    moment = datetime.combine(here.date(), clock, KYIV)
                    if moment > here + timedelta(minutes=10):
                        moment -= timedelta(days=1)
                    return min(moment.astimezone(UTC), published)
            _ = start
        return None

    def _day(self, named: set[str], today: date) -> date | None:
        for number in range(7):
            if f"weekday_{number}" in named:
                return today - timedelta(days=(today.weekday() - number) % 7)
        if "day_before_yesterday" in named:
            return today - timedelta(days=2)
        return today - timedelta(days=1) if "yesterday" in named else None


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


def _clock(text: str) -> time | None:
    hour, mark, minute = text.replace(".", ":").partition(":")
    if not (mark and hour.isdigit() and minute.isdigit()):
        return None
    return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None
