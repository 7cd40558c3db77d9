"""How every Kafka client of the service is connected: one place for addresses and security."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import faust

from service.shell.settings import KafkaSettings
from service.shell.untrusted_batches import read_untrusted_batches

COMPRESSION: Final = "zstd"
"""Of what we write, but for small batches: half the bytes of lz4 in a fifth of the time, as aiokafka packs lz4 at its
slowest level. Brokers and clients know it since Kafka 2.1."""


def client_options(kafka: KafkaSettings) -> dict[str, Any]:
    """Keyword arguments that every aiokafka client takes; a consumer made with them survives any batch."""
    read_untrusted_batches()
    options: dict[str, Any] = {
        "bootstrap_servers": kafka.bootstrap_servers,
        "security_protocol": kafka.security_protocol,
        "request_timeout_ms": int(kafka.request_timeout_seconds * 1000),
    }
    if kafka.security_protocol.endswith("SSL"):
        options["ssl_context"] = tls_context(kafka)
    if kafka.security_protocol.startswith("SASL"):
        options["sasl_mechanism"] = kafka.sasl_mechanism
        options["sasl_plain_username"] = kafka.username
        options["sasl_plain_password"] = kafka.password.get_secret_value() if kafka.password else None
    return options


def tls_context(kafka: KafkaSettings) -> ssl.SSLContext:
    """Verifies the broker's name and certificate; shows ours where one is configured. Raises ValueError."""
    with _named("CA_FILE", kafka.ca_file):
        context = ssl.create_default_context(cafile=str(kafka.ca_file) if kafka.ca_file else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if kafka.cert_file:
        # An empty password rather than none: OpenSSL would ask for it at the terminal.
        password = kafka.key_password.get_secret_value() if kafka.key_password else ""
        with _named("CERT_FILE or KAFKA__KEY_FILE", kafka.cert_file, kafka.key_file):
            context.load_cert_chain(kafka.cert_file, kafka.key_file, password)
    return context


@contextmanager
def _named(setting: str, *files: Path | None) -> Iterator[None]:
    """The client's errors name no file."""
    try:
        yield
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or getattr(error, "reason", None) or type(error).__name__
        which = " or ".join(str(file) for file in files if file)
        raise ValueError(f"KAFKA__{setting}: {which} cannot be used: {reason}") from error


def faust_credentials(kafka: KafkaSettings) -> Any:
    """The same security as Faust's own consumer wants it; None for plain text."""
    if kafka.security_protocol == "PLAINTEXT":
        return None
    context = tls_context(kafka) if kafka.security_protocol.endswith("SSL") else None
    if kafka.security_protocol == "SSL":
        return faust.SSLCredentials(context)
    return faust.SASLCredentials(
        username=kafka.username,
        password=kafka.password.get_secret_value() if kafka.password else None,
        ssl_context=context,
        mechanism=kafka.sasl_mechanism,
    )


def faust_broker_urls(kafka: KafkaSettings) -> list[str]:
    """Bootstrap servers in Faust's URL form."""
    return [f"aiokafka://{server.strip()}" for server in kafka.bootstrap_servers.split(",") if server.strip()]
