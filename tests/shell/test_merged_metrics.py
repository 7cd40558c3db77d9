from collections.abc import Mapping

from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from service.shell.merged_metrics import merged
from service.shell.metrics import Metrics

NAMESPACE = "incident_stream_"


def page(metrics: Metrics) -> str:
    return generate_latest(metrics.registry).decode()


def samples(*pages: str) -> Mapping[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(merged(pages).decode())
        for sample in family.samples
    }


def one(name: str, *pages: str, **labels: str) -> float:
    return samples(*pages)[NAMESPACE + name, tuple(sorted(labels.items()))]


def test_counters_of_all_workers_add_up() -> None:
    first, second = Metrics("1"), Metrics("1")
    first.incidents.inc(3)
    second.incidents.inc(4)
    first.commits.labels(result="failed").inc()

    assert one("incidents_total", page(first), page(second)) == 7
    assert one("commits_total", page(first), page(second), result="failed") == 1


def test_histograms_add_up_bucket_by_bucket() -> None:
    first, second = Metrics("1"), Metrics("1")
    first.ingest_latency.observe(0.02)
    second.ingest_latency.observe(0.02)
    second.ingest_latency.observe(50)
    pages = page(first), page(second)

    assert one("ingest_latency_seconds_count", *pages) == 3
    assert one("ingest_latency_seconds_bucket", *pages, le="0.04") == 2
    assert one("ingest_latency_seconds_bucket", *pages, le="+Inf") == 3


def test_sizes_of_records_add_up_as_other_histograms_do() -> None:
    first, second = Metrics("1"), Metrics("1")
    first.record_sizes.labels(topic="reports").observe_all([16, 17])
    second.record_sizes.labels(topic="reports").observe_all([2**25])
    pages = page(first), page(second)

    assert one("record_size_bytes_bucket", *pages, topic="reports", le="16.0") == 1
    assert one("record_size_bytes_bucket", *pages, topic="reports", le="32.0") == 2
    assert one("record_size_bytes_bucket", *pages, topic="reports", le="+Inf") == 3
    assert one("record_size_bytes_sum", *pages, topic="reports") == 33 + 2**25


def test_lags_of_partitions_stand_side_by_side_and_the_larger_holds_while_one_is_handed_over() -> None:
    first, second = Metrics("1"), Metrics("1")
    first.consumer_lag.labels(topic="reports", partition="0").set(5)
    first.consumer_lag.labels(topic="reports", partition="1").set(7)
    second.consumer_lag.labels(topic="reports", partition="1").set(2)
    pages = page(first), page(second)

    assert one("consumer_lag_records", *pages, topic="reports", partition="0") == 5
    assert one("consumer_lag_records", *pages, topic="reports", partition="1") == 7


def test_partitions_and_keys_held_add_up_but_recovering_stays_a_yes_or_no() -> None:
    first, second = Metrics("1"), Metrics("1")
    for metrics in (first, second):
        metrics.assigned.labels(step="totals").set(2)
        metrics.recovering.set(1)
    pages = page(first), page(second)

    assert one("assigned_partitions", *pages, step="totals") == 4
    assert one("state_recovering", *pages) == 1
    assert one("build_info", *pages, version="1", commit="unknown") == 1


def test_a_build_of_several_workers_is_one_and_another_stands_beside_it() -> None:
    pages = page(Metrics("1", "4c1d")), page(Metrics("1", "4c1d")), page(Metrics("1", "9e0f"))

    assert one("build_info", *pages, version="1", commit="4c1d") == 1
    assert one("build_info", *pages, version="1", commit="9e0f") == 1


def test_a_page_of_one_worker_stays_as_it_is() -> None:
    alone = page(Metrics("1"))

    assert samples(alone) == samples(merged([alone]).decode())
    assert merged([alone]).count(b"# TYPE") == alone.count("# TYPE")


def test_memory_of_all_processes_adds_up_and_the_oldest_start_counts() -> None:
    alone = page(Metrics("1"))
    both = samples(alone, alone)
    single = samples(alone)

    if ("process_resident_memory_bytes", ()) in single:  # Linux tells
        assert both["process_resident_memory_bytes", ()] == 2 * single["process_resident_memory_bytes", ()]
        assert both["process_start_time_seconds", ()] == single["process_start_time_seconds", ()]
