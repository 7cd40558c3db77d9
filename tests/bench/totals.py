"""What the fold of the totals costs: incidents a second, and time and bytes for each one as a city or the map grows.

Only the fold is timed: incidents are read from JSON beforehand, and nothing is sent.
"""

import gc
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Final, NamedTuple

from schemas.incident import Count, Incident, NormalizerInfo, Place, Source
from schemas.vocabulary import IncidentType, Measure
from service.core.totals.partition import TotalsPartition
from service.core.totals.rules import Rules
from tests.bench.rows import Row

BLOCK: Final = 2_000
ROUNDS: Final = 5
REPORTS: Final = 200
"""Told one by one in a round."""
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
_INFO: Final = NormalizerInfo(version="bench", language=None, confidence=1)


class Cost(NamedTuple):
    """Of one incident."""

    seconds: float
    bytes: float


def totals_rows() -> list[Row]:
    """Figures of the fold, and the two ratios that must stay flat."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # as the worker does it
    rows = [
        _speed("fold, 5 cities, blocks of 2,000", 5, _tolls),
        _speed("fold, 500 cities, blocks of 2,000", 500, _tolls),
        _speed("fold, 500 cities, one live attack each, blocks of 2,000", 500, _live),
        _speed("fold, 500 cities, every kind of figure, blocks of 2,000", 500, _mixed),
    ]
    rows += _ratios("a city with 10,000 claims over one with 10", _in_one_city(10), _in_one_city(10_000))
    small, large = _in_one_city(10, attack_id="wave"), _in_one_city(10_000, attack_id="wave")
    rows += _ratios("an attack of 10,000 claims over one of 10", small, large)
    return rows + _ratios("5,000 active cities over 5", _on_the_map(5), _on_the_map(5_000))


def _ratios(name: str, small: Sequence[Cost], large: Sequence[Cost]) -> list[Row]:
    seconds = [one.seconds / median(cost.seconds for cost in small) for one in large]
    size = [one.bytes / median(cost.bytes for cost in small) for one in large]
    micros = [cost.seconds * 1e6 for cost in large]
    return [
        _row(f"time per incident, {name}", seconds, "x"),
        _row(f"bytes written per incident, {name}", size, "x"),
        _row(f"time per incident, the larger of: {name}", micros, "us"),
    ]


def _row(name: str, values: Sequence[float], unit: str) -> Row:
    middle = median(values)
    return Row(name, middle, unit, (max(values) - min(values)) / middle if middle else 0.0)


# -- what is folded ----------------------------------------------------------------------------------------------------

Maker = Callable[[int, int], Incident]
"""Incident of a number in a city of a number."""


def _speed(name: str, cities: int, make: Maker) -> Row:
    chance = random.Random(5)
    told = [make(number, chance.randrange(cities)) for number in range(10 * BLOCK)]
    found = []
    for _ in range(ROUNDS):
        partition = TotalsPartition(Rules())
        began = perf_counter()
        for first in range(0, len(told), BLOCK):
            partition.apply(told[first : first + BLOCK], None)
        found.append(len(told) / (perf_counter() - began))
    return _row(name, found, "incidents/s")


def _in_one_city(claims: int, **more: object) -> list[Cost]:
    """Of a report more, alone in its block, where the city has so many claims of the last month behind it."""
    partition = TotalsPartition(Rules())
    step = timedelta(days=29) / claims
    history = [_toll(f"h{n}", 0, START + n * step, n % 40, n % 12, **more) for n in range(claims)]
    for first in range(0, claims, BLOCK):
        partition.apply(history[first : first + BLOCK], None)
    latest = START + timedelta(days=29)
    told = [_toll(f"n{n}", 0, latest + timedelta(minutes=n), 40 + n, n % 12, **more) for n in range(ROUNDS * REPORTS)]
    return _costs(partition, told)


def _on_the_map(cities: int) -> list[Cost]:
    """Of a report more, alone in its block, where so many cities have had ten in the last day."""
    partition = TotalsPartition(Rules())
    history = [
        _toll(f"h{city}-{n}", city, START + timedelta(hours=n), n, n % 3) for n in range(10) for city in range(cities)
    ]
    for first in range(0, len(history), BLOCK):
        partition.apply(history[first : first + BLOCK], None)
    latest = START + timedelta(hours=10)
    told = [_toll(f"n{n}", n % cities, latest + timedelta(seconds=n), 40 + n, n % 3) for n in range(ROUNDS * REPORTS)]
    return _costs(partition, told)


def _costs(partition: TotalsPartition, told: Sequence[Incident]) -> list[Cost]:
    return [_cost(partition, told[first : first + REPORTS]) for first in range(0, len(told), REPORTS)]


def _cost(partition: TotalsPartition, told: Sequence[Incident]) -> Cost:
    size, took = 0, []
    for one in told:
        began = perf_counter()
        effects = partition.apply([one], None)
        took.append(perf_counter() - began)
        size += sum(len(key) + len(value or b"") for key, value in effects.state.items())
        records = (*effects.totals, *effects.changes, *effects.contributions)
        size += sum(len(record.model_dump_json()) for record in records)
    return Cost(median(took), size / len(told))


def _tolls(number: int, city: int) -> Incident:
    """Three weeks of tolls, in order."""
    return _toll(f"i{number}", city, START + timedelta(minutes=1.5 * number), number % 50, number % 12)


def _live(number: int, city: int) -> Incident:
    """One night's tolls, as they rise."""
    return _toll(f"i{number}", city, START + timedelta(seconds=2 * number), number // 100, number % 12)


def _mixed(number: int, city: int) -> Incident:
    made = _tolls(number, city)
    measure = (Measure.WITHOUT_POWER, Measure.SHOT_DOWN, Measure.DAMAGED, Measure.RESTORED_POWER)[number % 4]
    counts = (_count(measure, number % 90),) if number % 3 == 0 else made.counts
    return made.model_copy(update={"counts": counts, "site": "market" if number % 7 == 0 else None})


def _toll(name: str, city: int, at: datetime, killed: int, speaker: int, **more: object) -> Incident:
    made = Incident(
        incident_id=name,
        report_id=f"report-{name}",
        type=IncidentType.CASUALTIES,
        place=Place(
            id=f"UA{city:017}", name=f"City {city}", kind="city", region="UA-51", country="UA", lat=46.5, lon=30.7
        ),
        occurred_from=at - timedelta(hours=2),
        occurred_to=at - timedelta(hours=1),
        time_precision="hour",
        as_of=at,
        published_at=at,
        counts=(_count(Measure.KILLED, killed), _count(Measure.INJURED, 3 * killed)),
        source=Source.model_validate({"id": f"source-{speaker}", "class": "official"}),
        attributed_to=f"speaker {speaker}",
        attributed_class="official",
        normalizer=_INFO,
    )
    return made.model_copy(update=more) if more else made


def _count(measure: Measure, best: int) -> Count:
    return Count(
        measure=measure,
        unit=measure.usual_unit,
        low=best,
        best=best,
        high=best,
        qualifier="exact",
        count_kind="total_to_date",
    )
