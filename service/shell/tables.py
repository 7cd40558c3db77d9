"""The store behind Faust's tables: the engine restores state itself, so Faust is told that nothing is left to recover.

The tables stay, because they make Faust assign each changelog partition to the worker that has the same partition of
the inputs.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from faust.stores.base import Store
from faust.types import TP

_EVERYTHING = 2**62


class RestoredStore(Store):  # type: ignore[misc]
    """Claims to hold its changelog up to the end; holds nothing itself."""

    def persisted_offset(self, tp: TP) -> int:
        return _EVERYTHING

    def set_persisted_offset(self, tp: TP, offset: int) -> None:
        return None

    def reset_state(self) -> None:
        return None

    def apply_changelog_batch(self, batch: Iterable[Any], to_key: Any, to_value: Any) -> None:
        return None

    async def backup_partition(self, *args: Any, **kwargs: Any) -> None:
        return None

    def restore_backup(self, *args: Any, **kwargs: Any) -> None:
        return None

    def _clear(self) -> None:
        return None

    def _size(self) -> int:
        return 0

    def _keys(self) -> Iterable[Any]:
        return ()

    def __getitem__(self, key: Any) -> Any:
        raise KeyError(key)

    def __setitem__(self, key: Any, value: Any) -> None:
        raise TypeError("state is written by the engine, in the transaction of its block")

    def __delitem__(self, key: Any) -> None:
        raise TypeError("state is written by the engine, in the transaction of its block")

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0

    def as_dict(self) -> Mapping[Any, Any]:
        """Nothing: the engine has the state."""
        return {}
