"""TotalsPartition: the aggregate step of one partition. Folds incidents and retractions, and time, into totals.

Totals are a pure function of the set of live claims and of the moment: applying a record twice, or in another order,
ends in the same state (design, section 4.1). ledger.py says what follows from the claims of one place, and stored.py
what is kept of them.
"""

import heapq
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

from schemas.incident import Incident, Place, Retraction, Tick
from schemas.totals import AreaContribution, CityTotals, TotalChange
from schemas.vocabulary import Operation
from service.core.sliced import Sliced, at_once
from service.core.totals.claims import CORRECTED, RETRACTED, Entry, milliseconds, read, unread, version
from service.core.totals.ledger import Ledger
from service.core.totals.reasons import Cause
from service.core.totals.rules import Rules
from service.core.totals.spans import Spans
from service.core.totals.stored import Stored, incident_key, place_of
from service.core.totals.told import PlaceBook, Telling, plain

AreaOf = Callable[[Place], Place | None]
_EMPTY: Final[Mapping[bytes, bytes]] = MappingProxyType({})
RECORDS_AT_ONCE: Final = 16
"""Taken between two moments at which `applying` may be interrupted."""
MOST_HELD: Final = 500_000
"""Incidents held ready in memory; the places that were quiet longest are laid aside, and read again when needed."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What a block leads to."""

    state: Mapping[bytes, bytes | None]
    """Writes to the changelog; None = a tombstone."""
    totals: Sequence[CityTotals]
    changes: Sequence[TotalChange]
    contributions: Sequence[AreaContribution]
    late: int = 0
    """Incidents applied or taken back as late corrections, and records too old to be applied."""
    behind: Mapping[str, int] = field(default_factory=dict)
    """Place id → which of the block's records (from 0) was the last to move its claims; not there = time alone did."""
    repeated: int = 0
    """Incidents known already just as they came: what is kept of them is the same to the byte."""


class TotalsPartition:
    """All places of one partition. `stored` is what the changelog holds; `most_held` as MOST_HELD."""

    def __init__(
        self,
        rules: Rules,
        stored: Mapping[bytes, bytes] = _EMPTY,
        area_of: AreaOf = lambda _: None,
        most_held: int = MOST_HELD,
    ) -> None:
        self._rules = rules
        self._spans = Spans.of(rules)
        self._area_of = area_of
        self._stored = Stored(stored)
        self._books: OrderedDict[str, PlaceBook] = OrderedDict()
        self._held = 0
        self._most_held = most_held
        self._due: list[tuple[int, str]] = []
        self._due_of: dict[str, int] = {}
        self._touched: dict[str, list[str]] = {}
        self._behind: dict[str, int] = {}
        self._repeated = 0
        for place_id, summary in self._stored.summaries():
            self._await(place_id, summary["due"])

    def __len__(self) -> int:
        return len(self._stored)

    def apply(self, records: Sequence[Incident | Retraction | Tick], now: datetime | None) -> Effects:
        """Fold a block. `now` = the wall clock; None = time is the newest tick or publication seen so far."""
        return at_once(self.applying(records, now))

    def applying(self, records: Sequence[Incident | Retraction | Tick], now: datetime | None) -> Sliced[Effects]:
        """`apply` a few records or a place at a time: until it is done, nothing else may be asked of this partition."""
        if now is not None:
            at = milliseconds(now)
        elif records:
            at = self._stored.advance(max(_time_of(record) for record in records))
        else:
            return Effects({}, (), (), ())
        late = 0
        for number, record in enumerate(records):
            if isinstance(record, Incident):
                late += self._take(record, at, number)
            elif isinstance(record, Retraction):
                late += self._retract(record, at, number)
            if not number % RECORDS_AT_ONCE:
                yield
        return (yield from self._telling(at, late))

    def tick(self, now: datetime) -> Effects:
        """Time alone: windows roll, stocks grow stale, claims past correction go."""
        return at_once(self._telling(milliseconds(now), 0))

    # -- incidents and retractions -----------------------------------------------------------------------------------

    def _take(self, incident: Incident, now: int, number: int) -> int:
        entry, value = read(incident)
        place_id = incident.place.id
        key = incident_key(place_id, entry.incident_id)
        known = self._stored.incidents(place_id).get(key)
        if known == value:
            self._repeated += 1
            return 0
        if entry.published < now - self._spans.kept:
            return 1
        if self._is_retracted(entry.report_id, entry.published):
            return 0
        book = self._book(place_id) or self._new_book(incident.place, now)
        book.recognise(incident.place)
        before = None if known is None else unread(entry.incident_id, known)
        if known is None or before is None:
            self._held += 1
        elif version(before, known) > version(entry, value):
            return 0
        book.ledger.put(key, entry, _CAUSES[entry.status], before)
        self._stored.put(place_id, key, value, entry.report_id)
        self._touch(place_id).append(entry.incident_id)
        self._behind[place_id] = number
        return int(self._is_late(entry, now))

    def _is_retracted(self, report_id: str, published: int) -> bool:
        # A retraction holds for what its report said up to a while later: without times of their own, reports have
        # those of their arrival, and the retraction may have arrived first.
        at = self._stored.retracted_at(report_id)
        return at is not None and published <= at + self._spans.correctable

    def _retract(self, retraction: Retraction, now: int, number: int) -> int:
        said = milliseconds(retraction.published_at)
        if said < self._oldest_retraction(now):
            return 1
        late = 0
        cause = Cause.CORRECTION if retraction.operation is Operation.UPDATE else Cause.RETRACTION
        for report_id in retraction.references:
            if report_id == retraction.report_id:
                continue
            self._stored.retract(report_id, said)
            for key in self._stored.of_report(report_id):
                place_id = place_of(key)
                book = self._book(place_id)
                entry = self._stored.entry(key)
                told = book is not None and entry.report_id == report_id
                if told and self._is_retracted(report_id, entry.published):
                    self._drop(place_id, key, cause)
                    self._touch(place_id).append(entry.incident_id)
                    self._behind[place_id] = number
                    late += self._is_late(entry, now)
        return late

    def _is_late(self, entry: Entry, now: int) -> bool:
        return entry.end < now - self._spans.correctable

    def _oldest_retraction(self, now: int) -> int:
        """A retraction is kept until nothing that it holds for can be."""
        return now - self._spans.kept - self._spans.correctable

    def _drop(self, place_id: str, key: bytes, cause: Cause) -> None:
        entry = self._stored.entry(key)
        self._books[place_id].ledger.take(key, entry, cause)
        self._stored.drop(place_id, key, entry.report_id)
        self._held -= 1

    def _touch(self, place_id: str) -> list[str]:
        return self._touched.setdefault(place_id, [])

    # -- places ------------------------------------------------------------------------------------------------------

    def _book(self, place_id: str) -> PlaceBook | None:
        book = self._books.get(place_id)
        if book is None:
            book = PlaceBook.restored(place_id, self._stored, self._rules, self._spans, self._area_of)
            if book is not None:
                self._books[place_id] = book
                self._held += len(book.ledger)
        return book

    def _new_book(self, place: Place, now: int) -> PlaceBook:
        ledger = Ledger(place.id, self._rules, self._spans, now, self._stored.entry)
        book = self._books[place.id] = PlaceBook(plain(place), self._area_of(place), ledger)
        return book

    def _await(self, place_id: str, due: int | None) -> None:
        if due is None:
            self._due_of.pop(place_id, None)
        elif self._due_of.get(place_id) != due:
            self._due_of[place_id] = due
            heapq.heappush(self._due, (due, place_id))
            if len(self._due) > 2 * len(self._due_of) + 1000:  # most of them no longer hold
                self._due = [(at, waiting) for waiting, at in self._due_of.items()]
                heapq.heapify(self._due)

    # -- time, and what comes of it all ------------------------------------------------------------------------------

    def _wake(self, now: int) -> None:
        while self._due and self._due[0][0] <= now:
            due, place_id = heapq.heappop(self._due)
            if self._due_of.get(place_id) == due:
                del self._due_of[place_id]
                self._touch(place_id)

    def _telling(self, now: int, late: int) -> Sliced[Effects]:
        self._wake(now)
        self._stored.forget_retractions(self._oldest_retraction(now))
        telling = Telling()
        for place_id in sorted(self._touched):
            book = self._book(place_id)
            if book is not None:
                for key in book.ledger.expired(now):
                    self._drop(place_id, key, Cause.TIME)
                self._stored.put_summary(place_id, book.tell(now, self._touched[place_id], telling))
                self._await(place_id, book.due)
                self._books.move_to_end(place_id)
                yield
        self._touched = {}
        self._lay_aside()
        changed, self._stored.changed = self._stored.changed, {}
        behind, self._behind = self._behind, {}
        repeated, self._repeated = self._repeated, 0
        return Effects(changed, telling.totals, telling.changes, telling.contributions, late, behind, repeated)

    def _lay_aside(self) -> None:
        while self._held > self._most_held and len(self._books) > 1:
            _, book = self._books.popitem(last=False)
            self._held -= len(book.ledger)


_CAUSES: Final = {0: Cause.REPORT, CORRECTED: Cause.CORRECTION, RETRACTED: Cause.RETRACTION}


def _time_of(record: Incident | Retraction | Tick) -> int:
    return milliseconds(record.now if isinstance(record, Tick) else record.published_at)
