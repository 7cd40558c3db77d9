"""One deployment of the service for one test: topics of its own on the tests' Kafka, and workers as processes."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from service.cli.demo import free_port, samples
from service.shell import admin
from service.shell.kafka import client_options
from service.shell.reading import drain, read_to_end
from service.shell.records import Record
from service.shell.settings import PREFIX, Settings
from service.shell.topics import REPORTS, STEPS, TopicNames, wanted_topics

PARTITIONS = 3
PATIENCE_SECONDS = 60.0
"""Longest wait for a condition before a test fails; never a measure of speed."""


def await_condition(holds: Callable[[], Any], what: str, patience: float = PATIENCE_SECONDS) -> Any:
    """Look until `holds` gives something true, and return it."""
    until = monotonic() + patience
    while True:
        found = holds()
        if found:
            return found
        if monotonic() > until:
            raise AssertionError(f"waited {patience:.0f} s for {what}")
        sleep(0.05)  # between two looks; the condition decides


@dataclass
class Worker:
    """One worker process."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path
    end_expected: bool = False

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of the operations port; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def ready(self) -> bool:
        """Whether the worker serves; fails the test when the process has ended."""
        self.check_alive()
        return self.get("/health/ready")[0] == 200

    def check_alive(self) -> None:
        """Fail the test when the process has ended by itself."""
        if self.process.poll() is not None and not self.end_expected:
            raise AssertionError(f"the worker ended with {self.process.returncode}:\n{self.log_end()}")

    def log_end(self) -> str:
        """The end of its log."""
        return self.log.read_text()[-6000:]

    def metric(self, name: str, label: str = "") -> float:
        """Sum of a metric's samples whose labels contain `label`."""
        return sum(value for key, value in samples(self.get("/metrics")[1], name).items() if label in key)

    def shows_only_its_own_lags(self) -> bool:
        """Whether there is a lag for exactly the partitions that the worker owns."""
        page = self.get("/metrics")[1]
        owned = sum(samples(page, "assigned_partitions").values())
        inputs = {"reports": 1, "totals": 2, "areas": 1}
        wanted = sum(
            count * inputs[step]
            for key, count in samples(page, "assigned_partitions").items()
            for step in inputs
            if f'step="{step}"' in key
        )
        return bool(owned) and len(samples(page, "consumer_lag_records")) == wanted

    def kill(self) -> None:
        """As a crash does it."""
        self.end_expected = True
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """As an operator does it; returns the exit code."""
        self.end_expected = True
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def ended(self) -> int:
        """Wait for a worker that ends by itself, as the test expects; returns the exit code."""
        self.end_expected = True
        return self.process.wait(timeout=PATIENCE_SECONDS)

    def log_lines(self) -> list[dict[str, Any]]:
        """The log so far, parsed: every line must be one JSON object."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@dataclass
class Deployment:
    """Settings, topics and workers of one test."""

    settings: Settings
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    workers: list[Worker] = field(default_factory=list)

    @classmethod
    def create(cls, bootstrap_servers: str, name: str, folder: Path, **more: str) -> "Deployment":
        """A deployment named `name` with its topics made; `more` are further variables without the prefix."""
        variables = {
            "APP_ID": name,
            "KAFKA__BOOTSTRAP_SERVERS": bootstrap_servers,
            "TOPICS__PREFIX": f"{name}.",
            "TOPICS__PARTITIONS": str(PARTITIONS),
            "TOTALS__TICK_SECONDS": "1",
            "ENGINE__SESSION_TIMEOUT_SECONDS": "6",
            "ENGINE__HEARTBEAT_SECONDS": "1",
            **more,
        }
        environment = {PREFIX + key: value for key, value in variables.items()}
        settings = settings_from(environment)
        asyncio.run(admin.create_topics(settings))
        return cls(settings, folder, environment)

    def command(self, *arguments: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """Run `incident-stream …` to its end in this deployment."""
        return subprocess.run(
            [sys.executable, "-m", "service", *arguments],
            input=stdin,
            capture_output=True,
            env=self.environ(),
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    def environ(self) -> dict[str, str]:
        """Variables for a process of this deployment."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return {**kept, **self.environment}

    @contextmanager
    def worker(self, *arguments: str, module: str = "service") -> Iterator[Worker]:
        """A worker that is ready; killed at the end unless the test has stopped it."""
        worker = self.start_worker(*arguments, module=module)
        try:
            await_condition(worker.ready, "the worker to be ready")
            yield worker
        finally:
            worker.kill()

    def start_worker(self, *arguments: str, module: str = "service") -> Worker:
        """A worker process, not yet ready; `module` may be one of the tests that puts something in its way."""
        port = free_port()
        log = self.folder / f"worker-{len(self.workers)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", module, "worker", *arguments],
                stdout=subprocess.DEVNULL,
                stderr=output,
                env={**self.environ(), PREFIX + "HTTP__PORT": str(port)},
            )
        worker = Worker(process, port, log)
        self.workers.append(worker)
        return worker

    def feed(self, records: Sequence[dict[str, Any] | bytes | None]) -> None:
        """Send reports (as JSON) or values as they are, one after another."""
        asyncio.run(self._feed(records))

    def feed_record(
        self,
        value: bytes | None,
        key: bytes | None = None,
        headers: Sequence[tuple[str, bytes]] = (),
        topic: str = REPORTS,
        timestamp_ms: int | None = None,
    ) -> None:
        """Send one record with its key, headers and time."""

        async def send() -> None:
            producer = AIOKafkaProducer(bootstrap_servers=self.settings.kafka.bootstrap_servers)
            await producer.start()
            try:
                await producer.send_and_wait(
                    self.topic(topic), value, key, headers=list(headers), timestamp_ms=timestamp_ms
                )
            finally:
                await producer.stop()

        asyncio.run(send())

    async def _feed(self, records: Sequence[dict[str, Any] | bytes | None]) -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=self.settings.kafka.bootstrap_servers, max_request_size=2 * 1024 * 1024
        )
        await producer.start()
        try:
            for record in records:
                value = json.dumps(record).encode() if isinstance(record, dict) else record
                await producer.send_and_wait(self.topic(REPORTS), value)
        finally:
            await producer.stop()

    def topic(self, name: str) -> str:
        """A topic's full name here."""
        return TopicNames(self.settings).full(name)

    def read(self, name: str) -> list[Record]:
        """Every committed record of a topic."""
        return asyncio.run(read_to_end(self.settings, self.topic(name)))

    def lose_changelog(self, step: str) -> None:
        """Delete a step's changelog and make it anew, empty."""
        changelog = TopicNames(self.settings).changelog(step)

        async def lose() -> None:
            client = AIOKafkaAdminClient(**client_options(self.settings.kafka))
            await client.start()
            try:
                await client.delete_topics([changelog])
            finally:
                await client.close()

        asyncio.run(lose())
        await_condition(
            lambda: asyncio.run(admin.create_topics(self.settings)) == [changelog], "the changelog to be made anew"
        )

    def last_values(self, name: str) -> dict[str, Any]:
        """The newest value of each key of a topic."""
        found: dict[str, Any] = {}
        for record in self.read(name):
            found[(record.key or b"").decode()] = json.loads(record.value or b"null")
        return found

    def await_processed(self) -> None:
        """Until everything sent so far has its results committed, through all steps.

        The group's committed offsets tell, not a worker's memory: they are written with the results or soon after them,
        never before. A worker that ended by itself fails the test at once; if the wait is in vain, the ends of the
        workers' logs are told.
        """

        def processed() -> bool:
            for worker in self.workers:
                worker.check_alive()
            return asyncio.run(records_left(self.settings)) == 0

        try:
            await_condition(processed, "all records to be processed")
        except AssertionError as error:
            for worker in self.workers:
                error.add_note(f"{worker.log.name}, ready: {worker.get('/health/ready')}\n{worker.log_end()}")
            raise


async def records_left(settings: Settings) -> int:
    """Records of the steps' inputs above the group's committed offsets, transaction markers not counted.

    And what is written but not readable yet, in any topic: a coordinator that has committed a transaction tells each
    partition by a marker of its own, so offsets can be seen before the records that were written with them.
    """
    return await _unprocessed(settings) or await _undecided(settings)


async def _undecided(settings: Settings) -> int:
    """Offsets above the last stable one."""
    ends = []
    for isolation in ("read_uncommitted", "read_committed"):
        consumer = AIOKafkaConsumer(isolation_level=isolation, **client_options(settings.kafka))
        await consumer.start()
        try:
            partitions = [
                TopicPartition(topic, p) for topic in wanted_topics(settings) for p in range(settings.topics.partitions)
            ]
            ends.append(sum((await consumer.end_offsets(partitions)).values()))
        finally:
            await consumer.stop()
    return int(ends[0] - ends[1])


async def _unprocessed(settings: Settings) -> int:
    names = TopicNames(settings)
    consumer = AIOKafkaConsumer(
        group_id=settings.app_id,
        enable_auto_commit=False,
        isolation_level="read_committed",
        **client_options(settings.kafka),
    )
    await consumer.start()
    try:
        partitions = [
            TopicPartition(names.full(topic), p)
            for inputs in STEPS.values()
            for topic in inputs
            for p in range(settings.topics.partitions)
        ]
        consumer.assign(partitions)
        for tp in partitions:
            consumer.seek(tp, await consumer.committed(tp) or 0)
        return len(await drain(consumer))
    finally:
        await consumer.stop()


def settings_from(environment: dict[str, str]) -> Settings:
    """Settings out of variables, without touching this process's own."""
    before = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    for name in before:
        del os.environ[name]
    os.environ.update(environment)
    try:
        return Settings()
    finally:
        for name in environment:
            del os.environ[name]
        os.environ.update(before)
