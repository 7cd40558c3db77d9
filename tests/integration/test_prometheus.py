"""A real Prometheus with the configuration and alerts we ship scrapes a real worker."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from service.cli.demo import free_port, get
from tests.deploy.test_dashboard import QUERIES
from tests.integration.conftest import Deploy
from tests.integration.deployment import Deployment, Worker, await_condition

SHIPPED = Path(__file__).parents[2] / "deploy" / "prometheus"


def tool(name: str) -> str:
    """Path of one of Prometheus' programs, or a skipped test."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (Debian's package `prometheus` has it)")
    return found


class Prometheus:
    """A running Prometheus."""

    def __init__(self, port: int) -> None:
        self.port = port

    def api(self, path: str) -> Any:
        """`data` of an answer of its HTTP API; None when it did not answer."""
        body = get(self.port, f"/api/v1/{path}")
        return None if body is None else json.loads(body)["data"]

    def answers(self, expression: str) -> bool:
        """Whether an expression gives anything at all."""
        return bool((self.api(f"query?query={quote(expression)}") or {"result": []})["result"])

    def query(self, expression: str) -> float | None:
        """Value of an expression that gives one sample; None when it gives none."""
        result = (self.api(f"query?query={quote(expression)}") or {"result": []})["result"]
        return float(result[0]["value"][1]) if len(result) == 1 else None


@pytest.fixture
def prometheus(deployed: tuple[Deployment, Worker], tmp_path: Path) -> Iterator[Prometheus]:
    """Prometheus as we ship it, but told where the worker is, and in more of a hurry."""
    _, worker = deployed
    config = yaml.safe_load((SHIPPED / "prometheus.yml").read_text())
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    config["rule_files"] = [str(SHIPPED / name) for name in config["rule_files"]]
    [job] = config["scrape_configs"]
    del job["dns_sd_configs"]
    job["static_configs"] = [{"targets": [f"127.0.0.1:{worker.port}"]}]
    file = tmp_path / "prometheus.yml"
    file.write_text(yaml.safe_dump(config))
    port = free_port()
    command = [
        tool("prometheus"),
        f"--config.file={file}",
        f"--storage.tsdb.path={tmp_path / 'prometheus'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    ]
    log = tmp_path / "prometheus.log"
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:

            def ready() -> bool:
                assert process.poll() is None, log.read_text()
                return get(port, "/-/ready") is not None

            await_condition(ready, "Prometheus to be ready")
            yield Prometheus(port)
        finally:
            process.terminate()


@pytest.fixture
def deployed(deploy: Deploy) -> Iterator[tuple[Deployment, Worker]]:
    """A worker that has had two reports, one of them bad."""
    tool("prometheus")
    deployment = deploy()
    with deployment.worker() as worker:
        deployment.feed([{"report_id": "desk:1", "text": "All quiet in Odesa."}, b"\xff"])
        deployment.await_processed()
        yield deployment, worker


@pytest.mark.kafka
def test_prometheus_sees_the_worker_and_what_it_was_fed(prometheus: Prometheus) -> None:
    await_condition(lambda: prometheus.query('up{job="incident-stream"}') == 1, "the target to be up")
    received = 'incident_stream_records_received_total{topic="reports"}'
    await_condition(lambda: prometheus.query(received) == 2, "the records fed to be counted")
    assert prometheus.query("sum(incident_stream_dead_letters_total)") == 1


@pytest.mark.kafka
def test_every_alert_can_be_evaluated_and_none_fires_on_a_worker_that_is_well(prometheus: Prometheus) -> None:
    def evaluated() -> list[dict[str, Any]] | None:
        groups = (prometheus.api("rules") or {"groups": []})["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        return rules if rules and all(rule["health"] != "unknown" for rule in rules) else None

    await_condition(lambda: prometheus.query('up{job="incident-stream"}') == 1, "the target to be up")
    rules = await_condition(evaluated, "the alerts to be evaluated")
    assert {rule["name"]: rule["health"] for rule in rules} == {rule["name"]: "ok" for rule in rules}
    assert [rule["name"] for rule in rules if rule.get("state") == "firing"] == []


@pytest.mark.kafka
def test_every_query_of_the_dashboard_has_an_answer(prometheus: Prometheus) -> None:
    left = list(QUERIES)

    def answered() -> bool:
        # The client's process metrics and all rates need some scrapes; what was answered once is not asked again.
        left[:] = [query for query in left if not prometheus.answers(query.replace("$__rate_interval", "1m"))]
        return not left

    try:
        await_condition(answered, "every query to have an answer")
    except AssertionError as error:
        error.add_note("without an answer: " + "; ".join(left))
        raise


@pytest.mark.kafka
def test_the_metrics_follow_prometheus_own_rules(deployed: tuple[Deployment, Worker]) -> None:
    _, worker = deployed
    _, metrics = worker.get("/metrics")
    assert "incident_stream_records_received_total" in metrics
    checked = subprocess.run(
        [tool("promtool"), "check", "metrics"], input=metrics.encode(), capture_output=True, timeout=60, check=False
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "config", "prometheus.yml"),
        ("check", "config", "one-worker.yml"),
        ("test", "rules", "alerts_test.yml"),
    ],
    ids=["configuration", "of one worker", "alerts"],
)
def test_promtool_accepts_what_we_ship(arguments: tuple[str, ...]) -> None:
    checked = subprocess.run(
        [tool("promtool"), *arguments], cwd=SHIPPED, capture_output=True, text=True, timeout=60, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
