"""From readings to positions, violations and alarms, written exactly once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.contrib.gis.geos import LineString, Polygon
from django.db import transaction

from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.devices.models import Point
from anlan.monitoring.telemetry.public import Readings, columns
from anlan.monitoring.vehicles.cards import card_number
from anlan.monitoring.vehicles.choices import RuleKind, TripState, VehicleKind
from anlan.monitoring.vehicles.models import (
    FenceCrossing,
    LiveState,
    Position,
    TrackSegment,
    VehicleDay,
    Violation,
)
from anlan.monitoring.vehicles.selectors.tracks import read_track
from anlan.monitoring.vehicles.services.observing import Observer
from anlan.monitoring.vehicles.services.recording import tell_waiting
from anlan.monitoring.vehicles.services.silence import judge_silence
from anlan.monitoring.vehicles.services.tracks import close_hours, drop_old_tracks
from anlan.monitoring.vehicles.tests.factories import (
    DriverFactory,
    FenceFactory,
    LiveStateFactory,
    TripFactory,
    VehicleFactory,
    load_reference,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


class Feed:
    """Turns positions of vehicles into batches of readings for an observer."""

    def __init__(self, observer: Observer, commit, run_jobs) -> None:
        self.observer, self.commit, self.run_jobs = observer, commit, run_jobs
        self.ids: list[int] = list(Point.objects.order_by("pk").values_list("pk", flat=True))
        self.index = {pk: number for number, pk in enumerate(self.ids)}

    def readings(self, vehicle, moment, **values) -> Readings:
        points = dict(vehicle.device.points.values_list("key", "pk"))
        rows = [(self.index[points[key]], value) for key, value in values.items()]
        stamp = int(moment.timestamp() * 1000)
        return columns(
            [r for r, _v in rows], [stamp] * len(rows), [v for _r, v in rows], [0] * len(rows)
        )

    def send(self, *batches: Readings) -> None:
        joined = Readings(
            *(
                np.concatenate([getattr(batch, name) for batch in batches])
                for name in ("point", "at_ms", "value", "quality")
            )
        )
        with self.commit(execute=True):
            self.observer.observe(joined, self.ids, NOON)
        self.run_jobs()

    def place(self, vehicle, moment, longitude, latitude, speed, **more) -> None:
        self.send(
            self.readings(
                vehicle, moment, longitude=longitude, latitude=latitude, speed=speed,
                heading=90, **more,
            )
        )  # fmt: skip


@pytest.fixture
def feed(django_capture_on_commit_callbacks, run_jobs):
    def make() -> Feed:
        load_reference()
        return Feed(Observer(), django_capture_on_commit_callbacks, run_jobs)

    return make


def test_a_position_is_stored_and_shown(feed):
    vehicle = VehicleFactory(with_points=True)
    source = feed()
    source.place(vehicle, NOON, 119.17, 29.03, 52.4, mileage=1234.5)
    live = LiveState.objects.get(vehicle=vehicle)
    assert (live.location.x, live.location.y, live.speed_km_h) == (119.17, 29.03, 52.4)
    assert live.mileage_km == 1234.5 and live.driving_since == NOON
    assert Position.objects.count() == 1
    track = read_track(vehicle.pk, NOON, NOON + timedelta(minutes=1))
    assert track.speed.tolist() == [52.4]


def test_the_same_batch_again_changes_nothing(feed):
    vehicle = VehicleFactory(with_points=True)
    source = feed()
    for _time in range(2):
        source.place(vehicle, NOON, 119.17, 29.03, 52.4)
    source.observer.reset()
    source.place(vehicle, NOON, 119.17, 29.03, 52.4)
    assert Position.objects.count() == 1


def test_speeding_opens_one_violation_and_one_alarm_with_what_is_on_board(feed):
    trip = TripFactory(state=TripState.UNDER_WAY, vehicle__with_points=True)
    vehicle = trip.vehicle
    source = feed()
    for second in range(0, 60, 10):
        source.place(vehicle, NOON + timedelta(seconds=second), 119.1 + second / 5e4, 29.03, 95)
    violation = Violation.objects.get()
    assert (violation.rule, violation.limit, violation.level) == (RuleKind.SPEEDING, 80.0, 4)
    assert violation.ended_at is None and violation.driver_id == vehicle.driver_id
    alarm = Alarm.objects.get(pk=violation.alarm_id)
    assert alarm.source == "vehicles.speeding" and vehicle.plate in alarm.title
    assert "第四十六条" in violation.legal_basis and "第四十六条" in alarm.reason
    assert "95 km/h" in alarm.reason and "氯" in alarm.reason and "20 t" in alarm.reason
    assert alarm.device_id == vehicle.device_id and alarm.location is not None

    source.place(vehicle, NOON + timedelta(seconds=70), 119.102, 29.03, 60)
    violation.refresh_from_db()
    alarm.refresh_from_db()
    assert violation.ended_at == NOON + timedelta(seconds=70)
    assert alarm.cleared_at == violation.ended_at and alarm.state == "open"


def test_after_a_restart_a_violation_goes_on_and_is_not_raised_again(feed):
    vehicle = VehicleFactory(with_points=True)
    source = feed()
    for second in (0, 20):
        source.place(vehicle, NOON + timedelta(seconds=second), 119.1 + second / 5e4, 29.03, 95)
    source.observer = Observer()
    source.place(vehicle, NOON + timedelta(seconds=30), 119.101, 29.03, 96)
    source.place(vehicle, NOON + timedelta(seconds=40), 119.1012, 29.03, 50)
    assert Violation.objects.get().ended_at == NOON + timedelta(seconds=40)
    assert Alarm.objects.count() == 1


def test_what_is_rolled_back_is_forgotten(feed):
    vehicle = VehicleFactory(with_points=True)
    source = feed()
    source.place(vehicle, NOON, 119.1, 29.03, 50)
    batch = source.readings(
        vehicle, NOON + timedelta(seconds=10), longitude=119.101, latitude=29.03, speed=50
    )
    with pytest.raises(RuntimeError), transaction.atomic():
        source.observer.observe(batch, source.ids, NOON)
        raise RuntimeError("the database went away")
    assert source.observer.fleet.state.longitude[0] == 119.1
    source.send(batch)
    assert source.observer.fleet.state.longitude[0] == 119.101
    assert Position.objects.count() == 2


def test_the_drivers_card_names_who_drives(feed):
    driver = DriverFactory(qualification="QUAL-DEMO-1", card_number=card_number("QUAL-DEMO-1"))
    vehicle = VehicleFactory(with_points=True, enterprise=driver.enterprise)
    source = feed()
    source.send(source.readings(vehicle, NOON, driver=float(driver.card_number)))
    source.place(vehicle, NOON + timedelta(seconds=10), 119.1, 29.03, 50)
    assert LiveState.objects.get().driver == driver


def test_fences_are_crossed_and_forbidden_ones_alarm(feed):
    vehicle = VehicleFactory(with_points=True)
    FenceFactory(level=2)
    FenceFactory(kind="watch", area=Polygon.from_bbox((119.0, 28.9, 119.3, 29.1)))
    source = feed()
    source.place(vehicle, NOON, 119.19, 29.02, 40)
    source.place(vehicle, NOON + timedelta(minutes=2), 119.21, 29.02, 40)
    violation = Violation.objects.get()
    assert violation.rule == RuleKind.FORBIDDEN and violation.level == 2
    assert Alarm.objects.get().level == 2
    live = LiveState.objects.get()
    assert len(live.fences) == 2 and live.level == 2
    source.place(vehicle, NOON + timedelta(minutes=4), 119.19, 29.02, 40)
    assert Violation.objects.get().ended_at is not None
    assert FenceCrossing.objects.values_list("kind", flat=True).count() == 2


def test_a_fence_drawn_while_running_holds_from_the_next_look_on(feed, monkeypatch):
    monkeypatch.setattr("anlan.monitoring.vehicles.services.observing.LOOK_EVERY_S", 0.0)
    vehicle = VehicleFactory(with_points=True)
    source = feed()
    source.place(vehicle, NOON, 119.21, 29.02, 40)
    FenceFactory()
    source.place(vehicle, NOON + timedelta(seconds=10), 119.2101, 29.02, 40)
    assert Violation.objects.get().rule == RuleKind.FORBIDDEN


def test_readings_that_are_no_vehicles_are_left_alone(feed, django_assert_max_num_queries):
    VehicleFactory(with_points=True)
    from anlan.monitoring.devices.tests.factories import PointFactory

    other = PointFactory()
    source = feed()
    batch = columns([source.index[other.pk]], [int(NOON.timestamp() * 1000)], [1.0], [0])
    source.send(batch)
    with django_assert_max_num_queries(1):
        source.send(batch)
    assert not Position.objects.exists()


def test_hours_that_are_over_are_packed_and_late_positions_join_them(feed):
    vehicle = VehicleFactory(with_points=True)
    source = feed()
    batches = [
        source.readings(
            vehicle, NOON + timedelta(seconds=30 * n), longitude=119.0 + n / 2000, latitude=29.0,
            speed=54.0, heading=90,
        )
        for n in range(100)
        if n != 50
    ]  # fmt: skip
    source.send(*batches)
    assert close_hours(NOON + timedelta(minutes=70)) == 0, "the hour may still get positions"
    assert close_hours(NOON + timedelta(minutes=76)) == 1
    segment = TrackSegment.objects.get()
    assert (segment.count, Position.objects.count()) == (99, 0)
    day = VehicleDay.objects.get()
    assert day.day.isoformat() == "2026-11-22" and day.slots_heard == 10
    assert day.distance_km == pytest.approx(4.81, abs=0.1)

    Position.objects.create(
        vehicle=vehicle, at=NOON + timedelta(seconds=1500), longitude=119.025, latitude=29.0,
        speed_km_h=54, heading=90,
    )  # fmt: skip
    close_hours(NOON + timedelta(minutes=90))
    assert TrackSegment.objects.get().count == 100
    assert len(read_track(vehicle.pk, NOON, NOON + timedelta(hours=1))) == 100
    assert drop_old_tracks(NOON + timedelta(days=191)) == 1


def test_silence_on_the_way_is_told_once_and_ends_when_the_vehicle_speaks():
    load_reference()
    moving = LiveStateFactory(at=NOON, received_at=NOON, speed_km_h=60)
    LiveStateFactory(at=NOON, received_at=NOON, speed_km_h=0)
    assert judge_silence(NOON + timedelta(minutes=9)) == 0
    assert judge_silence(NOON + timedelta(minutes=11)) == 1
    assert judge_silence(NOON + timedelta(minutes=12)) == 0
    violation = Violation.objects.get()
    assert violation.vehicle == moving.vehicle and violation.rule == RuleKind.OFFLINE
    moving.at = moving.received_at = NOON + timedelta(minutes=20)
    moving.save()
    judge_silence(NOON + timedelta(minutes=21))
    violation.refresh_from_db()
    assert violation.ended_at == moving.at
    assert Alarm.objects.get().cleared_at == moving.at


def test_the_whole_way_from_a_message_to_an_alarm(feed):
    from anlan.monitoring.alarms.observers import observe_batch
    from anlan.monitoring.vehicles.services.observing import OBSERVER

    vehicle = VehicleFactory(with_points=True, kind=VehicleKind.COACH)
    source = feed()
    OBSERVER.reset()
    for second in (0, 20, 40):
        batch = source.readings(
            vehicle, NOON + timedelta(seconds=second), longitude=119.1 + second / 4e4,
            latitude=29.03, speed=118.0,
        )  # fmt: skip
        with source.commit(execute=True):
            observe_batch(batch, source.ids, NOON)
    OBSERVER.reset()
    source.run_jobs()
    assert Alarm.objects.get().source == "vehicles.speeding"


def test_what_a_terminal_kept_without_signal_joins_the_track_and_judges_nothing(feed):
    vehicle = VehicleFactory(with_points=True)
    source = feed()
    source.place(vehicle, NOON, 119.17, 29.03, 50)
    late = [
        source.readings(
            vehicle, NOON - timedelta(seconds=10 * n), longitude=119.17 - n / 1000, latitude=29.03,
            speed=140.0, heading=90,
        )
        for n in range(1, 6)
    ]  # fmt: skip
    joined = Readings(
        *(
            np.concatenate([getattr(one, name) for one in late])
            for name in ("point", "at_ms", "value", "quality")
        )
    )
    source.observer.keep_late(joined, source.ids, NOON)
    assert len(read_track(vehicle.pk, NOON - timedelta(minutes=2), NOON)) == 6
    assert LiveState.objects.get().speed_km_h == 50
    assert not Violation.objects.exists()


def test_points_that_come_while_running_are_seen(feed):
    vehicle = VehicleFactory(with_points=True)
    source = feed()
    source.place(vehicle, NOON, 119.17, 29.03, 50)
    other = VehicleFactory(with_points=True)
    for pk in other.device.points.order_by("pk").values_list("pk", flat=True):
        source.index[pk] = len(source.ids)
        source.ids.append(pk)
    source.place(other, NOON + timedelta(seconds=1), 119.18, 29.03, 40)
    assert LiveState.objects.count() == 2


def test_readings_never_wait_for_alarms(feed):
    vehicles = [VehicleFactory(with_points=True) for _n in range(5)]
    FenceFactory(level=2)
    source = feed()
    inside = {"longitude": 119.21, "latitude": 29.02, "speed": 30.0}
    batch = [source.readings(vehicle, NOON, **inside) for vehicle in vehicles]
    with source.commit(execute=True):
        for one in batch:
            source.observer.observe(one, source.ids, NOON)
    assert Violation.objects.filter(is_told=False).count() == 5 and not Alarm.objects.exists()
    source.run_jobs()
    assert Alarm.objects.count() == 5 and tell_waiting() == 0
    source.place(vehicles[-1], NOON + timedelta(minutes=2), 119.19, 29.02, 30)
    assert Alarm.objects.filter(cleared_at__isnull=False).count() == 1


def test_a_violation_that_begins_and_ends_within_a_batch_is_closed_with_its_alarm(feed):
    vehicle = VehicleFactory(with_points=True)
    source = feed()
    speeds = {0: 95.0, 20: 96.0, 40: 50.0, 60: 97.0, 80: 97.0}
    source.send(
        *(
            source.readings(
                vehicle, NOON + timedelta(seconds=s), longitude=119.1 + s / 5e4, latitude=29.03,
                speed=speed,
            )
            for s, speed in speeds.items()
        )
    )  # fmt: skip
    first, second = Violation.objects.order_by("begun_at")
    assert first.ended_at == NOON + timedelta(seconds=40) and second.ended_at is None
    alarm = Alarm.objects.get()
    assert alarm.cleared_at is None, "it stands for the second one"


def test_a_trip_off_its_planned_route_raises_an_alarm_until_it_is_back(feed, monkeypatch):
    monkeypatch.setattr("anlan.monitoring.vehicles.services.observing.LOOK_EVERY_S", 0.0)
    route = LineString((119.0, 29.03), (119.3, 29.03), srid=4326)
    trip = TripFactory(vehicle__with_points=True, route=route)
    source = feed()
    source.place(trip.vehicle, NOON, 119.05, 29.03, 50)
    TripFactory._meta.model.objects.filter(pk=trip.pk).update(state=TripState.UNDER_WAY)
    for minute in range(1, 5):
        source.place(trip.vehicle, NOON + timedelta(minutes=minute), 119.05, 29.02, 50)
        if minute == 2:  # a new process goes on where the old one was
            source.observer = Observer()
    violation = Violation.objects.get()
    assert violation.rule == RuleKind.OFF_ROUTE and violation.value == 1112
    alarm = Alarm.objects.get(source="vehicles.off_route")
    assert "偏离" in alarm.reason or "off the planned route" in alarm.reason
    assert "第四十八条" in alarm.reason and alarm.cleared_at is None
    source.place(trip.vehicle, NOON + timedelta(minutes=5), 119.05, 29.0301, 50)
    alarm.refresh_from_db()
    assert alarm.cleared_at == NOON + timedelta(minutes=5)
    assert Violation.objects.get().ended_at == alarm.cleared_at
