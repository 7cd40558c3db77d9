"""Incident: what the service writes to ``incidents``, ``incidents-unplaced`` and ``control``."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.model import SCHEMA_VERSION, Figure, Identifier, Moment, OutputRecord, SharedPart
from schemas.vocabulary import (
    CountKind,
    IncidentType,
    Measure,
    Operation,
    PlaceKind,
    Qualifier,
    SourceClass,
    Status,
    TimePrecision,
    Unit,
)


class Place(SharedPart):
    """A place of the gazetteer. Identity is the KATOTTG code; `UA` is the country as a whole."""

    id: Identifier = Field(description="KATOTTG code; its first 12 characters are the OCHA P-code.")
    name: str = Field(description="KATOTTG name in the national romanization of 2010.")
    kind: PlaceKind = Field(description="Level in the containment country > oblast > raion > hromada > city.")
    region: str | None = Field(description="ISO 3166-2 code of the oblast, for example `UA-12`; null for the country.")
    country: str = Field(description="ISO 3166-1 alpha-2.")
    lat: float | None = Field(default=None, description="Latitude, degrees north (GeoNames).")
    lon: float | None = Field(default=None, description="Longitude, degrees east (GeoNames).")
    precision: PlaceKind | None = Field(default=None, description="How finely the text placed it.")


class Cause(SharedPart):
    """What did it."""

    weapons: tuple[Unit, ...] = Field(default=(), description="Kinds of weapon named with the incident.")


class Count(SharedPart):
    """One figure, with its hedges."""

    measure: Measure = Field(description="What is counted.")
    unit: Unit = Field(description="Of what; part of a total's key, never converted.")
    low: Figure | None = Field(description="Lower bound; null = none was said.")
    best: Figure | None = Field(description="The figure said; null for a range or a vague word; 0 = said to be none.")
    high: Figure | None = Field(description="Upper bound; null = none was said.")
    qualifier: Qualifier = Field(description="How the text hedges it; vague words have the ACLED codebook's number.")
    count_kind: CountKind = Field(description="What the figure covers.")
    of_which: dict[str, Figure] = Field(
        default_factory=dict, description="Parts inside the figure, never added to it: children, women, rescuers, …"
    )


class Facility(OutputRecord):
    """An object hit, as the text names it."""

    kind: Unit = Field(description="Kind of object.")
    name: str | None = Field(default=None, description="Name or description, as written.")
    operator: str | None = Field(default=None, description="Who runs it, as written.")


class Evidence(OutputRecord):
    """The exact words behind the figures."""

    start: Annotated[int, Field(ge=0)] = Field(description="Offset of the first character in the report's text.")
    end: Annotated[int, Field(ge=0)] = Field(description="Offset behind the last character.")
    text: str = Field(description="The text between the two offsets, unchanged.")


class Source(SharedPart):
    """The report's source."""

    id: Identifier = Field(description="Stable id of the channel or desk.")
    source_class: SourceClass = Field(alias="class", description="Weight of the source.")
    url: str | None = Field(default=None, description="Where the report can be read.")


class NormalizerInfo(SharedPart):
    """What read the text."""

    version: str = Field(description="Version of the service that made this record.")
    language: str | None = Field(description="Language read; null for typed facts.")
    confidence: Annotated[float, Field(ge=0, le=1)] = Field(
        description="1 for typed facts; lower where the reader had to carry a place or speaker over."
    )


class IncidentBody(OutputRecord):
    """What placed and unplaced incidents share."""

    schema_version: Literal[1] = Field(default=SCHEMA_VERSION, description="Version of this record's schema.")
    incident_id: Identifier = Field(description="Hash of report, place, type, site and attack: repeats give the same.")
    report_id: Identifier = Field(description="The report it was read from.")
    type: IncidentType = Field(description="What it tells of.")
    status: Status = Field(default=Status.REPORTED, description="`corrected` for incidents of an update.")
    occurred_from: Moment = Field(description="When it began.")
    occurred_to: Moment = Field(description="When it ended; windows and attacks go by this time.")
    time_precision: TimePrecision = Field(description="How finely the two times are known.")
    as_of: Moment = Field(description="When the figures held.")
    published_at: Moment = Field(description="When the report was published.")
    cause: Cause = Field(default_factory=Cause, description="What did it.")
    counts: tuple[Count, ...] = Field(default=(), description="The figures.")
    facilities: tuple[Facility, ...] = Field(default=(), description="Objects hit.")
    source: Source = Field(description="Who sent the report.")
    attributed_to: str | None = Field(default=None, description="Who said it, as written; null = the source itself.")
    attributed_class: SourceClass = Field(description="Weight of who said it.")
    attack_id: Identifier | None = Field(default=None, description="The attack named by the report, if it named one.")
    site: str | None = Field(default=None, description="The spot in the place that the figures are a component for.")
    evidence: tuple[Evidence, ...] = Field(default=(), description="The words behind it; empty for typed facts.")
    normalizer: NormalizerInfo = Field(description="What read the report.")


class Incident(IncidentBody):
    """One event per report, place and type (`incidents`, key = place id)."""

    place: Place = Field(description="Where.")


class UnplacedIncident(IncidentBody):
    """An incident whose place is unknown or could be several (`incidents-unplaced`, key = report id)."""

    place: None = Field(default=None, description="Always null here.")
    place_text: str | None = Field(default=None, description="The name as written; null = none was said.")
    candidates: tuple[Place, ...] = Field(default=(), description="Places it could be, likeliest first.")


class Retraction(OutputRecord):
    """Word that earlier reports no longer stand (`control`, written to every partition)."""

    schema_version: Literal[1] = Field(default=SCHEMA_VERSION, description="Version of this record's schema.")
    kind: Literal["retraction"] = Field(default="retraction", description="Tells the two control records apart.")
    report_id: Identifier = Field(description="The report that says so.")
    operation: Operation = Field(description="`update` when that report brings its own figures, else `cancel`.")
    references: tuple[Identifier, ...] = Field(description="The reports that no longer stand.")
    published_at: Moment = Field(description="When it was said.")


class Tick(OutputRecord):
    """Word that the stream's time has reached a moment (`control`, written to every partition in a replay)."""

    schema_version: Literal[1] = Field(default=SCHEMA_VERSION, description="Version of this record's schema.")
    kind: Literal["tick"] = Field(default="tick", description="Tells the two control records apart.")
    now: Moment = Field(description="The newest publication time seen so far.")


Control = Annotated[Retraction | Tick, Field(discriminator="kind")]
"""What the `control` topic holds."""
