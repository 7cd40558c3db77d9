"""All that is known of names, and what a text's reading makes of its words."""

from dataclasses import dataclass, field
from typing import final

from service.core.memo import keep
from service.core.places.areas import Areas, Rows
from service.core.places.lexicon import PlaceWords
from service.core.places.names import Names
from service.core.places.table import SETTLEMENTS, PlaceTable
from service.core.places.villages import Villages


@dataclass(frozen=True, slots=True)
class Book:
    """The tables that a text is read with."""

    table: PlaceTable
    words: PlaceWords
    names: Names
    areas: Areas
    villages: Villages
    capital: int
    """The row of Kyiv."""
    spoken: frozenset[str]
    """Last words of phrases for the capital."""
    _known: dict[str, bool] = field(default_factory=dict)

    def is_known(self, key: str) -> bool:
        """Whether a word may begin a name or be an adjective; few words of a text are, and texts repeat their words."""
        known = self._known.get(key)
        if known is None:
            base = key.removesuffix("'s").removesuffix("'")
            known = base in self.names.forms or base in self.names.longest or base in self.spoken
            known = known or self.areas.knows(base)
            keep(self._known, key, known)
        return known

    def is_name(self, key: str) -> bool:
        """Whether a key is a form of a name, or a settlement's."""
        return key in self.names.forms or ("-" in key and bool(self.villages.look_up(key)))

    def settlements(self, key: str, cases: str = "") -> Rows:
        """Every settlement, village or city, of a written name, in one of the cases if any are given."""
        return self.table.by_population(
            row
            for village in self.villages.look_up(key)
            if not cases or not village.cases or not set(cases).isdisjoint(village.cases)
            for row in self.table.rows_named(village.number)
            if self.table.category[row] in SETTLEMENTS
        )

    def knows_settlement(self, key: str) -> bool:
        """Whether any settlement has such a name, in whatever case."""
        return bool(self.villages.look_up(key))


@final
class Draft:
    """A place found at words `first` to `last`, type words included."""

    __slots__ = ("adjective", "anchor", "first", "foreign", "last", "metonym", "rows")

    def __init__(
        self,
        first: int,
        last: int,
        anchor: int,
        rows: Rows,
        foreign: bool = False,
        metonym: bool = False,
        adjective: bool = False,
    ) -> None:
        self.first = first
        self.last = last
        self.anchor = anchor
        """A flagged word of it, whose offset is known."""
        self.rows = rows
        self.foreign = foreign
        self.metonym = metonym
        self.adjective = adjective


@final
class Unsure:
    """A word that may name a village or a city's district, for lack of a sure sign."""

    __slots__ = ("at", "cases", "district")

    def __init__(self, at: int, cases: str | None, district: bool = False) -> None:
        self.at = at
        self.cases = cases
        """The cases that the preposition before it takes; None without one."""
        self.district = district
        """Whether the word is a city district's adjective."""
