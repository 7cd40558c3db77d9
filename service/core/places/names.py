"""Every written form that names a place by itself: cities, towns, regions, aliases and foreign places, in all cases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from service.core.places.declension import Language, all_forms
from service.core.places.keys import key_of
from service.core.places.latin_spellings import russian_spellings, ukrainian_spellings
from service.core.places.lexicon import Entry, PlaceLexicon
from service.core.places.regions import COUNTRY_ID
from service.core.places.table import CITIES, COUNTRY_ROW, SETTLEMENTS, PlaceTable

TOWN_POPULATION: Final = 5000
"""From this size on a settlement's name needs no word such as "село" beside it."""
_SMALLER: Final = 100
"""A village so many times smaller than a large city of its name is never meant without a word such as "село"."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a written form stands for."""

    rows: tuple[int, ...]
    """Rows of the table, the most populous first; empty for a foreign place."""
    foreign: bool = False
    alone: bool = True
    """Whether the form names a place without further signs; False for ordinary words and first names."""

    @property
    def is_country(self) -> bool:
        """Whether it is Ukraine itself."""
        return self.rows[:1] == (COUNTRY_ROW,)


class Names:
    """Forms by key. `longest` tells for a form's first word how many words may belong to it."""

    def __init__(self, table: PlaceTable, lexicon: PlaceLexicon) -> None:
        self._table = table
        self._lexicon = lexicon
        self._rows: dict[str, set[int]] = defaultdict(set)
        self._shy: set[str] = set()
        self._foreign: set[str] = set()
        self._settlements = self._by_name()
        self._add_towns()
        self._add_aliases()
        self._add_regions()
        self._add_parts()
        self._add_foreign()
        self.forms: dict[str, Named] = self._finished()
        self.longest: dict[str, int] = {}
        for form in self.forms:
            first, space, _ = form.partition(" ")
            if space:
                self.longest[first] = max(self.longest.get(first, 1), form.count(" ") + 1)

    def _by_name(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for row, category in enumerate(self._table.category):
            if category in SETTLEMENTS:
                found[self._table.names[self._table.name_of[row]]].append(row)
        return found

    def _add_towns(self) -> None:
        """Cities, larger settlements and the well-known; with each its smaller namesakes, for the context to choose."""
        listed = {entry["place"] for entry in self._lexicon.names if entry.get("ru")}
        for name, rows in self._settlements.items():
            if not any(self._is_town(row, name) for row in rows):
                continue
            number = self._table.name_of[rows[0]]
            shy = name in self._lexicon.words.shy
            self._add(rows, uk=[name], en=[self._table.latin[number]], shy=shy)
            if name not in listed:
                self._add(rows, ru=[self._table.russian[number]], shy=shy)

    def _is_town(self, row: int, name: str) -> bool:
        if self._table.category[row] in CITIES or self._table.population[row] >= TOWN_POPULATION:
            return True
        iso = self._table.iso(row)
        return iso is not None and name in self._lexicon.prominent.get(iso, ())

    def _add_aliases(self) -> None:
        for entry in self._lexicon.names:
            row = self.row_named(entry["place"], entry.get("region"))
            if row is None:
                continue
            # The first Russian name is the Russian for the Ukrainian one, and as many places bear it.
            usual, further = entry.get("ru", [])[:1], entry.get("ru", [])[1:]
            bearers = [row] if "region" in entry else self._settlements[entry["place"]]
            self._add(bearers, ru=usual, shy=entry["place"] in self._lexicon.words.shy)
            self._add([row], uk=entry.get("uk", ()), ru=further, en=entry.get("en", ()))

    def russian_aliases(self) -> dict[str, list[str]]:
        """Russian names that the lists give beside those of the table, by the official name."""
        found: dict[str, list[str]] = defaultdict(list)
        for entry in self._lexicon.names:
            found[entry["place"]] += entry.get("ru", [])
        return found

    def row_named(self, name: str, iso: str | None = None) -> int | None:
        """The most populous settlement of an official Ukrainian name, in a region where one is given."""
        rows = [row for row in self._settlements.get(name, ()) if iso in (None, self._table.iso(row))]
        return self._table.by_population(rows)[0] if rows else None

    def _add_regions(self) -> None:
        rows = {self._table.iso(row): row for row in self._table.rows_of("O")}
        rows[COUNTRY_ID] = COUNTRY_ROW
        taken: set[str] = set()
        for entry in self._lexicon.regions:
            self._add([rows[entry["region"]]], entry["uk"], entry["ru"], entry["en"])
            taken.update(key_of(name) for name in (*entry["uk"], *entry["ru"]))
        for entry in self._lexicon.raions:
            row = next(row for row in self._table.rows_of("P") if self._official(row) == entry["raion"])
            self._add([row], entry["uk"], entry["ru"])
        for row in self._table.rows_of("P"):
            number = self._table.name_of[row]
            uk, ru = _region_noun(self._table.names[number]), _region_noun(self._table.russian[number])
            self._add([row], uk=[uk] if uk not in taken else [], ru=[ru] if ru not in taken else [])

    def _official(self, row: int) -> str:
        return self._table.names[self._table.name_of[row]]

    def _add_parts(self) -> None:
        for entry in self._lexicon.parts:
            city = self.row_named(entry["of"])
            district = next((row for row in self._table.rows_of("B") if self._is_district(row, city, entry)), city)
            if district is not None:
                self._add([district], entry["uk"], entry["ru"], entry["en"])

    def _is_district(self, row: int, city: int | None, entry: Entry) -> bool:
        return self._table.parent_row[row] == city and self._table.names[self._table.name_of[row]] == entry.get(
            "district"
        )

    def _add(
        self,
        rows: Sequence[int],
        uk: Iterable[str] = (),
        ru: Iterable[str] = (),
        en: Iterable[str] = (),
        *,
        shy: bool = False,
    ) -> None:
        forms = [key_of(name) for name in en]
        for key in map(key_of, uk):
            forms += (*all_forms(key, Language.UKRAINIAN), *ukrainian_spellings(key))
        for key in map(key_of, ru):
            forms += (*all_forms(key, Language.RUSSIAN), *russian_spellings(key))
        self._put(forms, rows)
        if shy:  # "бурштин" is amber, but Burshtyn in Latin letters is the town
            self._shy.update(f for f in forms if not f.isascii() or f in self._lexicon.words.shy_latin)

    def _put(self, forms: Iterable[str], rows: Sequence[int]) -> None:
        for form in forms:
            self._rows[form].update(rows)
            if "-" in form:
                self._rows[form.replace("-", " ")].update(rows)

    def _add_foreign(self) -> None:
        for english, ukrainian, russian in self._lexicon.foreign:
            self._foreign.update(key_of(name) for name in english.split("|"))
            for names, language in ((ukrainian, Language.UKRAINIAN), (russian, Language.RUSSIAN)):
                for name in names.split("|"):
                    self._foreign.update(all_forms(key_of(name), language))

    def _finished(self) -> dict[str, Named]:
        """Rows in order; forms of the same rows share one value. A town of ours comes before a foreign one."""
        words = self._lexicon.words
        made: dict[tuple[frozenset[int], bool], Named] = {}
        forms: dict[str, Named] = {
            form: Named((), foreign=True, alone=form not in words.not_alone) for form in self._foreign
        }
        for form, rows in self._rows.items():
            known = forms.get(form)
            if known is not None and not self._outweighs(rows):
                continue
            alone = form not in words.not_alone and form not in words.ordinary and form not in self._shy
            key = (frozenset(rows), alone)
            if key not in made:
                made[key] = Named(self._serious(rows), alone=key[1])
            forms[form] = made[key]
        return forms

    def _serious(self, rows: Iterable[int]) -> tuple[int, ...]:
        """Rows in order, without villages that happen to be called like a large city: no one means those."""
        ordered = self._table.by_population(rows)
        least = self._table.population[ordered[0]] // _SMALLER if ordered[0] >= 0 else 0
        if least < TOWN_POPULATION // _SMALLER * 10:
            return ordered
        return tuple(row for row in ordered if self._table.population[row] >= least)

    def _outweighs(self, rows: Iterable[int]) -> bool:
        return any(row == COUNTRY_ROW or self._table.category[row] in "OM" for row in rows)


def _region_noun(adjective: str) -> str:
    """Ізюмський → ізюмщина, Кременчуцький → кременчуччина, Изюмский → изюмщина."""
    key = key_of(adjective)
    for ending, noun in (("ський", "щина"), ("цький", "ччина"), ("ский", "щина"), ("цкий", "тчина")):
        if key.endswith(ending):
            return key.removesuffix(ending) + noun
    return key + "\0"
