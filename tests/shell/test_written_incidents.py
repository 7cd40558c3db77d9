"""Incidents that the totals step takes from memory instead of reading them: the same, but for the work."""

from collections.abc import Sequence
from datetime import timedelta
from math import inf

import orjson
import pytest

from schemas.incident import Incident
from service.core.pipeline import Outcome
from service.core.reading.reader import Normalizer
from service.shell.records import Record
from service.shell.reports_step import ReportsStep
from service.shell.settings import Settings
from service.shell.shared import Shared
from service.shell.topics import INCIDENTS
from service.shell.totals_step import TotalsStep
from service.shell.work import Work
from service.shell.writes import Write
from service.shell.written_incidents import WAITED_FOR_SECONDS, WrittenIncidents
from tests.core.reading.test_reader import PUBLISHED, cases
from tests.records import record


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer.load()


def shared(normalizer: Normalizer) -> Shared:
    return Shared(Settings(), normalizer, "test", lambda: PUBLISHED + timedelta(days=2))


def reports() -> list[Record]:
    """A report of each text of tests/cases, and facts."""
    texts = [
        {"report_id": f"r:{number}", "published_at": "2026-02-12T09:00:00.123Z", "text": case.values[0]["text"]}
        for number, case in enumerate(cases())
    ]
    counts = [{"measure": "killed", "value": 2, "of_which": {"children": 1}}, {"measure": "injured", "low": 3}]
    facts = {"site": "dormitory", "place": {"name": "Kyiv"}, "counts": counts, "weapons": ["drone"]}
    texts.append({"report_id": "f:1", "published_at": "2026-02-12T11:00:00+02:00", "incidents": [facts]})
    return [record(number, orjson.dumps(text)) for number, text in enumerate(texts)]


async def written(using: Shared) -> list[Write]:
    work = await ReportsStep(using, block_seconds=inf).process("reports", reports())
    assert not work.outcomes[Outcome.DEAD_LETTER]
    return [write for write in work.writes if write.topic == INCIDENTS]


def told(write: Write) -> tuple[object, ...]:
    return write.topic, write.partition, write.key, write.value, write.headers, write.timestamp_ms


async def folded(using: Shared, writes: Sequence[Write]) -> Work:
    incidents = [record(number, write.value, write.key) for number, write in enumerate(writes)]
    return await TotalsStep(using, {}).process(INCIDENTS, incidents)


async def test_what_was_written_equals_what_is_read_from_its_bytes(normalizer: Normalizer) -> None:
    using = shared(normalizer)
    writes = await written(using)

    assert len(writes) > 200
    for value in {write.value for write in writes}:
        assert using.written.take(value) == Incident.model_validate_json(value or b"")


async def test_totals_are_the_same_with_and_without_what_was_written(normalizer: Normalizer) -> None:
    using = shared(normalizer)
    writes = await written(using)

    known, read = await folded(using, writes), await folded(shared(normalizer), writes)

    assert using.written.take(writes[0].value) is None
    assert known.changes > 200
    assert [told(write) for write in known.writes] == [told(write) for write in read.writes]
    assert (known.state, known.refused) == (read.state, read.refused)


async def test_a_record_under_another_key_is_refused_although_its_bytes_are_known(normalizer: Normalizer) -> None:
    using = shared(normalizer)
    writes = await written(using)

    first = writes[0]
    moved = Write(first.topic, first.partition, b"UA00000000000000000", first.value, first.headers)
    work = await folded(using, [moved])

    assert [code.value for _, code in work.refused] == ["wrong_key"]


async def test_without_room_the_oldest_stay_until_nobody_can_be_waiting_for_them(normalizer: Normalizer) -> None:
    using = shared(normalizer)
    values = list(dict.fromkeys(write.value or b"" for write in await written(using)))[:4]
    incidents = [Incident.model_validate_json(value) for value in values]
    now = 0.0
    kept = WrittenIncidents(most_bytes=sum(map(len, values[:2])), clock=lambda: now)

    for value, incident in zip(values[:3], incidents, strict=False):
        kept.put(value, incident)
    assert [kept.take(value) for value in values[1:3]] == [incidents[1], None]

    now = WAITED_FOR_SECONDS
    for value, incident in zip(values[1:], incidents[1:], strict=True):
        kept.put(value, incident)
    assert kept.take(values[0]) is None
    assert kept.take(values[1]) == incidents[1]
    assert kept.take(values[1]) is None
