"""Curves and newest values as pages and other systems ask for them, over a year of readings."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from anlan.demonstration.benchmarks import ingest_world
from anlan.demonstration.benchmarks.pages import Timing, measure
from anlan.kernel import clock
from anlan.monitoring.telemetry.public import Readings, Writer, begin_books, compact

#: Sampling period of the points that are asked for. [s]
PERIOD_S = 10
#: Points with a year of hours and some days of minutes, and those with single readings of these.
YEAR_POINTS, RECENT_DAYS, RAW_POINTS = 300, 4, 64
ROUNDS = 30

_HOURS = """
INSERT INTO telemetry_hour (point_id, at, number, mean, least, most)
SELECT p, h, 360, 20 + sin(extract(epoch FROM h) / 86400) + p %% 7, 19 + p %% 7, 22 + p %% 7
FROM generate_series(%s::timestamptz, %s::timestamptz, interval '1 hour') h,
     unnest(%s::int[]) p
"""
_MINUTES = """
INSERT INTO telemetry_minute (point_id, at, number, mean, least, most)
SELECT p, m, 6, 20 + sin(extract(epoch FROM m) / 3600), 19, 22
FROM generate_series(%s::timestamptz, %s::timestamptz, interval '1 minute') m,
     unnest(%s::int[]) p
"""
_LATEST = """
INSERT INTO telemetry_latestreading (point_id, at, value, quality, received_at)
SELECT id, now(), 20 + id % 7, 0, now() FROM devices_point ON CONFLICT DO NOTHING
"""


def fill(now: datetime) -> list[int]:
    """Write a year of hours, days of minutes and of single readings; return the points' ids."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM devices_point ORDER BY id LIMIT %s", [YEAR_POINTS])
        ids = [row[0] for row in cursor.fetchall()]
        begin_books(now)
        cursor.execute(_HOURS, [hour - timedelta(days=366), hour - timedelta(hours=1), ids])
    _write_raw(ids[:RAW_POINTS], hour)
    with connection.cursor() as cursor:
        cursor.execute(_MINUTES, [hour - timedelta(days=RECENT_DAYS), hour, ids])
        cursor.execute(_LATEST)
        cursor.execute(
            "UPDATE telemetry_rollup SET minutes_until = %s, minutes_done = %s, hours_done = %s",
            [now, hour, hour],
        )
    compact(now)
    with connection.cursor() as cursor:
        for table in ("telemetry_hour", "telemetry_minute", "telemetry_latestreading"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")
    return ids


def _write_raw(ids: list[int], until: datetime) -> None:
    """Write single readings of some points every ten seconds, an hour at a time."""
    chance, writer = np.random.default_rng(5), Writer()
    writer.load(ids)
    each = 3600 // PERIOD_S
    for hours in range(RECENT_DAYS * 24, 0, -1):
        begin = round((until - timedelta(hours=hours)).timestamp() * 1000)
        steps = chance.integers(-8, 9, (len(ids), each)).cumsum(axis=1)
        readings = Readings(
            np.repeat(np.arange(len(ids)), each),
            np.tile(begin + np.arange(each) * PERIOD_S * 1000, len(ids)),
            (2000 + steps).ravel() / 100,
            np.zeros(len(ids) * each, np.int16),
        )
        with transaction.atomic():
            writer.confirm(writer.write(readings, clock.now()))
    with transaction.atomic():
        writer.flush(clock.now(), force=True)


def run(client: Client, seed: int = 5) -> dict[str, Any]:
    """Ask as pages and other systems do; times are those of whole answers."""
    now, chance = clock.now(), random.Random(seed)
    ids = fill(now)
    spans = {
        "year": (timedelta(days=365), "", ids),
        "days": (timedelta(days=3), "", ids),
        "hour": (timedelta(hours=1), "raw", ids[:RAW_POINTS]),
        "quarter": (timedelta(minutes=15), "", ids[:RAW_POINTS]),
    }
    found: dict[str, Any] = {}
    for name, (span, level, points) in spans.items():
        timing, rows = Timing(), 0
        end = now - timedelta(hours=2) if name in ("hour", "quarter") else now
        for number in range(ROUNDS + 1):
            point = chance.choice(points)
            url = _curve_url(point, end - span, end, level)
            if number:
                measure(client, url, timing)
            else:
                rows = _rows(client, url)
        found[f"{name}_p50_ms"], found[f"{name}_p95_ms"] = timing.median, timing.percentile(0.95)
        found[f"{name}_rows"] = rows
    return found | _latest(client, chance)


def _curve_url(point: int, since: datetime, until: datetime, level: str) -> str:
    if level:
        stretch = f"since={since:%Y-%m-%dT%H:%M:%SZ}&until={until:%Y-%m-%dT%H:%M:%SZ}"
        return f"/api/v1/telemetry/points/{point}/curve?{stretch}&level={level}"
    stretch = f"from={since:%Y-%m-%dT%H:%M:%SZ}&to={until:%Y-%m-%dT%H:%M:%SZ}"
    return f"{reverse('telemetry:series', args=[point])}?{stretch}"


def _rows(client: Client, url: str) -> int:
    answer = client.get(url).json()
    if "rows" in answer:
        return len(answer["rows"])
    first = answer["series"][0]
    return len(first["data"] if isinstance(first, dict) else answer["series"])


def _latest(client: Client, chance: random.Random) -> dict[str, Any]:
    total = ingest_world.DEVICES * ingest_world.POINTS_EACH
    timing = Timing()
    for number in range(ROUNDS + 1):
        points = chance.sample(range(1, total), 1000)
        url = "/api/v1/telemetry/latest?points=" + ",".join(map(str, points))
        if not number:
            if len(client.get(url).json()) < 900:
                raise RuntimeError("newest values are missing")
            continue
        measure(client, url, timing)
    return {"latest_1000_p50_ms": timing.median, "latest_1000_p95_ms": timing.percentile(0.95)}
