"""The Kafka Connect settings that we ship, in a real Connect: lines of files become incidents and totals."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.shell.topics import CITY_TOTALS, DEAD, REPORTS
from tests.connect.worker import connect_worker, shipped
from tests.integration.conftest import Deploy
from tests.integration.deployment import Deployment, await_condition

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(180)]

ODESA, DNIPRO = "UA51100270010076757", "UA12020010010037010"
BROKEN = '{"report_id": "cut off'
UKRAINIAN = '{"source": {"id": "dnipro"}, "text": "У Дніпрі внаслідок атаки поранено трьох людей."}'


def line(injured: int, minutes_ago: int) -> str:
    """What the mayor of Odesa said, as a line of JSON."""
    report = {
        "report_id": f"mayor:{injured}",
        "source": {"id": "mayor", "class": "official"},
        "published_at": (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat(),
        "text": f"In Odesa, a drone attack injured {injured} people, the mayor said.",
    }
    return json.dumps(report) + "\n"


def injured(deployment: Deployment, place: str) -> int | None:
    totals = deployment.last_values(CITY_TOTALS).get(place, {})
    counted = totals.get("windows", {}).get("24h", {}).get("injured", {})
    return int(counted["people"]["best"]) if counted else None


def test_lines_that_are_appended_to_a_file_become_totals(
    deploy: Deploy, tmp_path: Path, bootstrap_servers: str
) -> None:
    deployment = deploy()
    reports = tmp_path / "reports.jsonl"
    reports.write_text(line(5, minutes_ago=30) + BROKEN + "\n" + UKRAINIAN + "\n", encoding="utf-8")
    connectors = [shipped("json-lines", file=str(reports), topic=deployment.topic(REPORTS))]
    with deployment.worker():
        with connect_worker(tmp_path / "connect", bootstrap_servers, connectors):
            await_condition(lambda: injured(deployment, ODESA) == 5, "the first report")
            await_condition(lambda: injured(deployment, DNIPRO) == 3, "the one in Ukrainian")
            _append(reports, line(7, minutes_ago=20))
            await_condition(lambda: injured(deployment, ODESA) == 7, "a report that came later")
        _append(reports, line(9, minutes_ago=10))
        with connect_worker(tmp_path / "connect", bootstrap_servers, connectors):
            await_condition(lambda: injured(deployment, ODESA) == 9, "what was written while Connect was away")
            deployment.await_processed()
    assert injured(deployment, DNIPRO) == 3

    # FileStreamSource counts characters and goes on by bytes: behind letters that are not ASCII, it reads the end of a
    # line anew. Said to be JSON, such an end is refused; docs/how-to/kafka-connect.md tells of it.
    lines = reports.read_bytes().splitlines()
    refused = {record.value or b"" for record in deployment.read(DEAD)}
    ends = refused - {BROKEN.encode()}
    assert len(ends) == len(refused) - 1 == 1
    assert all(any(whole.endswith(end) for whole in lines) for end in ends)
    assert {record.value for record in deployment.read(REPORTS)} == {*lines, *ends}


def _append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as more:
        more.write(text)
