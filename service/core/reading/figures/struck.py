"""Several things that a verb says were hit, though nobody says how many: "power facilities were hit", "hit homes"."""

from typing import Final

from service.core.reading.scan import Scan
from service.core.reading.text import WORD

_BETWEEN: Final = 2
"""Most words between "hit" and what it hit: "hit residential and office buildings"."""
_VERB: Final = 3
"""Most tokens of "a strike hitting"."""
_HIT: Final = 5
"""The same of "влучання ворожого дрона у"."""
_PLACED: Final = 8
"""Most tokens between "warehouses" and "were hit", with the place where they stand."""
_LISTED: Final = 6
"""Most things of a list that are looked at."""


def is_hit(scan: Scan, at: int, end: int) -> bool:
    """Whether the things named from `at` to `end` are what was hit; "strikes on ports" does not tell."""
    if not scan.lexicon.articles:
        return _was_hit(scan, at)
    return _is_object(scan, at) or _is_subject(scan, end)


def _was_hit(scan: Scan, at: int) -> bool:
    """ "Влучання в об'єкти енергетики", "дрони влучили у приватні будинки": right behind a hit, with adjectives."""
    low = at
    while low > 0 and at - low < _BETWEEN and scan.is_plain(low - 1):
        low -= 1
    start = scan.ending_at(low, _HIT)
    told = start >= 0 and any(scan.tokens[n].says("landed") for n in range(start, low))
    return told and not (start > 0 and scan.tokens[start - 1].says("modals"))


def _is_object(scan: Scan, at: int) -> bool:
    """ "Drones hit energy facilities", "struck homes, shops and a school": right behind the verb, or in its list."""
    tokens = scan.tokens
    for _ in range(_LISTED):
        low = at - 1
        while low > 0 and at - low <= _BETWEEN and (scan.is_plain(low) or tokens[low].says("articles")):
            low -= 1
        if low < 0:
            return False
        if tokens[low].says("landed"):
            start = scan.ending_at(low + 1, _VERB)
            return start >= 0 and not _is_passive(scan, low) and not (start and tokens[start - 1].says("modals"))
        low -= tokens[low].says("and") and low > 0 and tokens[low - 1].text == ","
        if not (tokens[low].text == "," or tokens[low].says("and")):
            return False
        listed = next((n for n in range(low - 1, max(-1, low - 1 - _BETWEEN), -1) if _names(scan, n, low)), -1)
        if listed < 0:
            return False
        at = listed
    return False


def _names(scan: Scan, at: int, end: int) -> bool:
    """A thing is named from one token to another."""
    found = scan.nouns.get(at)
    return found is not None and found[0] == end and found[1][0].is_thing


def _is_subject(scan: Scan, end: int) -> bool:
    """ "Power facilities were hit", "warehouses in Odesa and Dnipro have been struck": behind it, with its place."""
    tokens, at = scan.tokens, end
    while at < min(end + _PLACED, len(tokens) - 1):
        if tokens[at].says("passive"):
            known = scan.predicates.get(at)
            if known is not None and any(p.kind == "attack" for p in known[1]):
                return not _by_outage(scan, known[0] - 1)  # "were hit by"
            at += 1 + (tokens[at + 1].says("passive") or scan.is_plain(at + 1))
            hit = at < len(tokens) and tokens[at].says("landed") and at in scan.predicates
            return hit and not _by_outage(scan, at + 1)
        listed = scan.nouns.get(at)
        if listed is not None and listed[1][0].is_thing:
            at = listed[0]
        elif at in scan.blocked or (tokens[at].kind == WORD and _may_place(scan, at)):
            at += 1
        else:
            return False
    return False


def _may_place(scan: Scan, at: int) -> bool:
    """A small word that tells where, an "and" of two places, or "have" of "have been hit"."""
    return any(scan.tokens[at].says(name) for name in ("located", "articles", "and", "helpers"))


def _is_passive(scan: Scan, at: int) -> bool:
    return any(scan.tokens[n].says("passive") for n in range(max(0, at - 2), at))


def _by_outage(scan: Scan, at: int) -> bool:
    """ "Homes were hit by power cuts": what hit them is told behind "by", and is no weapon."""
    if at >= len(scan.tokens) or not scan.tokens[at].says("agents"):
        return False
    weapons = (n in scan.nouns and scan.nouns[n][1][0].family == "weapon" for n in range(at, at + _PLACED))
    attack = any(s.what == "attack" and at < s.start < at + _PLACED for s in scan.roles)
    return not attack and not any(weapons)
