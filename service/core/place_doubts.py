"""What only the rest of the text can tell: villages without a sure sign, and namesakes with their area beside them."""

from collections.abc import Sequence
from typing import Final

from service.core.place_areas import Rows
from service.core.place_scan import Draft, Scan, Unsure

_NEAR: Final = 4
"""An area says which village is meant from at most so many words away."""
_LONG_NAME: Final = 6


def add_villages(scan: Scan) -> None:
    """Villages named with an area beside them, in a list of villages, or after a preposition that fits."""
    regions = _regions(scan)
    owner = {word: draft for draft in scan.drafts for word in range(draft.first, draft.last + 1)}
    for unsure in scan.unsure:
        if unsure.at in owner:
            continue
        found = _village(scan, unsure, owner, regions)
        if found is not None:
            owner.update(dict.fromkeys(range(found.first, found.last + 1), found))
            scan.drafts.append(found)
    scan.drafts.sort(key=lambda draft: draft.first)


def narrow(scan: Scan) -> None:
    """Of several places of one name those in the area, or city, named right beside them."""
    for at, draft in enumerate(scan.drafts):
        if len(draft.rows) < 2:
            continue
        for other in (at + 1, at - 1):
            if 0 <= other < len(scan.drafts):
                inside = _inside(scan, draft.rows, scan.drafts[other])
                if inside and _beside(scan, draft, scan.drafts[other]):
                    draft.rows = inside
                    break


def _regions(scan: Scan) -> frozenset[str]:
    """ISO codes of the regions that the text speaks of; with the city of Kyiv, its oblast."""
    table = scan.book.table
    found = {iso for draft in scan.drafts if draft.rows and (iso := table.iso(draft.rows[0]))}
    return frozenset(found | {"UA-32"} if "UA-30" in found else found)


def _village(scan: Scan, unsure: Unsure, owner: dict[int, Draft], regions: frozenset[str]) -> Draft | None:
    key = scan.tokens.key(unsure.at)
    series = _in_series(scan, unsure.at, owner)
    near = _areas_near(scan, unsure.at, owner)
    if unsure.cases is None and not near and not series:
        return None
    if key in scan.book.words.ordinary:
        return None
    rows, length = scan.village_and_length(unsure.at, unsure.cases or "")
    if not rows:
        return None
    inside = next((inside for area in near if (inside := _inside(scan, rows, area))), ())
    if not inside and (series or unsure.cases is not None):
        inside = _by_region(scan, rows, regions, key)
    return Draft(unsure.at, unsure.at + length - 1, unsure.at, inside) if inside else None


def _by_region(scan: Scan, rows: Rows, regions: frozenset[str], key: str) -> Rows:
    """Those in a region of the text; without such, a long name that only one place bears."""
    inside = tuple(row for row in rows if scan.book.table.iso(row) in regions)
    if inside or key.isascii():
        return inside
    city = scan.book.table.category[rows[0]] == "M"
    return rows if city or (not regions and len(rows) == 1 and len(key) >= _LONG_NAME) else ()


def _in_series(scan: Scan, at: int, owner: dict[int, Draft]) -> bool:
    """Whether a village goes on a list: "у селах Липці, Глибоке та Стрілеча"."""
    before = next((word for word in range(at - 1, max(at - _NEAR, -1), -1) if word in owner), None)
    if before is None or owner[before].foreign or owner[before].adjective:
        return False
    if at - before == 1:
        return scan.tokens.raw[before].endswith(",")
    return _only_links(scan, before, at)


def _areas_near(scan: Scan, at: int, owner: dict[int, Draft]) -> list[Draft]:
    near = []
    for words in (range(at + 1, at + _NEAR + 1), range(at - 1, at - _NEAR - 1, -1)):
        word = next((word for word in words if word in owner), None)
        draft = owner[word] if word is not None else None
        if draft and draft.rows and scan.book.table.category[draft.rows[0]] in "OPH" and draft.rows[0] >= 0:
            first, last = (at, draft.first) if draft.first > at else (draft.last, at)
            if _only_links(scan, first, last):
                near.append(draft)
    return near


def _only_links(scan: Scan, first: int, last: int) -> bool:
    """Whether only links, prepositions and commas part two words."""
    tokens, words = scan.tokens, scan.book.words
    if tokens.stops(first) and not _abbreviated(scan, first):
        return False
    return all(
        (not tokens.key(word) or tokens.key(word) in words.links or tokens.key(word) in words.prepositions
         or tokens.dotted(word) in words.settlement_before)
        and (not tokens.stops(word) or tokens.dotted(word) in words.settlement_before)
        for word in range(first + 1, last)
    )  # fmt: skip


def _abbreviated(scan: Scan, word: int) -> bool:
    return scan.tokens.raw[word].lower() in ("обл.", "р-н.", "обл.,", "обл.)")


def _beside(scan: Scan, one: Draft, other: Draft) -> bool:
    first, last = (one, other) if one.first < other.first else (other, one)
    return last.first - first.last <= _NEAR and _only_links(scan, first.last, last.first)


def _inside(scan: Scan, rows: Sequence[int], area: Draft) -> Rows:
    if not area.rows or area.rows[0] < 0:
        return ()
    around = set(area.rows)
    return tuple(row for row in rows if row not in around and around.intersection(scan.book.table.ancestor_rows(row)))
