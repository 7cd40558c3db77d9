"""Live and ready, made to fail on a real Kafka. (A lane that cannot write: test_guarantee.)"""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.shell.dev_kafka import DevKafka
from tests.integration.deployment import Deployment, Worker, await_condition

pytestmark = pytest.mark.kafka

BROKER = 1


@pytest.fixture
def kafka(tmp_path: Path) -> Iterator[DevKafka]:
    """A broker of this test alone, which may be frozen."""
    with DevKafka(directory=tmp_path / "kafka") as kafka:
        yield kafka


def why_not_ready(worker: Worker) -> str:
    """The reason, or nothing when the worker is ready or does not answer."""
    status, body = worker.get("/health/ready")
    return json.loads(body)["reason"] if status == 503 else ""


def test_a_worker_without_its_broker_is_not_ready_but_live_and_ready_again_when_it_is_back(
    kafka: DevKafka, tmp_path: Path
) -> None:
    deployment = Deployment.create(
        kafka.bootstrap_servers,
        "alone",
        tmp_path,
        KAFKA__REQUEST_TIMEOUT_SECONDS="7",
        ENGINE__REBALANCE_TIMEOUT_SECONDS="6",
        ENGINE__STALL_SECONDS="5",
    )
    worker = deployment.start_worker()
    try:
        assert why_not_ready(worker) == ""
        await_condition(lambda: why_not_ready(worker) == "no partitions assigned yet" or worker.ready(), "an answer")
        await_condition(worker.ready, "the worker to be ready")
        kafka.freeze(BROKER)
        await_condition(lambda: "no connection" in why_not_ready(worker), "the worker to miss its broker")
        assert worker.get("/health/live")[0] == 200
        kafka.thaw(BROKER)
        await_condition(worker.ready, "the worker to be ready again")
    finally:
        worker.kill()


def test_a_loop_that_stands_still_answers_no_probe(bootstrap_servers: str, topic_prefix: str, tmp_path: Path) -> None:
    deployment = Deployment.create(bootstrap_servers, topic_prefix.rstrip("."), tmp_path)
    with deployment.worker() as worker:
        worker.process.send_signal(signal.SIGSTOP)
        assert worker.get("/health/live") == (0, "")
        worker.process.send_signal(signal.SIGCONT)
        await_condition(lambda: worker.get("/health/live")[0] == 200, "the worker to answer again")
