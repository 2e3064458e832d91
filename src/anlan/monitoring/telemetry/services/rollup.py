"""Minutes and hours from readings, always recomputed from what is stored, never incremented.

Closing a minute is one short transaction under an exclusive lock that all writers share: after it,
whoever stores a reading of a closed minute notes that minute as late. Summing up follows without
any lock; a crash between the two leaves closed minutes to be summed next time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from anlan.monitoring.telemetry.constants import ROLLUP_GRACE_S, WATERMARK_LOCK

_SUMS = "count(*), avg(value), min(value), max(value)"
_USABLE = "quality < 2 AND value <> 'NaN'"
_REPLACE = (
    "ON CONFLICT (point_id, at) DO UPDATE SET number = excluded.number, mean = excluded.mean, "
    "least = excluded.least, most = excluded.most"
)
_HOUR_SUMS = "sum(m.number), sum(m.mean * m.number) / sum(m.number), min(m.least), max(m.most)"
#: Stands for every point in the list of late minutes.
ALL_POINTS = 0
#: Late minutes redone in one transaction.
_LATE_AT_ONCE = 20_000
#: Longest stretch of minutes summed in one statement.
_STRETCH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class RolledUp:
    """Rows written by a roll-up."""

    minutes: int
    late_minutes: int
    hours: int


def begin_books(now: datetime) -> None:
    """Write down where rolling up begins, unless it has begun."""
    minute = now.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO telemetry_rollup (id, minutes_until, minutes_done, hours_done, "
            "latest_until) VALUES (1, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [minute, minute, minute.replace(minute=0), now],
        )


def close_minutes(now: datetime) -> None:
    """Close every minute that has been over for the grace time."""
    until = (now - timedelta(seconds=ROLLUP_GRACE_S)).replace(second=0, microsecond=0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WATERMARK_LOCK])
        cursor.execute(
            "UPDATE telemetry_rollup SET minutes_until = %s WHERE minutes_until < %s",
            [until, until],
        )


def roll_up(now: datetime) -> RolledUp:
    """Close minutes, then sum up minutes, late minutes and hours."""
    begin_books(now)
    close_minutes(now)
    minutes = 0
    while (step := _sum_minutes()) is not None:
        minutes += step
    late, late_hours = 0, 0
    while (redone := _redo_late_minutes())[0]:
        late += redone[0]
        late_hours += redone[1]
    return RolledUp(minutes, late, late_hours + _sum_hours())


def _sum_minutes() -> int | None:
    """Sum one stretch of closed minutes; None when all are done."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT minutes_done, minutes_until FROM telemetry_rollup FOR UPDATE")
        done, until = cursor.fetchone()
        if done >= until:
            return None
        end = min(until, done + _STRETCH)
        cursor.execute(
            "INSERT INTO telemetry_minute (point_id, at, number, mean, least, most) "  # noqa: S608
            f"SELECT point_id, date_trunc('minute', at), {_SUMS} FROM telemetry_reading "
            f"WHERE at >= %s AND at < %s AND {_USABLE} GROUP BY 1, 2 {_REPLACE}",
            [done, end],
        )
        number = cursor.rowcount
        cursor.execute("UPDATE telemetry_rollup SET minutes_done = %s", [end])
        return int(number)


def _redo_late_minutes() -> tuple[int, int]:
    """Sum up again minutes that got readings late, and their hours; return how many of each."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM telemetry_late_minute WHERE (point_id, at) IN ("
            "SELECT point_id, at FROM telemetry_late_minute "
            "WHERE at < (SELECT minutes_done FROM telemetry_rollup) "
            "ORDER BY at LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING point_id, at",
            [_LATE_AT_ONCE],
        )
        late = cursor.fetchall()
        if not late:
            return 0, 0
        hours = _redo_whole_minutes(cursor, [at for point, at in late if point == ALL_POINTS])
        points = [point for point, _at in late if point != ALL_POINTS]
        times = [at for point, at in late if point != ALL_POINTS]
        if not points:
            return len(late), hours
        cursor.execute(
            "INSERT INTO telemetry_minute (point_id, at, number, mean, least, most) "  # noqa: S608
            f"SELECT r.point_id, l.at, {_SUMS} FROM unnest(%s::int[], %s::timestamptz[]) "
            "AS l(point_id, at) JOIN telemetry_reading r "
            "ON r.point_id = l.point_id AND date_trunc('minute', r.at) = l.at "
            f"WHERE r.at >= %s AND r.at < %s AND {_USABLE} GROUP BY 1, 2 {_REPLACE}",
            [points, times, min(times), max(times) + timedelta(minutes=1)],
        )
        cursor.execute(
            "INSERT INTO telemetry_hour (point_id, at, number, mean, least, most) "  # noqa: S608
            f"SELECT h.point_id, h.at, {_HOUR_SUMS} FROM "
            "(SELECT DISTINCT l.point_id, date_trunc('hour', l.at) AS at "
            "FROM unnest(%s::int[], %s::timestamptz[]) AS l(point_id, at)) h "
            "JOIN telemetry_minute m ON m.point_id = h.point_id AND m.at >= h.at "
            "AND m.at < h.at + interval '1 hour' "
            "WHERE h.at < (SELECT hours_done FROM telemetry_rollup) "
            f"GROUP BY 1, 2 {_REPLACE}",
            [points, times],
        )
        return len(late), hours + int(cursor.rowcount)


def _redo_whole_minutes(cursor: Any, minutes: list[datetime]) -> int:
    """Sum up minutes of all points again, and their hours; return the number of hour rows."""
    for minute in minutes:
        cursor.execute(
            "INSERT INTO telemetry_minute (point_id, at, number, mean, least, most) "  # noqa: S608
            f"SELECT point_id, %s, {_SUMS} FROM telemetry_reading "
            f"WHERE at >= %s AND at < %s AND {_USABLE} GROUP BY 1 {_REPLACE}",
            [minute, minute, minute + timedelta(minutes=1)],
        )
    number = 0
    for hour in {minute.replace(minute=0) for minute in minutes}:
        cursor.execute(
            "INSERT INTO telemetry_hour (point_id, at, number, mean, least, most) "  # noqa: S608
            f"SELECT m.point_id, %s, {_HOUR_SUMS} FROM telemetry_minute m "
            "WHERE m.at >= %s AND m.at < %s "
            f"AND %s < (SELECT hours_done FROM telemetry_rollup) GROUP BY 1 {_REPLACE}",
            [hour, hour, hour + timedelta(hours=1), hour],
        )
        number += int(cursor.rowcount)
    return number


def _sum_hours() -> int:
    """Sum up whole hours whose minutes are done."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT hours_done, date_trunc('hour', minutes_done) FROM telemetry_rollup FOR UPDATE"
        )
        done, until = cursor.fetchone()
        if done >= until:
            return 0
        cursor.execute(
            "INSERT INTO telemetry_hour (point_id, at, number, mean, least, most) "  # noqa: S608
            f"SELECT m.point_id, date_trunc('hour', m.at), {_HOUR_SUMS} FROM telemetry_minute m "
            f"WHERE m.at >= %s AND m.at < %s GROUP BY 1, 2 {_REPLACE}",
            [done, until],
        )
        number = cursor.rowcount
        cursor.execute("UPDATE telemetry_rollup SET hours_done = %s", [until])
        return int(number)
