"""The third step: areas → area-totals, and from oblasts to the country through areas again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from schemas.totals import AreaContribution
from schemas.vocabulary import Stage
from service.core.outcome import Rejected
from service.core.pipeline import read_contribution
from service.core.sliced import Sliced
from service.core.totals.areas import AreasPartition
from service.core.totals.containment import area_of
from service.shell import topics
from service.shell.envelope import trace_of
from service.shell.records import Record, raw
from service.shell.shared import Shared, contribution_write, in_slices
from service.shell.work import Work
from service.shell.writes import Headers

_STAGE: Final = Stage.AGGREGATE


class AreasStep:
    """One partition of areas."""

    def __init__(self, shared: Shared, stored: Mapping[bytes, bytes]) -> None:
        self._shared = shared
        self._areas = AreasPartition(shared.rules, stored, area_of=partial(area_of, shared.normalizer.gazetteer))

    def keys(self) -> int:
        return len(self._areas)

    def tick(self, now: datetime) -> Work:
        return Work()

    def _read(self, record: Record) -> AreaContribution | Rejected:
        return read_contribution(raw(record), self._shared.limits)

    async def process(self, topic: str, records: Sequence[Record]) -> Work:
        return await in_slices(self._processing(records))

    def _processing(self, records: Sequence[Record]) -> Sliced[Work]:
        shared = self._shared
        work = Work()
        read: list[AreaContribution] = []
        traces: dict[str, Headers] = {}
        for record in records:
            yield
            item = shared.attempt(work, record, _STAGE, self._read)
            if item is None:
                continue
            read.append(item)
            traces[item.area.id] = trace_of(record.headers)
        if not read:
            return work
        effects = self._areas.apply(read, shared.clock() if shared.live else None)
        work.state.update(effects.state)
        for totals in effects.totals:
            headers = shared.envelope.headers(
                "area-totals",
                f"{totals.place.id}:{totals.revision}",
                totals.as_of,
                None,
                traces.get(totals.place.id, ()),
            )
            work.writes.append(shared.write(topics.AREA_TOTALS, totals.place.id, totals, headers))
        work.writes.extend(contribution_write(shared, item, traces) for item in effects.contributions)
        return work
