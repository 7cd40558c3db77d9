"""`incident-stream extract`: reads reports on standard input and prints incidents, without Kafka."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from schemas.vocabulary import Operation
from service.cli.common import fail
from service.core.decode import Limits, RawRecord, read_report
from service.core.outcome import Rejected
from service.core.reading.reader import Normalizer, Reading
from service.shell.app_version import app_version

_LIMITS = Limits(max_bytes=16 * 1024 * 1024)


def extract(
    explain: Annotated[bool, typer.Option("--explain", help="Also say what was seen and dropped, and why.")] = False,
    unplaced: Annotated[bool, typer.Option("--unplaced", help="Also print incidents without a place.")] = False,
    published_at: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"], help="For reports without a time.")
    ] = None,
) -> None:
    """Print the incidents of reports (JSON lines) or of one plain text, a JSON object a line."""
    data = sys.stdin.buffer.read()
    now = datetime.now(UTC)
    published = (published_at.replace(tzinfo=published_at.tzinfo or UTC) if published_at else None) or now
    normalizer = Normalizer.load()
    bad = 0
    for number, value in enumerate(_values(data), 1):
        report = read_report(RawRecord(value, published), _LIMITS, now)
        if isinstance(report, Rejected):
            print(f"incident-stream: report {number}: {report.code}: {report.detail}", file=sys.stderr)
            bad += 1
        elif report.operation is not Operation.CANCEL:
            _show(normalizer.read(report, version=app_version()), explain=explain, unplaced=unplaced)
    if bad:
        fail(f"{bad} of the reports could not be read")


def _values(data: bytes) -> list[bytes]:
    if not data.lstrip().startswith(b"{"):
        return [data] if data.strip() else []
    return [line for line in data.splitlines() if line.strip()]


def _show(reading: Reading, *, explain: bool, unplaced: bool) -> None:
    for incident in reading.incidents:
        print(incident.model_dump_json(by_alias=True))
    for lost in reading.unplaced if unplaced else ():
        print(lost.model_dump_json(by_alias=True))
    if explain:
        for line in reading.explanation():
            print(line, file=sys.stderr)
