"""A text as words with keys to look them up by; offsets of the original text for those that may name a place."""

from collections.abc import Callable
from typing import Final
from unicodedata import normalize

from service.core.memo import keep
from service.core.places.keys import key_of

_EDGES: Final = "«»„“”\"'’‘`´.,;:!?()[]{}<>…—–-‑*_#/\\|•·~=+➡️🔴❗️"
_STOPS: Final = frozenset(".!?;:…")
_INNER: Final = frozenset('«»„“”".,;:!?()[]{}<>…/\\|•·~=+*_#—–')
"""Inside a word, these part it into several: "м.Київ", "Суми/Харків"."""
_MOST_HYPHENS: Final = 3
_LONGEST_BULLET: Final = 12
"""Most characters of the marks that open a line, and of a time among them."""
_BULLET: Final = "•"
_DASHED: Final = frozenset({"—", "–", "-"})
_DASHES: Final = str.maketrans("—–‑‐", "----")
_Bare = tuple[str, str, bool, bool]
"""A word without the marks around it, that in composed letters, whether it is written like a name, and whether it may
be several words. A tuple of such is nothing that the garbage collector has to walk."""


class Tokens:
    """The words of one text. `named` tells whether a key is a name, so that hyphens in names are kept."""

    def __init__(self, text: str, words: list[str], spoken: frozenset[str], named: Callable[[str], bool]) -> None:
        """`words`: the text split at spaces."""
        self.text = text
        self.raw = words
        if self._read(spoken):
            parts: list[str] = []
            for word in self.raw:
                if _bare(word)[3]:
                    parts += _parted(word, named)
                else:
                    parts.append(word)
            self.raw = parts
            self._read(spoken)
        self._starts: dict[int, int] = {}
        self._locate()

    def _read(self, spoken: frozenset[str]) -> bool:
        """Find the cores and the flagged words; whether any of these may be several words."""
        self.cores: list[str] = []
        self.flagged: list[int] = []
        """Words with a capital, and lower-case ones that may name a place: the only ones looked at."""
        several = False
        for at, word in enumerate(self.raw):
            core, composed, capital, compound = _bare(word)
            self.cores.append(core)
            if capital or (core and composed in spoken):
                self.flagged.append(at)
                several = several or compound
        return several

    def _locate(self) -> None:
        # Every occurrence of a flagged word is flagged: found one after the other, each is the right one.
        cursor, raw = 0, self.raw
        for at in self.flagged:
            cursor = self.text.find(raw[at], cursor)
            if self.cores[at].islower():
                cursor = self._word_start(raw[at], cursor)
            self._starts[at] = cursor
            cursor += len(raw[at])

    def _word_start(self, word: str, start: int) -> int:
        """The next place where a lower-case word stands by itself: it may also be part of one that is not flagged."""
        at = start
        while at >= 0 and (_inside_word(self.text, at - 1) or _inside_word(self.text, at + len(word))):
            at = self.text.find(word, at + 1)
        return at if at >= 0 else start

    def __len__(self) -> int:
        return len(self.raw)

    def key(self, at: int) -> str:
        """The look-up key of a word; empty outside the text."""
        if not 0 <= at < len(self.cores):
            return ""
        core = self.cores[at]
        return _KEYS.get(core) or _key(core)

    def dotted(self, at: int) -> str:
        """The word with the dot behind it, lower case: `м.`; else its key."""
        dotted = 0 <= at < len(self.raw) and self.raw[at].endswith(".")
        return self.raw[at].lower().lstrip(_EDGES) if dotted else self.key(at)

    def capital(self, at: int) -> bool:
        """Whether a word begins with a capital."""
        return 0 <= at < len(self.cores) and self.cores[at][:1].isupper()

    def joined(self, at: int) -> bool:
        """Whether nothing but space stands between a word and the next."""
        if at + 1 >= len(self.raw):
            return False
        return self.raw[at].endswith(self.cores[at]) and self.raw[at + 1].startswith(self.cores[at + 1])

    def dashed(self, at: int) -> bool:
        """Whether a dash, or a hyphen between spaces, stands behind a word."""
        return at + 1 < len(self.raw) and self.raw[at + 1] in _DASHED

    def stops(self, at: int) -> bool:
        """Whether a sentence or clause may end behind a word."""
        word = self.raw[at]
        return word[-1:] in _EDGES and not _STOPS.isdisjoint(word[len(word.rstrip(_EDGES)) :])

    def opens_line(self, at: int, *, bullet: bool = False) -> bool:
        """Whether nothing but marks or a time, with `bullet` one of them, stands before a flagged word in its line."""
        start = self._starts[at]
        before = self.text[max(0, start - _LONGEST_BULLET) : start]
        line = "".join([_BULLET if _is_clock(word) else word for word in before.rpartition("\n")[2].split()])
        whole = len(line) < len(before) or start <= _LONGEST_BULLET
        return (
            whole
            and not any(map(str.isalnum, line))
            and (not bullet or not line.isspace())
            and bool(line or not bullet)
        )

    def span(self, first: int, last: int, anchor: int) -> tuple[int, int]:
        """Offsets from the first to the last word, found outwards from a flagged word between them."""
        at, start = anchor, self._starts[anchor]
        end = start + len(self.raw[anchor])
        while at > first:
            at -= 1
            start = self.text.rfind(self.raw[at], 0, start)
        at = anchor
        while at < last:
            at += 1
            end = self.text.find(self.raw[at], end) + len(self.raw[at])
        return start + self.raw[first].find(self.cores[first]), end - self._behind(last)

    def _behind(self, at: int) -> int:
        return len(self.raw[at]) - self.raw[at].rfind(self.cores[at]) - len(self.cores[at])


def _is_clock(word: str) -> bool:
    """ "01:10"."""
    hours, _, minutes = word.partition(":")
    return len(minutes) == 2 and len(hours) <= 2 and hours.isdecimal() and minutes.isdecimal()


def _bare(word: str) -> _Bare:
    bare = _BARE.get(word)
    if bare is None:
        core = word if word.isalpha() else word.strip(_EDGES)
        capital = bool(core) and not core.islower() and not core[-1].isdigit()
        composed = normalize("NFC", core)
        bare = (core, core if composed == core else composed, capital, _is_compound(core))
        keep(_BARE, word, bare)
    return bare


_BARE: Final[dict[str, _Bare]] = {}


def _key(core: str) -> str:
    key = key_of(core)
    keep(_KEYS, core, key)
    return key


_KEYS: Final[dict[str, str]] = {}
"""Texts repeat their words."""


def _inside_word(text: str, at: int) -> bool:
    return 0 <= at < len(text) and (text[at].isalnum() or text[at] in "-'’ʼ‑")


def _is_compound(core: str) -> bool:
    if core.isalpha() or core.lower() == core.upper():
        return False
    return "-" in core or "‑" in core or not _INNER.isdisjoint(core)


def _parted(word: str, named: Callable[[str], bool]) -> list[str]:
    """A compound cut behind inner punctuation, and at hyphens where only its parts are names; nothing is lost."""
    if named(key_of(word.strip(_EDGES))):
        return [word]
    parts, begin, behind = [], 0, False
    for at, character in enumerate(word):
        if behind and character not in _INNER:
            parts.append(word[begin:at])
            begin = at
        behind = character in _INNER and at > begin
    parts.append(word[begin:])
    return [piece for part in parts for piece in _unhyphenated(part, named)]


def _unhyphenated(part: str, named: Callable[[str], bool]) -> list[str]:
    """`Kyiv-based` → `Kyiv-`, `based`; names such as Івано-Франківськ stay whole."""
    pieces: list[str] = []
    rest = part
    if part.translate(_DASHES).count("-") > _MOST_HYPHENS:
        return _cut_everywhere(part)
    while True:
        core = rest.strip(_EDGES).translate(_DASHES)
        first, hyphen, _ = core.partition("-")
        cut = rest.find(first) + len(first) + 1
        if not hyphen or cut >= len(rest) or named(key_of(core)) or not named(key_of(first)):
            return [*pieces, rest]
        pieces.append(rest[:cut])
        rest = rest[cut:]


def _cut_everywhere(part: str) -> list[str]:
    """No name has so many hyphens: its parts are words."""
    cuts = [at + 1 for at, letter in enumerate(part) if letter in "-–—‑‐"]
    return [part[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(part)], strict=True) if begin < end]
