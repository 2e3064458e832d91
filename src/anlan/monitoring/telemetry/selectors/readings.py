"""Latest values and curves. A curve takes the coarsest level that still shows what happened, and
the newest stretch, not yet rolled up, from single readings."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.devices.public import (
    LATE_AFTER_PERIODS,
    LATE_AT_LEAST_S,
    OFFLINE_AFTER_PERIODS,
    OFFLINE_AT_LEAST_S,
    Connection,
    get_point,
)
from anlan.monitoring.telemetry.binary import Layout, copy_out
from anlan.monitoring.telemetry.choices import CurveLevel
from anlan.monitoring.telemetry.constants import (
    MAX_CURVE_POINTS,
    MINUTE_SPAN_S,
    RAW_SPAN_S,
)
from anlan.monitoring.telemetry.contracts import Curve, LatestValue
from anlan.monitoring.telemetry.models import LatestReading
from anlan.monitoring.telemetry.moments import to_iso
from anlan.monitoring.telemetry.retention import longest_days
from anlan.monitoring.telemetry.selectors.slices import read_stored

_LATEST_ROWS = Layout(point_id="i8", at="t", value="f8", quality="i2", received_at="t")

Row = tuple[int, float | None, float | None, float | None]


def list_latest(point_ids: Iterable[int]) -> dict[int, LatestValue]:
    """Return the newest reading of each point that has one. Callers have checked visibility."""
    rows = LatestReading.objects.filter(pk__in=list(point_ids))
    return {
        row.pk: LatestValue(
            row.pk,
            row.at,
            None if math.isnan(row.value) else row.value,
            row.quality,
            row.received_at,
        )
        for row in rows
    }


def list_latest_of(point_ids: Iterable[int], *, actor: Actor) -> list[dict[str, Any]]:
    """Return the newest readings of the visible ones of these points, ordered by point.

    As other systems take them: moments are texts of ISO 8601 in UTC, a value that was not measured
    is None.
    """
    # In order, neighbours are found on the same pages.
    wanted = sorted({point for point in point_ids if 0 < point < 2**31})
    rows = (
        visible(LatestReading, actor)
        .extra(where=["telemetry_latestreading.point_id = ANY(%s)"], params=[wanted])
        .order_by("pk")
        .values_list(*_LATEST_ROWS.columns)
    )
    try:
        statement, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    found = copy_out(statement, parameters, _LATEST_ROWS)
    values: list[float | None] = found["value"].tolist()
    for row in np.flatnonzero(~np.isfinite(found["value"])).tolist():
        values[row] = None
    columns = (
        found["point_id"].tolist(),
        to_iso(found["at"]),
        values,
        found["quality"].tolist(),
        to_iso(found["received_at"]),
    )
    return [dict(zip(_LATEST_ROWS.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def connection_of(latest: LatestValue | None, period_s: float) -> Connection:
    """Judge from the newest reading whether a device is heard of."""
    if latest is None:
        return Connection.UNKNOWN
    silence = (clock.now() - latest.received_at).total_seconds()
    if silence <= max(LATE_AT_LEAST_S, LATE_AFTER_PERIODS * period_s):
        return Connection.ONLINE
    if silence <= max(OFFLINE_AT_LEAST_S, OFFLINE_AFTER_PERIODS * period_s):
        return Connection.STALE
    return Connection.OFFLINE


def choose_level(since: datetime, until: datetime, period_s: float) -> CurveLevel:
    """Choose the resolution of a curve from its span and the sampling period."""
    span = (until - since).total_seconds()
    if span <= RAW_SPAN_S or (period_s >= 60 and span <= MINUTE_SPAN_S):
        return CurveLevel.RAW
    if span <= MINUTE_SPAN_S or (period_s >= 3600 and span <= 30 * MINUTE_SPAN_S):
        return CurveLevel.MINUTE
    return CurveLevel.HOUR


def get_curve(
    point_id: int, since: datetime, until: datetime, *, actor: Actor, level: str = ""
) -> Curve:
    """Return the curve of a visible point; raises ``NotVisible``."""
    point = get_point(point_id, actor=actor)
    chosen = CurveLevel(level) if level else choose_level(since, until, point.period_s)
    return read_curve(point_id, since, until, chosen)


def read_curve(point_id: int, since: datetime, until: datetime, level: CurveLevel) -> Curve:
    """Read a curve of one resolution, completed by finer ones where it is not summed up yet."""
    oldest_raw = clock.now() - timedelta(days=longest_days())
    with connection.cursor() as cursor:
        cursor.execute("SELECT minutes_done, hours_done FROM telemetry_rollup")
        minutes_done, hours_done = cursor.fetchone() or (since, since)
        rows: list[Row] = []
        begin = since
        if level == CurveLevel.HOUR:
            rows += _sums(cursor, "telemetry_hour", point_id, begin, min(until, hours_done))
            begin = max(begin, hours_done)
        if level in (CurveLevel.HOUR, CurveLevel.MINUTE) and begin < until:
            rows += _sums(cursor, "telemetry_minute", point_id, begin, min(until, minutes_done))
            begin = max(begin, minutes_done)
        if begin < until:
            rows += _raw(point_id, max(begin, oldest_raw), until)
    return Curve(level, _thin(rows))


def _sums(cursor: Any, table: str, point_id: int, since: datetime, until: datetime) -> list[Row]:
    if since >= until:
        return []
    cursor.execute(
        "SELECT (extract(epoch FROM at) * 1000)::bigint, mean, least, most "  # noqa: S608
        f"FROM {table} WHERE point_id = %s AND at >= %s AND at < %s ORDER BY at",
        [point_id, since, until],
    )
    return [tuple(row) for row in cursor.fetchall()]


def _raw(point_id: int, since: datetime, until: datetime) -> list[Row]:
    if since > until:
        return []
    found = read_stored(since, until + timedelta(milliseconds=1), [point_id])
    good = (found.quality < 2) & np.isfinite(found.value)
    return [
        (at, value, value, value) if is_good else (at, None, None, None)
        for at, value, is_good in zip(
            found.at_ms.tolist(), found.value.tolist(), good.tolist(), strict=True
        )
    ]


def _thin(rows: list[Row]) -> list[Row]:
    """Join neighbours when there are more rows than a page can draw; extremes are kept."""
    if len(rows) <= MAX_CURVE_POINTS:
        return rows
    step = math.ceil(len(rows) / MAX_CURVE_POINTS)
    thinned: list[Row] = []
    for first in range(0, len(rows), step):
        group = [row for row in rows[first : first + step] if row[1] is not None]
        if not group:
            thinned.append((rows[first][0], None, None, None))
            continue
        mean = sum(row[1] for row in group if row[1] is not None) / len(group)
        least = min(row[2] for row in group if row[2] is not None)
        most = max(row[3] for row in group if row[3] is not None)
        thinned.append((rows[first][0], mean, least, most))
    return thinned


def list_readings_since(point_ids: Iterable[int], since: datetime) -> list[tuple[Any, ...]]:
    """Return (point_id, unix ms, value, quality) of single readings since a time, in time order.

    For warming up rules after a restart.
    """
    found = read_stored(since, clock.now() + timedelta(days=1), list(point_ids))
    found = found.where(np.argsort(found.at_ms, kind="stable"))
    columns = (found.point, found.at_ms, found.value, found.quality)
    return list(zip(*(column.tolist() for column in columns), strict=True))
