"""The HTTP API over a view that the test fills."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from schemas.totals import AreaTotals, CityTotals, TotalChange
from service.shell.api.server import ApiServer
from service.shell.api.view import ATTACKS_OF_A_PLACE, RECENT_CHANGES, View
from service.shell.settings import ApiSettings, Settings
from service.shell.topics import AREA_TOTALS, CHANGES, CITY_TOTALS, TopicNames
from tests.contract.test_schemas import EXAMPLES
from tests.records import record

AT = datetime(2026, 2, 12, 7, tzinfo=UTC)
SUMY = "UA59080270010036634"
SETTINGS = Settings(api=ApiSettings(port=0, max_listeners=2))


def example(topic: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / topic / "good" / f"{name}.json").read_bytes())
    return found


def totals(revision: int = 1) -> bytes:
    city = CityTotals.model_validate({**example("city-totals", "after-one-attack"), "revision": revision})
    return city.model_dump_json(by_alias=True).encode()


def change(number: int, attack: str | None = None, best: int | None = 3, **more: Any) -> bytes:
    figure = None if best is None else {"low": best, "best": best, "high": best}
    made = TotalChange.model_validate(
        {
            "change_id": f"c{number}",
            "place": json.loads(totals())["place"],
            "measure": "killed",
            "unit": "people",
            "window": None if attack else "24h",
            "attack": attack,
            "old": None,
            "new": figure,
            "delta": best or 0,
            "reason": "new_report",
            "incidents": ["i1"],
            "as_of": AT,
            "revision": number,
            **more,
        }
    )
    return made.model_dump_json(by_alias=True).encode()


def take(view: View, topic: str, value: bytes | None, key: str = SUMY) -> None:
    view.take(record(0, topic=topic, key=key.encode(), value=value))


def filled() -> View:
    """A view of one city and the country."""
    view = View(TopicNames(SETTINGS))
    fill(view)
    return view


def fill(view: View) -> None:
    take(view, CITY_TOTALS, totals())
    country = AreaTotals.model_validate(example("area-totals", "country"))
    take(view, AREA_TOTALS, country.model_dump_json(by_alias=True).encode(), "UA")
    view.complete = True


class Client:
    """Asks a server whose view the test fills."""

    def __init__(self, session: aiohttp.ClientSession, server: ApiServer, port: int) -> None:
        self.server = server
        self.view = server.view
        self.session = session
        self.address = f"http://127.0.0.1:{port}"

    async def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Any, Any]:
        """Status, body (parsed) and headers."""
        async with self.session.request(method, self.address + path, headers=headers) as response:
            body = await response.read()
            return response.status, json.loads(body) if body else None, response.headers


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    server = ApiServer(SETTINGS, "0.1.0")
    port = await server.start(follow=False)
    async with aiohttp.ClientSession() as session:
        client = Client(session, server, port)
        fill(client.view)
        yield client
    await server.stop()


async def test_totals_are_given_as_they_stand_in_the_topic(client: Client) -> None:
    status, body, headers = await client.ask(f"/v1/totals/{SUMY}")
    assert (status, body) == (200, json.loads(totals()))
    assert headers["Content-Type"] == "application/json; charset=utf-8"


async def test_a_client_that_has_the_newest_totals_is_told_so(client: Client) -> None:
    tag = (await client.ask(f"/v1/totals/{SUMY}"))[2]["ETag"]
    status, body, _ = await client.ask(f"/v1/totals/{SUMY}", **{"If-None-Match": tag})
    assert (status, body) == (304, None)
    take(client.view, CITY_TOTALS, totals(revision=2))
    status, body, headers = await client.ask(f"/v1/totals/{SUMY}", **{"If-None-Match": tag})
    assert (status, body["revision"]) == (200, 2)
    assert headers["ETag"] != tag


async def test_places_are_listed_by_kind_with_the_path_of_their_totals(client: Client) -> None:
    _, body, _ = await client.ask("/v1/places?kind=city")
    assert [entry["totals"] for entry in body["places"]] == [f"/v1/totals/{SUMY}"]
    _, body, _ = await client.ask("/v1/places")
    assert [entry["place"]["id"] for entry in body["places"]] == ["UA", SUMY]


async def test_a_place_that_was_removed_is_gone(client: Client) -> None:
    take(client.view, CITY_TOTALS, None)
    assert (await client.ask(f"/v1/totals/{SUMY}"))[0] == 404


async def test_attacks_hold_what_stands_of_them_the_last_changed_first(client: Client) -> None:
    for number, (attack, best) in enumerate([("a", 3), ("b", 5), ("a", 4), ("c", 1), ("c", None)]):
        take(client.view, CHANGES, change(number, attack, best))
    _, body, _ = await client.ask(f"/v1/attacks/{SUMY}")
    assert [(one["attack"], one["figures"]["killed"]["people"]["best"]) for one in body["attacks"]] == [
        ("a", 4),
        ("b", 5),
    ]
    assert body["attacks"][0]["changed_at"] == "2026-02-12T07:00:00Z"


async def test_changes_come_newest_first_and_only_those_asked_for(client: Client) -> None:
    for number in range(5):
        take(client.view, CHANGES, change(number, reason="retraction" if number % 2 else "new_report"))
    _, body, _ = await client.ask("/v1/changes?limit=2")
    assert [one["change_id"] for one in body["changes"]] == ["c4", "c3"]
    _, body, _ = await client.ask(f"/v1/changes?reason=retraction&place={SUMY}&measure=killed")
    assert [one["change_id"] for one in body["changes"]] == ["c3", "c1"]
    _, body, _ = await client.ask("/v1/changes?place=UA")
    assert body["changes"] == []


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/v1/totals/UA00", 404, "there are no totals of 'UA00'"),
        ("/v1/totals/..%2F", 400, "named by its KATOTTG code"),
        ("/v1/totals/" + "U" * 65, 400, "named by its KATOTTG code"),
        ("/v1/attacks/UA00", 404, "there are no totals of 'UA00'"),
        ("/v1/changes?limit=0", 400, "from 1 to 1000"),
        ("/v1/changes?limit=1e3", 400, "from 1 to 1000"),
        ("/v1/changes?measure=deaths", 400, "no such value: 'deaths'"),
        ("/v1/changes?sort=asc", 400, "no such parameter: 'sort'"),
        ("/v1/nothing", 404, "Not Found"),
        ("/metrics", 404, "Not Found"),
        ("/v1/changes?a=" + "x" * 9000, 400, ""),
    ],
)
async def test_what_cannot_be_answered_is_a_problem_with_its_reason(
    client: Client, path: str, status: int, said: str
) -> None:
    async with client.session.get(client.address + path.replace("%2F", "%252F")) as response:
        body = await response.text()
        assert response.status == status
        assert said in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_nothing_can_be_written(client: Client, method: str) -> None:
    status, body, headers = await client.ask("/v1/changes", method)
    assert (status, body["title"]) == (405, "Method Not Allowed")
    assert headers["Allow"] == "GET,HEAD"


async def test_nothing_is_answered_before_the_topics_were_read(client: Client) -> None:
    client.view.clear()
    assert (await client.ask("/health/ready"))[0] == 503
    status, body, _ = await client.ask("/v1/places")
    assert (status, body["status"]) == (503, 503)
    fill(client.view)
    assert (await client.ask("/health/ready"))[0] == 200


async def lines(response: aiohttp.ClientResponse, count: int) -> list[str]:
    """The next lines of an event stream that are not empty."""
    found: list[str] = []
    while len(found) < count:
        line = (await response.content.readline()).decode().strip()
        if line:
            found.append(line)
    return found


async def await_listeners(view: View, count: int) -> None:
    async with asyncio.timeout(20):
        while view.listeners != count:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)  # between two looks


async def test_a_stream_gives_totals_and_changes_of_the_place_asked_for(client: Client) -> None:
    async with client.session.get(f"{client.address}/v1/stream?place={SUMY}") as response:
        await await_listeners(client.view, 1)
        country = AreaTotals.model_validate(example("area-totals", "country"))
        take(client.view, AREA_TOTALS, country.model_dump_json(by_alias=True).encode(), "UA")
        take(client.view, CHANGES, change(7))
        take(client.view, CITY_TOTALS, totals(revision=9))
        said = await lines(response, 6)
    assert [line for line in said if not line.startswith("data:")] == [
        "id: c7",
        "event: change",
        f"id: {SUMY}:9",
        "event: totals",
    ]
    assert json.loads(said[2].removeprefix("data: ")) == json.loads(change(7))


async def test_listeners_are_bounded_and_one_who_leaves_makes_room(client: Client) -> None:
    async with client.session.get(f"{client.address}/v1/stream"):
        async with client.session.get(f"{client.address}/v1/stream"):
            await await_listeners(client.view, 2)
            status, body, _ = await client.ask("/v1/stream")
            assert (status, "as many clients listen" in body["detail"]) == (503, True)
        await await_listeners(client.view, 1)
        async with client.session.get(f"{client.address}/v1/stream") as third:
            assert third.status == 200


async def test_one_who_does_not_read_is_let_go_and_the_others_hear_on() -> None:
    view = filled()
    with view.listen() as slow, view.listen() as quick:
        for number in range(1001):
            take(view, CHANGES, change(number))
            if number < 1000:
                assert (await anext(quick)).id == f"c{number}"
        assert view.listeners == 1
        assert [event.id async for event in slow][:2] == ["c1", "c2"]
        assert (await anext(quick)).id == "c1000"


def test_what_is_kept_is_bounded() -> None:
    view = filled()
    for number in range(RECENT_CHANGES + 50):
        take(view, CHANGES, change(number, attack=f"a{number}"))
    assert len(list(view.changes())) == RECENT_CHANGES
    assert len(view.attacks(SUMY)) == ATTACKS_OF_A_PLACE
    assert view.attacks(SUMY)[0].attack == f"a{RECENT_CHANGES + 49}"


def test_a_record_that_this_version_cannot_read_is_passed_over() -> None:
    view = filled()
    take(view, CITY_TOTALS, b'{"schema_version": 2}')
    held = view.totals(SUMY)
    assert held is not None
    assert held.revision == json.loads(totals())["revision"]
