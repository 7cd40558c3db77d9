import pytest

from service.shell.writes import Write, by_partition, partition_of

# Hashes from the test of Kafka's own Java client (org.apache.kafka.common.utils.Utils.murmur2).
JAVA = {
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    b"abc": 479470107,
}


@pytest.mark.parametrize("key", JAVA, ids=lambda key: key.decode())
def test_a_key_goes_where_the_java_client_would_send_it(key: bytes) -> None:
    positive = JAVA[key] & 0x7FFFFFFF

    # The largest count gives back the whole hash.
    assert partition_of(key, 0x7FFFFFFF) == positive % 0x7FFFFFFF
    assert partition_of(key, 12) == positive % 12


def test_keys_that_are_empty_or_no_text_have_a_partition_too() -> None:
    for key in (b"", b"\xff\x00", b"k" * 60_000):
        assert 0 <= partition_of(key, 12) < 12


def test_with_one_partition_there_is_no_choice() -> None:
    assert {partition_of(key, 1) for key in JAVA} == {0}


def test_writes_are_grouped_by_target_in_their_order() -> None:
    first, second, other, third = (
        Write("a", 0, None, b"1"),
        Write("a", 0, None, b"2"),
        Write("a", 1, None, b"3"),
        Write("a", 0, None, b"4"),
    )

    assert by_partition([first, second, other, third]) == {("a", 0): [first, second, third], ("a", 1): [other]}
