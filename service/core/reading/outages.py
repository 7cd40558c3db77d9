"""Words for power, heat, water and gas joined with what befell them: "без світла й води", "supply was resumed"."""

from bisect import bisect_left
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from service.core.reading.text import DASHES, MARK
from service.core.reading.words import Predicate

if TYPE_CHECKING:
    from service.core.reading.scan import Scan, Span

_start_of: Final = attrgetter("start")
_AFTER: Final = 4
"""Most tokens from "without" to what is lacked."""
_BEFORE: Final = 9
"""Most tokens from what is lacked to the word that says so."""
_SOME: Final = 6
"""Most tokens of a clause such as ", ще 10 тисячам уже повернули"."""
_FAMILIES: Final = ("customers", "people", "buildings", "settlements", "object")
_OFF: Final = ("customers",)
_OFF_OR_VILLAGES: Final = ("customers", "settlements")
_MEASURE: Final = {
    "lost": "without_",
    "deprived": "without_",
    "gone": "without_",
    "cut": "without_",
    "back": "restored_",
    "joined": "restored_",
    "is": "restored_",
    "off": "without_",
    "on": "restored_",
}
_ALONE: Final = {"cut": "without_", "joined": "restored_", "off": "without_", "on": "restored_"}
"""Words that need no resource beside them: it is the one spoken of last, else power."""
_OF_CUSTOMERS: Final = frozenset({"off"})
"""Of these, those that say so of customers only: "9,400 customers are off", and not of a road or a village."""
_SUPPLIED: Final = {f"of_{resource}": resource for resource in ("power", "heat", "water", "gas")}
NONE_OFF: Final = {"none_off": "power", "none_off_heat": "heat", "none_off_water": "water", "none_off_gas": "gas"}
"""Roles that say that nobody is without something any more, and without what."""
_POWER: Final = "power"
ANY: Final = "any"
"""Of "supply", which does not say of what."""
_LOST: Final = ("ли", "ла", "ло")
"""Endings of verbs in the past, in Ukrainian and Russian."""
_WITHOUT: Final = "без"
_NO_GENITIVE: Final = ("о", "е", "ия", "ию", "ія", "ію", "вода", "воду", "газ", "свет", "ика", "ику")
"""Endings of heat, water and light that are not what "without" is told of, in Ukrainian and Russian."""
_TAKEN: Final = frozenset({"cut", "off", "gone"})
_BACK: Final = 2
"""Most tokens from "gas" to "have been given back"."""
_SPEAKER: Final = 7
"""Most tokens of who speaks first: "the city's water utility said"."""
_KINDS: Final = 4
"""Power, heat, water, gas: no word speaks of more."""


def compose(scan: "Scan", resource: str | None) -> str | None:
    """Add the predicates that a sentence's resources make; the resource spoken of last, given the one before."""
    if not scan.supplies:
        return _last_said(scan) or resource or _meant(scan)
    given = any(s.what != ANY for s in scan.resources) or _by_pronoun(scan)
    last = resource if given else _meant(scan) or resource
    last = last or next((span.what for span in scan.resources if span.what != ANY), None)
    starts = {supply.start: supply.what for supply in scan.supplies}
    utility = _speaks(scan)
    for supply in scan.supplies:
        named = _named_with(scan, supply, starts)
        if not named and supply.what in _ALONE:
            _add(scan, supply, supply, _ALONE[supply.what] + (_named_before(scan, supply) or last or _POWER))
        elif not named and supply.what == "back" and last and (_says_it(scan, supply) or _to_some(scan, supply)):
            _add(scan, supply, supply, _MEASURE[supply.what] + last)
        for span in named:
            at = span if span.start >= supply.end else named[-1]  # "отопления и воды нет": one word for both
            last = span.what if span.what != ANY else utility or _named_before(scan, supply) or last
            if last is None and scan.tokens[span.start].norm not in scan.lexicon.sets.get("pronouns", ()):
                last = _POWER  # "57,000 customers lost supply"
            if last is not None:
                _add(scan, supply, at, _MEASURE[supply.what] + last)
    _likewise(scan)
    return _last_said(scan) or last


def _speaks(scan: "Scan") -> str | None:
    """ "The water utility said a pump lost power, which cut off supply to 75,000": what it supplies that says so."""
    said = next((s.start for s in scan.sayings if s.start < _SPEAKER), 0) if scan.lexicon.articles else 0
    named = (what for token in scan.tokens[:said] for name, what in _SUPPLIED.items() if token.says(name))
    return next(named, None)


def _by_pronoun(scan: "Scan") -> bool:
    """ "Power engineers have returned it to 900 buildings": the one spoken of last, whoever brings it."""
    pronouns = scan.lexicon.sets.get("pronouns", ())
    return bool(scan.resources) and all(scan.tokens[span.start].norm in pronouns for span in scan.resources)


def _says_it(scan: "Scan", supply: "Span") -> bool:
    """ "Gas was shut off to 412 homes; by noon 375 had it back": the word holds a pronoun for what it brings."""
    pronouns = scan.lexicon.sets.get("pronouns", ())
    return any(token.norm in pronouns for token in scan.tokens[supply.start : supply.end])


def _to_some(scan: "Scan", supply: "Span") -> bool:
    """ "Без світла лишаються 2 тисячі родин, 10 тисячам уже повернули": it closes a clause that opens with a number."""
    tokens, end = scan.tokens, supply.end
    if scan.lexicon.articles or (end < len(tokens) and tokens[end].kind != MARK):
        return False
    opened = next((n for n in range(supply.start - 1, max(0, supply.start - _SOME), -1) if tokens[n].kind == MARK), -1)
    return opened >= 0 and any(scan.is_number(n) for n in range(opened + 1, min(opened + 3, supply.start)))


def _is_dashed(scan: "Scan", span: "Span") -> bool:
    """A comma stands before it and a dash behind, for the verb that is left out."""
    tokens = scan.tokens
    dashed = span.end < len(tokens) and tokens[span.end].text in DASHES
    return dashed and span.start > 0 and tokens[span.start - 1].text in ",;"


def _likewise(scan: "Scan") -> None:
    """ "Без світла 400 родин, газу — 120": what befell the first befell the one before the dash as well."""
    for span in scan.resources:
        if span.what == ANY or not (_is_dashed(scan, span) or _names_next(scan, 0, span)):
            continue
        before = next((s for s in reversed(scan.supplies) if s.end <= span.start), None)
        if before is not None and span.start not in scan.predicates:
            told = Predicate(_MEASURE[before.what] + span.what, "both", _FAMILIES, "")
            scan.predicates[span.start] = (span.end, (told,))


def _names_next(scan: "Scan", at: int, span: "Span") -> bool:
    """ "Gas has been cut off in 340 homes and water in 1,200": behind how many, the next, and how many of it."""
    tokens, end = scan.tokens, span.end
    joined = scan.lexicon.articles and span.start > at and tokens[span.start - 1].says("and")
    placed = end + 1 < len(tokens) and tokens[end].says("located") and scan.is_number(end + 1)
    return joined and placed and any(scan.is_number(n) for n in range(at, span.start))


def _last_said(scan: "Scan") -> str | None:
    return next((span.what for span in reversed(scan.resources) if span.what != ANY), None)


def _meant(scan: "Scan") -> str | None:
    """ "512 buildings are warm again": the resource of a word that names none."""
    told = (p for _, predicates in scan.predicates.values() for p in predicates)
    found = next((p.measure.partition("_")[2] for p in told if p.is_supply), None)
    if found is not None:
        return found
    none_off = next((NONE_OFF[s.what] for s in scan.roles if s.what in NONE_OFF), None)
    if none_off is not None:
        return none_off  # "домов без отопления не осталось, последние 38 подключили"
    for token in scan.tokens if "supplier" in scan.said else ():
        if token.says("supplier"):
            return next(resource for name, resource in _SUPPLIED.items() if token.says(name))
    return None


def _named_before(scan: "Scan", supply: "Span") -> str | None:
    """ "Gas workers have resumed supply": the resource that the sentence has named, or whose utility did it."""
    near = scan.tokens[max(0, supply.start - _AFTER) : supply.start]
    utility = (what for token in reversed(near) for name, what in _SUPPLIED.items() if token.says(name))
    named = (s.what for s in reversed(scan.resources) if s.what != ANY and s.end <= supply.start)
    return next(utility, None) or next(named, None)


def _named_with(scan: "Scan", supply: "Span", starts: dict[int, str]) -> list["Span"]:
    """The resources that a word speaks of: those behind it, else the nearest before it; `starts`: of all such words."""
    first = bisect_left(scan.resources, supply.end, key=_start_of)
    after = (span for span in islice(scan.resources, first, None) if not _is_dashed(scan, span))  # the first few count
    found: list[Span] = []
    at = supply.end
    if supply.what != "is":
        # "Оставшихся без отопления, тепло вернули 1 150", "світла не мають 900 родин, воду повернули": of what follows.
        # "Світло повернулося, чекають на тепло 3 тисячі": of what is said to be lacked the word before says nothing.
        own = supply.start in [span.end for span in scan.resources]
        for span in after:
            far = span.start - at > (_AFTER if not found else 2)
            far = far or (own and not found and any(scan.tokens[n].text == "," for n in range(at, span.start)))
            subject = own or any(0 <= supply.start - one.end <= _BEFORE for one in scan.resources)
            far = far or (subject and not found and _names_next(scan, at, span))
            far = far or (not found and any(starts.get(n) == "lost" for n in range(at, span.start)))
            far = far or (not found and supply.what in _TAKEN and _is_given_back(scan, at, span, starts))
            apart = bool(found) and scan.tokens[span.start - 1].text == "," and span.end in starts
            back = bool(found) and starts.get(span.end) in ("back", "is")
            # "Without heating and cut electricity to 900 homes": a word of its own stands before the second.
            apart = apart or (bool(found) and not far and any(n in starts for n in range(at, span.start)))
            apart = apart or (bool(found) and _is_subject(scan, supply, span))
            if far or apart or back or len(found) == _KINDS or not _open(scan, at, span.start):
                break
            found.append(span)
            at = span.end
    if found or supply.what == "lost":
        found = [span for span in found if span.what != ANY] or found  # "перекрито подачу голубого палива": of gas
        return found or _before_verb(scan, supply)
    reach = _BEFORE if supply.what != "is" else 3
    before = [span for span in scan.resources if 0 <= supply.start - span.end <= reach]
    if before and supply.what == "gone" and scan.tokens[before[-1].end].says("suppliers"):
        return []  # "an engineer of a gas company and a nurse died"
    if before and _open(scan, before[-1].end, supply.start):
        return _joined(scan, before)
    return _subject(scan, supply) if supply.what in ("back", "deprived") else []


def _is_given_back(scan: "Scan", at: int, span: "Span", starts: dict[int, str]) -> bool:
    """ "Где сеть перебило накануне, газ уже вернули": over a comma, of the word behind it."""
    comma = any(scan.tokens[n].text == "," for n in range(at, span.start))
    return comma and any(starts.get(n) == "back" for n in range(span.end, span.end + _BACK))


def _is_subject(scan: "Scan", supply: "Span", span: "Span") -> bool:
    """ "Без света 300 домов, тепло в домах есть": in no genitive, it opens a clause of its own."""
    tokens = scan.tokens
    without = not scan.lexicon.articles and tokens[supply.end - 1].norm == _WITHOUT
    return without and tokens[span.start - 1].text == "," and tokens[span.start].norm.endswith(_NO_GENITIVE)


def _before_verb(scan: "Scan", supply: "Span") -> list["Span"]:
    """ "Газопостачання після удару втратили 1 350 родин": a verb, not "without", may have it before it."""
    if scan.lexicon.articles or not scan.tokens[supply.start].norm.endswith(_LOST):
        return []
    near = [span for span in scan.resources if 0 <= supply.start - span.end <= _AFTER]
    return near[-1:] if near and _open(scan, near[-1].end, supply.start) else []


def _joined(scan: "Scan", before: list["Span"]) -> list["Span"]:
    """ "Heat and water are gone": the last of them with those that only a comma or "and" parts from it."""
    first = len(before) - 1
    lacked = {s.end for s in scan.supplies if s.what == "lost"}  # "40 домов без света, тепла нет в 27"
    while first > 0 and len(before) - first < _KINDS:
        apart = scan.tokens[before[first - 1].end : before[first].start]
        joins = len(apart) == 1 and (apart[0].text == "," or apart[0].says("and"))
        if not joins or (before[first - 1].start in lacked and apart[0].text == ","):
            break
        first -= 1
    return before[first:]


def _subject(scan: "Scan", supply: "Span") -> list["Span"]:
    """ "Supply to Haisyn, knocked out by a strike before dawn, has been restored": over what commas enclose."""
    subject = next((span for span in scan.resources if span.end <= supply.start), None)
    if subject is None:
        return []
    commas = [n for n in range(subject.end, supply.start) if scan.tokens[n].text == ","]
    if len(commas) < 2 or supply.start - commas[-1] > _BEFORE or commas[0] - subject.end > _BEFORE:
        return []
    clear = _open(scan, subject.end, commas[0]) and _open(scan, commas[-1], supply.start)
    return [subject] if clear else []


def _open(scan: "Scan", start: int, end: int) -> bool:
    outside = (n for n in range(start, end) if n not in scan.blocked)  # "у м. Дубно"
    return not any(scan.tokens[n].text in ";:.!?" or scan.breaks(n) for n in outside)


def _not_yet(scan: "Scan", supply: "Span", measure: str) -> str:
    """ "Не відновлено світло для 300 споживачів", "не подключили 300 семей": what is not given back is still lacked."""
    at = supply.start - 1
    at -= at > 0 and scan.tokens[at].says("passive")  # "has not been restored"
    negated = at >= 0 and scan.tokens[at].says("negation")
    return measure.replace("restored_", "without_") if negated else measure


def _add(scan: "Scan", supply: "Span", span: "Span", measure: str) -> None:
    measure = _not_yet(scan, supply, measure)
    start, end = min(supply.start, span.start), max(supply.end, span.end)
    counted = any(n in scan.nouns or scan.is_number(n) for n in range(start, end))
    if counted:
        start, end = supply.start, supply.end  # what is counted stands between the two
    known_end, known = scan.predicates.get(start, (end, ()))
    if span is not supply and (not counted or span.end <= supply.start):
        # "Knocked out power to 600 homes", "cut water to 48,000 residents", "gas supplies to 3,260 homes were cut"
        known = tuple(p for p in known if not p.is_damage and p.measure != "injured")
    narrow = supply.what in _OF_CUSTOMERS and span is supply and not measure.endswith("heat")
    families = (_OFF if scan.lexicon.articles else _OFF_OR_VILLAGES) if narrow else _FAMILIES
    known = tuple(p for p in known if p.measure != "missing")  # "пропал свет у 6 тысяч человек"
    own = {_SUPPLIED[name] for token in scan.tokens[start:end] for name in _SUPPLIED if token.says(name)}
    if span is supply and any(p.measure.partition("_")[2] in own for p in known):
        return  # "the taps are running again"
    if span is supply and any(p.is_supply and p.measure != measure for p in known):  # "had theirs turned back on"
        families, known = _FAMILIES, tuple(p for p in known if not p.is_supply)
    told = (*known, Predicate(measure, "both", families, ""))
    back = {p.measure.partition("_")[2] for p in told if p.measure.startswith("restored_")}
    still = tuple(p for p in told if not (p.measure.startswith("without_") and p.measure.partition("_")[2] in back))
    scan.predicates[start] = (max(end, known_end), still)  # "Gas, shut off by the strike, is back in 46 houses"
