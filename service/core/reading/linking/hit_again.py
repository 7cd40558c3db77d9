"""What a sentence has named, and calls "it" when it is hit: "evacuated from a tower after a glide bomb hit it"."""

from typing import Final

from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link
from service.core.reading.scan import Scan

_BACK: Final = 26
"""Most tokens from what is named to "hit it"."""
_PART: Final = 3
"""Most tokens from "its" to "floors"."""


def hit_it(scan: Scan, figures: list[Figure], links: list[Link]) -> list[Link]:
    """The links of the one thing that "it" stands for behind a word for what happened to it."""
    if not scan.lexicon.articles:
        return []
    told_already = [link for link in links if link.predicate.measure != "hits"]
    taken = {link.at for link in told_already} | {link.figure.start for link in told_already}
    found: list[Link] = []
    for start in sorted(scan.predicates):
        end, told = scan.predicates[start]
        damage = next((p for p in told if p.is_damage and p.side != "after"), None)
        if damage is None or start in taken or not _is_it(scan, end) or scan.tokens[start - 1].says("modals"):
            continue
        things = [figure for figure in figures if figure.is_thing and figure.end <= start]
        one = things[0] if len(things) == 1 else None
        if one is None or one.best != 1 or one.start in taken or start - one.end > _BACK:
            continue
        noun = one.noun_for(damage.families)
        missed = any(t.says("nones") or t.says("negation") for t in scan.tokens[one.end : start])
        if noun is not None and not noun.plural and not missed:
            found.append(Link(one, damage, start, end, noun))
            taken.add(one.start)
    return found


def _is_it(scan: Scan, at: int) -> bool:
    """ "It", or "its upper floors" stands here."""
    tokens = scan.tokens
    if at >= len(tokens):
        return False
    if tokens[at].says("its_own"):
        return any(token.says("parts_of_it") for token in tokens[at + 1 : at + 1 + _PART])
    return tokens[at].says("pronouns") and at not in scan.nouns
