"""Stored readings as columns: single, late and compacted ones as one. Every door reads here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from anlan.monitoring.telemetry.binary import Layout, copy_out
from anlan.monitoring.telemetry.books import Books, read_books
from anlan.monitoring.telemetry.codec import BLOCK_BITS, unpack
from anlan.monitoring.telemetry.contracts import Readings
from anlan.monitoring.telemetry.moments import HOUR_MS, from_ms, unix_ms

_LAYOUT = Layout(point="i4", at="t", value="f8", quality="i2")
_COLUMNS = "SELECT point_id, at, value, quality FROM"
#: Attempts to read while readings are moved from one table to another, which takes seconds.
_ATTEMPTS = 50


def read_stored(
    since: datetime, until: datetime, point_ids: Collection[int] | None = None
) -> Readings:
    """Return every reading with ``since <= time < until``, by point and time.

    ``point`` holds point ids. Of all points, or of some. Callers have checked visibility.
    """
    for _attempt in range(_ATTEMPTS):
        with connection.cursor() as cursor:
            books = read_books(cursor)
        parts = [
            _raw(max(unix_ms(since), books.compacted_until), unix_ms(until), point_ids),
            _late(since, until, point_ids) if unix_ms(since) < books.sealed_until else None,
            read_blocks(unix_ms(since), min(unix_ms(until), books.compacted_until), point_ids),
        ]
        with connection.cursor() as cursor:
            if read_books(cursor).moves == books.moves:
                break
    return _ordered(join([part for part in parts if part is not None and len(part)]))


def join(parts: list[Readings]) -> Readings:
    """Put columns one behind the other."""
    if not parts:
        none = np.empty(0, np.int64)
        return Readings(none, none, np.empty(0), np.empty(0, np.int16))
    if len(parts) == 1:
        return parts[0]
    return Readings(
        np.concatenate([part.point for part in parts]),
        np.concatenate([part.at_ms for part in parts]),
        np.concatenate([part.value for part in parts]),
        np.concatenate([part.quality for part in parts]),
    )


def _ordered(readings: Readings) -> Readings:
    return readings.where(np.lexsort((readings.at_ms, readings.point)))


def _raw(since_ms: int, until_ms: int, point_ids: Collection[int] | None) -> Readings | None:
    if since_ms >= until_ms:
        return None
    return _copied("telemetry_reading", from_ms(since_ms), from_ms(until_ms), point_ids)


def _late(since: datetime, until: datetime, point_ids: Collection[int] | None) -> Readings:
    return _copied("telemetry_late_reading", since, until, point_ids)


def _copied(
    table: str, since: datetime, until: datetime, point_ids: Collection[int] | None
) -> Readings:
    query, values = f"{_COLUMNS} {table} WHERE at >= %s AND at < %s", [since, until]
    parameters: list[Any] = [*values]
    if point_ids is not None:
        query += " AND point_id = ANY(%s)"
        parameters.append(list(point_ids))
    found = copy_out(query, parameters, _LAYOUT)
    return Readings(found["point"].astype(np.int64), found["at"], found["value"], found["quality"])


def read_blocks(
    since_ms: int, until_ms: int, point_ids: Collection[int] | None = None
) -> Readings | None:
    """Return compacted readings of a stretch; None when there can be none."""
    if since_ms >= until_ms:
        return None
    wanted = None if point_ids is None else np.unique(np.fromiter(point_ids, np.int64))
    # A block begins at most an hour before its last reading.
    query = "SELECT number, at, data FROM telemetry_block WHERE at > %s AND at < %s AND until > %s"
    parameters: list[Any] = [from_ms(since_ms - HOUR_MS), from_ms(until_ms), from_ms(since_ms)]
    if wanted is not None:
        query += " AND number = ANY(%s)"
        parameters.append(np.unique(wanted >> BLOCK_BITS).tolist())
    single = int(wanted[0]) if wanted is not None and len(wanted) == 1 else None
    parts = []
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        for number, at, data in cursor:
            found = unpack(number, unix_ms(at), bytes(data), single)
            found = found.where(_within(since_ms, until_ms)(found.at_ms))
            if wanted is not None and single is None:
                found = found.where(np.isin(found.point, wanted))
            parts.append(found)
    return join(parts)


def _within(since_ms: int, until_ms: int) -> Callable[[NDArray[np.int64]], NDArray[np.bool_]]:
    return lambda at_ms: (at_ms >= since_ms) & (at_ms < until_ms)


__all__ = ["Books", "join", "read_blocks", "read_stored"]
