"""Stocks and tallies (design, section 4.6): figures that do not add over attacks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from schemas.vocabulary import Measure
from service.core.claims import NOTHING, Entry, Figure, Key, behaviour
from service.core.rules import Rules

_LOWERS: Final = {m.value: m.lowers.value for m in Measure if m.lowers is not None}
DAY: Final = 24 * 3600.0
UNDATED_TALLY: Final = 12 * 3600.0
"""Seconds before its publication that a bulletin without times is taken to cover: a night and its morning."""


@dataclass(frozen=True, slots=True)
class LevelNow:
    """A stock as it stands."""

    figure: Figure
    as_of: float
    stale: bool
    peak_24h: int
    incidents: tuple[str, ...]
    restored: bool
    """The newest word on it was a restoration."""


@dataclass(frozen=True, slots=True)
class _Word:
    order: tuple[float, float, str, str]
    figure: Figure
    restores: bool
    increment: bool
    speaker: str
    site: str | None

    @property
    def as_of(self) -> float:
        return self.order[0]


def stocks(entries: Iterable[Entry], now: float, rules: Rules) -> dict[Key, LevelNow]:
    """Every stock of a place. Claims that hold only later than `now` do not count yet."""
    words: dict[Key, list[_Word]] = {}
    for entry in entries:
        for claim in entry.claims:
            key = (_LOWERS.get(claim.measure, claim.measure), claim.unit)
            if behaviour(claim.measure) in ("stock", "restoration"):
                restores = claim.measure in _LOWERS
                words.setdefault(key, []).append(
                    _Word(entry.order, claim.figure, restores, claim.increment, entry.speaker, entry.site)
                )
    levels = {key: _level_now(said, now, rules) for key, said in words.items()}
    return {key: level for key, level in levels.items() if level is not None}


def _level_now(words: list[_Word], now: float, rules: Rules) -> LevelNow | None:
    said = sorted((w for w in words if w.as_of <= now), key=lambda w: w.order)
    figure = _level(said)
    if figure is None:
        return None
    newest = said[-1]
    # The level just before the day began, and after each word since.
    moments = [w.order for w in said if w.as_of > now - DAY]
    before = [w for w in said if w.as_of <= now - DAY]
    peaks = [_level(before)] + [_level([w for w in said if w.order <= moment]) for moment in moments]
    return LevelNow(
        figure,
        newest.as_of,
        now - newest.as_of >= rules.stale_after_hours * 3600,
        max(p.best for p in peaks if p is not None),
        tuple(sorted({w.order[3] for w in said[-8:]})),
        newest.restores,
    )


def _level(said: list[_Word]) -> Figure | None:
    """The level after these words (in order): the city's own, or the sum of its sites where that is more."""
    sites: dict[str | None, list[_Word]] = {}
    for word in said:
        sites.setdefault(word.site, []).append(word)
    whole = _one_level(sites.pop(None, []))
    parts = [level for level in map(_one_level, sites.values()) if level is not None]
    if not parts:
        return whole
    total = NOTHING
    for part in parts:
        total += part
    return total.widest(whole) if whole else total


def _one_level(said: list[_Word]) -> Figure | None:
    bases = [w for w in said if not w.restores and not w.increment]
    if not bases:
        return None
    base = bases[-1]
    later = [w for w in said if w.order > base.order]
    level = base.figure
    for word in later:
        if not word.restores:
            level += word.figure
    return _lowered(level, [w for w in later if w.restores])


def _lowered(level: Figure, restorations: list[_Word]) -> Figure:
    """Lowered by what was restored since. A source's later total replaces its earlier one; sources do not add.

    At most as many can be restored as are out: a restoration of more says that nobody is out any more.
    """
    by_speaker: dict[str, int] = {}
    for word in restorations:
        before = by_speaker.get(word.speaker, 0) if word.increment else 0
        by_speaker[word.speaker] = before + word.figure.best
    restored = max(by_speaker.values(), default=0)
    high = None if level.high is None else level.high - min(restored, level.high)
    return Figure(level.low - min(restored, level.low), level.best - min(restored, level.best), high)


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A tally that stands for its interval."""

    key: Key
    figure: Figure
    start: float
    end: float
    speaker: str
    incident_id: str
    order: tuple[float, float, str, str]
    rank: int


def bulletins(entries: Iterable[Entry]) -> list[Bulletin]:
    """The tallies that stand: the weightiest and newest of those that overlap, so disjoint intervals add."""
    said: dict[Key, list[Bulletin]] = {}
    for bulletin in _bulletins(entries):
        said.setdefault(bulletin.key, []).append(bulletin)
    standing: list[Bulletin] = []
    for found in said.values():
        taken: list[Bulletin] = []
        for bulletin in sorted(found, key=lambda b: (-b.rank, b.order), reverse=True):
            if all(bulletin.end < other.start or other.end < bulletin.start for other in taken):
                taken.append(bulletin)
        standing += taken
    return sorted(standing, key=lambda b: (b.key, b.start))


def _bulletins(entries: Iterable[Entry]) -> Iterator[Bulletin]:
    for entry in entries:
        start = entry.start if entry.dated else entry.end - UNDATED_TALLY
        for claim in entry.claims:
            if behaviour(claim.measure) == "tally":
                key = (claim.measure, claim.unit)
                yield Bulletin(
                    key, claim.figure, start, entry.end, entry.speaker, entry.incident_id, entry.order, entry.rank
                )
