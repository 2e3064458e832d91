"""Many messages into columns of known points, most of them without looking at single readings.

A device mostly names the same points in the same order: the order is remembered as an array of
point numbers, and a message that names them again is taken as a whole. What is not as plain as
that goes the long way through ``codec.interpret``; both take and refuse the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from anlan.integrations.mqtt.codec import (
    MAX_PAYLOAD_BYTES,
    MAX_READINGS,
    MAX_TIME_MS,
    MIN_TIME_MS,
    TELEMETRY_PREFIX,
    interpret,
)
from anlan.integrations.mqtt.source import SourceMessage
from anlan.monitoring.telemetry.public import Fate, Readings

_NUMBERS = frozenset({int, float})
_INTS = frozenset({int})
#: Topics whose order of points is remembered; beyond, all are forgotten.
_MOST_LAYOUTS = 200_000


class _Layout(NamedTuple):
    """Point keys as a device names them, and their dense numbers."""

    keys: tuple[str, ...]
    points: NDArray[np.int64]


@dataclass(slots=True)
class _Columns:
    """What a batch has given so far. ``repeats`` tells how many readings each time stands for."""

    points: list[NDArray[np.int64]] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    repeats: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    #: Readings that are not good: (place among all values, quality).
    poor: list[tuple[int, int]] = field(default_factory=list)

    def readings(self) -> Readings:
        """Return the columns."""
        quality = np.zeros(len(self.values), np.int16)
        if self.poor:
            places, grades = zip(*self.poor, strict=True)
            quality[list(places)] = grades
        return Readings(
            np.concatenate(self.points) if self.points else np.empty(0, np.int64),
            np.repeat(np.array(self.times, np.int64), self.repeats),
            np.array(self.values, np.float64),
            quality,
        )


class Decoder:
    """Decodes batches against a directory of devices: code → key → dense point number."""

    def __init__(self) -> None:
        self._directory: Mapping[str, Mapping[str, int]] = {}
        self._layouts: dict[str, _Layout] = {}

    def forget(self) -> None:
        """Forget what was learned of the devices; the directory has changed in place."""
        self._layouts.clear()

    def decode(
        self, messages: Sequence[SourceMessage], directory: Mapping[str, Mapping[str, int]]
    ) -> tuple[Readings, dict[str, int]]:
        """Return the readings of known points, and what was refused by its fate."""
        if directory is not self._directory or len(self._layouts) > _MOST_LAYOUTS:
            self._directory = directory
            self._layouts.clear()
        columns, refused = _Columns(), dict.fromkeys((Fate.UNKNOWN_POINT, Fate.MALFORMED), 0)
        loads = orjson.loads
        for message in messages:
            topic, payload = message.topic, message.payload
            try:
                content = loads(payload) if len(payload) <= MAX_PAYLOAD_BYTES else None
            except (orjson.JSONDecodeError, RecursionError):
                content = None
            if type(content) is not dict or not self._take(columns, topic, content):
                self._take_slowly(columns, topic, content, refused)
        return columns.readings(), {str(fate): n for fate, n in refused.items() if n}

    def _take(self, columns: _Columns, topic: str, content: dict[str, Any]) -> bool:
        """Take a plain message of one instant, or of columns; tells whether it was one."""
        values, at = content.get("v"), content.get("t")
        if type(values) is dict:
            if type(at) is not int or not MIN_TIME_MS <= at <= MAX_TIME_MS or len(content) != 2:
                return False
            layout = self._layout(topic, tuple(values))
            if layout is None or not _NUMBERS.issuperset(map(type, values.values())):
                return False
            columns.points.append(layout.points)
            columns.times.append(at)
            columns.repeats.append(len(values))
            columns.values += values.values()
            return True
        if type(values) is list and type(at) is list and len(content) == 3:
            return self._take_columns(columns, topic, content.get("k"), at, values)
        return False

    def _take_columns(
        self, columns: _Columns, topic: str, keys: object, times: list[Any], rows: list[Any]
    ) -> bool:
        if type(keys) is not list or len(times) != len(rows) or not times:
            return False
        width = len(keys)
        if len(times) * width > MAX_READINGS or not _INTS.issuperset(map(type, times)):
            return False
        if min(times) < MIN_TIME_MS or max(times) > MAX_TIME_MS:
            return False
        if any(type(key) is not str for key in keys):
            return False
        layout = self._layout(topic, tuple(keys))
        if layout is None:
            return False
        flat: list[Any] = []
        for row in rows:
            if type(row) is not list or len(row) != width:
                return False
            flat += row
        if not _NUMBERS.issuperset(map(type, flat)):
            return False
        columns.points += [layout.points] * len(times)
        columns.times += times
        columns.repeats += [width] * len(times)
        columns.values += flat
        return True

    def _layout(self, topic: str, keys: tuple[str, ...]) -> _Layout | None:
        """Return the point numbers of these keys; None when one of them is not known."""
        found = self._layouts.get(topic)
        if found is not None and found.keys == keys:
            return found
        if not topic.startswith(TELEMETRY_PREFIX) or not 0 < len(keys) <= MAX_READINGS:
            return None
        device = self._directory.get(topic[len(TELEMETRY_PREFIX) :])
        if device is None:
            return None
        points = list(map(device.get, keys))
        if None in points:
            return None
        found = _Layout(keys, np.array(points, np.int64))
        self._layouts[topic] = found
        return found

    def _take_slowly(
        self, columns: _Columns, topic: str, content: object, refused: dict[Fate, int]
    ) -> None:
        frame = interpret(topic, content)
        refused[Fate.MALFORMED] += sum(frame.refused.values())
        device = self._directory.get(frame.device_code)
        if device is None:
            refused[Fate.UNKNOWN_POINT] += len(frame)
            return
        points = list(map(device.get, frame.keys))
        rows = [row for row, point in enumerate(points) if point is not None]
        refused[Fate.UNKNOWN_POINT] += len(points) - len(rows)
        if not rows:
            return
        first = len(columns.values)
        columns.points.append(np.array([points[row] for row in rows], np.int64))
        columns.times += [frame.times_ms[row] for row in rows]
        columns.repeats += [1] * len(rows)
        columns.values += [frame.values[row] for row in rows]
        columns.poor += [
            (first + place, frame.qualities[row])
            for place, row in enumerate(rows)
            if frame.qualities[row]
        ]
