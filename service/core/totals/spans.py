"""The rules' durations in milliseconds, with those that follow from them."""

from dataclasses import dataclass

from service.core.totals.claims import DAY, HOUR
from service.core.totals.rules import Rules, window_length


@dataclass(frozen=True, slots=True)
class Spans:
    """Durations in milliseconds."""

    gap: int
    margin: int
    stale_after: int
    correctable: int
    reach: int
    """How long after an attack an undated toll can continue it: a tenth of the time that claims are correctable."""
    kept: int
    """How long after its publication a claim is kept: until no window can show an attack that has lost a part."""
    windows: dict[str, int]

    @classmethod
    def of(cls, rules: Rules) -> "Spans":
        """From the rules."""
        gap, correctable = round(rules.attack_gap_hours * HOUR), round(rules.correctable_days * DAY)
        reach = correctable // 10
        return cls(
            gap=gap,
            margin=round(rules.range_margin_hours * HOUR),
            stale_after=round(rules.stale_after_hours * HOUR),
            correctable=correctable,
            reach=reach,
            kept=correctable + reach + gap,
            windows={name: round(window_length(name).total_seconds() * 1000) for name in rules.windows},
        )
