"""Claims: the figures of one incident as the totals keep them, compact and without pydantic.

A claim is one count of one incident. What is kept is what ranking, grouping and summing need; the incident itself, with
its evidence, stays on the `incidents` topic. Times are whole milliseconds since 1970, UTC: exact, and short to write.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple

import orjson

from schemas.incident import Count, Incident
from schemas.vocabulary import CountKind, Measure, Qualifier, Status, TimePrecision, Unit

HOUR: Final = 3_600_000
DAY: Final = 24 * HOUR
LONG: Final = 36 * HOUR
"""A bulletin over more than this sums up days, such as those of a week: no window that is shorter shows it."""

Key = tuple[str, str]
"""Measure and unit: what a total is of."""

Order = tuple[int, int, str, str, int]
"""as_of, published, speaker, incident, number within it: claims are ranked by this, never by arrival."""


class Figure(NamedTuple):
    """low <= best <= high always; high None = unbounded."""

    low: int
    best: int
    high: int | None

    def plus(self, other: "Figure") -> "Figure":
        """The sum, each bound for itself."""
        high = None if self.high is None or other.high is None else self.high + other.high
        return Figure(self.low + other.low, self.best + other.best, high)

    def widest(self, other: "Figure") -> "Figure":
        """The larger of the two in each bound."""
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Figure(max(self.low, other.low), max(self.best, other.best), high)


class Claim(NamedTuple):
    """One count of an incident."""

    key: Key
    figure: Figure
    increment: bool
    period: bool = False
    """A flow over a stretch of time, such as the past day, not over one attack."""


class Entry(NamedTuple):
    """One live incident."""

    incident_id: str
    report_id: str
    published: int
    as_of: int
    start: int
    end: int
    dated: bool
    """False when nothing but the time of publication is known."""
    speaker: str
    """The original source: who said it, else who printed it."""
    rank: int
    """Of the speaker's class, 0 the weightiest."""
    attack_id: str | None
    site: str | None
    """Where in the place the figures hold; empty = at a spot without a name."""
    status: int
    """One of REPORTED, CORRECTED and RETRACTED."""
    claims: tuple[Claim, ...]

    def order(self, number: int) -> Order:
        """Rank of the claim of that number."""
        return (self.as_of, self.published, self.speaker, self.incident_id, number)


REPORTED: Final = 0
CORRECTED: Final = 1
RETRACTED: Final = 2
_STATUS: Final = {Status.REPORTED: REPORTED, Status.CORRECTED: CORRECTED, Status.RETRACTED: RETRACTED}

FLOW: Final = 1
STOCK: Final = 2
"""Stocks and what lowers them."""
TALLY: Final = 4
PERIOD: Final = 8
"""Flows over a stretch of time."""
_KINDS: Final = {"flow": FLOW, "stock": STOCK, "restoration": STOCK, "tally": TALLY}
KIND: Final[dict[str, int]] = {m.value: _KINDS[m.behaviour.value] for m in Measure}
"""What part of the totals a measure belongs to."""

FLOWS: Final = frozenset(m.value for m in Measure if m.behaviour.value == "flow")
STOCKS: Final = frozenset(m.value for m in Measure if m.behaviour.value == "stock")
TALLIES: Final = frozenset(m.value for m in Measure if m.behaviour.value == "tally")
LOWERS: Final[dict[str, str]] = {m.value: m.lowers.value for m in Measure if m.lowers is not None}
"""Restoration → the stock it lowers."""

_INCREMENT: Final = 1
_PERIOD: Final = 2
_KIND_OF: Final = {(False, False): 0, (True, False): _INCREMENT, (False, True): _PERIOD}
"""How a claim's kind is kept."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_KEYS: Final[dict[tuple[str, str], Key]] = {(m.value, u.value): (m.value, u.value) for m in Measure for u in Unit}
"""One object for each key, however many claims carry it."""


def milliseconds(moment: datetime) -> int:
    """A UTC time as whole milliseconds since 1970."""
    return round(moment.timestamp() * 1000)


def moment(stamp: int) -> datetime:
    """The reverse of `milliseconds`."""
    return _EPOCH + timedelta(milliseconds=stamp)


def read(incident: Incident) -> tuple[Entry, bytes]:
    """What of an incident is kept, and its bytes in the changelog (`unread` takes them back)."""
    published, occurred_to = incident.published_at, incident.occurred_to
    stamp, ended = milliseconds(published), milliseconds(occurred_to)
    began = ended if incident.occurred_from == occurred_to else milliseconds(incident.occurred_from)
    status = _STATUS[incident.status]
    claims = () if status == RETRACTED else tuple(map(_claim, filter(_counted, incident.counts)))
    if incident.attack_id is not None:
        claims = tuple(claim._replace(period=False) if claim.period else claim for claim in claims)
    fields = (
        incident.report_id,
        stamp,
        stamp if incident.as_of == published else milliseconds(incident.as_of),
        min(began, ended),
        ended,
        incident.time_precision is not TimePrecision.PUBLISHED,
        _plain(incident.attributed_to or incident.source.id),
        incident.attributed_class.rank,
        incident.attack_id,
        _site(incident),
        status,
    )
    packed = [(*key, *figure, _KIND_OF[increment, period]) for key, figure, increment, period in claims]
    return Entry(incident.incident_id, *fields, claims), compact(orjson.dumps((*fields, packed)))


def compact(value: bytes) -> bytes:
    """The same bytes in no more memory than they need: orjson's own keep the buffer they were written in, 4 kB."""
    return bytes(memoryview(value))


def unread(incident_id: str, value: bytes) -> Entry:
    """An entry from its bytes."""
    return _entry(incident_id, orjson.loads(value))


def report_of(value: bytes) -> str:
    """The report that kept bytes belong to."""
    report_id: str = orjson.loads(value)[0]
    return report_id


def version(entry: Entry, value: bytes) -> tuple[int, int, bool, bytes]:
    """Of two versions of an incident the greater one stands, whichever came first."""
    return (entry.published, entry.as_of, entry.status == RETRACTED, value)


def figure_of(count: Count) -> Figure:
    """Bounds of a count. "Up to" leaves 0 possible; a lower bound not said otherwise is the figure that was said."""
    low, best, high = count.low, count.best, count.high
    said = best if best is not None else low if low is not None else high or 0
    if low is None:
        low = 0 if count.qualifier is Qualifier.AT_MOST else said
    return Figure(min(low, said), said, high if high is None or high >= said else said)


def _entry(incident_id: str, fields: list[Any]) -> Entry:
    claims = tuple(
        Claim(_KEYS[m, u], Figure(low, best, high), kind == _INCREMENT, kind == _PERIOD)
        for m, u, low, best, high, kind in fields[11]
    )
    return Entry._make((incident_id, *fields[:11], claims))


def _claim(count: Count) -> Claim:
    kind, measure = count.count_kind, count.measure
    period = kind is CountKind.PERIOD_TOTAL and measure in FLOWS
    return Claim(_KEYS[measure, count.unit], figure_of(count), kind is CountKind.INCREMENT, period)


def _counted(count: Count) -> bool:
    return count.count_kind is not CountKind.CAMPAIGN_TOTAL


def _site(incident: Incident) -> str | None:
    if incident.site:
        return _plain(incident.site)
    return "" if any(count.count_kind is CountKind.COMPONENT for count in incident.counts) else None


@lru_cache(maxsize=65_536)
def _plain(name: str) -> str:
    """As names are compared: case, spaces and marks at the edges say nothing about who or where."""
    words = ("".join(letter if letter.isalnum() else " " for letter in name)).casefold().split()
    return " ".join(words) or name
