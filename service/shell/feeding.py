"""Feeding files to the `reports` topic, and going on where an earlier run was ended."""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Final

from service.core.feeds.item import Item, Skipped
from service.shell.producing import report_producer, send_values
from service.shell.settings import Settings

_CHUNK: Final = 1000
_HEAD_BYTES: Final = 65_536


@dataclass(slots=True)
class Fed:
    """What became of a file's items."""

    items: int = 0
    """Items dealt with, those of earlier runs too: sent and acknowledged, or skipped."""
    sent: int = 0
    skipped: dict[str, int] = field(default_factory=dict)


class Bookmark:
    """How far a file was fed to one topic, in a small file of the user's state folder.

    It only saves time: reports have ids, so what is fed twice changes no total.
    """

    def __init__(self, path: Path, topic: str, folder: Path | None = None) -> None:
        name = blake2b(f"{topic}\0{path.resolve()}".encode(), digest_size=16).hexdigest()
        self._file = (folder or _state_folder()) / f"{name}.json"
        self._path = path

    def read(self) -> int:
        """Items fed before; 0 when there is no bookmark, or the file begins otherwise than it did."""
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
            if found["head"] == self._head(found["head_bytes"]):
                return int(found["items"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return 0

    def write(self, items: int) -> None:
        """Remember that so many items were fed."""
        size = min(self._path.stat().st_size, _HEAD_BYTES)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        said = {"file": str(self._path.resolve()), "head_bytes": size, "head": self._head(size), "items": items}
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(said), encoding="utf-8")
        fresh.replace(self._file)

    def forget(self) -> None:
        """The file was fed to its end."""
        self._file.unlink(missing_ok=True)

    def _head(self, size: int) -> str:
        """Tells whether the file still begins as it did; it may have grown, or been mended further on."""
        with self._path.open("rb") as file:
            return blake2b(file.read(size), digest_size=16).hexdigest()


async def feed_items(settings: Settings, items: Iterable[Item], skip: int, told: Callable[[Fed], None]) -> Fed:
    """Send items beyond the first `skip`; `told` hears of every chunk that the broker has acknowledged."""
    fed = Fed(items=skip)
    rest = islice(iter(items), skip, None)
    async with report_producer(settings) as producer:
        while chunk := list(islice(rest, _CHUNK)):
            for item in chunk:
                if isinstance(item, Skipped):
                    fed.skipped[item.reason] = fed.skipped.get(item.reason, 0) + 1
            values = [item for item in chunk if not isinstance(item, Skipped)]
            fed.sent += await send_values(producer, settings, values)
            fed.items += len(chunk)
            told(fed)
    return fed


def _state_folder() -> Path:
    base = os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "incident-stream" / "feed"
