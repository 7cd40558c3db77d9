"""Adjectives of oblasts and raions whose noun is left out: "над Одеською областю та над Миколаївською"."""

from collections.abc import Sequence
from typing import Final

from schemas.incident import Place
from service.core.places import kinds
from service.core.places.gazetteer import Gazetteer
from service.core.reading.named import Named
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK, NUMBER, Token

_OF_OBLASTS: Final = ("ской", "цкой", "ській", "цькій")
"""Endings of oblasts' adjectives behind a preposition, where the noun may be left out."""
_OBLASTS: Final = ("ская", "цкая", "ська", "цька")
"""The same of those that head a line."""
_RAIONS: Final = ("ський", "цький", "зький", "ский", "цкий")
"""Endings of raions' adjectives that head a line or an item of a list."""
_ADJECTIVE: Final = "yi"
"""Ending of a town whose own name is an adjective: Khmelnytskyi."""
_NOUNS: Final = {kinds.RAION: "район", kinds.HROMADA: "громада"}
"""What is left out behind another of its kind."""
_ENDINGS: Final = {
    kinds.RAION: ("ський", "цький", "зький", "ському", "цькому", "зькому", "ский", "цкий", "ском", "цком"),
    kinds.HROMADA: ("ська", "цька", "зька", "ская", "цкая"),
}
_MARKS: Final = frozenset("(:–—-,")
"""Marks behind an adjective that stands alone."""


def area_left_out(
    scan: Scan, gazetteer: Gazetteer, named: Named, others: Sequence[Named], last: Place | None
) -> Place | None:
    """ "Золотоніський район: двоє поранених, Звенигородський: один": behind a raion its like, with a mark behind it.

    `last` is the place that the sentence before named last: "Корюківська громада: … Сновська: …".
    """
    tokens, end = scan.tokens, named.end
    if end >= len(tokens) or tokens[end].text not in _MARKS:
        return None
    opens = not named.start or (named.start == 1 and tokens[0].kind == MARK)  # behind a bullet
    if not named.mention.adjective and (not opens or tokens[end].text != ":"):
        return None  # "Сновська:" reads like "of Snovsk", too
    before = (n.place for n in reversed(others) if n.start < named.start and n.place and n.place.kind in _NOUNS)
    alike = next(before, None) or (last if opens else None)
    if opens and tokens[end].text == ":" and (alike is None or alike.kind not in _NOUNS):
        return _oblast_heading(gazetteer, tokens[end - 1])  # "По областям. Донецкая: …"
    if alike is None or alike.kind not in _NOUNS or not tokens[end - 1].norm.endswith(_ENDINGS[alike.kind]):
        return None
    found = _called(gazetteer, f"{tokens[end - 1].text} {_NOUNS[alike.kind]}")
    return next((p for p in found if p.kind is alike.kind and p.region == alike.region), None)


def _called(gazetteer: Gazetteer, name: str) -> list[Place]:
    """The places of a name, an adjective with its noun put back."""
    return [place for mention in gazetteer.mentions(name) for place in mention.candidates]


def _oblast_heading(gazetteer: Gazetteer, word: Token) -> Place | None:
    """The oblast whose adjective heads a line alone."""
    if not word.norm.endswith(_OBLASTS):
        return None
    return next((p for p in _called(gazetteer, f"{word.text} область") if p.kind is kinds.OBLAST), None)


def raion_alone(scan: Scan, gazetteer: Gazetteer, named: Named, place: Place) -> Place | None:
    """ "По районам: Бориспольский — двое погибших": an adjective alone before a colon or dash is a raion's.

    `place` is the town that the adjective is made from.
    """
    tokens, end = scan.tokens, named.end
    if not named.mention.adjective or end >= len(tokens) or place.name.endswith(_ADJECTIVE):
        return None
    alone = (tokens[end].text == ":" or tokens[end].text in DASHES) and tokens[end - 1].norm.endswith(_RAIONS)
    return next((p for p in gazetteer.ancestors(place) if p.kind is kinds.RAION), None) if alone else None


def is_oblast_left_out(scan: Scan, named: Named, others: Sequence[Named]) -> bool:
    """ "Над Одесской областью и над Николаевской": the second, too, is an oblast."""
    tokens = scan.tokens
    behind = tokens[named.end].text if named.mention.adjective and named.end < len(tokens) else ""
    if behind == "(" or (behind and behind in DASHES):
        items = sum(_heads_item(scan, other) for other in others)
        if _heads_item(scan, named) and items > 1:
            return True  # "По областям: Харьковская — 112 тыс., Сумская — 41 тыс."
        oblasts = (n for n in others if n.place is not None and n.place.kind is kinds.OBLAST)
        led = behind == "(" or any(office.end == named.start for office in scan.offices)  # "глава Сумской — о шести"
        endings = (*_OF_OBLASTS, *_OBLASTS) if led else _OBLASTS
        if tokens[named.end - 1].norm.endswith(endings) and any(n.start < named.start for n in oblasts):
            return True  # "Сумская область — 37 тысяч, Черниговская — …", "в Одеській (15 тис.), Сумській (9 тис.)"
    if not named.mention.adjective or not named.start or not tokens[named.start - 1].says("located"):
        return _counted_on(scan, named, others)
    after = tokens[named.end] if named.end < len(tokens) else None
    noun = after is not None and (scan.is_plain(named.end) or named.end in scan.nouns)
    noun = noun or any(n.start == named.end and _is_district(n) for n in others)  # "на київській Троєщині"
    noun = noun or any(office.start <= named.end < office.end for office in scan.offices)  # "у Херсонській МВА"
    if not noun and tokens[named.end - 1].norm.endswith(_OF_OBLASTS):
        return True  # "В Сумской обесточены 24 тысячи": of a feminine noun that is left out
    if after is not None and after.kind != MARK and not after.says("and"):
        return False
    oblasts = (n for n in others if n.place is not None and n.place.kind is kinds.OBLAST)
    return any(oblast is not named for oblast in oblasts)  # "повідомили в Рівненській ОВА" names but itself


def _is_district(named: Named) -> bool:
    return named.place is not None and named.place.kind is kinds.DISTRICT


def _counted_on(scan: Scan, named: Named, others: Sequence[Named]) -> bool:
    """ "148 сёл Черниговской области и 62 — Сумской": an adjective and a mark behind a number and a dash."""
    tokens, at = scan.tokens, named.start - 1
    if not named.mention.adjective or at < 1 or not tokens[named.end - 1].norm.endswith(_OF_OBLASTS):
        return False
    closed = named.end >= len(tokens) or tokens[named.end].kind == MARK
    at -= tokens[at].text in DASHES
    oblasts = (n for n in others if n.place is not None and n.place.kind is kinds.OBLAST)
    counted = tokens[at].kind == NUMBER or tokens[at].norm in scan.lexicon.multipliers
    return closed and counted and any(n.start < named.start for n in oblasts)


def _heads_item(scan: Scan, named: Named) -> bool:
    """An adjective alone, of a feminine noun, with a mark before it and a dash and a number behind it."""
    tokens, at = scan.tokens, named.end
    if not named.mention.adjective or not tokens[at - 1].norm.endswith(_OBLASTS) or at + 1 >= len(tokens):
        return False
    opens = not named.start or tokens[named.start - 1].kind == MARK
    return opens and tokens[at].text in DASHES and tokens[at + 1].kind == NUMBER
