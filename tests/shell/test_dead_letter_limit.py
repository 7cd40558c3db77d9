from collections import Counter
from collections.abc import Sequence

import pytest

from schemas.vocabulary import RejectionCode, Stage
from service.shell.dead_letter_limit import NOTHING_REFUSED, DeadLetterLimit, DeadLetterLimitError, Refusals
from service.shell.pace import Pace
from service.shell.records import Record
from service.shell.settings import LimitSettings
from service.shell.state import refused_key
from service.shell.work import Work
from service.shell.writes import Write
from tests.records import record
from tests.shell.lane_bench import CHANGELOG, PARTITION, Bench
from tests.shell.test_lanes import block

BAD_FROM = 100
"""In these tests a record at this offset or behind it is refused."""


def limit(in_a_row: int = 0, ratio: float = 0, window: int = 10) -> DeadLetterLimit:
    return DeadLetterLimit(
        LimitSettings(dead_letters_in_a_row=in_a_row, dead_letter_ratio=ratio, dead_letter_window_records=window)
    )


def watched(
    against: DeadLetterLimit, story: str, block_records: int = 3, before: Refusals = NOTHING_REFUSED
) -> Refusals:
    """Feed a story such as "..x." (x = refused) block by block."""
    records = [record(offset) for offset in range(len(story))]
    for start in range(0, len(story), block_records):
        part = records[start : start + block_records]
        before = against.watch(before, part, {found.offset for found in part if story[found.offset] == "x"})
    return before


@pytest.mark.parametrize("block_records", [1, 2, 3, 7, 100])
def test_a_run_as_long_as_the_limit_stops_however_it_is_cut_into_blocks(block_records: int) -> None:
    assert watched(limit(in_a_row=5), "..xxxx.xxxx..xxxx", block_records).in_a_row == 4
    with pytest.raises(DeadLetterLimitError, match="reports-0: 5 records in a row were refused"):
        watched(limit(in_a_row=5), "..xxxx.xxxxx..", block_records)


@pytest.mark.parametrize("block_records", [1, 4, 100])
def test_a_share_of_the_window_stops_and_a_shorter_story_does_not(block_records: int) -> None:
    assert watched(limit(ratio=0.5, window=10), "xxxxxx", min(block_records, 6)).refused == 6
    with pytest.raises(DeadLetterLimitError, match="of the last"):
        watched(limit(ratio=0.5, window=10), "x.xx.xx.x.xx.x", block_records)


def test_a_few_bad_records_among_many_never_stop() -> None:
    assert watched(limit(in_a_row=3, ratio=0.5, window=10), ("." * 8 + "xx") * 500).ratio < 0.5


def test_what_was_good_long_ago_does_not_outweigh_what_is_bad_now() -> None:
    with pytest.raises(DeadLetterLimitError):
        watched(limit(ratio=0.9, window=10), "." * 10_000 + "x" * 200)


def test_no_limit_means_no_limit() -> None:
    assert watched(limit(), "x" * 1000) == NOTHING_REFUSED


def test_good_records_leave_nothing_to_remember() -> None:
    assert watched(limit(in_a_row=2, ratio=0.5), "." * 100) is NOTHING_REFUSED


def test_what_was_refused_comes_back_as_it_was_stored() -> None:
    refusals = Refusals(3, 100, 70)

    assert Refusals.decoded(refusals.encoded()) == refusals
    assert Refusals.decoded(None) == NOTHING_REFUSED


def refusing(records: Sequence[Record]) -> Work:
    """A step that refuses what is bad."""
    bad = {found.offset for found in records if found.offset >= BAD_FROM}
    refused = Counter({(Stage.DECODE, RejectionCode.INVALID_JSON): len(bad)}) if bad else Counter()
    return Work([Write("eu.reports-dead", 0, None, b"x")] * len(bad), refused=refused, refused_offsets=bad)


async def test_the_block_that_reaches_the_limit_is_not_committed() -> None:
    bench = Bench(limits=LimitSettings(dead_letters_in_a_row=3), pace=Pace(most_records=2), offsets_seconds=0)
    bench.opened.work = refusing

    with pytest.raises(DeadLetterLimitError, match="offsets 102 to 103, which are not committed"):
        await bench.serve(block(98, 99, 100), block(101, previous=100), block(102, 103, previous=101))

    assert bench.commits.offsets == [{("eu.incidents", PARTITION): 101}, {("eu.incidents", PARTITION): 102}]
    assert bench.lane.positions["incidents"] == 102


async def test_what_was_refused_is_kept_with_the_state_and_shown_as_a_metric() -> None:
    bench = Bench(limits=LimitSettings(dead_letters_in_a_row=3))
    bench.opened.work = refusing

    await bench.serve(block(98, 99, 100))

    [(writes, _)] = bench.commits.done
    assert [write.value for write in writes if write.key == refused_key("incidents")] == [b"1 3 1"]
    assert {write.topic for write in writes if write.key == refused_key("incidents")} == {CHANGELOG}
    labels = {"topic": "incidents", "partition": str(PARTITION)}
    assert bench.count("dead_letters_in_a_row_records", **labels) == 1
    assert bench.count("dead_letter_ratio", **labels) == pytest.approx(1 / 3)
