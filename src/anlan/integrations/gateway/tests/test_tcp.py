"""Nothing a peer does stops the listener."""

from __future__ import annotations

import asyncio

from anlan.integrations.gateway.contracts import Sample
from anlan.integrations.gateway.tcp import Limits
from anlan.integrations.gateway.testing import FakeForwarder, listening
from anlan.integrations.gateway.tests.frames import DEVICE, LINES


async def exchange(found, data, *, pieces=0, wait_s=2.0):
    """Send bytes on a new connection; return all that comes back until it is closed or silent."""
    reader, writer = await found.connect()
    got = b""
    try:
        if pieces:
            for start in range(0, len(data), pieces):
                writer.write(data[start : start + pieces])
                await writer.drain()
                await asyncio.sleep(0)
        else:
            writer.write(data)
            await writer.drain()
        writer.write_eof()
        async with asyncio.timeout(wait_s):
            while chunk := await reader.read(4096):
                got += chunk
    except (OSError, TimeoutError):
        pass
    writer.close()
    return got


def serve(conversation, **more):
    async def run():
        async with listening(LINES, [DEVICE], **more) as found:
            result = await conversation(found)
            return result, found.stats, found.forwarder

    return asyncio.run(run())


def test_frames_are_handled_in_single_bytes_and_glued_together():
    async def talk(found):
        return [
            await exchange(found, b"D-1 1\nD-1 2\n"),
            await exchange(found, b"D-1 3\nD-1 4\n", pieces=1),
        ]

    got, stats, forwarder = serve(talk)
    assert got == [b"ok 1\nok 2\n", b"ok 3\nok 4\n"]
    assert forwarder.of("D-1") == [Sample("x", 1, float(n)) for n in (1, 2, 3, 4)]
    assert (stats.frames, stats.answers, stats.connections) == (4, 4, 0)


def test_whatever_raises_is_counted_with_its_bytes_and_the_next_frame_is_served():
    async def talk(found):
        return await exchange(
            found, b"splitter bad\nexplode-in-splitter\nexplode\nD-1 x\nD-9 1\nD-1 7\n"
        )

    got, stats, _forwarder = serve(talk)
    assert got == b"ok 7\n"
    assert stats.refused == {"shape": 1, "fault": 3, "unknown_device": 1}
    assert stats.faults == 3
    assert "ValueError" in stats.last_fault
    assert bytes.fromhex(stats.last_refused.example) == b"D-9 1"
    assert dict(stats.unknown) == {"D-9": 1}


def test_an_unconfirmed_frame_is_not_answered():
    forwarder = FakeForwarder()
    forwarder.is_away = True

    async def talk(found):
        first = await exchange(found, b"D-1 1\n", wait_s=0.3)
        forwarder.is_away = False
        return first, await exchange(found, b"D-1 1\n")

    got, stats, _forwarder = serve(talk, forwarder=forwarder)
    assert got == (b"", b"ok 1\n")
    assert stats.unconfirmed == 1


def test_a_frame_that_never_ends_is_given_up():
    async def talk(found):
        reader, writer = await found.connect()
        started = asyncio.get_running_loop().time()
        for _byte in range(100):
            writer.write(b"D")
            try:
                async with asyncio.timeout(0.05):
                    if await reader.read(1) == b"":
                        break
            except TimeoutError:
                continue
            except OSError:
                break
        writer.close()
        return asyncio.get_running_loop().time() - started, await exchange(found, b"D-1 1\n")

    (seconds, other), stats, _forwarder = serve(talk, limits=Limits(frame_within_s=0.3))
    assert 0.2 < seconds < 2
    assert other == b"ok 1\n"
    assert stats.refused["too_slow"] == 1


def test_silence_and_size_have_limits():
    async def talk(found):
        silent = await exchange(found, b"", wait_s=1)
        reader, writer = await found.connect()
        async with asyncio.timeout(2):
            closed = await reader.read()
        writer.close()
        big = await exchange(found, b"x" * 5000)
        return silent, closed, big, await exchange(found, b"D-1 2\n")

    got, stats, _forwarder = serve(talk, limits=Limits(idle_s=0.2, largest_buffer=1000))
    assert got == (b"", b"", b"", b"ok 2\n")
    assert stats.refused == {"too_large": 1}


def test_connections_have_limits_in_total_and_for_each_address():
    async def talk(found):
        first = await found.connect()
        second = await found.connect()
        await asyncio.sleep(0.05)
        third = await exchange(found, b"D-1 1\n", wait_s=1)
        held = found.stats.connections
        for _reader, writer in (first, second):
            writer.close()
        await asyncio.sleep(0.1)
        return third, held, await exchange(found, b"D-1 1\n")

    got, stats, _forwarder = serve(talk, limits=Limits(most_per_address=2))
    assert got == (b"", 2, b"ok 1\n")
    assert stats.refused == {"too_many_from_address": 1}
    got, stats, _forwarder = serve(talk, limits=Limits(most_connections=2))
    assert got == (b"", 2, b"ok 1\n")
    assert stats.refused == {"too_many_connections": 1}


def test_who_speaks_another_protocol_is_shown_the_door():
    async def talk(found):
        return await exchange(found, b"GET / HTTP/1.1\n" * 50)

    _got, stats, _forwarder = serve(talk, limits=Limits(most_refused_in_a_row=10))
    assert stats.refused["not_this_protocol"] == 1
    assert stats.connections == 0


def test_a_session_may_end_the_connection_and_a_device_is_shown_while_it_is_there():
    async def talk(found):
        reader, writer = await found.connect()
        writer.write(b"D-1 1\n")
        await reader.readline()
        there = dict(found.stats.devices)
        writer.write(b"bye\n")
        async with asyncio.timeout(2):
            rest = await reader.read()
        writer.close()
        return there, rest

    got, stats, _forwarder = serve(talk)
    assert got == ({"D-1": 1}, b"")
    assert stats.devices == {}
