"""Dead letter headers: what `reports-dead` says of a record beside the record itself.

The record's key, bytes and own headers are kept as they came, so only the headers that this service adds have a schema.
Names and the choice of text over binary follow the header families of Kafka (KIP-1034, KIP-1191).
"""

from typing import Annotated, Final

from pydantic import ConfigDict, Field

from schemas.model import Moment, OutputRecord
from schemas.vocabulary import RejectionCode, Stage

HEADER_PREFIX: Final = "__dlq.errors."

REPLAY_PREFIX: Final = "__replay."
"""Headers of a record that was brought back from the dead letters; gone again when it becomes one anew."""

REPLAY_COUNT: Final = REPLAY_PREFIX + "delivery.count"
"""How often the record had been tried before."""

REPLAY_FROM: Final = REPLAY_PREFIX + "from"
"""Which letter it was: topic/partition/offset."""

Digits = Annotated[str, Field(pattern=r"^[0-9]{1,19}$")]
"""A natural number in decimal digits: every header is text."""


def _header_name(field: str) -> str:
    return HEADER_PREFIX + field.replace("_", ".")


class DeadLetterHeaders(OutputRecord):
    """Headers of a dead letter, all of them UTF-8 text. `failed_at` stands for `__dlq.errors.failed.at`, and so on."""

    model_config = ConfigDict(alias_generator=_header_name)

    topic: Annotated[str, Field(min_length=1)] = Field(description="Topic that the record was read from.")
    partition: Digits = Field(description="Its partition.")
    offset: Digits = Field(description="Its offset.")
    group: Annotated[str, Field(min_length=1)] = Field(description="Consumer group that refused it.")
    stage: Stage = Field(description="Where it failed.")
    code: RejectionCode = Field(description="Why, from a closed list; decides whether it makes sense to replay it.")
    message: Annotated[str, Field(max_length=512)] = Field(
        description="One sentence for a person, at most 512 bytes; never the record's content."
    )
    delivery_count: Digits = Field(description="How often the record was tried.")
    failed_at: Moment = Field(description="When it was refused, by the service's clock.")
    app_version: Annotated[str, Field(min_length=1)] = Field(description="Version of the service that refused it.")
    timestamp: Digits | None = Field(
        default=None, description="The record's own time, milliseconds since 1970; absent where it had none."
    )
    exception: str | None = Field(
        default=None, description="Class of the exception; only where a fault of this service is behind it."
    )
    truncated: Digits | None = Field(
        default=None, description="Bytes of the record, where it was too large to be kept: its value is then null."
    )
