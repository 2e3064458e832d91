"""Partitions of the store: made ahead, dropped when their time is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from anlan.monitoring.telemetry.constants import (
    MINUTE_RETENTION_DAYS,
    PARTITIONS_AHEAD_DAYS,
    RAW_RETENTION_DAYS,
)

_KNOWN: set[str] = set()


def day_partition(day: date) -> str:
    """Return the name of the raw partition of a day (UTC)."""
    return f"telemetry_reading_{day:%Y%m%d}"


def month_partition(day: date) -> str:
    """Return the name of the minute partition of a month (UTC)."""
    return f"telemetry_minute_{day:%Y%m}"


def ensure_day(day: date) -> str:
    """Make the raw partition of a day, and the minute partition of its month, unless they exist."""
    name = day_partition(day)
    if name in _KNOWN:
        return name
    month = day.replace(day=1)
    _create(name, "telemetry_reading", day, day + timedelta(days=1))
    _create(
        month_partition(day),
        "telemetry_minute",
        month,
        (month + timedelta(days=32)).replace(day=1),
    )
    # Remembered only once it is there for good: a rollback takes the partition away again.
    transaction.on_commit(lambda: _KNOWN.add(name))
    return name


def _create(name: str, parent: str, first: date, end: date) -> None:
    """Create one partition; several processes may try at once."""
    begin_at, end_at = (
        datetime(d.year, d.month, d.day, tzinfo=UTC).isoformat() for d in (first, end)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [name])
        if cursor.fetchone()[0] is not None:
            return
        with transaction.atomic():
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {parent} "
                f"FOR VALUES FROM ('{begin_at}') TO ('{end_at}')"
            )


def make_ahead(today: date) -> None:
    """Make the partitions of today and the coming days."""
    for ahead in range(-1, PARTITIONS_AHEAD_DAYS + 1):
        ensure_day(today + timedelta(days=ahead))


def drop_old(today: date) -> list[str]:
    """Drop partitions whose whole span is older than the retention; return their names."""
    oldest = {
        "telemetry_reading": day_partition(today - timedelta(days=RAW_RETENTION_DAYS)),
        "telemetry_minute": month_partition(today - timedelta(days=MINUTE_RETENTION_DAYS)),
    }
    dropped = []
    with connection.cursor() as cursor:
        for parent, limit in oldest.items():
            cursor.execute(
                "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
                "JOIN pg_class p ON p.oid = i.inhparent WHERE p.relname = %s",
                [parent],
            )
            for (name,) in cursor.fetchall():
                if name < limit:
                    cursor.execute(f"DROP TABLE IF EXISTS {name}")
                    _KNOWN.discard(name)
                    dropped.append(name)
    return dropped
