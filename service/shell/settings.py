"""Settings, read from `INCIDENT_STREAM_…` variables and from secret files; an unknown name is an error."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from service.core.decode import Limits
from service.core.totals.rules import EstimatePolicy, Rules, window_length

PREFIX: Final = "INCIDENT_STREAM_"
SECRETS_DIR_VARIABLE: Final = PREFIX + "SECRETS_DIR"
_RULES: Final = Rules()
_WEEK_SECONDS: Final = 7 * 24 * 3600
_YEAR_HOURS: Final = 366 * 24
_MAX_WINDOW_NAME: Final = 8
SECRETS: Final = frozenset({"password", "key_password"})
"""Of the group `kafka`."""
_NOT_SETTINGS: Final = frozenset({SECRETS_DIR_VARIABLE, PREFIX + "TEST_BOOTSTRAP", PREFIX + "CACHE_DIR"})

Name = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9._-]{1,100}$")]
WindowName = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*[mhd]$")]


class Group(BaseModel):
    """A group of settings."""

    # An error that quotes its input would quote a password beside the wrong setting.
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True)


class KafkaSettings(Group):
    """How to reach Kafka."""

    bootstrap_servers: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = Field(
        default="127.0.0.1:9092", description="Comma-separated host:port list."
    )
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_SSL", "SASL_PLAINTEXT"] = Field(
        default="PLAINTEXT", description="How the connection is protected."
    )
    sasl_mechanism: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = Field(
        default="SCRAM-SHA-512", description="How the client proves who it is."
    )
    username: str | None = Field(default=None, description="SASL user.")
    password: SecretStr | None = Field(default=None, description="SASL password; given as a secret file.")
    ca_file: Path | None = Field(default=None, description="PEM file of the authorities trusted for the brokers.")
    cert_file: Path | None = Field(default=None, description="PEM file of our certificate, for mutual TLS.")
    key_file: Path | None = Field(default=None, description="PEM file of our certificate's key.")
    key_password: SecretStr | None = Field(default=None, description="What unlocks the key; given as a secret file.")
    request_timeout_seconds: Annotated[float, Field(ge=1)] = Field(
        default=15, description="How long a broker that says nothing is waited for."
    )
    allow_insecure: bool = Field(default=False, description="Allow a password over an unencrypted connection.")

    @model_validator(mode="after")
    def _is_safe(self) -> "KafkaSettings":
        if self.security_protocol == "SASL_PLAINTEXT" and not self.allow_insecure:
            raise ValueError(
                "SASL_PLAINTEXT sends the password unencrypted; use SASL_SSL, or allow it by name with "
                f"{PREFIX}KAFKA__ALLOW_INSECURE=true"
            )
        if self.key_file and not self.cert_file:
            raise ValueError("key_file needs the certificate that it belongs to, cert_file")
        if self.security_protocol.startswith("SASL") and not (self.username and self.password):
            raise ValueError(f"{self.security_protocol} needs a username and a password")
        return self


class TopicSettings(Group):
    """Topics: their names and how they are created."""

    prefix: Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9._-]{0,60}$")] = Field(
        default="", description="Put before every topic name."
    )
    partitions: Annotated[int, Field(ge=1, le=1024)] = Field(
        default=12, description="Partitions of every topic; fixed once the topics exist."
    )
    replication: Annotated[int, Field(ge=1, le=9)] = Field(default=1, description="Copies of each partition.")


class LimitSettings(Group):
    """What is refused."""

    max_report_bytes: Annotated[int, Field(ge=1024)] = Field(
        default=256 * 1024, description="Largest report that is decoded, bytes."
    )
    max_skew_seconds: Annotated[float, Field(ge=0, le=_WEEK_SECONDS)] = Field(
        default=600, description="How far a time may lie ahead of the clock, seconds."
    )

    dead_letters_in_a_row: Annotated[int, Field(ge=0)] = Field(
        default=5_000, description="The worker stops when so many records in a row are refused; 0 = never."
    )
    dead_letter_ratio: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.9, description="The worker stops when this share of recent records is refused; 0 = never."
    )
    dead_letter_window_records: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        default=10_000, description="How many recent records the ratio is taken of; up to twice as many weigh in."
    )

    def as_limits(self) -> Limits:
        """For the core."""
        return Limits(max_bytes=self.max_report_bytes, max_skew=timedelta(seconds=self.max_skew_seconds))


class TotalsSettings(Group):
    """What the totals mean; every worker of a group must have the same."""

    windows: Annotated[tuple[WindowName, ...], Field(min_length=1, max_length=20)] = Field(
        default=_RULES.windows, description="Rolling windows, none longer than claims are kept."
    )
    attack_gap_hours: Annotated[float, Field(gt=0, le=_YEAR_HOURS)] = Field(
        default=_RULES.attack_gap_hours, description="Claims of a place within this distance belong to one attack."
    )
    range_margin_hours: Annotated[float, Field(ge=0, le=_YEAR_HOURS)] = Field(
        default=_RULES.range_margin_hours, description="Claims older than the best by more do not widen its range."
    )
    stale_after_hours: Annotated[float, Field(gt=0, le=_YEAR_HOURS)] = Field(
        default=_RULES.stale_after_hours, description="An outage without news for this long is stale."
    )
    correctable_days: Annotated[float, Field(gt=0, le=366)] = Field(
        default=_RULES.correctable_days, description="How long claims are kept and can be corrected."
    )
    policy: EstimatePolicy = Field(default=_RULES.policy, description="Which claim becomes the best estimate.")
    clock: Literal["wall", "stream"] = Field(
        default="wall", description="What time is: the wall clock, or in a replay the newest publication time seen."
    )
    tick_seconds: Annotated[float, Field(gt=0, le=60)] = Field(
        default=15, description="How often windows are rolled when no report comes, seconds."
    )

    @model_validator(mode="after")
    def _claims_outlive_windows(self) -> "TotalsSettings":
        kept = timedelta(days=self.correctable_days)
        too_long = [window for window in self.windows if len(window) > _MAX_WINDOW_NAME or window_length(window) > kept]
        if too_long:
            raise ValueError(f"claims are kept for {self.correctable_days:g} days, so no window of {too_long[0]}")
        if len(set(self.windows)) < len(self.windows):
            raise ValueError("a window is named twice")
        return self

    def as_rules(self) -> Rules:
        """For the core."""
        return Rules(
            windows=self.windows,
            attack_gap_hours=self.attack_gap_hours,
            range_margin_hours=self.range_margin_hours,
            stale_after_hours=self.stale_after_hours,
            correctable_days=self.correctable_days,
            policy=self.policy,
        )


class HttpSettings(Group):
    """The operations port: metrics and health."""

    host: str = Field(default="127.0.0.1", description="Address to listen on; the container sets 0.0.0.0.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(default=9464, description="Port; 0 picks a free one.")


class ApiSettings(Group):
    """The read-only HTTP API over the output topics."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(default=8464, description="Port; 0 picks a free one.")
    in_worker: bool = Field(default=False, description="Whether `worker` serves the API too, beside its own work.")
    max_listeners: Annotated[int, Field(ge=0, le=10_000)] = Field(
        default=200, description="Most clients of the event stream at a time."
    )


class LogSettings(Group):
    """Logs: JSON lines on standard error."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="Least severe line shown.")


class TracingSettings(Group):
    """OpenTelemetry spans (`pip install 'incident-stream[otel]'`); where they go is said by `OTEL_…` variables."""

    enabled: bool = Field(default=False, description="Whether spans are made of blocks.")
    max_links: Annotated[int, Field(ge=0, le=128)] = Field(
        default=32, description="Most producers' contexts that the span of a block links to."
    )


class EngineSettings(Group):
    """How the worker moves blocks. The defaults are measured; see docs/engine.md."""

    block_records: Annotated[int, Field(ge=1, le=20_000)] = Field(
        default=2_000, description="Most records in one block and so in one transaction."
    )
    block_bytes: Annotated[int, Field(ge=1024)] = Field(
        default=1024 * 1024, description="A block is closed when it holds this many bytes."
    )
    buffer_bytes: Annotated[int, Field(ge=1024)] = Field(
        default=32 * 1024 * 1024, description="Fetched and not yet processed; reading pauses above this."
    )
    session_timeout_seconds: Annotated[float, Field(ge=1)] = Field(
        default=8, description="A worker that is silent for this long loses its partitions."
    )
    heartbeat_seconds: Annotated[float, Field(gt=0)] = Field(default=2, description="How often it says it is there.")
    rebalance_timeout_seconds: Annotated[float, Field(ge=1)] = Field(
        default=12, description="A worker that does not join a rebalance within this time is left behind."
    )
    transaction_timeout_seconds: Annotated[float, Field(ge=1)] = Field(
        default=30, description="The broker aborts a transaction open for longer."
    )
    instance_id: Name | None = Field(
        default=None, description="Static membership: a name that no other worker of the group has."
    )
    stall_seconds: Annotated[float, Field(ge=5)] = Field(
        default=120, description="Not live when a partition with lag makes no progress for this long."
    )
    stop_seconds: Annotated[float, Field(ge=1)] = Field(
        default=20, description="Asked to stop, a worker ends within this time, if need be with work on its way."
    )

    @model_validator(mode="after")
    def _beats_in_time(self) -> "EngineSettings":
        if self.heartbeat_seconds >= self.session_timeout_seconds:
            raise ValueError("heartbeat_seconds must be shorter than session_timeout_seconds, best a third of it")
        return self


class _WithoutSecrets(EnvSettingsSource):
    """Environment variables; a secret among them is refused, because every child and every inspection shows them."""

    def __call__(self) -> dict[str, Any]:
        found = super().__call__()
        kafka = found.get("kafka")
        for name in sorted(SECRETS & (kafka.keys() if isinstance(kafka, dict) else set())):
            variable = f"{PREFIX}KAFKA__{name.upper()}"
            raise ValueError(
                f"{variable}: a secret is read from a file, never from a variable: put it into a file of this name and "
                f"its folder into {SECRETS_DIR_VARIABLE}"
            )
        return found


class Settings(BaseSettings):
    """All settings of the service."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    app_id: Name = Field(
        default="incident-stream", description="Consumer group, and prefix of changelogs and transactional ids."
    )
    kafka: KafkaSettings = KafkaSettings()
    topics: TopicSettings = TopicSettings()
    limits: LimitSettings = LimitSettings()
    totals: TotalsSettings = TotalsSettings()
    http: HttpSettings = HttpSettings()
    api: ApiSettings = ApiSettings()
    log: LogSettings = LogSettings()
    engine: EngineSettings = EngineSettings()
    tracing: TracingSettings = TracingSettings()

    @model_validator(mode="after")
    def _waits_long_enough(self) -> "Settings":
        if self.kafka.request_timeout_seconds <= max(
            self.engine.session_timeout_seconds, self.engine.rebalance_timeout_seconds
        ):
            raise ValueError(
                "kafka.request_timeout_seconds must be longer than engine.session_timeout_seconds and "
                "engine.rebalance_timeout_seconds: joining a group takes as long as its slowest member"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        sources: list[PydanticBaseSettingsSource] = [init_settings, _WithoutSecrets(settings_cls)]
        directory = os.environ.get(SECRETS_DIR_VARIABLE)
        if directory:
            sources.append(
                NestedSecretsSettingsSource(
                    file_secret_settings,
                    secrets_dir=directory,
                    secrets_dir_missing="error",
                    secrets_nested_delimiter="__",
                    secrets_prefix=PREFIX,
                )
            )
        return tuple(sources)


def load_settings(environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Read the settings.

    Raises ValueError (of which pydantic's ValidationError is one) with a sentence for each wrong or unknown name.
    """
    unknown = sorted(unknown_variables(os.environ if environ is None else environ))
    if unknown:
        raise ValueError(f"unknown settings: {', '.join(unknown)} (`incident-stream config show` lists them all)")
    return Settings(**given)


def unknown_variables(environ: Mapping[str, str]) -> set[str]:
    """Variables with our prefix that are no setting: most likely typing slips."""
    known = {name.upper() for name in variables()} | _NOT_SETTINGS
    return {name for name in environ if name.upper().startswith(PREFIX) and name.upper() not in known}


def variables() -> dict[str, tuple[str, ...]]:
    """Every environment variable and the path of the setting it sets."""
    found: dict[str, tuple[str, ...]] = {}
    for name, field in Settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Group):
            found[f"{PREFIX}{name.upper()}"] = (name,)
            for inner in kind.model_fields:
                found[f"{PREFIX}{name.upper()}__{inner.upper()}"] = (name, inner)
        else:
            found[f"{PREFIX}{name.upper()}"] = (name,)
    return found
