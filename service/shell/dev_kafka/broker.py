"""Runs real Apache Kafka brokers on this machine: KRaft, loopback only, and gone with the process that wanted them."""

import asyncio
import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from service.shell.dev_kafka.fetch import DevKafkaError, java, kafka_jars

HOST: Final = "127.0.0.1"
CLUSTER_ID: Final = "aW5jaWRlbnQtc3RyZWFtMQ"
"""22 characters of base64; any will do for a cluster that nobody else joins."""
START_SECONDS: Final = 60
STOP_SECONDS: Final = 30
_REPLICATED: Final = 3
_PR_SET_PDEATHSIG: Final = 1

# The first tier of the compiler starts twice as fast as all of them, and a broker for a laptop needs no more.
_JVM: Final = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


class Node:
    """One broker, which is a controller too."""

    def __init__(self, number: int, port: int, controller_port: int, folder: Path) -> None:
        self.number = number
        self.port = port
        self.controller_port = controller_port
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the broker prints."""
        return self.folder / "broker.log"


class DevKafka:
    """One to three brokers. Use as a context manager, or call start() and stop()."""

    def __init__(
        self, brokers: int = 1, *, directory: Path, port: int = 0, properties: Mapping[str, str] | None = None
    ) -> None:
        """`port` of the first broker, the next ones follow; 0 = free ones. `properties` go to every broker."""
        if not 1 <= brokers <= _REPLICATED:
            raise DevKafkaError(f"one to three brokers, not {brokers}")
        self.directory = directory
        self._properties = dict(properties or {})
        ports = [port + n for n in range(brokers)] if port else [0] * brokers
        taken = free_ports(brokers * 2)
        self.nodes = [
            Node(n + 1, ports[n] or taken[n], taken[brokers + n], directory / f"broker-{n + 1}") for n in range(brokers)
        ]
        self._classpath = ""

    @property
    def bootstrap_servers(self) -> str:
        """Comma-separated host:port list."""
        return ",".join(f"{HOST}:{node.port}" for node in self.nodes)

    def __enter__(self) -> "DevKafka":
        self.start_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()

    def start_all(self) -> None:
        """Start every broker and wait until all of them are in the cluster. Raises DevKafkaError otherwise."""
        self._classpath = os.pathsep.join(str(jar) for jar in kafka_jars())
        try:
            for node in self.nodes:
                self._format(node)
            for node in self.nodes:
                self._launch(node)
            self._await()
        except BaseException:
            self.stop_all()
            raise

    def stop_all(self) -> None:
        """Stop every broker in good order; kill what does not stop in time."""
        for node in self.nodes:
            if node.process is not None:
                node.process.terminate()
        for node in self.nodes:
            self._gone(node)

    def start(self, number: int) -> None:
        """Start a broker again that was stopped or killed."""
        self._launch(self._node(number))
        self._await()

    def stop(self, number: int) -> None:
        """Stop one broker in good order."""
        node = self._node(number)
        if node.process is not None:
            node.process.terminate()
            self._gone(node)

    def kill(self, number: int) -> None:
        """End one broker as a crash does it."""
        node = self._node(number)
        if node.process is not None:
            node.process.kill()
            node.process.wait()

    def _node(self, number: int) -> Node:
        return self.nodes[number - 1]

    def _gone(self, node: Node) -> None:
        if node.process is None:
            return
        try:
            node.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            node.process.kill()
            node.process.wait()

    def _format(self, node: Node) -> None:
        node.folder.mkdir(parents=True, exist_ok=True)
        settings = node.folder / "server.properties"
        settings.write_text("".join(f"{key}={value}\n" for key, value in self._settings(node).items()))
        if (node.folder / "data" / "meta.properties").exists():
            return
        done = subprocess.run(
            [*self._java(), "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", str(settings)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise DevKafkaError(f"Kafka's storage could not be made in {node.folder}:\n{done.stdout}{done.stderr}")

    def _java(self) -> list[str]:
        return [str(java()), *_JVM, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", self._classpath]

    def _settings(self, node: Node) -> dict[str, str]:
        copies = len(self.nodes)
        voters = ",".join(f"{other.number}@{HOST}:{other.controller_port}" for other in self.nodes)
        return {
            "process.roles": "broker,controller",
            "node.id": str(node.number),
            "controller.quorum.voters": voters,
            "controller.listener.names": "CONTROLLER",
            "listeners": f"PLAINTEXT://{HOST}:{node.port},CONTROLLER://{HOST}:{node.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{HOST}:{node.port}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "PLAINTEXT",
            "log.dirs": str(node.folder / "data"),
            "auto.create.topics.enable": "false",
            "group.initial.rebalance.delay.ms": "0",
            "offsets.topic.num.partitions": "4",
            "offsets.topic.replication.factor": str(copies),
            "transaction.state.log.num.partitions": "4",
            "transaction.state.log.replication.factor": str(copies),
            "transaction.state.log.min.isr": str(min(copies, 2)),
            "share.coordinator.state.topic.replication.factor": str(copies),
            "share.coordinator.state.topic.min.isr": str(min(copies, 2)),
            "min.insync.replicas": str(min(copies, 2)),
            **self._properties,
        }

    def _launch(self, node: Node) -> None:
        with node.log.open("ab") as output:
            node.process = subprocess.Popen(
                [*self._java(), "kafka.Kafka", str(node.folder / "server.properties")],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Of its own session, so that Ctrl-C reaches only us and the broker is stopped in good order.
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads hold locks here
            )

    def _await(self) -> None:
        """Until each running broker answers by itself and knows of all of them."""
        until = monotonic() + START_SECONDS
        waiting = [node for node in self.nodes if _runs(node)]
        wanted = len(waiting)
        while waiting:
            waiting = [node for node in waiting if _brokers_known_to(node) < wanted]
            for node in waiting:
                if not _runs(node):
                    raise DevKafkaError(f"a broker ended at once:\n{node.log.read_text(errors='replace')[-3000:]}")
            if monotonic() > until:
                raise DevKafkaError(f"Kafka was not ready within {START_SECONDS} s; its logs are in {self.directory}")
            sleep(0.1)  # between two looks


def _runs(node: Node) -> bool:
    return node.process is not None and node.process.poll() is None


def _brokers_known_to(node: Node) -> int:
    async def ask() -> int:
        admin = AIOKafkaAdminClient(bootstrap_servers=f"{HOST}:{node.port}", request_timeout_ms=5000)
        try:
            await admin.start()
            described = await admin.describe_cluster()
            return len(described["brokers"])
        except (KafkaError, OSError):
            return 0
        finally:
            await admin.close()

    # What the client says of each attempt is no news: the broker is expected not to answer yet.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    return asyncio.run(ask())


def _die_with_parent() -> None:
    """Have the kernel kill the broker when this process ends, whatever ends it (Linux; elsewhere stop_all must run)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on; all different."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
