"""Which readings are in the store already: single ones, late ones, compacted ones."""

from __future__ import annotations

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from anlan.monitoring.telemetry.books import Books
from anlan.monitoring.telemetry.moments import HOUR_MS, from_ms
from anlan.monitoring.telemetry.partitions import exists, hour_partition
from anlan.monitoring.telemetry.selectors.slices import read_blocks

Ints = NDArray[np.int64]


def find_known(point_id: Ints, at_ms: Ints, books: Books) -> NDArray[np.bool_]:
    """Tell which of these (point, time) are stored. The books are held by the transaction."""
    known = np.zeros(len(point_id), np.bool_)
    hours = at_ms // HOUR_MS
    for hour in np.unique(hours[at_ms >= books.compacted_until]).tolist():
        name = hour_partition(from_ms(hour * HOUR_MS))
        rows = np.flatnonzero(hours == hour)
        if exists(name):
            known[rows] |= _in_table(name, point_id[rows], at_ms[rows])
    # Late readings before blocks: they move from here to there, never back.
    rows = np.flatnonzero(at_ms < books.sealed_until)
    if len(rows):
        known[rows] |= _in_table("telemetry_late_reading", point_id[rows], at_ms[rows])
    rows = np.flatnonzero((at_ms < books.compacted_until) & ~known)
    if len(rows):
        known[rows] = _in_blocks(point_id[rows], at_ms[rows])
    return known


def _in_table(table: str, point_id: Ints, at_ms: Ints) -> NDArray[np.bool_]:
    found = np.zeros(len(point_id), np.bool_)
    at = [from_ms(ms) for ms in at_ms.tolist()]
    with connection.cursor() as cursor:
        # The newest hour is never analysed up to its end: the planner expects a single row there
        # and would compare every pair of hundreds of thousands.
        cursor.execute("SELECT set_config('enable_nestloop', 'off', true)")
        cursor.execute(
            "SELECT k.row FROM unnest(%s::int[], %s::timestamptz[], %s::int[]) "  # noqa: S608
            f"AS k(point_id, at, row) JOIN {table} r USING (point_id, at) "
            "WHERE r.at BETWEEN %s AND %s",
            [point_id.tolist(), at, list(range(len(at))), min(at), max(at)],
        )
        found[[row for (row,) in cursor.fetchall()]] = True
        cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")
    return found


def _in_blocks(point_id: Ints, at_ms: Ints) -> NDArray[np.bool_]:
    first = int(at_ms.min())
    stored = read_blocks(first, int(at_ms.max()) + 1, np.unique(point_id).tolist())
    if stored is None or not len(stored):
        return np.zeros(len(point_id), np.bool_)
    # No reading is older than three months, which takes 33 bits of milliseconds.
    return np.isin(point_id << 33 | (at_ms - first), stored.point << 33 | (stored.at_ms - first))
