"""Sparkplug B payloads: bytes to metrics and back (Eclipse Sparkplug 3.0.0, chapter 6).

What cannot be read raises ``MalformedPayload`` and nothing else, whatever the bytes are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from google.protobuf.message import DecodeError

from anlan.integrations.sparkplug.schema import Payload as WirePayload

MAX_PAYLOAD_BYTES = 1024 * 1024
MAX_METRICS = 5_000
MAX_NAME_CHARS = 200

GOOD, UNCERTAIN, BAD = 0, 1, 2
#: Values of the property ``Quality``: good, and not of now. Others are read as OPC classes.
QUALITY_KEY = "Quality"
QUALITY_GOOD, QUALITY_STALE = 192, 500
QUALITY_UNCERTAIN_FROM, QUALITY_GOOD_TO = 64, 255

Value = int | float | bool | str | bytes | None


class DataType(IntEnum):
    """Types of a metric's value, by their number on the wire."""

    UNKNOWN = 0
    INT8 = 1
    INT16 = 2
    INT32 = 3
    INT64 = 4
    UINT8 = 5
    UINT16 = 6
    UINT32 = 7
    UINT64 = 8
    FLOAT = 9
    DOUBLE = 10
    BOOLEAN = 11
    STRING = 12
    DATETIME = 13
    TEXT = 14


#: Width of whole numbers, and whether they are signed. [bits]
WHOLE = {
    DataType.INT8: (8, True),
    DataType.INT16: (16, True),
    DataType.INT32: (32, True),
    DataType.INT64: (64, True),
    DataType.UINT8: (8, False),
    DataType.UINT16: (16, False),
    DataType.UINT32: (32, False),
    DataType.UINT64: (64, False),
    DataType.DATETIME: (64, False),
}
_LONG = frozenset({DataType.INT64, DataType.UINT64, DataType.DATETIME})
_TEXT = frozenset({DataType.STRING, DataType.TEXT})


class MalformedPayload(ValueError):
    """Bytes that are no Sparkplug B payload, or one beyond the limits."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric as it stands in a payload; whole numbers as on the wire, without a sign."""

    name: str = ""
    alias: int | None = None
    time_ms: int | None = None
    datatype: int = DataType.UNKNOWN
    value: Value = None
    is_historical: bool = False
    quality: int = GOOD

    def number(self, datatype: int | None = None) -> float | None:
        """The value as a number under its type (of the birth, when left out); None: no number."""
        if self.value is None or isinstance(self.value, str | bytes):
            return None
        if isinstance(self.value, bool | float):
            return float(self.value)
        width = WHOLE.get(DataType(known_type(datatype or self.datatype)))
        if width is None:
            return float(self.value)
        bits, is_signed = width
        whole = self.value & ((1 << bits) - 1)
        if is_signed and whole >> (bits - 1):
            whole -= 1 << bits
        return float(whole)


@dataclass(frozen=True, slots=True)
class Payload:
    """A decoded payload."""

    metrics: tuple[Metric, ...] = ()
    time_ms: int | None = None
    seq: int | None = None
    #: Metrics beyond the first that could not be read (name that is no text, a nested value).
    left_out: int = 0

    def find(self, name: str) -> Metric | None:
        """The metric of a name."""
        return next((metric for metric in self.metrics if metric.name == name), None)


def known_type(number: int) -> int:
    """The type's number, or that of the unknown type."""
    return number if number in DataType.__members__.values() else DataType.UNKNOWN


def decode_payload(raw: bytes) -> Payload:
    """Read a payload; raises ``MalformedPayload``."""
    if len(raw) > MAX_PAYLOAD_BYTES:
        raise MalformedPayload(f"{len(raw)} bytes")
    wire = WirePayload()
    try:
        wire.ParseFromString(raw)
    except (DecodeError, ValueError, RecursionError) as error:
        raise MalformedPayload(str(error)) from None
    if len(wire.metrics) > MAX_METRICS:
        raise MalformedPayload(f"{len(wire.metrics)} metrics")
    metrics: list[Metric] = []
    left_out = 0
    for one in wire.metrics:
        metric = _read_metric(one)
        if metric is None:
            left_out += 1
        else:
            metrics.append(metric)
    return Payload(
        metrics=tuple(metrics),
        time_ms=wire.timestamp if wire.HasField("timestamp") else None,
        seq=wire.seq if wire.HasField("seq") else None,
        left_out=left_out,
    )


def _read_metric(wire: Any) -> Metric | None:
    """One metric; None when it has no readable name, alias or value."""
    name = wire.name
    if not isinstance(name, str):  # the library hands over as bytes what is no UTF-8
        return None
    chosen = wire.WhichOneof("value")
    value = None if wire.is_null or chosen is None else getattr(wire, chosen)
    quality = _read_quality(wire.properties) if wire.HasField("properties") else GOOD
    if len(name) > MAX_NAME_CHARS or chosen in ("dataset_value", "template_value"):
        return None
    if not name and not wire.HasField("alias"):
        return None
    return Metric(
        name=name,
        alias=wire.alias if wire.HasField("alias") else None,
        time_ms=wire.timestamp if wire.HasField("timestamp") else None,
        datatype=known_type(wire.datatype),
        value=value,
        is_historical=wire.is_historical,
        quality=quality,
    )


def _read_quality(properties: Any) -> int:
    """The property ``Quality`` as the platform's quality."""
    for key, value in zip(properties.keys, properties.values, strict=False):
        if key == QUALITY_KEY:
            code = value.int_value or value.long_value
            if code == QUALITY_STALE:
                return UNCERTAIN
            if QUALITY_GOOD <= code <= QUALITY_GOOD_TO:
                return GOOD
            return UNCERTAIN if QUALITY_UNCERTAIN_FROM <= code < QUALITY_GOOD else BAD
    return GOOD


def encode_payload(
    metrics: Sequence[Metric], *, time_ms: int | None = None, seq: int | None = None
) -> bytes:
    """Write a payload; whole numbers may carry their sign."""
    wire = WirePayload()
    if time_ms is not None:
        wire.timestamp = time_ms
    if seq is not None:
        wire.seq = seq
    for metric in metrics:
        _write_metric(wire.metrics.add(), metric)
    return bytes(wire.SerializeToString())


def _write_metric(wire: Any, metric: Metric) -> None:
    if metric.name:
        wire.name = metric.name
    if metric.alias is not None:
        wire.alias = metric.alias
    if metric.time_ms is not None:
        wire.timestamp = metric.time_ms
    if metric.datatype:
        wire.datatype = metric.datatype
    if metric.is_historical:
        wire.is_historical = True
    if metric.quality != GOOD:
        wire.properties.keys.append(QUALITY_KEY)
        property_ = wire.properties.values.add()
        property_.type = DataType.INT32
        property_.int_value = QUALITY_STALE if metric.quality == UNCERTAIN else 0
    value, datatype = metric.value, metric.datatype
    if value is None:
        wire.is_null = True
    elif isinstance(value, bytes):
        wire.bytes_value = value
    elif datatype in _TEXT or isinstance(value, str):
        wire.string_value = str(value)
    elif datatype == DataType.BOOLEAN or isinstance(value, bool):
        wire.boolean_value = bool(value)
    elif datatype in _LONG:
        wire.long_value = int(value) & 0xFFFF_FFFF_FFFF_FFFF
    elif datatype in WHOLE:
        wire.int_value = int(value) & 0xFFFF_FFFF
    elif datatype == DataType.FLOAT:
        wire.float_value = value
    else:
        wire.double_value = float(value)


def is_number(value: float | None) -> bool:
    """Whether a value can be stored as one that was measured."""
    return value is not None and math.isfinite(value)
