"""Vehicles for tests, visibly fictitious."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.contrib.gis.geos import Point, Polygon
from factory.django import DjangoModelFactory

from anlan.base.regions.models import Region
from anlan.kernel import clock
from anlan.monitoring.devices.choices import DeviceKind, Quantity
from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory
from anlan.monitoring.vehicles import reference
from anlan.monitoring.vehicles.choices import FenceKind, RuleKind, VehicleKind
from anlan.monitoring.vehicles.models import (
    Driver,
    DrivingRule,
    Fence,
    FenceCrossing,
    LiveState,
    SpeedLimit,
    TerminalOrder,
    Trip,
    TripGoods,
    Vehicle,
    Violation,
)
from anlan.supervision.chemicals.tests.factories import ChemicalFactory
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory

POINTS = {
    "longitude": (Quantity.LONGITUDE, "°"),
    "latitude": (Quantity.LATITUDE, "°"),
    "speed": (Quantity.SPEED, "km/h"),
    "heading": (Quantity.HEADING, "°"),
    "mileage": (Quantity.MILEAGE, "km"),
    "driver": (Quantity.OTHER, ""),
}


class DriverFactory(DjangoModelFactory):
    """A driver qualified for dangerous goods."""

    class Meta:
        model = Driver

    enterprise = factory.SubFactory(EnterpriseFactory)
    region = factory.SelfAttribute("enterprise.region")
    name = factory.Sequence(lambda n: f"司机演示{n}")
    phone = "00012345678"
    qualification = factory.Sequence(lambda n: f"QUAL-DEMO-{n:06d}")
    may_carry_goods = True


class VehicleFactory(DjangoModelFactory):
    """A dangerous-goods vehicle with a terminal; ``with_points=True`` adds its points."""

    class Meta:
        model = Vehicle
        skip_postgeneration_save = True

    plate = factory.Sequence(lambda n: f"浙H演{n:04d}")
    kind = VehicleKind.HAZMAT
    enterprise = factory.SubFactory(EnterpriseFactory)
    region = factory.SelfAttribute("enterprise.region")
    device = factory.SubFactory(
        DeviceFactory,
        kind=DeviceKind.VEHICLE,
        enterprise=factory.SelfAttribute("..enterprise"),
        region=factory.SelfAttribute("..region"),
        location=None,
        period_s=10,
    )
    load_t = 30.0

    @factory.post_generation
    def with_points(obj: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Give the terminal its points."""
        if create and extracted:
            for key, (quantity, unit) in POINTS.items():
                PointFactory(
                    device=obj.device, key=key, name=key, quantity=quantity, unit=unit,
                    range_low=None, range_high=None,
                )  # fmt: skip


class LiveStateFactory(DjangoModelFactory):
    """A vehicle that is driving now."""

    class Meta:
        model = LiveState

    vehicle = factory.SubFactory(VehicleFactory)
    at = factory.LazyFunction(clock.now)
    received_at = factory.LazyFunction(clock.now)
    location = factory.LazyFunction(lambda: Point(119.17, 29.03, srid=4326))
    speed_km_h = 52.0
    heading = 90


class FenceFactory(DjangoModelFactory):
    """A square of some kilometres that nobody may enter."""

    class Meta:
        model = Fence

    name = factory.Sequence(lambda n: f"禁行区演示{n}")
    kind = FenceKind.FORBIDDEN
    region = factory.LazyFunction(
        lambda: Region.objects.filter(level="village").first() or EnterpriseFactory().region
    )
    area = factory.LazyFunction(lambda: Polygon.from_bbox((119.20, 29.00, 119.24, 29.04)))


class FenceCrossingFactory(DjangoModelFactory):
    """A vehicle that entered a fence."""

    class Meta:
        model = FenceCrossing

    fence = factory.SubFactory(FenceFactory)
    vehicle = factory.SubFactory(VehicleFactory)
    kind = "entered"
    at = factory.LazyFunction(clock.now)


class SpeedLimitFactory(DjangoModelFactory):
    """A limit on national roads."""

    class Meta:
        model = SpeedLimit
        django_get_or_create = ("vehicle_kind", "road_class")

    vehicle_kind = VehicleKind.HAZMAT
    road_class = "national"
    limit_km_h = 60
    legal_basis = "演示依据"


class DrivingRuleFactory(DjangoModelFactory):
    """Four hours of driving."""

    class Meta:
        model = DrivingRule
        django_get_or_create = ("code",)

    code = "fatigue-4h"
    name = "连续驾驶演示"
    kind = RuleKind.FATIGUE
    vehicle_kinds = factory.LazyFunction(lambda: list(VehicleKind.values))
    minutes = 240
    rest_minutes = 20
    legal_basis = "演示依据"


class TripFactory(DjangoModelFactory):
    """A planned trip with twenty tonnes of chlorine."""

    class Meta:
        model = Trip
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"YD-DEMO-{n:06d}")
    vehicle = factory.SubFactory(VehicleFactory)
    enterprise = factory.SelfAttribute("vehicle.enterprise")
    region = factory.SelfAttribute("vehicle.region")
    driver = factory.SubFactory(DriverFactory, enterprise=factory.SelfAttribute("..enterprise"))
    shipper = "演示托运有限公司"
    receiver = "演示收货有限公司"
    origin = "演示装货点"
    destination = "演示卸货点"
    planned_from = factory.LazyFunction(clock.now)
    planned_to = factory.LazyFunction(lambda: clock.now() + timedelta(hours=4))

    @factory.post_generation
    def goods(obj: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Twenty tonnes of chlorine unless told otherwise; the vehicle may carry it."""
        if create and extracted is None:
            chemical = ChemicalFactory()
            TripGoods.objects.create(trip=obj, chemical=chemical, quantity_t=20)
            obj.vehicle.permitted.add(chemical)


class TerminalOrderFactory(DjangoModelFactory):
    """A text that waits for its terminal."""

    class Meta:
        model = TerminalOrder

    vehicle = factory.SubFactory(VehicleFactory)
    kind = "text"
    text = "前方浓雾，请减速"
    ordered_by = "演示值班员"
    expires_at = factory.LazyFunction(lambda: clock.now() + timedelta(minutes=10))


class ViolationFactory(DjangoModelFactory):
    """A speeding that goes on."""

    class Meta:
        model = Violation

    vehicle = factory.SubFactory(VehicleFactory)
    enterprise = factory.SelfAttribute("vehicle.enterprise")
    region = factory.SelfAttribute("vehicle.region")
    rule = RuleKind.SPEEDING
    level = 3
    begun_at = factory.LazyFunction(clock.now)
    value = 82.0
    limit = 60.0
    unit = "km/h"
    location = factory.LazyFunction(lambda: Point(119.17, 29.03, srid=4326))


def load_reference() -> None:
    """Load limits and rules as the platform brings them."""
    from anlan.kernel.actor import system_actor

    reference.load(system_actor("test"))
