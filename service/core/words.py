"""Language knowledge as data: one YAML file for each language, checked once when it is loaded.

A phrase is words with spaces between; a word that ends in `*` stands for every word that begins so. The same reader
serves every language; what differs is here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, Generic, TypeVar

import yaml

from service.core.text import Token, normalize

T = TypeVar("T")


class _WordLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which `no`, `on` and `yes` are words, as whoever writes a lexicon expects."""


_WordLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
LANGUAGES: Final = ("en", "uk", "ru")
_SHORTEST_STEM: Final = 2
_KEPT_WORDS: Final = 20_000
"""A bound on what is kept: words come from outside."""


class Phrases(Generic[T]):
    """Phrases with a meaning each, found in tokens: the longest that begins at a token."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        self._by_stem: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, meaning in entries:
            words = tuple(normalize(word) for word in phrase.split())
            stem = words[0].endswith("*")
            index = self._by_stem if stem else self._by_first
            index.setdefault(words[0].rstrip("*"), []).append((words, meaning))
        for index in (self._by_first, self._by_stem):
            for found in index.values():
                found.sort(key=lambda entry: (-len(entry[0]), -sum(map(len, entry[0]))))
        self._stems = max(map(len, self._by_stem), default=0)
        self._kept: dict[str, tuple[tuple[tuple[str, ...], T], ...]] = {}

    def at(self, tokens: tuple[Token, ...], start: int) -> tuple[int, T] | None:
        """The longest phrase at a token: how many tokens it has and what it means."""
        token = tokens[start]
        best: tuple[int, T] | None = None
        for words, meaning in self._candidates(token.norm):
            length = len(words)
            if (best is None or length > best[0]) and _follows(tokens, start, words):
                best = (length, meaning)
        return best

    def every_at(self, tokens: tuple[Token, ...], start: int) -> tuple[int, list[T]] | None:
        """All meanings of the longest phrases at a token."""
        longest = self.at(tokens, start)
        if longest is None:
            return None
        length = longest[0]
        found = [
            meaning
            for words, meaning in self._candidates(tokens[start].norm)
            if len(words) == length and _follows(tokens, start, words)
        ]
        return length, found

    def _candidates(self, norm: str) -> tuple[tuple[tuple[str, ...], T], ...]:
        """Phrases that may begin with a word, whole words first. Texts repeat their words, so answers are kept."""
        found = self._kept.get(norm)
        if found is None:
            if len(self._kept) >= _KEPT_WORDS:
                self._kept.clear()
            found = self._kept[norm] = tuple(self._looked_up(norm))
        return found

    def _looked_up(self, norm: str) -> Iterable[tuple[tuple[str, ...], T]]:
        yield from self._by_first.get(norm, ())
        for length in range(min(len(norm), self._stems), _SHORTEST_STEM - 1, -1):
            found = self._by_stem.get(norm[:length])
            if found is not None:
                yield from found


def _follows(tokens: tuple[Token, ...], start: int, words: tuple[str, ...]) -> bool:
    """Whether the words behind the first stand behind the first token."""
    return start + len(words) <= len(tokens) and all(_is(tokens[start + n], words[n]) for n in range(1, len(words)))


def _is(token: Token, word: str) -> bool:
    return token.norm.startswith(word[:-1]) if word.endswith("*") else token.norm == word


@dataclass(frozen=True, slots=True)
class Noun:
    """What can be counted."""

    unit: str
    family: str
    """people, customers, buildings, weapon, object, settlements, other."""
    part: str | None = None
    """children, women, …: the part of people that the noun names."""
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that says what happened to what is counted."""

    measure: str
    side: str
    """`after`: it follows the figure; `before`: it precedes; `both`."""
    families: tuple[str, ...]
    """Families of nouns that it can take; a figure without a noun goes with the first."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language."""

    language: str
    numbers: Mapping[str, int]
    multipliers: Mapping[str, int]
    phrases: Phrases[int]
    """Numbers of several words, such as "half a dozen"."""
    vague: Phrases[int]
    qualifiers: Phrases[tuple[str, str]]
    """Qualifier and `before` or `after` the figure."""
    ones: frozenset[str]
    nouns: Phrases[Noun]
    triggers: Phrases[tuple[Trigger, ...]]
    roles: Phrases[str]
    """Words with a part to play that is no meaning of its own: none, including, more, background, negation, …"""
    offices: Phrases[str]
    """Who speaks, with the class of the speaker."""
    says: Phrases[str]
    """Verbs of saying: `after` the speaker or `before`."""
    times: Phrases[str]
    abbreviations: frozenset[str]
    prepositions: frozenset[str]
    withs: frozenset[str]
    stops: frozenset[str]
    halves: Phrases[str]
    """ "And a half", before a multiplier."""
    range_from: frozenset[str]
    range_to: frozenset[str]
    rises: frozenset[str]
    """Verbs that say how far a figure rose."""
    breaks: frozenset[str]
    """Words that begin a thought of their own: no figure reaches over them."""
    ages: Phrases[str]
    """What follows a number that is an age."""
    says_words: frozenset[str]
    skip: frozenset[str]
    """Words that may stand between a figure and its trigger without coming between them."""


def load_lexicon(language: str) -> Lexicon:
    """Read and check one language's file. Raises ValueError naming what is wrong in it."""
    path = files("service.core.lexicon").joinpath(f"{language}.yaml")
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=_WordLoader)  # noqa: S506 - a safe loader that knows fewer types
    try:
        return _lexicon(language, data)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"lexicon {language}.yaml: {type(error).__name__}: {error}") from error


def _lexicon(language: str, data: Mapping[str, Any]) -> Lexicon:
    return Lexicon(
        language=language,
        numbers={normalize(str(word)): value for value, words in data["numbers"].items() for word in words},
        multipliers={normalize(word): value for value, words in data["multipliers"].items() for word in words},
        phrases=Phrases((phrase, value) for value, found in data["phrases"].items() for phrase in found),
        vague=Phrases((phrase, value) for value, phrases in data["vague"].items() for phrase in phrases),
        qualifiers=Phrases(
            (phrase, (name, side))
            for name, sides in data["qualifiers"].items()
            for side, phrases in sides.items()
            for phrase in phrases
        ),
        ones=frozenset(normalize(word) for word in data["ones"]),
        nouns=Phrases(_nouns(data["nouns"])),
        triggers=Phrases(_triggers(data["triggers"])),
        roles=Phrases((phrase, role) for role, phrases in data["roles"].items() for phrase in phrases),
        offices=Phrases((phrase, rank) for rank, phrases in data["offices"].items() for phrase in phrases),
        says=Phrases((phrase, side) for side, phrases in data["says"].items() for phrase in phrases),
        times=Phrases((phrase, name) for name, phrases in data["times"].items() for phrase in phrases),
        abbreviations=frozenset(normalize(word) for word in data["abbreviations"]),
        prepositions=frozenset(normalize(word) for word in data["prepositions"]),
        ages=Phrases((phrase, "age") for phrase in data["ages"]),
        stops=frozenset(normalize(word) for word in data["stops"]),
        halves=Phrases((phrase, "half") for phrase in data["halves"]),
        range_from=frozenset(normalize(word) for word in data["range_from"]),
        range_to=frozenset(normalize(word) for word in data["range_to"]),
        rises=frozenset(normalize(word) for word in data["rises"]),
        breaks=frozenset(normalize(word) for word in data["breaks"]),
        withs=frozenset(normalize(word) for word in data["withs"]),
        says_words=frozenset(normalize(word) for words in data["says"].values() for word in words if " " not in word),
        skip=frozenset(normalize(word) for word in data["skip"]),
    )


def _nouns(data: Mapping[str, Any]) -> Iterable[tuple[str, Noun]]:
    for family, units in data.items():
        for name, forms in units.items():
            unit, _, part = name.partition("/")
            for number in ("one", "many"):
                for phrase in forms.get(number, ()):
                    yield phrase, Noun(unit, family, part or None, number == "many")


def _triggers(data: Mapping[str, Any]) -> Iterable[tuple[str, tuple[Trigger, ...]]]:
    """One phrase may mean several things ("destroyed": a house, a drone): what is counted tells which."""
    meanings: dict[str, list[Trigger]] = {}
    for measure, found in data.items():
        after, before = set(found.get("after", ())), set(found.get("before", ()))
        for phrase in sorted(after | before):
            side = "both" if phrase in after and phrase in before else "after" if phrase in after else "before"
            meanings.setdefault(phrase, []).append(Trigger(measure, side, tuple(found["of"])))
    return ((phrase, tuple(found)) for phrase, found in meanings.items())
