"""The OpenAPI 3.1 document of the API, made from the models."""

from typing import Any, Final

import orjson
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from schemas.totals import AreaTotals, CityTotals, TotalChange
from schemas.vocabulary import ChangeReason, Measure, PlaceKind
from service.shell.api.answers import AttackList, ChangeList, PlaceList, Problem
from service.shell.api.questions import DEFAULT_CHANGES, MOST_CHANGES

OPENAPI: Final = "3.1.0"
_MODELS: Final[tuple[type[BaseModel], ...]] = (
    PlaceList,
    CityTotals,
    AreaTotals,
    AttackList,
    ChangeList,
    TotalChange,
    Problem,
)
_PLACE_ID: Final = {
    "name": "place",
    "in": "path",
    "required": True,
    "description": "KATOTTG code, or `UA` for the country.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9]{1,64}$"},
}


def openapi_json(version: str) -> bytes:
    """The document as JSON."""
    return orjson.dumps(openapi(version))


def openapi(version: str) -> dict[str, Any]:
    """The document."""
    _, definitions = models_json_schema(
        [(model, "serialization") for model in _MODELS], ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": OPENAPI,
        "info": {
            "title": "incident-stream",
            "version": version,
            "description": "Totals of attacks on cities as they stand now, and what changed them. Read only.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {
            "/v1/places": _get("Places that have totals.", "PlaceList", [_choice("kind", PlaceKind, "One kind only.")]),
            "/v1/totals/{place}": _get(
                "The newest totals of a place.", ["CityTotals", "AreaTotals"], [_PLACE_ID], named=True
            ),
            "/v1/attacks/{place}": _get("What stands of a place's attacks.", "AttackList", [_PLACE_ID], named=True),
            "/v1/changes": _get("The newest changes, newest first.", "ChangeList", _changes_parameters()),
            "/v1/stream": _stream(),
            "/v1/openapi.json": {
                "get": {"summary": "This document.", "responses": {"200": {"description": "OpenAPI 3.1."}, **_FAILS}}
            },
        },
        "components": {"schemas": definitions["$defs"]},
    }


def _get(summary: str, answer: str | list[str], parameters: list[Any], *, named: bool = False) -> dict[str, Any]:
    names = [answer] if isinstance(answer, str) else answer
    schemas = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    content = {"application/json": {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}}}
    tag = {"description": "Names this version; send it as If-None-Match.", "schema": {"type": "string"}}
    responses = {
        "200": {"description": "As they stand now.", "headers": {"ETag": tag}, "content": content},
        "304": {"description": "The client has it already."},
        **_FAILS,
    }
    if named:
        responses["404"] = _fails("There are no totals of this place.")
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


def _stream() -> dict[str, Any]:
    place = {
        "name": "place",
        "in": "query",
        "description": "One place only.",
        "schema": {"type": "string"},
    }
    events = {
        "description": "Server-sent events: `totals` and `change`, each with the record as data, from now on.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
    summary = "Totals and changes as they come."
    return {"get": {"summary": summary, "parameters": [place], "responses": {"200": events, **_FAILS}}}


def _changes_parameters() -> list[dict[str, Any]]:
    bounds = {"type": "integer", "minimum": 1, "maximum": MOST_CHANGES, "default": DEFAULT_CHANGES}
    return [
        {"name": "place", "in": "query", "description": "One place only.", "schema": {"type": "string"}},
        _choice("measure", Measure, "One measure only."),
        _choice("reason", ChangeReason, "One reason only."),
        {"name": "limit", "in": "query", "description": "Most changes to give.", "schema": bounds},
    ]


def _choice(name: str, kind: type[Measure | ChangeReason | PlaceKind], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": {"type": "string", "enum": [value.value for value in kind]},
    }


def _fails(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


_FAILS: Final = {
    "400": _fails("A parameter is unknown or out of bounds."),
    "503": _fails("Not everything has been read yet, or too many clients listen."),
}
