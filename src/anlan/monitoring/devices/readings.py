"""What the registry is told from above: newest readings, what arrived, alarm levels, live frames.

The telemetry store, the alarms and the message broker know the registry and not the other way
round; they hand in what the pages of devices show.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from anlan.monitoring.devices.choices import Connection
from anlan.monitoring.devices.models import DeviceHealth, Point


@dataclass(frozen=True, slots=True)
class NewestReading:
    """What a point showed last, and whether its device is heard of."""

    value: float | None
    at: datetime | None
    connection: Connection


Source = Callable[[Iterable[int], float], Mapping[int, NewestReading]]
_source: list[Source] = []


def register_newest_readings(source: Source) -> Source:
    """Let the store tell the newest readings: ``source(point_ids, period_s)``."""
    _source[:] = [source]
    return source


def newest_readings(points: Iterable[Point], period_s: float) -> dict[int, NewestReading]:
    """Return the newest reading of every point; unknown where nothing was ever heard.

    A point of a device that took its leave is offline, however fresh its last reading is.
    """
    devices = {point.pk: point.device_id for point in points}
    found = dict(_source[0](devices, period_s)) if _source else {}
    gone = set(
        DeviceHealth.objects.filter(
            pk__in=set(devices.values()),
            absent_since__isnull=False,
            connection=Connection.OFFLINE,
        ).values_list("pk", flat=True)
    )
    unknown = NewestReading(None, None, Connection.UNKNOWN)
    for point_id, device_id in devices.items():
        newest = found.setdefault(point_id, unknown)
        if device_id in gone:
            found[point_id] = replace(newest, connection=Connection.OFFLINE)
    return found


#: ``between(since, until)`` gives a query of (point_id, good, bad); ``known_until()`` how far.
Between = Callable[[datetime, datetime], tuple[str, list[Any]]]
_arrivals: list[tuple[Between, Callable[[], datetime | None]]] = []


def register_arrivals(between: Between, known_until: Callable[[], datetime | None]) -> None:
    """Let the store tell how many readings of each point arrived in a stretch of time.

    ``between`` returns SQL with its parameters: one row a point with the columns ``point_id``,
    ``good`` and ``bad``; ``known_until`` the moment up to which it is complete.
    """
    _arrivals[:] = [(between, known_until)]


def arrivals_between(since: datetime, until: datetime) -> tuple[str, list[Any]]:
    """Return the query of what arrived."""
    if not _arrivals:
        return "SELECT 0 AS point_id, 0 AS good, 0 AS bad WHERE false", []
    return _arrivals[0][0](since, until)


def arrivals_known_until() -> datetime | None:
    """Return up to when it is known what arrived; None when nothing is."""
    return _arrivals[0][1]() if _arrivals else None


Levels = Callable[[Iterable[int]], Mapping[int, int]]
_levels: list[Levels] = []


def register_device_levels(source: Levels) -> Levels:
    """Let the alarms tell the gravest open level of devices: ``source(device_ids)``."""
    _levels[:] = [source]
    return source


def device_levels(device_ids: Iterable[int]) -> dict[int, int]:
    """Return the gravest open alarm level of the devices that have one."""
    return dict(_levels[0](list(device_ids))) if _levels else {}


@dataclass(frozen=True, slots=True)
class SeenReading:
    """One reading of a message as it was seen on its way in."""

    key: str
    at_ms: int
    value: float | None
    quality: int


@dataclass(frozen=True, slots=True)
class SeenFrame:
    """A message of a device: what was understood and what was refused, with the reason."""

    received_at: datetime
    size: int
    readings: tuple[SeenReading, ...]
    refused: Mapping[str, int]
    text: str


Frames = Callable[[str], AsyncIterator[SeenFrame | None]]
_frames: list[Frames] = []


def register_frames(source: Frames) -> Frames:
    """Let the broker's side show what a device sends: ``source(device_code)`` yields its messages.

    None means that nothing came for a while: the page says so and the connection is kept open.
    """
    _frames[:] = [source]
    return source


def frames_of(device_code: str) -> AsyncIterator[SeenFrame | None] | None:
    """Return the stream of messages of a device; None where no broker is connected."""
    return _frames[0](device_code) if _frames else None
