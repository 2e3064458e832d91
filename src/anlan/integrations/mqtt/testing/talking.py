"""Hostile clients and brokers: what they publish, and what they say to a subscriber."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterable

import orjson

from anlan.integrations.gateway.hostile import hostile_json
from anlan.integrations.mqtt import wire
from anlan.integrations.mqtt.codec import TELEMETRY_PREFIX

AT = 1_795_000_000_000
CORPUS = [
    json.dumps(message, ensure_ascii=False).encode()
    for message in (
        {"t": AT + 1, "v": {"x": 1.5, "y": 2, "温度": 21.4}},
        {"t": AT + 1, "v": {"x": 1.5}},
        {"r": [["x", AT + 1, 1.5], ["y", AT + 1, None, 2], ["x", AT, 3, 1]]},
        {"r": [["x", AT + 1, 1.5], ["y", AT + 1, 2.5]]},
        {"k": ["x", "y"], "t": [AT, AT + 1], "v": [[1, 1.5], [3, 4.5]]},
        {"k": ["x", "y"], "t": [AT, AT + 1], "v": [[1, 1.5], [3]]},
        {"k": ["x"], "t": [AT + 1], "v": [[1.5], [2]]},
    )
]
NAMES = ("r", "v", "t", "k", "x", "y", "温度", "n")
TOPICS = (
    *("A", "A", "A", "B", "nobody", "", "A/B", " A", "..", "%2e", "a" * 64, "a" * 65),
    *("😀", "\ufeffA", "温度", "A" * 300),
)
#: Topics at which the broker hangs up, or that cost much.
WILD = ("A\n", "\x00", "\x7f", "x" * 60_000, "+", "#")


def hostile_payload(chance: random.Random) -> bytes:
    """A payload for a device's topic."""
    if chance.random() > 0.003:
        return hostile_json(chance, CORPUS, NAMES)
    rows = chance.choice((4_999, 5_000, 5_001, 9_000))
    wide = [f"k{number}" for number in range(rows)]
    return orjson.dumps(
        chance.choice(
            (
                {"r": [["x", AT, 1]] * rows},
                {"t": AT, "v": dict.fromkeys(wide, 1)},
                {"k": ["x"], "t": [AT] * rows, "v": [[1]] * rows},
                {"k": wide, "t": [AT], "v": [[1] * rows]},
                {"k": [], "t": [AT] * rows, "v": [[]] * rows},
            )
        )
    )


class Talker:
    """A client that says what it likes, in MQTT 3.1.1 or 5."""

    def __init__(self, port: int, name: str) -> None:
        self.port, self.name = port, name
        self.level = 5
        self.writer: asyncio.StreamWriter | None = None
        self.reader: asyncio.StreamReader | None = None

    def publish(
        self, topic: bytes, payload: bytes, *, qos: int = 1, flags: int = 0, properties: bytes = b""
    ) -> bytes:
        """Encode a message in the version that is spoken."""
        body = len(topic).to_bytes(2, "big") + topic + (b"\x00\x01" if qos else b"")
        if self.level == 5:
            body += wire.length_of(len(properties)) + properties
        return wire.packet(wire.PUBLISH | qos << 1 | flags, body + payload)

    async def say(self, packets: Iterable[bytes]) -> bool:
        """Send packets and wait until the broker has taken them; False when it hangs up."""
        try:
            async with asyncio.timeout(20):
                if self.writer is None:
                    await self._connect()
                assert self.writer is not None and self.reader is not None
                self.writer.write(b"".join(packets) + bytes([wire.PINGREQ, 0]))
                await self.writer.drain()
                tail = b""
                while tail != bytes([wire.PINGRESP, 0]):
                    data = await self.reader.read(65_536)
                    if not data:
                        raise ConnectionResetError
                    tail = (tail + data)[-2:]
        except (OSError, TimeoutError):
            self.close()
            return False
        return True

    async def _connect(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        properties = b"\x00" if self.level == 5 else b""
        body = b"\x00\x04MQTT" + bytes([self.level, 2, 0, 0]) + properties
        name = self.name.encode()
        self.writer.write(wire.packet(wire.CONNECT, body + len(name).to_bytes(2, "big") + name))
        if not await self.reader.read(100):
            raise ConnectionResetError

    def close(self) -> None:
        """Hang up."""
        if self.writer is not None:
            self.writer.close()
        self.writer = self.reader = None


#: Properties of a message, good and bad.
PROPERTIES = (
    *(b"", b"", b"\x01\x00", b"\x01\x01", b"\x02\x00\x00\x00\x3c", b"\x03\x00\x01j"),
    *(b"\x26\x00\x01a\x00\x01b" * 40, b"\x08\x00\x03a/b\x09\x00\x02\xff\x00"),
    *(b"\x01\x05", b"\xff", b"\x26\x00", b"\x23\x00\x00"),
)


def hostile_packet(chance: random.Random, talker: Talker, device: str) -> bytes:
    """A message to a device's topic, or what looks like one."""
    topic = (TELEMETRY_PREFIX + (device or chance.choice(TOPICS))).encode()
    if chance.random() < 0.002:
        wild = (TELEMETRY_PREFIX + chance.choice(WILD)).encode()
        topic = chance.choice((b"", wild, wild, topic + b"\xff", topic + b"\xed\xa0\x80"))
    payload = hostile_payload(chance)
    if chance.random() < 0.0005:
        payload = payload.ljust((1 << 20) + 100)  # more than a subscriber takes
    retained = 1 if device and chance.random() < 0.01 else 0
    qos = 3 if chance.random() < 0.0005 else chance.choice((0, 1, 1))
    properties = chance.choice(PROPERTIES[:8] if chance.random() < 0.998 else PROPERTIES)
    return talker.publish(topic, payload, qos=qos, flags=retained, properties=properties)


def hostile_bytes(chance: random.Random, data: bytes) -> bytes | None:
    """Damage what a broker says: lengths, order, packets that do not belong, silence, the end."""
    if chance.random() < 0.7:
        return data
    made = bytearray(data)
    here = chance.randrange(len(made))
    match chance.randrange(10):
        case 0:
            return None
        case 1:
            return chance.randbytes(chance.choice((1, 8, 300)))
        case 2:
            del made[here : here + chance.choice((1, 2, 40))]
        case 3:
            return b""
        case 4:
            return data * chance.choice((2, 5))
        case 5:
            made[here : here + 4] = chance.choice((b"\xff\xff\xff\x7f", b"\x80\x80\x80\x80\x01"))
        case 6 | 7:
            made[here if chance.random() < 0.5 else 0 : here] = chance.choice(STRAY)
        case _:
            for _change in range(chance.choice((1, 1, 2, 8))):
                made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


#: Packets that a broker sends at another time, or never.
STRAY = tuple(
    bytes.fromhex(packet)
    for packet in (
        *("2003000000", "2000", "200100", "200600000313ffff", "9004000100 80", "9000", "e000"),
        *("e0018e", "50020001", "f000", "0000", "3000", "320100", "320400016100", "32ffff3f"),
        *("340600016100 0100", "300500 0161ffff"),
    )
)
