"""How records are written: by orjson, from the models' own fields. Compiled, for it is asked for every part of each."""

from typing import Any, Final

import orjson

_OPTIONS: Final = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def encoded(record: Any) -> bytes:
    """An OutputRecord as JSON."""
    return compact(orjson.dumps(_fields(record), default=_part, option=_OPTIONS))


def compact(value: bytes) -> bytes:
    """The same bytes in no more memory than they need: what orjson returns keeps its buffer, of 4 kB or more."""
    return b"".join((value, b""))  # of a copy the cheapest


def _fields(record: Any) -> dict[str, Any]:
    fields: dict[str, Any] = record.__dict__
    aliases: dict[str, str] = record._aliases
    return {aliases.get(name, name): value for name, value in fields.items()} if aliases else fields


def _part(part: Any) -> Any:
    """What orjson does not know itself: parts of a record."""
    try:
        written = part._written
    except AttributeError:  # not written yet, or no part at all, which has no such method either
        written = part.write_once()
    return _fields(part) if written is None else written
