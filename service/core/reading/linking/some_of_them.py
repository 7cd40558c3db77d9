"""Some of those who were just told: "six came under fire, three of them were killed"."""

from service.core.reading.figures.figure import Figure
from service.core.reading.scan import Scan


def is_of_some(scan: Scan, figures: list[Figure], figure: Figure, start: int) -> bool:
    """Whether the word at `start`, behind a figure, is told of others than those of the figure."""
    if figure.among and not figure.nouns and _passes_a_count(figures, figure, start):
        return True
    return scan.lexicon.articles and _of_some_of_them(scan, figures, figure, start)


def _passes_a_count(figures: list[Figure], figure: Figure, start: int) -> bool:
    """ "Eleven hurt, four of them under 18, and two killed": they are of the eleven, and the word is of the two."""
    return any(f.counted and not f.among and figure.end <= f.start and f.end == start for f in figures)


def _of_some_of_them(scan: Scan, figures: list[Figure], figure: Figure, start: int) -> bool:
    """ "Six workers came under fire, three of them were killed": the word right behind the three is theirs."""
    if any(p.families[0] != "people" for p in scan.predicates[start][1]):
        return False
    ends = {s.start: s.end for s in scan.roles if s.what == "including" and figure.end < s.start < start}
    for some in figures if ends else ():
        end = ends.get(some.end, ends.get(some.start, start))
        apart = figure.end < some.start and scan.tokens[some.start - 1].text == ","
        if apart and some.counted and end < start and all(scan.is_small(n) for n in range(end, start)):
            return True
    return False
