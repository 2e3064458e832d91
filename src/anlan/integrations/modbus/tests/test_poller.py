"""Devices are asked in their period; holes, exceptions, silence cost no more than they must."""

from __future__ import annotations

import asyncio
import contextlib
import math

import pytest

from anlan.integrations.gateway.public import BAD
from anlan.integrations.gateway.testing import FakeForwarder, listening, make_device
from anlan.integrations.modbus import poller
from anlan.integrations.modbus.addresses import parse_address
from anlan.integrations.modbus.line import Endpoint
from anlan.integrations.modbus.poller import BadConnection, Polled, Target
from anlan.integrations.modbus.simulator import serve, simulated_unit
from anlan.integrations.modbus.testing import (
    FUZZ,
    exception_answer,
    fake_device,
    good_answer,
    until_true,
)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(poller, "BACK_OFF_FIRST_S", 0.05)
    monkeypatch.setattr(poller, "BACK_OFF_MOST_S", 0.1)


def device(port, points, code="PLC-1", unit=1, period_s=0.1, timeout_s=0.3, **other):
    connection = {"host": "127.0.0.1", "port": port, "unit": unit, "timeout_s": timeout_s}
    return make_device(code, points, connection=connection, period_s=period_s, **other)


def newest(gateway, code="PLC-1"):
    return {sample.key: sample for sample in gateway.forwarder.of(code)}


@contextlib.asynccontextmanager
async def real_server(*units):
    """The library's own server on a free port."""
    server = await serve(Endpoint("127.0.0.1", 0), units, connected=lambda _is_there: None)
    try:
        yield server.transport.sockets[0].getsockname()[1]
    finally:
        await server.shutdown()


def test_frames_of_the_specification():
    """Reading holding registers 108 to 110, Modbus Application Protocol V1.1b3, 6.3."""
    asked = []

    def answer(request):
        asked.append(request)
        # the answer printed there, behind the header of Modbus TCP
        return request[:2] + bytes.fromhex("0000 0009 01 03 06 02 2B 00 00 00 64")

    async def play():
        points = {"a": "holding:40108:uint16", "b": "holding:40109:uint16", "c": "holding:0x6D"}
        async with (
            fake_device(answer) as fake,
            listening("modbus", [device(fake.port, points)]) as gateway,
        ):
            assert await until_true(lambda: len(newest(gateway)) == 3)
            return newest(gateway)

    found = asyncio.run(play())

    assert asked[0][2:] == bytes.fromhex("0000 0006 01 03 00 6B 00 03")
    assert {key: sample.value for key, sample in found.items()} == {"a": 555, "b": 0, "c": 100}


def test_a_conversation_with_another_implementation_of_the_server():
    """All tables, types and orders, read from the server of the library."""
    numbers = {
        "holding:40001:float32:be": 12.5,
        "holding:40003:float32:le": -0.15625,
        "holding:40010:int16": -32768.0,
        "holding:40011:uint32:cdab": 4_000_000_000.0,
        "holding:40020:bit5": 1.0,
        "input:30001:float64:dcba": 1e-9,
        "input:30005:int64": -9_007_199_254_740_991.0,
        "input:30300:int32:badc": -5.0,
        "coil:00001": 1.0,
        "coil:7": 0.0,
        "discrete:10033": 1.0,
    }
    cells = [(parse_address(text), lambda n=number: n) for text, number in numbers.items()]

    async def play():
        points = {f"p{n}": text for n, text in enumerate(numbers)}
        async with (
            real_server(simulated_unit(9, cells)) as port,
            listening("modbus", [device(port, points, unit=9)]) as gateway,
        ):
            assert await until_true(lambda: len(newest(gateway)) == len(numbers))
            return newest(gateway), dict(gateway.stats.devices)

    found, devices = asyncio.run(play())

    assert [found[f"p{n}"].value for n in range(len(numbers))] == list(numbers.values())
    assert {sample.quality for sample in found.values()} == {0}
    assert devices == {"PLC-1": 1}


def test_scale_and_offset_are_applied_and_what_is_no_number_is_bad():
    cells = [
        (parse_address("holding:0:int16"), lambda: 250),
        (parse_address("holding:2:float32"), lambda: math.nan),
    ]

    async def play():
        async with real_server(simulated_unit(1, cells)) as port:
            one = device(port, {"t": "holding:0:int16", "n": "holding:2:float32"}, scale=0.1)
            async with listening("modbus", [one]) as gateway:
                assert await until_true(lambda: len(newest(gateway)) == 2)
                return newest(gateway)

    found = asyncio.run(play())

    assert found["t"].value == pytest.approx(25.0)
    assert (found["n"].value, found["n"].quality) == (None, BAD)


def test_a_hole_between_two_points_costs_no_point_and_is_remembered():
    def answer(request):
        start, count = int.from_bytes(request[8:10], "big"), int.from_bytes(request[10:12], "big")
        if start <= 5 < start + count:
            return exception_answer(request, 2)
        return good_answer(request, [start + n for n in range(count)])

    async def play():
        async with fake_device(answer) as fake:
            points = {"a": "holding:1", "b": "holding:4", "c": "holding:8", "no": "holding:5"}
            async with listening("modbus", [device(fake.port, points)]) as gateway:
                assert await until_true(lambda: len(gateway.forwarder.of("PLC-1")) >= 12)
                return newest(gateway), fake.requests

    found, requests = asyncio.run(play())

    assert {key: sample.value for key, sample in found.items()} == {
        "a": 1, "b": 4, "c": 8, "no": None,
    }  # fmt: skip
    assert found["no"].quality == BAD
    starts = [(int.from_bytes(r[8:10], "big"), int.from_bytes(r[10:12], "big")) for r in requests]
    assert starts[0] == (1, 8)
    assert starts.count((1, 8)) == 1  # asked once, refused, never again


def test_a_silent_unit_does_not_stop_its_neighbour():
    def answer(request):
        return b"" if request[6] == 2 else good_answer(request)

    async def play():
        async with fake_device(answer) as fake:
            devices = [
                device(fake.port, {"a": "holding:0"}, timeout_s=0.05),
                device(fake.port, {"a": "holding:0"}, "PLC-2", unit=2, timeout_s=0.05),
            ]
            async with listening("modbus", devices) as gateway:
                assert await until_true(lambda: len(gateway.forwarder.of("PLC-1")) >= 5)
                return gateway.forwarder.of("PLC-2"), gateway.stats

    silent, stats = asyncio.run(play())

    assert silent == []  # nothing heard is not a bad reading; it is missing
    assert stats.refused["no_answer"] >= 1
    assert "PLC-2" not in stats.devices


def test_a_device_that_comes_back_is_read_again():
    async def play():
        async with fake_device(good_answer) as fake:
            port = fake.port
            points = {"a": "holding:0"}
            forwarder = FakeForwarder()
            async with listening("modbus", [device(port, points)], forwarder) as gateway:
                assert await until_true(lambda: forwarder.of("PLC-1"))
                fake.answer = lambda request: None
                assert await until_true(lambda: not gateway.stats.devices)
                before = forwarder.readings
                fake.answer = good_answer
                assert await until_true(lambda: forwarder.readings > before)
                return fake.connections, gateway.stats.refused

    connections, refused = asyncio.run(play())

    assert connections >= 2
    assert refused["connection_lost"] >= 1


def test_a_device_that_is_not_there_is_looked_for_and_found_later():
    async def play():
        async with fake_device(good_answer) as gone:
            port = gone.port
        forwarder = FakeForwarder()
        async with listening("modbus", [device(port, {"a": "holding:0"})], forwarder) as gateway:
            assert await until_true(lambda: gateway.stats.refused.get("no_connection", 0) >= 2)
            server = await serve(
                Endpoint("127.0.0.1", port),
                [simulated_unit(1, [(parse_address("holding:0"), lambda: 7)])],
                connected=lambda _is_there: None,
            )
            try:
                assert await until_true(lambda: forwarder.of("PLC-1"))
            finally:
                await server.shutdown()
            return forwarder.of("PLC-1")[0].value

    assert asyncio.run(play()) == 7


@pytest.mark.parametrize(
    "damage",
    [
        lambda answer: answer[:2] + b"\x12\x34" + answer[4:],  # another protocol
        lambda answer: answer[:4] + b"\xff\xff" + answer[6:],  # a length that never ends
        lambda answer: answer[:7] + b"\x11" + answer[8:],  # another function
        lambda answer: answer[:8] + b"\xfe" + answer[9:],  # more bytes than there are
        lambda answer: b"HTTP/1.0 400 Bad Request\r\n\r\n",
    ],
)
def test_nonsense_ends_the_connection_and_is_shown(damage):
    async def play():
        async with (
            fake_device(lambda request: damage(good_answer(request))) as fake,
            listening("modbus", [device(fake.port, {"a": "holding:0"})]) as gateway,
        ):
            assert await until_true(lambda: gateway.stats.refused.get("malformed", 0) >= 2)
            return gateway.stats, gateway.forwarder.samples

    stats, samples = asyncio.run(play())

    assert samples == []
    assert stats.faults == 0
    assert stats.last_refused is not None


def test_an_answer_to_an_earlier_question_is_passed_over():
    def answer(request):
        late = good_answer(request, [1])
        return bytes([late[0] ^ 0x40]) + late[1:] + good_answer(request, [2])

    async def play():
        async with (
            fake_device(answer) as fake,
            listening("modbus", [device(fake.port, {"a": "holding:0"})]) as gateway,
        ):
            assert await until_true(lambda: len(gateway.forwarder.samples) >= 3)
            return {sample.value for sample in gateway.forwarder.of("PLC-1")}

    assert asyncio.run(play()) == {2}


def test_readings_wait_while_the_broker_is_away(monkeypatch):
    from anlan.integrations.gateway import outbox

    monkeypatch.setattr(outbox, "RETRY_S", 0.05)

    async def play():
        forwarder = FakeForwarder()
        forwarder.is_away = True
        async with (
            fake_device(good_answer) as fake,
            listening("modbus", [device(fake.port, {"a": "holding:0"})], forwarder) as gateway,
        ):
            assert await until_true(lambda: len(fake.requests) >= 5)
            assert forwarder.samples == []
            forwarder.is_away = False
            assert await until_true(lambda: forwarder.readings >= len(fake.requests))
            times = [sample.at_ms for sample in forwarder.of("PLC-1")]
            return times, gateway.stats.unconfirmed

    times, unconfirmed = asyncio.run(play())

    assert times == sorted(set(times))
    assert unconfirmed > 0


def test_the_registry_may_change_while_it_runs():
    async def play():
        async with (
            fake_device(good_answer) as fake,
            listening("modbus", [device(fake.port, {"a": "holding:0"})]) as gateway,
        ):
            assert await until_true(lambda: gateway.forwarder.of("PLC-1"))
            gateway.context.directory.replace([device(fake.port, {"b": "holding:3"}, "PLC-2")])
            assert await until_true(lambda: gateway.forwarder.of("PLC-2"))
            before = len(gateway.forwarder.of("PLC-1"))
            await asyncio.sleep(0.3)
            return before, len(gateway.forwarder.of("PLC-1")), dict(gateway.stats.devices)

    before, after, devices = asyncio.run(play())

    assert before == after
    assert devices == {"PLC-2": 1}


@pytest.mark.parametrize(
    "connection",
    [
        {},
        {"host": ""},
        {"host": 5},
        {"host": "a", "port": 0},
        {"host": "a", "port": "502"},
        {"host": "a", "unit": 256},
        {"host": "a", "unit": True},
        {"host": "a", "timeout_s": 0},
        {"host": "a", "timeout_s": 31},
    ],
)
def test_what_is_no_connection_is_told(connection):
    with pytest.raises(BadConnection):
        Target.parse(connection)


def test_bad_entries_cost_themselves_only():
    async def play():
        async with fake_device(good_answer) as fake:
            devices = [
                make_device("NO-HOST", {"a": "holding:0"}),
                make_device("BAD-HOST", {"a": "holding:0"}, connection={"host": "\x00.é" * 90}),
                device(fake.port, {"a": "holding:0", "x": "nonsense"}),
            ]
            async with listening("modbus", devices) as gateway:
                assert await until_true(lambda: gateway.forwarder.of("PLC-1"))
                return gateway.stats

    stats = asyncio.run(play())

    assert (stats.refused["connection"], stats.refused["address"]) == (1, 1)
    assert stats.faults == 0


def test_turns_stay_on_the_grid_of_the_period():
    one = Polled(make_device("D", period_s=2.0), Target(Endpoint("h", 1), 1, 1.0, True), [])
    one.due = 10.0

    one.schedule(10.4)
    assert one.due == 12.0
    one.schedule(17.0)
    assert one.due == 18.0


def test_hostile_devices_do_not_stop_the_gateway(fuzz_seconds):
    report = FUZZ(seconds=fuzz_seconds)

    assert report.crashes == []
    assert report.frames > 20
    assert report.probes > 0
