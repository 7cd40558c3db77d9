"""The gazetteer: which place a text or a structured producer means (design, section 5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import re2

from schemas.incident import Place
from schemas.vocabulary import PlaceKind
from service.core.declension import Language, all_forms
from service.core.place_keys import key_of
from service.core.place_lexicon import PlaceLexicon, load_lexicon
from service.core.place_table import UKRAINE, PlaceTable
from service.core.regions import COUNTRY_ID, REGIONS

_WORD: Final = re2.compile(r"[\p{L}\p{M}][\p{L}\p{M}'’ʼ`´‐‑-]*")
_LONGEST: Final = 4
_TOWN: Final = 5000
_LEAD: Final = 10
_LARGE: Final = 10_000
_CAPITAL_OF: Final = {
    "UA-12": "Дніпро",
    "UA-35": "Кропивницький",
    "UA-21": "Ужгород",
    "UA-07": "Луцьк",
    "UA-43": "Сімферополь",
}


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a text. Offsets cover the name and its type word."""

    start: int
    end: int
    candidates: tuple[Place, ...]
    metonym: bool = False
    foreign: bool = False
    adjective: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The place meant, or None with those it could be."""

    place: Place | None
    candidates: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    text: str
    start: int
    end: int


class Gazetteer:
    """Places by id, by name and in texts."""

    def __init__(self, table: PlaceTable, lexicon: PlaceLexicon) -> None:
        self._table = table
        self._words = lexicon.words
        self._rows: dict[str, list[int]] = {}
        self._areas: dict[str, list[int]] = {}
        self._districts: dict[str, list[int]] = {}
        self._regions: dict[str, Place] = {}
        self._oblast_by_iso: dict[str, Place] = {}
        self._foreign: set[str] = set()
        self._villages: dict[str, int] = {}
        self._occupied: set[int] = set()
        self._build(lexicon)

    @classmethod
    def load(cls) -> "Gazetteer":
        """Read the data and the word lists."""
        return cls(PlaceTable.load(), load_lexicon())

    # -- looking up ----------------------------------------------------------------------------------------------------

    def by_id(self, place_id: str) -> Place | None:
        """A place by its KATOTTG code; `UA` is the country."""
        if place_id == COUNTRY_ID:
            return UKRAINE
        row = self._table.row_of(place_id) if place_id.startswith("UA") else None
        return None if row is None else self._table.place(row)

    def parent(self, place: Place) -> Place | None:
        """The next level up."""
        return next(iter(self.ancestors(place)), None)

    def ancestors(self, place: Place) -> tuple[Place, ...]:
        """The levels above, nearest first, the country last."""
        row = self._table.row_of(place.id)
        if row is None:
            return ()
        return (*(self._table.place(above) for above in self._table.ancestor_rows(row)), UKRAINE)

    def city_of(self, place: Place) -> Place:
        """A city district's city; any other place itself."""
        if place.kind is not PlaceKind.DISTRICT:
            return place
        return next((above for above in self.ancestors(place) if above.kind is PlaceKind.CITY), place)

    def oblast_of(self, place: Place) -> Place | None:
        """The oblast around a place; None for the country and for Kyiv and Sevastopol, which stand under it."""
        if place.kind is PlaceKind.OBLAST:
            return place
        return next((above for above in self.ancestors(place) if above.kind is PlaceKind.OBLAST), None)

    def population(self, place: Place) -> int:
        """Inhabitants, as GeoNames has them; 0 when unknown."""
        row = self._table.row_of(place.id)
        return 0 if row is None else self._table.population[row]

    def is_occupied(self, place: Place) -> bool:
        """Whether a place has long been under occupation."""
        return self._table.row_of(place.id) in self._occupied

    def resolve(self, name: str, region: str | None = None) -> Resolution:
        """A place that a structured producer names; `region` is an oblast by name or ISO code."""
        found = self.mentions(name[:1].upper() + name[1:])
        whole = [mention for mention in found if mention.end - mention.start >= len(name.strip()) - 2]
        candidates = whole[0].candidates if whole else tuple(map(self._table.place, self._named(key_of(name))))
        if region is not None:
            around = self._oblast_by_iso.get(region) or self._oblast_named(region)
            if around is not None:
                inside = tuple(place for place in candidates if place.region == around.region)
                return Resolution(inside[0] if inside else None, inside or candidates)
        mention = PlaceMention(0, len(name), candidates, name=name)
        return self.settle(mention, ())

    def settle(self, mention: PlaceMention, context: Sequence[Place]) -> Resolution:
        """Which of the candidates is meant: the only one, one in a region named nearby, or the clear leader."""
        candidates = mention.candidates
        if len(candidates) < 2:
            return Resolution(candidates[0] if candidates else None, candidates)
        for near in context:
            inside = [place for place in candidates if near.region is not None and place.region == near.region]
            if inside:
                return Resolution(inside[0], candidates)
        first, second = self.population(candidates[0]), self.population(candidates[1])
        if first >= _LARGE and first >= _LEAD * second:
            return Resolution(candidates[0], candidates)
        return Resolution(None, candidates)

    # -- texts ---------------------------------------------------------------------------------------------------------

    def mentions(self, text: str) -> list[PlaceMention]:
        """Places named in a text, in order; linear in its length."""
        words = [_Word(key_of(m.group()), m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
        found: list[PlaceMention] = []
        at = 0
        while at < len(words):
            match = self._at(words, at, text)
            if match is None:
                at += 1
            else:
                length, mention = match
                found.append(mention)
                at += length
        return found

    def _at(self, words: list[_Word], at: int, text: str) -> tuple[int, PlaceMention] | None:
        metonym = self._metonym(words, at, text)
        if metonym is not None:
            return metonym
        if not words[at].text[0].isupper():
            return None
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            span = words[at : at + length]
            if any(text[a.end : b.start] not in (" ", "\u00a0", "-") for a, b in pairwise(span)):
                continue
            key = " ".join(word.key for word in span)
            match = self._named_at(words, at, length, key, text)
            if match is not None:
                return match
        return None

    def _metonym(self, words: list[_Word], at: int, text: str) -> tuple[int, PlaceMention] | None:
        for length in (2, 1):
            key = " ".join(word.key for word in words[at : at + length])
            if key in self._words.metonyms and len(words) >= at + length:
                before = words[at - 1].key if at else ""
                after = words[at + length].key if at + length < len(words) else ""
                if before in self._words.not_our_capital_before or after in self._words.not_our_capital_after:
                    return None
                start, end = words[at].start, words[at + length - 1].end
                return length, PlaceMention(start, end, (self._kyiv,), metonym=True, name=text[start:end])
        return None

    def _named_at(
        self, words: list[_Word], at: int, length: int, key: str, text: str
    ) -> tuple[int, PlaceMention] | None:
        possessive = key.endswith("'s")
        bare = key.removesuffix("'s")
        after = words[at + length] if at + length < len(words) else None
        joined = after is not None and text[words[at + length - 1].end : after.start].strip() == ""
        kind = self._words.area_one.get(after.key) if after is not None and joined else None
        start = words[at].start
        if kind is not None and after is not None:
            places = self._area_places(bare, kind)
            if places:
                return length + 1, PlaceMention(start, after.end, places, name=text[start : after.end])
        end = words[at + length - 1].end
        if bare in self._regions:
            return length, PlaceMention(start, end, (self._regions[bare],), adjective=possessive, name=text[start:end])
        if bare in self._foreign:
            return length, PlaceMention(start, end, (), foreign=True, adjective=possessive, name=text[start:end])
        rows = self._named(bare, self._village_word(words, at, text))
        if not rows or not self._stands(words, at, length, bare):
            return None
        adjective = possessive or (
            joined and after is not None and after.key in self._words.modified and bare.isascii()
        )
        places = tuple(map(self._table.place, rows))
        return length, PlaceMention(start, end, places, adjective=adjective, name=text[start:end])

    def _stands(self, words: list[_Word], at: int, length: int, key: str) -> bool:
        before = words[at - 1].key if at else ""
        after = words[at + length].key if at + length < len(words) else ""
        if before in self._words.not_before or after in self._words.not_after:
            return False
        if at > 1 and words[at - 1].text[0].isupper() and words[at - 2].key in self._words.not_before:
            return False  # "улица Академика Королёва"
        if key in self._words.rivers and before in self._words.river_before:
            return False
        if key in self._words.not_alone or key in self._words.ordinary:
            return before in self._words.prepositions or before in self._words.settlement_before
        return True

    def _village_word(self, words: list[_Word], at: int, text: str) -> bool:
        if not at:
            return False
        before = words[at - 1].key
        dotted = text[words[at - 1].end : words[at].start].strip() == "."
        return before in self._words.village_words and (dotted or len(before) > 1)

    def _named(self, key: str, village: bool = False) -> tuple[int, ...]:
        rows = self._rows.get(key, [])
        if village or not rows:
            number = self._villages.get(key)
            if number is not None and (village or not rows):
                small = list(self._table.rows_named(number)) if village else []
                rows = [*rows, *(row for row in small if self._table.category[row] in "KMXC")]
        return self._table.by_population(rows)

    def _area_places(self, key: str, kind: str) -> tuple[Place, ...]:
        if kind == "oblast":
            place = self._oblast_named(key)
            return (place,) if place is not None else ()
        if kind == "raion":
            rows = self._districts.get(key) or [r for r in self._areas.get(key, ()) if self._table.category[r] == "P"]
        else:
            rows = [row for row in self._areas.get(key, ()) if self._table.category[row] == "H"]
        return tuple(map(self._table.place, self._table.by_population(rows)))

    def _oblast_named(self, name: str) -> Place | None:
        key = key_of(name)
        for word in (" oblast", " region", " область"):
            key = key.removesuffix(word)
        rows = [row for row in self._areas.get(key, ()) if self._table.category[row] == "O"]
        return self._table.place(rows[0]) if rows else self._regions.get(key)

    # -- building ------------------------------------------------------------------------------------------------------

    def _build(self, lexicon: PlaceLexicon) -> None:
        table = self._table
        prominent = {name for names in lexicon.prominent.values() for name in names}
        for row in range(len(table)):
            name = table.names[table.name_of[row]]
            category = table.category[row]
            latin, russian = table.latin[table.name_of[row]], table.russian[table.name_of[row]]
            if category in "KM" or (category in "XC" and (table.population[row] >= _TOWN or name in prominent)):
                self._add(self._rows, row, _all_names(name, russian, latin))
            elif category in "OPH":
                self._add(self._areas, row, _all_names(name, russian, latin))
                if category == "O":
                    self._add_oblast(row)
            elif category == "B":
                self._add(self._districts, row, _all_names(name, russian, latin))
                self._add(self._rows, row, [])
        for number, name in enumerate(table.names):
            self._villages.setdefault(key_of(name), number)
            self._villages.setdefault(key_of(table.latin[number]), number)
        self._add_aliases(lexicon)
        kyiv = self._table.row_of("UA80000000000093317")
        self._kyiv = self._table.place(kyiv) if kyiv is not None else UKRAINE
        for spellings in lexicon.foreign:
            for spelled, language in zip(spellings, (None, Language.UKRAINIAN, Language.RUSSIAN), strict=True):
                for name in spelled.split("|"):
                    forms = [name] if language is None else all_forms(key_of(name), language)
                    self._foreign.update(key_of(form) for form in forms)

    def _add(self, index: dict[str, list[int]], row: int, names: Iterable[str]) -> None:
        for name in names:
            rows = index.setdefault(name, [])
            if row not in rows:
                rows.append(row)

    def _add_oblast(self, row: int) -> None:
        place = self._table.place(row)
        self._oblast_by_iso[place.region or ""] = place
        stem = REGIONS[self._table.region_key(row)].stem
        self._add(self._areas, row, [key_of(stem)])

    def _add_aliases(self, lexicon: PlaceLexicon) -> None:
        by_name: dict[str, list[int]] = {}
        for row in range(len(self._table)):
            if self._table.category[row] in "KMX":
                by_name.setdefault(self._table.names[self._table.name_of[row]], []).append(row)
        for entry in lexicon.names:
            rows = [
                row
                for row in by_name.get(entry["place"], ())
                if "region" not in entry or self._table.place(row).region == entry["region"]
            ]
            if rows:
                chosen = self._table.by_population(rows)[0]
                names = [form for name in entry.get("uk", ()) for form in all_forms(key_of(name), Language.UKRAINIAN)]
                names += [form for name in entry.get("ru", ()) for form in all_forms(key_of(name), Language.RUSSIAN)]
                names += [key_of(name) for name in entry.get("en", ())]
                self._add(self._rows, chosen, names)
        for entry in lexicon.regions:
            place = UKRAINE if entry["region"] == "UA" else self._oblast_by_iso.get(entry["region"])
            if place is not None:
                self._add_region(place, entry)
        for iso, name in _CAPITAL_OF.items():
            self._same_as_capital(iso, name)
        for iso, place in list(self._oblast_by_iso.items()):
            self._same_as_capital(iso, place.name.removesuffix(" Oblast"))
        for iso, names in lexicon.occupied.items():
            wanted = None if names == "all" else set(names)
            for row in range(len(self._table)):
                place_name = self._table.names[self._table.name_of[row]]
                if REGIONS[self._table.region_key(row)].iso == iso and (wanted is None or place_name in wanted):
                    self._occupied.add(row)

    def _add_region(self, place: Place, entry: dict[str, list[str]]) -> None:
        for language, of in (("uk", Language.UKRAINIAN), ("ru", Language.RUSSIAN)):
            for name in entry.get(language, ()):
                for form in all_forms(key_of(name), of):
                    self._regions.setdefault(form, place)
        for name in entry.get("en", ()):
            self._regions.setdefault(key_of(name), place)

    def _same_as_capital(self, iso: str, name: str) -> None:
        """ "Odessa region", "Dnipro region": every Latin name of the capital city before an area word."""
        oblast = self._oblast_by_iso.get(iso)
        row = self._table.row_of(oblast.id) if oblast else None
        if row is None:
            return
        cities = [r for r in self._rows.get(key_of(name), ()) if self._table.place(r).region in (iso, "UA-30")]
        for city in cities:
            for key, rows in list(self._rows.items()):
                if city in rows and key.isascii():
                    self._add(self._areas, row, [key])


def _all_names(ukrainian: str, russian: str, latin: str) -> list[str]:
    names = list(all_forms(key_of(ukrainian), Language.UKRAINIAN))
    if russian:
        names += all_forms(key_of(russian), Language.RUSSIAN)
    return list(dict.fromkeys([*names, key_of(latin)]))
