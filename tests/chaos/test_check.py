"""The checker must be able to fail: a faultless log passes, and each way of doctoring it is found."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.core.reading.reader import Normalizer
from service.shell.records import Record
from service.shell.settings import Settings, TopicSettings
from service.shell.topics import AREA_TOTALS, CHANGES, CITY_TOTALS, CONTROL, DEAD, INCIDENTS, UNPLACED, TopicNames
from tests.chaos.check import Checker, Fault, Findings
from tests.chaos.expected import Expected, Trace
from tests.chaos.faultless import loaded, written

SETTINGS = Settings(topics=TopicSettings(partitions=3))
Log = list[Record]
Doctor = Callable[[Log], Log]


class Case:
    """A log of a faultless run and what it has to hold."""

    def __init__(self) -> None:
        normalizer, now = Normalizer.load(), datetime.now(UTC)
        reports = loaded(200, seed=5, now=now, partitions=3)
        self.log = written(SETTINGS, normalizer, reports)
        expected = Expected(SETTINGS, normalizer, now)
        self.wanted: Counter[Trace] = Counter()
        for record in reports:
            self.wanted.update(expected.outcome(record))
        self.standing = expected.totals(now, datetime.now(UTC) + timedelta(seconds=1))

    def findings(self, doctor: Doctor = lambda log: log) -> Findings:
        checker = Checker(TopicNames(SETTINGS).short)
        for record in doctor(self.log):
            checker.see(record)
        return checker.findings(self.wanted, self.standing)


@pytest.fixture(scope="module")
def case() -> Case:
    return Case()


def index_of(log: Log, topic: str) -> int:
    """Where the last record of a topic stands."""
    return max(n for n, record in enumerate(log) if record.topic == topic)


def without(topic: str) -> Doctor:
    return lambda log: [record for n, record in enumerate(log) if n != index_of(log, topic)]


def twice(topic: str) -> Doctor:
    return lambda log: [*log, log[index_of(log, topic)]]


def altered(topic: str, change: Callable[[Record], Record]) -> Doctor:
    return lambda log: [change(record) if n == index_of(log, topic) else record for n, record in enumerate(log)]


def one_more_killed(record: Record) -> Record:
    totals = json.loads(record.value or b"")
    totals["now"], totals["windows"] = {}, {"24h": {}}
    return replace(record, value=json.dumps(totals).encode())


def test_a_faultless_log_is_found_to_be_one(case: Case) -> None:
    assert {record.topic for record in case.log} >= {INCIDENTS, UNPLACED, CONTROL, DEAD, CITY_TOTALS, CHANGES}
    assert case.findings().told == []


@pytest.mark.parametrize("topic", [INCIDENTS, UNPLACED, CONTROL, DEAD])
def test_a_lost_outcome_is_found(case: Case, topic: str) -> None:
    assert case.findings(without(topic)).counts == {Fault.LOST: 1}


@pytest.mark.parametrize("topic", [INCIDENTS, UNPLACED, CONTROL, DEAD])
def test_a_doubled_outcome_is_found(case: Case, topic: str) -> None:
    assert case.findings(twice(topic)).counts == {Fault.DOUBLED: 1}


def test_a_dead_letter_with_other_bytes_is_found(case: Case) -> None:
    found = case.findings(altered(DEAD, lambda record: replace(record, value=(record.value or b"") + b" ")))
    assert found.counts == {Fault.LOST: 1, Fault.WRONG: 1}


def test_a_dead_letter_with_another_header_is_found(case: Case) -> None:
    found = case.findings(altered(DEAD, lambda record: replace(record, headers=(*record.headers, ("more", b"")))))
    assert found.counts == {Fault.LOST: 1, Fault.WRONG: 1}


def test_an_incident_of_no_report_is_found(case: Case) -> None:
    found = case.findings(
        altered(INCIDENTS, lambda record: replace(record, headers=(("ce_id", b"nobody's"),), value=b"{}"))
    )
    assert found.counts == {Fault.LOST: 1, Fault.WRONG: 1}


@pytest.mark.parametrize("topic", [CITY_TOTALS, AREA_TOTALS])
def test_wrong_last_totals_are_found(case: Case, topic: str) -> None:
    found = case.findings(altered(topic, one_more_killed))
    assert found.counts[Fault.WRONG] >= 1
    assert found.counts[Fault.BACK] == 0


@pytest.mark.parametrize("topic", [CITY_TOTALS, AREA_TOTALS])
def test_a_revision_that_comes_again_or_goes_back_is_found(case: Case, topic: str) -> None:
    assert case.findings(twice(topic)).counts == {Fault.BACK: 1}
    first = next(record for record in case.log if record.topic == topic)
    last = max(record.offset for record in case.log if record.topic == topic and record.key == first.key)
    assert last > first.offset
    assert case.findings(lambda log: [*log, first]).counts[Fault.BACK] == 1


def test_a_lost_or_doubled_change_is_found_though_totals_are_right(case: Case) -> None:
    def of_a_window(record: Record) -> bool:
        said = json.loads(record.value or b"")
        return record.topic == CHANGES and said["window"] is not None and said["delta"] != 0

    moved = next(record for record in case.log if record.topic == CHANGES and of_a_window(record))
    assert case.findings(lambda log: [record for record in log if record is not moved]).counts == {Fault.WRONG: 1}
    assert case.findings(lambda log: [*log, moved]).counts == {Fault.DOUBLED: 1, Fault.WRONG: 1}
