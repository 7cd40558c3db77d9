"""`worker --processes 2` on a real Kafka."""

import json
import os
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.shell.supervisor import EXIT_WORKER_KILLED
from service.shell.topics import CITY_TOTALS, INCIDENTS
from tests.integration.conftest import Deploy
from tests.integration.deployment import PARTITIONS, Worker, await_condition

pytestmark = pytest.mark.kafka

PLACES = ("Kyiv", "Odesa", "Dnipro", "Lozova", "Sumy", "Kharkiv")


def reports(name: str) -> list[dict[str, Any]]:
    """A report of deaths in each place."""
    at = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    return [
        {
            "report_id": f"{name}:{place}",
            "source": {"id": name, "class": "official"},
            "published_at": at,
            "incidents": [{"place": {"name": place}, "counts": [{"measure": "killed", "value": 2}]}],
        }
        for place in PLACES
    ]


def children(worker: Worker) -> list[int]:
    """Process ids of the workers under a supervisor, from its log."""
    started = [line for line in worker.log_lines() if line["message"] == "worker process started"]
    return [line["pid"] for line in started]


def test_two_processes_share_the_partitions_and_count_each_report_once(deploy: Deploy) -> None:
    deployment = deploy()
    with deployment.worker("--processes", "2") as worker:
        await_condition(
            lambda: (
                worker.get("/metrics")[0] == 200 and worker.metric("assigned_partitions", 'step="totals"') == PARTITIONS
            ),
            "all partitions to be owned",
        )
        deployment.feed([*reports("first"), *reports("second")])
        deployment.await_processed()
        await_condition(lambda: worker.metric("incidents_total") == 2 * len(PLACES), "both to have counted")
        assert worker.get("/health/live")[0] == 200
        assert worker.stop() == 0
    incidents = [json.loads(record.value or b"")["incident_id"] for record in deployment.read(INCIDENTS)]
    assert len(incidents) == len(set(incidents)) == 2 * len(PLACES)
    assert {found["reports"] for found in deployment.last_values(CITY_TOTALS).values()} == {2}


def test_a_killed_process_ends_the_service_and_the_next_start_goes_on(deploy: Deploy) -> None:
    deployment = deploy()
    with deployment.worker("--processes", "2") as worker:
        deployment.feed(reports("first"))
        os.kill(children(worker)[1], signal.SIGKILL)
        assert worker.ended() == EXIT_WORKER_KILLED
    with deployment.worker("--processes", "2"):
        deployment.feed(reports("second"))
        deployment.await_processed()
    assert {found["reports"] for found in deployment.last_values(CITY_TOTALS).values()} == {2}


def test_more_processes_than_partitions_are_refused(deploy: Deploy) -> None:
    refused = deploy().command("worker", "--processes", str(PARTITIONS + 1))
    assert refused.returncode == 2
    assert f"share {PARTITIONS} partitions" in refused.stderr.decode()
