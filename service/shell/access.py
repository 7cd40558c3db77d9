"""Who may do what in Kafka: the least that each role needs, from the registry of topics."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from service.shell.settings import Settings
from service.shell.topics import (
    AREA_TOTALS,
    CHANGES,
    CITY_TOTALS,
    DEAD,
    INCIDENTS,
    REPORTS,
    STEPS,
    TOPICS,
    UNPLACED,
    TopicNames,
    wanted_topics,
)

Role = Literal["worker", "feeder", "reader", "operator"]
ROLES: Final[tuple[Role, ...]] = ("worker", "feeder", "reader", "operator")
Resource = Literal["topic", "group", "transactional-id"]
Operation = Literal["Read", "Write", "Create", "Describe", "DescribeConfigs"]
"""Kafka's own words. Each of Read and Write includes Describe."""
_OPERATIONS: Final[tuple[Operation, ...]] = ("Read", "Write", "Create", "Describe", "DescribeConfigs")


@dataclass(frozen=True, slots=True)
class Grant:
    """One thing that a role may do; `prefixed`: with everything whose name begins so."""

    resource: Resource
    name: str
    operation: Operation
    prefixed: bool = False


def grants(settings: Settings, role: Role) -> list[Grant]:
    """Everything that a role needs, and nothing else; what matters most first."""
    names = TopicNames(settings)
    found: Iterable[Grant]
    match role:
        case "worker":
            inputs = {topic for step in STEPS.values() for topic in step}
            outputs = {topic.name for topic in TOPICS} - {REPORTS}
            changelogs = [names.changelog(step) for step in STEPS]
            found = [
                *_on([names.full(topic) for topic in inputs] + changelogs, "Read"),
                *_on([names.full(topic) for topic in outputs] + changelogs, "Write"),
                Grant("group", settings.app_id, "Read"),
                Grant("transactional-id", f"{settings.app_id}-", "Write", prefixed=True),
            ]
        case "feeder":
            found = _on([names.full(REPORTS)], "Write")
        case "reader":
            outputs = {CITY_TOTALS, AREA_TOTALS, CHANGES, INCIDENTS, UNPLACED}
            found = _on([names.full(topic) for topic in outputs], "Read")
        case "operator":
            inputs = {topic for step in STEPS.values() for topic in step}
            found = [
                *_on(wanted_topics(settings), "Create"),
                *_on(wanted_topics(settings), "Describe"),
                *_on(wanted_topics(settings), "DescribeConfigs"),
                *_on([names.full(DEAD)], "Read"),
                *_on([names.full(topic) for topic in inputs], "Write"),
            ]
    return sorted(found, key=lambda grant: (_OPERATIONS.index(grant.operation), grant.resource, grant.name))


def _on(topics: Iterable[str], operation: Operation) -> list[Grant]:
    return [Grant("topic", topic, operation) for topic in topics]


def commands(settings: Settings, role: Role, principal: str) -> list[str]:
    """The role's grants as arguments of Kafka's own `kafka-acls.sh`, one command a line."""
    lines = []
    for grant in grants(settings, role):
        pattern = " --resource-pattern-type prefixed" if grant.prefixed else ""
        lines.append(
            f"--add --allow-principal {principal} --operation {grant.operation} "
            f"--{grant.resource} {grant.name}{pattern}"
        )
    return lines
