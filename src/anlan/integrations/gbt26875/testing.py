"""Frames, transmitters and the fuzz target of GB/T 26875.3-2011."""

from __future__ import annotations

import csv
from pathlib import Path

from anlan.integrations.gateway.testing import FuzzTarget, make_device
from anlan.integrations.gbt26875.codec import (
    HEAD,
    REPLY,
    SEND,
    TAIL,
    Packet,
    checksum,
    encode,
    label_of,
    parse,
)
from anlan.integrations.gbt26875.unit import (
    NAME_BYTES,
    Analogue,
    DeviceState,
    Operation,
    PartState,
    SystemState,
    encode_unit,
    parse_unit,
)

FIXTURES = Path(__file__).parent / "tests" / "fixtures" / "frames.csv"
POINTS = {
    "fire": "fire",
    "fault": "fault",
    "panel": "system.1.1",
    "corridor": "part.1.3.0x600d9#fire",
    "pressure": "analogue.11.1.7.5",
    "device": "device",
    "reset": "operation.1.1#reset",
}
DEVICES = [
    make_device("330825-FIR-9001", POINTS, identity="11111"),
    make_device("330825-FIR-9002", POINTS, identity="0"),
    make_device("330825-FIR-9003", POINTS, identity="800D00000000"),
]
MOMENT_MS = 1_700_000_000_000
LABEL = label_of(MOMENT_MS)


def published_frames() -> list[dict[str, str]]:
    """Return the published frames with where they come from."""
    with FIXTURES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def name_of(text: str) -> bytes:
    """Write a part's name as packets do."""
    return text.encode("gb18030").ljust(NAME_BYTES, b"\0")


def decode(data: bytes) -> object:
    """Read a packet and its unit."""
    packet = parse(data)
    return parse_unit(packet.unit) if packet.unit else None


def repair(data: bytes) -> bytes:
    """Make length, sum and tail fit a damaged packet."""
    unit = data[27:-3][:1024]
    control = data[2:24].ljust(22, b"\0") + len(unit).to_bytes(2, "little")
    content = control + (data[26:27] or b"\x02") + unit
    return HEAD + content + bytes([checksum(content)]) + TAIL


def sent(*objects: object, source: int = 11111, number: int = 1, command: int = SEND) -> bytes:
    """Write a packet of a transmitter."""
    unit = encode_unit(list(objects))  # type: ignore[arg-type]
    return encode(Packet(command, source, 0, number, label=LABEL, unit=unit))


FUZZ = FuzzTarget(
    name="gbt26875",
    corpus=[
        sent(SystemState(1, 1, 2, LABEL)),
        sent(PartState(1, 3, 42, 0x600D9, 2, name_of("一层走廊"), LABEL)),
        sent(Analogue(11, 1, 0, 7, 5, 321, LABEL), Analogue(11, 1, 0, 7, 3, -12, LABEL)),
        sent(Operation(1, 1, 1, 7, LABEL)),
        sent(DeviceState(3, LABEL), command=REPLY),
        *(bytes.fromhex(row["frame"]) for row in published_frames()),
    ],
    devices=DEVICES,
    repair=repair,
    decode=decode,
    special=[HEAD, TAIL, b"\xff\xff", b"\x00\x04", b"\x01\x04", b"\x02\x16", b"\x03\x3f", b"\x00"],
)
