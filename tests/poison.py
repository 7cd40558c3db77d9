"""Poison as data: records that must never stop the service, each with what must become of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

ACCEPTED: Final = "accepted"
_FILE: Final = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Poison:
    """One record for `reports`."""

    name: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    timestamp_ms: int | None
    """The record's own time; None = the producer's clock."""
    codec: str | None
    """What its batch is packed with; None = nothing."""
    outcome: str
    """A rejection code, or `accepted`."""


def load() -> list[Poison]:
    """Every record of tests/poison.yaml, in its order."""
    return [_read(entry) for entry in yaml.safe_load(_FILE.read_text(encoding="utf-8"))]


def _read(entry: dict[str, Any]) -> Poison:
    return Poison(
        name=entry["name"],
        key=_bytes(entry.get("key")),
        value=_bytes(entry.get("value")),
        headers=tuple(header for found in entry.get("headers", ()) for header in _headers(found)),
        timestamp_ms=entry.get("timestamp_ms"),
        codec=entry.get("codec"),
        outcome=entry["outcome"],
    )


def _headers(piece: Any) -> list[tuple[str, bytes | None]]:
    """A [name, value] pair, or {times: N, of: pair}. A name is read as the service reads it, not UTF-8 or not."""
    if isinstance(piece, dict):
        return _headers(piece["of"]) * int(piece["times"])
    name, value = piece
    return [((_bytes(name) or b"").decode(errors="surrogateescape"), _bytes(value))]


def _bytes(piece: Any) -> bytes | None:
    """The bytes that a piece of the data file stands for."""
    match piece:
        case None:
            return None
        case str():
            return piece.encode()
        case list():
            return b"".join(_bytes(part) or b"" for part in piece)
        case {"hex": str(digits)}:
            return bytes.fromhex(digits)
        case {"times": int(times), "of": part}:
            return (_bytes(part) or b"") * times
    raise ValueError(f"tests/poison.yaml: {piece!r} is no piece")
