"""The centre forwards, confirms after the broker, asks for lost parts, survives whoever calls."""

from __future__ import annotations

import asyncio
import dataclasses
import os

import pytest

from anlan.integrations.gateway.contracts import BAD, Sample
from anlan.integrations.gateway.simulation import SimulationContext
from anlan.integrations.gateway.testing import FakeDirectory, FakeForwarder, fuzz, listening
from anlan.integrations.sl651.body import ascii_body, moment_ms
from anlan.integrations.sl651.codec import ACK, ENQ, EOT, ESC, ETB, NAK, Frame, encode, parse, split
from anlan.integrations.sl651.simulator import SIMULATOR
from anlan.integrations.sl651.testing import DEVICES, FUZZ, published_frames

FRAMES = {row["name"]: bytes.fromhex(row["frame"]) for row in published_frames()}
RIVER = DEVICES[0]
WORDS = "ST 0012345678 H TT 1707181100 Z 10.490"


async def talk(frames, *, devices=DEVICES, forwarder=None, answers=1):
    async with listening("sl651", devices, forwarder) as found:
        reader, writer = await found.connect()
        got, buffer = [], bytearray()
        for frame in frames:
            writer.write(frame)
        try:
            async with asyncio.timeout(3 if answers else 0.3):
                while len(got) < answers or not answers:
                    data = await reader.read(4096)
                    if not data:
                        break
                    buffer += data
                    got += [parse(frame) for frame in split(buffer)]
        except TimeoutError:
            pass
        writer.close()
        return got, found.forwarder, found.stats


def with_connection(**connection):
    return [dataclasses.replace(device, connection=connection) for device in DEVICES]


def test_a_timed_report_is_forwarded_and_confirmed_with_its_number():
    (answer,), forwarder, stats = asyncio.run(talk([FRAMES["timed_32"]]))
    at = moment_ms("1707181100")
    assert forwarder.of(RIVER.code) == [
        Sample("rain", at, 4.0),
        Sample("rain_total", at, 4.0),
        Sample("level", at, 10.49),
        Sample("battery", at, 10.99),
    ]
    assert answer.is_down
    assert (answer.station, answer.centre, answer.function) == ("0011223344", 5, 0x32)
    assert (answer.end, answer.body[:2]) == (ESC, b"\x00\x34")
    assert moment_ms(answer.body[2:].hex()) is not None
    assert (stats.frames, stats.samples, stats.refused) == (1, 4, {})


def test_the_hour_reaches_its_points_group_by_group():
    _answers, forwarder, _stats = asyncio.run(talk([FRAMES["hourly_34"]]))
    samples = forwarder.of(RIVER.code)
    assert len([s for s in samples if s.key == "rain_5min"]) == 12
    assert len([s for s in samples if s.key == "level_5min"]) == 12
    assert [s for s in samples if s.key == "rain_5min"][5].quality == BAD


def test_the_other_coding_is_answered_in_the_other_coding():
    body = ascii_body(
        52, 1500000000000, ["ST", "0012345678", "H", "TT", "1707181100", "Z", "10.490"]
    )
    (answer,), forwarder, _stats = asyncio.run(
        talk([encode(Frame(1, "0012345678", 0x33, body, is_ascii=True))])
    )
    assert forwarder.of(DEVICES[1].code) == [Sample("level", moment_ms("1707181100"), 10.49)]
    assert answer.is_ascii
    assert answer.body[:4] == b"0034"


def test_what_a_station_may_want_instead():
    frame = FRAMES["timed_32"]
    (answer,), _forwarder, _stats = asyncio.run(
        talk([frame], devices=with_connection(stay_online=False))
    )
    assert answer.end == EOT
    more = dataclasses.replace(parse(frame), end=ETB)
    (answer,), _forwarder, _stats = asyncio.run(talk([encode(more)]))
    assert answer.end == ACK
    answers, forwarder, _stats = asyncio.run(
        talk([frame], devices=with_connection(mode="M1"), answers=0)
    )
    assert answers == []
    assert len(forwarder.samples) == 4
    (first, clock), _forwarder, _stats = asyncio.run(
        talk([frame], devices=with_connection(initialise=True), answers=2)
    )
    assert (first.end, clock.function, clock.end) == (ESC, 0x4A, ENQ)


def test_without_the_brokers_confirmation_there_is_no_answer():
    forwarder = FakeForwarder()
    forwarder.is_away = True
    answers, _forwarder, stats = asyncio.run(
        talk([FRAMES["timed_32"]], forwarder=forwarder, answers=0)
    )
    assert answers == []
    assert stats.unconfirmed == 1


def test_keeping_the_line_is_not_answered_and_a_test_is_not_stored():
    keep = encode(dataclasses.replace(parse(FRAMES["keep_line_2f"]), station="0011223344"))
    answers, _forwarder, stats = asyncio.run(talk([keep], answers=0))
    assert answers == []
    assert stats.devices == {} and stats.frames == 1
    (answer,), forwarder, stats = asyncio.run(talk([FRAMES["test_30"]]))
    assert answer.function == 0x30
    assert forwarder.samples == []
    assert stats.strange[DEVICES[1].code]["Z (30H)"] == 0.127


def parts_of(name, sizes):
    frame = parse(FRAMES[name])
    cuts = [0, *sizes, len(frame.body)]
    bodies = [frame.body[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]
    return [
        encode(
            dataclasses.replace(
                frame,
                body=body,
                total=len(bodies),
                number=n,
                end=ETB if n < len(bodies) else frame.end,
            )
        )  # fmt: skip
        for n, body in enumerate(bodies, 1)
    ]


def test_a_report_in_parts_is_confirmed_once_when_it_is_whole():
    one, two, three = parts_of("hourly_34", (30, 60))
    (answer,), forwarder, _stats = asyncio.run(talk([one, two, three]))
    assert (answer.end, answer.total, answer.number) == (ESC, 3, 3)
    assert len(forwarder.of(RIVER.code)) == 28
    answers, forwarder, _stats = asyncio.run(talk([one, three], answers=1))
    assert [(a.end, a.number) for a in answers] == [(NAK, 2)]
    assert forwarder.samples == []
    again = encode(dataclasses.replace(parse(two), end=0x03))
    answers, forwarder, _stats = asyncio.run(talk([one, three, again], answers=2))
    assert [(a.end, a.number) for a in answers] == [(NAK, 2), (ESC, 3)]
    assert len(forwarder.of(RIVER.code)) == 28


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (FRAMES["answer_32"], "shape"),
        (encode(Frame(1, "0099999999", 0x32, b"")), "unknown_device"),
        (encode(Frame(1, "0011223344", 0x32, b"\0")), "shape"),
        (
            FRAMES["timed_32"][:-20]
            + bytes(20),
            "checksum",
        ),
        (encode(Frame(1, "0011223344", 0x32, bytes.fromhex("0001" "991332000000" "3923000001"))),
         "cut_off"),
        (encode(Frame(1, "0011223344", 0x32, bytes.fromhex("0001" "991332000000" "392300000127"))),
         "time"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_counted_and_the_next_report_is_served(frame, reason):
    (answer,), forwarder, stats = asyncio.run(talk([frame, FRAMES["timed_32"]]))
    assert answer.function == 0x32
    assert len(forwarder.samples) == 4
    assert reason in stats.refused
    assert stats.faults == 0


def test_a_wrong_password_is_refused():
    answers, forwarder, stats = asyncio.run(
        talk([FRAMES["timed_32"]], devices=with_connection(password="1111"), answers=0)
    )
    assert (answers, forwarder.samples, stats.refused) == ([], [], {"credentials": 1})


@pytest.mark.parametrize("coding", ["hex", "ascii"])
def test_a_simulated_station_reports_and_is_confirmed(coding):
    device = dataclasses.replace(RIVER, connection={"coding": coding})

    async def converse():
        async with listening("sl651", [device]) as found:
            stopping = asyncio.Event()
            context = SimulationContext(
                FakeDirectory([device]), "127.0.0.1", found.port, stopping,
                found.context.say, period_s=0.05,
            )  # fmt: skip
            task = asyncio.create_task(SIMULATOR.run(context))
            async with asyncio.timeout(10):
                while len(found.forwarder.samples) < 40:
                    await asyncio.sleep(0.02)
            stopping.set()
            await task
            return context, found

    context, found = asyncio.run(converse())
    assert context.answered >= 3
    assert context.failures == 0
    assert found.stats.refused == {}
    keys = {sample.key for _, sample in found.forwarder.samples}
    assert {"rain", "level", "battery"} <= keys
    assert ("rain_5min" in keys) == (coding == "hex")


def test_fuzzing_finds_no_crash():
    report = fuzz(FUZZ, seconds=float(os.environ.get("ANLAN_FUZZ_SECONDS", "0.7")))
    assert report.crashes == [], str(report)
    assert report.probes >= 2
    assert report.frames > 10
