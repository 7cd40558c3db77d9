"""A Docker engine for the tests that need one."""

import os
import socket

import docker
from docker.errors import DockerException
from docker.utils import parse_host


def engine_that_answers(timeout: float = 60) -> docker.DockerClient | None:
    """A client of the engine that `DOCKER_HOST` names, else of this machine's; None where nothing answers.

    The caller closes it.
    """
    # Docker's client does not close a Unix socket that it could not connect, and a later test gets the blame.
    if not _listens(parse_host(os.environ.get("DOCKER_HOST"))):
        return None
    try:
        client = docker.from_env(timeout=timeout)
    except (DockerException, OSError):
        return None
    try:
        client.ping()
    except (DockerException, OSError):
        client.close()
        return None
    return client


def _listens(address: str) -> bool:
    """Whether somebody listens at a Unix socket; any other kind of address is left to Docker's client."""
    scheme, _, path = address.partition("://")
    if not scheme.endswith("unix"):
        return True
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
    return True
