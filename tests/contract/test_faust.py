"""What we lean on inside Faust and aiokafka: when an upgrade moves one of these, this says so before Kafka does."""

import inspect
from importlib.metadata import version
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.consumer.group_coordinator import GroupCoordinator
from faust.app.base import App
from faust.assignor.client_assignment import CopartitionedAssignment
from faust.assignor.copartitioned_assignor import CopartitionedAssignor
from faust.tables.recovery import Recovery
from faust.transport.consumer import Consumer, TransactionManager
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from service.shell.blocks import BlockChain, BlockScheduling
from tests.records import record


def test_the_versions_are_the_ones_that_were_studied() -> None:
    assert version("faust-streaming") == "0.15.3"
    assert version("aiokafka") == "0.14.0"


@pytest.mark.parametrize(
    ("owner", "method", "parameters"),
    [
        (TransactionManager, "on_rebalance", ["self", "assigned", "revoked", "newly_assigned"]),
        (TransactionManager, "on_partitions_revoked", ["self", "revoked"]),
        (TransactionManager, "commit", ["self", "offsets", "start_new_transaction"]),
        (Consumer, "_add_gap", ["self", "tp", "offset_from", "offset_to"]),
        (Consumer, "_new_offset", ["self", "tp"]),
        (Consumer, "seek", ["self", "partition", "offset"]),
        (Consumer, "highwater", ["self", "tp"]),
        (App, "on_rebalance_start", ["self"]),
        (App, "_create_directories", ["self"]),
        (AIOKafkaProducer, "send_batch", ["self", "batch", "topic", "partition"]),
        (AIOKafkaProducer, "send_offsets_to_transaction", ["self", "offsets", "group_id"]),
    ],
)
def test_a_method_we_override_or_call_has_the_parameters_we_expect(
    owner: type[Any], method: str, parameters: list[str]
) -> None:
    assert list(inspect.signature(getattr(owner, method)).parameters) == parameters


def test_partitions_are_opened_before_tables_are_recovered() -> None:
    source = inspect.getsource(App._on_partitions_assigned)
    assert source.index("transactions.on_rebalance") < source.index("self.tables.on_rebalance")


def test_producers_are_told_of_revoked_partitions_after_the_streams_are_empty() -> None:
    source = inspect.getsource(App._on_partitions_revoked)
    assert source.index("_consumer_wait_empty") < source.index("transactions.on_partitions_revoked")


def test_reading_starts_again_at_the_committed_offsets_after_every_rebalance() -> None:
    assert "perform_seek" in inspect.getsource(Recovery)


def test_the_transport_makes_its_consumer_and_transactions_from_class_attributes() -> None:
    assert driver.Transport.Consumer is driver.Consumer
    assert driver.Transport.TransactionManager is TransactionManager


def test_topics_of_equal_partition_count_are_assigned_together() -> None:
    topics = {"reports", "incidents", "changelog"}
    members = {name: CopartitionedAssignment(topics=topics) for name in ("one", "two")}
    assigned = CopartitionedAssignor(topics=topics, cluster_asgn=members, num_partitions=4, replicas=0).get_assignment()
    owned = {name: found.get_assigned_partitions(active=True) for name, found in assigned.items()}
    assert sorted(p for found in owned.values() for p in found) == [0, 1, 2, 3]


def test_the_longest_fetch_is_set_before_the_consumer_starts() -> None:
    assert "fetch_max_wait_ms=1500" in inspect.getsource(driver.AIOKafkaConsumerThread._create_worker_consumer)
    assert "fetch_max_wait_ms=self._fetch_max_wait_ms" in inspect.getsource(AIOKafkaConsumer.start)


def test_the_consumers_thread_knows_the_groups_coordinator() -> None:
    assert "self._consumer = self._create_consumer" in inspect.getsource(driver.AIOKafkaConsumerThread.on_start)
    assert "self._coordinator = GroupCoordinator(" in inspect.getsource(AIOKafkaConsumer)
    assert "self.coordinator_id = None" in inspect.getsource(GroupCoordinator.coordinator_dead)


def test_what_is_fetched_is_told_where_the_position_moves_on() -> None:
    assert "self._fetch_records," in inspect.getsource(driver.AIOKafkaConsumerThread.getmany)
    assert "return await fetcher.fetched_records(" in inspect.getsource(driver.AIOKafkaConsumerThread._fetch_records)


def test_blocks_reach_faust_in_the_shape_of_records() -> None:
    reports, other = TP("reports", 0), TP("changelog", 0)
    blocks = BlockChain(2, 10_000).cut(reports, [record(n) for n in range(3)])
    handed = list(BlockScheduling().iterate({reports: blocks, other: [record(7, topic="changelog")]}))
    assert [(tp, item.offset) for tp, item in handed] == [(reports, 1), (reports, 2), (other, 7)]
    for _, item in handed:
        for name in ("topic", "partition", "timestamp", "timestamp_type", "headers", "key", "value", "checksum"):
            assert hasattr(item, name)
