"""Partitions of the store: made ahead, dropped when their time is over.

Single readings lie in one partition an hour until they are compacted; blocks of compacted readings
in one a day and retention; minutes in one a month.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from anlan.monitoring.telemetry.constants import MINUTE_RETENTION_DAYS, PARTITIONS_AHEAD_HOURS

HOUR = timedelta(hours=1)
_RAW = "telemetry_reading_"
_KNOWN: set[str] = set()


def hour_partition(hour: datetime) -> str:
    """Return the name of the raw partition of an hour (UTC)."""
    return f"{_RAW}{hour.astimezone(UTC):%Y%m%d%H}"


def month_partition(day: date) -> str:
    """Return the name of the minute partition of a month (UTC)."""
    return f"telemetry_minute_{day:%Y%m}"


def block_partition(day: date, kept_days: int) -> str:
    """Return the name of the partition of blocks of a day (UTC) that are kept so long."""
    return f"telemetry_block_{day:%Y%m%d}_{kept_days}"


def ensure_hour(hour: datetime) -> str:
    """Make the raw partition of an hour, and the minute partition of its month, unless there."""
    name = hour_partition(hour)
    if name in _KNOWN:
        return name
    begin = hour.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    month = begin.replace(day=1, hour=0)
    _create(name, "telemetry_reading", _range(begin, begin + HOUR))
    _create(
        month_partition(begin.date()),
        "telemetry_minute",
        _range(month, (month + timedelta(days=32)).replace(day=1)),
    )
    _remember(name)
    return name


def ensure_blocks(day: date, kept_days: int) -> str:
    """Make the partition for blocks of a day and retention, unless it is there."""
    name, parent = block_partition(day, kept_days), f"telemetry_block_{day:%Y%m%d}"
    if name in _KNOWN:
        return name
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    bounds = _range(begin, begin + timedelta(days=1))
    _create(parent, "telemetry_block", f"{bounds} PARTITION BY LIST (kept_days)")
    _create(name, parent, f"FOR VALUES IN ({int(kept_days)})")
    _remember(name)
    return name


def _remember(name: str) -> None:
    # Remembered only once it is there for good: a rollback takes the partition away again.
    transaction.on_commit(lambda: _KNOWN.add(name))


def _range(begin: datetime, end: datetime) -> str:
    return f"FOR VALUES FROM ('{begin.isoformat()}') TO ('{end.isoformat()}')"


def exists(name: str) -> bool:
    """Whether there is such a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
        return bool(cursor.fetchone()[0])


def _create(name: str, parent: str, bounds: str) -> None:
    """Create one partition; several processes may try at once."""
    if exists(name):
        return
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {parent} {bounds}")


def make_ahead(now: datetime) -> None:
    """Make the partitions of the last and the coming hours."""
    for ahead in range(-1, PARTITIONS_AHEAD_HOURS + 1):
        ensure_hour(now + ahead * HOUR)


def raw_hours() -> list[datetime]:
    """Return the hours that have a raw partition, in order."""
    return sorted(
        datetime.strptime(name.removeprefix(_RAW), "%Y%m%d%H").replace(tzinfo=UTC)
        for name in _children("telemetry_reading")
    )


def drop_hour(hour: datetime) -> None:
    """Drop a raw partition. Waits at most a few seconds for who reads it."""
    name = hour_partition(hour)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '3s'")
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
    _KNOWN.discard(name)


def drop_old(today: date) -> list[str]:
    """Drop partitions whose whole span is older than their retention; return their names."""
    dropped = []
    limit = month_partition(today - timedelta(days=MINUTE_RETENTION_DAYS))
    dropped += [name for name in _children("telemetry_minute") if name < limit]
    for day_name in _children("telemetry_block"):
        day = date.fromisoformat(day_name.rpartition("_")[2])
        leaves = _children(day_name)
        over = [n for n in leaves if day + timedelta(days=int(n.rpartition("_")[2])) < today]
        # The day goes with its last retention.
        dropped += [day_name] if leaves and len(over) == len(leaves) else over
    with connection.cursor() as cursor:
        for name in dropped:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
            _KNOWN.discard(name)
    return dropped


def _children(parent: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = to_regclass(%s)",
            [parent],
        )
        return [name for (name,) in cursor.fetchall()]
