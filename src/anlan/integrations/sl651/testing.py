"""Frames, stations and the fuzz target of SL 651-2014."""

from __future__ import annotations

import csv
import struct
from pathlib import Path

from anlan.integrations.gateway.testing import FuzzTarget, make_device
from anlan.integrations.sl651.body import ascii_body, ascii_readings, parse_body, readings_of
from anlan.integrations.sl651.codec import HEX_HEAD, Frame, crc16, encode, parse

FIXTURES = Path(__file__).parent / "tests" / "fixtures" / "frames.csv"
POINTS = {
    "rain": "PJ",
    "rain_total": "PT",
    "level": "Z",
    "battery": "VT",
    "rain_5min": "DRP",
    "level_5min": "F5",
}
DEVICES = [
    make_device("330825-RIV-9001", POINTS, identity="0011223344"),
    make_device("330825-RIV-9002", POINTS, identity="12345678"),
]


TIMED_WORDS = "ST 0011223344 H TT 1707181100 PJ 4.0 PT 4.0 Z 10.490 VT 12.10"
UNIFORM_WORDS = "ST 0011223344 H TT 1707181005 DRN05 PJ Z 0.5 10.49 M 10.50 0.0 10.51"


def published_frames() -> list[dict[str, str]]:
    """Return the published frames with where they come from."""
    with FIXTURES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def decode(data: bytes) -> object:
    """Read a frame and its body."""
    frame = parse(data)
    if frame.is_ascii:
        return ascii_readings(frame.body)
    return list(readings_of(parse_body(frame.body)))


def repair(data: bytes) -> bytes:
    """Make start, length and checksum fit a damaged frame."""
    if data[:1] == b"\x01":
        body = data[24:-5]
        made = b"\x01" + data[1:19].ljust(18, b"0") + b"%03X" % (len(body) & 0xFFF)
        made += (data[23:24] or b"\x02") + body + b"\x03"
        return made + b"%04X" % crc16(made)
    body = data[14:-3][:4095]
    made = HEX_HEAD + data[2:11].ljust(9, b"\0") + struct.pack(">H", len(body))
    made += (b"\x16" if data[13:14] == b"\x16" else b"\x02") + body + b"\x03"
    return made + struct.pack(">H", crc16(made))


def _ascii_frames() -> list[bytes]:
    words, steps = TIMED_WORDS.split(), UNIFORM_WORDS.split()
    return [
        encode(Frame(5, "0011223344", 0x32, ascii_body(52, 1500000000000, words), is_ascii=True)),
        encode(Frame(5, "0011223344", 0x31, ascii_body(53, 1500000000000, steps), is_ascii=True)),
    ]


_PUBLISHED = {row["name"]: bytes.fromhex(row["frame"]) for row in published_frames()}
FUZZ = FuzzTarget(
    name="sl651",
    corpus=[_PUBLISHED["timed_32"], *_PUBLISHED.values(), *_ascii_frames()],
    devices=DEVICES,
    repair=repair,
    decode=decode,
    special=[
        HEX_HEAD, b"\x01", b"\x02", b"\x03", b"\x16", b"\x17", b"\x0f\xff", b"\xf1\xf1",
        b"\xf0\xf0", b"\x04\x18\x00\x00\x05", b"\xf4\x60", b"\xf5\xc0", b"\xff\xff", b"\x20\x00",
    ],
)  # fmt: skip
