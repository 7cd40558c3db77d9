"""Records that are made without being checked hold what a check would have passed, in the order of their schema."""

import sys
import tracemalloc
from datetime import UTC, datetime

import orjson

from schemas.incident import Incident
from schemas.model import OutputRecord
from schemas.totals import TotalChange
from service.core.decode import Limits, RawRecord
from service.core.outcome import Rejected
from service.core.pipeline import normalize
from service.core.reading.reader import Normalizer
from service.core.totals.partition import TotalsPartition
from service.core.totals.rules import Rules

NOW = datetime(2026, 2, 12, 12, tzinfo=UTC)


def _incidents(operation: str = "new") -> tuple[Incident, ...]:
    counts = [{"measure": "killed", "value": 2}, {"measure": "without_power", "low": 5, "of_which": {"children": 1}}]
    fact = {"place": {"name": "Sumy"}, "site": "Market", "attack_id": "a", "counts": counts, "weapons": ["drone"]}
    told = {"report_id": "r", "operation": operation, "references": ["q"], "incidents": [fact, {**fact, "site": None}]}
    found = normalize(RawRecord(orjson.dumps(told), NOW), Normalizer.load(), Limits(), NOW, "1")
    assert not isinstance(found, Rejected)
    return found.incidents


def _holds(record: OutputRecord) -> bool:
    checked = type(record).model_validate_json(record.encoded())
    return checked == record and list(vars(checked)) == list(vars(record)) and checked.encoded() == record.encoded()


def test_incidents_of_typed_facts_are_what_a_reader_of_them_gets() -> None:
    incidents = (*_incidents(), *_incidents("update"))
    assert len(incidents) == 8
    assert all(map(_holds, incidents))


def test_incidents_of_texts_are_what_a_reader_of_them_gets() -> None:
    text = (
        "Станом на 9:40 у Сумах двоє загиблих, серед них дитина, пошкоджено школу, повідомив мер Іван Петренко. "
        "Вночі в Іванівці поранено трьох. На Салтівці в Харкові знищено 5 гаражів. Без світла 12 тисяч родин."
    )
    told = orjson.dumps({"report_id": "r", "text": text})
    found = normalize(RawRecord(told, NOW), Normalizer.load(), Limits(), NOW, "1")
    assert not isinstance(found, Rejected)
    assert found.incidents
    assert found.unplaced
    assert all(map(_holds, (*found.incidents, *found.unplaced)))


def test_changes_of_totals_are_what_a_reader_of_them_gets() -> None:
    changes = TotalsPartition(Rules()).apply(_incidents(), NOW).changes
    assert {change.measure.value for change in changes} == {"killed", "without_power"}
    assert all(isinstance(change, TotalChange) for change in changes)
    assert all(map(_holds, changes))


def test_what_is_written_takes_no_more_memory_than_it_needs() -> None:
    [incident, *_] = _incidents()
    incident.encoded()  # what is written once is written now
    tracemalloc.start()
    kept = [incident.encoded() for _ in range(100)]
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 1.1 * sum(map(sys.getsizeof, kept)) + 4096, taken
