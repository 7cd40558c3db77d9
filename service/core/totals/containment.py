"""Which area a place's figures go into (design, section 4.5)."""

from typing import Final, Protocol

from schemas.incident import Place
from schemas.vocabulary import PlaceKind

COUNTRY_ID: Final = "UA"


class Containment(Protocol):
    """What knows the places above a place (service.core.places.gazetteer.Gazetteer)."""

    def by_id(self, place_id: str) -> Place | None: ...
    def oblast_of(self, place: Place) -> Place | None: ...


def area_of(gazetteer: Containment, place: Place) -> Place | None:
    """A place's oblast; the country for an oblast and for the two cities outside any; None for the country itself."""
    if place.kind is PlaceKind.COUNTRY:
        return None
    oblast = None if place.kind is PlaceKind.OBLAST else gazetteer.oblast_of(place)
    return oblast or gazetteer.by_id(COUNTRY_ID)
