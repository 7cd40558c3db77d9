"""What `doctor` says of one thing that it looked at."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    NOTE = "note"
    """The worker runs, but something is not as it should be in earnest."""
    ERROR = "error"
    """The worker cannot do its work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    about: str
    state: State
    said: str
    advice: str = ""
    """What to do; empty where nothing has to be done."""
