"""Minutes and hours from readings, always recomputed from what is stored, never incremented.

Closing a minute is one short transaction under an exclusive lock that all writers share: after it,
whoever stores a reading of a closed minute notes that minute as late. Summing up follows without
any lock; a crash between the two leaves closed minutes to be summed next time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction

from anlan.monitoring.telemetry.books import Books, read_books
from anlan.monitoring.telemetry.constants import ROLLUP_GRACE_S, WATERMARK_LOCK
from anlan.monitoring.telemetry.models import BEGINNING
from anlan.monitoring.telemetry.moments import unix_ms
from anlan.monitoring.telemetry.partitions import hour_partition
from anlan.monitoring.telemetry.selectors.slices import read_stored

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
            "sealed_until, compacted_until, moves) VALUES (1, %s, %s, %s, %s, %s, 0) "
            "ON CONFLICT DO NOTHING",
            [minute, minute, minute.replace(minute=0), BEGINNING, BEGINNING],
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
    summarise_pages(now)
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
        # Groups of all points fit in memory: 440,000 of them take 100 MB.
        cursor.execute("SET LOCAL work_mem = '256MB'")
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
        books = read_books(cursor)
        redone = _Redone()
        for at in sorted({at for _point, at in late}):
            points = [point for point, when in late if when == at]
            _redo_minute(cursor, at, None if ALL_POINTS in points else points, books, redone)
        return len(late), _redo_hours(cursor, redone)


@dataclass(slots=True)
class _Redone:
    """Hours whose minutes have changed: of some points, or (None) of all."""

    hours: dict[datetime, set[int] | None] = field(default_factory=dict)

    def note(self, minute: datetime, points: list[int] | None) -> None:
        """A minute was summed up again."""
        hour = minute.replace(minute=0)
        known = self.hours.setdefault(hour, set())
        if points is None or known is None:
            self.hours[hour] = None
        else:
            known.update(points)


def _redo_minute(
    cursor: Any, minute: datetime, points: list[int] | None, books: Books, redone: _Redone
) -> None:
    """Sum up a minute again, of some points or of all, from wherever its readings are now."""
    end = minute + timedelta(minutes=1)
    redone.note(minute, points)
    if unix_ms(minute) >= books.sealed_until:
        cursor.execute(
            "INSERT INTO telemetry_minute (point_id, at, number, mean, least, most) "  # noqa: S608
            f"SELECT point_id, %s, {_SUMS} FROM telemetry_reading "
            f"WHERE at >= %s AND at < %s AND {_USABLE} AND (%s::int[] IS NULL "
            f"OR point_id = ANY(%s)) GROUP BY 1 {_REPLACE}",
            [minute, minute, end, points, points],
        )
        return
    stored = read_stored(minute, end, points)
    usable = stored.where((stored.quality < 2) & ~np.isnan(stored.value))
    if not len(usable):
        return
    start = np.flatnonzero(np.append(True, usable.point[1:] != usable.point[:-1]))
    number = np.diff(np.append(start, len(usable)))
    value = usable.value
    cursor.execute(
        "INSERT INTO telemetry_minute (point_id, at, number, mean, least, most) "  # noqa: S608
        "SELECT u.point_id, %s, u.number, u.mean, u.least, u.most FROM unnest(%s::int[], "
        "%s::int[], %s::float8[], %s::float8[], %s::float8[]) AS u(point_id, number, mean, "
        f"least, most) {_REPLACE}",
        [
            minute,
            usable.point[start].tolist(),
            number.tolist(),
            (np.add.reduceat(value, start) / number).tolist(),
            np.minimum.reduceat(value, start).tolist(),
            np.maximum.reduceat(value, start).tolist(),
        ],
    )


def _redo_hours(cursor: Any, redone: _Redone) -> int:
    """Sum up hours again whose minutes have changed; return the number of rows."""
    number = 0
    for hour, points in sorted(redone.hours.items()):
        chosen = None if points is None else sorted(points)
        cursor.execute(
            "INSERT INTO telemetry_hour (point_id, at, number, mean, least, most) "  # noqa: S608
            f"SELECT m.point_id, %s, {_HOUR_SUMS} FROM telemetry_minute m "
            "WHERE m.at >= %s AND m.at < %s AND %s < (SELECT hours_done FROM telemetry_rollup) "
            f"AND (%s::int[] IS NULL OR m.point_id = ANY(%s)) GROUP BY 1 {_REPLACE}",
            [hour, hour, hour + timedelta(hours=1), hour, chosen, chosen],
        )
        number += int(cursor.rowcount)
    return number


def summarise_pages(now: datetime) -> None:
    """Let the index of single readings know the pages that are new since a minute."""
    with connection.cursor() as cursor:
        for hour in (now - timedelta(hours=1), now):
            # Only where there is a partition; the index has the name PostgreSQL gave it.
            cursor.execute(
                "SELECT brin_summarize_new_values(i.indexrelid) FROM pg_index i "
                "JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam "
                "WHERE i.indrelid = to_regclass(%s) AND a.amname = 'brin'",
                [hour_partition(hour)],
            )


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
