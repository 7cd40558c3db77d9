"""A toll told twice: a headline's again of the one town that it was in, an area's again behind a town of it."""

from typing import TYPE_CHECKING, Final

from service.core.places import kinds
from service.core.reading.counting import PEOPLE
from service.core.reading.linking.fitting import DOWNED
from service.core.reading.merging import is_named
from service.core.reading.scan import Scan
from service.core.reading.told_claim import TextClaim
from service.core.reading.words import DAMAGE

if TYPE_CHECKING:
    from service.core.reading.text_claims import SentenceReading

_AGAIN: Final = "a headline's, told again of a place in it"
_RETOLD: Final = "a headline's, told again with what became of them"
_SUMMED: Final = "an area's toll, told again"
_WIDE: Final = (kinds.OBLAST, kinds.COUNTRY)
_BOTH: Final = 2
"""Fewest figures, the dead and the hurt, that are told again together."""
_LEAD: Final = 3
"""Most sentences from a headline to where its toll is told again."""


def told_again(told: list[TextClaim], sentences: "list[SentenceReading]") -> list[tuple[TextClaim, str]]:
    """ "Drones hit a port in Odesa region: one dead, eight hurt" above the story of Chornomorsk's one and eight."""
    if not _is_headline(sentences):
        return []
    wide = [claim for claim in told if not claim.sentence and claim.measure in PEOPLE]
    if not wide or any(claim.place is None or claim.place.kind not in _WIDE for claim in wide):
        return []
    again = [claim for claim in told if 0 < claim.sentence <= _LEAD]
    same = [next((c for c in again if _is_same(claim, c)), None) for claim in wide]
    towns = {claim.place.id for claim in same if claim is not None and claim.place is not None}
    retold = wide if None not in same and len(towns) == 1 else [claim for claim in wide if _is_of_one(claim, told)]
    return [(claim, _AGAIN) for claim in retold]


def _is_of_one(wide: TextClaim, told: list[TextClaim]) -> bool:
    """ "A man killed in Kharkiv region" above a day's attacks, of which Izium's alone killed: told of one town."""
    same = (c for c in told if c.sentence and c.measure is wide.measure)
    below = [c for c in same if c.place is not None and wide.place is not None and c.place.region == wide.place.region]
    return len(below) == 1 and _is_same(wide, below[0])


def summed_again(told: list[TextClaim]) -> list[tuple[TextClaim, str]]:
    """ "In the region one was killed, three hurt. In Kherson a house burned. … One was killed and three were hurt"."""
    wide = [claim for claim in told if claim.measure in PEOPLE and claim.place and claim.place.kind is kinds.OBLAST]
    found: list[tuple[TextClaim, str]] = []
    if len(wide) < _BOTH:
        return found
    sentences: dict[int, list[TextClaim]] = {}
    for claim in told:
        if claim.measure in PEOPLE:
            sentences.setdefault(claim.sentence, []).append(claim)
    for number, claims in sentences.items():
        before = [claim for claim in wide if claim.sentence < number]
        carried = len(claims) > 1 and all(claim.carried for claim in claims)
        if carried and all(any(_is_same(one, claim) for one in before) for claim in claims):
            found += [(claim, _SUMMED) for claim in claims]
    return found


def hit_again(told: list[TextClaim], sentences: "list[SentenceReading]") -> list[tuple[TextClaim, str]]:
    """ "A power plant is hit in Vinnytsia region" above the story of the plant in Ladyzhyn."""
    found: list[tuple[TextClaim, str]] = []
    if not _is_headline(sentences):
        return found
    story = [claim for claim in told if 0 < claim.sentence <= _LEAD and claim.measure in DAMAGE]
    for claim in told:
        wide = claim.place is not None and claim.place.kind in _WIDE and claim.measure in DAMAGE
        alike = (c for c in story if c.count.unit is claim.count.unit)
        if not claim.sentence and wide and is_named(claim) and any(_is_same(claim, c) for c in alike):
            found.append((claim, _AGAIN))
    return found


def downed_again(told: list[TextClaim], sentences: "list[SentenceReading]") -> list[tuple[TextClaim, str]]:
    """ "93 drones shot down" above "93 drones were shot down or jammed": the story says what became of them."""
    found: list[tuple[TextClaim, str]] = []
    if not _is_headline(sentences):
        return found
    story = [claim for claim in told if 0 < claim.sentence <= _LEAD and claim.measure in DOWNED]
    for claim in told:
        if not claim.sentence and claim.measure in DOWNED and any(_is_retold(claim, other) for other in story):
            found.append((claim, _RETOLD))
    return found


def _is_retold(claim: TextClaim, other: TextClaim) -> bool:
    one, again = claim.count, other.count
    same = (claim.place, one.unit, one.best) == (other.place, again.unit, again.best)
    return same and claim.measure is not other.measure


def _is_headline(sentences: "list[SentenceReading]") -> bool:
    """It stands alone in its paragraph, without a stop, and opens with no place: a place and a colon head a summary."""
    if len(sentences) < _LEAD - 1:
        return False
    first: Scan = sentences[0].scan
    alone = sentences[0].paragraph != sentences[1].paragraph
    return alone and bool(first.tokens) and first.tokens[-1].text not in ".!?:" and 0 not in first.blocked


def _is_same(wide: TextClaim, narrow: TextClaim) -> bool:
    place, outer = narrow.place, wide.place
    if place is None or outer is None or place.kind is not kinds.CITY:
        return False
    inside = outer.kind is kinds.COUNTRY or place.region == outer.region
    one, other = wide.count, narrow.count
    return inside and wide.measure is narrow.measure and (one.low, one.best) == (other.low, other.best)
