"""A place that a sentence names, and what the sentence makes of it."""

from typing import final

from schemas.incident import Place
from service.core.places.gazetteer import PlaceMention


@final
class Named:
    """A place named in a sentence, with the indices of its tokens."""

    __slots__ = (
        "away",
        "candidates",
        "dateline",
        "end",
        "last",
        "leads",
        "listed",
        "mention",
        "of",
        "origin",
        "place",
        "start",
        "weak",
    )

    def __init__(self, mention: PlaceMention, start: int, end: int, *, weak: bool) -> None:
        self.mention = mention
        self.start = start
        self.end = end
        self.place: Place | None = None
        self.candidates: tuple[Place, ...] = ()
        self.leads = True
        self.weak = weak
        """An adjective or part of an office ("Kyiv mayor"): says where only when nothing else does."""
        self.last = False
        """Says where only when the text has named nothing else: "taken to hospitals in Sumy"."""
        self.listed = False
        """One of several places named together."""
        self.of: int | None = None
        """Start of the part that it places: "two of them in Myrhorod"."""
        self.dateline = False
        """ "KYIV — Russia launched …": where it was written, so no place of a tally."""
        self.origin = False
        """What flew came from there: "from the directions of Kursk and Oryol"."""
        self.away = False
        """A visitor came from there: "погибла отдыхающая из Винницы"; wherever it was, it was not there."""

    @property
    def foreign(self) -> bool:
        """Outside Ukraine, or where a visitor is from."""
        return self.mention.foreign or self.away
