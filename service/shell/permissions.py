"""What Kafka lets us do, asked before a worker starts: a grant that is missing is named, not met in mid-work."""

from collections.abc import Sequence
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    for_code,
)
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.coordination import FindCoordinatorRequest
from aiokafka.protocol.types import Array, Boolean, Int16, Int32, Schema, String

from service.shell.access import Grant, Role, grants
from service.shell.kafka import client_options
from service.shell.settings import Settings

_BITS: Final = {"Read": 1 << 3, "Write": 1 << 4, "Create": 1 << 5, "Describe": 1 << 8, "DescribeConfigs": 1 << 10}
_UNKNOWN: Final = -(2**31)
"""What a broker answers that does not tell."""
_REFUSALS: Final = (
    TopicAuthorizationFailedError,
    GroupAuthorizationFailedError,
    ClusterAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
_GROUP, _TRANSACTIONAL_ID = 0, 1
_ASKED: Final = (False, False, True)
"""No topic is to be created by asking; nothing of the cluster; of topics, what may be done."""


class _MetadataResponse(Response):  # type: ignore[misc]
    """Version 8, the first that tells what may be done with a topic; the client's own ends at 5."""

    API_KEY = 3
    API_VERSION = 8
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            Array(("node_id", Int32), ("host", String("utf-8")), ("port", Int32), ("rack", String("utf-8"))),
        ),
        ("cluster_id", String("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            Array(
                ("error_code", Int16),
                ("topic", String("utf-8")),
                ("is_internal", Boolean),
                (
                    "partitions",
                    Array(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", Array(Int32)),
                        ("isr", Array(Int32)),
                        ("offline_replicas", Array(Int32)),
                    ),
                ),
                ("authorized_operations", Int32),
            ),
        ),
        ("cluster_authorized_operations", Int32),
    )


class _MetadataQuestion(RequestStruct):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 8
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        ("topics", Array(String("utf-8"))),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
    )


class _TopicPermissions(Request[_MetadataQuestion]):  # type: ignore[misc]
    API_KEY = 3

    def __init__(self, topics: Sequence[str]) -> None:
        self._topics = list(topics)

    def build(self, request_struct_class: type[Any]) -> Any:
        return request_struct_class(self._topics, *_ASKED)


async def missing_grants(settings: Settings, role: Role) -> list[Grant]:
    """What of a role's grants Kafka would refuse. Topics that do not exist are passed over."""
    wanted = grants(settings, role)
    admin = AIOKafkaAdminClient(**client_options(settings.kafka))
    try:
        await admin.start()
        allowed = await _operations(admin, sorted({grant.name for grant in wanted if grant.resource == "topic"}))
        missing = []
        for grant in wanted:
            if grant.resource == "topic":
                refused = not allowed.get(grant.name, ~0) & _BITS.get(grant.operation, ~0)
            else:
                refused = await _is_hidden(admin, grant)
            if refused:
                missing.append(grant)
        return missing
    finally:
        await admin.close()


async def _operations(admin: AIOKafkaAdminClient, topics: list[str]) -> dict[str, int]:
    """Bits of what may be done with each topic that exists, 0 for one that we may not even see."""
    answer = await admin._send_request(_TopicPermissions(topics))
    found = {}
    for code, topic, _, _, operations in answer.topics:
        if for_code(code) is TopicAuthorizationFailedError:
            found[topic] = 0
        elif not code and operations != _UNKNOWN:
            found[topic] = operations
    return found


async def _is_hidden(admin: AIOKafkaAdminClient, grant: Grant) -> bool:
    """Whether we may not even ask who coordinates a group, or transactions of an id."""
    kind = _GROUP if grant.resource == "group" else _TRANSACTIONAL_ID
    answer = await admin._send_request(FindCoordinatorRequest(grant.name, kind))
    return for_code(answer.error_code) in (GroupAuthorizationFailedError, TransactionalIdAuthorizationFailed)


def is_refusal(error: BaseException) -> bool:
    """Whether Kafka refused something for want of a grant."""
    return isinstance(error, _REFUSALS)


def refused_by(grant: Grant) -> str:
    """A sentence for the operator."""
    every = " (and everything whose name begins so)" if grant.prefixed else ""
    return f"may not {grant.operation} {grant.resource} {grant.name}{every}"
