"""The word lists of the gazetteer: `service/core/lexicon/places*.yaml`, read once when it is loaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parents[1] / "lexicon"
# Every scalar stays text: in YAML "on" and "no" are truth values otherwise.
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_DOTTED_AREAS: Final = frozenset(("обл.", "р-н.", "р-ну.", "р-ні."))

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Words around names, lower case; the lists of `places_words.yaml` as sets."""

    settlement_before: frozenset[str]
    settlement_ends: frozenset[str]
    """The last words of both kinds of phrase before a name."""
    village_words: frozenset[str]
    settlements_before: frozenset[str]
    settlement_after: frozenset[str]
    area_one: dict[str, str]
    """Type word → `oblast`, `raion` or `hromada`."""
    area_several: dict[str, str]
    bodies: frozenset[str]
    regional: frozenset[str]
    """ "Regional" before one of `regional_bodies`, which together name a body of the oblast."""
    regional_bodies: frozenset[str]
    between: frozenset[str]
    prepositions: dict[str, str]
    """Preposition → its cases, of Ukrainian and Russian together; empty for English."""
    links: frozenset[str]
    metonyms: frozenset[str]
    not_our_capital_before: frozenset[str]
    not_our_capital_after: frozenset[str]
    seats: frozenset[str]
    """The seat of government, which with one of `of_a_state` behind its 's is the state: "Kyiv's General Staff"."""
    of_a_state: frozenset[str]
    modified: frozenset[str]
    not_after: frozenset[str]
    not_before: frozenset[str]
    quarters: frozenset[str]
    """Words for a part of a town, which has a name of its own: "Таврійський мікрорайон"."""
    lands: frozenset[str]
    """Names of cities that stand for the oblast around them behind "на": "на Запоріжжі"."""
    lands_not_behind: frozenset[str]
    """What flies or is dropped on such a name comes down on the city: "сбросили на Запорожье"."""
    rivers: frozenset[str]
    river_before: frozenset[str]
    not_alone: frozenset[str]
    alone_inside: frozenset[str]
    """Adverbs, unless they are capital inside a sentence: "Ровно"."""
    country_stems: frozenset[str]
    """How adjectives of the country begin, which could be a town's."""
    shy: frozenset[str]
    """Official names none of whose forms is sure by itself, but those in Latin letters."""
    shy_latin: frozenset[str]
    """The forms in Latin letters that are not sure either."""
    seldom_words: frozenset[str]
    """Of the forms that are not sure, those whose other meaning is rare."""
    first_names: frozenset[str]
    """Of them, first names."""
    befell: frozenset[str]
    """Said before a town of what it suffered."""
    towns_do: frozenset[str]
    """Said behind a name, these are told of towns alone; of one or two words."""
    towns_do_after: frozenset[str]
    """What may stand between."""
    citizens: dict[str, tuple[str, ...]]
    """City → how the words for those who live there begin."""
    counts: frozenset[str]
    """Number words and hedges before them, as they stand behind the dash of a list's item."""
    foreign_areas: frozenset[str]
    ordinary: frozenset[str]

    def may_part(self, word: str) -> bool:
        """Whether a word, with its dot if it has one, may stand between two places that belong together."""
        bare = word.rstrip(".")
        return not bare or bare in self.links or bare in self.prepositions or word in self.settlement_before

    def is_abbreviation(self, raw: str) -> bool:
        """Whether a word as written ends with a dot that ends no sentence."""
        word = raw.lower().strip("(,)")
        return word in self.settlement_before or word in _DOTTED_AREAS


@dataclass(frozen=True, slots=True)
class PlaceLexicon:
    """Everything the YAML files hold."""

    words: PlaceWords
    names: tuple[Entry, ...]
    regions: tuple[Entry, ...]
    raions: tuple[Entry, ...]
    parts: tuple[Entry, ...]
    occupied: Entry
    """ISO code → "all" or Ukrainian names."""
    occupied_since: Entry
    """ISO code → the first day of it, in ISO format, by name of an area ("oblast" for all of it)."""
    prominent: Entry
    """ISO code → Ukrainian names."""
    heads: Entry
    """ISO code or a city's Ukrainian name → how the surnames of its heads begin, or a first name and that."""
    foreign: tuple[tuple[str, str, str], ...]
    """English, Ukrainian, Russian; several spellings parted by "|"."""


def load_lexicon(folder: Path = FOLDER) -> PlaceLexicon:
    """Read the three files."""
    names, words, foreign = (_read(folder / f"{name}.yaml") for name in ("places", "places_words", "places_foreign"))
    return PlaceLexicon(
        words=_words({**words, "foreign_areas": foreign["area_words"]}),
        names=tuple(names["names"]),
        regions=tuple(names["regions"]),
        raions=tuple(names["raions"]),
        parts=tuple(names["parts"]),
        occupied=names["occupied"],
        occupied_since=names["occupied_since"],
        prominent=names["prominent"],
        heads=names["heads"],
        foreign=tuple((row[0], row[1], row[2]) for key in ("countries", "cities", "regions") for row in foreign[key]),
    )


def _read(path: Path) -> Entry:
    loaded = yaml.load(path.read_bytes(), _LOADER)  # noqa: S506 - the base loader makes text, lists and dicts only
    if not isinstance(loaded, dict):
        raise TypeError(f"{path.name}: expected lists under headings")
    return loaded


def _words(read: Entry) -> PlaceWords:
    prepositions = {**dict.fromkeys(read["prepositions"]["en"], ""), **read["prepositions"]["uk"]}
    for word, cases in read["prepositions"]["ru"].items():
        prepositions[word] = "".join(sorted({*prepositions.get(word, ""), *cases}))
    before = frozenset(word for words in read["settlement_before"] for word in words)
    return PlaceWords(
        settlement_before=before,
        settlement_ends=frozenset(phrase.split(" ")[-1] for phrase in (*before, *read["settlements_before"])),
        area_one=_by_word(read["areas"], "one"),
        area_several=_by_word(read["areas"], "several"),
        prepositions=prepositions,
        citizens={city: tuple(stems) for city, stems in read["citizens"].items()},
        ordinary=frozenset(read["ordinary"]) | frozenset(read["ordinary_latin"]),
        **{name: frozenset(read[name]) for name in _PLAIN},
    )


_PLAIN: Final = (
    "village_words", "settlements_before", "settlement_after", "bodies", "regional", "regional_bodies", "between",
    "links", "metonyms", "not_our_capital_before", "not_our_capital_after", "seats", "of_a_state", "modified",
    "not_after", "not_before", "quarters", "lands", "lands_not_behind", "rivers", "river_before", "not_alone",
    "alone_inside", "country_stems", "shy", "shy_latin", "seldom_words", "first_names", "befell",
    "towns_do", "towns_do_after", "counts", "foreign_areas",
)  # fmt: skip


def _by_word(areas: dict[str, dict[str, Iterable[str]]], number: str) -> dict[str, str]:
    return {word: kind for kind, words in areas.items() for word in words[number]}
