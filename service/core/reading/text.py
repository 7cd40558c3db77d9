"""Text as the reader sees it: markup taken away, tokens with their offsets, in sentences, in paragraphs.

Offsets are those of the report's text, so evidence can always be cut out of it unchanged. Words are normalized for
matching only: case, apostrophes, hyphens, stress marks, compatibility forms and look-alikes of another alphabet.
"""

from typing import Final, final

from service.core.memo import keep
from service.core.places.keys import key_of

WORD: Final = 0
NUMBER: Final = 1
MARK: Final = 2

OPENING: Final = 2
"""Letters of a word that say how it begins."""
BULLET: Final = "•"
DASHES: Final = frozenset("-–—")
"""What stands between a place and its figure, or between two names."""
_DASH: Final = "–"
APOSTROPHES: Final = frozenset("'’ʼ`´‘ʹ′")
_HYPHENS: Final = frozenset("-‐‑‒")
_ALONE: Final = frozenset({"-", "‐", "‑", "‒", "―", "−", "--"})
"""Between two spaces each of these is a dash."""
_GROUP_SPACES: Final = frozenset(" \u00a0\u202f\u2009")
_ENDS: Final = frozenset(".!?…")
_OPENING: Final = frozenset('"«“')
_CLOSERS: Final = frozenset("\"'»”’)]*")
_MAX_GROUP: Final = 3
_SETTLEMENTS: Final = frozenset({"м", "с", "смт", "с-ще", "сел", "г", "пгт", "пос"})
"""What may stand short before the name of a town or village."""
_KEY: Final = 4
"""Most words of a line's key."""
_UNITS: Final = frozenset({"хв", "км", "см", "мм", "кг", "мин"})
"""Abbreviations of more letters than one that a name never stands behind."""
_LONGEST: Final = 250
"""Tokens after which a sentence without an end is cut, so that the time taken grows with the text alone."""


@final
class Token:
    """A word, a number or a mark. `norm` of "-річний" behind a number begins with the hyphen."""

    __slots__ = ("capital", "end", "groups", "kind", "norm", "opening", "start", "text")
    groups: frozenset[str]
    """Every set of small words that it belongs to; there when its sentence has been scanned with a lexicon."""

    def __init__(self, kind: int, text: str, norm: str, start: int, end: int, opening: int, *, capital: bool) -> None:
        self.kind = kind
        self.text = text
        self.norm = norm
        self.start = start
        self.end = end
        self.capital = capital
        """Begins with a capital letter."""
        self.opening = opening
        """How `norm` begins: a bit, see `opening_of`."""

    def says(self, name: str) -> bool:
        """Whether it belongs to a set of small words."""
        return name in self.groups

    def moved(self, by: int) -> "Token":
        """The same so many characters later."""
        start, end = self.start + by, self.end + by
        return Token(self.kind, self.text, self.norm, start, end, self.opening, capital=self.capital)


@final
class Sentence:
    """Tokens of one sentence; `paragraph` counts from 0; `opens` when it is the first of its line."""

    __slots__ = ("opens", "paragraph", "tokens")

    def __init__(self, tokens: tuple[Token, ...], paragraph: int, opens: bool) -> None:
        self.tokens = tokens
        self.paragraph = paragraph
        self.opens = opens

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.tokens[-1].end


def opening_of(word: str) -> int:
    """One bit of 61 for the first two letters: words that have different ones begin differently."""
    code = 0
    for letter in word[:OPENING]:
        code = code * 31 + ord(letter)
    return 1 << (code % 61)


def normalize(word: str) -> str:
    """A word for matching: lower case, composed, one alphabet, no stress marks, one kind of apostrophe and hyphen."""
    norm = _NORMS.get(word)
    if norm is None:
        norm = word.lower() if word.isascii() else key_of(word)
        keep(_NORMS, word, norm)
    return norm


_NORMS: Final[dict[str, str]] = {}
"""Texts repeat their words."""


def tokens(text: str, words: list[str] | None = None) -> list[Token]:
    """All tokens of a text, in order; linear in its length. `words`: the text split at spaces, if that was done."""
    found: list[Token] = []
    at, behind = 0, 0
    for chunk in text.split() if words is None else words:
        # Most stand one space behind the last: to look for each takes as long as all else that is done with it here.
        start = at + 1 if at and ord(text[at + 1]) == ord(chunk[0]) else text.find(chunk, at)
        at = start + len(chunk)
        if start < behind:  # its beginning went into the number before it: "1 500-ліжкова"
            found += _rest(text, behind, at)
        else:
            for token in _MADE.get(chunk) or _kept(chunk):
                found.append(token.moved(start))
        if found and found[-1].kind == NUMBER and found[-1].end == at:
            behind = _regroup(found, text)
    return found


_MADE: Final[dict[str, tuple[Token, ...]]] = {}
"""Tokens of what stands between two spaces, by the offset in it: texts repeat their words."""


def _rest(text: str, start: int, end: int) -> list[Token]:
    """Tokens of what stands behind a number and touches it."""
    shift = start - 1
    rest = _tokens("0" + text[start:end])[1:] if start < end else []
    return [token.moved(shift) for token in rest]


def _kept(chunk: str) -> tuple[Token, ...]:
    alone = chunk in _ALONE
    parts = (
        (Token(MARK, _DASH, _DASH, 0, len(chunk), opening_of(_DASH), capital=False),)
        if alone
        else tuple(_tokens(chunk))
    )
    keep(_MADE, chunk, parts)
    return parts


def _regroup(found: list[Token], text: str) -> int:
    """A number at the end of a chunk takes in the groups of digits behind it; returns where it ends then."""
    token = found[-1]
    behind = token.end
    while behind < len(text) and text[behind] in _GROUP_SPACES:
        behind += 1
    if not _group(text, behind, len(text)):
        return token.end
    end = _number_end(text, token.start, len(text))
    if end > token.end:
        said = text[token.start : end]
        found[-1] = Token(NUMBER, said, said, token.start, end, opening_of(said), capital=False)
    return end


def _tokens(text: str) -> list[Token]:
    """Tokens of a text without spaces."""
    found: list[Token] = []
    at, length = 0, len(text)
    while at < length:
        letter = text[at]
        if letter.isalpha():
            end, kind = _word_end(text, at + 1, length), WORD
        elif letter.isdecimal():
            end, kind = _number_end(text, at, length), NUMBER
        else:
            joins = letter in _HYPHENS and found and found[-1].end == at and found[-1].kind == NUMBER
            suffix = joins and at + 1 < length and text[at + 1].isalpha()
            end, kind = (_word_end(text, at + 2, length), WORD) if suffix else (at + 1, MARK)
        said = text[at:end]
        norm = normalize(said) if kind == WORD else said
        found.append(Token(kind, said, norm, at, end, opening_of(norm), capital=said[0].isupper()))
        at = end
    return found


def _word_end(text: str, at: int, length: int) -> int:
    """Behind a word with its inner apostrophes, hyphens and digits: "п'ятеро", "Kh-101", "year-old"."""
    while at < length:
        letter = text[at]
        if letter.isalpha() or letter.isdecimal() or _marks(letter):
            at += 1
        elif (letter in APOSTROPHES or letter in _HYPHENS) and at + 1 < length and text[at + 1].isalnum():
            at += 2
        else:
            break
    return at


def _marks(letter: str) -> bool:
    return "\u0300" <= letter <= "\u036f" or letter == "\u00ad"


def _number_end(text: str, at: int, length: int) -> int:
    """Behind a number with its groups: "1 500", "1,500", "2.4", "17:30"."""
    first = at
    while at < length and text[at].isdecimal():
        at += 1
    grouped = at - first <= _MAX_GROUP
    while at + 1 < length:
        if text[at] in _GROUP_SPACES:
            digits = at + 1
            while digits < length and text[digits] in _GROUP_SPACES:
                digits += 1
            if not (grouped and _group(text, digits, length)):
                break
            at = digits + _MAX_GROUP
            continue
        if text[at] not in ".,:" or not text[at + 1].isdecimal():
            break
        at += 1
        while at < length and text[at].isdecimal():
            at += 1
    return at


def _group(text: str, at: int, length: int) -> bool:
    """Exactly three digits stand here."""
    end = at + _MAX_GROUP
    return end <= length and text[at:end].isdecimal() and not (end < length and text[end].isdecimal())


def first_behind(tokens: tuple[Token, ...], offset: int) -> int:
    """Index of the first token that ends behind an offset; what bisect does, without a call for each step."""
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) >> 1
        if tokens[middle].end > offset:
            high = middle
        else:
            low = middle + 1
    return low


def first_from(tokens: tuple[Token, ...], offset: int) -> int:
    """Index of the first token that starts at an offset or behind it."""
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) >> 1
        if tokens[middle].start >= offset:
            high = middle
        else:
            low = middle + 1
    return low


def sentences(text: str, abbreviations: frozenset[str] = frozenset(), words: list[str] | None = None) -> list[Sentence]:
    """Sentences of a text. A line break ends one, unless the line goes on in the middle of a sentence."""
    found: list[Sentence] = []
    current: list[Token] = []
    paragraph, opens = 0, True
    every = tokens(text, words)
    last = len(every) - 1
    newline = text.find("\n")
    for index, token in enumerate(every):
        if token.text != BULLET:
            current.append(token)
        after = every[index + 1] if index < last else None
        closes = token.kind == MARK and after is not None and after.start > token.end
        while 0 <= newline < token.end:
            newline = text.find("\n", token.end)
        ended = after is not None and 0 <= newline < after.start
        broken = after is not None and ended and (not _goes_on(token, after, text) or _keys(every, index + 1))
        full = len(current) >= _LONGEST and (token.kind == MARK or len(current) >= 2 * _LONGEST)
        bullet = full or after is None or BULLET in (after.text, token.text)
        if current and (bullet or broken or (closes and _ends(current, every[index + 1 : index + 4], abbreviations))):
            found.append(Sentence(tuple(current), paragraph, opens))
            current, opens = [], False
        if broken or token.text == BULLET:
            paragraph, opens = paragraph + bool(broken), True
    return found


def _keys(every: list[Token], at: int) -> bool:
    """ "killed: 7" below another line: a key and its number, which begin a line of their own."""
    colon = next((n for n in range(at + 1, min(at + _KEY + 1, len(every))) if every[n].kind != WORD), len(every))
    return colon + 1 < len(every) and every[colon].text == ":" and every[colon + 1].kind == NUMBER


def _goes_on(token: Token, after: Token, text: str) -> bool:
    """A wrapped line: one break, a word or comma before it and a small letter behind it."""
    small = after.kind == WORD and after.text[0].islower()
    return small and (token.kind != MARK or token.text == ",") and text[token.end : after.start].count("\n") == 1


def _ends(current: list[Token], ahead: list[Token], abbreviations: frozenset[str]) -> bool:
    last, after = current[-1], ahead[0]
    closed = last.text in _CLOSERS and len(current) > 1 and current[-2].text in _ENDS
    if not (last.text in _ENDS or closed):
        return False
    if last.text == "." and len(current) > 1:
        before = current[-2]
        if before.end == last.start and before.kind == WORD:
            if len(current) > 2 and after.kind == WORD and after.capital and _measured(current[-3], before):
                return True
            if after.kind == NUMBER and _is_clock(current):
                return False
            initial = len(before.text) == 1 and before.text.isupper()
            begins = after.kind == WORD and after.capital and not (len(after.text) > 1 and after.text.isupper())
            begins = begins or _opens_name(ahead)
            unit = before.text[0].islower() and not before.text.islower()  # "110 кВ." is no "кв." of flats
            before_names = before.norm + "." in abbreviations  # "на вул. Стуса", "у сел. Прудянка"
            known = before_names or (before.norm in abbreviations and not (begins and _long(before)))
            if initial or (known and not unit):
                return False
    return after.kind != WORD or after.capital or _heads_item(ahead)


def _opens_name(ahead: list[Token]) -> bool:
    """ "… ещё 8 тыс. «Вода Донбасса» обещает": a name of two words in quotes; "2 тыс. «Шахедов»" goes on."""
    quoted = len(ahead) > len("«»") and ahead[0].text in _OPENING
    return quoted and ahead[1].capital and ahead[1].kind == ahead[2].kind == WORD


def _is_clock(current: list[Token]) -> bool:
    """ "By 9 a.m. 81 had been shot down": a number behind it hardly begins a sentence."""
    dotted = len(current) > len("9am.") and current[-3].text == "."
    return dotted and current[-2].norm == "m" and current[-4].norm in ("a", "p")


def _heads_item(ahead: list[Token]) -> bool:
    """ "… двоє поранених. м. Куп'янськ: …", "с-ще Приколотне: …": a small letter begins it all the same."""
    if ahead[0].text not in _SETTLEMENTS:
        return False
    name = ahead[2:3] if len(ahead) > 1 and ahead[1].text == "." else ahead[1:2]
    return bool(name) and name[0].kind == WORD and name[0].capital


def _measured(amount: Token, unit: Token) -> bool:
    """ "3 000 м.", "15 хв.", "2022 г.": behind its number it may end a sentence, before a name it stands first."""
    return (len(unit.text) == 1 or unit.norm in _UNITS) and (amount.kind == NUMBER or amount.text == ".")


def _long(token: Token) -> bool:
    """An abbreviation that may also end a sentence ("тис.", "млн.")."""
    return len(token.text) > 2 and token.text[0].islower()
