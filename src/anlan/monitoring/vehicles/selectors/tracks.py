"""Tracks of a stretch of time."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from django.db import connection

from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible
from anlan.monitoring.vehicles.models import TrackSegment, Vehicle
from anlan.monitoring.vehicles.packing import Track, empty_track, join, unpack


def get_track(vehicle_id: int, since: datetime, until: datetime, *, actor: Actor) -> Track:
    """Return the track of a visible vehicle; raises ``NotVisible``."""
    get_visible(Vehicle, vehicle_id, actor=actor)
    return read_track(vehicle_id, since, until)


def read_track(vehicle_id: int, since: datetime, until: datetime) -> Track:
    """Return the packed hours and the single positions of a stretch as one track."""
    first = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    rows = TrackSegment.objects.filter(
        vehicle_id=vehicle_id, hour__gte=first, hour__lte=until
    ).order_by("hour")
    tracks = [unpack(bytes(content)) for content in rows.values_list("content", flat=True)]
    tracks.append(_single(vehicle_id, since, until))
    track = join(*tracks)
    inside = (track.at >= since.timestamp()) & (track.at <= until.timestamp())
    return track.where(inside)


def _single(vehicle_id: int, since: datetime, until: datetime) -> Track:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT floor(extract(epoch FROM at))::bigint, longitude, latitude, speed_km_h, "
            "heading FROM vehicles_position "
            "WHERE vehicle_id = %s AND at >= %s AND at <= %s ORDER BY at",
            [vehicle_id, since, until],
        )
        rows = cursor.fetchall()
    if not rows:
        return empty_track()
    table = np.array(rows, np.float64)
    return Track(
        table[:, 0].astype(np.int64),
        table[:, 1],
        table[:, 2],
        table[:, 3],
        table[:, 4].astype(np.int64),
    )
