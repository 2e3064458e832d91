"""Writing readings exactly once, at the speed of COPY.

Each point has one writer at a time (an advisory lock per shard). The writer keeps for each point
the time of its newest stored reading, the mark. What is newer than the mark cannot be in the
store and is copied in; what is not newer is looked up first: known → duplicate, unknown → late,
stored but not judged. Marks move only after the commit. Whether a commit whose answer was lost took
place is not guessed: after a failure everything that is tried again is looked up.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from anlan.kernel import clock
from anlan.monitoring.telemetry.choices import Fate
from anlan.monitoring.telemetry.constants import (
    FUTURE_TOLERANCE_MS,
    RAW_RETENTION_DAYS,
    WATERMARK_LOCK,
    WRITER_LOCK,
)
from anlan.monitoring.telemetry.contracts import Readings
from anlan.monitoring.telemetry.partitions import ensure_day
from anlan.monitoring.telemetry.services.rollup import ALL_POINTS, begin_books

logger = logging.getLogger(__name__)

DAY_MS = 86_400_000
#: PostgreSQL counts microseconds from 2000-01-01. [ms]
_POSTGRES_EPOCH_MS = 946_684_800_000
_NEVER = np.iinfo(np.int64).min
_COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END = b"\xff\xff"
_ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("point_size", ">i4"),
        ("point", ">i4"),
        ("at_size", ">i4"),
        ("at", ">i8"),
        ("value_size", ">i4"),
        ("value", ">f8"),
        ("quality_size", ">i4"),
        ("quality", ">i2"),
        ("received_size", ">i4"),
        ("received", ">i8"),
    ]
)
#: Latest values are written this often, of this many points at once, the longest waiting first.
FLUSH_EVERY_S = 1.0
FLUSH_POINTS = 4_000
#: When more pairs of point and minute than this are late in one batch, whole minutes are noted.
LATE_PAIRS = 1_000
#: Readings received this long before the last complete flush are looked at again at the start.
RECOVERY_SLACK = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch did to the store: fresh rows (to be judged), late rows, counted fates."""

    fresh: Readings
    late: Readings
    fates: Mapping[str, int]
    received_ms: int


@dataclass(slots=True)
class _Books:
    """Counts not yet written."""

    numbers: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)


def unix_ms(at: datetime) -> int:
    """Return unix milliseconds."""
    return round(at.timestamp() * 1000)


def from_ms(at_ms: int | float) -> datetime:
    """Return the instant of unix milliseconds."""
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)


class Writer:
    """The one writer of some points. Not thread-safe; one per ingesting process."""

    def __init__(self, shard: int = 0) -> None:
        self.shard = shard
        self.point_ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._mark: NDArray[np.int64] = np.empty(0, np.int64)
        self._latest: Readings | None = None
        self._changed: NDArray[np.bool_] = np.empty(0, np.bool_)
        self._received: NDArray[np.int64] = np.empty(0, np.int64)
        self._flushed_at = 0.0
        self._books = _Books()
        self._suspect = False

    # Points and marks --------------------------------------------------------------------------

    def take_lock(self) -> bool:
        """Become the writer of this shard on the present connection; False if another one is."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [WRITER_LOCK + self.shard])
            return bool(cursor.fetchone()[0])

    def load(self, point_ids: Sequence[int]) -> None:
        """Take over these points, in this order; known marks are kept, new ones read."""
        ids = np.array(point_ids, np.int64)
        former = dict(zip(self.point_ids.tolist(), range(len(self.point_ids)), strict=True))
        mark = np.full(len(ids), _NEVER)
        value, quality = np.zeros(len(ids)), np.zeros(len(ids), np.int16)
        changed, received = np.zeros(len(ids), np.bool_), np.zeros(len(ids), np.int64)
        source = np.array([former.get(i, -1) for i in ids.tolist()], np.int64)
        here = np.flatnonzero(source >= 0)
        if len(here) and self._latest is not None:
            there = source[here]
            mark[here] = self._mark[there]
            value[here] = self._latest.value[there]
            quality[here] = self._latest.quality[there]
            changed[here] = self._changed[there]
            received[here] = self._received[there]
        self.point_ids, self._mark = ids, mark
        self._changed, self._received = changed, received
        self._latest = Readings(np.arange(len(ids)), mark, value, quality)
        if (source < 0).any():
            self._read_marks()

    def _read_marks(self) -> None:
        """Read the newest stored reading of each point: latest values, then what came since."""
        index = dict(zip(self.point_ids.tolist(), range(len(self.point_ids)), strict=True))
        latest = self._latest
        assert latest is not None
        with connection.cursor() as cursor:
            begin_books(clock.now())
            cursor.execute("SELECT latest_until FROM telemetry_rollup")
            since = cursor.fetchone()[0] - RECOVERY_SLACK
            cursor.execute("SELECT point_id, at, value, quality FROM telemetry_latestreading")
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            cursor.execute(
                "SELECT DISTINCT ON (point_id) point_id, at, value, quality FROM telemetry_reading "
                "WHERE received_at >= %s ORDER BY point_id, at DESC",
                [since],
            )
            rows += cursor.fetchall()
        for point_id, at, value, quality in rows:
            number = index.get(point_id)
            if number is not None and unix_ms(at) > self._mark[number]:
                self._mark[number] = unix_ms(at)
                latest.value[number], latest.quality[number] = value, quality

    def failed(self) -> None:
        """After a failed transaction: look up whatever is tried again, it may be stored already."""
        self._suspect = True

    # Writing -----------------------------------------------------------------------------------

    def write(self, readings: Readings, received_at: datetime) -> Written:
        """Store a batch in the running transaction. Call ``confirm`` after the commit."""
        received_ms = unix_ms(received_at)
        fates: Counter[str] = Counter()
        readings = self._in_time(readings, received_ms, fates)
        order = np.lexsort((readings.at_ms, readings.point))
        readings = readings.where(order)
        again = np.zeros(len(readings), np.bool_)
        again[1:] = (readings.point[1:] == readings.point[:-1]) & (
            readings.at_ms[1:] == readings.at_ms[:-1]
        )
        if again.any():
            fates[Fate.DUPLICATE] += int(np.count_nonzero(again))
            readings = readings.where(~again)
        newer = readings.at_ms > self._mark[readings.point]
        questionable = np.ones(len(readings), np.bool_) if self._suspect else ~newer
        if questionable.any():
            known = np.zeros(len(readings), np.bool_)
            known[questionable] = self._find_known(readings.where(questionable))
            fates[Fate.DUPLICATE] += int(np.count_nonzero(known))
            readings, newer = readings.where(~known), newer[~known]
        fresh, late = readings.where(newer), readings.where(~newer)
        self._copy(readings, received_ms)
        fates[Fate.STORED] += len(fresh)
        fates[Fate.LATE] += len(late)
        fates[Fate.BAD_QUALITY] += int(np.count_nonzero(readings.quality >= 2))
        return Written(fresh, late, {k: n for k, n in fates.items() if n}, received_ms)

    def confirm(self, written: Written) -> None:
        """Move the marks: the batch is committed."""
        self._suspect = False
        fresh, latest = written.fresh, self._latest
        assert latest is not None
        if len(fresh):
            # Rows are ordered by point and time: the last of each point is its newest.
            last = np.flatnonzero(np.append(fresh.point[1:] != fresh.point[:-1], True))
            where = fresh.point[last]
            self._mark[where] = fresh.at_ms[last]
            latest.value[where] = fresh.value[last]
            latest.quality[where] = fresh.quality[last]
            self._changed[where] = True
            self._received[where] = written.received_ms
        self._books.numbers.update(written.fates)

    def count(self, fate: str, number: int, example: str = "") -> None:
        """Count readings that never came to the store."""
        self._books.numbers[fate] += number
        if example:
            self._books.examples[fate] = example[:200]

    def _in_time(self, readings: Readings, received_ms: int, fates: Counter[str]) -> Readings:
        """Leave out what is stamped in the future or older than what is kept."""
        future = readings.at_ms > received_ms + FUTURE_TOLERANCE_MS
        old = readings.at_ms < received_ms - (RAW_RETENTION_DAYS - 1) * DAY_MS
        for fate, rows in ((Fate.FUTURE, future), (Fate.TOO_OLD, old)):
            if rows.any():
                fates[fate] += int(np.count_nonzero(rows))
                first = int(np.flatnonzero(rows)[0])
                point = self.point_ids[readings.point[first]]
                self._books.examples[fate] = (
                    f"point {point}, {from_ms(int(readings.at_ms[first])).isoformat()}"
                )
        keep = ~(future | old)
        return readings if keep.all() else readings.where(keep)

    def _find_known(self, readings: Readings) -> NDArray[np.bool_]:
        """Tell which of these (point, time) are in the store already."""
        known = np.zeros(len(readings), np.bool_)
        days = readings.at_ms // DAY_MS
        with connection.cursor() as cursor:
            for day in np.unique(days).tolist():
                rows = np.flatnonzero(days == day)
                partition = ensure_day(_day(day))
                at = [from_ms(ms) for ms in readings.at_ms[rows].tolist()]
                cursor.execute(
                    "SELECT k.row FROM unnest(%s::int[], %s::timestamptz[], %s::int[]) "  # noqa: S608
                    f"AS k(point_id, at, row) JOIN {partition} r USING (point_id, at) "
                    "WHERE r.at BETWEEN %s AND %s",
                    [
                        self.point_ids[readings.point[rows]].tolist(),
                        at,
                        rows.tolist(),
                        min(at),
                        max(at),
                    ],
                )
                known[[row for (row,) in cursor.fetchall()]] = True
        return known

    def _copy(self, readings: Readings, received_ms: int) -> None:
        """Copy rows into their day partitions and note minutes that were rolled up already."""
        if not len(readings):
            return
        days = readings.at_ms // DAY_MS
        one_day = bool((days == days[0]).all())
        for day in [int(days[0])] if one_day else np.unique(days).tolist():
            rows = readings if one_day else readings.where(days == day)
            data = np.empty(len(rows), _ROW)
            data["fields"] = 5
            for name in ("point", "at", "value", "quality", "received"):
                data[f"{name}_size"] = _ROW[name].itemsize
            data["point"] = self.point_ids[rows.point]
            data["at"] = (rows.at_ms - _POSTGRES_EPOCH_MS) * 1000
            data["value"] = rows.value
            data["quality"] = rows.quality
            data["received"] = (received_ms - _POSTGRES_EPOCH_MS) * 1000
            partition = ensure_day(_day(day))
            statement = f"COPY {partition} FROM STDIN (FORMAT BINARY)"
            with (
                connection.wrap_database_errors,
                connection.cursor() as cursor,
                cursor.copy(statement) as copy,
            ):
                copy.write(_COPY_HEADER)
                copy.write(data.tobytes())
                copy.write(_COPY_END)
        self._note_late_minutes(readings)

    def _note_late_minutes(self, readings: Readings) -> None:
        """Under the watermark's shared lock: minutes before it must be rolled up again."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [WATERMARK_LOCK])
            cursor.execute("SELECT minutes_until FROM telemetry_rollup")
            behind = readings.at_ms < unix_ms(cursor.fetchone()[0])
            if not behind.any():
                return
            late = readings.where(behind)
            minutes = np.unique(
                np.column_stack((self.point_ids[late.point], late.at_ms // 60_000)), axis=0
            )
            if len(minutes) > LATE_PAIRS:
                minutes = np.unique(minutes[:, 1])
                minutes = np.column_stack((np.full(len(minutes), ALL_POINTS), minutes))
            cursor.execute(
                "INSERT INTO telemetry_late_minute (point_id, at) "
                "SELECT * FROM unnest(%s::int[], %s::timestamptz[]) ON CONFLICT DO NOTHING",
                [minutes[:, 0].tolist(), [from_ms(m * 60_000) for m in minutes[:, 1].tolist()]],
            )

    # Latest values and books ---------------------------------------------------------------------

    def flush(self, now: datetime, *, force: bool = False) -> int:
        """Write latest values and counts when it is time; return how many points were written."""
        if not force and now.timestamp() - self._flushed_at < FLUSH_EVERY_S:
            return 0
        latest = self._latest
        assert latest is not None
        changed = np.flatnonzero(self._changed)
        waiting = np.empty(0, np.int64)
        if not force and len(changed) > FLUSH_POINTS:
            changed = changed[np.argsort(self._received[changed], kind="stable")]
            changed, waiting = changed[:FLUSH_POINTS], changed[FLUSH_POINTS:]
        # What is not written yet was received later than this: a successor reads on from here.
        complete = from_ms(int(self._received[waiting].min())) if len(waiting) else now
        with connection.cursor() as cursor:
            if len(changed):
                cursor.execute(
                    "INSERT INTO telemetry_latestreading AS l "
                    "(point_id, at, value, quality, received_at) "
                    "SELECT n.* FROM unnest(%s::bigint[], %s::timestamptz[], %s::float8[], "
                    "%s::smallint[], %s::timestamptz[]) AS n(point_id, at, value, quality, "
                    "received_at) JOIN devices_point p ON p.id = n.point_id "
                    "ON CONFLICT (point_id) DO UPDATE SET at = excluded.at, "
                    "value = excluded.value, quality = excluded.quality, "
                    "received_at = excluded.received_at WHERE excluded.at > l.at",
                    [
                        self.point_ids[changed].tolist(),
                        [from_ms(ms) for ms in self._mark[changed].tolist()],
                        latest.value[changed].tolist(),
                        latest.quality[changed].tolist(),
                        [from_ms(ms) for ms in self._received[changed].tolist()],
                    ],
                )
            cursor.execute("UPDATE telemetry_rollup SET latest_until = %s", [complete])
            hour = now.replace(minute=0, second=0, microsecond=0)
            for fate, number in self._books.numbers.items():
                cursor.execute(
                    "INSERT INTO telemetry_ingestcount AS c (hour, fate, number, example) "
                    "VALUES (%s, %s, %s, %s) ON CONFLICT (hour, fate) DO UPDATE SET "
                    "number = c.number + excluded.number, "
                    "example = COALESCE(NULLIF(excluded.example, ''), c.example)",
                    [hour, str(fate), number, self._books.examples.get(fate, "")],
                )
        self._changed[changed] = False
        self._books = _Books()
        self._flushed_at = now.timestamp()
        return len(changed)


def _day(number: int) -> date:
    """Return the UTC day of a day number since 1970."""
    return date(1970, 1, 1) + timedelta(days=number)


def columns(
    point: Iterable[int], at_ms: Iterable[int], value: Iterable[float], quality: Iterable[int]
) -> Readings:
    """Build readings from plain lists."""
    return Readings(
        np.fromiter(point, np.int64),
        np.fromiter(at_ms, np.int64),
        np.fromiter(value, np.float64),
        np.fromiter(quality, np.int16),
    )
