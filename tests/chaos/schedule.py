"""Which faults come, in which order, on whom and for how long: a function of the seed alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final

WORKERS: Final = 3
BROKERS: Final = 3


class Kind(StrEnum):
    """What is done to the service or to what it stands on."""

    KILL_WORKER = "worker kill -9, restarted at once"
    LOSE_WORKER = "worker kill -9, disk lost, away"
    FREEZE_WORKER = "worker SIGSTOP/SIGCONT (zombie)"
    STOP_WORKER = "worker SIGTERM, restarted"
    ROLL_WORKERS = "rolling restart of all workers"
    STORM = "rebalance storm"
    KILL_BROKER = "broker kill -9, restarted"
    STOP_BROKER = "broker SIGTERM, restarted"
    FREEZE_BROKER = "broker SIGSTOP/SIGCONT"
    KILL_BOTH = "worker and broker kill -9 together"
    DELAY = "network latency"
    CUT = "network cut, connections refused"
    SILENCE = "network cut, nothing said (zombie)"
    RESET = "connections reset"


SHORT: Final = (
    Kind.KILL_WORKER,
    Kind.FREEZE_WORKER,
    Kind.KILL_BROKER,
    Kind.RESET,
    Kind.LOSE_WORKER,
    Kind.STOP_WORKER,
    Kind.CUT,
)
"""Kinds of the short run: one of each family, none that takes long by its nature."""

_SECONDS: Final = {
    Kind.LOSE_WORKER: (10.0, 14.0),
    Kind.FREEZE_WORKER: (11.0, 16.0),
    Kind.KILL_BROKER: (2.0, 10.0),
    Kind.STOP_BROKER: (1.0, 6.0),
    Kind.FREEZE_BROKER: (4.0, 12.0),
    Kind.KILL_BOTH: (2.0, 8.0),
    Kind.DELAY: (4.0, 8.0),
    Kind.CUT: (2.0, 14.0),
    Kind.SILENCE: (11.0, 16.0),
}
"""How long a fault lasts, from and to; those that are not here are over at once."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `worker` and `broker` count from 1; which of them matters depends on the kind."""

    kind: Kind
    worker: int
    broker: int
    seconds: float
    pause: float
    """Calm seconds after recovery, before the next fault."""


def plan(seed: int, kinds: Sequence[Kind] = tuple(Kind)) -> Iterator[Fault]:
    """Faults without end: the kinds shuffled like a deck of cards, again and again, so that none is left out."""
    dice = Random(f"{seed}:faults")
    while True:
        deck = list(kinds)
        dice.shuffle(deck)
        for kind in deck:
            yield Fault(
                kind,
                worker=dice.randint(1, WORKERS),
                broker=dice.randint(1, BROKERS),
                seconds=round(dice.uniform(*_SECONDS.get(kind, (0.0, 0.0))), 1),
                pause=round(dice.uniform(0.5, 3.0), 1),
            )
