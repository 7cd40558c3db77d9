"""Asking for an engine leaves nothing open, whether there is one or not."""

import gc
import warnings
from pathlib import Path

import pytest

from tests.docker_engine import engine_that_answers


@pytest.mark.parametrize("address", ["unix://{folder}/nobody.sock", "tcp://127.0.0.1:1"])
def test_where_no_engine_answers_no_socket_stays_open(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", address.format(folder=tmp_path))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert engine_that_answers(timeout=5) is None
        gc.collect()
    assert [str(one.message) for one in caught] == []
