"""Asks brokers over Kafka's own protocol whether they serve."""

import asyncio
import logging
import socket
from concurrent.futures import ThreadPoolExecutor

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

_ANSWER_SECONDS = 5


def brokers_known_to(host: str, port: int) -> frozenset[int]:
    """Numbers of the brokers that serve, as the one at this address sees it; none when it does not answer.

    A broker opens its port early but answers only when the controller has admitted it, so an answer means that it
    serves. May be called from inside an event loop: the client runs in a thread of its own.
    """
    try:
        socket.create_connection((host, port), timeout=_ANSWER_SECONDS).close()
    except OSError:
        return frozenset()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(_ask(f"{host}:{port}"))).result()


async def _ask(server: str) -> frozenset[int]:
    # What the client says of a failed attempt is no news here.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    admin = AIOKafkaAdminClient(bootstrap_servers=server, request_timeout_ms=_ANSWER_SECONDS * 1000)
    try:
        await admin.start()
        described = await admin.describe_cluster()
        return frozenset(int(broker["node_id"]) for broker in described["brokers"])
    except (KafkaError, OSError):
        return frozenset()
    finally:
        await admin.close()
