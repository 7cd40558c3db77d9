"""Headers of records that a real worker wrote: CloudEvents as their own SDK reads them, and the trace context."""

import json
from datetime import datetime
from typing import Any

import pytest
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event

from service.shell.dead_letters import PREFIX
from service.shell.records import Record
from service.shell.topics import (
    AREA_TOTALS,
    AREAS,
    CHANGES,
    CITY_TOTALS,
    CONTROL,
    DEAD,
    INCIDENTS,
    UNPLACED,
)
from tests.integration.conftest import Deploy
from tests.integration.deployment import Deployment
from tests.integration.test_worker import KYIV, ago, casualties

pytestmark = pytest.mark.kafka

OUTPUTS = {
    INCIDENTS: "incident",
    UNPLACED: "incident-unplaced",
    CITY_TOTALS: "city-totals",
    CHANGES: "total-change",
    AREAS: "area-contribution",
    AREA_TOTALS: "area-totals",
}
NOT_OURS = b'{"not": "an incident"}'
STATE = ("tracestate", b"desk=a1,wire=b2")


def context(number: int) -> bytes:
    return f"00-{number:032x}-{number:016x}-01".encode()


def send(deployment: Deployment, number: int, report: dict[str, Any] | bytes, **more: Any) -> None:
    """A report, or bytes, with a trace context of its own."""
    value = report if isinstance(report, bytes) else json.dumps(report).encode()
    deployment.feed_record(value, headers=[("traceparent", context(number)), STATE], **more)


def traces(records: list[Record]) -> list[tuple[bytes, bytes]]:
    return [(dict(record.headers)["traceparent"], dict(record.headers)["tracestate"]) for record in records]


def test_every_output_is_a_cloud_event_and_it_and_dead_letters_carry_their_records_trace(deploy: Deploy) -> None:
    deployment = deploy()
    with deployment.worker():
        feed(deployment)
    each_output_is_a_cloud_event_with_an_id_of_its_own(deployment)
    each_output_carries_the_trace_of_its_cause(deployment)
    each_dead_letter_carries_its_records_trace(deployment)


def feed(deployment: Deployment) -> None:
    """A report, one of an unknown place, the cancellation of the first, and bad records on both hops."""
    send(deployment, 1, casualties("desk:1", "Kyiv", 4))
    deployment.await_processed()
    send(deployment, 2, casualties("desk:2", "Nowhereville", 2))
    cancel = {"report_id": "desk:3", "source": {"id": "desk"}, "operation": "cancel", "references": ["desk:1"]}
    send(deployment, 3, cancel | {"published_at": ago(minutes=1)})
    send(deployment, 4, b'{"text": "two people were')
    send(deployment, 5, NOT_OURS, topic=INCIDENTS, key=KYIV.encode())
    deployment.await_processed()


def each_output_is_a_cloud_event_with_an_id_of_its_own(deployment: Deployment) -> None:
    ids: dict[str, list[str]] = {}
    for topic, kind in {**OUTPUTS, CONTROL: "retraction"}.items():
        records = [record for record in deployment.read(topic) if record.value != NOT_OURS]
        assert records, topic
        for record in records:
            event = as_event(record)
            assert event.get_type() == f"incident-stream.{kind}.v1"
            assert event.get_source() == f"urn:incident-stream:{deployment.settings.app_id}"
            assert event.get_specversion() == "1.0"
            assert event.get_datacontenttype() == "application/json"
            assert isinstance(event.get_time(), datetime)
            assert event.get_data() == json.loads(record.value or b"")
            ids.setdefault(topic, []).append(event.get_id())
    assert all(len(found) == len(set(found)) for topic, found in ids.items() if topic != CONTROL)


def each_output_carries_the_trace_of_its_cause(deployment: Deployment) -> None:
    [incident] = [record for record in deployment.read(INCIDENTS) if record.value != NOT_OURS]
    assert as_event(incident).get_extension("causationid") == "desk:1"
    assert traces([incident]) == [(context(1), STATE[1])]
    assert traces(deployment.read(UNPLACED)) == [(context(2), STATE[1])]
    assert set(traces(deployment.read(CONTROL))) == {(context(3), STATE[1])}
    for topic in (CITY_TOTALS, CHANGES, AREAS, AREA_TOTALS):
        # The report raised the totals, the cancellation took them back: each is the cause of what it did.
        assert set(traces(deployment.read(topic))) == {(context(1), STATE[1]), (context(3), STATE[1])}, topic


def each_dead_letter_carries_its_records_trace(deployment: Deployment) -> None:
    letters = {dict(letter.headers)[PREFIX + "topic"]: letter for letter in deployment.read(DEAD)}
    first, second = (letters[deployment.topic(topic).encode()] for topic in ("reports", INCIDENTS))
    assert traces([first, second]) == [(context(4), STATE[1]), (context(5), STATE[1])]


def as_event(record: Record) -> BaseCloudEvent:
    """What the CloudEvents SDK makes of a record; it refuses one whose attributes break the specification."""
    return from_binary_event(KafkaMessage(dict(record.headers), record.key, record.value or b""))
