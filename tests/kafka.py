"""The tests' Kafka: one given, else a container, else brokers of our own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.shell.dev_kafka import DevKafka

GIVEN = "INCIDENT_STREAM_TEST_BOOTSTRAP"
IMAGE = "apache/kafka:4.3.1"


@contextmanager
def session_broker(folder: Path) -> Iterator[str]:
    """Bootstrap servers of a real Kafka for this test session."""
    given = os.environ.get(GIVEN)
    if given:
        yield given
    elif _has_image(IMAGE):
        from testcontainers.kafka import KafkaContainer  # noqa: PLC0415 - only where there is an engine

        with KafkaContainer(IMAGE).with_kraft() as container:
            yield container.get_bootstrap_server()
    else:
        with DevKafka(directory=folder) as kafka:
            yield kafka.bootstrap_servers


def _has_image(image: str) -> bool:
    """Whether an engine answers and has the image; nothing is pulled for a test."""
    docker = shutil.which("docker")
    if docker is None:
        return False
    return subprocess.run([docker, "image", "inspect", image], capture_output=True, check=False).returncode == 0
