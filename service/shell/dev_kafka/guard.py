"""Holds one broker and ends it when whoever wanted it is gone, however that came about.

Run as a script of its own, `python guard.py COMMAND…`; nothing but the standard library, so that it starts at once.

Why a process between: a Python program that is killed with -9 cannot stop anything, and what the Linux kernel offers
instead (a signal when the parent dies) exists on no other system and fires too early when the broker was started by a
thread that ends. A pipe has neither fault: its end closes with its last holder. So the one who wants the broker holds
the other end of standard input. Each byte that comes down it is the number of a signal to hand on to the broker; the
end of it means that nobody wants the broker any more. Should the guard itself be killed, Linux ends the broker.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
from types import FrameType

PATIENCE_SECONDS = 10
"""From the polite signal to the other one."""
_PR_SET_PDEATHSIG = 1


def main(command: list[str]) -> int:
    """Run the command until it ends or nobody holds standard input any more; returns its exit code."""
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    # Python writes the number of each signal that arrives to this pipe: signals and orders look alike.
    signal.set_wakeup_fd(wakes)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _noted)
    broker = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        preexec_fn=_die_with_guard if sys.platform == "linux" else None,  # noqa: PLW1509 - there are no threads here
    )
    while broker.poll() is None:
        ready, _, _ = select.select([0, woken], [], [])
        for source in ready:
            orders = os.read(source, 64)
            if not orders:
                return _end(broker)
            for order in orders:
                if order != signal.SIGCHLD:
                    broker.send_signal(order)
    return broker.returncode


def _end(broker: "subprocess.Popen[bytes]") -> int:
    broker.send_signal(signal.SIGCONT)  # one that was frozen hears nothing else
    broker.terminate()
    try:
        return broker.wait(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        broker.kill()
        return broker.wait()


def _noted(number: int, frame: FrameType | None) -> None:
    """The pipe has it."""


def _die_with_guard() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
