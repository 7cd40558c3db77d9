"""`incident-stream dev-kafka`: real Apache Kafka for people without one."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from time import monotonic, sleep
from typing import Annotated, Any

import typer

from service.cli.common import fail
from service.shell.dev_kafka import DevKafka, DevKafkaError
from service.shell.dev_kafka.cluster import START_SECONDS
from service.shell.dev_kafka.node import STOP_SECONDS

app = typer.Typer(no_args_is_help=True, help="Real Apache Kafka for people without one.")

Brokers = Annotated[int, typer.Option(min=1, max=3, help="How many brokers.")]
Port = Annotated[int, typer.Option(min=0, max=65530, help="Port of the first broker; 0 picks free ones.")]
Directory = Annotated[Path | None, typer.Option("--dir", help="Folder for data and logs; one per user by default.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


@app.command()
def run(brokers: Brokers = 1, port: Port = 9092, directory: Directory = None, as_json: AsJson = False) -> None:
    """Run Kafka until Ctrl-C or SIGTERM."""
    folder = _folder(directory)
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())
    try:
        with DevKafka(brokers, directory=folder, port=port) as kafka:
            _remember(folder, kafka.bootstrap_servers)
            _tell(folder, kafka.bootstrap_servers, as_json, "Ctrl-C stops it")
            ended.wait()
    except DevKafkaError as error:
        fail(str(error))
    finally:
        _state(folder).unlink(missing_ok=True)


@app.command()
def up(brokers: Brokers = 1, port: Port = 9092, directory: Directory = None, as_json: AsJson = False) -> None:
    """Start Kafka in the background and return when it is ready."""
    folder = _folder(directory)
    known = _running(folder)
    if known is None:
        known = _start(folder, brokers, port)
    _tell(folder, known["bootstrap_servers"], as_json, f"stop it with: incident-stream dev-kafka down --dir {folder}")


@app.command()
def down(directory: Directory = None, as_json: AsJson = False) -> None:
    """Stop the Kafka that `up` started."""
    folder = _folder(directory)
    known = _running(folder)
    if known is not None:
        os.kill(known["pid"], signal.SIGTERM)
        until = monotonic() + STOP_SECONDS
        while _running(folder) is not None:
            if monotonic() > until:
                fail(f"process {known['pid']} did not stop within {STOP_SECONDS} s")
            sleep(0.1)  # between two looks
    said = "stopped" if known is not None else "nothing was running"
    print(json.dumps({"stopped": known is not None}) if as_json else said)


def _start(folder: Path, brokers: int, port: int) -> dict[str, Any]:
    log = folder / "dev-kafka.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "service", "dev-kafka", "run"),
                *("--brokers", str(brokers), "--port", str(port), "--dir", str(folder)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    until = monotonic() + 5 * START_SECONDS
    while (known := _running(folder)) is None:
        if process.poll() is not None or monotonic() > until:
            fail(f"Kafka did not start; see {log}\n{log.read_text(errors='replace')[-2000:]}")
        sleep(0.1)  # between two looks
    return known


def _tell(folder: Path, servers: str, as_json: bool, hint: str) -> None:
    if as_json:
        print(json.dumps({"bootstrap_servers": servers, "folder": str(folder)}), flush=True)
        return
    print(f"Kafka is at {servers}; data and logs are in {folder}; {hint}", flush=True)


def _folder(given: Path | None) -> Path:
    base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    folder = given or base / "incident-stream" / "dev-kafka"
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


def _state(folder: Path) -> Path:
    return folder / "running.json"


def _remember(folder: Path, servers: str) -> None:
    pid = os.getpid()
    partial = _state(folder).with_suffix(".new")
    partial.write_text(json.dumps({"pid": pid, "started": _started(pid), "bootstrap_servers": servers}))
    partial.replace(_state(folder))


def _running(folder: Path) -> dict[str, Any] | None:
    """What runs in a folder. A process id alone may be a stranger's by now: its start time must be the same."""
    try:
        known: dict[str, Any] = json.loads(_state(folder).read_text())
    except (OSError, ValueError):
        return None
    started = _started(known["pid"])
    return known if started is not None and started == known["started"] else None


def _started(pid: int) -> str | None:
    """When a process started, in whatever form the system tells it; None when there is no such process."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.parent.parent.joinpath("self").exists():
        # The 22nd field; the second, a name in brackets, may hold spaces.
        return stat.read_text().rpartition(")")[2].split()[19] if stat.exists() else None
    found = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip() or None
