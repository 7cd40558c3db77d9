"""Every metric of the service, in a registry of its own, updated once a block.

Names follow Prometheus' rules and operations' conventions: base units, `_total` on counters, closed sets of labels.
A place is never a label: figures of places are on the output topics.
"""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.process_collector import ProcessCollector

from schemas.vocabulary import RejectionCode, Stage
from service.core.pipeline import Outcome
from service.shell.topics import STEPS

_NAMESPACE: Final = "incident_stream"
_LATENCY: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_LAG: Final = (60, 300, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600, 3 * 24 * 3600, 7 * 24 * 3600, 30 * 24 * 3600)


class Metrics:
    """The service's metrics; each is documented by its own help text."""

    def __init__(self, version: str) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)

        def counter(name: str, text: str, labels: tuple[str, ...] = ()) -> Counter:
            return Counter(name, text, labels, namespace=_NAMESPACE, registry=registry)

        def gauge(name: str, text: str, labels: tuple[str, ...] = ()) -> Gauge:
            return Gauge(name, text, labels, namespace=_NAMESPACE, registry=registry)

        def histogram(name: str, text: str, buckets: tuple[float, ...], labels: tuple[str, ...] = ()) -> Histogram:
            return Histogram(name, text, labels, namespace=_NAMESPACE, registry=registry, buckets=buckets)

        self.records_received = counter("records_received", "Records read from an input topic.", ("topic",))
        self.bytes_received = counter("received_bytes", "Bytes of record values read from an input topic.", ("topic",))
        self.records_processed = counter("records_processed", "Reports by what became of them.", ("outcome",))
        self.incidents = counter("incidents", "Incidents published.")
        self.unplaced = counter("unplaced_incidents", "Incidents whose place is unknown or could be several.")
        self.unknown_fields = counter("unknown_fields", "Fields of reports that are not in the schema.")
        self.errors = counter("errors", "Records refused, by where and why.", ("stage", "code"))
        self.dead_letters = counter("dead_letters", "Records put on the dead-letter topic, by why.", ("code",))
        self.dead_letter_failures = counter("dead_letter_publish_failures", "Dead letters that could not be written.")
        self.dead_letters_in_a_row = gauge(
            "dead_letters_in_a_row_records",
            "Records refused since one was last accepted, as committed; the worker stops at a limit.",
            ("topic", "partition"),
        )
        self.dead_letter_ratio = gauge(
            "dead_letter_ratio", "Share of a partition's recent records that were refused.", ("topic", "partition")
        )
        self.late_claims = counter("late_claims", "Incidents that came after the time in which they can be corrected.")
        self.total_changes = counter("total_changes", "Signed changes of totals published.")
        self.blocks = counter("blocks", "Blocks committed.", ("step",))
        self.commits = counter("commits", "Transactions by how they ended.", ("result",))
        self.rewinds = counter("rewinds", "Times reading went back because records had gone missing on the way.")
        self.replays_dropped = counter("replays_dropped", "Records delivered again and dropped as already applied.")
        self.rebalances = counter("rebalances", "Times partitions were assigned anew.")
        self.stage_seconds = histogram(
            "stage_duration_seconds", "Time a block spends in a stage.", _LATENCY, ("step", "stage")
        )
        self.ingest_latency = histogram(
            "ingest_latency_seconds", "From the broker's timestamp of a block's first record to its commit.", _LATENCY
        )
        self.event_lag = histogram(
            "event_time_lag_seconds", "From the newest event in a block to the commit of its totals.", _LAG
        )
        self.last_processed = gauge(
            "last_record_processed_timestamp_seconds",
            "When a partition last committed a block.",
            ("topic", "partition"),
        )
        self.consumer_lag = gauge(
            "consumer_lag_records", "Records not yet processed, as last known.", ("topic", "partition")
        )
        self.assigned = gauge("assigned_partitions", "Partitions this worker owns.", ("step",))
        self.recovering = gauge("state_recovering", "1 while state is being restored.")
        self.recovery_seconds = histogram(
            "state_recovery_seconds", "Time to restore state after an assignment.", _LATENCY
        )
        self.state_keys = gauge("state_keys", "Keys of state held, by step.", ("step",))
        self.build = gauge("build_info", "Always 1; the version is a label.", ("version",))
        self.build.labels(version=version).set(1)
        self._show_zeros()

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
        for result in ("committed", "failed"):
            self.commits.labels(result=result)
