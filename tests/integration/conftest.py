"""A fresh deployment for each test that asks for one."""

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.deployment import Deployment

Deploy = Callable[..., Deployment]


@pytest.fixture
def deploy(bootstrap_servers: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Deploy]:
    """Make deployments: `deploy(TOTALS__CLOCK="stream")`. Workers still running at the end are killed."""
    made: list[Deployment] = []

    def make(**variables: str) -> Deployment:
        name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower())[:40].strip("-")
        deployment = Deployment.create(bootstrap_servers, f"{name}-{uuid.uuid4().hex[:6]}", tmp_path, **variables)
        made.append(deployment)
        return deployment

    yield make
    for deployment in made:
        for worker in deployment.workers:
            worker.kill()
