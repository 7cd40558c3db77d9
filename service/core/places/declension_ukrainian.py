"""Ukrainian case forms of one word of a place name."""

from collections.abc import Callable
from typing import Final

from service.core.places.cases import Case, Forms, build, merged, with_case

_HUSHING: Final = frozenset("жчшщ")
_VOWELS: Final = frozenset("аеєиіїоуюяь")
_SOFTENED: Final = {"к": "ц", "г": "з", "х": "с", "ґ": "з"}
"""Consonants that change before -і: Волноваха → Волновасі."""

_PLURAL: Final = frozenset(("мостиська", "монастириська"))
_NOUNS_FIRST: Final = frozenset(("середина", "рава", "вилка", "гута", "воля", "лука", "балка"))
"""Nouns that stand before another word in names."""
_ALWAYS_E: Final = frozenset(("канів", "тячів"))
"""Names in -ів with -ева although no hushing sound precedes."""


def decline(word: str) -> Forms:
    """The forms of a lower-case word, by its ending; the first that fits."""
    if word in _PLURAL:
        return build(word[:-1], "а - ам а ами ах")
    for endings, rule in _RULES:
        if word.endswith(endings):
            return rule(word)
    return _masculine(word)


def decline_first(word: str) -> Forms:
    """The first of two words, an adjective where its ending allows it: Біла Церква, Жовті Води, Часів Яр."""
    if word.endswith(("ів", "їв")) and word not in _PLURAL:
        return _possessive(word)
    for ending, rule in (("а", _adjective_feminine), ("і", _adjective_plural)):
        if word.endswith(ending) and word not in _NOUNS_FIRST:
            return rule(word)
    return decline(word)


def _adjective_masculine(word: str) -> Forms:
    if word.endswith("ій"):
        return build(word[:-2], "ій ього ьому ій/ього ім ьому/ім")
    return build(word[:-2], "ий ого ому ий/ого им ому/ім")


def _adjective_neuter(word: str) -> Forms:
    stem = word[:-1]
    if word.endswith("є"):
        return build(stem, "є ього ьому є ім ьому/ім")
    forms = build(stem, "е ого ому е им ому/ім")
    # "у Курахові" beside "у Кураховому": short forms of possessive names live on.
    return merged(forms, build(stem, "е а у е ом і")) if word.endswith(("ове", "еве", "єве", "ине", "їне")) else forms


def _adjective_feminine(word: str) -> Forms:
    return build(word[:-1], "а ої ій у ою ій")


def _adjective_plural(word: str) -> Forms:
    return build(word[:-1], "і их/іх им/ім і/их/іх ими/іми их/іх")


def _possessive(word: str) -> Forms:
    """Харків → Харкова, Київ → Києва, Бердичів → Бердичева."""
    body, vowel = word[:-2], word[-2]
    stem = body + ("є" if vowel == "ї" else "е" if body[-1:] in _HUSHING or word in _ALWAYS_E else "о") + "в"
    declined = build(stem, "- а у/ові - ом і/у/ові")
    # Also as an adjective, for names such as "Часів Яр": "у Часовому Яру".
    adjective = build(stem, "- ого ому - им ому/ім")
    return _kept(word, merged(declined, adjective) if len(word) <= 5 else declined)


def _masculine(word: str) -> Forms:
    stem = _oblique(word)
    instrumental = "ем/ом" if stem[-1:] in _HUSHING else "ом"
    forms = build(stem, f"- а/у у/ові - {instrumental} у/ові")
    return _kept(word, with_case(forms, Case.LOCATIVE, _before_i(stem) + "і"))


def _oblique(word: str) -> str:
    """The stem of the other cases: Ріг → Рог-, Городок → Городк-, Самбір → Самбор-."""
    if word in ("ріг", "розділ", "самбір", "хутір", "кут", "острів", "двір", "міст", "бір", "брід", "поділ"):
        return word[:-2] + "о" + word[-1]
    if word.endswith("ок") and len(word) > 4 and word[-3] not in _VOWELS:
        return word[:-2] + "к"
    return word[:-2] + "р" if word == "остер" else word


def _masculine_soft(word: str) -> Forms:
    """Names in -ь and -й that are masculine: Тернопіль → Тернополя, Джанкой → Джанкоя."""
    if word.endswith("й"):
        return _kept(word, build(word[:-1], "й я ю/єві й єм ї/ю/єві"))
    stem = word[:-1]
    if stem.endswith("піл"):
        stem = stem[:-2] + "ол"
    elif stem in ("камін", "корін", "кремін"):
        stem = stem[:-2] + "ен"
    return _kept(word, build(stem, "ь я ю/еві ь ем і/ю/еві"))


def _fleeting(word: str) -> Forms:
    """Марганець → Марганця, Кам'янець → Кам'янця."""
    stem = word[:-3] + ("йц" if word.endswith("єць") else "ц")
    return _kept(word, build(stem, "- я ю/еві - ем і/ю/еві"))


def _feminine_bare(word: str) -> Forms:
    """Умань → Умані, Уманню; Керч → Керчі, Керчю."""
    if word.endswith("ь"):
        stem = word[:-1]
        doubled = stem if stem[-2:-1] not in _VOWELS and stem[-2:-1] != "'" else stem + stem[-1:]
        return build(stem, "ь і і ь - і") | {Case.INSTRUMENTAL: (doubled + "ю", stem + "ю")}
    return build(word, "- і і - ю і") | {Case.INSTRUMENTAL: (word + "ю", word + word[-1] + "ю")}


def _soft_ending(word: str) -> Forms:
    """-ень and the like, where the gender cannot be told: both genders, with and without the vowel."""
    forms = [_masculine_soft(word), _feminine_bare(word)]
    if word.endswith(("ень", "інь")):
        stem = word[:-3]
        forms.append(_kept(word, build(stem + "н", "- я ю - ем і")))
        forms.append(_kept(word, build(stem + "ен", "- я ю - ем і")))
    return merged(*forms)


def _neuter_o(word: str) -> Forms:
    stem = word[:-1]
    return with_case(build(stem, "о а у/ові о ом у/ові"), Case.LOCATIVE, _before_i(stem) + "і")


def _neuter_soft(word: str) -> Forms:
    """-ще, -поле: Рожище → Рожища, Гуляйполе → Гуляйполя."""
    if word.endswith("ле"):
        return build(word[:-1], "е я ю е ем і/ю")
    return merged(build(word[:-1], "е а у е ем і/у"), build(word[:-1], "е ого ому е им ому"))


def _neuter_ya(word: str) -> Forms:
    """Запоріжжя, Щастя."""
    return build(word[:-1], "я я ю я ям і/ю")


def _feminine_a(word: str) -> Forms:
    stem = word[:-1]
    if stem[-1:] in _HUSHING:
        return build(stem, "а і і у ею і")
    soft = _before_i(stem) + "і"
    return build(stem, "а и - у ою -") | {Case.DATIVE: (soft,), Case.LOCATIVE: (soft,)}


def _feminine_a_or_adjective(word: str) -> Forms:
    return merged(_feminine_a(word), _adjective_feminine(word))


def _feminine_ya(word: str) -> Forms:
    stem = word[:-1]
    if word.endswith(("ія", "їя", "ая", "ея", "оя", "ия", "уя", "'я")):
        return build(stem, "я ї ї ю єю ї")
    return merged(build(stem, "я і і ю ею і"), build(stem, "я ьої ій ю ьою ій"))


def _plural(word: str) -> Forms:
    """Суми → Сум, Сумах; Чернівці → Чернівців, Чернівцях; Олешки → Олешок."""
    stem = word[:-1]
    soft = word.endswith(("ці", "ні", "лі", "ї"))
    a = "я" if soft else "а"
    genitive = [stem, stem + ("їв" if word.endswith("ї") else "ів"), stem + "ей", *_with_vowel(stem)]
    last = word[-1]
    forms = build(stem, f"{last} - {a}м {last} {a}ми {a}х")
    return forms | {Case.GENITIVE: tuple(genitive), Case.ACCUSATIVE: (word, *genitive)}


def _with_vowel(stem: str) -> list[str]:
    """Олешк- → Олешок, Лубн- → Лубен: the vowel that parts two final consonants."""
    if len(stem) < 3 or stem[-2] in "аеєиіїоуюя":
        return []
    if stem[-2] == "ь":
        return [stem[:-2] + "ьок"] if stem.endswith("к") else []
    vowel = "о" if stem[-1] == "к" else "е"
    return [stem[:-1] + vowel + stem[-1] + ("ь" if stem[-1] == "ц" else "")]


def _kept(word: str, forms: Forms) -> Forms:
    return forms | {Case.NOMINATIVE: (word,), Case.ACCUSATIVE: (word,)}


def _before_i(stem: str) -> str:
    return stem[:-1] + _SOFTENED.get(stem[-1:], stem[-1:])


_RULES: Final[tuple[tuple[str | tuple[str, ...], Callable[[str], Forms]], ...]] = (
    (("ів", "їв"), _possessive),
    (("стрий",), _masculine_soft),
    (("ий", "ій"), _adjective_masculine),
    (("ець", "єць"), _fleeting),
    (("ай", "ей", "ой", "уй", "яй", "юй", "їй"), _masculine_soft),
    (("ське", "цьке", "зьке", "не", "ве", "те", "ре", "де", "бе", "ме", "се", "зе", "ке", "ге", "хе", "пе", "є"),
     _adjective_neuter),
    (("поле", "море", "ще"), _neuter_soft),
    (("ле", "че", "же", "ше"), lambda word: merged(_adjective_neuter(word), _neuter_soft(word))),
    (("ська", "цька", "зька"), _adjective_feminine),
    (("на", "ва", "та", "ла", "ра", "да", "ма", "га", "ка", "ха", "ча", "жа", "ша"), _feminine_a_or_adjective),
    (("а",), _feminine_a),
    (("жжя", "ття", "лля", "ння", "ддя", "ччя", "ззя", "сся", "щастя", "р'я", "в'я", "б'я", "м'я", "п'я"), _neuter_ya),
    (("я",), _feminine_ya),
    (("ань", "адь", "ять", "исть", "усь", "юнь", "унь", "ерь", "ідь", "очь", "ечь", "ість"), _soft_ending),
    (("ль",), _masculine_soft),
    (("ень", "інь", "ь"), _soft_ending),
    (("ські", "цькі", "ні", "ві", "ті", "рі"), lambda word: merged(_adjective_plural(word), _plural(word))),
    (("и", "і", "ї"), _plural),
    (("о",), _neuter_o),
    (("керч", "річ", "ніч", "піч"), _feminine_bare),
    (("у", "ю", "е", "э"), lambda word: dict.fromkeys(Case, (word,))),
)  # fmt: skip
