"""What is freed goes back to the system."""

import subprocess
import sys

import pytest

from service.shell import memory

_FREES_BETWEEN_WHAT_LIVES = """
from pathlib import Path
from service.shell.memory import give_back

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

blocks = [bytes(1000) for _ in range(200_000)]
kept = blocks[::50]  # each of them keeps the end of the heap from coming down
del blocks
before = resident()
give_back()
assert before - resident() > 100_000_000, (before, resident())
"""


@pytest.mark.skipif(memory._TRIM is None, reason="this C library gives memory back by itself")
def test_what_is_freed_between_things_that_live_is_given_back() -> None:
    subprocess.run([sys.executable, "-c", _FREES_BETWEEN_WHAT_LIVES], check=True, timeout=60)


def test_where_the_c_library_cannot_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_TRIM", None)

    memory.give_back()
