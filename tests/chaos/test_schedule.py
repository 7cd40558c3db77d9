from datetime import UTC, datetime
from itertools import islice

from tests.chaos.load import Load
from tests.chaos.schedule import BROKERS, SHORT, WORKERS, Kind, plan

NOON = datetime(2026, 2, 12, 12, tzinfo=UTC)


def test_a_seed_gives_the_same_faults_each_time_and_another_seed_others() -> None:
    assert list(islice(plan(7), 100)) == list(islice(plan(7), 100))
    assert list(islice(plan(7), 100)) != list(islice(plan(8), 100))


def test_every_kind_of_fault_comes_before_one_comes_again() -> None:
    assert {fault.kind for fault in islice(plan(3), len(Kind))} == set(Kind)
    assert {fault.kind for fault in islice(plan(3, SHORT), len(SHORT))} == set(SHORT)


def test_faults_are_aimed_at_every_worker_and_broker_that_there_is() -> None:
    faults = list(islice(plan(11), 200))
    assert {fault.worker for fault in faults} == set(range(1, WORKERS + 1))
    assert {fault.broker for fault in faults} == set(range(1, BROKERS + 1))


def test_a_seed_gives_the_same_load_each_time() -> None:
    one, again = Load(5), Load(5)
    assert [one.next(NOON) for _ in range(500)] == [again.next(NOON) for _ in range(500)]


def test_the_load_has_revisions_cancellations_repeats_texts_and_poison() -> None:
    load = Load(5)
    values = [load.next(NOON).value or b"" for _ in range(500)]
    assert len(set(values)) < len(values)
    for mark in (
        b'"update"',
        b'"cancel"',
        b'"language": "en"',
        b'"language": "uk"',
        b'"language": "ru"',
        b'"incidents"',
    ):
        assert any(mark in value for value in values), mark
    assert any(b"published_at" not in value for value in values)
