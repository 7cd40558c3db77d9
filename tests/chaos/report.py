"""What a run came to: as JSON for machines, as a table for people."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Final

from tests.chaos.check import Fault as Wrong
from tests.chaos.check import Findings
from tests.chaos.schedule import Fault

SLOWEST_SECONDS: Final = 30.0
"""No single fault may hold the service up for longer."""
USUAL_SECONDS: Final = 15.0
"""Half of the faults of a kind must be over within this."""


@dataclass
class Happened:
    """One fault and how long it held the service up; None = it never recovered."""

    fault: Fault
    seconds: float | None
    at: float
    """Seconds since the run began."""


@dataclass
class Run:
    """Everything that is told of a run."""

    seed: int
    command: str
    settings: dict[str, Any]
    happened: list[Happened] = field(default_factory=list)
    reports: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    exits: Counter[int] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)
    seconds: float = 0.0

    @property
    def slow(self) -> list[Happened]:
        """Faults that held the service up for too long."""
        return [one for one in self.happened if one.seconds is None or one.seconds > SLOWEST_SECONDS]

    @property
    def sluggish(self) -> list[str]:
        """Kinds of fault whose median is too long."""
        return [kind for kind, found in self._by_kind().items() if median(found) > USUAL_SECONDS]

    @property
    def good(self) -> bool:
        """Nothing lost, doubled or wrong, and every partition was taken up again."""
        return not self.findings.counts and all(one.seconds is not None for one in self.happened)

    def _by_kind(self) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        for one in self.happened:
            found.setdefault(one.fault.kind.value, []).append(float("inf") if one.seconds is None else one.seconds)
        return found

    def as_json(self) -> dict[str, Any]:
        """Plain data; `recovery` by kind of fault, seconds."""
        return {
            "seed": self.seed,
            "command": self.command,
            "good": self.good,
            "seconds": round(self.seconds, 1),
            "reports": self.reports,
            "faults": len(self.happened),
            "lost": self.findings.counts[Wrong.LOST],
            "doubled": self.findings.counts[Wrong.DOUBLED],
            "wrong": self.findings.counts[Wrong.WRONG],
            "revisions_back": self.findings.counts[Wrong.BACK],
            "not_committed": self.findings.counts[Wrong.LEFT],
            "findings": self.findings.told,
            "outcomes": dict(sorted(self.outcomes.items())),
            "worker_exits": {str(code): times for code, times in sorted(self.exits.items())},
            "recovery": {
                kind: {"faults": len(found), "p50": round(median(found), 1), "max": round(max(found), 1)}
                for kind, found in sorted(self._by_kind().items())
            },
            "settings": self.settings,
            "timeline": [
                {
                    "at": round(one.at, 1),
                    "recovered_seconds": one.seconds and round(one.seconds, 2),
                    **asdict(one.fault),
                }
                for one in self.happened
            ],
        }

    def as_table(self) -> str:
        """Markdown, ready for docs/reliability.md."""
        said = self.as_json()
        lines = ["| fault | times | held up p50, s | max, s |", "|---|---|---|---|"]
        for kind, found in said["recovery"].items():
            lines.append(f"| {kind} | {found['faults']} | {found['p50']} | {found['max']} |")
        everything = [one.seconds for one in self.happened if one.seconds is not None]
        if everything:
            lines.append(f"| **all** | {len(self.happened)} | {median(everything):.1f} | {max(everything):.1f} |")
        lines += [
            "",
            f"{said['reports']} reports in {said['seconds']:.0f} s: {said['lost']} lost, {said['doubled']} doubled, "
            f"{said['wrong']} wrong, {said['revisions_back']} revisions back, {said['not_committed']} not committed.",
            f"Outcomes: {', '.join(f'{times} {name}' for name, times in said['outcomes'].items())}.",
            f"Workers ended: {', '.join(f'{times} × {code}' for code, times in said['worker_exits'].items())}.",
            f"Seed {said['seed']}; again with `{said['command']}`.",
        ]
        return "\n".join(lines)
