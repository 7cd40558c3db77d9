"""What the shell's tests share."""

import os
from datetime import UTC, datetime

import pytest

from service.core.reading.reader import Normalizer
from service.shell.settings import PREFIX, Settings
from service.shell.shared import Shared


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting comes from whoever runs the tests."""
    for name in list(os.environ):
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def using() -> Shared:
    """What steps share, at nine in the morning of 12 February 2026."""
    return Shared(Settings(), Normalizer.load(), "test", lambda: datetime(2026, 2, 12, 9, tzinfo=UTC))
