"""Settings of the brokers: Kafka as in production where it is seen, small and quick where it is not."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

HOST: Final = "127.0.0.1"
CLUSTER_ID: Final = "aW5jaWRlbnQtc3RyZWFtMQ"
"""22 characters of base64; any will do for a cluster that nobody else joins."""
PLAIN: Final = "PLAINTEXT"
CONTROLLER: Final = "CONTROLLER"
_MEBIBYTE: Final = 2**20


def cluster_properties(brokers: int) -> dict[str, str]:
    """What every broker of a cluster of this size has in common."""
    copies = str(brokers)
    in_sync = str(min(brokers, 2))
    return {
        "process.roles": "broker,controller",
        "controller.listener.names": CONTROLLER,
        "inter.broker.listener.name": PLAIN,
        # Topics come from the service's registry; a misspelt name must fail here as it fails in production.
        "auto.create.topics.enable": "false",
        "default.replication.factor": copies,
        "min.insync.replicas": in_sync,
        "offsets.topic.num.partitions": "4",
        "offsets.topic.replication.factor": copies,
        "transaction.state.log.num.partitions": "4",
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": in_sync,
        "share.coordinator.state.topic.num.partitions": "1",
        "share.coordinator.state.topic.replication.factor": copies,
        "share.coordinator.state.topic.min.isr": in_sync,
        # A lone worker has nobody to wait for.
        "group.initial.rebalance.delay.ms": "0",
        # A forgotten broker must not fill a laptop's disk.
        "log.retention.bytes": str(256 * _MEBIBYTE),
        "log.segment.bytes": str(64 * _MEBIBYTE),
        "log.cleaner.dedupe.buffer.size": str(16 * _MEBIBYTE),
    }


def listener_properties(
    ports: Mapping[str, int], protocols: Mapping[str, str], told: Mapping[str, int] = MappingProxyType({})
) -> dict[str, str]:
    """Where one broker listens, loopback only: ports and security protocols by name of listener.

    `told` are the ports that clients of a listener shall hear of instead of its own.
    """
    return {
        "listeners": _places(ports),
        "advertised.listeners": _places({**ports, **told}, without=CONTROLLER),
        "listener.security.protocol.map": ",".join(f"{name}:{protocols.get(name, PLAIN)}" for name in ports),
    }


def _places(ports: Mapping[str, int], without: str = "") -> str:
    return ",".join(f"{name}://{HOST}:{port}" for name, port in ports.items() if name != without)
