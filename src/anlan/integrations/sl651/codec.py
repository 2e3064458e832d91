"""Frames of SL 651-2014, in both codings, both directions.

HEX/BCD begins with 7E7E, ASCII with SOH (01). Head: centre and station (the other way round
downwards), password, function, direction and length; then STX or, for one of several parts, SYN
with total and number; the body; a control character; CRC-16, high byte first.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from anlan.integrations.gateway.contracts import BadFrame

SOH, STX, ETX, EOT, ENQ, ACK, NAK, SYN, ETB, ESC = (
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x15, 0x16, 0x17, 0x1B,
)  # fmt: skip
HEX_HEAD = b"\x7e\x7e"
#: Ends of frames that stations and centres may write (tables 10–12).
UP_ENDS, DOWN_ENDS = (ETX, ETB), (ENQ, ACK, NAK, EOT, ESC)
LARGEST_BODY = 4095
#: Head without the start: centre 1, station 5, password 2, function 1, length 2, STX.
_HEX_FIXED = 14
_ASCII_FIXED = 24
#: Other beginnings looked at while a frame is not complete.
MOST_CANDIDATES = 4


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _bit in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
        table.append(value)
    return tuple(table)


_CRC = _crc_table()


def crc16(data: bytes) -> int:
    """Return the checksum: X16 + X15 + X2 + 1, all bytes before it."""
    value = 0xFFFF
    for byte in data:
        value = (value >> 8) ^ _CRC[(value ^ byte) & 0xFF]
    return value


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. ``station`` are the ten digits of its address as they stand on the wire."""

    centre: int
    station: str
    function: int
    body: bytes
    end: int = ETX
    password: int = 0
    is_down: bool = False
    #: Parts of a long report (M3): how many, and which this is. None: a frame of its own.
    total: int | None = None
    number: int | None = None
    is_ascii: bool = False

    @property
    def is_part(self) -> bool:
        """Whether it is one of several parts."""
        return self.total is not None


def split(buffer: bytearray) -> Iterator[bytes]:
    """Take whole, undamaged frames out of the buffer; damage costs its own bytes only."""
    while True:
        start = _next_start(buffer, 0)
        if start < 0:
            keep = 1 if buffer.endswith(b"\x7e") else 0
            _drop_noise(buffer, len(buffer) - keep)
            return
        _drop_noise(buffer, start)
        size = _size_at(buffer, 0)
        if size is None:
            return
        if len(buffer) < size:
            later = _later_frame(buffer)
            if later:
                example = bytes(buffer[:later])
                del buffer[:later]
                raise BadFrame("cut_off", example)
            return
        frame = bytes(buffer[:size])
        if not _crc_fits(frame):
            following = _next_start(buffer, 1)
            if following < 0:
                following = len(buffer) - (1 if buffer.endswith(b"\x7e") else 0)
            del buffer[:following]
            raise BadFrame("checksum", frame)
        del buffer[:size]
        yield frame


_START = re.compile(rb"(?=\x7e\x7e)|(?=\x01(?:[0-9A-Fa-f]|$))")


def _next_start(buffer: bytearray, at: int) -> int:
    """Where the next frame may begin, as far as its head is here; -1 for nowhere."""
    for found in _START.finditer(buffer, at):
        size = _size_at(buffer, found.start())
        if size is None or size > 0:
            return found.start()
    return -1


def _drop_noise(buffer: bytearray, number: int) -> None:
    noise = bytes(buffer[:number])
    del buffer[:number]
    if noise.strip(b"\r\n\x00 "):
        raise BadFrame("shape", noise)


def _size_at(buffer: bytearray, at: int) -> int | None:
    """Size of the frame that begins here; None: not enough to tell; -1: no frame begins here."""
    if buffer[at] == SOH:
        return _ascii_size(buffer, at)
    if len(buffer) < at + _HEX_FIXED:
        return None
    flags = (buffer[at + 11] << 8) | buffer[at + 12]
    start = buffer[at + 13]
    if start not in (STX, SYN) or flags >> 12 not in (0, 8):
        return -1
    length = flags & 0x0FFF
    if start == SYN and length < 3:
        return -1
    return _HEX_FIXED + length + 3


def _ascii_size(buffer: bytearray, at: int) -> int | None:
    head = bytes(buffer[at + 1 : at + _ASCII_FIXED - 1])
    if any(byte not in b"0123456789ABCDEFabcdef" for byte in head):
        return -1
    if len(buffer) < at + _ASCII_FIXED:
        return None
    if buffer[at + _ASCII_FIXED - 1] not in (STX, SYN) or head[18:19] not in b"08":
        return -1
    return _ASCII_FIXED + int(head[19:22], 16) + 5


def _crc_fits(frame: bytes) -> bool:
    if frame[0] == SOH:
        try:
            return int(frame[-4:], 16) == crc16(frame[:-4])
        except ValueError:
            return False
    return int.from_bytes(frame[-2:]) == crc16(frame[:-2])


def _later_frame(buffer: bytearray) -> int:
    """Where a whole frame begins inside one that seems unfinished; 0 for nowhere."""
    at = 0
    for _attempt in range(MOST_CANDIDATES):
        at = _next_start(buffer, at + 1)
        if at < 0:
            return 0
        size = _size_at(buffer, at)
        if size and 0 < size <= len(buffer) - at and _crc_fits(bytes(buffer[at : at + size])):
            return at
    return 0


def parse(data: bytes) -> Frame:
    """Read one frame; raises ``BadFrame``."""
    buffer = bytearray(data)
    size = _size_at(buffer, 0) if data[:2] == HEX_HEAD or data[:1] == b"\x01" else -1
    if size is None or size < 0 or size != len(data):
        raise BadFrame("length", data)
    if not _crc_fits(data):
        raise BadFrame("checksum", data)
    is_ascii = data[0] == SOH
    try:
        head, rest = _head(data, is_ascii)
    except ValueError:
        raise BadFrame("shape", data) from None
    start, content, end = rest[0], rest[1:-1], rest[-1]
    flags = int.from_bytes(head[9:11])
    is_down = flags >> 12 == 8
    if end not in (DOWN_ENDS if is_down else UP_ENDS):
        raise BadFrame("shape", data)
    total = number = None
    if start == SYN:
        total, number, content = _part_of(content, is_ascii, data)
    first, second = (head[0:5], head[5:6]) if is_down else (head[1:6], head[0:1])
    return Frame(
        centre=second[0],
        station=first.hex().upper(),
        function=head[8],
        body=content,
        end=end,
        password=int.from_bytes(head[6:8]),
        is_down=is_down,
        total=total,
        number=number,
        is_ascii=is_ascii,
    )


def _head(data: bytes, is_ascii: bool) -> tuple[bytes, bytes]:
    """Return the head as bytes and the rest from STX to the end character."""
    if is_ascii:
        return bytes.fromhex(data[1 : _ASCII_FIXED - 1].decode()), data[_ASCII_FIXED - 1 : -4]
    return data[2 : _HEX_FIXED - 1], data[_HEX_FIXED - 1 : -2]


def _part_of(content: bytes, is_ascii: bool, data: bytes) -> tuple[int, int, bytes]:
    """Read total and number of a part: three digits each, or twelve bits each."""
    try:
        text = content[:6].decode("ascii") if is_ascii else content[:3].hex()
        total, number = int(text[:3], 16), int(text[3:6], 16)
    except ValueError:
        raise BadFrame("shape", data) from None
    if not 1 <= number <= total:
        raise BadFrame("shape", data)
    return total, number, content[6 if is_ascii else 3 :]


def encode(frame: Frame) -> bytes:
    """Write a frame."""
    station = bytes.fromhex(frame.station)
    if len(station) != 5:
        raise ValueError(f"{frame.station!r} is no station address")
    content = frame.body
    if frame.total is not None and frame.number is not None:
        part = f"{frame.total:03X}{frame.number:03X}"
        content = (part.encode() if frame.is_ascii else bytes.fromhex(part)) + content
    if len(content) > LARGEST_BODY:
        raise ValueError(f"a body of {len(content)} bytes has no length field")
    centre = bytes([frame.centre])
    ends = station + centre if frame.is_down else centre + station
    flags = (0x8000 if frame.is_down else 0) | len(content)
    head = ends + struct.pack(">HBH", frame.password, frame.function, flags)
    start = bytes([SYN if frame.is_part else STX])
    if frame.is_ascii:
        data = b"\x01" + head.hex().upper().encode() + start + content + bytes([frame.end])
        return data + b"%04X" % crc16(data)
    data = HEX_HEAD + head + start + content + bytes([frame.end])
    return data + struct.pack(">H", crc16(data))


def identities_of(station: str) -> tuple[str, ...]:
    """What a registry may call the station: ten digits, or without the part that is coded.

    Hydrological stations: 00 and eight digits. Others: six digits of the county and a number that
    two bytes hold (tables 13 and 14).
    """
    if station.startswith("00"):
        return station, station[2:]
    number = int(station[6:], 16)
    return station, f"{station[:6]}{number:06d}", f"{station[:6]}{number:05d}"
