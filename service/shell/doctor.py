"""What stands in the way of a worker, and what to do about it."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)

from service.shell.admin import check_topics
from service.shell.doctor_records import look_at_records
from service.shell.finding import Finding, State
from service.shell.kafka import client_options
from service.shell.permissions import missing_grants, refused_by
from service.shell.reading import reader
from service.shell.settings import Settings
from service.shell.topics import STEPS, TopicNames

PATIENCE_SECONDS: Final = 15.0
"""A question that is not answered within this time is taken for refused."""
_LEAST_FREE_BYTES: Final = 32 * 1024 * 1024
"""Half of what a container has in /dev/shm when nobody says otherwise."""
_SAFE_COPIES: Final = 3


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Every finding, as it is made; what follows from a broker that is not there is left out."""
    for finding in look_at_settings(settings):
        yield finding
    yield look_at_disk()
    connected = await look_at_broker(settings)
    yield connected
    if connected.state is State.ERROR:
        return
    for check in (look_at_topics, look_at_rights, look_at_records):
        for finding in await _patiently(check.__name__.removeprefix("look_at_"), check, settings):
            yield finding


async def _patiently(
    about: str, check: Callable[[Settings], Awaitable[list[Finding]]], settings: Settings
) -> list[Finding]:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await check(settings)
    except TimeoutError:
        return [Finding(about, State.ERROR, f"no answer in {PATIENCE_SECONDS:.0f} s", "look at the brokers' logs")]
    except Exception as error:  # noqa: BLE001 - whatever the client raises, the operator wants the sentence
        return [Finding(about, State.ERROR, f"{type(error).__name__}: {error}", "look at the brokers' logs")]


def look_at_settings(settings: Settings) -> list[Finding]:
    """Settings that work and are unwise outside a test."""
    found = []
    servers = settings.kafka.bootstrap_servers
    if settings.kafka.security_protocol in ("PLAINTEXT", "SASL_PLAINTEXT") and not _all_local(servers):
        said = f"{settings.kafka.security_protocol} to {servers}: everyone on the way can read and write"
        found.append(Finding("settings", State.NOTE, said, "set KAFKA__SECURITY_PROTOCOL to SASL_SSL or SSL"))
    if settings.totals.clock == "stream":
        said = "time is the newest publication time seen: totals stand still when no report comes"
        found.append(Finding("settings", State.NOTE, said, "set TOTALS__CLOCK=wall except for a replay"))
    return found or [Finding("settings", State.OK, "nothing unwise in them")]


def _all_local(servers: str) -> bool:
    return all(_local(server.strip().rpartition(":")[0].strip("[]")) for server in servers.split(","))


def _local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def look_at_disk() -> Finding:
    """Temporary files need a place; state needs none, it lives in Kafka."""
    try:
        folder = tempfile.gettempdir()
        free = shutil.disk_usage(folder).free
    except OSError as error:
        said = f"no place for temporary files, which `worker` does not need: {error}"
        return Finding("disk", State.NOTE, said, "set TMPDIR to a writable folder for the other commands")
    if free < _LEAST_FREE_BYTES:
        said = f"{folder} has {free // 2**20} MiB left"
        return Finding("disk", State.NOTE, said, "make room there, or set TMPDIR to another folder")
    return Finding("disk", State.OK, f"{folder} is writable, {free // 2**20:,} MiB left (pid {os.getpid()})")


async def look_at_broker(settings: Settings) -> Finding:
    """Whether a broker answers at all."""
    servers = settings.kafka.bootstrap_servers
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), _admin(settings) as admin:
            cluster = await admin.describe_cluster()
    except TimeoutError:
        return Finding("broker", State.ERROR, f"{servers} did not answer in {PATIENCE_SECONDS:.0f} s", _BROKER_ADVICE)
    except KafkaConnectionError as error:
        return Finding("broker", State.ERROR, str(error), _BROKER_ADVICE)
    except Exception as error:  # noqa: BLE001 - whatever the client raises, the operator wants the sentence
        return Finding("broker", State.ERROR, f"{type(error).__name__}: {error}", _BROKER_ADVICE)
    brokers = len(cluster["brokers"])
    if brokers >= _SAFE_COPIES > settings.topics.replication:
        said = f"{brokers} brokers, but topics are made with {settings.topics.replication} copy of each record"
        return Finding("broker", State.NOTE, said, f"set TOPICS__REPLICATION={_SAFE_COPIES} before making the topics")
    return Finding("broker", State.OK, f"{servers} answers; {brokers} broker{'s' if brokers > 1 else ''}")


_BROKER_ADVICE: Final = (
    "is KAFKA__BOOTSTRAP_SERVERS right, does KAFKA__SECURITY_PROTOCOL match the listener, "
    "and can this machine reach the addresses that the brokers advertise?"
)


async def look_at_topics(settings: Settings) -> list[Finding]:
    """Whether every topic is there, as the registry wants it."""
    problems = await check_topics(settings)
    if not problems:
        return [Finding("topics", State.OK, "every topic is as it should be")]
    return [
        Finding(
            "topics",
            State.ERROR if problem.fatal else State.NOTE,
            f"{problem.topic} {problem.problem}",
            "" if problem.fatal else f"kafka-configs.sh --alter --entity-type topics --entity-name {problem.topic}",
        )
        for problem in problems
    ]


async def look_at_rights(settings: Settings) -> list[Finding]:
    """Whether this user may read, write in transactions, and commit; nothing is written."""
    missing = await missing_grants(settings, "worker")
    if missing:
        advice = "`incident-stream topics acls worker --principal User:…` prints what a worker needs"
        return [Finding("rights", State.ERROR, refused_by(grant), advice) for grant in missing]
    findings = [await _may_write(settings), await _may_read(settings), await _may_commit(settings)]
    return [finding for finding in findings if finding is not None] or [
        Finding("rights", State.OK, "may read the inputs, begin transactions and see the group's offsets")
    ]


async def _may_write(settings: Settings) -> Finding | None:
    # Of an id of its own, so that no running worker is fenced off; the id begins as the workers' do, as ACLs do.
    transactional_id = f"{settings.app_id}-doctor"
    producer = AIOKafkaProducer(transactional_id=transactional_id, **client_options(settings.kafka))
    try:
        await producer.start()
        async with producer.transaction():
            pass
    except TransactionalIdAuthorizationFailed:
        advice = f"allow WRITE and DESCRIBE on transactional ids prefixed {settings.app_id!r}"
        return Finding("rights", State.ERROR, f"may not use the transactional id {transactional_id}", advice)
    finally:
        await producer.stop()
    return None


async def _may_read(settings: Settings) -> Finding | None:
    names = TopicNames(settings)
    inputs = [names.full(topic) for topics in STEPS.values() for topic in topics]
    try:
        async with reader(settings, *inputs) as consumer:
            await consumer.end_offsets(list(consumer.assignment()))
    except TopicAuthorizationFailedError as error:
        return Finding("rights", State.ERROR, f"may not read {error}", "allow READ and DESCRIBE on the topics")
    return None


async def _may_commit(settings: Settings) -> Finding | None:
    async with _admin(settings) as admin:
        try:
            await admin.list_consumer_group_offsets(settings.app_id)
        except GroupAuthorizationFailedError:
            said = f"may not use the consumer group {settings.app_id}"
            return Finding("rights", State.ERROR, said, f"allow READ on the group {settings.app_id!r}")
    return None


@asynccontextmanager
async def _admin(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(**client_options(settings.kafka))
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()
