"""`incident-stream export` on a real Kafka."""

import csv
import json
from pathlib import Path

import pytest

from tests.integration.conftest import Deploy
from tests.integration.test_worker import casualties

pytestmark = pytest.mark.kafka


def test_what_the_worker_counted_is_exported_as_a_table_and_a_map(deploy: Deploy, tmp_path: Path) -> None:
    deployment = deploy()
    with deployment.worker():
        deployment.feed([casualties("desk:1", "Kyiv", 4), casualties("desk:2", "Sumy", 2)])
        deployment.await_processed()
    table = tmp_path / "totals.csv"
    assert deployment.command("export", "--window", "24h", "--output", str(table)).returncode == 0
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["place"], row["measure"], row["best"]) for row in rows} == {
        ("Kyiv", "killed", "4"),
        ("Sumy", "killed", "2"),
    }
    assert not list(tmp_path.glob("*.part"))

    found = json.loads(deployment.command("export", "areas", "--format", "geojson").stdout)
    country = next(one for one in found["features"] if one["id"] == "UA")
    assert country["properties"]["killed_people_best"] == 6

    incidents = [
        json.loads(line) for line in deployment.command("export", "incidents", "--format", "jsonl").stdout.splitlines()
    ]
    assert {one["report_id"] for one in incidents} == {"desk:1", "desk:2"}

    changes = list(csv.DictReader(deployment.command("export", "changes").stdout.decode().splitlines()))
    of_kyiv = [int(row["delta"]) for row in changes if row["place"] == "Kyiv" and row["window"] == "24h"]
    assert sum(of_kyiv) == 4


def test_an_export_takes_what_totals_prints_and_tells_what_it_passes_over(deploy: Deploy) -> None:
    deployment = deploy()
    line = json.dumps(casualties("desk:1", "Kyiv", 4)).encode()
    totals = deployment.command("totals", stdin=line).stdout
    done = deployment.command("export", "--stdin", "--format", "hxl", stdin=totals)
    header, tags, kyiv = csv.reader(done.stdout.decode().splitlines())
    assert dict(zip(tags, kyiv, strict=True))["#affected+killed+people+w24h+num"] == "4"
    assert header[0] == "as_of"
    assert b"1 records that are no CityTotals passed over" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["changes", "--format", "geojson"], "not for changes"),
        (["incidents", "--format", "hxl"], "not for incidents"),
        (["--window", "2h"], "no such window: 2h"),
    ],
)
def test_what_cannot_be_exported_is_told_in_a_sentence(deploy: Deploy, arguments: list[str], said: str) -> None:
    done = deploy().command("export", *arguments)
    assert done.returncode == 2
    assert said in done.stderr.decode()
