"""An index of phrases: everything that a sentence's tokens mean, found in one pass."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, final

from service.core.reading.text import Token, normalize, tokens

_GAP: Final = "~"
_ANY: Final = "*"
_OPEN: Final = frozenset({_GAP, _ANY})
_LONGEST_GAP: Final = 2
_SHORTEST_STEM: Final = 2
_MEMO: Final = 50_000
_LONGEST_KEPT: Final = 80
"""Characters; texts of made-up words without end must not fill memory."""
Words = tuple[str, ...]


@final
class Item:
    """What some tokens mean; `end` is behind the last."""

    __slots__ = ("end", "means", "start")

    def __init__(self, start: int, end: int, means: tuple[object, ...]) -> None:
        self.start = start
        self.end = end
        self.means = means


@final
class _Entry:
    """A phrase. Those of a lower rank are tried first."""

    __slots__ = ("means", "rank", "words")

    def __init__(self, words: Words, means: tuple[object, ...], rank: int = 0) -> None:
        self.words = words
        self.means = means
        self.rank = rank


@final
class _Tried:
    """Phrases that can begin with two words: those to try always, and those whose third word must stand near."""

    __slots__ = ("always", "near")

    def __init__(self, always: tuple[_Entry, ...], near: dict[str, list[_Entry]]) -> None:
        self.always = always
        self.near = near


@final
class _Opening:
    """Every phrase that can begin with a word, and what of them is tried before which second word."""

    __slots__ = ("entries", "tried")

    def __init__(self, entries: tuple[_Entry, ...]) -> None:
        self.entries = entries
        self.tried: dict[str, _Tried] = {}


def expand(phrase: str) -> Iterator[str]:
    """Every spelling of a phrase: `(a|b)` is either, `(|a)` may be missing."""
    start = phrase.find("(")
    if start < 0:
        yield phrase
        return
    end = phrase.index(")", start)
    for choice in phrase[start + 1 : end].split("|"):
        yield from expand(phrase[:start] + choice + phrase[end + 1 :])


def _compounds(phrase: str) -> Iterator[Words]:
    """A first half of compounds is a word of its own, too: "женщина-*" is "женщина-водитель", "фаб-*" is "ФАБ-500"."""
    yield spelled(phrase)
    if phrase.endswith("-*") and " " not in phrase and len(phrase) > len("-*") + 1:
        yield (normalize(phrase[:-1]) + _ANY,)


def spelled(phrase: str) -> Words:
    """A phrase's words as they are matched; a stem keeps its `*`."""
    words: list[str] = []
    for part in phrase.split():
        words += _spelled(part)
    return tuple(words)


@lru_cache(maxsize=_MEMO)
def _spelled(part: str) -> Words:
    """The same of what stands between two spaces: phrases repeat their words."""
    if part in (_GAP, _ANY):
        return (part,)
    stem = part.endswith("*") and len(part) > 1
    suffix = part.startswith("-") and len(part) > 1
    bare = part.rstrip("*") if stem else part
    found = [normalize(bare)] if suffix else [normalize(token.text) for token in tokens(bare)]
    if stem and found:
        found[-1] += "*"
    return tuple(found)


class Index:
    """Phrases with what they mean. Of those that begin at a token, the longest is meant."""

    def __init__(self, entries: Iterable[tuple[str, object]]) -> None:
        meanings: dict[Words, dict[object, None]] = {}
        for phrase, meaning in entries:
            for words in (found for one in expand(phrase) for found in _compounds(one)):
                if words:
                    meanings.setdefault(words, {})[meaning] = None
        self._by_word: dict[str, list[_Entry]] = {}
        self._by_stem: dict[str, list[_Entry]] = {}
        for rank, words in enumerate(sorted(meanings, key=_precedence)):
            index = self._by_stem if words[0].endswith("*") else self._by_word
            index.setdefault(words[0].rstrip("*"), []).append(_Entry(words, tuple(meanings[words]), rank))
        self._longest_stem = max(map(len, self._by_stem), default=0)
        self._memo: dict[str, _Opening] = {}
        self._pairs = 0

    def scan(self, tokens: tuple[Token, ...]) -> list[Item]:
        """Everything meant, in order, without overlap."""
        found: list[Item] = []
        at, length = 0, len(tokens)
        while at < length:
            end = 0
            for entry in self._tried(tokens, at):
                here = at + 1 if len(entry.words) == 1 else _follows(tokens, at + 1, entry.words, 1)
                if here and not end:
                    found.append(Item(at, here, entry.means))
                    end = here
                elif here and here == end:
                    found[-1] = Item(at, here, found[-1].means + entry.means)
            at = end or at + 1
        return found

    def at(self, tokens: tuple[Token, ...], start: int) -> Item | None:
        """What the longest phrase at one token means."""
        for entry in self._tried(tokens, start):
            end = start + 1 if len(entry.words) == 1 else _follows(tokens, start + 1, entry.words, 1)
            if end:
                return Item(start, end, entry.means)
        return None

    def _tried(self, tokens: tuple[Token, ...], at: int) -> tuple[_Entry, ...]:
        """The phrases that may begin at a token, in order."""
        norm = tokens[at].norm
        opening = self._memo.get(norm)
        if opening is None:
            opening = self._opening(norm)
        if len(opening.entries) < 2 or at + 1 >= len(tokens):
            return opening.entries
        tried = opening.tried.get(tokens[at + 1].norm)
        if tried is None:
            tried = self._beginning(opening, tokens[at + 1].norm)
        if not tried.near:
            return tried.always
        more: list[_Entry] = []
        for here in range(at + 1, min(at + 2 + _LONGEST_GAP, len(tokens))):
            near = tried.near.get(tokens[here].norm)
            if near is not None and near[0] not in more:
                more += near
        if not more:
            return tried.always
        more += tried.always
        return tuple(sorted(more, key=_rank))

    def _beginning(self, opening: _Opening, second: str) -> _Tried:
        """What can begin with two words: of the many phrases that begin with a small word, few go on with the next."""
        always: list[_Entry] = []
        near: dict[str, list[_Entry]] = {}
        for entry in opening.entries:
            words = entry.words
            if len(words) > 1 and not _may_be(words[1], second):
                continue
            if len(words) > 2 and words[2][-1] not in _OPEN:
                near.setdefault(words[2], []).append(entry)
            else:
                always.append(entry)
        tried = _Tried(tuple(always), near)
        if self._pairs < _MEMO and len(second) <= _LONGEST_KEPT:
            self._pairs += 1
            opening.tried[second] = tried
        return tried

    def _opening(self, norm: str) -> _Opening:
        found = list(self._by_word.get(norm, ()))
        for length in range(min(len(norm), self._longest_stem), _SHORTEST_STEM - 1, -1):
            found += self._by_stem.get(norm[:length], ())
        opening = _Opening(tuple(sorted(found, key=_rank)))
        if len(self._memo) < _MEMO and len(norm) <= _LONGEST_KEPT:
            self._memo[norm] = opening
        return opening


def _precedence(words: Words) -> tuple[int, int]:
    """Longer phrases first, gaps not counted; of equally long ones whole words before stems, longer stems before
    shorter ones. All of the longest are meant.
    """
    return words.count(_GAP) - len(words), -len(words[0]) if words[0].endswith("*") else -_LONGEST_KEPT


def _rank(entry: _Entry) -> int:
    return entry.rank


def _may_be(wanted: str, norm: str) -> bool:
    if wanted == _GAP:
        return True
    return norm.startswith(wanted[:-1]) if wanted[-1] == "*" else norm == wanted


def _follows(tokens: tuple[Token, ...], at: int, words: Words, word: int) -> int:
    """Behind the last token where the words from `word` on stand at `at`; 0 where they do not."""
    while word < len(words):
        wanted = words[word]
        if wanted == _GAP:
            behind = words[word + 1] if word + 1 < len(words) else _GAP
            for here in range(at, at + _LONGEST_GAP + 1):
                fits = behind == _GAP or (here < len(tokens) and _may_be(behind, tokens[here].norm))
                end = _follows(tokens, here, words, word + 1) if fits else 0
                if end:
                    return end
                if here >= len(tokens) or tokens[here].kind:
                    return 0
            return 0
        if at >= len(tokens):
            return 0
        norm = tokens[at].norm
        if not (norm.startswith(wanted[:-1]) if wanted[-1] == "*" else norm == wanted):
            return 0
        at, word = at + 1, word + 1
    return at
