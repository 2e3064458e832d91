"""Writing readings exactly once, at the speed of COPY.

Each point has one writer at a time (an advisory lock per shard). The writer keeps for each point
the time of its newest stored reading, the mark. What is newer than the mark cannot be in the
store and is copied in; what is not newer is looked up first: known → duplicate, unknown → late,
stored but not judged. Marks move only after the commit. Whether a commit whose answer was lost took
place is not guessed: after a failure everything that is tried again is looked up.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from anlan.kernel import clock
from anlan.monitoring.telemetry.binary import Layout, copy_in
from anlan.monitoring.telemetry.books import Books, hold_books
from anlan.monitoring.telemetry.choices import Fate
from anlan.monitoring.telemetry.constants import (
    FUTURE_TOLERANCE_MS,
    RAW_RETENTION_DAYS,
    WRITER_LOCK,
)
from anlan.monitoring.telemetry.contracts import Readings
from anlan.monitoring.telemetry.moments import HOUR_MS, from_ms, unix_ms
from anlan.monitoring.telemetry.partitions import ensure_hour
from anlan.monitoring.telemetry.services.known import find_known
from anlan.monitoring.telemetry.services.rollup import ALL_POINTS, begin_books

logger = logging.getLogger(__name__)

DAY_MS = 86_400_000
_NEVER = np.iinfo(np.int64).min
_ROW = Layout(point="i4", at="t", value="f8", quality="i2", received="t")
#: Latest values are written this often, the longest waiting first: of so many points at once that
#: it takes about the time given here, within these bounds.
FLUSH_EVERY_S = 1.0
FLUSH_TAKES_S = 0.1
FLUSH_POINTS, FLUSH_MOST_POINTS = 2_000, 50_000
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


class Writer:
    """The one writer of some points. Not thread-safe; one per ingesting process."""

    def __init__(self, shard: int = 0) -> None:
        self.shard = shard
        #: Under which numbers the state of its points is kept; several where shards are shared out.
        self.shards: tuple[int, ...] = (shard,)
        self.point_ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._mark: NDArray[np.int64] = np.empty(0, np.int64)
        self._latest: Readings | None = None
        self._changed: NDArray[np.bool_] = np.empty(0, np.bool_)
        self._received: NDArray[np.int64] = np.empty(0, np.int64)
        self._flushed_at = 0.0
        self._flush_rate = 0.0  # points a second
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

    def extend(self, new: Sequence[int]) -> None:
        """Take over further points behind the known ones and read their marks."""
        latest, number = self._latest, len(new)
        assert latest is not None
        first = len(self.point_ids)
        self.point_ids = np.append(self.point_ids, np.array(new, np.int64))
        self._mark = np.append(self._mark, np.full(number, _NEVER))
        self._changed = np.append(self._changed, np.zeros(number, np.bool_))
        self._received = np.append(self._received, np.zeros(number, np.int64))
        self._latest = Readings(
            np.arange(first + number),
            self._mark,
            np.append(latest.value, np.zeros(number)),
            np.append(latest.quality, np.zeros(number, np.int16)),
        )
        self._read_marks(first)

    def _read_marks(self, first: int = 0) -> None:
        """Read the newest stored reading of each point: latest values, then what came since."""
        ids = self.point_ids[first:].tolist()
        index = dict(zip(ids, range(first, first + len(ids)), strict=True))
        only = ids if first else None
        latest = self._latest
        assert latest is not None
        with connection.cursor() as cursor:
            now = clock.now()
            begin_books(now)
            cursor.execute(
                "INSERT INTO telemetry_writerstate (shard, latest_until) "
                "SELECT unnest(%s::int[]), %s "
                "ON CONFLICT (shard) DO UPDATE SET shard = excluded.shard RETURNING latest_until",
                [list(self.shards), now],
            )
            since = min(row[0] for row in cursor.fetchall()) - RECOVERY_SLACK
            cursor.execute(
                "SELECT point_id, at, value, quality FROM telemetry_latestreading "
                "WHERE %s::int[] IS NULL OR point_id = ANY(%s)",
                [only, only],
            )
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            for table in ("telemetry_reading", "telemetry_late_reading"):
                cursor.execute(
                    "SELECT DISTINCT ON (point_id) point_id, at, value, quality "  # noqa: S608
                    f"FROM {table} WHERE received_at >= %s "
                    "AND (%s::int[] IS NULL OR point_id = ANY(%s)) ORDER BY point_id, at DESC",
                    [since, only, only],
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
        books = hold_books()
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
            asked = readings.where(questionable)
            known[questionable] = find_known(self.point_ids[asked.point], asked.at_ms, books)
            fates[Fate.DUPLICATE] += int(np.count_nonzero(known))
            readings, newer = readings.where(~known), newer[~known]
        fresh, late = readings.where(newer), readings.where(~newer)
        self._copy(readings, received_ms, books)
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

    def _copy(self, readings: Readings, received_ms: int, books: Books) -> None:
        """Copy rows to where they belong and note minutes that were rolled up already."""
        if not len(readings):
            return
        hours = readings.at_ms // HOUR_MS
        sealed = readings.at_ms < books.sealed_until
        if sealed.any():
            self._copy_into("telemetry_late_reading", readings.where(sealed), received_ms)
        for hour in _distinct(hours):
            if (hour + 1) * HOUR_MS <= books.sealed_until:
                continue
            rows = (hours == hour) & ~sealed
            mine = readings if rows.all() else readings.where(rows)
            self._copy_into(ensure_hour(from_ms(hour * HOUR_MS)), mine, received_ms)
        self._note_late_minutes(readings, books)

    def _copy_into(self, table: str, rows: Readings, received_ms: int) -> None:
        data = _ROW.pack(
            len(rows),
            point=self.point_ids[rows.point],
            at=rows.at_ms,
            value=rows.value,
            quality=rows.quality,
            received=received_ms,
        )
        copy_in(f"COPY {table} FROM STDIN (FORMAT BINARY)", data)

    def _note_late_minutes(self, readings: Readings, books: Books) -> None:
        """Minutes that are closed already must be rolled up again."""
        behind = readings.at_ms < books.minutes_until
        if not behind.any():
            return
        late = readings.where(behind)
        minutes = np.unique(
            np.column_stack((self.point_ids[late.point], late.at_ms // 60_000)), axis=0
        )
        if len(minutes) > LATE_PAIRS:
            minutes = np.unique(minutes[:, 1])
            minutes = np.column_stack((np.full(len(minutes), ALL_POINTS), minutes))
        with connection.cursor() as cursor:
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
        room = max(FLUSH_POINTS, min(FLUSH_MOST_POINTS, round(self._flush_rate * FLUSH_TAKES_S)))
        if not force and len(changed) > room:
            changed = changed[np.argsort(self._received[changed], kind="stable")]
            changed, waiting = changed[:room], changed[room:]
        begun = time.monotonic()
        # What is not written yet was received later than this: a successor reads on from here.
        complete = from_ms(int(self._received[waiting].min())) if len(waiting) else now
        with connection.cursor() as cursor:
            if len(changed):
                cursor.execute(
                    "INSERT INTO telemetry_latestreading AS l "
                    "(point_id, at, value, quality, received_at) "
                    "SELECT n.point_id, timestamptz 'epoch' + n.at * interval '1 millisecond', "
                    "n.value, n.quality, "
                    "timestamptz 'epoch' + n.received * interval '1 millisecond' "
                    "FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::smallint[], "
                    "%s::bigint[]) AS n(point_id, at, value, quality, received) "
                    "JOIN devices_point p ON p.id = n.point_id "
                    "ON CONFLICT (point_id) DO UPDATE SET at = excluded.at, "
                    "value = excluded.value, quality = excluded.quality, "
                    "received_at = excluded.received_at WHERE excluded.at > l.at",
                    [
                        self.point_ids[changed].tolist(),
                        self._mark[changed].tolist(),
                        latest.value[changed].tolist(),
                        latest.quality[changed].tolist(),
                        self._received[changed].tolist(),
                    ],
                )
                took = max(time.monotonic() - begun, 1e-4)
                self._flush_rate += 0.3 * (len(changed) / took - self._flush_rate)
            cursor.execute(
                "UPDATE telemetry_writerstate SET latest_until = %s WHERE shard = ANY(%s)",
                [complete, list(self.shards)],
            )
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


def _distinct(values: NDArray[np.int64]) -> list[int]:
    """Return the different values; mostly there is one."""
    if values[0] == values[-1] and (values == values[0]).all():
        return [int(values[0])]
    return [int(value) for value in np.unique(values)]


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
