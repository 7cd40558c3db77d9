"""A real Kafka Connect worker for the tests: standalone, with the settings that deploy/connect ships."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.shell.dev_kafka import guard
from service.shell.dev_kafka.fetch import Jar, cache_folder, download, kafka_jars, listed, obtain
from service.shell.dev_kafka.java import KafkaJava
from service.shell.dev_kafka.ports import free_ports
from service.shell.dev_kafka.properties import HOST
from tests.integration.deployment import PATIENCE_SECONDS, await_condition

SHIPPED = Path(__file__).parents[2] / "deploy" / "connect"
Connector = Mapping[str, Any]
"""Name and config, as Connect's REST interface and its standalone worker take them."""


def connect_jars() -> list[Jar]:
    """What Connect needs beside Kafka's own jars."""
    return listed(Path(__file__).with_name("jars.txt").read_text(encoding="utf-8"))


def shipped(name: str, **changed: str) -> Connector:
    """A connector as it is shipped, but for what a test must change: topic, file."""
    connector = json.loads((SHIPPED / f"{name}.json").read_text(encoding="utf-8"))
    assert changed.keys() <= connector["config"].keys()
    return {**connector, "config": {**connector["config"], **changed}}


def worker_properties() -> dict[str, str]:
    """The worker's settings as they are shipped."""
    lines = (SHIPPED / "worker.properties").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


@contextmanager
def connect_worker(folder: Path, bootstrap_servers: str, connectors: Sequence[Connector]) -> Iterator[Path]:
    """Connect with all connectors running; yields its log. Where it stands is kept in the folder, as it ends."""
    jars = obtain(connect_jars(), cache_folder() / "connect", download)
    (port,) = free_ports(1)
    command = KafkaJava((*kafka_jars(), *jars)).command(
        "org.apache.kafka.connect.cli.ConnectStandalone", *_files(folder, bootstrap_servers, port, jars, connectors)
    )
    log = folder / "connect.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", guard.__file__, *command], stdin=subprocess.PIPE, stdout=output, stderr=output
        )

    def running() -> bool:
        assert process.poll() is None, log.read_text()[-4000:]
        return _states(port) == {name: ["RUNNING"] for name in (connector["name"] for connector in connectors)}

    try:
        await_condition(running, f"Kafka Connect: {log.read_text()[-4000:]}")
        yield log
    finally:
        process.communicate(timeout=PATIENCE_SECONDS)  # the guard ends it in good order when its input closes


def _files(
    folder: Path, bootstrap_servers: str, port: int, jars: Sequence[Path], connectors: Sequence[Connector]
) -> list[str]:
    folder.mkdir(exist_ok=True)
    settings = {
        **worker_properties(),
        "bootstrap.servers": bootstrap_servers,
        "plugin.path": str(next(jar for jar in jars if jar.name.startswith("connect-file"))),
        "offset.storage.file.filename": str(folder / "offsets"),
        "listeners": f"http://{HOST}:{port}",
    }
    files = [folder / "worker.properties"]
    files[0].write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    for connector in connectors:
        files.append(folder / f"{connector['name']}.json")
        files[-1].write_text(json.dumps(connector))
    return [str(file) for file in files]


def _states(port: int) -> dict[str, list[str]]:
    """What the tasks of each connector do; nothing when Connect does not answer yet."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/connectors?expand=status", timeout=5) as answer:
            told = json.load(answer)
    except OSError:
        return {}
    return {name: [task["state"] for task in said["status"]["tasks"]] for name, said in told.items()}
