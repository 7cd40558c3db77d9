"""What goes into the image: a Dockerfile that a linter accepts, and a bill of materials that is true."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.sbom import faults, pinned

ROOT = Path(__file__).parents[2]
LOCKED = (
    "# made by uv\naiohttp==3.14 \\\n    --hash=sha256:00\nPy_YAML==6.0 \\\nwinonly==1.0 ; sys_platform == 'win32' \\\n"
)
WANTED = {"aiohttp": "3.14", "py-yaml": "6.0"}


def component(name: str, version: str, kind: str = "pypi") -> dict[str, str]:
    return {"name": name, "version": version, "purl": f"pkg:{kind}/{name}@{version}"}


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if hadolint is None:
        pytest.skip("hadolint is not built for this machine")
    done = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_what_is_pinned_for_another_system_is_left_out() -> None:
    assert pinned(LOCKED) == WANTED


def test_a_bill_that_says_what_is_pinned_has_no_faults() -> None:
    assert list(faults({"components": [component("aiohttp", "3.14"), component("py_yaml", "6.0")]}, WANTED)) == []


def test_a_bill_that_says_something_else_is_told() -> None:
    found = {"components": [component("aiohttp", "3.13"), component("curl", "8", "deb")]}

    assert list(faults(found, WANTED)) == [
        "py-yaml is pinned and not in the bill",
        "curl is in the bill and not pinned",
        "aiohttp is 3.13 in the bill and pinned as 3.14",
    ]


def test_the_real_pins_can_be_read() -> None:
    assert len(pinned((ROOT / "requirements" / "runtime.txt").read_text())) > 20
