import gc
import weakref

from faust.types import TP

from service.shell.blocks import Block, BlockChain, BlockScheduling, size_of
from service.shell.records import Record
from tests.records import record

FIRST, SECOND = TP("reports", 0), TP("reports", 1)
CHANGELOG = TP("app-totals-changelog", 0)


def records(*offsets: int, value: bytes = b"", topic: str = "reports", partition: int = 0) -> list[Record]:
    return [record(offset, value=value, topic=topic, partition=partition) for offset in offsets]


def offsets(blocks: list[Block]) -> list[list[int]]:
    return [[found.offset for found in block.records] for block in blocks]


def test_a_block_looks_like_the_last_of_its_records() -> None:
    [block] = BlockChain(10, 10_000).cut(FIRST, records(5, 6, 9))

    assert (block.topic, block.partition, block.offset, block.first_offset) == ("reports", 0, 9, 5)
    assert block.timestamp == 1_767_225_600_000
    assert block.value is block
    assert block.key is None


def test_each_block_names_the_record_handed_on_before_it() -> None:
    chain = BlockChain(2, 10_000)

    assert [block.previous for block in chain.cut(FIRST, records(0, 1, 2, 3, 4))] == [None, 1, 3]
    assert [block.previous for block in chain.cut(FIRST, records(5, 6))] == [4]
    assert chain.last(FIRST) == 6


def test_partitions_have_chains_of_their_own() -> None:
    chain = BlockChain(10, 10_000)
    chain.cut(FIRST, records(7))

    assert [block.previous for block in chain.cut(SECOND, records(3, partition=1))] == [None]
    assert (chain.last(FIRST), chain.last(SECOND), chain.last(CHANGELOG)) == (7, 3, None)


def test_reading_that_went_back_begins_a_new_chain() -> None:
    chain = BlockChain(10, 10_000)
    chain.cut(FIRST, records(7, 8))

    assert [block.previous for block in chain.cut(FIRST, records(7, 8))] == [None]
    assert [block.previous for block in chain.cut(FIRST, records(4, 5))] == [None]
    assert [block.previous for block in chain.cut(FIRST, records(9))] == [5]


def test_blocks_are_cut_by_records() -> None:
    assert offsets(BlockChain(3, 10_000).cut(FIRST, records(*range(7)))) == [[0, 1, 2], [3, 4, 5], [6]]


def test_blocks_are_cut_by_bytes() -> None:
    found = records(*range(5), value=b"x" * 900)
    weight = size_of(found[0])

    assert offsets(BlockChain(100, 2 * weight).cut(FIRST, found)) == [[0, 1], [2, 3], [4]]


def test_a_record_larger_than_a_block_is_a_block_of_its_own() -> None:
    found = [*records(0, 1), *records(2, value=b"x" * 5000), *records(3)]

    assert offsets(BlockChain(100, 1000).cut(FIRST, found)) == [[0, 1], [2], [3]]


def test_a_block_knows_its_bytes_and_counts_something_for_a_tombstone() -> None:
    found = [record(0, value=None), record(1, value=b"12345", key=b"123")]
    [block] = BlockChain(100, 10_000).cut(FIRST, found)

    assert size_of(found[0]) > 0
    assert size_of(found[1]) == size_of(found[0]) + 8
    assert block.size == size_of(found[0]) + size_of(found[1])


def test_cutting_neither_loses_nor_moves_a_record() -> None:
    found = [record(offset, value=b"x" * (offset * 37 % 400)) for offset in range(0, 200, 3)]

    blocks = BlockChain(7, 1500).cut(FIRST, found)

    assert [one for block in blocks for one in block.records] == found
    assert all(len(block.records) <= 7 for block in blocks)
    assert all(block.size <= 1500 for block in blocks)


def test_partitions_take_turns() -> None:
    chain = BlockChain(1, 10_000)
    fetched = {FIRST: chain.cut(FIRST, records(0, 1, 2)), SECOND: chain.cut(SECOND, records(5, partition=1))}

    handed_on = [(tp.partition, block.offset) for tp, block in BlockScheduling().iterate(fetched)]

    assert handed_on == [(0, 0), (1, 5), (0, 1), (0, 2)]


def test_topics_that_no_step_reads_are_handed_on_record_by_record() -> None:
    changes = records(3, 4, topic=CHANGELOG.topic)
    blocks = BlockChain(10, 10_000).cut(FIRST, records(0, 1))

    handed_on = list(BlockScheduling().iterate({CHANGELOG: changes, FIRST: blocks}))

    assert [type(found) for tp, found in handed_on if tp == FIRST] == [Block]
    assert [found for tp, found in handed_on if tp == CHANGELOG] == changes


def test_an_empty_fetch_hands_on_nothing() -> None:
    assert list(BlockScheduling().iterate({FIRST: []})) == []
    assert list(BlockScheduling().iterate({})) == []


def test_records_are_let_go_with_their_block_and_do_not_wait_for_the_collector() -> None:
    gc.disable()
    try:
        [block] = BlockChain(10, 10_000).cut(FIRST, records(5, 6))
        kept = weakref.ref(block.records[0])
        del block
        assert kept() is None
    finally:
        gc.enable()
