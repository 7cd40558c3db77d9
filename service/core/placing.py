"""Where a claim is: the places of its sentence, else the one carried over from before."""

from dataclasses import dataclass
from typing import Final

from schemas.incident import Place
from schemas.vocabulary import Measure, PlaceKind, SourceClass, Unit
from service.core.counting import TALLIES
from service.core.grammar import Link, Reading
from service.core.places import Gazetteer, PlaceMention
from service.core.speakers import Speaker
from service.core.text import Token
from service.core.times import Occurred

_AREAS: Final = (PlaceKind.COUNTRY, PlaceKind.OBLAST)
_NEAR_PLACE: Final = 4


@dataclass(slots=True)
class Carried:
    """What one sentence leaves to the next."""

    place: Place | None = None
    abroad: bool = False
    speaker: Speaker | None = None
    occurred: Occurred | None = None
    paragraph: int = -1
    candidates: tuple[Place, ...] = ()
    place_text: str | None = None


Placed = tuple[Place | None, tuple[Place, ...], str | None, str | None, bool]


class Placer:
    """Finds the place of a claim in its sentence, else takes the one carried over."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        tokens: tuple[Token, ...],
        mentions: list[PlaceMention],
        carried: Carried,
        reading: Reading,
    ) -> None:
        self._gazetteer = gazetteer
        self._tokens = tokens
        self._mentions = mentions
        self._carried = carried
        self._reading = reading
        self._index = [self._token_index(mention) for mention in mentions]

    def _token_index(self, mention: PlaceMention) -> int:
        return next((n for n, token in enumerate(self._tokens) if token.end > mention.start), 0)

    def place(self, link: Link, measure: Measure) -> Placed | str:  # noqa: PLR0911 - one line for each way to place
        """Where, or why there is no claim."""
        if self._reading.has("region_wide"):
            return self._region_wide(link)
        if measure.value in TALLIES:
            return self._tally_place()
        if self._reading.has("somewhere") and not self._solid_cities():
            return "said of several places at once"
        chosen = self._choose(link)
        if chosen is None:
            return self._from_before(link)
        if chosen.foreign:
            return "outside Ukraine"
        found = self._gazetteer.settle(chosen, self._context(chosen))
        if found.place is None:
            return (None, found.candidates, chosen.name, None, False)
        if found.place.kind is PlaceKind.COUNTRY and not self._reading.has("everywhere"):
            return "no place that the figure is said of"
        return self._rolled(self._around_settlements(link, found.place), carried=False)

    def _around_settlements(self, link: Link, place: Place) -> Place:
        """ "46 settlements": no single one of them holds the others, so the figure is its oblast's."""
        several = link.quantity.noun is not None and link.quantity.noun.unit == Unit.SETTLEMENTS
        oblast = self._gazetteer.oblast_of(place) if several and place.kind is PlaceKind.CITY else None
        return oblast or place

    def _region_wide(self, link: Link) -> Placed | str:
        """ "In all, 4,000 customers in the region": the oblast of the place that the text is about."""
        chosen = self._choose(link)
        near = chosen.candidates[0] if chosen and chosen.candidates else self._carried.place
        oblast = self._gazetteer.oblast_of(near) if near is not None else None
        if oblast is None:
            return "no place that the figure is said of"
        return (oblast, (), None, None, chosen is None)

    def _solid_cities(self) -> bool:
        return any(
            c.kind not in _AREAS for m in self._mentions if not m.adjective and not m.foreign for c in m.candidates[:1]
        )

    def _tally_place(self) -> Placed | str:
        for mention in self._mentions:
            if not mention.foreign and not mention.adjective and mention.candidates:
                found = self._gazetteer.settle(mention, ())
                if found.place is not None and found.place.kind is not PlaceKind.COUNTRY:
                    return self._rolled(found.place, carried=False)
        place = self._carried.place
        regional = self._carried.speaker is not None and self._carried.speaker.rank is SourceClass.OFFICIAL
        if place is not None and place.kind is not PlaceKind.COUNTRY and not self._mentions and regional:
            return self._rolled(place, carried=True)
        country = self._gazetteer.by_id("UA")
        return (country, (), None, None, not self._mentions)

    def _from_before(self, link: Link) -> Placed | str:
        carried = self._carried
        if carried.abroad:
            return "outside Ukraine"
        if carried.place is not None and carried.place.kind is PlaceKind.COUNTRY:
            return "no place that the figure is said of"
        if carried.place is None:
            return (None, carried.candidates, carried.place_text, None, True)
        return self._rolled(self._around_settlements(link, carried.place), carried=True)

    def _rolled(self, place: Place, *, carried: bool) -> Placed:
        """Districts go to their city, raions and hromadas to their oblast, with the name as the site."""
        if place.kind is PlaceKind.DISTRICT:
            return (self._gazetteer.city_of(place), (), None, place.name, carried)
        if place.kind in (PlaceKind.RAION, PlaceKind.HROMADA):
            oblast = self._gazetteer.oblast_of(place)
            if oblast is not None:
                return (oblast, (), None, place.name, carried)
        return (place, (), None, None, carried)

    def _context(self, chosen: PlaceMention) -> list[Place]:
        context = [m.candidates[0] for m in self._mentions if m is not chosen and m.candidates and not m.foreign]
        return [*context, *([self._carried.place] if self._carried.place else [])]

    def _choose(self, link: Link) -> PlaceMention | None:
        solid = [
            (index, mention)
            for index, mention in zip(self._index, self._mentions, strict=True)
            if not mention.adjective and (mention.foreign or mention.candidates)
        ]
        usable = [(i, m) for i, m in solid if m.foreign or m.candidates[0].kind is not PlaceKind.COUNTRY] or solid
        low, high = min(link.quantity.start, link.at), max(link.quantity.end, link.end)
        before = [(i, m) for i, m in usable if i < low or low <= i < high]
        after = [(i, m) for i, m in usable if i >= high]
        near = (
            after[0]
            if after and after[0][0] - high <= _NEAR_PLACE and not self._other_figure(high, after[0][0])
            else None
        )
        last = self._with_its_region(before)
        if near is not None and last is not None:
            return self._narrower(last, near[1]) or near[1]
        if near is not None:
            return near[1]
        if last is not None:
            inner = next((m for _, m in after if self._inside(m, last)), None)
            return inner or last
        if after:
            return after[0][1]
        return self._by_adjective()

    def _with_its_region(self, before: list[tuple[int, PlaceMention]]) -> PlaceMention | None:
        """ "Lozova, Kharkiv region": the region only says which Lozova."""
        if len(before) > 1 and before[-1][0] - before[-2][0] <= _NEAR_PLACE:
            one, other = before[-2][1], before[-1][1]
            return one if self._inside(one, other) else other
        return before[-1][1] if before else None

    def _other_figure(self, start: int, end: int) -> bool:
        return any(start <= q.start < end for q in self._reading.quantities)

    def _narrower(self, one: PlaceMention, other: PlaceMention) -> PlaceMention | None:
        if self._inside(one, other):
            return one
        return other if self._inside(other, one) else None

    def _inside(self, inner: PlaceMention, outer: PlaceMention) -> bool:
        if inner.foreign or outer.foreign or not inner.candidates or not outer.candidates:
            return False
        around = outer.candidates[0]
        return any(around in self._gazetteer.ancestors(candidate) for candidate in inner.candidates)

    def _by_adjective(self) -> PlaceMention | None:
        if self._carried.place is not None and self._carried.place.kind is not PlaceKind.COUNTRY:
            return None
        return next((m for m in self._mentions if m.adjective and m.candidates and not m.foreign), None)
