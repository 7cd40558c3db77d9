"""What only the rest of the text can tell: villages without a sure sign, and namesakes with their area beside them."""

from collections.abc import Sequence
from typing import Final, final

from service.core.places.areas import Rows
from service.core.places.book import Draft, Unsure
from service.core.places.scan import HEADING, Scan

_NEAR: Final = 4
"""An area says which village is meant from at most so many words away."""
_LONG_NAME: Final = 6
"""A name of so many letters is hardly an ordinary word by chance."""

_OF_ADJECTIVES: Final = ("і", "ї", "е", "и", "у", "ю", "м", "й")
"""Endings of what may follow an adjective in the locative."""

Owners = dict[int, Draft]
"""The place that each word belongs to."""


@final
class _Named:
    """What the text names so far, kept up as doubts are settled, since each doubt asks for it."""

    __slots__ = ("_areas", "_table", "cities", "owners", "regions")

    def __init__(self, scan: Scan) -> None:
        self._table = scan.book.table
        self._areas: dict[int, int] = {}
        """Raions and hromadas, and how often each is named."""
        self.cities: set[int] = set()
        self.owners: Owners = {}
        self.regions = _regions(scan)
        """Those of the places that were clear from the start."""
        for draft in scan.drafts:
            self.add(draft)

    def add(self, draft: Draft) -> None:
        for word in range(draft.first, draft.last + 1):
            self.owners[word] = draft
        self._count(draft, 1)
        if draft.rows and not draft.adjective:
            self.cities.add(draft.rows[0])
        district = draft.rows[0] if len(draft.rows) == 1 else -1
        if district >= 0 and self._table.category[district] == "B":  # "Дарницький район … Дніпровський – …"
            self.cities.add(self._table.parent_row[district] or district)

    def take_back(self, adjective: Draft) -> None:
        self._count(adjective, -1)

    def _count(self, draft: Draft, by: int) -> None:
        for row in draft.rows:
            if row >= 0 and self._table.category[row] in "PH":
                self._areas[row] = self._areas.get(row, 0) + by

    def is_area(self, row: int) -> bool:
        """Whether a row is a raion or hromada that the text names."""
        return self._areas.get(row, 0) > 0


def add_doubtful(scan: Scan) -> None:
    """Add villages with an area beside them, in a list, or behind a preposition that fits; and a city's districts."""
    named, beside = _Named(scan), _beside_places(scan)
    replaced: set[Draft] = set()
    for unsure in scan.unsure:
        if unsure.cases is None and not unsure.district and unsure.at not in beside:
            continue
        owner = named.owners.get(unsure.at)
        if owner is not None and not owner.adjective:
            continue
        found = _district(scan, unsure, named)
        if found is None and (owner is None or _is_called_so(scan, unsure.at) or _named_before(scan, unsure, named)):
            found = _village(scan, unsure, named)
        if found is not None:
            if owner is not None:
                named.take_back(owner)
                replaced.add(owner)
            named.add(found)
            scan.drafts.append(found)
    scan.drafts = sorted((draft for draft in scan.drafts if draft not in replaced), key=lambda draft: draft.first)


def _is_called_so(scan: Scan, at: int) -> bool:
    """ "У Шахтарському на Дніпропетровщині": a town with the name of an adjective, with no noun of it behind."""
    key = scan.tokens.key(at)
    named = scan.book.names.forms.get(key)
    following = scan.signs.next_key(at)
    alone = not following or scan.tokens.capital(at + 1) or following in scan.book.words.prepositions
    return alone and named is not None and not named.alone and not scan.book.areas.named(key, "district")


def _named_before(scan: Scan, unsure: Unsure, named: _Named) -> bool:
    """ "Обстріляли село Черкаське. У Черкаському …": a village of that name, and no adjective of Cherkasy's."""
    if scan.signs.next_key(unsure.at).endswith(_OF_ADJECTIVES):
        return False  # "у Черкаському районі"
    return any(row in named.cities for row in scan.book.settlements(scan.tokens.key(unsure.at), unsure.cases or ""))


def narrow(scan: Scan) -> None:
    """Of several places of one name, keep those in the area, or city, named right beside them."""
    for at, draft in enumerate(scan.drafts):
        if len(draft.rows) < 2:
            continue
        for other in (at + 1, at - 1):
            if 0 <= other < len(scan.drafts):
                inside = _inside(scan, draft.rows, scan.drafts[other]) or _siblings(
                    scan, draft.rows, scan.drafts[other]
                )
                if inside and _beside(scan, draft, scan.drafts[other]):
                    draft.rows = inside
                    break


def _regions(scan: Scan) -> frozenset[str]:
    """ISO codes of the regions that the text speaks of; with the city of Kyiv, its oblast."""
    table = scan.book.table
    found = {iso for draft in scan.drafts if draft.rows and (iso := table.iso(draft.rows[0]))}
    return frozenset(found | {"UA-32"} if "UA-30" in found else found)


def _beside_places(scan: Scan) -> set[int]:
    """Unsure words so near a place, or a word that may become one, that it may tell something of them."""
    told = [draft.first for draft in scan.drafts] + [draft.last for draft in scan.drafts]
    told += [unsure.at for unsure in scan.unsure if unsure.cases is not None]
    told.sort()
    near: set[int] = set()
    at, last = 0, -_NEAR - 1
    for unsure in scan.unsure:  # in the order of the text
        while at < len(told) and told[at] < unsure.at - _NEAR:
            at += 1
        # In a list each word may lean on the one before.
        if (at < len(told) and told[at] <= unsure.at + _NEAR) or unsure.at - last <= _NEAR:
            near.add(unsure.at)
            last = unsure.at
    return near


def _village(scan: Scan, unsure: Unsure, named: _Named) -> Draft | None:
    key, owners = scan.tokens.key(unsure.at), named.owners
    near, series = _areas_near(scan, unsure.at, owners), _in_series(scan, unsure.at, owners)
    if unsure.cases is None and not near and not series:
        return None
    if key in scan.book.words.ordinary:
        return _heading_town(scan, unsure, key, named.regions)
    rows, length = _doubtful(scan, unsure, key, sure=bool(near))
    if not rows or not scan.signs.stands(unsure.at, unsure.at + length - 1, key):
        return None
    if _goes_on(scan, unsure.at + length - 1, owners):
        return None
    inside = next((inside for area in near if (inside := _inside(scan, rows, area))), ())
    # With an area beside it that does not hold it, it is something else.
    if not near and rows and (series or unsure.cases is not None):
        inside = _by_region(scan, rows, named, key)
    return Draft(unsure.at, unsure.at + length - 1, unsure.at, inside) if inside else None


def _heading_town(scan: Scan, unsure: Unsure, key: str, regions: frozenset[str]) -> Draft | None:
    """ "• Українка — без води …": of ordinary words only a town, in a region of the text, at the head of a line."""
    if unsure.cases != HEADING:
        return None
    table = scan.book.table
    rows = (row for row in scan.book.settlements(key, HEADING) if table.category[row] == "M")
    towns = tuple(row for row in rows if table.iso(row) in regions)
    return Draft(unsure.at, unsure.at, unsure.at, towns) if towns else None


def _goes_on(scan: Scan, last: int, owners: Owners) -> bool:
    """Whether a capitalised word follows that is no place: "в Червоному Хресті" is no village."""
    tokens = scan.tokens
    if not tokens.joined(last) or not tokens.capital(last + 1):
        return False
    # A word in capitals behind one that is not is stressed, and no surname.
    stressed = tokens.cores[last + 1].isupper() and not tokens.cores[last].isupper()
    return not stressed and last + 1 not in owners


def _doubtful(scan: Scan, unsure: Unsure, key: str, *, sure: bool) -> tuple[Rows, int]:
    """Settlements in the preposition's case; of other names, such as old ones, the case is not known."""
    rows, length = scan.village_and_length(unsure.at, unsure.cases or "")
    named = scan.book.names.forms.get(key)
    if named is not None and (sure or not (rows or scan.book.knows_settlement(key))):
        return scan.book.table.by_population((*named.rows, *rows)), length
    return rows, length


def _by_region(scan: Scan, rows: Rows, named: _Named, key: str) -> Rows:
    """Those in a region of the text; without such a city, or a long name that only one place bears."""
    table, regions = scan.book.table, named.regions
    inside = tuple(row for row in rows if table.iso(row) in regions)
    if inside:
        return tuple(row for row in inside if any(map(named.is_area, table.ancestor_rows(row)))) or inside
    if key.isascii():  # "in Lyman": in Latin letters hardly an ordinary word; a village may still be one
        return rows if table.category[rows[0]] == "M" else ()
    return rows if table.category[rows[0]] == "M" or (not regions and len(rows) == 1 and len(key) >= _LONG_NAME) else ()


def _district(scan: Scan, unsure: Unsure, named: _Named) -> Draft | None:
    """ "Подільський: загинув хлопчик", in a text on Kyiv: the district, the word itself left out."""
    tokens, table = scan.tokens, scan.book.table
    key = tokens.key(unsure.at)
    if not unsure.district:
        return None
    alone = not tokens.joined(unsure.at) or key.isascii() or unsure.cases is not None
    if not alone or scan.signs.next_key(unsure.at).startswith(("районн", "суд")):
        return None
    rows = tuple(row for row in scan.book.areas.named(key, "district") if table.parent_row[row] in named.cities)
    return Draft(unsure.at, unsure.at, unsure.at, rows) if rows else None


def _in_series(scan: Scan, at: int, owners: Owners) -> bool:
    """Whether a village stands in a list with places: "у селах Липці, Глибоке та Стрілеча"."""
    before = next((word for word in range(at - 1, max(at - _NEAR, -1), -1) if word in owners), None)
    after = next((word for word in range(at + 1, at + _NEAR) if word in owners), None)
    return (before is not None and _listed(scan, owners[before], before, at)) or (
        after is not None and _listed(scan, owners[after], at, after)
    )


def _listed(scan: Scan, other: Draft, first: int, last: int) -> bool:
    """Whether two words, one of another place, are linked by a comma or "та"."""
    if not other.rows or other.adjective or other.rows[0] < 0 or scan.book.table.category[other.rows[0]] in "OPHB":
        return False
    if last - first == 1:
        return scan.tokens.raw[first].endswith(",")
    return _only_links(scan, first, last)


def _areas_near(scan: Scan, at: int, owners: Owners) -> list[Draft]:
    near = []
    for words in (range(at + 1, at + _NEAR + 1), range(at - 1, at - _NEAR - 1, -1)):
        draft = next((owners[word] for word in words if word in owners), None)
        if draft and draft.rows and draft.rows[0] >= 0 and scan.book.table.category[draft.rows[0]] in "OPH":
            first, last = (at, draft.first) if draft.first > at else (draft.last, at)
            if _only_links(scan, first, last):
                near.append(draft)
    return near


def _only_links(scan: Scan, first: int, last: int) -> bool:
    """Whether only links, prepositions and commas part two words."""
    may_part = scan.book.words.may_part
    return not _ends(scan, first) and all(
        may_part(scan.tokens.dotted(word)) and not _ends(scan, word) for word in range(first + 1, last)
    )


def _ends(scan: Scan, word: int) -> bool:
    """Whether a sentence may end behind a word; not behind "обл." and "м."."""
    return scan.tokens.stops(word) and not scan.book.words.is_abbreviation(scan.tokens.raw[word])


def _beside(scan: Scan, one: Draft, other: Draft) -> bool:
    first, last = (one, other) if one.first < other.first else (other, one)
    return last.first - first.last <= _NEAR and _only_links(scan, first.last, last.first)


def _siblings(scan: Scan, rows: Sequence[int], other: Draft) -> Rows:
    """Districts of the city whose other district stands beside: "Darnytskyi and Shevchenkivskyi districts"."""
    table = scan.book.table
    if len(other.rows) != 1 or other.rows[0] < 0 or table.category[other.rows[0]] != "B":
        return ()
    return tuple(row for row in rows if table.parent_row[row] == table.parent_row[other.rows[0]])


def _inside(scan: Scan, rows: Sequence[int], area: Draft) -> Rows:
    """The rows within the areas of a place; of those its direct parts, such as an oblast's raions, if there are any."""
    around, table = set(area.rows), scan.book.table
    inside = tuple(row for row in rows if row not in around and around.intersection(table.ancestor_rows(row)))
    return tuple(row for row in inside if table.parent_row[row] in around) or inside
