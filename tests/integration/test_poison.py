"""Every poison record on a real Kafka: each has the outcome it states, and the next good report is processed."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from service.shell.dead_letters import PREFIX
from service.shell.engine import EXIT_DEAD_LETTER_LIMIT
from service.shell.exact_names import ExactBatchBuilder
from service.shell.kafka import client_options
from service.shell.records import Record
from service.shell.topics import DEAD, INCIDENTS, REPORTS, TOPICS
from service.shell.unpacking import MAX_UNPACKED_BYTES
from tests import poison
from tests.integration.conftest import Deploy
from tests.integration.deployment import Deployment
from tests.integration.test_worker import casualties

pytestmark = pytest.mark.kafka

CODECS: Final = {None: 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}
Place = tuple[int, int]
"""Partition and offset in `reports`."""


@asynccontextmanager
async def producing(deployment: Deployment, transactional_id: str | None = None) -> AsyncIterator[AIOKafkaProducer]:
    """A producer of batches as large as the topic takes."""
    limit = 2 * 1024 * 1024
    producer = AIOKafkaProducer(
        max_request_size=limit,
        max_batch_size=limit,
        transactional_id=transactional_id,
        **client_options(deployment.settings.kafka),
    )
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


def take_any_time(deployment: Deployment) -> None:
    """Let the broker take reports of any time, as brokers of old do."""
    [topic] = [topic for topic in TOPICS if topic.name == REPORTS]
    config = {**topic.config, "message.timestamp.after.max.ms": str(2**63 - 1)}

    async def alter() -> None:
        client = AIOKafkaAdminClient(**client_options(deployment.settings.kafka))
        await client.start()
        try:
            await client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, deployment.topic(REPORTS), config)])
        finally:
            await client.close()

    asyncio.run(alter())


def good(number: int) -> bytes:
    return json.dumps(casualties(f"good:{number}", "Kyiv", 1)).encode()


def send(deployment: Deployment, records: Sequence[poison.Poison]) -> dict[Place, poison.Poison]:
    """Each poison with its key, headers, time and packing, and a good report behind it in the same batch."""

    async def run() -> dict[Place, poison.Poison]:
        places: dict[Place, poison.Poison] = {}
        async with producing(deployment) as producer:
            for number, bad in enumerate(records):
                batch = ExactBatchBuilder(4 * 1024 * 1024, transactional=False, compression=CODECS[bad.codec])
                batch.append(key=bad.key, value=bad.value, timestamp=bad.timestamp_ms, headers=bad.headers)
                batch.append(key=None, value=good(number), timestamp=None)
                target = number % deployment.settings.topics.partitions
                sent = await (await producer.send_batch(batch, deployment.topic(REPORTS), partition=target))
                places[target, sent.offset] = bad
        return places

    return asyncio.run(run())


def source(letter: Record) -> Place:
    """Where the record of a letter stood."""
    said = dict(letter.headers)
    return int(said[PREFIX + "partition"] or b""), int(said[PREFIX + "offset"] or b"")


def reports_with_incidents(deployment: Deployment) -> set[str]:
    return {json.loads(record.value or b"")["report_id"] for record in deployment.read(INCIDENTS)}


def test_each_poison_has_its_outcome_and_the_next_report_is_processed(deploy: Deploy) -> None:
    deployment = deploy()
    take_any_time(deployment)
    records = poison.load()
    with deployment.worker() as worker:
        sent = send(deployment, records)
        deployment.await_processed()
        assert worker.ready()
        written = worker.log.read_text(encoding="utf-8")
        events = {line["message"] for line in worker.log_lines()}
    assert written.isascii()
    assert events <= {"worker starts", "partitions assigned", "dead letter"}
    letters = {source(letter): letter for letter in deployment.read(DEAD)}
    codes = {place: (dict(letter.headers)[PREFIX + "code"] or b"").decode() for place, letter in letters.items()}
    wanted = {place: bad.outcome for place, bad in sent.items() if bad.outcome != poison.ACCEPTED}
    assert codes == wanted
    for place, letter in letters.items():
        bad = sent[place]
        own = tuple(header for header in letter.headers if not header[0].startswith(PREFIX))
        if PREFIX + "truncated" in dict(letter.headers):
            assert (letter.value, own) == (None, ()), bad.name
        else:
            assert (letter.key, letter.value) == (bad.key, bad.value), bad.name
            assert own == tuple(header for header in bad.headers if not header[0].startswith("__")), bad.name
    assert {f"good:{number}" for number in range(len(records))} <= reports_with_incidents(deployment)


def test_a_batch_that_unpacks_into_too_much_becomes_one_letter_and_the_next_report_is_processed(deploy: Deploy) -> None:
    deployment = deploy()

    async def send_bomb() -> None:
        async with producing(deployment) as producer:
            batch = ExactBatchBuilder(2 * MAX_UNPACKED_BYTES, transactional=False, compression=CODECS["zstd"])
            for _ in range(3):
                batch.append(key=None, value=bytes(MAX_UNPACKED_BYTES // 2), timestamp=None)
            await (await producer.send_batch(batch, deployment.topic(REPORTS), partition=0))
            await producer.send_and_wait(deployment.topic(REPORTS), good(1), partition=0)

    with deployment.worker():
        asyncio.run(send_bomb())
        deployment.await_processed()
    [letter] = deployment.read(DEAD)
    assert source(letter) == (0, 2)
    assert letter.value is None
    assert dict(letter.headers)[PREFIX + "code"] == b"too_large"
    assert b"the batch of offsets 0 to 2" in (dict(letter.headers)[PREFIX + "message"] or b"")
    assert reports_with_incidents(deployment) == {"good:1"}


def test_records_of_an_aborted_transaction_have_no_outcome_and_the_next_report_is_processed(deploy: Deploy) -> None:
    deployment = deploy()

    async def send_and_abort() -> None:
        topic = deployment.topic(REPORTS)
        async with producing(deployment, f"{deployment.settings.app_id}-a-reporter") as producer:
            for number in range(3):
                await producer.begin_transaction()
                await producer.send_and_wait(topic, b'{"broken', partition=0)
                await producer.send_and_wait(topic, good(number), partition=0)
                await (producer.commit_transaction() if number == 1 else producer.abort_transaction())

    with deployment.worker():
        asyncio.run(send_and_abort())
        deployment.feed_record(good(9))
        deployment.await_processed()
    assert [dict(letter.headers)[PREFIX + "code"] for letter in deployment.read(DEAD)] == [b"invalid_json"]
    assert reports_with_incidents(deployment) == {"good:1", "good:9"}


def test_a_worker_whose_topic_went_bad_stops_and_stops_again_until_the_limit_is_raised(deploy: Deploy) -> None:
    deployment = deploy(LIMITS__DEAD_LETTERS_IN_A_ROW="20", LIMITS__DEAD_LETTER_RATIO="0", ENGINE__BLOCK_RECORDS="8")
    bad = [b"{%d" % number for number in range(50)]

    async def send_bad() -> None:
        async with producing(deployment) as producer:
            for value in bad:
                await producer.send(deployment.topic(REPORTS), value, partition=0)
            await producer.send_and_wait(deployment.topic(REPORTS), good(1), partition=0)

    asyncio.run(send_bad())
    for _ in range(2):
        worker = deployment.start_worker()
        assert worker.ended() == EXIT_DEAD_LETTER_LIMIT
        assert "20 records in a row were refused, at offsets 16 to 23" in worker.log.read_text()
        assert len(deployment.read(DEAD)) == 16
    deployment.environment["INCIDENT_STREAM_LIMITS__DEAD_LETTERS_IN_A_ROW"] = "0"
    with deployment.worker() as worker:
        deployment.await_processed()
        assert worker.metric("dead_letters_total") == 50 - 16
    assert [letter.value for letter in deployment.read(DEAD)] == bad
    assert reports_with_incidents(deployment) == {"good:1"}


def test_a_record_too_large_for_its_letter_leaves_its_metadata(deploy: Deploy) -> None:
    deployment = deploy()
    huge = b'{"text": "' + b"a" * (1024 * 1024) + b'"}'
    with deployment.worker():
        deployment.feed([huge, casualties("good", "Kyiv", 1)])
        deployment.await_processed()
    [letter] = deployment.read(DEAD)
    headers = dict(letter.headers)
    assert letter.value is None
    assert headers[PREFIX + "code"] == b"too_large"
    assert int(headers[PREFIX + "truncated"] or b"") == len(huge)
    assert [json.loads(record.value or b"")["report_id"] for record in deployment.read(INCIDENTS)] == ["good"]
