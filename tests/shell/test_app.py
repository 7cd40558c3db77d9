from pathlib import Path

import pytest

from service.core.reader import Normalizer
from service.shell.app import build_app
from service.shell.settings import Settings


@pytest.mark.usefixtures("clean_environment")
async def test_a_worker_needs_no_place_that_can_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    app = build_app(Settings(), Normalizer.load())
    before = tmp_path.stat().st_mtime_ns

    await app.on_first_start()

    assert tmp_path.stat().st_mtime_ns == before  # noqa: ASYNC240
