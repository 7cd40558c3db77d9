"""`python -m tests.soak`: a worker under steady load at half of what it can do; memory and latency must stay flat."""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from aiokafka import AIOKafkaProducer

from service.shell import admin
from service.shell.dev_kafka import DevKafka
from service.shell.producing import report_producer
from service.shell.settings import Settings
from service.shell.topics import REPORTS
from tests.chaos.faults import until_ready
from tests.chaos.fleet import Member
from tests.integration.deployment import settings_from
from tests.soak.load import REPORTS as ROUND
from tests.soak.load import Rounds
from tests.soak.sampling import Sample, Totalled, Verdict, between

_TURN_SECONDS = 0.1
_SAMPLES = 60
_PARTITIONS = 6
_VARIABLES = {"APP_ID": "soak", "TOPICS__PARTITIONS": str(_PARTITIONS)}

Values = Iterator[tuple[bytes, bytes]]


async def soak(seed: int, minutes: float, share: float, folder: Path) -> dict[str, Any]:
    """Fill the state with one round, measure how fast the next ones go, then half of that."""
    kafka = DevKafka(directory=folder / "kafka")
    await asyncio.to_thread(kafka.start_all)
    variables = {**_VARIABLES, "KAFKA__BOOTSTRAP_SERVERS": kafka.bootstrap_servers}
    settings = settings_from({f"INCIDENT_STREAM_{name}": value for name, value in variables.items()})
    worker = Member(1, folder, variables)
    values = Rounds(seed, datetime.now(UTC)).values()
    try:
        await admin.create_topics(settings)
        await worker.start()
        await until_ready(worker)
        async with report_producer(settings) as producer:
            await _burst(producer, worker, values)
            most = await _burst(producer, worker, values)
            print(f"most: {most:.0f} reports/s; now {share:.0%} of it for {minutes:g} minutes", flush=True)
            taken = await _steady(producer, worker, values, most * share, minutes * 60)
    finally:
        await worker.away()
        await asyncio.to_thread(kafka.stop_all)
    return _result(seed, minutes, most, share, taken, settings)


def _result(
    seed: int, minutes: float, most: float, share: float, taken: list[Sample], settings: Settings
) -> dict[str, Any]:
    return {
        "seed": seed,
        "minutes": minutes,
        "most_reports_per_second": round(most),
        "asked_reports_per_second": round(most * share),
        "partitions": settings.topics.partitions,
        **Verdict.of(taken).as_json(),
        "samples": [asdict(sample) for sample in taken],
    }


async def _burst(producer: AIOKafkaProducer, worker: Member, values: Values) -> float:
    """One round as fast as it goes; returns reports per second from the first sent to the last processed."""
    before = (await _look(worker)).reports
    started = monotonic()
    await _send(producer, list(islice(values, ROUND)))
    while (await _look(worker)).reports < before + ROUND:
        await asyncio.sleep(0.05)  # between two looks
    return ROUND / (monotonic() - started)


async def _look(worker: Member) -> Totalled:
    """The worker's metrics; one that is too busy to answer is asked again."""
    while not (page := await worker.page("/metrics")):
        await asyncio.sleep(_TURN_SECONDS)
    return Totalled.of(page)


async def _send(producer: AIOKafkaProducer, records: list[tuple[bytes, bytes]]) -> None:
    sent = [await producer.send(REPORTS, value, key) for key, value in records]
    await asyncio.gather(*sent)


async def _steady(
    producer: AIOKafkaProducer, worker: Member, values: Values, rate: float, seconds: float
) -> list[Sample]:
    taken: list[Sample] = []
    started, sent = monotonic(), 0
    every = seconds / _SAMPLES
    before, looked = await _look(worker), started
    while (now := monotonic()) < started + seconds:
        due = int((now - started) * rate) - sent
        await _send(producer, list(islice(values, due)))
        sent += due
        if now >= looked + every:
            after, now = await _look(worker), monotonic()
            taken.append(between(before, after, now - started, now - looked))
            before, looked = after, now
        await asyncio.sleep(_TURN_SECONDS)
    return taken


def main(arguments: list[str]) -> int:
    """Exit code 0 = memory and latency are flat."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--share", type=float, default=0.5, help="of the most that the worker can do")
    parser.add_argument("--json", type=Path, help="write the result here as well, with all samples")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="incident-stream-soak-") as folder:
        found = asyncio.run(soak(given.seed, given.minutes, given.share, Path(folder)))
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps({name: value for name, value in found.items() if name != "samples"}, indent=1))
    return 0 if found["memory_is_flat"] and found["latency_is_flat"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
