"""Ukrainian names in Latin script, after the national romanization of 2010 (Cabinet resolution No. 55)."""

from typing import Final

_INITIAL: Final = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
"""Letters that sound differently at the beginning of a word."""

_INSIDE: Final = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y",
    "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia",
    "ь": "", "'": "", "’": "", "ʼ": "",
}  # fmt: skip


def romanize(name: str) -> str:
    """`Запоріжжя` → `Zaporizhzhia`. The parts of a hyphenated name begin anew; other characters stay as they are."""
    return "".join(_word(word) for word in _words(name))


def _words(name: str) -> list[str]:
    """The name cut before and after its spaces and hyphens, nothing lost."""
    parts, begin = [], 0
    for at, character in enumerate(name):
        if character in " -":
            parts += [name[begin:at], character]
            begin = at + 1
    return [*parts, name[begin:]]


def _word(word: str) -> str:
    # "зг" is written apart from "ж", which is also "zh".
    lower = word.lower().replace("зг", "\0")
    latin = "".join(
        "zgh" if letter == "\0" else _INITIAL[letter] if at == 0 and letter in _INITIAL else _INSIDE.get(letter, letter)
        for at, letter in enumerate(lower)
    )
    if word[:1].islower() or not word:
        return latin
    return latin.upper() if len(word) > 1 and word.isupper() else latin[:1].upper() + latin[1:]
