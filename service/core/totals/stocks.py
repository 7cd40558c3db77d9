"""Stocks (design, section 4.6): levels, such as people without power. The last value counts, never a sum over time.

A restoration lowers the stock of its own unit. A source's later total of what was restored replaces its earlier one;
different sources tell of the same repairs, so the largest of them counts and they are not added.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import NamedTuple

from service.core.totals.claims import DAY, KEYS, LOWERS, STOCKS, Entry, Figure, Key, Order
from service.core.totals.reasons import Cause


class Word(NamedTuple):
    """One thing said of a stock; compared by `order`."""

    order: Order
    figure: Figure
    increment: bool
    site: str | None
    restores: bool = False

    @property
    def is_total(self) -> bool:
        """A level, as against what is added to it or taken off."""
        return not self.restores and not self.increment


class LevelNow(NamedTuple):
    """A stock as it stands."""

    figure: Figure
    as_of: int
    stale: bool
    peak_24h: int
    incidents: tuple[str, ...]
    restored: bool
    """The newest word on it was a restoration."""


class _Stock:
    """What was said of one key, in order, and the level after each word, as far as it has been worked out."""

    __slots__ = ("_bests", "_first", "_spots", "totals", "words")

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.totals: dict[str | None, list[Word]] = {}
        """The totals among the words, by site."""
        self._spots: _Spots | None = None
        self._first = 0
        self._bests: list[int] = []

    def add(self, word: Word) -> None:
        if self.words and word < self.words[-1]:
            self._spots = None
        insort(self.words, word)
        if word.is_total:
            insort(self.totals.setdefault(word.site, []), word)

    def remove(self, word: Word) -> None:
        self._spots = None
        del self.words[bisect_left(self.words, word)]
        if word.is_total:
            totals = self.totals[word.site]
            del totals[bisect_left(totals, word)]
            if not totals:
                del self.totals[word.site]

    def level(self, now: int, stale_after: int) -> "LevelNow | None":
        """As it stands at a moment; what holds only later does not count yet."""
        words = self.words
        known, day = bisect_right(words, now, key=_as_of), bisect_right(words, now - DAY, key=_as_of)
        spots = self._heard(known, now)
        figure = spots.level() if known else None
        if figure is None:
            return None
        newest = words[known - 1]
        peak = max(self._bests[max(day - 1 - self._first, 0) :])
        stale = now - _as_of(newest) >= stale_after
        return LevelNow(figure, _as_of(newest), stale, peak, spots.incidents(), newest.restores)

    def _heard(self, known: int, now: int) -> "_Spots":
        if self._spots is None or known < self._first + len(self._bests):
            self._spots, self._bests, self._first = _Spots(), [], self.since(now - DAY)
        for number in range(self._first + len(self._bests), known):
            self._spots.hear(self.words[number])
            level = self._spots.level()
            self._bests.append(-1 if level is None else level.best)
        return self._spots

    def since(self, moment: int) -> int:
        """Number of the first word that still bears on the level at a moment: each site's newest total and later."""
        found = []
        for totals in self.totals.values():
            known = bisect_right(totals, moment, key=_as_of)
            if known:
                found.append(bisect_left(self.words, totals[known - 1]))
        return min(found, default=bisect_right(self.words, moment, key=_as_of))


class Stocks:
    """All stocks of one place. `stale_after` in milliseconds."""

    def __init__(self, stale_after: int) -> None:
        self._stale_after = stale_after
        self._stocks: dict[Key, _Stock] = {}
        self._causes: dict[Key, Cause] = {}
        self._due: dict[Key, int] = {}
        self.levels: dict[Key, LevelNow] = {}

    def add(self, entry: Entry, cause: Cause) -> None:
        """An incident more."""
        for key, word in _words(entry):
            self._stocks.setdefault(key, _Stock()).add(word)
            self._causes[key] = max(cause, self._causes.get(key, Cause.TIME))

    def remove(self, entry: Entry, cause: Cause) -> None:
        """An incident less."""
        for key, word in _words(entry):
            self._stocks[key].remove(word)
            self._causes[key] = max(cause, self._causes.get(key, Cause.TIME))

    def settle(self, now: int) -> dict[Key, Cause]:
        """Bring levels up to a moment; returns the keys looked at, with what made it necessary."""
        looked = {key: Cause.TIME for key, due in self._due.items() if due <= now} | self._causes
        self._causes = {}
        for key in looked:
            self._look(key, now)
        return looked

    def _look(self, key: Key, now: int) -> None:
        self._due.pop(key, None)
        self.levels.pop(key, None)
        stock = self._stocks[key]
        if not stock.words:
            del self._stocks[key]
            return
        level, due = stock.level(now, self._stale_after), _next_due(stock.words, now, self._stale_after)
        if level is not None:
            self.levels[key] = level
        if due is not None:
            self._due[key] = due

    def next_due(self) -> int | None:
        """When time alone next changes a level."""
        return min(self._due.values(), default=None)


def _words(entry: Entry) -> Iterator[tuple[Key, Word]]:
    for number, claim in enumerate(entry.claims):
        key, figure, increment = claim.key, claim.figure, claim.increment
        if key.measure in STOCKS:
            yield key, Word(entry.order(number), figure, increment, entry.site)
        elif key.measure in LOWERS:
            lowered = KEYS[LOWERS[key.measure], key.unit]
            yield lowered, Word(entry.order(number), figure, increment, entry.site, restores=True)


def _as_of(word: Word) -> int:
    return word.order[0]


def _next_due(words: list[Word], now: int, stale_after: int) -> int | None:
    known = bisect_right(words, now, key=_as_of)
    due = [_as_of(words[known])] if known < len(words) else []
    if known:
        due.append(_as_of(words[known - 1]) + stale_after)
        # Sites can fall out of step with each other, so every word of the last day may have made the peak.
        due.append(_as_of(words[bisect_right(words, now - DAY, hi=known - 1, key=_as_of)]) + DAY)
    return min((at for at in due if at > now), default=None)


class _Spots:
    """The level at each site, word by word."""

    def __init__(self) -> None:
        self._sites: dict[str | None, _Spot] = {}

    def hear(self, word: Word) -> None:
        whole = self._sites.get(None)
        if word.site is not None and word.is_total and whole is not None and whole.base is None:
            del self._sites[None]  # what was restored before is left out of this figure already
        spot = self._sites.get(word.site)
        if spot is None:
            spot = self._sites[word.site] = _Spot()
        spot.hear(word)

    def level(self) -> Figure | None:
        """The place's own level, or the sum of its sites where that is more."""
        whole = self._sites.get(None)
        own = whole.level() if whole else None
        parts = [found for site, spot in self._sites.items() if site is not None for found in [spot.level()] if found]
        if not parts:
            return own
        total = Figure(0, 0, 0)
        for part in parts:
            total = total.plus(part)
        if own is not None:
            return total.widest(own)
        return _lowered(total, whole.restored()) if whole else total

    def incidents(self) -> tuple[str, ...]:
        """Those behind the level: what was restored where nothing was out has no part in it."""
        parts = any(spot.base is not None for site, spot in self._sites.items() if site is not None)
        behind = [s for site, s in self._sites.items() if s.base is not None or (site is None and parts)]
        return tuple(sorted({incident for spot in behind for incident in spot.incidents}))


class _Spot:
    __slots__ = ("base", "by_speaker", "incidents")

    def __init__(self) -> None:
        self.base: Figure | None = None
        self.by_speaker: dict[str, int] = {}
        self.incidents: list[str] = []

    def hear(self, word: Word) -> None:
        _, _, speaker, incident_id, _ = word.order
        if word.restores:
            before = self.by_speaker.get(speaker, 0) if word.increment else 0
            self.by_speaker[speaker] = before + word.figure.best
        elif not word.increment:
            self.base, self.by_speaker, self.incidents = word.figure, {}, []
        elif self.base is not None:
            self.base = self.base.plus(word.figure)
        else:
            return
        self.incidents.append(incident_id)

    def restored(self) -> int:
        return max(self.by_speaker.values(), default=0)

    def level(self) -> Figure | None:
        return None if self.base is None else _lowered(self.base, self.restored())


def _lowered(level: Figure, restored: int) -> Figure:
    """At most as many can be restored as are out: a restoration of more says that nobody is out any more."""
    high = None if level.high is None else max(level.high - restored, 0)
    return Figure(max(level.low - restored, 0), max(level.best - restored, 0), high)
