"""Files that code makes: write those that differ, or tell that they do."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


def write_or_check(description: str | None, files: Mapping[Path, Callable[[], str]], target: str, in_step: str) -> int:
    """The whole of a command that makes `files`; returns its exit code.

    `--check` writes nothing and gives 1 when a file is out of step. `target` is what `make` calls the command; `in_step`
    is said when nothing differs.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is out of step")
    check = parser.parse_args().check
    wrong = [path for path, made in files.items() if not _is_in_step(path, made(), write=not check)]
    for path in wrong:
        name = path.relative_to(ROOT)
        print(f"out of step with the code: {name} (run `make {target}`)" if check else f"wrote {name}")
    if not wrong:
        print(in_step)
    return int(check and bool(wrong))


def _is_in_step(path: Path, text: str, *, write: bool) -> bool:
    same = path.is_file() and path.read_text(encoding="utf-8") == text
    if write and not same:
        path.write_text(text, encoding="utf-8")
    return same
