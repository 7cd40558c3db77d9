"""Gets Kafka's jars: resolved by jgo from Maven Central, checked against our own list of hashes, kept per user."""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from threading import Event
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

CACHE_VARIABLE: Final = "INCIDENT_STREAM_CACHE_DIR"
KAFKA: Final = "4.3.1"
EXTRA_MISSING: Final = "dev-kafka needs an extra: pip install 'incident-stream[dev-kafka]'"
PARALLEL: Final = 8
_ATTEMPTS: Final = 2
_TIMEOUT_SECONDS: Final = 30


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

    def is_in(self, folder: Path) -> bool:
        """Whether a folder has it, byte for byte (all jars together take a twentieth of a second)."""
        file = folder / self.file_name
        return file.is_file() and _digest(file) == self.sha256


Get = Callable[[Jar, Path], Path]
"""Gets one jar, into a folder that is its own for as long as it works."""


def pinned_jars() -> list[Jar]:
    """Every jar that Kafka needs, from jars.txt."""
    return listed(files("service.shell.dev_kafka").joinpath("jars.txt").read_text(encoding="utf-8"))


def listed(text: str) -> list[Jar]:
    """Jars of a list: coordinates and hash, one a line; lines that begin with # are remarks."""
    jars = []
    for line in text.splitlines():
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


def kafka_jars() -> list[Path]:
    """Paths of all jars that Kafka needs, from this user's cache or downloaded into it.

    Raises DevKafkaError when the extra or the network is missing or a download is not what it should be.
    """
    return obtain(pinned_jars(), cache_folder() / "kafka", download)


def obtain(jars: list[Jar], folder: Path, get: Get) -> list[Path]:
    """Paths of jars in a folder; what is not there, or not what it should be, is got.

    A jar appears under its final name only when it is complete and right, so two processes may do this at once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = [jar for jar in jars if not jar.is_in(folder)]
    if missing:
        with (
            _progress(len(missing), folder) as done,
            tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as scratch,
        ):
            _fill(folder, missing, lambda jar: get(jar, Path(scratch)), done)
    return [folder / jar.file_name for jar in jars]


def _fill(folder: Path, jars: list[Jar], get: Callable[[Jar], Path], done: Callable[[], None]) -> None:
    failed = Event()

    def one(jar: Jar) -> None:
        if failed.is_set():
            return  # after the first failure the others would only fail as slowly
        try:
            _place(get(jar), jar, folder)
        except Exception:
            failed.set()
            raise
        done()

    pool = ThreadPoolExecutor(PARALLEL)
    try:
        for future in [pool.submit(one, jar) for jar in jars]:
            future.result()
    finally:
        pool.shutdown(cancel_futures=True)  # of an interrupt, too


def _place(found: Path, jar: Jar, folder: Path) -> None:
    digest = _digest(found)
    if digest != jar.sha256:
        raise DevKafkaError(f"{jar.file_name} is not what it should be: its SHA-256 is {digest}, not {jar.sha256}")
    found.replace(folder / jar.file_name)


def download(jar: Jar, scratch: Path) -> Path:
    """Have jgo download one jar into a folder; a failure is tried once more. Raises DevKafkaError."""
    try:
        from jgo.maven import MavenContext  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise DevKafkaError(EXTRA_MISSING) from error
    problem: Exception | None = None
    for attempt in range(_ATTEMPTS):
        context = MavenContext(repo_cache=scratch / str(attempt) / jar.file_name, timeout=_TIMEOUT_SECONDS)
        try:
            return Path(context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve())
        except Exception as error:  # noqa: BLE001 - jgo promises no kind of error
            problem = error
    raise DevKafkaError(
        f"cannot download {jar.group}:{jar.artifact}:{jar.version}; is the network there? "
        f"Once downloaded, Kafka starts without it. ({type(problem).__name__}: {problem})"
    ) from problem


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@contextmanager
def _progress(total: int, folder: Path) -> Iterator[Callable[[], None]]:
    console = Console(stderr=True)
    what = f"Apache Kafka {KAFKA}"
    if not console.is_terminal:
        console.print(f"downloading {what}: {total} files", highlight=False)
        yield lambda: None
        console.print(f"downloaded {what} into {folder}", highlight=False, soft_wrap=True)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(f"downloading {what}", total=total)
        yield lambda: progress.advance(task)
