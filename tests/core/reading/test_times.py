"""When it happened and when a figure held, told in three languages and resolved against the publication."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from schemas.incident import Incident
from schemas.report import Report, ReportSource
from service.core.reading.reader import Normalizer

KYIV = ZoneInfo("Europe/Kyiv")
PUBLISHED = datetime(2025, 6, 18, 9, 0, tzinfo=UTC)
"""A Wednesday, noon in Kyiv."""


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer.load()


def _incident(normalizer: Normalizer, text: str) -> Incident:
    report = Report(report_id="r", source=ReportSource(id="s"), published_at=PUBLISHED, text=text)
    incidents = normalizer.read(report, version="test").incidents
    assert len(incidents) == 1, text
    return incidents[0]


def _told(moment: datetime) -> str:
    return f"{moment.astimezone(KYIV):%d.%m %H:%M}"


ENGLISH = "Two people were killed in Sumy {}."
UKRAINIAN = "У Сумах {} загинули двоє людей."
RUSSIAN = "В Сумах {} погибли двое людей."


@pytest.mark.parametrize(
    ("sentence", "when", "begin", "end", "precision"),
    [
        (ENGLISH, "overnight", "17.06 18:00", "18.06 06:00", "night"),
        (ENGLISH, "last night", "17.06 18:00", "18.06 06:00", "night"),
        (ENGLISH, "on Tuesday evening", "17.06 17:00", "17.06 23:00", "part_of_day"),
        (ENGLISH, "on Sunday afternoon", "15.06 11:00", "15.06 17:00", "part_of_day"),
        (ENGLISH, "on Monday morning", "16.06 04:00", "16.06 11:00", "part_of_day"),
        (ENGLISH, "early on Wednesday", "18.06 04:00", "18.06 11:00", "part_of_day"),
        (ENGLISH, "yesterday evening", "17.06 17:00", "17.06 23:00", "part_of_day"),
        (ENGLISH, "on Monday night", "16.06 18:00", "17.06 06:00", "night"),
        (ENGLISH, "late on Monday", "16.06 18:00", "17.06 06:00", "night"),
        (ENGLISH, "overnight into Tuesday", "16.06 18:00", "17.06 06:00", "night"),
        (ENGLISH, "in the early hours of Tuesday", "16.06 18:00", "17.06 06:00", "night"),
        (ENGLISH, "on the night of June 16 to 17", "16.06 18:00", "17.06 06:00", "night"),
        (ENGLISH, "on the night of June 16-17", "16.06 18:00", "17.06 06:00", "night"),
        (ENGLISH, "yesterday", "17.06 00:00", "18.06 00:00", "day"),
        (ENGLISH, "the day before yesterday", "16.06 00:00", "17.06 00:00", "day"),
        (ENGLISH, "on Monday", "16.06 00:00", "17.06 00:00", "day"),
        (ENGLISH, "on 16 June", "16.06 00:00", "17.06 00:00", "day"),
        (ENGLISH, "over the past 24 hours", "17.06 12:00", "18.06 12:00", "interval"),
        (ENGLISH, "at 5:40 a.m.", "18.06 05:40", "18.06 05:40", "exact"),
        (ENGLISH, "at 9:15 p.m. on Monday", "16.06 21:15", "16.06 21:15", "exact"),
        (ENGLISH, "at around 17:40 on 16 June", "16.06 17:10", "16.06 18:10", "hour"),
        (ENGLISH, "late in the evening", "17.06 17:00", "17.06 23:00", "part_of_day"),
        (ENGLISH, "in Tuesday's strike", "17.06 00:00", "18.06 00:00", "day"),
        (ENGLISH, "three hours ago", "18.06 08:30", "18.06 09:30", "hour"),
        (UKRAINIAN, "уночі", "17.06 18:00", "18.06 06:00", "night"),
        (UKRAINIAN, "у ніч на 17 червня", "16.06 18:00", "17.06 06:00", "night"),
        (UKRAINIAN, "у ніч з 16 на 17 червня", "16.06 18:00", "17.06 06:00", "night"),
        (UKRAINIAN, "у ніч на вівторок", "16.06 18:00", "17.06 06:00", "night"),
        (UKRAINIAN, "у ніч проти вівторка", "16.06 18:00", "17.06 06:00", "night"),
        (UKRAINIAN, "у вівторок увечері", "17.06 17:00", "17.06 23:00", "part_of_day"),
        (UKRAINIAN, "учора вдень", "17.06 11:00", "17.06 17:00", "part_of_day"),
        (UKRAINIAN, "сьогодні вранці", "18.06 04:00", "18.06 11:00", "part_of_day"),
        (UKRAINIAN, "позавчора", "16.06 00:00", "17.06 00:00", "day"),
        (UKRAINIAN, "16 червня", "16.06 00:00", "17.06 00:00", "day"),
        (UKRAINIAN, "17.06.2025", "17.06 00:00", "18.06 00:00", "day"),
        (UKRAINIAN, "минулої доби", "17.06 12:00", "18.06 12:00", "interval"),
        (UKRAINIAN, "о 23:40", "17.06 23:40", "17.06 23:40", "exact"),
        (UKRAINIAN, "близько 3 ночі", "18.06 02:30", "18.06 03:30", "hour"),
        (UKRAINIAN, "дві години тому", "18.06 09:30", "18.06 10:30", "hour"),
        (RUSSIAN, "ночью", "17.06 18:00", "18.06 06:00", "night"),
        (RUSSIAN, "в ночь на 17 июня", "16.06 18:00", "17.06 06:00", "night"),
        (RUSSIAN, "в ночь на вторник", "16.06 18:00", "17.06 06:00", "night"),
        (RUSSIAN, "в ночь с понедельника на вторник", "16.06 18:00", "17.06 06:00", "night"),
        (RUSSIAN, "во вторник вечером", "17.06 17:00", "17.06 23:00", "part_of_day"),
        (RUSSIAN, "накануне вечером", "17.06 17:00", "17.06 23:00", "part_of_day"),
        (RUSSIAN, "позавчера", "16.06 00:00", "17.06 00:00", "day"),
        (RUSSIAN, "за минувшие сутки", "17.06 12:00", "18.06 12:00", "interval"),
        (RUSSIAN, "в 7:05", "18.06 07:05", "18.06 07:05", "exact"),
        (RUSSIAN, "около пяти утра", "18.06 04:30", "18.06 05:30", "hour"),
    ],
)
def test_when_it_happened(
    normalizer: Normalizer, sentence: str, when: str, begin: str, end: str, precision: str
) -> None:
    incident = _incident(normalizer, sentence.format(when))
    told = (_told(incident.occurred_from), _told(incident.occurred_to), incident.time_precision)
    assert told == (begin, end, precision)


def test_without_a_time_the_publication_stands_in(normalizer: Normalizer) -> None:
    incident = _incident(normalizer, "Two people were killed in Sumy.")
    assert (incident.occurred_from, incident.occurred_to) == (PUBLISHED, PUBLISHED)
    assert incident.time_precision == "published"


def test_a_later_hour_of_the_search_is_not_that_of_the_attack(normalizer: Normalizer) -> None:
    text = "Two people were killed in Sumy overnight. At 10:20 one more body was found: three are dead."
    incident = _incident(normalizer, text)
    assert (_told(incident.occurred_from), incident.time_precision) == ("17.06 18:00", "night")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("As of 09:30 two people are dead in Sumy.", "18.06 09:30"),
        ("As of 9 a.m. two people are dead in Sumy.", "18.06 09:00"),
        ("As of 6 p.m. two people were dead in Sumy.", "17.06 18:00"),
        ("As of 5:30 p.m., two people were dead in Sumy.", "17.06 17:30"),
        ("By 12 a.m. two people were dead in Sumy.", "18.06 00:00"),
        ("Станом на 09:30 у Сумах двоє загиблих.", "18.06 09:30"),
        ("Станом на 7 ранку у Сумах двоє загиблих.", "18.06 07:00"),
        ("Станом на 7 вечора у Сумах двоє загиблих.", "17.06 19:00"),
        ("Станом на 18 годину у Сумах двоє загиблих.", "17.06 18:00"),
        ("По состоянию на 6 часов вечера в Сумах двое погибших.", "17.06 18:00"),
        ("На 11 утра в Сумах двое погибших.", "18.06 11:00"),
        ("08:47 — в Сумах двое погибших.", "18.06 08:47"),
        ("Two people are dead in Sumy.", "18.06 12:00"),
    ],
)
def test_when_a_figure_held(normalizer: Normalizer, text: str, held: str) -> None:
    assert _told(_incident(normalizer, text).as_of) == held
