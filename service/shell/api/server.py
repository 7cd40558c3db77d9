"""The API's HTTP server: GET only, answers out of a view, problems as RFC 9457."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from hashlib import blake2b
from http import HTTPStatus
from typing import Final

from aiohttp import web
from aiohttp_sse import sse_response

from service.shell.api import questions
from service.shell.api.answers import AttackEntry, AttackList, ChangeList, PlaceEntry, PlaceList, Problem
from service.shell.api.following import Follower
from service.shell.api.openapi import openapi_json
from service.shell.api.view import View
from service.shell.http_listening import BoundedListener
from service.shell.settings import Settings
from service.shell.topics import TopicNames

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
_LONGEST_LINE: Final = 8190
_PING_SECONDS: Final = 15
_LONGEST_PLACE: Final = 64
_MOST_ASKING: Final = 256
"""Connections at a time besides those that listen to the stream."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ApiServer:
    """Serves `/v1/…`; reads the output topics of all partitions by itself."""

    def __init__(self, settings: Settings, version: str) -> None:
        self._settings = settings.api
        self.view = View(TopicNames(settings))
        self._follower = Follower(settings, self.view)
        self._openapi = openapi_json(version)
        self._version = version
        # Listeners to the stream stay for long: for one client too many, it is the new one that has to wait.
        self._listener = BoundedListener(settings.api.max_listeners + _MOST_ASKING, keep_old=True)
        self._following: asyncio.Task[None] | None = None

    async def start(self, *, follow: bool = True) -> int:
        """Listen and begin to read; returns the port. Raises OSError when the address is taken."""
        app = web.Application(middlewares=[_problems])
        for path, handler in (
            ("/v1/places", self._places),
            ("/v1/totals/{place}", self._totals),
            ("/v1/attacks/{place}", self._attacks),
            ("/v1/changes", self._changes),
            ("/v1/openapi.json", self._document),
            ("/health/ready", self._ready),
        ):
            app.router.add_get(path, handler)
        app.router.add_get("/v1/stream", self._stream, allow_head=False)
        # A listener who leaves ends its handler: a place among the listeners must not stay taken.
        port = await self._listener.start(
            app, self._settings.host, self._settings.port, handler_cancellation=True, max_line_size=_LONGEST_LINE
        )
        if follow:
            self._following = asyncio.create_task(self._follower.run())
        return port

    async def stop(self) -> None:
        """End every stream, close all connections, stop reading."""
        if self._following is not None:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following
            self._following = None
        self.view.end_listening()
        await self._listener.stop()

    async def run(self) -> None:
        """Until cancelled; a fault of the reading ends it."""
        if self._following is not None:
            await self._following

    # -- answers -------------------------------------------------------------------------------------------------------

    async def _places(self, request: web.Request) -> web.Response:
        kind = questions.kind_question(request.query)
        entries = [
            PlaceEntry(place=held.place, revision=held.revision, totals=f"/v1/totals/{held.place.id}")
            for held in self._complete().places()
            if kind in (None, held.place.kind)
        ]
        return _answer(request, PlaceList(places=entries).model_dump_json(by_alias=True).encode())

    async def _totals(self, request: web.Request) -> web.Response:
        questions.no_question(request.query)
        place_id = _place_id(request)
        held = self._complete().totals(place_id)
        if held is None:
            raise web.HTTPNotFound(reason=f"there are no totals of {place_id!r}")
        return _answer(request, held.json, tag=f"{place_id}:{held.revision}")

    async def _attacks(self, request: web.Request) -> web.Response:
        questions.no_question(request.query)
        place_id = _place_id(request)
        if self._complete().totals(place_id) is None:
            raise web.HTTPNotFound(reason=f"there are no totals of {place_id!r}")
        entries = [
            AttackEntry(
                attack=found.attack,
                figures=found.figures,
                changed_at=found.changed.as_of.isoformat().replace("+00:00", "Z"),
                reason=found.changed.reason,
            )
            for found in self.view.attacks(place_id)
        ]
        return _answer(request, AttackList(place_id=place_id, attacks=entries).model_dump_json().encode())

    async def _changes(self, request: web.Request) -> web.Response:
        question = questions.changes_question(request.query)
        found = []
        for change in self._complete().changes():
            if question.wants(change):
                found.append(change)
                if len(found) == question.limit:
                    break
        return _answer(request, ChangeList(changes=found).model_dump_json(by_alias=True).encode())

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        place_id = questions.place_question(request.query)
        view = self._complete()
        if view.listeners >= self._settings.max_listeners:
            raise web.HTTPServiceUnavailable(reason="as many clients listen as are allowed; try again later")
        with view.listen() as events:
            async with sse_response(request, ping_interval=_PING_SECONDS) as response:
                with suppress(ConnectionResetError, TimeoutError):  # the client is gone, or does not read
                    async for event in events:
                        if place_id in (None, event.place_id):
                            await response.send(event.json.decode(), event=event.name, id=event.id)
                return response

    async def _document(self, request: web.Request) -> web.Response:
        questions.no_question(request.query)
        return _answer(request, self._openapi)

    async def _ready(self, request: web.Request) -> web.Response:
        ready = self.view.complete
        return web.json_response({"ready": ready}, status=200 if ready else 503, headers={"Cache-Control": "no-store"})

    def _complete(self) -> View:
        if not self.view.complete:
            raise web.HTTPServiceUnavailable(reason="the output topics have not been read to their end yet")
        return self.view


def _place_id(request: web.Request) -> str:
    place_id = request.match_info["place"]
    if len(place_id) > _LONGEST_PLACE or not place_id.isalnum() or not place_id.isascii():
        raise questions.BadQuestionError("a place is named by its KATOTTG code, such as UA80000000000093317, or UA")
    return place_id


def _answer(request: web.Request, body: bytes, tag: str | None = None) -> web.Response:
    """The body, or 304 where the client has it already; `tag` names it where that is cheaper than its hash."""
    tag = tag or blake2b(body, digest_size=12).hexdigest()
    known = any(found.value in (tag, "*") for found in request.if_none_match or ())
    response = web.Response(status=304) if known else web.Response(body=body, content_type=JSON, charset="utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.etag = tag
    return response


@web.middleware
async def _problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong is told in one form."""
    try:
        return await handler(request)
    except questions.BadQuestionError as error:
        return _problem(HTTPStatus.BAD_REQUEST, str(error))
    except web.HTTPException as error:
        response = _problem(HTTPStatus(error.status), error.reason)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response


def _problem(status: HTTPStatus, detail: str) -> web.Response:
    problem = Problem(title=status.phrase, status=status.value, detail=detail)
    return web.Response(body=problem.model_dump_json().encode(), status=status.value, content_type=PROBLEM)
