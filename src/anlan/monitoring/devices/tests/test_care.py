"""Calibrations, works, replacing a device."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.base.deadlines.models import ClockRule, Deadline
from anlan.base.deadlines.public import load_clock_rules
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, make_actor
from anlan.monitoring.devices.choices import CredentialKind, DeviceState
from anlan.monitoring.devices.models import Maintenance
from anlan.monitoring.devices.public import list_maintenances
from anlan.monitoring.devices.reference import DATA
from anlan.monitoring.devices.services.care import (
    months_after,
    record_calibration,
    start_calibration_clocks,
)
from anlan.monitoring.devices.services.credentials import issue_credential
from anlan.monitoring.devices.services.devices import (
    change_point,
    commission_device,
    maintain_device,
    place_device,
    replace_device,
)
from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return make_actor("局干部", role="bureau_officer")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
        (date(2026, 12, 15), 6, date(2027, 6, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 5), 11, date(2026, 12, 5)),
    ],
)
def test_a_calibration_is_due_after_its_months(day, months, expected):
    assert months_after(day, months) == expected


def test_a_calibration_sets_the_next_day_and_meets_the_clock(bureau, cast):
    load_clock_rules(DATA / "clock_rules.csv", system_actor("test"))
    assert ClockRule.objects.filter(code="devices.calibration").exists()
    today = clock.today()
    device = DeviceFactory(calibration_due_on=today + timedelta(days=10), calibration_months=12)
    DeviceFactory(calibration_due_on=today + timedelta(days=200))
    assert start_calibration_clocks(actor=system_actor("clock")) == 1
    assert start_calibration_clocks(actor=system_actor("clock")) == 1
    running = Deadline.objects.get()
    assert running.state == "running" and running.subject_id == str(device.pk)

    with pytest.raises(NotVisible):
        record_calibration(
            device_id=device.pk, calibrated_on=today, certificate_number="A", actor=cast.qian
        )
    failed = record_calibration(
        device_id=device.pk,
        calibrated_on=today,
        certificate_number="A-1",
        result="failed",
        actor=bureau,
    )
    device.refresh_from_db()
    assert device.calibrated_on is None and failed.result == "failed"
    done = record_calibration(
        device_id=device.pk, calibrated_on=today, certificate_number="A-2", actor=bureau
    )
    assert_audited("devices.calibration.recorded", done, by=bureau)
    device.refresh_from_db()
    assert device.certificate_number == "A-2"
    assert device.calibration_due_on == months_after(today, 12)
    running.refresh_from_db()
    assert running.state == "met" and running.evidence == "A-2"
    with pytest.raises(InvalidInput):  # entered twice
        record_calibration(
            device_id=device.pk, calibrated_on=today, certificate_number="A-2", actor=bureau
        )
    with pytest.raises(InvalidInput):  # not yet
        record_calibration(
            device_id=device.pk,
            calibrated_on=today + timedelta(days=1),
            certificate_number="A-3",
            actor=bureau,
        )


def test_a_work_has_beginning_and_end(bureau, cast):
    point = PointFactory()
    device = point.device
    with pytest.raises(InvalidInput):
        maintain_device(
            device_id=device.pk,
            actor=bureau,
            reason="标定",
            expected_until=clock.now() - timedelta(hours=1),
        )
    maintain_device(device_id=device.pk, actor=bureau, reason="更换探头")
    running = Maintenance.objects.get(device=device)
    assert running.ended_at is None and running.work == "更换探头"
    now = clock.now()
    found = list_maintenances([point.pk], now - timedelta(minutes=5), now)
    assert [work.work for work in found] == ["更换探头"]
    commission_device(device_id=device.pk, actor=bureau, reason="完成")
    running.refresh_from_db()
    assert running.ended_at is not None and running.outcome == "完成"
    assert list_maintenances([point.pk], now + timedelta(days=1), now + timedelta(days=2)) == []


def test_a_device_is_replaced_and_keeps_its_history(bureau):
    point = PointFactory(source="holding:3", scale=0.1)
    old = point.device
    old.protocol, old.identity = "modbus", "unit-7"
    old.save()
    issued = issue_credential(device_id=old.pk, kind=CredentialKind.HTTP, actor=bureau)
    new = replace_device(device_id=old.pk, code="GD-NEW", actor=bureau, reason="老化")
    assert_audited("devices.device.replaced", old)
    old.refresh_from_db()
    assert (old.state, new.state) == (DeviceState.RETIRED, DeviceState.REGISTERED)
    assert new.replaces_id == old.pk
    assert new.identity == "unit-7"  # the successor answers to the name the protocol knows
    copy = new.points.get()
    assert (copy.key, copy.source, copy.scale) == (point.key, "holding:3", 0.1)
    assert old.points.count() == 1
    issued.credential.refresh_from_db()
    assert issued.credential.revoked_at is not None


def test_points_are_corrected_and_devices_placed(bureau, cast):
    point = PointFactory()
    change_point(point_id=point.pk, range_high=50.0, is_active=False, actor=bureau)
    record = assert_audited("devices.point.changed", point)
    assert record.after == {"range_high": 50.0, "is_active": False}
    with pytest.raises(InvalidInput):
        change_point(point_id=point.pk, range_low=60.0, actor=bureau)
    with pytest.raises(NotPermitted):
        change_point(point_id=point.pk, range_low=1.0, actor=cast.zhao)
    place_device(device_id=point.device_id, longitude=119.2, latitude=29.1, actor=bureau)
    point.device.refresh_from_db()
    assert point.device.location.coords == (119.2, 29.1)
    with pytest.raises(InvalidInput):
        place_device(device_id=point.device_id, longitude=219.2, latitude=29.1, actor=bureau)
