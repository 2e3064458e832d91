"""The telemetry message: topic ``anlan/v1/telemetry/<device code>``, JSON payload.

Three forms. One instant: ``{"t": <unix ms>, "v": {"<point key>": number, …}}``. Batch:
``{"r": [["<key>", <unix ms>, value, quality?], …]}`` with quality 0 good, 1 uncertain, 2 bad.
Columns, for many instants of the same points: ``{"k": ["<key>", …], "t": [<unix ms>, …],
"v": [[number, …], …]}``, one row of values an instant in the order of the keys.

Decoding never raises for what a device sent: a frame that is not understood as a whole is refused
with its reason, single readings that make no sense are left out and counted. A value may be null
(the device could not measure): it becomes NaN of bad quality, which is stored and never judged.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import orjson

TELEMETRY_PREFIX = "anlan/v1/telemetry/"
CONTROL_TOPIC = "anlan/v1/simulator/control"

MAX_PAYLOAD_BYTES = 256 * 1024
MAX_READINGS = 5_000
MAX_KEY_CHARS = 64
MAX_CODE_CHARS = 64
#: 2000-01-01 and 2100-01-01 in unix milliseconds: a clock outside is not set, not late.
MIN_TIME_MS = 946_684_800_000
MAX_TIME_MS = 4_102_444_800_000

GOOD, UNCERTAIN, BAD = 0, 1, 2

_CODE = re.compile(r"[0-9A-Za-z_.\-]{1,64}")
_NUMBERS = frozenset({int, float})


class Refusal(StrEnum):
    """Why a frame or a reading was not taken; counted and shown under these names."""

    TOPIC = "topic"
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    SHAPE = "shape"
    TOO_MANY = "too_many"
    KEY = "key"
    TIME = "time"
    VALUE = "value"
    QUALITY = "quality"


@dataclass(slots=True)
class Frame:
    """One decoded message: columns of equal length, and what was left out."""

    device_code: str
    keys: list[str] = field(default_factory=list)
    times_ms: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    qualities: list[int] = field(default_factory=list)
    refused: dict[Refusal, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)

    def refuse(self, reason: Refusal, number: int = 1) -> None:
        """Count readings that were left out."""
        self.refused[reason] = self.refused.get(reason, 0) + number


def topic_of(device_code: str) -> str:
    """Return the topic a device publishes to."""
    return TELEMETRY_PREFIX + device_code


def decode(topic: str, payload: bytes) -> Frame:
    """Decode a message. Never raises for its content; see ``Frame.refused``."""
    message: object = None
    if len(payload) <= MAX_PAYLOAD_BYTES:
        try:
            message = orjson.loads(payload)
        except (orjson.JSONDecodeError, RecursionError):
            message = Refusal.NOT_JSON
    else:
        message = Refusal.TOO_LARGE
    return interpret(topic, message)


def interpret(topic: str, message: object) -> Frame:
    """Take what a payload said, or the reason why it could not be read, as readings."""
    code = topic[len(TELEMETRY_PREFIX) :] if topic.startswith(TELEMETRY_PREFIX) else ""
    frame = Frame(code)
    if not _CODE.fullmatch(code):
        frame.device_code = ""
        frame.refuse(Refusal.TOPIC)
    elif isinstance(message, Refusal):
        frame.refuse(message)
    elif not isinstance(message, dict):
        frame.refuse(Refusal.SHAPE)
    elif isinstance(rows := message.get("r"), list):
        _decode_batch(rows, frame)
    elif isinstance(values := message.get("v"), dict):
        _decode_instant(message.get("t"), values, frame)
    elif isinstance(values, list):
        _decode_columns(message.get("k"), message.get("t"), values, frame)
    else:
        frame.refuse(Refusal.SHAPE)
    return frame


def _decode_instant(time_ms: object, values: dict[str, object], frame: Frame) -> None:
    """Take the form of one instant."""
    if len(values) > MAX_READINGS:
        frame.refuse(Refusal.TOO_MANY)
        return
    for key, value in values.items():
        _take(frame, key, time_ms, value, GOOD)


def _decode_columns(keys: object, times: object, rows: list[object], frame: Frame) -> None:
    """Take the form of columns; a row that does not fit its keys is left out as one."""
    if not isinstance(keys, list) or not isinstance(times, list) or len(times) != len(rows):
        frame.refuse(Refusal.SHAPE)
        return
    if len(keys) * len(rows) > MAX_READINGS or len(rows) > MAX_READINGS:
        frame.refuse(Refusal.TOO_MANY)
        return
    for time_ms, row in zip(times, rows, strict=True):
        if not isinstance(row, list) or len(row) != len(keys):
            frame.refuse(Refusal.SHAPE)
            continue
        for key, value in zip(keys, row, strict=True):
            _take(frame, key, time_ms, value, GOOD)


def _decode_batch(rows: list[object], frame: Frame) -> None:
    """Take the batch form; whole columns when all is as it should be, else row by row."""
    if len(rows) > MAX_READINGS:
        frame.refuse(Refusal.TOO_MANY)
        return
    if rows and _take_columns(rows, frame):
        return
    for row in rows:
        if not isinstance(row, list) or not 3 <= len(row) <= 4:
            frame.refuse(Refusal.SHAPE)
            continue
        _take(frame, row[0], row[1], row[2], row[3] if len(row) == 4 else GOOD)


def _take_columns(rows: list[object], frame: Frame) -> bool:
    """Take a batch whose rows are all of one length and clean; tells whether it was."""
    try:
        columns = list(zip(*rows, strict=True))
    except (TypeError, ValueError):
        return False
    if not 3 <= len(columns) <= 4:
        return False
    keys, times, values = columns[:3]
    if (
        set(map(type, rows)) != {list}
        or set(map(type, keys)) != {str}
        or set(map(type, times)) != {int}
        or not set(map(type, values)) <= _NUMBERS
        or min(map(len, keys)) < 1
        or max(map(len, keys)) > MAX_KEY_CHARS
        or min(times) < MIN_TIME_MS
        or max(times) > MAX_TIME_MS
    ):
        return False
    try:
        numbers = list(map(float, values))
    except OverflowError:
        return False
    qualities: list[int] = [GOOD] * len(rows)
    if len(columns) == 4:
        if set(map(type, columns[3])) != {int} or not set(columns[3]) <= {GOOD, UNCERTAIN, BAD}:
            return False
        qualities = list(columns[3])
    frame.keys, frame.times_ms = list(keys), list(times)
    frame.values, frame.qualities = numbers, qualities
    return True


def _take(frame: Frame, key: object, time_ms: object, value: object, quality: object) -> None:
    """Take one reading or count why not."""
    if type(key) is not str or not 0 < len(key) <= MAX_KEY_CHARS:
        frame.refuse(Refusal.KEY)
    elif type(time_ms) is not int or not MIN_TIME_MS <= time_ms <= MAX_TIME_MS:
        frame.refuse(Refusal.TIME)
    elif type(quality) is not int or quality not in (GOOD, UNCERTAIN, BAD):
        frame.refuse(Refusal.QUALITY)
    elif value is None:
        _append(frame, key, time_ms, math.nan, BAD)
    elif type(value) is int or type(value) is float:
        try:
            number = float(value)
        except OverflowError:
            frame.refuse(Refusal.VALUE)
        else:
            _append(frame, key, time_ms, number, quality)
    else:
        frame.refuse(Refusal.VALUE)


def _append(frame: Frame, key: str, time_ms: int, value: float, quality: int) -> None:
    frame.keys.append(key)
    frame.times_ms.append(time_ms)
    frame.values.append(value)
    frame.qualities.append(quality)


def encode_instant(time_ms: int, values: Mapping[str, float]) -> bytes:
    """Encode readings of one instant; NaN becomes null."""
    return orjson.dumps({"t": time_ms, "v": dict(values)})


def encode_columns(
    keys: Sequence[str], times_ms: Sequence[int], rows: Sequence[Sequence[float]]
) -> bytes:
    """Encode many instants of the same points; NaN becomes null."""
    return orjson.dumps({"k": list(keys), "t": list(times_ms), "v": [list(row) for row in rows]})


def encode_batch(readings: Iterable[tuple[str, int, float, int]]) -> bytes:
    """Encode (key, unix ms, value, quality) rows; quality 0 is left out, NaN becomes null."""
    return orjson.dumps(
        {"r": [[k, t, v] if q == GOOD else [k, t, v, q] for k, t, v, q in readings]}
    )
