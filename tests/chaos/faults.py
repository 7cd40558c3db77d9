"""How each kind of fault is brought about."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import Final

from service.shell.dev_kafka import DevKafka
from tests.chaos.fleet import Member
from tests.chaos.network import Network
from tests.chaos.schedule import Fault, Kind

_LATENCY_SECONDS: Final = 0.2
_STORM_ROUNDS: Final = 3
_STORM_SECONDS: Final = 2.0
_READY_SECONDS: Final = 60.0


class Arena:
    """Everything that faults are aimed at. `guest` is one worker more, which comes and goes in a storm."""

    def __init__(self, kafka: DevKafka, members: list[Member], guest: Member, network: Network) -> None:
        self.kafka = kafka
        self.members = members
        self.guest = guest
        self.network = network
        self._how: dict[Kind, Callable[[Fault], Awaitable[None]]] = {
            Kind.KILL_WORKER: self._kill_worker,
            Kind.LOSE_WORKER: self._lose_worker,
            Kind.FREEZE_WORKER: self._freeze_worker,
            Kind.STOP_WORKER: self._stop_worker,
            Kind.ROLL_WORKERS: self._roll_workers,
            Kind.STORM: self._storm,
            Kind.KILL_BROKER: self._kill_broker,
            Kind.STOP_BROKER: self._stop_broker,
            Kind.FREEZE_BROKER: self._freeze_broker,
            Kind.KILL_BOTH: self._kill_both,
            Kind.DELAY: self._delay,
            Kind.CUT: self._cut,
            Kind.SILENCE: self._silence,
            Kind.RESET: self._reset,
        }

    async def bring(self, fault: Fault) -> None:
        """Bring a fault about, and take it away again after its time."""
        await self._how[fault.kind](fault)

    def _worker(self, fault: Fault) -> Member:
        return self.members[fault.worker - 1]

    # -- workers -------------------------------------------------------------------------------------------------------

    async def _kill_worker(self, fault: Fault) -> None:
        self._worker(fault).send(signal.SIGKILL)

    async def _lose_worker(self, fault: Fault) -> None:
        member = self._worker(fault)
        await member.away()
        member.lose_disk()
        await asyncio.sleep(fault.seconds)
        await member.start()

    async def _freeze_worker(self, fault: Fault) -> None:
        member = self._worker(fault)
        member.send(signal.SIGSTOP)
        await asyncio.sleep(fault.seconds)
        member.send(signal.SIGCONT)

    async def _stop_worker(self, fault: Fault) -> None:
        self._worker(fault).send(signal.SIGTERM)

    async def _roll_workers(self, fault: Fault) -> None:
        for member in self.members:
            await member.away(signal.SIGTERM)
            await member.start()
            await until_ready(member)

    async def _storm(self, fault: Fault) -> None:
        for _ in range(_STORM_ROUNDS):
            await self.guest.start()
            await until_ready(self.guest)
            self._worker(fault).send(signal.SIGTERM)
            await asyncio.sleep(_STORM_SECONDS)
            await self.guest.away(signal.SIGTERM)

    # -- brokers -------------------------------------------------------------------------------------------------------

    async def _kill_broker(self, fault: Fault) -> None:
        await asyncio.to_thread(self.kafka.kill, fault.broker)
        await asyncio.sleep(fault.seconds)
        await asyncio.to_thread(self.kafka.start, fault.broker)

    async def _stop_broker(self, fault: Fault) -> None:
        await asyncio.to_thread(self.kafka.stop, fault.broker)
        await asyncio.sleep(fault.seconds)
        await asyncio.to_thread(self.kafka.start, fault.broker)

    async def _freeze_broker(self, fault: Fault) -> None:
        self.kafka.freeze(fault.broker)
        await asyncio.sleep(fault.seconds)
        self.kafka.thaw(fault.broker)

    async def _kill_both(self, fault: Fault) -> None:
        self._worker(fault).send(signal.SIGKILL)
        await self._kill_broker(fault)

    # -- network -------------------------------------------------------------------------------------------------------

    async def _delay(self, fault: Fault) -> None:
        for number in range(1, len(self.members) + 1):
            await self.network.delay(number, _LATENCY_SECONDS)
        await asyncio.sleep(fault.seconds)
        await self.network.heal()

    async def _cut(self, fault: Fault) -> None:
        await self.network.cut(fault.worker)
        await asyncio.sleep(fault.seconds)
        await self.network.heal()

    async def _silence(self, fault: Fault) -> None:
        await self.network.silence(fault.worker)
        await asyncio.sleep(fault.seconds)
        await self.network.heal()

    async def _reset(self, fault: Fault) -> None:
        await self.network.reset(fault.worker)


async def until_ready(member: Member) -> None:
    """Wait for a worker; one that does not come is found by the one who measures."""
    try:
        async with asyncio.timeout(_READY_SECONDS):
            while not await member.ready():
                await asyncio.sleep(0.1)  # between two looks
    except TimeoutError:
        return
