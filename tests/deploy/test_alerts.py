"""The rules that we ship, as text: every alert can be acted on, is shown to fire, and asks for what there is."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.shell.metric_list import LABELS, METRICS, Kind

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "deploy" / "prometheus"
SUFFIXES = {Kind.COUNTER: ("",), Kind.GAUGE: ("",), Kind.HISTOGRAM: ("_bucket", "_sum", "_count")}
SERIES = {one.full_name + suffix for one in METRICS for suffix in SUFFIXES[one.kind]}


def groups(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((SHIPPED / name).read_text())["groups"]
    return found


def rules(name: str) -> list[dict[str, Any]]:
    return [rule for group in groups(name) for rule in group["rules"]]


def asked_for(expression: str) -> tuple[set[str], set[str]]:
    """Series of ours, and recorded figures, that an expression names."""
    return (
        set(re.findall(r"(?<![:\w])incident_stream_\w+", expression)),
        set(re.findall(r"\w+:incident_stream_\w+:\w+", expression)),
    )


ALERTS = {rule["alert"]: rule for rule in rules("alerts.yml")}
RECORDED = {rule["record"]: rule for rule in rules("recording.yml")}
TESTS = yaml.safe_load((SHIPPED / "alerts_test.yml").read_text())["tests"]


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_how_urgent_it_is_and_has_a_page_of_its_own(name: str) -> None:
    alert = ALERTS[name]
    page = ROOT / alert["annotations"]["runbook_url"]

    assert alert["labels"]["severity"] in ("page", "ticket")
    assert page.name == f"{name}.md"
    text = page.read_text()
    assert text.startswith(f"# {name}\n")
    assert f"**{alert['labels']['severity'].capitalize()}**" in text
    assert "**Do.**" in text
    assert f"| [{name}]({name}.md) | {alert['labels']['severity']} |" in (page.parent / "index.md").read_text()


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_is_shown_to_fire_and_to_leave_a_busy_and_restarted_worker_alone(name: str) -> None:
    quiet, *breaches = TESTS

    assert any(one["alertname"] == name and "exp_alerts" not in one for one in quiet["alert_rule_test"])
    assert any(
        one["alertname"] == name and one.get("exp_alerts") for test in breaches for one in test["alert_rule_test"]
    )


def test_every_runbook_is_of_an_alert() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "runbooks").glob("*.md")} - {"index"}

    assert pages == set(ALERTS)


@pytest.mark.parametrize(
    "rule", [*ALERTS.values(), *RECORDED.values()], ids=lambda rule: rule.get("alert", rule.get("record"))
)
def test_a_rule_asks_for_what_there_is(rule: dict[str, Any]) -> None:
    asked, recorded = asked_for(rule["expr"])

    assert asked <= SERIES
    assert recorded <= set(RECORDED)
    assert recorded or asked or "up{" in rule["expr"]


def test_recorded_names_follow_level_metric_operation() -> None:
    for name in RECORDED:
        level, metric, operation = name.split(":")
        assert set(level.split("_")) <= {"job", *LABELS}, name
        assert metric.startswith("incident_stream_"), name
        assert operation, name


def test_the_objectives_five_seconds_are_a_bucket() -> None:
    [latency] = [one for one in METRICS if one.name == "ingest_latency_seconds"]

    assert 5 in latency.buckets
