"""The golden corpus: records of every released schema version, which all later versions must read.

    python -m tests.golden_corpus            adds a folder for this version, from tests/golden/reports.yaml
    python -m tests.golden_corpus --replace  makes this version's folder anew; only before the version is released

`tests/golden/<schema version>/` holds a file for each topic, a record a line, and a file for the state of each step as
it stood in the middle (`state-<format>-<step>`) with the totals that came after it (`after-…`). A folder of a released
version is never changed: a change of the code that cannot read it needs a new schema version or state format.
"""

import asyncio
import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from schemas.model import SCHEMA_VERSION
from service.core.reading.reader import Normalizer
from service.shell import topics
from service.shell.records import Record
from service.shell.settings import Settings, TopicSettings
from service.shell.shared import Shared
from service.shell.state import STATE_FORMAT, engine_entries
from service.shell.steps import OPENERS, OpenPartition
from service.shell.topics import STEPS
from tests.records import record

GOLDEN: Final = Path(__file__).with_name("golden")
NOW: Final = datetime(2026, 2, 12, 12, tzinfo=UTC)
SENT_AT: Final = datetime(2026, 2, 12, 11, tzinfo=UTC)
SETTINGS: Final = Settings(app_id="golden", topics=TopicSettings(partitions=1))
_STEP_OF: Final = {topic: step for step, inputs in STEPS.items() for topic in inputs}


@cache
def shared() -> Shared:
    """What the steps share, at the corpus' own moment."""
    return Shared(SETTINGS, Normalizer.load(), "0.1.0", lambda: NOW)


@dataclass
class Worker:
    """All steps on one partition, in memory: what is written to an input is read again."""

    steps: dict[str, OpenPartition]
    written: dict[str, list[Record]] = field(default_factory=dict)
    state: dict[str, dict[bytes, bytes]] = field(default_factory=dict)

    @classmethod
    def opened(cls, with_state: Mapping[str, Mapping[bytes, bytes]]) -> "Worker":
        """A worker whose steps go on from this state."""
        common = shared()
        return cls({step: OPENERS[step](common, with_state.get(step, {})) for step in STEPS})

    def feed(self, records: Iterable[Record]) -> None:
        """Apply records, and then all that comes of them."""
        waiting = list(records)
        while waiting:
            found = waiting.pop(0)
            step = _STEP_OF[found.topic]
            work = asyncio.run(self.steps[step].process(found.topic, [found]))
            kept = self.state.setdefault(step, {})
            for key, value in work.state.items():
                if value is None:
                    kept.pop(key, None)
                else:
                    kept[key] = value
            for write in work.writes:
                log = self.written.setdefault(write.topic, [])
                log.append(record(len(log), write.value, write.key, write.headers, None, write.topic))
                if write.topic in _STEP_OF:
                    waiting.append(log[-1])


def reports() -> tuple[list[Record], list[Record]]:
    """The reports before and behind the mark."""
    parts: tuple[list[Record], list[Record]] = ([], [])
    behind = 0
    for number, entry in enumerate(yaml.safe_load((GOLDEN / "reports.yaml").read_text(encoding="utf-8"))):
        if "state" in entry:
            behind = 1
            continue
        value, key = entry["value"], entry.get("key")
        sent = (value if isinstance(value, str) else json.dumps(value)).encode()
        headers = [(name, None if said is None else said.encode()) for name, said in entry.get("headers", ())]
        at = int(SENT_AT.timestamp() * 1000)
        parts[behind].append(record(number, sent, None if key is None else key.encode(), headers, at))
    return parts


def version_folder(version: int = SCHEMA_VERSION) -> Path:
    return GOLDEN / str(version)


def capture(folder: Path) -> None:
    """Write this version's corpus."""
    folder.mkdir(parents=True)
    before, behind = reports()
    worker = Worker.opened({})
    worker.feed(before)
    for step, inputs in STEPS.items():
        positions = {
            topic: len(before if topic == topics.REPORTS else worker.written.get(topic, [])) for topic in inputs
        }
        state = {**worker.state.get(step, {}), **engine_entries(positions)}
        kept = [record(number, value, key) for number, (key, value) in enumerate(sorted(state.items()))]
        write(folder / f"state-{STATE_FORMAT.decode()}-{step}.jsonl", kept)
    marks = {topic: len(log) for topic, log in worker.written.items()}
    worker.feed(behind)
    write(folder / "reports.jsonl", [*before, *behind])
    for topic, log in worker.written.items():
        write(folder / f"{topic}.jsonl", log)
    for topic in (topics.CITY_TOTALS, topics.AREA_TOTALS):
        write(folder / f"after-{STATE_FORMAT.decode()}-{topic}.jsonl", worker.written[topic][marks.get(topic, 0) :])


def write(path: Path, records: Sequence[Record]) -> None:
    """One record a line."""
    lines = [
        json.dumps(
            {
                "key": _text(found.key),
                "value": _text(found.value),
                "headers": [[name, _text(value)] for name, value in found.headers],
                **({} if found.timestamp is None else {"timestamp": found.timestamp}),
            }
        )
        for found in records
    ]
    path.write_text("".join(line + "\n" for line in lines), encoding="ascii")


def read(path: Path, topic: str = "") -> list[Record]:
    """The records of a file."""
    found = []
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines()):
        said = json.loads(line)
        headers = [(name, _bytes(value)) for name, value in said["headers"]]
        at = said.get("timestamp")
        found.append(record(number, _bytes(said["value"]), _bytes(said["key"]), headers, at, topic or path.stem))
    return found


def state_of(version: Path, kept_format: str) -> dict[str, dict[bytes, bytes]]:
    """What each step had in its changelog, by step."""
    return {
        step: {found.key or b"": found.value or b"" for found in read(version / f"state-{kept_format}-{step}.jsonl")}
        for step in STEPS
    }


def _text(piece: bytes | None) -> str | None:
    return None if piece is None else piece.decode(errors="surrogateescape")


def _bytes(piece: Any) -> bytes | None:
    return None if piece is None else str(piece).encode(errors="surrogateescape")


def main(arguments: Sequence[str]) -> None:
    folder = version_folder()
    if folder.exists():
        if "--replace" not in arguments:
            raise SystemExit(f"{folder} is there already; a released version is never changed")
        shutil.rmtree(folder)
    capture(folder)
    print(f"wrote {len(list(folder.iterdir()))} files into {folder}")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
