import gc
import tracemalloc

from service.shell.topics import CITY_TOTALS, DEAD, INCIDENTS, UNPLACED
from tests.flood import Flooded, flood, reports

FIRST, SECOND = 4_000, 16_000
KEPT_BYTES = 2 * 2**20
"""Of some 60 MiB that went through; caches of a fixed size may still have been filling."""


async def test_names_from_outside_become_neither_series_nor_keys_nor_memory() -> None:
    flooded = Flooded()
    await flood(flooded, reports(FIRST, seed=1))
    series = flooded.series
    gc.collect()
    tracemalloc.start()
    await flood(flooded, reports(SECOND, seed=2))
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert flooded.series == series
    assert flooded.keys == 0
    assert kept < KEPT_BYTES
    assert flooded.written.get(INCIDENTS, 0) == flooded.written.get(CITY_TOTALS, 0) == 0
    assert flooded.written[DEAD] == (FIRST + SECOND) // 4
    assert flooded.written[UNPLACED] >= (FIRST + SECOND) // 2
