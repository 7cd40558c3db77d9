"""The numbers behind the totals' meaning (design, section 4), in one place. Durations carry their unit in the name."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class EstimatePolicy(StrEnum):
    """Which claim becomes the best estimate."""

    OFFICIAL_LATEST = "official_latest"
    """The newest claim of the best source class present."""
    CONSERVATIVE = "conservative"
    """The lowest of the claims that hold at the time of the newest one of the best class."""
    MAXIMUM = "maximum"
    """The highest of them."""


def window_length(window: str) -> timedelta:
    """`24h` → 24 hours; minutes (m), hours (h) and days (d)."""
    amount, unit = int(window[:-1]), window[-1]
    return {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}[unit] * amount


@dataclass(frozen=True, slots=True)
class Rules:
    """What the totals mean; every worker of one group must have the same."""

    windows: tuple[str, ...] = ("1h", "24h", "7d", "30d")
    attack_gap_hours: float = 12
    """Claims of a place within this distance belong to one attack."""
    range_margin_hours: float = 3
    """Claims older than the best by more than this do not widen its range."""
    stale_after_hours: float = 24
    """A stock without news for this long is stale."""
    correctable_days: float = 30
    """Claims are kept, and can be corrected, for this long after they happened."""
    policy: EstimatePolicy = EstimatePolicy.OFFICIAL_LATEST
