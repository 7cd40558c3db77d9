"""Writes what `make bench` measured on Kafka into docs/performance.json and docs/performance.md: `make performance`."""

import json
import os
import platform
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
RESULTS: Final = ROOT / "bench-results"
DOCS: Final = ROOT / "docs"
BENCHES: Final = {
    "structured": "Structured reports to totals per city",
    "text": "Texts end to end",
    "latency": "From report to committed total",
    "scale": "What a report costs as things grow, and a start with a past",
}
_OVER: Final = "ratio: incident-stream over "
RATIOS: Final = {
    "structured_vs_faust_agents": ("structured", _OVER + "Faust agents"),
    "structured_vs_faust_take": ("structured", _OVER + "Faust take"),
    "structured_vs_quixstreams_exactly_once": ("structured", _OVER + "quixstreams"),
    "structured_vs_faststream": ("structured", _OVER + "faststream"),
    "structured_vs_aiokafka_loop": ("structured", _OVER + "aiokafka loop"),
    "structured_vs_aiokafka_loop_in_batches": ("structured", _OVER + "aiokafka loop, batches"),
    "structured_vs_confluent_loop": ("structured", _OVER + "confluent-kafka loop"),
    "structured_vs_confluent_loop_in_batches": ("structured", _OVER + "confluent-kafka loop, batches"),
    "text_vs_bare_core": ("text", "ratio: posts, one process over the core alone"),
    "two_processes_vs_one": ("text", "ratio: posts, two processes over one"),
    "bare_core_twice_vs_once": ("text", "ratio: posts, core alone in two processes over one"),
}
"""Name in the JSON file → bench and row."""
_BEGIN, _END = "<!-- measured -->", "<!-- /measured -->"


def main() -> None:
    """Read bench-results and write both files."""
    found = {name: _result(name) for name in BENCHES if (RESULTS / f"{name}.json").exists()}
    rows = {name: {row["name"]: row for row in result["rows"]} for name, result in found.items()}
    ratios = {ratio: rows[bench][name] for ratio, (bench, name) in RATIOS.items() if name in rows.get(bench, {})}
    made = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "ratios": {name: round(row["value"], 3) for name, row in ratios.items()},
        "ratio_spreads": {name: round(row["spread"], 3) for name, row in ratios.items()},
        "measured": {
            name: {key: result[key] for key in ("at", "runs", "share", "core")} for name, result in found.items()
        },
        "rows": {name: result["rows"] for name, result in found.items()},
    }
    (DOCS / "performance.json").write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    page = DOCS / "performance.md"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    page.write_text(f"{before}{_BEGIN}\n{_tables(found)}{_END}{rest.partition(_END)[2]}", encoding="utf-8")


def _result(name: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
    return result


def _tables(found: dict[str, dict[str, Any]]) -> str:
    text = f"Medians, with half of the spread behind them; {os.cpu_count()} cores, the broker on the same.\n\n"
    for name, result in found.items():
        size = "" if result["share"] == 1 else f", at {result['share']:g} of the full size"
        text += f"**{BENCHES[name]}** ({result['runs']} run(s){size})\n\n| | median | |\n|---|---:|---|\n"
        for row in result["rows"]:
            digits = f"{row['value']:,.0f}" if row["value"] >= 100 else f"{row['value']:.3g}"
            spread = f" ±{row['spread'] / 2:.0%}" if row["spread"] else ""
            text += f"| {row['name'].removeprefix('ratio: ')} | {digits}{spread} | {row['unit']} |\n"
        text += "\n"
    return text


if __name__ == "__main__":
    main()
