"""The demo's reports as record values, dated back from a moment."""

import re
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any, Final

import orjson
import yaml

_AGO: Final = re.compile(r"^\{-(\d+)\}$")


def sample_reports(now: datetime) -> list[list[bytes]]:
    """The values to send, in order, in parts to be fed one after another; the file's times count back from `now`."""
    entries = yaml.safe_load(files("service.demo").joinpath("reports.yaml").read_text(encoding="utf-8"))
    reports: dict[str, bytes] = {}
    parts: list[list[bytes]] = [[]]
    for entry in entries:
        if entry.get("then"):
            parts.append([])
        values = parts[-1]
        if "raw" in entry:
            values.append(entry["raw"].encode())
        elif "repeat_of" in entry:
            values.append(reports[entry["repeat_of"]])
        else:
            published_at = _moment(now, entry["minutes_ago"])
            report = {**_dated(entry["report"], now), "published_at": published_at}
            reports[report["report_id"]] = value = orjson.dumps(report)
            values.append(value)
    return parts


def _moment(now: datetime, minutes: int) -> str:
    return (now - timedelta(minutes=minutes)).replace(microsecond=0).isoformat()


def _dated(part: Any, now: datetime) -> Any:
    if isinstance(part, dict):
        return {name: _dated(value, now) for name, value in part.items()}
    if isinstance(part, list):
        return [_dated(value, now) for value in part]
    if isinstance(part, str) and (ago := _AGO.match(part)):
        return _moment(now, int(ago[1]))
    return part
