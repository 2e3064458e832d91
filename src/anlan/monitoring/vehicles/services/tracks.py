"""Hours of track that are over are packed; their sums go to the days of their vehicles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from django.db import connection, transaction

from anlan.monitoring.vehicles.constants import CLOSE_AFTER_S, TRACK_DAYS
from anlan.monitoring.vehicles.models import TrackSegment
from anlan.monitoring.vehicles.packing import Track, add_up, join, pack, unpack

HOUR = timedelta(hours=1)
#: Vehicles of one transaction: some ten thousand positions.
VEHICLES_AT_ONCE = 200
ZONE = "Asia/Shanghai"


def close_hours(now: datetime) -> int:
    """Pack every hour that is over; positions that came late go into theirs. Returns how many."""
    until = (now - timedelta(seconds=CLOSE_AFTER_S)).astimezone(UTC)
    until = until.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT vehicle_id, date_trunc('hour', at, 'UTC') FROM vehicles_position "
            "WHERE at < %s GROUP BY 1, 2 ORDER BY 2, 1",
            [until],
        )
        waiting: dict[datetime, list[int]] = {}
        for vehicle_id, hour in cursor.fetchall():
            waiting.setdefault(hour, []).append(vehicle_id)
    packed = 0
    for hour, vehicle_ids in waiting.items():
        for start in range(0, len(vehicle_ids), VEHICLES_AT_ONCE):
            some = vehicle_ids[start : start + VEHICLES_AT_ONCE]
            with transaction.atomic():
                packed += _close(hour, some)
    return packed


def _close(hour: datetime, vehicle_ids: Sequence[int]) -> int:
    """Pack an hour of some vehicles: take positions away, write segments, add up days."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM vehicles_position WHERE vehicle_id = ANY(%s) AND at >= %s AND at < %s "
            "RETURNING vehicle_id, floor(extract(epoch FROM at))::bigint, longitude, latitude, "
            "speed_km_h, heading",
            [list(vehicle_ids), hour, hour + HOUR],
        )
        rows = cursor.fetchall()
    if not rows:
        return 0
    table = np.array(rows, np.float64)
    order = np.lexsort((table[:, 1], table[:, 0]))
    table = table[order]
    ids, starts = np.unique(table[:, 0].astype(np.int64), return_index=True)
    known = {
        segment.vehicle_id: bytes(segment.content)
        for segment in TrackSegment.objects.filter(vehicle_id__in=ids.tolist(), hour=hour)
    }
    made = []
    ends = np.append(starts[1:], len(table))
    for vehicle_id, begin, end in zip(ids.tolist(), starts.tolist(), ends.tolist(), strict=True):
        some = table[begin:end]
        track = Track(
            some[:, 1].astype(np.int64),
            some[:, 2],
            some[:, 3],
            some[:, 4],
            some[:, 5].astype(np.int64),
        )
        before = [unpack(known[vehicle_id])] if vehicle_id in known else []
        track = join(*before, track)
        sums = add_up(track)
        made.append(
            TrackSegment(
                vehicle_id=vehicle_id,
                hour=hour,
                count=len(track),
                content=pack(track),
                distance_km=sums.distance_km,
                driving_s=sums.driving_s,
                highest_km_h=sums.highest_km_h,
                slots=sums.slots,
            )
        )
    TrackSegment.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["vehicle", "hour"],
        update_fields=["count", "content", "distance_km", "driving_s", "highest_km_h", "slots"],
    )
    add_up_days(ids.tolist(), hour)
    return len(made)


def add_up_days(vehicle_ids: Iterable[int], hour: datetime) -> None:
    """Add up the day (Chinese time) of an hour anew for some vehicles."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vehicles_vehicleday AS d (vehicle_id, day, distance_km, driving_s, "
            "highest_km_h, slots_heard, positions) "
            "SELECT vehicle_id, (hour AT TIME ZONE %(zone)s)::date, sum(distance_km), "
            "sum(driving_s), max(highest_km_h), sum(bit_count(slots::int::bit(12))), sum(count) "
            "FROM vehicles_tracksegment WHERE vehicle_id = ANY(%(ids)s) "
            "AND hour >= date_trunc('day', %(hour)s, %(zone)s) "
            "AND hour < date_trunc('day', %(hour)s, %(zone)s) + interval '1 day' "
            "GROUP BY 1, 2 ON CONFLICT (vehicle_id, day) DO UPDATE SET "
            "distance_km = excluded.distance_km, driving_s = excluded.driving_s, "
            "highest_km_h = excluded.highest_km_h, slots_heard = excluded.slots_heard, "
            "positions = excluded.positions",
            {"zone": ZONE, "ids": list(vehicle_ids), "hour": hour},
        )


def drop_old_tracks(now: datetime) -> int:
    """Delete hours of track that are older than kept."""
    deleted, _by_model = TrackSegment.objects.filter(
        hour__lt=now - timedelta(days=TRACK_DAYS)
    ).delete()
    return deleted
