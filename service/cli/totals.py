"""`incident-stream totals`: folds reports from standard input, without Kafka."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import typer

from service.cli.common import fail, settings_or_exit
from service.core.containment import area_of
from service.core.decode import RawRecord
from service.core.outcome import Rejected
from service.core.pipeline import Normalized, normalize
from service.core.reader import Normalizer
from service.core.replay import replay
from service.shell.app_version import app_version
from service.shell.settings import Settings


def totals(
    at: Annotated[
        str | None, typer.Option(help="Moment the totals are for, RFC 3339; the newest report's if missing.")
    ] = None,
) -> None:
    """Print the final totals of cities, then of areas, a JSON object a line; time is the stream's own."""
    settings = settings_or_exit()
    normalizer = Normalizer.load()
    folded = replay(
        _read(settings, normalizer), settings.totals.as_rules(), partial(area_of, normalizer.gazetteer), _moment(at)
    )
    for found in folded.last_totals():
        print(found.model_dump_json(by_alias=True))


def _read(settings: Settings, normalizer: Normalizer) -> Iterator[Normalized]:
    now, limits, version = datetime.now(UTC), settings.limits.as_limits(), app_version()
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        result = normalize(RawRecord(line.rstrip(b"\n"), None), normalizer, limits, now, version)
        if isinstance(result, Rejected):
            # As in the worker: a report that cannot be used has its outcome, and the next one is read.
            print(f"incident-stream: report {number}: {result.code}: {result.detail}", file=sys.stderr)
        else:
            yield result


def _moment(given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        fail(f"--at {given!r} is no RFC 3339 time, such as 2026-02-12T06:40:00Z", 2)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
