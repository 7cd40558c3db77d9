"""How a refusal is worded: what the schema found and where, never what the record held."""

from collections.abc import Sequence
from string import ascii_letters, digits
from typing import Any, Final

from pydantic import ValidationError

from schemas.vocabulary import RejectionCode, Stage
from service.core.outcome import Rejected

_SHOWN_ERRORS: Final = 3
_MAX_DETAIL: Final = 400
_MAX_MESSAGE: Final = 90
_MAX_NAME: Final = 40
_NAME_CHARACTERS: Final = frozenset(ascii_letters + digits + "_-")


def reject(code: RejectionCode, detail: str, stage: Stage = Stage.DECODE) -> Rejected:
    """A rejection; long details are cut."""
    return Rejected(stage, code, _cut(detail, _MAX_DETAIL))


def refused(error: ValidationError, value: bytes = b"") -> Rejected:
    """What a model's refusal of `value` means.

    Reasons: invalid_utf8, invalid_json, not_an_object, unsupported_version, unknown_operation, schema_violation.
    """
    errors = error.errors(include_url=False, include_input=False, include_context=False)
    if errors[0]["type"] == "json_invalid":
        return broken_json(value, errors[0]["msg"])
    if not errors[0]["loc"] and errors[0]["type"] in ("model_type", "model_attributes_type"):
        return reject(RejectionCode.NOT_AN_OBJECT, "the value is JSON, but not an object")
    said = "; ".join(f"{field_path(found['loc']) or 'record'}: {_message(found)}" for found in errors[:_SHOWN_ERRORS])
    more = f"; and {len(errors) - _SHOWN_ERRORS} more" if len(errors) > _SHOWN_ERRORS else ""
    return reject(_code(errors), said + more, Stage.VALIDATE)


def broken_json(value: bytes, message: str) -> Rejected:
    """Bytes that are no JSON: not UTF-8, or what the parser says of them."""
    try:
        value.decode()
    except UnicodeDecodeError as error:
        return reject(RejectionCode.INVALID_UTF8, f"not UTF-8 at byte {error.start}")
    return reject(RejectionCode.INVALID_JSON, message)


def field_path(location: Sequence[int | str]) -> str:
    """Where a model found something: `counts.0.low`. A name that no field of ours could have is shown as `?`."""
    return ".".join(_part(part) for part in location)


def _part(part: int | str) -> str:
    name = str(part)
    return name if len(name) <= _MAX_NAME and _NAME_CHARACTERS.issuperset(name) else "?"


def _message(found: Any) -> str:
    if found["type"] == "union_tag_invalid":
        return "unknown kind of record"  # the one kind of message that would quote the input
    return _cut(str(found["msg"]), _MAX_MESSAGE)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _code(errors: Sequence[Any]) -> RejectionCode:
    if "schema_version" in errors[0]["loc"]:
        return RejectionCode.UNSUPPORTED_VERSION
    if any(found["loc"] == ("operation",) for found in errors):
        return RejectionCode.UNKNOWN_OPERATION
    return RejectionCode.SCHEMA_VIOLATION
