"""What the API answers with, as models: they are its documentation, too."""

from pydantic import BaseModel, ConfigDict, Field

from schemas.incident import Place
from schemas.totals import Bounds, TotalChange
from schemas.vocabulary import ChangeReason, Measure, Unit


class Answer(BaseModel):
    """An answer or part of one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlaceEntry(Answer):
    """A place that has totals."""

    place: Place = Field(description="Which place.")
    revision: int = Field(description="Revision of its totals.")
    totals: str = Field(description="Path of its totals.")


class PlaceList(Answer):
    """Places that have totals, by id."""

    places: list[PlaceEntry] = Field(description="The places.")


class AttackEntry(Answer):
    """What stands of one attack."""

    attack: str = Field(description="Id of the attack.")
    figures: dict[Measure, dict[Unit, Bounds]] = Field(description="Its figures, by measure and unit.")
    changed_at: str = Field(description="When it changed last, RFC 3339.")
    reason: ChangeReason = Field(description="Why it changed last.")


class AttackList(Answer):
    """Attacks on a place, the one that changed last first."""

    place_id: str = Field(description="Which place.")
    attacks: list[AttackEntry] = Field(description="The attacks.")


class ChangeList(Answer):
    """Signed, reasoned changes, newest first."""

    changes: list[TotalChange] = Field(description="The changes.")


class Problem(Answer):
    """What is wrong with a request (RFC 9457)."""

    type: str = Field(default="about:blank", description="Always about:blank: the status says what it is.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="HTTP status.")
    detail: str = Field(description="What is wrong with this request.")
