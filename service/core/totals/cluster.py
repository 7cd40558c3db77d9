"""A cluster: incidents of a place that belong together, what they say, and what happened to them since last told.

Most clusters are of the past, and no report will touch them any more. Such a one sleeps: it keeps its times, its
estimates and the keys of its incidents, and the incidents themselves are read again should something touch it.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import orjson

from service.core.totals.claims import Entry, Key
from service.core.totals.reasons import TIME, Cause
from service.core.totals.said import Estimated, Said

if TYPE_CHECKING:
    from service.core.totals.timeline import Chain, Timeline


class Cluster:
    """Incidents that belong together, what they say, and what has happened to them since it was last told."""

    __slots__ = (
        "anchor",
        "causes",
        "chain",
        "date",
        "dated",
        "end",
        "final",
        "gone",
        "guests",
        "host",
        "margin",
        "members",
        "named",
        "own",
        "past",
        "runs",
        "said",
        "shaken",
        "sleeping",
        "start",
        "timeline",
        "until",
    )

    def __init__(self, margin: int, timeline: "Timeline | None", named: str | None = None) -> None:
        self.margin = margin
        self.timeline = timeline
        self.chain: Chain | None = None
        """Where along its timeline it hangs."""
        self.named = named
        """The id by which reports name this attack."""
        self.members: dict[bytes, Entry] = {}
        """They give the cluster its times and its name."""
        self.guests: dict[bytes, Entry] = {}
        """Incidents without a date that fall into its time; they do not extend it."""
        self.said = Said(margin)
        self.start = 0
        self.end = 0
        self.date = 0
        """When the last of it ended."""
        self.dated = False
        """Of a named attack: its times are those of its dated members alone."""
        self.until: int | None = None
        """Where the next part of a chain begins: `end` is never later, though its last incident may be."""
        self.anchor: tuple[int, str, int] = (0, "", 0)
        """published, id and start of the member that was published first."""
        self.shaken = False
        """A member has left: the times, and whether it still hangs together, must be looked at."""
        self.own: dict[Key, Estimated] = {}
        self.final: dict[Key, Estimated] = {}
        """Estimates with those of the undated runs that continue it."""
        self.host: Cluster | None = None
        """The attack that this undated run continues."""
        self.runs: list[Cluster] = []
        """The undated runs that continue this attack."""
        self.gone = False
        """Taken into another cluster, parted into several, or left by all."""
        self.past: tuple[str, ...] = ()
        """Names of the attacks under which what is here was last told."""
        self.causes: dict[Key, Cause] = {}
        self.sleeping: tuple[tuple[bytes, ...], tuple[bytes, ...]] | None = None
        """Keys of members and guests while these, and what they say, are not in memory; None = awake."""

    def sleep(self) -> None:
        """Give up what can be read again; it must have been told, and it is woken before anything is asked of it."""
        self.sleeping = (tuple(self.members), tuple(self.guests))
        self.forget()

    def forget(self) -> None:
        """Hold no incident any more: of a cluster that is gone others hold them, and some still look at it."""
        self.members, self.guests, self.said = _NOBODY, _NOBODY, _NOTHING

    def wake(self, read: Callable[[bytes], Entry]) -> None:
        """The reverse of `sleep`, if it sleeps; `read` gives the incident of a key."""
        if self.sleeping is None:
            return
        members, guests = self.sleeping
        self.sleeping = None
        self.members = {key: read(key) for key in members}
        self.guests = {key: read(key) for key in guests}
        self.said = Said(self.margin)
        for entry in (*self.members.values(), *self.guests.values()):
            self.said.add(entry)
        self.said.dirty.clear()  # `own` was estimated from just these

    def join(self, key: bytes, entry: Entry) -> None:
        """A member more."""
        start, end = span(entry)
        anchor = (entry.published, entry.incident_id, start)
        if self.members:
            self.start, self.date = min(self.start, start), max(self.date, end)
            self.anchor = min(self.anchor, anchor)
        else:
            self.start, self.date, self.anchor = start, end, anchor
        self._cut_off()
        self.join_within(key, entry)

    def join_within(self, key: bytes, entry: Entry) -> None:
        """A member more that does not bear on the times."""
        self.members[key] = entry
        self.said.add(entry)

    def leave(self, key: bytes) -> Entry:
        """A member or guest less, which is returned."""
        entry = self.guests.pop(key, None)
        if entry is None:
            entry = self.members.pop(key)
            self.shaken = True
        self.said.remove(entry)
        return entry

    def welcome(self, key: bytes, entry: Entry) -> None:
        """A guest more."""
        self.guests[key] = entry
        self.said.add(entry)

    def settle_times(self, entries: Iterable[Entry]) -> None:
        """Times and anchor anew, from these members."""
        self.start, self.date, self.anchor = _times(list(entries))
        self._cut_off()

    def _cut_off(self) -> None:
        self.end = self.date if self.until is None else min(self.date, self.until - 1)

    def absorb(self, other: "Cluster") -> None:
        """Take in all of another, which is gone."""
        for key, entry in other.members.items():
            self.join(key, entry)
        for key, entry in other.guests.items():
            self.welcome(key, entry)
        self.shaken |= other.shaken
        self.inherit(other)
        other.gone = True

    def note(self, entry: Entry, cause: Cause) -> None:
        """Remember why the figures of this incident's keys move."""
        for claim in entry.claims:
            known = self.causes.get(claim.key, TIME)
            self.causes[claim.key] = cause if cause > known else known

    def inherit(self, other: "Cluster") -> None:
        """Take over what is to be told of a cluster whose incidents are here now."""
        self.past += tuple(name for name in other.past if name not in self.past)
        for key, cause in other.causes.items():
            self.causes[key] = max(cause, self.causes.get(key, TIME))

    def name(self, place_id: str) -> str:
        """Which attack this is, whoever tells of it: the id its reports give, else place and start of its anchor."""
        if self.named is None:
            return f"{place_id}:{_compact(self.anchor[2])}"
        # An id that looks like one of ours must not be taken for it.
        return self.named if not self.named.startswith(f"{place_id}:") else f"named:{self.named}"[:256]


_NOBODY: Final[dict[bytes, Entry]] = {}
_NOTHING: Final = Said(0)


def _compact(stamp: int) -> str:
    """A moment as `20261109T220000.000Z`; a format of its own takes twenty times as long, `isoformat` ten times."""
    seconds, rest = stamp // 1000, stamp % 1000
    began = orjson.dumps(
        datetime.fromtimestamp(seconds, UTC)
    ).decode()  # "2026-11-09T22:00:00+00:00", with its quotation marks
    return f"{began[1:5]}{began[6:8]}{began[9:14]}{began[15:17]}{began[18:20]}.{str(1000 + rest)[1:]}Z"


def span(entry: Entry) -> tuple[int, int]:
    """When it happened; an incident without a date is a point."""
    return (entry.start, entry.end) if entry.dated else (entry.end, entry.end)


def _times(entries: list[Entry]) -> tuple[int, int, tuple[int, str, int]]:
    spans = [span(entry) for entry in entries]
    anchor = min((entry.published, entry.incident_id, span(entry)[0]) for entry in entries)
    return min(start for start, _ in spans), max(end for _, end in spans), anchor
