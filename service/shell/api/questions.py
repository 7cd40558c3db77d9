"""What a request asks for, out of its path and query: known names only, values within bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from schemas.totals import TotalChange
from schemas.vocabulary import ChangeReason, Measure, PlaceKind

E = TypeVar("E", bound=StrEnum)

DEFAULT_CHANGES: Final = 100
MOST_CHANGES: Final = 1000


class BadQuestionError(ValueError):
    """The request cannot be answered as it stands; the message says why."""


@dataclass(frozen=True, slots=True)
class ChangesQuestion:
    """Which changes."""

    place_id: str | None
    measure: Measure | None
    reason: ChangeReason | None
    limit: int

    def wants(self, change: TotalChange) -> bool:
        """Whether a change is among those asked for."""
        return (
            self.place_id in (None, change.place.id)
            and self.measure in (None, change.measure)
            and self.reason in (None, change.reason)
        )


def changes_question(query: Mapping[str, str]) -> ChangesQuestion:
    """Raises BadQuestionError for an unknown name or a value out of bounds."""
    _only(query, "place", "measure", "reason", "limit")
    return ChangesQuestion(
        query.get("place"),
        _one_of(query, "measure", Measure),
        _one_of(query, "reason", ChangeReason),
        _limit(query.get("limit")),
    )


def kind_question(query: Mapping[str, str]) -> PlaceKind | None:
    """Raises BadQuestionError for an unknown name or kind."""
    _only(query, "kind")
    return _one_of(query, "kind", PlaceKind)


def place_question(query: Mapping[str, str]) -> str | None:
    """Raises BadQuestionError for an unknown name."""
    _only(query, "place")
    return query.get("place")


def no_question(query: Mapping[str, str]) -> None:
    """Raises BadQuestionError for any name."""
    _only(query)


def _only(query: Mapping[str, str], *names: str) -> None:
    unknown = sorted(set(query) - set(names))
    if unknown:
        known = ", ".join(names) or "none"
        raise BadQuestionError(f"no such parameter: {unknown[0][:100]!r}; there are: {known}")


def _one_of(query: Mapping[str, str], name: str, kind: type[E]) -> E | None:
    value = query.get(name)
    if value is None:
        return None
    try:
        return kind(value)
    except ValueError:
        raise BadQuestionError(f"{name}: no such value: {value[:100]!r}") from None


def _limit(value: str | None) -> int:
    if value is None:
        return DEFAULT_CHANGES
    if not (value.isascii() and value.isdigit() and len(value) < 10 and 1 <= int(value) <= MOST_CHANGES):
        raise BadQuestionError(f"limit: a whole number from 1 to {MOST_CHANGES}, not {value[:100]!r}")
    return int(value)
