"""Every metric of the service, in a registry of its own, updated once a block. What each means: metric_list.py."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.process_collector import ProcessCollector

from schemas.vocabulary import RejectionCode, Stage
from service.core.pipeline import Outcome
from service.shell.app_version import UNKNOWN
from service.shell.batched_histogram import BatchedHistogram
from service.shell.metric_list import METRICS, NAMESPACE, Kind
from service.shell.topics import STEPS


class Metrics:
    """The listed metrics, each under a name of its own."""

    def __init__(self, version: str, commit: str = UNKNOWN) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._listed = {(one.kind, one.name): one for one in METRICS}

        self.records_received = self._counter("records_received")
        self.bytes_received = self._counter("received_bytes")
        self.record_sizes = self._batched("record_size_bytes")
        self.records_processed = self._counter("records_processed")
        self.incidents = self._counter("incidents")
        self.unplaced = self._counter("unplaced_incidents")
        self.unknown_fields = self._counter("unknown_fields")
        self.errors = self._counter("errors")
        self.dead_letters = self._counter("dead_letters")
        self.dead_letter_failures = self._counter("dead_letter_publish_failures")
        self.dead_letters_in_a_row = self._gauge("dead_letters_in_a_row_records")
        self.dead_letter_ratio = self._gauge("dead_letter_ratio")
        self.late_claims = self._counter("late_claims")
        self.repeated = self._counter("repeated_incidents")
        self.total_changes = self._counter("total_changes")
        self.blocks = self._counter("blocks")
        self.block_size = self._histogram("block_size_records")
        self.commits = self._counter("commits")
        self.rewinds = self._counter("rewinds")
        self.replays_dropped = self._counter("replays_dropped")
        self.rebalances = self._counter("rebalances")
        self.stage_seconds = self._histogram("stage_duration_seconds")
        self.ingest_latency = self._histogram("ingest_latency_seconds")
        self.event_lag = self._histogram("event_time_lag_seconds")
        self.newest_event = self._gauge("newest_event_timestamp_seconds")
        self.last_processed = self._gauge("last_record_processed_timestamp_seconds")
        self.consumer_lag = self._gauge("consumer_lag_records")
        self.assigned = self._gauge("assigned_partitions")
        self.recovering = self._gauge("state_recovering")
        self.recovery_seconds = self._histogram("state_recovery_seconds")
        self.state_keys = self._gauge("state_keys")
        self.build = self._gauge("build_info")
        self.build.labels(version=version, commit=commit).set(1)
        self._show_zeros()

    def _said(self, kind: Kind, name: str) -> tuple[str, str, tuple[str, ...]]:
        one = self._listed[kind, name]
        return one.name, one.meaning, one.labels

    def _counter(self, name: str) -> Counter:
        return Counter(*self._said(Kind.COUNTER, name), namespace=NAMESPACE, registry=self.registry)

    def _gauge(self, name: str) -> Gauge:
        return Gauge(*self._said(Kind.GAUGE, name), namespace=NAMESPACE, registry=self.registry)

    def _histogram(self, name: str) -> Histogram:
        said, buckets = self._said(Kind.HISTOGRAM, name), self._listed[Kind.HISTOGRAM, name].buckets
        return Histogram(*said, namespace=NAMESPACE, registry=self.registry, buckets=buckets)

    def _batched(self, name: str) -> BatchedHistogram:
        said, buckets = self._said(Kind.HISTOGRAM, name), self._listed[Kind.HISTOGRAM, name].buckets
        return BatchedHistogram(*said, namespace=NAMESPACE, registry=self.registry, buckets=buckets)

    def _show_zeros(self) -> None:
        """A counter that has not counted yet is 0, not absent: rates over it then tell of the first failure too."""
        for outcome in Outcome:
            self.records_processed.labels(outcome=outcome.value)
        for code in RejectionCode:
            self.dead_letters.labels(code=code.value)
            for stage in (Stage.DECODE, Stage.VALIDATE, Stage.EXTRACT, Stage.AGGREGATE):
                self.errors.labels(stage=stage.value, code=code.value)
        for step, topics in STEPS.items():
            self.blocks.labels(step=step)
            self.state_keys.labels(step=step)
            self.assigned.labels(step=step)
            for topic in topics:
                self.records_received.labels(topic=topic)
                self.bytes_received.labels(topic=topic)
                self.record_sizes.labels(topic=topic)
        for result in ("committed", "failed"):
            self.commits.labels(result=result)
