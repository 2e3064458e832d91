"""The centre forwards, answers after the broker, sets clocks, and survives whoever calls."""

from __future__ import annotations

import asyncio
import os

import pytest

from anlan.integrations.gateway.contracts import BAD, Sample
from anlan.integrations.gateway.simulation import SimulationContext
from anlan.integrations.gateway.testing import FakeDirectory, FakeForwarder, fuzz, listening
from anlan.integrations.hj212.codec import Packet, decode, encode, frame
from anlan.integrations.hj212.readings import moment_ms
from anlan.integrations.hj212.simulator import SIMULATOR
from anlan.integrations.hj212.testing import DEVICE, FUZZ, MN

AT = moment_ms("20160801085857")


def upload(cn="2011", flag=5, time="20160801085857", **more):
    items = more.pop("items", ((("w01018-Rtd", "2.2"), ("w01018-Flag", "N")),))
    when = ((("DataTime", time),),) if time else ()
    return Packet(
        st="32", cn=cn, mn=MN, qn="20160801085857223", pw="123456", flag=flag,
        items=(*when, *items), **more,
    )  # fmt: skip


async def talk(packets, *, devices=(DEVICE,), forwarder=None, answers=1):
    """Send packets; return the answers, what was forwarded, and the counters."""
    async with listening("hj212", devices, forwarder) as found:
        reader, writer = await found.connect()
        for packet in packets:
            writer.write(packet if isinstance(packet, bytes) else encode(packet))
        got = []
        try:
            async with asyncio.timeout(3 if answers else 0.3):
                while len(got) < answers or not answers:
                    got.append(decode(await reader.readuntil(b"\r\n")))
        except (TimeoutError, asyncio.IncompleteReadError):
            pass
        writer.close()
        return got, found.forwarder.of(DEVICE.code), found.stats


def test_real_time_data_are_forwarded_and_answered_with_their_number():
    (answer,), samples, stats = asyncio.run(talk([upload()]))
    assert samples == [Sample("cod", AT, 2.2)]
    assert (answer.cn, answer.st, answer.flag, answer.qn) == ("9014", "91", 4, "20160801085857223")
    assert answer.items == ()
    assert (stats.frames, stats.samples, stats.refused) == (1, 1, {})


def test_each_statistic_reaches_the_point_that_names_it():
    values = (("w01018-Avg", "40.1"), ("w01018-Max", "41"), ("w01018-Flag", "D"))
    packets = [
        upload("2051", items=(values,)),
        upload("2061", items=(values,)),
        upload("2031", items=((("w00000-Cou", "1512.0"),),)),
        upload("2021", items=((("SB1-RS", "1"),), (("SB2-RS", "0"),))),
    ]
    answers, samples, stats = asyncio.run(talk(packets, answers=4))
    assert [answer.cn for answer in answers] == ["9014"] * 4
    assert samples == [
        Sample("cod_minute", AT, 40.1, BAD),
        Sample("cod_hour", AT, 40.1, BAD),
        Sample("flow_day", AT, 1512.0),
        Sample("pump", AT, 1.0),
    ]
    assert stats.strange[DEVICE.code] == {
        "w01018-Max@2051": 41.0,
        "w01018-Max@2061": 41.0,
        "SB2-RS@2021": 0.0,
    }


def test_without_the_brokers_confirmation_there_is_no_answer():
    forwarder = FakeForwarder()
    forwarder.is_away = True
    answers, samples, stats = asyncio.run(talk([upload()], forwarder=forwarder, answers=0))
    assert answers == []
    assert samples == []
    assert stats.unconfirmed == 1


def test_who_wants_no_answer_gets_none():
    answers, samples, _stats = asyncio.run(talk([upload(flag=4), upload(flag=None)], answers=0))
    assert answers == []
    assert len(samples) == 2


def test_a_further_part_without_time_takes_that_of_the_first():
    packets = [
        upload("2051", flag=7, pnum=2, pno=1, items=((("w00000-Avg", "1"),),)),
        upload("2051", flag=7, pnum=2, pno=2, time="", items=((("w01018-Avg", "3"),),)),
    ]
    answers, samples, _stats = asyncio.run(talk(packets, answers=2))
    assert len(answers) == 2
    assert samples == [Sample("cod_minute", AT, 3.0)]


def test_a_logger_that_asks_for_the_time_gets_it():
    packet = upload("1013", time="", items=((("PolId", "w01018"),),))
    (heard, order), _samples, _stats = asyncio.run(talk([packet], answers=2))
    assert heard.cn == "9013"
    assert (order.cn, order.flag) == ("1012", 5)
    assert order.value("PolId") == "w01018"
    assert moment_ms(order.value("SystemTime")) is not None


@pytest.mark.parametrize(
    ("packet", "reason"),
    [
        (upload(time="20161332085857"), "time"),
        (upload(time=""), "time"),
        (encode(upload()).replace(MN.encode(), b"B" * 24), "checksum"),
        (frame(b"CN=2011;MN=UNKNOWN;CP=&&&&"), "unknown_device"),
        (frame(b"nonsense"), "shape"),
    ],
)
def test_what_cannot_be_taken_is_counted_and_the_next_packet_is_served(packet, reason):
    (answer,), samples, stats = asyncio.run(talk([packet, upload()]))
    assert answer.cn == "9014"
    assert len(samples) == 1
    assert reason in stats.refused
    assert stats.faults == 0


def test_a_wrong_password_is_refused():
    device = DEVICE.__class__(
        DEVICE.code, MN, {"password": "secret"}, DEVICE.period_s, DEVICE.points
    )
    answers, samples, stats = asyncio.run(talk([upload()], devices=[device], answers=0))
    assert (answers, samples) == ([], [])
    assert stats.refused == {"credentials": 1}


def test_a_simulated_logger_delivers_and_is_answered():
    async def converse():
        async with listening("hj212", [DEVICE]) as found:
            stopping = asyncio.Event()
            context = SimulationContext(
                FakeDirectory([DEVICE]), "127.0.0.1", found.port, stopping,
                found.context.say, period_s=0.05,
            )  # fmt: skip
            task = asyncio.create_task(SIMULATOR.run(context))
            async with asyncio.timeout(10):
                while len(found.forwarder.samples) < 12:
                    await asyncio.sleep(0.02)
            connected = dict(found.stats.devices)
            stopping.set()
            await task
            return context, found, connected

    context, found, connected = asyncio.run(converse())
    assert connected == {MN: 1}
    assert context.answered >= 5
    assert context.failures == 0
    assert {sample.key for _, sample in found.forwarder.samples} == {
        "flow", "ph", "cod", "cod_minute", "pump",
    }  # fmt: skip
    assert found.stats.refused == {}


def test_fuzzing_finds_no_crash():
    report = fuzz(FUZZ, seconds=float(os.environ.get("ANLAN_FUZZ_SECONDS", "0.7")))
    assert report.crashes == [], str(report)
    assert report.probes >= 2
    assert report.frames > 10
