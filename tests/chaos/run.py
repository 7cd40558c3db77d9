"""One run: brokers, workers, load and faults up; then calm; then everything written is held against the oracle."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from service.core.reading.reader import Normalizer
from service.shell import admin
from service.shell.dev_kafka import DevKafka
from service.shell.kafka import client_options
from service.shell.reading import read_to_end
from service.shell.settings import Settings
from service.shell.topics import REPORTS, TopicNames, wanted_topics
from tests.chaos.check import Checker, Totals
from tests.chaos.check import Fault as Wrong
from tests.chaos.expected import Expected, Trace, settled
from tests.chaos.faults import Arena, until_ready
from tests.chaos.feeder import Feeder
from tests.chaos.fleet import Member
from tests.chaos.load import Load
from tests.chaos.network import Network
from tests.chaos.progress import Progress
from tests.chaos.report import Happened, Run
from tests.chaos.schedule import BROKERS, WORKERS, Kind, plan
from tests.integration.deployment import records_left, settings_from

PARTITIONS: Final = 6
_PREFIX: Final = "INCIDENT_STREAM_"
_CALM_SECONDS: Final = 90.0
"""Longest wait for recovery and for everything to stand again; nothing may take as long."""
_SETTLE_SECONDS: Final = 180.0
_TICK_SECONDS: Final = 1
_ANSWER_MS: Final = 3000
_WATCHED_SECONDS: Final = 10.0
"""Least time to watch after a fault: what it does may show only when a session times out."""
_LAG: Final = timedelta(seconds=5)
"""Totals may be published this long after a window rolled."""
_BROKER: Final = {
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "unclean.leader.election.enable": "false",
    # Small leases of the past: a long run must not fill the disk, and nothing may expire that is checked.
    "log.retention.bytes": "-1",
}
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What is wanted of a run."""

    seed: int
    minutes: float
    faults: int
    """Most faults."""
    rate: float
    """Reports per second."""
    kinds: tuple[Kind, ...]
    static: bool
    """Static membership: each worker has a name of its own in the group."""
    command: str


async def run(options: Options, network: Network, folder: Path, say: Say) -> Run:
    """Do it all; ends in bounded time and leaves nothing running."""
    started = monotonic()
    kafka = DevKafka(
        BROKERS, directory=folder / "kafka", properties=_BROKER, listeners={f"W{n}": "PLAINTEXT" for n in _numbers()}
    )
    try:
        await _open_ways(kafka, network)
        await asyncio.to_thread(kafka.start_all)
        settings = settings_from(_environment(kafka.bootstrap_servers))
        await admin.create_topics(settings)
        found = Run(options.seed, options.command, _told(options))
        async with _fleet(kafka, options, folder) as (members, guest):
            arena = Arena(kafka, members, guest, network)
            await _under_load(options, settings, arena, found, say)
            found.exits = sum((member.exits for member in [*members, guest]), Counter())
            await _check(settings, found, say)
            found.exits = sum((member.exits for member in [*members, guest]), Counter())
    finally:
        await network.close()
        await asyncio.to_thread(kafka.stop_all)
    found.seconds = monotonic() - started
    return found


def _numbers() -> range:
    return range(1, WORKERS + 2)


async def _open_ways(kafka: DevKafka, network: Network) -> None:
    for node in kafka.nodes:
        for worker in _numbers():
            told = await network.open(worker, node.number, node.ports[f"W{worker}"])
            kafka.told[node.number][f"W{worker}"] = told


def _variables(servers: str) -> dict[str, str]:
    return {
        "APP_ID": "chaos",
        "KAFKA__BOOTSTRAP_SERVERS": servers,
        "TOPICS__PARTITIONS": str(PARTITIONS),
        "TOPICS__REPLICATION": str(BROKERS),
        "TOTALS__TICK_SECONDS": str(_TICK_SECONDS),
    }


def _environment(servers: str) -> dict[str, str]:
    return {_PREFIX + name: value for name, value in _variables(servers).items()}


def _told(options: Options) -> dict[str, object]:
    return {
        "brokers": BROKERS,
        "workers": WORKERS,
        "partitions": PARTITIONS,
        "rate": options.rate,
        "membership": "static" if options.static else "dynamic",
        "cores": os.cpu_count(),
    }


@asynccontextmanager
async def _fleet(kafka: DevKafka, options: Options, folder: Path) -> AsyncIterator[tuple[list[Member], Member]]:
    members = []
    for number in _numbers():
        servers = ",".join(f"127.0.0.1:{kafka.told[node.number][f'W{number}']}" for node in kafka.nodes)
        variables = _variables(servers)
        if options.static:
            variables["ENGINE__INSTANCE_ID"] = f"worker-{number}"
        members.append(Member(number, folder / f"worker-{number}", variables))
    try:
        yield members[:WORKERS], members[WORKERS]
    finally:
        await asyncio.gather(*(member.away() for member in members))


async def _under_load(options: Options, settings: Settings, arena: Arena, found: Run, say: Say) -> None:
    for member in arena.members:
        await member.start()
    await asyncio.gather(*(until_ready(member) for member in arena.members))
    feeder, progress = Feeder(settings, Load(options.seed), options.rate), Progress(settings)
    feeding = asyncio.create_task(feeder.run(), name="feeder")
    progress.start()
    started = monotonic()
    try:
        await _served(progress, feeder, started)
        for fault in islice(plan(options.seed, options.kinds), options.faults):
            if monotonic() - started > options.minutes * 60:
                break
            at = monotonic()
            await arena.bring(fault)
            await _calm(settings, arena)
            seconds = await _held_up(progress, feeder, at)
            found.happened.append(Happened(fault, seconds, at - started))
            took = "never" if seconds is None else f"{seconds:5.1f} s"
            say(f"{at - started:7.1f} s  {fault.kind.value:45} worker {fault.worker} broker {fault.broker}  {took}")
            await asyncio.sleep(fault.pause)
    finally:
        await arena.network.heal()
        feeder.stop()
        await feeding
        await progress.stop()
    found.settings["sends_without_answer"] = feeder.refused
    found.settings["looks_without_answer"] = dict(progress.troubles)


async def _served(progress: Progress, feeder: Feeder, since: float) -> None:
    """Faults begin when every partition is served."""
    async with asyncio.timeout(_CALM_SECONDS):
        while not all(feeder.taken.values()):
            await asyncio.sleep(0.1)  # between two looks
    await _held_up(progress, feeder, since)


async def _held_up(progress: Progress, feeder: Feeder, since: float) -> float | None:
    """How long the service was held up until now; waits until that is known."""
    until = max(monotonic(), since + _WATCHED_SECONDS)
    while monotonic() < until + _CALM_SECONDS:
        seconds = progress.held_up(since, until, feeder.taken)
        if seconds is not None:
            return seconds
        await asyncio.sleep(0.1)  # between two looks
    return None


async def _calm(settings: Settings, arena: Arena) -> None:
    """Wait until all workers serve and every partition has all its copies: each fault shall have the whole stage."""
    await asyncio.gather(*(until_ready(member) for member in arena.members))
    until = monotonic() + _CALM_SECONDS
    while monotonic() < until and not await _in_sync(settings):
        await asyncio.sleep(0.25)  # between two looks


async def _in_sync(settings: Settings) -> bool:
    client = AIOKafkaAdminClient(**{**client_options(settings.kafka), "request_timeout_ms": _ANSWER_MS})
    try:
        await client.start()
        described = await client.describe_topics(
            [*wanted_topics(settings), "__consumer_offsets", "__transaction_state"]
        )
    except (KafkaError, OSError):
        return False
    finally:
        await client.close()
    return all(len(p["isr"]) == len(p["replicas"]) for topic in described for p in topic["partitions"])


async def _check(settings: Settings, found: Run, say: Say) -> None:
    left = await _left_after_calm(settings)
    since = datetime.now(UTC) - _LAG
    names = TopicNames(settings)
    checker = Checker(names.short)
    for topic in checker.TOPICS:
        for record in await read_to_end(settings, names.full(topic)):
            checker.see(record)
        if topic in Totals.TOPICS:
            until = datetime.now(UTC)
    reports = settled(await read_to_end(settings, names.full(REPORTS)))
    say(f"{len(reports)} reports and all that came of them read; now the oracle")
    expected = Expected(settings, Normalizer.load(), datetime.now(UTC))
    wanted: Counter[Trace] = Counter()
    for record in reports:
        traces = expected.outcome(record)
        wanted.update(traces)
        found.outcomes[traces[0].topic if traces else "none"] += 1
    found.reports = len(reports)
    found.findings = checker.findings(wanted, expected.totals(since, until))
    if left:
        found.findings.add(Wrong.LEFT, f"{left} records of the steps' inputs", left)


async def _left_after_calm(settings: Settings) -> int:
    """Wait until everything is committed and time has had its say; returns what is not committed even then."""
    until = monotonic() + _SETTLE_SECONDS
    while (left := await records_left(settings)) and monotonic() < until:
        await asyncio.sleep(0.5)  # between two looks
    await asyncio.sleep(2 * _TICK_SECONDS)  # totals change with time alone: let the last tick tell
    return left
