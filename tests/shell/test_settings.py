from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from service.core.totals.rules import EstimatePolicy, Rules
from service.shell.settings import PREFIX, SECRETS_DIR_VARIABLE, Settings, load_settings, unknown_variables, variables

Setter = Callable[..., None]
SCRAM = {"KAFKA__SECURITY_PROTOCOL": "SASL_SSL", "KAFKA__USERNAME": "reader"}
SECRET = "correct horse"  # noqa: S105
PASSWORD_FILE = "incident_stream_kafka__password"  # noqa: S105


@pytest.fixture
def given(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> Setter:
    """Sets variables, named without the prefix."""

    def put(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(PREFIX + name, value)

    return put


@pytest.fixture
def secret_file(given: Setter, tmp_path: Path) -> Callable[[str, str], None]:
    """Writes a secret file into the folder that the settings look into."""

    def write(name: str, content: str) -> None:
        (tmp_path / name).write_text(content, encoding="utf-8")
        given(SECRETS_DIR=str(tmp_path))

    return write


def test_the_defaults_are_the_numbers_of_the_core(given: Setter) -> None:
    settings = load_settings()

    assert settings.totals.as_rules() == Rules()
    assert settings.limits.as_limits().max_skew == timedelta(minutes=10)
    assert settings.limits.as_limits().max_bytes == 262_144
    assert settings.http.host == "127.0.0.1"


def test_variables_reach_into_groups(given: Setter) -> None:
    given(
        APP_ID="tests",
        KAFKA__BOOTSTRAP_SERVERS="one:9092,two:9092",
        TOTALS__WINDOWS='["1h", "2d"]',
        TOTALS__POLICY="maximum",
        HTTP__PORT="0",
    )

    settings = load_settings()

    assert settings.app_id == "tests"
    assert settings.kafka.bootstrap_servers == "one:9092,two:9092"
    assert settings.totals.as_rules().windows == ("1h", "2d")
    assert settings.totals.as_rules().policy is EstimatePolicy.MAXIMUM
    assert settings.http.port == 0


def test_what_is_given_by_the_caller_wins_over_variables(given: Setter) -> None:
    given(APP_ID="from-variable")

    assert load_settings(app_id="from-caller").app_id == "from-caller"


def test_an_unknown_variable_is_refused_by_its_name(given: Setter) -> None:
    given(KAFKA__BOOTSTRAP_SERVER="one:9092", TOTLAS__WINDOWS="[]")

    with pytest.raises(ValueError, match="unknown settings") as refused:
        load_settings()

    assert f"{PREFIX}KAFKA__BOOTSTRAP_SERVER, {PREFIX}TOTLAS__WINDOWS" in str(refused.value)


def test_variables_of_others_and_of_the_tests_are_no_settings() -> None:
    environ = {"PATH": "/bin", PREFIX + "TEST_BOOTSTRAP": "x", PREFIX + "CACHE_DIR": "x", SECRETS_DIR_VARIABLE: "x"}

    assert unknown_variables(environ) == set()
    assert unknown_variables({PREFIX.lower() + "app_id": "x"}) == set()
    assert unknown_variables({PREFIX + "APPID": "x"}) == {PREFIX + "APPID"}


def test_every_setting_has_a_variable_and_a_description() -> None:
    names = variables()

    assert names[PREFIX + "KAFKA__PASSWORD"] == ("kafka", "password")
    assert names[PREFIX + "APP_ID"] == ("app_id",)
    for group in Settings.model_fields.values():
        kind = group.annotation
        for name, field in getattr(kind, "model_fields", {}).items():
            assert field.description, name


@pytest.mark.parametrize("name", ["incident_stream_kafka__password", "INCIDENT_STREAM_KAFKA__PASSWORD"])
def test_a_secret_comes_from_a_file_without_its_line_end(
    name: str, given: Setter, secret_file: Callable[[str, str], None]
) -> None:
    given(**SCRAM)
    secret_file(name, SECRET + "\n")

    assert load_settings().kafka.password == SecretStr(SECRET)


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("password", {"KAFKA__PASSWORD": SECRET}),
        ("key_password", {"KAFKA__KEY_PASSWORD": SECRET}),
        ("password", {"KAFKA": f'{{"password": "{SECRET}"}}'}),
        ("password", {"kafka__password": SECRET}),
    ],
)
def test_a_secret_in_a_variable_is_refused_without_being_told(
    name: str, variable: dict[str, str], given: Setter
) -> None:
    given(**variable)

    with pytest.raises(ValueError, match=f"{PREFIX}KAFKA__{name.upper()}: a secret is read from a file") as refused:
        load_settings()

    assert SECRET not in str(refused.value)


def test_a_secret_file_with_an_unknown_name_is_refused(secret_file: Callable[[str, str], None]) -> None:
    secret_file("incident_stream_kafka__pasword", "hunter")

    with pytest.raises(ValidationError, match=r"kafka\.pasword") as refused:
        load_settings()

    assert "hunter" not in str(refused.value)


def test_files_of_others_in_the_secrets_folder_are_left_alone(secret_file: Callable[[str, str], None]) -> None:
    secret_file("database_password", "hunter")

    assert load_settings().kafka.password is None


def test_a_missing_secrets_folder_is_an_error(given: Setter, tmp_path: Path) -> None:
    given(SECRETS_DIR=str(tmp_path / "nowhere"))

    with pytest.raises(ValueError, match="nowhere"):
        load_settings()


def test_a_password_over_an_open_connection_is_refused_unless_allowed_by_name(
    given: Setter, secret_file: Callable[[str, str], None]
) -> None:
    given(KAFKA__SECURITY_PROTOCOL="SASL_PLAINTEXT", KAFKA__USERNAME="reader")
    secret_file(PASSWORD_FILE, SECRET)

    with pytest.raises(ValidationError, match="INCIDENT_STREAM_KAFKA__ALLOW_INSECURE=true") as refused:
        load_settings()
    assert SECRET not in str(refused.value)

    given(KAFKA__ALLOW_INSECURE="true")
    assert load_settings().kafka.security_protocol == "SASL_PLAINTEXT"


def test_sasl_without_user_or_password_is_refused(given: Setter) -> None:
    given(**SCRAM)

    with pytest.raises(ValidationError, match="needs a username and a password"):
        load_settings()


def test_a_key_without_its_certificate_is_refused(given: Setter) -> None:
    given(KAFKA__SECURITY_PROTOCOL="SSL", KAFKA__KEY_FILE="/run/secrets/key.pem")

    with pytest.raises(ValidationError, match="cert_file"):
        load_settings()


def test_a_password_is_masked_wherever_settings_are_printed(
    given: Setter, secret_file: Callable[[str, str], None]
) -> None:
    given(**SCRAM)
    secret_file(PASSWORD_FILE, SECRET)

    settings = load_settings()

    assert SECRET not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KAFKA__SECURITY_PROTOCOL", "TLS"),
        ("KAFKA__BOOTSTRAP_SERVERS", " "),
        ("HTTP__PORT", "65536"),
        ("TOPICS__PARTITIONS", "0"),
        ("TOPICS__PREFIX", "a/b"),
        ("APP_ID", ""),
        ("LIMITS__MAX_SKEW_SECONDS", "inf"),
        ("TOTALS__CORRECTABLE_DAYS", "nan"),
        ("TOTALS__WINDOWS", '["1w"]'),
        ("TOTALS__WINDOWS", "[]"),
        ("TOTALS__WINDOWS", '["1h", "1h"]'),
        ("TOTALS__WINDOWS", '["31d"]'),
        ("TOTALS__WINDOWS", '["99999999999999d"]'),
        ("TOTALS__TICK_SECONDS", "61"),
        ("ENGINE__HEARTBEAT_SECONDS", "10"),
        ("ENGINE__STALL_SECONDS", "1"),
        ("ENGINE__STOP_SECONDS", "0"),
        ("LOG__LEVEL", "LOUD"),
    ],
)
def test_a_value_that_cannot_work_is_refused(name: str, value: str, given: Setter) -> None:
    given(**{name: value})

    with pytest.raises(ValidationError, match=name.partition("__")[0].lower()):
        load_settings()


def test_a_request_must_be_allowed_to_take_as_long_as_a_rebalance(given: Setter) -> None:
    given(KAFKA__REQUEST_TIMEOUT_SECONDS="12")

    with pytest.raises(ValidationError, match="request_timeout_seconds must be longer"):
        load_settings()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().kafka.username = "other"  # type: ignore[misc]
