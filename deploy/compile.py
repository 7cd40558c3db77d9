"""Builds the wheel with the reader and the totals compiled to machine code: `make compiled`, and the image.

mypyc translates service/core to C (pyproject.toml says which files), and Zig's C compiler, which comes as a package,
makes it machine code: the same everywhere, whatever the machine has. Run by a Python that has requirements/compile.txt.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCES: Final = ("pyproject.toml", "README.md", "LICENSE", "schemas", "service", "deploy/mypyc.ini")


def main() -> None:
    """Build in a copy of the sources: mypyc writes beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheels", type=Path, help="folder for the wheel")
    wheels = parser.parse_args().wheels.absolute()
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "sources"
        for name in SOURCES:
            _copied(ROOT / name, copy / name)
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)],
            cwd=copy,
            env={**_compiler(), **os.environ, "HATCH_BUILD_HOOK_ENABLE_MYPYC": "true"},
            check=True,
        )


def _copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    else:
        shutil.copy(source, target)


def _compiler() -> dict[str, str]:
    """Who sets CC and LDSHARED has a compiler of their own in mind."""
    # For any processor of its family, not for the one that builds: an image runs elsewhere, too.
    # Functions of one library call each other without a detour over the table for those of others: 3 % quicker.
    # A register more where no frame pointer is kept: 2 %.
    flags = ["-mcpu=baseline", "-fvisibility=hidden", "-fno-semantic-interposition", "-fno-plt", "-fomit-frame-pointer"]
    zig = shlex.join([sys.executable, "-m", "ziglang", "cc", *flags])
    return {"CC": zig, "LDSHARED": f"{zig} -shared"}


if __name__ == "__main__":
    main()
