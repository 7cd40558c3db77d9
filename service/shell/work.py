"""What a step makes of a block, before anything is written."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from schemas.vocabulary import RejectionCode, Stage
from service.core.pipeline import Outcome
from service.shell.writes import Write


@dataclass(slots=True)
class Work:
    """Records to write, state to keep, and what to count once all of it is committed."""

    writes: list[Write] = field(default_factory=list)
    state: dict[bytes, bytes | None] = field(default_factory=dict)
    """Changes of the step's own state; None = the key goes."""
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    refused: Counter[tuple[Stage, RejectionCode]] = field(default_factory=Counter)
    refused_offsets: set[int] = field(default_factory=set)
    incidents: int = 0
    unplaced: int = 0
    unknown_fields: int = 0
    late: int = 0
    repeated: int = 0
    changes: int = 0
    newest_event: datetime | None = None
    applied: int | None = None
    """How many of the first records this is of, where a step has not got through all; None = of all."""

    @property
    def empty(self) -> bool:
        """Nothing to write."""
        return not self.writes and not self.state
