"""Every released version's records are read by this one, and its state is read or refused, never misread."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from schemas.incident import Incident, UnplacedIncident
from schemas.model import SCHEMA_VERSION
from schemas.totals import AreaTotals, CityTotals, TotalChange
from schemas.vocabulary import RejectionCode
from service.core.outcome import Rejected
from service.core.pipeline import normalize, read_contribution, read_control, read_incident
from service.shell.letters import Letter
from service.shell.records import Record, raw
from service.shell.shared import Shared
from service.shell.state import STATE_FORMAT, StateFormatError, check_format, own_entries
from service.shell.topics import (
    AREA_TOTALS,
    AREAS,
    CHANGES,
    CITY_TOTALS,
    CONTROL,
    DEAD,
    INCIDENTS,
    REPORTS,
    TOPICS,
    UNPLACED,
)
from tests.golden_corpus import GOLDEN, NOW, Worker, capture, read, reports, shared, state_of, version_folder

VERSIONS = sorted(folder for folder in GOLDEN.iterdir() if folder.is_dir())
STATES = [(folder, found.name.split("-")[1]) for folder in VERSIONS for found in folder.glob("state-*-totals.jsonl")]
MODELS: dict[str, type[BaseModel]] = {
    INCIDENTS: Incident,
    UNPLACED: UnplacedIncident,
    CITY_TOTALS: CityTotals,
    AREA_TOTALS: AreaTotals,
    CHANGES: TotalChange,
}


@pytest.fixture(scope="module")
def common() -> Shared:
    return shared()


def records(topic: str) -> Iterator[Any]:
    for folder in VERSIONS:
        for number, found in enumerate(read(folder / f"{topic}.jsonl", topic)):
            yield pytest.param(found, id=f"v{folder.name}-{topic}-{number}")


def lost(old: Any, new: Any) -> list[str]:
    """What an old value says and the new one does not say the same way."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [f"{name}.{inner}" for name in old for inner in lost(old[name], new.get(name))]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [f"{n}.{inner}" for n in range(len(old)) for inner in lost(old[n], new[n])]
    return [] if old == new else [f": {old} -> {new}"]


def test_this_version_is_in_the_corpus_with_every_topic_and_its_state() -> None:
    folder = version_folder()

    assert folder.exists(), "python -m tests.golden_corpus"
    assert all(read(folder / f"{topic.name}.jsonl") for topic in TOPICS)
    assert (folder, STATE_FORMAT.decode()) in STATES, "python -m tests.golden_corpus"


@pytest.mark.parametrize("topic", MODELS)
def test_records_of_every_version_are_read_and_nothing_they_say_is_lost(topic: str) -> None:
    for folder in VERSIONS:
        for found in read(folder / f"{topic}.jsonl"):
            value = found.value or b""
            again = MODELS[topic].model_validate_json(value).model_dump_json(by_alias=True)
            assert lost(json.loads(value), json.loads(again)) == []


@pytest.mark.parametrize("found", records(REPORTS))
def test_reports_of_every_version_are_still_taken_or_refused_as_they_were(found: Record, common: Shared) -> None:
    outcome = normalize(raw(found), common.normalizer, common.limits, NOW, "later")

    was_refused = any(letter.source == f"reports/0/{found.offset}" for letter in letters())
    assert isinstance(outcome, Rejected) is was_refused
    if not isinstance(outcome, Rejected) and outcome.report.incidents:
        # The ids of typed facts never change, or a replay of old reports would count them twice.
        assert {incident.incident_id for incident in outcome.incidents} <= ids(INCIDENTS)


def ids(topic: str) -> set[str]:
    return {
        json.loads(found.value or b"")["incident_id"]
        for folder in VERSIONS
        for found in read(folder / f"{topic}.jsonl")
    }


def letters() -> list[Letter]:
    return [Letter.of(found) for folder in VERSIONS for found in read(folder / f"{DEAD}.jsonl")]


def test_dead_letters_of_every_version_say_why_and_where_from() -> None:
    assert {letter.code for letter in letters()} == {"invalid_json", "unknown_operation"}
    assert all(letter.why is not None and letter.is_whole for letter in letters())


Reading = Callable[[Record, Shared], Any]
READINGS: dict[str, Reading] = {
    INCIDENTS: lambda found, common: read_incident(raw(found), common.normalizer.gazetteer, common.limits, NOW),
    CONTROL: lambda found, common: read_control(raw(found), common.limits),
    AREAS: lambda found, common: read_contribution(raw(found), common.limits),
}


@pytest.mark.parametrize("topic", READINGS)
def test_what_an_older_worker_hands_on_to_a_newer_one_is_read(topic: str, common: Shared) -> None:
    for folder in VERSIONS:
        for found in read(folder / f"{topic}.jsonl", topic):
            assert not isinstance(READINGS[topic](found, common), Rejected), found


@pytest.mark.parametrize("topic", [INCIDENTS, AREAS])
def test_what_a_newer_worker_hands_on_is_refused_by_its_version(topic: str, common: Shared) -> None:
    for found in read(version_folder() / f"{topic}.jsonl", topic):
        found.value = json.dumps({**json.loads(found.value or b""), "schema_version": SCHEMA_VERSION + 1}).encode()
        refused = READINGS[topic](found, common)
        assert isinstance(refused, Rejected)
        assert refused.code is RejectionCode.UNSUPPORTED_VERSION


@pytest.mark.parametrize(("folder", "kept_format"), STATES, ids=lambda part: str(getattr(part, "name", part)))
def test_state_of_every_version_is_gone_on_from_or_refused(folder: Path, kept_format: str) -> None:
    states = state_of(folder, kept_format)
    if kept_format.encode() != STATE_FORMAT:
        for step, state in states.items():
            with pytest.raises(StateFormatError, match=f"format {kept_format}, this version reads"):
                check_format(state, step)
        return
    for step, state in states.items():
        check_format(state, step)
    worker = Worker.opened({step: own_entries(state) for step, state in states.items()})
    _, behind = reports()

    worker.feed(behind)

    for topic in (CITY_TOTALS, AREA_TOTALS):
        expected = read(folder / f"after-{kept_format}-{topic}.jsonl")
        assert [json.loads(found.value or b"") for found in worker.written[topic]] == [
            json.loads(found.value or b"") for found in expected
        ]


def test_the_same_reports_make_the_same_corpus_twice(tmp_path: Path) -> None:
    for name in ("one", "two"):
        capture(tmp_path / name)

    assert {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()
    }
