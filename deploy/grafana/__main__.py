"""Write the dashboard from its code: `python -m deploy.grafana [--check]`."""

import sys
from typing import Final

from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.generated import ROOT, write_or_check
from deploy.grafana.dashboard import built

FILE: Final = ROOT / "deploy" / "grafana" / "dashboards" / "incident-stream.json"


def text() -> str:
    """The dashboard's JSON, as Grafana reads it."""
    return JSONEncoder(sort_keys=True, indent=2).encode(built()) + "\n"


def main() -> int:
    """Write the file, or check that it is in step; returns the exit code."""
    return write_or_check(__doc__, {FILE: text}, "dashboard", "the dashboard is in step")


if __name__ == "__main__":
    sys.exit(main())
