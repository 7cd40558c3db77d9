"""Files of each kind become reports that the service reads."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schemas.report import Report
from schemas.vocabulary import Operation
from service.core.decode import Limits, RawRecord, read_report
from service.core.feeds.item import Skipped, UnreadableFileError, identifier
from service.core.feeds.kinds import Kind, Reading, kind_of, read
from service.core.outcome import Rejected

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def items(text: str | bytes, kind: Kind, **how: Any) -> list[bytes | Skipped]:
    data = text.encode() if isinstance(text, str) else text
    return list(read(BytesIO(data), kind, Reading(**how)))


def reports(text: str | bytes, kind: Kind, **how: Any) -> list[Report]:
    """The items as the service reads them; every one must be readable."""
    found = [item for item in items(text, kind, **how) if isinstance(item, bytes)]
    read_back = [read_report(RawRecord(value, None), Limits(), NOW) for value in found]
    assert not [one for one in read_back if isinstance(one, Rejected)]
    return [one for one in read_back if isinstance(one, Report)]


def refusals(text: str | bytes, kind: Kind, **how: Any) -> list[str]:
    found = [read_report(RawRecord(item, None), Limits(), NOW) for item in items(text, kind, **how) if item]
    return [str(one.code) for one in found if isinstance(one, Rejected)]


def test_each_line_of_json_lines_is_handed_on_as_it_is() -> None:
    assert items('{"text": "a"}\r\n\n  \nnot json\n', Kind.JSON_LINES) == [b'{"text": "a"}', b"not json"]


def test_a_text_file_is_one_report() -> None:
    assert items("Two\n\nparagraphs\n", Kind.TEXT) == [b"Two\n\nparagraphs\n"]


TABLE = """Nr,When,Channel,Message
7,2026-02-12 06:40,mayor,"A drone hit a house, two were hurt."
8,2026-02-12T08:00:00+02:00,mayor,All quiet.
"""
COLUMNS = {"report_id": "Nr", "published_at": "When", "source": "Channel", "text": "Message"}


def test_columns_of_a_table_are_mapped_to_fields() -> None:
    first, second = reports(TABLE, Kind.CSV, mapping=COLUMNS, zone=ZoneInfo("Europe/Kyiv"))
    assert first.report_id == "7"
    assert first.source is not None
    assert first.source.id == "mayor"
    assert first.text == "A drone hit a house, two were hurt."
    assert first.published_at == datetime(2026, 2, 12, 4, 40, tzinfo=UTC)  # 06:40 in Kyiv in winter
    assert second.published_at == datetime(2026, 2, 12, 6, 0, tzinfo=UTC)


def test_columns_named_as_measures_become_typed_facts() -> None:
    table = 'place,region,published_at,killed,injured,site\nSumy,UA-59,2026-02-12T06:40:00Z,"1 200",,station\n'
    (found,) = reports(table, Kind.CSV, source="desk")
    (fact,) = found.facts
    assert fact.place is not None
    assert (fact.place.name, fact.place.region) == ("Sumy", "UA-59")
    assert [(count.measure.value, count.value) for count in fact.counts] == [("killed", 1200)]
    assert fact.site == "station"


def test_a_row_that_makes_no_sense_goes_on_and_is_refused_with_its_reason() -> None:
    table = "text,published_at,killed,place\na,yesterday,,\nb,2026-02-12T06:40:00Z,many,Kyiv\n"
    assert refusals(table, Kind.CSV) == ["schema_violation", "schema_violation"]


def test_a_row_that_is_not_utf8_goes_on_and_is_refused() -> None:
    assert refusals(b"text\nKh\xff\n", Kind.CSV) == ["invalid_utf8"]


@pytest.mark.parametrize(
    ("table", "mapping", "said"),
    [
        ("When,Message\n1,a\n", {"text": "Massage"}, "no such column: Massage; the file has When, Message"),
        ("When,Message\n1,a\n", {}, "no column is a text or a measure"),
        ('text\n"open\n', {}, "line 2: unexpected end of data"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(table: str, mapping: dict[str, str], said: str) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        items(table, Kind.CSV, mapping=mapping)


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Desk</title><link>https://desk.example/</link>
<language>uk</language>
<item><guid>a-1</guid><title>Обстріл</title><description>&lt;b&gt;Двоє&lt;/b&gt; поранених у Сумах.</description>
<link>https://desk.example/a-1</link><pubDate>Thu, 12 Feb 2026 08:40:00 +0200</pubDate></item>
<item><guid>a-2</guid></item></channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>urn:desk</id><title>Desk</title>
<entry><id>urn:desk:9</id><title>Strike</title><updated>2026-02-12T07:00:00Z</updated>
<published>2026-02-12T06:00:00Z</published><summary>Short.</summary>
<content type="html">A strike on Kharkiv injured three.</content></entry></feed>"""


def test_entries_of_rss_keep_markup_language_link_and_time() -> None:
    (found,) = reports(RSS, Kind.SYNDICATION)
    assert found.report_id == "https://desk.example/:a-1"
    assert found.text == "<b>Двоє</b> поранених у Сумах."
    assert (found.title, found.language) == ("Обстріл", "uk")
    assert found.published_at == datetime(2026, 2, 12, 6, 40, tzinfo=UTC)
    assert found.source is not None
    assert found.source.url == "https://desk.example/a-1"
    assert [item for item in items(RSS, Kind.SYNDICATION) if isinstance(item, Skipped)] == [
        Skipped("an entry without a title and text")
    ]


def test_an_entry_of_atom_gives_its_whole_content_at_its_last_update() -> None:
    (found,) = reports(ATOM, Kind.SYNDICATION, source="desk")
    assert found.text == "A strike on Kharkiv injured three."
    assert found.report_id == "desk:urn:desk:9"
    assert found.published_at == datetime(2026, 2, 12, 7, tzinfo=UTC)


CHAT = {
    "name": "Oblast head",
    "type": "public_channel",
    "id": 123,
    "messages": [
        {"id": 1, "type": "service", "action": "create_channel", "text": ""},
        {
            "id": 2,
            "type": "message",
            "date": "2026-02-12T08:40:00",
            "date_unixtime": "1770878400",
            "edited_unixtime": "1770900000",
            "text": ["❗️", {"type": "bold", "text": "Суми"}, ". Двоє поранених."],
        },
        {"id": 3, "type": "message", "date_unixtime": "1770878500", "photo": "x.jpg", "text": ""},
    ],
}


@pytest.mark.parametrize("export", [CHAT, {"about": "all", "chats": {"about": "", "list": [CHAT]}}])
def test_messages_of_a_telegram_export_are_put_together_from_their_parts(export: dict[str, Any]) -> None:
    text = json.dumps(export)
    (found,) = reports(text, Kind.TELEGRAM)
    assert found.report_id == "telegram:123:2"
    assert found.text == "❗️Суми. Двоє поранених."
    assert found.source is not None
    assert found.source.id == "telegram:Oblast head"
    assert found.published_at == datetime.fromtimestamp(1770878400, UTC)
    skipped = [item.reason for item in items(text, Kind.TELEGRAM) if isinstance(item, Skipped)]
    assert skipped == ["a service message", "a message without text"]


def alert(status: str = "Actual", kind: str = "Alert", references: str = "", number: int = 1) -> str:
    sent = datetime(2026, 2, 12, 8, number, tzinfo=UTC) + timedelta()
    return f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>n{number}</identifier>
<sender>dsns@example.org</sender><sent>{sent.isoformat()}</sent><status>{status}</status><msgType>{kind}</msgType>
<scope>Public</scope><references>{references}</references>
<info><language>fr</language><event>Frappe</event></info>
<info><language>uk-UA</language><event>Удар</event><headline>Удар по місту</headline>
<description>Двоє людей поранено.</description><area><areaDesc>Суми</areaDesc></area></info></alert>"""


def test_a_cap_alert_gives_the_part_in_a_language_that_is_read_under_its_area() -> None:
    (found,) = reports(alert(), Kind.CAP)
    assert found.text == "Суми:\nДвоє людей поранено."
    assert (found.title, found.language) == ("Удар по місту", "uk-UA")


def test_updates_and_cancels_of_cap_find_the_alert_that_they_name() -> None:
    (first,) = reports(alert(), Kind.CAP)
    (cancel,) = reports(
        alert(kind="Cancel", references="dsns@example.org,n1,2026-02-12T08:01:00+00:00", number=2), Kind.CAP
    )
    assert cancel.operation is Operation.CANCEL
    assert cancel.referenced == (first.report_id,)


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"status": "Exercise"}, "an alert with status Exercise"), ({"kind": "Ack"}, "a message of type Ack")],
)
def test_drills_and_acknowledgements_are_skipped_by_name(given: dict[str, str], reason: str) -> None:
    assert items(alert(**given), Kind.CAP) == [Skipped(reason)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("plain words", Kind.SYNDICATION),
        ("{broken", Kind.TELEGRAM),
        ("<alert/>", Kind.CAP),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', Kind.CAP),
    ],
)
def test_a_file_of_another_kind_says_so(text: str, kind: Kind) -> None:
    with pytest.raises(UnreadableFileError):
        items(text, kind)


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.txt", b"{", Kind.TEXT),
        ("a.CSV", b"", Kind.CSV),
        ("result.json", b'{"name": "x", "messages": [', Kind.TELEGRAM),
        ("a.json", b'{"text": "x"}', Kind.JSON_LINES),
        ("a.xml", b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">', Kind.CAP),
        ("a.xml", b"<rss>", Kind.SYNDICATION),
        ("feed", b"\xef\xbb\xbf<?xml version='1.0'?><rss>", Kind.SYNDICATION),
    ],
)
def test_the_kind_of_a_file_is_told_by_name_and_first_bytes(name: str, head: bytes, kind: Kind) -> None:
    assert kind_of(name, head) is kind


def test_ids_too_long_or_with_control_characters_are_told_by_their_hash() -> None:
    assert identifier("a", "b") == "a:b"
    assert identifier("a", "x" * 300) == identifier("a", "x" * 300) != identifier("a", "x" * 301)
    assert len(identifier("a" * 400, "b")) == 256
    assert identifier("a", "b\nc").isprintable()
