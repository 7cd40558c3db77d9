"""Kafka for people without one, with real brokers: what clients see of it, and that nothing of it is left behind."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, UnknownTopicOrPartitionError

from service.shell.dev_kafka import DevKafka, DevKafkaError, background
from service.shell.dev_kafka.ready import brokers_known_to
from tests.integration.deployment import await_condition

pytestmark = [pytest.mark.kafka]

# A broker that was killed is let in again only when it is no longer missed; nobody wants to wait for that here.
SOON_MISSED = {"broker.session.timeout.ms": "3000", "broker.heartbeat.interval.ms": "500"}
JAAS = 'org.apache.kafka.common.security.plain.PlainLoginModule required user_worker="right";'


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevKafka]:
    """One broker, with a second listener that asks for a password."""
    properties = {
        "sasl.enabled.mechanisms": "PLAIN",
        "listener.name.sasl.plain.sasl.jaas.config": JAAS,
    }
    folder = tmp_path_factory.mktemp("dev-kafka")
    with DevKafka(directory=folder, properties=properties, listeners={"SASL": "SASL_PLAINTEXT"}) as kafka:
        yield kafka


async def create_topic(servers: str, topic: str, partitions: int = 1, copies: int = 1) -> None:
    """A topic, there when this returns."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, partitions, copies)])
    finally:
        await admin.close()


async def send(servers: str, topic: str, values: list[bytes], **options: Any) -> None:
    """Values in one transaction."""
    producer = AIOKafkaProducer(bootstrap_servers=servers, transactional_id=f"{topic}-sender", **options)
    try:
        await producer.start()
        async with producer.transaction():
            for value in values:
                await producer.send_and_wait(topic, value, partition=0)
    finally:
        await producer.stop()


async def read(servers: str, topic: str, count: int, **options: Any) -> list[bytes]:
    """The first committed values of a topic, as a member of a group."""
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=servers,
        group_id=f"{topic}-readers",
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        enable_auto_commit=False,
        **options,
    )
    await consumer.start()
    try:
        return [(await consumer.getone()).value for _ in range(count)]
    finally:
        await consumer.stop()


def named(password: str) -> dict[str, str]:
    """Options of a client that says who it is."""
    return {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_plain_username": "worker",
        "sasl_plain_password": password,
    }


async def described(servers: str, topics: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Partitions of topics by name."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        return {found["topic"]: found["partitions"] for found in await admin.describe_topics(topics)}
    finally:
        await admin.close()


def answers(servers: str) -> bool:
    """Whether any of the brokers does."""
    places = [server.rpartition(":") for server in servers.split(",")]
    return any(brokers_known_to(host, int(port)) for host, _, port in places)


def processes_of(folder: Path) -> list[str]:
    """Command lines of processes that name a folder: brokers and guards in it."""
    listed = subprocess.run(["ps", "-axww", "-o", "stat=,command="], capture_output=True, text=True, check=True)
    return [line for line in listed.stdout.splitlines() if str(folder) in line and not line.startswith("Z")]


# What clients see of it


async def test_transactions_and_groups_work(kafka: DevKafka, topic_prefix: str) -> None:
    topic = topic_prefix + "t"
    await create_topic(kafka.bootstrap_servers, topic)
    await send(kafka.bootstrap_servers, topic, [b"one", b"two"])
    assert await read(kafka.bootstrap_servers, topic, 2) == [b"one", b"two"]


async def test_no_topic_comes_from_a_slip_of_the_keyboard(kafka: DevKafka, topic_prefix: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap_servers, request_timeout_ms=2000)
    await producer.start()
    try:
        with pytest.raises(UnknownTopicOrPartitionError):
            await producer.partitions_for(topic_prefix + "misspelt")
    finally:
        await producer.stop()


async def test_a_further_listener_asks_for_the_password(kafka: DevKafka, topic_prefix: str) -> None:
    topic, servers = topic_prefix + "t", kafka.servers("SASL")
    await create_topic(kafka.bootstrap_servers, topic)
    await send(servers, topic, [b"named"], **named("right"))
    assert await read(servers, topic, 1, **named("right")) == [b"named"]
    with pytest.raises(KafkaError):
        await send(servers, topic, [b"forged"], **named("wrong"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers on all of 127.0.0.0/8")
def test_it_listens_on_one_loopback_address_alone(kafka: DevKafka) -> None:
    for port in kafka.nodes[0].ports.values():
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port), timeout=5)


# Brokers that come and go


def test_records_outlive_a_kill_and_an_orderly_stop(tmp_path: Path, topic_prefix: str) -> None:
    topic = topic_prefix + "t"
    with DevKafka(directory=tmp_path, properties=SOON_MISSED) as kafka:
        asyncio.run(create_topic(kafka.bootstrap_servers, topic))
        asyncio.run(send(kafka.bootstrap_servers, topic, [b"before the kill"]))
        kafka.kill(1)
        assert not answers(kafka.bootstrap_servers)
        kafka.start(1)
        asyncio.run(send(kafka.bootstrap_servers, topic, [b"before the stop"]))
    with DevKafka(directory=tmp_path) as again:
        assert asyncio.run(read(again.bootstrap_servers, topic, 2)) == [b"before the kill", b"before the stop"]


def test_three_brokers_go_on_when_one_is_killed(tmp_path: Path, topic_prefix: str) -> None:
    topic = topic_prefix + "t"
    with DevKafka(3, directory=tmp_path, properties=SOON_MISSED) as kafka:
        servers = kafka.bootstrap_servers
        asyncio.run(create_topic(servers, topic, copies=3))
        asyncio.run(send(servers, topic, [b"by three"]))
        asyncio.run(read(servers, topic, 1))
        for name, partitions in asyncio.run(described(servers, ["__consumer_offsets", "__transaction_state"])).items():
            assert [len(partition["replicas"]) for partition in partitions] == [3] * 4, name
        kafka.kill(2)
        asyncio.run(send(servers, topic, [b"by two"]))
        kafka.start(2)
        asyncio.run(send(servers, topic, [b"by three again"]))
        assert asyncio.run(read(servers, topic, 3)) == [b"by three", b"by two", b"by three again"]
    assert processes_of(tmp_path) == []


def test_two_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        both = [DevKafka(directory=tmp_path / name) for name in ("a", "b")]
        try:
            list(pool.map(lambda kafka: kafka.start_all(), both))
            assert all(answers(kafka.bootstrap_servers) for kafka in both)
        finally:
            list(pool.map(lambda kafka: kafka.stop_all(), both))
    assert processes_of(tmp_path) == []


# What is refused


def test_a_folder_is_one_kafkas_alone(kafka: DevKafka) -> None:
    with pytest.raises(DevKafkaError, match="another Kafka runs in"):
        DevKafka(directory=kafka.directory).start_all()
    assert answers(kafka.bootstrap_servers)


def test_a_folder_with_the_data_of_more_brokers_is_refused(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        data = tmp_path / f"broker-{number}" / "data"
        data.mkdir(parents=True)
        (data / "meta.properties").touch()
    with pytest.raises(DevKafkaError, match=r"the data of 3 broker\(s\), not of 1"):
        DevKafka(directory=tmp_path).start_all()


def test_a_taken_port_is_told_in_a_sentence(tmp_path: Path, kafka: DevKafka) -> None:
    port = kafka.nodes[0].port
    with pytest.raises(DevKafkaError, match=f"something else listens on port {port}"):
        DevKafka(directory=tmp_path, port=port).start_all()


def test_a_broker_that_refuses_its_settings_is_told_with_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(DevKafkaError, match=r"num\.io\.threads"):
        DevKafka(directory=tmp_path, properties={"num.io.threads": "none"}).start_all()
    assert processes_of(tmp_path) == []


# The command, and what is left behind


@contextmanager
def command(folder: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    """`dev-kafka run` in a process of its own, and the servers it names once it is ready."""
    arguments = ["run", "--port", "0", "--dir", str(folder), "--json"]
    with subprocess.Popen(
        [sys.executable, "-m", "service", "dev-kafka", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline())["bootstrap_servers"]
        finally:
            process.kill()


def dev_kafka(*arguments: str) -> dict[str, Any]:
    """What a command of dev-kafka tells a program."""
    done = subprocess.run(
        [sys.executable, "-m", "service", "dev-kafka", *arguments, "--json"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_stops_in_good_order_when_asked(tmp_path: Path, number: signal.Signals) -> None:
    with command(tmp_path) as (process, servers):
        assert answers(servers)
        process.send_signal(number)
        assert process.wait(timeout=60) == 0
    assert not answers(servers)
    assert processes_of(tmp_path) == []
    assert background.running(tmp_path) is None


def test_run_behind_a_scripts_ampersand_hears_the_interrupt(tmp_path: Path) -> None:
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as such a shell leaves it to what it starts
    try:
        with command(tmp_path) as (process, _):
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 0
    finally:
        signal.signal(signal.SIGINT, heard)
    assert processes_of(tmp_path) == []


def test_no_broker_is_left_when_its_owner_is_killed(tmp_path: Path) -> None:
    with command(tmp_path) as (process, servers):
        assert len(processes_of(tmp_path)) == 3, "the owner, a guard and a broker"
        process.kill()
        process.wait()
        await_condition(lambda: not processes_of(tmp_path), "every broker to end")
    assert not answers(servers)
    assert background.running(tmp_path) is None


def test_run_ends_with_an_error_when_a_broker_is_lost(tmp_path: Path) -> None:
    with command(tmp_path) as (process, _):
        # The guard's command line holds the broker's: the one that begins with Java is meant.
        found = subprocess.run(
            ["pgrep", "-f", f"^[^ ]*/java .* kafka.Kafka {tmp_path}"], capture_output=True, check=True
        )
        os.kill(int(found.stdout), signal.SIGKILL)
        assert process.wait(timeout=60) == 1
        assert process.stderr is not None
        assert b"broker 1 ended by itself" in process.stderr.read()


def test_up_leaves_one_on_purpose_and_down_ends_it(tmp_path: Path) -> None:
    try:
        up = dev_kafka("up", "--port", "0", "--dir", str(tmp_path))
        assert answers(up["bootstrap_servers"])
        assert up["folder"] == str(tmp_path)
        assert dev_kafka("up", "--port", "0", "--dir", str(tmp_path)) == up
        assert dev_kafka("down", "--dir", str(tmp_path))["stopped"] is True
        assert not answers(up["bootstrap_servers"])
        assert processes_of(tmp_path) == []
        assert dev_kafka("down", "--dir", str(tmp_path))["stopped"] is False
    finally:
        background.down(tmp_path)


def test_up_names_a_port_that_is_taken(tmp_path: Path, kafka: DevKafka) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "service", "dev-kafka", "up"),
            *("--port", str(kafka.nodes[0].port), "--dir", str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "something else listens on port" in done.stderr
    assert processes_of(tmp_path) == []
