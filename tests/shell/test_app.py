import asyncio
from pathlib import Path

import pytest

from service.core.reading.reader import Normalizer
from service.shell.app import build_app
from service.shell.settings import Settings


@pytest.mark.usefixtures("clean_environment")
def test_a_worker_needs_no_place_that_can_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    app = build_app(Settings(), Normalizer.load())

    asyncio.run(app.on_first_start())

    assert list(tmp_path.iterdir()) == []
