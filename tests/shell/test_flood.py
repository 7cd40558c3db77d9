import gc
import sys

from service.shell.topics import CITY_TOTALS, DEAD, INCIDENTS, UNPLACED
from tests.flood import Flooded, flood, reports, wordy

TEXTS = 4_000
WORDS = 150_000
"""More than any cache of words holds."""
ROUND = 5_000
ROUNDS = 4


async def test_names_from_outside_become_neither_series_nor_keys_nor_memory() -> None:
    flooded = Flooded()
    await flood(flooded, reports(TEXTS, seed=0))
    await flood(flooded, wordy(WORDS))
    series = flooded.series
    kept: list[int] = []
    for number in range(ROUNDS):
        gc.collect()
        before = sys.getallocatedblocks()
        await flood(flooded, reports(ROUND, seed=number + 1, texts=False))
        gc.collect()
        kept.append(sys.getallocatedblocks() - before)

    assert flooded.series == series
    assert flooded.keys == 0
    # If one object stayed of each report, no round would stay below; caches change what they hold, not how much.
    assert min(kept) < ROUND / 4
    assert flooded.written.get(INCIDENTS, 0) == flooded.written.get(CITY_TOTALS, 0) == 0
    assert flooded.written[DEAD] == (TEXTS + ROUNDS * ROUND) // 4
    assert flooded.written[UNPLACED] >= (TEXTS + ROUNDS * ROUND) // 2
