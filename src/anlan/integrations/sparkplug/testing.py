"""Test kit: the attack on the host application, through a real broker or without one."""

from __future__ import annotations

import asyncio
import gc
import random
import time
from collections import Counter

from anlan.integrations.gateway.testing import (
    FakeForwarder,
    FuzzReport,
    make_context,
    make_device,
    rss_kb,
)
from anlan.integrations.sparkplug.codec import DataType, Metric, encode_payload
from anlan.integrations.sparkplug.gateway import HostApplication
from anlan.integrations.sparkplug.session import BD_SEQ
from anlan.integrations.sparkplug.topics import MessageType, Topic

DEVICES = (
    make_device("SP-NODE", {"own": "own"}, identity="plant/n1"),
    make_device("SP-TANK", {"level": "level"}, identity="plant/n1/tank"),
    make_device("SP-GOOD", {"level": "level"}, identity="plant/good"),
)


def _metric(chance: random.Random) -> Metric:
    datatype = chance.choice((0, 1, 4, 8, 10, 11, 12, 13, 16, 19, 99))
    value: float | str | bytes | bool | None = chance.choice(
        (None, True, chance.randrange(1 << 31), chance.randrange(200), "x" * chance.randrange(9))
    )
    if isinstance(value, str) and datatype not in (DataType.STRING, DataType.TEXT):
        datatype = DataType.STRING
    return Metric(
        name=chance.choice(("", "level", "own", BD_SEQ, "n" * chance.randrange(300))),
        alias=chance.choice((None, 0, 1, chance.randrange(1 << 64))),
        time_ms=chance.choice((None, 0, chance.randrange(1 << 63))),
        datatype=datatype,
        value=value,
    )


def hostile_message(chance: random.Random) -> tuple[str, bytes]:
    """A message of any type with any content, often damaged."""
    kind = chance.choice(list(MessageType))
    device = chance.choice(("tank", "tank", f"d{chance.randrange(1 << 20)}", "\x00", "罐"))
    topic = str(Topic("plant", kind, "n1", device if kind.value.startswith("D") else ""))
    metrics = [_metric(chance) for _number in range(chance.choice((0, 1, 3, 20)))]
    if kind is MessageType.NBIRTH and chance.random() < 0.7:
        metrics.append(Metric(BD_SEQ, datatype=DataType.INT64, value=chance.randrange(3)))
    seq = chance.choice((None, 0, 1, chance.randrange(256), chance.randrange(1 << 64)))
    payload = bytearray(encode_payload(metrics, time_ms=chance.choice((None, 1)), seq=seq))
    if chance.random() < 0.4:
        for _change in range(chance.randrange(1, 6)):
            here = chance.randrange(len(payload) + 1)
            match chance.randrange(4):
                case 0:
                    payload[here : here + 1] = chance.randbytes(chance.choice((0, 1, 9)))
                case 1:
                    payload[here:here] = chance.randbytes(chance.choice((1, 4, 300)))
                case 2:
                    payload[here:here] = b"\x12\xff\xff\xff\xff\x0f"
                case 3:
                    del payload[here:]
    if chance.random() < 0.03:
        topic = chance.choice((topic + "/x", "spBv1.0/plant", "spBv1.0/STATE/anlan", "", "#\x00"))
    return topic, bytes(payload)


def FUZZ(*, seconds: float, seed: int = 1) -> FuzzReport:
    """Hand hostile messages to the host; a good node beside them must be understood throughout."""
    return asyncio.run(_fuzz(seconds, seed))


async def _fuzz(seconds: float, seed: int) -> FuzzReport:
    report = FuzzReport("sparkplug")
    chance = random.Random(seed)
    forwarder = FakeForwarder(keep=False)
    context = make_context(DEVICES, forwarder)
    # No broker: messages are handed to the application as its link would.
    host = HostApplication(context, "mqtt://127.0.0.1:9")
    host.outbox.start()
    began = time.monotonic()
    until, warm_at = began + seconds, began + min(20.0, seconds / 4)
    number = 0
    while time.monotonic() < until:
        for _message in range(200):
            topic, payload = hostile_message(chance)
            report.frames += 1
            report.bytes_sent += len(payload)
            try:
                host.receive(topic, payload)
            except Exception as error:
                if len(report.crashes) < 100:
                    report.crashes.append(
                        f"{type(error).__name__}: {error} from {topic} {payload[:300].hex()}"
                    )
        number = await _probe(host, report, number)
        if not report.rss_before_kb and time.monotonic() >= warm_at:
            gc.collect()
            report.rss_before_kb = rss_kb()
    await host.outbox.stop()
    report.forwarded = forwarder.readings
    report.refused = context.stats.refused_total
    report.reasons = Counter(context.stats.refused)
    gc.collect()
    report.rss_after_kb = rss_kb()
    report.seconds = time.monotonic() - began
    return report


async def _probe(host: HostApplication, report: FuzzReport, number: int) -> int:
    """A good node is born and speaks; its readings must come out."""
    born = [
        Metric(BD_SEQ, datatype=DataType.INT64, value=number % 256),
        Metric("level", alias=7, datatype=DataType.DOUBLE, value=1.0),
    ]
    host.receive("spBv1.0/plant/NBIRTH/good", encode_payload(born, time_ms=1, seq=0))
    said = host.receive(
        "spBv1.0/plant/NDATA/good",
        encode_payload([Metric(alias=7, value=float(number))], time_ms=2, seq=1),
    )
    await asyncio.sleep(0)
    if said is None or [one.value for one in said.measured] != [float(number)]:
        report.crashes.append("the good node is no longer understood")
    else:
        report.probes += 1
    return number + 1
