"""`incident-stream doctor` against a real Kafka, well and not."""

import json
from time import time
from typing import Any

import pytest

from service.cli.demo import free_port
from service.shell.settings import PREFIX
from service.shell.topics import INCIDENTS
from tests.integration.conftest import Deploy
from tests.integration.deployment import Deployment
from tests.integration.test_worker import casualties

pytestmark = pytest.mark.kafka


def findings(deployment: Deployment, code: int) -> dict[str, list[dict[str, Any]]]:
    """What `doctor` found, by what it is about."""
    done = deployment.command("doctor", "--json")
    assert done.returncode == code, done.stderr.decode()
    found: dict[str, list[dict[str, Any]]] = {}
    for one in json.loads(done.stdout):
        found.setdefault(one["about"], []).append(one)
    return found


def test_all_is_well_where_a_worker_can_run(deploy: Deploy) -> None:
    deployment = deploy()
    with deployment.worker() as worker:
        deployment.feed([casualties("desk:1", "Kyiv", 4)])
        deployment.await_processed()
        found = findings(deployment, 0)
        assert {about: [one["state"] for one in said] for about, said in found.items()} == {
            about: ["ok"] for about in ("settings", "disk", "broker", "topics", "rights", "clock", "schema")
        }
        deployment.feed([casualties("desk:2", "Kyiv", 5)])
        deployment.await_processed()  # the worker was not fenced off
        assert worker.ready()


def test_a_broker_that_is_not_there_is_told_with_what_to_look_at(deploy: Deploy) -> None:
    deployment = deploy()
    deployment.environment[PREFIX + "KAFKA__BOOTSTRAP_SERVERS"] = f"127.0.0.1:{free_port()}"
    found = findings(deployment, 1)
    assert found["broker"][0]["state"] == "error"
    assert "KAFKA__BOOTSTRAP_SERVERS" in found["broker"][0]["advice"]
    assert "topics" not in found


def test_another_number_of_partitions_is_an_error(deploy: Deploy) -> None:
    deployment = deploy()
    deployment.environment[PREFIX + "TOPICS__PARTITIONS"] = "5"
    said = findings(deployment, 1)["topics"]
    assert {one["state"] for one in said} == {"error"}
    assert "has 3 partitions, but the settings say 5" in said[0]["said"]


def test_records_from_the_future_are_told(deploy: Deploy) -> None:
    deployment = deploy()
    deployment.feed_record(b"{}", timestamp_ms=int((time() + 1800) * 1000))  # a broker takes up to an hour
    clock = findings(deployment, 1)["clock"]
    assert "ahead of this machine's clock" in clock[0]["said"]


def test_what_a_newer_version_has_written_is_told(deploy: Deploy) -> None:
    deployment = deploy()
    deployment.feed_record(b'{"schema_version": 2, "place": "somewhere"}', topic=INCIDENTS)
    (told,) = findings(deployment, 1)["schema"]
    assert "incidents holds records of schema version 2, this version reads 1" in told["said"]


def test_a_plain_connection_to_elsewhere_is_noted(deploy: Deploy) -> None:
    deployment = deploy()
    deployment.environment[PREFIX + "KAFKA__BOOTSTRAP_SERVERS"] = "kafka.invalid:9092"
    settings = findings(deployment, 1)["settings"]
    assert settings[0]["state"] == "note"
    assert "SASL_SSL" in settings[0]["advice"]
