"""Compressed batches are unpacked right whoever else does so at the same time."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

import cramjam
import pytest

from service.shell.unpacking import unpack

THREADS = 4
ROUNDS = 60
CODECS = {"gzip": (1, cramjam.gzip), "lz4": (3, cramjam.lz4), "zstd": (4, cramjam.zstd)}


@pytest.mark.parametrize("name", CODECS)
def test_threads_that_unpack_at_the_same_time_do_not_write_into_each_others_room(name: str) -> None:
    codec, library = CODECS[name]
    plain = [Random(number).randbytes(1000) * 400 for number in range(THREADS)]
    packed = [bytes(library.compress(one)) for one in plain]
    start = Barrier(THREADS)

    def wrong(number: int) -> int:
        start.wait()
        return sum(unpack(codec, packed[number]) != plain[number] for _ in range(ROUNDS))

    with ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(wrong, range(THREADS))) == 0
