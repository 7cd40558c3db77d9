import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.chaos.network import HOST, OwnNetwork

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def echo_behind(network: OwnNetwork) -> AsyncIterator[int]:
    """A server that says what it hears, and the port of worker 1's way to it."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while said := await reader.read(100):
            writer.write(said)
        writer.close()

    server = await asyncio.start_server(echo, HOST, 0)
    try:
        yield await network.open(1, 1, server.sockets[0].getsockname()[1])
    finally:
        await network.close()
        server.close()


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Streams]:
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def hears(streams: Streams, said: bytes) -> bytes:
    streams[1].write(said)
    return await streams[0].readexactly(len(said))


async def test_what_is_said_gets_through_and_later_when_it_is_slow() -> None:
    network = OwnNetwork()
    async with echo_behind(network) as port, connected(port) as streams:
        assert await hears(streams, b"one") == b"one"
        await network.delay(1, 0.01)
        assert await hears(streams, b"two") == b"two"


async def test_what_is_said_into_silence_comes_when_it_ends() -> None:
    network = OwnNetwork()
    async with echo_behind(network) as port, connected(port) as streams:
        assert await hears(streams, b"one") == b"one"
        await network.silence(1)
        answer = asyncio.create_task(hears(streams, b"two"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(answer), 0.2)
        await network.heal()
        assert await answer == b"two"


async def test_a_reset_breaks_connections_off_and_serves_new_ones() -> None:
    network = OwnNetwork()
    async with echo_behind(network) as port:
        async with connected(port) as streams:
            assert await hears(streams, b"one") == b"one"
            await network.reset(1)
            with pytest.raises(ConnectionError):
                await streams[0].read(1)
        async with connected(port) as streams:
            assert await hears(streams, b"two") == b"two"


async def test_a_cut_way_serves_nobody_until_it_is_healed() -> None:
    network = OwnNetwork()
    async with echo_behind(network) as port:
        await network.cut(1)
        async with connected(port) as streams:
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await hears(streams, b"one")
        await network.heal()
        async with connected(port) as streams:
            assert await hears(streams, b"two") == b"two"


async def test_the_ways_of_other_workers_are_left_alone() -> None:
    network = OwnNetwork()
    async with echo_behind(network) as port, connected(port) as streams:
        await network.cut(2)
        assert await hears(streams, b"one") == b"one"
