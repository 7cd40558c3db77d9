"""What can become of one record: a typed value, never an exception that travels."""

from dataclasses import dataclass

from schemas.vocabulary import RejectionCode, Stage


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that cannot be used: it goes to the dead letters with this reason."""

    stage: Stage
    code: RejectionCode
    detail: str
    """One sentence for a person; never the record's own content beyond a short, escaped excerpt."""
