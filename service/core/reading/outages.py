"""Words for power, heat, water and gas joined with what befell them: "без світла й води", "supply was resumed"."""

from typing import TYPE_CHECKING, Final

from service.core.reading.words import Predicate

if TYPE_CHECKING:
    from service.core.reading.scan import Scan, Span

_AFTER: Final = 4
"""Most tokens from "without" to what is lacked."""
_BEFORE: Final = 7
"""Most tokens from what is lacked to the word that says so."""
_FAMILIES: Final = ("customers", "people", "buildings", "settlements", "object")
_MEASURE: Final = {
    "lost": "without_",
    "deprived": "without_",
    "gone": "without_",
    "cut": "without_",
    "back": "restored_",
    "joined": "restored_",
    "is": "restored_",
}
_ALONE: Final = {"cut": "without_", "joined": "restored_"}
"""Words that need no resource beside them: it is the one spoken of last, else power."""
_POWER: Final = "power"
_ANY: Final = "any"
_KINDS: Final = 4
"""Power, heat, water, gas: no word speaks of more."""


def compose(scan: "Scan", resource: str | None) -> str | None:
    """Add the predicates that a sentence's resources make; the resource spoken of last, given the one before."""
    last = resource
    for supply in scan.supplies:
        named = _named_with(scan, supply)
        if not named and supply.what in _ALONE:
            _add(scan, supply, supply, _ALONE[supply.what] + (last or _POWER))
        for span in named:
            last = span.what if span.what != _ANY else last
            if last is not None:
                _add(scan, supply, span, _MEASURE[supply.what] + last)
    said = [span.what for span in scan.resources if span.what != _ANY]
    return said[-1] if said else last


def _named_with(scan: "Scan", supply: "Span") -> list["Span"]:
    """The resources that a word speaks of: those behind it, else the nearest before it."""
    after = [span for span in scan.resources if span.start >= supply.end]
    found: list[Span] = []
    at = supply.end
    if supply.what != "is":
        for span in after:
            far = span.start - at > (_AFTER if not found else 2)
            if far or len(found) == _KINDS or not _open(scan, at, span.start):
                break
            found.append(span)
            at = span.end
    if found or supply.what == "lost":
        return found
    reach = _BEFORE if supply.what != "is" else 3
    before = [span for span in scan.resources if 0 <= supply.start - span.end <= reach]
    return before[-1:] if before and _open(scan, before[-1].end, supply.start) else []


def _open(scan: "Scan", start: int, end: int) -> bool:
    return not any(
        scan.tokens[n].text in ";:.!?" or scan.lexicon.says("breaks", scan.tokens[n].norm) for n in range(start, end)
    )


def _add(scan: "Scan", supply: "Span", span: "Span", measure: str) -> None:
    start, end = min(supply.start, span.start), max(supply.end, span.end)
    if any(n in scan.nouns for n in range(start, end)):
        start, end = supply.start, supply.end  # what is counted stands between the two
    known_end, known = scan.predicates.get(start, (end, ()))
    scan.predicates[start] = (max(end, known_end), (*known, Predicate(measure, "both", _FAMILIES, "")))
