"""A terminal with a shell in it that lives for a whole page."""

import os
import selectors
import shlex
import signal
import subprocess
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Final

_DONE: Final = "done-e7b1"
PATIENCE_SECONDS: Final = 60.0
"""Longest wait for a command; never a measure of speed."""


class Terminal:
    """One bash; background jobs that a page leaves are ended with it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._shell = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )

    def run(self, line: str) -> tuple[int, str]:
        """Exit code and output of one line."""
        assert self._shell.stdin is not None
        self._shell.stdin.write(f"eval {shlex.quote(line)} < /dev/null\nprintf '\\n%s %s\\n' {_DONE} $?\n".encode())
        self._shell.stdin.flush()
        output = self._read_until_done(line)
        said, _, code = output.rpartition(f"\n{_DONE} ")
        return int(code), said

    def _read_until_done(self, line: str) -> str:
        assert self._shell.stdout is not None
        read, until = b"", monotonic() + PATIENCE_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self._shell.stdout, selectors.EVENT_READ)
            while f"\n{_DONE} ".encode() not in read or not read.endswith(b"\n"):
                assert selector.select(until - monotonic()), f"`{line}` has not ended:\n{read.decode()}"
                piece = os.read(self._shell.stdout.fileno(), 65_536)
                assert piece, f"the shell ended at `{line}`:\n{read.decode()}"
                read += piece
        return read.decode()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.killpg(self._shell.pid, signal.SIGKILL)
        self._shell.wait()
        for pipe in (self._shell.stdin, self._shell.stdout):
            assert pipe is not None
            pipe.close()
