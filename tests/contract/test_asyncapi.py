"""The AsyncAPI document says what the registry and the models say, and the official parser takes it."""

import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from schemas.export import DOCUMENT
from service.shell.contract import asyncapi, asyncapi_text
from service.shell.settings import Settings
from service.shell.topics import TOPICS
from tests.contract.test_schemas import EXAMPLES

# npm may have to bring the parser first; nothing is timed here, it must only end.
pytestmark = pytest.mark.timeout(400)

CHECKER: Final = Path(__file__).parent / "asyncapi"
VERSION: Final = "0.0.0"


def document() -> dict[str, Any]:
    return asyncapi(VERSION, Settings())


def test_the_document_in_the_repository_is_what_the_registry_makes() -> None:
    version = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))["info"]["version"]
    assert DOCUMENT.read_text(encoding="utf-8") == asyncapi_text(version, Settings())


def test_every_public_topic_has_a_channel_an_operation_and_a_message() -> None:
    made = document()
    public = {topic.name for topic in TOPICS if topic.direction != "internal"}
    assert made["channels"].keys() == public == made["components"]["messages"].keys()
    assert {found["channel"]["$ref"] for found in made["operations"].values()} == {
        f"#/channels/{name}" for name in public
    }


def test_every_schema_that_it_names_is_there() -> None:
    named = {
        found["payload"]["$ref"]
        for found in document()["components"]["messages"].values()
        if "$ref" in found["payload"]
    }
    assert len(named) == 6
    assert [name for name in named if not (DOCUMENT.parent / name).is_file()] == []


def test_every_public_topic_has_examples() -> None:
    assert [name for name in document()["channels"] if not list((EXAMPLES / name / "good").glob("*.json"))] == []


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the official parser in it."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("the official AsyncAPI parser needs node and npm")
    folder = tmp_path_factory.mktemp("asyncapi")
    for name in ("package.json", "package-lock.json", ".npmrc", "check.js"):
        shutil.copy(CHECKER / name, folder / name)
    try:
        done = subprocess.run(["npm", "ci"], cwd=folder, capture_output=True, text=True, timeout=110, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("npm could not bring the official AsyncAPI parser in time")
    if done.returncode:
        pytest.skip(f"npm cannot bring the official AsyncAPI parser: {done.stderr.strip()[-200:]}")
    return folder


def said_by(parser: Path, text: str) -> "subprocess.CompletedProcess[str]":
    checked = parser / "schemas"
    if not checked.exists():
        shutil.copytree(DOCUMENT.parent / "json", checked / "json")
    (checked / "asyncapi.yaml").write_text(text, encoding="utf-8")
    return subprocess.run(
        ["node", "check.js", str(checked / "asyncapi.yaml")],
        cwd=parser,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_official_parser_takes_it(parser: Path) -> None:
    done = said_by(parser, DOCUMENT.read_text(encoding="utf-8"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_official_parser_refuses_a_wrong_one(parser: Path) -> None:
    text = DOCUMENT.read_text(encoding="utf-8").replace("partitions: 12", "partitions: six", 1)
    done = said_by(parser, text)
    assert done.returncode == 1
    assert "partitions" in done.stdout
