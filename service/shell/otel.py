"""OpenTelemetry spans of blocks, for those who ask for them; needs `incident-stream[otel]`.

Names and attributes follow OpenTelemetry's semantic conventions for messaging (1.x, still "development" there). A block
holds records of many traces, so its span belongs to none of them: it links to their producers' contexts. What is handed
on in the outputs' headers is the reports' own context, whether spans are made or not (service.shell.envelope).

The worker imports this module only when `TRACING__ENABLED` is set.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, Span, SpanContext, SpanKind, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from service.shell.envelope import trace_of
from service.shell.records import Record
from service.shell.settings import Settings

_CONTEXT: Final = TraceContextTextMapPropagator()
_EXPORTERS: Final = "OTEL_TRACES_EXPORTER"


class Tracing:
    """Makes the spans of one worker's blocks: `process`, and inside it `work` and `commit`."""

    def __init__(self, provider: TracerProvider, group: str, max_links: int) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("incident-stream")
        self._group = group
        self._max_links = max_links

    @contextmanager
    def block(self, step: str, topic: str, partition: int, records: Sequence[Record]) -> Iterator[None]:
        """Around a block; `topic` is the name in Kafka. An exception that leaves it marks the span as failed."""
        attributes: dict[str, AttributeValue] = {
            **self._where(step, topic, partition),
            "messaging.operation.name": "process",
            "messaging.operation.type": "process",
            "messaging.batch.message_count": len(records),
            "messaging.kafka.offset": records[0].offset,
        }
        links = [Link(context) for context in producers(records, self._max_links)]
        with self._tracer.start_as_current_span(
            f"process {topic}", Context(), SpanKind.CONSUMER, attributes, links=links
        ):
            yield

    @contextmanager
    def work(self, step: str) -> Iterator[None]:
        """Around what a step makes of a block, in memory."""
        with self._tracer.start_as_current_span(f"work {step}", attributes={"incident_stream.step": step}):
            yield

    @contextmanager
    def commit(self, step: str, topic: str, partition: int, records_written: int) -> Iterator[None]:
        """Around the transaction that holds a block's outputs, state and offsets."""
        attributes: dict[str, AttributeValue] = {
            **self._where(step, topic, partition),
            "messaging.operation.name": "commit",
            "messaging.operation.type": "settle",
            "incident_stream.records_written": records_written,
        }
        with self._tracer.start_as_current_span(f"commit {topic}", kind=SpanKind.CLIENT, attributes=attributes):
            yield

    def close(self) -> None:
        """Send what is left, within the exporter's own time-out."""
        self._provider.shutdown()

    def _where(self, step: str, topic: str, partition: int) -> Mapping[str, AttributeValue]:
        return {
            "messaging.system": "kafka",
            "messaging.destination.name": topic,
            "messaging.destination.partition.id": str(partition),
            "messaging.consumer.group.name": self._group,
            "incident_stream.step": step,
        }


def producers(records: Sequence[Record], most: int) -> list[SpanContext]:
    """The distinct contexts that records came with, in their order, not more than `most`; none that is malformed."""
    found: dict[tuple[int, int], SpanContext] = {}
    for record in records:
        if len(found) >= most:
            break
        context = _producer(record)
        if context is not None and context.is_valid:
            found.setdefault((context.trace_id, context.span_id), context)
    return list(found.values())


def _producer(record: Record) -> SpanContext | None:
    headers = {name: value.decode("latin-1") for name, value in trace_of(record.headers)}
    if "traceparent" not in headers:
        return None
    current: Span = get_current_span(_CONTEXT.extract(headers, Context()))
    return current.get_span_context()


def tracing_by_otlp(settings: Settings, version: str) -> Tracing:
    """Spans sent by OTLP over HTTP. Where to, how many and how is for the standard `OTEL_…` variables to say."""
    own = Resource({"service.name": settings.app_id, "service.version": version})
    provider = TracerProvider(resource=own.merge(OTELResourceDetector().detect()))
    if os.environ.get(_EXPORTERS, "otlp") != "none":
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Tracing(provider, settings.app_id, settings.tracing.max_links)
