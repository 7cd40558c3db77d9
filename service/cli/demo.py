"""`incident-stream demo`: the whole service at work on this machine, then nothing left of it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from service.cli.common import fail
from service.cli.watch import Board
from service.demo.samples import sample_reports
from service.shell import admin
from service.shell.dead_letters import PREFIX as DEAD_LETTER_PREFIX
from service.shell.dev_kafka import DevKafka
from service.shell.producing import send_reports
from service.shell.reading import read_to_end
from service.shell.settings import PREFIX, Settings, load_settings
from service.shell.topics import DEAD, TopicNames

_START_SECONDS: Final = 60
_SHOWN_METRICS: Final = (
    "records_received_total",
    "records_processed_total",
    "incidents_total",
    "dead_letters_total",
    "total_changes_total",
)
_PARTITIONS: Final = "3"
_TOLD: Final = (
    "an article, a structured report, one in Ukrainian",
    "a revision, a repeat, a poison pill, a restoration",
)


def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Keep everything running and say what to open.")] = False,
) -> None:
    """Start Kafka and the worker, feed sample reports, show totals, the dead letter and metrics, stop everything."""
    console = Console()
    started = monotonic()
    with tempfile.TemporaryDirectory(prefix="incident-stream-demo-") as folder:
        step(console, "starting Kafka (downloaded and checked the first time)")
        with DevKafka(directory=Path(folder), port=0) as kafka:
            port = free_port()
            os.environ.update(
                {
                    PREFIX + "KAFKA__BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
                    PREFIX + "TOPICS__PARTITIONS": _PARTITIONS,
                    PREFIX + "HTTP__PORT": str(port),
                }
            )
            settings = load_settings()
            asyncio.run(admin.create_topics(settings))
            step(console, f"Kafka is at {kafka.bootstrap_servers}; starting the worker")
            with running_worker(Path(folder) / "worker.log", port):
                run(console, settings, port)
                console.print(f"\n[bold]done in {monotonic() - started:.0f} s[/]")
                if keep:
                    stay(console, settings, port)
    step(console, "everything is stopped")


def run(console: Console, settings: Settings, port: int) -> None:
    """Feed the samples and show what came of them."""
    parts = sample_reports(datetime.now(UTC))
    fed = 0
    for values, what in zip(parts, _TOLD, strict=True):
        asyncio.run(send_reports(settings, values))
        fed += len(values)
        step(console, f"fed {len(values)} reports: {what}")
        await_processed(port, fed)
    board = Board(settings, "24h")
    asyncio.run(board.print_once(as_json=False))
    show_dead_letters(console, settings)
    show_metrics(console, port)


def step(console: Console, text: str) -> None:
    """A line that tells what happens."""
    console.print(Text(f"▸ {text}", style="cyan"))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_worker(log: Path, port: int) -> Iterator[None]:
    """A worker in a process of its own, ready; stopped as an operator would stop it."""
    with log.open("wb") as output:
        worker = subprocess.Popen([sys.executable, "-m", "service", "worker"], stderr=output, stdout=output)
        try:
            await_ready(worker, log, port)
            yield
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(timeout=_START_SECONDS)


def await_ready(worker: "subprocess.Popen[bytes]", log: Path, port: int) -> None:
    """Until the worker says that it is ready."""
    until = monotonic() + _START_SECONDS
    while get(port, "/health/ready") is None:
        if worker.poll() is not None or monotonic() > until:
            fail(f"the worker did not get ready:\n{log.read_text(errors='replace')[-4000:]}")
        pause()


def await_processed(port: int, reports: int) -> None:
    """Until every report has its outcome and no partition has anything left to read."""
    until = monotonic() + _START_SECONDS
    while True:
        metrics = get(port, "/metrics") or ""
        done = sum(samples(metrics, "records_processed_total").values())
        if done >= reports and not sum(samples(metrics, "consumer_lag_records").values()) and _read_all(metrics):
            return
        if monotonic() > until:
            fail(f"only {done:.0f} of {reports} reports were processed in time")
        pause()


def _read_all(metrics: str) -> bool:
    read = samples(metrics, "records_received_total")
    incidents = sum(samples(metrics, "incidents_total").values())
    return sum(value for name, value in read.items() if 'topic="incidents"' in name) >= incidents


def pause() -> None:
    """Between two looks at a condition."""
    import time  # noqa: PLC0415

    time.sleep(0.2)


def get(port: int, path: str) -> str | None:
    """The answer of the worker's operations port; None when it is not there or not well."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, OSError):
        return None


def samples(metrics: str, name: str) -> dict[str, float]:
    """Samples of one metric by their full name with labels."""
    found = {}
    for line in metrics.splitlines():
        if line.startswith(f"incident_stream_{name}"):
            label, _, value = line.rpartition(" ")
            found[label] = float(value)
    return found


def show_dead_letters(console: Console, settings: Settings) -> None:
    """Each dead letter with its reason."""
    for record in asyncio.run(read_to_end(settings, TopicNames(settings).full(DEAD))):
        headers = {name: (value or b"").decode(errors="replace") for name, value in record.headers}
        said = "\n".join(f"{name}: {value}" for name, value in headers.items() if name.startswith(DEAD_LETTER_PREFIX))
        value = (record.value or b"").decode(errors="replace")
        console.print(Panel(Text(f"{said}\n\n{value}"), title="dead letter", title_align="left", expand=False))


def show_metrics(console: Console, port: int) -> None:
    """An excerpt of the metrics page: what has counted."""
    metrics = get(port, "/metrics") or ""
    lines = [
        f"{name} {value:g}" for metric in _SHOWN_METRICS for name, value in samples(metrics, metric).items() if value
    ]
    console.print(Panel(Text("\n".join(lines)), title="metrics", title_align="left", expand=False))


def stay(console: Console, settings: Settings, port: int) -> None:
    """Say what to open, and wait for Ctrl-C."""
    servers = settings.kafka.bootstrap_servers
    console.print(
        f"""
[bold]Still running.[/] In another terminal:
  metrics          http://127.0.0.1:{port}/metrics
  health           http://127.0.0.1:{port}/health/ready
  live totals      {PREFIX}KAFKA__BOOTSTRAP_SERVERS={servers} .venv/bin/incident-stream watch
  your reports     {PREFIX}KAFKA__BOOTSTRAP_SERVERS={servers} .venv/bin/incident-stream feed FILE.jsonl
Ctrl-C stops everything.""",
        soft_wrap=True,
        highlight=False,
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        signal.pause()
    except KeyboardInterrupt:
        console.print()
