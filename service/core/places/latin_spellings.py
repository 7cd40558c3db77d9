"""The usual ways to write a Ukrainian place in Latin letters: the national romanization, others, and from Russian."""

from typing import Final

from service.core.places.romanization import romanize

_VOWELS: Final = frozenset("аеєиіїоуюяёыэьъ")

_BGN_UKRAINIAN: Final = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh", "з": "z", "и": "y",
    "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya",
    "ь": "", "'": "",
}  # fmt: skip
_RUSSIAN: Final = {
    **_BGN_UKRAINIAN, "г": "g", "е": "e", "ё": "yo", "и": "i", "ы": "y", "э": "e", "ъ": "", "й": "y",
}  # fmt: skip


def ukrainian_spellings(name: str) -> tuple[str, ...]:
    """Lower-case Latin spellings of a lower-case Ukrainian name: `кривий ріг` → kryvyi rih, kryvyy rih, kryvy rih, …"""
    official, geographic = romanize(name), _letters(name, _BGN_UKRAINIAN)
    found = [
        official,
        geographic,
        geographic.replace("yiv", "iv"),
        official.replace("iie", "iye").replace("iia", "iya"),
    ]
    if "ий" in name:
        found += [
            spelling for ending in ("y", "iy") for spelling in (_ended(official, ending), _ended(geographic, ending))
        ]
    if "г" in name:
        found.append(romanize(name.replace("г", "ґ")))
    if "ь" in name or "'" in name:
        found += [_apostrophes(name, official=True), _apostrophes(name, official=False)]
    return _distinct(found)


def russian_spellings(name: str) -> tuple[str, ...]:
    """Lower-case Latin spellings of a lower-case Russian name: `николаев` → nikolaev, nikolayev."""
    plain = _letters(name, _RUSSIAN)
    softened = _letters(_with_ye(name), _RUSSIAN)
    found = [plain, softened, softened.replace("ay", "ai").replace("oy", "oi")]
    for long, short in (("oye", "oe"), ("iy ", "y "), ("iy-", "y-"), ("yy", "y")):
        found += [spelling.replace(long, short) for spelling in (plain, softened)]
    found += [spelling.removesuffix("iy") + "y" for spelling in (plain, softened) if spelling.endswith("iy")]
    return _distinct(found)


def _letters(name: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in name)


def _with_ye(name: str) -> str:
    """ "е" at the beginning and after a vowel sounds as "ye": written є here, which the table spells so."""
    return "".join(
        "є" if letter == "е" and (at == 0 or name[at - 1] in _VOWELS) else letter for at, letter in enumerate(name)
    )


def _ended(spelling: str, ending: str) -> str:
    for old in ("yi", "yy"):
        spelling = spelling.replace(old + " ", ending + " ").replace(old + "-", ending + "-")
        if spelling.endswith(old):
            spelling = spelling[: -len(old)] + ending
    return spelling


def _apostrophes(name: str, *, official: bool) -> str:
    """Soft signs and apostrophes kept: Luts'k, Kup'yansk."""
    parts = name.replace("ь", "'").split("'")
    return "'".join(romanize(part) if official else _letters(part, _BGN_UKRAINIAN) for part in parts)


def _distinct(spellings: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spelling for spelling in spellings if spelling))
