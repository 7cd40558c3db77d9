"""Every answer of the API is as its own OpenAPI document says, whatever is asked (schemathesis)."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from service.shell.api.openapi import openapi
from service.shell.api.server import ApiServer
from service.shell.topics import CHANGES
from tests.shell.test_api import SETTINGS, change, fill, take


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server with a few records in it, in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = ApiServer(SETTINGS, "0.1.0")
    port = asyncio.run_coroutine_threadsafe(server.start(follow=False), loop).result(30)
    fill(server.view)
    for number in range(20):
        take(server.view, CHANGES, change(number, attack="a" if number % 2 else None))
    yield f"http://127.0.0.1:{port}"
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(30)
    loop.close()


schema = schemathesis.openapi.from_dict(openapi("0.1.0")).exclude(path="/v1/stream")  # which never ends


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_the_document_says(case: schemathesis.Case, address: str) -> None:
    case.call_and_validate(base_url=address)
