"""Devices are registered, put into service, corrected and retired by whom it concerns."""

from __future__ import annotations

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor
from anlan.monitoring.devices.choices import DeviceKind, DeviceState, Quantity
from anlan.monitoring.devices.events import DeviceRegistered, DeviceStateChanged
from anlan.monitoring.devices.models import Device
from anlan.monitoring.devices.public import get_point, list_point_addresses, points_of_class
from anlan.monitoring.devices.services.devices import (
    add_point,
    change_device,
    commission_device,
    maintain_device,
    register_device,
    retire_device,
)
from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory
from anlan.monitoring.telemetry.models import IngestCount

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return make_actor("局干部", role="bureau_officer")


def register(actor, **changes):
    values = {
        "code": "GD-1",
        "name": "演示探测器",
        "kind": DeviceKind.GAS_DETECTOR,
        "region_id": RegionFactory().pk,
        "longitude": 119.1,
        "latitude": 29.0,
    }
    return register_device(actor=actor, **(values | changes))


def test_a_device_is_registered_once_and_then_lives(bureau, cast):
    with pytest.raises(NotPermitted):
        register(cast.sun)
    device = register(bureau)
    assert_audited("devices.device.registered", device, by=bureau)
    assert_emitted(DeviceRegistered, device_id=device.pk)
    with pytest.raises(InvalidInput):
        register(bureau)

    point = add_point(
        device_id=device.pk,
        key="cl2",
        name="氯气浓度",
        quantity=Quantity.GAS_CONCENTRATION,
        unit="ppm",
        actor=bureau,
    )
    assert_audited("devices.point.added", point)
    with pytest.raises(InvalidInput):
        add_point(device_id=device.pk, key="cl2", name="x", quantity="other", actor=bureau)

    with pytest.raises(TransitionRefused):
        maintain_device(device_id=device.pk, actor=bureau, reason="标定")
    commission_device(device_id=device.pk, actor=bureau)
    assert_emitted(DeviceStateChanged, device_id=device.pk, state="in_service")
    maintain_device(device_id=device.pk, actor=bureau, reason="标定")
    assert_audited("devices.device.maintained", device)
    commission_device(device_id=device.pk, actor=bureau)
    assert_audited("devices.device.commissioned", device)
    assert [a.device_code for a in list_point_addresses()] == ["GD-1"]
    retire_device(device_id=device.pk, actor=bureau, reason="拆除")
    assert_audited("devices.device.retired", device)
    assert_state(device, DeviceState.RETIRED)
    assert list_point_addresses() == []
    assert points_of_class(quantity=Quantity.GAS_CONCENTRATION) == []


def test_what_is_written_of_a_device_is_corrected(bureau):
    device = DeviceFactory()
    change_device(
        device_id=device.pk,
        name="新名称",
        place="",
        period_s=device.period_s,
        maker="",
        calibration_due_on=None,
        actor=bureau,
    )
    record = assert_audited("devices.device.changed", device)
    assert record.after == {"name": "新名称"}


def test_points_are_seen_with_their_device(cast):
    point = PointFactory()
    assert get_point(point.pk, actor=cast.zhao).device_code == point.device.code
    with pytest.raises(NotVisible):
        get_point(point.pk, actor=cast.qian)


@pytest.mark.parametrize("code", ["a/b", "a+", "#", "", "a b"])
def test_a_code_must_fit_into_a_topic(code):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        DeviceFactory(code=code)


def test_pages_and_api_show_what_one_may_see(client):
    point = PointFactory()
    device = point.device
    client.force_login(account_with("bureau_officer"))
    listing = client.get("/devices/").content.decode()
    assert device.code in listing
    page = client.get(f"/devices/{device.pk}/").content.decode()
    assert f"/telemetry/points/{point.pk}/series.json" in page
    assert client.get("/devices/?tab=calibration").status_code == 200
    assert client.get("/devices/new/").status_code == 200
    region = RegionFactory()
    made = client.post(
        "/devices/new/",
        {
            "code": "NEW-1",
            "name": "演示新设备",
            "kind": "gas_detector",
            "region": region.pk,
            "protocol": "mqtt",
            "period_s": "10",
            "longitude": "119.1",
            "latitude": "29.0",
        },
    )
    assert made.status_code == 303
    new = Device.objects.get(code="NEW-1")
    assert client.post(f"/devices/{new.pk}/steps/commission/").status_code == 303
    changed = client.post(f"/devices/{new.pk}/change/", {"name": "改名", "period_s": "5"})
    assert changed.status_code == 303
    found = client.get("/api/v1/devices/?kind=gas_detector").json()
    assert {item["code"] for item in found["items"]} == {device.code, "NEW-1"}
    assert client.get(f"/api/v1/devices/{device.pk}").json()["points"][0]["key"] == point.key
    assert client.get(f"/api/v1/telemetry/latest?points={point.pk}").json() == []
    assert client.get(f"/api/v1/telemetry/points/{point.pk}/curve").json()["rows"] == []

    IngestCount.objects.create(hour=clock.now(), fate="future", number=3, example="x")
    counts = client.get("/telemetry/counts/").content.decode()
    assert "拒收，时间在未来" in counts

    client.force_login(account_with("township_officer", scope_value="330825101"))
    assert client.get("/telemetry/counts/").status_code == 403
    assert client.get(f"/devices/{device.pk}/").status_code == 404
    assert client.get(f"/api/v1/devices/{device.pk}").status_code == 404
    assert client.get(f"/telemetry/points/{point.pk}/series.json").status_code == 404
    assert client.get("/devices/new/").status_code == 403


def test_a_moment_that_is_none_is_told(client):
    point = PointFactory()
    client.force_login(account_with("bureau_officer"))
    path = f"/telemetry/points/{point.pk}/series.json"

    assert client.get(path, {"from": "yesterday"}).status_code == 422
    assert client.get(path, {"from": "2026-11-21T00:00:00+08:00"}).status_code == 200
    assert client.get(path, {"from": "2999-01-01T00:00"}).status_code == 422
