"""What all record models share: frozen, strict, finite numbers, UTC times."""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Final, Self, get_args

import orjson
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from schemas.encoding import encoded

SCHEMA_VERSION: Final = 1
"""Version of every record of this package; a breaking change gets a new one and a new topic."""

MAX_COUNT = 1_000_000_000
"""No figure above this is believed: larger than the population of any country reported on."""


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first and last hours of the calendar, in a zone that is ahead or behind
        raise ValueError("the time is out of the calendar's range") from None


Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
"""An instant, RFC 3339 with a zone on input, UTC ("Z") on output."""

Figure = Annotated[int, Field(ge=0, le=MAX_COUNT)]
"""A count of whole things."""

Identifier = Annotated[str, Field(min_length=1, max_length=256, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""An opaque id: at most 256 characters, no control characters."""

Phrase = Annotated[str, Field(max_length=1000)]
"""A short piece of human text."""


def read_fields_directly() -> None:
    """Take pydantic's last resort for missing attributes off every model of this process, which must be ours alone.

    It serves private attributes and fields outside the schema, and our code asks a record for neither. Of a class that
    has it Python looks up every attribute in a way five times as slow: a tenth of what a report costs.
    """
    if "__getattr__" in vars(BaseModel):
        del BaseModel.__getattr__  # type: ignore[attr-defined]


class InputRecord(BaseModel):
    """A record or part of one that others write: unknown fields are kept aside and counted, never an error."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow", allow_inf_nan=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **options: object) -> None:
        super().__pydantic_init_subclass__(**options)
        PARTS[cls] = tuple(name for name, field in cls.model_fields.items() if _mentions_records(field.annotation))


PARTS: Final[dict[type[InputRecord], tuple[str, ...]]] = {}
"""Fields that hold further records of their kind; looking into every field costs more than reading the report."""


def _mentions_records(annotation: object) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, InputRecord):
        return True
    return any(_mentions_records(part) for part in get_args(annotation))


class OutputRecord(BaseModel):
    """A record or part of one that this service writes: a field outside the schema is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, json_schema_serialization_defaults_required=True
    )

    _aliases: ClassVar[dict[str, str]] = {}
    """Fields that are written under another name."""
    _written: ClassVar[None] = None
    """Not kept as it was written."""

    @classmethod
    def __pydantic_init_subclass__(cls, **options: object) -> None:
        super().__pydantic_init_subclass__(**options)
        cls._aliases = {name: field.alias for name, field in cls.model_fields.items() if field.alias}
        _NAMES[cls] = set(cls.model_fields)

    @classmethod
    def of(cls, fields: dict[str, Any]) -> Self:
        """What the constructor makes of these fields, checked like there, in half the time."""
        made: Self = cls.__pydantic_validator__.validate_python(fields)
        return made

    @classmethod
    def made(cls, fields: dict[str, Any]) -> Self:
        """The same of fields that are known to fit: every one of the schema, in its order. Nothing is looked at.

        For what was checked when it was read, and is put together by typed code: checking costs ten times as much.
        """
        record = _new(cls)
        _set_fields(record, fields)
        _set_names(record, _NAMES[cls])
        _set_extra(record, None)
        _set_private(record, None)
        return record

    def encoded(self) -> bytes:
        """What `model_dump_json(by_alias=True)` gives, in UTF-8, in a third of the time."""
        return encoded(self)


_NAMES: Final[dict[type[OutputRecord], set[str]]] = {}
"""All fields of each."""


class SharedPart(OutputRecord):
    """A part that many records hold, the same object each time: it is written once and kept as it was written."""

    __slots__ = ("_written",)

    def write_once(self) -> orjson.Fragment:
        """Write it, and keep that for all who hold it."""
        written = orjson.Fragment(encoded(self))
        _keep(self, written)
        return written


_new: Final = object.__new__
# By the slots themselves: a record is frozen, and `object.__setattr__` takes three times as long.
_set_fields, _set_names, _set_extra, _set_private = (
    BaseModel.__dict__[slot].__set__
    for slot in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)
_keep: Final = SharedPart.__dict__["_written"].__set__
