"""Devices and points for tests."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.contrib.gis.geos import Point as Location
from factory.django import DjangoModelFactory

from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel import clock
from anlan.monitoring.devices.choices import DeviceKind, DeviceState, Quantity
from anlan.monitoring.devices.models import (
    ArrivalBook,
    Calibration,
    Device,
    DeviceCredential,
    DeviceHealth,
    DeviceTemplate,
    Maintenance,
    OnlineRate,
    Placement,
    Point,
    TemplatePoint,
    TemplateRule,
)
from anlan.supervision.enterprises.tests.factories import PlantPlanFactory


class DeviceFactory(DjangoModelFactory):
    """A gas detector in service."""

    class Meta:
        model = Device

    code = factory.Sequence(lambda n: f"GD-{n:05d}")
    name = factory.Sequence(lambda n: f"演示探测器{n}")
    kind = DeviceKind.GAS_DETECTOR
    region = factory.SubFactory(RegionFactory)
    location = Location(119.17, 29.03, srid=4326)
    period_s = 5
    state = DeviceState.IN_SERVICE


class PointFactory(DjangoModelFactory):
    """A concentration in mg/m³."""

    class Meta:
        model = Point

    device = factory.SubFactory(DeviceFactory)
    key = factory.Sequence(lambda n: f"k{n}")
    name = "氯气浓度"
    quantity = Quantity.GAS_CONCENTRATION
    unit = "mg/m³"
    range_low = 0
    range_high = 20


class CalibrationFactory(DjangoModelFactory):
    """A certificate of a year."""

    class Meta:
        model = Calibration

    device = factory.SubFactory(DeviceFactory)
    calibrated_on = factory.LazyFunction(clock.today)
    due_on = factory.LazyAttribute(lambda c: c.calibrated_on + timedelta(days=365))
    certificate_number = factory.Sequence(lambda n: f"演示证书-{n:04d}")
    actor_name = "演示"


class MaintenanceFactory(DjangoModelFactory):
    """A work that has ended."""

    class Meta:
        model = Maintenance

    device = factory.SubFactory(DeviceFactory)
    started_at = factory.LazyFunction(clock.now)
    ended_at = factory.LazyAttribute(lambda m: m.started_at)
    work = "标定"
    started_by = "演示"


class DeviceCredentialFactory(DjangoModelFactory):
    """A push token in force."""

    class Meta:
        model = DeviceCredential

    device = factory.SubFactory(DeviceFactory)
    kind = "http"
    username = factory.LazyAttribute(lambda c: c.device.code)
    digest = factory.Sequence(lambda n: f"{n:064x}")
    issued_by = "演示"


class DeviceHealthFactory(DjangoModelFactory):
    """A device that is online."""

    class Meta:
        model = DeviceHealth

    device = factory.SubFactory(DeviceFactory)
    connection = "online"
    since = factory.LazyFunction(clock.now)


class OnlineRateFactory(DjangoModelFactory):
    """The rate of a township today."""

    class Meta:
        model = OnlineRate

    day = factory.LazyFunction(clock.today)
    grouping = "township"
    region = factory.SubFactory(RegionFactory)
    devices = 10
    online = 9
    rate = 0.9
    computed_at = factory.LazyFunction(clock.now)


class ArrivalBookFactory(DjangoModelFactory):
    """The books of the arrival count."""

    class Meta:
        model = ArrivalBook
        django_get_or_create = ("id",)

    id = 1
    counted_until = factory.LazyFunction(clock.now)


class PlacementFactory(DjangoModelFactory):
    """A device on a plan of its enterprise."""

    class Meta:
        model = Placement

    plan = factory.SubFactory(PlantPlanFactory)
    device = factory.SubFactory(
        DeviceFactory, enterprise=factory.SelfAttribute("..plan.enterprise")
    )
    x = 10.0
    y = 20.0


class DeviceTemplateFactory(DjangoModelFactory):
    """A model of gas detector."""

    class Meta:
        model = DeviceTemplate

    code = factory.Sequence(lambda n: f"demo-{n}")
    name = factory.Sequence(lambda n: f"演示探测器型号{n}")
    kind = DeviceKind.GAS_DETECTOR
    calibration_months = 12


class TemplatePointFactory(DjangoModelFactory):
    """A concentration in ppm."""

    class Meta:
        model = TemplatePoint

    template = factory.SubFactory(DeviceTemplateFactory)
    key = factory.Sequence(lambda n: f"gas{n}")
    name = "氯气浓度"
    quantity = Quantity.GAS_CONCENTRATION
    unit = "ppm"
    range_low = 0
    range_high = 10


class TemplateRuleFactory(DjangoModelFactory):
    """An upper limit of level orange."""

    class Meta:
        model = TemplateRule

    point = factory.SubFactory(TemplatePointFactory)
    direction = "above"
    level = 2
    limit = 5.0


def access_world(samples):
    """Ask for the curve of a point; for a plan on which the enterprise's device stands."""
    point = samples[Point]
    plan = samples[Placement].plan_id
    return {
        "telemetry/points/": {"pk": point.pk, "point_id": point.pk},
        "devices/points/": {"pk": point.pk},
        "devices/plans/": {"pk": plan, "form": {"device": samples[Placement].device_id}},
        "devices/rates/": {"pk": samples[OnlineRate].pk},
        "devices/templates/": {"pk": samples[DeviceTemplate].pk},
        "devices/template-points/": {"pk": samples[TemplatePoint].pk},
        "devices/limits/": {"pk": samples[TemplateRule].pk},
        "devices/credentials/": {"pk": samples[DeviceCredential].pk},
        "sensorthings/": {"path": "Things"},
    }
