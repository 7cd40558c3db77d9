"""Which language a paragraph is written in, by its letters and its smallest words."""

from typing import Final

UNKNOWN: Final = "und"
EITHER: Final = "uk/ru"
"""Ukrainian or Russian: the letters and small words of a short text are those of both."""
_UKRAINIAN: Final = frozenset("іїєґ")
_RUSSIAN: Final = frozenset("ыэёъ")
_OTHERS: Final = {"be": frozenset("ў"), "sr": frozenset("ђћџљњј")}
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
_LISTED: Final = 16
"""Fewest words of a paragraph that says enough to tell its language, whatever the text's is."""
_LATIN_BYTES: Final = b"abcdefghijklmnopqrstuvwxyz"
_CYRILLIC_BYTES: Final = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґё".encode("cp1251")


def detect(text: str, before: str | None = None) -> str | None:
    """`en`, `uk`, `ru`, the code of another language, or `und`; `before` where there is too little to tell."""
    lowered = text.lower()
    letters = lowered.encode("cp1251", "ignore")  # counting bytes is many times as quick as looking at letters
    latin = len(letters) - len(letters.translate(None, _LATIN_BYTES))
    cyrillic = len(letters) - len(letters.translate(None, _CYRILLIC_BYTES))
    if latin + cyrillic == 0:
        return before
    return _latin(lowered, before) if latin > cyrillic else _cyrillic(lowered, before)


def _latin(lowered: str, before: str | None) -> str:
    words = [word.strip(".,:;!?()\"'«»") for word in lowered.split()]
    known = sum(word in _ENGLISH_WORDS for word in words)
    foreign = 0 if lowered.isascii() else sum(letter not in "éèïö" and "ß" <= letter <= "ž" for letter in lowered)
    if before == "en" and not foreign and len(words) < _LISTED:
        return "en"  # "Inbound: 5x Iskander-M, 2x Kh-59, 96x Shahed/Gerbera", in an English text
    if len(words) < _ENOUGH:
        return UNKNOWN if foreign > 1 and not known else "en"
    return "en" if known * 12 >= len(words) and foreign * 20 <= len(lowered) else UNKNOWN


def _cyrillic(lowered: str, before: str | None) -> str | None:
    for code, letters in _OTHERS.items():
        if any(letter in lowered for letter in letters):  # many times as quick as looking at each of the text
            return code
    counts = {letter: lowered.count(letter) for letter in (*_UKRAINIAN, *_RUSSIAN)}
    ukrainian = sum(counts[letter] for letter in _UKRAINIAN)
    russian = sum(counts[letter] for letter in _RUSSIAN)
    if counts["ъ"] > 2 and counts["ы"] + counts["э"] + ukrainian == 0:
        return "bg"
    if ukrainian == russian:
        words = lowered.split()
        ukrainian = sum(word in _UKRAINIAN_WORDS for word in words)
        russian = sum(word in _RUSSIAN_WORDS for word in words)
    if ukrainian == russian:
        return before if before in ("uk", "ru") else EITHER
    return "ru" if russian > ukrainian else "uk"
