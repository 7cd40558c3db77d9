"""Fixtures for every test."""

from collections.abc import Iterator

import pytest

from tests.kafka import session_broker


@pytest.fixture(scope="session")
def bootstrap_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Kafka, shared by the session; tests keep apart by the names of their topics."""
    with session_broker(tmp_path_factory.mktemp("kafka")) as servers:
        yield servers
