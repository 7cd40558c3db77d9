"""Places by id and by name, what is above them, and which of several is meant."""

from datetime import date
from itertools import pairwise

import pytest

from schemas.incident import Place
from schemas.vocabulary import PlaceKind
from service.core.places.gazetteer import Gazetteer, PlaceMention

DNIPRO = "UA12020010010037010"
KYIV = "UA80000000000093317"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def _named(gazetteer: Gazetteer, name: str, region: str | None = None) -> Place:
    place = gazetteer.resolve(name, region).place
    assert place is not None, f"{name!r} in {region!r} is not settled"
    return place


def test_a_place_carries_its_code_name_region_and_position(gazetteer: Gazetteer) -> None:
    place = gazetteer.by_id(DNIPRO)
    assert place is not None
    assert (place.name, place.kind, place.region, place.country) == ("Dnipro", PlaceKind.CITY, "UA-12", "UA")
    assert (place.lat, place.lon) == pytest.approx((48.4666, 35.0407), abs=0.01)
    assert place.precision is PlaceKind.CITY
    assert gazetteer.population(place) > 900_000


@pytest.mark.parametrize("unknown", ["", "UA", "UA99", "DNIPRO", "UA12020010010037011", "12020010010037010 "])
def test_only_codes_of_the_codifier_and_the_country_have_a_place(gazetteer: Gazetteer, unknown: str) -> None:
    place = gazetteer.by_id(unknown)
    assert (place is not None) == (unknown == "UA")


def test_the_city_of_kyiv_is_not_its_oblast(gazetteer: Gazetteer) -> None:
    city, oblast = _named(gazetteer, "Kyiv"), _named(gazetteer, "Kyiv Oblast")
    assert (city.id, city.region, city.kind) == (KYIV, "UA-30", PlaceKind.CITY)
    assert (oblast.name, oblast.region, oblast.kind) == ("Kyiv Oblast", "UA-32", PlaceKind.OBLAST)


def test_levels_above_a_place_end_with_the_country(gazetteer: Gazetteer) -> None:
    above = gazetteer.ancestors(_named(gazetteer, "Dnipro"))
    assert [place.kind.value for place in above] == ["hromada", "raion", "oblast", "country"]
    assert gazetteer.parent(_named(gazetteer, "Dnipro")) == above[0]


def test_the_country_has_nothing_above_it(gazetteer: Gazetteer) -> None:
    country = _named(gazetteer, "Ukraine")
    assert gazetteer.ancestors(country) == ()
    assert gazetteer.parent(country) is None
    assert gazetteer.oblast_of(country) is None


@pytest.mark.parametrize("name", ["Kyiv", "Севастополь"])
def test_the_two_cities_with_special_status_are_in_no_oblast(gazetteer: Gazetteer, name: str) -> None:
    city = _named(gazetteer, name)
    assert gazetteer.oblast_of(city) is None
    assert [place.id for place in gazetteer.ancestors(city)] == ["UA"]


def test_an_oblast_is_its_own_oblast(gazetteer: Gazetteer) -> None:
    oblast = _named(gazetteer, "Sumy Oblast")
    assert gazetteer.oblast_of(oblast) == oblast


def test_a_district_belongs_to_its_city(gazetteer: Gazetteer) -> None:
    district = _named(gazetteer, "Darnytskyi District")
    assert district.kind is PlaceKind.DISTRICT
    assert gazetteer.city_of(district).id == KYIV
    assert gazetteer.city_of(gazetteer.city_of(district)).id == KYIV


@pytest.mark.parametrize(
    ("name", "occupied"),
    [("Донецьк", True), ("Mariupol", True), ("Севастополь", True), ("Melitopol", True), ("Kherson", False),
     ("Краматорськ", False), ("Kyiv", False)],
)  # fmt: skip
def test_places_long_occupied_are_known(gazetteer: Gazetteer, name: str, occupied: bool) -> None:
    assert gazetteer.is_occupied(_named(gazetteer, name)) is occupied


@pytest.mark.parametrize(
    ("name", "day", "occupied"),
    [
        ("Лисичанськ", "2022-07-02", False),
        ("Лисичанськ", "2022-07-03", True),
        ("Золоте", "2022-06-20", False),
        ("Маріуполь", "2022-04-01", False),
        ("Mariupol", "2022-05-20", True),
        ("Luhansk Oblast", "2022-05-01", False),
        ("Luhansk Oblast", "2023-05-01", True),
        ("Алчевськ", "2022-03-01", True),
        ("Донецьк", "2022-03-01", True),
    ],
)
def test_places_taken_in_2022_are_read_until_that_day(
    gazetteer: Gazetteer, name: str, day: str, occupied: bool
) -> None:
    assert gazetteer.is_occupied(_named(gazetteer, name), date.fromisoformat(day)) is occupied


@pytest.mark.parametrize(
    ("name", "official"),
    [
        ("Kiev", "Kyiv"),
        ("київ", "Kyiv"),
        ("KHARKIV", "Kharkiv"),
        ("Kharkov", "Kharkiv"),
        ("в Одессе", "Odesa"),
        ("Zaporizhzhia", "Zaporizhzhia"),
        ("Zaporizhzhya", "Zaporizhzhia"),
        ("Запорожье", "Zaporizhzhia"),
        ("Kryvyy Rih", "Kryvyi Rih"),
        ("Кривий Ріг", "Kryvyi Rih"),
        ("Nikolaev", "Mykolaiv"),
        ("Khmel'nyts'kyy", "Khmelnytskyi"),
        ("Артемовск", "Bakhmut"),
        ("Дніпропетровськ", "Dnipro"),
        ("Новомосковськ", "Samar"),
        ("Северодонецк", "Siverskodonetsk"),
        ("Козача Лопань", "Kozacha Lopan"),
        ("Харківська область", "Kharkiv Oblast"),
        ("Kharkivska", "Kharkiv Oblast"),
        ("Харківщина", "Kharkiv Oblast"),
        ("Crimea", "Autonomous Republic of Crimea"),
        ("Sumy Oblast, Sumy", "Sumy"),
        ("Izyum, Kharkiv Oblast", "Izium"),
        ("Україна", "Ukraine"),
    ],
)
def test_names_in_any_language_case_and_spelling_lead_to_the_official_one(
    gazetteer: Gazetteer, name: str, official: str
) -> None:
    assert _named(gazetteer, name).name == official


def test_zaporizhzhia_is_the_city_and_not_the_village_that_geonames_calls_so(gazetteer: Gazetteer) -> None:
    place = _named(gazetteer, "Zaporizhzhia")
    assert gazetteer.population(place) > 500_000
    assert place.id == "UA23060070010069526"


@pytest.mark.parametrize(
    ("name", "region", "official", "iso"),
    [
        ("Mykolaiv", "Lviv Oblast", "Mykolaiv", "UA-46"),
        ("Миколаїв", "UA-48", "Mykolaiv", "UA-48"),
        ("Hroza", "Харківська область", "Hroza", "UA-63"),
        ("Pivdenne", "Odesa", "Pivdenne", "UA-51"),
        ("Bucha", "Kyiv", "Bucha", "UA-32"),
        ("Kyiv", "Kyiv", "Kyiv", "UA-30"),
        ("Darnytskyi district", "Kyiv", "Darnytskyi District", "UA-30"),
        ("Шевченківський район", "UA-63", "Shevchenkivskyi District", "UA-63"),
    ],
)
def test_a_region_tells_places_of_one_name_apart(
    gazetteer: Gazetteer, name: str, region: str, official: str, iso: str
) -> None:
    place = _named(gazetteer, name, region)
    assert (place.name, place.region) == (official, iso)


@pytest.mark.parametrize("region", ["Atlantis", "Moscow", "UA-99", "Lviv Oblast"])
def test_a_place_outside_the_region_given_is_never_the_answer(gazetteer: Gazetteer, region: str) -> None:
    found = gazetteer.resolve("Kharkiv", region)
    assert found.place is None
    assert [place.name for place in found.candidates] == ["Kharkiv"]


@pytest.mark.parametrize("name", ["Mykolaivka", "Іванівка", "Pivdenne", "Шевченківський район"])
def test_without_a_clear_lead_in_people_there_are_only_candidates(gazetteer: Gazetteer, name: str) -> None:
    found = gazetteer.resolve(name)
    assert found.place is None
    assert len(found.candidates) > 1


@pytest.mark.parametrize("name", ["Rivne", "Mykolaiv", "Bila Tserkva"])
def test_a_clear_lead_in_people_settles_the_name(gazetteer: Gazetteer, name: str) -> None:
    found = gazetteer.resolve(name)
    assert found.place == found.candidates[0]
    assert len(found.candidates) > 1


@pytest.mark.parametrize(
    "name", ["", "  ", "Atlantis", "Belgorod", "Москва", "capital", "Odessa, United States", "\x00"]
)
def test_unknown_and_foreign_names_have_no_place(gazetteer: Gazetteer, name: str) -> None:
    found = gazetteer.resolve(name)
    assert (found.place, found.candidates) == (None, ())


def _mention(gazetteer: Gazetteer, text: str) -> PlaceMention:
    return gazetteer.mentions(text)[0]


@pytest.mark.parametrize(
    ("text", "context", "official", "iso"),
    [
        ("У Південному поранено двох.", ["Odesa Oblast"], "Pivdenne", "UA-51"),
        ("У Шевченківському районі загинула жінка.", ["Харків"], "Shevchenkivskyi District", "UA-63"),
        ("У Шевченківському районі загинула жінка.", ["Kyiv"], "Shevchenkivskyi District", "UA-30"),
        ("Удар по Краснопільській громаді.", ["Суми"], "Krasnopilska Hromada", "UA-59"),
        ("Золочів без світла.", ["Ізюмський район"], "Zolochiv", "UA-63"),
        ("Миколаїв без води.", ["Lviv Oblast"], "Mykolaiv", "UA-46"),
    ],
)
def test_places_named_nearby_settle_a_name(
    gazetteer: Gazetteer, text: str, context: list[str], official: str, iso: str
) -> None:
    places = [_named(gazetteer, name) for name in context]
    found = gazetteer.settle(_mention(gazetteer, text), places).place
    assert found is not None
    assert (found.name, found.region) == (official, iso)


def test_a_village_in_the_region_at_hand_does_not_take_the_name_of_a_large_city(gazetteer: Gazetteer) -> None:
    mention = _mention(gazetteer, "Київ під атакою.")
    settled = gazetteer.settle(mention, [_named(gazetteer, "Mykolaiv Oblast")]).place
    assert settled is not None
    assert settled.id == KYIV


def test_the_country_as_context_says_nothing(gazetteer: Gazetteer) -> None:
    mention = _mention(gazetteer, "У Південному поранено двох.")
    assert gazetteer.settle(mention, [_named(gazetteer, "Ukraine")]).place is None


def test_a_mention_without_candidates_settles_to_nothing(gazetteer: Gazetteer) -> None:
    mention = _mention(gazetteer, "Белгород без света.")
    assert mention.foreign
    assert gazetteer.settle(mention, []).place is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Синєгубов: за добу поранено сімох", "Kharkiv Oblast"),
        ("за словами Олега Кіпера,", "Odesa Oblast"),
        ("Ivan Fedorov wrote", "Zaporizhzhia Oblast"),
        ("мер Ігор Терехов", "Kharkiv"),
        ("Терехов і Синєгубов", "Kharkiv Oblast"),
        ("міністр Михайло Федоров", None),
        ("автомат Калашникова", None),
        ("Синєгубов і Кіпер", None),
    ],
)
def test_a_head_of_an_oblast_or_a_mayor_tells_whose_he_is(gazetteer: Gazetteer, said: str, name: str | None) -> None:
    words = [word.strip(":,") for word in said.split()]
    names = [(before.lower(), word.lower()) for before, word in pairwise(["", *words]) if word[0].isupper()]
    place = gazetteer.governed_by(names)
    assert (place.name if place is not None else None) == name
