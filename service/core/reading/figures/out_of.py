"""What a figure is out of: "54 of 60" has sixty as its base, "ten of the injured" are among those."""

from typing import Final

from service.core.reading.figures import qualifiers
from service.core.reading.figures.figure import Figure
from service.core.reading.scan import Scan, Span
from service.core.reading.text import MARK, NUMBER

_INSTRUMENTAL: Final = ("ами", "ями", "ьми", "ома", "рма", "ьма", "умя", "емя", "ьмя", "ью")
"""Endings of nouns and numerals behind "with", in Ukrainian and Russian."""
_SHARES: Final = (("half_of", 2), ("third_of", 3), ("quarter_of", 4), ("share_of", 0))
"""Words for a part of a number, and into how many such parts it falls; of some nobody can say."""
_LED: Final = 2
"""Tokens of "half of"."""
_NOW: Final = ("remains", "total")
"""Roles of "so far" and "already"."""
_TIMES: Final = 2
"""Times with which a sentence may begin."""
_PARTICIPLE: Final = ("ых", "их")
"""Endings of "launched" before a number, in Russian and Ukrainian."""
_WHEN: Final = 6
"""Most tokens of "by Monday noon,"."""
_OWNER: Final = 4
"""Most tokens of "of the city's"."""


def relate(scan: Scan, figure: Figure, last: Figure | None) -> None:
    """ "54 of 60", "з 60 збито 54", "ten of the injured"; `last` is the figure before it."""
    tokens, lexicon = scan.tokens, scan.lexicon
    of = _past_owner(scan, figure.start - 1)
    before = tokens[of].norm if of >= 0 else ""
    led = of >= 0 and tokens[of].says("of")
    follows = last is not None and last.counted and is_out_of(scan, last.end, figure.start)
    figure.base = (
        (follows or (led and _opens_part(scan, figure, of)))
        and (_is_nearly_of(figure, last) or figure.qualifier is qualifiers.EXACT)
        and not figure.more
        and not _together(scan, figure, before)
    )
    if figure.base and follows and last is not None:
        _share_thousands(scan, figure, last)
    end = figure.end
    if end + 1 < len(tokens) and tokens[end].says("of"):
        them = lexicon.articles and tokens[end + 1].says("them")  # in "один із них помер" the verb tells who died
        those = tokens[end + 1].says("articles") or them
        for behind in (end + 1, end + 1 + those):
            means = scan.predicates.get(behind)
            if means is not None and any(p.families[0] == "people" for p in means[1]):
                figure.among, figure.inner = True, behind
        if tokens[end + 1].says("them") and scan.role_of(end) != "respectively":  # "39 and 432 of them respectively"
            figure.among = True
    whose = figure.start - 1  # "715 buildings, of which 402 are in the Desnianskyi district"
    led = lexicon.articles and last is not None and last.family != "weapon" and tokens[whose].says("relatives")
    figure.among = figure.among or (led and tokens[whose].says("them") and tokens[whose - 1].says("of"))


def _opens_part(scan: Scan, figure: Figure, of: int) -> bool:
    """ "Of 60", "out of 12 passengers", "of the nine wounded": it opens the sentence or a part of it."""
    first = of - (of > 0 and scan.tokens[of - 1].says("outs"))
    counts = bool(figure.nouns) or figure.end in scan.predicates
    return _opens(scan, first) or (counts and _opens(scan, scan.before_place(first)))


def _share_thousands(scan: Scan, whole: Figure, part: Figure) -> None:
    """ "9 з 12 тисяч абонентів": thousands, too, of the part; "three of 12,000" are three."""
    tokens = scan.tokens
    at = whole.start + tokens[whole.start].says("articles")
    bare = part.end == part.start + 1 and tokens[part.start].kind == NUMBER and not part.nouns
    if not bare or tokens[at].kind != NUMBER or at + 1 >= whole.end:
        return
    times = scan.lexicon.multipliers.get(tokens[at + 1].norm, 1)
    if times >= 1000 and part.best is not None and part.best * times <= (whole.best or 0):
        part.low, part.best, part.high = (n and n * times for n in (part.low, part.best, part.high))


def _past_owner(scan: Scan, at: int) -> int:
    """ "Of its 60 flats", "of the building's 60 flats": where "of" stands, with only an owner before the number."""
    tokens = scan.tokens
    for of in range(at, max(-1, at - _OWNER), -1):
        if tokens[of].says("of"):
            return of
        owner = tokens[of].says("determiners") or tokens[of].says("articles") or tokens[of].norm.endswith("'s")
        if not (owner or _is_launched(scan, of)):
            break
    return at


def _is_launched(scan: Scan, at: int) -> bool:
    """ "Из запущенных россиянами 176 дронов": the participle before the number, and by whom."""
    told = scan.predicates.get(at, (0, ()))[1]
    if scan.lexicon.articles or not told:
        return not scan.lexicon.articles and scan.role_of(at) == "attack" and at - 1 in scan.predicates
    return told[0].measure == "launched" and scan.tokens[at].norm.endswith(_PARTICIPLE)


def _is_nearly_of(figure: Figure, last: Figure | None) -> bool:
    """ "478 будинків із майже шести тисяч": the whole may be told nearly, if it is more than what is out of it."""
    return last is not None and (last.best or 0) < (figure.best or figure.low or 0)


def opens_with_of(scan: Scan, figure: Figure) -> bool:
    """ "Of the 728 buildings that …" opens the sentence or a part of it."""
    of = figure.start - 1
    return _opens(scan, of) and scan.tokens[of].says("of")


def _opens(scan: Scan, at: int) -> bool:
    """Whether a token begins the sentence or a part of it, or has only a time before it: "на ранок із 18 сіл …"."""
    if at == 0 or (at > 0 and scan.tokens[at - 1].kind == MARK):
        return True
    if scan.role_of(0) in _NOW and scan.role_at[0][0] == at:
        return True
    return any(span.start == 0 and span.end + _tells_time(scan, span) == at for span in scan.timings[:_TIMES])


def _tells_time(scan: Scan, span: Span) -> bool:
    """ "К утру", "станом на 9:00": the time itself stands behind the word."""
    return span.what == "as_of" and span.end not in scan.nouns and span.end not in scan.blocked


def parted_into(scan: Scan, start: int) -> int:
    """ "Половину зі 120 тисяч заживлено": two; 1 where the whole is told, 0 where nobody can say."""
    tokens = scan.tokens
    if start < _LED or not tokens[start - 1].says("of"):
        return 1
    return next((parts for name, parts in _SHARES if tokens[start - _LED].says(name)), 1)


def take_part(figure: Figure | None, parts: int) -> Figure | None:
    """The figure as the part of itself that is told."""
    if figure is not None and parts > 1:
        figure.start -= _LED
        figure.base = False
        figure.low, figure.best, figure.high = (n and round(n / parts) for n in (figure.low, figure.best, figure.high))
    return figure


def _together(scan: Scan, figure: Figure, before: str) -> bool:
    """ "С четырнадцатью жильцами нет связи": the instrumental, so with them, not of them."""
    with_ = scan.lexicon.says("change_from", before) and not scan.lexicon.articles
    return with_ and scan.tokens[figure.end - 1].norm.endswith(_INSTRUMENTAL)


def _behind_when(scan: Scan, at: int, start: int) -> int:
    """ "12,400 homes by Monday noon, out of 18,000": past what tells when, to where "out of" stands."""
    if not scan.lexicon.articles:
        return at
    for n in range(at, min(at + _WHEN, start)):
        if scan.tokens[n].says("outs"):
            return n
        if n in scan.predicates or (scan.tokens[n].kind == MARK and scan.tokens[n].text != ","):
            break
    return at


def is_out_of(scan: Scan, at: int, start: int) -> bool:
    """Only "of" stands between two figures, or "of the city's"."""
    while at < start and at in scan.blocked:
        at += 1  # "11 сіл Сумщини з 19 знеструмлених"
    at = _behind_when(scan, at, start)
    at += at < start and scan.tokens[at].says("outs")  # "4 out of 10"
    if at >= start or start - at > _OWNER or not scan.tokens[at].says("of"):
        return False
    owner = scan.tokens[at + 1 : start]
    if owner and _past_owner(scan, start - 1) == at:
        return True  # "139 из запущенных россиянами 176 дронов"
    return all(token.norm.endswith("'s") or token.says("articles") for token in owner)
