"""What the gazetteer finds: places named in a text, and which place is meant."""

from typing import final

from schemas.incident import Place


@final
class PlaceMention:
    """A place named in a text. Offsets are those of the original text and cover the name and its type word."""

    __slots__ = ("adjective", "candidates", "end", "foreign", "metonym", "name", "start")

    def __init__(
        self,
        start: int,
        end: int,
        candidates: tuple[Place, ...],
        metonym: bool = False,
        foreign: bool = False,
        adjective: bool = False,
        name: str = "",
    ) -> None:
        self.start = start
        self.end = end
        self.candidates = candidates
        """Places of the written name, likeliest first; empty for a foreign place."""
        self.metonym = metonym
        """ "the capital"."""
        self.foreign = foreign
        """Outside Ukraine."""
        self.adjective = adjective
        """Only a modifier: "Kharkiv mayor", "харківський"."""
        self.name = name
        """As written."""


@final
class Resolution:
    """The place meant, or None with those it could be."""

    __slots__ = ("candidates", "place")

    def __init__(self, place: Place | None, candidates: tuple[Place, ...]) -> None:
        self.place = place
        self.candidates = candidates
