"""Markup out of the way: a text of the same length in which tags, links and emphasis are spaces.

Reports come as HTML, as Telegram posts with emoji bullets, as Markdown. Offsets stay those of the text as it came.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Final

_BREAKING: Final = frozenset({"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "tr", "td", "blockquote"})
_MARKS: Final = "*_|`#\u200b\u200c\u200d\ufe0f\ufe0e\u2060\ufeff\u200e\u200f"
_DOUBLED: Final = "‼⁉⁈⁇"
"""Marks that posts begin their lines with."""
_REPLACED: Final = tuple(_MARKS + _DOUBLED)
_SPACED: Final = str.maketrans(dict.fromkeys(_MARKS, " ") | dict.fromkeys(_DOUBLED, "•"))
_SYMBOLS: Final = re.compile("[\u2036-\U0010ffff]")
"""All that may be an emoji or a bullet: letters, dashes, quotes and dots come before."""
_ARROWS: Final = ("→", "➡", "⟶", "⇒", "->", "=>")
_AROUND_ARROWS: Final = " \t\u00a0\u1680\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ufe0f"
_GROUP: Final = 3
"""Digits of a group; a space stands between groups, or one of the next."""
_GROUPED: Final = (",", ".")
_IN_NUMBERS: Final = ":.,-–/+"
_KEPT: Final = frozenset("№™℃℉")
_BULLETS: Final = frozenset("•▪●■◾▫◦‣⁃➤➡►▶→✔✅☑")
_LONGEST_TAG: Final = 400
_LONGEST_ENTITY: Final = 10
_SCHEMES: Final = ("http://", "https://", "www.", "t.me/")


def plain(text: str) -> str:
    """The text without its markup, every character at its old offset."""
    made = text
    if "<" in made:
        made = _without_tags(made)
    if "&" in made:
        made = _without_entities(made)
    if "](" in made or "://" in made or "www." in made or "t.me/" in made:
        made = _without_links(made)
    if "`" in made:
        made = _with_apostrophes(made)
    if any(mark in made for mark in _REPLACED):
        made = made.translate(_SPACED)
    for arrow in _ARROWS:
        if arrow in made:
            made = _without_former(made, arrow)
    return made if made.isascii() else _SYMBOLS.sub(_symbol, made)


def _without_former(text: str, arrow: str) -> str:
    """ "Wounded: 8 → 11 → 13": of numbers with arrows between them the last is what holds."""
    parts = text.split(arrow)
    made: list[str] = []
    for before, after in pairwise(parts):
        start = _last_number(before)
        if start < len(before) and after.lstrip(_AROUND_ARROWS)[:1].isdigit():
            made += (before[:start], " " * (len(before) - start + len(arrow)))
        else:
            made += (before, arrow)
    return "".join(made) + parts[-1]


def _last_number(text: str) -> int:
    """Where the whole number begins with which a text ends; its length when it ends with none."""
    end = start = len(text.rstrip(_AROUND_ARROWS))
    while start:
        group = start
        while start and text[start - 1].isdigit():
            start -= 1
        gap = start
        while gap and text[gap - 1] in _AROUND_ARROWS:
            gap -= 1
        gap -= gap == start and text[start - 1 : start] in _GROUPED
        if group - start != _GROUP or gap == start or not text[gap - 1 : gap].isdigit():
            break
        start = gap  # "1 200"
    alone = start < end and not (start and (text[start - 1].isalnum() or text[start - 1] in _IN_NUMBERS))
    return start if alone else len(text)


def _symbol(found: re.Match[str]) -> str:
    return _bulleted(found[0])


@lru_cache(maxsize=4096)
def _bulleted(letter: str) -> str:
    """An emoji or a bullet as "•"; what only changes an emoji as a space."""
    if letter in _KEPT:
        return letter
    if letter in _BULLETS or unicodedata.category(letter) == "So":
        return "•"
    return " " if unicodedata.category(letter) in ("Sk", "Cf", "Cs", "Co") else letter


def _with_apostrophes(text: str) -> str:
    """A backtick between letters is an apostrophe ("п`ятеро"), anywhere else it marks code."""
    parts = text.split("`")
    made = [parts[0]]
    for before, after in pairwise(parts):
        made += ("'" if before[-1:].isalpha() and after[:1].isalpha() else "`", after)
    return "".join(made)


def _without_tags(text: str) -> str:
    parts: list[str] = []
    at = 0
    while True:
        start = text.find("<", at)
        if start < 0:
            parts.append(text[at:])
            return "".join(parts)
        follows = text[start + 1 : start + 2]
        end = text.find(">", start, start + _LONGEST_TAG) if follows.isalpha() or follows in ("/", "!") else -1
        if end < 0:
            parts.append(text[at : start + 1])
            at = start + 1
            continue
        name = text[start + 1 : end].strip("/ ").split(" ")[0].lower()
        filler = "\n" if name in _BREAKING else " "
        parts += (text[at:start], filler * (end + 1 - start))
        at = end + 1


def _without_entities(text: str) -> str:
    parts: list[str] = []
    at = 0
    while True:
        start = text.find("&", at)
        if start < 0:
            parts.append(text[at:])
            return "".join(parts)
        end = text.find(";", start, start + _LONGEST_ENTITY)
        if end < 0 or not text[start + 1 : end].strip("#").isalnum():
            end = start
        parts += (text[at:start], " " * (end + 1 - start))
        at = end + 1


def _without_links(text: str) -> str:
    letters = list(text)
    at = text.find("](")
    while at >= 0:
        end = text.find(")", at, at + _LONGEST_TAG)
        if end > 0:
            letters[at : end + 1] = " " * (end + 1 - at)
            opening = text.rfind("[", max(0, at - _LONGEST_TAG), at)
            if opening >= 0:
                letters[opening] = " "
        at = text.find("](", at + 2)
    for scheme in _SCHEMES:
        at = text.find(scheme)
        while at >= 0:
            end = at
            while end < len(text) and not text[end].isspace() and text[end] not in '<>"»”':
                end += 1
            while end > at and text[end - 1] in ".,;:!?)":
                end -= 1
            letters[at:end] = " " * (end - at)
            at = text.find(scheme, max(end, at + 1))
    return "".join(letters)
