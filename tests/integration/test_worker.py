"""The main job on a real Kafka: reports in, incidents, totals and dead letters out."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.shell.dead_letters import PREFIX
from service.shell.engine import EXIT_ASSIGNMENT_FAILED
from service.shell.topics import AREA_TOTALS, CHANGES, CITY_TOTALS, DEAD, INCIDENTS
from tests.integration.conftest import Deploy
from tests.integration.deployment import PARTITIONS, Deployment, await_condition
from tests.shared_cases import barrage_article

pytestmark = pytest.mark.kafka

KYIV = "UA80000000000093317"
VOLATILE = ("as_of", "revision", "changed_by")
"""Fields of totals that tell when and by what they were written, not what the figures are."""


def ago(**span: float) -> str:
    return (datetime.now(UTC) - timedelta(**span)).replace(microsecond=0).isoformat()


def casualties(report_id: str, place: str, killed: int, **more: Any) -> dict[str, Any]:
    """A structured report of deaths in one place."""
    fact = {"type": "casualties", "place": {"name": place}, "counts": [{"measure": "killed", "value": killed}], **more}
    return {
        "report_id": report_id,
        "source": {"id": "desk", "class": "official"},
        "published_at": ago(minutes=30),
        "incidents": [{"occurred_from": ago(hours=3), **fact}],
    }


def figures(totals: dict[str, Any]) -> dict[str, Any]:
    """Totals by place id without what may differ between two runs."""
    return {
        place: {name: value for name, value in found.items() if name not in VOLATILE} for place, found in totals.items()
    }


def oracle(deployment: Deployment, reports: list[dict[str, Any]], at: str) -> dict[str, dict[str, Any]]:
    """What `incident-stream totals` says of the same reports, by place id."""
    lines = b"\n".join(json.dumps(report).encode() for report in reports)
    done = deployment.command("totals", "--at", at, stdin=lines)
    assert done.returncode == 0, done.stderr.decode()
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {totals["place"]["id"]: totals for totals in found}


def test_a_report_becomes_incidents_and_totals_with_headers_that_name_their_cause(deploy: Deploy) -> None:
    deployment = deploy()
    with deployment.worker():
        deployment.feed([casualties("desk:1", "Kyiv", 4)])
        deployment.await_processed()
    [incident] = deployment.read(INCIDENTS)
    headers = dict(incident.headers)
    assert incident.key == KYIV.encode()
    assert headers["ce_causationid"] == b"desk:1"
    assert headers["ce_id"].decode() == json.loads(incident.value or b"")["incident_id"]
    totals = deployment.last_values(CITY_TOTALS)[KYIV]
    assert totals["windows"]["24h"]["killed"]["people"]["best"] == 4
    assert deployment.last_values(AREA_TOTALS)["UA"]["windows"]["24h"]["killed"]["people"]["best"] == 4
    changes = [json.loads(record.value or b"") for record in deployment.read(CHANGES)]
    assert {change["delta"] for change in changes if change["window"] == "24h"} == {4}


def test_repeats_and_a_crash_between_them_change_no_total(deploy: Deploy) -> None:
    deployment = deploy(TOTALS__CLOCK="stream")
    reports = [casualties(f"desk:{n}", place, n) for n, place in enumerate(("Kyiv", "Odesa", "Dnipro", "Lozova"), 1)]
    with deployment.worker() as first:
        deployment.feed(reports)
        deployment.await_processed()
        before = figures(deployment.last_values(CITY_TOTALS))
        first.kill()
    with deployment.worker() as second:
        deployment.feed(reports * 2)
        deployment.await_processed()
        await_condition(lambda: second.metric("repeated_incidents_total") == 8, "each repeat to be counted")
    assert len(before) == 4
    assert figures(deployment.last_values(CITY_TOTALS)) == before


def test_the_article_gives_the_same_totals_as_the_oracle_without_kafka(deploy: Deploy) -> None:
    deployment = deploy(TOTALS__CLOCK="stream")
    report = {
        "report_id": "article",
        "source": {"id": "wire", "class": "news"},
        "published_at": ago(hours=1),
        "text": barrage_article(),
    }
    with deployment.worker() as worker:
        deployment.feed([report])
        deployment.await_processed()
        worker.kill()
    with deployment.worker():
        deployment.feed([report])
        deployment.await_processed()
    expected = oracle(deployment, [report], report["published_at"])
    found = {**deployment.last_values(CITY_TOTALS), **deployment.last_values(AREA_TOTALS)}
    assert figures(found) == figures(expected)
    assert {"Kyiv", "Odesa", "Dnipro", "Lozova"} <= {totals["place"]["name"] for totals in found.values()}


def test_a_dead_letter_keeps_its_bytes_and_says_why_and_the_next_report_is_processed(deploy: Deploy) -> None:
    deployment = deploy()
    broken = b'{"report_id": "x", "text": "two people were'
    with deployment.worker() as worker:
        deployment.feed([broken, casualties("desk:1", "Kyiv", 1)])
        deployment.await_processed()
        assert worker.metric("dead_letters_total", 'code="invalid_json"') == 1
        warnings = [
            line for line in worker.log_lines() if line["level"] == "warning" and line["message"] == "dead letter"
        ]
    [letter] = deployment.read(DEAD)
    headers = {name: value.decode() for name, value in letter.headers}
    assert letter.value == broken
    assert headers[PREFIX + "code"] == "invalid_json"
    assert headers[PREFIX + "stage"] == "decode"
    assert headers[PREFIX + "topic"] == deployment.topic("reports")
    assert [warning["code"] for warning in warnings] == ["invalid_json"]
    assert deployment.last_values(CITY_TOTALS)[KYIV]["windows"]["24h"]["killed"]["people"]["best"] == 1


def test_an_incident_written_directly_counts_and_one_with_a_wrong_key_is_a_dead_letter(deploy: Deploy) -> None:
    deployment = deploy()
    with deployment.worker():
        deployment.feed([casualties("desk:1", "Kyiv", 4)])
        deployment.await_processed()
        [incident] = deployment.read(INCIDENTS)
        deployment.feed_record(incident.value, key=b"UA-somewhere", topic=INCIDENTS)
        deployment.await_processed()
    [letter] = deployment.read(DEAD)
    assert dict(letter.headers)[PREFIX + "code"] == b"wrong_key"
    assert letter.value == incident.value


def test_a_cancelled_report_leaves_no_trace_in_the_totals(deploy: Deploy) -> None:
    deployment = deploy()
    cancel = {"report_id": "desk:2", "source": {"id": "desk"}, "operation": "cancel", "references": ["desk:1"]}
    with deployment.worker():
        deployment.feed([casualties("desk:1", "Kyiv", 4)])
        deployment.await_processed()
        deployment.feed([cancel])
        deployment.await_processed()
    assert deployment.last_values(CITY_TOTALS)[KYIV]["windows"]["24h"] == {}
    changes = [json.loads(record.value or b"") for record in deployment.read(CHANGES)]
    assert sum(change["delta"] for change in changes if change["window"] == "24h") == 0


def test_a_total_falls_when_its_attack_leaves_the_window_though_nothing_is_fed(deploy: Deploy) -> None:
    deployment = deploy(TOTALS__WINDOWS='["1m","1h"]')
    with deployment.worker():
        # Half a minute is left to be counted in: on a busy machine a report takes some seconds.
        report = casualties("desk:1", "Kyiv", 4, occurred_from=ago(seconds=30))
        deployment.feed([report | {"published_at": ago(seconds=25)}])
        deployment.await_processed()
        assert deployment.last_values(CITY_TOTALS)[KYIV]["windows"]["1m"] != {}
        await_condition(
            lambda: deployment.last_values(CITY_TOTALS)[KYIV]["windows"]["1m"] == {}, "the one-minute window to empty"
        )
    reasons = {
        json.loads(record.value or b"")["reason"]
        for record in deployment.read(CHANGES)
        if json.loads(record.value or b"")["delta"] < 0
    }
    assert reasons == {"expired"}


def test_two_workers_share_the_partitions_and_one_takes_over_when_the_other_dies(deploy: Deploy) -> None:
    deployment = deploy(TOTALS__CLOCK="stream")
    places = ("Kyiv", "Odesa", "Dnipro", "Lozova", "Sumy", "Kharkiv")
    with deployment.worker() as first, deployment.worker() as second:
        await_condition(
            lambda: 0 < second.metric("assigned_partitions", 'step="totals"') < PARTITIONS, "partitions to be shared"
        )
        await_condition(lambda: first.ready() and second.ready(), "both to be ready")
        for worker in (first, second):
            await_condition(worker.shows_only_its_own_lags, "gauges of partitions given up to go")
        deployment.feed([casualties(f"a:{place}", place, 1) for place in places])
        deployment.await_processed()
        second.kill()
        await_condition(
            lambda: first.metric("assigned_partitions", 'step="totals"') == PARTITIONS, "the survivor to own everything"
        )
        deployment.feed([casualties(f"b:{place}", place, 2, attributed_to="mayor") for place in places])
        deployment.await_processed()
    incidents = [json.loads(record.value or b"")["incident_id"] for record in deployment.read(INCIDENTS)]
    assert len(incidents) == len(set(incidents)) == 2 * len(places)
    totals = deployment.last_values(CITY_TOTALS)
    assert len(totals) == len(places)
    assert {found["reports"] for found in totals.values()} == {2}


def test_sigterm_ends_the_worker_with_exit_code_zero_and_all_work_committed(deploy: Deploy) -> None:
    deployment = deploy()
    with deployment.worker() as worker:
        deployment.feed([casualties(f"desk:{n}", "Kyiv", 1) for n in range(20)])
        assert worker.stop() == 0
    with deployment.worker():
        deployment.await_processed()
    incidents = [json.loads(record.value or b"")["incident_id"] for record in deployment.read(INCIDENTS)]
    assert len(incidents) == len(set(incidents)) == 20


def test_the_worker_refuses_to_start_without_its_topics_and_says_which(deploy: Deploy) -> None:
    deployment = deploy()
    deployment.environment["INCIDENT_STREAM_TOPICS__PREFIX"] = "nobody-made-these."
    refused = deployment.command("worker")
    assert refused.returncode == 1
    assert b"topic nobody-made-these.reports is missing" in refused.stderr


def test_the_worker_refuses_another_partition_count(deploy: Deploy) -> None:
    deployment = deploy()
    deployment.environment["INCIDENT_STREAM_TOPICS__PARTITIONS"] = str(PARTITIONS + 1)
    refused = deployment.command("worker")
    assert refused.returncode == 1
    assert f"has {PARTITIONS} partitions, but the settings say {PARTITIONS + 1}" in refused.stderr.decode()


def test_the_worker_ends_rather_than_start_totals_from_nothing_when_its_changelog_is_lost(deploy: Deploy) -> None:
    deployment = deploy()
    with deployment.worker() as worker:
        deployment.feed([casualties("desk:1", "Kyiv", 4)])
        deployment.await_processed()
        worker.stop()
    deployment.lose_changelog("totals")
    worker = deployment.start_worker()
    assert worker.ended() == EXIT_ASSIGNMENT_FAILED
    assert "its changelog was lost" in worker.log.read_text()
