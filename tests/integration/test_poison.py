"""Every poison record on a real Kafka: each has the outcome it states, and the next good report is processed."""

import asyncio
import json
from collections import Counter

import pytest
from aiokafka import AIOKafkaProducer

from service.shell.dead_letters import PREFIX
from service.shell.topics import DEAD, INCIDENTS, REPORTS
from tests import poison
from tests.integration.conftest import Deploy
from tests.integration.deployment import Deployment
from tests.integration.test_worker import casualties

pytestmark = pytest.mark.kafka


def send(deployment: Deployment, records: list[poison.Poison]) -> None:
    """Each poison with its key, headers and time, and a good report behind it."""

    async def run() -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=deployment.settings.kafka.bootstrap_servers,
            max_request_size=2 * 1024 * 1024,
            max_batch_size=2 * 1024 * 1024,
        )
        await producer.start()
        try:
            for number, bad in enumerate(records):
                good = json.dumps(casualties(f"good:{number}", "Kyiv", 1)).encode()
                # A batch, because the plain call refuses a record with neither key nor value.
                batch = producer.create_batch()
                batch.append(key=bad.key, value=bad.value, timestamp=bad.timestamp_ms, headers=list(bad.headers))
                batch.append(key=None, value=good, timestamp=None)
                target = number % deployment.settings.topics.partitions
                await (await producer.send_batch(batch, deployment.topic(REPORTS), partition=target))
        finally:
            await producer.stop()

    asyncio.run(run())


def test_each_poison_has_its_outcome_and_the_next_report_is_processed(deploy: Deploy) -> None:
    deployment = deploy()
    records = poison.load()
    with deployment.worker() as worker:
        send(deployment, records)
        deployment.await_processed()
        assert worker.ready()
    letters = deployment.read(DEAD)
    by_code = Counter(dict(letter.headers)[PREFIX + "code"].decode() for letter in letters)
    assert by_code == Counter(bad.outcome for bad in records if bad.outcome != poison.ACCEPTED)
    refused = Counter(bad.value for bad in records if bad.outcome not in (poison.ACCEPTED, "too_large"))
    whole = Counter(letter.value for letter in letters if PREFIX + "truncated" not in dict(letter.headers))
    assert refused <= whole
    good = {json.loads(record.value or b"")["report_id"] for record in deployment.read(INCIDENTS)}
    assert {f"good:{number}" for number in range(len(records))} <= good


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
    assert int(headers[PREFIX + "truncated"]) == len(huge)
    assert [json.loads(record.value or b"")["report_id"] for record in deployment.read(INCIDENTS)] == ["good"]
