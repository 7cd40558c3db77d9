"""Report: what the service reads from the ``reports`` topic."""

from typing import Annotated

from pydantic import Field, model_validator

from schemas.model import Figure, Identifier, InputRecord, Moment, Phrase
from schemas.vocabulary import CountKind, IncidentType, Measure, Operation, Qualifier, SourceClass, Unit

MAX_TEXT_CHARACTERS = 100_000
MAX_FACTS = 500
MAX_COUNTS = 100
MAX_REFERENCES = 100


class ReportSource(InputRecord):
    """Who sent the report."""

    id: Identifier = Field(description="Stable id of the channel or desk, for example `kyiv-mayor`.")
    source_class: SourceClass = Field(
        default=SourceClass.UNVERIFIED, alias="class", description="Weight of this source when figures contradict."
    )
    url: Phrase | None = Field(default=None, description="Where the report can be read.")


class PlaceReference(InputRecord):
    """A place as a structured producer names it: by id, or by name with an optional region."""

    id: Identifier | None = Field(default=None, description="KATOTTG code, for example `UA80000000000093317`.")
    name: Phrase | None = Field(default=None, description="Name in Ukrainian, English or Russian.")
    region: Phrase | None = Field(
        default=None, description="Oblast by name or ISO 3166-2 code, to tell places of one name apart."
    )

    @model_validator(mode="after")
    def _named(self) -> "PlaceReference":
        if self.id is None and self.name is None:
            raise ValueError("a place needs an id or a name")
        return self


class FactCount(InputRecord):
    """One figure of a structured fact. `value` is short for low = best = high."""

    measure: Measure = Field(description="What is counted.")
    unit: Unit | None = Field(default=None, description="Of what; the measure's usual unit when missing.")
    value: Figure | None = Field(default=None, description="An exact figure.")
    low: Figure | None = Field(default=None, description="Lower bound; null = none was said.")
    best: Figure | None = Field(default=None, description="The figure said; null = only bounds were said.")
    high: Figure | None = Field(default=None, description="Upper bound; null = none was said.")
    qualifier: Qualifier | None = Field(default=None, description="How the figure is hedged; `exact` with `value`.")
    count_kind: CountKind | None = Field(
        default=None, description="What the figure covers; `component` when the fact has a site, else `total_to_date`."
    )
    of_which: dict[str, Figure] = Field(
        default_factory=dict, description="Parts inside the figure, never added to it: children, women, rescuers, …"
    )

    @model_validator(mode="after")
    def _has_figures_in_order(self) -> "FactCount":
        if self.value is not None:
            if self.low is None and self.best is None and self.high is None:
                return self
            raise ValueError("give either `value` or `low`/`best`/`high`")
        figures = [f for f in (self.low, self.best, self.high) if f is not None]
        if not figures:
            raise ValueError("a count needs `value`, `low`, `best` or `high`")
        if figures != sorted(figures):
            raise ValueError("low <= best <= high does not hold")
        return self


class Fact(InputRecord):
    """A typed fact of a structured producer: a partial incident."""

    type: IncidentType | None = Field(default=None, description="Follows from the measures when missing.")
    place: PlaceReference | None = Field(default=None, description="Where; without it the incident stays unplaced.")
    site: Phrase | None = Field(default=None, description="One spot of the place; makes the counts a component of it.")
    attack_id: Identifier | None = Field(default=None, description="Names the attack; wins over grouping by time.")
    counts: Annotated[tuple[FactCount, ...], Field(max_length=MAX_COUNTS)] = Field(
        default=(), description="The figures."
    )
    occurred_from: Moment | None = Field(default=None, description="When it began.")
    occurred_to: Moment | None = Field(default=None, description="When it ended; `occurred_from` when missing.")
    as_of: Moment | None = Field(default=None, description="When the figures held; `published_at` when missing.")
    attributed_to: Phrase | None = Field(default=None, description="Who said it; the report's source when missing.")
    attributed_class: SourceClass | None = Field(
        default=None, description="Weight of who said it; the source's when missing."
    )
    weapons: Annotated[tuple[Unit, ...], Field(max_length=20)] = Field(default=(), description="Weapons used.")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Fact":
        if self.occurred_to and self.occurred_from and self.occurred_to < self.occurred_from:
            raise ValueError("occurred_to is before occurred_from")
        return self


class Report(InputRecord):
    """One raw report: text about attacks, typed facts, or both."""

    report_id: Identifier | None = Field(
        default=None, description="Unique id; a hash of source and content when missing."
    )
    source: ReportSource | None = Field(default=None, description="Who sent it; `unknown`, unverified, when missing.")
    published_at: Moment | None = Field(
        default=None, description="When it was published; the record's own time when missing."
    )
    language: Annotated[str, Field(max_length=35)] | None = Field(
        default=None, description="BCP 47 tag (en, uk, ru); detected when missing."
    )
    title: Phrase | None = Field(
        default=None, description="Headline: context for the text; read itself only when there is no text."
    )
    text: Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS)] | None = Field(
        default=None, description="The report's text."
    )
    operation: Operation = Field(
        default=Operation.NEW, description="`new`, or what it does to the reports in `references` (CAP 1.2 msgType)."
    )
    references: Annotated[tuple[Identifier, ...], Field(max_length=MAX_REFERENCES)] | None = Field(
        default=None, description="Ids of earlier reports that `update` replaces and `cancel` withdraws."
    )
    incidents: Annotated[tuple[Fact, ...], Field(max_length=MAX_FACTS)] | None = Field(
        default=None, description="Typed facts, instead of text or beside it."
    )

    @property
    def facts(self) -> tuple[Fact, ...]:
        """`incidents`, with null read as none."""
        return self.incidents or ()

    @property
    def referenced(self) -> tuple[str, ...]:
        """`references`, with null read as none."""
        return self.references or ()

    @model_validator(mode="after")
    def _says_something(self) -> "Report":
        if self.incidents or self.operation is Operation.CANCEL:
            return self
        if not (self.text and self.text.strip()) and not (self.title and self.title.strip()):
            raise ValueError("a report needs `text` or `incidents`")
        return self
