"""Vehicles, drivers, fences and trips are kept by whom it concerns; refusals say why."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.contrib.gis.geos import Polygon

from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor
from anlan.monitoring.vehicles.cards import card_number
from anlan.monitoring.vehicles.choices import FenceKind, TripState, VehicleKind, VehicleState
from anlan.monitoring.vehicles.events import (
    TripStateChanged,
    VehicleRegistered,
    VehicleStateChanged,
)
from anlan.monitoring.vehicles.models import DrivingRule, SpeedLimit
from anlan.monitoring.vehicles.services.fences import (
    change_fence,
    change_limit,
    change_rule,
    draw_fence,
    read_area,
)
from anlan.monitoring.vehicles.services.trips import (
    Goods,
    arrive,
    cancel_trip,
    depart,
    file_trip,
)
from anlan.monitoring.vehicles.services.vehicles import (
    change_driver,
    change_vehicle,
    register_driver,
    register_vehicle,
    resume_vehicle,
    retire_vehicle,
    suspend_vehicle,
)
from anlan.monitoring.vehicles.tests.factories import (
    DriverFactory,
    FenceFactory,
    TripFactory,
    VehicleFactory,
    load_reference,
)
from anlan.supervision.chemicals.tests.factories import ChemicalFactory
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory

pytestmark = pytest.mark.django_db

BOX = Polygon.from_bbox((119.1, 29.0, 119.2, 29.1))


@pytest.fixture
def bureau():
    return make_actor("局干部", role="bureau_officer")


def test_a_vehicle_is_registered_once_with_what_it_may_carry(bureau, cast):
    enterprise, chlorine = EnterpriseFactory(), ChemicalFactory()
    with pytest.raises(NotPermitted):
        register_vehicle(
            plate="浙H演1", kind=VehicleKind.HAZMAT, enterprise_id=enterprise.pk, actor=cast.zhao
        )
    vehicle = register_vehicle(
        plate=" 浙h演1 ",
        kind=VehicleKind.HAZMAT,
        enterprise_id=enterprise.pk,
        permitted_ids=[chlorine.pk],
        load_t=20,
        actor=bureau,
    )
    assert vehicle.plate == "浙H演1" and vehicle.region_id == enterprise.region_id
    assert list(vehicle.permitted.all()) == [chlorine]
    assert_audited("vehicles.vehicle.registered", vehicle, by=bureau)
    assert_emitted(VehicleRegistered, vehicle_id=vehicle.pk)
    with pytest.raises(InvalidInput) as again:
        register_vehicle(plate="浙H演1", kind="coach", enterprise_id=enterprise.pk, actor=bureau)
    assert "plate" in again.value.fields


def test_what_is_written_of_a_vehicle_is_corrected(bureau):
    vehicle, other = VehicleFactory(), VehicleFactory()
    stranger = DriverFactory()
    values = {
        "vehicle_id": vehicle.pk, "device_id": vehicle.device_id, "driver_id": None, "seats": None,
        "load_t": 25.0, "permitted_ids": [ChemicalFactory().pk], "runs_at_night": True,
        "inspection_due_on": None, "actor": bureau,
    }  # fmt: skip
    change_vehicle(**values)
    record = assert_audited("vehicles.vehicle.changed", vehicle)
    assert record.after["load_t"] == 25.0 and record.after["runs_at_night"] is True
    with pytest.raises(InvalidInput) as taken:
        change_vehicle(**(values | {"device_id": other.device_id}))
    assert "device_id" in taken.value.fields
    with pytest.raises(InvalidInput):
        change_vehicle(**(values | {"driver_id": stranger.pk}))


def test_a_vehicle_goes_out_of_operation_comes_back_and_is_deregistered(bureau, cast):
    vehicle = VehicleFactory()
    with pytest.raises(NotVisible):
        suspend_vehicle(vehicle_id=vehicle.pk, actor=cast.qian, reason="检修")
    suspend_vehicle(vehicle_id=vehicle.pk, actor=bureau, reason="检修")
    assert_audited("vehicles.vehicle.suspended", vehicle)
    assert_emitted(VehicleStateChanged, vehicle_id=vehicle.pk, state="suspended")
    resume_vehicle(vehicle_id=vehicle.pk, actor=bureau)
    assert_audited("vehicles.vehicle.resumed", vehicle)
    trip = TripFactory(vehicle=vehicle, state=TripState.UNDER_WAY)
    with pytest.raises(InvalidInput):
        retire_vehicle(vehicle_id=vehicle.pk, actor=bureau, reason="报废")
    trip.state = TripState.ARRIVED
    trip.save()
    retire_vehicle(vehicle_id=vehicle.pk, actor=bureau, reason="报废")
    assert_state(vehicle, VehicleState.RETIRED)
    assert_audited("vehicles.vehicle.retired", vehicle)


def test_a_drivers_number_is_kept_encrypted_and_out_of_the_trail(bureau, cast):
    own = EnterpriseFactory()
    wu = cast.wu(own.organisation_id)
    driver = register_driver(
        name="司机演示",
        enterprise_id=own.pk,
        qualification="YANSHI-1",
        phone="00011112222",
        actor=wu,
    )
    assert_audited("vehicles.driver.registered", driver, by=wu)
    assert driver.card_number == card_number("yanshi-1")
    with pytest.raises(InvalidInput):
        register_driver(
            name="另一演示", enterprise_id=own.pk, qualification="yanshi-1", actor=bureau
        )
    change_driver(
        driver_id=driver.pk, name="司机演示", phone="00033334444", qualification="YANSHI-2",
        valid_to=None, may_carry_goods=True, is_active=True, actor=wu,
    )  # fmt: skip
    record = assert_audited("vehicles.driver.changed", driver)
    assert "YANSHI" not in str(record.after) and "0003333" not in str(record.after)
    assert record.after["may_carry_goods"] is True
    driver.refresh_from_db()
    assert driver.masked_qualification == "YAN***-2"[:3] + "*" * 3 + "-2"


def test_a_fence_is_drawn_and_changed_within_what_makes_sense(bureau, cast):
    region = EnterpriseFactory().region
    with pytest.raises(InvalidInput) as slow:
        draw_fence(name="慢", kind=FenceKind.SLOW, region_id=region.pk, area=BOX, actor=bureau)
    assert "limit_km_h" in slow.value.fields
    with pytest.raises(InvalidInput):
        draw_fence(
            name="x", kind=FenceKind.FORBIDDEN, region_id=region.pk, area=BOX,
            begins_at=time(7), actor=bureau,
        )  # fmt: skip
    with pytest.raises(NotPermitted):
        draw_fence(name="x", kind="forbidden", region_id=region.pk, area=BOX, actor=cast.zhao)
    fence = draw_fence(
        name="禁行区", kind=FenceKind.FORBIDDEN, region_id=region.pk, area=BOX, actor=bureau,
        vehicle_ids=[VehicleFactory().pk],
    )  # fmt: skip
    assert_audited("vehicles.fence.drawn", fence, by=bureau)
    assert fence.vehicles.count() == 1
    change_fence(
        fence_id=fence.pk, name="禁行区二", area=BOX, vehicle_kinds=["hazmat"], limit_km_h=None,
        begins_at=time(7), ends_at=time(20), weekdays=[1, 2], level=1, legal_basis="演示",
        is_active=True, actor=bureau,
    )  # fmt: skip
    record = assert_audited("vehicles.fence.changed", fence)
    assert record.after["name"] == "禁行区二" and "area" not in record.after


@pytest.mark.parametrize(
    "text",
    [
        "", "nonsense", '{"type": "Point", "coordinates": [1, 2]}',
        '{"type": "Polygon", "coordinates": [[[0,0],[1,1],[1,0],[0,1],[0,0]]]}',
        '{"type": "Polygon", "coordinates": [[[0,0],[999,0],[1,1],[0,0]]]}',
    ],
)  # fmt: skip
def test_what_is_no_area_is_refused_in_words(text):
    with pytest.raises(InvalidInput) as refused:
        read_area(text)
    assert refused.value.fields["area"]


def test_limits_and_rules_are_changed_with_their_basis(bureau, cast):
    load_reference()
    limit = SpeedLimit.objects.get(vehicle_kind="hazmat", road_class="national")
    assert (limit.limit_km_h, limit.is_verified) == (60, False)
    fatigue = DrivingRule.objects.get(code="fatigue-4h")
    assert (fatigue.minutes, fatigue.rest_minutes, fatigue.is_verified) == (240, 20, True)
    with pytest.raises(InvalidInput):
        change_limit(
            limit_id=limit.pk, limit_km_h=50, legal_basis=" ", is_verified=False, actor=bureau
        )
    with pytest.raises(NotPermitted):
        change_limit(
            limit_id=limit.pk, limit_km_h=50, legal_basis="x", is_verified=False, actor=cast.zhao
        )
    change_limit(
        limit_id=limit.pk, limit_km_h=50, legal_basis="演示依据", is_verified=True, actor=bureau
    )
    assert_audited("vehicles.limit.changed", limit, by=bureau)
    load_reference()
    limit.refresh_from_db()
    assert limit.limit_km_h == 50, "what an officer changed stays"
    change_rule(
        rule_id=fatigue.pk, begins_at=None, ends_at=None, minutes=200, rest_minutes=20, level=2,
        legal_basis="演示依据", is_verified=False, is_active=True, actor=bureau,
    )  # fmt: skip
    assert_audited("vehicles.rule.changed", fatigue, by=bureau)


def waybill(vehicle, **changes):
    """What a waybill says."""
    values = {
        "number": "YD-1",
        "vehicle_id": vehicle.pk,
        "goods": [Goods(ChemicalFactory().pk, 20.0)],
        "shipper": "托运演示",
        "receiver": "收货演示",
        "origin": "甲地",
        "destination": "乙地",
        "planned_from": clock.now(),
        "planned_to": clock.now() + timedelta(hours=3),
    }
    return values | changes


def test_a_trip_is_filed_by_its_carrier_with_goods_that_make_sense(cast):
    vehicle = VehicleFactory()
    wu = cast.wu(vehicle.enterprise.organisation_id)
    trip = file_trip(actor=wu, **waybill(vehicle))
    assert_audited("vehicles.trip.filed", trip, by=wu)
    assert_emitted(TripStateChanged, trip_id=trip.pk, state="planned")
    for wrong, name in (
        ({"number": "YD-1"}, "number"),
        ({"number": "YD-2", "goods": []}, "goods"),
        ({"number": "YD-2", "planned_to": clock.now() - timedelta(hours=1)}, "planned_to"),
        ({"number": "YD-2", "driver_id": DriverFactory().pk}, "driver_id"),
        ({"number": "YD-2", "goods": [Goods(ChemicalFactory().pk, -1)]}, "goods"),
    ):
        with pytest.raises(InvalidInput) as refused:
            file_trip(actor=wu, **waybill(vehicle, **wrong))
        assert name in refused.value.fields
    coach = VehicleFactory(kind=VehicleKind.COACH, enterprise=vehicle.enterprise)
    with pytest.raises(InvalidInput):
        file_trip(actor=wu, **waybill(coach, number="YD-3"))
    with pytest.raises(NotVisible):
        file_trip(actor=wu, **waybill(VehicleFactory(), number="YD-4"))


def test_a_trip_departs_only_with_permitted_goods_and_a_qualified_driver(cast):
    trip = TripFactory()
    wu = cast.wu(trip.enterprise.organisation_id)
    trip.vehicle.permitted.clear()
    with pytest.raises(TransitionRefused, match="氯"):
        depart(trip_id=trip.pk, actor=wu)
    trip.vehicle.permitted.add(ChemicalFactory())
    trip.driver.may_carry_goods = False
    trip.driver.save()
    with pytest.raises(TransitionRefused):
        depart(trip_id=trip.pk, actor=wu)
    trip.driver.may_carry_goods = True
    trip.driver.valid_to = clock.today() - timedelta(days=1)
    trip.driver.save()
    with pytest.raises(TransitionRefused):
        depart(trip_id=trip.pk, actor=wu)
    trip.driver.valid_to = None
    trip.driver.save()
    trip.vehicle.load_t = 10
    trip.vehicle.save()
    with pytest.raises(TransitionRefused, match="20"):
        depart(trip_id=trip.pk, actor=wu)
    trip.vehicle.load_t = 30
    trip.vehicle.save()
    depart(trip_id=trip.pk, actor=wu)
    assert_state(trip, TripState.UNDER_WAY)
    assert_audited("vehicles.trip.departed", trip)

    second = TripFactory(vehicle=trip.vehicle, driver=trip.driver)
    with pytest.raises(InvalidInput):
        depart(trip_id=second.pk, actor=wu)
    cancel_trip(trip_id=second.pk, reason="客户取消", actor=wu)
    assert_audited("vehicles.trip.cancelled", second)
    arrive(trip_id=trip.pk, actor=wu)
    assert_audited("vehicles.trip.arrived", trip)
    trip.refresh_from_db()
    assert trip.departed_at and trip.ended_at
    with pytest.raises(TransitionRefused):
        cancel_trip(trip_id=trip.pk, reason="太迟", actor=wu)


def test_a_fence_of_another_county_does_not_exist(cast):
    fence = FenceFactory()
    with pytest.raises(NotVisible):
        change_fence(
            fence_id=fence.pk, name="x", area=BOX, vehicle_kinds=[], limit_km_h=None,
            begins_at=None, ends_at=None, weekdays=[], level=1, legal_basis="", is_active=False,
            actor=cast.qian,
        )  # fmt: skip
