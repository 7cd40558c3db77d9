"""The same reports again and again, each time newer: the state is full after one round and must not grow any more."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

from tests.chaos.load import CITIES

REPORTS: Final = 10_000
_MEASURES: Final = ("killed", "injured", "rescued")
_DAYS: Final = 14


class Rounds:
    """Structured reports of a fixed set of events; a round is one version of each."""

    def __init__(self, seed: int, now: datetime) -> None:
        dice = Random(f"{seed}:soak")
        self._now = now
        self._dice = dice
        self._events = [
            (
                dice.choice(CITIES),
                now - timedelta(days=1 + dice.randrange(_DAYS), minutes=dice.randint(0, 300)),
                dice.choice(_MEASURES),
            )
            for _ in range(REPORTS)
        ]

    def values(self) -> Iterator[tuple[bytes, bytes]]:
        """Keys and values without end."""
        version = 0
        while True:
            published = (self._now - timedelta(hours=6) + timedelta(milliseconds=version)).isoformat()
            for number, (city, occurred, measure) in enumerate(self._events):
                report_id = f"soak:{number}"
                report = {
                    "report_id": report_id,
                    "source": {"id": f"desk-{number % 7}", "class": "official"},
                    "published_at": published,
                    "incidents": [
                        {
                            "place": {"name": city},
                            "occurred_from": occurred.isoformat(),
                            "counts": [{"measure": measure, "value": self._dice.randint(0, 60)}],
                        }
                    ],
                }
                yield report_id.encode(), json.dumps(report).encode()
            version += 1
