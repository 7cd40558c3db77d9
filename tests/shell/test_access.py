import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import cli
from service.shell.access import ROLES, Grant, Role, commands, grants
from service.shell.settings import Settings, TopicSettings
from service.shell.topics import wanted_topics

SETTINGS = Settings(app_id="desk", topics=TopicSettings(prefix="eu."))
DOCUMENT = Path(__file__).parents[2] / "docs" / "security.md"


@pytest.mark.parametrize("role", ROLES)
def test_no_role_may_do_anything_twice_or_anything_to_a_topic_that_is_not_ours(role: Role) -> None:
    found = grants(SETTINGS, role)

    assert len(found) == len(set(found)) > 0
    assert all(grant.name.startswith(("eu.", "desk")) for grant in found)


def test_only_the_worker_writes_totals_and_state() -> None:
    for role in ("feeder", "reader", "operator"):
        written = {grant.name for grant in grants(SETTINGS, role) if grant.operation == "Write"}
        assert not any(name.endswith(("totals", "changes", "changelog", "dead")) for name in written), role


def test_a_worker_cannot_write_reports_and_a_reader_cannot_write_at_all() -> None:
    assert Grant("topic", "eu.reports", "Write") not in grants(SETTINGS, "worker")
    assert all(grant.operation == "Read" for grant in grants(SETTINGS, "reader"))


def test_grants_are_printed_as_arguments_of_kafkas_own_tool() -> None:
    lines = commands(SETTINGS, "worker", "User:CN=worker")

    assert "--add --allow-principal User:CN=worker --operation Read --topic eu.reports" in lines
    assert (
        "--add --allow-principal User:CN=worker --operation Write --transactional-id desk- "
        "--resource-pattern-type prefixed"
    ) in lines


@pytest.mark.usefixtures("clean_environment")
def test_the_command_prints_them_and_refuses_a_role_that_is_none() -> None:
    printed = CliRunner().invoke(cli, ["topics", "acls", "feeder", "--principal", "User:desk"])
    wrong = CliRunner().invoke(cli, ["topics", "acls", "king", "--principal", "User:desk"])

    assert printed.stdout == "--add --allow-principal User:desk --operation Write --topic reports\n"
    assert wrong.exit_code == 2
    assert "no such role: king" in wrong.stderr


def told(role: Role) -> list[str]:
    """The role's grants as its row in the document says them."""
    by_operation: dict[str, list[str]] = {}
    every = [f"`{name}`" for name in sorted(wanted_topics(Settings()))]
    for grant in grants(Settings(), role):
        name = f"`{grant.name}`" + ("…" if grant.prefixed else "")
        by_operation.setdefault(grant.operation, []).append(
            name if grant.resource == "topic" else f"{grant.resource} {name}"
        )
    return [
        f"{operation}: {'every topic' if names == every else ', '.join(sorted(names))}"
        for operation, names in by_operation.items()
    ]


@pytest.mark.parametrize("role", ROLES)
def test_the_document_tells_every_grant(role: Role) -> None:
    [row] = re.findall(rf"^\| {role} \| .* \| (.*) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)

    assert row.split("<br>") == told(role)
