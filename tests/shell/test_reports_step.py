"""How much of a block the reports step takes at once."""

from itertools import count

import orjson
import pytest

from service.shell import reports_step, shared
from service.shell.records import Record
from service.shell.reports_step import ReportsStep
from service.shell.shared import SLICE_SECONDS, Shared
from service.shell.writes import Write
from tests.records import record

REPORTS = 100


def reports() -> list[Record]:
    facts = {"place": {"name": "Kyiv"}, "counts": [{"measure": "killed", "value": 2}]}
    told = {"published_at": "2026-02-12T09:00:00Z", "incidents": [facts]}
    return [record(number, orjson.dumps({"report_id": f"r:{number}", **told})) for number in range(REPORTS)]


@pytest.fixture
def each_report_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock goes on by a third of a slice whenever it is asked."""
    ticks = count()
    for module in (reports_step, shared):
        monkeypatch.setattr(module, "monotonic", lambda: next(ticks) * SLICE_SECONDS / 3)


def told(writes: list[Write]) -> list[object]:
    return [(write.topic, write.partition, write.key, write.value) for write in writes]


@pytest.mark.usefixtures("each_report_takes_long")
async def test_a_block_that_takes_long_is_taken_in_parts_and_nothing_is_left_out(using: Shared) -> None:
    step, left, writes = ReportsStep(using, block_seconds=SLICE_SECONDS * 5), reports(), list[Write]()
    parts = []
    while left:
        work = await step.process("reports", left)
        writes += work.writes
        parts.append(len(left) if work.applied is None else work.applied)
        left = left[parts[-1] :]

    assert len(parts) > 3
    assert all(parts)
    assert sum(parts) == REPORTS
    whole = await ReportsStep(using).process("reports", reports())
    assert told(writes) == told(whole.writes)


@pytest.mark.usefixtures("each_report_takes_long")
async def test_time_that_was_over_before_it_began_leaves_a_report_or_two(using: Shared) -> None:
    work = await ReportsStep(using, block_seconds=-1).process("reports", reports())

    assert work.applied in {1, 2}
    assert work.incidents == work.applied
