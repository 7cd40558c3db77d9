"""Where `make compiled` puts the service compiled to machine code."""

import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PYTHON: Final = ROOT / ".venv" / "compiled" / "bin" / "python"


def command(python: Path, script: Path) -> list[str]:
    """A script run by a Python with the service that is installed there: -P keeps the checkout out of its sight."""
    return [str(python), "-P", str(script)]


def pythons() -> dict[str, Path]:
    """Name → interpreter: plain Python, and the compiled service where it has been made."""
    found = {"plain Python": Path(sys.executable)}
    return {**found, "compiled": PYTHON} if PYTHON.exists() else found
