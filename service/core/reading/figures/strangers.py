"""Persons whom no lexicon names: "погиб составитель поездов", "загинула хлібороба"; the verb says that it is one."""

from typing import Final

from service.core.reading.figures.named import befell
from service.core.reading.scan import Scan, Span
from service.core.reading.text import MARK

_REACH: Final = 4
"""Most tokens between the verb and the person, and behind it to a person that a lexicon does name."""
_VOWELS: Final = frozenset("оеиуыюэєїіё")
"""What no such noun ends in when it is one and the subject."""
_OBLIQUE: Final = ("ом", "ем", "ім", "ью", "дні", "разу")
_TRADES: Final = ("ник", "щик", "чик", "тель", "арь", "ист", "лог", "ер", "ёр", "ор", "вец", "нец", "ница", "щица")
"""Endings of words for persons, in Russian."""
_OF_PERSONS: Final = ("people", "customers")
"""Families of nouns for persons: also "ціла родина"."""
_SHORTEST: Final = 5
_FEMININE: Final = ("а", "я", "ась")
_OF_ONE: Final = ("річного", "річну", "летнего", "летнюю", "річна", "річний", "летняя", "летний")
"""Endings of the age of one person."""
_OBJECTS: Final = ("ого", "его", "ую", "юю", "шого")
"""Endings of adjectives, behind which the person is still to come."""
_ADJECTIVAL: Final = ("ий", "ый", "ой", "ая", "яя", "ня")


def strangers(scan: Scan) -> set[int]:
    """Tokens of words that no lexicon has, right behind a verb for what befell one person."""
    found = _aged(scan)
    for role in scan.roles:
        if role.what == "of_one":
            behind = _behind(scan, role.start, role.end)
            if behind is not None:
                found.add(behind)
            if _ahead(scan, role):
                found.add(role.start - 1)
        elif role.what == "of_several" and role.start in scan.predicates:
            beside = _in_company(scan, role.end)
            if beside is not None:
                found.add(beside)
    return found


def _aged(scan: Scan) -> set[int]:
    """ "Травмовано 27-річного кранівника": right behind what befell people, one whose age is told, or only that."""
    found: set[int] = set()
    if not scan.ages or scan.lexicon.articles:
        return found
    told = {end for end, means in scan.predicates.values() if means[0].families[0] == "people" and not means[0].kind}
    for ages in scan.ages:
        if len(ages.years) > 1 or not scan.tokens[ages.end - 1].norm.endswith(_OF_ONE):
            continue
        behind = ages.start in told
        ahead = not behind and ages.end not in scan.nouns and befell(scan, ages.end)  # "61-річний отримав контузію"
        ahead = ahead and not _goes_on(scan, ages.end)
        if ahead or (behind and _is_closed(scan, ages.end)):
            found.add(ages.end - 1)
        elif behind and ages.end < len(scan.tokens) and scan.is_plain(ages.end) and not _is_name(scan, ages.end):
            word = scan.tokens[ages.end].norm
            if len(word) >= _SHORTEST and not word.endswith(_OBJECTS) and not _named_behind(scan, ages.end + 1):
                found.add(ages.end)
    return found


def _goes_on(scan: Scan, at: int) -> bool:
    """ "66-річна потерпіла загинула": the word behind the age says who, and the next what befell her."""
    return befell(scan, scan.predicates[at][0])


def _is_closed(scan: Scan, at: int) -> bool:
    """ "Загинула 71-річна.", "загинув 61-річний у Нікополі": an end or a place follows, so the age is the person."""
    closed = at >= len(scan.tokens) or scan.tokens[at].text in ".;" or at in scan.blocked
    return closed or scan.behind_place(at) > at


def _is_name(scan: Scan, at: int) -> bool:
    token = scan.tokens[at]
    return token.capital and not token.text.isupper()


def _in_company(scan: Scan, at: int) -> int | None:
    """ "Ранены слесарь и сменщик": behind one person, "and", and before the end of what is told, another."""
    found, tokens = scan.nouns.get(at), scan.tokens
    if found is None or found[1][0].family != "people" or found[1][0].plural:
        return None
    at = found[0]
    if at >= len(tokens) or not tokens[at].says("and"):
        return None
    at += 1
    at += at < len(tokens) and tokens[at].says("its")
    if at >= len(tokens) or not scan.is_plain(at) or tokens[at].capital or len(tokens[at].norm) < _SHORTEST:
        return None
    closed = at + 1 >= len(tokens) or tokens[at + 1].kind == MARK or at + 1 in scan.blocked
    norm = tokens[at].norm
    return at if closed and norm.endswith(_TRADES) else None


def _ahead(scan: Scan, role: Span) -> bool:
    """ "…: мастер погиб": a word that no lexicon has opens a part of the sentence, and the verb closes that part."""
    at, tokens = role.start - 1, scan.tokens
    if at < 1 or role.start not in scan.predicates or not scan.is_plain(at) or tokens[at].capital:
        return False
    norm = tokens[at].norm
    if len(norm) < _SHORTEST or tokens[at - 1].text not in ",:–—;" or norm.endswith((*_ADJECTIVAL, *_OBLIQUE)):
        return False
    closes = role.end >= len(tokens) or tokens[role.end].kind == MARK
    return closes and _agrees(norm, feminine=tokens[role.end - 1].norm.endswith(_FEMININE))


def _behind(scan: Scan, start: int, at: int) -> int | None:
    if start not in scan.predicates:
        return None  # "не погиб"
    feminine = any(token.norm.endswith(_FEMININE) for token in scan.tokens[start:at])
    end = min(at + _REACH, len(scan.tokens))
    while at < end:
        if at in scan.age_at:
            at = scan.behind_age(at)
        elif not scan.is_plain(at):
            return None
        elif not scan.tokens[at].norm.endswith(_ADJECTIVAL):
            return at if _agrees(scan.tokens[at].norm, feminine=feminine) and not _named_behind(scan, at + 1) else None
        else:
            at += 1
    return None


def _agrees(norm: str, *, feminine: bool) -> bool:
    last = norm[-1]
    return last in "аяь" if feminine else last not in _VOWELS and last not in "ая" and len(norm) > 2


def _named_behind(scan: Scan, at: int) -> bool:
    """A person whom a lexicon names follows: "погиб многодетный отец"."""
    for n in range(at, min(at + _REACH, len(scan.tokens))):
        if scan.tokens[n].kind == MARK or n in scan.predicates or scan.tokens[n].says("and"):
            return False
        if n in scan.nouns and scan.nouns[n][1][0].family in _OF_PERSONS:
            return True
    return False
