"""The short run as part of the tests; `make chaos` is the long one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SEED = 20260225


@pytest.mark.kafka
@pytest.mark.timeout(300)
def test_nothing_is_lost_doubled_or_wrong_whatever_breaks(tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    arguments = ["--short", "--seed", str(SEED), "--folder", str(tmp_path / "run"), "--json", str(result)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos", *arguments], capture_output=True, text=True, check=False
    )
    assert result.exists(), done.stdout + done.stderr
    found = json.loads(result.read_text())
    assert found["findings"] == [], done.stdout
    assert found["good"], done.stdout
    assert found["faults"] >= 3, done.stdout
    assert {"incidents", "control", "reports-dead", "none"} <= set(found["outcomes"])
