"""`make bench`: every timed figure, as a table and as JSON. `make bench ONLY=reader` runs one.

Machines differ and are noisy: compare figures of one run.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

import service.core.reading.reader
from tests.bench.kafka.size import RUNS, SHARE
from tests.bench.rows import Row

BENCHES: Final = {
    "reader": "tests.bench.reader:reader_rows",
    "quality": "tests.bench.quality:quality_rows",
    "totals": "tests.bench.totals:totals_rows",
    "structured": "tests.bench.kafka.contest:structured_rows",
    "text": "tests.bench.kafka.text:text_rows",
    "latency": "tests.bench.kafka.latency:latency_rows",
    "scale": "tests.bench.kafka.scale:scale_rows",
}
"""Name → the function that gives its rows; imported only when it runs."""
ON_KAFKA: Final = frozenset({"structured", "text", "latency", "scale"})
"""These run with the core compiled as in the image, for every contender alike; `make compiled` builds it."""
ROOT: Final = Path(__file__).resolve().parents[2]
COMPILED_CORE: Final = ROOT / ".venv" / "compiled-core"
RESULTS: Final = Path("bench-results")


def main() -> None:
    """Run the benches asked for, print a table for each, and write bench-results/<name>.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", choices=[[], *BENCHES], help="benches to run; all when none is named")
    names = parser.parse_args().only or list(BENCHES)
    RESULTS.mkdir(exist_ok=True)
    for name in names:
        if name in ON_KAFKA and COMPILED_CORE.exists() and not _compiled():
            _run_compiled(name)
            continue
        rows = _bench(name)()
        Console().print(_table(name, rows))
        made: dict[str, object] = {
            "bench": name,
            "at": datetime.now(UTC).isoformat(),
            "python": platform.python_version(),
        }
        made |= {"runs": RUNS, "share": SHARE, "core": "compiled" if _compiled() else "plain Python"}
        path = RESULTS / f"{name}.json"
        path.write_text(json.dumps({**made, "rows": [one._asdict() for one in rows]}, indent=1), encoding="utf-8")


def _compiled() -> bool:
    return not str(service.core.reading.reader.__file__).endswith(".py")


def _run_compiled(name: str) -> None:
    """The bench in a process which finds the compiled core before the checkout's; so do those that it starts."""
    path = os.pathsep.join((str(COMPILED_CORE), str(ROOT)))
    alone = {"PYTHONPATH": path, "PYTHONSAFEPATH": "1"}
    subprocess.run([sys.executable, "-m", "tests.bench", name], env={**os.environ, **alone}, check=True)


def _bench(name: str) -> Callable[[], list[Row]]:
    module, function = BENCHES[name].split(":")
    found: Callable[[], list[Row]] = getattr(import_module(module), function)
    return found


def _table(name: str, rows: list[Row]) -> Table:
    table = Table(title=name, title_justify="left")
    for heading, side in (("what", "left"), ("median", "right"), ("unit", "left"), ("spread", "right")):
        table.add_column(heading, justify=side)  # type: ignore[arg-type]
    for one in rows:
        digits = f"{one.value:,.0f}" if one.value >= 100 else f"{one.value:.3g}"
        table.add_row(one.name, digits, one.unit, f"±{one.spread / 2:.0%}" if one.spread else "")
    return table


if __name__ == "__main__":
    main()
