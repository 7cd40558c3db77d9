"""Which language a paragraph is written in, by its letters and its smallest words."""

from typing import Final

from service.core.memo import keep

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


_Letters = tuple[int, int, int, int, int, int, int]
"""How many letters are Latin, of Ukrainian and Russian both, of Ukrainian alone, of Russian alone, ъ, Belarusian and
Serbian."""


def _letters(word: str) -> _Letters:
    """The letters of a word; texts repeat their words, and counting letters takes longer than all else here."""
    found = _FOUND.get(word)
    if found is None:
        classes = word.encode("cp1251", "ignore").translate(_CLASSES)
        latin, shared, ukrainian = classes.count(b"l"), classes.count(b"c"), classes.count(b"u")
        russian, hard = classes.count(b"r"), classes.count(b"q")
        found = (latin, shared, ukrainian, russian, hard, classes.count(b"b"), classes.count(b"s"))
        keep(_FOUND, word, found)
    return found


_FOUND: Final[dict[str, _Letters]] = {}


def detect(text: str, words: list[str], before: str | None = None) -> str | None:
    """`en`, `uk`, `ru`, the code of another language, or `und`; `before` where there is too little to tell.

    `words`: the text split at spaces.
    """
    if text.isascii():
        return _latin(text, words, before) if any(letter.isalpha() for letter in text) else before
    latin = shared = ukrainian = russian = hard = belarusian = serbian = 0
    for word in words:
        letters = _letters(word)
        latin += letters[0]
        shared += letters[1]
        ukrainian += letters[2]
        russian += letters[3]
        hard += letters[4]
        belarusian += letters[5]
        serbian += letters[6]
    russian += hard
    cyrillic = shared + ukrainian + russian
    if latin + cyrillic == 0:
        return before
    if latin > cyrillic:
        return _latin(text.lower(), words, before)
    if belarusian or serbian:
        return "be" if belarusian else "sr"
    if hard > 2 and russian - hard - text.count("ё") - text.count("Ё") + ukrainian == 0:
        return "bg"
    return _by_words(words, before) if ukrainian == russian else "ru" if russian > ukrainian else "uk"


def _latin(text: str, words: list[str], before: str | None) -> str:
    foreign = 0 if text.isascii() else _foreign(text)
    if before == "en" and not foreign and len(words) < _LISTED:
        return "en"  # "Inbound: 5x Iskander-M, 2x Kh-59, 96x Shahed/Gerbera", in an English text
    if len(words) < _ENOUGH:
        return UNKNOWN if foreign > 1 and not _knows(words, 1) else "en"
    return "en" if _knows(words, -(-len(words) // _SHARE)) and foreign * 20 <= len(text) else UNKNOWN


def _foreign(lowered: str) -> int:
    """How many letters of other languages in Latin script stand in it."""
    if _ACCENTED.isdisjoint(lowered.encode("utf-8", "ignore")):
        return 0
    return sum(letter not in "éèïö" and "ß" <= letter <= "ž" for letter in lowered)


def _knows(words: list[str], enough: int) -> bool:
    """Whether so many of the words are common English ones."""
    for word in words:
        if word.lower().strip(".,:;!?()\"'«»") in _ENGLISH_WORDS:
            enough -= 1
            if not enough:
                return True
    return False


def _by_words(words: list[str], before: str | None) -> str | None:
    """By the small words, where the letters do not tell."""
    words = [word.lower() for word in words]
    ukrainian = sum(word in _UKRAINIAN_WORDS for word in words)
    russian = sum(word in _RUSSIAN_WORDS for word in words)
    if ukrainian == russian:
        return before if before in ("uk", "ru") else EITHER
    return "ru" if russian > ukrainian else "uk"
