"""Russian adjectives of towns and villages: Волчанск → волчанск-ий, Дергачи → дергачевск-ий.

An area's Russian adjective comes from the Russian name of its seat, not from the Ukrainian adjective.
"""

from typing import Final

_FIRST: Final = (("ая", "о"), ("ий", "о"), ("ый", "о"), ("ой", "о"), ("ое", "о"), ("яя", "е"), ("ие", "о"), ("ые", "о"))
"""The ending of an adjective before the name proper, and its link in the compound: Великая Писаревка → велико-."""
_ENDINGS: Final = (
    ("ский", ("ск",)), ("цкий", ("цк",)), ("ское", ("ск",)), ("ская", ("ск",)), ("ск", ("ск",)), ("цк", ("цк",)),
    ("ка", ("ск", "кск", "кинск")), ("ки", ("кинск", "кск", "ковск")), ("чи", ("чевск", "чск", "чинск")),
    ("ги", ("жск", "гск")), ("цы", ("цк", "цевск")), ("ея", ("ейск",)), ("ия", ("ийск",)), ("ыя", ("ыйск",)),
    ("ья", ("ьевск",)), ("ье", ("ьевск", "ьск", "ск")), ("ая", ("ск", "овск")), ("ое", ("ск", "овск")),
    ("ее", ("евск",)),
    ("ый", ("ыйск", "ск")), ("ий", ("ийск", "ск")), ("й", ("йск",)), ("ь", ("ск", "льск")), ("о", ("ск",)),
    ("е", ("ск",)), ("а", ("ск", "инск", "овск")), ("ы", ("ск", "овск")), ("и", ("ск", "инск")),
)  # fmt: skip
"""Endings of names → those of the adjective's stem, the longest first; a consonant takes -ск."""


def adjective_stems(name: str) -> tuple[str, ...]:
    """Possible stems of the adjective of a Russian name, lower case."""
    first, space, second = name.lower().replace("ё", "е").rpartition(" ")
    if space:
        linked = next((first.removesuffix(end) + link for end, link in _FIRST if first.endswith(end)), None)
        if linked is None:
            return ()
        return tuple(linked + stem for stem in _stems(second))
    return _stems(second)


def _stems(name: str) -> tuple[str, ...]:
    for ending, stems in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            bare = name.removesuffix(ending)
            return tuple(bare + stem for stem in stems)
    return (name + "ск",)
