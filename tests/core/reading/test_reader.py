"""The reader on whole texts: the article that it must read completely, and cases as data."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.incident import Incident
from schemas.report import Report
from service.core.reading.reader import Normalizer, Reading
from tests.shared_cases import barrage_article

CASES = sorted((Path(__file__).parents[2] / "cases").glob("*.yaml"))
PUBLISHED = datetime(2026, 2, 12, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer.load()


def read(normalizer: Normalizer, text: str, published: datetime = PUBLISHED, language: str | None = None) -> Reading:
    report = Report.model_validate_json('{"report_id": "r", "source": {"id": "s", "class": "news"}, "text": "-"}')
    report = report.model_copy(update={"text": text, "published_at": published, "language": language})
    return normalizer.read(report, version="test")


def said(incidents: tuple[Incident, ...]) -> set[str]:
    """Every figure in one line: `Kyiv injured people 2`, with what hedges it."""
    return {
        f"{found.place.name} {count.measure} {count.unit} {figure(count)}"
        for found in incidents
        for count in found.counts
    }


def parts(incidents: tuple[Incident, ...]) -> set[str]:
    """Every part of a figure in one line: `Kyiv injured children 2`."""
    return {
        f"{found.place.name} {count.measure} {part} {value}"
        for found in incidents
        for count in found.counts
        for part, value in count.of_which.items()
    }


def figure(count: Any) -> str:
    if count.best is None:
        return f"{count.low}..{count.high or ''}"
    hedge = "" if count.qualifier == "exact" else f" {count.qualifier}"
    return f"{count.best}{hedge}"


def test_the_article_gives_exactly_its_facts(normalizer: Normalizer) -> None:
    text = barrage_article()
    reading = read(normalizer, text)
    assert said(reading.incidents) == {
        "Ukraine launched ballistic_missile 24",
        "Ukraine launched cruise_missile 1",
        "Ukraine launched drone 219",
        "Ukraine intercepted missile 16",
        "Ukraine intercepted drone 197",
        "Kyiv without_heat buildings 3500 about",
        "Kyiv without_power households 100000 more_than",
        "Kyiv injured people 2",
        "Kyiv damaged residential_building 1 at_least",
        "Kyiv damaged power_plant 1",
        "Odesa without_water people 300000 nearly",
        "Odesa without_heat buildings 200 about",
        "Dnipro injured people 4",
        "Lozova killed people 2",
        "Lozova injured people 6",
        "Lozova damaged railway 1 at_least",
    }
    assert reading.unplaced == ()


def test_the_article_s_speakers_parts_weapons_and_operator(normalizer: Normalizer) -> None:
    incidents = {(i.place.name, i.type.value): i for i in read(normalizer, barrage_article()).incidents}
    assert len(incidents) == 8
    assert "air force" in (incidents["Ukraine", "air_defence"].attributed_to or "")
    assert "Oleksiy Kuleba" in (incidents["Odesa", "outage"].attributed_to or "")
    assert incidents["Lozova", "casualties"].attributed_to == "prosecutors"
    dnipro = incidents["Dnipro", "casualties"]
    assert dnipro.attributed_to == "regional governor Oleksandr Ganzha"
    assert dnipro.counts[0].of_which == {"children": 2}
    assert set(dnipro.cause.weapons) == {"missile", "drone"}
    assert "DTEK" in {facility.operator for facility in incidents["Kyiv", "damage"].facilities}


def test_evidence_is_the_text_at_its_offsets(normalizer: Normalizer) -> None:
    text = barrage_article()
    evidence = [item for incident in read(normalizer, text).incidents for item in incident.evidence]
    assert len(evidence) >= 16
    for item in evidence:
        assert text[item.start : item.end] == item.text


def test_the_same_report_gives_the_same_ids_and_another_gives_others(normalizer: Normalizer) -> None:
    text = "In Kyiv, two people were killed and five injured, the mayor said."
    first, again = read(normalizer, text), read(normalizer, text)
    assert first.incidents == again.incidents
    report = Report.model_validate_json('{"report_id": "other", "source": {"id": "s"}, "text": "-"}')
    other = normalizer.read(report.model_copy(update={"text": text, "published_at": PUBLISHED}), version="test")
    assert {i.incident_id for i in other.incidents}.isdisjoint({i.incident_id for i in first.incidents})


def test_a_language_that_is_not_read_is_told_apart_from_silence(normalizer: Normalizer) -> None:
    assert read(normalizer, "W Kijowie zginęły dwie osoby.", language="pl").unsupported_language
    assert not read(normalizer, "The weather in Kyiv was fine.").unsupported_language


def cases() -> list[Any]:
    """Every case of every file, named by file and number."""
    found = []
    for path in CASES:
        for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1):
            found.append(pytest.param(case, id=f"{path.stem}-{number}"))
    return found


def published(case: dict[str, Any]) -> datetime:
    """When a case was published: noon of the day that it names."""
    return datetime.fromisoformat(case["published"] + "T12:00:00Z") if "published" in case else PUBLISHED


@pytest.mark.parametrize("case", cases())
def test_a_case(normalizer: Normalizer, case: dict[str, Any]) -> None:
    reading = read(normalizer, case["text"], published(case))
    assert said(reading.incidents) == set(case["says"])
    assert "of_which" not in case or parts(reading.incidents) == set(case["of_which"])
    assert "said_by" not in case or {found.attributed_to for found in reading.incidents} == set(case["said_by"])
    for incident in reading.incidents:
        for item in incident.evidence:
            assert case["text"][item.start : item.end] == item.text


def test_the_explanation_tells_what_was_found_what_took_it_and_what_was_dropped(normalizer: Normalizer) -> None:
    text = "In Odesa, six people were killed. Officials denied that ten were wounded."
    said_of_it = "\n".join(read(normalizer, text).explanation())
    for line in (
        "language: en",
        "sentence In Odesa , six people were killed .",
        "figure  'six people' = 6/6/6 exact people -> killed by 'killed'",
        "place   'Odesa' = Odesa, leads",
        "claim    Odesa: killed people 6/6/6 exact total_to_date",
        "role    'denied' = denial",
        "dropped  'ten were wounded': denied",
    ):
        assert line in said_of_it


@pytest.mark.parametrize(
    "text",
    [
        "W Kijowie zginęły dwie osoby, a pięć zostało rannych w wyniku ataku dronów.",
        "Bei einem Angriff auf Charkiw wurden drei Menschen getötet und zwölf verletzt.",
        "Deux personnes ont été tuées et sept blessées dans une attaque contre Odessa.",
        "キエフで二人が死亡した。",
        "У Кіеве загінулі двое людзей, паведаміў мэр горада. Яшчэ пяць чалавек параненыя ў выніку ўдару.",
    ],
)
def test_a_text_in_another_language_is_told_and_not_read(normalizer: Normalizer, text: str) -> None:
    reading = read(normalizer, text)
    assert reading.unsupported_language
    assert reading.incidents == reading.unplaced == ()


def test_paragraphs_are_read_in_their_own_languages(normalizer: Normalizer) -> None:
    text = (
        "У Сумах поранено трьох людей.\n\n"
        "Bei dem Angriff wurden drei Menschen verletzt, teilte der Gouverneur mit.\n\n"
        "In Odesa, two people were killed in a drone attack."
    )
    assert said(read(normalizer, text).incidents) == {"Sumy injured people 3", "Odesa killed people 2"}
