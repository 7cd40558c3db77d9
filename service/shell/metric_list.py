"""The one list of the service's metrics: what each is, and the question that it answers.

The registry is built from it, several workers' pages are put together by it, and docs/reference/metrics.md is written
from it. Names follow Prometheus' rules and operations' conventions: base units, `_total` on counters, closed sets of
labels. A place is never a label: figures of places are on the output topics.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from schemas.vocabulary import RejectionCode, Stage
from service.core.pipeline import Outcome
from service.shell.topics import STEPS

NAMESPACE: Final = "incident_stream"

_LATENCY: Final = (0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Seconds, close around the objectives: half of all totals within 80 ms, nearly all within 300 ms, none after 5 s."""
_LAG: Final = (60, 300, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600, 3 * 24 * 3600, 7 * 24 * 3600, 30 * 24 * 3600)
_SIZES: Final = tuple(2**power for power in range(4, 25))
"""Bytes, from 16 to 16 MiB: small reports, and the largest record that a broker may have been told to take."""
_RECORDS: Final = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000)


class Kind(StrEnum):
    """Prometheus' types that we use."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Together(StrEnum):
    """What several workers' values make, on the page of their supervisor."""

    SUM = "sum"
    MAX = "max"


class Group(StrEnum):
    """Headings of the reference."""

    IN = "What comes in"
    OUT = "What comes of it"
    REFUSED = "What is refused"
    FRESH = "How far behind"
    ENGINE = "Blocks and transactions"
    GROUP = "Partitions and state"


@dataclass(frozen=True, slots=True)
class Listed:
    """One metric."""

    group: Group
    kind: Kind
    name: str
    """Without the namespace, and for a counter without `_total`."""
    meaning: str
    """Its help text: one sentence."""
    question: str
    """What somebody wants to know who looks at it."""
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    """Upper bounds of a histogram's buckets, in the unit of its name."""
    together: Together = Together.SUM

    @property
    def full_name(self) -> str:
        """As it is on the page, histograms without `_bucket`, `_sum`, `_count`."""
        return f"{NAMESPACE}_{self.name}" + ("_total" if self.kind is Kind.COUNTER else "")


def _counter(group: Group, name: str, meaning: str, question: str, *labels: str) -> Listed:
    return Listed(group, Kind.COUNTER, name, meaning, question, labels)


def _gauge(
    group: Group, name: str, meaning: str, question: str, *labels: str, together: Together = Together.SUM
) -> Listed:
    return Listed(group, Kind.GAUGE, name, meaning, question, labels, together=together)


def _histogram(
    group: Group, name: str, meaning: str, question: str, *labels: str, buckets: tuple[float, ...]
) -> Listed:
    return Listed(group, Kind.HISTOGRAM, name, meaning, question, labels, buckets)


LABELS: Final = {
    "topic": ("an input, without the topics' prefix", tuple(topic for topics in STEPS.values() for topic in topics)),
    "partition": ("a partition's number", ()),
    "step": ("a step of the service", tuple(STEPS)),
    "outcome": ("what became of a report", tuple(outcome.value for outcome in Outcome)),
    "code": ("why a record was refused", tuple(code.value for code in RejectionCode)),
    "stage": (
        "where a record was refused; of durations: what a block was in",
        (*(stage.value for stage in Stage), "work", "commit"),
    ),
    "result": ("how a transaction ended", ("committed", "failed")),
    "version": ("the service's version", ()),
    "commit": ("the commit that the image was built from; `unknown` where nobody told the build", ()),
}
"""Each label with its meaning and, where they are known, all of its values."""

METRICS: Final = (
    _counter(
        Group.IN,
        "records_received",
        "Records read from an input topic.",
        "Is anything coming in, and how much?",
        "topic",
    ),
    _counter(
        Group.IN,
        "received_bytes",
        "Bytes of record values read from an input topic.",
        "How many bytes a second are read?",
        "topic",
    ),
    _histogram(
        Group.IN,
        "record_size_bytes",
        "Size of a record's value; one without a value has 0 bytes.",
        "Have records become larger, and are there some near the limits?",
        "topic",
        buckets=_SIZES,
    ),
    _counter(
        Group.OUT,
        "records_processed",
        "Reports by what became of them.",
        "How much of what comes in tells of an incident?",
        "outcome",
    ),
    _counter(Group.OUT, "incidents", "Incidents published.", "How many incidents are read out of the reports?"),
    _counter(
        Group.OUT,
        "unplaced_incidents",
        "Incidents whose place is unknown or could be several.",
        "Has a source begun to write places in a way that is not known?",
    ),
    _counter(Group.OUT, "total_changes", "Signed changes of totals published.", "How much do totals move?"),
    _counter(
        Group.OUT,
        "late_claims",
        "Incidents that came after the time in which they can be corrected.",
        "How much news comes too late to be corrected once more?",
    ),
    _counter(
        Group.OUT,
        "repeated_incidents",
        "Incidents that totals knew already just as they came, and that changed nothing.",
        "Does a producer send the same again, or has a topic been replayed?",
    ),
    _counter(
        Group.OUT,
        "unknown_fields",
        "Fields of reports that are not in the schema.",
        "Does a producer write something that nobody reads?",
    ),
    _counter(
        Group.REFUSED,
        "errors",
        "Records refused, by where and why.",
        "At which stage do records fail?",
        "stage",
        "code",
    ),
    _counter(
        Group.REFUSED,
        "dead_letters",
        "Records put on the dead-letter topic, by why.",
        "What is wrong with what is refused?",
        "code",
    ),
    _counter(
        Group.REFUSED,
        "dead_letter_publish_failures",
        "Dead letters that could not be written.",
        "Would anything be lost if the worker went on?",
    ),
    _gauge(
        Group.REFUSED,
        "dead_letters_in_a_row_records",
        "Records refused since one was last accepted, as committed; the worker stops at a limit.",
        "How near is the limit at which the worker stops?",
        "topic",
        "partition",
        together=Together.MAX,
    ),
    _gauge(
        Group.REFUSED,
        "dead_letter_ratio",
        "Share of a partition's recent records that were refused.",
        "Has a whole topic gone bad?",
        "topic",
        "partition",
        together=Together.MAX,
    ),
    _gauge(
        Group.FRESH,
        "consumer_lag_records",
        "Records not yet processed, as last known.",
        "Does it keep up?",
        "topic",
        "partition",
        together=Together.MAX,
    ),
    _gauge(
        Group.FRESH,
        "last_record_processed_timestamp_seconds",
        "When a partition last committed a block.",
        "How old are the totals? (`time()` less this)",
        "topic",
        "partition",
        together=Together.MAX,
    ),
    _gauge(
        Group.FRESH,
        "newest_event_timestamp_seconds",
        "The newest time at which something happened, of all that a partition's last blocks told.",
        "Up to when do the totals tell?",
        "topic",
        "partition",
        together=Together.MAX,
    ),
    _histogram(
        Group.FRESH,
        "ingest_latency_seconds",
        "From the broker's timestamp of a block's first record to its commit.",
        "How long does a report wait, step by step, until its results can be read?",
        buckets=_LATENCY,
    ),
    _histogram(
        Group.FRESH,
        "event_time_lag_seconds",
        "From the newest event in a block to the commit of its totals.",
        "How old is news when it gets here?",
        buckets=_LAG,
    ),
    _counter(Group.ENGINE, "blocks", "Blocks committed.", "Does every step work?", "step"),
    _histogram(
        Group.ENGINE,
        "block_size_records",
        "Records in a block.",
        "Do blocks grow with the load, as they should?",
        "step",
        buckets=_RECORDS,
    ),
    _histogram(
        Group.ENGINE,
        "stage_duration_seconds",
        "Time a block spends in a stage.",
        "Does the time go into the work or into Kafka's transactions?",
        "step",
        "stage",
        buckets=_LATENCY,
    ),
    _counter(Group.ENGINE, "commits", "Transactions by how they ended.", "Do brokers take what is written?", "result"),
    _counter(
        Group.ENGINE,
        "rewinds",
        "Times reading went back because records had gone missing on the way.",
        "Does the client drop records at rebalances?",
    ),
    _counter(
        Group.ENGINE,
        "replays_dropped",
        "Records delivered again and dropped as already applied.",
        "What would have been counted twice?",
    ),
    _counter(
        Group.GROUP, "rebalances", "Times partitions were assigned anew.", "Do partitions move more than they should?"
    ),
    _gauge(
        Group.GROUP, "assigned_partitions", "Partitions this worker owns.", "Is the work shared out evenly?", "step"
    ),
    _gauge(
        Group.GROUP,
        "state_recovering",
        "1 while state is being restored.",
        "Is the worker coming up?",
        together=Together.MAX,
    ),
    _histogram(
        Group.GROUP,
        "state_recovery_seconds",
        "Time to restore state after an assignment.",
        "How long is a partition without an owner that works?",
        buckets=_LATENCY,
    ),
    _gauge(Group.GROUP, "state_keys", "Keys of state held, by step.", "Does state grow without end?", "step"),
    _gauge(
        Group.GROUP,
        "build_info",
        "Always 1; what was built is in the labels.",
        "Which version, of which commit, runs where?",
        "version",
        "commit",
        together=Together.MAX,
    ),
)
