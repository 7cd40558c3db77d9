"""Totals on a real Kafka: the same as without it, rolling by themselves, by the policy that is set."""

import asyncio
import json
from collections import Counter
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest

from service.shell.producing import send_reports
from service.shell.topics import AREA_TOTALS, CHANGES, CITY_TOTALS
from tests.integration.conftest import Deploy
from tests.integration.deployment import PARTITIONS, Deployment, await_condition
from tests.integration.generated import Report, generated_reports, shuffled_with_repeats
from tests.integration.test_worker import KYIV, ago, casualties, figures, oracle

pytestmark = pytest.mark.kafka

REPORTS = 10_000
SEED = 5


@cache
def generated() -> list[Report]:
    return generated_reports(REPORTS, SEED)


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, Any]]:
    """What the oracle says of the reports in order, each once; worked out for the first test that asks."""
    return {}


def changes(deployment: Deployment) -> list[dict[str, Any]]:
    return [json.loads(record.value or b"") for record in deployment.read(CHANGES)]


def sums(told: list[dict[str, Any]]) -> dict[Any, int]:
    """Deltas added up, for each place, window (or none: a stock) and figure, where they do not cancel out."""
    found: Counter[Any] = Counter()
    for change in told:
        if change["attack"] is None:
            found[change["place"]["id"], change["window"], change["measure"], change["unit"]] += change["delta"]
    return {key: total for key, total in found.items() if total}


def bests(totals: dict[str, dict[str, Any]]) -> dict[Any, int]:
    """The figures that `sums` must come to."""
    return {
        (place, window, measure, unit): figure["best"]
        for place, found in totals.items()
        for window, measures in (*found["windows"].items(), (None, found["now"]))
        for measure, units in measures.items()
        for unit, figure in units.items()
        if figure["best"]
    }


@pytest.mark.parametrize("workers", [1, 3])
def test_ten_thousand_reports_in_any_order_with_repeats_give_the_totals_of_the_oracle(
    deploy: Deploy, expected: dict[str, dict[str, Any]], workers: int
) -> None:
    deployment = deploy(TOTALS__CLOCK="stream")
    if not expected:
        expected.update(oracle(deployment, generated(), generated()[-1]["published_at"]))
    fed = [json.dumps(report).encode() for report in shuffled_with_repeats(generated(), SEED + workers)]
    with ExitStack() as running:
        started = [running.enter_context(deployment.worker()) for _ in range(workers)]
        for worker in started:
            owned = PARTITIONS // workers
            await_condition(
                lambda w=worker, n=owned: w.ready() and w.metric("assigned_partitions", 'step="totals"') == n,
                "partitions to be shared",
            )
        asyncio.run(send_reports(deployment.settings, fed))
        deployment.await_processed()
    cities = deployment.last_values(CITY_TOTALS)
    found = {**cities, **deployment.last_values(AREA_TOTALS)}
    assert len(cities) == 10
    assert figures(found) == figures(expected)
    assert sums(changes(deployment)) == bests({**cities, **areas_without_totals(deployment)})


def areas_without_totals(deployment: Deployment) -> dict[str, dict[str, Any]]:
    """What was said of areas themselves: their changes are told, and `reported` shows them."""
    found = {}
    for place, totals in deployment.last_values(AREA_TOTALS).items():
        parts = {name: reported(measures) for name, measures in totals["windows"].items()}
        found[place] = {"windows": parts, "now": reported(totals["now"])}
    return found


def reported(measures: dict[str, Any]) -> dict[str, Any]:
    return {
        measure: {unit: figure["reported"] for unit, figure in units.items() if figure["reported"]}
        for measure, units in measures.items()
    }


def test_what_was_known_at_a_moment_is_read_from_the_changes_on_kafka(deploy: Deploy) -> None:
    deployment = deploy(TOTALS__CLOCK="stream")
    hours = {14: "2026-02-12T06:00:00Z", 10: "2026-02-12T09:00:00Z"}
    with deployment.worker():
        for killed, published in hours.items():
            deployment.feed(
                [casualties(f"desk:{killed}", "Kyiv", killed, occurred_from=hours[14]) | {"published_at": published}]
            )
            deployment.await_processed()
    for killed, published in hours.items():
        done = deployment.command("totals", "--as-known-at", published, "--from-kafka")
        assert done.returncode == 0, done.stderr.decode()
        [known] = [json.loads(line) for line in done.stdout.splitlines()]
        assert known["windows"]["24h"]["killed"]["people"]["best"] == killed


def test_an_outage_turns_stale_though_nothing_is_fed(deploy: Deploy) -> None:
    deployment = deploy(TOTALS__STALE_AFTER_HOURS=str(30 / 3600))
    counts = [{"measure": "without_power", "value": 9000}]
    report = casualties("desk:1", "Kyiv", 0, type="outage", counts=counts) | {"published_at": ago(seconds=20)}
    with deployment.worker():
        deployment.feed([report])
        deployment.await_processed()

        def level() -> dict[str, Any]:
            found: dict[str, Any] = deployment.last_values(CITY_TOTALS)[KYIV]["now"]["without_power"]["customers"]
            return found

        await_condition(lambda: level()["stale"], "the outage to turn stale")
        area = await_condition(
            lambda: deployment.last_values(AREA_TOTALS)["UA"]["now"]["without_power"]["customers"]["stale"],
            "the country's to turn stale",
        )
    assert area
    assert level()["best"] == 9000


@pytest.mark.parametrize(("policy", "best"), [("conservative", 4), ("maximum", 9)])
def test_the_policy_that_is_set_chooses_the_best(deploy: Deploy, policy: str, best: int) -> None:
    deployment = deploy(TOTALS__POLICY=policy)
    told = ((4, "official"), (6, "official"), (9, "news"))
    reports = [
        casualties(f"desk:{killed}", "Kyiv", killed, attributed_to=f"speaker {killed}", attributed_class=rank)
        | {"published_at": ago(minutes=40 - killed)}
        for killed, rank in told
    ]
    with deployment.worker():
        deployment.feed(reports)
        deployment.await_processed()
    assert deployment.last_values(CITY_TOTALS)[KYIV]["windows"]["24h"]["killed"]["people"]["best"] == best


def test_late_corrections_are_applied_and_counted(deploy: Deploy) -> None:
    deployment = deploy()
    late = casualties("desk:1", "Kyiv", 4, occurred_from=ago(days=31))
    cancel = {"report_id": "desk:2", "source": {"id": "desk"}, "operation": "cancel", "references": ["desk:1"]}
    with deployment.worker() as worker:
        deployment.feed([late])
        deployment.await_processed()
        assert worker.metric("late_claims_total") == 1
        attacks = [change["delta"] for change in changes(deployment) if change["attack"]]
        deployment.feed([cancel])
        deployment.await_processed()
        assert worker.metric("late_claims_total") == 2
    assert attacks == [4]
    assert sum(change["delta"] for change in changes(deployment)) == 0
