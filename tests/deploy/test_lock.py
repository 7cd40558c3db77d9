"""The check of requirements/*.txt, on copies that were made wrong in one way each."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What the check looks at."""
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "deploy").mkdir()
    for name in ("pyproject.toml", "deploy/lock.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def check(root: Path) -> "subprocess.CompletedProcess[str]":
    """The check, with no uv that it could call."""
    command = [sys.executable, str(root / "deploy" / "lock.py"), "--check", "--uv", str(root / "no-uv")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def edit(file: Path, change: Callable[[str], str]) -> None:
    before = file.read_text()
    after = change(before)
    assert after != before
    file.write_text(after)


def without_first_hash(text: str) -> str:
    lines = text.splitlines(keepends=True)
    first = next(n for n, line in enumerate(lines) if line.startswith("    --hash="))
    return "".join(lines[:first] + lines[first + 1 :])


def test_the_requirements_files_are_in_step(copy: Path) -> None:
    done = check(copy)
    assert (done.returncode, done.stdout) == (0, "every requirements file is in step\n")


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("pyproject.toml", lambda t: t.replace('"orjson>=', '"orjson>'), "runtime.txt is out of step with its inputs"),
        ("pyproject.toml", lambda t: t.replace('"ruff>=', '"ruff>'), "dev.txt is out of step with its inputs"),
        (
            "pyproject.toml",
            lambda t: t.replace('requires = ["hatchling==1', 'requires = ["hatchling==0'),
            "compile.in lacks",
        ),
        ("requirements/compile.in", lambda t: t + "wheel\n", "compile.txt is out of step with its inputs"),
        ("requirements/bootstrap.in", lambda t: t.replace("uv==", "uv>="), "bootstrap.txt is out of step"),
        (
            "requirements/runtime.txt",
            lambda t: t.replace("structlog==", "structlog==1"),
            "runtime.txt was changed by hand",
        ),
        ("requirements/compile.txt", without_first_hash, "compile.txt was changed by hand"),
        ("requirements/dev.txt", lambda t: t + "--index-url https://example.org\n", "dev.txt names a host"),
    ],
)
def test_drift_is_told_by_name_without_the_network(
    copy: Path, file: str, change: Callable[[str], str], said: str
) -> None:
    edit(copy / file, change)
    done = check(copy)
    assert done.returncode == 1
    assert said in done.stdout


def test_a_missing_file_is_told(copy: Path) -> None:
    (copy / "requirements" / "compile.txt").unlink()
    done = check(copy)
    assert done.returncode == 1
    assert "compile.txt is missing" in done.stdout
