"""The worked case of the design (section 4): Kyiv, 17 and 18 June 2025, as typed facts and as text."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache, partial
from itertools import permutations
from typing import Any

import pytest

from schemas.totals import TotalChange
from service.core.decode import Limits, RawRecord
from service.core.pipeline import Normalized, normalize
from service.core.reading.reader import Normalizer
from service.core.replay import Replay
from service.core.totals.containment import area_of
from service.core.totals.rules import Rules

KYIV, ODESA, UKRAINE = "UA80000000000093317", "UA51100270010076757", "UA"
NIGHT = {"occurred_from": "2025-06-16T22:00:00Z", "occurred_to": "2025-06-17T04:00:00Z"}
HOURS = (
    "2025-06-17T05:30:00Z",
    "2025-06-17T07:00:00Z",
    "2025-06-17T13:00:00Z",
    "2025-06-17T14:30:00Z",
    "2025-06-17T17:00:00Z",
    "2025-06-18T08:00:00Z",
    "2025-06-18T16:20:00Z",
)
BESTS = [14, 14, 10, 10, 10, 24, 28]
"""Kyiv killed, after each report."""

TEXTS = (
    "Fourteen people were killed in Kyiv during the night, the city military administration said.",
    "The death toll across Ukraine has risen to 15, Interior Minister Ihor Klymenko said.",
    "Ten people are confirmed dead in Kyiv, Mayor Vitali Klitschko said in the afternoon.",
    "Interior Minister Ihor Klymenko said 12 people were killed in Ukraine: ten of them in Kyiv and two in Odesa. "
    "Fragments of bodies had been counted as separate people.",
    "Rescuers in Kyiv pulled another five bodies from under the rubble, the State Emergency Service said.",
    "The death toll in Kyiv has risen to 24, Mayor Vitali Klitschko said. Nineteen of them died in one apartment "
    "block. Another 134 people were injured in Kyiv.",
    "Mayor Vitali Klitschko said that 28 people had been killed in Kyiv, 23 of them in one apartment block.",
)


def fact(place: str, killed: int, speaker: str, **more: Any) -> dict[str, Any]:
    kind = more.pop("kind", "total_to_date")
    counts = [{"measure": "killed", "value": killed, "count_kind": kind}, *more.pop("counts", ())]
    said = {"attributed_to": speaker, "attributed_class": "official"}
    return {"type": "casualties", "place": {"id": place}, "counts": counts, **NIGHT, **said, **more}


BLOCK = {"site": "apartment block, Solomianskyi district", "kind": "component"}
FACTS: tuple[list[dict[str, Any]], ...] = (
    [fact(KYIV, 14, "city administration")],
    [fact(UKRAINE, 15, "minister")],
    [fact(KYIV, 10, "mayor")],
    [fact(UKRAINE, 12, "minister"), fact(KYIV, 10, "minister"), fact(ODESA, 2, "minister")],
    [fact(KYIV, 5, "rescuers", kind="increment", attributed_class="lead_agency")],
    [fact(KYIV, 24, "mayor", counts=[{"measure": "injured", "value": 134}]), fact(KYIV, 19, "mayor", **BLOCK)],
    [fact(KYIV, 28, "mayor"), fact(KYIV, 23, "mayor", **BLOCK)],
)


@cache
def normalizer() -> Normalizer:
    return Normalizer.load()


@cache
def reports(form: str) -> tuple[Normalized, ...]:
    """The seven reports, through the reader."""
    told: list[Normalized] = []
    for number, hour in enumerate(HOURS):
        body = {"text": TEXTS[number]} if form == "text" else {"incidents": FACTS[number]}
        report = {"report_id": str(number), "source": {"id": "wire", "class": "news"}, "published_at": hour, **body}
        record = RawRecord(json.dumps(report).encode(), None)
        found = normalize(record, normalizer(), Limits(), datetime(2025, 7, 1, tzinfo=UTC), "test")
        assert isinstance(found, Normalized)
        told.append(found)
    return tuple(told)


def replay(told: Iterable[Normalized]) -> tuple[Replay, list[list[TotalChange]]]:
    state = Replay(Rules(windows=("30d",)), partial(area_of, normalizer().gazetteer))
    return state, [state.fold(report) for report in told]


def kyiv(state: Replay) -> int | None:
    found = state.cities[KYIV].windows["30d"].get("killed", {})  # type: ignore[call-overload]
    return next((estimate.best for estimate in found.values()), None)


def figures(state: Replay) -> dict[str, Any]:
    volatile = {"as_of", "revision", "changed_by"}
    return {place: found.model_dump(exclude=volatile) for place, found in (*state.cities.items(), *state.areas.items())}


@pytest.mark.parametrize("form", ["text", "facts"])
def test_the_best_moves_with_signed_and_reasoned_changes(form: str) -> None:
    state, moves = Replay(Rules(windows=("30d",)), partial(area_of, normalizer().gazetteer)), []
    bests = []
    for report in reports(form):
        changes = state.fold(report)
        bests.append(kyiv(state))
        moves += [
            (change.delta, change.reason.value)
            for change in changes
            if change.place.id == KYIV and change.window and change.measure == "killed" and change.delta
        ]
    assert bests == BESTS
    assert moves == [(14, "new_report"), (-4, "newer_as_of"), (14, "newer_as_of"), (4, "newer_as_of")]


@pytest.mark.parametrize("form", ["text", "facts"])
def test_national_figures_stay_with_the_country(form: str) -> None:
    state, _ = replay(reports(form)[:4])
    country = state.areas[UKRAINE].windows["30d"]["killed"]["people"]  # type: ignore[index]
    assert (country.reported.best, country.best) == (12, 12)
    assert kyiv(state) == 10


@pytest.mark.parametrize("form", ["text", "facts"])
def test_what_the_rescuers_add_to_an_unknown_base_changes_no_best(form: str) -> None:
    before, _ = replay(reports(form)[:4])
    after, _ = replay(reports(form)[:5])
    assert kyiv(before) == kyiv(after) == 10


@pytest.mark.parametrize("form", ["text", "facts"])
def test_every_order_of_arrival_ends_in_the_same_totals(form: str) -> None:
    first, country, *others = reports(form)
    expected = figures(replay(reports(form))[0])
    for number, order in enumerate(permutations((first, *others))):
        place = number % len(HOURS)  # the one report that tells of the country alone comes anywhere between
        assert figures(replay((*order[:place], country, *order[place:]))[0]) == expected
