"""Reports made for the benches: the same number gives the same report, whoever asks."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

import orjson

from schemas.vocabulary import PlaceKind
from service.core.reading.reader import Normalizer
from tests.core.reading.test_reader import cases

BEHIND: Final = timedelta(days=20)
"""Events lie in this stretch before today: inside the 30 days' window for as long as a bench runs."""
_CLASSES: Final = ("official", "news", "lead_agency", "unverified")
_SOURCES: Final = 40


@cache
def normalizer() -> Normalizer:
    """Loaded once; it keeps no state."""
    return Normalizer.load()


@cache
def cities(count: int) -> tuple[str, ...]:
    """Ids of the first cities of the gazetteer."""
    table = normalizer().gazetteer._table
    found: list[str] = []
    for index in range(len(table)):
        place = table.place(index)
        if place.kind is PlaceKind.CITY:
            found.append(place.id)
            if len(found) == count:
                break
    return tuple(found)


def structured(reports: int, places: int, seed: int = 1, behind: timedelta = BEHIND) -> Iterator[bytes]:
    """Reports with typed facts, two figures each, in order of time, over so many cities."""
    chance = random.Random(seed)
    ids = cities(places)
    midnight = _midnight()
    step = behind / reports
    for number in range(reports):
        # In this order, so that a seed goes on making the reports it made.
        source, rank, place = chance.randrange(_SOURCES), chance.choice(_CLASSES), chance.choice(ids)
        at = midnight - behind + number * step
        yield _report(
            f"made-{seed}:{number}", (source, rank), at, place, chance.randrange(1, 9), chance.randrange(1, 40)
        )


def one_each(places: int) -> Iterator[bytes]:
    """A report of today of each of the cities that `structured` tells of."""
    for place in cities(places):
        yield _report(f"each:{place}", (0, _CLASSES[0]), _midnight(), place, 1, 2)


def _midnight() -> datetime:
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _report(report_id: str, source: tuple[int, str], at: datetime, place: str, killed: int, injured: int) -> bytes:
    number, rank = source
    counts = [{"measure": "killed", "value": killed}, {"measure": "injured", "value": injured}]
    return orjson.dumps(
        {
            "report_id": report_id,
            "source": {"id": f"desk-{number}", "class": rank},
            "published_at": at,
            "incidents": [{"place": {"id": place}, "occurred_from": at - timedelta(hours=2), "counts": counts}],
        }
    )


def texts(reports: int, characters: int, seed: int = 1, files: frozenset[str] | None = None) -> Iterator[bytes]:
    """Reports of text: the texts of tests/cases, mixed anew for each and joined up to a length, in three languages.

    `files`: of these files alone, by name; of all if none are given.
    """
    chance = random.Random(seed)
    pieces = [case.values[0]["text"] for case in cases() if files is None or str(case.id).rpartition("-")[0] in files]
    midnight = _midnight()
    step = BEHIND / reports
    for number in range(reports):
        text = chance.choice(pieces)
        while len(text) < characters:
            text += "\n\n" + chance.choice(pieces)
        yield orjson.dumps(
            {
                "report_id": f"text-{seed}:{number}",
                "source": {"id": f"desk-{chance.randrange(_SOURCES)}", "class": chance.choice(_CLASSES)},
                "published_at": midnight - BEHIND + number * step,
                "text": text,
            }
        )
