"""A link: a figure with the word for what happened to it. "Seven houses were razed": 7 houses, destroyed."""

from dataclasses import replace
from typing import Final, final

from service.core.reading.figures.figure import Figure
from service.core.reading.linking.fitting import DOWNED, alike, takes
from service.core.reading.scan import Scan
from service.core.reading.text import MARK, WORD
from service.core.reading.words import Noun, Predicate

_GENITIVE: Final = ("и", "ох", "ьох", "ех", "ух")
"""Endings of Ukrainian and Russian numbers that stand for what a piece is of."""
_OF_ONE: Final = ("и", "у", "ю", "ні", "ого", "ої", "ы", "я")
"""The same of one thing that is only named."""
_LISTED: Final = 5
"""Most tokens between "the roofs of two blocks and" and what they are of, too."""
_PIECE: Final = 2
"""Most tokens between "the roof of" and the building."""


@final
class Link:
    """A figure with the word that says what happened to it."""

    __slots__ = ("again", "at", "end", "figure", "noun", "predicate")

    def __init__(
        self, figure: Figure, predicate: Predicate, at: int, end: int, noun: Noun | None, again: bool = False
    ) -> None:
        self.figure = figure
        self.predicate = predicate
        self.at = at
        """Index of the word's first token."""
        self.end = end
        self.noun = noun
        self.again = again
        """The word was said of the figure before: "and one in Okhtyrka"."""

    def with_figure(self, figure: Figure, noun: Noun | None) -> "Link":
        """The same word for another figure."""
        return Link(figure, self.predicate, self.at, self.end, noun, again=self.again)

    @property
    def first(self) -> int:
        """First token of the two."""
        return min(self.at, self.figure.start)

    @property
    def last(self) -> int:
        """Behind the last token of the two."""
        return max(self.end, self.figure.end)


def links_to(scan: Scan, figure: Figure, start: int) -> list[Link]:
    """A figure with every meaning of a word that takes it: a "without heat and water" links it twice."""
    end, predicates = scan.predicates[start]
    found: list[Link] = []
    borrowed = [] if figure.nouns else [p for p in predicates if figure.noun_for(p.families) is not None]
    # "Three cars. Four hurt"
    persons = [p for p in predicates if p.families[0] == "people"] if figure.carried else []
    if any(p.measure in DOWNED for p in borrowed):
        persons = []  # "Pounded by 18 drones. Thirteen were brought down"
    for predicate in persons or borrowed or predicates:
        if not takes(predicate, figure) or any(alike(link.predicate, predicate) for link in found):
            continue
        found.append(
            Link(figure, _of_a_piece(scan, figure, predicate, start), start, end, figure.noun_for(predicate.families))
        )
    return found


def _of_a_piece(scan: Scan, figure: Figure, predicate: Predicate, start: int) -> Predicate:
    """ "The roof of the school is gone": what has lost a piece is damaged."""
    if predicate.measure != "destroyed":
        return predicate
    if _lost_in_it(scan, figure, start):
        return replace(predicate, measure="damaged")
    reach = _reach(scan, figure)
    homes = bool(figure.nouns) and figure.nouns[0].unit == "residential_building"
    piece = any(
        (s.what == "piece" and 0 <= figure.start - s.end <= reach and not _by_itself(scan, s.end, figure))
        or (s.what == "piece" and homes and figure.start <= s.start < figure.end)  # "обвалився цілий під'їзд"
        or (s.what == "partly" and 0 <= s.start - figure.end <= 1)  # "уничтожены 4 дома, 17 — частично"
        for s in scan.roles
    )
    return replace(predicate, measure="damaged") if piece else predicate


def _lost_in_it(scan: Scan, figure: Figure, start: int) -> bool:
    """ "В одній п'ятиповерхівці вигорів дах", "згорів балкон на поверсі будинку": the piece beside the word."""
    end, tokens = scan.predicates[start][0], scan.tokens
    beside = any(s.what == "piece" and (s.start == end or s.end == start) for s in scan.roles)
    if scan.lexicon.articles or not beside:
        return False
    if figure.end <= start:
        between = tokens[figure.end : start]
        located = figure.start > 0 and tokens[figure.start - 1].says("located")
    else:
        between = tokens[end : figure.start]
        located = any(token.says("located") for token in between)
    return located and not any(token.kind == MARK or token.says("and") for token in between)


def _reach(scan: Scan, figure: Figure) -> int:
    """Most tokens from the piece; more where a list goes on: "знищено дахи двох будинків та школи"."""
    tokens = scan.tokens
    goes_on = not figure.counted and figure.start > 1 and tokens[figure.start - 1].says("and")
    goes_on = goes_on and figure.start - 1 in scan.noun_ends and tokens[figure.end - 1].norm.endswith(_OF_ONE)
    return _LISTED if goes_on and not scan.lexicon.articles else _PIECE


def _by_itself(scan: Scan, end: int, figure: Figure) -> bool:
    """ "Знищив дах двоповерхівки та сім сараїв": behind "and" in a case that no piece is told of; or behind a colon."""
    if scan.tokens[end].text == ":":
        return True
    number = scan.tokens[figure.start]
    joined = figure.counted and figure.start > end and scan.tokens[figure.start - 1].says("and")
    return joined and number.kind == WORD and not scan.lexicon.articles and not number.norm.endswith(_GENITIVE)
