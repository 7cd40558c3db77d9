"""`incident-stream totals`: from reports, and as known at a moment from changes."""

import json
from typing import Any

from typer.testing import CliRunner, Result

from service.cli import cli
from tests.core.totals.claims_made import Book, count, incident

HOURS = ("2026-02-12T06:00:00Z", "2026-02-12T09:00:00Z")


def report(number: int, killed: int) -> dict[str, Any]:
    counts = [{"measure": "killed", "value": killed}]
    fact = {"type": "casualties", "place": {"name": "Kyiv"}, "counts": counts, "occurred_from": "2026-02-12T04:00:00Z"}
    return {"report_id": f"r{number}", "source": {"id": "s"}, "published_at": HOURS[number], "incidents": [fact]}


def totals(*options: str, given: str) -> Result:
    return CliRunner().invoke(cli, ["totals", *options], input=given)


def lines(records: list[Any]) -> str:
    return "\n".join(json.dumps(record) for record in records)


def best(result: Result) -> list[int]:
    found = [json.loads(line) for line in result.stdout.splitlines()]
    return [one["windows"]["24h"]["killed"]["people"]["best"] for one in found if one["place"]["name"] == "Kyiv"]


def test_totals_are_for_the_newest_report_unless_a_moment_is_given() -> None:
    given = lines([report(0, 14), report(1, 10)])
    assert best(totals(given=given)) == [10]
    assert best(totals("--at", "2026-02-12T12:00:00Z", given=given)) == [10]


def test_at_an_earlier_moment_later_reports_are_left_out_and_counted() -> None:
    result = totals("--at", "2026-02-12T08:00:00Z", given=lines([report(0, 14), report(1, 10)]))
    assert best(result) == [14]
    assert "left out 1 reports" in result.stderr


def test_changes_up_to_a_moment_give_the_totals_as_known_then() -> None:
    book = Book()
    for hour, killed in ((6, 14), (9, 10)):
        book.apply([incident(str(hour), [count("killed", killed)], said_at=hour)])
    given = "\n".join(change.model_dump_json() for change in reversed(book.changes))
    assert best(totals("--as-known-at", "2025-06-17T08:00:00Z", given=given)) == [14]
    assert best(totals("--as-known-at", "2025-06-17T10:00:00Z", given=given)) == [10]


def test_missing_changes_are_told_with_a_non_zero_exit_code() -> None:
    book = Book()
    for hour, killed in ((6, 14), (9, 10)):
        book.apply([incident(str(hour), [count("killed", killed)], said_at=hour)])
    given = "\n".join(change.model_dump_json() for change in book.changes[5:])
    result = totals("--as-known-at", "2025-06-17T10:00:00Z", given=given)
    assert result.exit_code == 1
    assert "changes are missing of 1 places" in result.stderr


def test_what_is_no_change_is_told() -> None:
    result = totals("--as-known-at", "2025-06-17T10:00:00Z", given=lines([report(0, 1)]))
    assert result.exit_code == 1
    assert "change 1 is no TotalChange" in result.stderr


def test_options_that_contradict_each_other_are_refused() -> None:
    assert totals("--at", HOURS[0], "--as-known-at", HOURS[0], given="").exit_code == 2
    assert totals("--from-kafka", given="").exit_code == 2
