"""Why a figure is no claim although a word takes it: background, denial, supposition, the other side's news."""

from itertools import pairwise
from typing import Final

from service.core.reading.counting import STOCKS, TALLIES
from service.core.reading.figures.nouns import ADJECTIVAL, QUOTES
from service.core.reading.linking.links import Link
from service.core.reading.linking.way import turned_out
from service.core.reading.scan import Scan, Span
from service.core.reading.text import MARK, NUMBER, WORD, Token

_MENDED: Final = ("ли", "лось", "лося")
"""Endings of verbs in the past, of several or of nobody, in Ukrainian and Russian."""
PART: Final = "a part of those told before"
_LEADING: Final = 4
_LOCAL: Final = 8
_CLAUSE: Final = 14
"""Most tokens from the comma before a clause to the day in it."""
_DID: Final = ("в", "ла", "ло", "ли", "л", "но", "то", "ны", "на")
"""Endings of verbs in the past, in Ukrainian and Russian."""
_SHORT: Final = 2
"""Letters of the longest preposition that ends as they do."""
_FOUND_THERE: Final = ("killed", "rescued")
_WOUND: Final = 8
"""Most tokens from "wounded" to the day of it."""
_NTH: Final = 3
"""Most tokens from "the sixth" to "attack", and from a day to "died"."""
_WIDE: Final = {
    "background": "told as background: earlier, or a sum over a long time",
    "campaign": "told as background: earlier, or a sum over a long time",
    "denial": "denied",
    "commemoration": "told of an earlier attack",
    "remembrance": "told of an earlier attack",
    "abroad": "outside Ukraine",
    "weather": "of the weather",
    "condition": "planned, feared or supposed",
    "mine": "of a mine or a shell that was found, no attack",
}
_OF_SOME: Final = {"losses": TALLIES, "days_sum": frozenset({"evacuated", "rescued"})}
"""Roles that say something against every figure but those of some measures: people are taken away over weeks."""
_TOLD_OF: Final = {"losses": "losses of the other side", "days_sum": "a sum over a week or more"}
_DATES: Final = ("background", "campaign", "days_sum")
_UNHARMED: Final = "hit, and not damaged"
_REPAIRED: Final = "damaged before, told of repairs"
_FOUND: Final = "looked for, and all found"
_CORRECTED: Final = "what had been said before"
_RATE: Final = "how many in a stretch of time"
_SHARE: Final = "a share of all, and no count"
_OPENED_BY: Final = 2
"""Parts between commas, the one of a word for what was said before among them, that "not two" may open."""
_NEAR: Final = {
    "doubt": "planned, feared or supposed",
    "attempt": "tried, not done",
    "still": PART,
    "stress": "not wounded",
}


def why_not(scan: Scan, link: Link) -> str | None:
    """Why a linked figure of a sentence is no claim; None when it is one."""
    if link.predicate.measure == "hits" or _counts_strikes(scan, link):
        return "hits are told with what they damaged"
    if link.predicate.measure == "missing" and any(s.what == "all_saved" and link.last <= s.start for s in scan.roles):
        return _FOUND
    start = link.figure.start
    later = turned_out(scan, start)  # "говорили о троих, выяснилось, что их пятеро"
    spans = (span for span in scan.roles if not later or span.end >= start)
    return next((why for span in spans if (why := _said(scan, span, link)) is not None), None)


def _counts_strikes(scan: Scan, link: Link) -> bool:
    """ "Пережил 31 атаку дронов": so many attacks, and nobody says how many drones."""
    attack = link.predicate.measure == "launched" and link.at > 0 and scan.tokens[link.at].says("attack_words")
    return attack and scan.is_number(link.at - 1)


def _said(scan: Scan, span: Span, link: Link) -> str | None:
    """What one role says against a figure."""
    what, behind = span.what, span.end <= link.first
    if what in _WIDE or what in _REACHES:
        reaches = _REACHES.get(what, _covers)
        other = _is_of_another if scan.lexicon.articles else _in_closed_clause
        aside = what in _DATES and other(scan, span, link)
        aside = aside or (what == "abroad" and comes_home(scan, span.end, link.first))
        wide = not aside and reaches(scan, span, link)
        return _WIDE.get(what, _CORRECTED) if wide else None
    if what in _NEAR:
        others = what == "stress" and link.predicate.measure != "injured"  # "зруйновано 20 квартир, психологи …"
        return _NEAR[what] if not others and _beside(scan, span, link) else None
    if what in _TOLD_OF:
        kept = link.predicate.measure in _OF_SOME[what]  # "за два дні з-під завалів дістали тіла чотирьох": one search
        kept = kept or (what == "days_sum" and any(token.says("rubble") for token in scan.tokens))
        return _TOLD_OF[what] if not kept and _covers(scan, span, link) else None
    share = what == "every_nth" and span.start <= link.figure.start <= span.end  # "кожен третій шахед"
    if share or (what == "rate" and _is_rate(scan, span, link)):
        return _SHARE if share else _RATE  # "treats 600 women a year"
    unharmed = what == "unharmed" and link.predicate.kind == "attack"
    unharmed = unharmed and (_covers(scan, span, link) or _but(scan, link.last, span.start))
    if unharmed or (what == "repairs" and behind and _describes(scan, link)):
        return _UNHARMED if unharmed else _REPAIRED
    behind = behind or span.start < link.figure.start < span.end  # "писали о трёх"
    recalled = what in ("earlier", "recalls") and behind and not _moves_on(scan, span.end, link.figure.start)
    return _CORRECTED if recalled and not _is_aside(scan, span, link) else None


def comes_home(scan: Scan, low: int, high: int) -> bool:
    """ "С румынского берега слышали взрывы, а у нас сгорели два склада": what stands behind is told of our side."""
    return any(s.what == "at_home" and low <= s.start < high for s in scan.roles)


def _is_rate(scan: Scan, span: Span, link: Link) -> bool:
    """Right behind the figure, or behind its quotation mark; of weapons at the start as well: "В месяц запускают …"."""
    end = link.figure.end
    quoted = end < len(scan.tokens) and scan.tokens[end].text in QUOTES
    leads = link.predicate.measure in TALLIES and span.start < _LEADING and _no_hour(scan, span)
    return span.start == end + quoted or (leads and span.end <= link.first)


def _no_hour(scan: Scan, span: Span) -> bool:
    """ "В час ночи" is no rate."""
    return not scan.tokens[span.end - 1].says("clock") and not scan.lexicon.articles


def _but(scan: Scan, low: int, high: int) -> bool:
    """ "A drone hit the roof but caused no damage": nothing else is told in between."""
    return low <= high and not any(n in scan.predicates or scan.tokens[n].text == ";" for n in range(low, high))


def _is_aside(scan: Scan, span: Span, link: Link) -> bool:
    """ "Загиблих двоє (раніше повідомлялося про трьох), поранених 14": the aside is closed before the figure."""
    tokens = scan.tokens
    behind = [tokens[n].text for n in range(span.end, link.figure.start)]
    if next((text for text in behind if text in "()"), "") == ")":
        return True
    at, parts = span.start, 0  # "three died, not two(,) as reported earlier, and seven were injured"
    while at > 0 and parts < _OPENED_BY and "," in behind:
        at -= 1
        if tokens[at].kind == MARK:
            parts += 1
            if tokens[at + 1 + tokens[at + 1].says("contrasts")].says("negation"):
                return True
    return False


def _causes(scan: Scan, span: Span, link: Link) -> bool:
    """ "Из-за непогоды без света 60 сёл, из-за обстрелов — 24": right behind, or before with no attack between."""
    if span.end <= link.first:
        return not any(s.what == "attack" and span.end <= s.start < link.last for s in scan.roles)
    near = link.last <= span.start <= link.last + _LEADING
    return near and not any(token.kind == MARK for token in scan.tokens[link.last : span.start])


def _supposes(scan: Scan, span: Span, link: Link) -> bool:
    """ "If they strike again, 100,000 will be without heat": what stands behind."""
    return span.start < _LEADING and span.end <= link.first and _covers(scan, span, link)


def _is_compared(scan: Scan, span: Span, link: Link) -> bool:
    """ "Compared with the night before, when six died": what stands behind."""
    if span.end > link.figure.start or _contrast(scan, span.end, link.figure.start):
        return False
    tokens = scan.tokens[span.end : link.figure.start]  # "up from six, and three were wounded": a clause of its own
    if any(token.text == ";" for token in tokens):
        return False
    return not any(one.text == "," and other.says("and") for one, other in pairwise(tokens))


def _describes(scan: Scan, link: Link) -> bool:
    """ "На ремонт 12 пошкоджених шкіл", "вікна у 340 квартирах, пошкоджених …": which ones, not what happened now."""
    damage = link.predicate.is_damage and not _contrast(scan, 0, link.first)
    if scan.lexicon.articles:  # "funds to repair 14 damaged schools"
        return damage and link.figure.start < link.at and link.end < link.figure.end
    return damage and scan.tokens[link.end - 1].norm.endswith(ADJECTIVAL)


def recalls(scan: Scan) -> bool:
    """Whether a sentence opens with what only recalls: "Напомним, …"; in brackets it recalls what it stands before."""
    if scan.has("corrects"):
        return False  # "Ранее сообщалось о трёх, данные уточнили": the text goes on with what is known now
    now = "now" in scan.said and any(token.says("now") for token in scan.tokens)  # "ранее — о семи, теперь их 21"
    return not now and any(span.what == "recalls" and span.start < _LEADING for span in scan.roles)


def _covers(scan: Scan, span: Span, link: Link) -> bool:
    """Nothing between them changes the subject; what opens a sentence holds for all of it."""
    low, high = (span.end, link.first) if span.start < link.first else (link.last, span.start)
    if span.what == "campaign" and span.start < link.first:  # "since the invasion …, а на Харківщині …": of all that
        return not (_contrast(scan, low, high) and any(low <= timing.start for timing in scan.timings))
    if span.start < _LEADING and span.start < link.first:
        return not _contrast(scan, low, high) and not _is_now(scan, span, link)
    aside = _goes_on(scan, low, high) or _of_a_relative(scan, low, high) or _counts_attacks(scan, low, high)
    if span.start >= link.last and aside:
        return False
    if (
        _is_now(scan, span, link)
        or _behind_a_colon(scan, span, low, high)
        or _of_the_old(scan, span, link)
        or _of_the_wound(scan, span, link)
        or _was_there(scan, span)
        or _hit_then(scan, span, link)
        or (span.what in _DATES and of_a_clause(scan, link.last, span.end - 1))
    ):
        return False
    if span.what == "commemoration":  # "jailed for his tip; the strike killed two", "…, the company will compensate"
        apart = span.start >= link.first and any(token.text in ",;" for token in scan.tokens[low:high])
        return not apart and not _contrast(scan, low, high)
    return not _contrast(scan, low, high) and not any(_parts_items(scan, n) for n in range(low, high))


def _is_of_another(scan: Scan, span: Span, link: Link) -> bool:
    """ "Have been without gas since …", "…, calling it an attempt to freeze us this winter": of what is told now."""
    tokens, last = scan.tokens, scan.behind_place(link.last)
    if _in_aside(scan, span.end - 1) or _wounded_then(scan, span, link):
        return True
    off = link.predicate.measure.startswith(STOCKS) and link.figure.start < link.at
    if off and last < span.end and last < len(tokens) and tokens[last].says("since"):
        return True
    comma = max((n for n in range(link.last, span.start) if tokens[n].text == ","), default=-1)
    clause = comma >= 0 and tokens[comma + 1].norm.endswith("ing") and comma + 1 not in scan.predicates
    counted = (scan.is_number(n) and not tokens[n - 1].says("determiners") for n in range(comma, span.start))
    return clause and tokens[comma + 1].kind == WORD and not any(counted)  # "noting the two had left in summer"


def _wounded_then(scan: Scan, span: Span, link: Link) -> bool:
    """ "A boy wounded in Ternopil last week has died, taking the toll to 34": when he was wounded, and not the rest."""
    hurt = scan.ending_at(scan.before_place(span.start), _LEADING)
    if link.predicate.measure != "killed" or hurt < 0 or all(p.measure != "injured" for p in scan.predicates[hurt][1]):
        return False
    near = range(span.end, min(span.end + _NTH, len(scan.tokens)))
    later = next((n for n in near if n in scan.predicates or scan.tokens[n].kind == MARK), -1)
    return later <= link.at and any(p.measure == "killed" for p in scan.predicates.get(later, (0, ()))[1])


def _in_aside(scan: Scan, at: int) -> bool:
    """ "A school, closed since 2022, burned down": the date says of one thing how it is, and nothing is told there."""
    tokens = scan.tokens
    before = range(at - 1, max(-1, at - _CLAUSE), -1)
    which = (n for n in before if tokens[n].text == "," or (tokens[n].says("relatives") and n in scan.noun_ends))
    comma = next(which, -1)  # "a mill that has stood idle since 2014"
    if comma > 0 and comma - 1 in scan.blocked and _says_which_town(scan, comma, at):
        return True
    since = next((n for n in range(at, comma, -1) if tokens[n].says("since")), -1)
    closed = at + 1 >= len(tokens) or tokens[at + 1].kind == MARK
    if since < 0 and closed and at + 1 < len(tokens) and tokens[at + 1].text == ",":
        first = tokens[comma + 1]
        described = first.norm.endswith("ed") or (scan.is_plain(comma + 1) and not first.says("mostly"))
        since = at if described else -1  # ", empty at the time,", ", rebuilt in 2023,"
    if comma < 0 or since <= comma + 1 or not closed:
        return False
    words = range(comma + 1, since)
    return not any(n in scan.predicates or scan.is_number(n) or tokens[n].says("and") for n in words)


def _says_which_town(scan: Scan, comma: int, at: int) -> bool:
    """ "In Nizhyn, a town of 60,000 before the war, a bakery burned down": between commas what the place is."""
    tokens = scan.tokens
    closed = next((n for n in range(at + 1, min(at + _CLAUSE, len(tokens))) if tokens[n].kind == MARK), -1)
    if closed < 0 or tokens[closed].text != "," or any(n in scan.predicates for n in range(comma, closed)):
        return False
    families = {scan.nouns[n][1][0].family for n in range(comma + 1, closed) if n in scan.nouns}
    named = any(token.says("town_words") for token in tokens[comma + 1 : closed])
    return named or not families.isdisjoint(("people", "settlements", "customers"))


def of_a_clause(scan: Scan, last: int, at: int) -> bool:
    """ "Разрушена школа, где не учились с 2022 года", "… музей, закрытый с 2014-го": the date is of the clause."""
    tokens = scan.tokens
    if scan.lexicon.articles:
        return _in_aside(scan, at)
    commas = [n for n in range(max(last, at - _CLAUSE), at) if tokens[n].text == ","]
    opened = (n for n in reversed(commas) if tokens[n + 1].says("relatives"))  # ", які, за словами мера, за два тижні"
    some = _mended_before(scan, range(max(last, at - 2 * _CLAUSE), at))
    comma = next(opened, commas[-1] if commas else -1) if some < 0 else some
    told = (p for n in range(comma, at) for p in scan.predicates.get(n, (0, ()))[1])
    if comma < 0 or any(some < 0 or not p.measure.startswith("restored_") for p in told):
        return False
    if some >= 0:
        return True
    first = comma + 1 + tokens[comma + 1].says("prepositions")  # ", в котором не жили с 2022 года"
    if any(n in scan.predicates for n in range(last, comma)) and not tokens[first].says("relatives"):
        return False
    lasts = tokens[first].norm.endswith(ADJECTIVAL) and any(tokens[n].says("since") for n in range(first, at))
    return lasts or tokens[first].says("relatives")


def _mended_before(scan: Scan, clause: range) -> int:
    """ "…, причем многие из них подключили после предыдущей атаки": the comma before what had been mended, else -1."""
    tokens, at = scan.tokens, clause.stop
    opens = next((n for n in clause if tokens[n].says("of") and tokens[n + 1].says("them")), -1)
    comma = scan.mark_before(opens) if opens >= 0 else -1
    if comma < clause.start or tokens[comma].text != "," or any(scan.is_number(n) for n in range(comma, opens)):
        return -1
    words = range(opens + 2, at)
    mended = any(p.measure.startswith("restored_") for n in words for p in scan.predicates.get(n, (0, ()))[1])
    did = (token.norm for token in tokens[words.start : at] if not token.says("stops"))
    return comma if mended or any(word.endswith(_MENDED) for word in did) else -1


def _in_closed_clause(scan: Scan, span: Span, link: Link) -> bool:
    """ "Дрон влучив у дім, куди родина переїхала тиждень тому: загинув чоловік": the clause ends before the figure."""
    tokens = scan.tokens
    if span.end > link.first:
        return False
    close = next((n for n in range(span.end, link.first) if tokens[n].kind == MARK), -1)
    comma = next((n for n in range(span.start - 1, max(0, span.start - _CLAUSE), -1) if tokens[n].text == ","), -1)
    if close < 0 or comma < 0 or any(n in scan.predicates for n in range(comma, close)):
        return False
    outside = (n for n in range(comma + 2, close) if not span.start <= n < span.end)
    did = any(tokens[n].norm.removesuffix("ся").endswith(_DID) and len(tokens[n].norm) > _SHORT for n in outside)
    return did and of_a_clause(scan, 0, span.end - 1)  # not "…, де торік, за словами мера, загинули троє"


def _is_now(scan: Scan, span: Span, link: Link) -> bool:
    """ "До цього було 9 постраждалих; тепер їх 10": what is known now."""
    behind = range(link.end, link.figure.start)
    return span.what == "background" and any(scan.tokens[n].says("now") for n in behind)


def _parts_items(scan: Scan, at: int) -> bool:
    """A semicolon, or a stroke with spaces around it: "12 killed / 37 injured / no gas since summer"."""
    tokens = scan.tokens
    stroke = tokens[at].text == "/" and 0 < at < len(tokens) - 1
    return tokens[at].text == ";" or (
        stroke and tokens[at - 1].end < tokens[at].start and tokens[at].end < tokens[at + 1].start
    )


def _of_the_old(scan: Scan, span: Span, link: Link) -> bool:
    """ "At 14 on Tuesday, up from nine the previous evening": what was before is said of the nine alone."""
    before = range(max(link.last, span.start - 2 * _LEADING), span.start)
    ends = (scan.role_at[n][0] for n in before if scan.role_of(n) == "old_figure")
    return any(0 < span.start - end <= _LEADING for end in ends)


def _of_the_wound(scan: Scan, span: Span, link: Link) -> bool:
    """ "A man wounded the day before has died": when he was wounded, and not when he died.

    So it is of "two more victims of last week's strike have died".
    """
    if link.predicate.measure == "killed" and not scan.lexicon.articles and _of_their_wound(scan, span, link):
        return True
    died = link.predicate.measure == "killed" and link.figure.end < span.start < link.at
    tokens, end = scan.tokens, link.figure.end
    of_it = died and scan.lexicon.articles and tokens[end].says("of") and span.start - end <= _LEADING
    if of_it and any(token.says("helpers") for token in tokens[link.at - 1 : link.end]):
        return True
    start = scan.ending_at(span.start, _LEADING) if died else -1
    return start >= 0 and any(p.measure == "injured" for p in scan.predicates[start][1])


def _hit_then(scan: Scan, span: Span, link: Link) -> bool:
    """ "Two bodies were recovered from a shop flattened the day before": when it was hit, and not when they were."""
    found = any(scan.tokens[n].says("recovers") for n in range(link.at, link.end))
    if not found or link.predicate.measure not in _FOUND_THERE or span.start < link.last:
        return False
    between = range(link.last, span.start)
    told = any(p.is_damage for n in between for p in scan.predicates.get(n, (0, ()))[1])
    return told and not any(scan.tokens[n].text in ",;" for n in between)


def _of_their_wound(scan: Scan, span: Span, link: Link) -> bool:
    """ "Помер чоловік, якого поранило тиждень тому", "жінка, постраждала минулої суботи, померла"."""
    near = range(max(link.figure.end, span.start - _WOUND), span.start)
    hurt = next((n for n in near if any(p.measure == "injured" for p in scan.predicates.get(n, (0, ()))[1])), -1)
    if hurt < 0 or any(scan.is_number(n) for n in range(link.figure.end, span.start)):
        return False
    if any(token.says("long_since") for token in scan.tokens[span.start : span.end]):
        return False  # "помер боєць, поранений торік"
    return any(scan.tokens[n].text in ",—–:" for n in range(link.figure.end, hurt)) or hurt == link.figure.end


def _was_there(scan: Scan, span: Span) -> bool:
    """ "A man who was outdoors at the time was killed": where he was then, and not when something else happened."""
    tokens, at = scan.tokens, span.start
    if span.what != "background" or not scan.lexicon.articles or not tokens[at].says("clock_at"):
        return False
    for n in range(at - 1, max(-1, at - _LOCAL), -1):
        if n in scan.predicates or tokens[n].kind == MARK:
            return False
        if tokens[n].says("passive"):
            return True
    return False


def _behind_a_colon(scan: Scan, span: Span, low: int, high: int) -> bool:
    """ "There are five: one woman had been listed by mistake": the denial is of what follows the colon alone."""
    if span.what != "denial" or span.start != high:
        return False
    if any(role.what == "denies_before" and role.start == span.start for role in scan.roles):
        return False  # "Очевидці кажуть про двох: це неправда"
    return any(scan.tokens[n].text == ":" for n in range(low, high))


def _goes_on(scan: Scan, low: int, high: int) -> bool:
    """Another figure behind a comma stands between: what follows is said of that one."""
    comma = next((n for n in range(low, high) if scan.tokens[n].text == ","), None)
    if comma is None:
        return False
    behind = scan.tokens[comma : high + _LOCAL]  # ", bringing the number since March to more than 12,000"
    return any(token.kind == NUMBER and not _is_year(token) for token in behind) or _so_many_times(scan, comma)


def _so_many_times(scan: Scan, comma: int) -> bool:
    """ "Є влучання у ТЕС, з 2022 року її атакували вже чотирнадцять разів": how often it was hit before."""
    near = range(comma, min(comma + 2 * _LOCAL, len(scan.tokens)))
    return any(scan.tokens[n].says("times_over") and scan.is_number(n - 1) for n in near)


def _counts_attacks(scan: Scan, low: int, high: int) -> bool:
    """ "Пошкоджено дві школи — це вже шоста атака на місто від початку війни": the sum is of the attacks alone."""
    tokens = scan.tokens
    nth = next((n for n in range(low, high) if tokens[n].says("ordinals")), high)
    if not any(token.kind == MARK for token in tokens[low:nth]):
        return False
    struck = range(nth + 1, min(nth + 1 + _NTH, high))
    return any(tokens[n].says("attack_words") for n in struck)


def _of_a_relative(scan: Scan, low: int, high: int) -> bool:
    """ "Hit a plant, wrecking turbines that had been mended a month ago": what was before is told of them alone."""
    opens = [s.start for s in scan.roles if s.what == "was_at" and low <= s.start < high]
    return bool(opens) and any(scan.tokens[n].text == "," for n in range(low, opens[0]))


def _is_year(token: Token) -> bool:
    return token.text.isdecimal() and len(token.text) == 4 and token.text[:2] in ("19", "20")


def _contrast(scan: Scan, low: int, high: int) -> bool:
    return any(scan.tokens[n].says("contrasts") for n in range(low, high))


def _moves_on(scan: Scan, low: int, high: int) -> bool:
    """ "Сначала сообщалось о двух, позже число выросло до пяти", "first spoke of three; the number was put at six"."""
    return _contrast(scan, low, high) or any(t.says("now") or t.text == ";" for t in scan.tokens[low:high])


def _beside(scan: Scan, span: Span, link: Link) -> bool:
    """In the same part of the sentence, before the word or right behind it; of stress, between figure and word."""
    if span.what == "stress" and link.figure.end <= span.start < link.at:
        return True  # "одна людина зазнала гострої реакції на стрес, ще двоє поранені"
    if span.what == "stress" and 0 <= span.start - link.figure.end <= 1 and link.at < link.figure.start:
        return True  # "поранення дістав чоловік, його син — гостру реакцію на стрес"
    verb = link.figure.end <= link.at < span.start and not link.predicate.kind
    goes_on = scan.tokens[span.start - 1].says("and")
    lies = span.what == "still" and verb and (goes_on or link.figure.more)  # "ще один постраждалий лікується вдома"
    if lies or (span.what == "stress" and _or_stress(scan, span, link)):
        return False  # "жінка й чоловік дістали поранення і перебувають у лікарні"
    others = span.what == "still" and any(scan.is_number(n) for n in range(link.last, span.start))
    others = others or (span.what == "doubt" and _between_commas(scan, span, link))
    if others or (span.what == "attempt" and span.end > link.first):
        return False  # "із 23 постраждалих 14 лишаються в лікарнях", "two were hurt trying to save a neighbour"
    if span.start > link.last + _LEADING or link.first - span.end > _LOCAL or _of_the_next(scan, span, link):
        return False
    low, high = (span.end, link.at) if span.start < link.at else (link.last, span.start)
    marks = (scan.tokens[n].text for n in range(low, high))
    return not any(text in ",;:—–" for text in marks) and not _contrast(scan, low, high)


def _between_commas(scan: Scan, span: Span, link: Link) -> bool:
    """ "Пошкоджено 14 висоток, дві з них доведеться розібрати, і сорок машин": of what stands aside in the list."""
    tokens = scan.tokens
    opened = any(token.text == "," for token in tokens[link.end : span.start])
    return opened and any(token.text == "," for token in tokens[span.end : link.figure.start])


def _of_the_next(scan: Scan, span: Span, link: Link) -> bool:
    """ "17,000 customers lost power and repairs are expected to take days": the doubt is of what is joined."""
    return span.what == "doubt" and any(token.says("and") for token in scan.tokens[link.last : span.start])


def _or_stress(scan: Scan, span: Span, link: Link) -> bool:
    """ "Десятеро отримали поранення або пережили стрес": the wounded are told first."""
    between = scan.tokens[link.end : span.start]
    told = link.figure.end <= link.at < span.start and len(between) <= _LEADING
    return told and any(t.says(name) for t in between for name in ("and", "range_to"))


_REACHES: Final = {"weather": _causes, "condition": _supposes, "old_figure": _is_compared}
"""How far roles reach that do not hold for all of a sentence."""
