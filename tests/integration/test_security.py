"""A real broker with TLS, SCRAM and grants: each role works with the least that it needs, and without it says why."""

import asyncio
import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from service.shell.access import Grant, grants
from service.shell.permissions import missing_grants
from service.shell.settings import PREFIX
from tests.certificates import Authority
from tests.integration.deployment import Deployment, await_condition, settings_from
from tests.integration.test_worker import KYIV, casualties
from tests.secured_kafka import MUTUAL, OPEN_SCRAM, SCRAM, SecuredKafka, secured_kafka

pytestmark = pytest.mark.kafka

PASSWORDS: Final = {"worker": "staple-w0rker", "reader": "staple-r3ader"}


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    with secured_kafka(tmp_path_factory.mktemp("secured")) as kafka:
        kafka.add_users(PASSWORDS)
        yield kafka


@pytest.fixture(scope="module")
def granted(secured: SecuredKafka) -> Deployment:
    """Topics, and every role with its grants; what it asks Kafka itself, it asks on the broker's own listener."""
    deployment = Deployment.create(secured.kafka.bootstrap_servers, "secured", secured.folder)
    for role in ("worker", "feeder", "reader", "operator"):
        secured.grant(role, grants(deployment.settings, role))
    return deployment


def by_scram(secured: SecuredKafka, user: str, listener: str = SCRAM, password: str | None = None) -> dict[str, str]:
    """Variables for a user with a password."""
    folder = secured.folder / f"secrets-{uuid.uuid4().hex}"
    folder.mkdir()
    name = PREFIX + "KAFKA__PASSWORD"
    (folder / name).write_text(password or PASSWORDS[user])
    return {
        "KAFKA__BOOTSTRAP_SERVERS": secured.kafka.servers(listener),
        "KAFKA__SECURITY_PROTOCOL": secured.kafka._protocols[listener],
        "KAFKA__USERNAME": user,
        "KAFKA__CA_FILE": str(secured.authority.file),
        "SECRETS_DIR": str(folder),
    }


def by_certificate(secured: SecuredKafka, user: str) -> dict[str, str]:
    """Variables for a user with a certificate whose key is locked."""
    issued = secured.authority.issue(user, password="l0cked")  # noqa: S106
    folder = secured.folder / f"key-{user}"
    folder.mkdir(exist_ok=True)
    (folder / (PREFIX + "KAFKA__KEY_PASSWORD")).write_text("l0cked")
    return {
        "KAFKA__BOOTSTRAP_SERVERS": secured.kafka.servers(MUTUAL),
        "KAFKA__SECURITY_PROTOCOL": "SSL",
        "KAFKA__CA_FILE": str(secured.authority.file),
        "KAFKA__CERT_FILE": str(issued.chain),
        "KAFKA__KEY_FILE": str(issued.key),
        "SECRETS_DIR": str(folder),
    }


def acting(deployment: Deployment, variables: dict[str, str]) -> Deployment:
    """The deployment as a role sees it: its commands and workers connect as that user."""
    own = {PREFIX + name: value for name, value in variables.items()}
    return replace(deployment, environment={**deployment.environment, **own}, workers=[])


def said(deployment: Deployment, *arguments: str, stdin: bytes = b"", code: int = 0) -> str:
    done = deployment.command(*arguments, stdin=stdin)
    assert done.returncode == code, (done.stdout + done.stderr).decode()
    return (done.stdout + done.stderr).decode()


def works_for_every_role(granted: Deployment, worker: Deployment, feeder: Deployment, number: int, kind: str) -> None:
    with worker.worker() as running:
        fed = said(feeder, "feed", "-", stdin=b'{"broken\n' + report(number))
        assert "sent 2 reports" in fed
        granted.await_processed()
        log = running.log.read_text()
    assert not any(password in log for password in (*PASSWORDS.values(), "l0cked")), kind
    assert granted.last_values("city-totals")[KYIV]["windows"]["24h"]["killed"]["people"]["best"] == number


def report(number: int) -> bytes:
    return json.dumps(casualties(f"desk:{number:04}", "Kyiv", number)).encode()


def test_each_role_does_its_work_with_the_least_it_needs(secured: SecuredKafka, granted: Deployment) -> None:
    feeder = acting(granted, by_certificate(secured, "feeder"))
    for number, (kind, variables) in enumerate(
        {"SCRAM": by_scram(secured, "worker"), "mutual TLS": by_certificate(secured, "worker")}.items(), 3
    ):
        works_for_every_role(granted, acting(granted, variables), feeder, number, kind)
    told = said(acting(granted, by_scram(secured, "worker")), "doctor")
    assert "this version reads what is written" in told
    reader = acting(granted, by_scram(secured, "reader"))
    assert KYIV in said(reader, "watch", "--once", "--json")
    operator = acting(granted, by_certificate(secured, "operator"))
    assert "every topic is as it should be" in said(operator, "topics", "check")
    assert "invalid_json 2" in said(operator, "dead-letters", "list")
    assert "sent back 2 letters" in said(operator, "dead-letters", "replay", "--all", "--send")
    assert "already there" in said(operator, "topics", "create")


WORKERS_GRANTS: Final = (
    Grant("topic", "secured.reports", "Read"),
    Grant("topic", "secured.incidents", "Read"),
    Grant("topic", "secured.incidents", "Write"),
    Grant("topic", "secured.reports-dead", "Write"),
    Grant("topic", "secured-totals-changelog", "Read"),
    Grant("topic", "secured-totals-changelog", "Write"),
    Grant("group", "secured", "Read"),
    Grant("transactional-id", "secured-", "Write", prefixed=True),
)


@pytest.mark.parametrize("grant", WORKERS_GRANTS, ids=lambda grant: f"{grant.operation} {grant.name}")
def test_a_worker_without_a_grant_does_not_start_and_names_it(
    secured: SecuredKafka, granted: Deployment, grant: Grant
) -> None:
    assert grant in grants(granted.settings, "worker")
    worker = acting(granted, by_scram(secured, "worker"))
    settings = settings_from(worker.environment)
    secured.revoke("worker", grant)
    try:
        await_condition(lambda: asyncio.run(missing_grants(settings, "worker")) == [grant], "the grant to be gone")
        told = said(worker, "worker", code=1)
    finally:
        secured.grant("worker", [grant])
    assert f"may not {grant.operation} {grant.resource} {grant.name}" in told
    assert "topics acls worker" in told
    await_condition(lambda: asyncio.run(missing_grants(settings, "worker")) == [], "the grant to be back")


def test_the_other_roles_are_told_what_they_may_not_do(secured: SecuredKafka, granted: Deployment) -> None:
    nobody = acting(granted, by_certificate(secured, "nobody"))

    assert "may not Write topic secured.reports\n" in said(nobody, "feed", "-", stdin=report(1), code=1)
    assert "may not Read topic secured.city-totals\n" in said(nobody, "watch", "--once", code=1)
    assert "may not Read topic secured.reports-dead\n" in said(nobody, "dead-letters", "list", code=1)
    assert "may not Create topic secured" in said(nobody, "topics", "create", code=1)
    assert "may not Read topic secured.reports\n" in said(nobody, "worker", code=1)


def test_a_wrong_password_and_strangers_on_either_side_are_refused_with_a_word(
    secured: SecuredKafka, granted: Deployment
) -> None:
    wrong = acting(granted, by_scram(secured, "worker", password="wr0ng"))  # noqa: S106
    assert "Authentication failed" in said(wrong, "topics", "check", code=1)
    assert "wr0ng" not in said(wrong, "worker", code=1)

    stranger = Authority(secured.folder / "elsewhere", "elsewhere")
    untrusted = acting(granted, {**by_scram(secured, "worker"), "KAFKA__CA_FILE": str(stranger.file)})
    assert "CERTIFICATE_VERIFY_FAILED" in said(untrusted, "topics", "check", code=1)

    issued = stranger.issue("worker")
    variables = {"KAFKA__CERT_FILE": str(issued.chain), "KAFKA__KEY_FILE": str(issued.key)}
    unknown = acting(granted, {**by_certificate(secured, "worker"), **variables})
    assert "cannot ask Kafka" in said(unknown, "topics", "check", code=1)


def test_a_password_over_an_open_connection_is_refused_unless_allowed_by_name(
    secured: SecuredKafka, granted: Deployment
) -> None:
    variables = by_scram(secured, "worker", OPEN_SCRAM)

    refused = said(acting(granted, variables), "worker", code=2)
    assert "SASL_PLAINTEXT sends the password unencrypted" in refused
    assert "INCIDENT_STREAM_KAFKA__ALLOW_INSECURE=true" in refused

    with acting(granted, {**variables, "KAFKA__ALLOW_INSECURE": "true"}).worker() as worker:
        assert worker.ready()


@pytest.mark.parametrize(
    ("variable", "content"),
    [("KAFKA__CA_FILE", None), ("KAFKA__CA_FILE", "no pem"), ("KAFKA__CERT_FILE", None), ("KAFKA__KEY_FILE", "no pem")],
)
def test_a_file_that_cannot_be_used_is_named(
    secured: SecuredKafka, granted: Deployment, tmp_path: Path, variable: str, content: str | None
) -> None:
    file = tmp_path / "file.pem"
    if content is not None:
        file.write_text(content)
    told = said(
        acting(granted, {**by_certificate(secured, "operator"), variable: str(file)}), "topics", "check", code=1
    )
    assert variable in told
    assert "cannot be used" in told


def test_a_locked_key_without_its_password_is_refused_and_nobody_is_asked_for_it(
    secured: SecuredKafka, granted: Deployment
) -> None:
    variables = by_certificate(secured, "operator")
    del variables["SECRETS_DIR"]

    assert "KEY_FILE" in said(acting(granted, variables), "topics", "check", code=1)
