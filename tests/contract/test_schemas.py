"""Every example holds what its folder says, and the exported schemas say the same as the models."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import BaseModel, TypeAdapter, ValidationError

import schemas
from schemas.dead_letter import DeadLetterHeaders
from schemas.export import DIALECT, FOLDER, drifted, schema_id, write_schemas
from schemas.export import schemas as exported
from schemas.incident import (
    Control,
    Incident,
    NormalizerInfo,
    Place,
    Retraction,
    Source,
    Tick,
    UnplacedIncident,
)
from schemas.model import InputRecord, OutputRecord
from schemas.report import Report
from schemas.totals import AreaContribution, AreaTotals, Bounds, CityTotals, KnownTotals, TotalChange
from schemas.vocabulary import Measure, PlaceKind, Unit
from service.core.decode import unknown_fields
from service.shell.topics import DEAD, TOPICS, Topic

EXAMPLES: Final = Path(schemas.__file__).parent / "examples"
RECORDS: Final[dict[str, tuple[str, Any]]] = {
    "reports": ("report", Report),
    "incidents": ("incident", Incident),
    "incidents-unplaced": ("unplaced-incident", UnplacedIncident),
    "control": ("control", Control),
    "city-totals": ("city-totals", CityTotals),
    "area-totals": ("area-totals", AreaTotals),
    "areas": ("area-contribution", AreaContribution),
    "total-changes": ("total-change", TotalChange),
    "reports-dead": ("dead-letter-headers", DeadLetterHeaders),
}
"""Topic → name of its schema and model of its value (of its headers for dead letters)."""


RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
FORMATS: Final = FormatChecker()


@FORMATS.checks("date-time")
def is_date_time(text: object) -> bool:
    """Held against the standard and not against our own models, which are what is tested."""
    if not isinstance(text, str):
        return True
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return RFC_3339.fullmatch(text) is not None


def files(kind: str) -> list[Path]:
    return sorted(EXAMPLES.glob(f"*/{kind}/*.json"))


def named(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.stem}"


def opened(path: Path) -> tuple[str, Any]:
    """The example's topic and content."""
    return path.parent.parent.name, json.loads(path.read_text(encoding="utf-8"))


def by_model(topic: str, record: Any) -> Any:
    return TypeAdapter(RECORDS[topic][1]).validate_json(json.dumps(record))


def by_schema(topic: str, record: Any) -> list[str]:
    schema = json.loads((FOLDER / f"{RECORDS[topic][0]}.schema.json").read_text(encoding="utf-8"))
    return [error.message for error in Draft202012Validator(schema, format_checker=FORMATS).iter_errors(record)]


def models_below(root: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for child in root.__subclasses__():
        if child.__module__.startswith("schemas."):
            yield child
        yield from models_below(child)


OUTPUTS: Final = sorted(set(models_below(OutputRecord)), key=lambda model: model.__name__)
INPUTS: Final = sorted(set(models_below(InputRecord)), key=lambda model: model.__name__)


# -- examples ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", files("good"), ids=named)
def test_a_good_example_is_accepted_by_model_and_schema(path: Path) -> None:
    topic, record = opened(path)

    by_model(topic, record)
    assert by_schema(topic, record) == []


@pytest.mark.parametrize(
    # Reports are read in short forms, and dead letters' headers are not written through their model.
    "path",
    [path for path in files("good") if opened(path)[0] not in ("reports", "reports-dead")],
    ids=named,
)
def test_what_the_model_writes_of_a_good_example_is_what_it_read(path: Path) -> None:
    topic, record = opened(path)

    model = by_model(topic, record)
    written = model.encoded()

    assert json.loads(written) == record
    assert written == model.model_dump_json(by_alias=True).encode()


@pytest.mark.parametrize("path", files("bad"), ids=named)
def test_a_bad_example_is_refused_at_the_field_that_it_names(path: Path) -> None:
    topic, example = opened(path)

    with pytest.raises(ValidationError) as refused:
        by_model(topic, example["record"])

    assert example["field"] in [".".join(str(part) for part in found["loc"]) for found in refused.value.errors()]
    assert example["why"]


@pytest.mark.parametrize("path", files("bad"), ids=named)
def test_a_bad_example_is_refused_by_the_schema_wherever_a_schema_can_tell(path: Path) -> None:
    topic, example = opened(path)

    assert bool(by_schema(topic, example["record"])) is not example.get("only_the_model_can_tell", False)


@pytest.mark.parametrize("topic", RECORDS)
def test_every_topic_has_good_and_bad_examples(topic: str) -> None:
    for kind in ("good", "bad"):
        assert list((EXAMPLES / topic / kind).glob("*.json")), kind


def test_every_example_belongs_to_a_topic_of_the_registry() -> None:
    assert {path.parent.parent.name for path in files("good") + files("bad")} == set(RECORDS)
    assert {topic.name for topic in TOPICS} == set(RECORDS)


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic.name != DEAD], ids=lambda topic: topic.name)
def test_the_registry_names_the_model_that_the_examples_hold(topic: Topic) -> None:
    assert topic.record is RECORDS[topic.name][1]


def test_unknown_fields_of_an_input_are_counted_and_not_refused() -> None:
    record = json.loads((EXAMPLES / "reports" / "good" / "unknown-fields.json").read_text(encoding="utf-8"))

    assert unknown_fields(by_model("reports", record)) == 2


def test_an_example_of_each_control_record_is_told_from_the_other() -> None:
    kinds = {type(by_model(*opened(path))) for path in (EXAMPLES / "control" / "good").glob("*.json")}

    assert kinds == {Retraction, Tick}


# -- models ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", OUTPUTS + INPUTS, ids=lambda model: model.__name__)
def test_every_field_is_described(model: type[BaseModel]) -> None:
    assert model.__doc__
    for name, field in model.model_fields.items():
        assert field.description, name
        assert field.description.endswith((".", ":")) or field.description.endswith("…"), name


@pytest.mark.parametrize("model", OUTPUTS, ids=lambda model: model.__name__)
def test_an_output_is_closed_and_cannot_be_changed(model: type[BaseModel]) -> None:
    assert model.model_config["extra"] == "forbid"
    assert model.model_config["frozen"] is True
    assert model.model_config["allow_inf_nan"] is False


@pytest.mark.parametrize("model", INPUTS, ids=lambda model: model.__name__)
def test_an_input_is_open_strict_and_cannot_be_changed(model: type[BaseModel]) -> None:
    assert model.model_config["extra"] == "allow"
    assert model.model_config["strict"] is True
    assert model.model_config["frozen"] is True


@given(
    text=st.text(st.characters(exclude_categories=["Cs"])),
    moment=st.datetimes(timezones=st.timezones()),
    share=st.floats(0, 1),
    window=st.from_regex(r"[1-9][0-9]{0,3}[mhd]", fullmatch=True),
    best=st.integers(0, 2**62),
)
def test_records_are_encoded_as_their_models_would_write_them(
    text: str, moment: datetime, share: float, window: str, best: int
) -> None:
    try:
        tick = Tick(now=moment)
    except ValidationError:
        reject()  # the calendar's first and last hours
    bounds = Bounds(low=0, best=best, high=None)
    place = Place(id="UA1", name=text, kind=PlaceKind.CITY, region=None, country="UA", lat=share * 180 - 90, lon=None)
    records: list[OutputRecord] = [
        tick,
        Source.model_validate({"id": "s", "class": "news", "url": text}),
        NormalizerInfo(version="1", language=text, confidence=share),
        KnownTotals(
            place=place,
            as_of=moment,
            revision=1,
            windows={window: {Measure.KILLED: {Unit.PEOPLE: bounds}}},
            now={},
            attacks={"a": {Measure.KILLED: {Unit.PEOPLE: bounds}}},
        ),
    ]

    for record in records:
        assert record.encoded() == record.model_dump_json(by_alias=True).encode()


def test_a_part_is_kept_as_it_was_written_and_a_copy_of_it_is_written_anew() -> None:
    source = Source.model_validate({"id": "s", "class": "news"})
    bounds = Bounds(low=0, best=1, high=2)

    assert source.encoded() == source.encoded() == b'{"id":"s","class":"news","url":null}'
    for best in (1, 2):
        copied = bounds.model_copy(update={"best": best})
        written = _known(copied).encoded()
        assert written == _known(copied).encoded() == _known(copied).model_dump_json().encode()
    assert _known(bounds).encoded() == _known(Bounds(low=0, best=1, high=2)).encoded()


def test_a_record_made_of_fields_that_are_known_to_fit_is_what_its_constructor_makes() -> None:
    bounds = Bounds(low=0, best=1, high=2)
    fields = {name: getattr(bounds, name) for name in Bounds.model_fields}

    made = Bounds.made(fields)

    assert made == bounds
    assert made.encoded() == bounds.encoded()
    assert made.model_copy(update={"best": 0}) == Bounds(low=0, best=0, high=2)
    with pytest.raises(ValidationError):
        made.best = 3  # type: ignore[misc]


def _known(bounds: Bounds) -> KnownTotals:
    place = Place(id="UA1", name="Somewhere", kind=PlaceKind.CITY, region=None, country="UA")
    moment = datetime.fromisoformat("2026-01-01T00:00:00Z")
    now = {Measure.MISSING: {Unit.PEOPLE: bounds}}
    return KnownTotals(place=place, as_of=moment, revision=1, windows={}, now=now, attacks={})


# -- exported schemas --------------------------------------------------------------------------------------------------


def test_the_exported_schemas_are_in_step_with_the_models() -> None:
    assert drifted() == []


def test_every_topic_has_a_schema_and_every_schema_a_topic() -> None:
    assert set(exported()) == {name for name, _ in RECORDS.values()}


@pytest.mark.parametrize("name", exported())
def test_a_schema_says_its_dialect_and_its_name_and_is_valid_itself(name: str) -> None:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT
    assert schema["$id"] == schema_id(name)


def test_a_changed_a_missing_and_a_stray_file_are_drift(tmp_path: Path) -> None:
    written = write_schemas(tmp_path)
    changed, missing, stray = written[0], written[1], tmp_path / "stray.schema.json"
    changed.write_text("{}", encoding="utf-8")
    missing.unlink()
    stray.write_text("{}", encoding="utf-8")

    assert set(drifted(tmp_path)) == {changed, missing, stray}
    assert set(write_schemas(tmp_path)) == {changed, missing}
    assert write_schemas(tmp_path) == []
