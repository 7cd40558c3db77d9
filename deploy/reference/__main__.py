"""Write docs/reference/ from what the code itself knows: `python -m deploy.reference [--check]`."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from deploy.reference.commands import cli_page
from deploy.reference.metrics import metrics_page
from deploy.reference.records import records_page
from deploy.reference.settings import settings_page

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "reference"
MARK: Final = "<!-- Made by `make reference`: change the code, not this file. -->\n\n"

PAGES: Final[dict[str, Callable[[], str]]] = {
    "cli.md": cli_page,
    "metrics.md": metrics_page,
    "records.md": records_page,
    "settings.md": settings_page,
}


def main() -> int:
    """Write the pages, or check that they are in step; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is out of step")
    check = parser.parse_args().check
    wrong = [name for name, page in PAGES.items() if not _is_in_step(FOLDER / name, MARK + page(), write=not check)]
    for name in wrong:
        print(f"out of step with the code: docs/reference/{name} (run `make reference`)" if check else f"wrote {name}")
    if not wrong:
        print("every page of the reference is in step")
    return int(check and bool(wrong))


def _is_in_step(path: Path, text: str, *, write: bool) -> bool:
    same = path.is_file() and path.read_text(encoding="utf-8") == text
    if write and not same:
        path.write_text(text, encoding="utf-8")
    return same


if __name__ == "__main__":
    sys.exit(main())
