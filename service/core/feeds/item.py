"""One item of a file: a report's bytes, or why there is none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final, TypeAlias

from pydantic_core import PydanticSerializationError, to_json

_LONGEST_ID: Final = 256


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that is no report, such as an exercise or a service message."""

    reason: str


Item: TypeAlias = bytes | Skipped


class UnreadableFileError(ValueError):
    """The file is not of the kind it was taken for; the message says where it stopped making sense."""


def report(fields: Mapping[str, Any]) -> bytes:
    """A report as JSON, without the fields that are not known."""
    known = {name: value for name, value in fields.items() if value not in (None, "", [], ())}
    try:
        return to_json(known)
    except PydanticSerializationError:
        # Bytes that are not UTF-8 go on as they were in the file: the service refuses them and keeps them.
        return json.dumps(known, ensure_ascii=False).encode("utf-8", "surrogateescape")


def identifier(*parts: object) -> str:
    """Parts joined with colons, as an id: one that is too long, or has control characters, is told by its hash."""
    joined = ":".join(str(part) for part in parts)
    if len(joined) <= _LONGEST_ID and joined.isprintable():
        return joined
    return f"{parts[0]}:{blake2b(joined.encode(errors='replace'), digest_size=16).hexdigest()}"[:_LONGEST_ID]
