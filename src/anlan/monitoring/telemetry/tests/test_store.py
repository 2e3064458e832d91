"""Every reading is kept exactly once, whatever comes late, twice or out of order."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.kernel import clock
from anlan.monitoring.devices.tests.factories import PointFactory
from anlan.monitoring.telemetry.choices import Fate
from anlan.monitoring.telemetry.models import IngestCount, LatestReading
from anlan.monitoring.telemetry.moments import unix_ms
from anlan.monitoring.telemetry.services.store import Writer, columns

pytestmark = pytest.mark.django_db


def stored():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT point_id, (extract(epoch FROM at) * 1000)::bigint, value "
            "FROM telemetry_reading ORDER BY 1, 2"
        )
        return cursor.fetchall()


def write(writer, rows, *, confirm=True):
    point, at, value, quality = zip(*rows, strict=True)
    written = writer.write(columns(point, at, value, quality), clock.now())
    if confirm:
        writer.confirm(written)
    return written


@pytest.fixture
def points():
    return [point.pk for point in PointFactory.create_batch(2)]


@pytest.fixture
def writer(points):
    found = Writer()
    found.load(points)
    return found


@pytest.fixture
def now():
    return unix_ms(clock.now()) // 1000 * 1000


def test_what_arrives_twice_is_stored_once_and_counted(writer, points, now):
    write(writer, [(0, now, 1.0, 0), (1, now, 2.0, 0), (0, now, 1.0, 0)])
    again = write(writer, [(0, now, 1.0, 0), (0, now + 1, 1.5, 0)])

    assert stored() == [(points[0], now, 1.0), (points[0], now + 1, 1.5), (points[1], now, 2.0)]
    assert again.fates == {Fate.DUPLICATE: 1, Fate.STORED: 1}
    assert again.fresh.at_ms.tolist() == [now + 1]


def test_late_readings_are_stored_but_not_handed_to_the_rules(writer, points, now):
    write(writer, [(0, now, 1.0, 0)])
    late = write(writer, [(0, now - 5000, 9.0, 0), (0, now - 86_400_000, 9.0, 0)])

    assert len(stored()) == 3
    assert late.fates == {Fate.LATE: 2}
    assert len(late.fresh) == 0


def test_future_and_too_old_readings_are_refused_with_an_example(writer, points, now):
    written = write(
        writer,
        [(0, now + 61_000 + 1000, 1.0, 0), (0, now - 200 * 86_400_000, 1.0, 0), (0, now, 1.0, 0)],
    )
    writer.flush(clock.now(), force=True)

    assert written.fates == {Fate.FUTURE: 1, Fate.TOO_OLD: 1, Fate.STORED: 1}
    example = IngestCount.objects.get(fate=Fate.FUTURE).example
    assert str(points[0]) in example


def test_a_rolled_back_batch_can_be_tried_again(writer, points, now):
    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction.atomic():
        write(writer, [(0, now, 1.0, 0)], confirm=False)
        raise Stop
    writer.failed()
    write(writer, [(0, now, 1.0, 0)])

    assert stored() == [(points[0], now, 1.0)]


def test_a_commit_whose_answer_was_lost_is_not_stored_twice(writer, points, now):
    write(writer, [(0, now, 1.0, 0)], confirm=False)  # committed, but nobody was told
    writer.failed()
    again = write(writer, [(0, now, 1.0, 0), (0, now + 1000, 2.0, 0)])

    assert len(stored()) == 2
    assert again.fates == {Fate.DUPLICATE: 1, Fate.STORED: 1}


def test_a_new_writer_knows_what_the_former_one_stored(writer, points, now):
    write(writer, [(0, now, 1.0, 0)])
    writer.flush(clock.now(), force=True)
    write(writer, [(0, now + 1000, 2.0, 0), (1, now, 5.0, 0)])  # not flushed: killed

    successor = Writer()
    successor.load(points)
    again = write(successor, [(0, now + 1000, 2.0, 0), (1, now, 5.0, 0), (1, now + 1, 6.0, 0)])

    assert again.fates == {Fate.DUPLICATE: 2, Fate.STORED: 1}


def test_latest_values_are_the_newest_of_each_point(writer, points, now):
    write(writer, [(0, now, 1.0, 0), (0, now + 2000, 3.0, 1), (0, now + 1000, 2.0, 0)])
    assert writer.flush(clock.now(), force=True) == 1
    write(writer, [(0, now - 1000, 7.0, 0)])
    writer.flush(clock.now(), force=True)

    latest = LatestReading.objects.get(pk=points[0])
    assert (latest.value, latest.quality, unix_ms(latest.at)) == (3.0, 1, now + 2000)


def test_a_registry_change_keeps_the_marks(writer, points, now):
    write(writer, [(0, now, 1.0, 0)])
    new = PointFactory().pk
    writer.load([new, *points])
    again = write(writer, [(1, now, 1.0, 0), (0, now, 4.0, 0)])

    assert again.fates == {Fate.DUPLICATE: 1, Fate.STORED: 1}


def test_latest_values_of_many_points_are_written_in_turns(writer, points, now, monkeypatch):
    monkeypatch.setattr("anlan.monitoring.telemetry.services.store.FLUSH_POINTS", 1)
    write(writer, [(0, now, 1.0, 0), (1, now, 2.0, 0)])

    assert writer.flush(clock.now()) == 1
    assert writer.flush(clock.now()) == 0  # not before a second has passed
    assert writer.flush(clock.now() + timedelta(seconds=2)) == 1
    assert LatestReading.objects.count() == 2


def test_nothing_measured_is_stored_as_not_a_number(writer, points, now):
    written = write(writer, [(0, now, float("nan"), 2)])

    assert np.isnan(stored()[0][2])
    assert written.fates == {Fate.STORED: 1, Fate.BAD_QUALITY: 1}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 1), st.integers(0, 30)), min_size=1, max_size=12),
        max_size=8,
    ),
    st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_any_order_of_batches_and_crashes_keeps_each_reading_once(points, batches, crashes):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM telemetry_reading")
            cursor.execute("DELETE FROM telemetry_latestreading")
            cursor.execute(
                "UPDATE telemetry_writerstate SET latest_until = now() - interval '1 minute'"
            )
        base = unix_ms(clock.now() - timedelta(minutes=10))
        writer = Writer()
        writer.load(points)
        for batch, crash in zip(batches, crashes, strict=False):
            write(writer, [(p, base + t * 1000, float(t), 0) for p, t in batch])
            if crash:
                writer = Writer()
                writer.load(points)

        expected = sorted({(points[p], base + t * 1000) for batch in batches for p, t in batch})
        assert [(p, t) for p, t, _value in stored()] == expected
