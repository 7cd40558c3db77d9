"""CityTotals, AreaTotals and TotalChange: what the aggregate step writes."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.config import JsonDict

from schemas.incident import Place
from schemas.model import SCHEMA_VERSION, Identifier, Moment, OutputRecord, SharedPart
from schemas.vocabulary import ChangeReason, Grade, Measure, Unit

Natural = Annotated[int, Field(ge=0)]
Window = Annotated[str, Field(pattern=r"^[1-9][0-9]*[mhd]$")]
"""Length of a rolling window: whole minutes, hours or days, for example `24h`."""

_NO_OTHER_KEYS: JsonDict = {"additionalProperties": False}
"""Said in the exported schema as well: pydantic itself describes keys that match a pattern and leaves others open."""


class Bounds(SharedPart):
    """A figure with its range; low <= best <= high."""

    low: Natural = Field(description="Sum of the lower bounds.")
    best: Natural = Field(description="Best estimate.")
    high: Natural | None = Field(description="Sum of the upper bounds; null = unbounded.")


class Estimate(Bounds):
    """A flow or tally over the attacks of a window."""

    attacks: Natural = Field(description="Attacks that contribute.")
    sources: Natural = Field(description="Original sources that contribute.")
    grade: Grade = Field(description="How well it is supported; the weakest of the attacks' grades.")


class Level(Bounds):
    """A stock as it stands now."""

    as_of: Moment = Field(description="When the level held.")
    stale: bool = Field(description="No news of it for 24 h.")
    peak_24h: Natural = Field(description="Highest best of the last 24 h.")


class AreaEstimate(Bounds):
    """A flow or tally of an area; best = the larger of the two parts."""

    reported: Bounds | None = Field(description="From statements about the area itself.")
    from_cities: Bounds | None = Field(description="Sum over the places inside it.")


class AreaLevel(AreaEstimate):
    """A stock of an area."""

    as_of: Moment = Field(description="When the newest part of the level held.")
    stale: bool = Field(description="Every part of it is stale.")


class Totals(OutputRecord):
    """What totals of cities and areas share."""

    schema_version: Literal[1] = Field(default=SCHEMA_VERSION, description="Version of this record's schema.")
    place: Place = Field(description="Which place.")
    as_of: Moment = Field(description="The time these totals hold for: the right edge of the windows.")
    revision: Natural = Field(description="Rises by one with each published change of this place.")
    changed_by: tuple[Identifier, ...] = Field(
        default=(), description="Incidents (of an area: places) behind the last change; empty = time alone."
    )


class CityTotals(Totals):
    """Rolling totals of one city (`city-totals`, compacted, key = place id)."""

    windows: dict[Window, dict[Measure, dict[Unit, Estimate]]] = Field(
        description="Flows and tallies of the attacks inside each window, by measure and unit.",
        json_schema_extra=_NO_OTHER_KEYS,
    )
    now: dict[Measure, dict[Unit, Level]] = Field(description="Stocks, by measure and unit.")
    attacks: Natural = Field(description="Attacks kept.")
    reports: Natural = Field(description="Reports that stand behind them.")
    final: bool = Field(description="Every attack is past correction (30 days by default).")


class AreaTotals(Totals):
    """Rolling totals of an oblast or the country (`area-totals`, compacted, key = place id)."""

    windows: dict[Window, dict[Measure, dict[Unit, AreaEstimate]]] = Field(
        description="As in CityTotals.", json_schema_extra=_NO_OTHER_KEYS
    )
    now: dict[Measure, dict[Unit, AreaLevel]] = Field(description="As in CityTotals.")
    places: Natural = Field(description="Places inside it that contribute.")


class AreaContribution(OutputRecord):
    """What one place adds to the area around it (`areas`, compacted, key = area id).

    `child` equal to the area itself carries the statements about the area as a whole.
    """

    schema_version: Literal[1] = Field(default=SCHEMA_VERSION, description="Version of this record's schema.")
    area: Place = Field(description="The area that receives it.")
    child: Place = Field(description="The place it comes from.")
    as_of: Moment = Field(description="The time it holds for.")
    revision: Natural = Field(description="Of the child's totals: an older one never replaces a newer one.")
    windows: dict[Window, dict[Measure, dict[Unit, Bounds]]] = Field(
        description="Flows and tallies.", json_schema_extra=_NO_OTHER_KEYS
    )
    now: dict[Measure, dict[Unit, Level]] = Field(description="Stocks.")


class TotalChange(OutputRecord):
    """One signed, reasoned change of one figure (`total-changes`, append only, key = place id).

    The deltas of one place, measure, unit and window (or attack) add up to its total at every moment.
    """

    schema_version: Literal[1] = Field(default=SCHEMA_VERSION, description="Version of this record's schema.")
    change_id: Identifier = Field(description="Place, revision and figure: a repeat gives the same.")
    place: Place = Field(description="Which place.")
    measure: Measure = Field(description="What is counted.")
    unit: Unit = Field(description="Of what.")
    window: Window | None = Field(description="The window whose total moved; null for an attack or a stock.")
    attack: Identifier | None = Field(description="The attack whose estimate moved; null for a window or a stock.")
    old: Bounds | None = Field(description="Before; null = there was none.")
    new: Bounds | None = Field(description="After; null = there is none any more.")
    delta: int = Field(description="Signed change of best.")
    reason: ChangeReason = Field(description="Why.")
    incidents: tuple[Identifier, ...] = Field(description="Incidents behind the new figure.")
    supersedes: tuple[Identifier, ...] = Field(default=(), description="Incidents behind the old figure alone.")
    as_of: Moment = Field(description="When the change took effect.")
    revision: Natural = Field(description="Revision of the place's totals that carries it.")


class KnownTotals(OutputRecord):
    """The figures of one place as they were known at a moment, put together from its TotalChanges.

    `incident-stream totals --as-known-at` prints it; it is on no topic.
    """

    schema_version: Literal[1] = Field(default=SCHEMA_VERSION, description="Version of this record's schema.")
    place: Place = Field(description="Which place.")
    as_of: Moment = Field(description="The moment asked for.")
    revision: Natural = Field(description="Revision of the place's totals that held then.")
    windows: dict[Window, dict[Measure, dict[Unit, Bounds]]] = Field(
        description="Flows and tallies of each window, by measure and unit.", json_schema_extra=_NO_OTHER_KEYS
    )
    now: dict[Measure, dict[Unit, Bounds]] = Field(description="Stocks.")
    attacks: dict[Identifier, dict[Measure, dict[Unit, Bounds]]] = Field(description="Estimates of each attack.")
