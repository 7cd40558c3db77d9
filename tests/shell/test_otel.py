"""Spans of blocks, as OpenTelemetry's own SDK hands them on."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from service.shell.lanes import LaneFailedError
from service.shell.otel import Tracing, producers
from tests.records import record
from tests.shell.lane_bench import PARTITION, Bench
from tests.shell.test_lanes import block

Spans = dict[str, ReadableSpan]


def traceparent(trace: int, span: int, flags: str = "01") -> tuple[str, bytes]:
    return "traceparent", f"00-{trace:032x}-{span:016x}-{flags}".encode()


@pytest.fixture
def exported() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    yield exporter
    exporter.shutdown()


@pytest.fixture
def bench(exported: InMemorySpanExporter) -> Bench:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exported))
    return Bench(spans=Tracing(provider, "app", max_links=2))


def by_name(exported: InMemorySpanExporter) -> Spans:
    return {span.name: span for span in exported.get_finished_spans()}


async def test_a_block_is_a_span_with_its_work_and_its_commit_inside(
    bench: Bench, exported: InMemorySpanExporter
) -> None:
    await bench.serve(block(4, 5, 6))

    spans = by_name(exported)
    whole = spans["process eu.incidents"]
    assert set(spans) == {"process eu.incidents", "work totals", "commit eu.incidents"}
    assert whole.parent is None
    assert whole.kind is SpanKind.CONSUMER
    assert dict(whole.attributes or {}) == {
        "messaging.system": "kafka",
        "messaging.destination.name": "eu.incidents",
        "messaging.destination.partition.id": str(PARTITION),
        "messaging.consumer.group.name": "app",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.batch.message_count": 3,
        "messaging.kafka.offset": 4,
        "incident_stream.step": "totals",
    }
    commit = spans["commit eu.incidents"]
    assert (commit.kind, (commit.attributes or {})["messaging.operation.type"]) == (SpanKind.CLIENT, "settle")
    assert (commit.attributes or {})["incident_stream.records_written"] == 3
    for inner in (spans["work totals"], commit):
        assert inner.parent is not None
        assert inner.parent.span_id == whole.context.span_id


async def test_it_links_to_the_producers_contexts_and_takes_none_for_its_parent(
    bench: Bench, exported: InMemorySpanExporter
) -> None:
    await bench.serve(block(0, headers=[traceparent(7, 9), ("tracestate", b"desk=1")]))

    whole = by_name(exported)["process eu.incidents"]
    [link] = whole.links
    assert (link.context.trace_id, link.context.span_id, link.context.trace_state.get("desk")) == (7, 9, "1")
    assert whole.context.trace_id != 7


def test_links_are_distinct_bounded_and_in_the_records_order() -> None:
    records = [record(n, headers=[traceparent(1, span)]) for n, span in enumerate((3, 3, 2, 5, 4))]

    assert [context.span_id for context in producers(records, 3)] == [3, 2, 5]
    assert producers(records, 0) == []


@pytest.mark.parametrize("value", [b"", b"00-zz", b"\xff\xfe", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01"])
def test_a_malformed_context_is_no_link(value: bytes) -> None:
    assert producers([record(0, headers=[("traceparent", value)]), record(1)], 3) == []


async def test_a_transaction_that_fails_marks_its_spans(bench: Bench, exported: InMemorySpanExporter) -> None:
    bench.commits.failure = ConnectionError("broker gone")

    with pytest.raises(LaneFailedError):
        await bench.serve(block(0))

    spans = by_name(exported)
    failed = {name for name, span in spans.items() if span.status.status_code is StatusCode.ERROR}
    assert failed == {"process eu.incidents", "commit eu.incidents"}


def test_a_worker_without_tracing_imports_none_of_it() -> None:
    asked = (
        "import sys; from service.shell.app import build_app; from service.shell.settings import Settings;"
        "build_app(Settings()); sys.exit('opentelemetry.sdk' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
