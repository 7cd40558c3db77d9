"""Attacks and bulletins as they stand, and how they have moved since they were last told."""

from collections.abc import Mapping
from typing import final

from schemas.vocabulary import ChangeReason
from service.core.totals.claims import Key
from service.core.totals.reasons import TIME, Cause, estimate_reason
from service.core.totals.said import Estimated


@final
class Standing:
    """An attack, dated by its end (a night's wave by its morning), or a bulletin, dated by the end of its interval."""

    __slots__ = ("covers", "date", "estimates")

    def __init__(self, date: int, estimates: Mapping[Key, Estimated], covers: int = 0) -> None:
        self.date = date
        self.estimates = estimates
        self.covers = covers
        """Of a bulletin over several days how long they are: shorter windows do not show it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Standing) and (
            self.date == other.date and self.estimates == other.estimates and self.covers == other.covers
        )

    __hash__ = None  # type: ignore[assignment]


@final
class MovedStanding:
    """One that is not what it was."""

    __slots__ = ("after", "before", "causes", "interval", "merged", "name", "split")

    def __init__(
        self,
        name: str,
        before: Standing | None,
        after: Standing | None,
        *,
        merged: bool,
        split: bool,
        causes: Mapping[Key, Cause],
        interval: tuple[int, int] = (0, 0),
    ) -> None:
        self.name = name
        self.before = before
        self.after = after
        self.merged = merged
        self.split = split
        self.causes = causes
        self.interval = interval
        """Of a bulletin."""

    @property
    def old(self) -> Mapping[Key, Estimated]:
        """Estimates before."""
        return self.before.estimates if self.before else {}

    @property
    def new(self) -> Mapping[Key, Estimated]:
        """Estimates after."""
        return self.after.estimates if self.after else {}

    def reasons(self) -> dict[Key, ChangeReason]:
        """Why, for every key of either."""
        fallback = max(self.causes.values(), default=TIME)
        old, new = self.old, self.new
        return {
            key: estimate_reason(
                self.causes.get(key, fallback), old.get(key), new.get(key), merged=self.merged, split=self.split
            )
            for key in {**old, **new}
        }
