"""The attack on the subscriber and its decoder."""

from __future__ import annotations

import asyncio
import gc
import random
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import numpy as np
import orjson

from anlan.integrations.gateway.hostile import damage, damaged_line
from anlan.integrations.gateway.testing import FuzzReport, rss_kb
from anlan.integrations.mqtt import subscriber, wire
from anlan.integrations.mqtt.codec import TELEMETRY_PREFIX, decode
from anlan.integrations.mqtt.decoding import Decoder
from anlan.integrations.mqtt.ingest import Ingest, mqtt_source
from anlan.integrations.mqtt.source import SourceMessage
from anlan.integrations.mqtt.subscriber import Subscriber
from anlan.integrations.mqtt.testing.broker import PrivateBroker
from anlan.integrations.mqtt.testing.talking import (
    AT,
    CORPUS,
    PROPERTIES,
    STRAY,
    Talker,
    hostile_bytes,
    hostile_packet,
)
from anlan.monitoring.alarms.pipeline import Totals
from anlan.monitoring.telemetry.public import Fate, Readings

#: Devices and points the decoder knows; probes come from PROBE, LINE is heard through the line.
DIRECTORY = {
    "A": {"x": 0, "y": 1, "温度": 2},
    "B": {"x": 3},
    "LINE": {"x": 4, "y": 5},
    "PROBE": {"n": 6},
}
PROBE_POINT = 6
#: Without a message of ours for so long a listener has failed. [s]
DIRECT_WITHIN_S, LINE_WITHIN_S = 60.0, 120.0
#: Messages of an attack, however slow the machine is.
LEAST = 400


def plainly(messages: Sequence[SourceMessage]) -> tuple[list[tuple[float, ...]], int, int]:
    """What the codec says of messages, one by one: rows, of unknown points, refused."""
    rows: list[tuple[float, ...]] = []
    unknown = malformed = 0
    for message in messages:
        frame = decode(message.topic, message.payload)
        malformed += sum(frame.refused.values())
        known = DIRECTORY.get(frame.device_code, {})
        for key, at, value, quality in zip(
            frame.keys, frame.times_ms, frame.values, frame.qualities, strict=True
        ):
            if key in known:
                rows.append((known[key], at, value, quality))
            else:
                unknown += 1
    return rows, unknown, malformed


def is_alike(
    messages: Sequence[SourceMessage], readings: Readings, refused: Mapping[str, int]
) -> bool:
    """Whether the fast way took and refused what the codec does."""
    rows, unknown, malformed = plainly(messages)
    if (refused.get(Fate.UNKNOWN_POINT, 0), refused.get(Fate.MALFORMED, 0)) != (unknown, malformed):
        return False
    given = np.array(rows, np.float64).reshape(len(rows), 4).T
    found: tuple[Any, ...] = (readings.point, readings.at_ms, readings.value, readings.quality)
    return len(readings) == len(rows) and all(
        np.array_equal(a, b, equal_nan=True) for a, b in zip(found, given, strict=True)
    )


class Hearing(Ingest):
    """The ingest loop as it is, without a database: what it reads is compared, probes are noted."""

    def __init__(self, source: Subscriber, report: FuzzReport) -> None:
        super().__init__(source)
        self.subscriber = source
        self.report = report
        self.pipeline = self  # type: ignore[assignment]
        self.directory = DIRECTORY
        self.totals = Totals()
        self.heard = self.probe = 0
        self.heard_at = time.monotonic()
        self.thread = threading.Thread(target=self._work, daemon=True)

    def _work(self) -> None:
        try:
            self.run()
        except Exception as error:
            self.report.crash(f"ingest ended: {type(error).__name__}: {error}")

    def read(self, messages: Sequence[SourceMessage]) -> tuple[Readings, dict[str, int]]:
        """Decode as the loop does, and the plain way."""
        found = super().read(messages)
        self.heard += len(messages)
        if not is_alike(messages, *found):
            for message in messages:
                if not is_alike([message], *Decoder().decode([message], DIRECTORY)):
                    self.report.crash(
                        f"decoder and codec differ: {message.topic[:80]} "
                        f"{message.payload[:300].hex()}"
                    )
        return found

    def process(self, readings: Readings, _received_at: object, refused: Mapping[str, int]) -> None:
        """Count, and note the newest probe; one whose time is not its number was damaged."""
        report = self.report
        report.forwarded += len(readings)
        report.refused += sum(refused.values())
        report.reasons.update(refused)
        ours = (readings.point == PROBE_POINT) & (readings.value == readings.at_ms - AT)
        if ours.any() and (newest := int(readings.at_ms[ours].max()) - AT) > self.probe:
            self.probe, self.heard_at = newest, time.monotonic()
            report.probes += 1

    def open(self) -> None:
        """Nothing to open."""

    def close(self) -> None:
        """Nothing to close."""

    def recover(self) -> None:
        """Nothing to recover."""

    def keep_up(self, _now: object) -> None:
        """Nothing that is due."""


def attack_splitter(chance: random.Random, report: FuzzReport) -> None:
    """Cut damaged streams in pieces of every size; only ``ProtocolError`` may come out."""
    talker = Talker(0, "")
    good = (
        *(talker.publish(b"anlan/v1/telemetry/A", one, qos=1) for one in CORPUS[:3]),
        talker.publish(b"anlan/v1/telemetry/A", b"", qos=0, properties=PROPERTIES[6]),
        b"\x20\x0b\x00\x00\x08\x11\x00\x00\x00\x05\x13\x00\x0a",
        *STRAY,
    )
    for _stream in range(20):
        stream = b"".join(chance.choices(good, k=chance.randrange(1, 6)))
        made = damage(chance, stream, good)
        splitter, at = wire.Splitter(1), 0
        report.decoded += 1
        try:
            while at < len(made):
                step = chance.choice((1, 3, 50, 5_000))
                messages, others = splitter.feed(made[at : at + step])
                at += step
                for message in messages:
                    decode(message.topic, message.payload)
                for packet in others:
                    if packet.kind == wire.CONNACK:
                        wire.read_connack(packet.body)
                    elif packet.kind == wire.SUBACK:
                        wire.read_suback(packet.body)
        except wire.ProtocolError:
            report.reasons["protocol"] += 1
        except Exception as error:
            report.crash(f"splitter: {type(error).__name__}: {error} from {made[:300].hex()}")


def FUZZ(*, seconds: float, seed: int = 1) -> FuzzReport:
    """Attack the subscriber and its decoder through a real broker, and from the broker's side."""
    report = FuzzReport("mqtt")
    patches = {"KEEP_ALIVE_S": 2, "PATIENCE_S": 3.0, "LOOK_EVERY_S": 0.1, "RECONNECT_FIRST_S": 0.02}
    with TemporaryDirectory() as folder, ExitStack() as stack:
        for name, value in patches.items():
            stack.enter_context(patch.object(subscriber, name, value))
        broker = PrivateBroker(Path(folder))
        broker.start()
        stack.callback(broker.stop)
        asyncio.run(_fuzz(report, random.Random(seed), seconds, broker))
        if broker.process is None or broker.process.poll() is not None:
            report.crash("the broker itself ended")
    gc.collect()
    report.rss_after_kb = rss_kb()
    report.rss_before_kb = report.rss_before_kb or report.rss_after_kb
    return report


async def _fuzz(
    report: FuzzReport, chance: random.Random, seconds: float, broker: PrivateBroker
) -> None:
    began = time.monotonic()
    until = began + seconds
    is_calm = False

    def spoil(data: bytes) -> bytes | None:
        return data if is_calm else hostile_bytes(chance, data)

    async with damaged_line(broker.port, spoil) as line:
        direct = Hearing(mqtt_source(broker.url, client_id="direct"), report)
        topics = [f"{TELEMETRY_PREFIX}{device}" for device in ("LINE", "PROBE")]
        behind = Hearing(
            Subscriber(f"mqtt://127.0.0.1:{line.port}", client_id="behind", topics=topics), report
        )
        both = (direct, behind)
        for one in both:
            one.thread.start()
        try:
            sent = await _talk(report, chance, broker, both, until)
            is_calm = True  # the line is mended: what is said now must arrive
            report.seconds = time.monotonic() - began
            await _last_probe(report, broker, both, sent + 1)
        finally:
            for one in both:
                one.stop()
            for one in both:
                await asyncio.to_thread(one.thread.join, 20)
                if one.thread.is_alive():
                    report.crash("an ingest loop does not end")
        report.connections = line.connections


async def _talk(
    report: FuzzReport,
    chance: random.Random,
    broker: PrivateBroker,
    both: tuple[Hearing, Hearing],
    until: float,
) -> int:
    """Publish damage in bursts, a probe twice a second; returns the number of the last probe."""
    direct, behind = both
    talkers = [Talker(broker.port, f"fuzz-{number}") for number in range(3)]
    prober = Talker(broker.port, "prober")
    began = time.monotonic()
    warm_at = began + min(20.0, (until - began) / 4)
    sent, probe_at = 0, 0.0
    while (now := time.monotonic()) < until or report.frames < LEAST:
        attack_splitter(chance, report)
        if now >= probe_at:
            sent, probe_at = sent + 1, now + min(0.5, (until - began) / 6)
            await _probe(prober, sent)
        # Nobody is sent more than it takes: the broker would keep it all.
        device = chance.choice(("LINE", "")) if behind.probe >= sent - 3 else ""
        if device or direct.probe >= sent - 3:
            talker = chance.choice(talkers)
            if talker.writer is None or chance.random() < 0.02:
                talker.close()
                talker.level = chance.choice((4, 5))
            packets = [hostile_packet(chance, talker, device) for _n in range(40)]
            report.frames += len(packets)
            report.bytes_sent += sum(map(len, packets))
            if not await talker.say(packets):
                report.reasons["talker_hung_up_on"] += 1
        else:
            await asyncio.sleep(0.01)
        _look(report, both)
        if not report.rss_before_kb and now >= warm_at:
            gc.collect()
            report.rss_before_kb = rss_kb()
    for talker in (*talkers, prober):
        talker.close()
    return sent


async def _probe(prober: Talker, number: int) -> None:
    payload = orjson.dumps({"t": AT + number, "v": {"n": number}})
    await prober.say([prober.publish(f"{TELEMETRY_PREFIX}PROBE".encode(), payload)])


def _look(report: FuzzReport, both: tuple[Hearing, Hearing]) -> None:
    """Do both still hear? Their threads live, and probes come."""
    now = time.monotonic()
    for one, within_s in zip(both, (DIRECT_WITHIN_S, LINE_WITHIN_S), strict=True):
        name = one.subscriber.client_id
        if now - one.heard_at > within_s:
            report.crash(f"{name}: no probe for {within_s:.0f} s")
            one.heard_at = now
        if one.subscriber.faults:
            report.crash(f"{name}: {one.subscriber.faults} faults in the subscriber")
            one.subscriber.faults = 0


async def _last_probe(
    report: FuzzReport, broker: PrivateBroker, both: tuple[Hearing, Hearing], number: int
) -> None:
    """Publish until everyone has heard something that was said after the damage."""
    prober = Talker(broker.port, "prober")
    first, until = number, time.monotonic() + DIRECT_WITHIN_S
    while any(one.probe < first for one in both):
        if time.monotonic() > until:
            deaf = [one.subscriber.client_id for one in both if one.probe < first]
            report.crash(f"not heard after the damage: {', '.join(deaf)}")
            break
        await _probe(prober, number)
        number += 1
        await asyncio.sleep(0.1)
    prober.close()
    _look(report, both)
