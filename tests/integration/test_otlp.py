"""A worker with tracing on, and a receiver that reads what OpenTelemetry's exporter sends over HTTP."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span

from tests.integration.conftest import Deploy
from tests.integration.test_headers import send
from tests.integration.test_worker import casualties

pytestmark = pytest.mark.kafka


class Receiver(ThreadingHTTPServer):
    """Takes OTLP at /v1/traces and keeps it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[ResourceSpans] = []


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        known = self.path == "/v1/traces" and self.headers["content-type"] == "application/x-protobuf"
        if known:
            self.server.received.extend(ExportTraceServiceRequest.FromString(body).resource_spans)
        self.send_response(200 if known else 404)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing: the test says what came."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def attributes(found: ResourceSpans | Span) -> dict[str, str]:
    listed = found.resource.attributes if isinstance(found, ResourceSpans) else found.attributes
    return {item.key: item.value.string_value for item in listed}


def test_a_workers_spans_reach_a_receiver_of_otlp_and_link_to_the_report(deploy: Deploy, receiver: Receiver) -> None:
    deployment = deploy(TRACING__ENABLED="true")
    deployment.environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = f"http://127.0.0.1:{receiver.server_port}"
    with deployment.worker() as worker:
        send(deployment, 7, casualties("desk:1", "Kyiv", 4))
        deployment.await_processed()
        assert worker.stop() == 0

    assert {attributes(part)["service.name"] for part in receiver.received} == {deployment.settings.app_id}
    spans = [span for part in receiver.received for scope in part.scope_spans for span in scope.spans]
    blocks = {span.name: span for span in spans if span.kind == Span.SPAN_KIND_CONSUMER}
    hops = [f"process {deployment.topic(topic)}" for topic in ("reports", "incidents", "areas")]
    assert set(blocks) == set(hops)
    for hop in hops:
        # The report's own context has come through every hop.
        assert [int.from_bytes(link.trace_id, "big") for link in blocks[hop].links] == [7], hop
        assert attributes(blocks[hop])["messaging.consumer.group.name"] == deployment.settings.app_id
    assert {span.name for span in spans if span.parent_span_id == blocks[hops[0]].span_id} == {
        "work reports",
        f"commit {deployment.topic('reports')}",
    }
