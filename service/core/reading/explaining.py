"""How a text was read, in lines for people: what was found in a sentence, what took a figure, what was dropped."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from service.core.reading.figures.figure import Figure
from service.core.reading.linking.links import Link

if TYPE_CHECKING:
    from service.core.reading.text_claims import SentenceReading, TextReading

_INDENT: Final = "    "


def explain(reading: "TextReading") -> Iterator[str]:
    """All of it: sentences with their findings, then claims, then what was dropped."""
    for sentence in reading.sentences:
        yield ""
        yield from _sentence(sentence)
    yield ""
    for claim in reading.claims:
        place = claim.place.name if claim.place else f"? {claim.place_text or 'no place'}"
        count = claim.count
        figure = f"{count.low if count.low is not None else '…'}/{count.best if count.best is not None else '…'}"
        figure += f"/{count.high if count.high is not None else '…'} {count.qualifier}"
        said = f", {claim.speaker} said" if claim.speaker else ""
        carried = ", place carried over" if claim.carried else ""
        yield f"claim    {place}: {claim.measure} {count.unit} {figure} {count.count_kind}{said}{carried}"
    for dropped in reading.dropped:
        yield f"dropped  {dropped.text!r}: {dropped.why}"


def _sentence(sentence: "SentenceReading") -> Iterator[str]:
    scan, claims = sentence.scan, sentence.claims
    yield "sentence " + " ".join(token.text for token in scan.tokens)
    for figure in claims.figures:
        links = [link for link in claims.links if link.figure is figure]
        said = _said(sentence, figure.start, figure.end)
        yield f"{_INDENT}figure  {said} = {_value(figure)} -> {_taken(sentence, links)}"
    for named in claims.named:
        governs = "aside" if named.weak or named.of is not None else "leads" if named.leads else "closes"
        kind = "abroad" if named.foreign else named.place.name if named.place else "unsettled"
        yield f"{_INDENT}place   {_said(sentence, named.start, named.end)} = {kind}, {governs}"
    for span in scan.roles:
        yield f"{_INDENT}role    {_said(sentence, span.start, span.end)} = {span.what}"


def _said(sentence: "SentenceReading", start: int, end: int) -> str:
    return repr(" ".join(token.text for token in sentence.scan.tokens[start:end]))


def _value(figure: Figure) -> str:
    noun = figure.nouns[0] if figure.nouns else None
    value = "/".join("…" if v is None else str(v) for v in (figure.low, figure.best, figure.high))
    return f"{value} {figure.qualifier} {noun.unit if noun else 'of what is not said'}"


def _taken(sentence: "SentenceReading", links: list[Link]) -> str:
    if not links:
        return "no word claims it"
    return " and ".join(f"{link.predicate.measure} by {_said(sentence, link.at, link.end)}" for link in links)
