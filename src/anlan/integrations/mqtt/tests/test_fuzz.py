"""Hostile payloads and packets: refused and counted, the fast way and the plain way alike.

``ANLAN_FUZZ_SECONDS`` makes it longer.
"""

from __future__ import annotations

import gc
import json
import math
import os
import random
import time
from typing import NamedTuple

from anlan.integrations.gateway.testing import rss_kb
from anlan.integrations.mqtt import wire
from anlan.integrations.mqtt.codec import decode, topic_of
from anlan.integrations.mqtt.decoding import Decoder
from anlan.monitoring.telemetry.public import Fate

SECONDS = float(os.environ.get("ANLAN_FUZZ_SECONDS", "1.0"))
NOW = 1_795_000_000_000
DIRECTORY = {"A": {"x": 0, "y": 1, "温度": 2}, "B": {"x": 3}}


class Sent(NamedTuple):
    topic: str
    payload: bytes


CORPUS = [
    json.dumps(message).encode()
    for message in (
        {"t": NOW, "v": {"x": 1.5, "y": 2, "温度": 21.4}},
        {"t": NOW, "v": {"x": 1}},
        {"r": [["x", NOW, 1.5], ["y", NOW + 1, None, 2], ["x", NOW, 3, 1]]},
        {"r": [["x", NOW, 1.5], ["y", NOW + 1, 2.5]]},
        {"k": ["x", "y"], "t": [NOW, NOW + 1], "v": [[1, 2], [3, 4.5]]},
    )
]
WORDS = [
    *(b'"x"', b'"y"', b"null", b"true", b"NaN", b"-Infinity", b"1e999", b"-0", b"1e-400"),
    *(b"18446744073709551616", b"-9223372036854775809", b"1795000000000", b"1795000000000.5"),
    *(b"[[", b"]]", b"{}", b"[]", b",", b":", b'"\\ud800"', b'"\\u0000"', b"\xed\xa0\x80"),
    *(b'"r":', b'"v":', b'"t":', b'"k":', b"4102444800001", b"946684799999", b"9" * 400),
]


def damage(chance, raw):
    made = bytearray(raw)
    for _change in range(chance.choice((0, 1, 1, 2, 3, 6))):
        here = chance.randrange(len(made) + 1)
        there = min(len(made), here + chance.choice((1, 2, 8)))
        match chance.randrange(7):
            case 0:
                made[here:there] = b""
            case 1:
                made[here:there] = chance.choice(WORDS)
            case 2:
                made[here:here] = chance.choice(WORDS)
            case 3:
                made[here:there] = chance.randbytes(there - here)
            case 4:
                made[here:here] = made[here:there] * chance.choice((2, 100))
            case 5:
                made[here:] = chance.choice(CORPUS)[here:]
            case 6:
                del made[here:]
    return bytes(made)


def plainly(messages):
    """What the codec says of the messages, one by one."""
    rows, unknown, malformed = [], 0, 0
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


def is_same(left, right):
    return (
        left[:2] == right[:2]
        and left[3] == right[3]
        and (left[2] == right[2] or (math.isnan(left[2]) and math.isnan(right[2])))
    )


def test_damaged_json_is_taken_and_refused_alike_by_both_ways():
    chance = random.Random(11)
    decoder = Decoder()
    topics = [topic_of("A"), topic_of("A"), topic_of("B"), topic_of("nobody"), "x/y", ""]
    end, number, memory = time.monotonic() + SECONDS, 0, []
    while time.monotonic() < end:
        messages = [
            Sent(chance.choice(topics), damage(chance, chance.choice(CORPUS)))
            for _message in range(50)
        ]
        number += 50
        readings, refused = decoder.decode(messages, DIRECTORY)
        rows, unknown, malformed = plainly(messages)
        found = list(
            zip(
                readings.point.tolist(),
                readings.at_ms.tolist(),
                readings.value.tolist(),
                readings.quality.tolist(),
                strict=True,
            )
        )
        context = [m for m in messages if decode(*m).refused or len(decode(*m))]
        assert len(found) == len(rows), context
        assert all(is_same(a, b) for a, b in zip(found, rows, strict=True)), context
        assert refused.get(Fate.UNKNOWN_POINT, 0) == unknown
        assert refused.get(Fate.MALFORMED, 0) == malformed
        if number % 5_000 == 0:
            gc.collect()
            memory.append(rss_kb())

    print(f"{number} payloads, RSS {memory[:1]} to {memory[-1:]} kB")  # noqa: T201
    assert number >= 200


def test_damaged_packets_end_the_connection_and_nothing_else():
    """What the subscriber's loop expects of its reader: no other error than these ends it."""
    chance = random.Random(12)
    topic = topic_of("A").encode()
    body = len(topic).to_bytes(2, "big") + topic + b"\x00\x07" + b"\x00" + CORPUS[0]
    good = [
        bytes([0x32, len(body)]) + body,
        bytes([0x30, 3 + len(topic)]) + len(topic).to_bytes(2, "big") + topic + b"\x00",
        b"\x20\x0b\x00\x00\x08\x11\x00\x00\x00\x05\x13\x00\x0a",
        b"\x90\x04\x00\x01\x00\x01",
        b"\xd0\x00",
        b"\xe0\x01\x8b",
    ]
    end, number = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        splitter = wire.Splitter(1)
        stream = b"".join(chance.choice(good) for _packet in range(chance.randrange(1, 6)))
        damaged = bytearray(stream)
        for _change in range(chance.randrange(4)):
            here = chance.randrange(len(damaged) + 1)
            damaged[here : here + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
        at = 0
        try:
            while at < len(damaged):
                step = chance.choice((1, 3, 50, 5_000))
                messages, others = splitter.feed(bytes(damaged[at : at + step]))
                at += step
                for message in messages:
                    decode(message.topic, message.payload)
                for packet in others:
                    if packet.kind == wire.CONNACK:
                        wire.read_connack(packet.body)
                    elif packet.kind == wire.SUBACK:
                        wire.read_suback(packet.body)
        except (wire.ProtocolError, IndexError):
            pass
        number += 1

    assert number >= 100
