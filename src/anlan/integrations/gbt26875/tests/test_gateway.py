"""The centre forwards, confirms after the broker, denies damage, counts fires, and survives."""

from __future__ import annotations

import asyncio
import dataclasses
import os

import pytest

from anlan.integrations.gateway.contracts import UNCERTAIN, Sample
from anlan.integrations.gateway.simulation import SimulationContext
from anlan.integrations.gateway.testing import FakeDirectory, FakeForwarder, fuzz, listening
from anlan.integrations.gbt26875.codec import (
    CONFIRM,
    CONTROL,
    DENY,
    REPLY,
    SEND,
    Packet,
    encode,
    label_ms,
    parse,
    split,
)
from anlan.integrations.gbt26875.simulator import SIMULATOR
from anlan.integrations.gbt26875.testing import (
    DEVICES,
    FUZZ,
    LABEL,
    MOMENT_MS,
    name_of,
    published_frames,
    sent,
)
from anlan.integrations.gbt26875.unit import (
    Analogue,
    DeviceState,
    Operation,
    PartState,
    SystemState,
)

FRAMES = {row["name"]: bytes.fromhex(row["frame"]) for row in published_frames()}
HOUSE = DEVICES[0]
UNSET = bytes(6)


async def talk(packets, *, devices=DEVICES, forwarder=None, answers=1):
    async with listening("gbt26875", devices, forwarder) as found:
        reader, writer = await found.connect()
        got, buffer = [], bytearray()
        for packet in packets:
            writer.write(packet)
        try:
            async with asyncio.timeout(3 if answers else 0.3):
                while len(got) < answers or not answers:
                    data = await reader.read(4096)
                    if not data:
                        break
                    buffer += data
                    got += [parse(packet) for packet in split(buffer)]
        except TimeoutError:
            pass
        writer.close()
        return got, found.forwarder, found.stats


def detector(number, state, label=LABEL):
    return PartState(1, 3, 42, number, state, name_of("走廊"), label)


def test_a_fire_is_forwarded_and_confirmed_with_its_number():
    (answer,), forwarder, stats = asyncio.run(talk([sent(detector(0x600D9, 2), number=77)]))
    assert forwarder.of(HOUSE.code) == [
        Sample("corridor", MOMENT_MS, 1.0),
        Sample("fire", MOMENT_MS, 1.0),
        Sample("fault", MOMENT_MS, 0.0),
    ]
    assert (answer.command, answer.number, answer.unit) == (CONFIRM, 77, b"")
    assert (answer.source, answer.target) == (0, 11111)
    assert label_ms(answer.label) is not None
    assert (stats.frames, stats.samples, stats.refused) == (1, 3, {})


def fires(forwarder):
    return [sample.value for sample in forwarder.of(HOUSE.code) if sample.key == "fire"]


def test_fires_are_counted_over_the_building_until_they_are_out_or_reset():
    packets = [
        sent(detector(1, 2)),
        sent(detector(2, 2), detector(3, 6)),
        sent(detector(2, 1)),
        sent(SystemState(1, 1, 2, LABEL)),
        sent(Operation(1, 1, 1, 9, LABEL)),
    ]
    answers, forwarder, _stats = asyncio.run(talk(packets, answers=5))
    assert [answer.command for answer in answers] == [CONFIRM] * 5
    assert fires(forwarder) == [1, 3, 2, 3, 0]
    assert [s.value for s in forwarder.of(HOUSE.code) if s.key == "reset"] == [1.0]


def test_a_fire_is_told_also_when_the_clock_is_not_set():
    packet = encode(dataclasses.replace(parse(sent(detector(1, 2, UNSET))), label=LABEL))
    _answers, forwarder, _stats = asyncio.run(talk([packet]))
    assert forwarder.of(HOUSE.code)[0] == Sample("fire", MOMENT_MS, 1.0, UNCERTAIN)


def test_analogue_values_have_their_unit():
    _answers, forwarder, stats = asyncio.run(
        talk([sent(Analogue(11, 1, 0, 7, 5, 321, LABEL), Analogue(11, 1, 0, 8, 2, -5, LABEL))])
    )
    assert forwarder.of(HOUSE.code) == [Sample("pressure", MOMENT_MS, 32.1)]
    assert stats.strange[HOUSE.code] == {"analogue.11.1.8.2": -0.05}


def test_without_the_brokers_confirmation_there_is_no_answer():
    forwarder = FakeForwarder()
    forwarder.is_away = True
    answers, _forwarder, stats = asyncio.run(
        talk([sent(detector(1, 2))], forwarder=forwarder, answers=0)
    )
    assert answers == []
    assert stats.unconfirmed == 1


def test_heartbeats_and_unknown_types_are_confirmed_and_replies_are_not():
    packets = [
        FRAMES["heartbeat"],
        FRAMES["version_25"],
        sent(DeviceState(1, LABEL), command=REPLY),
    ]
    answers, forwarder, stats = asyncio.run(talk(packets, answers=2))
    assert [answer.command for answer in answers] == [CONFIRM, CONFIRM]
    assert {sample.key for _, sample in forwarder.samples} <= {"device", "fire", "fault"}
    assert stats.refused == {}


def test_what_is_damaged_is_denied():
    good = sent(detector(1, 2), number=5)
    damaged = good[:30] + bytes([good[30] ^ 1]) + good[31:]
    wrong_count = encode(Packet(SEND, 11111, 0, 6, label=LABEL, unit=b"\x01\x02" + bytes(10)))
    wrong_version = encode(Packet(SEND, 11111, 0, 7, (2, 1), LABEL, b""))
    answers, forwarder, stats = asyncio.run(
        talk([damaged, wrong_count, wrong_version, good], answers=4)
    )
    assert [(a.command, a.number) for a in answers] == [
        (DENY, 5), (DENY, 6), (DENY, 7), (CONFIRM, 5),
    ]  # fmt: skip
    assert stats.refused == {"checksum": 1, "length": 1, "version": 1}
    assert fires(forwarder) == [1]


def test_a_stranger_gets_no_answer():
    answers, _forwarder, stats = asyncio.run(talk([sent(detector(1, 2), source=5)], answers=0))
    assert answers == []
    assert stats.refused == {"unknown_device": 1}
    assert list(stats.unknown) == ["000000000005"]


def test_the_clock_is_set_where_the_registry_asks_for_it():
    devices = [dataclasses.replace(HOUSE, connection={"initialise": True})]
    answers, _forwarder, _stats = asyncio.run(
        talk([FRAMES["heartbeat"], FRAMES["heartbeat"]], devices=devices, answers=3)
    )
    assert sorted(a.command for a in answers) == [CONTROL, CONFIRM, CONFIRM]
    (order,) = (a for a in answers if a.command == CONTROL)
    assert order.unit[:2] == b"\x5a\x01"
    assert label_ms(order.unit[2:]) is not None


def test_a_simulated_transmitter_reports_and_is_confirmed():
    async def converse():
        async with listening("gbt26875", DEVICES) as found:
            stopping = asyncio.Event()
            context = SimulationContext(
                FakeDirectory(DEVICES), "127.0.0.1", found.port, stopping,
                found.context.say, period_s=0.05,
            )  # fmt: skip
            task = asyncio.create_task(SIMULATOR.run(context))
            async with asyncio.timeout(10):
                while len(found.forwarder.of(HOUSE.code)) < 30:
                    await asyncio.sleep(0.02)
            stopping.set()
            await task
            return context, found

    context, found = asyncio.run(converse())
    assert context.answered >= 10
    assert context.failures == 0
    assert found.stats.refused == {}
    assert {sample.key for sample in found.forwarder.of(HOUSE.code)} == {
        "fire", "fault", "panel", "corridor", "pressure", "device",
    }  # fmt: skip


@pytest.mark.parametrize("clients", [4])
def test_fuzzing_finds_no_crash(clients):
    report = fuzz(FUZZ, seconds=float(os.environ.get("ANLAN_FUZZ_SECONDS", "0.7")), clients=clients)
    assert report.crashes == [], str(report)
    assert report.probes >= 2
    assert report.frames > 10
