"""The names of all settlements, villages too, found from any of their case forms without a table of forms.

A form is led back to possible names by the endings learned from the declension when the data file was built; each is
then declined, so that only what the declension gives is found.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from service.core.places.cases import Case
from service.core.places.declension import Language, forms_of
from service.core.places.table import SETTLEMENTS, PlaceTable

LONGEST_ENDING: Final = 6
_KEPT: Final = 2
"""Letters of an ending, which no other spelling changes."""
_CHANGING: Final = str.maketrans("ії", "ое")
_LONGEST_KEY: Final = 60
"""No name is longer; longer words are not kept in mind."""
_REMEMBERED: Final = 20_000
_LETTERS: Final = {
    Case.NOMINATIVE: "n", Case.GENITIVE: "g", Case.DATIVE: "d", Case.ACCUSATIVE: "a", Case.INSTRUMENTAL: "i",
    Case.LOCATIVE: "l",
}  # fmt: skip

Endings = dict[str, list[str]]
"""The end of a form → the ends that its name may have."""


@dataclass(frozen=True, slots=True)
class Village:
    """A name that a form may belong to: its number in the table, and the cases, as letters of "ngdail"."""

    number: int
    cases: str


class _Numbers:
    """Numbers of names by key. Few names share a key: the first is kept apart from the others, which is quicker."""

    def __init__(self, names: Sequence[str], numbers: Sequence[int]) -> None:
        self.first: dict[str, int] = {}
        self._others: dict[str, list[int]] = defaultdict(list)
        for key, number in zip(_keys([names[number] for number in numbers]), numbers, strict=True):
            if self.first.setdefault(key, number) != number:
                self._others[key].append(number)

    def of(self, key: str) -> tuple[int, ...]:
        return (self.first[key], *self._others.get(key, ())) if key in self.first else ()


def _keys(names: list[str]) -> list[str]:
    """`key_of` for names as the table has them, all at once: those need no more than this."""
    return "\n".join(names).lower().replace("ё", "е").split("\n")


class Villages:
    """Settlement names by any form."""

    def __init__(self, table: PlaceTable, endings: dict[str, Endings]) -> None:
        self._endings = endings
        numbers = sorted({table.name_of[row] for row, kind in enumerate(table.category) if kind in SETTLEMENTS})
        self._names = {
            Language.UKRAINIAN: _Numbers(table.names, numbers),
            Language.RUSSIAN: _Numbers(table.russian, numbers),
        }
        self._latin = _Numbers(table.latin, numbers)
        self._phrases: dict[str, list[tuple[str, Language]]] = defaultdict(list)
        for language, names in self._names.items():
            for name in names.first:
                if " " in name or "-" in name:
                    self._phrases[_phrase_key(name)].append((name, language))
        self._found: dict[str, tuple[Village, ...]] = {}

    def look_up(self, key: str) -> tuple[Village, ...]:
        """The names of which `key` (see `place_keys`) is a form, of one word or more."""
        if len(key) > _LONGEST_KEY:
            return ()
        known = self._found.get(key)
        if known is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            known = self._found[key] = tuple(self._search(key))
        return known

    def begins(self, first: str, second: str) -> bool:
        """Whether two words may be a name of several words."""
        return _phrase_key(f"{first} {second}") in self._phrases or f"{first} {second}" in self._latin.first

    def _search(self, key: str) -> Iterator[Village]:
        if key.isascii():
            yield from (Village(number, "") for number in self._latin.of(key))
            return
        found = list(self._search_spelled(key))
        yield from found
        if not found and "ы" in key[:-1]:  # "Рыжевка", "Коротыч": the sound rules make another letter of it
            kept = _KEPT if "ы" in key[:-_KEPT] else 1
            yield from self._search_spelled(key[:-kept].replace("ы", "и") + key[-kept:])

    def _search_spelled(self, key: str) -> Iterator[Village]:
        if " " in key or "-" in key:
            possible: Iterable[tuple[str, Language]] = dict.fromkeys(self._phrases.get(_phrase_key(key), ()))
        else:
            possible = [(name, language) for language in Language for name in self._possible(key, language)]
        for name, language in possible:
            cases = "".join(_LETTERS[case] for case, forms in forms_of(name, language).items() if key in forms)
            if cases:
                yield from (Village(number, cases) for number in self._names[language].of(name))

    def _possible(self, key: str, language: Language) -> Iterator[str]:
        names, endings, seen = self._names[language].first, self._endings[language], set()
        for length in range(min(LONGEST_ENDING, len(key) - 1) + 1):
            stem, ending = key[: len(key) - length], key[len(key) - length :]
            for other in endings.get(ending, ()):
                name = stem + other
                if name in names and name not in seen:
                    seen.add(name)
                    yield name


def learned_endings(names: Iterable[str], language: Language) -> Endings:
    """For every form of every name: its end behind what the two share → the name's end, in a fixed order."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if " " in name or "-" in name:
            continue
        for forms in forms_of(name, language).values():
            for form in forms:
                shared = _shared(form, name)
                if len(form) - shared <= LONGEST_ENDING:
                    found[form[shared:]].add(name[shared:])
    return {ending: sorted(found[ending]) for ending in sorted(found)}


def _shared(one: str, other: str) -> int:
    shared = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        shared += 1
    return shared


def _phrase_key(phrase: str) -> str:
    """The beginnings of the first two words or parts, as far as declension leaves them alone: Ріг → Рогу."""
    first, _, rest = phrase.replace("-", " ").partition(" ")
    return f"{first[:2]} {rest[:2]}".translate(_CHANGING)
