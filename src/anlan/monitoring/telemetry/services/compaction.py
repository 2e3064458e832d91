"""Single readings become blocks: six bytes where there were seventy.

An hour is first sealed: from then on what comes late for it lies apart, and the hour's partition
does not change any more. Its readings are packed slice by slice, each slice in a transaction of
its own; nobody reads these blocks yet. Then the watermark moves over the hour, in one statement,
and the partition may go. Killed anywhere before that, the hour's blocks are thrown away and packed
again. Late readings are moved into blocks of their own, in one transaction each time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import OperationalError, connection, transaction
from numpy.typing import NDArray

from anlan.monitoring.telemetry import partitions
from anlan.monitoring.telemetry.binary import Layout, copy_out
from anlan.monitoring.telemetry.books import read_books
from anlan.monitoring.telemetry.codec import pack
from anlan.monitoring.telemetry.constants import (
    COMPACT_AFTER_S,
    COMPACT_READINGS,
    COMPACTION_LOCK,
    WATERMARK_LOCK,
)
from anlan.monitoring.telemetry.contracts import Readings
from anlan.monitoring.telemetry.moments import HOUR_MS, from_ms, unix_ms
from anlan.monitoring.telemetry.retention import kept_days_of, points_kept_longer

logger = logging.getLogger(__name__)

_LAYOUT = Layout(point="i4", at="t", value="f8", quality="i2")
#: A row of single readings takes about so much. [bytes]
_ROW_BYTES = 70
_SHORTEST_SLICE_MS = 5_000
#: Late readings moved at once.
LATE_AT_ONCE = 50_000
#: What was received this long before latest values were complete is not touched: a writer that
#: was killed finds out from it what it had stored. A writer silent for a week is not waited for.
_SLACK = timedelta(minutes=2)
_ABSENT = timedelta(days=7)

Longer = Sequence[tuple[int, NDArray[np.int64]]]


@dataclass(slots=True)
class Compacted:
    """What was done."""

    hours: int = 0
    readings: int = 0
    late: int = 0
    bytes: int = 0


def compact(now: datetime) -> Compacted:
    """Compact every hour whose time has come; one process at a time, others leave at once."""
    done = Compacted()
    with _only_one() as mine:
        if not mine:
            return done
        _drop_compacted()
        longer = points_kept_longer()
        while (hour := _next_hour(now)) is not None:
            _seal(hour)
            _compact_hour(hour, longer, done)
            done.hours += 1
        while _move_late(now, longer, done) == LATE_AT_ONCE:
            pass
    if done.readings or done.late:
        logger.info(
            "compacted %d hours, %d readings, %d late ones", done.hours, done.readings, done.late
        )
    return done


@contextmanager
def _only_one() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [COMPACTION_LOCK])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [COMPACTION_LOCK])


def _settled_until(now: datetime) -> datetime:
    """Readings received before this are known to be stored by every writer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(latest_until) FROM telemetry_writerstate WHERE latest_until > %s",
            [now - _ABSENT],
        )
        found = cursor.fetchone()[0]
    return (min(found, now) if found else now) - _SLACK


def _next_hour(now: datetime) -> datetime | None:
    """Return the first hour that is over long enough, summed up and not compacted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT minutes_done, compacted_until FROM telemetry_rollup")
        row = cursor.fetchone()
    if row is None:
        return None
    limit = min(now - timedelta(seconds=COMPACT_AFTER_S), row[0], _settled_until(now))
    for hour in partitions.raw_hours():
        if hour >= row[1]:
            return hour if hour + partitions.HOUR <= limit else None
    return None


def _seal(hour: datetime) -> None:
    """From now on readings of this hour and of those before lie apart."""
    _move_watermark("sealed_until", hour + partitions.HOUR)


def _move_watermark(name: str, until: datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WATERMARK_LOCK])
        cursor.execute(
            f"UPDATE telemetry_rollup SET {name} = greatest({name}, %s), moves = moves + 1",  # noqa: S608
            [until],
        )


def _compact_hour(hour: datetime, longer: Longer, done: Compacted) -> None:
    end, name = hour + partitions.HOUR, partitions.hour_partition(hour)
    with connection.cursor() as cursor:
        # Left over by a run that was killed; nobody has read them.
        cursor.execute("DELETE FROM telemetry_block WHERE at >= %s AND at < %s", [hour, end])
        cursor.execute("SELECT pg_relation_size(to_regclass(%s))", [name])
        rows = (cursor.fetchone()[0] or 0) // _ROW_BYTES
        cursor.execute(
            "SELECT brin_summarize_new_values(i.indexrelid) FROM pg_index i "
            "WHERE i.indrelid = to_regclass(%s)",
            [name],
        )
    slices = max(1, -(-rows // COMPACT_READINGS))
    width = max(_SHORTEST_SLICE_MS, -(-HOUR_MS // slices))
    begin, last = unix_ms(hour), unix_ms(end)
    while begin < last:
        until = min(begin + width, last)
        found = copy_out(
            f"SELECT point_id, at, value, quality FROM {name} "  # noqa: S608
            "WHERE at >= %s AND at < %s",
            [from_ms(begin), from_ms(until)],
            _LAYOUT,
        )
        done.readings += len(found["point"])
        done.bytes += write_blocks(_ordered(found), begin, longer)
        begin = until
    _move_watermark("compacted_until", end)


def _ordered(found: Mapping[str, NDArray[Any]]) -> Readings:
    point = found["point"].astype(np.int64)
    order = np.lexsort((found["at"], point))
    return Readings(
        point[order], found["at"][order], found["value"][order], found["quality"][order]
    )


def write_blocks(readings: Readings, base_ms: int, longer: Longer) -> int:
    """Write blocks of readings within an hour after ``base_ms``; return their bytes."""
    if not len(readings):
        return 0
    begins = np.append(True, readings.point[1:] != readings.point[:-1])
    points = readings.point[begins]
    kept = kept_days_of(points, longer)
    owner = np.cumsum(begins) - 1
    size, day = 0, from_ms(base_ms).astimezone(UTC).date()
    with transaction.atomic():
        for days in np.unique(kept).tolist():
            mine = readings if (kept == days).all() else readings.where((kept == days)[owner])
            table = partitions.ensure_blocks(day, days)
            with (
                connection.wrap_database_errors,
                connection.cursor() as cursor,
                cursor.copy(
                    f"COPY {table} (number, at, until, kept_days, readings, data) "
                    "FROM STDIN (FORMAT BINARY)"
                ) as copy,
            ):
                copy.set_types(["int4", "timestamptz", "timestamptz", "int2", "int4", "bytea"])
                for block in pack(mine, base_ms):
                    size += len(block.data)
                    copy.write_row(
                        (
                            block.number,
                            from_ms(base_ms),
                            from_ms(block.last_ms + 1),
                            days,
                            block.readings,
                            block.data,
                        )
                    )
    return size


def _drop_compacted() -> None:
    """Drop raw partitions behind the watermark; whoever reads one is not waited for long."""
    with connection.cursor() as cursor:
        books = read_books(cursor)
    for hour in partitions.raw_hours():
        if unix_ms(hour + partitions.HOUR) > books.compacted_until:
            break
        try:
            partitions.drop_hour(hour)
        except OperationalError:
            logger.info("the partition of %s is being read; it is dropped next time", hour)


def _move_late(now: datetime, longer: Longer, done: Compacted) -> int:
    """Move readings that came late into blocks of their own; return how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM telemetry_late_reading WHERE (point_id, at) IN ("
            "SELECT point_id, at FROM telemetry_late_reading WHERE received_at < %s "
            "AND at < (SELECT compacted_until FROM telemetry_rollup) "
            "ORDER BY point_id, at LIMIT %s) RETURNING point_id, at, value, quality",
            [min(_settled_until(now), now - timedelta(seconds=COMPACT_AFTER_S)), LATE_AT_ONCE],
        )
        rows = cursor.fetchall()
        if not rows:
            return 0
        points, times, values, qualities = zip(*rows, strict=True)
        at_ms = np.array([unix_ms(at) for at in times], np.int64)
        found: dict[str, NDArray[Any]] = {
            "point": np.array(points, np.int64),
            "at": at_ms,
            "value": np.array(values, np.float64),
            "quality": np.array(qualities, np.int16),
        }
        readings = _ordered(found)
        for hour in np.unique(at_ms // HOUR_MS).tolist():
            mine = readings.where(readings.at_ms // HOUR_MS == hour)
            done.bytes += write_blocks(mine, hour * HOUR_MS, longer)
        cursor.execute("UPDATE telemetry_rollup SET moves = moves + 1")
    done.late += len(rows)
    return len(rows)
