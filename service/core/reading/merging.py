"""Claims of one text about the same thing, made one: listed persons and sites add up, a wider figure replaces."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from schemas.incident import Count
from schemas.vocabulary import CountKind, Measure, TimePrecision, Unit
from service.core.places import kinds
from service.core.reading.counting import PEOPLE, TALLIES, TOLLS, looser
from service.core.reading.figures import qualifiers
from service.core.reading.scan import HELPERS
from service.core.reading.told_claim import TextClaim
from service.core.reading.words import DAMAGE

Key = tuple[str | None, Measure, Unit]

_TOLD_NEXT = 1
"""Most sentences from a sum to what has brought it about: "has risen to 31. … recovered three more bodies"."""
_SOON: Final = 3
"""Most sentences from what was hit to what has become of it."""
_ANOTHER: Final = timedelta(minutes=20)
"""Least time between two strikes that are told one by one."""
_EXACT: Final = TimePrecision.EXACT
_MANY: Final = 5
"""Fewest people of whom the same number in two places is hardly a chance."""
_STEM: Final = 4
_ENDING: Final = 2
"""Fewest letters of a stem, and most of an ending."""
_DOWNED: Final = (Measure.INTERCEPTED, Measure.SHOT_DOWN, Measure.SUPPRESSED)
_DAMAGED: Final = Measure.DAMAGED
_DESTROYED: Final = Measure.DESTROYED
_INJURED: Final = Measure.INJURED
_WEAPON: Final = Unit.WEAPON
"""Looked up once: asking the enumeration costs more than comparing."""
_KINDS_OF: Final = {
    Unit.VEHICLE: (Unit.AMBULANCE, Unit.FIRE_ENGINE, Unit.BUS),
    Unit.BUILDING: (Unit.RESIDENTIAL_BUILDING, Unit.SCHOOL, Unit.KINDERGARTEN, Unit.HOSPITAL, Unit.SHOP),
}
"""What a word for no kind may be told of once more."""


def merge(claims: Iterable[TextClaim]) -> list[TextClaim]:
    """One claim per place, measure and unit, in the order in which they were first told."""
    groups: dict[Key, list[TextClaim]] = {}
    claims = list(claims)
    others = _of_others(claims)
    claims = [claim for claim in claims if id(claim) not in others and not _restated(claim, claims)]
    for claim in claims:
        groups.setdefault((_where(claim), claim.measure, claim.count.unit), []).append(claim)
    _became(groups)
    merged = [one for found in groups.values() for one in _one(found)]
    return [_kind(claim, merged) for claim in merged if not _covered(claim, merged)]


def _restated(claim: TextClaim, told: list[TextClaim]) -> bool:
    """ "На Харківщині 21 поранений. У Чугуєві згорів склад. За даними ОВА, поранено 21": the oblast's toll again."""
    many = claim.measure in PEOPLE and claim.carried and _value(claim) >= _MANY and not claim.more
    if not many or claim.place is None or claim.place.kind is kinds.OBLAST:
        return False
    same = (k for k in told if k.measure is claim.measure and k.sentence < claim.sentence and k.place is not None)
    around = [k for k in same if k.place is not None and k.place.kind is kinds.OBLAST and _value(k) == _value(claim)]
    return any(k.place is not None and claim.place is not None and k.place.region == claim.place.region for k in around)


def _of_others(claims: list[TextClaim]) -> set[int]:
    """ "Two dead, four wounded. … Two were killed, four more wounded": more than the dead, and told again."""
    told: dict[Key, int] = {}
    found: set[int] = set()
    if not any(claim.more for claim in claims):
        return found
    before: TextClaim | None = None
    for claim in claims:
        key = (_where(claim), claim.measure, claim.count.unit)
        if claim.measure in PEOPLE:
            other = before is not None and before.measure is not claim.measure and _where(before) == _where(claim)
            if claim.more and other and told.get(key) == _value(claim):
                found.add(id(claim))
            elif other or not claim.more:
                told[key] = _value(claim)
            before = claim
    return found


def _became(groups: dict[Key, list[TextClaim]]) -> None:
    """ "A bomb fell on a car. The car burned out": what was hit, and what has become of it soon after.

    "Дрон попал в автобус. Машина сгорела": it may be told by a wider word.
    """
    for (where, measure, unit), found in groups.items():
        if measure is not _DESTROYED:
            continue
        hit = groups.get((where, _DAMAGED, unit), [])
        for claim in found:
            low = claim.sentence - _SOON if is_named(claim) and not claim.more else claim.sentence
            before = (k for k in hit if low <= k.sentence < claim.sentence and k.site == claim.site)
            gone = [k for k in before if is_named(k) and not k.more]
            if gone:
                hit.remove(gone[0])
            for kind in _KINDS_OF.get(unit, ()) if claim.opens and is_named(claim) and not gone else ():
                hit = groups.get((where, _DAMAGED, kind), [])
                gone = [k for k in hit if low <= k.sentence < claim.sentence and is_named(k) and not k.more]
                if gone and len(found) == 1:
                    hit.remove(gone[0])
                    claim.count = claim.count.model_copy(update={"unit": kind})
                    break


def _where(claim: TextClaim) -> str | None:
    return claim.place.id if claim.place else claim.place_text


def _one(found: list[TextClaim]) -> list[TextClaim]:
    """Sites add up; what is said of the whole place stands unless its sites tell more."""
    sites: dict[str, TextClaim] = {}
    whole: TextClaim | None = None
    for claim in found:
        if claim.site is None and claim.more and sites and claim.measure in DAMAGE:
            sites[str(claim.sentence)] = claim  # "in Nikopol district 5 houses … Three more houses"
        elif claim.site is None:
            whole = claim if whole is None else _both(whole, claim)
        else:
            known = sites.get(claim.site)
            sites[claim.site] = claim if known is None else _both(known, claim)
    if not sites:
        return [whole] if whole else []
    summed = _sum(list(sites.values()))
    if whole is not None and not whole.total and _at_another_time(whole, summed):
        return [_added(whole, summed)]
    if whole is None or _value(summed) > _value(whole):
        return [summed]
    return [whole]


def _sum(claims: list[TextClaim]) -> TextClaim:
    total = claims[0]
    for claim in claims[1:]:
        total = _added(total, claim).copy()
        total.site = None
    return total


def _both(first: TextClaim, later: TextClaim) -> TextClaim:
    """Two claims of one text about the same thing, as one.

    "34 dead" in the headline, "34 dead, two of them children, the mayor said" below it: it keeps what only one tells.
    """
    claim = _either(first, later)
    parts = {**first.count.of_which, **later.count.of_which}
    if _value(first) != _value(later) or (claim is not first and claim is not later):
        return claim
    said = claim if claim.speaker is not None else later
    if parts == claim.count.of_which and said.speaker == claim.speaker:
        return claim
    detailed = claim.copy()
    detailed.speaker, detailed.rank = said.speaker, said.rank
    detailed.count = claim.count.model_copy(update={"of_which": parts})
    return detailed


def _either(first: TextClaim, later: TextClaim) -> TextClaim:
    """The one of two that holds, or their sum."""
    back = later.count.high == 0 and later.sentence > first.sentence  # "By 14:20 all of Konotop had power"
    back = (back and later.measure.startswith("without_")) or _has_fallen(first, later)
    # "Two are in grave condition, 21 more have lighter injuries"
    besides = first.weak and later.more and not (later.sentence > first.sentence and (first.remains or first.total))
    if not back and not besides and (first.remains, not first.weak) != (later.remains, not later.weak):
        return max(first, later, key=lambda claim: (claim.remains, not claim.weak))
    if back or _replaces(first, later) or (first.base and later.sentence == first.sentence):
        return later
    told = later.sentence - first.sentence <= _TOLD_NEXT if later.more else later.single
    if (first.total and told) or _was_before(later, first):
        return first  # "has risen to 36 after a man died": he is one of them
    if besides or _adds_up(first, later):
        return _added(first, later)
    if _value(later) > _value(first):
        return later
    return first


def _has_fallen(first: TextClaim, later: TextClaim) -> bool:
    """ "60,000 homes lost power. As of 18:00, 8,000 had none": a level told again, with a time of its own."""
    if not later.timed or not later.measure.startswith("without_") or later.sentence == first.sentence:
        return False
    older = first.as_of is not None and later.as_of is not None and later.as_of < first.as_of
    return _value(later) < _value(first) and not older


def _was_before(later: TextClaim, first: TextClaim) -> bool:
    """ "By 6 p.m. power had been restored. In the morning 42,300 were cut off": over by the time told first."""
    if first.count.high != 0 or not later.measure.startswith("without_"):
        return False
    return first.as_of is not None and later.occurred is not None and later.occurred.end <= first.as_of


def _replaces(first: TextClaim, later: TextClaim) -> bool:
    """What it has come to; of two sums in one sentence the larger: "in all 24 wounded, 11 taken to hospital"."""
    both = first.total and first.sentence == later.sentence and first.measure in PEOPLE
    return later.total and not (both and _value(later) < _value(first))


def _adds_up(first: TextClaim, later: TextClaim) -> bool:
    """ "Two more"; persons one by one; "A drone hit a block of flats. … Three more blocks stand without windows"."""
    if later.measure in PEOPLE:
        besides = later.also and later.sentence > first.sentence and _value(later) != _value(first)
        return later.more or besides or _listed(first, later) or _at_another_time(first, later)
    if later.measure in _DOWNED and later.more and later.sentence == first.sentence:
        return True  # "знищено 63 дрони, ще шість не долетіли"
    if first.key and later.key and first.key != later.key:
        return True  # "Apartment blocks damaged: 5; private houses damaged: 17", "– 14 Kalibrs; – 9 Kh-101"
    return later.measure in DAMAGE and later.more and later.sentence >= first.sentence


def _at_another_time(first: TextClaim, later: TextClaim) -> bool:
    """ "О 7:10 поранено п'ятьох. О 10:30 скид із дрона: двоє травмованих": a chronicle of strikes."""
    if later.measure not in TOLLS or later.sentence <= first.sentence or first.weak or later.weak:
        return False
    if first.occurred is None or later.occurred is None:
        return False
    exact = all(one.precision is _EXACT for one in (first.occurred, later.occurred))
    return exact and later.occurred.start - first.occurred.end >= _ANOTHER


def is_named(claim: TextClaim) -> bool:
    """A thing without a number."""
    return claim.count.best == 1 and claim.count.qualifier is qualifiers.AT_LEAST


def _listed(first: TextClaim, later: TextClaim) -> bool:
    """Persons told one by one, not one person told again."""
    if later.sentence == first.sentence:
        return first.single or later.single
    if later.single and _of_other_trades(first, later):
        return True  # "Двое спасателей ранены. Врач скорой отделался контузией"
    if _value(first) > 1 and later.sentence == first.sentence + 1 and later.measure is _INJURED:
        return False  # "Поранено подружжя. Чоловік у реанімації, дружина в лікарні"
    same = _value(first) == _value(later) > 1  # "wounding a retired couple. … A man and his wife were wounded"
    return first.single and later.single and not _same_word(first.words, later.words) and not same


def _of_other_trades(first: TextClaim, later: TextClaim) -> bool:
    """Whether all of the first are of one trade, and the other is of another."""
    trades, other = HELPERS.intersection(first.count.of_which), HELPERS.intersection(later.count.of_which)
    whole = any(first.count.of_which[trade] == _value(first) for trade in trades)
    return whole and bool(other) and trades.isdisjoint(other)


def _same_word(one: str, other: str) -> bool:
    """ "Провідницю" and "провідниця": the same but for the case."""
    stem = max(_STEM, min(len(one), len(other)) - _ENDING)
    return one[:stem] == other[:stem]


def _added(first: TextClaim, later: TextClaim) -> TextClaim:
    one, other = first.count, later.count
    parts = dict(one.of_which)
    for name, value in other.of_which.items():
        parts[name] = parts.get(name, 0) + value
    count = Count(
        measure=one.measure,
        unit=one.unit,
        low=_plus(one.low, other.low),
        best=_plus(one.best, other.best),
        high=_plus(one.high, other.high),
        qualifier=looser(one.qualifier, other.qualifier),
        count_kind=one.count_kind,
        of_which=parts,
    )
    if count.low is None and count.best is None and count.high is None:
        return first
    added = first.copy()
    added.count = count
    added.spans = (*first.spans, *later.spans)
    added.occurred = later.occurred if _at_another_time(first, later) else first.occurred
    added.weapons = tuple(dict.fromkeys((*first.weapons, *later.weapons)))
    added.facility = first.facility or later.facility
    return added


def _plus(one: int | None, other: int | None) -> int | None:
    return one + other if one is not None and other is not None else None


def _value(claim: TextClaim) -> int:
    count = claim.count
    return next((v for v in (count.best, count.low, count.high) if v is not None), 0)


def _covered(claim: TextClaim, claims: list[TextClaim]) -> bool:
    """ "371 targets: 339 drones and 32 missiles": the parts tell more."""
    if claim.measure not in TALLIES or claim.count.unit is not _WEAPON:
        return False
    alike = _DOWNED if claim.measure in _DOWNED else (claim.measure,)
    return any(c.measure in alike and _where(c) == _where(claim) and c is not claim for c in claims)


def _kind(claim: TextClaim, claims: list[TextClaim]) -> TextClaim:
    """ "Three more": an increment where the text tells no base for it."""
    if not claim.more or claim.measure not in PEOPLE:
        return claim
    based = any(c.measure in PEOPLE and not c.more and c.sentence <= claim.sentence for c in claims)
    if based or claim.count.qualifier is qualifiers.VAGUE:
        return claim
    increment = claim.copy()
    increment.count = claim.count.model_copy(update={"count_kind": CountKind.INCREMENT})
    return increment
