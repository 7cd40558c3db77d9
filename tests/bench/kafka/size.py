"""How large the benches on Kafka are: in full where figures are made for the docs, smaller where something is tried."""

import os
from typing import Final

SHARE: Final = float(os.environ.get("SHARE", "1"))
"""`make bench SHARE=0.1` takes a tenth of the reports."""

RUNS: Final = int(os.environ.get("RUNS", "3"))
"""Runs of each figure; the median is told."""

PARTITIONS: Final = 4


def sized(number: int) -> int:
    """That many, or the share of them."""
    return max(600, int(number * SHARE))
