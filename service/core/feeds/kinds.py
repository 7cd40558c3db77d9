"""Which kind of file it is, by its name and its first bytes, and the reader for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum
from typing import IO, Final

from service.core.feeds.cap import read_cap
from service.core.feeds.item import Item
from service.core.feeds.lines import read_lines, read_text
from service.core.feeds.syndication import read_syndication
from service.core.feeds.tables import read_table
from service.core.feeds.telegram import read_telegram


class Kind(StrEnum):
    """What a file holds."""

    JSON_LINES = "jsonl"
    TEXT = "text"
    CSV = "csv"
    SYNDICATION = "rss"
    TELEGRAM = "telegram"
    CAP = "cap"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read, where it does not say so itself."""

    source: str | None = None
    """Id of the source; what the file says of it, else its kind, when None."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """CSV: field → column."""
    zone: tzinfo = UTC
    """CSV: of times that name none."""


_BY_ENDING: Final = {
    ".txt": Kind.TEXT,
    ".md": Kind.TEXT,
    ".csv": Kind.CSV,
    ".rss": Kind.SYNDICATION,
    ".atom": Kind.SYNDICATION,
    ".jsonl": Kind.JSON_LINES,
    ".ndjson": Kind.JSON_LINES,
}


def kind_of(name: str, head: bytes) -> Kind:
    """The kind of a file by its name's ending; XML and JSON are told apart by the file's first bytes."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    if ending == ".xml" or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return Kind.CAP if b"urn:oasis:names:tc:emergency:cap" in head else Kind.SYNDICATION
    if ending == ".json" and (b'"messages"' in head or b'"chats"' in head):
        return Kind.TELEGRAM
    return Kind.JSON_LINES


def read(file: IO[bytes], kind: Kind, how: Reading) -> Iterator[Item]:
    """The items of a file; raises `UnreadableFileError` where it is not of its kind."""
    match kind:
        case Kind.TEXT:
            return read_text(file)
        case Kind.CSV:
            return read_table(file, how.mapping, how.zone, how.source)
        case Kind.SYNDICATION:
            return read_syndication(file, how.source)
        case Kind.TELEGRAM:
            return read_telegram(file, how.source)
        case Kind.CAP:
            return read_cap(file, how.source)
        case Kind.JSON_LINES:
            return read_lines(file)
