"""One place in memory: what follows from its live incidents at a moment. The incidents themselves are kept as bytes.

Everything derived is kept up with as incidents come and go, so one of them costs the same whether the place has ten
others or ten thousand.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from schemas.vocabulary import ChangeReason
from service.core.totals.attacks import Attacks
from service.core.totals.claims import FLOW, KIND, PERIOD, RETRACTED, STOCK, TALLY, Entry, Figure, Key
from service.core.totals.estimates import Estimator
from service.core.totals.order import Published, Reports
from service.core.totals.periods import Periods
from service.core.totals.published import Moved, ShownLevel
from service.core.totals.reasons import Cause, level_reason
from service.core.totals.rolling import Rolling, Shift, Shown, shift
from service.core.totals.rules import Rules
from service.core.totals.spans import Spans
from service.core.totals.standing import MovedStanding
from service.core.totals.stocks import Stocks
from service.core.totals.tallies import Tallies, day_totals, long_totals, tallies


class Ledger:
    """What follows from the live incidents of one place. `read` gives the incident of a key as it is kept."""

    def __init__(self, place_id: str, rules: Rules, spans: Spans, now: int, read: Callable[[bytes], Entry]) -> None:
        self._spans = spans
        self._published = Published()
        self._reports = Reports()
        self._attacks = Attacks(place_id, spans.gap, spans.reach, Estimator(rules.policy, spans.margin), read)
        self._tallies = Tallies(tallies)
        self._periods = Periods(day_totals)
        self._long = Periods(long_totals)
        self._stocks = Stocks(spans.stale_after)
        self._rolling = Rolling(spans.windows, now)
        self.windows: dict[str, dict[Key, Shown]] = {window: {} for window in spans.windows}
        """As last told."""
        self.levels: dict[Key, ShownLevel] = {}
        """As last told."""
        self.changed = False
        """What is shown of windows or levels changed when this was last settled."""
        self.figures_changed = False
        """So did a figure, or anything of a level: what the area around the place adds up."""

    # -- incidents come and go ---------------------------------------------------------------------------------------

    def put(self, key: bytes, entry: Entry, cause: Cause, before: Entry | None = None) -> None:
        """An incident, new or in place of its earlier version; that must still be what `read` gives."""
        if before is not None:
            cause = max(cause, Cause.CORRECTION)
            self.take(key, before, cause)
        self.load(key, entry, cause)

    def load(self, key: bytes, entry: Entry, cause: Cause = Cause.TIME) -> None:
        """An incident that is not there yet."""
        self._published.add(entry.published, key)
        if entry.status != RETRACTED:
            self._reports.add(entry.report_id)
        kinds = 0
        for claim in entry.claims:
            kinds |= PERIOD if claim.period else KIND[claim.key[0]]
        if kinds & FLOW:
            self._attacks.add(key, entry, cause)
        if kinds & PERIOD:
            self._periods.add(entry, cause)
        if kinds & TALLY:
            self._tallies.add(entry, cause)
        if kinds & (PERIOD | TALLY):
            self._long.add(entry, cause)
        if kinds & STOCK:
            self._stocks.add(entry, cause)

    def take(self, key: bytes, entry: Entry, cause: Cause) -> None:
        """An incident goes; it must still be what `read` gives."""
        self._published.remove(entry.published, key)
        if entry.status != RETRACTED:
            self._reports.remove(entry.report_id)
        self._attacks.remove(key, entry, cause)
        self._periods.remove(entry, cause)
        self._tallies.remove(entry, cause)
        self._long.remove(entry, cause)
        self._stocks.remove(entry, cause)

    def __len__(self) -> int:
        return len(self._published)

    def expired(self, now: int) -> list[bytes]:
        """Keys of the incidents that are past being kept."""
        return self._published.before(now - self._spans.kept)

    # -- what follows ------------------------------------------------------------------------------------------------

    def settle(self, now: int) -> list[Moved]:
        """Bring everything up to a moment; returns the figures that are not what was last told, which they now are."""
        self.changed = self.figures_changed = False
        self._rolling.roll(now)
        attacks = self._attacks.settle()
        moved = list(self._settle_attacks(attacks))
        days = [*self._periods.settle(attacks), *self._tallies.settle()]
        for bulletin in (*days, *self._long.settle([*attacks, *days])):
            self._rolling.change(bulletin, _shifts(bulletin))
        moved += self._settle_windows()
        moved += self._settle_levels(now)
        return moved

    def restore(self, windows: dict[str, dict[Key, Shown]], levels: dict[Key, ShownLevel], now: int) -> None:
        """Take up where another process left off: what follows from the incidents at `now` was told as given here."""
        self.settle(now)
        for window in {**windows, **self.windows}:
            told, found = windows.get(window, {}), self.windows.get(window, {})
            for key in {**told, **found}:
                if told.get(key) != found.get(key) and window in self.windows:
                    self._rolling.shifts.setdefault((window, key), [])
        self.windows = {window: windows.get(window, {}) for window in self.windows}
        self.levels = levels

    def _settle_attacks(self, attacks: Sequence[MovedStanding]) -> Iterator[Moved]:
        for attack in attacks:
            shifts = _shifts(attack)
            self._rolling.change(attack, shifts)
            for key, found in sorted(shifts.items()):
                was, now = attack.old.get(key), attack.new.get(key)
                before, after = was.figure if was else None, now.figure if now else None
                if before != after:
                    yield Moved(key, None, attack.name, before, after, found.reason, found.came, found.went)

    def _settle_windows(self) -> Iterator[Moved]:
        for (window, key), shifts in sorted(self._rolling.shifts.items()):
            told = self.windows[window]
            total = self._rolling.sums[window].get(key)
            was, now = told.get(key), total.shown() if total else None
            if was == now:
                continue
            self.changed = True
            if now is None:
                told.pop(key)
            else:
                told[key] = now
            before, after = was.figure if was else None, now.figure if now else None
            if before != after:
                self.figures_changed = True
                yield _moved_window(window, key, before, after, shifts)
        self._rolling.shifts = {}

    def _settle_levels(self, now: int) -> Iterator[Moved]:
        for key, cause in sorted(self._stocks.settle(now).items()):
            level, was = self._stocks.levels.get(key), self.levels.get(key)
            if level is None:
                self.levels.pop(key, None)
            else:
                self.levels[key] = ShownLevel.of(level)
            if was != self.levels.get(key):
                self.changed = self.figures_changed = True
            before, after = was.figure if was else None, level.figure if level else None
            if before != after:
                fell = was is not None and level is not None and level.figure.best < was.figure.best
                restores = level is not None and level.restored
                reason = level_reason(cause, begun=was is None, ended=level is None, fell=fell, restores=restores)
                yield Moved(key, None, None, before, after, reason, level.incidents if level else (), ())

    # -- what there is to tell ---------------------------------------------------------------------------------------

    @property
    def attacks(self) -> int:
        """Attacks kept."""
        return len(self._attacks.told)

    @property
    def reports(self) -> int:
        """Reports that stand behind what is kept."""
        return len(self._reports)

    def final(self, now: int) -> bool:
        """Nothing is left that could still be corrected."""
        newest = self._newest()
        return newest is None or newest <= now - self._spans.correctable

    def _newest(self) -> int | None:
        dates = [level.as_of for level in self.levels.values()]
        return max([*dates, *filter(None, [self._rolling.newest])], default=None)

    def next_due(self, now: int) -> int | None:
        """When time alone will next change something."""
        newest = self._newest()
        due = [
            self._rolling.next_due(now),
            self._stocks.next_due(),
            None if newest is None else newest + self._spans.correctable,
            self._published.first + self._spans.kept + 1 if self._published else None,
        ]
        return min((at for at in due if at is not None and at > now), default=None)


def _shifts(moved: MovedStanding) -> dict[Key, Shift]:
    old, new = moved.old, moved.new
    reasons = moved.reasons()
    return {key: shift(old.get(key), new.get(key), reasons[key]) for key in reasons if old.get(key) != new.get(key)}


def _moved_window(window: str, key: Key, before: Figure | None, after: Figure | None, shifts: Sequence[Shift]) -> Moved:
    if len(shifts) == 1:
        only = shifts[0]
        return Moved(key, window, None, before, after, only.reason, only.came, only.went)
    heaviest = max(shifts, key=lambda found: found.weight, default=None)
    came = tuple(dict.fromkeys(chain.from_iterable(found.came for found in shifts)))
    went = tuple(dict.fromkeys(i for found in shifts for i in found.went if i not in came))
    # Without a shift it was told otherwise by an earlier release.
    reason = heaviest.reason if heaviest else ChangeReason.CORRECTION
    return Moved(key, window, None, before, after, reason, came, went)
