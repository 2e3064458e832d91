"""Data units of GB/T 26875.3-2011: type, number of objects, objects with their time (8.3)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from anlan.integrations.gateway.contracts import BadFrame

#: Types of table 3 that are read in full.
SYSTEM_STATE, PART_STATE, ANALOGUE, OPERATION = 1, 2, 3, 4
DEVICE_STATE, DEVICE_OPERATION = 21, 24
SYNCHRONISE, READ_DEVICE_STATE, CHECK_POST = 90, 81, 91
#: Types whose objects have a fixed size but carry no measured value: versions, clocks, names.
PLAIN_SIZES = {5: 4, 7: 38, 8: 8, 25: 2, 28: 6}
NAME_BYTES = 31


@dataclass(frozen=True, slots=True)
class SystemState:
    """State of a fire system (figure 18)."""

    system: int
    address: int
    state: int
    label: bytes


@dataclass(frozen=True, slots=True)
class PartState:
    """State of a detector, a button, a pump … (figure 19)."""

    system: int
    address: int
    part: int
    part_address: int
    state: int
    name: bytes
    label: bytes

    @property
    def text(self) -> str:
        """What the installer wrote on it."""
        return self.name.rstrip(b"\0").decode("gb18030", "replace").strip()


@dataclass(frozen=True, slots=True)
class Analogue:
    """An analogue value of a part (figure 20), in steps of table 6."""

    system: int
    address: int
    part: int
    part_address: int
    kind: int
    value: int
    label: bytes


@dataclass(frozen=True, slots=True)
class Operation:
    """What somebody did at a fire system (figure 21)."""

    system: int
    address: int
    flags: int
    operator: int
    label: bytes


@dataclass(frozen=True, slots=True)
class DeviceState:
    """State of the transmitter itself (figure 26)."""

    state: int
    label: bytes


@dataclass(frozen=True, slots=True)
class DeviceOperation:
    """What somebody did at the transmitter, answering for the post included (figure 27)."""

    flags: int
    operator: int
    label: bytes


@dataclass(frozen=True, slots=True)
class Plain:
    """Content that carries no measured value, kept as it stands."""

    type: int
    count: int
    data: bytes


Object = SystemState | PartState | Analogue | Operation | DeviceState | DeviceOperation
_LAYOUTS: dict[int, tuple[struct.Struct, Callable[..., Object]]] = {
    SYSTEM_STATE: (struct.Struct("<BBH6s"), SystemState),
    PART_STATE: (struct.Struct("<BBBIH31s6s"), PartState),
    ANALOGUE: (struct.Struct("<BBBIBh6s"), Analogue),
    OPERATION: (struct.Struct("<BBBB6s"), Operation),
    DEVICE_STATE: (struct.Struct("<B6s"), DeviceState),
    DEVICE_OPERATION: (struct.Struct("<BB6s"), DeviceOperation),
}
_FIELDS: dict[type, tuple[int, tuple[str, ...]]] = {
    SystemState: (SYSTEM_STATE, ("system", "address", "state", "label")),
    PartState: (
        PART_STATE,
        ("system", "address", "part", "part_address", "state", "name", "label"),
    ),
    Analogue: (
        ANALOGUE,
        ("system", "address", "part", "part_address", "kind", "value", "label"),
    ),
    Operation: (OPERATION, ("system", "address", "flags", "operator", "label")),
    DeviceState: (DEVICE_STATE, ("state", "label")),
    DeviceOperation: (DEVICE_OPERATION, ("flags", "operator", "label")),
}


def parse_unit(data: bytes) -> list[Object] | Plain:
    """Read a data unit; raises ``BadFrame`` when number and length do not agree."""
    if len(data) < 2:
        raise BadFrame("length", data)
    kind, count, rest = data[0], data[1], data[2:]
    layout = _LAYOUTS.get(kind)
    if layout is not None:
        structure, make = layout
        if count < 1 or len(rest) != count * structure.size:
            raise BadFrame("length", data)
        return [make(*fields) for fields in structure.iter_unpack(rest)]
    size = PLAIN_SIZES.get(kind)
    if size is not None and len(rest) != count * size:
        raise BadFrame("length", data)
    return Plain(kind, count, rest)


def encode_unit(content: Sequence[Object] | Plain) -> bytes:
    """Write a data unit; its objects are of one kind."""
    if isinstance(content, Plain):
        return bytes([content.type, content.count]) + content.data
    kind, names = _FIELDS[type(content[0])]
    structure = _LAYOUTS[kind][0]
    packed = b"".join(structure.pack(*(getattr(item, name) for name in names)) for item in content)
    return bytes([kind, len(content)]) + packed
