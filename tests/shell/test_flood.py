import gc

from service.shell.topics import CITY_TOTALS, DEAD, INCIDENTS, UNPLACED
from tests.flood import Flooded, flood, reports

FIRST = 4_000
"""After so many, what keeps whole objects, up to a number, is full."""
THEN = 12_000


async def test_names_from_outside_become_neither_series_nor_keys_nor_objects() -> None:
    flooded = Flooded()
    await flood(flooded, reports(FIRST, seed=1))
    await flood(flooded, reports(FIRST, seed=2, texts=False))
    series = flooded.series
    gc.collect()
    before = len(gc.get_objects())

    await flood(flooded, reports(THEN, seed=3, texts=False))

    gc.collect()
    assert flooded.series == series
    assert flooded.keys == 0
    # Whatever stayed of a report would be an object at least. Words of texts are kept in caches of a fixed size, which
    # take longer to fill than a test should: `python -m tests.flood 1000000` shows them full.
    assert len(gc.get_objects()) - before < THEN / 4
    assert flooded.written.get(INCIDENTS, 0) == flooded.written.get(CITY_TOTALS, 0) == 0
    assert flooded.written[DEAD] == (2 * FIRST + THEN) // 4
    assert flooded.written[UNPLACED] >= (2 * FIRST + THEN) // 2
