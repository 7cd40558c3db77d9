"""Holds what the service has written against what it had to write. Pure: records in, findings out."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from service.shell.dead_letters import PREFIX
from service.shell.records import Record
from service.shell.topics import AREA_TOTALS, CHANGES, CITY_TOTALS, CONTROL, DEAD, INCIDENTS, UNPLACED
from tests.chaos.expected import Trace, figures, fingerprint, letter

_TOLD: Final = 20
"""Findings of one sort that are told in full."""


class Fault(StrEnum):
    """What can be wrong."""

    LOST = "lost"
    DOUBLED = "doubled"
    WRONG = "wrong"
    BACK = "revision back"
    LEFT = "not committed"


@dataclass
class Findings:
    """What was wrong; nothing, when all is well."""

    counts: Counter[Fault] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def add(self, fault: Fault, what: str, times: int = 1) -> None:
        """One more."""
        self.counts[fault] += times
        if self.counts[fault] <= _TOLD:
            self.told.append(f"{fault}: {what}")


class Outcomes:
    """Every report's outcome exactly once: incidents, unplaced incidents, retractions, dead letters."""

    TOPICS: Final = (INCIDENTS, UNPLACED, CONTROL, DEAD)

    def __init__(self, short: Callable[[str], str]) -> None:
        self._short = short
        self._found: Counter[Trace] = Counter()

    def see(self, record: Record) -> None:
        """A committed record of one of TOPICS."""
        self._found[self._trace(record)] += 1

    def _trace(self, record: Record) -> Trace:
        topic = self._short(record.topic)
        if topic == DEAD:
            said = {
                name.removeprefix(PREFIX): value.decode() for name, value in record.headers if name.startswith(PREFIX)
            }
            return letter(record, said["topic"], int(said["partition"]), int(said["offset"]))
        headers = dict(record.headers)
        name = (record.key or b"").decode() + f"@{record.partition}" if topic == CONTROL else headers["ce_id"].decode()
        return Trace(topic, name, fingerprint(record.value))

    def compare(self, wanted: Mapping[Trace, int], findings: Findings) -> None:
        """Hold what was seen against what had to be, as often as it had to be."""
        missing = Counter(wanted)
        missing.subtract(self._found)
        lost = {(trace.topic, trace.name) for trace, times in missing.items() if times > 0}
        known = {(trace.topic, trace.name) for trace in wanted}
        for trace, times in missing.items():
            where = f"{trace.topic} {trace.name}"
            if times > 0:
                findings.add(Fault.LOST, where, times)
            elif times < 0:
                same = (trace.topic, trace.name)
                other = trace not in wanted and (same in lost or same not in known)
                findings.add(Fault.WRONG if other else Fault.DOUBLED, where, -times)


class Totals:
    """Last totals equal to the oracle's, and revisions that only rise."""

    TOPICS: Final = (CITY_TOTALS, AREA_TOTALS)

    def __init__(self) -> None:
        self.last: dict[str, Any] = {}
        """The newest totals by place id."""
        self._revisions: dict[tuple[str, bytes], int] = {}
        self._back: list[str] = []

    def see(self, record: Record) -> None:
        """A committed record of one of TOPICS, in the order of its partition."""
        totals = json.loads(record.value or b"")
        place, revision = (record.topic, record.key or b""), totals["revision"]
        if revision <= self._revisions.get(place, -1):
            self._back.append(f"{record.topic} {place[1].decode()}: {self._revisions[place]} then {revision}")
        self._revisions[place] = revision
        self.last[totals["place"]["id"]] = totals

    def compare(self, standing: Sequence[Mapping[str, Any]], findings: Findings) -> None:
        """`standing`: the oracle's figures by place at each moment that may have been seen."""
        for what in self._back:
            findings.add(Fault.BACK, what)
        for place in sorted(set(self.last).union(*standing)):
            found = figures(self.last[place]) if place in self.last else None
            if all(found != figured.get(place) for figured in standing):
                findings.add(Fault.WRONG, f"totals of {place}: {found}, not {standing[-1].get(place)}")


class Changes:
    """Changes that add up to the totals: one that is lost or doubled shows, even where totals are right."""

    TOPICS: Final = (CHANGES,)

    def __init__(self) -> None:
        self._sums: Counter[tuple[str, str, str, str]] = Counter()
        self._ids: Counter[str] = Counter()

    def see(self, record: Record) -> None:
        """A committed record of `total-changes`."""
        change = json.loads(record.value or b"")
        self._ids[change["change_id"]] += 1
        if change["window"] is not None:
            self._sums[change["place"]["id"], change["window"], change["measure"], change["unit"]] += change["delta"]

    def compare(self, last: Mapping[str, Any], findings: Findings) -> None:
        """`last`: the last totals by place id, cities among them."""
        for change_id, times in self._ids.items():
            if times > 1:
                findings.add(Fault.DOUBLED, f"change {change_id}", times - 1)
        for (place, window, measure, unit), total in self._sums.items():
            best = last.get(place, {}).get("windows", {}).get(window, {}).get(measure, {}).get(unit, {}).get("best", 0)
            if best != total:
                findings.add(Fault.WRONG, f"changes of {place} {window} {measure} {unit} add up to {total}, not {best}")


class Checker:
    """All of it. Topics are to be read in the order of TOPICS: totals first, because they move with time."""

    TOPICS: Final = (*Totals.TOPICS, *Changes.TOPICS, *Outcomes.TOPICS)

    def __init__(self, short: Callable[[str], str]) -> None:
        """`short` takes the prefix off a topic's name."""
        self._short = short
        self._outcomes, self._totals, self._changes = Outcomes(short), Totals(), Changes()

    def see(self, record: Record) -> None:
        """A committed record of one of TOPICS, in the order of its partition."""
        topic = self._short(record.topic)
        for part in (self._outcomes, self._totals, self._changes):
            if topic in part.TOPICS:
                part.see(record)

    def findings(self, wanted: Mapping[Trace, int], standing: Sequence[Mapping[str, Any]]) -> Findings:
        """`wanted`: every output record and how often; `standing`: figures by place at each moment seen."""
        findings = Findings()
        self._outcomes.compare(wanted, findings)
        self._totals.compare(standing, findings)
        self._changes.compare(self._totals.last, findings)
        return findings
