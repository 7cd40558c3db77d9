"""The supervisor with workers of the test's own: small scripts that answer, end or stay as the test wants it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from service.shell.dev_kafka.ports import free_ports
from service.shell.settings import HttpSettings, Settings
from service.shell.supervisor import EXIT_WORKER_KILLED, supervise

WORKER = """
import asyncio, json, os, sys
from pathlib import Path
from aiohttp import web
from service.shell.worker_process import end_with_supervisor
folder, socket = Path(sys.argv[1]), sys.argv[-1]
number = Path(socket).stem

async def main():
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    import signal
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    end_with_supervisor(loop)
    said = folder / f"{number}.json"
    async def health(request):
        found = json.loads(said.read_text()) if said.exists() else {}
        return web.json_response(found, status=503 if found else 200)
    async def metrics(request):
        return web.Response(text=f"# TYPE handled counter\\nhandled_total {number}.0\\n")
    app = web.Application()
    app.router.add_get("/health/live", health)
    app.router.add_get("/health/ready", health)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, handle_signals=False)
    await runner.setup()
    await web.UnixSite(runner, socket).start()
    def tell(kind, text):  # under another name first: who sees the file sees all of it
        (folder / f"{number}.part").write_text(text)
        (folder / f"{number}.part").rename(folder / f"{number}.{kind}")
    tell("env", os.environ.get("INCIDENT_STREAM_ENGINE__INSTANCE_ID", ""))
    tell("pid", str(os.getpid()))
    await stop.wait()
    await runner.cleanup()
    (folder / f"{number}.ended").touch()
    code = folder / f"{number}.code"
    sys.exit(int(code.read_text()) if code.exists() else 0)

asyncio.run(main())
"""


class Supervised:
    """Two workers under a supervisor in this very process."""

    def __init__(self, folder: Path, port: int, task: "asyncio.Task[int]", session: aiohttp.ClientSession) -> None:
        self.folder = folder
        self.task = task
        self._address = f"http://127.0.0.1:{port}"
        self._session = session

    def pid(self, number: int) -> int:
        return int((self.folder / f"{number}.pid").read_text())

    def says(self, number: int, what: dict[str, Any]) -> None:
        (self.folder / f"{number}.json").write_text(json.dumps(what))

    async def page(self, path: str) -> tuple[int, str]:
        async with self._session.get(self._address + path) as response:
            return response.status, await response.text()

    async def json(self, path: str) -> tuple[int, Any]:
        status, text = await self.page(path)
        return status, json.loads(text)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - files of another process
            await asyncio.sleep(0.02)  # between two looks


@pytest.fixture
def supervised(tmp_path: Path) -> Callable[[], Any]:
    @asynccontextmanager
    async def run(**engine: str) -> AsyncIterator[Supervised]:
        script = tmp_path / "worker.py"
        script.write_text(WORKER)
        [port] = free_ports(1)
        settings = Settings.model_validate({"http": HttpSettings(port=port), "engine": engine})
        command = (sys.executable, str(script), str(tmp_path))
        async with aiohttp.ClientSession() as session:
            task = asyncio.create_task(supervise(settings, 2, command))
            found = Supervised(tmp_path, port, task, session)
            try:
                await until(lambda: all((tmp_path / f"{number}.pid").exists() for number in (0, 1)))
                yield found
            finally:
                if not task.done():
                    os.kill(os.getpid(), signal.SIGTERM)
                await task

    return run


async def test_all_is_live_and_ready_when_every_worker_is(supervised: Callable[[], Any]) -> None:
    async with supervised() as both:
        assert await both.json("/health/live") == (200, {"live": True, "stalled": [], "reason": None})
        assert await both.json("/health/ready") == (200, {"ready": True, "reason": None})


async def test_one_worker_that_is_not_ready_is_named(supervised: Callable[[], Any]) -> None:
    async with supervised() as both:
        both.says(1, {"ready": False, "reason": "state is being restored"})

        assert await both.json("/health/ready") == (
            503,
            {"ready": False, "reason": "worker 1: state is being restored"},
        )


async def test_stalled_lanes_of_any_worker_are_told(supervised: Callable[[], Any]) -> None:
    async with supervised() as both:
        both.says(0, {"live": False, "stalled": ["totals-3"]})

        assert await both.json("/health/live") == (503, {"live": False, "stalled": ["totals-3"], "reason": None})


async def test_metrics_of_both_workers_are_one_page(supervised: Callable[[], Any]) -> None:
    async with supervised() as both:
        status, page = await both.page("/metrics")

    assert status == 200
    assert "handled_total 1.0" in page  # 0 and 1


async def test_a_worker_that_does_not_answer_makes_no_page_with_half_of_the_counts(
    supervised: Callable[[], Any],
) -> None:
    async with supervised() as both:
        os.kill(both.pid(1), signal.SIGSTOP)
        try:
            metrics, live = await asyncio.gather(both.page("/metrics"), both.json("/health/live"))
            assert metrics[0] == live[0] == 503
            assert live[1]["reason"] == "no answer from worker 1"
        finally:
            os.kill(both.pid(1), signal.SIGCONT)


async def test_a_signal_ends_all_workers_in_good_order(supervised: Callable[[], Any]) -> None:
    async with supervised() as both:
        os.kill(os.getpid(), signal.SIGTERM)

        assert await both.task == 0
        assert (both.folder / "0.ended").exists()
        assert (both.folder / "1.ended").exists()


async def test_a_worker_that_is_killed_ends_the_others_and_the_supervisor(supervised: Callable[[], Any]) -> None:
    async with supervised() as both:
        os.kill(both.pid(0), signal.SIGKILL)

        assert await both.task == EXIT_WORKER_KILLED
        assert (both.folder / "1.ended").exists()


async def test_the_code_of_a_worker_that_ends_by_itself_is_the_supervisors(supervised: Callable[[], Any]) -> None:
    async with supervised() as both:
        (both.folder / "1.code").write_text("4")
        os.kill(both.pid(1), signal.SIGTERM)

        assert await both.task == 4


async def test_each_worker_has_a_name_of_its_own_in_the_group(supervised: Callable[..., Any]) -> None:
    async with supervised(instance_id="pod-7") as both:
        names = {(both.folder / f"{number}.env").read_text() for number in (0, 1)}

    assert names == {"pod-7-0", "pod-7-1"}


async def test_workers_end_when_their_supervisor_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "worker.py"
    script.write_text(WORKER)
    supervisor = (
        "import asyncio, sys\n"
        "from service.shell.settings import HttpSettings, Settings\n"
        "from service.shell.supervisor import supervise\n"
        f"asyncio.run(supervise(Settings(http=HttpSettings(port=0)), 2, (sys.executable, {str(script)!r}, "
        f"{str(tmp_path)!r})))\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", supervisor)
    await until(lambda: all((tmp_path / f"{number}.pid").exists() for number in (0, 1)))
    process.kill()
    await process.wait()

    await until(lambda: all((tmp_path / f"{number}.ended").exists() for number in (0, 1)))
