"""Fixtures for every test."""

import re
import uuid
from collections.abc import Iterator

import pytest

from tests.kafka import session_broker


@pytest.fixture(scope="session")
def bootstrap_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Kafka, shared by the session; tests keep apart by the names of their topics."""
    with session_broker(tmp_path_factory.mktemp("kafka")) as servers:
        yield servers


@pytest.fixture
def topic_prefix(request: pytest.FixtureRequest) -> str:
    """A beginning for names of topics and groups that no other test has, this session or before."""
    said = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower())[:40].strip("-")
    return f"{said}-{uuid.uuid4().hex[:6]}."
