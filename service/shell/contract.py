"""The contract of the topics as an AsyncAPI 3 document, made from the registry and the models."""

from typing import Any, Final

import yaml

from schemas.dead_letter import DeadLetterHeaders
from schemas.export import schema_name
from service.shell.envelope import CONTENT_TYPE
from service.shell.settings import Settings
from service.shell.topics import DEAD, REPORTS, TOPICS, Topic

ASYNCAPI: Final = "3.1.0"
KAFKA_BINDING: Final = "0.5.0"

_DESCRIPTION: Final = """\
Reads raw reports of attacks on cities and publishes typed incidents and rolling totals for each city.

Read the output topics with `isolation.level=read_committed`: what a block of records leads to is written in one
transaction. Compacted topics hold the newest record of each key. All times are UTC.
"""
_IN_WORDS: Final = {"in": "receive", "out": "send"}


def asyncapi(version: str, settings: Settings) -> dict[str, Any]:
    """The document; partitions and copies are those of `settings`."""
    public = [topic for topic in TOPICS if topic.direction in _IN_WORDS]
    return {
        "asyncapi": ASYNCAPI,
        "id": "urn:incident-stream",
        "info": {
            "title": "incident-stream",
            "version": version,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE[1].decode(),
        "servers": {
            "kafka": {
                "host": "kafka.example:9092",
                "protocol": "kafka",
                "description": "The cluster that INCIDENT_STREAM_KAFKA__BOOTSTRAP_SERVERS names.",
            }
        },
        "channels": {topic.name: _channel(topic, settings) for topic in public},
        "operations": {f"{_IN_WORDS[topic.direction]}-{topic.name}": _operation(topic, settings) for topic in public},
        "components": {
            "messages": {topic.name: _message(topic) for topic in public},
            "messageTraits": {"cloudEvent": {"headers": _CLOUD_EVENT}},
        },
    }


def asyncapi_text(version: str, settings: Settings) -> str:
    """The document as YAML."""
    document = asyncapi(version, settings)
    return str(yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120))


class _Dumper(yaml.SafeDumper):
    """Texts of several lines stay lines."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def _channel(topic: Topic, settings: Settings) -> dict[str, Any]:
    config = topic.config
    retention = config.get("retention.ms")
    return {
        "address": topic.name,
        "messages": {"record": {"$ref": f"#/components/messages/{topic.name}"}},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": settings.topics.partitions,
                "replicas": settings.topics.replication,
                "topicConfiguration": {
                    "cleanup.policy": [config["cleanup.policy"]],
                    **({"retention.ms": int(retention)} if retention else {}),
                    "max.message.bytes": topic.max_message_bytes,
                },
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }


def _operation(topic: Topic, settings: Settings) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "action": _IN_WORDS[topic.direction],
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "messages": [{"$ref": f"#/channels/{topic.name}/messages/record"}],
    }
    if topic.direction == "in":
        group = {"type": "string", "enum": [settings.app_id]}
        operation["bindings"] = {"kafka": {"groupId": group, "bindingVersion": KAFKA_BINDING}}
    return operation


def _message(topic: Topic) -> dict[str, Any]:
    message: dict[str, Any] = {
        "name": topic.name,
        "title": _title(topic),
        "bindings": {
            "kafka": {"key": {"type": "string", "description": topic.key}, "bindingVersion": KAFKA_BINDING},
        },
    }
    if topic.name == DEAD:
        message["contentType"] = "application/octet-stream"
        message["headers"] = {"$ref": _file(DeadLetterHeaders)}
        message["payload"] = {"description": "The record's value as it came, byte for byte; empty where too large."}
        return message
    message["payload"] = {"$ref": _file(topic.record)}
    if topic.name != REPORTS:
        message["traits"] = [{"$ref": "#/components/messageTraits/cloudEvent"}]
    return message


def _title(topic: Topic) -> str:
    return str(getattr(topic.record, "__name__", topic.name))


def _file(record: Any) -> str:
    return f"./json/{schema_name(record)}.schema.json"


_CLOUD_EVENT: Final = {
    "type": "object",
    "description": "CloudEvents 1.0, binary mode, and the W3C trace context of the report where it had one.",
    "required": ["ce_specversion", "ce_type", "ce_source", "ce_id", "ce_time", "content-type"],
    "properties": {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_type": {"type": "string", "description": "`incident-stream.<record>.v1`."},
        "ce_source": {"type": "string", "description": "`urn:incident-stream:<app id>`."},
        "ce_id": {"type": "string", "description": "The same after a replay: consumers can drop repeats by it."},
        "ce_time": {"type": "string", "format": "date-time", "description": "When what it tells of happened."},
        "ce_causationid": {"type": "string", "description": "Id of the report or incident that led to it."},
        "content-type": {"type": "string", "const": CONTENT_TYPE[1].decode()},
        "traceparent": {"type": "string", "description": "W3C trace context, handed on unchanged."},
        "tracestate": {"type": "string"},
        "baggage": {"type": "string"},
    },
}
