"""Compacted readings are the same readings, whoever reads them and whatever comes after."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db import connection, transaction

from anlan.kernel import clock
from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory
from anlan.monitoring.telemetry import partitions
from anlan.monitoring.telemetry.choices import CurveLevel, Fate
from anlan.monitoring.telemetry.codec import BLOCK_POINTS
from anlan.monitoring.telemetry.moments import unix_ms
from anlan.monitoring.telemetry.selectors.readings import list_readings_since, read_curve
from anlan.monitoring.telemetry.selectors.slices import read_stored
from anlan.monitoring.telemetry.services import compaction
from anlan.monitoring.telemetry.services.compaction import compact
from anlan.monitoring.telemetry.services.rollup import begin_books, roll_up
from anlan.monitoring.telemetry.services.store import Writer, columns

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LATER = START + timedelta(hours=2, minutes=30)


@pytest.fixture
def points():
    begin_books(START)
    return [point.pk for point in PointFactory.create_batch(3)]


@pytest.fixture
def writer(points):
    found = Writer()
    with clock.freeze(START):
        found.load(points)
    return found


def write(writer, rows, now):
    """Store (point, seconds after START, value, quality) rows."""
    point, second, value, quality = zip(*rows, strict=True)
    at = [unix_ms(START) + round(s * 1000) for s in second]
    with clock.freeze(now):
        written = writer.write(columns(point, at, value, quality), now)
        writer.confirm(written)
        writer.flush(now, force=True)
    return written


@pytest.fixture
def compacted(writer, points):
    """Two hours of readings, the first of them compacted."""
    rows = [(p, s, (s % 7) / 10 + p, 0) for p in range(3) for s in range(0, 7200, 30)]
    rows += [(0, 15, math.nan, 2), (1, 15.123, 0.1 + 0.2, 1)]
    write(writer, rows, START + timedelta(hours=2))
    before = everything()
    writer.flush(LATER, force=True)
    roll_up(LATER)
    done = compact(LATER)
    assert (done.hours, done.readings) == (1, 362)
    return before


def everything():
    found = read_stored(START - timedelta(days=90), START + timedelta(days=3))
    return [
        (p, t, "nan" if v != v else v, q)
        for p, t, v, q in zip(
            found.point.tolist(),
            found.at_ms.tolist(),
            found.value.tolist(),
            found.quality.tolist(),
            strict=True,
        )
    ]


def count(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_reading_gives_the_same_before_and_after(compacted, points):
    assert len(compacted) == 722
    assert everything() == compacted
    one = read_stored(START, LATER, [points[1]])
    assert one.at_ms.tolist() == [t for p, t, _v, _q in compacted if p == points[1]]
    some = read_stored(START + timedelta(minutes=5), START + timedelta(minutes=6), points[:2])
    assert len(some) == 4


def test_the_raw_partition_goes_at_the_next_run(compacted):
    name = partitions.hour_partition(START)
    assert partitions.exists(name)
    compact(LATER)
    assert not partitions.exists(name)
    assert everything() == compacted


def test_curves_and_warm_up_see_compacted_readings(compacted, points):
    with clock.freeze(LATER):
        curve = read_curve(points[0], START, START + timedelta(minutes=2), CurveLevel.RAW)
        rows = list_readings_since(points, START)

    assert [value for _at, value, _l, _m in curve.rows] == [0.0, None, 0.2, 0.4, 0.6, 0.1]
    assert len(rows) == 722
    assert rows == sorted(rows, key=lambda row: row[1])


def test_what_is_repeated_after_compaction_is_known(compacted, writer):
    again = write(writer, [(0, 30, 9.0, 0), (1, 15.123, 9.0, 0), (2, 3630, 9.0, 0)], LATER)

    assert again.fates == {Fate.DUPLICATE: 3}
    assert everything() == compacted


def test_late_readings_of_a_sealed_hour_are_kept_and_sum_up(compacted, writer, points):
    written = write(writer, [(0, 31, 90.0, 0), (2, 3601, 5.0, 0)], LATER)
    again = write(writer, [(0, 31, 90.0, 0)], LATER)

    assert (written.fates, again.fates) == ({Fate.LATE: 2}, {Fate.DUPLICATE: 1})
    assert count("telemetry_late_reading") == 1
    assert len(everything()) == len(compacted) + 2
    assert roll_up(LATER).late_minutes == 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, most FROM telemetry_minute WHERE point_id = %s AND at = %s",
            [points[0], START],
        )
        assert cursor.fetchone() == (3, 90.0)
        cursor.execute("SELECT max(most) FROM telemetry_hour WHERE point_id = %s", [points[0]])
        assert cursor.fetchone() == (90.0,)


def test_late_readings_are_moved_into_blocks_once(compacted, writer, monkeypatch):
    monkeypatch.setattr(compaction, "LATE_AT_ONCE", 2)
    write(writer, [(p, 31 + n, float(n), 0) for p in range(3) for n in range(3)], LATER)
    before = everything()
    much_later = LATER + timedelta(hours=2)
    writer.flush(much_later, force=True)
    roll_up(much_later)
    done = compact(much_later)

    assert done.late == 9
    assert count("telemetry_late_reading") == 0
    assert everything() == before
    assert write(writer, [(1, 32, 7.0, 0)], much_later).fates == {Fate.DUPLICATE: 1}


def test_a_run_that_was_killed_leaves_nothing_behind(writer, monkeypatch):
    write(writer, [(p, s, 1.0, 0) for p in range(3) for s in range(0, 3600, 60)], LATER)
    before = everything()
    roll_up(LATER)
    monkeypatch.setattr(compaction, "_ROW_BYTES", 1)
    monkeypatch.setattr(compaction, "COMPACT_READINGS", 5_000)
    pack, calls = compaction.pack, []

    def dies(readings, base_ms):
        calls.append(base_ms)
        if len(calls) == 2:
            raise MemoryError
        return pack(readings, base_ms)

    monkeypatch.setattr(compaction, "pack", dies)
    with pytest.raises(MemoryError), transaction.atomic():
        compact(LATER)
    assert everything() == before
    compacted = compact(LATER)

    assert compacted.readings == 180
    assert everything() == before
    slices, sharing = set(calls[2:]), {point // BLOCK_POINTS for point in writer.point_ids.tolist()}
    assert count("telemetry_block") == len(slices) * len(sharing)


def test_what_a_writer_may_still_have_to_find_out_stays(writer):
    write(writer, [(0, 10, 1.0, 0)], START + timedelta(minutes=1))
    roll_up(LATER)

    assert compact(LATER).hours == 0  # the writer was last heard of two hours ago
    writer.flush(LATER, force=True)
    assert compact(LATER).hours == 1


def test_readings_of_a_vehicle_are_kept_longer(writer):
    with clock.freeze(START):
        vehicle = PointFactory(device=DeviceFactory(kind="vehicle"), quantity="speed").pk
        writer.load([*writer.point_ids.tolist(), vehicle])
    write(writer, [(3, 10, 60.0, 0), (0, 10, 1.0, 0)], START + timedelta(minutes=1))
    roll_up(LATER)
    writer.flush(LATER, force=True)
    compact(LATER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT kept_days FROM telemetry_block ORDER BY 1")
        assert [days for (days,) in cursor.fetchall()] == [92, 184]
    partitions.drop_old((START + timedelta(days=100)).date())
    found = read_stored(START, LATER)
    assert np.unique(found.point).tolist() == [vehicle]
