"""What the pages of the reference share: cells and tables, and a JSON Schema's type in words."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

Schema = dict[str, Any]

_BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
_FORMATS = {"date-time": "time (RFC 3339)", "path": "path", "password": "secret"}
_PLAIN = {"integer": "whole number", "number": "number", "boolean": "`true`, `false`", "string": "text"}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def literal(value: Any) -> str:
    """A default as it is written in JSON; nothing at all for null."""
    return "" if value is None else f"`{value if isinstance(value, str) else json.dumps(value)}`" if value != "" else ""


def sentence(text: str) -> str:
    """A description on one line, without reStructuredText's double quotes."""
    return " ".join(text.replace("``", "`").split())


def type_of(schema: Schema) -> str:
    """What values a schema allows, in words; a reference becomes a link to its heading."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(type_of(part) for part in schema["anyOf"])
    if "const" in schema or "enum" in schema:
        return ", ".join(literal(value) for value in schema.get("enum") or [schema["const"]])
    kind = schema.get("type")
    if kind == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    return _object(schema) if kind == "object" else _scalar(schema, str(kind))


def _object(schema: Schema) -> str:
    values = [*schema.get("patternProperties", {}).values()]
    extra = schema.get("additionalProperties")
    values += [extra] if isinstance(extra, dict) else []
    named = type_of(schema["propertyNames"]) if "propertyNames" in schema else "name"
    return f"object: {named} → {type_of(values[0])}" if values else "object"


def _scalar(schema: Schema, kind: str) -> str:
    if kind == "null":
        return "null"
    said = _FORMATS.get(str(schema.get("format")), _PLAIN.get(kind, "anything"))
    bounds = [f"{sign} {schema[name]:,}" for name, sign in _BOUNDS.items() if name in schema]
    return " ".join([said, ", ".join(bounds)]).strip()
