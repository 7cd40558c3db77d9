"""An index of phrases: everything that a sentence's tokens mean, found in one pass."""

from collections.abc import Iterable
from typing import Final, final

from service.core.memo import LONGEST, MOST, keep
from service.core.reading.spelling import ANY, GAP, Words, beginning_with, first_words
from service.core.reading.text import OPENING, Token, opening_of

_OPEN: Final = frozenset({GAP, ANY})
_WIDEST_GAP: Final = 2
_NEAR: Final = 4
"""Tokens behind the first that are asked whether they begin as the words of a phrase do."""
_SHORTEST_STEM: Final = 2
_MORE_THAN_A_STEM: Final = 80
_MOST_WITH_ONE_FIRST_WORD: Final = 1_000_000


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

    __slots__ = ("means", "needs", "rank", "stems", "words")

    def __init__(self, words: Words, means: tuple[object, ...], rank: int = 0) -> None:
        self.words = words
        self.stems = tuple([word[:-1] if word[-1] == ANY else None for word in words])
        """Of each word that stands for any with its beginning, that beginning."""
        self.needs = _openings_of(words)
        """How the words begin that must stand near the first: most phrases are told by it to be none that is met."""
        self.means = means
        self.rank = rank


@final
class _Tried:
    """Phrases that can begin with two words: those to try always, and those whose third word must stand near."""

    __slots__ = ("always", "near")

    def __init__(self, always: list[_Entry], near: dict[str, list[_Entry]]) -> None:
        self.always = always
        self.near = near

    def and_also(self, entries: list[_Entry]) -> "_Tried":
        """These and more, each kind in order."""
        always: list[_Entry] = []
        near: dict[str, list[_Entry]] = {}
        for entry in entries:
            words = entry.words
            if len(words) > 2 and words[2][-1] not in _OPEN:
                near.setdefault(words[2], []).append(entry)
            else:
                always.append(entry)
        if always:
            always = sorted((*self.always, *always), key=_rank)
        for word, found in near.items():
            near[word] = sorted((*self.near.get(word, ()), *found), key=_rank)
        return _Tried(always or self.always, {**self.near, **near} if near else self.near)


@final
class _Begun:
    """Every phrase that begins with one word or stem, by its second word or stem."""

    __slots__ = ("alone", "by_second", "longest")

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self.alone: list[_Entry] = []
        """Those of one word, and those that go on with a gap."""
        self.by_second: dict[str, list[_Entry]] = {}
        for entry in entries:
            if len(entry.words) == 1 or entry.words[1] == GAP:
                self.alone.append(entry)
            else:
                self.by_second.setdefault(entry.words[1], []).append(entry)
        self.longest = max(map(len, self.by_second), default=0)

    def going_on(self, second: str) -> list[_Entry]:
        """Those that can go on with a word, but for a gap."""
        found = list(self.by_second.get(second, ())) if second != ANY else []  # a stem of no letters, see below
        for length in range(min(len(second), self.longest - 1) + 1):
            found += self.by_second.get(second[:length] + ANY, ())
        return found


@final
class _Opening:
    """Every phrase that can begin with a word, and what of them is tried before which second word."""

    __slots__ = ("alone", "begun", "divides", "ending", "tried")

    def __init__(self, begun: list[_Begun]) -> None:
        self.alone = sorted((entry for one in begun for entry in one.alone), key=_rank)
        """Those that may end with the word, in order."""
        self.begun = [one for one in begun if one.by_second]
        self.divides = bool(self.begun) or len(self.alone) > 1
        """Whether the second word decides anything."""
        self.ending = _Tried([], {}).and_also(self.alone)
        """What is tried before a word with which none of them goes on."""
        self.tried: dict[str, _Tried] = {}


class Index:
    """Phrases with what they mean. Of those that begin at a token, the longest is meant.

    Texts use few of the many phrases: one is spelled out when a word is met that it can begin with.
    """

    def __init__(
        self,
        entries: Iterable[tuple[str, object]],
        undivided: frozenset[tuple[str, str]] = frozenset(),
        negation: frozenset[str] = frozenset(),
    ) -> None:
        """Phrases and what they mean. Raises ValueError for a phrase that cannot be read.

        `undivided`: two words of which a longer phrase does not take the first alone: "launched at least 50" is no
        "launched at". `negation`: words that no gap passes: "gas did not come" is no "gas came".
        """
        self.phrases = tuple(entries)
        """As they were written, and what they mean."""
        self._undivided = undivided
        self._negation = negation
        self._negation_openings = 0
        """How they begin: hardly any other word does."""
        for word in negation:
            self._negation_openings |= opening_of(word)
        self._by_word: dict[str, list[int]] = {}
        self._by_stem: dict[str, list[int]] = {}
        for number, (phrase, _) in enumerate(self.phrases):
            for first in first_words(phrase):
                index = self._by_stem if first[-1] == ANY else self._by_word
                index.setdefault(first, []).append(number)
        self._longest_stem = max(map(len, self._by_stem), default=0)
        self._spelled: dict[str, _Begun] = {}
        self._memo: dict[str, _Opening] = {}
        self._none = _Opening([])
        """Of words that nothing begins with: the same for all, as texts are full of them."""
        self._pairs = 0

    def scan(self, tokens: tuple[Token, ...]) -> list[Item]:
        """Everything meant, in order, without overlap."""
        found: list[Item] = []
        at, length = 0, len(tokens)
        while at < length:
            entries = self._tried(tokens, at)
            near = _openings_behind(tokens, at) if entries else 0
            end = 0
            for entry in entries:
                if entry.needs & near != entry.needs:
                    continue
                here = at + 1 if len(entry.words) == 1 else self._follows(tokens, at + 1, entry, 1)
                if at + 1 < here < length and (tokens[here - 1].norm, tokens[here].norm) in self._undivided:
                    continue
                if here and not end:
                    found.append(Item(at, here, entry.means))
                    end = here
                elif here and here == end:
                    found[-1] = Item(at, here, found[-1].means + entry.means)
            at = end or at + 1
        return found

    def at(self, tokens: tuple[Token, ...], start: int) -> Item | None:
        """What the longest phrase at one token means."""
        entries = self._tried(tokens, start)
        near = _openings_behind(tokens, start) if entries else 0
        for entry in entries:
            if entry.needs & near != entry.needs:
                continue
            end = start + 1 if len(entry.words) == 1 else self._follows(tokens, start + 1, entry, 1)
            if end:
                return Item(start, end, entry.means)
        return None

    def word(self, norm: str) -> tuple[object, ...]:
        """What a word means by itself, in whatever text."""
        opening = self._memo.get(norm) or self._opening(norm)
        return tuple(means for entry in opening.alone if len(entry.words) == 1 for means in entry.means)

    def _tried(self, tokens: tuple[Token, ...], at: int) -> list[_Entry]:
        """The phrases that may begin at a token, in order."""
        norm = tokens[at].norm
        opening = self._memo.get(norm)
        if opening is None:
            opening = self._opening(norm)
        if not opening.divides or at + 1 >= len(tokens):
            return opening.alone
        tried = opening.tried.get(tokens[at + 1].norm)
        if tried is None:
            tried = self._beginning(opening, tokens[at + 1].norm)
        if not tried.near:
            return tried.always
        found = tried.always
        seen: list[_Entry] = []
        for here in range(at + 1, min(at + 2 + _WIDEST_GAP, len(tokens))):
            near = tried.near.get(tokens[here].norm)
            if near is not None and near[0] not in seen:
                seen.append(near[0])
                found = _merged(near, found)
        return found

    def _beginning(self, opening: _Opening, second: str) -> _Tried:
        """What can begin with two words: of the many phrases that begin with a small word, few go on with the next."""
        entries: list[_Entry] = []
        for begun in opening.begun:
            entries += begun.going_on(second)
        tried = opening.ending.and_also(entries) if entries else opening.ending
        if len(second) <= LONGEST:
            if self._pairs >= MOST:  # all of them: who knows which opening has how many
                self._memo.clear()
                self._pairs = 0
            self._pairs += 1
            opening.tried[second] = tried
        return tried

    def _opening(self, norm: str) -> _Opening:
        found = [self._beginning_with(norm, self._by_word)] if norm in self._by_word else []
        for length in range(min(len(norm), self._longest_stem - 1), _SHORTEST_STEM - 1, -1):
            stem = norm[:length] + ANY
            if stem in self._by_stem:
                found.append(self._beginning_with(stem, self._by_stem))
        opening = _Opening(found) if found else self._none
        keep(self._memo, norm, opening)
        return opening

    def _beginning_with(self, first: str, index: dict[str, list[int]]) -> _Begun:
        """The phrases that begin with a word or stem."""
        made = self._spelled.get(first)
        if made is None:
            meanings: dict[Words, dict[object, None]] = {}
            for number in index[first]:
                phrase, meaning = self.phrases[number]
                for words in beginning_with(first, phrase):
                    meanings.setdefault(words, {})[meaning] = None
            made = self._spelled[first] = _Begun(
                _Entry(words, tuple(meant), _precedence(words) + place)
                for place, (words, meant) in enumerate(meanings.items())
            )
        return made

    def _follows(self, tokens: tuple[Token, ...], at: int, entry: _Entry, word: int) -> int:
        """Behind the last token where the words from `word` on stand at `at`; 0 where they do not."""
        words, stems, length = entry.words, entry.stems, len(tokens)
        while word < len(words):
            said = words[word]
            if said == GAP:
                for here in range(at, at + _WIDEST_GAP + 1):
                    fits = word + 1 >= len(words) or (here < length and _may_be(entry, word + 1, tokens[here].norm))
                    end = self._follows(tokens, here, entry, word + 1) if fits else 0
                    if end:
                        return end
                    if here >= length or tokens[here].kind or self._negates(tokens[here]):
                        return 0
                return 0
            if at >= length:
                return 0
            norm, stem = tokens[at].norm, stems[word]
            if said != norm if stem is None else not norm.startswith(stem):
                return 0
            at, word = at + 1, word + 1
        return at

    def _negates(self, token: Token) -> bool:
        return token.opening & self._negation_openings != 0 and token.norm in self._negation


def _precedence(words: Words) -> int:
    """Longer phrases first, gaps not counted; of equally long ones whole words before stems, longer stems before
    shorter ones. All of the longest are meant. Phrases with one first word stand in the order of the lexicon.
    """
    stem = len(words[0]) if words[0][-1] == ANY else _MORE_THAN_A_STEM
    return ((words.count(GAP) - len(words)) * (_MORE_THAN_A_STEM + 1) - stem) * _MOST_WITH_ONE_FIRST_WORD


def _openings_of(words: Words) -> int:
    """How the words of a phrase begin that stand among the next tokens behind its first, wherever its gaps end."""
    found, last = 0, 0
    for word in words[1:]:
        last += _WIDEST_GAP if word == GAP else 1
        if last <= _NEAR and word != GAP and (word[-1] != ANY or len(word) > OPENING):
            found |= opening_of(word)
    return found


def _openings_behind(tokens: tuple[Token, ...], at: int) -> int:
    """How the next tokens begin."""
    found = 0
    for n in range(at + 1, min(at + 1 + _NEAR, len(tokens))):
        found |= tokens[n].opening
    return found


def _merged(some: list[_Entry], others: list[_Entry]) -> list[_Entry]:
    """Two lists in order as one in order."""
    found: list[_Entry] = []
    at = 0
    for entry in others:
        while at < len(some) and some[at].rank <= entry.rank:
            found.append(some[at])
            at += 1
        found.append(entry)
    found += some[at:]
    return found


def _rank(entry: _Entry) -> int:
    return entry.rank


def _may_be(entry: _Entry, word: int, norm: str) -> bool:
    """Whether a word of a phrase stands for one that is met; a gap for any."""
    stem = entry.stems[word]
    return norm.startswith(stem) if stem is not None else entry.words[word] in (norm, GAP)
