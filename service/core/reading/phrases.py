"""An index of phrases: everything that a sentence's tokens mean, found in one pass."""

from collections.abc import Iterable, Iterator
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
    __slots__ = ("means", "words")

    def __init__(self, words: Words, means: tuple[object, ...]) -> None:
        self.words = words
        self.means = means


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
        stem = part.endswith("*") and len(part) > 1
        if part in (_GAP, _ANY):
            words.append(part)
            continue
        suffix = part.startswith("-") and len(part) > 1
        bare = part.rstrip("*") if stem else part
        found = [normalize(bare)] if suffix else [normalize(token.text) for token in tokens(bare)]
        if stem and found:
            found[-1] += "*"
        words += found
    return tuple(words)


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
        for words, found in meanings.items():
            stem = words[0].endswith("*")
            index = self._by_stem if stem else self._by_word
            index.setdefault(words[0].rstrip("*"), []).append(_Entry(words, tuple(found)))
        self._longest_stem = max(map(len, self._by_stem), default=0)
        self._memo: dict[str, tuple[_Entry, ...]] = {}
        self._pairs: dict[tuple[str, str], tuple[_Entry, ...]] = {}

    def scan(self, tokens: tuple[Token, ...]) -> list[Item]:
        """Everything meant, in order, without overlap."""
        found: list[Item] = []
        at, length = 0, len(tokens)
        while at < length:
            norm = tokens[at].norm
            entries = self._memo.get(norm)
            if entries is None:
                entries = self._candidates(norm)
            if len(entries) > 1 and at + 1 < length:
                entries = self._beginning(norm, tokens[at + 1].norm, entries)
            end = 0
            behind = [token.norm for token in tokens[at + 1 : at + 2 + _LONGEST_GAP]] if entries else ()
            for entry in entries:
                words = entry.words
                if len(words) > 2 and words[2][-1] not in _OPEN:
                    # Most that begin with two such words go on with another one.
                    if words[1] == _GAP:
                        if words[2] not in behind:
                            continue
                    elif len(behind) < 2 or words[2] != behind[1]:
                        continue
                here = at + 1 if len(words) == 1 else _follows(tokens, at + 1, words, 1)
                if here and not end:
                    found.append(Item(at, here, entry.means))
                    end = here
                elif here and here == end:
                    found[-1] = Item(at, here, found[-1].means + entry.means)
            at = end or at + 1
        return found

    def _beginning(self, norm: str, second: str, entries: tuple[_Entry, ...]) -> tuple[_Entry, ...]:
        """What can begin with two words: of the many phrases that begin with a small word, few go on with the next."""
        pair = (norm, second)
        known = self._pairs.get(pair)
        if known is not None:
            return known
        fitting = tuple(entry for entry in entries if len(entry.words) == 1 or _may_be(entry.words[1], second))
        if len(self._pairs) < _MEMO and len(norm) + len(second) <= _LONGEST_KEPT:
            self._pairs[pair] = fitting
        return fitting

    def at(self, tokens: tuple[Token, ...], start: int) -> Item | None:
        """What the longest phrase at one token means."""
        entries = self._candidates(tokens[start].norm)
        if len(entries) > 1 and start + 1 < len(tokens):
            entries = self._beginning(tokens[start].norm, tokens[start + 1].norm, entries)
        for entry in entries:
            end = start + 1 if len(entry.words) == 1 else _follows(tokens, start + 1, entry.words, 1)
            if end:
                return Item(start, end, entry.means)
        return None

    def _candidates(self, norm: str) -> tuple[_Entry, ...]:
        known = self._memo.get(norm)
        if known is not None:
            return known
        found = list(self._by_word.get(norm, ()))
        for length in range(min(len(norm), self._longest_stem), _SHORTEST_STEM - 1, -1):
            found += self._by_stem.get(norm[:length], ())
        # Longer phrases first, gaps not counted; of equally long ones whole words before stems, longer stems before
        # shorter ones. All of the longest are meant.
        entries = tuple(sorted(found, key=lambda entry: entry.words.count(_GAP) - len(entry.words)))
        if len(self._memo) < _MEMO and len(norm) <= _LONGEST_KEPT:
            self._memo[norm] = entries
        return entries


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
