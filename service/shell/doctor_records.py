"""What the newest records of the topics that a worker reads tell of clocks and of versions."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import orjson

from schemas.model import SCHEMA_VERSION
from service.shell.finding import Finding, State
from service.shell.reading import drain, reader
from service.shell.records import Record, raw
from service.shell.settings import Settings
from service.shell.state import StateFormatError, check_format
from service.shell.topics import REPORTS, STEPS, TopicNames

_LAST: Final = 16
"""Offsets of a partition that are read: the end of a block is among them, with the format of its state."""


async def look_at_records(settings: Settings) -> list[Finding]:
    """Whether records come from the future, and whether this version can read what another one has written."""
    names = TopicNames(settings)
    inputs = [names.full(topic) for topics in STEPS.values() for topic in topics]
    changelogs = [names.changelog(step) for step in STEPS]
    newest = await _newest(settings, [*inputs, *changelogs])
    typed = [record for record in newest if record.topic in inputs and record.topic != names.full(REPORTS)]
    state = [record for record in newest if record.topic in changelogs]
    return [
        look_at_clock(newest, datetime.now(UTC), timedelta(seconds=settings.limits.max_skew_seconds)),
        *(look_at_versions(typed, state) or [Finding("schema", State.OK, "this version reads what is written")]),
    ]


async def _newest(settings: Settings, topics: Sequence[str]) -> list[Record]:
    """The last records of each partition, as far as they are committed."""
    async with reader(settings, *topics) as consumer:
        partitions = list(consumer.assignment())
        begins = await consumer.beginning_offsets(partitions)
        for partition, end in (await consumer.end_offsets(partitions)).items():
            consumer.seek(partition, max(begins[partition], end - _LAST))
        return await drain(consumer)


def look_at_clock(records: Iterable[Record], now: datetime, allowed: timedelta) -> Finding:
    """Whether the newest record comes from the future: this machine's clock is behind, or a producer's is ahead."""
    ahead = max((moment - now for record in records if (moment := raw(record).timestamp)), default=timedelta())
    if ahead > allowed:
        said = f"a record in Kafka is {ahead.total_seconds():.0f} s ahead of this machine's clock"
        return Finding("clock", State.ERROR, said, "set the clock (NTP) here, or at the producer that is ahead")
    return Finding("clock", State.OK, f"{now:%Y-%m-%d %H:%M:%S}Z; no record is from the future")


def look_at_versions(typed: Iterable[Record], state: Iterable[Record]) -> list[Finding]:
    """What this version cannot read: records of a newer schema, state of another format. One finding for a topic."""
    found: dict[str, Finding] = {}
    for record in typed:
        version = _schema_version(record.value)
        if version > SCHEMA_VERSION:
            said = f"{record.topic} holds records of schema version {version}, this version reads {SCHEMA_VERSION}"
            advice = "run the version that wrote them, or a newer one; these become dead letters here"
            found[record.topic] = Finding("schema", State.ERROR, said, advice)
    kept: dict[tuple[str, int], dict[bytes, bytes]] = {}
    for record in state:
        kept.setdefault((record.topic, record.partition), {})[record.key or b""] = record.value or b""
    for (changelog, _), stored in kept.items():
        try:
            check_format(stored, changelog)
        except StateFormatError as error:
            found[changelog] = Finding("schema", State.ERROR, str(error), "docs/how-to/upgrade.md tells how")
    return list(found.values())


def _schema_version(value: bytes | None) -> int:
    """Of a record that says one; 0 where it does not, or is none of ours: that is for the worker to refuse."""
    try:
        said = orjson.loads(value or b"null")
    except orjson.JSONDecodeError:
        return 0
    version = said.get("schema_version") if isinstance(said, dict) else None
    return version if isinstance(version, int) else 0
