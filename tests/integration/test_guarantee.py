"""Weaknesses of stock Faust and aiokafka (docs/engine.md), each shown on a real Kafka not to be ours."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from os import urandom as random_bytes
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, ProducerFenced

from service.shell import admin
from service.shell.bounded_stop import EXIT_STOP_OVERDUE
from service.shell.engine import EXIT_LANE_FAILED
from service.shell.kafka import client_options
from service.shell.reading import read_to_end
from service.shell.settings import Settings
from service.shell.state import positions, restore
from service.shell.topics import CHANGES, CITY_TOTALS, DEAD, INCIDENTS, REPORTS, STEPS, TopicNames
from service.shell.transactions import LaneProducer
from service.shell.writes import Write
from tests.integration.conftest import Deploy
from tests.integration.deployment import PARTITIONS, PATIENCE_SECONDS, Worker, await_condition, settings_from

pytestmark = pytest.mark.kafka

PLACES = ("Kyiv", "Odesa", "Dnipro", "Lozova", "Sumy", "Kharkiv")


def killed(report_id: str, place: str, count: int) -> dict[str, Any]:
    """A structured report."""
    now = datetime.now(UTC).replace(microsecond=0)
    fact = {"place": {"name": place}, "counts": [{"measure": "killed", "value": count}]}
    return {
        "report_id": report_id,
        "source": {"id": "desk", "class": "official"},
        "published_at": (now - timedelta(minutes=30)).isoformat(),
        "incidents": [{"occurred_from": (now - timedelta(hours=3)).isoformat(), **fact}],
    }


PROBE_BYTES = 1_000


async def limit(settings: Settings, topic: str, most_bytes: int) -> None:
    """Set the largest record that a topic takes, and wait until its broker goes by it: it is told of it, not asked."""
    client = AIOKafkaAdminClient(**client_options(settings.kafka))
    await client.start()
    try:
        configs = {"max.message.bytes": str(most_bytes)}
        await client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs=configs)])
    finally:
        await client.close()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await takes(settings, topic) != (most_bytes > PROBE_BYTES):
            pass


async def takes(settings: Settings, topic: str) -> bool:
    """Whether a topic takes a record of PROBE_BYTES; it is not left there."""
    producer = AIOKafkaProducer(**client_options(settings.kafka), transactional_id=f"{topic}-probe")
    await producer.start()
    try:
        await producer.begin_transaction()
        await producer.send_and_wait(topic, random_bytes(PROBE_BYTES), partition=0)
        return True
    except MessageSizeTooLargeError:
        return False
    finally:
        await producer.abort_transaction()
        await producer.stop()


async def delete(settings: Settings, topic: str) -> None:
    """A topic gone while the service runs."""
    client = AIOKafkaAdminClient(**client_options(settings.kafka))
    await client.start()
    try:
        await client.delete_topics([topic])
    finally:
        await client.close()


async def committed(settings: Settings, topics: list[str]) -> dict[tuple[str, int], int]:
    """The group's offsets by topic and partition; 0 where there is none."""
    consumer = AIOKafkaConsumer(group_id=settings.app_id, enable_auto_commit=False, **client_options(settings.kafka))
    await consumer.start()
    try:
        return {
            (topic, p): await consumer.committed(TopicPartition(topic, p)) or 0
            for topic in topics
            for p in range(settings.topics.partitions)
        }
    finally:
        await consumer.stop()


async def ends(settings: Settings, topic: str) -> int:
    """End offsets of a topic, added up."""
    consumer = AIOKafkaConsumer(**client_options(settings.kafka))
    await consumer.start()
    try:
        found = await consumer.end_offsets([TopicPartition(topic, p) for p in range(settings.topics.partitions)])
        return sum(found.values())
    finally:
        await consumer.stop()


def last_words(worker: Worker) -> dict[str, Any]:
    """The line with which a worker ended itself."""
    return next(line for line in reversed(worker.log_lines()) if line["message"] == "worker ends")


# -- a whole worker ----------------------------------------------------------------------------------------------------


def test_the_groups_offsets_never_run_ahead_of_the_state_however_often_it_is_killed(deploy: Deploy) -> None:
    # Stock: offsets and table changes may be committed in different transactions.
    deployment = deploy()
    settings, names = deployment.settings, TopicNames(deployment.settings)
    for turn in range(2):
        with deployment.worker() as worker:
            deployment.feed([killed(f"{turn}:{place}", place, turn) for place in PLACES])
            await_condition(lambda: deployment.read(INCIDENTS), "something to be committed")
            worker.kill()
        for step, inputs in STEPS.items():
            changelog = names.changelog(step)
            states = asyncio.run(restore(settings, {changelog: range(PARTITIONS)}))
            known = {
                (names.full(topic), p): offset
                for p in range(PARTITIONS)
                for topic, offset in positions(states[changelog, p], inputs).items()
            }
            told = asyncio.run(committed(settings, [names.full(topic) for topic in inputs]))
            # They trail by what was done in the last half second; who reads that again drops it by its position.
            assert {tp for tp in known if told[tp] > known[tp]} == set()
    with deployment.worker():
        deployment.await_processed()
    incidents = [json.loads(record.value or b"")["incident_id"] for record in deployment.read(INCIDENTS)]
    assert len(incidents) == len(set(incidents)) == 2 * len(PLACES)


def test_records_that_faust_fetches_and_throws_away_are_read_again(deploy: Deploy) -> None:
    deployment = deploy()
    reports = [
        killed(f"desk:{n}", place, n) for n, place in enumerate(("Kyiv", "Odesa", "Dnipro", "Lozova", "Sumy"), 1)
    ]
    with deployment.worker(module="tests.integration.forgetful_worker") as worker:
        for report in reports:
            deployment.feed([report])
        deployment.await_processed()
        rewinds = worker.metric("rewinds_total")

    totals = deployment.last_values(CITY_TOTALS)
    assert {total["windows"]["24h"]["killed"]["people"]["best"] for total in totals.values()} == {1, 2, 3, 4, 5}
    assert rewinds > 0


def test_every_output_is_written_inside_a_transaction(deploy: Deploy) -> None:
    # Stock: what agents send goes through a plain producer, so an output outlives a transaction that is aborted.
    deployment = deploy()
    with deployment.worker():
        deployment.feed([*(killed(f"desk:{n}", place, n) for n, place in enumerate(PLACES)), b"{"])
        deployment.await_processed()
    for topic in (INCIDENTS, DEAD, CITY_TOTALS, CHANGES):
        records = len(deployment.read(topic))
        assert records > 0
        # A transaction leaves a marker, which takes an offset and is no record.
        assert asyncio.run(ends(deployment.settings, deployment.topic(topic))) > records, topic


def test_a_worker_whose_partition_was_taken_over_ends_and_says_so(deploy: Deploy) -> None:
    deployment = deploy()
    with deployment.worker() as worker:

        async def take_over() -> None:
            for partition in range(PARTITIONS):
                rival = LaneProducer(deployment.settings, "reports", partition)
                await rival.start()
                await rival.stop()

        asyncio.run(take_over())
        deployment.feed([killed("desk:1", "Kyiv", 1)])
        assert worker.ended() == EXIT_LANE_FAILED
    assert "another worker took over" in last_words(worker)["reason"]
    assert "ProducerFenced" in last_words(worker)["reason"]
    assert deployment.read(INCIDENTS) == []
    with deployment.worker():
        deployment.await_processed()
    assert len(deployment.read(INCIDENTS)) == 1


def test_a_dead_letter_that_cannot_be_written_ends_the_worker_and_the_report_stays_to_be_read(deploy: Deploy) -> None:
    # Stock: a failed send is logged, and the report's offset is committed all the same.
    deployment = deploy()
    asyncio.run(limit(deployment.settings, deployment.topic(DEAD), 200))
    with deployment.worker() as worker:
        deployment.feed([b"{" + b"x" * 500, killed("desk:1", "Kyiv", 1)])
        assert worker.ended() == EXIT_LANE_FAILED
    assert "MessageSizeTooLarge" in last_words(worker)["reason"]
    assert deployment.read(DEAD) == []
    asyncio.run(limit(deployment.settings, deployment.topic(DEAD), 1_048_576))
    with deployment.worker():
        deployment.await_processed()
    assert [record.value for record in deployment.read(DEAD)] == [b"{" + b"x" * 500]
    assert len(deployment.read(INCIDENTS)) == 1


def stalled(worker: Worker) -> list[str]:
    """Lanes that do not move any more, as the worker says."""
    status, body = worker.get("/health/live")
    return list(json.loads(body)["stalled"]) if status == 503 else []


def test_a_worker_that_cannot_write_is_not_live_and_then_ends(deploy: Deploy) -> None:
    deployment = deploy(
        ENGINE__STALL_SECONDS="5", KAFKA__REQUEST_TIMEOUT_SECONDS="9", ENGINE__REBALANCE_TIMEOUT_SECONDS="7"
    )
    with deployment.worker() as worker:
        deployment.feed([killed("desk:1", "Kyiv", 1)])
        deployment.await_processed()
        assert worker.get("/health/live")[0] == 200
        asyncio.run(delete(deployment.settings, deployment.topic(DEAD)))
        deployment.feed([b"{"])

        [named] = await_condition(lambda: stalled(worker), "the worker not to be live")
        assert named.startswith("reports-")
        assert worker.ended() == EXIT_LANE_FAILED
    assert named in last_words(worker)["reason"]
    assert asyncio.run(admin.create_topics(deployment.settings)) == [deployment.topic(DEAD)]
    with deployment.worker():
        deployment.await_processed()
    assert [record.value for record in deployment.read(DEAD)] == [b"{"]
    assert len(deployment.read(INCIDENTS)) == 1


def test_a_worker_asked_to_stop_while_it_cannot_write_ends_in_time_and_nothing_is_lost(deploy: Deploy) -> None:
    # Stock: it waits for its transaction for as long as the client tries, with a broker that is gone for ever.
    deployment = deploy(ENGINE__STALL_SECONDS="5", ENGINE__STOP_SECONDS="2", KAFKA__REQUEST_TIMEOUT_SECONDS="60")
    with deployment.worker() as worker:
        asyncio.run(delete(deployment.settings, deployment.topic(DEAD)))
        deployment.feed([b"{", killed("desk:1", "Kyiv", 1)])
        await_condition(lambda: stalled(worker), "a transaction that does not end")
        assert worker.stop() == EXIT_STOP_OVERDUE
    assert "not stopped in good order within 2 s" in last_words(worker)["reason"]
    assert asyncio.run(admin.create_topics(deployment.settings)) == [deployment.topic(DEAD)]
    with deployment.worker():
        deployment.await_processed()
    assert [record.value for record in deployment.read(DEAD)] == [b"{"]
    assert len(deployment.read(INCIDENTS)) == 1


# -- one transaction ---------------------------------------------------------------------------------------------------


@pytest.fixture
async def settings(bootstrap_servers: str, topic_prefix: str) -> Settings:
    """Topics of one partition of a deployment without workers."""
    made = settings_from(
        {
            "INCIDENT_STREAM_APP_ID": topic_prefix.rstrip("."),
            "INCIDENT_STREAM_KAFKA__BOOTSTRAP_SERVERS": bootstrap_servers,
            "INCIDENT_STREAM_TOPICS__PREFIX": topic_prefix,
            "INCIDENT_STREAM_TOPICS__PARTITIONS": "1",
        }
    )
    await admin.create_topics(made)
    return made


def write(settings: Settings, topic: str, value: bytes) -> Write:
    return Write(TopicNames(settings).full(topic), 0, b"key", value)


async def values(settings: Settings, topic: str) -> list[bytes | None]:
    return [record.value for record in await read_to_end(settings, TopicNames(settings).full(topic))]


async def test_a_record_that_is_refused_takes_the_whole_block_with_it(settings: Settings) -> None:
    # aiokafka commits over batches that failed, unless each is looked at.
    reports = TopicNames(settings).full(REPORTS)
    await limit(settings, TopicNames(settings).full(CHANGES), 200)
    producer = LaneProducer(settings, "reports", 0)
    await producer.start()
    with pytest.raises(KafkaError):
        await producer.commit(
            [write(settings, INCIDENTS, b"good"), write(settings, CHANGES, random_bytes(1000))], {(reports, 0): 7}
        )
    await producer.stop()
    owner = LaneProducer(settings, "reports", 0)  # aborts what the other left open
    await owner.start()
    await owner.stop()
    assert await values(settings, INCIDENTS) == []
    assert await committed(settings, [reports]) == {(reports, 0): 0}


async def test_a_former_owner_can_write_nothing_any_more(settings: Settings) -> None:
    reports = TopicNames(settings).full(REPORTS)
    zombie, owner = LaneProducer(settings, "reports", 0), LaneProducer(settings, "reports", 0)
    await zombie.start()
    await zombie.commit([write(settings, INCIDENTS, b"before")], {(reports, 0): 1})
    await owner.start()
    with pytest.raises(ProducerFenced):
        await zombie.commit([write(settings, INCIDENTS, b"zombie")], {(reports, 0): 99})
    await owner.commit([write(settings, INCIDENTS, b"after")], {(reports, 0): 2})
    await zombie.stop()
    await owner.stop()
    assert await values(settings, INCIDENTS) == [b"before", b"after"]
    assert await committed(settings, [reports]) == {(reports, 0): 2}


async def test_a_former_owner_fenced_between_two_batches_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    zombie, owner = LaneProducer(settings, "reports", 0), LaneProducer(settings, "reports", 0)
    await zombie.start()
    await owner.start()
    send_batch = zombie._producer.send_batch

    async def one_by_one(*args: object, **options: object) -> asyncio.Future[object]:
        sent = await send_batch(*args, **options)
        await asyncio.wait([sent])
        return sent

    monkeypatch.setattr(zombie._producer, "send_batch", one_by_one)
    with pytest.raises(ProducerFenced):
        await zombie.commit([write(settings, INCIDENTS, b"zombie"), write(settings, CHANGES, b"zombie")], {})
    await zombie.stop()
    await owner.stop()
    assert await values(settings, INCIDENTS) == await values(settings, CHANGES) == []


async def test_state_is_restored_to_its_end_though_the_last_of_it_are_markers_and_aborted_records(
    settings: Settings,
) -> None:
    # Stock: recovery waits for a last record that never comes, or takes the end from a cache and restores nothing.
    changelog = TopicNames(settings).changelog("totals")
    producer = LaneProducer(settings, "totals", 0)
    await producer.start()
    for n in range(3):
        await producer.commit([Write(changelog, 0, b"%d" % n, b"kept")], {})
    await producer.commit([Write(changelog, 0, b"1", None)], {})
    await producer.stop()
    doomed = LaneProducer(settings, "totals", 0)
    await doomed.start()
    inner = doomed._producer
    await inner.begin_transaction()
    await inner.send_and_wait(changelog, b"aborted", b"0", partition=0)
    await doomed.stop()
    owner = LaneProducer(settings, "totals", 0)
    await owner.start()
    await owner.stop()
    assert await restore(settings, {changelog: [0]}) == {(changelog, 0): {b"0": b"kept", b"2": b"kept"}}
