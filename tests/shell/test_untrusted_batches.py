import gzip
import tracemalloc
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import cramjam
import pytest
from aiokafka import TopicPartition
from aiokafka.codec import snappy_encode
from aiokafka.consumer.fetcher import PartitionRecords
from aiokafka.errors import CorruptRecordException
from aiokafka.producer.message_accumulator import BatchBuilder

from service.shell.exact_names import ExactBatchBuilder
from service.shell.unpacking import MAX_UNPACKED_BYTES
from service.shell.untrusted_batches import UnreadBatch, UntrustedRecords

NONE, GZIP, SNAPPY, LZ4, ZSTD = range(5)
CODECS = (NONE, GZIP, SNAPPY, LZ4, ZSTD)
PACK: dict[int, Any] = {
    GZIP: gzip.compress,
    SNAPPY: snappy_encode,
    LZ4: lambda data: bytes(cramjam.lz4.compress(data)),
    ZSTD: lambda data: bytes(cramjam.zstd.compress(data)),
}
Content = tuple[bytes | None, bytes | None, Sequence[tuple[str, bytes | None]]]
ODD = "trace\udcff\udcc3("
"""A name of the bytes 74 72 61 63 65 ff c3 28."""


def batch(contents: Sequence[Content], first: int = 0, codec: int = NONE, *, exact: bool = False) -> bytes:
    """A batch as a broker sends it: the offset of its first record is filled in."""
    made = ExactBatchBuilder(2**26, transactional=False, compression=codec) if exact else BatchBuilder(2**26, codec)
    for key, value, headers in contents:
        made.append(timestamp=1_767_225_600_000 + len(headers), key=key, value=value, headers=list(headers))
    return first.to_bytes(8, "big") + bytes(made._build()[8:])


def bomb(codec: int, unpacked_bytes: int) -> bytes:
    """A sound batch of one record of so many zeros, which the library would unpack whole."""
    return batch([(None, bytes(unpacked_bytes), [])], 40, codec)


def fetched(data: bytes, position: int = 0) -> list[Any]:
    """The records as the consumer gets them."""
    tp = TopicPartition("reports", 0)
    return list(
        PartitionRecords(tp, UntrustedRecords(data), [], position, None, None, check_crcs=True, isolation_level=1)
    )


@pytest.mark.parametrize("codec", CODECS)
def test_records_of_every_codec_come_as_they_were_written(codec: int) -> None:
    contents = [(b"key", b"value" * 50, [("a", b"1"), ("a", None)]), (None, None, []), (b"", b"", [("б", b"")])]

    found = fetched(batch(contents, 7, codec))

    assert [(record.key, record.value, list(record.headers)) for record in found] == contents
    assert [record.offset for record in found] == [7, 8, 9]
    assert [record.timestamp - 1_767_225_600_000 for record in found] == [2, 0, 1]


@pytest.mark.parametrize("codec", CODECS)
def test_a_header_whose_name_is_not_utf8_keeps_its_bytes_and_its_neighbours_are_read_once(codec: int) -> None:
    contents = [(None, b"before", []), (b"key", b"odd", [(ODD, b"x"), ("plain", None)]), (None, b"behind", [])]

    found = fetched(batch(contents, 100, codec, exact=True) + batch([(None, b"next", [])], 103))

    assert [(record.offset, record.value) for record in found] == [
        (100, b"before"),
        (101, b"odd"),
        (102, b"behind"),
        (103, b"next"),
    ]
    assert found[1].headers == ((ODD, b"x"), ("plain", None))
    assert found[1].headers[0][0].encode(errors="surrogateescape") == b"trace\xff\xc3("
    assert found[1].key == b"key"
    assert [record.timestamp - 1_767_225_600_000 for record in found] == [0, 2, 0, 0]


def test_reading_may_begin_in_the_middle_of_such_a_batch() -> None:
    contents = [(None, b"%d" % n, [(ODD, b"")]) for n in range(5)]

    assert [record.value for record in fetched(batch(contents, 10, exact=True), position=13)] == [b"3", b"4"]


@pytest.mark.parametrize("codec", [GZIP, SNAPPY, LZ4, ZSTD])
def test_a_batch_that_unpacks_into_too_much_becomes_one_record_that_says_so(codec: int) -> None:
    data = bomb(codec, MAX_UNPACKED_BYTES + 1)
    tracemalloc.start()

    found = fetched(data + batch([(None, b"next", [])], 41))

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    stand_in, behind = found
    assert (stand_in.offset, behind.offset) == (40, 41)
    assert isinstance(stand_in.value, UnreadBatch)
    assert stand_in.value.too_large
    assert stand_in.value.packed_bytes == len(data)
    assert "unpacks into more than" in stand_in.value.said
    assert peak < 3 * MAX_UNPACKED_BYTES


@pytest.mark.parametrize("codec", [GZIP, SNAPPY, LZ4, ZSTD])
def test_a_batch_of_exactly_the_limit_is_read(codec: int) -> None:
    overhead = len(batch([(None, bytes(MAX_UNPACKED_BYTES), [])])) - 61 - MAX_UNPACKED_BYTES

    [record] = fetched(bomb(codec, MAX_UNPACKED_BYTES - overhead))

    assert record.value == bytes(MAX_UNPACKED_BYTES - overhead)


def test_a_gzip_of_several_members_is_read_whole() -> None:
    plain = batch([(None, b"one", []), (None, b"two", [])])
    packed = gzip.compress(plain[61:70]) + gzip.compress(plain[70:])

    assert [record.value for record in repacked(plain[:61], GZIP, packed)] == [b"one", b"two"]


@pytest.mark.parametrize(
    ("codec", "packed"), [*((known, b"\x00nonsense" * 9) for known in (1, 2, 3, 4)), (7, b"unknown")]
)
def test_a_batch_that_cannot_be_unpacked_becomes_one_record_too(codec: int, packed: bytes) -> None:
    [stand_in] = repacked(batch([(None, b"one", [])])[:61], codec, packed)

    assert isinstance(stand_in.value, UnreadBatch)
    assert not stand_in.value.too_large
    assert "unpacked" in stand_in.value.said or "unknown codec" in stand_in.value.said


def repacked(header: bytes, codec: int, packed: bytes) -> list[Any]:
    """Records behind a header that says they are packed so; its checksum and length are not right and not looked at."""
    raw = bytearray(header + packed)
    raw[22] |= codec
    raw[8:12] = (len(raw) - 12).to_bytes(4, "big")
    return list(UntrustedRecords(bytes(raw)).next_batch())


def test_a_batch_with_a_wrong_checksum_is_refused() -> None:
    data = bytearray(batch([(None, b"one", [])]))
    data[-2] ^= 1

    with pytest.raises(CorruptRecordException):
        fetched(bytes(data))


@pytest.mark.parametrize("cut", [1, 11, 12, 40, 61, 70])
def test_an_incomplete_batch_at_the_end_is_left_for_the_next_fetch(cut: int) -> None:
    whole = batch([(None, b"one", [])], 5)
    records = UntrustedRecords(whole + whole[:cut])

    assert records.next_batch().base_offset == 5
    assert not records.has_next()
    assert records.next_batch() is None
    assert records.size_in_bytes() == len(whole) + cut


@pytest.mark.parametrize("length", [-12, -(2**31), 2**31 - 1])
def test_a_length_that_cannot_be_ends_the_reading(length: int) -> None:
    assert not UntrustedRecords(bytes(8) + length.to_bytes(4, "big", signed=True) + bytes(60)).has_next()


def test_offsets_rise_over_many_batches() -> None:
    data = b"".join(batch([(None, b"x", [])] * 3, 3 * n, CODECS[n % 5]) for n in range(20))

    offsets = [record.offset for record in fetched(data)]

    assert all(later == earlier + 1 for earlier, later in pairwise(offsets))
    assert len(offsets) == 60
