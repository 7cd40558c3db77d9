from collections.abc import Iterator
from math import inf
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from schemas.vocabulary import RejectionCode
from service.core.pipeline import Outcome
from service.shell.app_version import COMMIT_VARIABLE, app_commit
from service.shell.metric_list import LABELS, METRICS
from service.shell.metrics import Metrics
from service.shell.settings import unknown_variables
from service.shell.topics import STEPS

BASE_UNITS = ("seconds", "bytes", "records", "info", "partitions", "keys", "ratio")


def shown(metrics: Metrics) -> list[Metric]:
    return list(text_string_to_metric_families(generate_latest(metrics.registry).decode()))


def of_ours(metrics: Metrics) -> Iterator[Metric]:
    return (family for family in shown(metrics) if not family.name.startswith("process_"))


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("0.1.0")


def test_every_name_has_our_prefix_and_a_help_text(metrics: Metrics) -> None:
    families = list(of_ours(metrics))

    assert len(families) > 20
    for family in families:
        assert family.name.startswith("incident_stream_"), family.name
        assert family.documentation.endswith("."), family.name


def test_counters_end_in_total_and_nothing_is_in_milliseconds(metrics: Metrics) -> None:
    for family in of_ours(metrics):
        names = {sample.name for sample in family.samples}
        if family.type == "counter":
            assert all(name.endswith("_total") for name in names)
        else:
            assert not any(name.endswith("_total") for name in names)
        assert not any("_ms" in name or "milli" in name for name in names)


def test_gauges_and_histograms_say_their_unit(metrics: Metrics) -> None:
    for family in of_ours(metrics):
        if family.type in ("gauge", "histogram") and family.name != "incident_stream_state_recovering":
            assert family.name.endswith(BASE_UNITS), family.name


def test_labels_are_closed_sets_and_a_place_is_none_of_them(metrics: Metrics) -> None:
    metrics.last_processed.labels(topic="reports", partition="0")
    metrics.consumer_lag.labels(topic="reports", partition="0")
    metrics.stage_seconds.labels(step="reports", stage="work")

    used = {label for family in of_ours(metrics) for sample in family.samples for label in sample.labels}

    assert used == {*LABELS, "le"}


def test_the_page_holds_what_is_listed_and_nothing_else(metrics: Metrics) -> None:
    shown_as = {family.name: family for family in of_ours(metrics)}

    assert {one.full_name.removesuffix("_total"): one.kind.value for one in METRICS} == {
        name: family.type for name, family in shown_as.items()
    }
    for one in METRICS:
        assert shown_as[one.full_name.removesuffix("_total")].documentation == one.meaning
        assert one.question.rstrip(")").endswith(("?", "`time()` less this")), one.name


def test_every_label_is_described_and_has_no_values_but_those_told(metrics: Metrics) -> None:
    assert {label for one in METRICS for label in one.labels} == set(LABELS)
    for family in of_ours(metrics):
        for sample in family.samples:
            for label, value in sample.labels.items():
                _, values = LABELS.get(label, ("", ()))
                assert not values or value in values, (family.name, label, value)


def test_nothing_is_added_to_the_library_s_global_registry() -> None:
    before = {family.name for family in REGISTRY.collect()}

    Metrics("0.1.0")
    Metrics("0.1.0")

    assert {family.name for family in REGISTRY.collect()} == before


def test_a_counter_that_has_not_counted_is_zero_and_not_absent(metrics: Metrics) -> None:
    for outcome in Outcome:
        assert value(metrics, "incident_stream_records_processed_total", outcome=outcome) == 0
    for code in RejectionCode:
        assert value(metrics, "incident_stream_dead_letters_total", code=code) == 0
        assert value(metrics, "incident_stream_errors_total", stage="decode", code=code) == 0
    for step, topics in STEPS.items():
        assert value(metrics, "incident_stream_blocks_total", step=step) == 0
        for topic in topics:
            assert value(metrics, "incident_stream_records_received_total", topic=topic) == 0
    for result in ("committed", "failed"):
        assert value(metrics, "incident_stream_commits_total", result=result) == 0


def test_version_and_commit_are_labels_of_a_metric_that_is_always_one() -> None:
    assert value(Metrics("0.1.0", "4c1d"), "incident_stream_build_info", version="0.1.0", commit="4c1d") == 1
    assert value(Metrics("0.1.0"), "incident_stream_build_info", version="0.1.0", commit="unknown") == 1


@pytest.mark.parametrize(("told", "commit"), [(" 4c1d\n", "4c1d"), ("", "unknown"), (None, "unknown")])
def test_the_commit_is_what_the_build_was_told(told: str | None, commit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(COMMIT_VARIABLE, raising=False)
    if told is not None:
        monkeypatch.setenv(COMMIT_VARIABLE, told)

    assert app_commit() == commit


def test_the_image_tells_its_commit_in_that_variable_which_is_no_setting() -> None:
    dockerfile = (Path(__file__).parents[2] / "Dockerfile").read_text()

    assert f"{COMMIT_VARIABLE}=${{REVISION}} " in dockerfile
    assert not unknown_variables({COMMIT_VARIABLE: "4c1d"})


def test_a_fresh_worker_has_a_bounded_number_of_series(metrics: Metrics) -> None:
    assert sum(len(family.samples) for family in shown(metrics)) < 500


def test_sizes_have_a_bucket_for_each_power_of_two_and_are_there_before_the_first_record(metrics: Metrics) -> None:
    sizes = next(family for family in of_ours(metrics) if family.name == "incident_stream_record_size_bytes")
    bounds = {float(sample.labels["le"]) for sample in sizes.samples if sample.name.endswith("_bucket")}

    assert bounds == {*(2**power for power in range(4, 25)), inf}
    for topic in (topic for topics in STEPS.values() for topic in topics):
        assert value(metrics, "incident_stream_record_size_bytes_count", topic=topic) == 0


def test_what_is_shown_changes_by_what_was_counted_alone(metrics: Metrics) -> None:
    metrics.dead_letters.labels(code="empty").inc(3)

    assert value(metrics, "incident_stream_dead_letters_total", code="empty") == 3
    assert value(metrics, "incident_stream_dead_letters_total", code="tombstone") == 0
