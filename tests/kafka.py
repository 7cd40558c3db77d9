"""The tests' Kafka: one that is given, else a container, else brokers of our own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import docker
from docker.errors import DockerException, ImageNotFound
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from service.shell.dev_kafka import DevKafka
from service.shell.dev_kafka.ports import free_ports
from service.shell.dev_kafka.properties import CLUSTER_ID, CONTROLLER, HOST, PLAIN, cluster_properties
from service.shell.dev_kafka.ready import brokers_known_to
from tests.docker_engine import engine_that_answers

GIVEN = "INCIDENT_STREAM_TEST_BOOTSTRAP"
IMAGE = "apache/kafka:4.3.1"
ENTRY = "/etc/kafka/docker/run"
"""What Apache's image runs. A base image under its name, made for some build, does not."""
START_SECONDS = 60


@contextmanager
def session_broker(folder: Path) -> Iterator[str]:
    """Bootstrap servers of a real Kafka for this test session."""
    given = os.environ.get(GIVEN)
    if given:
        yield given
    elif container_is_possible():
        with container_broker() as servers:
            yield servers
    else:
        with DevKafka(directory=folder) as kafka:
            yield kafka.bootstrap_servers


def container_is_possible(image: str = IMAGE) -> bool:
    """Whether an engine answers and has the image; nothing is pulled for a test."""
    client = engine_that_answers(timeout=5)
    if client is None:
        return False
    try:
        found = client.images.get(image)
        has_reaper = _has_image(client, testcontainers_config.ryuk_image)
    except (DockerException, OSError):
        return False
    finally:
        client.close()
    # The reaper ends containers of tests that were killed; where its image is not there, it would be pulled.
    testcontainers_config.ryuk_disabled = not has_reaper
    return ENTRY in (found.attrs["Config"].get("Cmd") or [])


def _has_image(client: docker.DockerClient, name: str) -> bool:
    try:
        client.images.get(name)
    except ImageNotFound:
        return False
    return True


@contextmanager
def container_broker(image: str = IMAGE) -> Iterator[str]:
    """Kafka in a container, under the same port inside and outside, with the settings that our own brokers have."""
    port, controller_port = free_ports(2)
    container = DockerContainer(image).with_envs(**_environment(port, controller_port))
    container.ports[f"{port}/tcp"] = (HOST, port)
    with container:
        until = monotonic() + START_SECONDS
        while not brokers_known_to(HOST, port):
            wrapped = container.get_wrapped_container()
            wrapped.reload()
            if wrapped.status != "running" or monotonic() > until:
                raise AssertionError(f"{image} did not start:\n{wrapped.logs().decode(errors='replace')[-3000:]}")
            sleep(0.1)  # between two looks
        yield f"{HOST}:{port}"


def _environment(port: int, controller_port: int) -> dict[str, str]:
    """The image makes its settings from these: KAFKA_ and a property's name with underscores for dots."""
    properties = {
        **cluster_properties(1),
        "node.id": "1",
        "controller.quorum.voters": f"1@localhost:{controller_port}",
        "listeners": f"{PLAIN}://0.0.0.0:{port},{CONTROLLER}://localhost:{controller_port}",
        "advertised.listeners": f"{PLAIN}://{HOST}:{port}",
        "listener.security.protocol.map": f"{PLAIN}:PLAINTEXT,{CONTROLLER}:PLAINTEXT",
    }
    named = {"KAFKA_" + key.upper().replace(".", "_"): value for key, value in properties.items()}
    return {**named, "CLUSTER_ID": CLUSTER_ID}
