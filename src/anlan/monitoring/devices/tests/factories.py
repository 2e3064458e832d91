"""Devices and points for tests."""

from __future__ import annotations

import factory
from django.contrib.gis.geos import Point as Location
from factory.django import DjangoModelFactory

from anlan.base.regions.tests.factories import RegionFactory
from anlan.monitoring.devices.choices import DeviceKind, DeviceState, Quantity
from anlan.monitoring.devices.models import Device, Point


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


def access_world(samples):
    """Ask for the curve of a point."""
    point = samples[Point]
    return {"telemetry/points/": {"pk": point.pk, "point_id": point.pk}}
