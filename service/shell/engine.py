"""The engine under Faust: owns the lanes, opens them when partitions are assigned, and watches that they move.

Faust keeps the app, the agents, the assignment and the rebalancing. What its own guarantees do not hold (engine notes
in docs/engine.md) is done here: transactions, positions, restoring of state.
"""

import asyncio
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import Any, Final

import structlog
from faust.types import TP

from service.shell.block_spans import BlockSpans, Untraced
from service.shell.blocks import Block, BlockChain
from service.shell.dead_letter_limit import DeadLetterLimit, DeadLetterLimitError, Refusals
from service.shell.lanes import Lane, LaneContext, LaneFailedError
from service.shell.memory import give_back
from service.shell.metrics import Metrics
from service.shell.pace import Pace, Part
from service.shell.records import Record
from service.shell.settings import Settings
from service.shell.shared import Shared
from service.shell.state import check_format, check_not_lost, own_entries, positions, refused_key, restore
from service.shell.steps import OPENERS
from service.shell.topics import STEPS
from service.shell.transactions import LaneProducer

EXIT_LANE_FAILED: Final = 3
"""Exit code when a transaction failed: a supervisor should start the worker again."""

EXIT_ASSIGNMENT_FAILED: Final = 4
"""Exit code when state could not be restored."""

EXIT_DEAD_LETTER_LIMIT: Final = 5
"""Exit code when too much of an input was refused: started again, the worker stops again."""

WATCH_SECONDS: Final = 2.0
"""How often lags are measured and silent drops are looked for."""

REST_SECONDS: Final = {"reports": 0.03, "totals": 0.01, "areas": 1.0}
"""Pauses after a block behind which little waits, as measured for the time from a report to its city's total
(docs/performance.md). Every change of a city reaches two areas above it: those may come a second later."""

SOURCE: Final = "reports"
REPORTS_SHARE: Final = 0.25
"""Of the bytes that may be fetched and not yet processed."""

PAUSE_SECONDS: Final = 3.0
"""How long totals wait for more incidents while reports wait by the thousand, and reports for totals to catch up."""

GATHERED_RECORDS: Final = 8_000
"""Most that totals and areas take at once. A place is told once for a block: half as many cost a fifth more each."""

GATHERED_BYTES: Final = 12 * 1024 * 1024

BACKLOG_BYTES: Final = 1024 * 1024
"""Of records that waited at once: what was built from them takes thirty times that, and is worth giving back."""

log = structlog.get_logger("engine")


class Engine:
    """All lanes of one worker process."""

    def __init__(
        self,
        settings: Settings,
        shared: Shared,
        metrics: Metrics,
        clock: Callable[[], datetime],
        spans: BlockSpans | None = None,
    ) -> None:
        self.settings = settings
        self.names = shared.names
        self.metrics = metrics
        self.chain = BlockChain(settings.engine.block_records, settings.engine.block_bytes)
        self.lanes: dict[tuple[str, int], Lane] = {}
        self.recovering = False
        self.assigned_once = False
        self.app: Any = None
        """The Faust app; set once by build_app, which needs the engine first."""
        self._shared = shared
        self._clock = clock
        self._producers: dict[tuple[str, int], LaneProducer] = {}
        self._tasks: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._suspects: dict[TP, int] = {}
        self._handing_over = False
        self._buffered = 0
        self._buffered_reports = 0
        self._most_buffered = 0
        """Since memory was last given back."""
        self._room = asyncio.Event()
        self._room.set()
        most = settings.engine.block_records, settings.engine.block_bytes
        self._paces = {
            "reports": Pace(*most, REST_SECONDS["reports"], Part.SOURCE, PAUSE_SECONDS),
            "totals": Pace(GATHERED_RECORDS, GATHERED_BYTES, REST_SECONDS["totals"], Part.RESULT, PAUSE_SECONDS),
            "areas": Pace(GATHERED_RECORDS, GATHERED_BYTES, REST_SECONDS["areas"]),
        }
        self._step_of = {self.names.full(topic): step for step, inputs in STEPS.items() for topic in inputs}
        self._context = LaneContext(
            names=self.names,
            metrics=metrics,
            rewind=self._rewind,
            log_start=self._log_start,
            draining=self._draining,
            clock=clock,
            limit=DeadLetterLimit(settings.limits),
            spans=spans or Untraced(),
        )

    def blocks(self, tp: TP, records: list[Record]) -> list[Any]:
        """What was fetched of a partition, for Faust to hand on: blocks if a step reads it. Called as it is fetched."""
        return self.chain.cut(tp, records) if tp.topic in self._step_of else records

    def has_room(self, tp: TP) -> bool:
        """Whether more of a partition is wanted now. Asked by the thread that fetches.

        Reports leave most of the room to what they lead to: behind a backlog of them incidents would wait for nothing.
        """
        mine = self.settings.engine.buffer_bytes * REPORTS_SHARE
        return self._step_of.get(tp.topic) != SOURCE or self._buffered_reports < mine

    # -- assignment ----------------------------------------------------------------------------------------------------

    def on_rebalance_start(self) -> None:
        """Partitions are about to be given up: blocks not yet begun are left to their next owner."""
        self._handing_over = True

    async def on_revoked(self) -> None:
        """Wait until nothing is being written: the next owner must not fence us in the middle of a transaction."""
        for lane in self.lanes.values():
            await lane.settled()

    async def on_assigned(self, assigned: Iterable[TP]) -> None:
        """Open the lanes of newly assigned partitions and close those that are gone. Ends the process on failure."""
        started = monotonic()
        self.recovering = True
        self.metrics.recovering.set(1)
        try:
            wanted = {(self._step_of[tp.topic], tp.partition) for tp in assigned if tp.topic in self._step_of}
            for gone in set(self.lanes) - wanted:
                await self._close(gone)
            await self._open(wanted - set(self.lanes))
        except Exception as error:  # noqa: BLE001 - Faust would log it and go on without the partitions
            self._die(EXIT_ASSIGNMENT_FAILED, f"partitions could not be opened: {type(error).__name__}: {error}")
        finally:
            self._handing_over = False
            self.recovering = False
            self.metrics.recovering.set(0)
        self.assigned_once = True
        self.metrics.rebalances.inc()
        self.metrics.recovery_seconds.observe(monotonic() - started)
        self._count_lanes()
        log.info("partitions assigned", lanes=len(self.lanes), seconds=round(monotonic() - started, 3))

    async def _open(self, new: set[tuple[str, int]]) -> None:
        producers = {lane: LaneProducer(self.settings, *lane) for lane in new}
        # First the producers: they fence the former owner, so the state read next is final.
        await asyncio.gather(*(producer.start() for producer in producers.values()))
        self._producers.update(producers)
        by_changelog: dict[str, list[int]] = {}
        for step, partition in new:
            by_changelog.setdefault(self.names.changelog(step), []).append(partition)
        states = await restore(self.settings, by_changelog)
        known = {
            (topic, partition): offset
            for step, partition in new
            for topic, offset in positions(states[self.names.changelog(step), partition], STEPS[step]).items()
        }
        await check_not_lost(self.settings, known, self.names.full)
        for step, partition in new:
            changelog = self.names.changelog(step)
            stored = states.pop((changelog, partition))  # not all states twice in memory
            check_format(stored, changelog)
            opened = OPENERS[step](self._shared, own_entries(stored))
            applied = positions(stored, STEPS[step])
            refusals = {topic: Refusals.decoded(stored.get(refused_key(topic))) for topic in STEPS[step]}
            pace = self._paces[step]
            lane = Lane(step, partition, opened, producers[step, partition], applied, self._context, refusals, pace)
            self.lanes[step, partition] = lane
            self._tasks[step, partition] = asyncio.create_task(self._run(lane), name=f"lane {step}-{partition}")

    async def _close(self, gone: tuple[str, int]) -> None:
        lane = self.lanes.pop(gone)
        self._forget_gauges(lane)
        task = self._tasks.pop(gone)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        lane.give_up()
        await self._producers.pop(gone).stop()

    def _forget_gauges(self, lane: Lane) -> None:
        """What another worker measures from now on: a lag that stood here for good would raise false alarms."""
        for topic in lane.positions:
            for gauge in (
                self.metrics.consumer_lag,
                self.metrics.last_processed,
                self.metrics.newest_event,
                self.metrics.dead_letters_in_a_row,
                self.metrics.dead_letter_ratio,
            ):
                with suppress(KeyError):
                    gauge.remove(topic, str(lane.partition))

    async def close(self) -> None:
        """Close all lanes."""
        for lane in list(self.lanes):
            await self._close(lane)

    async def _run(self, lane: Lane) -> None:
        try:
            await lane.run()
        except LaneFailedError as error:
            self._die(
                EXIT_LANE_FAILED, f"transaction failed, its outcome is unknown or another worker took over: {error}"
            )
        except DeadLetterLimitError as error:
            self._die(EXIT_DEAD_LETTER_LIMIT, f"the dead-letter limit is reached: {error}")
        except Exception as error:
            log.critical("lane stopped", step=lane.step, partition=lane.partition, exc_info=error)
            self._die(EXIT_LANE_FAILED, f"lane {lane.step}-{lane.partition} stopped: {type(error).__name__}: {error}")

    def _die(self, code: int, reason: str) -> None:
        """End at once: nothing may be written after this, and memory may be ahead of what Kafka has."""
        log.critical("worker ends", reason=reason, exit_code=code)
        os._exit(code)

    # -- blocks --------------------------------------------------------------------------------------------------------

    async def serve(self, stream: Any) -> None:
        """Body of every agent: hand blocks to their lanes; waits while too many bytes are in memory."""
        source = stream.noack()
        async for event in source.events():
            block: Block = event.value
            await self._room.wait()
            lane = self.lanes.get((self._step_of[block.topic], block.partition))
            if lane is None:
                await source.ack(event)
                continue
            self._hold(lane.step, block.size)
            lane.put(block, self._done(source, event, lane.step, block.size))

    def _done(self, source: Any, event: Any, step: str, size: int) -> Callable[[], Any]:
        async def done() -> None:
            self._hold(step, -size)
            await source.ack(event)

        return done

    def _hold(self, step: str, size: int) -> None:
        self._buffered += size
        self._most_buffered = max(self._most_buffered, self._buffered)
        if step == SOURCE:
            self._buffered_reports += size
        if self._buffered < self.settings.engine.buffer_bytes:
            self._room.set()
        else:
            self._room.clear()

    def _draining(self) -> bool:
        return self._handing_over or bool(self.app.should_stop)

    async def _rewind(self, topic: str, partition: int, offset: int) -> None:
        await self.app.consumer.seek(TP(self.names.full(topic), partition), offset)

    async def _log_start(self, topic: str, partition: int) -> int:
        tp = TP(topic, partition)
        return int((await self.app.consumer.earliest_offsets(tp))[tp])

    # -- time and watching ---------------------------------------------------------------------------------------------

    async def tick(self) -> None:
        """Let time pass in every lane; does nothing while partitions move."""
        if not self._draining() and not self.recovering:
            now = self._clock()
            for (step, _), lane in self.lanes.items():
                if step == "totals":
                    lane.put_tick(now)

    async def watch(self) -> None:
        """Measure lags, and read again what was handed on but never reached its lane.

        A drop shows by itself when the next block comes; this finds the one after which no more blocks come.
        """
        if self._draining() or self.recovering:
            return
        for (step, partition), lane in list(self.lanes.items()):
            for topic, wanted in list(lane.positions.items()):
                tp = TP(self.names.full(topic), partition)
                lag = await self._lag(tp, wanted)
                if self.lanes.get((step, partition)) is not lane:
                    break  # given up while we asked
                self.metrics.consumer_lag.labels(topic=topic, partition=str(partition)).set(lag)
                if lag == 0:
                    lane.last_progress = monotonic()
                await self._find_lost(lane, tp, topic, wanted)
        self._count_lanes()
        self._after_backlog()

    def _after_backlog(self) -> None:
        if self._most_buffered >= BACKLOG_BYTES and not self._buffered:
            self._most_buffered = 0
            give_back()

    async def _lag(self, tp: TP, wanted: int) -> int:
        """Records not applied. The end of a partition may be a transaction's marker, which is no record."""
        end = self.app.consumer.highwater(tp)
        if end is None or end <= wanted:
            return 0
        last = self.chain.last(tp)
        applied_all = last is None or last < wanted
        if applied_all and (await self.app.consumer.position(tp) or 0) >= end:
            return 0
        return int(end - wanted)

    async def _find_lost(self, lane: Lane, tp: TP, topic: str, wanted: int) -> None:
        last = self.chain.last(tp)
        if last is None or last < wanted or not lane.idle or not self._room.is_set():
            self._suspects.pop(tp, None)
            return
        # Twice in a row at the same position: a block still on its way from Faust's queue gets there in between.
        if self._suspects.get(tp) == wanted:
            del self._suspects[tp]
            log.warning("records went missing on the way; reading again", topic=tp.topic, partition=tp.partition)
            await lane.rewind(topic)
        else:
            self._suspects[tp] = wanted

    def stalled(self) -> list[str]:
        """Lanes with records to read that have made no progress for too long; none while state is restored.

        While partitions are handed over, only a lane that does not come to rest counts: the others wait for the group.
        """
        if self.recovering:
            return []
        draining, limit = self._draining(), monotonic() - self.settings.engine.stall_seconds
        return [
            f"{step}-{partition}"
            for (step, partition), lane in self.lanes.items()
            if lane.last_progress < limit and not (draining and lane.idle)
        ]

    def not_ready(self) -> str | None:
        """Why this worker cannot serve yet; None when it can."""
        if self._draining():
            return "partitions are being handed over"
        if self.recovering:
            return "state is being restored"
        if not self.assigned_once:
            return "no partitions assigned yet"
        if self.app.rebalancing:
            return "the group is rebalancing"
        if not self.app.consumer.connected():
            return "no connection to the group's coordinator"
        return None

    def _count_lanes(self) -> None:
        for step in STEPS:
            mine = [lane for (name, _), lane in self.lanes.items() if name == step]
            self.metrics.assigned.labels(step=step).set(len(mine))
            self.metrics.state_keys.labels(step=step).set(sum(lane.keys() for lane in mine))
