"""How a lexicon writes phrases: `(a|b)` is either, `(|a)` may be missing, `*` any ending, `~` a gap."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from service.core.reading.text import normalize, tokens

GAP: Final = "~"
ANY: Final = "*"
_MEMO: Final = 50_000
Words = tuple[str, ...]


def expand(phrase: str) -> Iterator[str]:
    """Every spelling of a phrase; parentheses may stand within others. Raises ValueError where one is not closed."""
    start = phrase.rfind("(")  # the last holds no other
    if start < 0:
        yield phrase
        return
    end = phrase.find(")", start)
    if end < 0:
        raise _not_closed(phrase)
    for choice in phrase[start + 1 : end].split("|"):
        yield from expand(phrase[:start] + choice + phrase[end + 1 :])


def _not_closed(phrase: str) -> ValueError:
    return ValueError(f"{phrase!r}: a parenthesis is not closed")


def spellings(phrase: str) -> Iterator[Words]:
    """Every spelling of a phrase in the words that are matched."""
    for one in expand(phrase):
        yield from _compounds(one)


def first_words(phrase: str) -> set[str]:
    """The words that a phrase can begin with, without spelling out the rest. Raises ValueError as `expand` does."""
    if phrase.count("(") > phrase.count(")"):
        raise _not_closed(phrase)
    end = _opening_end(phrase)
    if end == len(phrase):
        return {words[0] for words in spellings(phrase) if words}
    return {spelled(one)[0] for one in expand(phrase[:end])}


def beginning_with(first: str, phrase: str) -> Iterator[Words]:
    """The spellings of a phrase that begin with a word, without spelling out the others."""
    end = _opening_end(phrase)
    if end == len(phrase):
        yield from (words for words in spellings(phrase) if words and words[0] == first)
        return
    for one in expand(phrase[:end]):
        opening = spelled(one)
        if opening[0] == first:
            yield from _gone_on(opening, phrase, end)


def _gone_on(opening: Words, phrase: str, end: int) -> list[Words]:
    """The spellings of a phrase that open so, given where its opening ends."""
    made = [opening]
    while end < len(phrase):
        start, end = end + 1, _part_end(phrase, end + 1)
        made = [words + part for part in _spellings_of_part(phrase[start:end]) for words in made]
    return made


@lru_cache(maxsize=_MEMO)
def _spellings_of_part(part: str) -> tuple[Words, ...]:
    """Every spelling of what stands between two spaces outside parentheses."""
    return tuple(map(spelled, expand(part)))


def _opening_end(phrase: str) -> int:
    """Behind the first parts of a phrase, of which every spelling has a word; its length where no part but all has."""
    end = _part_end(phrase, 0)
    while end < len(phrase) and not all(map(spelled, expand(phrase[:end]))):
        end = _part_end(phrase, end + 1)
    return end


def _part_end(phrase: str, start: int) -> int:
    """Behind the part that begins at an offset: its space, or the end; parentheses may hold spaces."""
    end = phrase.find(" ", start)
    while end >= 0 and phrase.count("(", start, end) > phrase.count(")", start, end):
        end = phrase.find(" ", end + 1)
    return end if end >= 0 else len(phrase)


def _compounds(phrase: str) -> Iterator[Words]:
    """A first half of compounds is a word of its own, too: "женщина-*" is "женщина-водитель", "фаб-*" is "ФАБ-500"."""
    yield spelled(phrase)
    if phrase.endswith("-*") and " " not in phrase and len(phrase) > len("-*") + 1:
        yield (normalize(phrase[:-1]) + ANY,)


def spelled(phrase: str) -> Words:
    """A phrase's words as they are matched; a stem keeps its `*`."""
    words: list[str] = []
    for part in phrase.split():
        words += _spelled(part)
    return tuple(words)


@lru_cache(maxsize=_MEMO)
def _spelled(part: str) -> Words:
    """The same of what stands between two spaces: phrases repeat their words."""
    if part in (GAP, ANY):
        return (part,)
    stem = part.endswith("*") and len(part) > 1
    suffix = part.startswith("-") and len(part) > 1
    bare = part.rstrip("*") if stem else part
    found = [normalize(bare)] if suffix or bare.isalpha() else [normalize(token.text) for token in tokens(bare)]
    if stem and found:
        found[-1] += "*"
    return tuple(found)
