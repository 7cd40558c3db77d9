"""Laws of the totals over generated stories: revisions, sites, increments, cancels, restorations, odd times."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.incident import Incident, Retraction, Tick
from schemas.totals import AreaTotals, CityTotals, TotalChange
from service.core.totals import attacks
from service.core.totals.areas import AreasPartition
from service.core.totals.partition import Effects, TotalsPartition
from service.core.totals.rules import EstimatePolicy, Rules
from tests.core.totals.claims_made import IZMAIL, KYIV, ODESA, ODESA_OBLAST, UKRAINE, contained, count, hours, incident

RULES = Rules(windows=("1h", "24h", "7d", "30d"))
END = hours(100 * 24)
FLOWS = ("killed", "injured")
STOCKS = ("without_power", "restored_power")
Record = Incident | Retraction | Tick


@pytest.fixture(autouse=True, scope="module")
def attacks_sleep_soon() -> Iterator[None]:
    """Stories are short: with the usual limit no attack would be put to sleep, and woken, in any of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attacks, "MOST_AWAKE", 1)
        yield


class World:
    """One partition of places and one of areas, and what readers of their topics know."""

    def __init__(self, rules: Rules = RULES, most_held: int = 1000) -> None:
        self._rules = rules
        self.places = TotalsPartition(rules, {}, contained, most_held)
        self._areas = AreasPartition(rules, {}, contained)
        self.state: dict[bytes, bytes] = {}
        self.totals: dict[str, CityTotals] = {}
        self.areas: dict[str, AreaTotals] = {}
        self.changes: list[TotalChange] = []
        self.effects: list[Effects] = []

    def apply(self, block: Sequence[Record], now: datetime | None = None) -> None:
        effects = self.places.apply(block, now)
        self.effects.append(effects)
        for key, value in effects.state.items():
            if value is None:
                self.state.pop(key, None)
            else:
                self.state[key] = value
        self.totals.update({found.place.id: found for found in effects.totals})
        self.changes += effects.changes
        waiting = list(effects.contributions)
        while waiting:
            told = self._areas.apply(waiting, None)
            self.areas.update({found.place.id: found for found in told.totals})
            waiting = list(told.contributions)

    def restart(self) -> None:
        """Another process takes up from what is stored."""
        self.places = TotalsPartition(self._rules, dict(self.state), contained)

    def figures(self) -> dict[str, Any]:
        """What is known at the end, not how it came about; places of which nothing is left are left out."""
        volatile = {"as_of", "revision", "changed_by"}
        found = {p: t.model_dump(exclude=volatile) for p, t in (*self.totals.items(), *self.areas.items())}
        return {place: t for place, t in found.items() if t["now"] or t.get("reports") or any(t["windows"].values())}

    def kept(self) -> dict[bytes, bytes]:
        """Live incidents and retractions in the changelog."""
        return {key: value for key, value in self.state.items() if key[:2] in (b"i|", b"r|")}

    def attack_sums(self) -> dict[tuple[str, str, str, str], int]:
        """Deltas of each attack's estimates, added up, where they do not cancel out."""
        sums: dict[tuple[str, str, str, str], int] = {}
        for change in self.changes:
            if change.attack is not None:
                key = (change.place.id, change.measure, change.unit, change.attack)
                sums[key] = sums.get(key, 0) + change.delta
        return {key: value for key, value in sums.items() if value}


def world(blocks: Sequence[Sequence[Record]], rules: Rules = RULES, end: datetime | None = END) -> World:
    found = World(rules)
    for block in blocks:
        found.apply(block)
    if end is not None:
        found.apply([Tick(now=end)])
    return found


def in_blocks(records: Sequence[Record], size: int) -> list[Sequence[Record]]:
    return [records[number : number + size] for number in range(0, len(records), size)]


@st.composite
def claims(draw: st.DrawFn, number: int, days: int) -> Incident:
    place = draw(st.sampled_from((KYIV, KYIV, KYIV, ODESA, IZMAIL, ODESA_OBLAST, UKRAINE)))
    measures = draw(st.sampled_from((FLOWS, FLOWS, ("killed",), STOCKS[:1], STOCKS[1:], ("shot_down",))))
    site = draw(st.sampled_from((None, None, None, "school", "market, old town", "old town")))
    kind = draw(st.sampled_from(("increment", "period_total", "total_to_date", "total_to_date", "component")))
    if site is not None and kind != "period_total":
        kind = "component"
    counts = []
    for measure in measures:
        best = draw(st.integers(0, 20))
        high = draw(st.one_of(st.none(), st.integers(best, 30)))
        counts.append(count(measure, best, low=draw(st.integers(0, best)), high=high, kind=kind))
    end = draw(st.integers(0, 24 * days))
    undated = draw(st.integers(0, 2)) == 0
    bulletin = kind == "period_total" or "shot_down" in measures
    hours_long = st.one_of(st.integers(0, 10), st.sampled_from((24, 72, 168))) if bulletin else st.integers(0, 10)
    start = end if undated else end - draw(hours_long)
    published = (
        end if undated else end + draw(st.sampled_from((-0.1, 0, 1, 5, 40, 30 * 24)))
    )  # ahead of time, soon, late
    return incident(
        f"i{number}",
        counts,
        report=f"r{number // 2}",
        speaker=draw(st.sampled_from(("mayor", "governor", "paper", "rescuers"))),
        rank=draw(st.sampled_from(("lead_agency", "official", "news"))),
        place=place,
        site=site,
        occurred_from=hours(start),
        occurred_to=hours(end),
        time_precision="published" if undated else "hour",
        as_of=hours(published - draw(st.sampled_from((0, 0, 2)))),
        published_at=hours(published),
        attack_id=draw(st.sampled_from((None, None, None, None, "named"))),
        status=draw(st.sampled_from(("reported", "reported", "reported", "corrected", "retracted"))),
    )


@st.composite
def stories(draw: st.DrawFn, days: int = 6) -> list[Record]:
    """Incidents, some of them in several versions, retractions, and ticks."""
    told: list[Record] = []
    for _ in range(draw(st.integers(1, 12))):
        # The same number again is the same incident, told otherwise; its report is the same one, and so is its place.
        made = draw(claims(draw(st.integers(0, 11)), days))
        earlier = next((t for t in told if isinstance(t, Incident) and t.incident_id == made.incident_id), None)
        told.append(made.model_copy(update={"place": earlier.place}) if earlier else made)
    for number in range(draw(st.integers(0, 2))):
        told.append(
            Retraction(
                report_id=f"c{number}",
                operation=draw(st.sampled_from(("cancel", "update"))),
                references=(f"r{draw(st.integers(0, 5))}",),
                published_at=hours(24 * draw(st.integers(0, days))),
            )
        )
    return told + [Tick(now=hours(24 * day)) for day in draw(st.lists(st.integers(0, days), max_size=2))]


few = settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
many = settings(deadline=None, max_examples=500, suppress_health_check=[HealthCheck.too_slow])


@many
@given(stories(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_order_repetition_and_blocks_end_in_the_same_state_and_totals(told: Any, chance: Any, size: int) -> None:
    end = hours(9 * 24)
    expected = world([told], end=end)
    shuffled = [*told, *chance.sample(told, chance.randint(0, len(told)))]
    chance.shuffle(shuffled)
    found = world(in_blocks(shuffled, size), end=end)
    assert found.kept() == expected.kept()
    assert found.figures() == expected.figures()
    assert found.attack_sums() == expected.attack_sums()


@few
@given(stories(days=3), st.randoms(use_true_random=False), st.integers(1, 4))
def test_so_they_do_where_a_city_is_hit_day_and_night(told: Any, chance: Any, size: int) -> None:
    shuffled = [*told, *chance.sample(told, chance.randint(0, len(told)))]
    chance.shuffle(shuffled)
    expected, found = world([told]), world(in_blocks(shuffled, size))
    assert found.kept() == expected.kept()
    assert found.figures() == expected.figures()
    assert found.attack_sums() == expected.attack_sums()


@few
@given(stories(days=80), st.randoms(use_true_random=False), st.integers(1, 4))
def test_so_they_do_when_claims_grow_too_old_on_the_way(told: Any, chance: Any, size: int) -> None:
    end = hours(85 * 24)
    expected = world([told], end=end)
    shuffled = [*told, *chance.sample(told, chance.randint(0, len(told)))]
    chance.shuffle(shuffled)
    found = world(in_blocks(shuffled, size), end=end)
    assert found.kept() == expected.kept()
    assert found.figures() == expected.figures()


@few
@given(stories(), st.integers(1, 3), st.integers(1, 6))
def test_a_restart_anywhere_changes_nothing_at_all(told: Any, size: int, often: int) -> None:
    blocks = in_blocks(told, size)
    whole, restarted = World(), World()
    for number, block in enumerate(blocks):
        if number % often == 0:
            restarted.restart()
        whole.apply(block)
        restarted.apply(block)
    restarted.restart()
    for each in (whole, restarted):
        each.apply([Tick(now=hours(7 * 24))])
    assert restarted.effects == whole.effects
    assert restarted.state == whole.state


@few
@given(stories(), st.integers(1, 3))
def test_laying_quiet_places_aside_changes_nothing_at_all(told: Any, size: int) -> None:
    held, laid_aside = World(), World(most_held=0)
    for block in in_blocks(told, size):
        held.apply(block)
        laid_aside.apply(block)
    assert laid_aside.effects == held.effects


@few
@given(stories(), st.integers(1, 3))
def test_putting_attacks_to_sleep_changes_nothing_at_all(told: Any, size: int) -> None:
    awake, asleep = World(), World()
    for block in in_blocks(told, size):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(attacks, "MOST_AWAKE", 1000)
            awake.apply(block)
            patch.setattr(attacks, "MOST_AWAKE", 0)
            asleep.apply(block)
    assert asleep.effects == awake.effects


@few
@given(stories(), st.sampled_from(EstimatePolicy))
def test_changes_add_up_to_totals_and_every_bound_is_in_order(told: Any, policy: EstimatePolicy) -> None:
    found = World(Rules(windows=("1h", "24h", "30d"), policy=policy))
    for block in in_blocks(told, 2):
        found.apply(block)
        sums: dict[Any, int] = {}
        for change in found.changes:
            if change.attack is None:
                key = (change.place.id, change.window, change.measure, change.unit)
                sums[key] = sums.get(key, 0) + change.delta
        shown = {}
        for place, totals in (*found.totals.items(), *found.areas.items()):
            for window, measures in (*totals.windows.items(), (None, totals.now)):
                for measure, units in measures.items():
                    for unit, figure in units.items():
                        assert 0 <= figure.low <= figure.best
                        assert figure.high is None or figure.best <= figure.high
                        if place in found.totals:
                            shown[place, window, measure, unit] = figure.best
        cities = {key: value for key, value in sums.items() if key[0] in found.totals}
        assert {k: v for k, v in cities.items() if v} == {k: v for k, v in shown.items() if v}


@few
@given(stories(), st.booleans())
def test_when_every_report_is_cancelled_nothing_is_left(told: Any, first: bool) -> None:
    reports = sorted({item.report_id for item in told if isinstance(item, Incident)})
    cancel = Retraction(report_id="all", operation="cancel", references=tuple(reports), published_at=hours(7 * 24))
    found = world([[cancel], told] if first else [told, [cancel]], end=None)
    assert found.figures() == {}
    assert not [key for key in found.state if key.startswith(b"i|")]
    assert found.attack_sums() == {}


@few
@given(stories())
def test_a_stock_is_never_a_sum_over_time(told: Any) -> None:
    plain = [t for t in told if isinstance(t, Incident) and t.site is None and t.status != "retracted"]
    levels = [t.model_copy(update={"counts": t.counts[:1]}) for t in plain if t.counts[0].count_kind != "increment"]
    found = world([levels], end=hours(9 * 24))
    for place, totals in found.totals.items():
        for measure, units in totals.now.items():
            for unit, level in units.items():
                said = [
                    c.best or 0
                    for t in levels
                    if t.place.id == place
                    for c in t.counts
                    if (c.measure, c.unit) == (measure, unit)
                ]
                assert level.best <= level.peak_24h <= max(said)


@few
@given(stories())
def test_a_place_is_never_counted_twice_in_its_area(told: Any) -> None:
    found = world([told], end=hours(9 * 24))
    best = {
        (place, window, measure, unit): figure.best
        for place, totals in (*found.totals.items(), *found.areas.items())
        for window, measures in totals.windows.items()
        for measure, units in measures.items()
        for unit, figure in units.items()
    }
    inside = {ODESA_OBLAST.id: (ODESA.id, IZMAIL.id), UKRAINE.id: (ODESA_OBLAST.id, KYIV.id)}
    for (place, window, measure, unit), figure in best.items():
        if place in inside:
            parts = 0 if (place, measure) == (UKRAINE.id, "shot_down") else None
            if parts is None:
                parts = sum(best.get((part, window, measure, unit), 0) for part in inside[place])
            estimate = found.areas[place].windows[window][measure][unit]
            assert (estimate.from_cities.best if estimate.from_cities else 0) == parts
            assert figure == max(parts, estimate.reported.best if estimate.reported else 0)
