"""Grammatical cases, and how lists of endings become forms."""

from enum import IntEnum
from typing import Final


class Case(IntEnum):
    """The six cases that place names stand in; the vocative is of no use here."""

    NOMINATIVE = 0
    GENITIVE = 1
    DATIVE = 2
    ACCUSATIVE = 3
    INSTRUMENTAL = 4
    LOCATIVE = 5


Forms = dict[Case, tuple[str, ...]]
"""The forms of one name in each case."""

_VARIANT: Final = "/"
_NOTHING: Final = "-"


def build(stem: str, endings: str) -> Forms:
    """Endings in the order of `Case`, parted by spaces, variants by "/", "-" for none: `"а у/ові - ом і"` after "-"."""
    lists = endings.split(" ")
    return {
        case: tuple(stem + ("" if ending == _NOTHING else ending) for ending in lists[case].split(_VARIANT))
        for case in Case
    }


def merged(*several: Forms) -> Forms:
    """Forms of the first, then those of the others that are new."""
    return {case: tuple(dict.fromkeys(form for forms in several for form in forms[case])) for case in Case}


def with_case(forms: Forms, case: Case, *more: str) -> Forms:
    """The same forms with further ones in one case."""
    return {**forms, case: tuple(dict.fromkeys((*forms[case], *more)))}
