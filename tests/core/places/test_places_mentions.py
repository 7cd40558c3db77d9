"""Places named in texts of three languages: what is found, where, and what is left alone."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.places.gazetteer import Gazetteer, PlaceMention


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def _told(mention: PlaceMention) -> str:
    """A mention in short: `Kharkiv|UA-63`, with a mark for what it is besides."""
    place = mention.candidates[0] if mention.candidates else None
    name = f"{place.name}|{place.region}" if place else mention.name
    marks = [mark for mark in ("metonym", "foreign", "adjective") if getattr(mention, mark)]
    return " ".join([name, *marks])


_TEXTS = [
    # Cities in all cases and three languages.
    ("У Харкові та Сумах чули вибухи.", ["Kharkiv|UA-63", "Sumy|UA-59"]),
    ("Дрони летіли повз Київ на Білу Церкву.", ["Kyiv|UA-30", "Bila Tserkva|UA-32"]),
    ("Під Кривим Рогом горить склад, у Кам'янському тихо.", ["Kryvyi Rih|UA-12", "Kamianske|UA-12"]),
    ("Между Одессой и Николаевом сбито три дрона.", ["Odesa|UA-51", "Mykolaiv|UA-48"]),
    ("В Ровно и Черновцах отключали свет.", ["Rivne|UA-56", "Chernivtsi|UA-77"]),
    ("Drones hit Odesa, Zaporizhzhia and Kryvyi Rih.", ["Odesa|UA-51", "Zaporizhzhia|UA-23", "Kryvyi Rih|UA-12"]),
    ("Kiev, Lvov and Nikolaev in older texts.", ["Kyiv|UA-30", "Lviv|UA-46", "Mykolaiv|UA-48"]),
    ("ХАРКІВ: СЕМЕРО ПОРАНЕНИХ", ["Kharkiv|UA-63"]),
    # Old names.
    ("Дніпропетровськ, Кіровоград та Артемівськ", ["Dnipro|UA-12", "Kropyvnytskyi|UA-35", "Bakhmut|UA-14"]),
    # Oblasts.
    ("На Харківщині й Одещині без світла.", ["Kharkiv Oblast|UA-63", "Odesa Oblast|UA-51"]),
    ("У Сумській обл. загинув водій.", ["Sumy Oblast|UA-59"]),
    ("В Днепропетровской области ранены двое.", ["Dnipropetrovsk Oblast|UA-12"]),
    ("The Kyiv region and Kyiv itself.", ["Kyiv Oblast|UA-32", "Kyiv|UA-30"]),
    ("Odessa province, Kirovohrad Oblast", ["Odesa Oblast|UA-51", "Kirovohrad Oblast|UA-35"]),
    ("in the Dnipro region", ["Dnipropetrovsk Oblast|UA-12"]),
    ("Сумська, Одеська та Львівська області", ["Sumy Oblast|UA-59", "Odesa Oblast|UA-51", "Lviv Oblast|UA-46"]),
    ("the Kherson and Mykolaiv regions", ["Kherson Oblast|UA-65", "Mykolaiv Oblast|UA-48"]),
    # Raions, hromadas, districts.
    ("Ізюмський та Куп'янський райони", ["Iziumskyi Raion|UA-63", "Kupianskyi Raion|UA-63"]),
    ("Нікопольщина знову під вогнем.", ["Nikopolskyi Raion|UA-12"]),
    ("a farm in Bucha district", ["Buchanskyi Raion|UA-32"]),
    ("Зеленодольська міська територіальна громада", ["Zelenodolska Hromada|UA-12"]),
    ("the Verkhnia Syrovatka community", ["Verkhnosyrovatska Hromada|UA-59"]),
    ("у Салтівському районі Харкова", ["Saltivskyi District|UA-63", "Kharkiv|UA-63"]),
    ("Kyiv's Darnytskyi and Shevchenkivskyi districts",
     ["Kyiv|UA-30", "Darnytskyi District|UA-30", "Shevchenkivskyi District|UA-30"]),
    ("Київ. Подільський: поранено двох.", ["Kyiv|UA-30", "Podilskyi District|UA-30"]),
    ("Уламки впали на Троєщині.", ["Desnianskyi District|UA-30"]),
    # Villages, by the signs beside them.
    ("У селі Гроза Куп'янського району", ["Hroza|UA-63", "Kupianskyi Raion|UA-63"]),
    ("the village of Hroza in Kharkiv region", ["Hroza|UA-63", "Kharkiv Oblast|UA-63"]),
    ("Hroza, Kharkiv region", ["Hroza|UA-63", "Kharkiv Oblast|UA-63"]),
    ("Харківщина. Удар по Липцях: у Грозі двоє поранених.",
     ["Kharkiv Oblast|UA-63", "Lyptsi|UA-63", "Hroza|UA-63"]),
    ("У селах Липці, Глибоке та Стрілеча на Харківщині",
     ["Lyptsi|UA-63", "Hlyboke|UA-63", "Strilecha|UA-63", "Kharkiv Oblast|UA-63"]),
    ("в пгт Великая Писаревка", ["Velyka Pysarivka|UA-59"]),
    # Namesakes settled by what stands beside them.
    ("Золочів Харківської області", ["Zolochiv|UA-63", "Kharkiv Oblast|UA-63"]),
    ("Первомайск Луганской области", ["Sokolohirsk|UA-09", "Luhansk Oblast|UA-09"]),
    ("село Миколаївка на Сумщині", ["Mykolaivka|UA-59", "Sumy Oblast|UA-59"]),
    # The capital without its name, modifiers.
    ("У столиці без світла 300 будинків.", ["Kyiv|UA-30 metonym"]),
    ("Half of the capital had no heat.", ["Kyiv|UA-30 metonym"]),
    ("Kharkiv mayor Ihor Terekhov said so.", ["Kharkiv|UA-63 adjective"]),
    ("одеські рятувальники", ["Odesa|UA-51 adjective"]),
    ("голова Сумської ОВА", ["Sumy Oblast|UA-59 adjective"]),
    # Abroad.
    ("Взрывы в Белгороде и Курской области", ["Белгороде foreign", "Курской области foreign"]),
    ("the Bryansk region, Warsaw and Moldova", ["Bryansk region foreign", "Warsaw foreign", "Moldova foreign"]),
    ("над Белгородской и Воронежской областями", ["Белгородской foreign", "Воронежской областями foreign"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), _TEXTS, ids=[text[:40] for text, _ in _TEXTS])
def test_places_are_found_in_texts(gazetteer: Gazetteer, text: str, told: list[str]) -> None:
    assert [_told(mention) for mention in gazetteer.mentions(text)] == told


_NOTHING = [
    "сума збитків, суми грошей, мир і рівне поле",
    "Верховна Рада ухвалила закон, у Раді його підтримали.",
    "Мер Віталій Кличко та президент Володимир Зеленський",
    "Mayor Vitali Klitschko met Ray Mist and President Volodymyr Zelenskyy.",
    "вибух на вул. Київській та на Харківському шосе",
    "в дом на улице Академика Королёва",
    "Богдан Хмельницький на банкноті",
    "на лівому березі Дніпра, через Дніпро, the Dnipro River",
    "станом на 9:30 за Києвом, at 09:00 Kyiv time",
    "столиця Росії, the capital of the region, the capital of culture",
    "The Kyiv Independent and the Kyiv Post wrote about it.",
    "Запорізька АЕС, Zaporizhzhia nuclear plant",
    "Нова пошта, Червоний Хрест, у Червоному Хресті, Красный Крест, обласна лікарня",
    "He raised the bar; a male guard; Reni, she said.",
    "Shahed, Iskander, Kinzhal, Калібр, Герань, Шахед",
    "Синєгубов, Прокудін, Лисак, Філашкін, Терехов, Труханов, Сенкевич",
    "",
    " \n\t ",
    "12 345, 9:30 — №5 (10%)",
]


@pytest.mark.parametrize("text", _NOTHING)
def test_ordinary_words_people_streets_and_rivers_are_no_places(gazetteer: Gazetteer, text: str) -> None:
    assert [_told(mention) for mention in gazetteer.mentions(text) if not mention.foreign] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Наслідки у м. Суми й Сумській області.", ["м. Суми", "Сумській області"]),
        ("the village of Hroza, Kharkiv region.", ["village of Hroza", "Kharkiv region"]),
        ("(м.Харків), Київ/Одеса, Kyiv-based", ["м.Харків", "Київ", "Одеса", "Kyiv"]),
        ("Odesa’s port; «Одеса».", ["Odesa", "Одеса"]),
        ("Кривий\nРіг і Нова  Каховка", ["Кривий\nРіг", "Нова  Каховка"]),
        ("Київ–Харків", ["Київ", "Харків"]),
        ("столиця-мати, а столиця спить", ["столиця"]),
        ("Київ/столиця і столиця, потім Харків", ["Київ", "столиця", "столиця", "Харків"]),
        ("1.Харків 2)Суми", ["Харків", "Суми"]),
        ("-Київ" * 40, ["Київ"] * 40),
    ],
)
def test_offsets_cover_the_name_and_its_type_word(gazetteer: Gazetteer, text: str, names: list[str]) -> None:
    mentions = gazetteer.mentions(text)
    assert [mention.name for mention in mentions] == names
    assert [text[mention.start : mention.end] for mention in mentions] == names


@pytest.mark.parametrize(
    "written",
    [
        "Кам'янське", "Кам’янське", "Камʼянське", "Кам`янське", "Кам\u00b4янське", "Ка\u0301м'янське", "КАМ’ЯНСЬКЕ",
        unicodedata.normalize("NFD", "Кам'янське"), "Kам'янське", "Кaм'янcьке",
    ],
)  # fmt: skip
def test_apostrophes_stress_marks_and_lookalike_letters_make_no_difference(gazetteer: Gazetteer, written: str) -> None:
    mention = gazetteer.mentions(f"У місті {written} тихо.")[0]
    assert (mention.candidates[0].name, mention.candidates[0].region) == ("Kamianske", "UA-12")
    assert mention.name.endswith(written)


@pytest.mark.parametrize(
    "written", ["Ки\u0301їв", unicodedata.normalize("NFD", "Київ"), "Kиїв", "Київ\u200b", "К\u00adиїв"]
)
def test_signs_within_a_name_do_not_shift_what_follows(gazetteer: Gazetteer, written: str) -> None:
    text = f"{written}, потім Харків."
    first, second = gazetteer.mentions(text)
    assert text[first.start : first.end].strip("\u200b") == written.strip("\u200b")
    assert text[second.start : second.end] == "Харків"


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u2011", "–", " "])
def test_hyphens_of_any_kind_join_a_name(gazetteer: Gazetteer, hyphen: str) -> None:
    mentions = gazetteer.mentions(f"В Івано{hyphen}Франківську тихо.")
    assert [_told(mention) for mention in mentions] == ["Ivano-Frankivsk|UA-26"]


_PIECES = st.sampled_from(
    ["Київ", "у Харкові", "Kyiv's", "Сумська", "область", "областях", "та", ",", ".", "м.", "с.Липці", "Darnytskyi",
     "districts", "the capital", "столиця", "Кривий", "Ріг", "\n", "“", "(", "Івано-", "Білгород-Дністровський", "12",
     "Ка\u0301м’янське", "Xapків", "Володимир", "Hroza", "village", "of", "Ukraine", "І", "'", "-", "–Одеса–", "ё", "ǅ"]
)  # fmt: skip


@given(text=st.lists(st.one_of(_PIECES, st.text(max_size=4)), max_size=14).map(" ".join))
def test_mentions_are_ordered_apart_and_cut_from_the_text_itself(gazetteer: Gazetteer, text: str) -> None:
    mentions = gazetteer.mentions(text)
    assert [text[mention.start : mention.end] for mention in mentions] == [mention.name for mention in mentions]
    assert all(one.start < one.end <= other.start for one, other in pairwise(mentions))
    assert all(bool(mention.candidates) != mention.foreign for mention in mentions)


@given(case=st.sampled_from(_TEXTS), mark=st.sampled_from(["\u0301", "\u00ad"]), data=st.data())
def test_a_stress_mark_on_a_vowel_changes_nothing_that_is_found(
    gazetteer: Gazetteer, case: tuple[str, list[str]], mark: str, data: st.DataObject
) -> None:
    text, told = case
    vowels = [at for at, letter in enumerate(text) if letter in "аеиоуєїіяюАЕИОУ"]
    # A foreign place is told by its name as written; in lower case only plainly written words are looked at.
    if not vowels or any(" " in one.partition("|")[2] or "|" not in one for one in told):
        return
    at = data.draw(st.sampled_from(vowels))
    marked = text[: at + 1] + mark + text[at + 1 :]
    assert [_told(mention) for mention in gazetteer.mentions(marked)] == told
