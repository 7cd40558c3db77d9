"""The national romanization of 2010, letter by letter, and the other ways to write names in Latin letters."""

import pytest

from service.core.places.latin_spellings import russian_spellings, ukrainian_spellings
from service.core.places.romanization import romanize


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("Київ", "Kyiv"),
        ("Запоріжжя", "Zaporizhzhia"),
        ("Миколаїв", "Mykolaiv"),
        ("Кривий Ріг", "Kryvyi Rih"),
        ("Івано-Франківськ", "Ivano-Frankivsk"),
        ("Кам'янське", "Kamianske"),
        ("Знам’янка", "Znamianka"),
        ("Слов'янськ", "Sloviansk"),
        ("Ізюм", "Izium"),
        ("Щастя", "Shchastia"),
        ("Хуст", "Khust"),
        ("Цумань", "Tsuman"),
        ("Чугуїв", "Chuhuiv"),
        ("Гоща", "Hoshcha"),
        ("Ґрунь", "Grun"),
    ],
)
def test_names_are_romanized_by_the_table_of_2010(ukrainian: str, latin: str) -> None:
    assert romanize(ukrainian) == latin


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("Єнакієве", "Yenakiieve"),
        ("Їжаківка", "Yizhakivka"),
        ("Йосипівка", "Yosypivka"),
        ("Юнаківка", "Yunakivka"),
        ("Яготин", "Yahotyn"),
        ("Козача Яруга", "Kozacha Yaruha"),
    ],
)
def test_iotated_letters_differ_at_the_beginning_of_a_word(ukrainian: str, latin: str) -> None:
    assert romanize(ukrainian) == latin


@pytest.mark.parametrize(("ukrainian", "latin"), [("Згурівка", "Zghurivka"), ("Розгірче", "Rozghirche")])
def test_zh_out_of_two_letters_is_kept_apart(ukrainian: str, latin: str) -> None:
    assert romanize(ukrainian) == latin


def test_a_name_in_capitals_stays_in_capitals() -> None:
    assert romanize("ЩАСТЯ") == "SHCHASTIA"


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("кривий ріг", "kryvyy rih"),
        ("запоріжжя", "zaporizhzhya"),
        ("миколаїв", "mykolayiv"),
        ("куп'янськ", "kupyansk"),
        ("хмельницький", "khmelnytsky"),
        ("луцьк", "luts'k"),
    ],
)
def test_other_romanizations_of_ukrainian_names_are_known(name: str, spelling: str) -> None:
    assert spelling in ukrainian_spellings(name)


@pytest.mark.parametrize(
    ("name", "spelling"),
    [("харьков", "kharkov"), ("николаев", "nikolayev"), ("николаев", "nikolaev"), ("кривой рог", "krivoy rog")],
)
def test_spellings_from_russian_names_are_known(name: str, spelling: str) -> None:
    assert spelling in russian_spellings(name)
