"""The second step: incidents and control → city-totals, total-changes, areas."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final, cast

from schemas.incident import Incident, Retraction, Tick
from schemas.vocabulary import Stage
from service.core.outcome import Rejected
from service.core.pipeline import check_incident, read_control, read_incident
from service.core.sliced import Sliced, at_once
from service.core.totals.containment import area_of
from service.core.totals.partition import Effects, TotalsPartition
from service.shell import topics
from service.shell.envelope import trace_of
from service.shell.records import Record, raw
from service.shell.shared import Shared, contribution_write, in_slices
from service.shell.work import Work
from service.shell.writes import Headers

_STAGE: Final = Stage.AGGREGATE

Folded = Incident | Retraction | Tick


class TotalsStep:
    """One partition of places."""

    def __init__(self, shared: Shared, stored: Mapping[bytes, bytes]) -> None:
        self._shared = shared
        self._totals = TotalsPartition(shared.rules, stored, area_of=partial(area_of, shared.normalizer.gazetteer))

    def keys(self) -> int:
        return len(self._totals)

    async def process(self, topic: str, records: Sequence[Record]) -> Work:
        return await in_slices(self._processing(topic, records))

    def _processing(self, topic: str, records: Sequence[Record]) -> Sliced[Work]:
        shared = self._shared
        work = Work()
        now = shared.clock()
        read: list[Folded] = []
        traces: list[Headers] = []
        read_one = self._reader(topic, now)
        for record in records:
            yield
            item = cast("Folded | None", shared.attempt(work, record, _STAGE, read_one))
            if item is None:
                continue
            read.append(item)
            traces.append(trace_of(record.headers))
        if read:
            effects = yield from self._totals.applying(read, now if shared.live else None)
            yield from self._telling(work, effects, traces)
        return work

    def _reader(self, topic: str, now: datetime) -> Callable[[Record], Folded | Rejected]:
        shared = self._shared
        if topic == topics.INCIDENTS:
            return lambda record: _read_incident(shared, record, now)
        return lambda record: read_control(raw(record), shared.limits)

    def tick(self, now: datetime) -> Work:
        work = Work()
        if self._shared.live:
            at_once(self._telling(work, self._totals.tick(now), ()))
        return work

    def _telling(self, work: Work, effects: Effects, traces_of_records: Sequence[Headers]) -> Sliced[None]:
        shared, envelope = self._shared, self._shared.envelope
        # A block holds many reports and a record one trace: that of the last report which moved the place's claims.
        traces = {place_id: traces_of_records[number] for place_id, number in effects.behind.items()}
        work.state.update(effects.state)
        work.late += effects.late
        work.repeated += effects.repeated
        work.changes += len(effects.changes)
        for totals in effects.totals:
            place_id = totals.place.id
            cause = totals.changed_by[-1] if totals.changed_by else None
            trace = traces.get(place_id, ())
            headers = envelope.headers("city-totals", f"{place_id}:{totals.revision}", totals.as_of, cause, trace)
            work.writes.append(shared.write(topics.CITY_TOTALS, place_id, totals, headers))
            yield
        for change in effects.changes:
            incidents, place_id = change.incidents, change.place.id
            cause = incidents[-1] if incidents else None
            trace = traces.get(place_id, ())
            headers = envelope.headers("total-change", change.change_id, change.as_of, cause, trace)
            work.writes.append(shared.write(topics.CHANGES, place_id, change, headers))
            yield
        work.writes.extend(contribution_write(shared, item, traces) for item in effects.contributions)


def _read_incident(shared: Shared, record: Record, now: datetime) -> Incident | Rejected:
    written = shared.written.take(record.value)
    if written is None:
        return read_incident(raw(record), shared.normalizer.gazetteer, shared.limits, now)
    return check_incident(written, record.key, shared.normalizer.gazetteer, shared.limits, now)
