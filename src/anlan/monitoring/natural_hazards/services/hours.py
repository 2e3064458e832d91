"""Every hour: the figures of each station from what its points have sent."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from anlan.kernel.actor import Actor
from anlan.kernel.policy import require_permission
from anlan.monitoring.natural_hazards.choices import Role
from anlan.monitoring.natural_hazards.constants import LATE_HOURS
from anlan.monitoring.natural_hazards.models import HourlyValue, StationPoint
from anlan.monitoring.natural_hazards.permissions import MAKE
from anlan.monitoring.telemetry.public import from_ms, list_readings_since

HOUR = timedelta(hours=1)
_HOUR_MS = 3_600_000
#: From this quality on a reading is not used.
UNUSABLE = 2
BATCH = 2000


def full_hour(at: datetime) -> datetime:
    """Return the last full hour."""
    return at.replace(minute=0, second=0, microsecond=0)


@transaction.atomic
def gather_hours(*, until: datetime, actor: Actor, hours: int = LATE_HOURS) -> int:
    """Sum up the hours that end not later than ``until``; late readings are taken in for a while.

    Rain steps are added, totals and levels take the last reading, wind its mean. An hour without
    reading gets no value. Returns how many values were written.
    """
    require_permission(actor, MAKE)
    end = full_hour(until)
    points = {
        row.point_id: row for row in StationPoint.objects.filter(station__is_active=True).iterator()
    }
    if not points:
        return 0
    since = end - hours * HOUR
    gathered: dict[tuple[int, int], list[float]] = {}
    begin_ms, end_ms = int(since.timestamp() * 1000), int(end.timestamp() * 1000)
    for point_id, at_ms, value, quality in list_readings_since(points, since):
        if begin_ms < at_ms <= end_ms and quality < UNUSABLE and math.isfinite(value):
            # An hour holds what was measured after its beginning until its end.
            gathered.setdefault((point_id, -(-at_ms // _HOUR_MS)), []).append(value)
    rows = {}
    for (point_id, hour), values in gathered.items():
        point = points[point_id]
        quantity, value = _figure(point, values)
        rows[point.station_id, quantity, hour] = value
    return write_hours(
        (station_id, quantity, from_ms(hour * _HOUR_MS), value)
        for (station_id, quantity, hour), value in rows.items()
    )


def _figure(point: StationPoint, values: list[float]) -> tuple[str, float]:
    if point.role == Role.RAIN_STEP:
        return "rain_1h", sum(values)
    if point.role == Role.RAIN_TOTAL:
        return f"rain_{point.window_h}h", values[-1]
    if point.role == Role.WIND_SPEED:
        return point.role, sum(values) / len(values)
    return point.role, values[-1]


def write_hours(rows: Iterable[tuple[int, str, datetime, float]]) -> int:
    """Write hourly values; what is there already is replaced."""
    made = HourlyValue.objects.bulk_create(
        (HourlyValue(station_id=s, quantity=q, at=at, value=v) for s, q, at, v in rows),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["quantity", "station", "at"],
        update_fields=["value"],
    )
    return len(made)
