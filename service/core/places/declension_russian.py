"""Russian case forms of one word of a place name."""

from collections.abc import Callable
from typing import Final

from service.core.places.cases import Case, Forms, build, merged

_HUSHING: Final = frozenset("жчшщ")
_HARD_I: Final = frozenset("гкхжчшщ")
"""Consonants that take -и where others take -ы."""
_VOWELS: Final = frozenset("аеёиоуыэюя")
_SHORT: Final = 5
"""Letters up to which a name that looks like an adjective is bent as a noun, too."""


def decline(word: str) -> Forms:
    """The forms of a lower-case word, by its ending; the first that fits."""
    if word == "церковь":
        return build("церк", "овь ви ви овь овью ви")
    for endings, rule in _RULES:
        if word.endswith(endings):
            return rule(word)
    return _masculine(word)


def _adjective_masculine(word: str) -> Forms:
    stem, ending = word[:-2], word[-2:]
    if ending == "ий" and stem[-1:] not in _HARD_I:
        return build(stem, "ий его ему ий/его им ем")
    instrumental = "им" if stem[-1:] in _HARD_I else "ым"
    forms = build(stem, f"{ending} ого ому {ending}/ого {instrumental} ом")
    return merged(forms, _masculine_soft(word)) if len(word) <= _SHORT else forms  # "в Стрые" beside "в Стром"


def _adjective_neuter(word: str) -> Forms:
    stem = word[:-2]
    if word.endswith("ее"):
        return build(stem, "ее его ему ее им ем")
    return build(stem, f"ое ого ому ое {'им' if stem[-1:] in _HARD_I else 'ым'} ом")


def _adjective_feminine(word: str) -> Forms:
    stem = word[:-2]
    if word.endswith("яя"):
        return build(stem, "яя ей ей юю ей ей")
    ending = "ей" if stem[-1:] in _HUSHING else "ой"
    return build(stem, f"ая {ending} {ending} ую {ending} {ending}")


def _possessive_feminine(word: str) -> Forms:
    """Казачья → Казачьей, Казачью."""
    return build(word[:-1], "я ей ей ю ей ей")


def _adjective_plural(word: str) -> Forms:
    vowel = word[-2]
    return build(word[:-2], f"{vowel}е {vowel}х {vowel}м {vowel}е/{vowel}х {vowel}ми {vowel}х")


def _masculine(word: str) -> Forms:
    stem = word[:-2] + "к" if word.endswith("ок") and len(word) > 4 and word[-3] not in _VOWELS else word
    instrumental = "ем/ом" if stem[-1:] in _HUSHING else "ом"
    adjective = [build(word, "- ого ому - ым ом")] if word.endswith(("ов", "ев")) and len(word) <= 5 else []
    return _kept(word, merged(build(stem, f"- а у - {instrumental} е/у"), *adjective))


def _fleeting(word: str) -> Forms:
    """Марганец → Марганца, Каменец → Каменца."""
    stem = word[:-2] + "ц"
    return _kept(word, build(stem, "- а у - ом/ем е"))


def _masculine_soft(word: str) -> Forms:
    return build(word[:-1], f"{word[-1]} я ю {word[-1]} ем {'и' if word.endswith('ий') else 'е'}")


def _feminine_bare(word: str) -> Forms:
    return build(word[:-1], "ь и и ь ью и")


def _soft_ending(word: str) -> Forms:
    forms = [_feminine_bare(word), _masculine_soft(word)]
    if word.endswith("ень"):
        forms.append(_kept(word, build(word[:-3] + "н", "- я ю - ем е")))
    return merged(*forms)


def _neuter_o(word: str) -> Forms:
    """Names in -ово, -ино decline or stay as they are."""
    declined = build(word[:-1], "о а у о ом е")
    return merged(declined, dict.fromkeys(Case, (word,))) if word.endswith(("ово", "ево", "ино", "ыно")) else declined


def _neuter_e(word: str) -> Forms:
    stem = word[:-1]
    if stem[-1:] in _HUSHING:
        return build(stem, "е а у е ем е")
    return build(stem, "е я ю е ем е")


def _feminine_a(word: str) -> Forms:
    stem = word[:-1]
    genitive = "и" if stem[-1:] in _HARD_I else "ы"
    forms = build(stem, f"а {genitive} е у {'ей' if stem[-1:] in _HUSHING or stem.endswith('ц') else 'ой'} е")
    # Short adjectives ("Ясинувата", "Лозова") are bent as nouns or stay Ukrainian.
    return merged(forms, build(stem, "а ой ой у ой ой")) if word.endswith(("на", "ова", "ева", "та")) else forms


def _feminine_ya(word: str) -> Forms:
    if word.endswith("ия"):
        return build(word[:-1], "я и и ю ей и")
    return build(word[:-1], "я и е ю ей е")


def _plural(word: str) -> Forms:
    stem, last = word[:-1], word[-1]
    soft = last == "и" and stem[-1:] not in _HARD_I
    a = "я" if soft else "а"
    genitive = [stem, stem + "ов", stem + "ев", stem + "ей", *_with_vowel(stem)]
    forms = build(stem, f"{last} - {a}м {last} {a}ми {a}х")
    return forms | {Case.GENITIVE: tuple(genitive), Case.ACCUSATIVE: (word, *genitive)}


def _with_vowel(stem: str) -> list[str]:
    if len(stem) < 3 or stem[-2] in _VOWELS:
        return []
    if stem[-2] == "ь":
        return [stem[:-2] + "е" + stem[-1]]
    hushing = stem[-2] in _HUSHING
    vowel = "о" if stem[-1] == "к" and not hushing else "е"
    return [stem[:-1] + vowel + stem[-1]]


def _kept(word: str, forms: Forms) -> Forms:
    return forms | {Case.NOMINATIVE: (word,), Case.ACCUSATIVE: (word,)}


_RULES: Final[tuple[tuple[str | tuple[str, ...], Callable[[str], Forms]], ...]] = (
    (("ский", "цкий", "ной", "ый", "вой", "той", "хий", "кий", "ний", "жий", "чий"), _adjective_masculine),
    (("ое", "ее"), _adjective_neuter),
    (("ая", "яя"), _adjective_feminine),
    (("чья", "жья"), _possessive_feminine),
    (("ые", "ие"), _adjective_plural),
    (("ец",), _fleeting),
    (("й",), _masculine_soft),
    (("поль", "бль", "ль"), _masculine_soft),
    (("казань", "рязань", "пермь", "тверь", "керчь"), _feminine_bare),
    (("ь",), _soft_ending),
    (("о",), _neuter_o),
    (("е",), _neuter_e),
    (("а",), _feminine_a),
    (("я",), _feminine_ya),
    (("ы", "и"), _plural),
    (("у", "ю", "э", "ё"), lambda word: dict.fromkeys(Case, (word,))),
)
