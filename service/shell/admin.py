"""Making topics and holding the cluster's against the registry."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from service.shell.kafka import client_options
from service.shell.settings import Settings
from service.shell.topics import Topic, wanted_topics

_FULLY_REPLICATED = 3


@dataclass(frozen=True, slots=True)
class TopicProblem:
    """One way in which a topic is not as the registry wants it."""

    topic: str
    problem: str
    fatal: bool
    """The worker cannot run with it."""


async def create_topics(settings: Settings) -> list[str]:
    """Create the topics that are missing; returns their names. Existing ones are left as they are."""
    wanted = wanted_topics(settings)
    admin = AIOKafkaAdminClient(**client_options(settings.kafka))
    try:
        await admin.start()
        present = set(await admin.list_topics())
        missing = [_new_topic(name, topic, settings) for name, topic in wanted.items() if name not in present]
        if not missing:
            return []
        response = await admin.create_topics(missing)
        for name, code, *rest in response.topic_errors:
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise error(f"topic {name}: {rest[0] if rest and rest[0] else error.description}")
        return [topic.name for topic in missing]
    finally:
        await admin.close()


def _new_topic(name: str, topic: Topic, settings: Settings) -> NewTopic:
    return NewTopic(
        name=name,
        num_partitions=settings.topics.partitions,
        replication_factor=settings.topics.replication,
        topic_configs=_config(topic, settings),
    )


def _config(topic: Topic, settings: Settings) -> dict[str, str]:
    config = topic.config
    if settings.topics.replication >= _FULLY_REPLICATED:
        config["min.insync.replicas"] = "2"
    return config


async def check_topics(settings: Settings) -> list[TopicProblem]:
    """What is missing or different; an empty list = all is well."""
    wanted = wanted_topics(settings)
    admin = AIOKafkaAdminClient(**client_options(settings.kafka))
    try:
        await admin.start()
        present = set(await admin.list_topics())
        found = sorted(present & wanted.keys())
        partitions = {
            described["topic"]: len(described["partitions"])
            for described in (await admin.describe_topics(found) if found else [])
        }
        configs = await _configs(admin, found)
    finally:
        await admin.close()
    problems = [
        TopicProblem(name, "is missing; create it with `incident-stream topics create`", fatal=True)
        for name in wanted
        if name not in present
    ]
    for name in found:
        problems += _differences(name, wanted[name], partitions[name], configs.get(name, {}), settings)
    return problems


async def _configs(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    configs: dict[str, dict[str, str]] = {}
    for response in await admin.describe_configs(resources):
        for resource in response.resources:
            _code, _message, _kind, name, entries = resource[:5]
            configs[name] = {entry[0]: entry[1] for entry in entries}
    return configs


def _differences(
    name: str, topic: Topic, partitions: int, config: Mapping[str, str], settings: Settings
) -> list[TopicProblem]:
    problems = []
    if partitions != settings.topics.partitions:
        problems.append(
            TopicProblem(
                name,
                f"has {partitions} partitions, but the settings say {settings.topics.partitions}: state is kept per "
                "partition, so make the setting match, or start with new topics",
                fatal=True,
            )
        )
    for key, value in _config(topic, settings).items():
        if key in config and config[key] != value:
            problems.append(TopicProblem(name, f"has {key}={config[key]}; wanted {value}", fatal=False))
    return problems
