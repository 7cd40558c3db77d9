"""What the dashboard shows: rows from what somebody woken at night asks first, down to the process."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Query:
    """An expression and what its lines are called."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: a single figure where it has limits, lines over time where it has none."""

    title: str
    question: str
    unit: str
    queries: tuple[Query, ...]
    width: int = 8
    limits: tuple[float, float] | None = None
    """Where a figure turns yellow and red."""
    falling: bool = False
    """Low is bad, not high."""
    stacked: bool = False

    @property
    def height(self) -> int:
        """Rows of Grafana's grid."""
        return 4 if self.limits else 8


def _rate(name: str, by: str, window: str = "$__rate_interval") -> str:
    return f"sum by ({by}) (rate(incident_stream_{name}[{window}]))"


def _quantile(share: float, name: str) -> str:
    return f"histogram_quantile({share}, {_rate(name + '_bucket', 'le')})"


def _mean(name: str, by: str) -> str:
    return f"{_rate(name + '_sum', by)} / {_rate(name + '_count', by)}"


_LATENCY: Final = "ingest_latency_seconds"

ROWS: Final[tuple[tuple[str, tuple[Panel, ...]], ...]] = (
    (
        "Is all well?",
        (
            Panel(
                "Alerts firing",
                "What has called somebody?",
                "short",
                (
                    Query(
                        'count(ALERTS{alertstate="firing", runbook_url!=""} or ALERTS{alertstate="firing"}) or vector(0)'
                    ),
                ),
                4,
                (1, 2),
            ),
            Panel(
                "Workers that answer",
                "Is anybody at work?",
                "short",
                (Query('sum(up{job="incident-stream"}) or vector(0)'),),
                4,
                (1, 1),
                falling=True,
            ),
            Panel(
                "Oldest totals",
                "Since when has the partition that is furthest behind processed nothing, with records waiting?",
                "s",
                (Query("max(topic_partition:incident_stream_data_age_seconds:max) or vector(0)"),),
                4,
                (60, 300),
            ),
            Panel(
                "Records waiting",
                "Does it keep up?",
                "short",
                (Query("sum(topic:incident_stream_consumer_lag_records:sum)"),),
                4,
                (1_000, 10_000),
            ),
            Panel(
                "Refused in the last hour",
                "Has a source turned bad?",
                "short",
                (Query("sum(increase(incident_stream_dead_letters_total[1h]))"),),
                4,
                (1, 100),
            ),
            Panel(
                "Slow blocks in the last hour",
                "Share committed later than 5 s after arrival; 0.5 % is allowed over 30 days.",
                "percentunit",
                (Query("job:incident_stream_slow_blocks:ratio_rate1h"),),
                4,
                (0.005, 0.072),
            ),
        ),
    ),
    (
        "Is it keeping up?",
        (
            Panel(
                "Records read",
                "Is anything coming in, and how much?",
                "cps",
                (Query(_rate("records_received_total", "topic"), "{{topic}}"),),
                6,
            ),
            Panel(
                "Size of records",
                "Have records become larger? Of a hundred, ninety-nine are no larger.",
                "bytes",
                (Query(f"histogram_quantile(0.99, {_rate('record_size_bytes_bucket', 'topic, le')})", "{{topic}}"),),
                6,
            ),
            Panel(
                "Records waiting",
                "Does it keep up, and where does it not?",
                "short",
                (Query("topic:incident_stream_consumer_lag_records:sum", "{{topic}}"),),
                6,
            ),
            Panel(
                "From arrival to commit, a step",
                "How long does a record wait, step by step, until its results can be read?",
                "s",
                (
                    Query(_quantile(0.5, _LATENCY), "half"),
                    Query(_quantile(0.95, _LATENCY), "95 %"),
                    Query(_quantile(0.99, _LATENCY), "99 %"),
                ),
                6,
            ),
            Panel(
                "Where the time of a block goes",
                "Into the work, or into Kafka's transactions?",
                "s",
                (Query(_mean("stage_duration_seconds", "step, stage"), "{{step}}: {{stage}}"),),
            ),
            Panel(
                "Records in a block",
                "Do blocks grow with the load, as they should?",
                "short",
                (Query(_mean("block_size_records", "step"), "{{step}}"),),
            ),
            Panel(
                "Age of news",
                "How old is news when it gets here?",
                "s",
                (
                    Query(_quantile(0.5, "event_time_lag_seconds"), "half"),
                    Query(_quantile(0.9, "event_time_lag_seconds"), "90 %"),
                ),
            ),
        ),
    ),
    (
        "What comes of it",
        (
            Panel(
                "Reports by what became of them",
                "How much of what comes in tells of an incident?",
                "cps",
                (Query(_rate("records_processed_total", "outcome"), "{{outcome}}"),),
                stacked=True,
            ),
            Panel(
                "Incidents, and changes of totals",
                "How many incidents are read, and how much do totals move?",
                "cps",
                (
                    Query("sum(rate(incident_stream_incidents_total[$__rate_interval]))", "incidents"),
                    Query("sum(rate(incident_stream_total_changes_total[$__rate_interval]))", "changes of totals"),
                    Query("sum(rate(incident_stream_late_claims_total[$__rate_interval]))", "too late to be corrected"),
                    Query("sum(rate(incident_stream_repeated_incidents_total[$__rate_interval]))", "known already"),
                ),
            ),
            Panel(
                "Incidents without a place",
                "Has a source begun to write places in a way that is not known?",
                "percentunit",
                (
                    Query("job:incident_stream_unplaced_incidents:ratio_rate1h", "last hour"),
                    Query("job:incident_stream_unplaced_incidents:ratio_rate1d", "last day"),
                ),
            ),
        ),
    ),
    (
        "What is refused",
        (
            Panel(
                "Dead letters by code",
                "What is wrong with what is refused?",
                "cps",
                (Query(_rate("dead_letters_total", "code"), "{{code}}"),),
                stacked=True,
            ),
            Panel(
                "Refused by stage",
                "At which stage do records fail?",
                "cps",
                (Query(_rate("errors_total", "stage"), "{{stage}}"),),
                stacked=True,
            ),
            Panel(
                "Share refused",
                "How near is the limit at which the worker stops?",
                "percentunit",
                (
                    Query("max by (topic) (incident_stream_dead_letter_ratio)", "{{topic}}, recent records"),
                    Query("job:incident_stream_dead_letters:ratio_rate10m", "last 10 minutes"),
                ),
            ),
        ),
    ),
    (
        "Kafka",
        (
            Panel(
                "Transactions",
                "Do brokers take what is written?",
                "cps",
                (Query(_rate("commits_total", "result"), "{{result}}"),),
            ),
            Panel(
                "Partitions owned",
                "Is the work shared out evenly?",
                "short",
                (Query("sum by (instance, step) (incident_stream_assigned_partitions)", "{{instance}} {{step}}"),),
                stacked=True,
            ),
            Panel(
                "Rebalances, and records read again",
                "Do partitions move more than they should?",
                "short",
                (
                    Query("sum(increase(incident_stream_rebalances_total[10m]))", "rebalances in 10 minutes"),
                    Query("sum(increase(incident_stream_rewinds_total[10m]))", "gone missing, read again"),
                    Query("sum(increase(incident_stream_replays_dropped_total[10m]))", "delivered twice, dropped"),
                ),
            ),
        ),
    ),
    (
        "State and processes",
        (
            Panel(
                "Keys of state",
                "Does state grow without end?",
                "short",
                (Query("sum by (step) (incident_stream_state_keys)", "{{step}}"),),
                6,
            ),
            Panel(
                "CPU",
                "A worker process uses one core and no more.",
                "percentunit",
                (
                    Query(
                        'rate(process_cpu_seconds_total{job="incident-stream"}[$__rate_interval])',
                        "{{instance}}",
                    ),
                ),
                6,
            ),
            Panel(
                "Memory",
                "Does a process grow without end?",
                "bytes",
                (Query('process_resident_memory_bytes{job="incident-stream"}', "{{instance}}"),),
                6,
            ),
            Panel(
                "Builds at work",
                "Which version, of which commit, runs where?",
                "short",
                (Query("sum by (version, commit) (incident_stream_build_info)", "{{version}} {{commit}}"),),
                6,
                stacked=True,
            ),
        ),
    ),
)
