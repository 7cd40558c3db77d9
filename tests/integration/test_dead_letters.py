"""`incident-stream dead-letters` on a real Kafka: what was refused, and the way back."""

import asyncio
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas.dead_letter import REPLAY_COUNT, REPLAY_FROM
from service.shell.dead_letters import PREFIX
from service.shell.exact_names import ExactBatchBuilder
from service.shell.topics import CITY_TOTALS, DEAD, INCIDENTS, REPORTS
from tests.integration.conftest import Deploy
from tests.integration.deployment import Deployment
from tests.integration.test_poison import producing
from tests.integration.test_worker import casualties, figures

pytestmark = pytest.mark.kafka

ODD = [("trace\udcff", b"\x00\xff"), ("mark", None), ("mark", b"2")]
HOUR_AGO = int((datetime.now(UTC) - timedelta(hours=1)).timestamp()) * 1000
LONG_REPORT = json.dumps({**casualties("desk:long", "Odesa", 7), "mood": "x" * 3000}).encode()
LIMIT = "INCIDENT_STREAM_LIMITS__MAX_REPORT_BYTES"


def put(deployment: Deployment, key: bytes | None, value: bytes | None, partition: int = 0) -> None:
    """One record as no careful producer writes it."""

    async def run() -> None:
        async with producing(deployment) as producer:
            batch = ExactBatchBuilder(2**20, transactional=False)
            batch.append(key=key, value=value, timestamp=HOUR_AGO, headers=ODD)
            await (await producer.send_batch(batch, deployment.topic(REPORTS), partition=partition))

    asyncio.run(run())


def asked(deployment: Deployment, *arguments: str) -> Any:
    """The JSON that `dead-letters …` prints."""
    done = deployment.command("dead-letters", *arguments, "--json")
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def refuse_four(deployment: Deployment) -> Deployment:
    """Let a long report, broken JSON, a tombstone, and an incident with a wrong key be refused."""
    with deployment.worker():
        put(deployment, b"desk:long", LONG_REPORT, partition=2)
        put(deployment, b"\xff\x1b[31m", b'{"text": "\xe2\x80\xae\x1b[2J\n{"level": "critical"}')
        put(deployment, None, None, partition=1)
        deployment.feed([casualties("desk:1", "Kyiv", 4)])
        deployment.await_processed()
        [incident] = deployment.read(INCIDENTS)
        deployment.feed_record(incident.value, key=b"UA-somewhere", topic=INCIDENTS)
        deployment.await_processed()
    return deployment


@pytest.fixture(scope="module")
def looked_at(bootstrap_servers: str, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Four letters for tests that change nothing."""
    name = f"looked-at-letters-{uuid.uuid4().hex[:6]}"
    folder = tmp_path_factory.mktemp("letters")
    return refuse_four(Deployment.create(bootstrap_servers, name, folder, LIMITS__MAX_REPORT_BYTES="2048"))


@pytest.fixture
def refused(deploy: Deploy) -> Deployment:
    """Four letters for one test."""
    return refuse_four(deploy(LIMITS__MAX_REPORT_BYTES="2048"))


def test_letters_are_listed_counted_and_chosen_by_reason_place_and_time(looked_at: Deployment) -> None:
    everything = asked(looked_at, "list")
    assert everything["counts"] == {"invalid_json": 1, "tombstone": 1, "too_large": 1, "wrong_key": 1}
    assert {letter["code"] for letter in everything["letters"]} == set(everything["counts"])
    assert asked(looked_at, "list", "--counts")["letters"] == []
    assert len(asked(looked_at, "list", "--limit", "1")["letters"]) == 1

    def chosen(*how: str) -> set[str]:
        return {letter["code"] for letter in asked(looked_at, "list", *how)["letters"]}

    assert chosen("--code", "tombstone", "--code", "wrong_key") == {"tombstone", "wrong_key"}
    assert chosen("--topic", "incidents") == {"wrong_key"}
    assert chosen("--topic", "reports", "--partition", "1", "--offset", "0") == {"tombstone"}
    assert chosen("--topic", "reports", "--offset", "0-5") == {"invalid_json", "tombstone", "too_large"}
    assert chosen("--since", "1h") == set(everything["counts"])
    assert chosen("--since", "2100-01-01T00:00:00Z") == chosen("--until", "2000-01-01T00:00:00Z") == set()


def test_a_letter_is_shown_whole_and_nothing_of_it_reaches_the_terminal_as_a_command(looked_at: Deployment) -> None:
    [found] = asked(looked_at, "list", "--code", "invalid_json")["letters"]
    shown = looked_at.command("dead-letters", "show", found["letter"])
    said = shown.stdout.decode()
    assert shown.returncode == 0
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "code: invalid_json" in said
    assert "header trace\\xff: " in said
    assert "\\x1b[2J" in said
    assert "\\u202e" in said
    assert "\x1b" not in looked_at.command("dead-letters", "list").stdout.decode()
    raw = looked_at.command("dead-letters", "show", found["letter"], "--raw").stdout
    assert raw == b'{"text": "\xe2\x80\xae\x1b[2J\n{"level": "critical"}'


def test_a_replay_sends_nothing_unless_told_to(looked_at: Deployment) -> None:
    before = len(looked_at.read(REPORTS))
    told = asked(looked_at, "replay", "--all")
    assert told == {
        "sent": False,
        "letters": {"invalid_json": 1, "tombstone": 1, "too_large": 1, "wrong_key": 1},
        "left": {},
    }
    assert len(looked_at.read(REPORTS)) == before
    unsaid = looked_at.command("dead-letters", "replay", "--send")
    assert unsaid.returncode == 1
    assert b"which letters?" in unsaid.stderr


def test_what_was_refused_comes_back_as_it_was_and_counts_once_however_often(refused: Deployment) -> None:
    refused.environment[LIMIT] = "8192"
    with refused.worker():
        assert asked(refused, "replay", "--code", "too_large", "--send")["letters"] == {"too_large": 1}
        refused.await_processed()
        once = figures(refused.last_values(CITY_TOTALS))
        asked(refused, "replay", "--code", "too_large", "--send")
        refused.await_processed()
    sent = [record for record in refused.read(REPORTS) if record.value == LONG_REPORT]
    marked = [record for record in sent if REPLAY_FROM in dict(record.headers)]
    assert [len(sent), len(marked)] == [3, 2]
    [letter] = [found for found in refused.read(DEAD) if found.value == LONG_REPORT]
    for record in marked:
        assert (record.key, record.timestamp) == (b"desk:long", HOUR_AGO)
        assert list(record.headers[:3]) == ODD
        assert dict(record.headers)[REPLAY_FROM] == f"{letter.topic}/{letter.partition}/{letter.offset}".encode()
    killed = {found["place"]["name"]: found["windows"]["24h"]["killed"]["people"]["best"] for found in once.values()}
    assert killed == {"Kyiv": 4, "Odesa": 7}
    assert figures(refused.last_values(CITY_TOTALS)) == once


def test_a_letter_that_fails_again_says_how_often_and_is_left_in_the_end(refused: Deployment) -> None:
    [first] = asked(refused, "list", "--code", "invalid_json")["letters"]
    with refused.worker():
        asked(refused, "replay", first["letter"], "--send")
        asked(refused, "replay", "--code", "tombstone", "--code", "wrong_key", "--send")
        refused.await_processed()
    again = [found for found in refused.read(DEAD) if dict(found.headers)[PREFIX + "delivery.count"] == b"2"]
    codes = {dict(found.headers)[PREFIX + "code"] for found in again}
    assert codes == {b"invalid_json", b"tombstone", b"wrong_key"}
    assert not any(name == REPLAY_COUNT for found in again for name, _ in found.headers)
    told = asked(refused, "replay", "--code", "invalid_json", "--max-deliveries", "2")
    assert (told["letters"], told["left"]) == ({"invalid_json": 1}, {"tried too often": 1})
