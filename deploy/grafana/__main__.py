"""Write the dashboard from its code: `python -m deploy.grafana [--check]`."""

import argparse
import sys
from pathlib import Path
from typing import Final

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.grafana.dashboard import built

FILE: Final = Path(__file__).with_name("dashboards") / "incident-stream.json"


def text() -> str:
    """The dashboard's JSON, as Grafana reads it."""
    return JSONEncoder(sort_keys=True, indent=2).encode(built()) + "\n"


def main() -> int:
    """Write the file, or check that it is in step; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the file is out of step")
    same = FILE.is_file() and FILE.read_text(encoding="utf-8") == text()
    if parser.parse_args().check:
        print("the dashboard is in step" if same else "out of step with its code: run `make dashboard`")
        return int(not same)
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
