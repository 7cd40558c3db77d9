"""Why a figure moved: the rules behind `reason` of a TotalChange. docs/totals.md tells them for readers."""

from enum import IntEnum
from typing import Final

from schemas.vocabulary import ChangeReason
from service.core.totals.said import Estimated


class Cause(IntEnum):
    """What has happened to the incidents behind a figure; where several did, the later member wins."""

    TIME = 0
    REPORT = 1
    CORRECTION = 2
    RETRACTION = 3


# Asked of its class, a member costs as much as a call.
TIME: Final = Cause.TIME
REPORT: Final = Cause.REPORT
_NEW_REPORT: Final = ChangeReason.NEW_REPORT


def estimate_reason(
    cause: Cause, before: Estimated | None, after: Estimated | None, *, merged: bool, split: bool
) -> ChangeReason:
    """Why an attack's estimate moved. Joining and parting of attacks explain more than the report that led to it."""
    if merged:
        return ChangeReason.ATTACK_MERGED
    if split:
        return ChangeReason.ATTACK_SPLIT
    if cause is not REPORT:
        return _BY_CAUSE[cause]
    if before is None or after is None:
        return _NEW_REPORT
    if after.rank < before.rank:
        return ChangeReason.BETTER_SOURCE
    return ChangeReason.NEWER_AS_OF if after.as_of > before.as_of else ChangeReason.NEW_REPORT


def level_reason(cause: Cause, *, begun: bool, ended: bool, fell: bool, restores: bool) -> ChangeReason:
    """Why a stock moved."""
    if cause in (Cause.CORRECTION, Cause.RETRACTION):
        return _BY_CAUSE[cause]
    if ended:
        return ChangeReason.EXPIRED
    if restores and fell:
        return ChangeReason.RESTORED
    return ChangeReason.NEW_REPORT if begun else ChangeReason.NEWER_AS_OF


_BY_CAUSE = {
    Cause.TIME: ChangeReason.EXPIRED,
    Cause.REPORT: ChangeReason.NEW_REPORT,
    Cause.CORRECTION: ChangeReason.CORRECTION,
    Cause.RETRACTION: ChangeReason.RETRACTION,
}
