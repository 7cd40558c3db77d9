"""The dead-letter limit: a worker whose whole topic went bad stops, rather than drain the topic into dead letters.

Counted for each input partition, and kept with its state: the block that reaches a limit is not committed, so a worker
that is started again stops again, until the producer is mended or somebody raises the limit.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from service.shell.records import Record
from service.shell.settings import LimitSettings


class DeadLetterLimitError(Exception):
    """Too much of an input became dead letters: the process must end."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """What was refused lately of one input partition."""

    in_a_row: int = 0
    """Records refused since one was last accepted."""
    seen: int = 0
    refused: int = 0
    """Of the records `seen`; both are halved from time to time, so that old records weigh less."""

    @property
    def ratio(self) -> float:
        """Share of the records refused, 0 to 1."""
        return self.refused / self.seen if self.seen else 0.0

    def after(self, records: Sequence[Record], refused: Collection[int], window: int) -> "Refusals":
        """With a block more; `refused` are offsets. Halves what is remembered at twice the window."""
        row = self.in_a_row + len(records) if len(refused) == len(records) else _trailing(records, refused)
        seen, bad = self.seen + len(records), self.refused + len(refused)
        if seen >= 2 * window:
            seen, bad = seen // 2, bad // 2
        return Refusals(row, seen, bad)

    def encoded(self) -> bytes:
        """For the changelog."""
        return b"%d %d %d" % (self.in_a_row, self.seen, self.refused)

    @classmethod
    def decoded(cls, stored: bytes | None) -> "Refusals":
        """From the changelog; nothing there = nothing refused."""
        return cls(*map(int, stored.split())) if stored else NOTHING_REFUSED


NOTHING_REFUSED: Final = Refusals()


def _trailing(records: Sequence[Record], refused: Collection[int]) -> int:
    """How many of the last records were refused, one after another."""
    count = 0
    for record in reversed(records):
        if record.offset not in refused:
            break
        count += 1
    return count


def _longest(records: Sequence[Record], refused: Collection[int], before: int) -> int:
    """The longest run of refused records in a block, `before` of them having come just before it."""
    longest = run = before
    for record in records:
        run = run + 1 if record.offset in refused else 0
        longest = max(longest, run)
    return longest


class DeadLetterLimit:
    """Counts refusals and says when there are too many."""

    def __init__(self, settings: LimitSettings) -> None:
        self._in_a_row = settings.dead_letters_in_a_row
        self._ratio = settings.dead_letter_ratio
        self._window = settings.dead_letter_window_records

    def watch(self, before: Refusals, records: Sequence[Record], refused: Collection[int]) -> Refusals:
        """What stands after a block. Raises DeadLetterLimitError when a limit is reached in it."""
        if not refused and before == NOTHING_REFUSED:
            return before
        after = before.after(records, refused, self._window)
        if not self._in_a_row:
            after = Refusals(0, after.seen, after.refused)
        elif refused and _longest(records, refused, before.in_a_row) >= self._in_a_row:
            raise DeadLetterLimitError(self._said(records, f"{self._in_a_row} records in a row were refused"))
        if not self._ratio:
            return Refusals(after.in_a_row)
        if refused and after.seen >= self._window and after.ratio >= self._ratio:
            share = f"{after.ratio:.0%} of the last {after.seen} records were refused"
            raise DeadLetterLimitError(self._said(records, share))
        return after if after.refused or after.in_a_row else NOTHING_REFUSED

    def _said(self, records: Sequence[Record], what: str) -> str:
        first, last = records[0], records[-1]
        return (
            f"{first.topic}-{first.partition}: {what}, at offsets {first.offset} to {last.offset}, which are not "
            "committed. Mend the producer, or let them become dead letters by a higher LIMITS__DEAD_LETTERS_IN_A_ROW "
            "or LIMITS__DEAD_LETTER_RATIO (0 = no limit)"
        )
