"""How a place stands: its attacks, windows and levels at a moment, worked out from its live incidents alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.vocabulary import Grade
from service.core.attacks import group
from service.core.claims import NOTHING, Entry, Figure, Key, behaviour
from service.core.estimates import Estimated, estimates
from service.core.levels import Bulletin, LevelNow, bulletins, stocks
from service.core.rules import Rules, window_length


@dataclass(slots=True)
class WindowSum:
    """A flow or tally over one window."""

    figure: Figure = NOTHING
    attacks: int = 0
    speakers: set[str] = field(default_factory=set)
    grades: set[Grade] = field(default_factory=set)
    incidents: set[str] = field(default_factory=set)

    def add(self, figure: Figure, speakers: Iterable[str], grade: Grade, incidents: Iterable[str]) -> None:
        """One attack or bulletin more."""
        self.figure = self.figure + figure
        self.attacks += 1
        self.speakers.update(speakers)
        self.grades.add(grade)
        self.incidents.update(incidents)

    @property
    def grade(self) -> Grade:
        """The weakest of the parts' grades."""
        for grade in (Grade.CONTESTED, Grade.PROVISIONAL):
            if grade in self.grades:
                return grade
        return Grade.CORROBORATED


@dataclass(frozen=True, slots=True)
class EstimatedAttack:
    """An attack with its estimates."""

    id: str
    start: float
    end: float
    estimates: dict[Key, Estimated]


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is to say of a place at a moment."""

    attacks: list[EstimatedAttack]
    windows: dict[str, dict[Key, WindowSum]]
    now: dict[Key, LevelNow]
    next_due: float | None
    """When time alone will next change something."""


class Picture:
    """What a place's live incidents say, before time comes into it."""

    def __init__(self, place_id: str, entries: list[Entry], rules: Rules) -> None:
        self._rules = rules
        self._entries = entries
        flows = [e for e in entries if any(behaviour(claim.measure) == "flow" for claim in e.claims)]
        self.attacks = [
            EstimatedAttack(a.id, a.start, a.end, estimates(a.members, rules))
            for a in group(place_id, flows, rules.attack_gap_hours * 3600)
        ]
        self._bulletins: list[Bulletin] = bulletins(entries)
        self._spans = {window: window_length(window).total_seconds() for window in rules.windows}

    def at(self, now: float) -> Standing:
        """The place at a moment, seconds since 1970."""
        windows = {window: self._window(now - span) for window, span in self._spans.items()}
        return Standing(self.attacks, windows, stocks(self._entries, now, self._rules), self._next_due(now))

    def _window(self, begins: float) -> dict[Key, WindowSum]:
        sums: dict[Key, WindowSum] = {}
        for attack in self.attacks:
            if attack.end > begins:
                for key, found in attack.estimates.items():
                    sums.setdefault(key, WindowSum()).add(found.figure, found.sources, found.grade, found.incidents)
        for bulletin in self._bulletins:
            if bulletin.end > begins:
                total = sums.setdefault(bulletin.key, WindowSum())
                total.add(bulletin.figure, (bulletin.speaker,), Grade.PROVISIONAL, (bulletin.incident_id,))
        return sums

    def _next_due(self, now: float) -> float | None:
        ends = {a.end for a in self.attacks} | {b.end for b in self._bulletins}
        due = {end + span for end in ends for span in self._spans.values()}
        for entry in self._entries:
            due.add(entry.end + self._rules.correctable_days * 86400)
            due.add(entry.as_of)
            due.add(entry.as_of + self._rules.stale_after_hours * 3600)
            due.add(entry.as_of + 86400)
        return min((moment for moment in due if moment > now), default=None)
