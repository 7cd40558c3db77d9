import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, cast

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.shell.engine import Engine
from service.shell.metrics import Metrics
from service.shell.settings import HttpSettings
from service.shell.web import MOST_CLIENTS, OperationsServer

LOCAL = HttpSettings(port=0)


@dataclass
class Health:
    """What the server asks the engine."""

    stalled_lanes: list[str] = field(default_factory=list)
    reason: str | None = None

    def stalled(self) -> list[str]:
        return self.stalled_lanes

    def not_ready(self) -> str | None:
        return self.reason


class Port:
    """The operations port of a worker whose health the test decides."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.health = Health()
        self.metrics = Metrics("0.1.0")
        self.server = OperationsServer(LOCAL, cast("Engine", self.health), self.metrics, "0.1.0")
        self.address = ""
        self._session = session

    async def ask(self, path: str, method: str = "GET") -> tuple[int, str, "dict[str, str]"]:
        async with self._session.request(method, self.address + path) as response:
            return response.status, await response.text(), dict(response.headers)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, number = self.address.removeprefix("http://").split(":")
        return await asyncio.open_connection(host, int(number))

    async def json(self, path: str) -> tuple[int, Any]:
        async with self._session.get(self.address + path) as response:
            return response.status, await response.json()


@pytest.fixture
async def port() -> AsyncIterator[Port]:
    async with aiohttp.ClientSession() as session:
        port = Port(session)
        port.address = f"http://127.0.0.1:{await port.server.start()}"
        yield port
        await port.server.stop()


async def test_a_worker_that_moves_is_live(port: Port) -> None:
    assert await port.json("/health/live") == (200, {"live": True, "stalled": []})


async def test_a_stalled_partition_makes_it_not_live_and_is_named(port: Port) -> None:
    port.health.stalled_lanes = ["totals-3"]

    assert await port.json("/health/live") == (503, {"live": False, "stalled": ["totals-3"]})


async def test_a_worker_with_its_partitions_is_ready(port: Port) -> None:
    assert await port.json("/health/ready") == (200, {"ready": True, "reason": None})


async def test_a_worker_that_is_not_ready_says_why_and_stays_live(port: Port) -> None:
    port.health.reason = "state is being restored"

    assert await port.json("/health/ready") == (503, {"ready": False, "reason": "state is being restored"})
    assert (await port.ask("/health/live"))[0] == 200


async def test_health_is_never_kept_by_caches(port: Port) -> None:
    for path in ("/health/live", "/health/ready"):
        _, _, headers = await port.ask(path)
        assert headers["Cache-Control"] == "no-store"


async def test_metrics_are_shown_as_prometheus_reads_them(port: Port) -> None:
    port.metrics.rewinds.inc(2)

    status, text, headers = await port.ask("/metrics")

    assert status == 200
    assert headers["Content-Type"].startswith("text/plain; version=")
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert families["incident_stream_rewinds"].samples[0].value == 2


async def test_the_version_is_told(port: Port) -> None:
    assert await port.json("/version") == (200, {"version": "0.1.0"})


@pytest.mark.parametrize("path", ["/", "/table", "/table/totals", "/router/", "/graph", "/stats", "/health"])
async def test_nothing_else_is_served(path: str, port: Port) -> None:
    assert (await port.ask(path))[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_nothing_can_be_sent(method: str, port: Port) -> None:
    assert (await port.ask("/metrics", method))[0] == 405


async def test_head_is_answered_without_a_body(port: Port) -> None:
    assert (await port.ask("/metrics", "HEAD"))[:2] == (200, "")


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /" + b"x" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 5000 + b"\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\nHost: x\r\n" + b"X: x\r\n" * 100 + b"\r\n",
        b"\x16\x03\x01 no HTTP at all\r\n\r\n",
    ],
    ids=["long line", "long header", "many headers", "no HTTP"],
)
async def test_what_is_too_large_or_no_request_is_refused(request_bytes: bytes, port: Port) -> None:
    reader, writer = await port.connect()
    writer.write(request_bytes)

    assert (await reader.readline()).startswith((b"HTTP/1.1 400", b"HTTP/1.0 400"))

    writer.close()
    await writer.wait_closed()


async def test_idle_clients_are_dropped_the_oldest_first_and_never_keep_a_health_check_out(port: Port) -> None:
    idle = [await port.connect() for _ in range(MOST_CLIENTS + 20)]

    assert (await port.ask("/health/live"))[0] == 200

    for reader, _ in idle[:20]:
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
    _, newest = idle[-1]
    newest.write(b"GET /version HTTP/1.1\r\nHost: x\r\n\r\n")
    assert await idle[-1][0].readline() == b"HTTP/1.1 200 OK\r\n"
    for _, writer in idle:
        writer.close()
    await asyncio.gather(*(writer.wait_closed() for _, writer in idle), return_exceptions=True)


async def test_after_stopping_nobody_answers(port: Port) -> None:
    await port.server.stop()

    with pytest.raises(aiohttp.ClientConnectionError):
        await port.ask("/health/live")


async def test_stopping_twice_or_before_the_start_does_nothing() -> None:
    server = OperationsServer(LOCAL, cast("Engine", Health()), Metrics("0.1.0"), "0.1.0")

    await server.stop()
    assert await server.start() > 0
    await server.stop()
    await server.stop()


async def test_an_address_that_is_taken_is_an_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = HttpSettings(port=taken.getsockname()[1])
        server = OperationsServer(settings, cast("Engine", Health()), Metrics("0.1.0"), "0.1.0")

        with pytest.raises(OSError, match="address already in use"):
            await server.start()
        await server.stop()
