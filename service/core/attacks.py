"""Attacks: which incidents of a place belong together (design, section 4.3).

Incidents whose times lie within the gap of each other, directly or through others, are one attack; an attack that a
report names by id is kept apart by that id. An incident that is not dated (a toll told later, "the number has risen to
six") joins the newest attack that began before it and ended no longer than `UNDATED_REACH` earlier; it must not found a
second attack and double the toll. Everything is a function of the set of incidents alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from service.core.claims import Entry

UNDATED_REACH: Final = 72 * 3600.0
"""Seconds. Tolls are revised for about three days; what is told later is a new event, or says which it means."""


@dataclass(slots=True)
class Attack:
    """Incidents that belong together."""

    id: str
    start: float
    end: float
    """The attack is dated by this: a night's wave by its morning."""
    members: list[Entry]


def group(place_id: str, entries: Iterable[Entry], gap: float) -> list[Attack]:
    """All attacks of a place, oldest first. `gap` in seconds."""
    named: dict[str, list[Entry]] = {}
    dated: list[Entry] = []
    undated: list[Entry] = []
    for entry in entries:
        if entry.attack_id is not None:
            named.setdefault(entry.attack_id, []).append(entry)
        else:
            (dated if entry.dated else undated).append(entry)
    attacks = _linked(place_id, dated, gap)
    left = [entry for entry in undated if not _join(attacks, entry)]
    attacks += _linked(place_id, left, gap)
    attacks += [_attack(name, members) for name, members in named.items()]
    return sorted(attacks, key=lambda attack: (attack.start, attack.id))


def _linked(place_id: str, entries: list[Entry], gap: float) -> list[Attack]:
    attacks: list[Attack] = []
    for entry in sorted(entries, key=lambda found: (found.start, found.end, found.incident_id)):
        last = attacks[-1] if attacks else None
        if last is not None and entry.start - last.end <= gap:
            last.members.append(entry)
            last.end = max(last.end, entry.end)
        else:
            attacks.append(Attack(f"{place_id}:{int(entry.start)}", entry.start, entry.end, [entry]))
    return attacks


def _join(attacks: list[Attack], entry: Entry) -> bool:
    # Undated members do not move an attack's end, so who joins does not depend on who joined before.
    for attack in reversed(attacks):
        if attack.start <= entry.end:
            if entry.start - attack.end > UNDATED_REACH:
                return False
            attack.members.append(entry)
            return True
    return False


def _attack(name: str, members: list[Entry]) -> Attack:
    dated = [entry for entry in members if entry.dated] or members
    return Attack(name, min(e.start for e in dated), max(e.end for e in dated), members)
