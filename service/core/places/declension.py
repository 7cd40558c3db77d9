"""Case forms of place names in Ukrainian and Russian, from the ending of the name.

Where the ending leaves two declensions open (a village "Лозова" may be a noun or an adjective) both are given: a form
that nobody writes does no harm in a look-up, a missing one does. Names are lower case, apostrophes are "'".
"""

from enum import StrEnum
from typing import Final

from service.core.places import declension_russian as russian
from service.core.places import declension_ukrainian as ukrainian
from service.core.places.cases import Case, Forms, merged

INDECLINABLE: Final = frozenset(
    ("рені", "сочи", "сочі", "тбілісі", "тбилиси", "осло", "токіо", "токио", "яни капу", "яны капу")
)


class Language(StrEnum):
    """The two languages that decline place names."""

    UKRAINIAN = "uk"
    RUSSIAN = "ru"


def forms_of(name: str, language: Language) -> Forms:
    """The forms of a name of one or more words, by case; the name itself is the nominative."""
    if name in INDECLINABLE:
        return dict.fromkeys(Case, (name,))
    first, space, rest = name.partition(" ")
    if not space:
        return _hyphenated(name, language)
    begins = ukrainian.decline_first(first) if language is Language.UKRAINIAN else _hyphenated(first, language)
    per_word = [begins, forms_of(rest, language)]
    return {case: tuple(dict.fromkeys(_joined(case, per_word, " "))) for case in Case}


def all_forms(name: str, language: Language) -> tuple[str, ...]:
    """Every form of a name once, the nominative first."""
    return tuple(dict.fromkeys(form for forms in forms_of(name, language).values() for form in forms))


def _hyphenated(word: str, language: Language) -> Forms:
    """`івано-франківськ` declines at its end only, `кам'янець-подільський` in both parts."""
    first, hyphen, rest = word.partition("-")
    if not hyphen:
        return _word(word, language)
    ends = _hyphenated(rest, language)
    fixed = {case: tuple(f"{first}-{form}" for form in ends[case]) for case in Case}
    if first.endswith(("о", "е", "є")) or len(first) < 3:
        return fixed
    both = {case: tuple(_joined(case, [_word(first, language), ends], "-")) for case in Case}
    return merged(both, fixed)


def _joined(case: Case, parts: list[Forms], glue: str) -> list[str]:
    """Forms of the parts put together, those of one gender and number where the parts offer several."""
    texts = [""]
    for at, part in enumerate(parts):
        texts = [text + (glue if at else "") + form for text in texts for form in part[case]][:_MOST_COMBINATIONS]
    return texts


_MOST_COMBINATIONS: Final = 12
"""More than any real name of two or three words has in one case."""


def _word(word: str, language: Language) -> Forms:
    if len(word) < 2 or not word[-1].isalpha():
        return dict.fromkeys(Case, (word,))
    return ukrainian.decline(word) if language is Language.UKRAINIAN else russian.decline(word)
