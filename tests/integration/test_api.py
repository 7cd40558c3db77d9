"""`incident-stream api` beside a worker, on a real Kafka."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from service.cli.demo import free_port, get
from service.shell.settings import PREFIX
from tests.integration.conftest import Deploy
from tests.integration.deployment import PATIENCE_SECONDS, Deployment, await_condition
from tests.integration.test_worker import casualties

pytestmark = pytest.mark.kafka

KYIV = "UA80000000000093317"


@contextmanager
def api(deployment: Deployment) -> Iterator[int]:
    """An API process that has read the topics; its port."""
    port = free_port()
    log = deployment.folder / "api.log"
    environment = {**deployment.environ(), PREFIX + "API__PORT": str(port)}
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-m", "service", "api"], stderr=output, env=environment)
    try:
        await_condition(lambda: process.poll() is not None or get(port, "/health/ready"), "the API to be ready")
        assert process.poll() is None, log.read_text()
        yield port
    finally:
        process.terminate()
        assert process.wait(timeout=PATIENCE_SECONDS) == 0, log.read_text()


def asked(port: int, path: str) -> Any:
    """An answer, parsed."""
    said = get(port, path)
    assert said is not None
    return json.loads(said)


def test_totals_of_every_partition_are_answered_as_they_change(deploy: Deploy) -> None:
    deployment = deploy()
    with deployment.worker():
        deployment.feed([casualties("desk:1", "Kyiv", 4), casualties("desk:2", "Sumy", 2)])
        deployment.await_processed()
        with api(deployment) as port:
            places = asked(port, "/v1/places?kind=city")
            assert {entry["place"]["name"] for entry in places["places"]} == {"Kyiv", "Sumy"}
            assert asked(port, f"/v1/totals/{KYIV}") == deployment.last_values("city-totals")[KYIV]

            stream_of_kyiv = f"http://127.0.0.1:{port}/v1/stream?place={KYIV}"
            with urllib.request.urlopen(stream_of_kyiv, timeout=PATIENCE_SECONDS) as stream:
                deployment.feed([casualties("desk:3", "Kyiv", 5, attributed_to="mayor")])
                said = next(line for line in stream if line.startswith(b"data: "))
            assert json.loads(said.removeprefix(b"data: "))["place"]["id"] == KYIV

            deployment.await_processed()
            newest = deployment.last_values("city-totals")[KYIV]
            await_condition(lambda: asked(port, f"/v1/totals/{KYIV}") == newest, "the newest totals")
            changes = asked(port, f"/v1/changes?place={KYIV}")["changes"]
            assert {one["place"]["id"] for one in changes} == {KYIV}
            attacks = asked(port, f"/v1/attacks/{KYIV}")["attacks"]
            assert [one["figures"]["killed"]["people"]["best"] for one in attacks] == [
                newest["windows"]["24h"]["killed"]["people"]["best"]
            ]


def test_a_worker_answers_too_where_it_is_told_to(deploy: Deploy) -> None:
    port = free_port()
    deployment = deploy(API__IN_WORKER="true", API__PORT=str(port))
    with deployment.worker():
        deployment.feed([casualties("desk:1", "Kyiv", 4), casualties("desk:2", "Sumy", 2)])
        deployment.await_processed()
        await_condition(lambda: get(port, f"/v1/totals/{KYIV}"), "the worker to answer")
        assert {entry["place"]["name"] for entry in asked(port, "/v1/places?kind=city")["places"]} >= {"Kyiv"}
