"""What was last published of a place, and the signed, reasoned changes from there to how it stands now."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from schemas.vocabulary import ChangeReason
from service.core.claims import Figure, Key
from service.core.estimates import Estimated
from service.core.standing import Standing


class Cause(Enum):
    """What made a place be looked at anew; the later member wins where several did."""

    TIME = 0
    REPORT = 1
    CORRECTION = 2
    RETRACTION = 3


@dataclass(frozen=True, slots=True)
class Moved:
    """One figure that is not what it was."""

    scope: str
    """`window`, `attack` or `now`."""
    name: str
    """Of the window or attack; empty for a stock."""
    key: Key
    old: Figure | None
    new: Figure | None
    reason: ChangeReason
    incidents: tuple[str, ...]
    supersedes: tuple[str, ...]


@dataclass(slots=True)
class Shown:
    """A published figure with who stood behind it."""

    figure: Figure
    incidents: tuple[str, ...]
    rank: int = 0
    as_of: float = 0.0


@dataclass(slots=True)
class Published:
    """The figures of a place as last published."""

    windows: dict[str, dict[Key, Shown]] = field(default_factory=dict)
    attacks: dict[str, dict[Key, Shown]] = field(default_factory=dict)
    now: dict[Key, Shown] = field(default_factory=dict)

    @classmethod
    def of(cls, standing: Standing) -> "Published":
        """What publishing this standing publishes."""
        return cls(
            {
                window: {key: Shown(s.figure, tuple(sorted(s.incidents))) for key, s in sums.items()}
                for window, sums in standing.windows.items()
            },
            {a.id: {key: _shown(found) for key, found in a.estimates.items()} for a in standing.attacks},
            {key: Shown(level.figure, level.incidents, 0, level.as_of) for key, level in standing.now.items()},
        )

    def pack(self) -> list[Any]:
        """As kept in state."""
        return [_pack2(self.windows), _pack2(self.attacks), _pack1(self.now)]

    @classmethod
    def unpack(cls, packed: list[Any]) -> "Published":
        """The reverse of `pack`."""
        windows, attacks, now = packed
        return cls(
            {name: _unpack1(found) for name, found in windows.items()},
            {name: _unpack1(found) for name, found in attacks.items()},
            _unpack1(now),
        )


def _shown(found: Estimated) -> Shown:
    return Shown(found.figure, found.incidents, found.rank, found.as_of)


def _pack1(found: Mapping[Key, Shown]) -> dict[str, list[Any]]:
    return {
        "|".join(key): [s.figure.low, s.figure.best, s.figure.high, s.incidents, s.rank, s.as_of]
        for key, s in found.items()
    }


def _pack2(found: Mapping[str, Mapping[Key, Shown]]) -> dict[str, Any]:
    return {name: _pack1(inner) for name, inner in found.items()}


def _unpack1(packed: Mapping[str, list[Any]]) -> dict[Key, Shown]:
    found = {}
    for key, (low, best, high, incidents, rank, as_of) in packed.items():
        measure, unit = key.split("|")
        found[measure, unit] = Shown(Figure(low, best, high), tuple(incidents), rank, as_of)
    return found


def moves(old: Published, new: Published, standing: Standing, cause: Cause) -> list[Moved]:
    """Every figure that moved, attacks first: the windows take their reasons from them."""
    attacks = list(_attack_moves(old, new, cause))
    by_key: dict[Key, ChangeReason] = {}
    for moved in sorted(attacks, key=lambda m: abs(_best(m.new) - _best(m.old))):
        by_key[moved.key] = moved.reason
    found = list(attacks)
    for window in {**old.windows, **new.windows}:
        before, after = old.windows.get(window, {}), new.windows.get(window, {})
        for key in {**before, **after}:
            moved_now = _moved("window", window, key, before.get(key), after.get(key))
            if moved_now:
                found.append(moved_now(_window_reason(cause, by_key.get(key), before.get(key), after.get(key))))
    for key in {**old.now, **new.now}:
        moved_now = _moved("now", "", key, old.now.get(key), new.now.get(key))
        if moved_now:
            found.append(moved_now(_stock_reason(cause, key, old, standing)))
    return found


def _attack_moves(old: Published, new: Published, cause: Cause) -> Iterator[Moved]:
    gone, come = old.attacks.keys() - new.attacks.keys(), new.attacks.keys() - old.attacks.keys()
    for name in {**old.attacks, **new.attacks}:
        before, after = old.attacks.get(name, {}), new.attacks.get(name, {})
        for key in {**before, **after}:
            moved_now = _moved("attack", name, key, before.get(key), after.get(key))
            if moved_now is None:
                continue
            yield moved_now(_attack_reason(cause, before.get(key), after.get(key), gone, come, name, len(old.attacks)))


def _attack_reason(  # noqa: PLR0911 - one line for each reason reads better than a table
    cause: Cause, before: Shown | None, after: Shown | None, gone: set[str], come: set[str], name: str, had: int
) -> ChangeReason:
    if cause is Cause.TIME:
        return ChangeReason.EXPIRED
    if cause is Cause.RETRACTION:
        return ChangeReason.ATTACK_SPLIT if name in come and had else ChangeReason.RETRACTION
    if gone and (name in gone or not come or name in come):
        return ChangeReason.ATTACK_MERGED
    if cause is Cause.CORRECTION:
        return ChangeReason.CORRECTION
    if before is None or after is None:
        return ChangeReason.NEW_REPORT
    if after.rank < before.rank:
        return ChangeReason.BETTER_SOURCE
    return ChangeReason.NEWER_AS_OF if after.as_of > before.as_of else ChangeReason.NEW_REPORT


def _window_reason(
    cause: Cause, attack: ChangeReason | None, before: Shown | None, after: Shown | None
) -> ChangeReason:
    if after is None and cause is not Cause.RETRACTION:
        return ChangeReason.EXPIRED
    if attack is not None and cause is not Cause.TIME:
        return attack
    if cause is Cause.RETRACTION:
        return ChangeReason.RETRACTION
    if after is None or (before is not None and after.figure.best < before.figure.best):
        # No estimate moved and the sum fell: something left the window while a report was being told.
        return ChangeReason.EXPIRED
    if cause is Cause.CORRECTION:
        return ChangeReason.CORRECTION
    return ChangeReason.NEW_REPORT if before is None else ChangeReason.NEWER_AS_OF


def _stock_reason(cause: Cause, key: Key, old: Published, standing: Standing) -> ChangeReason:
    level = standing.now.get(key)
    if cause is Cause.RETRACTION:
        return ChangeReason.RETRACTION
    if level is None:
        return ChangeReason.EXPIRED
    if level.restored:
        return ChangeReason.RESTORED
    if cause is Cause.CORRECTION:
        return ChangeReason.CORRECTION
    return ChangeReason.NEW_REPORT if key not in old.now else ChangeReason.NEWER_AS_OF


def _moved(
    scope: str, name: str, key: Key, before: Shown | None, after: Shown | None
) -> Callable[[ChangeReason], Moved] | None:
    """How to tell of a figure once the reason is known; None when it did not move."""
    old = None if before is None else before.figure
    new = None if after is None else after.figure
    if old == new:
        return None
    behind = after.incidents if after else ()
    superseded = tuple(i for i in (before.incidents if before else ()) if i not in behind)
    return lambda reason: Moved(scope, name, key, old, new, reason, behind, superseded)


def _best(figure: Figure | None) -> int:
    return 0 if figure is None else figure.best
