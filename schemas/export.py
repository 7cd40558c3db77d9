"""JSON Schema 2020-12 of every record, generated from the models and kept in step with them."""

import json
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from schemas.dead_letter import DeadLetterHeaders
from schemas.incident import Control, Incident, UnplacedIncident
from schemas.report import Report
from schemas.totals import AreaContribution, AreaTotals, CityTotals, TotalChange

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
FOLDER: Final = Path(__file__).parent / "json"
DOCUMENT: Final = Path(__file__).parent / "asyncapi.yaml"
"""The contract of the topics, made by service.shell.contract."""

_RECORDS: Final[dict[str, tuple[Any, JsonSchemaMode]]] = {
    "report": (Report, "validation"),
    "incident": (Incident, "serialization"),
    "unplaced-incident": (UnplacedIncident, "serialization"),
    "control": (Control, "serialization"),
    "city-totals": (CityTotals, "serialization"),
    "area-totals": (AreaTotals, "serialization"),
    "area-contribution": (AreaContribution, "serialization"),
    "total-change": (TotalChange, "serialization"),
    "dead-letter-headers": (DeadLetterHeaders, "validation"),
}


def schema_id(name: str) -> str:
    """`$id` of a record's schema: a name, not an address."""
    return f"urn:incident-stream:schema:{name}:v1"


def schema_name(record: Any) -> str:
    """Name of a record model's schema; raises KeyError for what is no record."""
    for name, (model, _) in _RECORDS.items():
        if model is record:
            return name
    raise KeyError(record)


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of each record, by record name."""
    return {name: _schema(name, record, mode) for name, (record, mode) in _RECORDS.items()}


def _schema(name: str, record: Any, mode: JsonSchemaMode) -> dict[str, Any]:
    made = TypeAdapter(record).json_schema(mode=mode, by_alias=True)
    return {"$schema": DIALECT, "$id": schema_id(name), "title": made.pop("title", name), **made}


def write_schemas(folder: Path = FOLDER) -> list[Path]:
    """Write one file for each record; returns those that changed."""
    return [path for path, text in _files(folder) if _replace(path, text)]


def drifted(folder: Path = FOLDER) -> list[Path]:
    """Files that differ from the models, are missing, or belong to no record."""
    wanted = dict(_files(folder))
    stray = [path for path in sorted(folder.glob("*.json")) if path not in wanted]
    return [path for path, text in wanted.items() if not _same(path, text)] + stray


def _files(folder: Path) -> list[tuple[Path, str]]:
    return [
        (folder / f"{name}.schema.json", json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
        for name, schema in schemas().items()
    ]


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _replace(path: Path, text: str) -> bool:
    if _same(path, text):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True
