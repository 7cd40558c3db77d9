"""What the gazetteer finds: places named in a text, and which place is meant."""

from dataclasses import dataclass

from schemas.incident import Place


@dataclass(slots=True)
class PlaceMention:
    """A place named in a text. Offsets are those of the original text and cover the name and its type word."""

    start: int
    end: int
    candidates: tuple[Place, ...]
    """Places of the written name, likeliest first; empty for a foreign place."""
    metonym: bool = False
    """ "the capital"."""
    foreign: bool = False
    """Outside Ukraine."""
    adjective: bool = False
    """Only a modifier: "Kharkiv mayor", "харківський"."""
    name: str = ""
    """As written."""


@dataclass(slots=True)
class Resolution:
    """The place meant, or None with those it could be."""

    place: Place | None
    candidates: tuple[Place, ...]
