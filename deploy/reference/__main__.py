"""Write docs/reference/ from what the code itself knows: `python -m deploy.reference [--check]`."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Final

from deploy.generated import ROOT, write_or_check
from deploy.reference.commands import cli_page
from deploy.reference.metrics import metrics_page
from deploy.reference.records import records_page
from deploy.reference.settings import settings_page

FOLDER: Final = ROOT / "docs" / "reference"
MARK: Final = "<!-- Made by `make reference`: change the code, not this file. -->\n\n"

PAGES: Final[dict[str, Callable[[], str]]] = {
    "cli.md": cli_page,
    "metrics.md": metrics_page,
    "records.md": records_page,
    "settings.md": settings_page,
}


def main() -> int:
    """Write the pages, or check that they are in step; returns the exit code."""
    files = {FOLDER / name: partial(_marked, page) for name, page in PAGES.items()}
    return write_or_check(__doc__, files, "reference", "every page of the reference is in step")


def _marked(page: Callable[[], str]) -> str:
    return MARK + page()


if __name__ == "__main__":
    sys.exit(main())
