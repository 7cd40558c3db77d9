"""The data file and the word lists: what they hold, that they belong together, and what the look-ups find in them."""

import unicodedata

import pytest

from schemas.vocabulary import PlaceKind
from service.core.places.declension import Language, all_forms
from service.core.places.keys import key_of
from service.core.places.lexicon import load_lexicon
from service.core.places.names import Names
from service.core.places.regions import REGIONS
from service.core.places.romanization import romanize
from service.core.places.table import PlaceTable
from service.core.places.villages import Villages, learned_endings


@pytest.fixture(scope="module")
def table() -> PlaceTable:
    return PlaceTable.load()


@pytest.fixture(scope="module")
def names(table: PlaceTable) -> Names:
    return Names(table, load_lexicon())


def test_every_level_of_the_codifier_is_there(table: PlaceTable) -> None:
    counts = {category: len(table.rows_of(category)) for category in "OKPHMXCB"}
    assert counts == {"O": 25, "K": 2, "P": 136, "H": 1772, "M": 461, "X": 1979, "C": 27261, "B": 108}


def test_codes_are_unique_and_lead_back_to_their_row(table: PlaceTable) -> None:
    assert all(table.row_of(table.place(row).id) == row for row in range(0, len(table), 97))
    assert len({table.place(row).id for row in range(len(table))}) == len(table)


def test_every_row_but_the_top_has_a_parent_of_a_higher_level(table: PlaceTable) -> None:
    top = [row for row in range(len(table)) if table.parent_row[row] is None]
    assert sorted({table.category[row] for row in top}) == ["K", "O"]
    assert len(top) == len(REGIONS) == 27
    assert all(table.region_key(above) == table.region_key(row) for row in range(0, len(table), 53)
               for above in table.ancestor_rows(row))  # fmt: skip


def test_names_of_records_are_romanized_and_areas_say_what_they_are(table: PlaceTable) -> None:
    row = table.rows_of("P")[0]
    place = table.place(row)
    assert place.name == romanize(table.names[table.name_of[row]]) + " Raion"
    assert place.kind is PlaceKind.RAION


@pytest.mark.parametrize("region", REGIONS.values(), ids=lambda region: region.iso)
def test_every_region_has_one_unit_and_its_centre(table: PlaceTable, names: Names, region: object) -> None:
    rows = [row for category in "OK" for row in table.rows_of(category) if REGIONS[table.region_key(row)] == region]
    assert len(rows) == 1
    assert table.place(rows[0]).name == REGIONS[table.region_key(rows[0])].name
    centre = REGIONS[table.region_key(rows[0])].centre
    assert not centre or names.row_named(centre) is not None


def test_every_city_has_a_position_but_the_abandoned_one(table: PlaceTable) -> None:
    missing = [table.place(row).name for row in table.rows_of("M") if table.place(row).lat is None]
    assert missing == ["Prypiat"]


def test_positions_lie_in_ukraine(table: PlaceTable) -> None:
    places = [table.place(row) for row in range(len(table))]
    assert all(44 < place.lat < 53 and 22 < place.lon < 41 for place in places if place.lat and place.lon)


def test_rows_of_one_name_stand_together_with_the_most_populous_first(table: PlaceTable) -> None:
    rows = table.rows_named(table.names.index("Миколаївка"))
    assert len(rows) > 50
    people = [table.population[row] for row in rows]
    assert people == sorted(people, reverse=True)


def test_learned_endings_are_those_of_the_declension(table: PlaceTable) -> None:
    """Else the data file is older than the declension: `make places`."""
    assert table.endings["uk"] == learned_endings(map(key_of, table.names), Language.UKRAINIAN)
    assert table.endings["ru"] == learned_endings(map(key_of, table.russian), Language.RUSSIAN)


def test_every_form_of_every_name_leads_back_to_it(table: PlaceTable) -> None:
    villages = Villages(table, table.endings)
    settlements = {table.name_of[row] for category in "KMXC" for row in table.rows_of(category)}
    for number in sorted(settlements)[::41]:
        name = key_of(table.names[number])
        lost = [form for form in all_forms(name, Language.UKRAINIAN)
                if number not in {village.number for village in villages.look_up(form)}]  # fmt: skip
        assert lost == [], name


def test_every_entry_of_the_lists_names_a_place(table: PlaceTable, names: Names) -> None:
    lexicon = load_lexicon()
    lost = [entry["place"] for entry in lexicon.names if names.row_named(entry["place"], entry.get("region")) is None]
    lost += [name for name in lexicon.words.shy if names.row_named(name) is None]
    lost += [entry["of"] for entry in lexicon.parts if names.row_named(entry["of"]) is None]
    for listed in (lexicon.prominent, lexicon.occupied):
        lost += [f"{name} in {iso}" for iso, some in listed.items() if some != "all"
                 for name in some if names.row_named(name, iso) is None]  # fmt: skip
    areas = {(table.iso(row), table.names[table.name_of[row]]) for kind in "PH" for row in table.rows_of(kind)}
    lost += [f"{name} in {iso}" for iso, some in lexicon.occupied_since.items()
             for name in some if name != "oblast" and (iso, name) not in areas]  # fmt: skip
    assert lost == []


def test_words_of_the_lists_are_written_as_they_are_looked_up() -> None:
    words = load_lexicon().words
    for listed in (words.not_alone, words.ordinary, words.links, words.metonyms, words.modified, words.not_after):
        assert [word for word in listed if word != key_of(word) or word != unicodedata.normalize("NFC", word)] == []


def test_what_stands_for_a_city_by_itself_is_sure(names: Names) -> None:
    assert names.forms["харкові"].alone
    assert not names.forms["володимир"].alone
    assert not names.forms["щастя"].alone
    assert names.forms["белгород"].foreign


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Кам’янське", "кам'янське"),
        ("Ки\u0301їв", "київ"),
        ("Ё-МОЁ", "е-мое"),
        ("Івано–Франківськ", "івано-франківськ"),
        ("Xapків", "харків"),
        ("Kyїv", "kyiv"),
        ("KYIV", "kyiv"),
    ],
)
def test_keys_forget_how_a_name_is_typed(written: str, key: str) -> None:
    assert key_of(written) == key
