"""All that is known of names, and what a text's reading makes of its words."""

from dataclasses import dataclass

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

    def is_known(self, key: str) -> bool:
        """Whether a word may begin a name or be an adjective; few words of a text are."""
        base = key.removesuffix("'s").removesuffix("'")
        return base in self.names.forms or base in self.names.longest or base in self.spoken or self.areas.knows(base)

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


@dataclass(slots=True)
class Draft:
    """A place found at words `first` to `last`, type words included."""

    first: int
    last: int
    anchor: int
    """A flagged word of it, whose offset is known."""
    rows: Rows
    foreign: bool = False
    metonym: bool = False
    adjective: bool = False


@dataclass(slots=True)
class Unsure:
    """A word that may name a village or a city's district, for lack of a sure sign."""

    at: int
    cases: str | None
    """The cases that the preposition before it takes; None without one."""
    district: bool = False
    """Whether the word is a city district's adjective."""
