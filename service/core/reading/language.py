"""Which language a paragraph is written in, by its letters and its smallest words."""

from typing import Final

UNKNOWN: Final = "und"
EITHER: Final = "uk/ru"
"""Ukrainian or Russian: the letters and small words of a short text are those of both."""
_UKRAINIAN: Final = "іїєґ"
_RUSSIAN: Final = "ыэёъ"
_OTHERS: Final = {"be": "ў", "sr": "ђћљњј"}
_ENGLISH_WORDS: Final = frozenset(
    (
        *("the", "and", "of", "in", "on", "at", "to", "was", "were", "is", "are", "has", "have", "had", "by", "for"),
        *("from", "with", "after", "that", "said", "people", "an", "as", "no", "not", "one", "two", "killed"),
        *(
            "injured",
            "damaged",
            "power",
            "drones",
            "missiles",
            "wounded",
            "hit",
            "dead",
            "near",
            "when",
            "who",
            "which",
        ),
        *(
            "been",
            "be",
            "it",
            "its",
            "their",
            "into",
            "all",
            "more",
            "than",
            "lost",
            "left",
            "without",
            "over",
            "about",
        ),
        *("around", "region", "village", "residents", "customers", "homes", "houses", "fire", "attack", "strike"),
        *("destroyed", "burned", "struck", "rescued", "evacuated", "missing", "settlements", "cars", "school"),
        *("hospital", "building", "buildings", "blocks", "electricity", "down", "out", "but", "under", "six", "seven"),
        *("eight", "nine", "ten", "shot", "fires", "debris", "today", "this", "his", "her", "they", "them"),
        *("drone", "shelling", "man", "woman", "men", "women", "child", "children", "three", "four", "five", "hurt"),
    )
)
_UKRAINIAN_WORDS: Final = frozenset({"та", "й", "що", "від", "їх", "є", "внаслідок", "після"})
_RUSSIAN_WORDS: Final = frozenset(
    {
        "и",
        "что",
        "от",
        "результате",
        "после",
        "были",
        "было",
        "из",
        "есть",
        "нет",
        "еще",
        "ещё",
        "человек",
        "свет",
        "это",
    }
)
_ENOUGH: Final = 6
_SHARE: Final = 12
"""Of so many words of an English text at least one is common."""
_LISTED: Final = 16
"""Fewest words of a paragraph that says enough to tell its language, whatever the text's is."""
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_ACCENTED: Final = frozenset(b"\xc3\xc4\xc5")
"""How letters from "ß" to "ž" begin in UTF-8."""
_CYRILLIC: Final = "абвгдежзийклмнопрстуфхцчшщьюя"
"""Letters of both languages; ъ is told apart for Bulgarian."""


def _classes() -> bytes:
    """For each byte of cp1251 the class of its letter: counting bytes is many times as quick as looking at letters."""
    table = bytearray(b" " * 256)
    kinds = {b"l": _LATIN, b"c": _CYRILLIC, b"u": _UKRAINIAN, b"r": _RUSSIAN[:-1], b"q": _RUSSIAN[-1]}
    kinds |= {b"b": _OTHERS["be"], b"s": _OTHERS["sr"]}
    for kind, letters in kinds.items():
        for byte in (letters + letters.upper()).encode("cp1251"):
            table[byte] = kind[0]
    return bytes(table)


_CLASSES: Final = _classes()


def detect(text: str, before: str | None = None) -> str | None:
    """`en`, `uk`, `ru`, the code of another language, or `und`; `before` where there is too little to tell."""
    if text.isascii():
        lowered = text.lower()
        return _latin(lowered, before) if any(letter in _LATIN for letter in lowered) else before
    letters = text.encode("cp1251", "ignore").translate(_CLASSES)
    latin, ukrainian = letters.count(b"l"), letters.count(b"u")
    hard = letters.count(b"q")
    russian = letters.count(b"r") + hard
    cyrillic = letters.count(b"c") + ukrainian + russian
    if latin + cyrillic == 0:
        return before
    if latin > cyrillic:
        return _latin(text.lower(), before)
    if b"b" in letters or b"s" in letters:
        return "be" if b"b" in letters else "sr"
    if hard > 2 and russian - hard - text.count("ё") - text.count("Ё") + ukrainian == 0:
        return "bg"
    return _by_words(text.lower(), before) if ukrainian == russian else "ru" if russian > ukrainian else "uk"


def _latin(lowered: str, before: str | None) -> str:
    words = lowered.split()
    foreign = 0 if lowered.isascii() else _foreign(lowered)
    if before == "en" and not foreign and len(words) < _LISTED:
        return "en"  # "Inbound: 5x Iskander-M, 2x Kh-59, 96x Shahed/Gerbera", in an English text
    if len(words) < _ENOUGH:
        return UNKNOWN if foreign > 1 and not _knows(words, 1) else "en"
    return "en" if _knows(words, -(-len(words) // _SHARE)) and foreign * 20 <= len(lowered) else UNKNOWN


def _foreign(lowered: str) -> int:
    """How many letters of other languages in Latin script stand in it."""
    if _ACCENTED.isdisjoint(lowered.encode("utf-8", "ignore")):
        return 0
    return sum(letter not in "éèïö" and "ß" <= letter <= "ž" for letter in lowered)


def _knows(words: list[str], enough: int) -> bool:
    """Whether so many of the words are common English ones."""
    for word in words:
        if word.strip(".,:;!?()\"'«»") in _ENGLISH_WORDS:
            enough -= 1
            if not enough:
                return True
    return False


def _by_words(lowered: str, before: str | None) -> str | None:
    """By the small words, where the letters do not tell."""
    words = lowered.split()
    ukrainian = sum(word in _UKRAINIAN_WORDS for word in words)
    russian = sum(word in _RUSSIAN_WORDS for word in words)
    if ukrainian == russian:
        return before if before in ("uk", "ru") else EITHER
    return "ru" if russian > ukrainian else "uk"
