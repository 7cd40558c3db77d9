"""`incident-stream feed` on a real Kafka."""

import json
from pathlib import Path

import pytest

from service.shell.topics import REPORTS
from tests.integration.conftest import Deploy

pytestmark = pytest.mark.kafka

ROW = 'desk,2026-02-12T06:40:00Z,"A drone hit a house in Sumy, {} were hurt, the oblast head said on television."\n'
HEADER = "source,published_at,text\n"


def test_an_ended_run_goes_on_behind_the_last_item_that_the_broker_had(deploy: Deploy, tmp_path: Path) -> None:
    deployment = deploy()
    deployment.environment["XDG_STATE_HOME"] = str(tmp_path / "state")
    table = tmp_path / "posts.csv"
    rows = [ROW.format(number) for number in range(1500)]
    table.write_text(HEADER + "".join(rows) + 'desk,"never closed\n')
    ended = deployment.command("feed", str(table))
    assert ended.returncode == 1
    assert b"posts.csv: line 1502: unexpected end of data" in ended.stderr
    assert len(deployment.read(REPORTS)) == 1000  # what was acknowledged in whole chunks

    table.write_text(HEADER + "".join(rows))
    resumed = deployment.command("feed", "--resume", str(table))
    assert resumed.returncode == 0, resumed.stderr.decode()
    assert b"1000 items were fed before" in resumed.stderr
    texts = [json.loads(record.value or b"")["text"] for record in deployment.read(REPORTS)]
    assert sorted(texts) == sorted(json.loads(line) for line in _texts(rows))

    again = deployment.command("feed", "--resume", str(table))
    assert again.stdout == b"sent 1500 reports\n"  # a file fed to its end has no bookmark; repeats change no total


def _texts(rows: list[str]) -> list[str]:
    return [row.partition(",")[2].partition(",")[2].strip() for row in rows]


def test_a_dry_run_prints_the_reports_and_sends_none(deploy: Deploy, tmp_path: Path) -> None:
    deployment = deploy()
    table = tmp_path / "posts.csv"
    table.write_text(HEADER + ROW.format(3))
    done = deployment.command("feed", "--dry-run", "--source", "nobody", str(table))
    (said,) = (json.loads(line) for line in done.stdout.splitlines())
    assert said["source"] == {"id": "desk"}
    assert deployment.read(REPORTS) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--map", "words=Text"], "--map 'words=Text': write field=column"),
        (["--zone", "Mars/Base"], "--zone 'Mars/Base' is no time zone"),
    ],
)
def test_a_wrong_option_is_told_in_a_sentence(deploy: Deploy, tmp_path: Path, arguments: list[str], said: str) -> None:
    done = deploy().command("feed", *arguments, str(tmp_path))
    assert done.returncode == 2
    assert said in done.stderr.decode()
