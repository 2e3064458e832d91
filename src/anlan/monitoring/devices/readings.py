"""Newest readings on the pages of devices. The telemetry store, which knows the registry and not
the other way round, hands them in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from anlan.monitoring.devices.choices import Connection
from anlan.monitoring.devices.models import Point


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
    """Return the newest reading of every point; unknown where nothing was ever heard."""
    ids = [point.pk for point in points]
    found = dict(_source[0](ids, period_s)) if _source else {}
    unknown = NewestReading(None, None, Connection.UNKNOWN)
    return {point_id: found.get(point_id, unknown) for point_id in ids}
