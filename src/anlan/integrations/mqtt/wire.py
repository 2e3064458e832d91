"""MQTT 5 on the wire, as much of it as a subscriber of telemetry needs.

A message costs a general client library fifty microseconds; split in one pass from what the socket
gave it costs two. Only what is unpacked here is used: CONNECT, CONNACK, SUBSCRIBE, SUBACK, PUBLISH
with QoS 0 and 1, PUBACK, PINGREQ, DISCONNECT.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

CONNECT, CONNACK, PUBLISH, PUBACK = 0x10, 0x20, 0x30, 0x40
SUBSCRIBE, SUBACK, PINGREQ, PINGRESP, DISCONNECT = 0x82, 0x90, 0xC0, 0xD0, 0xE0
#: Reason codes from here on are failures.
FAILURE = 0x80
_SESSION_EXPIRY, _RECEIVE_MAXIMUM, _SERVER_KEEP_ALIVE = 0x11, 0x21, 0x13
_LARGEST_PACKET = 0x27
#: Width of a property's value by its number; strings and pairs of strings are negative.
_WIDTHS = {
    **dict.fromkeys((0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A), 1),
    **dict.fromkeys((0x13, 0x21, 0x22, 0x23), 2),
    **dict.fromkeys((0x02, 0x11, 0x18, 0x27), 4),
    **dict.fromkeys((0x03, 0x08, 0x09, 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F), -1),
    0x26: -2,
}
#: Largest packet a broker may send to a subscriber of telemetry; it is told so, and lets larger
#: ones go. Otherwise one message would end every connection on which it comes again. [bytes]
LARGEST_PACKET = 1 << 20
#: Topics of a connection that are remembered, and how long they may be: anybody makes them up.
MOST_TOPICS, LONGEST_TOPIC = 200_000, 128


class ProtocolError(Exception):
    """The other side does not speak MQTT 5; the connection is given up."""


class Message(NamedTuple):
    """A received message; ``session`` tells on which connection it must be acknowledged."""

    topic: str
    payload: bytes
    number: int
    qos: int
    session: int


class Packet(NamedTuple):
    """A packet that is not a message: its type and body."""

    kind: int
    body: bytes


def _text(value: str) -> bytes:
    raw = value.encode()
    return struct.pack(">H", len(raw)) + raw


def length_of(number: int) -> bytes:
    """Encode a variable length."""
    found = bytearray()
    while True:
        number, rest = divmod(number, 128)
        found.append(rest | 0x80 if number else rest)
        if not number:
            return bytes(found)


def packet(kind: int, body: bytes) -> bytes:
    """Encode a packet."""
    return bytes([kind]) + length_of(len(body)) + body


def connect(
    client_id: str,
    *,
    username: str,
    password: str,
    keep_alive_s: int,
    session_expiry_s: int,
    receive_maximum: int,
) -> bytes:
    """Encode CONNECT of a session that is kept."""
    flags = (0x80 if username else 0) | (0x40 if username and password else 0)
    properties = struct.pack(
        ">BIBHBI",
        _SESSION_EXPIRY,
        session_expiry_s,
        _RECEIVE_MAXIMUM,
        receive_maximum,
        _LARGEST_PACKET,
        LARGEST_PACKET,
    )
    body = _text("MQTT") + struct.pack(">BBH", 5, flags, keep_alive_s)
    body += length_of(len(properties)) + properties + _text(client_id)
    if username:
        body += _text(username)
        if password:
            body += _text(password)
    return packet(CONNECT, body)


def subscribe(number: int, topics: Iterable[str]) -> bytes:
    """Encode SUBSCRIBE with QoS 1."""
    filters = b"".join(_text(topic) + b"\x01" for topic in topics)
    return packet(SUBSCRIBE, struct.pack(">H", number) + b"\0" + filters)


def puback(numbers: Iterable[int]) -> bytes:
    """Encode one PUBACK for each message, back to back."""
    found = np.fromiter(numbers, ">u2")
    packets = np.empty((len(found), 2), ">u2")
    packets[:, 0] = PUBACK << 8 | 2
    packets[:, 1] = found
    return packets.tobytes()


def read_length(data: bytes, at: int) -> tuple[int, int]:
    """Read a variable length; return it and the place behind it. Raises ``IndexError`` when cut."""
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
        if shift > 21:
            raise ProtocolError("a length is longer than four bytes")


def properties_of(body: bytes, at: int) -> tuple[dict[int, int], int]:
    """Read properties; return the numbers among them and the place behind them."""
    try:
        return _properties(body, at)
    except IndexError:
        raise ProtocolError("properties are cut short") from None


def _properties(body: bytes, at: int) -> tuple[dict[int, int], int]:
    length, at = read_length(body, at)
    end = at + length
    found: dict[int, int] = {}
    while at < end:
        name = body[at]
        at += 1
        width = _WIDTHS.get(name)
        if width is None and name == 0x0B:
            found[name], at = read_length(body, at)
        elif width is None:
            raise ProtocolError(f"property {name:#x} is not known")
        elif width < 0:
            for _part in range(-width):
                at += 2 + int.from_bytes(body[at : at + 2], "big")
        else:
            found[name] = int.from_bytes(body[at : at + width], "big")
            at += width
    return found, end


def read_connack(body: bytes) -> tuple[int, int | None]:
    """Read CONNACK: reason code, and the keep-alive the broker wants, if it wants another."""
    if len(body) < 3:
        raise ProtocolError("CONNACK is cut short")
    found, _end = properties_of(body, 2)
    return body[1], found.get(_SERVER_KEEP_ALIVE)


def read_suback(body: bytes) -> bytes:
    """Read SUBACK: one reason code a topic."""
    return body[properties_of(body, 2)[1] :]


class Splitter:
    """Cuts what a socket gives into messages and other packets."""

    def __init__(self, session: int) -> None:
        self.session = session
        self._left = b""
        self._topics: dict[bytes, str] = {}

    def feed(self, chunk: bytes) -> tuple[list[Message], list[Packet]]:
        """Return what is complete; the rest is kept for the next chunk.

        Raises ``ProtocolError``.
        """
        data = self._left + chunk if self._left else chunk
        size, at = len(data), 0
        messages: list[Message] = []
        others: list[Packet] = []
        while at + 2 <= size:
            head = data[at]
            length, body = data[at + 1], at + 2
            if length >= 0x80:
                try:
                    length, body = read_length(data, at + 1)
                except IndexError:
                    break
                if length > LARGEST_PACKET:
                    raise ProtocolError(f"a packet of {length} bytes")
            end = body + length
            if end > size:
                break
            if head & 0xF0 == PUBLISH:
                try:
                    messages.append(self._message(data, head, body, end))
                except IndexError:
                    raise ProtocolError("a message that is cut short") from None
            else:
                others.append(Packet(head & 0xF0 if head != SUBSCRIBE else head, data[body:end]))
            at = end
        self._left = data[at:]
        return messages, others

    def _message(self, data: bytes, head: int, at: int, end: int) -> Message:
        behind = at + 2 + (data[at] << 8 | data[at + 1])
        raw = data[at + 2 : behind]
        topic = self._topics.get(raw)
        if topic is None:
            topic = raw.decode("utf-8", "replace")
            if len(self._topics) < MOST_TOPICS and len(raw) <= LONGEST_TOPIC:
                self._topics[raw] = topic
        qos = head >> 1 & 3
        number = 0
        if qos:
            number = data[behind] << 8 | data[behind + 1]
            behind += 2
        extra = data[behind]
        behind += 1
        if extra:
            if extra >= 0x80:
                extra, behind = read_length(data, behind - 1)
            behind += extra
        if behind > end or qos > 1:
            raise ProtocolError("a message whose parts are longer than itself")
        return Message(topic, data[behind:end], number, qos, self.session)
