import gc
import sys

from service.shell.topics import CITY_TOTALS, DEAD, INCIDENTS, UNPLACED
from tests.flood import Flooded, flood, reports, wordy

FIRST, SECOND = 4_000, 16_000
WORDS = 150_000
"""More than any cache of words holds."""


async def test_names_from_outside_become_neither_series_nor_keys_nor_memory() -> None:
    flooded = Flooded()
    await flood(flooded, reports(FIRST, seed=1))
    await flood(flooded, reports(2 * FIRST, seed=3, texts=False))
    await flood(flooded, wordy(WORDS))
    series = flooded.series
    gc.collect()
    blocks = sys.getallocatedblocks()
    await flood(flooded, reports(SECOND, seed=2, texts=False))
    gc.collect()
    kept = sys.getallocatedblocks() - blocks

    assert flooded.series == series
    assert flooded.keys == 0
    # One object kept of each report would already be more.
    assert kept < SECOND / 4
    assert flooded.written.get(INCIDENTS, 0) == flooded.written.get(CITY_TOTALS, 0) == 0
    assert flooded.written[DEAD] == (3 * FIRST + SECOND) // 4
    assert flooded.written[UNPLACED] >= (FIRST + SECOND) // 2
