"""What a restoration leaves out and the text has told before: its unit, and of what there was an outage."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from service.core.reading.counting import unit_of
from service.core.reading.linking.links import Link
from service.core.reading.outages import ANY
from service.core.reading.scan import Scan
from service.core.reading.words import Noun, Resource

_BY: Final = 2
"""Most tokens of those who did it, right before the word."""
Stocks = Collection[tuple[str, str | None]]
"""Resource and unit of the outages told so far."""


def lend(scan: Scan, link: Link, stocks: Stocks) -> None:
    """Give a restoration the unit, or the resource, that only the outages before it tell."""
    what, _, resource = link.predicate.measure.partition("_")
    if what != "restored" or not stocks:
        return
    if scan.resources and all(span.what == ANY for span in scan.resources):
        resource = _lend_only(link, resource, stocks)
    if link.noun is None and not link.figure.nouns and not link.figure.borrowed:
        _lend_unit(link, resource, stocks)
    elif not scan.resources and not _names(scan, link, resource):
        _lend_resource(link, resource, stocks)


def _names(scan: Scan, link: Link, resource: str) -> bool:
    """ "Вода вже пішла у крани": the words of the restoration say of what it is."""
    tokens = scan.tokens[link.at : link.end]
    meant = (m for token in tokens for m in scan.lexicon.index.word(token.norm))
    named = any(isinstance(m, Resource) and m.name == resource for m in meant)
    by = scan.tokens[max(0, link.at - _BY) : link.end]  # "power engineers reconnected 1,150 customers"
    return named or any(token.says(f"of_{resource}") for token in by)


def _lend_only(link: Link, resource: str, stocks: Stocks) -> str:
    """ "18,000 have no gas, and so no heating; supply is back for 2,300": of what alone an outage was told."""
    told = {said for said, _ in stocks}
    if len(told) == 1 and resource not in told:
        resource = told.pop()
        link.predicate = replace(link.predicate, measure=f"restored_{resource}")
    return resource


def _lend_unit(link: Link, resource: str, stocks: Stocks) -> None:
    """ "Без води 1 130 будинків; уночі воду дали в 760": of what the outage was told, where that is one unit."""
    units = {unit for said, unit in stocks if said == resource and unit}
    if len(units) == 1:
        link.noun = Noun(units.pop(), "customers", part=None, plural=True, size=1)


def _lend_resource(link: Link, resource: str, stocks: Stocks) -> None:
    """ "Without power 37,000 customers, without water 9,000 people. The first 5,200 customers are connected again"."""
    unit = unit_of(link)
    told = {said for said, of in stocks if of == unit}
    if len(told) == 1 and resource not in told:
        link.predicate = replace(link.predicate, measure=f"restored_{told.pop()}")
