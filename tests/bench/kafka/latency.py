"""From handing a report to Kafka until a reader of committed records has the total that it led to."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Final

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from service.shell.topics import CITY_TOTALS, REPORTS
from tests.bench.kafka.cluster import broker, fed
from tests.bench.kafka.contest import OURS, started
from tests.bench.kafka.made import cities
from tests.bench.kafka.size import PARTITIONS, RUNS, sized
from tests.bench.rows import Row, row

RATES: Final = {10: 30, 500: 20, 5_000: 10}
"""Reports a second, and for how many seconds."""
CITIES: Final = 500
WARM_UP: Final = 2_000
LAST_SECONDS: Final = 60
"""Longest wait for what has not been seen when the last report is sent."""


def latency_rows() -> list[Row]:
    """Median and 99th percentile at each rate."""
    rows = []
    with broker() as servers:
        for rate, seconds in RATES.items():
            runs = [_measured(servers, rate, max(5.0, sized(seconds * 100) / 100)) for _ in range(RUNS)]
            for share in (0.5, 0.99):
                found = [sorted(waits)[int(share * (len(waits) - 1))] * 1000 for waits in runs]
                rows.append(row(f"{rate:,} reports/s, p{share * 100:.0f}", "ms", found))
    return rows


def _measured(servers: str, rate: int, seconds: float) -> list[float]:
    with fed(servers, f"latency-{rate}", PARTITIONS, []) as run, started(OURS.command(), run):
        return asyncio.run(_Watch(run.servers, run.topic(REPORTS), run.topic(CITY_TOTALS)).measure(rate, seconds))


class _Watch:
    """Tells reports of one attack a city whose toll rises by one with each: the total says which has been counted."""

    def __init__(self, servers: str, reports: str, totals: str) -> None:
        self._servers = servers
        self._reports = reports
        self._totals = totals
        self._sent: dict[str, list[float]] = {place: [] for place in cities(CITIES)}
        self._seen: dict[str, int] = dict.fromkeys(self._sent, 0)
        self._waits: dict[str, list[float]] = {place: [] for place in self._sent}

    async def measure(self, rate: int, seconds: float) -> list[float]:
        """Seconds that each report took, but for the first ones: they come while all is still being loaded."""
        producer = AIOKafkaProducer(bootstrap_servers=self._servers)
        consumer = AIOKafkaConsumer(
            self._totals,
            bootstrap_servers=self._servers,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
        )
        await producer.start()
        await consumer.start()
        reading = asyncio.create_task(self._read(consumer))
        try:
            await self._send(producer, WARM_UP, rate=2 * WARM_UP)
            await self._settled()
            warm = {place: len(waits) for place, waits in self._waits.items()}
            await self._send(producer, int(rate * seconds), rate)
            await self._settled()
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading
            await producer.stop()
            await consumer.stop()
        return [wait for place, waits in self._waits.items() for wait in waits[warm[place] :]]

    async def _send(self, producer: AIOKafkaProducer, reports: int, rate: float) -> None:
        places = list(self._sent)
        async for number in _paced(reports, rate):
            place = places[number % len(places)]
            sent = self._sent[place]
            sent.append(perf_counter())
            await producer.send(self._reports, _report(place, len(sent)), key=place.encode())
        await producer.flush()

    async def _read(self, consumer: AIOKafkaConsumer) -> None:
        async for record in consumer:
            place = (record.key or b"").decode()
            toll = orjson.loads(record.value or b"")["windows"]["24h"]["killed"]["people"]["best"]
            now = perf_counter()
            for number in range(self._seen[place], toll):
                self._waits[place].append(now - self._sent[place][number])
            self._seen[place] = max(self._seen[place], toll)

    async def _settled(self) -> None:
        until = perf_counter() + LAST_SECONDS
        while any(self._seen[place] < len(sent) for place, sent in self._sent.items()):
            if perf_counter() > until:
                raise TimeoutError(f"{LAST_SECONDS} s after the last report, totals are missing")
            await asyncio.sleep(0.05)


async def _paced(reports: int, rate: float) -> AsyncIterator[int]:
    """Numbers at an even rate; those that are due together come together."""
    began = perf_counter()
    for number in range(reports):
        wait = began + number / rate - perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        yield number


def _report(place: str, toll: int) -> bytes:
    now = datetime.now(UTC)
    return orjson.dumps(
        {
            "report_id": f"{place}:{toll}",
            "source": {"id": "desk", "class": "official"},
            "published_at": now,
            "incidents": [
                {
                    "place": {"id": place},
                    "attack_id": "wave",
                    "occurred_from": now - timedelta(hours=2),
                    "counts": [{"measure": "killed", "value": toll}],
                }
            ],
        }
    )
