"""Structured reports → totals per city: ours and what one would take instead, on one broker with the same records."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.bench.contenders.work import VARIABLE
from tests.bench.kafka.cluster import Run, broker, fed
from tests.bench.kafka.expected import Expected, expected
from tests.bench.kafka.finish import Throughput, timed
from tests.bench.kafka.made import structured
from tests.bench.kafka.size import PARTITIONS, RUNS, sized
from tests.bench.rows import Row, row

ROOT: Final = Path(__file__).resolve().parents[3]
BENCH_PYTHON: Final = ROOT / ".venv" / "bench" / "bin" / "python"
REPORTS: Final = 300_000
CITIES: Final = 500
PATIENCE_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0
_SIGHT: Final = {"PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT)), "PYTHONSAFEPATH": "1"}
"""What contenders and their children import: the same core as this process, compiled or not."""


@dataclass(frozen=True)
class Contender:
    """How one is started, and what it promises."""

    name: str
    module: str
    guarantee: str
    share: float = 1.0
    """Of the reports: slow ones get fewer, or a bench takes all day."""
    own_packages: bool = False
    """Runs in .venv/bench, which has the packages that the service itself does not need."""

    def command(self) -> list[str]:
        """Its command line."""
        python = str(BENCH_PYTHON) if self.own_packages else sys.executable
        return [python, "-m", *self.module.split()]


OURS: Final = Contender("incident-stream", "service worker", "exactly once")
CONTENDERS: Final = (
    OURS,
    Contender("Faust agents", "tests.bench.contenders.faust_agents", "at least once", share=0.05),
    Contender("Faust take", "tests.bench.contenders.faust_take", "at least once", share=0.1),
    Contender("quixstreams", "tests.bench.contenders.quix", "exactly once", share=0.05, own_packages=True),
    Contender("faststream", "tests.bench.contenders.faststream_app", "at most once", share=0.2, own_packages=True),
    Contender("aiokafka loop", "tests.bench.contenders.aiokafka_loop", "none", share=0.2),
    Contender("aiokafka loop, batches", "tests.bench.contenders.aiokafka_batches", "none"),
    Contender("confluent-kafka loop", "tests.bench.contenders.confluent_loop", "none", share=0.2, own_packages=True),
    Contender("confluent-kafka loop, batches", "tests.bench.contenders.confluent_batches", "none", own_packages=True),
)


def compete(
    contender: Contender, servers: str, partitions: int, values: Sequence[bytes], wanted: Expected
) -> Throughput:
    """One run of one contender."""
    name = contender.module.rpartition(".")[2].replace(" ", "-")
    with fed(servers, name, partitions, []) as run, started(contender.command(), run) as process:
        return asyncio.run(timed(run, values, wanted, [process], PATIENCE_SECONDS))


@contextmanager
def started(command: Sequence[str], run: Run, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process at work in a run's topics, with `more` variables; stopped at the end."""
    with TemporaryDirectory(prefix="incident-stream-bench-") as folder:
        said = {"servers": run.servers, "name": run.name, "partitions": run.partitions, "folder": folder}
        log = Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={
                    **run.environment,
                    VARIABLE: json.dumps(said),
                    **_SIGHT,
                    **more,
                },
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            yield process
        except Exception as error:
            error.add_note(log.read_text(errors="replace")[-3000:])
            raise
        finally:
            stop(process)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """As an operator does it; killed when it does not listen."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def structured_rows() -> list[Row]:
    """Reports a second and processor time of each, and what ours is of the others in the same round."""
    results: dict[str, list[Throughput]] = {contender.name: [] for contender in CONTENDERS}
    inputs = {
        share: list(structured(sized(int(REPORTS * share)), CITIES)) for share in {one.share for one in CONTENDERS}
    }
    wanted = {share: expected(values) for share, values in inputs.items()}
    with broker() as servers:
        for _ in range(RUNS):
            for contender in CONTENDERS:
                values = inputs[contender.share]
                result = compete(contender, servers, PARTITIONS, values, wanted[contender.share])
                results[contender.name].append(result)
    return [one for contender in CONTENDERS for one in _rows(contender, results)]


def _rows(contender: Contender, results: dict[str, list[Throughput]]) -> list[Row]:
    ours, its = results[OURS.name], results[contender.name]
    said = f"{contender.name}, {contender.guarantee}, {its[0].reports:,} reports"
    rows = [row(said, "reports/s", [one.per_second for one in its])]
    micros = [one.cpu_micros for one in its if one.cpu_micros is not None]
    if micros:
        rows.append(row(f"{contender.name}: processor time", "us/report", micros))
    if contender is not OURS:
        ratios = [own.per_second / other.per_second for own, other in zip(ours, its, strict=True)]
        rows.append(row(f"ratio: {OURS.name} over {contender.name}", "x", ratios))
    return rows
