"""Orders over all incidents of a place, in few bytes each: there may be a hundred thousand, mostly of the past."""

from array import array
from bisect import bisect_left, bisect_right
from typing import Final

_NUMBERS: Final = "q"
"""Eight bytes each."""


class Published:
    """Keys of incidents by when they were published, in milliseconds."""

    __slots__ = ("_keys", "_times")

    def __init__(self) -> None:
        self._times: array[int] = array(_NUMBERS)
        self._keys: list[bytes] = []

    def add(self, published: int, key: bytes) -> None:
        """One more. Most come in order."""
        if not self._times or published > self._times[-1]:
            self._times.append(published)
            self._keys.append(key)
            return
        number = self._number(published, key)
        self._times.insert(number, published)
        self._keys.insert(number, key)

    def remove(self, published: int, key: bytes) -> None:
        """One less."""
        number = self._number(published, key)
        del self._times[number]
        del self._keys[number]

    def _number(self, published: int, key: bytes) -> int:
        first = bisect_left(self._times, published)
        return bisect_left(self._keys, key, first, bisect_right(self._times, published, lo=first))

    def before(self, moment: int) -> list[bytes]:
        """Keys of those published before a moment."""
        return self._keys[: bisect_left(self._times, moment)]

    @property
    def first(self) -> int:
        """When the oldest was published; there must be one."""
        return self._times[0]

    def __len__(self) -> int:
        return len(self._keys)


class Reports:
    """How many different reports stand behind the incidents: their ids by hash, which takes a tenth of the ids."""

    __slots__ = ("_different", "_hashes")

    def __init__(self) -> None:
        self._hashes: array[int] = array(_NUMBERS)
        self._different = 0

    def add(self, report_id: str) -> None:
        """An incident of this report more."""
        number = hash(report_id)
        at = bisect_left(self._hashes, number)
        self._different += not self._is(at, number)
        self._hashes.insert(at, number)

    def remove(self, report_id: str) -> None:
        """An incident of this report less."""
        number = hash(report_id)
        at = bisect_left(self._hashes, number)
        del self._hashes[at]
        self._different -= not self._is(at, number)

    def _is(self, at: int, number: int) -> bool:
        return at < len(self._hashes) and self._hashes[at] == number

    def __len__(self) -> int:
        return self._different
