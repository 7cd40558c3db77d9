"""docs/reference/records.md, from the JSON Schemas and the registry of topics."""

from typing import Any, Final

from deploy.reference.markdown import Schema, literal, sentence, table, type_of
from schemas.export import schema_name, schemas
from service.shell.topics import TOPICS

_HEAD: Final = """\
# Records

What is on the topics: UTF-8 JSON, times in UTC. The schemas themselves are in [schemas/json](../../schemas/json), good
and bad examples in [schemas/examples](../../schemas/examples), the topics' contract in
[asyncapi.yaml](../../schemas/asyncapi.yaml); what the figures mean is told in [totals](../totals.md). Records that the
service writes are CloudEvents 1.0 in binary mode and carry the trace context of the report behind them
([tracing](../how-to/trace.md)).

"""


def records_page() -> str:
    """The page: the topics, the records, and the parts they share."""
    made = schemas()
    shared: dict[str, Schema] = {}
    for schema in made.values():
        shared.update(schema.get("$defs", {}))
    records = [_record(name, schema) for name, schema in made.items()]
    parts = [_part(name, shared[name]) for name in sorted(shared)]
    return "".join([_HEAD, _topics(), *records, "\n# Parts\n", *parts])


def _topics() -> str:
    rows = []
    for topic in TOPICS:
        name = "dead-letter-headers" if topic.record is None else schema_name(topic.record)
        kept = "newest of each key" if topic.compacted else f"{topic.retention_days:g} days"
        said = "bytes as they came" if topic.record is None else f"[{name}](#{name})"
        rows.append((f"`{topic.name}`", said, topic.key, topic.direction, kept))
    return table(("topic", "record", "key", "direction", "kept"), rows)


def _record(name: str, schema: Schema) -> str:
    about = sentence(schema.get("description", ""))
    if "oneOf" in schema:
        about = "One of " + " and ".join(type_of(part) for part in schema["oneOf"]) + "."
    text = f"\n## {name}\n\n{about}\n[Schema](../../schemas/json/{name}.schema.json).\n"
    return text + (f"\n{_fields(schema)}" if "properties" in schema else "")


def _part(name: str, schema: Schema) -> str:
    about = sentence(schema.get("description", ""))
    text = f"\n## {name}\n" + (f"\n{about}\n" if about else "")
    return text + (f"\n{_fields(schema)}" if "properties" in schema else f"\n{type_of(schema)}\n")


def _fields(schema: Schema) -> str:
    required = schema.get("required", ())
    return table(
        ("field", "values", "default", "what"), (_row(*item, required) for item in schema["properties"].items())
    )


def _row(name: str, field: Schema, required: Any) -> tuple[str, ...]:
    default = "" if name in required or "default" not in field else literal(field["default"]) or "null"
    about = sentence(field.get("description", ""))
    return (f"`{name}`", type_of(field), default if field.get("default", 0) != "" else "empty", about)
