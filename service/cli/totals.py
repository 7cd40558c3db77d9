"""`incident-stream totals`: folds reports, or what a worker told of its totals, without Kafka."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import typer
from pydantic import ValidationError

from schemas.totals import TotalChange
from service.cli.common import fail, fail_with, settings_or_exit
from service.core.decode import RawRecord
from service.core.outcome import Rejected
from service.core.pipeline import Normalized, normalize
from service.core.reading.reader import Normalizer
from service.core.replay import replay
from service.core.totals.containment import area_of
from service.core.totals.known import known_at
from service.shell.app_version import app_version
from service.shell.reading import read_to_end
from service.shell.settings import Settings
from service.shell.topics import CHANGES, TopicNames


def totals(
    at: Annotated[
        str | None,
        typer.Option(
            help="Moment the totals are for, RFC 3339; what was published later is left out. "
            "The newest report's if missing.",
        ),
    ] = None,
    as_known_at: Annotated[
        str | None,
        typer.Option(help="Read TotalChange records instead of reports, and print what was known at this moment."),
    ] = None,
    from_kafka: Annotated[
        bool, typer.Option("--from-kafka", help="With --as-known-at: read the topic, not standard input.")
    ] = False,
) -> None:
    """Print the final totals of cities, then of areas, a JSON object a line; time is the stream's own.

    Reports come from standard input, a JSON object a line.
    """
    settings = settings_or_exit()
    if as_known_at is not None:
        if at is not None:
            fail("--at is for reports and --as-known-at for changes: give one of them", 2)
        _print_known(_changes_of(settings, from_kafka), _moment("--as-known-at", as_known_at))
        return
    if from_kafka:
        fail("--from-kafka reads changes: give --as-known-at too", 2)
    _print_totals(settings, None if at is None else _moment("--at", at))


def _print_totals(settings: Settings, at: datetime | None) -> None:
    normalizer = Normalizer.load()
    reports, rules = _read(settings, normalizer), settings.totals.as_rules()
    folded = replay(reports, rules, partial(area_of, normalizer.gazetteer), at)
    for found in folded.last_totals():
        print(found.model_dump_json(by_alias=True))
    if folded.left_out:
        print(f"incident-stream: left out {folded.left_out} reports published after {at}", file=sys.stderr)


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


# -- as known at a moment ----------------------------------------------------------------------------------------------


def _print_known(values: Iterable[bytes], at: datetime) -> None:
    known = known_at(_parsed(values), at)
    for found in known.totals():
        print(found.model_dump_json(by_alias=True))
    gaps = known.gaps()
    if gaps:
        fail(f"changes are missing of {len(gaps)} places, such as {gaps[0]}: their older figures may be incomplete")


def _changes_of(settings: Settings, from_kafka: bool) -> Iterable[bytes]:
    if not from_kafka:
        return (line for line in sys.stdin.buffer if line.strip())
    try:
        records = asyncio.run(read_to_end(settings, TopicNames(settings).full(CHANGES)))
    except Exception as error:  # noqa: BLE001 - whatever the client raises, the user wants the sentence
        fail_with(settings, "cannot read from", error, "reader")
    return (record.value for record in records if record.value)


def _parsed(values: Iterable[bytes]) -> Iterator[TotalChange]:
    for number, value in enumerate(values, 1):
        try:
            yield TotalChange.model_validate_json(value)
        except ValidationError as error:
            said = error.errors(include_url=False, include_input=False)[0]
            fail(f"change {number} is no TotalChange: {'.'.join(map(str, said['loc']))}: {said['msg']}")


def _moment(option: str, given: str) -> datetime:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        fail(f"{option} {given!r} is no RFC 3339 time, such as 2026-02-12T06:40:00Z", 2)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
