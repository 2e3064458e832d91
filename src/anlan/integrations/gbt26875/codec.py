"""Packets of GB/T 26875.3-2011: ``@@``, control unit, data unit, sum, ``##``; low byte first."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from anlan.integrations.gateway.contracts import BadFrame

HEAD, TAIL = b"@@", b"##"
#: Clause 6.6, table 1: the data unit has at most 1,024 bytes.
LARGEST_UNIT = 1024
#: Start 2, control unit 25, sum 1, tail 2.
SMALLEST = 30
#: Commands of table 2.
CONTROL, SEND, CONFIRM, REQUEST, REPLY, DENY = 1, 2, 3, 4, 5, 6
MAIN_VERSION = 1
BEIJING = timezone(timedelta(hours=8))
#: Other beginnings looked at while a packet is not complete.
MOST_CANDIDATES = 4

_CONTROL = struct.Struct("<HBB6s6s6sHB")


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet. ``source`` and ``target`` are numbers of six bytes; ``label`` is the time."""

    command: int
    source: int
    target: int
    number: int = 0
    version: tuple[int, int] = (MAIN_VERSION, 1)
    label: bytes = bytes(6)
    unit: bytes = b""


def label_of(at_ms: int) -> bytes:
    """Write a time label: second, minute, hour, day, month, year since 2000 (clause 8.2.2)."""
    moment = datetime.fromtimestamp(at_ms / 1000, BEIJING)
    return bytes(
        (moment.second, moment.minute, moment.hour, moment.day, moment.month, moment.year - 2000)
    )


def label_ms(label: bytes) -> int | None:
    """Read a time label as Chinese local time; None when it is no moment."""
    if len(label) != 6:
        return None
    second, minute, hour, day, month, year = label
    try:
        moment = datetime(2000 + year, month, day, hour, minute, second, tzinfo=BEIJING)
    except ValueError:
        return None
    return int(moment.timestamp() * 1000)


def checksum(data: bytes) -> int:
    """Return the sum of control unit and data unit, the carry left out."""
    return sum(data) & 0xFF


def split(buffer: bytearray) -> Iterator[bytes]:
    """Take packets of the right shape out of the buffer; their sum is for the session to deny."""
    while True:
        start = buffer.find(HEAD)
        if start < 0:
            keep = 1 if buffer.endswith(b"@") else 0
            _drop_noise(buffer, len(buffer) - keep)
            return
        _drop_noise(buffer, start)
        if len(buffer) < 26:
            return
        size = _size_at(buffer, 0)
        if size < 0:
            example = bytes(buffer[:30])
            _drop_damage(buffer)
            raise BadFrame("length", example)
        if len(buffer) < size:
            later = _later_packet(buffer)
            if later:
                example = bytes(buffer[:later])
                del buffer[:later]
                raise BadFrame("cut_off", example)
            return
        packet = bytes(buffer[:size])
        if packet[-2:] != TAIL:
            _drop_damage(buffer)
            raise BadFrame("shape", packet)
        del buffer[:size]
        yield packet


def _drop_noise(buffer: bytearray, number: int) -> None:
    noise = bytes(buffer[:number])
    del buffer[:number]
    if noise.strip(b"\r\n\x00 "):
        raise BadFrame("shape", noise)


def _drop_damage(buffer: bytearray) -> None:
    """Drop a damaged packet up to the next beginning, which may lie inside what its length says."""
    following = buffer.find(HEAD, 1)
    if following >= 0:
        del buffer[:following]
    else:
        del buffer[: len(buffer) - (1 if buffer.endswith(b"@") and len(buffer) > 2 else 0)]


def _size_at(buffer: bytearray, at: int) -> int:
    length = int.from_bytes(buffer[at + 24 : at + 26], "little")
    return SMALLEST + length if length <= LARGEST_UNIT else -1


def _later_packet(buffer: bytearray) -> int:
    """Where a whole packet begins inside one that seems unfinished; 0 for nowhere."""
    at = 0
    for _attempt in range(MOST_CANDIDATES):
        at = buffer.find(HEAD, at + 1)
        if at < 0 or len(buffer) < at + SMALLEST:
            return 0
        size = _size_at(buffer, at)
        whole = bytes(buffer[at : at + size])
        if 0 < size == len(whole) and whole[-2:] == TAIL and checksum(whole[2:-3]) == whole[-3]:
            return at
    return 0


def parse(data: bytes, *, check_sum: bool = True) -> Packet:
    """Read one packet; raises ``BadFrame``."""
    if len(data) < SMALLEST or data[:2] != HEAD or data[-2:] != TAIL:
        raise BadFrame("shape", data)
    number, main, user, label, source, target, length, command = _CONTROL.unpack(data[2:27])
    if length > LARGEST_UNIT or len(data) != SMALLEST + length:
        raise BadFrame("length", data)
    if check_sum and checksum(data[2:-3]) != data[-3]:
        raise BadFrame("checksum", data)
    return Packet(
        command=command,
        source=int.from_bytes(source, "little"),
        target=int.from_bytes(target, "little"),
        number=number,
        version=(main, user),
        label=label,
        unit=data[27:-3],
    )


def encode(packet: Packet) -> bytes:
    """Write a packet."""
    if len(packet.unit) > LARGEST_UNIT:
        raise ValueError(f"a data unit of {len(packet.unit)} bytes is too long")
    content = (
        _CONTROL.pack(
            packet.number,
            *packet.version,
            packet.label,
            packet.source.to_bytes(6, "little"),
            packet.target.to_bytes(6, "little"),
            len(packet.unit),
            packet.command,
        )
        + packet.unit
    )
    return HEAD + content + bytes([checksum(content)]) + TAIL


def identities_of(address: int) -> tuple[str, ...]:
    """What a registry may call a transmitter: its number, or its digits either way round."""
    wire = address.to_bytes(6, "little")
    return str(address), f"{address:012X}", wire.hex().upper()
