"""Faust's Kafka transport with the parts replaced that blocks and transactions of our own need.

The consumer's bookkeeping of acknowledged offsets counts single messages and gets lost with blocks; the transaction
manager would open a transaction per destination partition. Both are told what the engine does instead.
"""

from collections.abc import Callable
from typing import Any, Final

from faust.transport.consumer import TransactionManager
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from service.shell.engine import Engine
from service.shell.records import Record
from service.shell.untrusted_batches import read_untrusted_batches

FETCH_WAIT_MS: Final = 250
"""How long a broker may hold a fetch that finds nothing. Faust has it fixed at 1,500, and whatever else is asked of
that broker waits behind it, twice at every start and rebalance."""


class ConsumerThread(driver.AIOKafkaConsumerThread):  # type: ignore[misc]
    """Faust's consumer thread with short fetches, and blocks as what is fetched."""

    def __init__(
        self,
        *args: Any,
        blocks: Callable[[TP, list[Record]], list[Any]],
        has_room: Callable[[TP], bool],
        **kwargs: Any,
    ) -> None:
        """`blocks`: called here, in this thread, with what was fetched of one partition; never with nothing.

        `has_room`: called here, too; False leaves what was fetched of a partition in the client for now.
        """
        super().__init__(*args, **kwargs)
        self._blocks = blocks
        self._has_room = has_room

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        return consumer

    async def _fetch_records(
        self, consumer: Any, active_partitions: set[TP], *args: Any, **kwargs: Any
    ) -> dict[Any, list[Any]]:
        """What was fetched, as blocks.

        Right here, where the position moves on: between here and what hands blocks on, Faust throws fetches away when a
        rebalance has begun, and goes back to the group's offset, if there is one. What is linked already is missed.
        """
        # None at all would mean all of them.
        wanted = {tp for tp in active_partitions if self._has_room(tp)} or active_partitions
        fetched = await super()._fetch_records(consumer, wanted, *args, **kwargs)
        return {tp: self._blocks(tp, records) for tp, records in fetched.items() if records}


def engine_transport(engine: Engine) -> type[driver.Transport]:
    """A transport class for one app, bound to its engine."""
    read_untrusted_batches()

    class EngineTransactions(TransactionManager):  # type: ignore[misc]
        """Opens and closes lanes; commits nothing, for offsets travel in each block's transaction."""

        async def on_rebalance(self, assigned: set[TP], revoked: set[TP], newly_assigned: set[TP]) -> None:
            await engine.on_assigned(assigned)

        async def on_partitions_revoked(self, revoked: set[TP]) -> None:
            await engine.on_revoked()

        async def commit(self, offsets: Any, start_new_transaction: bool = True) -> bool:
            return True

        async def on_stop(self) -> None:
            await engine.close()

    class BlockConsumer(driver.Consumer):  # type: ignore[misc]
        """A block's offset is that of its last record, so jumps between offsets are the rule, not gaps."""

        def _new_consumer_thread(self) -> ConsumerThread:
            return ConsumerThread(
                self, loop=self.loop, beacon=self.beacon, blocks=engine.blocks, has_room=engine.has_room
            )

        def connected(self) -> bool:
            """Whether the group's coordinator is known: it is forgotten when it does not answer heartbeats."""
            client = self._thread._consumer
            coordinator = client and client._coordinator
            return coordinator is not None and coordinator.coordinator_id is not None

        async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
            return None

        def _new_offset(self, tp: TP) -> int | None:
            acked = self._acked[tp]
            if not acked:
                return None
            newest: int = max(acked) + 1
            self._acked_index[tp].difference_update(acked)
            acked.clear()
            return newest

    class EngineTransport(driver.Transport):  # type: ignore[misc]
        Consumer = BlockConsumer
        TransactionManager = EngineTransactions

    return EngineTransport
