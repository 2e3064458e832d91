"""Newest readings for the pages of devices."""

from __future__ import annotations

from collections.abc import Iterable

from anlan.monitoring.devices.public import NewestReading, register_newest_readings
from anlan.monitoring.telemetry.selectors.readings import connection_of, list_latest


@register_newest_readings
def newest(point_ids: Iterable[int], period_s: float) -> dict[int, NewestReading]:
    """Return value, time and connection of points that were heard of."""
    return {
        point_id: NewestReading(latest.value, latest.at, connection_of(latest, period_s))
        for point_id, latest in list_latest(point_ids).items()
    }
