"""The one registry of topics: what each holds, its key, and how it is kept."""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from schemas.incident import Control, Incident, UnplacedIncident
from schemas.report import Report
from schemas.totals import AreaContribution, AreaTotals, CityTotals, TotalChange
from service.shell.settings import Settings

_DAY_MS: Final = 24 * 60 * 60 * 1000
_MIB: Final = 1024 * 1024

REPORTS: Final = "reports"
INCIDENTS: Final = "incidents"
UNPLACED: Final = "incidents-unplaced"
CONTROL: Final = "control"
AREAS: Final = "areas"
CITY_TOTALS: Final = "city-totals"
AREA_TOTALS: Final = "area-totals"
CHANGES: Final = "total-changes"
DEAD: Final = "reports-dead"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the service. `name` is without the configured prefix."""

    name: str
    record: type[BaseModel] | Any
    """Model of the value; None = bytes as they came."""
    key: str
    """What the key is, in words."""
    direction: str
    """`in`, `out`, or `internal` between two steps."""
    compacted: bool = False
    retention_days: float | None = None
    """None for a compacted topic, which keeps the last value of each key."""
    max_message_bytes: int = 2 * _MIB

    @property
    def config(self) -> dict[str, str]:
        """Kafka's topic configuration."""
        config = {
            "cleanup.policy": "compact" if self.compacted else "delete",
            "max.message.bytes": str(self.max_message_bytes),
        }
        if self.retention_days is not None:
            config["retention.ms"] = str(int(self.retention_days * _DAY_MS))
        return config


TOPICS: Final = (
    # Larger than what is read: a too large report must arrive to get its dead letter.
    Topic(REPORTS, Report, "anything or nothing", "in", retention_days=30),
    Topic(INCIDENTS, Incident, "place id", "out", retention_days=90),
    Topic(UNPLACED, UnplacedIncident, "report id", "out", retention_days=90),
    Topic(CITY_TOTALS, CityTotals, "place id", "out", compacted=True),
    Topic(CHANGES, TotalChange, "place id", "out", retention_days=90),
    Topic(AREA_TOTALS, AreaTotals, "place id", "out", compacted=True),
    Topic(DEAD, None, "the record's own key", "out", retention_days=90, max_message_bytes=_MIB),
    Topic(CONTROL, Control, "report id, or nothing", "internal", retention_days=30),
    Topic(AREAS, AreaContribution, "area id", "internal", retention_days=30),
)

STEPS: Final = {"reports": (REPORTS,), "totals": (INCIDENTS, CONTROL), "areas": (AREAS,)}
"""The three steps of the worker and the topics each reads; partition p of all of them is one unit of work."""


class TopicNames:
    """Topic names as they stand in this deployment."""

    def __init__(self, settings: Settings) -> None:
        self._prefix = settings.topics.prefix
        self._app_id = settings.app_id

    def full(self, name: str) -> str:
        """With the configured prefix."""
        return self._prefix + name

    def short(self, full: str) -> str:
        """Without the configured prefix."""
        return full.removeprefix(self._prefix)

    def changelog(self, step: str) -> str:
        """Where a step keeps its state: Faust's own name for the changelog of table `<step>`."""
        return f"{self._app_id}-{step}-changelog"


def wanted_topics(settings: Settings) -> dict[str, Topic]:
    """Every topic that must exist, by full name, changelogs included."""
    names = TopicNames(settings)
    wanted = {names.full(topic.name): topic for topic in TOPICS}
    for step in STEPS:
        changelog = names.changelog(step)
        wanted[changelog] = Topic(changelog, None, "state key", "internal", compacted=True)
    return wanted
