"""Claims: the figures of one incident as the totals keep them, compact and without pydantic.

A claim is one count of one incident. What is kept is what ranking, grouping and summing need; the incident itself, with
its evidence, stays on the `incidents` topic. Times are whole milliseconds since 1970, UTC: exact, and short to write.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from sys import intern
from typing import Any, Final, NamedTuple, final

import orjson

from schemas.encoding import compact
from schemas.incident import Incident
from schemas.vocabulary import CountKind, Measure, Qualifier, Status, TimePrecision, Unit

HOUR: Final = 3_600_000
DAY: Final = 24 * HOUR
LONG: Final = 36 * HOUR
"""A bulletin over more than this sums up days, such as those of a week: no window that is shorter shows it."""


class Key(NamedTuple):
    """What a total is of. Those of `KEYS` are used: one object for each, however many claims carry it."""

    measure: str
    unit: str


KEYS: Final[dict[tuple[str, str], Key]] = {(m.value, u.value): Key(m.value, u.value) for m in Measure for u in Unit}

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


@final
class Claim:
    """One count of an incident."""

    __slots__ = ("figure", "increment", "key", "period")

    def __init__(self, key: Key, figure: Figure, increment: bool, period: bool) -> None:
        self.key = key
        self.figure = figure
        self.increment = increment
        self.period = period
        """A flow over a stretch of time, such as the past day, not over one attack."""


@final
class Entry:
    """One live incident."""

    __slots__ = (
        "as_of", "attack_id", "claims", "dated", "end", "incident_id", "published", "rank", "report_id", "site",
        "speaker", "start", "status",
    )  # fmt: skip

    def __init__(
        self,
        incident_id: str,
        report_id: str,
        published: int,
        as_of: int,
        start: int,
        end: int,
        dated: bool,
        speaker: str,
        rank: int,
        attack_id: str | None,
        site: str | None,
        status: int,
        claims: tuple[Claim, ...],
    ) -> None:
        self.incident_id = incident_id
        self.report_id = report_id
        self.published = published
        self.as_of = as_of
        self.start = start
        self.end = end
        self.dated = dated
        """False when nothing but the time of publication is known."""
        self.speaker = speaker
        """The original source: who said it, else who printed it."""
        self.rank = rank
        """Of the speaker's class, 0 the weightiest."""
        self.attack_id = attack_id
        self.site = site
        """Where in the place the figures hold; empty = at a spot without a name."""
        self.status = status
        """One of REPORTED, CORRECTED and RETRACTED."""
        self.claims = claims

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

# Asked of its class, a member costs as much as a call.
_COMPONENT: Final = CountKind.COMPONENT
_CAMPAIGN_TOTAL: Final = CountKind.CAMPAIGN_TOTAL
_PUBLISHED: Final = TimePrecision.PUBLISHED

_INCREMENT: Final = 1
_PERIOD: Final = 2
_KIND_OF: Final = {(False, False): 0, (True, False): _INCREMENT, (False, True): _PERIOD}
"""How a claim's kind is kept."""

Packed = tuple[str, str, int, int, int | None, int]
"""A claim as it is kept."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """A UTC time as whole milliseconds since 1970."""
    since = moment - _EPOCH
    if since.microseconds % 1000:
        return round(moment.timestamp() * 1000)
    return since.days * DAY + since.seconds * 1000 + since.microseconds // 1000


def moment(stamp: int) -> datetime:
    """The reverse of `milliseconds`."""
    return _EPOCH + timedelta(milliseconds=stamp)


def read(incident: Incident) -> tuple[Entry, bytes]:
    """What of an incident is kept, and its bytes in the changelog (`unread` takes them back)."""
    published, occurred_to = incident.published_at, incident.occurred_to
    stamp, ended = milliseconds(published), milliseconds(occurred_to)
    began = ended if incident.occurred_from == occurred_to else milliseconds(incident.occurred_from)
    as_of, attack_id, site = incident.as_of, incident.attack_id, incident.site
    status = _STATUS[incident.status]
    claims: list[Claim] = []
    packed: list[Packed] = []
    is_part = False
    for count in incident.counts:
        kind = count.count_kind
        is_part = is_part or kind is _COMPONENT
        if status != RETRACTED and kind is not _CAMPAIGN_TOTAL:
            known = _claim(
                count.measure, count.unit, count.low, count.best, count.high, count.qualifier, kind, attack_id is None
            )
            claims.append(known[0])
            packed.append(known[1])
    entry = Entry(
        incident.incident_id,
        incident.report_id,
        stamp,
        stamp if as_of == published else milliseconds(as_of),
        min(began, ended),
        ended,
        incident.time_precision is not _PUBLISHED,
        _plain(incident.attributed_to or incident.source.id),
        incident.attributed_class.rank,
        attack_id,
        _plain(site) if site else "" if is_part else None,
        status,
        tuple(claims),
    )
    return entry, _packed(entry, packed)


def _packed(entry: Entry, claims: list[Packed]) -> bytes:
    """What of an entry is kept: all but its id, which is in its key."""
    fields = (
        entry.report_id,
        entry.published,
        entry.as_of,
        entry.start,
        entry.end,
        entry.dated,
        entry.speaker,
        entry.rank,
        entry.attack_id,
        entry.site,
        entry.status,
        claims,
    )
    return compact(orjson.dumps(fields))


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


def _entry(incident_id: str, fields: list[Any]) -> Entry:
    claims = tuple([_kept(m, u, low, best, high, kind) for m, u, low, best, high, kind in fields[11]])
    report_id, published, as_of, start, end, dated, speaker, rank, attack_id, site, status, _ = fields
    speaker = intern(speaker)  # who is read again and again is kept once
    return Entry(
        incident_id, report_id, published, as_of, start, end, dated, speaker, rank, attack_id, site, status, claims
    )


@lru_cache(maxsize=4096)
def _kept(measure: str, unit: str, low: int, best: int, high: int | None, kind: int) -> Claim:
    """A claim as it was kept; the same again and again, as when it came."""
    return Claim(KEYS[measure, unit], Figure(low, best, high), kind == _INCREMENT, kind == _PERIOD)


@lru_cache(maxsize=4096)
def _claim(
    measure: Measure,
    unit: Unit,
    low: int | None,
    best: int | None,
    high: int | None,
    qualifier: Qualifier,
    kind: CountKind,
    of_no_attack: bool,
) -> tuple[Claim, Packed]:
    """A claim and how it is kept. Most figures are small and plain, and come again and again."""
    key, figure = KEYS[measure, unit], figure_of(low, best, high, qualifier)
    increment, period = kind is CountKind.INCREMENT, kind is CountKind.PERIOD_TOTAL and measure in FLOWS
    period = period and of_no_attack
    return Claim(key, figure, increment, period), (*key, *figure, _KIND_OF[increment, period])


def figure_of(low: int | None, best: int | None, high: int | None, qualifier: Qualifier) -> Figure:
    """Bounds of a count. "Up to" leaves 0 possible; a lower bound not said otherwise is the figure that was said."""
    said = best if best is not None else low if low is not None else high or 0
    if low is None:
        low = 0 if qualifier is Qualifier.AT_MOST else said
    return Figure(min(low, said), said, high if high is None or high >= said else said)


@lru_cache(maxsize=65_536)
def _plain(name: str) -> str:
    """As names are compared: case, spaces and marks at the edges say nothing about who or where."""
    words = ("".join(letter if letter.isalnum() else " " for letter in name)).casefold().split()
    return " ".join(words) or name
