"""Claims: the figures of one incident as the totals keep them, compact and without pydantic.

A claim is one count of one incident. What is kept is what ranking, grouping and summing need; the incident itself, with
its evidence, stays on the `incidents` topic.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

import orjson

from schemas.incident import Count, Incident
from schemas.vocabulary import CountKind, Measure, Qualifier, SourceClass, Status, TimePrecision

_CLASSES: Final = tuple(SourceClass)


@dataclass(frozen=True, slots=True)
class Figure:
    """low <= best <= high always; high None = unbounded."""

    low: int
    best: int
    high: int | None

    def __add__(self, other: "Figure") -> "Figure":
        high = None if self.high is None or other.high is None else self.high + other.high
        return Figure(self.low + other.low, self.best + other.best, high)

    def widest(self, other: "Figure") -> "Figure":
        """The larger of the two in each part."""
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Figure(max(self.low, other.low), max(self.best, other.best), high)


NOTHING: Final = Figure(0, 0, 0)

Key = tuple[str, str]
"""Measure and unit."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One count of an incident."""

    measure: str
    unit: str
    figure: Figure
    increment: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One live incident. Times are seconds since 1970, UTC."""

    incident_id: str
    report_id: str
    start: float
    end: float
    dated: bool
    """False when nothing but the time of publication is known."""
    as_of: float
    published: float
    speaker: str
    """The original source: who said it, else who printed it."""
    rank: int
    """Of the speaker's class, 0 the weightiest."""
    attack_id: str | None
    site: str | None
    corrected: bool
    claims: tuple[Claim, ...]
    digest: str
    """Of the content: settles which version of an incident stands when all times are equal."""

    @property
    def order(self) -> tuple[float, float, str, str]:
        """Claims are ranked by this, never by arrival (design, section 4.2)."""
        return (self.as_of, self.published, self.speaker, self.incident_id)

    @property
    def version(self) -> tuple[float, float, str]:
        """The greatest version of an incident id stands."""
        return (self.published, self.as_of, self.digest)


def entry_of(incident: Incident) -> Entry:
    """What of an incident is kept."""
    claims = tuple(
        Claim(count.measure.value, count.unit.value, figure_of(count), count.count_kind is CountKind.INCREMENT)
        for count in incident.counts
        if count.count_kind is not CountKind.CAMPAIGN_TOTAL
    )
    site = _plain(incident.site) if incident.site else None
    if site is None and any(count.count_kind is CountKind.COMPONENT for count in incident.counts):
        site = ""
    fields: list[Any] = [
        incident.incident_id,
        incident.report_id,
        incident.occurred_from.timestamp(),
        incident.occurred_to.timestamp(),
        incident.time_precision is not TimePrecision.PUBLISHED,
        incident.as_of.timestamp(),
        incident.published_at.timestamp(),
        _plain(incident.attributed_to or incident.source.id),
        incident.attributed_class.rank,
        incident.attack_id,
        site,
        incident.status is Status.CORRECTED,
    ]
    packed = orjson.dumps([fields, [_packed(claim) for claim in claims]])
    return _entry(fields, claims, blake2b(packed, digest_size=8).hexdigest())


def figure_of(count: Count) -> Figure:
    """Bounds of a count. "Up to" leaves 0 possible; a bound not said otherwise is the figure that was said."""
    said = next(value for value in (count.best, count.low, count.high, 0) if value is not None)
    low = count.low if count.low is not None else 0 if count.qualifier is Qualifier.AT_MOST else said
    return Figure(min(low, said), said, count.high if count.high is None else max(count.high, said))


def pack(entry: Entry) -> bytes:
    """As it is kept in the changelog."""
    fields = [getattr(entry, name) for name in _FIELDS]
    return orjson.dumps([*fields, [_packed(claim) for claim in entry.claims], entry.digest])


def unpack(value: bytes) -> Entry:
    """The reverse of `pack`."""
    *fields, claims, digest = orjson.loads(value)
    return _entry(fields, tuple(Claim(m, u, Figure(*f), inc) for m, u, f, inc in claims), digest)


def _entry(fields: list[Any], claims: tuple[Claim, ...], digest: str) -> Entry:
    return Entry(**dict(zip(_FIELDS, fields, strict=True)), claims=claims, digest=digest)


def _packed(claim: Claim) -> list[Any]:
    figure = claim.figure
    return [claim.measure, claim.unit, [figure.low, figure.best, figure.high], claim.increment]


_FIELDS: Final = tuple(name for name in Entry.__slots__ if name not in ("claims", "digest"))


@lru_cache(maxsize=65_536)
def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def moment(seconds: float) -> datetime:
    """Seconds since 1970 as a UTC time."""
    return datetime.fromtimestamp(seconds, UTC)


def behaviour(measure: str) -> str:
    """flow, stock, restoration or tally."""
    return _BEHAVIOUR[measure]


_BEHAVIOUR: Final = {measure.value: measure.behaviour.value for measure in Measure}
