"""Minutes and hours agree with the readings, also those that came late; curves join the levels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from anlan.kernel import clock
from anlan.monitoring.devices.tests.factories import PointFactory
from anlan.monitoring.telemetry import partitions
from anlan.monitoring.telemetry.choices import CurveLevel
from anlan.monitoring.telemetry.moments import unix_ms
from anlan.monitoring.telemetry.selectors.readings import choose_level, read_curve
from anlan.monitoring.telemetry.services.rollup import begin_books, roll_up
from anlan.monitoring.telemetry.services.store import Writer, columns

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def point():
    begin_books(START)
    return PointFactory().pk


@pytest.fixture
def writer(point):
    found = Writer()
    found.load([point])
    return found


def write(writer, at, value, quality=0):
    with clock.freeze(max(at, START)):
        writer.confirm(writer.write(columns([0], [unix_ms(at)], [value], [quality]), clock.now()))


def sums(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT at, number, mean, least, most FROM {table} ORDER BY at")
        return cursor.fetchall()


def test_minutes_and_hours_are_summed_once_they_are_over(writer, point):
    for second in range(0, 180, 20):
        write(writer, START + timedelta(seconds=second), float(second))
    write(writer, START + timedelta(seconds=5), 999.0, quality=2)
    roll_up(START + timedelta(seconds=125))

    assert (
        sums("telemetry_minute")
        == [(START, 3, 20.0, 0.0, 40.0), (START + timedelta(minutes=1), 3, 80.0, 60.0, 100.0)][
            : len(sums("telemetry_minute"))
        ]
    )
    assert len(sums("telemetry_minute")) == 1  # the second minute is within its grace time
    done = roll_up(START + timedelta(minutes=61))
    assert (done.minutes, done.hours) == (2, 1)
    assert sums("telemetry_hour") == [(START, 9, 80.0, 0.0, 160.0)]


def test_late_readings_change_their_minute_and_their_hour(writer, point):
    write(writer, START + timedelta(seconds=10), 1.0)
    write(writer, START + timedelta(minutes=50), 1.0)
    roll_up(START + timedelta(hours=1, minutes=2))
    write(writer, START + timedelta(seconds=20), 5.0)
    redone = roll_up(START + timedelta(hours=1, minutes=3))

    assert redone.late_minutes == 1
    assert sums("telemetry_minute")[0] == (START, 2, 3.0, 1.0, 5.0)
    assert sums("telemetry_hour")[0][1:] == (3, pytest.approx(7 / 3), 1.0, 5.0)
    assert roll_up(START + timedelta(hours=1, minutes=3)).late_minutes == 0


def test_minutes_that_are_late_for_many_points_are_redone_as_a_whole(writer, point, monkeypatch):
    monkeypatch.setattr("anlan.monitoring.telemetry.services.store.LATE_PAIRS", 0)
    write(writer, START + timedelta(seconds=10), 1.0)
    roll_up(START + timedelta(hours=1, minutes=2))
    write(writer, START + timedelta(seconds=20), 5.0)
    redone = roll_up(START + timedelta(hours=1, minutes=3))

    assert (redone.late_minutes, redone.hours) == (1, 1)
    assert sums("telemetry_minute") == [(START, 2, 3.0, 1.0, 5.0)]
    assert sums("telemetry_hour") == [(START, 2, 3.0, 1.0, 5.0)]


def test_a_curve_shows_minutes_and_what_came_since(writer, point):
    write(writer, START + timedelta(seconds=10), 1.0)
    write(writer, START + timedelta(minutes=5), 2.0)
    roll_up(START + timedelta(minutes=3))
    with clock.freeze(START + timedelta(minutes=6)):
        curve = read_curve(point, START - timedelta(hours=1), clock.now(), CurveLevel.MINUTE)

    assert [row[:2] for row in curve.rows] == [
        (unix_ms(START), 1.0),
        (unix_ms(START + timedelta(minutes=5)), 2.0),
    ]


def test_the_level_follows_the_span_and_the_period():
    def level(hours, period=5.0):
        return choose_level(START, START + timedelta(hours=hours), period)

    assert level(0.2) == CurveLevel.RAW
    assert level(6) == CurveLevel.MINUTE
    assert level(6, 300) == CurveLevel.RAW
    assert level(24 * 365) == CurveLevel.HOUR


def test_partitions_are_made_ahead_and_dropped_after_the_retention_of_their_class():
    today = START.date()
    blocks = [
        partitions.ensure_blocks(today - timedelta(days=age), kept)
        for age, kept in ((100, 92), (100, 366), (10, 92))
    ]
    old_minutes = "telemetry_minute_202301"
    partitions.ensure_hour(START - timedelta(days=1400))
    partitions.make_ahead(START)

    assert set(partitions.drop_old(today)) == {blocks[0], old_minutes}
    ahead = partitions.hour_partition(START + timedelta(hours=3))
    assert [partitions.exists(name) for name in (*blocks, ahead)] == [False, True, True, True]
    assert f"telemetry_block_{today - timedelta(days=100):%Y%m%d}" in partitions.drop_old(
        today + timedelta(days=300)
    )
