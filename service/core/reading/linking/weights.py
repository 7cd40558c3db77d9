"""What it costs to pass each token on the way from a figure to its word.

In "two people, their neighbours said, were hurt" a word costs 1, a small word little, a comma more; a break in the
thought ("but", "while") costs so much that hardly a figure gets over it.
"""

from typing import Final

from service.core.memo import keep
from service.core.pairs import pairs
from service.core.reading.figures.figure import Figure
from service.core.reading.linking.fitting import same_family
from service.core.reading.linking.shared_nouns import is_not
from service.core.reading.scan import Scan
from service.core.reading.text import MARK, Token
from service.core.reading.words import Lexicon

BREAK: Final = 6.0
"""What a break in the thought costs; nothing else weighs the same."""
_WORD: Final = 1.0
_SMALL: Final = 0.2
_NAME: Final = 0.3
_JOIN: Final = 1.2
_FIGURE: Final = 0.5
_PREDICATE: Final = 0.7
"""A word for what happened, whatever its length."""
_AGE: Final = 0.1
_ENCLOSED: Final = 0.05
"""A token of an aside; see clauses.py."""
_MARK: Final = 0.2
_MARKS: Final = {",": 1.5, ";": 10.5, "(": 1.5, ")": 1.0, ":": 0.3, "–": 0.5, "—": 0.5, "-": 0.5, ".": 0.2, "/": 0.5}
_SMALL_WORDS: Final = frozenset({"skip", "prepositions", "articles", "determiners"})
_CORRECTED: Final = 2
"""Tokens between "not 23" and "24": a comma and "but"."""
_ENCLOSING: Final = 8
"""The most of them, with what commas enclose."""
_LIKE_PLACES: Final = frozenset({"everywhere", "in_city", "somewhere"})
"""Roles that are passed as a place is: "убили по всей Украине девять человек"."""
_COUPLED: Final = 3
"""Most tokens between two things of a list."""


def weigh(scan: Scan, figures: list[Figure], asides: list[tuple[int, int]]) -> list[float]:
    """What each token costs; what a figure's own words, ages, lists and asides cost instead of their words."""
    weights = _of_words(scan)
    for figure in figures:
        for n in range(figure.start, figure.end):
            weights[n] = 0.0
        weights[figure.start] = _FIGURE
    for ages in scan.ages:
        for n in range(ages.start - 1, min(ages.end + 1, len(weights))):
            inside = ages.start <= n < ages.end
            weights[n] = _AGE if inside or scan.tokens[n].text in ",()" else weights[n]
        whose = ages.start - 1  # "на двірника, йому 48, стан тяжкий"
        if whose > 0 and scan.tokens[whose].says("age_of") and scan.tokens[whose - 1].text == ",":
            weights[whose - 1] = weights[whose] = _AGE
    for one, other in pairs(figures):
        if _coupled(scan, one, other):
            weights[one.end] = _NAME  # a list is passed as one
        if _CORRECTED <= other.start - one.end <= _ENCLOSING and _corrects(scan, one, other):
            weights[one.end : other.start] = [_SMALL / (other.start - one.end)] * (other.start - one.end)
        if is_not(scan, one, other):
            weights[one.end : other.end] = [_ENCLOSED] * (other.end - one.end)
    for start, end in asides:
        weights[start:end] = [_ENCLOSED] * (end - start)
    for start, (end, _) in scan.predicates.items():
        for n in range(start, end):
            weights[n] = 0.0 if n > start else _PREDICATE
    return weights


def _corrects(scan: Scan, one: Figure, other: Figure) -> bool:
    """ "Not 23, but 24", "not five, as was said before, but four": a figure is put in another's place."""
    tokens = scan.tokens
    negated = one.start > 0 and tokens[one.start - 1].says("negation")
    commas = tokens[one.end].text == tokens[other.start - _CORRECTED].text == ","
    return negated and commas and tokens[other.start - 1].says("contrasts")


def _of_words(scan: Scan) -> list[float]:
    """What it costs to pass each token, as the words stand."""
    kept, weights, breaks = scan.lexicon.weights, [], []
    for n, token in enumerate(scan.tokens):
        weight = kept.get(token.norm)
        weight = _of_word(scan.lexicon, token) if weight is None else weight
        weights.append(weight)
        if weight == BREAK:
            breaks.append(n)
    for n in breaks:
        if n + 1 < len(weights) and scan.tokens[n + 1].says("also"):
            weights[n] = _JOIN  # "а також", comma and all
            weights[n - 1] = _SMALL if n and scan.tokens[n - 1].text == "," else weights[n - 1]
    for n in scan.blocked:
        if n + 2 in scan.blocked and scan.tokens[n + 1].text == ",":
            weights[n + 1] = _NAME  # a list of places is passed as one
    for role in scan.roles:
        if role.what == "that_is":  # "27 villages are blacked out, which is 11,300 subscribers"
            weights[max(0, role.start - 1) : role.end] = [_SMALL] * (role.end - max(0, role.start - 1))
        elif role.what in _LIKE_PLACES:
            weights[role.start : role.end] = [_NAME] * (role.end - role.start)
    for n in breaks:
        if n and weights[n] == BREAK and scan.tokens[n - 1].says("of"):
            weights[n] = _SMALL  # "19 of which are warm again"
    for n in scan.blocked:
        weights[n] = _NAME if weights[n] in (_SMALL, _WORD) and scan.tokens[n].kind != MARK else weights[n]
    return weights


def _of_word(lexicon: Lexicon, token: Token) -> float:
    """What it costs to pass a word or mark; words that were weighed once are kept."""
    if token.kind == MARK:
        return _MARKS.get(token.text, _MARK)
    groups = token.groups
    if "breaks" in groups:
        weight = BREAK
    elif "and" in groups:
        weight = _JOIN
    else:
        weight = _WORD if _SMALL_WORDS.isdisjoint(groups) else _SMALL
    keep(lexicon.weights, token.norm, weight)
    return weight


def _coupled(scan: Scan, one: Figure, other: Figure) -> bool:
    """Two objects of a list, or two persons who are only named with "and" between."""
    between = scan.tokens[one.end : other.start]
    if not between or len(between) > _COUPLED or not one.nouns or not other.nouns or not same_family(one, other):
        return False
    joined = between[0].says("and")
    if one.nouns[0].family == "people":
        return joined and len(between) == 1 and not one.counted and not other.counted
    listed = one.is_thing or (one.family == "weapon" and one.counted and other.counted)
    if not listed or not (joined or between[0].text == ","):
        return False
    if not joined and other.end in scan.predicates and _told_before(scan, one):
        return False
    return all(scan.is_plain(n) for n in range(one.end + 1, other.start))


def _told_before(scan: Scan, figure: Figure) -> bool:
    """ "Посечены осколками 18 домов, 22 машины сгорели": a word right before it, so the next one is the other's."""
    if scan.lexicon.articles:
        return False
    near = range(max(0, figure.start - _COUPLED), figure.start)
    return any(n in scan.predicates and figure.start - scan.predicates[n][0] <= 1 for n in near)
