"""How a written name becomes the key it is looked up by. Lengths may change; offsets are kept by the caller."""

import unicodedata
from typing import Final

_FOLDED: Final = str.maketrans(
    {
        **dict.fromkeys("\u2019\u02bc\u0060\u00b4\u2018\u02b9\u2032\uff07\u201b", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe58\ufe63\uff0d", "-"),
        # Stress marks, soft hyphens, joiners and variation selectors say nothing about the name.
        **dict.fromkeys("\u0301\u0300\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f", ""),
        **dict.fromkeys("\u00a0\u2007\u202f", " "),
        "ё": "е",
    }
)

_LATIN_TO_CYRILLIC: Final = str.maketrans("aceiopxyëï", "асеіорхуёї")
"""Latin letters that look like Cyrillic ones, lower case (capitals fold to these first, and look alike as capitals)."""
_LATIN_CAPITALS: Final = str.maketrans("ABCEHIKMOPTXY", "АВСЕНІКМОРТХУ")
_CYRILLIC_TO_LATIN: Final = str.maketrans("АВСЕНІЇКМОРТХУасеіїорху", "ABCEHIIKMOPTXYaceiiopxy")


def key_of(name: str) -> str:
    """The look-up key: lower case, composed, one kind of apostrophe and hyphen, no stress marks, ё as е.

    A word that mixes Latin with Cyrillic letters is read in the script that most of its letters belong to.
    """
    if name.isascii():
        return name.lower().replace("`", "'")
    # Stress marks go first: composed, they would hide in letters such as á, and then the rest is composed.
    folded = unicodedata.normalize("NFC", name.translate(_FOLDED))
    return _one_script(folded).lower().translate(_FOLDED)


def _one_script(word: str) -> str:
    latin = sum(map(str.isalpha, word.encode("ascii", "ignore").decode("ascii")))
    if not latin:
        return word
    cyrillic = sum("Ѐ" <= letter <= "ӿ" for letter in word)
    if not cyrillic:
        return word
    if cyrillic >= latin:
        return word.translate(_LATIN_CAPITALS).translate(_LATIN_TO_CYRILLIC)
    return word.translate(_CYRILLIC_TO_LATIN)
