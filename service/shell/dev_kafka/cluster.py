"""Runs real Apache Kafka brokers on this machine: KRaft, loopback only, and gone with the process that wanted them."""

import fcntl
import signal
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import IO, Final

from service.shell.dev_kafka.fetch import DevKafkaError, kafka_jars
from service.shell.dev_kafka.java import QUICK_START, KafkaJava
from service.shell.dev_kafka.node import Node
from service.shell.dev_kafka.ports import free_ports, is_free
from service.shell.dev_kafka.properties import CONTROLLER, HOST, PLAIN, cluster_properties, listener_properties
from service.shell.dev_kafka.ready import brokers_known_to

START_SECONDS: Final = 60
MOST_BROKERS: Final = 3
_LOCK_SECONDS: Final = 5
"""Brokers of a process that was killed are gone by then."""
_LOOK_SECONDS: Final = 0.05


class DevKafka:
    """One to three brokers. Use as a context manager, or call start_all() and stop_all().

    Data, settings and logs of broker N are in `directory/broker-N`; started again there, it has its data again.
    """

    def __init__(
        self,
        brokers: int = 1,
        *,
        directory: Path,
        port: int = 0,
        properties: Mapping[str, str] | None = None,
        listeners: Mapping[str, str] | None = None,
        java_flags: tuple[str, ...] = QUICK_START,
    ) -> None:
        """`port` of the first broker, the next ones follow; 0 = free ones.

        `properties` go to every broker and win over ours. `listeners` are further ones beside the plain one, on free
        ports: name → security protocol, such as {"SASL": "SASL_PLAINTEXT"}; what they need goes into `properties`.
        `java_flags` say how Java runs: started quickly, unless told otherwise (service.shell.dev_kafka.java).
        """
        if not 1 <= brokers <= MOST_BROKERS:
            raise DevKafkaError(f"one to three brokers, not {brokers}")
        self.directory = directory
        self._properties = dict(properties or {})
        self._protocols = dict(listeners or {})
        self._flags = java_flags
        self.nodes = self._planned(brokers, port)
        self.told: dict[int, dict[str, int]] = {node.number: {} for node in self.nodes}
        """Ports of proxies that clients of a listener shall hear of, by broker and listener; set before the start."""
        self._java: KafkaJava | None = None
        self._lock: IO[bytes] | None = None

    def _planned(self, brokers: int, port: int) -> list[Node]:
        given = [port + n for n in range(brokers)] if port else []
        others = [CONTROLLER, *self._protocols]
        free = iter(free_ports(brokers * (len(others) + 1), besides=given))
        plain = given or [next(free) for _ in range(brokers)]
        return [
            Node(n + 1, {PLAIN: plain[n], **{name: next(free) for name in others}}, self.directory / f"broker-{n + 1}")
            for n in range(brokers)
        ]

    @property
    def bootstrap_servers(self) -> str:
        """Comma-separated host:port list of the plain listener."""
        return self.servers(PLAIN)

    def servers(self, listener: str) -> str:
        """Comma-separated host:port list of a listener."""
        return ",".join(f"{HOST}:{node.ports[listener]}" for node in self.nodes)

    def __enter__(self) -> "DevKafka":
        self.start_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()

    def start_all(self) -> None:
        """Start every broker and wait until each serves and knows of all. Raises DevKafkaError otherwise."""
        java = self._java = KafkaJava(tuple(kafka_jars()), self._flags)
        self.directory.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self.directory)
        try:
            self._refuse_other_size()
            self._refuse_taken_ports()
            self.nodes[0].trains = True
            with ThreadPoolExecutor(len(self.nodes)) as pool:
                list(pool.map(lambda node: node.configure(java, self._settings(node)), self.nodes))
            for node in self.nodes:
                node.launch(java, self._lock)
            self._await()
        except BaseException:
            self.stop_all()
            raise

    def stop_all(self) -> None:
        """Stop every broker in good order; kill what does not stop in time."""
        for node in self.nodes:
            node.terminate()
        for node in self.nodes:
            node.gone(self._java)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def start(self, number: int) -> None:
        """Start a broker again that was stopped or killed, and wait until it serves."""
        node = self._node(number)
        if self._java is None or self._lock is None:
            raise DevKafkaError("start_all() comes first")
        if not node.runs():
            node.launch(self._java, self._lock)
        self._await()

    def stop(self, number: int) -> None:
        """Stop one broker in good order."""
        self._node(number).terminate()
        self._node(number).gone()

    def kill(self, number: int) -> None:
        """End one broker as a crash does it."""
        self._node(number).signal(signal.SIGKILL)
        self._node(number).gone()

    def freeze(self, number: int) -> None:
        """Let one broker stand still with its connections open, as a long pause of its machine does it."""
        self._node(number).signal(signal.SIGSTOP)

    def thaw(self, number: int) -> None:
        """Let a frozen broker go on."""
        self._node(number).signal(signal.SIGCONT)

    def ended(self) -> list[Node]:
        """Brokers that were started and have ended by themselves."""
        return [node for node in self.nodes if node.guard is not None and not node.runs()]

    def _node(self, number: int) -> Node:
        if not 1 <= number <= len(self.nodes):
            raise DevKafkaError(f"there is no broker {number} among {len(self.nodes)}")
        return self.nodes[number - 1]

    def _refuse_other_size(self) -> None:
        before = sum((folder / "data" / "meta.properties").exists() for folder in self.directory.glob("broker-*"))
        if before not in {0, len(self.nodes)}:
            raise DevKafkaError(
                f"{self.directory} holds the data of {before} broker(s), not of {len(self.nodes)}: "
                "ask for as many, or for another folder, or remove this one"
            )

    def _refuse_taken_ports(self) -> None:
        for node in self.nodes:
            for port in node.ports.values():
                if not is_free(port):
                    raise DevKafkaError(f"something else listens on port {port}; name another, or 0 for free ones")

    def _settings(self, node: Node) -> dict[str, str]:
        return {
            **cluster_properties(len(self.nodes)),
            "node.id": str(node.number),
            "controller.quorum.voters": ",".join(f"{n.number}@{HOST}:{n.controller_port}" for n in self.nodes),
            "log.dirs": str(node.folder / "data"),
            **listener_properties(node.ports, self._protocols, self.told[node.number]),
            **self._properties,
        }

    def _await(self) -> None:
        """Until each running broker answers and knows of all of them."""
        until = monotonic() + START_SECONDS
        waiting = [node for node in self.nodes if node.runs()]
        wanted = {node.number for node in waiting}
        while waiting:
            for node in self.ended():
                raise DevKafkaError(f"broker {node.number} ended by itself:\n{node.said()}")
            waiting = [node for node in waiting if not wanted <= brokers_known_to(HOST, node.port)]
            if waiting and monotonic() > until:
                raise DevKafkaError(f"Kafka was not ready within {START_SECONDS} s; its logs are in {self.directory}")
            sleep(_LOOK_SECONDS)  # between two looks


def _locked(directory: Path) -> IO[bytes]:
    """The folder's lock: two clusters in one folder would ruin each other's data."""
    lock = (directory / "lock").open("wb")
    until = monotonic() + _LOCK_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() > until:
                lock.close()
                raise DevKafkaError(f"another Kafka runs in {directory}") from None
            sleep(_LOOK_SECONDS)  # between two looks
        else:
            return lock
