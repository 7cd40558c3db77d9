"""`Network` of Toxiproxy, a server of its own that is told what to do over HTTP (`make toxiproxy` builds it)."""

import asyncio
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import aiohttp

from service.cli.demo import free_port
from service.shell.dev_kafka import guard
from tests.chaos.network import HOST, Network, OwnNetwork

SERVER: Final = "toxiproxy-server"
_START_SECONDS: Final = 10


def found_server() -> str | None:
    """Where the server is: beside our Python, or on the path."""
    own = Path(sys.executable).parent / SERVER
    return str(own) if own.exists() else shutil.which(SERVER)


async def best_network() -> tuple[str, Network]:
    """Toxiproxy where there is one, else our own proxies; with its name."""
    server = found_server()
    return ("Toxiproxy", await Toxiproxy.start(server)) if server else ("own proxies", OwnNetwork())


class Toxiproxy:
    """One server with a proxy for each way from a worker to a broker."""

    def __init__(self, process: asyncio.subprocess.Process, session: aiohttp.ClientSession) -> None:
        self._process = process
        self._session = session
        self._names: dict[int, list[str]] = {}

    @classmethod
    async def start(cls, server: str) -> "Toxiproxy":
        """Start the server and wait until it answers."""
        port = free_port()
        # The guard ends the server when this process is gone, however that came about.
        guarded = [sys.executable, "-I", "-S", guard.__file__, server, "-host", HOST, "-port", str(port)]
        process = await asyncio.create_subprocess_exec(
            *guarded,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        session = aiohttp.ClientSession(f"http://{HOST}:{port}", raise_for_status=True)
        made = cls(process, session)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await made._answers()
        except BaseException:
            await made.close()
            raise
        return made

    async def _answers(self) -> None:
        while True:
            with suppress(aiohttp.ClientConnectionError):
                return await self._ask("GET", "/version")
            await asyncio.sleep(0.05)  # between two looks

    async def open(self, worker: int, broker: int, upstream: int) -> int:
        name = f"{worker}-{broker}"
        self._names.setdefault(worker, []).append(name)
        made = await self._ask("POST", "/proxies", name=name, listen=f"{HOST}:0", upstream=f"{HOST}:{upstream}")
        return int(made["listen"].rpartition(":")[2])

    async def delay(self, worker: int, seconds: float) -> None:
        await self._poison(worker, "latency", latency=int(seconds * 1000))

    async def cut(self, worker: int) -> None:
        for name in self._names[worker]:
            await self._ask("POST", f"/proxies/{name}", enabled=False)

    async def silence(self, worker: int) -> None:
        await self._poison(worker, "timeout", timeout=0)

    async def reset(self, worker: int) -> None:
        await self._poison(worker, "reset_peer", timeout=0)
        for name in self._names[worker]:
            for stream in ("upstream", "downstream"):
                await self._ask("DELETE", f"/proxies/{name}/toxics/reset_peer-{stream}")

    async def heal(self) -> None:
        await self._ask("POST", "/reset")

    async def close(self) -> None:
        await self._session.close()
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()

    async def _poison(self, worker: int, kind: str, **attributes: int) -> None:
        for name in self._names[worker]:
            for stream in ("upstream", "downstream"):
                said = {"name": f"{kind}-{stream}", "type": kind, "stream": stream, "attributes": attributes}
                await self._ask("POST", f"/proxies/{name}/toxics", **said)

    async def _ask(self, method: str, path: str, **said: Any) -> Any:
        async with self._session.request(method, path, json=said or None) as answer:
            body = await answer.read()
            return await answer.json(content_type=None) if body.startswith((b"{", b"[")) else None
