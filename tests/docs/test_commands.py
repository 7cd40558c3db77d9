"""The README and the tutorial, done by a reader who types every command of them.

Nothing is changed but the ports, which may be taken on the machine that tests, and `make demo`, which would install
anew. After feeding, and after starting something, the reader looks until it has been done.
"""

import asyncio
import os
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.shell.dev_kafka.fetch import CACHE_VARIABLE, cache_folder
from service.shell.dev_kafka.ports import free_ports
from service.shell.settings import PREFIX
from tests.docs.shell_blocks import Command, File, missing, not_run, steps
from tests.docs.terminal import Terminal
from tests.integration.deployment import await_condition, records_left, settings_from

pytestmark = pytest.mark.kafka

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/tutorial.md")


class Reader:
    """Somebody at a terminal."""

    def __init__(self, terminal: Terminal, ports: dict[str, str], settings: dict[str, str]) -> None:
        self._terminal = terminal
        self._ports = ports
        self._settings = settings

    def save(self, file: File) -> None:
        """A file, where the terminal is."""
        _, where = self._terminal.run("pwd")
        (Path(where.strip()) / file.name).write_text(file.text, encoding="utf-8")

    def type(self, command: Command) -> None:
        """A command; fails when it fails, or does not show what the page says."""
        code, output = self._terminal.run(self._here(command.line))
        assert code == 0, f"$ {command.line}\n{output}"
        lacking = missing([self._here(line) for line in command.shown], output)
        assert lacking is None, f"$ {command.line}\nlacks: {lacking}\n{output}"
        self._wait_for_what_it_began(command.line)

    def _here(self, text: str) -> str:
        for port, ours in self._ports.items():
            text = text.replace(port, ours)
        return text.replace("dev-kafka up", f"dev-kafka up --port {self._ports['9092']}").replace(
            "make demo", "incident-stream demo"
        )

    def _wait_for_what_it_began(self, line: str) -> None:
        if "incident-stream feed" in line or "--send" in line:
            settings = settings_from(self._settings)
            await_condition(lambda: asyncio.run(records_left(settings)) == 0, "what was fed to be processed")
        for name, port in (("worker", "9464"), ("api", "8464")):
            if f"incident-stream {name}" in line and line.endswith("&"):
                await_condition(lambda at=self._ports[port]: answers(at), f"{name} to be ready")


def answers(port: str) -> bool:
    """Whether a port says that it is ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """A reader with a home of their own, whose Kafka is stopped when they leave."""
    ports = dict(zip(("9092", "9464", "8464"), map(str, free_ports(3)), strict=True))
    settings = {
        PREFIX + "KAFKA__BOOTSTRAP_SERVERS": f"127.0.0.1:{ports['9092']}",
        PREFIX + "HTTP__PORT": ports["9464"],
        PREFIX + "API__PORT": ports["8464"],
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment = {
        **kept,
        **settings,
        CACHE_VARIABLE: str(cache_folder()),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "HOME": str(tmp_path),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
        "PYTHONUNBUFFERED": "1",
    }
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parents[1])
    with Terminal(tmp_path, environment) as terminal:
        try:
            yield Reader(terminal, ports, settings)
        finally:
            terminal.run("incident-stream dev-kafka down")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_the_page_does_what_the_page_shows(page: str, reader: Reader) -> None:
    done = 0
    for step in steps((ROOT / page).read_text(encoding="utf-8")):
        if isinstance(step, File):
            reader.save(step)
        else:
            reader.type(step)
            done += 1
    assert done > 5


@pytest.mark.parametrize("page", PAGES)
def test_a_block_that_is_not_run_gives_its_reason(page: str) -> None:
    assert all(len(reason.split()) > 3 for reason in not_run((ROOT / page).read_text(encoding="utf-8")))


def test_a_terminal_tells_output_and_exit_code_and_stays_where_it_went(tmp_path: Path) -> None:
    with Terminal(tmp_path, {"PATH": os.environ["PATH"]}) as terminal:
        assert terminal.run("echo one; echo two >&2") == (0, "one\ntwo\n")
        assert terminal.run("mkdir there && cd there && false")[0] == 1
        assert terminal.run("pwd")[1].strip() == str(tmp_path / "there")


def test_a_line_that_did_not_come_is_told_and_dots_stand_for_anything() -> None:
    output = "created a\ncreated  b\nas of 12:30Z, 4 killed\n"
    assert missing(["created b", "as of …Z, 4 killed"], output) is None
    assert missing(["created b", "created a"], output) == "created a"
    assert missing(["created"], output) == "created"
