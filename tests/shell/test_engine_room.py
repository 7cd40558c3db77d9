"""What is fetched next: reports leave room for what they lead to."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from faust.types import TP

from service.core.reading.reader import Normalizer
from service.shell.engine import BACKLOG_BYTES, Engine
from service.shell.metrics import Metrics
from service.shell.settings import EngineSettings, Settings
from service.shell.shared import Shared
from service.shell.transport import ConsumerThread

NOW = datetime(2026, 2, 12, 12, tzinfo=UTC)
REPORTS, INCIDENTS, OTHER = TP("reports", 0), TP("incidents", 0), TP("a-table-changelog", 0)


@pytest.fixture(scope="module")
def shared() -> Shared:
    settings = Settings(engine=EngineSettings(buffer_bytes=4096))
    return Shared(settings, Normalizer.load(), "test", lambda: NOW)


@pytest.fixture
def engine(shared: Shared) -> Engine:
    return Engine(shared.settings, shared, Metrics("test"), lambda: NOW)


class Fetcher:
    """Remembers which partitions it was asked for."""

    def __init__(self) -> None:
        self.asked: list[set[TP]] = []
        self.closed = self._closed = False
        self._subscriptions = self

    def fetch_context(self) -> "Fetcher":
        return self

    def __enter__(self) -> None:
        return None

    def __exit__(self, *raised: object) -> None:
        return None

    async def fetched_records(self, partitions: set[TP], **_: Any) -> dict[TP, list[Any]]:
        self.asked.append(partitions)
        return {}


class Flowing:
    """A Faust consumer from which records flow, or the client below it."""

    def __init__(self, fetcher: Fetcher | None = None) -> None:
        self.flow_active = True
        self._closed = False
        self._fetcher = fetcher


def test_many_waiting_reports_are_followed_by_no_more_until_some_are_done(engine: Engine) -> None:
    assert engine.has_room(REPORTS)
    engine._hold("reports", 1024)
    assert not engine.has_room(REPORTS)
    assert engine.has_room(INCIDENTS)
    assert engine.has_room(OTHER)
    engine._hold("reports", -1)
    assert engine.has_room(REPORTS)


def test_what_waits_of_other_steps_does_not_hold_reports_up(engine: Engine) -> None:
    engine._hold("totals", 4095)

    assert engine.has_room(REPORTS)


async def test_the_thread_that_fetches_leaves_what_has_no_room(engine: Engine) -> None:
    fetcher = Fetcher()
    thread = object.__new__(ConsumerThread)
    thread.consumer = Flowing()
    thread._blocks, thread._has_room = engine.blocks, engine.has_room
    engine._hold("reports", 1024)

    await thread._fetch_records(Flowing(fetcher), {REPORTS, INCIDENTS, OTHER}, timeout=0.1, max_records=10)
    # Asking for none would be asking for all: those of others, too.
    await thread._fetch_records(Flowing(fetcher), {REPORTS}, timeout=0.1, max_records=10)

    assert fetcher.asked == [{INCIDENTS, OTHER}, {REPORTS}]


async def test_memory_is_given_back_once_after_a_backlog(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    monkeypatch.setattr("service.shell.engine.give_back", lambda: given.append(1))
    engine.app = SimpleNamespace(should_stop=False)

    engine._hold("totals", BACKLOG_BYTES)
    await engine.watch()
    assert not given  # it still waits
    engine._hold("totals", -BACKLOG_BYTES)
    await engine.watch()
    await engine.watch()
    assert len(given) == 1

    engine._hold("totals", BACKLOG_BYTES - 1)
    engine._hold("totals", 1 - BACKLOG_BYTES)
    await engine.watch()
    assert len(given) == 1  # so little left nothing behind
