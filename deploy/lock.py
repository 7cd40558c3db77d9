"""Compile requirements/*.txt with uv, or check that they are in step: `make lock`, `make check`.

Every package is pinned with its hashes for all supported Pythons, in files that name no download host. Each file says
at its top, as hashes, which inputs it was compiled from and what came of it: drift and edits by hand are seen without
the network.
"""

import argparse
import hashlib
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "requirements"
MARK: Final = "# inputs: sha256:"
CONTENT_MARK: Final = "# content: sha256:"
COMPILE: Final = ("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11")

LOCKS: Final = {
    "bootstrap": ["requirements/bootstrap.in"],
    "go": ["requirements/go.in"],
    "runtime": ["pyproject.toml"],
    "otel": ["pyproject.toml", "--extra", "otel", "--constraints", "requirements/runtime.txt"],
    "compile": ["pyproject.toml", "requirements/compile.in", "--constraints", "requirements/runtime.txt"],
    "dev": [
        *("pyproject.toml", "--extra", "dev-kafka", "--extra", "otel", "--group", "dev"),
        *("--constraints", "requirements/runtime.txt"),
    ],
    "bench": ["requirements/bench.in"],
}
"""What each file is compiled from; later ones build on earlier ones."""


def main() -> int:
    """Compile or check; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uv", default="uv", help="the uv to compile with")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is out of step")
    arguments = parser.parse_args()
    if not arguments.check:
        for name in LOCKS:
            compile_lock(name, Path(arguments.uv).absolute() if "/" in arguments.uv else Path(arguments.uv))
    wrong = [said for name in LOCKS for said in problems(name)]
    print("\n".join(wrong) or "every requirements file is in step")
    return 1 if wrong else 0


def compile_lock(name: str, uv: Path) -> None:
    """Write one file anew; versions in it are kept where they still fit."""
    output = lock_path(name)
    subprocess.run([uv, *COMPILE, *LOCKS[name], "--output-file", str(output.relative_to(ROOT))], cwd=ROOT, check=True)
    compiled = content(output.read_text(encoding="utf-8"))
    output.write_text(f"{MARK}{inputs_hash(name)}\n{CONTENT_MARK}{_digest(compiled)}\n{compiled}", encoding="utf-8")


def problems(name: str) -> list[str]:
    """What is wrong with one file."""
    path = lock_path(name)
    if not path.is_file():
        return [f"requirements/{name}.txt is missing: run `make lock`"]
    text = path.read_text(encoding="utf-8")
    found = []
    if not text.startswith(MARK + inputs_hash(name) + "\n"):
        found.append(f"requirements/{name}.txt is out of step with its inputs: run `make lock`")
    if CONTENT_MARK + _digest(content(text)) not in text.splitlines():
        found.append(f"requirements/{name}.txt was changed by hand: run `make lock`")
    if name == "compile" and set(backend()) - set((FOLDER / "compile.in").read_text(encoding="utf-8").split()):
        found.append(f"requirements/compile.in lacks what pyproject.toml builds with: {', '.join(backend())}")
    if "://" in text:
        found.append(f"requirements/{name}.txt names a host")
    if any("==" in line and "--hash" not in line and not line.endswith("\\") for line in _requirements(text)):
        found.append(f"requirements/{name}.txt has a package without hashes")
    return found


def content(text: str) -> str:
    """What uv wrote, without our marks."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith((MARK, CONTENT_MARK)))


def backend() -> list[str]:
    """What the package is built with."""
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(tables["build-system"]["requires"])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _requirements(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith(("#", " "))]


def lock_path(name: str) -> Path:
    """Where a compiled file is."""
    return FOLDER / f"{name}.txt"


def inputs_hash(name: str) -> str:
    """Hash of what a file is compiled from: the dependency tables of pyproject.toml, or the .in file."""
    digest = hashlib.sha256()
    for source in LOCKS[name]:
        if source == "pyproject.toml":
            tables = tomllib.loads((ROOT / source).read_text(encoding="utf-8"))
            project = tables["project"]
            parts = [project["requires-python"], project["dependencies"]]
            if name == "otel":
                parts.append(project["optional-dependencies"]["otel"])
            if name == "dev":
                parts += [project["optional-dependencies"], tables["dependency-groups"]]
            digest.update(repr(parts).encode())
        elif source.startswith("requirements/"):
            digest.update((ROOT / source).read_bytes())
        else:
            digest.update(source.encode())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
