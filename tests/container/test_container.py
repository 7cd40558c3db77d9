"""The image, built and run as it is deployed: read-only root, no capabilities, fed through a real Kafka, scraped.

Needs a Docker engine and the base image. The containers use the host's network, because the tests' Kafka tells its
clients to come to this machine's loopback address.
"""

import re
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import docker
import pytest
from docker.errors import APIError, ImageNotFound
from docker.models.containers import Container
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer
from testcontainers.core.image import DockerImage

from service.cli.demo import free_port, get, samples
from service.shell.settings import PREFIX
from service.shell.topics import CITY_TOTALS
from tests.docker_engine import engine_that_answers
from tests.integration.deployment import Deployment, await_condition

pytestmark = [pytest.mark.container, pytest.mark.kafka, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
LARGEST_LAYERS = 85_000_000
"""Bytes that we may add to the base; docs/deploy.md says so."""
GRACE_SECONDS = 30
"""`stop_grace_period` of deploy/compose.yaml: a worker that takes longer is killed."""
TAG = "incident-stream:test"
COMMIT = "4c1d"
"""What the build is told."""
KYIV = "UA80000000000093317"


@pytest.fixture(scope="module")
def engine() -> Iterator[docker.DockerClient]:
    """A Docker engine."""
    client = engine_that_answers()
    if client is None:
        pytest.skip("no Docker engine answers here; DOCKER_HOST may name one")
    # Its reaper is an image of its own, which would have to be pulled; the fixtures below end what they start.
    testcontainers_config.ryuk_disabled = True
    yield client
    client.close()


def bases() -> list[str]:
    """Images that ours is built from."""
    return sorted(set(re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)))


@pytest.fixture(scope="module")
def image(engine: docker.DockerClient) -> Iterator[str]:
    """The image, built from this checkout."""
    for base in bases():
        try:
            engine.images.get(base)
        except ImageNotFound:
            try:
                engine.images.pull(base)
            except APIError as error:
                pytest.skip(f"the base image {base} is not on this machine and cannot be pulled: {error.explanation}")
    told = {"REVISION": COMMIT}
    with DockerImage(ROOT, tag=TAG, clean_up=False, network_mode="host", rm=True, buildargs=told) as built:
        yield str(built)
    # By its tag alone: the same image may be somebody's own, under another.
    engine.images.remove(TAG)


class Service:
    """A container of the image, with what an operator can see of it from outside."""

    def __init__(
        self, image: str, deployment: Deployment, environment: Mapping[str, str] | None = None, user: str | None = None
    ) -> None:
        self.port = free_port()
        variables = {**deployment.environment, PREFIX + "HTTP__PORT": str(self.port), **(environment or {})}
        self._started = (
            DockerContainer(image)
            .with_envs(**variables)
            .with_kwargs(
                network_mode="host",
                read_only=True,
                cap_drop=["ALL"],
                security_opt=["no-new-privileges:true"],
                user=user,
            )
        )

    def __enter__(self) -> "Service":
        self._started.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._started.stop()

    @property
    def container(self) -> Container:
        """As the engine knows it."""
        return self._started.get_wrapped_container()

    def run(self, *command: str) -> tuple[int, str]:
        """Exit code and output of a command run beside the worker."""
        code, output = self.container.exec_run(list(command))
        return int(code or 0), output.decode()

    def await_ready(self) -> "Service":
        """Until the worker serves; fails the test when it has ended."""

        def ready() -> bool:
            self.container.reload()
            assert self.container.status == "running", self.container.logs().decode()[-4000:]
            return get(self.port, "/health/ready") is not None

        await_condition(ready, "the container to be ready")
        return self

    def metric(self, name: str, label: str = "") -> float:
        """Sum of a metric's samples whose labels contain `label`."""
        return sum(value for key, value in samples(get(self.port, "/metrics") or "", name).items() if label in key)

    def stop(self) -> int:
        """As an operator does it; returns the exit code, 137 when it had to be killed."""
        self.container.stop(timeout=GRACE_SECONDS)
        return int(self.container.wait()["StatusCode"])


@pytest.fixture(scope="module")
def deployment(bootstrap_servers: str, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Topics for the containers of this file."""
    return Deployment.create(bootstrap_servers, f"container-{uuid4().hex[:6]}", tmp_path_factory.mktemp("container"))


@pytest.fixture(scope="module")
def service(image: str, deployment: Deployment) -> Iterator[Service]:
    """The worker's container, serving."""
    with Service(image, deployment) as started:
        yield started.await_ready()


def deaths(report_id: str, place: str, killed: int, minutes_ago: int) -> dict[str, Any]:
    """A structured report, published so long ago, of an attack three hours ago."""
    now = datetime.now(UTC).replace(microsecond=0)
    return {
        "report_id": report_id,
        "source": {"id": "desk", "class": "official"},
        "published_at": (now - timedelta(minutes=minutes_ago)).isoformat(),
        "incidents": [
            {
                "type": "casualties",
                "place": {"name": place},
                "counts": [{"measure": "killed", "value": killed}],
                "occurred_from": (now - timedelta(hours=3)).isoformat(),
            }
        ],
    }


def test_reports_become_totals_and_metrics(service: Service, deployment: Deployment) -> None:
    deployment.feed([deaths("desk:1", "Kyiv", 4, 30), b"\xff", deaths("desk:2", "Kyiv", 6, 20)])
    deployment.await_processed()
    totals = deployment.last_values(CITY_TOTALS)[KYIV]
    assert totals["windows"]["24h"]["killed"]["people"]["best"] == 6
    assert service.metric("records_received_total", 'topic="reports"') == 3
    assert service.metric("incidents_total") == 2
    assert service.metric("dead_letters_total") == 1
    assert service.metric("build_info", f'commit="{COMMIT}"') == 1
    assert get(service.port, "/health/live") is not None


def test_the_health_check_written_into_the_image_passes(service: Service) -> None:
    check = service.container.image.attrs["Config"]["Healthcheck"]["Test"]
    assert check[0] == "CMD", "a shell would be needed"
    assert service.run(*check[1:]) == (0, "")


def test_it_runs_without_root_and_without_capabilities(service: Service) -> None:
    assert service.run("python", "-c", "import os; print(os.getuid(), os.getgid())") == (0, "10001 10001\n")
    _, status = service.run("cat", "/proc/1/status")
    assert re.search(r"^CapBnd:\s*0+$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s*1$", status, re.MULTILINE)


def test_its_file_system_cannot_be_written_to(service: Service) -> None:
    code, said = service.run("touch", "/opt/incident-stream/written")
    assert code != 0
    assert "Read-only" in said
    assert service.container.diff() in (None, [])


def test_it_adds_no_more_to_its_base_than_the_documentation_says(engine: docker.DockerClient, image: str) -> None:
    (base,) = bases()
    added = engine.images.get(image).attrs["Size"] - engine.images.get(base).attrs["Size"]
    assert 0 < added < LARGEST_LAYERS


COUNTED = """
from importlib.util import cache_from_source
from pathlib import Path
counts = {}
for source in Path("/opt/incident-stream/lib").rglob("*.py"):
    compiled = Path(cache_from_source(str(source)))
    flags = int.from_bytes(compiled.read_bytes()[4:8], "little") if compiled.exists() else None
    counts[flags] = counts.get(flags, 0) + 1
print(counts)
"""
"""How many modules have which kind of bytecode: 0 is checked by the source's date, 1 by nothing, None is missing."""


def test_every_module_comes_compiled_in_a_way_that_is_the_same_in_every_build(service: Service) -> None:
    code, said = service.run("python", "-c", COUNTED)
    assert code == 0, said
    assert re.fullmatch(r"\{1: \d{4}\}\n", said), said


MACHINE_CODE = """
from pathlib import Path
import service.core
print(sum(1 for _ in Path(service.core.__file__).parent.rglob("*.so")))
"""


def test_the_core_comes_as_machine_code(service: Service) -> None:
    code, said = service.run("python", "-c", MACHINE_CODE)
    assert code == 0, said
    assert int(said) > 60


def test_any_user_may_run_it_and_sigterm_ends_it_within_its_grace_period(image: str, deployment: Deployment) -> None:
    with Service(image, deployment, user="54321:0") as started:
        started.await_ready()
        assert started.stop() == 0


def test_a_start_without_kafka_ends_with_a_sentence_that_says_so(image: str, deployment: Deployment) -> None:
    nowhere = {PREFIX + "KAFKA__BOOTSTRAP_SERVERS": f"127.0.0.1:{free_port()}"}
    with Service(image, deployment, nowhere) as started:
        assert started.container.wait(timeout=60)["StatusCode"] == 1
        said = started.container.logs().decode()
    assert "cannot reach Kafka" in said
    assert "Traceback" not in said


def test_compose_accepts_the_deployment_we_ship(engine: docker.DockerClient) -> None:
    if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("the docker command has no compose here")
    checked = subprocess.run(
        ["docker", "compose", "--file", "deploy/compose.yaml", "config", "--quiet"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")
