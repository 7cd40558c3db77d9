import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from faust.types import TP

from schemas.vocabulary import RejectionCode, Stage
from service.core.pipeline import Outcome
from service.shell.blocks import Block, size_of
from service.shell.lanes import LaneFailedError
from service.shell.pace import Pace, Part
from service.shell.records import Record
from service.shell.state import next_key
from service.shell.work import Work
from tests.records import record
from tests.shell.lane_bench import CHANGELOG, NOW, PARTITION, Bench, one_output_each

FOR_EVER = 1_000_000


def block(*offsets: int, previous: int | None = None, topic: str = "incidents", **fields: Any) -> Block:
    """Records of one input, and the offset of the one that was handed on before them."""
    found = [record(offset, topic="eu." + topic, partition=PARTITION, **fields) for offset in offsets]
    return Block(TP("eu." + topic, PARTITION), found, sum(size_of(one) for one in found), previous)


def as_coroutine(called: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    async def call() -> None:
        called()

    return call


def two_at_a_time(records: Sequence[Record]) -> Work:
    work = one_output_each(records[:2])
    work.applied = len(records[:2])
    return work


@pytest.fixture
def bench() -> Bench:
    return Bench()


# -- a block and its transaction ---------------------------------------------------------------------------------------


async def test_outputs_state_positions_and_offsets_of_a_block_are_one_transaction(bench: Bench) -> None:
    await bench.serve(block(0, 1, 2))

    [(writes, offsets)] = bench.commits.done
    assert [write.value for write in writes if write.topic == "eu.city-totals"] == [b"0", b"1", b"2"]
    state = {write.key: (write.partition, write.value) for write in writes if write.topic == CHANGELOG}
    assert state[b"last"] == (PARTITION, b"2")
    assert state[next_key("incidents")] == (PARTITION, b"3")
    assert state[next_key("control")] == (PARTITION, b"0")
    assert offsets == {("eu.incidents", PARTITION): 3}
    assert bench.lane.positions == {"incidents": 3, "control": 0}
    assert bench.blocks_done == [2]


async def test_blocks_are_committed_one_by_one_in_their_order(bench: Bench) -> None:
    await bench.serve(block(0, 1), block(0, topic="control"), block(2, previous=1))

    assert bench.opened.applied == [("incidents", 0), ("incidents", 1), ("control", 0), ("incidents", 2)]
    assert bench.commits.positions == [2, 2, 3]
    assert bench.lane.positions == {"incidents": 3, "control": 1}


async def test_blocks_that_wait_and_follow_each_other_are_one_transaction(bench: Bench) -> None:
    await bench.serve(block(0, 1), block(2, previous=1), block(5, previous=2))

    assert bench.opened.applied == [("incidents", offset) for offset in (0, 1, 2, 5)]
    assert bench.commits.offsets == [{("eu.incidents", PARTITION): 6}]
    assert bench.blocks_done == [1, 2, 5]


async def test_what_comes_while_a_lane_rests_is_one_transaction() -> None:
    bench = Bench(pace=Pace(rest_seconds=FOR_EVER))

    async with bench.running():
        committed = asyncio.Event()
        bench.lane.put(block(0), as_coroutine(committed.set))
        await committed.wait()
        bench.put(block(1, previous=0))
        await asyncio.sleep(0.05)  # a lane that did not rest would serve it in this time
        assert bench.commits.positions == [1]
        bench.put(block(2, previous=1))
        await bench.lane.settled()  # cuts the rest short

    assert bench.commits.positions == [1, 3]


async def test_a_lane_for_which_much_waits_does_not_rest() -> None:
    bench = Bench(pace=Pace(most_records=2, rest_seconds=FOR_EVER), rest_records=3)

    async with bench.running():
        bench.put(block(0, 1))
        bench.put(block(2, 3, previous=1))
        bench.put(block(4, 5, previous=3))
        await bench.committed(2)
        await asyncio.sleep(0.05)  # a lane that did not rest now would serve the last in this time

    assert bench.commits.positions == [2, 4]


GATHERS = Pace(most_records=4, part=Part.RESULT, pause_seconds=FOR_EVER)


async def test_while_reports_wait_by_the_thousand_a_lane_waits_until_much_has_piled_up() -> None:
    bench = Bench(pace=GATHERS)
    bench.backlogs.source.note(0, 10)

    async with bench.running(), asyncio.timeout(10):
        bench.put(block(0, 1))
        await asyncio.sleep(0.05)  # a lane that did not wait would serve it in this time
        assert bench.commits.positions == []
        bench.put(block(2, 3, previous=1))
        await bench.committed(1)

    assert bench.commits.positions == [4]


async def test_a_lane_stops_waiting_for_more_when_few_reports_are_left() -> None:
    bench = Bench(pace=GATHERS)
    bench.backlogs.source.note(0, 9)
    bench.backlogs.source.note(1, 1)

    async with bench.running(), asyncio.timeout(10):
        bench.put(block(0))
        await asyncio.sleep(0.05)  # as above
        assert bench.commits.positions == []
        bench.backlogs.source.note(1, 0)
        await bench.committed(1)


async def test_a_lane_stops_waiting_for_more_when_much_waits_for_all_lanes_together() -> None:
    bench = Bench(pace=GATHERS)
    bench.backlogs.source.note(0, 10)
    bench.backlogs.result.note(PARTITION + 1, 19)

    async with bench.running(), asyncio.timeout(10):
        bench.put(block(0))
        await bench.committed(1)


async def test_a_lane_does_not_wait_for_more_when_it_is_to_settle() -> None:
    bench = Bench(pace=GATHERS)
    bench.backlogs.source.note(0, 10)

    async with bench.running(), asyncio.timeout(10):
        bench.put(block(0))
        await bench.lane.settled()

    assert bench.commits.positions[0] == 1


async def test_reports_wait_while_totals_are_far_behind() -> None:
    bench = Bench(pace=Pace(part=Part.SOURCE, pause_seconds=FOR_EVER))
    bench.backlogs.result.note(0, 20)

    async with bench.running(), asyncio.timeout(10):
        bench.put(block(0))
        await asyncio.sleep(0.05)  # as above
        assert bench.commits.positions == []
        bench.backlogs.result.note(0, 19)
        await bench.committed(1)


async def test_what_waits_for_a_lane_counts_until_it_is_served() -> None:
    bench = Bench(pace=Pace(part=Part.SOURCE))

    async with bench.running(), asyncio.timeout(10):
        bench.put(block(*range(10)))
        assert bench.backlogs.source.many.is_set()
        await bench.committed(1)
        await bench.backlogs.source.few.wait()


async def test_what_waits_for_a_lane_that_is_given_up_no_longer_counts() -> None:
    bench = Bench(pace=Pace(part=Part.SOURCE))
    bench.put(block(*range(10)))

    bench.lane.give_up()

    assert bench.backlogs.source.few.is_set()


async def test_a_block_behind_a_gap_is_not_taken_together_with_the_one_before_it(bench: Bench) -> None:
    await bench.serve(block(0, 1), block(4, previous=3))

    assert bench.commits.offsets == [{("eu.incidents", PARTITION): 2}]
    assert bench.rewinds == [("incidents", PARTITION, 2)]
    assert bench.blocks_done == [1, 4]


async def test_blocks_are_not_taken_together_beyond_what_one_block_may_hold() -> None:
    bench = Bench(pace=Pace(most_records=3))

    await bench.serve(block(0, 1), block(2, previous=1), block(3, previous=2))

    assert bench.commits.positions == [3, 4]


async def test_the_groups_offsets_trail_in_a_burst_and_are_told_when_the_lane_settles(bench: Bench) -> None:
    await bench.serve(block(0, 1), block(0, topic="control"), block(2, previous=1))

    told_at_last = {("eu.incidents", PARTITION): 3, ("eu.control", PARTITION): 1}
    assert bench.commits.offsets == [{("eu.incidents", PARTITION): 2}, {}, {}, told_at_last]
    assert bench.commits.done[-1][0] == []


async def test_offsets_that_trail_are_told_after_a_while_without_another_block() -> None:
    bench = Bench(offsets_seconds=0.05)

    async with bench.running(), asyncio.timeout(10):
        bench.put(block(0))
        bench.put(block(0, topic="control"))
        while bench.commits.offsets[-1:] != [{("eu.control", PARTITION): 1}]:
            bench.commits.more.clear()
            await bench.commits.more.wait()


async def test_the_groups_offsets_do_not_trail_for_longer_than_they_may() -> None:
    bench = Bench(offsets_seconds=0)

    await bench.serve(block(0, 1), block(0, topic="control"))

    assert bench.commits.offsets == [{("eu.incidents", PARTITION): 2}, {("eu.control", PARTITION): 1}]


async def test_a_block_that_changes_nothing_still_moves_the_position(bench: Bench) -> None:
    bench.opened.work = lambda records: Work()

    await bench.serve(block(0))

    assert bench.commits.offsets == [{("eu.incidents", PARTITION): 1}]


async def test_a_transaction_that_fails_ends_the_lane_and_moves_nothing(bench: Bench) -> None:
    bench.commits.failure = ConnectionError("broker gone")

    with pytest.raises(LaneFailedError, match="totals-3: ConnectionError: broker gone"):
        await bench.serve(block(0, 1))

    assert bench.lane.positions == {"incidents": 0, "control": 0}
    assert bench.blocks_done == []
    assert bench.count("commits_total", result="failed") == 1
    assert bench.count("commits_total", result="committed") == 0


async def test_dead_letters_that_could_not_be_written_are_counted(bench: Bench) -> None:
    bench.opened.work = lambda records: Work(refused=Counter({(Stage.AGGREGATE, RejectionCode.WRONG_KEY): 2}))
    bench.commits.failure = ConnectionError()

    with pytest.raises(LaneFailedError):
        await bench.serve(block(0, 1))

    assert bench.count("dead_letter_publish_failures_total") == 2
    assert bench.count("dead_letters_total", code="wrong_key") == 0


async def test_a_fault_in_the_work_ends_the_lane_before_anything_is_written(bench: Bench) -> None:
    def fail(records: Sequence[Record]) -> Work:
        raise KeyError("a bug")

    bench.opened.work = fail

    with pytest.raises(KeyError, match="a bug"):
        await bench.serve(block(0))

    assert bench.commits.done == []
    assert bench.lane.positions["incidents"] == 0


# -- the guard of the position -----------------------------------------------------------------------------------------


async def test_records_already_applied_are_dropped() -> None:
    bench = Bench({"incidents": 2, "control": 0})

    await bench.serve(block(0, 1, 2, 3))

    assert bench.opened.applied == [("incidents", 2), ("incidents", 3)]
    assert bench.count("replays_dropped_total") == 2


async def test_a_block_already_applied_is_dropped_whole_and_done_with() -> None:
    bench = Bench({"incidents": 4, "control": 0})

    await bench.serve(block(0, 1), block(2, 3, previous=1))

    # Only the group is told, as a former owner that was killed may not have come to it.
    assert bench.commits.done == [([], {("eu.incidents", PARTITION): 4})]
    assert bench.blocks_done == [1, 3]
    assert bench.count("replays_dropped_total") == 4


async def test_a_block_behind_a_hole_is_not_applied_and_reading_goes_back() -> None:
    bench = Bench({"incidents": 2, "control": 0})

    await bench.serve(block(5, 6, previous=4))

    assert bench.opened.applied == []
    assert bench.rewinds == [("incidents", PARTITION, 2)]
    assert bench.blocks_done == [6]
    assert bench.count("rewinds_total") == 1


async def test_every_block_behind_the_hole_waits_until_reading_has_gone_back() -> None:
    bench = Bench({"incidents": 2, "control": 0})

    await bench.serve(block(5, previous=4), block(6, previous=5), block(2, 3, 4), block(5, 6, previous=4))

    assert [offset for _, offset in bench.opened.applied] == [2, 3, 4, 5, 6]


async def test_the_last_record_applied_is_no_hole() -> None:
    bench = Bench({"incidents": 5, "control": 0})

    await bench.serve(block(5, previous=4))

    assert bench.opened.applied == [("incidents", 5)]


async def test_offsets_that_were_never_records_are_no_hole() -> None:
    bench = Bench({"incidents": 5, "control": 0})

    await bench.serve(block(9, previous=4), block(12, previous=9))

    assert [offset for _, offset in bench.opened.applied] == [9, 12]
    assert bench.rewinds == []


async def test_the_holes_of_one_input_do_not_concern_the_other() -> None:
    bench = Bench({"incidents": 2, "control": 0})

    await bench.serve(block(5, previous=4), block(0, topic="control"))

    assert bench.opened.applied == [("control", 0)]


async def test_records_that_expired_unread_are_given_up() -> None:
    bench = Bench({"incidents": 2, "control": 0}, log_start=5)

    await bench.serve(block(5, 6, previous=4))

    assert [offset for _, offset in bench.opened.applied] == [5, 6]
    assert bench.rewinds == []


async def test_what_did_not_expire_is_read_again() -> None:
    bench = Bench({"incidents": 2, "control": 0}, log_start=4)

    await bench.serve(block(6, 7, previous=5))

    assert bench.opened.applied == []
    assert bench.rewinds == [("incidents", PARTITION, 2)]


# -- time --------------------------------------------------------------------------------------------------------------


async def test_a_tick_that_changes_nothing_writes_nothing(bench: Bench) -> None:
    bench.lane.put_tick(NOW)

    await bench.serve()

    assert bench.opened.ticks == [NOW]
    assert bench.commits.done == []


async def test_a_tick_that_changes_something_is_a_transaction_without_offsets(bench: Bench) -> None:
    bench.opened.on_tick = lambda: Work(state={b"sumy": None}, changes=2)
    bench.lane.put_tick(NOW)

    await bench.serve()

    [(writes, offsets)] = bench.commits.done
    assert offsets == {}
    assert (CHANGELOG, PARTITION, b"sumy", None) in {(one.topic, one.partition, one.key, one.value) for one in writes}
    assert bench.lane.positions == {"incidents": 0, "control": 0}
    assert bench.count("total_changes_total") == 2


async def test_a_newer_tick_replaces_one_not_yet_served(bench: Bench) -> None:
    bench.lane.put_tick(NOW)
    bench.lane.put_tick(NOW + timedelta(seconds=15))

    await bench.serve()

    assert bench.opened.ticks == [NOW + timedelta(seconds=15)]


async def test_a_tick_is_served_after_the_block_in_hand_and_before_those_that_wait(bench: Bench) -> None:
    applied_before: list[int] = []

    def remember() -> Work:
        applied_before.append(len(bench.opened.applied))
        return Work()

    bench.opened.on_tick = remember
    bench.lane.put_tick(NOW)

    await bench.serve(block(0), block(0, topic="control"), block(1, previous=0))

    assert applied_before == [1]


# -- giving a partition up ---------------------------------------------------------------------------------------------


async def test_while_draining_queued_blocks_are_left_undone_but_done_with(bench: Bench) -> None:
    bench.draining = True
    bench.lane.put_tick(NOW)

    await bench.serve(block(0), block(1, previous=0))

    assert bench.opened.applied == []
    assert bench.opened.ticks == []
    assert bench.commits.done == []
    assert bench.blocks_done == [0, 1]


async def test_a_block_begun_before_draining_is_finished_and_the_next_is_left(bench: Bench) -> None:
    def drain(records: Sequence[Record]) -> Work:
        bench.draining = True
        return Work()

    bench.opened.work = drain

    await bench.serve(block(0, 1), block(0, topic="control"))

    assert bench.commits.positions == [2]
    assert bench.commits.offsets == [{("eu.incidents", PARTITION): 2}]
    assert bench.blocks_done == [1, 0]


async def test_what_a_step_does_not_get_through_is_a_further_transaction(bench: Bench) -> None:
    bench.opened.work = two_at_a_time

    await bench.serve(block(0, 1, 2, 3, 4))

    outputs = [write.value for writes, _ in bench.commits.done for write in writes if write.topic == "eu.city-totals"]
    assert outputs == [b"0", b"1", b"2", b"3", b"4"]
    assert bench.commits.positions == [2, 4, 5]
    assert bench.blocks_done == [4]


async def test_what_a_step_did_not_get_through_is_left_while_draining(bench: Bench) -> None:
    def drain(records: Sequence[Record]) -> Work:
        bench.draining = True
        return two_at_a_time(records)

    bench.opened.work = drain

    await bench.serve(block(0, 1, 2, 3, 4))

    assert bench.commits.positions == [2]
    assert bench.blocks_done == [4]


async def test_what_was_left_while_draining_is_missed_when_the_partition_stays() -> None:
    bench = Bench()
    bench.draining = True
    await bench.serve(block(0, 1))
    bench.draining = False

    await bench.serve(block(2, previous=1))

    assert bench.rewinds == [("incidents", PARTITION, 0)]


async def test_a_lane_is_idle_when_nothing_is_queued_or_in_flight(bench: Bench) -> None:
    assert bench.lane.idle
    bench.put(block(0))
    assert not bench.lane.idle

    async with bench.running():
        await bench.lane.settled()

    assert bench.lane.idle


# -- counting ----------------------------------------------------------------------------------------------------------


async def test_what_a_block_came_to_is_counted_once_it_is_committed(bench: Bench) -> None:
    bench.opened.work = lambda records: Work(
        outcomes=Counter({Outcome.EMITTED: 2, Outcome.DEAD_LETTER: 1}),
        refused=Counter({(Stage.VALIDATE, RejectionCode.SCHEMA_VIOLATION): 1}),
        incidents=4,
        unplaced=1,
        unknown_fields=3,
        late=1,
        repeated=2,
        newest_event=NOW - timedelta(hours=1),
    )

    await bench.serve(block(0, 1, 2, value=b"12345"))

    assert bench.count("records_received_total", topic="incidents") == 3
    assert bench.count("received_bytes_total", topic="incidents") == 15
    assert bench.count("record_size_bytes_count", topic="incidents") == 3
    assert bench.count("record_size_bytes_sum", topic="incidents") == 15
    assert bench.count("blocks_total", step="totals") == 1
    assert bench.count("records_processed_total", outcome="emitted") == 2
    assert bench.count("records_processed_total", outcome="dead_letter") == 1
    assert bench.count("errors_total", stage="validate", code="schema_violation") == 1
    assert bench.count("dead_letters_total", code="schema_violation") == 1
    assert bench.count("incidents_total") == 4
    assert bench.count("unplaced_incidents_total") == 1
    assert bench.count("unknown_fields_total") == 3
    assert bench.count("late_claims_total") == 1
    assert bench.count("repeated_incidents_total") == 2
    assert bench.count("event_time_lag_seconds_sum") == 3600
    assert bench.count("commits_total", result="committed") == 1
    assert bench.count("last_record_processed_timestamp_seconds", topic="incidents", partition="3") == NOW.timestamp()


async def test_a_record_time_that_was_not_set_or_lies_ahead_gives_no_negative_latency(bench: Bench) -> None:
    ahead = int((NOW + timedelta(days=1)).timestamp() * 1000)

    for offset, timestamp in enumerate((-1, None, ahead)):
        await bench.serve(block(offset, timestamp=timestamp))

    assert bench.count("ingest_latency_seconds_count") == 1
    assert bench.count("ingest_latency_seconds_sum") == 0


async def test_tombstones_have_no_bytes(bench: Bench) -> None:
    await bench.serve(block(0, value=None))

    assert bench.count("received_bytes_total", topic="incidents") == 0
    assert bench.count("record_size_bytes_bucket", topic="incidents", le="16.0") == 1
