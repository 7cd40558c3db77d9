"""The kinds of places, each looked up once: asking the enumeration costs more than comparing with what it gives."""

from typing import Final

from schemas.vocabulary import PlaceKind

COUNTRY: Final = PlaceKind.COUNTRY
OBLAST: Final = PlaceKind.OBLAST
RAION: Final = PlaceKind.RAION
HROMADA: Final = PlaceKind.HROMADA
CITY: Final = PlaceKind.CITY
DISTRICT: Final = PlaceKind.DISTRICT
