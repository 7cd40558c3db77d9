"""Reports made up by a seed: what comes to a newsroom in ten days of attacks on many places, in no order at all."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any, Final

Report = dict[str, Any]

START: Final = datetime(2026, 2, 1, 6, tzinfo=UTC)
DAYS: Final = 10
CITIES: Final = ("Kyiv", "Kharkiv", "Odesa", "Dnipro", "Lviv", "Sumy", "Poltava", "Izmail", "Lozova", "Cherkasy")
AREAS: Final = ("Odesa Oblast", "Kharkiv Oblast", "Ukraine")
SPEAKERS: Final = (
    ("the mayor", "official"),
    ("the governor", "official"),
    ("the emergency service", "lead_agency"),
    ("a resident", "unverified"),
)
SITES: Final = ("school", "market, old town", "old town")


def generated_reports(count: int, seed: int) -> list[Report]:
    """So many reports in order of publication, the same ones for the same seed."""
    chance = random.Random(seed)
    times = sorted(chance.random() * DAYS for _ in range(count))
    reports: list[Report] = []
    for number, day in enumerate(times):
        published = (START + timedelta(days=day)).replace(microsecond=0)
        reports.append(_report(chance, number, published, reports))
    return reports


def shuffled_with_repeats(reports: list[Report], seed: int) -> list[Report]:
    """All of them in another order, a third of them twice."""
    chance = random.Random(seed)
    fed = [*reports, *chance.sample(reports, len(reports) // 3)]
    chance.shuffle(fed)
    return fed


def _report(chance: random.Random, number: int, published: datetime, earlier: list[Report]) -> Report:
    report: Report = {
        "report_id": f"r{number}",
        "source": {"id": f"outlet-{chance.randrange(20)}", "class": chance.choice(("news", "news", "official"))},
        "published_at": _written(published),
    }
    kind = chance.random()
    if earlier and kind < 0.04:
        return {**report, "operation": "cancel", "references": [chance.choice(earlier)["report_id"]]}
    if earlier and kind < 0.10:
        report |= {"operation": "update", "references": [chance.choice(earlier[-50:])["report_id"]]}
    facts = [_fact(chance, published) for _ in range(chance.choice((1, 1, 1, 2)))]
    return {**report, "incidents": facts}


def _fact(chance: random.Random, published: datetime) -> dict[str, Any]:
    area = chance.random() < 0.06
    make = chance.choice((_toll, _toll, _toll, _outage, _repair, _bulletin, _damage))
    fact: dict[str, Any] = {"place": {"name": chance.choice(AREAS if area else CITIES)}, **make(chance)}
    if chance.random() < 0.7:
        fact |= _when(chance, published)
    if chance.random() < 0.6:
        speaker, rank = chance.choice(SPEAKERS)
        fact |= {"attributed_to": speaker, "attributed_class": rank}
    if not area and chance.random() < 0.15:
        fact["site"] = chance.choice(SITES)
    if chance.random() < 0.02:
        fact["attack_id"] = f"wave-{chance.randrange(5)}"
    return fact


def _when(chance: random.Random, published: datetime) -> dict[str, str]:
    """Lately, or (one in twenty) weeks ago."""
    hours = 24 * chance.uniform(5, 33) if chance.random() < 0.05 else chance.uniform(0, 30)
    ended = published - timedelta(hours=hours)
    return {"occurred_from": _written(ended - timedelta(hours=chance.uniform(0, 8))), "occurred_to": _written(ended)}


def _toll(chance: random.Random) -> dict[str, Any]:
    kind = chance.choice(("total_to_date",) * 7 + ("increment", "period_total"))
    best = chance.randrange(30)
    killed: dict[str, Any] = {"measure": "killed", "value": best, "count_kind": kind}
    if chance.random() < 0.3:
        killed = {"measure": "killed", "low": best, "qualifier": "at_least", "count_kind": kind}
    return {"type": "casualties", "counts": [killed, {"measure": "injured", "value": 4 * best, "count_kind": kind}]}


def _outage(chance: random.Random) -> dict[str, Any]:
    unit = chance.choice(("customers", "households"))
    counts = [{"measure": "without_power", "unit": unit, "value": 100 * chance.randrange(1, 900)}]
    return {"type": "outage", "counts": counts}


def _repair(chance: random.Random) -> dict[str, Any]:
    counts = [{"measure": "restored_power", "unit": "customers", "value": 100 * chance.randrange(1, 300)}]
    return {"type": "restoration", "counts": counts}


def _bulletin(chance: random.Random) -> dict[str, Any]:
    shot_down = chance.randrange(90)
    counts = [
        {"measure": "shot_down", "unit": "drone", "value": shot_down},
        {"measure": "launched", "unit": "drone", "value": shot_down + chance.randrange(9)},
    ]
    return {"type": "air_defence", "counts": counts}


def _damage(chance: random.Random) -> dict[str, Any]:
    counts = [{"measure": "damaged", "unit": "residential_building", "value": chance.randrange(1, 40)}]
    return {"type": "damage", "counts": counts}


def _written(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
