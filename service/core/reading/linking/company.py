"""Figures that share a word with their neighbours: persons named between others, what places share out."""

from collections.abc import Iterator
from typing import Final

from service.core.reading.figures.figure import Figure
from service.core.reading.figures.nouns import ADJECTIVAL
from service.core.reading.linking.clauses import CLAUSE, ends_list
from service.core.reading.linking.fitting import takes
from service.core.reading.linking.links import Link
from service.core.reading.linking.subjects import FINITE
from service.core.reading.scan import Scan
from service.core.reading.text import DASHES, MARK, WORD

_BETWEEN: Final = 8
"""Most tokens between two persons of a list."""
_LEAD: Final = 4
"""Most tokens before the person that a sentence opens with."""
_OWNER: Final = 3
"""Most words of what somebody belongs to: "of the hospital's ward"."""
_GENITIVE: Final = ("я", "і", "ї", "а", "у", "ю", "и", "ої", "ого", "их", "ів", "ей")
"""Endings of what somebody belongs to, in Ukrainian and Russian."""
_JOINING: Final = ("and", "determiners")
_LEADING: Final = ("and", "contrasts", "located")
"""What may lead to the next place."""
_INSTRUMENTAL: Final = ("ома", "ьма", "рма", "умя", "емя", "ьмя")
"""Endings of Ukrainian and Russian numerals behind "with"."""
_WITH_ONE: Final = ("ой", "ей", "ою", "ею", "ом", "ем", "єм", "ю", "ям")
"""Endings of one person behind "with"."""
_DATIVE: Final = ("ові", "еві", "єві")
"""Endings of a person to whom something is done, in Ukrainian: "загинула жінка, її онукові накладають шви"."""
_DOING: Final = tuple(
    stem + end for stem in ("вш", "ющ", "ящ", "ущ", "ащ") for end in ("ий", "ая", "ие", "их", "его", "ую")
)
"""Endings of Russian participles that tell what somebody was doing, as the subject or the object."""
_BEFALL: Final = ("killed", "injured")
_SAVED: Final = ("rescued", "evacuated")


def in_company(scan: Scan, figures: list[Figure], links: list[Link]) -> Iterator[Link]:
    """ "A grandmother, her daughter and a grandson died": a person named between others shares their word."""
    told = {link.figure.start: link for link in links}
    likewise = {span.end for span in scan.roles if span.what == "likewise"}
    tokens = scan.tokens
    likewise |= {n + 1 for n in likewise if n < len(tokens) and tokens[n].says("determiners")}
    likewise |= {f.start for f in figures if f.end < len(tokens) and tokens[f.end].says("too")}
    for index, figure in enumerate(figures):
        person = figure.family == "people"
        before = told.get(figures[index - 1].start) if index else None
        if before is not None and figure.start not in told and _of_a_shop(scan, figure, before):
            yield before.with_figure(figure, before.noun)
        behind = told.get(figures[index + 1].start) if index + 1 < len(figures) else None
        if behind is not None and figure.start not in told and _shares_verb(scan, figure, behind):
            yield behind.with_figure(figure, behind.noun)
        if (
            before is not None
            and figure.start in likewise
            and figure.start not in told
            and _fares_alike(figure, before)
        ):
            told[figure.start] = _told_last(scan, before, figure).with_figure(figure, figure.nouns[0])
            yield told[figure.start]
            likewise |= _next_in_list(scan, figure, figures[index + 1 : index + 2])
            continue
        if not person or figure.start in told:
            continue
        if figure.start in likewise and before is not None and before.predicate.measure in _BEFALL:
            yield before.with_figure(figure, figure.nouns[0])  # "was hurt, as were two passers-by"
        if before is not None and before.figure.single and _comitative(scan, figure, before.figure.end):
            told[figure.start] = before.with_figure(figure, figure.nouns[0])
            yield told[figure.start]
            continue
        if behind is not None and figure.single and _comitative(scan, behind.figure, figure.end):
            told[figure.start] = behind.with_figure(figure, figure.nouns[0])
            yield told[figure.start]  # "мать с дочерью и фельдшер погибли"
            continue
        if figure.counted or figure.start in likewise or tokens[figure.end - 1].norm.endswith(_DATIVE):
            continue
        others = (*figures[index + 1 : index + 2], *figures[max(0, index - 1) : index])
        others = others[::-1] if ends_list(scan, figures, index) else others
        link = next((told[f.start] for f in others if f.start in told and _beside(scan, figure, f)), None)
        if link is None or link.predicate.measure not in _BEFALL + _SAVED:
            continue
        opens = figure.start < link.figure.start < link.at and _opens(scan, figure)
        goes_on = link.figure is figures[index - 1] and _goes_on_from(scan, figures, index, told)
        if link.figure.single or opens or goes_on or _closes(scan, figure, link):
            told[figure.start] = link.with_figure(figure, figure.nouns[0])
            yield told[figure.start]
        if link.figure.single or opens:
            yield from _ahead_in_list(scan, figures[:index], figure, link, told)


def _fares_alike(figure: Figure, before: Link) -> bool:
    """ "Eighteen blocks are damaged; so are dozens of cars"."""
    return figure.is_thing and before.predicate.is_damage and not before.predicate.kind


def _told_last(scan: Scan, before: Link, figure: Figure) -> Link:
    """ "Two tanks were destroyed, a third was damaged, as did a vessel": the word nearest before "as did"."""
    for at in range(figure.start - 1, before.figure.end - 1, -1):
        end, predicates = scan.predicates.get(at, (0, ()))
        told = next((p for p in predicates if takes(p, figure) and not p.kind), None)
        if told is not None and at != before.at:
            return Link(before.figure, told, at, end, before.noun)
    return before


def _next_in_list(scan: Scan, figure: Figure, behind: list[Figure]) -> set[int]:
    """ "… along with a school, a kiosk and private cars": the start of the figure that goes on with it."""
    between = [token.norm for other in behind for token in scan.tokens[figure.end : other.start]]
    joins = bool(between) and any(norm == "," or scan.lexicon.says("and", norm) for norm in between)
    small = all(
        norm == "," or scan.lexicon.says("and", norm) or scan.is_plain(figure.end + n) for n, norm in enumerate(between)
    )
    return {other.start for other in behind} if joins and small else set()


def ahead_at_places(scan: Scan, figures: list[Figure], links: list[Link]) -> list[Link]:
    """ "53,000 customers in Sumy region, 21,000 in Kharkiv region and 8,700 in Odesa region woke up without light"."""
    told = {link.figure.start: link for link in links}
    found: list[Link] = []
    for index in range(len(figures) - 2, -1, -1):
        figure, behind = figures[index], told.get(figures[index + 1].start)
        if figure.start in told or behind is None or behind.at < behind.figure.end or not figure.counted:
            continue
        noun = figure.noun_for(behind.predicate.families) if figure.nouns else behind.noun
        if not figure.nouns and _at_places_in_turn(scan, figure, behind):
            told[figure.start] = behind.with_figure(figure, noun)
            found.append(told[figure.start])
            continue
        stock = behind.predicate.is_supply and takes(behind.predicate, figure)
        if stock and noun is not None and _only_where(scan, figure.end, behind.figure.start):
            told[figure.start] = behind.with_figure(figure, noun)
            found.append(told[figure.start])
    return found


def _at_places_in_turn(scan: Scan, figure: Figure, behind: Link) -> bool:
    """ "У Харкові двоє, а в Ізюмі троє поранених": each behind a place, and the word behind the last."""
    tokens, between = scan.tokens, range(figure.end, behind.figure.start)
    if scan.lexicon.articles or behind.predicate.families[0] != "people" or behind.predicate.kind:
        return False
    at = figure.start - (tokens[figure.start - 1].text in DASHES) - 1
    parted = at >= 0 and at in scan.blocked and 1 < len(between) <= _BETWEEN
    if not parted or not (tokens[figure.end].text in ",;" or tokens[figure.end].says("and")):
        return False
    places = [n for n in between if n in scan.blocked]
    joins = (tokens[n] for n in between if n not in scan.blocked)
    return bool(places) and all(t.kind == MARK or any(t.says(name) for name in _LEADING) for t in joins)


def _only_where(scan: Scan, start: int, end: int) -> bool:
    """Only "in", a place, and a comma or a conjunction."""
    if end - start > _BETWEEN or start + 1 >= end or start + 1 not in scan.blocked:
        return False
    tokens = scan.tokens
    if tokens[start].text == "," and all(n in scan.blocked for n in range(start + 1, end)):
        return scan.lexicon.articles  # "Koriukivka 3,400, Snovsk 1,800 customers without power"
    last = tokens[end - 1]
    joined = last.text == "," or last.says("and")
    places = all(n in scan.blocked or tokens[n].text == "," for n in range(start + 1, end - 1))
    return scan.lexicon.articles and tokens[start].says("located") and joined and places


def _ahead_in_list(scan: Scan, ahead: list[Figure], last: Figure, link: Link, told: dict[int, Link]) -> Iterator[Link]:
    """ "Мать, отчим и девочка погибли": those before a person who has found the word only now."""
    for figure in reversed(ahead):
        person = figure.family == "people" and not figure.counted
        if not person or figure.start in told or not _beside(scan, figure, last):
            return
        yield link.with_figure(figure, figure.nouns[0])
        last = figure


def _goes_on_from(scan: Scan, figures: list[Figure], index: int, told: dict[int, Link]) -> bool:
    """ "Один мужчина, две женщины, подросток": a list of persons of which each has a noun of its own."""
    if index < len(_JOINING):
        return False
    one, two = figures[index - 2], figures[index - 1]
    apart = [token.text for token in scan.tokens[one.end : two.start]]
    known = one.start in told and two.start in told and told[one.start].at == told[two.start].at
    kinds = {figure.nouns[0] for figure in (one, two) if figure.nouns}
    return known and two.counted and not two.single and apart == [","] and len(kinds) == len((one, two))


def _opens(scan: Scan, figure: Figure) -> bool:
    """ "The boy's mother and two sisters were hurt": who opens the sentence is not what another word took."""
    words = range(scan.behind_place(0), figure.start)
    return len(words) <= _LEAD and not any(
        n in scan.predicates or scan.tokens[n].kind == MARK or scan.tokens[n].says("located") for n in words
    )


def _closes(scan: Scan, figure: Figure, link: Link) -> bool:
    """ "Загинули мати, двоє її синів і сусідка": who closes a list that the word stands before."""
    aged = scan.before_age(figure.start)  # "у чотирьох жінок і 17-річного юнака"
    apart = scan.tokens[scan.behind_age(link.figure.end) : aged]
    joined = len(apart) == 1 and apart[0].says("and")
    return joined and link.at < link.figure.start and not scan.lexicon.articles


def _of_a_shop(scan: Scan, figure: Figure, before: Link) -> bool:
    """ "A saleswoman and two customers were hurt": told with a person, customers are persons, not connections."""
    apart = scan.tokens[before.figure.end : figure.start]
    joined = len(apart) == 1 and apart[0].says("and")
    customers = figure.family == "customers" and (figure.counted or figure.single)
    return joined and customers and before.predicate.measure in _BEFALL


def beyond_clauses(scan: Scan, figures: list[Figure], links: list[Link]) -> Iterator[Link]:
    """ "Загинули двоє чоловіків, які чекали на автобус, та жінка": a clause tells more of the first of two persons."""
    persons = [link for link in links if link.figure.family == "people" and not link.predicate.kind]
    taken = {link.figure.start for link in links}
    for figure in figures:
        if figure.start in taken or figure.family != "people":
            continue
        before = [k for k in persons if k.at < k.figure.start < figure.start and not k.figure.among]
        if before and _clause_between(scan, before[-1].figure, figure):
            yield before[-1].with_figure(figure, figure.nouns[0])
            continue
        behind = next((link for link in persons if figure.start < link.figure.start < link.at), None)
        if behind is not None and _clause_between(scan, figure, behind.figure):
            yield behind.with_figure(figure, figure.nouns[0])


def _clause_between(scan: Scan, one: Figure, other: Figure) -> bool:
    """Nothing but what somebody was doing, from comma to comma or in English without, and "and" behind it."""
    tokens, at = scan.tokens, scan.behind_age(one.end)
    joint = scan.before_age(other.start) - 1
    joint -= tokens[joint].says("determiners")
    if not at < joint or not tokens[joint].says("and"):
        return False
    commas = (tokens[at].text == ",") + (tokens[joint - 1].text == ",")
    first = at + (tokens[at].text == ",")
    clause = range(first, joint - (commas > 1))
    if commas == 1 or (not commas and not scan.lexicon.articles) or not 0 < len(clause) <= CLAUSE:
        return False
    told = any(tokens[n].kind == MARK or _befalls(scan, n) for n in clause)
    of_them = any(first <= s.start <= first + 1 and s.what == "including" for s in scan.roles)
    of_them = of_them or tokens[first].says("both")  # "три женщины, одна из них беременна, и мальчик"
    return not told and (of_them or tokens[first].says("relatives") or tokens[first].norm.endswith(_DOING))


def _befalls(scan: Scan, at: int) -> bool:
    """Whether a word for what happens to people begins here."""
    return at in scan.predicates and any(p.families[0] == "people" for p in scan.predicates[at][1])


def _beside_staff(scan: Scan, figure: Figure, behind: Link) -> bool:
    """ "Two customers and a saleswoman were hurt": the same the other way round."""
    apart = scan.tokens[figure.end : behind.figure.start]
    joined = len(apart) == 1 and apart[0].says("and")
    customers = figure.counted and figure.family == "customers"
    return joined and customers and behind.predicate.measure in _BEFALL


def _shares_verb(scan: Scan, figure: Figure, behind: Link) -> bool:
    return _beside_staff(scan, figure, behind) or _some_and_one(scan, figure, behind)


def _some_and_one(scan: Scan, figure: Figure, behind: Link) -> bool:
    """ "Firefighters came. Two of them and a paramedic were hurt": some of those just told, with somebody else."""
    tokens, joint = scan.tokens, behind.figure.start - 1
    of_them = any(s.what == "including" and figure.start < s.start and s.end == joint for s in scan.roles)
    person = behind.figure.family == "people" and behind.predicate.measure in _BEFALL + _SAVED
    return of_them and person and figure.counted and not figure.nouns and tokens[joint].says("and")


def _comitative(scan: Scan, figure: Figure, behind: int) -> bool:
    """ "Матір із трьома дітьми", "бабушка с внучкой": the instrumental behind "with"."""
    joint = scan.before_age(figure.start) - 1
    joint -= scan.tokens[joint].norm in scan.young  # "бабусю з шестирічною онукою"
    if figure.family != "people" or behind != joint:
        return False
    first = scan.tokens[figure.start].norm
    with_ = scan.tokens[joint].says("change_from")
    return with_ and first.endswith(_INSTRUMENTAL if figure.counted else _WITH_ONE)


def _beside(scan: Scan, one: Figure, other: Figure) -> bool:
    """Only a name, a comma, a conjunction, "her" or an age stands between two persons."""
    first = one if one.start < other.start else other
    low, high = scan.behind_name(first.end) if first.single else first.end, max(one.start, other.start)
    if high - low > _BETWEEN:
        return False
    tokens = scan.tokens
    low = low if scan.lexicon.articles else _behind_owner(scan, low, high)
    told = (n for n in range(low, high) if n not in scan.aged and tokens[n].norm not in scan.young)
    told = (n for n in told if not (tokens[n].says("age_of") or tokens[n].says("age_turned")))  # "їй було 57"
    also = {n for at in range(low, high) if tokens[at].says("also") for n in (at - 1, at)}
    plain = [n for n in told if tokens[n].text != "," and n not in also]  # "отец и сын, а также соседка"
    plain = plain[:-2] if _heads_children(scan, plain) else plain
    if len(plain) > 1 and tokens[plain[-2]].says("determiners") and scan.is_plain(plain[-1]):
        plain.pop()  # "та її молодша сестра"
    elif plain and scan.is_plain(plain[-1]) and tokens[plain[-1]].norm.endswith(ADJECTIVAL):
        plain.pop()  # "мати і дорослий син"
    led = tokens[min(one.start, other.start) - 1].norm  # "у женщины и у парня"
    again = led if scan.lexicon.says("located", led) else None
    return all(tokens[n].norm == again or any(tokens[n].says(name) for name in _JOINING) for n in plain)


def _behind_owner(scan: Scan, low: int, high: int) -> int:
    """ "Водій Іван Коваль та його дружина", "завідувачку відділення та медсестру": past the name, or of what."""
    tokens = scan.tokens
    while low < high and tokens[low].kind == WORD and tokens[low].capital and low not in scan.blocked:
        low += 1
    joint = next((n for n in range(low, high) if tokens[n].says("and") or tokens[n].text == ","), low)
    if joint - low > _OWNER:
        return low
    owner = range(low, joint)
    of_it = all(n in scan.nouns or (scan.is_plain(n) and not tokens[n].norm.endswith(FINITE)) for n in owner)
    return joint if of_it and all(tokens[n].norm.endswith(_GENITIVE) for n in owner) else low


def _heads_children(scan: Scan, plain: list[int]) -> bool:
    """ "Жінку та її дітей — хлопчика й дівчинку": the mark behind those whom the list names one by one."""
    if len(plain) < len(_JOINING) or scan.lexicon.articles or scan.tokens[plain[-1]].text not in ":–—(":
        return False
    nouns = scan.noun_ends.get(plain[-1], ())
    owned = scan.tokens[plain[-2] - 1].says("determiners")
    return owned and bool(nouns) and nouns[0].family == "people" and nouns[0].plural


def shared_out(scan: Scan, links: list[Link]) -> set[int]:
    """ "11 drones: six over Odesa region, three over …": starts of figures that the places behind the colon share."""
    found: set[int] = set()
    for whole in links:
        if whole.figure.is_thing and whole.figure.counted and scan.lexicon.articles:
            found |= _one_of_them(scan, whole, links)
        if whole.noun is None or whole.noun.family != "weapon" or not whole.figure.nouns:
            continue
        parts = (k.figure for k in links if k.at == whole.at and k.figure.start > whole.figure.end)
        part = next((f for f in parts if at_a_place(scan, f)), None)
        between = scan.tokens[whole.figure.end : part.start] if part is not None else ()
        if any(token.text == ":" for token in between):
            found.add(whole.figure.start)
    return found


def _one_of_them(scan: Scan, whole: Link, links: list[Link]) -> set[int]:
    """ "Two facilities, one in Stryi district and the other in Drohobych district, were hit": the one is of the two."""
    tokens, end = scan.tokens, whole.figure.end
    parts = [k.figure for k in links if k.at == whole.at and k.figure.start > end and not k.figure.nouns]
    parts = [figure for figure in parts if at_a_place(scan, figure) and figure.end < whole.at]
    if not parts or tokens[end].text != "," or parts[0].start != end + 1:
        return set()
    total = sum(figure.best or 0 for figure in parts)
    other = any(tokens[n].says("rest_of") for n in range(parts[-1].end, whole.at))
    return {figure.start for figure in parts} if other and total < (whole.figure.best or 0) else set()


def at_a_place(scan: Scan, figure: Figure) -> bool:
    """ "Fourteen Shaheds over Odesa Oblast": a place of its own stands right behind it."""
    return scan.behind_place(figure.end) > figure.end
