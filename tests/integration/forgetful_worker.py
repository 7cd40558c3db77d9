"""A worker whose Faust throws the first fetch of each partition away, as it does when a rebalance begins meanwhile.

The group has no offset of such a partition yet, so going back to it, as Faust then does, goes nowhere.
"""

from typing import Any

from faust.transport.consumer import Consumer

from service.cli import main

_wait_next_records = Consumer._wait_next_records
_thrown_away: set[Any] = set()


async def _forgetful(self: Consumer, *args: Any) -> Any:
    records, active = await _wait_next_records(self, *args)
    new = {tp for tp, found in (records or {}).items() if found} - _thrown_away
    _thrown_away.update(new)
    return {tp: found for tp, found in (records or {}).items() if tp not in new}, active


if __name__ == "__main__":
    Consumer._wait_next_records = _forgetful
    main()
