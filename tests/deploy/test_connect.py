"""The connectors of deploy/connect: every setting is one that the connector knows, and the value stays the report."""

import json
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.vocabulary import SourceClass
from service.shell.dev_kafka.fetch import pinned_jars
from service.shell.topics import REPORTS
from tests.connect.worker import SHIPPED, connect_jars, worker_properties

ROOT = Path(__file__).parents[2]
KNOWN: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "connect" / "settings.yaml").read_text())
CONNECTORS = {file.stem: json.loads(file.read_text()) for file in sorted(SHIPPED.glob("*.json"))}
TRANSFORMS = {
    "org.apache.kafka.connect.transforms.InsertHeader": {"header", "value.literal"},
    "org.apache.kafka.connect.transforms.HeaderFrom$Value": {"fields", "headers", "operation"},
    "org.apache.kafka.connect.transforms.ExtractField$Key": {"field", "replace.null.with.default"},
    "org.apache.kafka.connect.transforms.ReplaceField$Value": {"include", "exclude", "renames"},
    "io.debezium.transforms.outbox.EventRouter": {
        *("table.field.event.key", "table.fields.additional.placement", "table.expand.json.payload"),
        *("route.by.field", "route.topic.replacement"),
    },
}
"""Settings of transformations that Connect's and Debezium's references name, as far as we use them."""
CONVERTERS = {
    "org.apache.kafka.connect.storage.StringConverter": set[str](),
    "org.apache.kafka.connect.converters.ByteArrayConverter": set[str](),
    "org.apache.kafka.connect.json.JsonConverter": {"value.converter.schemas.enable"},
}


@pytest.fixture(params=CONNECTORS)
def config(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of one connector."""
    return dict(CONNECTORS[request.param]["config"])


def transforms(config: dict[str, str]) -> dict[str, dict[str, str]]:
    """A connector's transformations by name, in their order, with what each is told."""
    return {
        name: {
            key.removeprefix(f"transforms.{name}."): value
            for key, value in config.items()
            if key.startswith(f"transforms.{name}.")
        }
        for name in config["transforms"].split(",")
    }


def inserted(config: dict[str, str]) -> dict[str, str]:
    """Headers that a connector puts on every record."""
    return {said["header"]: said["value.literal"] for said in transforms(config).values() if "value.literal" in said}


def test_a_connector_knows_every_setting_that_it_is_given(config: dict[str, str]) -> None:
    known = {*KNOWN["common"], *KNOWN["connectors"][config["connector.class"]]["settings"]}
    of_transforms = {key for key in config if key.startswith("transforms.")}
    of_converters = {key for key in config if key.startswith("value.converter.")}

    assert config.keys() - known - of_transforms - of_converters == set()
    assert of_converters == CONVERTERS[config["value.converter"]]
    assert all(isinstance(value, str) for value in config.values())


def test_every_transformation_is_in_the_chain_and_told_what_it_knows(config: dict[str, str]) -> None:
    chained = transforms(config)

    assert {key.split(".")[1] for key in config if key.startswith("transforms.")} == chained.keys()
    for said in chained.values():
        assert said.keys() - {"type"} <= TRANSFORMS[said["type"]]


def test_records_go_to_reports_and_errors_stop_the_connector(config: dict[str, str]) -> None:
    to = config.get("topic") or config.get("kafka.topic") or config["transforms.outbox.route.topic.replacement"]

    assert to == REPORTS
    assert config["errors.tolerance"] == "none"
    assert config["errors.log.include.messages"] == "false"
    assert not any("deadletterqueue" in key for key in config), "Connect has them for sinks alone"


def test_headers_say_what_the_value_is_and_pass_as_plain_text(config: dict[str, str]) -> None:
    headers = inserted(config)

    assert headers["content-type"] in {"application/json", "text/plain"}
    assert config["header.converter"] == "org.apache.kafka.connect.storage.StringConverter"
    assert headers.get("source_class", "news") in set(SourceClass)


def test_a_text_gets_its_source_from_headers() -> None:
    for connector in CONNECTORS.values():
        headers = inserted(connector["config"])
        if headers["content-type"] == "text/plain":
            assert headers.keys() >= {"source_id", "source_class"}


def test_the_columns_of_a_table_are_fields_of_a_report_and_of_its_source() -> None:
    config = CONNECTORS["directory-csv"]["config"]
    columns = set(json.loads(config["value.schema"])["fieldSchemas"])
    fields = set(json.loads((ROOT / "schemas" / "json" / "report.schema.json").read_text())["properties"])
    moved = set(config["transforms.source.fields"].split(","))

    assert moved == {"source_id", "source_class"}
    assert columns - moved <= fields


def test_every_connector_is_on_the_page_and_has_a_name_of_its_own() -> None:
    page = (ROOT / "docs" / "how-to" / "kafka-connect.md").read_text()

    assert [name for name in CONNECTORS if f"| `{name}.json` |" not in page] == []
    assert len({connector["name"] for connector in CONNECTORS.values()}) == len(CONNECTORS)
    assert {connector["config"]["connector.class"] for connector in CONNECTORS.values()} == set(KNOWN["connectors"])


def test_connect_may_make_no_topics() -> None:
    assert worker_properties()["topic.creation.enable"] == "false"


def test_connects_jars_are_pinned_once_beside_kafkas_own_and_of_the_same_release() -> None:
    ours, kafkas = connect_jars(), pinned_jars()
    names = [(jar.group, jar.artifact) for jar in chain(ours, kafkas)]

    assert len(set(names)) == len(names)
    assert {jar.version for jar in chain(ours, kafkas) if jar.group == "org.apache.kafka"} == {"4.3.1"}
