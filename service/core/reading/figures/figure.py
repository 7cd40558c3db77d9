"""A figure: "at least three damaged houses" is 3 houses, at least, with "damaged" between."""

from typing import Final, final

from schemas.vocabulary import Qualifier
from service.core.reading.ages import ADULT
from service.core.reading.words import Noun

_CHILDREN: Final = "children"


@final
class Figure:
    """A figure with what it may count. Indices are of the sentence's tokens; `end` is behind the last."""

    __slots__ = (
        "ages", "among", "base", "best", "borrowed", "carried", "counted", "end", "high", "inner", "low", "more",
        "nouns", "qualifier", "single", "start", "struck", "total", "young",
    )  # fmt: skip

    def __init__(
        self,
        start: int,
        end: int,
        low: int | None,
        best: int | None,
        high: int | None,
        qualifier: Qualifier,
        nouns: tuple[Noun, ...] = (),
        *,
        counted: bool = True,
        more: bool = False,
        single: bool = False,
    ) -> None:
        self.start = start
        self.end = end
        self.low = low
        self.best = best
        self.high = high
        self.qualifier = qualifier
        self.nouns = nouns
        self.counted = counted
        """False for what is only named: "the railway hub", "загинула жінка"."""
        self.more = more
        """ "Three more": on top of what was said before."""
        self.base = False
        """ "Of 60": what another figure is out of."""
        self.total = False
        """What something has risen to."""
        self.among = False
        """ "Ten of the injured": a part of what a word names."""
        self.inner: int | None = None
        """Start of a word for what happened between the figure and its noun: "three damaged houses"."""
        self.single = single
        """One person who is described, not counted."""
        self.ages: list[int] = []
        self.young = False
        self.borrowed: tuple[Noun, ...] = ()
        """Nouns of another figure, for one that has none of its own."""
        self.struck = False
        """Several things, not counted, that a verb says were hit."""
        self.carried = False
        """They are the sentence before's."""

    @property
    def part(self) -> str | None:
        """The part of people that it counts."""
        part = self.nouns[0].part if self.nouns else None
        return _CHILDREN if part in (None, "women") and self.young else part

    @property
    def minors(self) -> int:
        """Children, by noun or by ages."""
        if self.part == _CHILDREN:
            return self.best or 0
        return sum(age < ADULT for age in self.ages)

    @property
    def family(self) -> str:
        """What kind of noun it has of its own; empty where it has none."""
        return self.nouns[0].family if self.nouns else ""

    @property
    def is_thing(self) -> bool:
        """Its noun is a building or another object."""
        return bool(self.nouns) and self.nouns[0].is_thing

    def noun_for(self, families: tuple[str, ...]) -> Noun | None:
        """The noun as a word that takes these families means it."""
        for noun in self.nouns or self.borrowed:
            for family in families:  # a comparison each: "in" looks at them as at any objects
                if noun.family == family:
                    return noun
        return None
