"""A real broker that lets nobody in without a name: SCRAM over TLS, certificates of clients, and access by grant."""

import asyncio
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code
from aiokafka.protocol.admin import CreateAclsRequest, DeleteAclsRequest

from service.shell.access import Grant
from service.shell.dev_kafka import DevKafka
from service.shell.dev_kafka.fetch import kafka_jars
from service.shell.dev_kafka.java import KafkaJava
from tests.certificates import Authority

SCRAM: Final = "SCRAM"
MUTUAL: Final = "MUTUAL"
OPEN_SCRAM: Final = "OPENSCRAM"
_RESOURCES: Final = {"topic": 2, "group": 3, "transactional-id": 5}
_OPERATIONS: Final = {"Read": 3, "Write": 4, "Create": 5, "Describe": 8, "DescribeConfigs": 10}
_LITERAL, _PREFIXED = 3, 4
_ALLOW: Final = 3


@dataclass
class SecuredKafka:
    """The plain listener is for the broker itself and for whoever sets it up; nobody else is to use it."""

    kafka: DevKafka
    authority: Authority
    folder: Path

    def add_users(self, passwords: dict[str, str]) -> None:
        """Users of SCRAM, with Kafka's own tool."""
        java = KafkaJava(tuple(kafka_jars()))
        with ThreadPoolExecutor(len(passwords)) as pool:
            list(pool.map(lambda user: self._add_user(java, *user), passwords.items()))

    def _add_user(self, java: KafkaJava, name: str, password: str) -> None:
        done = subprocess.run(
            java.command(
                "kafka.admin.ConfigCommand",
                *("--bootstrap-server", self.kafka.bootstrap_servers, "--alter"),
                *("--add-config", f"SCRAM-SHA-512=[password={password}]"),
                *("--entity-type", "users", "--entity-name", name),
            ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)

    def grant(self, user: str, grants: Iterable[Grant]) -> None:
        """Allow a user something."""

        async def run() -> None:
            client = AIOKafkaAdminClient(bootstrap_servers=self.kafka.bootstrap_servers)
            await client.start()
            try:
                for grant in grants:
                    answer = await client._send_request(CreateAclsRequest(*_as_sent(user, grant)))
                    for code, message in answer.creation_responses:
                        if code:
                            raise for_code(code)(message)
            finally:
                await client.close()

        asyncio.run(run())

    def revoke(self, user: str, grant: Grant) -> None:
        """Take one thing back."""

        async def run() -> None:
            client = AIOKafkaAdminClient(bootstrap_servers=self.kafka.bootstrap_servers)
            await client.start()
            try:
                await client._send_request(DeleteAclsRequest(*_as_sent(user, grant)))
            finally:
                await client.close()

        asyncio.run(run())


def _as_sent(user: str, grant: Grant) -> tuple[int, str, int, str, str, int, int]:
    pattern = _PREFIXED if grant.prefixed else _LITERAL
    return _RESOURCES[grant.resource], grant.name, pattern, f"User:{user}", "*", _OPERATIONS[grant.operation], _ALLOW


@contextmanager
def secured_kafka(folder: Path) -> Iterator[SecuredKafka]:
    """One broker with four listeners: plain for itself, SCRAM with and without TLS, and mutual TLS."""
    authority = Authority(folder / "certificates")
    broker = authority.issue("broker")
    listeners = {SCRAM: "SASL_SSL", MUTUAL: "SSL", OPEN_SCRAM: "SASL_PLAINTEXT"}
    properties = {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(broker.both),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority.file),
        "ssl.principal.mapping.rules": "RULE:^CN=([^,]+)$/$1/",
        f"listener.name.{MUTUAL.lower()}.ssl.client.auth": "required",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        # The plain listener has no names.
        "super.users": "User:ANONYMOUS",
        **{
            key: value
            for name in (SCRAM, OPEN_SCRAM)
            for key, value in {
                f"listener.name.{name.lower()}.sasl.enabled.mechanisms": "SCRAM-SHA-512",
                f"listener.name.{name.lower()}.scram-sha-512.sasl.jaas.config": (
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;"
                ),
            }.items()
        },
    }
    with DevKafka(directory=folder / "kafka", listeners=listeners, properties=properties) as kafka:
        yield SecuredKafka(kafka, authority, folder)
