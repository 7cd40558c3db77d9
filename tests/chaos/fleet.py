"""Worker processes with a folder each, and a supervisor that starts them again when they end, as any platform does."""

import asyncio
import os
import shutil
import signal
import sys
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Final

from service.cli.demo import free_port
from service.shell.dev_kafka import guard
from service.shell.settings import PREFIX

_RESTART_SECONDS: Final = 0.5
"""What a supervisor takes to notice."""
_ANSWER_SECONDS: Final = 2.0


class Member:
    """One worker that is kept running."""

    def __init__(self, number: int, folder: Path, variables: dict[str, str]) -> None:
        self.number = number
        self.exits: Counter[int] = Counter()
        """How its processes ended, by exit code; a signal as minus its number."""
        self._folder = folder
        self._port = free_port()
        self._variables = {**variables, "HTTP__PORT": str(self._port)}
        self._guard: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._wanted = False

    @property
    def _disk(self) -> Path:
        return self._folder / "disk"

    async def start(self) -> None:
        """Run it, and again whenever it ends, until `away`."""
        self._wanted = True
        await self._launch()
        self._keeper = asyncio.create_task(self._keep(), name=f"keeper of worker {self.number}")

    async def _launch(self) -> None:
        self._disk.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        own = {PREFIX + name: value for name, value in self._variables.items()}
        with (self._folder / "worker.log").open("ab") as log:
            # The guard ends the worker when this process is gone, however that came about.
            self._guard = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                "-S",
                guard.__file__,
                sys.executable,
                "-m",
                "service",
                "worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
                env={**kept, **own, "TMPDIR": str(self._disk), "HOME": str(self._disk)},
                start_new_session=True,
            )

    async def _keep(self) -> None:
        while True:
            assert self._guard is not None
            code = await self._guard.wait()
            self.exits[code - 256 if code > 128 else code] += 1
            if not self._wanted:
                return
            await asyncio.sleep(_RESTART_SECONDS)
            await self._launch()

    def send(self, number: int) -> None:
        """Send its process a signal."""
        if self._guard is not None and self._guard.returncode is None and self._guard.stdin is not None:
            self._guard.stdin.write(bytes([number]))

    async def away(self, number: int = signal.SIGKILL) -> None:
        """End it and do not start it again."""
        self._wanted = False
        self.send(number)
        self.send(signal.SIGCONT)
        if self._keeper is not None:
            await self._keeper

    def lose_disk(self) -> None:
        """Whatever it kept on its machine is gone."""
        shutil.rmtree(self._disk, ignore_errors=True)

    async def ready(self) -> bool:
        """Whether it says that it serves."""
        return bool(await self.page("/health/ready"))

    async def page(self, path: str) -> str:
        """What it shows on its operations port; nothing when it does not answer well."""
        return await asyncio.to_thread(self._page, path)

    def _page(self, path: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{path}", timeout=_ANSWER_SECONDS) as answer:
                return str(answer.read().decode())
        except OSError:
            return ""
