"""Newest readings and arrived ones for the pages of devices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from anlan.monitoring.devices.public import (
    NewestReading,
    register_arrivals,
    register_newest_readings,
)
from anlan.monitoring.telemetry.selectors.readings import connection_of, list_latest


@register_newest_readings
def newest(point_ids: Iterable[int], period_s: float) -> dict[int, NewestReading]:
    """Return value, time and connection of points that were heard of."""
    return {
        point_id: NewestReading(latest.value, latest.at, connection_of(latest, period_s))
        for point_id, latest in list_latest(point_ids).items()
    }


def arrivals(since: datetime, until: datetime) -> tuple[str, list[Any]]:
    """Return the query of usable and bad readings of each point in a stretch of summed minutes."""
    return (
        "SELECT point_id, sum(good) AS good, sum(bad) AS bad FROM ("
        "SELECT point_id, number AS good, 0 AS bad FROM telemetry_minute "
        "WHERE at >= %s AND at < %s UNION ALL SELECT point_id, 0, 1 FROM telemetry_reading "
        "WHERE at >= %s AND at < %s AND (quality >= 2 OR value = 'NaN')) arrived GROUP BY point_id"
    ), [since, until, since, until]


def summed_until() -> datetime | None:
    """Return up to when minutes are summed; None before the first reading."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT minutes_done FROM telemetry_rollup")
        row = cursor.fetchone()
    return row[0] if row else None


register_arrivals(arrivals, summed_until)
