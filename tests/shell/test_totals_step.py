"""Blocks of totals are folded in slices: others have their turn in between, and nothing comes of it but that."""

import asyncio
from itertools import count

import orjson
import pytest

from service.core.totals.partition import RECORDS_AT_ONCE
from service.shell import shared
from service.shell.records import Record
from service.shell.reports_step import ReportsStep
from service.shell.shared import SLICE_SECONDS, Shared
from service.shell.totals_step import TotalsStep
from service.shell.work import Work
from service.shell.writes import Write
from tests.records import record

CITIES = ("Kyiv", "Kharkiv", "Odesa", "Sumy", "Dnipro", "Lviv", "Kherson", "Poltava", "Chernihiv", "Mykolaiv")
INCIDENTS = 200
CITIES_TOLD, CHANGES = "city-totals", "total-changes"


@pytest.fixture
def every_slice_is_over_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock goes on by two slices whenever it is asked."""
    ticks = count()
    monkeypatch.setattr(shared, "monotonic", lambda: next(ticks) * SLICE_SECONDS * 2)


async def incidents(using: Shared, killed: int) -> list[Record]:
    """What a block of reports about all cities in turn leads to."""
    reports = []
    for number in range(INCIDENTS):
        place = {"name": CITIES[number % len(CITIES)]}
        facts = {"place": place, "counts": [{"measure": "killed", "value": killed + number}]}
        told = {"report_id": f"r:{killed}:{number}", "published_at": "2026-02-12T09:00:00Z", "incidents": [facts]}
        reports.append(record(number, orjson.dumps(told)))
    work = await ReportsStep(using).process("reports", reports)
    return [record(number, write.value, write.key, topic="incidents") for number, write in enumerate(work.writes)]


def told(work: Work) -> tuple[list[tuple[str, int, bytes | None, object]], dict[bytes, bytes | None]]:
    return [(write.topic, write.partition, write.key, write.value) for write in work.writes], work.state


def of(writes: list[Write], topic: str) -> int:
    return sum(write.topic.endswith(topic) for write in writes)


@pytest.mark.usefixtures("every_slice_is_over_at_once")
async def test_others_have_their_turn_while_a_block_is_read_folded_and_told(using: Shared) -> None:
    block, turns = await incidents(using, 1), 0

    async def another() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(another())
    work = await TotalsStep(using, {}).process("incidents", block)
    beside.cancel()

    read, folded, settled = INCIDENTS, INCIDENTS // RECORDS_AT_ONCE, len(CITIES)
    assert of(work.writes, CITIES_TOLD) == len(CITIES)
    assert of(work.writes, CHANGES) >= len(CITIES)
    assert turns >= read + folded + settled + of(work.writes, CITIES_TOLD) + of(work.writes, CHANGES)


@pytest.mark.usefixtures("every_slice_is_over_at_once")
async def test_partitions_folded_at_the_same_time_come_to_what_each_comes_to_alone(using: Shared) -> None:
    few, many = await incidents(using, 1), await incidents(using, 1000)
    alone = [told(await TotalsStep(using, {}).process("incidents", block)) for block in (few, many)]

    together = await asyncio.gather(*(TotalsStep(using, {}).process("incidents", block) for block in (few, many)))

    assert [told(work) for work in together] == alone
    assert alone[0] != alone[1]
