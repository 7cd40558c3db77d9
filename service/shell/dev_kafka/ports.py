"""Ports that are free."""

import random
import socket
from collections.abc import Collection

from service.shell.dev_kafka.properties import HOST

# Below what systems lend to outgoing connections: there, a client that waits for a stopped broker could be lent the
# very port that it knocks at, connect to itself and keep the broker out.
_FIRST, _LAST = 15_000, 32_000
_ATTEMPTS = 1_000


def is_free(port: int) -> bool:
    """Whether a broker could listen here."""
    with socket.socket() as probe:
        # As Java does it: a port that was in use a moment ago is no longer taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_ports(count: int, besides: Collection[int] = ()) -> list[int]:
    """Different ports that nobody listens on; raises OSError when there are not enough."""
    dice = random.SystemRandom()
    found: list[int] = []
    for _ in range(_ATTEMPTS):
        if len(found) == count:
            return found
        port = dice.randrange(_FIRST, _LAST)
        if port not in found and port not in besides and is_free(port):
            found.append(port)
    raise OSError(f"no {count} free ports on {HOST} between {_FIRST} and {_LAST}")
