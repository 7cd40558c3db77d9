"""The service compiled to machine code reads as plain Python does. `make compiled` builds it and runs this."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from schemas.report import MAX_TEXT_CHARACTERS
from tests.compiled.build import PYTHON, command, pythons
from tests.core.reading.test_reader import cases

SCRIPT = Path(__file__).with_name("read_texts.py")


def told(python: Path, texts: list[str]) -> Any:
    done = subprocess.run(
        command(python, SCRIPT), input=json.dumps({"texts": texts}), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_compiled_and_plain_python_read_every_case_alike() -> None:
    if not PYTHON.exists():
        pytest.skip("the compiled service is not built; `make compiled` does it")
    texts = [one.values[0]["text"] for one in cases()]
    texts.append("\n\n".join(texts)[:MAX_TEXT_CHARACTERS])
    plain, compiled = (told(python, texts) for python in pythons().values())
    assert (plain["compiled"], compiled["compiled"]) == (False, True)
    for text, one, other in zip(texts, plain["readings"], compiled["readings"], strict=True):
        assert other == one, text
