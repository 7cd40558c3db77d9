"""A Kafka that goes on in the background: what is known of it is kept in its folder, for whoever comes later."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from service.shell.dev_kafka.cluster import START_SECONDS
from service.shell.dev_kafka.fetch import DevKafkaError, kafka_jars
from service.shell.dev_kafka.node import STOP_SECONDS

_LOOK_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Running:
    """A Kafka that serves: the process that holds its brokers, when that process started, where clients go."""

    pid: int
    started: str
    bootstrap_servers: str

    @property
    def brokers(self) -> int:
        """How many."""
        return len(self.bootstrap_servers.split(","))


def default_folder() -> Path:
    """Where this user's Kafka has its data unless told otherwise."""
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "incident-stream" / "dev-kafka"


def remember(folder: Path, servers: str) -> None:
    """Note in the folder that this process holds a Kafka that is ready."""
    pid = os.getpid()
    partial = _note(folder).with_suffix(".new")
    partial.write_text(json.dumps(asdict(Running(pid, started(pid) or "", servers))))
    partial.replace(_note(folder))


def forget(folder: Path) -> None:
    """Take the note away, if it is this process's."""
    known = running(folder)
    if known is not None and known.pid == os.getpid():
        _note(folder).unlink(missing_ok=True)


def running(folder: Path) -> Running | None:
    """What runs in a folder. A process id alone may be a stranger's by now: its start time must be the same."""
    try:
        known = Running(**json.loads(_note(folder).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return known if known.started and known.started == started(known.pid) else None


def up(folder: Path, brokers: int, port: int) -> Running:
    """Start a Kafka that outlives this process, or find the one that runs in the folder; returns when it is ready.

    Raises DevKafkaError when it does not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = running(folder)
    if known is not None:
        if known.brokers != brokers:
            raise DevKafkaError(f"a Kafka of {known.brokers} broker(s) runs in {folder} already; stop it first")
        return known
    kafka_jars()  # here, where a person sees the progress
    log = folder / "dev-kafka.log"
    with log.open("wb") as output:
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
    try:
        return _ready(folder, process, log)
    except BaseException:
        process.terminate()
        raise


def _ready(folder: Path, process: "subprocess.Popen[bytes]", log: Path) -> Running:
    until = monotonic() + 2 * START_SECONDS
    while True:
        ended = process.poll() is not None
        known = running(folder)
        if known is not None:
            return known
        if ended or monotonic() > until:
            said = log.read_text(errors="replace").replace("incident-stream: ", "").strip()
            raise DevKafkaError(f"Kafka did not start:\n{said}")
        sleep(_LOOK_SECONDS)  # between two looks


def down(folder: Path) -> bool:
    """Stop what runs in the folder and wait for its end; says whether anything ran. Raises DevKafkaError."""
    known = running(folder)
    if known is None:
        return False
    os.kill(known.pid, signal.SIGTERM)
    until = monotonic() + 2 * STOP_SECONDS
    while running(folder) == known or started(known.pid) == known.started:
        if monotonic() > until:
            raise DevKafkaError(f"process {known.pid} did not stop within {2 * STOP_SECONDS} s")
        sleep(_LOOK_SECONDS)  # between two looks
    return True


def _note(folder: Path) -> Path:
    return folder / "running.json"


def started(pid: int) -> str | None:
    """When a process started, in whatever form the system tells it; None when there is none, or only its remains."""
    if Path("/proc/self/stat").exists():
        try:
            # Fields 3 (state) and 22 (start); the second, a name in brackets, may hold spaces.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in {"Z", "X"} else fields[19]
    found = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, started = found.stdout.strip().partition(" ")
    return None if state.startswith("Z") else started.strip() or None
