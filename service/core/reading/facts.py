"""Typed facts of structured producers: short forms filled in, places looked up."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from schemas.incident import Count, Place
from schemas.report import Fact, FactCount, Report
from schemas.vocabulary import CountKind, IncidentType, Measure, Qualifier, TimePrecision, Unit
from service.core.places import kinds
from service.core.places.gazetteer import Gazetteer
from service.core.reading.incidents import Found
from service.core.reading.times import Occurred


def read_facts(report: Report, gazetteer: Gazetteer) -> Iterator[Found]:
    """Every figure of a report's facts."""
    for fact in report.facts:
        place, candidates, name, site = _place(fact, gazetteer)
        # Asked once: a field of a model costs eight times one of a plain class.
        told, occurred = fact.type, _occurred(fact)
        speaker, rank, as_of, attack_id = fact.attributed_to, fact.attributed_class, fact.as_of, fact.attack_id
        weapons = fact.weapons
        for count in fact.counts:
            yield Found(
                type=told or IncidentType(count.measure.incident_type),
                count=_count(count, site),
                place=place,
                candidates=candidates,
                place_text=name,
                site=site,
                speaker=speaker,
                rank=rank,
                occurred=occurred,
                as_of=as_of,
                attack_id=attack_id,
                weapons=weapons,
            )


def _place(fact: Fact, gazetteer: Gazetteer) -> tuple[Place | None, tuple[Place, ...], str | None, str | None]:
    """Place, candidates, name as written, site; districts become sites of their city, raions of their oblast."""
    named = fact.place
    if named is None:
        return None, (), None, fact.site
    candidates: tuple[Place, ...] = ()
    if named.id is not None:
        found = gazetteer.by_id(named.id)
    else:
        resolved = gazetteer.resolve(named.name or "", named.region)
        found, candidates = resolved.place, resolved.candidates
    if found is None:
        return None, candidates, named.name or named.id, fact.site
    if found.kind is kinds.DISTRICT:
        return gazetteer.city_of(found), (), None, fact.site or found.name
    if found.kind in (kinds.RAION, kinds.HROMADA):
        return gazetteer.oblast_of(found) or found, (), None, fact.site or found.name
    return found, (), None, fact.site


def _count(count: FactCount, site: str | None) -> Count:
    value = count.value
    if value is not None and not count.of_which:
        return _exact(count.measure, count.unit, value, count.qualifier, count.count_kind, bool(site))
    return _filled(count, bool(site))


@lru_cache(maxsize=4096)
def _exact(
    measure: Measure,
    unit: Unit | None,
    value: int,
    qualifier: Qualifier | None,
    count_kind: CountKind | None,
    is_part: bool,
) -> Count:
    """Most figures are small and plain, and come again and again."""
    plain = FactCount(measure=measure, unit=unit, value=value, qualifier=qualifier, count_kind=count_kind)
    return _filled(plain, is_part)


def _filled(count: FactCount, is_part: bool) -> Count:
    low, best, high = count.low, count.best, count.high
    if count.value is not None:
        low = best = high = count.value
    qualifier = count.qualifier or (Qualifier.EXACT if low == best == high else _qualifier(low, best, high))
    if qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN):
        low, best, high = (low if low is not None else best), (best if best is not None else low), None
    elif qualifier is Qualifier.AT_MOST:
        low, best, high = None, (best if best is not None else high), (high if high is not None else best)
    return Count(
        measure=count.measure,
        unit=count.unit or Unit(count.measure.usual_unit),
        low=low,
        best=best,
        high=high,
        qualifier=qualifier,
        count_kind=count.count_kind or (CountKind.COMPONENT if is_part else CountKind.TOTAL_TO_DATE),
        of_which=count.of_which,
    )


def _qualifier(low: int | None, best: int | None, high: int | None) -> Qualifier:
    if high is None and low is not None:
        return Qualifier.AT_LEAST
    if low is None and high is not None:
        return Qualifier.AT_MOST
    return Qualifier.ABOUT if best is not None else Qualifier.RANGE


def _occurred(fact: Fact) -> Occurred | None:
    told_end: datetime | None = fact.occurred_to
    start: datetime | None = fact.occurred_from or told_end
    if start is None:
        return None
    end = told_end or start
    return Occurred(start, end, TimePrecision.EXACT if start == end else TimePrecision.INTERVAL)
