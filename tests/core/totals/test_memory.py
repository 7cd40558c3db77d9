"""What the totals step holds in memory: of the past only bytes, and nothing that waits for the garbage collector."""

import gc

import pytest

from schemas.incident import Incident
from service.core.totals import attacks
from service.core.totals.claims import Entry
from service.core.totals.cluster import Cluster
from service.core.totals.rules import Rules
from tests.core.totals.claims_made import IZMAIL, KYIV, ODESA, count, hours, incident, partition

RULES = Rules(windows=("30d",))
DAYS = 10


def hit(name: str, hour: float, **more: object) -> Incident:
    """An incident of one moment, told at once."""
    return incident(
        name, [count("killed", 1)], said_at=hour, occurred_from=hours(hour), occurred_to=hours(hour), **more
    )


def day_and_night(**more: object) -> list[Incident]:
    """Ten days without a quiet hour: one chain of attacks, parted at each noon."""
    return [hit(f"{hour}", hour, **more) for hour in range(3, 24 * DAYS, 3)]


def held() -> int:
    """Incidents that are ready in memory, wherever."""
    return sum(isinstance(one, Entry) for one in gc.get_objects())


def test_attacks_that_join_and_part_leave_nothing_to_the_garbage_collector() -> None:
    story = day_and_night()
    told = [*story[::2], *story[1::2]]  # first apart, then joined by what lay between
    made = partition(RULES)
    gc.collect()
    gc.disable()
    try:
        for first in range(0, len(told), 7):
            made.apply(told[first : first + 7], hours(24 * DAYS))
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_of_a_restored_place_only_what_was_touched_last_is_ready() -> None:
    first = partition(RULES)
    stored = {k: v for k, v in first.apply(day_and_night(), hours(24 * DAYS)).state.items() if v is not None}
    del first
    before = held()
    again = partition(RULES, stored)
    again.apply([hit("named", 24 * DAYS, attack_id="port")], hours(24 * DAYS + 1))
    assert held() - before <= attacks.MOST_AWAKE + 9  # and one more day of incidents every three hours


def test_a_block_wakes_the_past_of_one_place_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    places = (KYIV, ODESA, IZMAIL)
    made = partition(RULES)
    made.apply([one for place in places for one in day_and_night(place=place)], hours(24 * DAYS))
    awake: dict[int, int] = {}
    most = 0
    wake, sleep = Cluster.wake, Cluster.sleep

    def woken(cluster: Cluster, read: object) -> None:
        nonlocal most
        wake(cluster, read)  # type: ignore[arg-type]
        awake[id(cluster)] = len(cluster.members)
        most = max(most, sum(awake.values()))

    def asleep(cluster: Cluster) -> None:
        awake.pop(id(cluster), None)
        sleep(cluster)

    monkeypatch.setattr(Cluster, "wake", woken)
    monkeypatch.setattr(Cluster, "sleep", asleep)
    made.apply(
        [hit(f"again-{place.id}-{day}", 24 * day + 1, place=place) for place in places for day in range(1, DAYS)],
        hours(24 * DAYS),
    )
    of_one = len(day_and_night()) + DAYS
    assert of_one / 2 < most < of_one + len(places) * (attacks.MOST_AWAKE + 9)
