"""One broker, which is a controller too: its folder, its ports, its process."""

import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from service.shell.dev_kafka import guard
from service.shell.dev_kafka.fetch import DevKafkaError
from service.shell.dev_kafka.java import KafkaJava
from service.shell.dev_kafka.properties import CLUSTER_ID, CONTROLLER, PLAIN

STOP_SECONDS: Final = 30
_TOLD: Final = 3000
"""Characters of a log in an error message."""


@dataclass
class Node:
    """One broker. `ports` by name of listener."""

    number: int
    ports: Mapping[str, int]
    folder: Path
    guard: "subprocess.Popen[bytes] | None" = None
    trains: bool = False

    @property
    def port(self) -> int:
        """Of the listener without encryption or names."""
        return self.ports[PLAIN]

    @property
    def controller_port(self) -> int:
        """Where the other brokers find this one as a controller."""
        return self.ports[CONTROLLER]

    @property
    def log(self) -> Path:
        """What the broker prints."""
        return self.folder / "broker.log"

    @property
    def has_data(self) -> bool:
        """Whether its storage was made before."""
        return (self.folder / "data" / "meta.properties").exists()

    @property
    def _settings(self) -> Path:
        return self.folder / "server.properties"

    @property
    def _training(self) -> Path:
        return self.folder / "classes.jsa"

    def runs(self) -> bool:
        """Whether its process is there."""
        return self.guard is not None and self.guard.poll() is None

    def said(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-_TOLD:] if self.log.exists() else ""

    def configure(self, java: KafkaJava, properties: Mapping[str, str]) -> None:
        """Write its settings, and make its storage unless it has some. Raises DevKafkaError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._settings.write_text("".join(f"{key}={value}\n" for key, value in properties.items()))
        if self.has_data:
            return
        command = java.command("kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", str(self._settings))
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise DevKafkaError(f"Kafka's storage could not be made in {self.folder}:\n{done.stdout}{done.stderr}")

    def launch(self, java: KafkaJava, lock: IO[bytes]) -> None:
        """Start its process; the guard keeps the folder's lock for as long as there is a broker in it."""
        training = self._training if self.trains and java.can_train() else None
        command = java.command("kafka.Kafka", str(self._settings), training=training)
        with self.log.open("ab") as output:
            self.guard = subprocess.Popen(
                [sys.executable, "-I", "-S", guard.__file__, *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                # Of its own session, so that Ctrl-C reaches only us and brokers are stopped in good order.
                start_new_session=True,
                pass_fds=[lock.fileno()],
            )

    def signal(self, number: int) -> None:
        """Send the broker a signal; nothing happens when it has ended."""
        if self.guard is not None and self.guard.stdin is not None and self.runs():
            try:
                self.guard.stdin.write(bytes([number]))
                self.guard.stdin.flush()
            except BrokenPipeError:
                return  # it ended just now

    def terminate(self) -> None:
        """Ask it to stop in good order, frozen or not; `gone` waits for it."""
        self.signal(signal.SIGTERM)
        self.signal(signal.SIGCONT)

    def gone(self, java: KafkaJava | None = None) -> None:
        """Wait until it has ended; kill it when that takes too long. Takes over the archive that it may have left."""
        if self.guard is None:
            return
        try:
            self.guard.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.guard.wait()
        else:
            if java is not None:
                java.keep(self._training)
        if self.guard.stdin is not None:
            self.guard.stdin.close()
        self.guard = None
