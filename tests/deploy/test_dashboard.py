"""The dashboard's file: laid out without gaps, and asking for metrics that there are."""

import json
from pathlib import Path
from typing import Any

import yaml

from deploy.grafana.__main__ import FILE, text
from deploy.grafana.rows import ROWS
from tests.deploy.test_alerts import RECORDED, SERIES, asked_for

GRAFANA = Path(__file__).parents[2] / "deploy" / "grafana"
BOARD: dict[str, Any] = json.loads(FILE.read_text())
QUERIES = [target["expr"] for panel in BOARD["panels"] for target in panel.get("targets", [])]


def test_the_file_is_what_its_code_makes() -> None:
    assert FILE.read_text() == text()


def test_every_panel_of_the_rows_is_there_with_its_question() -> None:
    wanted = [(title, None) for title, _ in ROWS] + [(panel.title, panel.question) for _, row in ROWS for panel in row]

    assert sorted((panel["title"], panel.get("description")) for panel in BOARD["panels"]) == sorted(wanted)


def test_no_two_panels_lie_over_each_other_and_each_is_within_the_width() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
    assert len(taken) == 24 * (1 + max(y for _, y in taken))


def test_a_query_asks_for_what_there_is() -> None:
    assert len(QUERIES) > 25
    for query in QUERIES:
        asked, recorded = asked_for(query)
        assert asked <= SERIES, query
        assert recorded <= set(RECORDED), query


def test_grafana_finds_its_source_and_the_dashboards_where_compose_puts_them() -> None:
    compose = yaml.safe_load((GRAFANA.parent / "compose.yaml").read_text())
    mounts = dict(volume.split(":")[:2] for volume in compose["services"]["grafana"]["volumes"])
    [provider] = yaml.safe_load((GRAFANA / "provisioning/dashboards/incident-stream.yml").read_text())["providers"]
    [source] = yaml.safe_load((GRAFANA / "provisioning/datasources/prometheus.yml").read_text())["datasources"]

    assert provider["options"]["path"] == mounts["./grafana/dashboards"]
    assert mounts["./grafana/provisioning"] == "/etc/grafana/provisioning"
    assert source["url"].startswith("http://prometheus:")
    assert "prometheus" in compose["services"]
