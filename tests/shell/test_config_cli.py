import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli import cli
from service.shell.settings import PREFIX, variables

SECRET = "correct horse"  # noqa: S105
pytestmark = pytest.mark.usefixtures("clean_environment")


def show(environment: dict[str, str] | None = None, *options: str) -> Result:
    given = {PREFIX + name: value for name, value in (environment or {}).items()}
    return CliRunner().invoke(cli, ["config", "show", *options], env=given)


def test_every_setting_is_shown_as_the_variable_that_sets_it() -> None:
    shown = dict(line.split("=", 1) for line in show().stdout.splitlines())

    assert shown[PREFIX + "APP_ID"] == "incident-stream"
    assert shown[PREFIX + "TOPICS__PARTITIONS"] == "12"
    assert shown[PREFIX + "TOTALS__WINDOWS"] == '["1h", "24h", "7d", "30d"]'
    assert shown[PREFIX + "KAFKA__PASSWORD"] == "null"
    groups = {name for name, path in variables().items() if any(p[:1] == path != p for p in variables().values())}
    assert set(shown) == set(variables()) - groups


def test_json_is_for_programs() -> None:
    shown = json.loads(show({"HTTP__PORT": "0"}, "--json").stdout)

    assert shown[PREFIX + "HTTP__PORT"] == 0
    assert shown[PREFIX + "TOTALS__WINDOWS"] == ["1h", "24h", "7d", "30d"]


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_secrets_are_masked(options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "incident_stream_kafka__password").write_text(SECRET, encoding="utf-8")
    shown = show({"SECRETS_DIR": str(tmp_path)}, *options)

    assert shown.exit_code == 0
    assert SECRET not in shown.output
    assert "**********" in shown.stdout


def test_a_secret_in_a_variable_ends_with_a_sentence_that_does_not_tell_it() -> None:
    shown = show({"KAFKA__PASSWORD": SECRET})

    assert (shown.exit_code, shown.stdout) == (2, "")
    assert f"incident-stream: {PREFIX}KAFKA__PASSWORD: a secret is read from a file" in shown.stderr
    assert SECRET not in shown.stderr


def test_wrong_settings_end_with_a_sentence_on_standard_error_and_without_the_value() -> None:
    shown = show({"HTTP__PORT": "9464x", "KAFKA__SECURITY_PROTOCOL": "SASL_PLAINTEXT"})

    assert shown.exit_code == 2
    assert shown.stdout == ""
    assert f"incident-stream: {PREFIX}HTTP__PORT: " in shown.stderr
    assert f"incident-stream: {PREFIX}KAFKA: " in shown.stderr
    assert "9464x" not in shown.stderr


def test_an_unknown_variable_ends_with_its_name_on_standard_error() -> None:
    shown = show({"KAFKA__BOOTSTRAP": "one:9092"})

    assert (shown.exit_code, shown.stdout) == (2, "")
    assert f"unknown settings: {PREFIX}KAFKA__BOOTSTRAP" in shown.stderr
