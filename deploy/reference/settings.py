"""docs/reference/settings.md, from the settings' own models."""

from typing import Final

from deploy.reference.markdown import literal, sentence, table, type_of
from service.shell.settings import PREFIX, SECRETS, Settings

_HEAD: Final = """\
# Settings

Each is an environment variable; a list is written as JSON. `incident-stream config show` prints what holds. A variable
that begins like ours and is no setting stops every command. Secrets are read from files of their variable's name in the
folder that `INCIDENT_STREAM_SECRETS_DIR` names, and from nowhere else ([security](../security.md)).

"""


def settings_page() -> str:
    """The page: a section for each group."""
    schema = Settings.model_json_schema()
    groups = schema["$defs"]
    parts = [_HEAD]
    single = {name: field for name, field in schema["properties"].items() if "$ref" not in field}
    parts.append(_table("", single, groups))
    for name, field in schema["properties"].items():
        if "$ref" in field:
            group = groups[field["$ref"].rsplit("/", 1)[-1]]
            parts.append(f"\n## {name}\n\n{sentence(group['description'])}\n\n")
            parts.append(_table(f"{name.upper()}__", group["properties"], groups))
    return "".join(parts)


def _table(start: str, fields: dict[str, dict[str, object]], groups: dict[str, dict[str, object]]) -> str:
    rows = []
    for name, field in fields.items():
        kind = groups.get(str(field.get("$ref", "")).rsplit("/", 1)[-1], {})
        values = type_of(kind or field)
        if name in SECRETS:
            values = "secret, in a file"
        rows.append(
            (
                f"`{PREFIX}{start}{name.upper()}`",
                values.replace(" or null", ""),
                literal(field.get("default")),
                sentence(str(field.get("description") or kind.get("description", ""))),
            )
        )
    return table(("variable", "values", "default", "what"), rows)
