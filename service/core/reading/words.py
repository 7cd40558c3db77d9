"""Language knowledge as data: one YAML file for each language, checked once when it is loaded.

A phrase is words with spaces between. `*` at the end of a word stands for any ending, `(a|b)` for either, `~` for up to
two words that may stand between. The same reader serves every language; what differs is here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final

from service.core.lexicon_yaml import load_yaml
from service.core.memo import keep
from service.core.reading.phrases import Index
from service.core.reading.spelling import expand
from service.core.reading.text import normalize

LANGUAGES: Final = ("en", "uk", "ru")
_THINGS: Final = ("object", "buildings")
DAMAGE: Final = ("damaged", "destroyed")
SAVED: Final = frozenset({"rescued", "evacuated"})
_SUPPLIES: Final = frozenset(
    f"{what}_{resource}" for what in ("without", "restored") for resource in ("power", "heat", "water", "gas")
)
_WHOLES: Final = {
    "age": (
        "age_sex",
        "aged_of",
        "age_limit",
        "age_before",
        "age_of",
        "age_rank",
        "age_rank_of",
        "age_word",
        "age_past",
    ),
    "half_of_day": ("before_noon", "after_noon"),
    "small": ("skip", "stops", "prepositions", "and", "breaks", "articles", "of", "negation", "range_to"),
    "supplier": ("of_power", "of_heat", "of_water", "of_gas"),
}
"""Sets that hold other sets, so that of most words one question is asked and not seven."""
FIGURE: Final = "figure"
"""The set of words with which a number can begin."""
COMPOUND: Final = "compound"
"""The set of words of two with a hyphen between, of which the first is no Latin one."""
_OPENING: Final = frozenset({"range_from", "articles", "ordinals", "which_one", "change_from"})


@dataclass(frozen=True, slots=True)
class Noun:
    """What can be counted."""

    unit: str
    family: str
    """people, customers, buildings, object, weapon, settlements, or none: counted, but nothing of ours."""
    part: str | None
    """children, women, …: the part of people that the noun names."""
    plural: bool
    size: int
    """How many one of it is: a couple is two."""

    is_thing: bool = field(init=False, compare=False)
    """A building or another object."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_thing", self.family in _THINGS)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A word that says what happened to what is counted."""

    measure: str
    side: str
    """`after`: it follows the figure; `before`: it precedes; `both`."""
    families: tuple[str, ...]
    """Families of nouns that it can take; a figure without a noun goes with the first."""
    kind: str
    """`attack`: only says that something was attacked, and takes what is counted or one object that is named; `state`:
    how someone is, which takes persons who are named; else empty."""

    is_damage: bool = field(init=False, compare=False)
    """It tells what was damaged or destroyed."""
    is_supply: bool = field(init=False, compare=False)
    """It tells who is without power, heat, water or gas, or has it back."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_damage", self.measure in DAMAGE)
        object.__setattr__(self, "is_supply", self.measure in _SUPPLIES)


@dataclass(frozen=True, slots=True)
class Role:
    """A word with a part to play that is no figure and no event."""

    name: str


@dataclass(frozen=True, slots=True)
class Qualified:
    """A hedge: the qualifier, and whether it stands `before` or `after` the figure."""

    name: str
    side: str


@dataclass(frozen=True, slots=True)
class Office:
    """A speaker, by office, with its class."""

    rank: str


@dataclass(frozen=True, slots=True)
class Saying:
    """A verb of saying: its speaker stands before it (`after` the speaker) or behind it."""

    side: str


@dataclass(frozen=True, slots=True)
class Timing:
    """A word for a time."""

    name: str


@dataclass(frozen=True, slots=True)
class Resource:
    """Power, heat, water, gas; `any` for the one spoken of last."""

    name: str


@dataclass(frozen=True, slots=True)
class Supply:
    """What befell a resource: `lost` or `back`."""

    what: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language."""

    language: str
    index: Index
    """Every phrase that means something, of every kind."""
    numbers: dict[str, float]
    multipliers: dict[str, int]
    articles: bool
    """The language has articles: a noun in the singular counts only with a word before it that says so."""
    sets: dict[str, frozenset[str]]
    """Small words by what they do: conjunctions, prepositions, skip, breaks, stops, …"""
    names: dict[str, frozenset[str]]
    """Word → the sets that it belongs to as it is."""
    stems: dict[str, frozenset[str]]
    """Beginning of a word → the sets that every word belongs to which begins so."""
    longest: int
    """Letters of the longest of them."""
    months: dict[str, int]
    weights: dict[str, float] = field(default_factory=dict)
    """What it costs a figure to pass a word, kept by service.core.reading.linking.weights."""
    _groups: dict[str, frozenset[str]] = field(default_factory=dict)

    def says(self, name: str, norm: str) -> bool:
        """Whether a word belongs to a set."""
        return name in self.groups(norm)

    def groups(self, norm: str) -> frozenset[str]:
        """Every set that a word belongs to; texts repeat their words, so what was found is kept."""
        found = self._groups.get(norm)
        if found is None:
            told = set(self.names.get(norm, _NONE))
            for length in range(1, min(len(norm), self.longest) + 1):
                told |= self.stems.get(norm[:length], _NONE)
            told.update(whole for whole, parts in _WHOLES.items() if not told.isdisjoint(parts))
            if self._opens_figure(norm, told):
                told.add(FIGURE)
            head, hyphen, _ = norm.partition("-")
            if hyphen and head and not head.isascii():
                told.add(COMPOUND)
            found = frozenset(told)
            keep(self._groups, norm, found)
        return found

    def _opens_figure(self, norm: str, told: set[str]) -> bool:
        """Whether a number can begin with a word: an article, a number word, "thousand", "between", "thirty-two"."""
        if norm in self.numbers or norm in self.multipliers or not told.isdisjoint(_OPENING):
            return True
        parts = norm.split("-")
        return len(parts) > 1 and all(part in self.numbers for part in parts)


def load_lexicon(language: str) -> Lexicon:
    """Read and check one language's file. Raises ValueError naming what is wrong in it."""
    path = files("service.core.lexicon").joinpath(f"{language}.yaml")
    data = load_yaml(path.read_text(encoding="utf-8"))
    try:
        return _lexicon(language, data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"lexicon {language}.yaml: {type(error).__name__}: {error}") from error


def _lexicon(language: str, data: Mapping[str, Any]) -> Lexicon:
    taken = {FIGURE, COMPOUND, *_WHOLES} & set(data["sets"])
    if taken:
        raise ValueError(f"lexicon {language}.yaml: no set can be called {', '.join(sorted(taken))}: the reader's own")
    spelled = {name: list(_spelled(found)) for name, found in data["sets"].items()}
    exact = {name: frozenset(w for w in found if not w.endswith("*")) - _NEVER for name, found in spelled.items()}
    stems = {name: [w[:-1] for w in found if w.endswith("*")] for name, found in spelled.items()}
    months = {word: int(number) for number, words in data["months"].items() for word in _spelled(words)}
    exact["months"] = frozenset(months)
    return Lexicon(
        language=language,
        index=Index(_entries(data), _undivided(data["qualifiers"]), exact["negation"]),
        numbers={word: float(value) for value, words in data["numbers"].items() for word in _spelled(words)},
        multipliers={word: value for value, words in data["multipliers"].items() for word in _spelled(words)},
        articles=bool(data["articles"]),
        sets=exact,
        names=_names_of(exact),
        stems=_names_of(stems),
        longest=max(len(stem) for found in stems.values() for stem in found),
        months=months,
    )


def _undivided(qualifiers: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    """Words before a figure that are two: "at least"."""
    pairs = (tuple(phrase.split()) for phrase in qualifiers["at_least"]["before"])
    return frozenset((pair[0], pair[1]) for pair in pairs if len(pair) == len(("at", "least")))


def _names_of(sets: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """For each word the names of the sets that it is in."""
    found: dict[str, set[str]] = {}
    for name, words in sets.items():
        for word in words:
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


_NEVER: Final = frozenset({""})
_NONE: Final[frozenset[str]] = frozenset()


def _spelled(words: Iterable[Any]) -> Iterator[str]:
    for word in words:
        for spelled in expand(str(word)):
            yield normalize(spelled)


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    yield from _nouns(data["nouns"])
    yield from _predicates(data["predicates"])
    for name, sides in data["qualifiers"].items():
        for side, found in sides.items():
            yield from ((phrase, Qualified(name, side)) for phrase in found)
    simple: Sequence[tuple[str, type[Role | Office | Saying | Timing | Resource | Supply]]] = (
        ("roles", Role), ("offices", Office), ("says", Saying), ("times", Timing), ("resources", Resource),
        ("supply", Supply),
    )  # fmt: skip
    for section, make in simple:
        for name, found in data[section].items():
            yield from ((phrase, make(name)) for phrase in found)
    for value, found in data["phrases"].items():
        yield from ((phrase, float(value)) for phrase in found)
    for value, found in data["vague"].items():
        yield from ((phrase, int(value)) for phrase in found)


def _nouns(data: Mapping[str, Any]) -> Iterator[tuple[str, Noun]]:
    for family, units in data.items():
        for name, forms in units.items():
            unit, _, part = name.partition("/")
            for number, phrases in forms.items():
                size = 1 if number in ("one", "many") else int(number)
                for phrase in phrases:
                    yield phrase, Noun(unit, family, part or None, number == "many", size)


def _predicates(data: Mapping[str, Any]) -> Iterator[tuple[str, Predicate]]:
    """One phrase may mean several things ("destroyed": a house, a drone): what is counted tells which."""
    for name, found in data.items():
        measure, _, kind = name.partition("/")
        for side in ("after", "before", "both"):
            for phrase in found.get(side, ()):
                yield phrase, Predicate(measure, side, tuple(found["of"]), kind)
